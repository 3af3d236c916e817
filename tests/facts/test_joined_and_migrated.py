"""Values of several files and of old names, piece by piece: what comes of each form of a value."""

from __future__ import annotations

import datetime
import hashlib
import re
from typing import Any

import pytest
from attrs import evolve

from facts.test_differences import BARE, UNIT
from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts.bind_exceptions import _check_task, _is_called
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import EntryRecord, GradingRecord
from policy_rules.facts.differences import differences
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.merge import facts_text, merge_facts
from policy_rules.facts.merged_values import _items, joined_values, pushed
from policy_rules.facts.migrate import _told, _with_source
from policy_rules.facts.named_trees import by_names
from policy_rules.facts.odd_makers import BEFORE_YEAR, NOBODY, OWN_UNIT, oddities
from policy_rules.facts.raw_trees import scalar_of, tree_text
from policy_rules.facts.renamed import with_old_names
from policy_rules.ruleset.label_names import label_names
from policy_rules.values.known import point
from policy_rules.vocabulary import Expression, Was

TOWN = read_town()


def tree(data: Any) -> Any:
    """Plain data as a tree of texts."""
    if isinstance(data, dict):
        return {str(key): tree(value) for key, value in data.items()}
    return list(map(tree, data)) if isinstance(data, list) else scalar_of(str(data))


class File:
    """A file whose sources bear its name; what names none is of the source around, else of the file."""

    def source(self, given: Any, around: str = "") -> str:
        return f"f-{given.text}" if given is not None else around or "f"


def named(value: Any, source: str) -> dict[str, Any]:
    return {"value": value, "source": source}


ITEMS: list[tuple[Any, list[Any]]] = [
    (3, [named(3, "around")]),
    ([3, 4], [named([3, 4], "around")]),
    (named(3, "s"), [named(3, "f-s")]),
    ({"value": 3}, [named(3, "around")]),
    ({"at_least": 3}, [{"at_least": 3, "source": "around"}]),
    ({"at_least": 3, "source": "s"}, [{"at_least": 3, "source": "f-s"}]),
    (named({"at_least": 3}, "s"), [{"at_least": 3, "source": "f-s"}]),
    (named({"value": 3}, "s"), [named(3, "f-s")]),
    ({"value": 3, "known_on": "2024-01-01"}, [{"value": 3, "known_on": "2024-01-01", "source": "around"}]),
    ({2024: 3, 2023: named(4, "s")}, [{"value": {2023: named(4, "f-s"), 2024: named(3, "around")}}]),
    (named({2024: 3}, "s"), [{"value": {2024: named(3, "f-s")}}]),
    ({"2024-01-31": 3}, [{"value": {"2024-01-31": named(3, "around")}}]),
    ({"told": [3, named(4, "s"), {"value": 5}]}, [named(3, "around"), named(4, "f-s"), named(5, "around")]),
    ({"told": [named({2024: 3}, "s")]}, [{"value": {2024: named(3, "f-s")}}]),
    ({"told": [{"at_most": 3, "source": "s"}]}, [{"at_most": 3, "source": "f-s"}]),
    ({2024: {"told": [3, 4]}}, [{"value": {2024: {"told": [named(3, "around"), named(4, "around")]}}}]),
    ({"a": 3}, [named({"a": 3}, "around")]),
]


@pytest.mark.parametrize(("value", "items"), ITEMS)
def test_each_statement_of_a_value_bears_its_source(value: Any, items: list[Any]) -> None:
    assert list(map(tree_text, _items(tree(value), File(), "around"))) == [tree_text(tree(i)) for i in items]


def test_an_attribute_that_several_tell_holds_each_statement_once() -> None:
    record = {"trees": named(3, "s"), "source": "s"}
    told = [(File(), tree(record), "a"), (File(), tree({**record, "shade": 4}), "b")]
    assert tree_text(joined_values(told)) == tree_text(
        tree({"shade": named(4, "b"), "trees": named(3, "f-s")})
    )
    told = [(File(), tree({"trees": 3}), name) for name in "ba"]
    both = {"trees": {"told": [named(3, "a"), named(3, "b")]}}
    assert tree_text(joined_values(told)) == tree_text(tree(both))


