"""What differs between two sets of facts, by path; names of missing facts and registers; plain data."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts import plain_data
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Completeness, Facts, SampleRecord, Source, UnitFacts
from policy_rules.facts.differences import differences, other_sources
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.naming import slot_of
from policy_rules.facts.printed import path_of, register_of, whose
from policy_rules.values.known import point

TOWN = read_town()
CORRECTION = {"id": "c1", "kind": "feedback", "item": "d1", "date": "2025-01-10"}
FIGURE = {"measure": "grade", "for": 2022, "value": "fine"}
GIVEN: dict[str, Any] = {
    "unit": {"id": "u", "name": "U"},
    "sources": {"s": {}, "t": {}, "u": {}},
    "source": "s",
    "grounds": {"trees": {2023: 1, 2024: 2}, "motto": "m"},
    "benches": [{"id": "b 1", "width": 2, "repairs": [{"id": "r1", "cost": 3}]}, {"id": "b2"}],
    "complete": [
        {"list": "benches", "for": [2023, 2024], "by": "x", "date": "2024-02-01"},
        {"list": "notices", "by": "x", "date": "2024-02-01"},
        {"list": "benches.repairs", "of": "b 1", "for": 2024, "by": "x", "date": "2024-02-01"},
        {"list": "benches.repairs", "for": 2023, "by": "x", "date": "2024-02-01"},
    ],
    "reported": [{"measure": "bench_count", "for": 2024, "value": 1}],
    "exceptions": [
        {"rule": "or-1-s3", "reason": "x", "approved_by": "x", "date": "2024-02-01"},
        {"rule": "or-1-s3", "instance": "b 1", "reason": "x", "approved_by": "x", "date": "2024-02-01"},
    ],
    "gradings": [{"rule": "or-1-s3", "for": 2024, "value": "fine"}],
    "entries": [
        {"entry": "e", "for": 2024, "value": 1},
        {"entry": "e", "for": 2024, "value": 2, "instance": "b2"},
    ],
    "corrections": [CORRECTION],
    "succession": [{"from": "old", "kind": "renamed", "on": "2024-02-01", "figures": [FIGURE]}],
}
"""A unit with each kind of fact."""


def read(given: dict[str, Any] = GIVEN) -> UnitFacts:
    unit = bind(load_facts(given), TOWN).units["u"]
    return evolve(unit, samples=(SampleRecord(2024, ("a",), source="s"),))


UNIT = read()
BARE = UnitFacts("u", "U")
PATHS = [
    "grounds.trees", "grounds.motto", 'benches["b 1"]', "benches[b2]",
    "complete[benches, 2023]", "complete[benches, 2024]", "complete[notices]",
    'complete[benches["b 1"].repairs, 2024]', "complete[benches.repairs, 2023]",
    "reported[bench_count, 2024]",
    "reported[grade, 2022]",
    "exceptions[or-1-s3]", 'exceptions[or-1-s3, "b 1"]', "gradings[or-1-s3, 2024]",
    "entries[e, 2024]", "entries[e, b2, 2024]", "corrections[c1]", "succession[old]", "samples[2024]",
]  # fmt: skip


def test_every_fact_that_one_has_and_the_other_has_not_is_told_by_its_path() -> None:
    assert [path for path, _, _ in differences(BARE, UNIT)] == PATHS
    assert all(old is None and new is not None for _, old, new in differences(BARE, UNIT))
    assert [(path, old is None, new) for path, old, new in differences(UNIT, BARE)] == [
        (p, False, None) for p in PATHS
    ]
    assert differences(UNIT, UNIT) == ()


def test_the_head_of_a_unit_is_compared_too() -> None:
    other = UnitFacts("v", "V", parent="p", is_place=True, organ_of="o", file="f", constructed=True)
    told = differences(UnitFacts("u", "U"), other)
    assert told == (
        ("unit.id", "u", "v"),
        ("unit.name", "U", "V"),
        ("unit.parent", "", "p"),
        ("unit.place", False, True),
        ("unit.organ_of", "", "o"),
    )


def changed(**change: Any) -> UnitFacts:
    return evolve(UNIT, **change)


def bench(number: int, **change: Any) -> UnitFacts:
    records = list(UNIT.lists["benches"])
    records[number] = evolve(records[number], **change)
    return changed(lists={"benches": tuple(records)})


def test_of_a_record_in_both_the_attributes_are_compared_and_the_records_inside() -> None:
    first = UNIT.lists["benches"][0]
    width = evolve(first.values["width"], value=point(3))
    ((path, old, new),) = differences(UNIT, bench(0, values={"width": width}))
    assert (path, old, new) == ('benches["b 1"].width', first.values["width"], width)
    ((path, _, new),) = differences(UNIT, bench(0, values={}))
    assert (path, new) == ('benches["b 1"].width', None)
    ((path, old, _),) = differences(UNIT, bench(0, lists={}))
    assert (path, old) == ('benches["b 1"].repairs[r1]', first.lists["repairs"][0])
    (repair,) = first.lists["repairs"]
    ((path, _, _),) = differences(UNIT, bench(0, lists={"repairs": (evolve(repair, values={}),)}))
    assert path == 'benches["b 1"].repairs[r1].cost'


def test_another_source_is_no_difference_and_is_told_apart() -> None:
    other = read({**GIVEN, "source": "t"})
    assert differences(UNIT, evolve(other, samples=())) == (("samples[2024]", UNIT.samples, None),)
    in_records = {'benches["b 1"].width', 'benches["b 1"].repairs[r1].cost'}
    every = {path for path in PATHS if not path.startswith(("samples", "benches["))} | in_records
    assert {path: tuple(both) for path, *both in other_sources(UNIT, other)} == dict.fromkeys(
        every, ("s", "t")
    )
    bare = read({key: value for key, value in GIVEN.items() if key != "source"})
    assert list(other_sources(bare, UNIT)) == []  # named where none was
    lost = {path: last for path, _, last in other_sources(UNIT, bare)}
    assert lost == dict.fromkeys(every, "")
    assert list(other_sources(UNIT, UNIT)) == []


def test_sources_of_a_value_that_several_told_stand_beside_those_of_other_years() -> None:
    def told(last: str) -> UnitFacts:
        first = {"told": [{"value": 1, "source": "t"}, {"value": 2, "source": "s"}]}
        return read({**GIVEN, "grounds": {"trees": {2023: first, 2024: {"value": 3, "source": last}}}})

    changed_sources = list(other_sources(told("s"), told("u")))
    assert changed_sources == [("grounds.trees", "t, s", "t, s, u")]


def test_several_sources_of_a_record_are_told_by_its_path() -> None:
    inner = UNIT.lists["benches"][0].lists["repairs"][0]
    one = bench(0, lists={"repairs": (evolve(inner, said_in=("s", "t")),)}, said_in=("s",))
    two = bench(0, lists={"repairs": (evolve(inner, said_in=("t",)),)}, said_in=("t", "s"))
    assert list(other_sources(one, two)) == [
        ('benches["b 1"]', "s", "t, s"),
        ('benches["b 1"].repairs[r1]', "s, t", "t"),
    ]
    assert list(other_sources(one, evolve(two, lists={}))) == []


def test_a_list_that_is_whole_for_another_year_is_another_statement() -> None:
    one, other = "complete[benches, 2023]", "complete[benches, 2025]"
    for years, gone, come in (((2023,), ["complete[benches, 2024]"], []), ((2024, 2025), [one], [other])):
        first, *rest = UNIT.complete
        told = differences(UNIT, changed(complete=(evolve(first, years=years), *rest)))
        assert [path for path, _, new in told if new is None] == gone
        assert [path for path, old, _ in told if old is None] == come
    twice = changed(complete=(*UNIT.complete, Completeness("notices", by="y")))
    ((path, old, new),) = differences(UNIT, twice)
    assert (path, len(old), len(new)) == ("complete[notices]", 1, 2)


# -- names of missing facts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("bench_count", "reported[bench_count, 2024]"),
        ("manner", "entries[manner, 2023]"),
        ("manner(b 1)", 'entries[manner, "b 1", 2023]'),
        ("complete(benches)", "complete[benches, 2024]"),
        ("complete(notices)", "complete[notices]"),
        ("complete(benches[b1].repairs)", "complete[benches[b1].repairs, 2024]"),
        ("grading(or-1-s3)", "gradings[or-1-s3, 2024]"),
        ("grading(or-1-s3, b 1)", 'gradings[or-1-s3, "b 1", 2024]'),
        ("grounds.trees", "grounds.trees"),
        ("benches[b(1)].width", "benches[b(1)].width"),
        ("reported[grade, 2023]", "reported[grade, 2023]"),
        ("other(b1)", "other(b1)"),
    ],
)
def test_either_name_of_a_missing_fact_gives_its_path(name: str, path: str) -> None:
    assert path_of(name, TOWN, 2024, ("manner",), 2023) == path


def test_an_entry_is_of_the_year_where_the_sheet_has_none() -> None:
    assert path_of("manner", TOWN, 2024, ("manner",)) == "entries[manner, 2024]"
    assert path_of("manner(b1)", TOWN, 2024, ("manner",)) == "entries[manner, b1, 2024]"
    assert path_of("manner", TOWN, 2024) == "manner"


ANY_RECORD = """\
`grading(or-1-s3, *)` is of any record that the list may hold besides
  hint: give the records, and then the gradings: `grading(or-1-s3, id)`"""
ORGAN = """\
`organ(o1)` is no fact
  hint: `o1` is an organ of which nothing is told: give the facts of that unit"""
FINDING = (
    "is a finding, not a fact\n  hint: change the facts that it is missing: `finding.missing` names them"
)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("findings[a].outcome", f"`findings[a].outcome` {FINDING}"),
        ("outcome(or-1-s3)", f"`outcome(or-1-s3)` {FINDING}"),
        ("grading(or-1-s3, *)", ANY_RECORD),
        ("organ(o1)", ORGAN),
    ],
)
def test_what_is_no_fact_is_told(name: str, told: str) -> None:
    with pytest.raises(FactsError) as caught:
        path_of(name, TOWN, 2024)
    assert str(caught.value) == told


def test_a_name_is_of_the_unit_that_stands_before_it() -> None:
    facts = Facts({name: UnitFacts(name, "") for name in ("u", "below", "below.x", "grounds")})
    for name, found in (
        ("grounds.trees", ("u", "grounds.trees")),
        ("benches[b1].width", ("u", "benches[b1].width")),
        ("below.grounds.trees", ("below", "grounds.trees")),
        ("below.x.grounds.trees", ("below.x", "grounds.trees")),
        ("below", ("u", "below")),
        ("nobody.grounds.trees", ("u", "nobody.grounds.trees")),
    ):
        assert whose(name, facts, "u", TOWN) == found


def test_the_register_of_a_fact_is_that_of_its_attribute_else_of_its_list() -> None:
    entities = dict(TOWN.vocabulary.entities)
    width = evolve(entities["benches"].attributes["width"], register="archive")
    entities["benches"] = evolve(
        entities["benches"], attributes={**entities["benches"].attributes, "width": width}
    )
    entities["repairs"] = evolve(entities["repairs"], register="workshop")
    model = evolve(TOWN, vocabulary=evolve(TOWN.vocabulary, entities=entities))
    for name, register in (
        ("grounds.trees", "land-register"),
        ("benches[b1].width", "archive"),
        ("benches[b1].material", "land-register"),
        ("complete(benches)", "land-register"),
        ("benches[b1].repairs[r1].cost", "workshop"),
        ("complete(benches[b1].repairs)", "workshop"),
        ("benches", "land-register"),
        ("notices[n].text", ""),
        ("nothing.at_all", ""),
    ):
        assert register_of(model, name) == register, name


# -- plain data ------------------------------------------------------------------------------------


def test_the_form_of_a_class_writes_what_is_not_the_default_and_reads_it_again() -> None:
    text, day = plain_data._TEXT, plain_data._DATE
    forms = dict.fromkeys(("id", "title", "url", "quote", "of", "register", "by"), text)
    form = plain_data._record(Source, **forms, known_on=day, date=day)
    assert form.write(Source("s", title="S")) == {"id": "s", "title": "S"}
    assert form.write(Source("")) == {"id": ""}  # a field without a default is always written
    assert form.read({"id": "s", "title": "S"}) == Source("s", title="S")
    with pytest.raises(ValueError, match="`a` is no key of a Source"):
        form.read({"id": "s", "b": 1, "a": 2})
    with pytest.raises(AssertionError):
        plain_data._record(Source, id=text)
    table, several = plain_data._table(text), plain_data._told(lambda: plain_data._TEXT)
    assert table.write({"a": "b"}) == {"a": "b"} and table.read({"a": "b"}) == {"a": "b"}
    assert several.write(("a", "b")) == ["a", "b"] and several.read(["a", "b"]) == ("a", "b")
    for form in (table, several):
        with pytest.raises((TypeError, AttributeError)):
            form.read({"a": 3} if form is table else [3])
    with pytest.raises(TypeError):
        table.read({3: "a"})


def test_a_statement_is_named_by_its_keys() -> None:
    for name, keys in (
        ("reported", "measure, for"),
        ("gradings", "rule, instance, for"),
        ("corrections", "id"),
    ):
        for inside in ("", "[a, b, c, d]"):
            with pytest.raises(FactsError) as caught:
                slot_of(name + inside, TOWN)
            told = f"`{name}{inside}`: `{name}` is named by {keys}\n  hint: write `{name}[{keys}]`"
            assert str(caught.value) == told
