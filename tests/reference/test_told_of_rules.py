"""What answers are kept by: all that a unit tells of what a rule reads, no more; how many are kept."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve

from policy_rules.facts.bound import (
    MAYBE_THERE,
    Completeness,
    Entry,
    ExceptionRecord,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANSWERS
from policy_rules.reference import answers
from policy_rules.reference.answers import KEY, kept_answers, known_answers, what_is_told, with_answers
from policy_rules.ruleset.deferred import Deferred
from policy_rules.values.known import (
    FALSE,
    MAYBE,
    NULL_NUM,
    ONLY,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Value,
    label,
    point,
)
from policy_rules.vocabulary import NUMBER, Parameter
from reference.garden import DAY, YEAR, garden, seen

PROGRAM, VIEW = garden()
UNIT = VIEW.unit
ON_BENCHES = {"benches", "mended"}
ROW = (0, 3)


def of_value(path: str, at: int, **change: Any) -> UnitFacts:
    entries = list(UNIT.values[path])
    entries[at] = evolve(entries[at], **change)
    return evolve(UNIT, values={**UNIT.values, path: tuple(entries)})


def of_record(at: int, **change: Any) -> UnitFacts:
    records = list(UNIT.lists["benches"])
    records[at] = evolve(records[at], **change)
    return evolve(UNIT, lists={**UNIT.lists, "benches": tuple(records)})


def of_attribute(name: str, **change: Any) -> UnitFacts:
    values = UNIT.lists["benches"][1].values
    return of_record(1, values={**values, name: evolve(values[name], **change)})


def of_repair(**change: Any) -> UnitFacts:
    (repair,) = UNIT.lists["benches"][0].lists["repairs"]
    return of_record(0, lists={"repairs": (evolve(repair, **change),)})


def of_statement(kind: str, **change: Any) -> UnitFacts:
    (one,) = getattr(UNIT, kind)
    of_kind: dict[str, Any] = {kind: (evolve(one, **change),)}
    return evolve(UNIT, **of_kind)


COST = {"cost": evolve(UNIT.lists["benches"][0].lists["repairs"][0].values["cost"], value=point(6))}
CHANGES: list[tuple[str, UnitFacts, set[str]]] = [
    ("the first value", of_value("grounds.trees", 0, value=point(11)), {"trees"}),
    ("the last value", of_value("grounds.trees", 1, value=point(31)), {"trees"}),
    ("its day", of_value("grounds.trees", 1, start=738947), {"trees"}),
    ("its year", of_value("grounds.trees", 1, year=2024), {"trees"}),
    ("no value", evolve(UNIT, values={}), {"trees"}),
    ("the id of a record", of_record(1, id="b3"), ON_BENCHES),
    ("whether it is there", of_record(1, there=MAYBE_THERE), ON_BENCHES),
    ("a value in it", of_attribute("width", value=point(3)), ON_BENCHES),
    ("the year of one", of_attribute("width", year=2024), ON_BENCHES),
    ("the day of one", of_attribute("width", start=738947), ON_BENCHES),
    ("no values in it", of_record(1, values={}), ON_BENCHES),
    ("a record inside it", of_repair(id="r2"), ON_BENCHES),
    ("a value inside that", of_repair(values=COST), ON_BENCHES),
    ("no records inside", of_record(0, lists={}), ON_BENCHES),
    ("no records", evolve(UNIT, lists={}), ON_BENCHES),
    ("the order of records", evolve(UNIT, lists={"benches": UNIT.lists["benches"][::-1]}), ON_BENCHES),
    ("the years of a whole list", of_statement("complete", years=(2023,)), ON_BENCHES),
    ("of which record it is", of_statement("complete", of="b1"), ON_BENCHES),
    ("the day of the search", of_statement("complete", date=739250), ON_BENCHES),
    ("from when it is whole", of_statement("complete", since=1), ON_BENCHES),
    ("whether that is void", of_statement("complete", void=True), ON_BENCHES),
    ("an inner list that is whole", of_statement("complete", list="benches.repairs"), ON_BENCHES),
    ("no whole list", evolve(UNIT, complete=()), ON_BENCHES),
    ("the instance of an exception", of_statement("exceptions", instance="b1"), {"watered"}),
    ("its first day", of_statement("exceptions", start=738918), {"watered"}),
    ("its last day", of_statement("exceptions", until=738918), {"watered"}),
    ("whether the rule is lifted", of_statement("exceptions", lifted=True), {"watered"}),
    ("its place among those of its day", of_statement("exceptions", order=1), {"watered"}),
    ("the number that it sets", of_statement("exceptions", value=point(2)), {"watered"}),
    ("no exception", evolve(UNIT, exceptions=()), {"watered"}),
    ("the grade", of_statement("gradings", value=label("tidy")), {"tidy"}),
    ("its year", of_statement("gradings", year=2023), {"tidy"}),
    ("its record", of_statement("gradings", instance="b1"), {"tidy"}),
    ("no grading", evolve(UNIT, gradings=()), {"tidy"}),
    ("the figure", of_statement("reported", value=point(Fraction(1, 3))), {"visited"}),
    ("its year", of_statement("reported", year=2023), {"visited"}),
    ("no figure", evolve(UNIT, reported=()), {"visited"}),
    ("the rule that is excepted", of_statement("exceptions", rule="trees"), {"watered"}),
    ("the rule that is graded", of_statement("gradings", rule="trees"), {"tidy"}),
    ("the name of the unit", evolve(UNIT, name="North"), set()),
    ("who approved", of_statement("exceptions", approved_by="nobody", reason="none", source="x"), set()),
    ("who graded", of_statement("gradings", grader="x", date=1, reason="r", source="s"), set()),
    ("who searched", of_statement("complete", by="x", source="s"), set()),
    ("who published", of_statement("reported", source="s"), set()),
    ("who counted", of_value("grounds.trees", 0, source="s"), set()),
    ("whose record it is", of_record(0, source="s"), set()),
    ("a path without values", evolve(UNIT, values={**UNIT.values, "grounds.watered": ()}), set()),
]  # fmt: skip


def told(unit: UnitFacts) -> dict[str, bytes]:
    return dict(what_is_told(PROGRAM, seen(unit, VIEW)))


@pytest.mark.parametrize(("unit", "rules"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_each_fact_tells_of_the_rules_that_read_it(unit: UnitFacts, rules: set[str]) -> None:
    before, after = told(UNIT), told(unit)
    assert before.keys() == after.keys() == {rule.id for rule in PROGRAM.rules} - {"smaller"}
    assert {rule for rule in before if before[rule] != after[rule]} == rules


def test_a_digest_holds_no_facts_and_nothing_is_told_by_nothing() -> None:
    assert {len(digest) for digest in told(UNIT).values()} == {2 * KEY}
    bare = UnitFacts("north", "")
    assert set(told(bare).values()) == {b""}
    assert not told(evolve(UNIT, withheld=True)) and not told(evolve(UNIT, is_place=True))


def by_others(**change: Any) -> dict[str, bytes]:
    """What is told where the vocabulary is another."""
    other = seen(UNIT, VIEW)
    other.vocabulary = evolve(VIEW.vocabulary, **change)
    return dict(what_is_told(PROGRAM, other))


def test_what_a_sheet_gave_is_told_like_a_figure() -> None:
    scored = [seen(UNIT, VIEW, scored={"visitor_share": point(n)}) for n in (0, 1)]
    each = [told(UNIT), *(dict(what_is_told(PROGRAM, view)) for view in scored)]
    for one, other in combinations(each, 2):
        assert {rule for rule in one if one[rule] != other[rule]} == {"visited"}


def test_other_values_of_parameters_are_told_to_all_rules() -> None:
    one = Parameter("most", NUMBER, values=((0, point(1)),))
    more = (
        {"values": ((0, point(2)),)},
        {"values": ((1, point(1)),)},
        {"rule_values": {"trees": point(1)}},
        {"rule_values": {"tidy": point(1)}},
        {"table": "a table"},
    )
    every = [evolve(one, **change) for change in ({}, *more)]
    each = [told(UNIT), *(by_others(parameters={"most": parameter}) for parameter in every)]
    for before, after in combinations(each, 2):
        assert not {*before.items()} & {*after.items()}
    assert by_others() == told(UNIT)
    assert by_others(parameters={"most": evolve(one, question="How many?")}) == each[1]
    assert set(by_others(parameters={"most": one})) == set(told(UNIT))


def test_nothing_is_told_by_another_vocabulary() -> None:
    assert not by_others(entities=dict(VIEW.vocabulary.entities))
    assert not by_others(measures=dict(VIEW.vocabulary.measures))


def test_all_that_a_unit_tells_is_plain_data_of_one_form_in_every_process() -> None:
    """Its digest is kept on disk, and found by the next process: each kind of fact is named in it."""
    whole = Completeness("benches.repairs", "b1", (2024,), date=3, since=2, void=True)
    lifted = ExceptionRecord("watered", "why", "who", 1, "b1", point(2), 9, lifted=True, order=4)
    inner = RecordFacts("r1", {"cost": Entry(point(Fraction(1, 2)), year=2024)})
    benches = (
        RecordFacts("b1", {"broken": Entry(TRUE, start=5)}, {"repairs": (inner,)}),
        RecordFacts("b2", {}),
    )
    unit = UnitFacts(
        "u",
        "",
        values={"grounds.trees": (Entry(point(3)), Entry(Num(1, 2, MAYBE), start=7)), "grounds.watered": ()},
        lists={"benches": benches},
        complete=(whole, Completeness("benches")),
        exceptions=(lifted, ExceptionRecord("trees", "", "", 6)),
        gradings=(GradingRecord("tidy", 2024, Labels(frozenset("ba")), "b1"),),
        reported=(ReportedFigure("visitor_share", 2023, point(0)),),
    )
    none = ("number", (3, 1), (3, 1), 0), None, None
    cost = ("number", (1, 2), (1, 2), 0), 2024, None
    bench = (
        "b1",
        "yes",
        (("broken", (("truth", 2, 2), None, 5)),),
        (("repairs", (("r1", "yes", (("cost", cost),), ()),)),),
    )
    assert {name: list(parts) for name, parts in answers.told_by_names(unit).items()} == {
        "grounds.trees": [("value", none, (("number", (1, 1), (2, 1), 1), None, 7))],
        "benches": [("list", bench, ("b2", "yes", (), ())), ("whole", "benches", "", (), None, None, False)],
        "repairs": [("whole", "benches.repairs", "b1", (2024,), 3, 2, True)],
        "watered": [("exception", "b1", 1, 9, True, 4, ("number", (2, 1), (2, 1), 0))],
        "trees": [("exception", "", 6, None, False, None, None)],
        "tidy": [("grading", "b1", 2024, ("labels", ("a", "b"), 0))],
        "visitor_share": [("figure", 2023, ("number", (0, 1), (0, 1), 0))],
    }


def test_two_values_are_told_apart() -> None:
    values: list[Value] = [
        TRUE,
        FALSE,
        UNDECIDED,
        point(2),
        point(Fraction(1, 2)),
        Num(1, 2),
        Num(2, None),
        Num(None, 2),
        Num(2, 2, MAYBE),
        NULL_NUM,
        label("a"),
        Labels(frozenset({"a", "b"})),
        Labels(None),
        Labels(frozenset(), ONLY),
    ]
    plain = [answers._plain(value) for value in values]
    assert all(a != b for a, b in combinations(plain, 2))


def test_labels_are_told_in_one_order() -> None:
    assert answers._plain(Labels(frozenset("cab"))) == ("labels", ("a", "b", "c"), 0)


# -- what is kept ----------------------------------------------------------------------------------


def with_kept(kept: Any) -> Program:
    """The program as another process finds it, with these answers."""
    found = Program(PROGRAM.model, PROGRAM.rules, PROGRAM.by_id)
    found.kept.once(ANSWERS, lambda: Deferred(lambda: kept))
    return found


ABOUT = (DAY.toordinal(), YEAR, True)


def test_a_program_without_a_cache_keeps_nothing() -> None:
    bare = Program(PROGRAM.model, PROGRAM.rules, PROGRAM.by_id)
    assert kept_answers(bare) is None
    assert known_answers(bare, seen(UNIT, VIEW)) == {}
    kept = with_answers(bare, seen(UNIT, VIEW), {"trees": ROW})
    assert kept == {ABOUT: {"trees": {told(UNIT)["trees"][:KEY]: ROW}}}


def test_what_was_kept_is_known_on_that_day_of_those_facts_only() -> None:
    kept = with_answers(with_kept({}), seen(UNIT, VIEW), {"trees": ROW, "tidy": (1, 1, None), "no rule": ROW})
    assert kept[ABOUT].keys() == {"trees", "tidy"}
    program = with_kept(kept)
    assert kept_answers(program) == kept
    assert known_answers(program, seen(UNIT, VIEW)) == {"trees": ROW, "tidy": (1, 1, None)}
    assert known_answers(program, seen(evolve(UNIT, gradings=()), VIEW)) == {"trees": ROW}
    for more in ({"as_of": VIEW.as_of + 1}, {"year": YEAR - 1}, {"year_given": False}):
        assert known_answers(program, seen(UNIT, VIEW, **more)) == {}


def test_the_newest_four_answers_of_a_rule_are_kept() -> None:
    kept: Any = {}
    units = [of_value("grounds.trees", 1, value=point(n)) for n in range(5)]
    for number, unit in enumerate(units):
        kept = with_answers(with_kept(kept), seen(unit, VIEW), {"trees": (number, number)})
    assert list(kept[ABOUT]["trees"].values()) == [(n, n) for n in range(1, 5)]
    kept = with_answers(with_kept(kept), seen(units[1], VIEW), {"trees": (9, 9), "tidy": ROW})
    assert [*kept[ABOUT]["trees"].values()] == [(9, 9), (2, 2), (3, 3), (4, 4)]
    assert [*kept[ABOUT]["tidy"].values()] == [ROW]


def test_the_newest_three_days_are_kept() -> None:
    kept: Any = {}
    for day in range(4):
        kept = with_answers(with_kept(kept), seen(UNIT, VIEW, as_of=VIEW.as_of + day), {"trees": ROW})
    days = [VIEW.as_of + day for day in range(4)]
    assert [about[0] for about in kept] == days[1:]
    again = with_answers(with_kept(kept), seen(UNIT, VIEW, as_of=days[1]), {"tidy": ROW})
    assert [about[0] for about in again] == [*days[2:], days[1]]
    assert again[days[1], YEAR, True].keys() == {"trees", "tidy"}
    assert [about[0] for about in kept] == days[1:]  # what was kept before is left as it was