def test_figures_inside_a_statement_are_of_its_source_unless_they_name_one() -> None:
    figures = [{"measure": "m"}, {"measure": "n", "source": "t"}]
    found = pushed(tree({"from": "x", "source": "s", "figures": figures}), File())
    of = [{"measure": "m", "source": "f-s"}, {"measure": "n", "source": "f-t"}]
    assert tree_text(found) == tree_text(tree({"from": "x", "source": "f-s", "figures": of}))
    plain = tree({"figures": "none", "rules": [{"a": "b"}]})
    assert tree_text(pushed(plain, File(), "a")) == tree_text({**plain, "source": scalar_of("a")})


TOLD: list[tuple[Any, str | None, list[Any]]] = [
    (3, None, [{"value": 3}]),
    (3, "s", [named(3, "s")]),
    ({"at_least": 3}, None, [{"at_least": 3}]),
    ({"at_least": 3}, "s", [{"at_least": 3, "source": "s"}]),
    (named(3, "t"), "s", [named(3, "t")]),
    ({2024: 3}, None, [{"value": {2024: 3}}]),
    ({2024: 3}, "s", [named({2024: 3}, "s")]),
    ({"told": [3, named(4, "t"), {"value": 5}]}, "s", [3, named(4, "t"), {"source": "s", "value": 5}]),
    ({"told": [3, {"value": 5}]}, None, [3, {"value": 5}]),
]


@pytest.mark.parametrize(("value", "around", "told"), TOLD)
def test_statements_under_an_old_name_keep_their_source(
    value: Any, around: str | None, told: list[Any]
) -> None:
    source = None if around is None else scalar_of(around)
    assert _told(tree(value), source) == tree(told)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, named(3, "s")),
        ({"at_least": 3}, {"at_least": 3, "source": "s"}),
        ({2023: 3, 2024: named(4, "t")}, {2023: named(3, "s"), 2024: named(4, "t")}),
        ({"told": [{"value": 5}, named(4, "t")]}, {"told": [{"source": "s", "value": 5}, named(4, "t")]}),
    ],
)
def test_a_value_takes_the_source_of_its_record(value: Any, found: Any) -> None:
    assert _with_source(tree(value), scalar_of("s")) == tree(found)
    assert _with_source(plain := tree(value), None) is plain


def test_a_list_that_nothing_declares_keeps_its_name() -> None:
    for name in ("nothing.here", "benches.here", "nothing", "benches.repairs.more"):
        told = by_names(
            tree({"complete": [{"list": name}, "word"], "reported": [{"measure": name}]}), TOWN.vocabulary
        )
        assert tree_text(told["complete"]) == f"[{{list: {name}}}, word]"
        assert tree_text(told["reported"]) == f"[{{measure: {name}}}]"


def test_files_without_a_name_are_told_apart() -> None:
    whole = {"list": "organs", "by": "clerk", "date": "2025-03-01"}
    town: dict[str, Any] = {"unit": {"id": "town", "place": True}, "complete": [whole]}
    organ = {"unit": {"id": "east", "organ_of": "town"}}
    with pytest.raises(FactsError) as caught:
        merge_facts(town, organ)
    (fault,) = caught.value.faults
    assert fault.what == "`organs` of `town` is said to be whole, without `east`"
    assert fault.hint == "tell of `east` in that file too, or take the statement out"
    merge_facts({"units": [town, organ]}, organ)
    merge_facts({"units": [{"units": [town]}, {"units": [organ]}]})


def test_facts_without_a_file_are_a_source_that_is_named_so() -> None:
    text = facts_text(merge_facts({"unit": {"id": "u"}, "grounds": {"trees": 3}}))
    (name,) = set(re.findall(r"facts~\w+", text))
    assert f'{name}: {{title: "facts without a file"}}' in text
    assert f"trees: {{value: 3, source: {name}}}" in text
    tree_given = "[{unit: {id: u}, grounds: {trees: 3}}]"
    assert name == "facts~" + hashlib.sha256(tree_given.encode()).hexdigest()[:8]
    again = {"unit": {"id": "u"}, "sources": {name: {"title": "facts without a file"}}, "source": name}
    assert f"sources:\n  {name}: " in facts_text(merge_facts({**again, "grounds": {"trees": 4}}))


def test_sources_of_one_content_are_one_whichever_marks_they_bear() -> None:
    files = [
        {"unit": {"id": "u"}, "sources": {name: {"title": "x"}}, "source": name, "grounds": {"trees": 3}}
        for name in ("s~1", "s~2")
    ]
    mark = hashlib.sha256(b"{title: x}").hexdigest()[:8]
    for order in (files, files[::-1]):
        assert facts_text(merge_facts(*order)) == (
            f"sources:\n  s~{mark}: {{title: x}}\nunits:\n  - unit: {{id: u}}\n"
            f"    grounds: {{trees: {{value: 3, source: s~{mark}}}}}\n"
        )


