"""One fact put, changed or taken away by its path: the unit's facts then, and which reads see it."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.edit import put, remove
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.naming import slot_of
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import NULL_NUM, Num, label, point

FACTS = {
    "unit": {"id": "u", "level": "park"},
    "grounds": {"trees": {2023: 20, 2024: 30}, "shade": "40%"},
    "benches": [
        {
            "id": "b1",
            "set_up_on": "2001-02-03",
            "width": 1,
            "repairs": [{"id": "r1", "cost": 5}, {"id": "r2"}],
        },
        {"id": "b2", "removed_on": "2020-01-01"},
        {"id": "b3"},
    ],
    "notices": [{"id": "n1", "text": "a"}],
    "complete": [
        {"list": "benches", "for": [2022, 2023, 2024]},
        {"list": "benches", "for": 2021},
        {"list": "notices", "date": "2024-12-31"},
        {"list": "benches.repairs", "of": "b1", "for": 2024},
    ],
    "reported": [
        {"measure": "bench_count", "for": 2023, "value": 3},
        {"measure": "bench_count", "for": 2024, "value": 4},
        {"measure": "grade", "for": 2024, "value": "fair"},
    ],
    "exceptions": [
        {"rule": "or-1-s3", "reason": "flood", "approved_by": "council", "date": "2024-01-01"},
        {"rule": "or-1-s3", "instance": "b1", "reason": "x", "approved_by": "council", "date": "2024-01-01"},
    ],
    "gradings": [
        {"rule": "or-1-s3", "for": 2023, "value": "poor"},
        {"rule": "or-1-s3", "for": 2024, "value": "fair"},
    ],
    "entries": [
        {"entry": "manner", "for": 2024, "value": 1},
        {"entry": "manner", "for": 2024, "value": 2, "replaces": True},
        {"entry": "manner", "for": 2024, "instance": "b1", "value": 3},
    ],
    "corrections": [{"id": "c1", "kind": "feedback", "item": "d1", "date": "2025-01-10"}],
}


@pytest.fixture(scope="module")
def town() -> RulesetModel:
    return read_town()


@pytest.fixture(scope="module")
def unit(town: RulesetModel) -> UnitFacts:
    return bind(load_facts(FACTS), town, lenient=True).units["u"]


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def told(unit: UnitFacts) -> dict[str, Any]:
    """Every fact of the unit in short, under the name of its kind."""

    def records(lists: Any) -> dict[str, Any]:
        return {
            name: [
                (r.id, {n: e.value for n, e in r.values.items()}, *([records(r.lists)] if r.lists else []))
                for r in each
            ]
            for name, each in lists.items()
        }

    return {
        "values": {path: [(e.year, e.value) for e in entries] for path, entries in unit.values.items()},
        "lists": records(unit.lists),
        "complete": [(c.list, c.of, c.years, c.date) for c in unit.complete],
        "reported": [(r.measure, r.year, r.value) for r in unit.reported],
        "exceptions": [(e.rule, e.instance, e.reason) for e in unit.exceptions],
        "gradings": [(g.rule, g.year, g.instance, g.value) for g in unit.gradings],
        "entries": [(e.entry, e.year, e.instance, e.value.lo, e.replaces) for e in unit.entries],
        "corrections": [(c.id, c.kind, c.item) for c in unit.corrections],
    }


VALUES = {
    "unit.level": [(None, label("park"))],
    "grounds.trees": [(2023, point(20)), (2024, point(30))],
    "grounds.shade": [(None, point(Fraction(2, 5)))],
}
R1, R2 = ("r1", {"cost": point(5)}), ("r2", {})
B1 = ("b1", {"set_up_on": point(day("2001-02-03")), "width": point(1)}, {"repairs": [R1, R2]})
B2, B3 = ("b2", {"removed_on": point(day("2020-01-01"))}), ("b3", {})
NOTICES = [("n1", {"text": label("a")})]
COMPLETE = [
    ("benches", "", (2022, 2023, 2024), None),
    ("benches", "", (2021,), None),
    ("notices", "", (), day("2024-12-31")),
    ("benches.repairs", "b1", (2024,), None),
]
REPORTED = [("bench_count", 2023, point(3)), ("bench_count", 2024, point(4)), ("grade", 2024, label("fair"))]
EXCEPTIONS = [("or-1-s3", "", "flood"), ("or-1-s3", "b1", "x")]
GRADINGS = [("or-1-s3", 2023, "", label("poor")), ("or-1-s3", 2024, "", label("fair"))]
ENTRIES = [("manner", 2024, "", 1, False), ("manner", 2024, "", 2, True), ("manner", 2024, "b1", 3, False)]


def benches(*records: object) -> dict[str, object]:
    return {"benches": list(records), "notices": NOTICES}


def width(value: object) -> object:
    return ("b1", {"set_up_on": B1[1]["set_up_on"], "width": value}, B1[2])


def repairs(*records: object) -> object:
    return (*B1[:2], {"repairs": list(records)})


# path, value, the kind of fact that is changed, how it stands then
PUT: list[tuple[str, object, str, object]] = [
    # attributes: with all their days
    ("unit.level", "town", "values", {**VALUES, "unit.level": [(None, label("town"))]}),
    ("grounds.trees", 31, "values", {**VALUES, "grounds.trees": [(None, point(31))]}),
    ("grounds.trees", {2024: 7}, "values", {**VALUES, "grounds.trees": [(2024, point(7))]}),
    ("grounds.motto", "green", "values", {**VALUES, "grounds.motto": [(None, label("green"))]}),
    # records: one that is there stays in its place, another comes last; all that it had is gone
    ("benches[b2]", {"width": 2}, "lists", benches(B1, ("b2", {"width": point(2)}), B3)),
    ("benches[b2]", {"id": "b2"}, "lists", benches(B1, ("b2", {}), B3)),
    ("benches[b4]", {"width": 2}, "lists", benches(B1, B2, B3, ("b4", {"width": point(2)}))),
    ("benches[b1].repairs[r1]", {"cost": 6}, "lists",
     benches(repairs(("r1", {"cost": point(6)}), R2), B2, B3)),
    ("benches[b1].repairs[r3]", {}, "lists", benches(repairs(R1, R2, ("r3", {})), B2, B3)),
    ("benches[b3].repairs[r3]", {}, "lists", benches(B1, B2, ("b3", {}, {"repairs": [("r3", {})]}))),
    # attributes of records
    ("benches[b1].width", 2, "lists", benches(width(point(2)), B2, B3)),
    ("benches[b3].width", 2, "lists", benches(B1, B2, ("b3", {"width": point(2)}))),
    ("benches[b2].removed_on", None, "lists", benches(B1, ("b2", {"removed_on": NULL_NUM}), B3)),
    ("benches[b1].repairs[r2].cost", 7, "lists", benches(repairs(R1, ("r2", {"cost": point(7)})), B2, B3)),
    # whether a list is whole: a year among others is taken from them
    ("complete[benches, 2023]", True, "complete",
     [("benches", "", (2022, 2024), None), *COMPLETE[1:], ("benches", "", (2023,), None)]),
    ("complete[benches, 2021]", {"date": "2022-01-01"}, "complete",
     [COMPLETE[0], *COMPLETE[2:], ("benches", "", (2021,), day("2022-01-01"))]),
    ("complete[benches, 2025]", True, "complete", [*COMPLETE, ("benches", "", (2025,), None)]),
    ("complete[notices]", True, "complete", [*COMPLETE[:2], COMPLETE[3], ("notices", "", (), None)]),
    ("complete[units_under]", True, "complete", [*COMPLETE, ("units_under", "", (), None)]),
    ("complete[benches[b1].repairs, 2024]", {"date": "2024-06-30"}, "complete",
     [*COMPLETE[:3], ("benches.repairs", "b1", (2024,), day("2024-06-30"))]),
    ("complete[benches[b2].repairs, 2024]", True, "complete",
     [*COMPLETE, ("benches.repairs", "b2", (2024,), None)]),
    ("complete[benches.repairs, 2024]", True, "complete",
     [*COMPLETE, ("benches.repairs", "", (2024,), None)]),
    # statements: the one of the same measure or rule, instance and year makes room
    ("reported[bench_count, 2024]", 5, "reported",
     [REPORTED[0], REPORTED[2], ("bench_count", 2024, point(5))]),
    ("reported[bench_count, 2025]", 5, "reported", [*REPORTED, ("bench_count", 2025, point(5))]),
    ("reported[grade, 2023]", "fine", "reported", [*REPORTED, ("grade", 2023, label("fine"))]),
    ("reported[bench_count, 2025]", {"at_most": 5}, "reported",
     [*REPORTED, ("bench_count", 2025, Num(0, 5))]),
    ("reported[bench_count, 2025]", {"value": 5, "for": 2025}, "reported",
     [*REPORTED, ("bench_count", 2025, point(5))]),
    ("exceptions[or-1-s3]", {"reason": "y", "approved_by": "z", "date": "2024-02-01"}, "exceptions",
     [EXCEPTIONS[1], ("or-1-s3", "", "y")]),
    ("exceptions[or-1-s3, b1]", {"reason": "y", "approved_by": "z", "date": "2024-02-01"}, "exceptions",
     [EXCEPTIONS[0], ("or-1-s3", "b1", "y")]),
    ("exceptions[or-1-s3]", [{"reason": r, "approved_by": "z", "date": "2024-02-01"} for r in ("y", "z")],
     "exceptions", [EXCEPTIONS[1], ("or-1-s3", "", "y"), ("or-1-s3", "", "z")]),
    ("gradings[or-1-s3, 2024]", "fine", "gradings", [GRADINGS[0], ("or-1-s3", 2024, "", label("fine"))]),
    ("gradings[or-1-s3, b1, 2024]", "fine", "gradings", [*GRADINGS, ("or-1-s3", 2024, "b1", label("fine"))]),
    ("entries[manner, 2024]", 4, "entries", [ENTRIES[2], ("manner", 2024, "", 4, False)]),
    ("entries[manner, 2024]", [4, {"value": 5, "replaces": True}], "entries",
     [ENTRIES[2], ("manner", 2024, "", 4, False), ("manner", 2024, "", 5, True)]),
    ("entries[manner, 2024]", (4,), "entries", [ENTRIES[2], ("manner", 2024, "", 4, False)]),
    ("entries[manner, b1, 2024]", 4, "entries", [*ENTRIES[:2], ("manner", 2024, "b1", 4, False)]),
    ("corrections[c1]", {"kind": "feedback", "item": "d2", "date": "2025-01-10"}, "corrections",
     [("c1", "feedback", "d2")]),
    ("corrections[c2]", {"kind": "objection", "about": "c1", "date": "2025-01-12"}, "corrections",
     [("c1", "feedback", "d1"), ("c2", "objection", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "kind", "expected"), PUT)
def test_a_fact_is_put_in_its_place_and_leaves_the_others(
    path: str, value: object, kind: str, expected: object, unit: UnitFacts, town: RulesetModel
) -> None:
    changed = put(unit, slot_of(path, town), value, "", town)
    assert told(changed) == {**told(unit), kind: expected}
    assert (changed.id, changed.name, changed.sources) == (unit.id, unit.name, unit.sources)


REMOVED: list[tuple[str, str, object]] = [
    ("unit.level", "values", {n: v for n, v in VALUES.items() if n != "unit.level"}),
    ("grounds.motto", "values", VALUES),  # it was not there
    ("benches[b2]", "lists", benches(B1, B3)),
    ("benches[b4]", "lists", benches(B1, B2, B3)),
    ("notices[n1]", "lists", {"benches": [B1, B2, B3]}),
    ("benches[b1].repairs[r1]", "lists", benches(repairs(R2), B2, B3)),
    ("benches[b1].width", "lists", benches(("b1", {"set_up_on": B1[1]["set_up_on"]}, B1[2]), B2, B3)),
    ("benches[b3].width", "lists", benches(B1, B2, B3)),
    ("complete[benches, 2023]", "complete", [("benches", "", (2022, 2024), None), *COMPLETE[1:]]),
    ("complete[benches, 2021]", "complete", [COMPLETE[0], *COMPLETE[2:]]),
    ("complete[benches, 2025]", "complete", COMPLETE),
    ("complete[notices]", "complete", [*COMPLETE[:2], COMPLETE[3]]),
    ("complete[benches[b1].repairs, 2024]", "complete", COMPLETE[:3]),
    ("complete[benches.repairs, 2024]", "complete", COMPLETE),
    ("reported[bench_count, 2023]", "reported", REPORTED[1:]),
    ("exceptions[or-1-s3]", "exceptions", EXCEPTIONS[1:]),
    ("gradings[or-1-s3, 2023]", "gradings", GRADINGS[1:]),
    ("gradings[or-1-s3, b1, 2023]", "gradings", GRADINGS),
    ("entries[manner, 2024]", "entries", ENTRIES[2:]),
    ("entries[manner, b1, 2024]", "entries", ENTRIES[:2]),
    ("corrections[c1]", "corrections", []),
]


@pytest.mark.parametrize(("path", "kind", "expected"), REMOVED)
def test_a_fact_is_taken_away_and_leaves_the_others(
    path: str, kind: str, expected: object, unit: UnitFacts, town: RulesetModel
) -> None:
    assert told(remove(unit, slot_of(path, town), town)) == {**told(unit), kind: expected}


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("grounds.trees", True),
        ("grounds.motto", False),
        ("benches[b1]", True),
        ("benches[b4]", False),
        ("benches[b1].repairs[r1]", True),
        ("benches[b1].repairs[r3]", False),
        ("benches[b2].repairs[r1]", False),
        ("benches[b4].repairs[r1]", False),
        ("benches[b1].width", True),
        ("benches[b3].width", False),
        ("benches[b4].width", False),
        ("complete[benches, 2023]", True),
        ("complete[benches, 2020]", False),
        ("complete[benches[b2].repairs, 2024]", False),
        ("complete[benches.repairs, 2024]", False),
        ("complete[notices]", True),
        ("complete[notices, 2024]", False),
        ("reported[bench_count, 2023]", True),
        ("reported[bench_count, 2022]", False),
        ("exceptions[or-1-s2]", False),
        ("gradings[or-1-s3, b1, 2024]", False),
        ("corrections[c1]", True),
        ("corrections[c2]", False),
    ],
)
def test_what_stands_at_a_path_is_found(path: str, there: bool, unit: UnitFacts, town: RulesetModel) -> None:
    assert (slot_of(path, town).find(unit) is not None) == there


@pytest.mark.parametrize(
    ("path", "reads"),
    [
        ("grounds.trees", {("value", "grounds.trees")}),
        ("benches[b1]", {("list", "benches")}),
        ("benches[b1].repairs[r1]", {("list", "repairs")}),
        ("benches[b1].width", {("list", "benches")}),
        ("benches[b1].repairs[r1].cost", {("list", "repairs")}),
        ("complete[benches, 2024]", {("list", "benches")}),
        ("complete[benches.repairs, 2024]", {("list", "repairs")}),
        ("complete[units_under]", {("list", "units_under"), ("below", "")}),
        ("reported[grade, 2024]", {("figure", "grade")}),
        ("exceptions[or-1-s3, b1]", {("exception", "or-1-s3")}),
        ("gradings[or-1-s3, 2024]", {("grading", "or-1-s3")}),
        ("entries[manner, 2024]", {("entry", "")}),
        ("corrections[c1]", {("entry", "")}),
    ],
)
def test_a_fact_is_seen_by_the_reads_of_its_sort(
    path: str, reads: set[tuple[str, str]], town: RulesetModel
) -> None:
    assert slot_of(path, town).reads == reads


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("benches[b1]", 3, "the record `b1` of `benches` needs keys with values\n  hint: give a mapping"),
        ("benches[b1]", {"id": "b2"}, "the record `b1` of `benches` cannot have the id `b2` too"),
        (
            "benches[b1].removed_on",
            "2001-02-02",
            "the record `b1` ends (`removed_on`) before it begins (`set_up_on`)",
        ),
        (
            "benches[b2].set_up_on",
            "2020-01-02",
            "the record `b2` ends (`removed_on`) before it begins (`set_up_on`)",
        ),
        (
            "complete[benches, 2024]",
            2024,
            "`by` and `date`\n  hint: retract it where it is not complete",
        ),
        ("complete[notices]", False, "that `notices` is complete is said by `True`, or by keys"),
        (
            "exceptions[or-1-s3]",
            "flood",
            "an exception needs keys: reason, approved_by, date\n  hint: give a mapping with them",
        ),
        ("corrections[c1]", 1, "a correction needs keys: kind, date, and what it changes\n  hint: give a m"),
        (
            "reported[grade, 2024]",
            {"value": "fine", "for": 2023},
            "`for` is `2024` by the path, and `2023` by the value",
        ),
        (
            "gradings[or-1-s3, 2024]",
            {"value": "fine", "rule": "or-1-s2"},
            "`rule` is `or-1-s3` by the path, and `or-1-s2` by the value",
        ),
        (
            "complete[benches, 2024]",
            {"list": "notices"},
            "`list` is `benches` by the path, and `notices` by the value",
        ),
        ("complete[benches, 2024]", {"for": 2023}, "`for` is `2024` by the path, and `2023` by the value"),
        (
            "complete[benches[b1].repairs, 2024]",
            {"of": "b2"},
            "`of` is `b1` by the path, and `b2` by the value",
        ),
        ("benches[b9].width", 1, "`benches` has no record `b9`\n  hint: assert the record first"),
        ("benches[b9].repairs[r1]", {}, "`benches` has no record `b9`\n  hint: assert the record first"),
    ],
)
def test_what_cannot_stand_there_is_refused(
    path: str, value: object, message: str, unit: UnitFacts, town: RulesetModel
) -> None:
    with pytest.raises(FactsError) as caught:
        put(unit, slot_of(path, town), value, "", town)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [("benches[b1].removed_on", "2001-02-03"), ("benches[b2].set_up_on", "2020-01-01")],
)
def test_a_record_may_end_on_its_first_day(
    path: str, value: str, unit: UnitFacts, town: RulesetModel
) -> None:
    changed = put(unit, slot_of(path, town), value, "", town)
    slot = slot_of(path, town)
    assert slot.find(changed).value == point(day(value))
