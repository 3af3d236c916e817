"""Which lines of a file a fault may show where some values are told nowhere: none where one may stand."""

from __future__ import annotations

from typing import cast

from attrs import evolve

from facts.town import read_town
from policy_rules.documents import Mapping, parse_yaml
from policy_rules.errors import Fault, Place
from policy_rules.facts.facts_file import RawUnit, load_facts
from policy_rules.facts.lines_told import holds_untold, with_lines_told
from policy_rules.vocabulary import Vocabulary

TOWN = read_town().vocabulary
TEXT = """\
unit: {id: u}
sources:
  s:
    title: Survey  # who was asked
grounds:
  trees: 3
  motto: |
    first
    last
benches:
  - id: b1
    repairs:
      - id: r1
        cost: 5
notices: []
typo: 1
complete:
  - list: benches
    by: x
"""
LINES = TEXT.splitlines()


def redacting(*paths: str) -> Vocabulary:
    """The town's vocabulary in which some values are not told."""
    entities = dict(TOWN.entities)
    for path in paths:
        entity, _, name = path.partition(".")
        attributes = entities[entity].attributes
        changed = {**attributes, name: evolve(attributes[name], redact=True)}
        entities[entity] = evolve(entities[entity], attributes=changed)
    return evolve(TOWN, entities=entities)


def shown(vocabulary: Vocabulary, text: str = TEXT) -> dict[int, str]:
    """What is shown of each line on which a fault may lie."""
    (node,), wrong = parse_yaml(text, "f.yaml")
    assert not wrong
    lines = text.splitlines()
    faults = [Fault(f"fault {n}", Place("f.yaml", n, 1), source=line) for n, line in enumerate(lines, 1)]
    faults.append(Fault("elsewhere", Place("g.yaml", 1, 1), source="unit: {id: u}"))
    units = load_facts(cast(Mapping, node)).units
    *found, other = with_lines_told(iter(faults), units, vocabulary)
    assert [fault.what for fault in found] == [fault.what for fault in faults[:-1]]
    assert other.source == ("unit: {id: u}" if not vocabulary.redacted else "")
    return {fault.place.line: fault.source for fault in found if fault.source}


def lines(*numbers: int) -> dict[int, str]:
    return {n: LINES[n - 1].partition(" #")[0].rstrip() for n in numbers}


def test_where_nothing_is_redacted_every_line_is_shown_as_it_is() -> None:
    assert shown(TOWN) == dict(enumerate(LINES, 1))


def test_lines_of_parts_without_such_values_are_shown_without_comments() -> None:
    rest = lines(1, 2, 3, 4, 10, 11, 12, 13, 14, 15, 17, 18, 19)
    assert shown(redacting("grounds.motto")) == rest
    assert rest[4] == "    title: Survey"


def test_a_value_in_an_inner_list_takes_the_list_around_it_along() -> None:
    assert shown(redacting("repairs.cost")) == lines(1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 17, 18, 19)
    assert shown(redacting("benches.width")) == lines(1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 17, 18, 19)
    assert shown(redacting("notices.text", "grounds.trees")) == lines(
        1, 2, 3, 4, 10, 11, 12, 13, 14, 17, 18, 19
    )


def test_a_line_on_which_both_stand_is_not_shown() -> None:
    text = "{unit: {id: u}, grounds: {trees: 3},\n notices: [\n ],\n complete: [] }\n"
    assert set(shown(redacting("grounds.trees"), text)) == {2, 4}
    text = "{unit: {id: u}, grounds: {trees:\n 3}, notices: [],\n complete: []}\n"
    assert set(shown(redacting("grounds.trees"), text)) == {3}


def test_a_text_may_hold_such_a_value_where_it_has_a_name_of_it() -> None:
    vocabulary = redacting("repairs.cost")
    for text in ("cost: {", "repairs: [", "benches: ["):
        assert holds_untold(text, vocabulary), text
    labels = [vocabulary.entities[name].zh for name in ("benches", "repairs")]
    for text in labels:
        assert not text or holds_untold(f"{text}: [", vocabulary)
    for text in ("grounds: {trees: {", "notices: [", ""):
        assert not holds_untold(text, vocabulary), text
    assert not holds_untold("cost: {", TOWN)


def test_units_are_of_their_files() -> None:
    units: list[RawUnit] = []
    for name, text in (
        ("a.yaml", "unit: {id: a}\ngrounds: {trees: 1}\n"),
        ("b.yaml", "unit: {id: b}\nnotices: []\n"),
    ):
        (node,), _ = parse_yaml(text, name)
        units += load_facts(cast(Mapping, node)).units
    faults = [Fault("x", Place(name, 2, 1), source="line") for name in ("a.yaml", "b.yaml")]
    found = with_lines_told(faults, units, redacting("grounds.trees"))
    assert [fault.source for fault in found] == ["", "line"]