def test_the_source_of_all_units_is_written_with_each_that_names_none() -> None:
    units = [{"unit": {"id": "a"}, "grounds": {"trees": 1}}, {"source": "t", "unit": {"id": "b"}}]
    shared = {"sources": {"s": {"title": "x"}, "t": {"title": "y"}}, "source": "s"}
    assert facts_text(load_facts({**shared, "units": units})) == (
        "sources:\n  s: {title: x}\n  t: {title: y}\nunits:\n  - source: s\n    unit: {id: a}\n"
        "    grounds: {trees: 1}\n  - source: t\n    unit: {id: b}\n"
    )


def test_different_facts_without_files_are_different_sources() -> None:
    one, other = ({"unit": {"id": "u"}, "grounds": {"trees": n, "area": 2}} for n in (3, 4))
    text = facts_text(merge_facts(one, other))
    names = sorted(set(re.findall(r"facts~\w+", text)))
    assert len(names) == 2
    assert len(set(re.findall(r"title: \"?(facts without a file [^}\"]+)", text))) == 2
    for value in (3, 4):
        assert len(re.findall(rf"value: {value}, source: facts~\w+", text)) == 1
    assert text == facts_text(merge_facts(other, one))
    assert facts_text(merge_facts(one, one)) == facts_text(merge_facts(one))


def test_numbers_in_place_of_one_are_told_alike_of_each_rule_and_record() -> None:
    def files(*exceptions: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"unit": {"id": "u"}, "exceptions": [e]} for e in exceptions]

    own: dict[str, Any] = {"rule": "r", "instance": "b1", "value": 3}
    for other, number in (
        ({**own, "value": 4, "instance": "b2"}, 2),
        ({**own, "value": 4, "rule": "s"}, 2),
        ({"rule": "r", "instance": "b1"}, 2),
        (own, 1),
    ):
        assert facts_text(merge_facts(*files(own, other))).count("rule: ") == number
    with pytest.raises(FactsError, match="the exceptions of `u` to `r` put different numbers"):
        merge_facts(*files(own, {**own, "value": 4}))


def test_what_no_facts_are_is_no_text_of_facts() -> None:
    with pytest.raises(FactsError) as caught:
        facts_text(3)  # type: ignore[arg-type]
    hint = "write what `load_facts` or `merge_facts` gives"
    assert str(caught.value) == f"`3` are no loaded facts\n  hint: {hint}"


def test_facts_of_no_unit_are_told_as_such() -> None:
    for nameless in ({}, {"id": None}, {"id": ""}, {"name": "x"}, "u"):
        with pytest.raises(FactsError) as caught:
            merge_facts({"unit": nameless, "grounds": {"trees": 3}}, {"unit": {"id": "u"}})
        (fault,) = caught.value.faults
        assert (fault.what, fault.hint) == ("the facts name no unit", "begin with `unit: {id: …}`")
        assert fault.place.file == "facts"


def test_a_list_that_is_whole_in_a_year_is_told_of_that_year() -> None:
    pieces = {path: new for path, _, new in differences(BARE, UNIT)}
    for path, years in (
        ("complete[benches, 2023]", (2023,)),
        ("complete[benches, 2024]", (2024,)),
        ("complete[notices]", ()),
    ):
        assert [c.years for c in pieces[path]] == [years]


# -- who graded, which instance --------------------------------------------------------------------

OWN = {"u", "The unit"}
BEGINS = datetime.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("who", "role", "day", "odd"),
    [
        ("a", "", None, []),
        ("", "chief", None, []),
        ("a", "chief", BEGINS, []),
        ("", "", BEGINS, [NOBODY]),
        ("u", "", None, [OWN_UNIT]),
        ("The unit", "chief", None, [OWN_UNIT]),
        ("a", "u", None, [OWN_UNIT]),
        ("a", "", datetime.date(2023, 12, 31), [BEFORE_YEAR]),
        ("", "", datetime.date(2023, 12, 31), [NOBODY, BEFORE_YEAR]),
        ("u", "", datetime.date(2023, 12, 31), [OWN_UNIT, BEFORE_YEAR]),
    ],
)
def test_what_is_odd_about_who_graded(who: str, role: str, day: datetime.date | None, odd: list[str]) -> None:
    number = None if day is None else day.toordinal()
    entry = EntryRecord("manner", point(1), scorer=who, role=role, date=day)
    grading = GradingRecord("r", 2024, point(1), grader=who, role=role, date=number)
    for record in (entry, grading):
        assert list(oddities(record, OWN, BEGINS.toordinal())) == odd


@pytest.mark.parametrize(
    ("instance", "way", "may"),
    [
        ("b1", "b", True),
        ("b1/r1", "b/r", True),
        ("b1", "b/r", False),
        ("b1/r1", "b", False),
        ("quarter_1", "quarter_N", True),
        ("quarter_1/b1", "quarter_N/b", True),
        ("quarter_1", "quarter_N/b", False),
        ("month_1", "quarter_N", False),
        ("month_1/b1", "quarter_N/b", False),
        ("half_year_2", "half_year_N", True),
        ("half_2", "half_year_N", False),
        ("b1", "half_year_N", False),
        ("b1", "N", True),  # a variable of that name, and no period
        ("b1", "quarter_M", True),
    ],
)
def test_an_instance_is_called_by_its_records_and_periods(instance: str, way: str, may: bool) -> None:
    assert _is_called(instance, way) is may


def task(name: str, document: str = "town", *, due: str = "default", force: str = "") -> Any:
    plain = TOWN.rules["or-1-s3"]
    return evolve(plain, id=name, document=document, due=Expression(due) if due else None, force=force)


TASKS = {
    "task-one": task("task-one"),
    "soft": task("soft", force="as a rule"),
    "plain": task("plain", due=""),
    "dated": task("dated", due="open"),
    "elsewhere": task("elsewhere", "county"),
    "lone": task("lone", "village"),
}
ONE_DAY = "the default day is one day for all that `{}` asks, not one for each record"
EXCEPT = "or `rule: soft` with the record as `instance` to except the record"
ONLY = "only a rule with `due: default` does"


@pytest.mark.parametrize(
    ("instance", "told"),
    [
        ("task-one", None),
        ("task-one/b1", (ONE_DAY.format("task-one"), "write `instance: task-one` to lift it")),
        (
            "soft/b1/r1",
            (
                ONE_DAY.format("soft"),
                f"write `instance: soft` to lift it, {EXCEPT}",
            ),
        ),
        ("zzz", ("`zzz` is no rule", "`instance` is the id of a rule with `due: default`")),
        ("task-on", ("`task-on` is no rule", "did you mean `task-one`?")),
        ("plain/b", ("`plain/b` is no rule", "did you mean `plain`?")),
        ("plain", ("`plain` does not take its day from `day`", ONLY)),
        ("dated", ("`dated` does not take its day from `day`", ONLY)),
        ("lone", ("`lone` does not take its day from `day`", ONLY)),
        ("elsewhere", ("`elsewhere` does not take its day from `day`", "its day is that of `other`")),
    ],
)
def test_an_exception_to_a_default_day_lifts_that_of_a_task(
    instance: str, told: tuple[str, str] | None
) -> None:
    faults: list[Any] = []
    defaults = {"town": "day", "county": "other"}
    labels = label_names(TOWN.vocabulary)
    scope = Binding(TOWN.vocabulary, None, defaults, lenient=False, faults=faults, labels=labels)
    _check_task(task("day", due=""), scalar_of(instance), TASKS, scope)
    assert [(fault.what, fault.hint) for fault in faults] == ([] if told is None else [told])


def test_an_attribute_that_was_of_another_entity_is_declared_there() -> None:
    entities = dict(TOWN.vocabulary.entities)
    attributes = dict(entities["grounds"].attributes)
    for name, old in (("trees", "land.count"), ("shade", "land.cover"), ("motto", "unit.words")):
        attributes[name] = evolve(attributes[name], was=(Was(old),))
    entities["grounds"] = evolve(entities["grounds"], attributes=attributes)
    read = with_old_names(evolve(TOWN.vocabulary, entities=entities)).entities
    assert (list(read["land"].attributes), read["land"].one) == (["count", "cover"], True)
    assert list(read["unit"].attributes) == ["level", "has_playground", "words"]
    assert list(read["grounds"].attributes) == ["trees", "shade", "motto"]
    assert read["land"].attributes["count"].type == attributes["trees"].type
    assert with_old_names(TOWN.vocabulary) is TOWN.vocabulary
