"""What rules read beside attributes and records: figures, gradings, exceptions, parameters, on a day."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from policy_rules.facts.bound import (
    Entry,
    ExceptionRecord,
    Facts,
    GradingRecord,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.facts.view import UnitView
from policy_rules.values.known import (
    FALSE,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Truth,
    Value,
    label,
    point,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    NUMBER,
    Attribute,
    Entity,
    Expression,
    Measure,
    Parameter,
    Type,
    Vocabulary,
)

SHARE = Type("number", low=Fraction(0), high=Fraction(100))
GRADE = Type("label", labels=("poor", "fair", "fine"), ordered=True, name="grade")
ANY_GRADE = Labels(frozenset(GRADE.labels))
DERIVED = Expression("count(cases)")
VOCABULARY = Vocabulary(
    entities={"unit": Entity("unit", {"big": Attribute("big", BOOLEAN)}, one=True)},
    measures={
        "share": Measure("share", SHARE, reported=True),
        "cases_open": Measure("cases_open", SHARE, derived=DERIVED, reported=True),
        "overdue": Measure("overdue", BOOLEAN, derived=DERIVED, reported=True),
        "mark": Measure("mark", GRADE, derived=DERIVED, reported=True),
    },
    parameters={
        "fee": Parameter("fee", NUMBER, values=((0, point(10)), (738000, point(12)))),
        "open": Parameter("open", SHARE),
        "timely": Parameter("timely", NUMBER, per_rule=True, rule_values={"r1": point(15)}),
    },
)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def on(text: str, last: str = "") -> Num:
    return Num(day(text), day(last or text))


def view(given: bool = True, scored: dict[str, Value] | None = None, **told: Any) -> UnitView:
    unit = UnitFacts("u", "u", **told)
    return UnitView(Facts({"u": unit}), unit, VOCABULARY, day("2025-06-30"), 2025, given, scored)


def test_what_is_asked_can_be_read_as_a_fact() -> None:
    assert view().inputs == {"as_of": on("2025-06-30"), "year": point(2025), "year_given": TRUE}
    assert view(given=False).inputs["year_given"] == FALSE


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        ((Entry(TRUE),), TRUE),
        ((Entry(TRUE, year=2025),), None),
        ((Entry(TRUE, start=day("2020-01-01")),), None),
        ((Entry(TRUE), Entry(FALSE)), None),
    ],
)
def test_an_attribute_without_days_has_one_value(entries: tuple[Entry, ...], value: Value | None) -> None:
    assert view(values={"unit.big": entries}).undated == {"unit.big": value}


def test_an_attribute_of_which_nothing_is_told_is_not_among_them() -> None:
    assert view(values={"unit.big": ()}).undated == {}


# -- figures ---------------------------------------------------------------------------------------

FIGURES = (
    ReportedFigure("share", 2024, point(40)),
    ReportedFigure("share", 2025, Num(50, 60)),
    ReportedFigure("cases_open", 2024, point(3)),
)


@pytest.mark.parametrize(
    ("measure", "asked", "known"),
    [
        ("share", on("2024-12-31"), point(40)),
        ("share", on("2025-01-01"), Num(50, 60)),
        ("share", on("2024-12-31", "2025-01-01"), Num(40, 60)),
        ("share", on("2023-12-31"), Num(0, 100)),
        ("cases_open", on("2024-06-30"), point(3)),
        # of a measure that follows from records, the report may be wrong in any way, range or not
        ("cases_open", on("2025-06-30"), Num(None, None, 1)),
        ("overdue", on("2025-06-30"), UNDECIDED),
        ("mark", on("2025-06-30"), Labels(None, 1)),
    ],
)
def test_a_figure_is_that_of_the_year(measure: str, asked: Num, known: Value) -> None:
    assert view(reported=FIGURES).reported(measure, asked) == known


def test_what_a_sheet_gave_counts_for_the_year_asked() -> None:
    seen = view(reported=FIGURES, scored={"share": Num(55, 70), "cases_open": point(4)})
    assert seen.reported("share", on("2025-06-30")) == Num(55, 60)
    assert seen.reported("share", on("2024-06-30")) == point(40)
    assert seen.reported("cases_open", on("2025-12-31")) == point(4)
    assert seen.reported("cases_open", on("2024-12-31")) == point(3)


# -- gradings --------------------------------------------------------------------------------------

GRADINGS = (
    GradingRecord("r1", 2024, label("fair")),
    GradingRecord("r1", 2025, label("fine")),
    GradingRecord("r1", 2025, label("poor"), instance="c1"),
    GradingRecord("r2", 2025, label("fair")),
)


@pytest.mark.parametrize(
    ("rule", "instance", "asked", "known"),
    [
        ("r1", "", on("2024-06-30"), label("fair")),
        ("r1", "", on("2025-06-30"), label("fine")),
        ("r1", "", on("2024-12-31", "2025-01-01"), Labels(frozenset({"fair", "fine"}))),
        ("r1", "", on("2026-01-01"), ANY_GRADE),
        ("r1", "c1", on("2025-06-30"), label("poor")),
        ("r1", "c1", on("2024-06-30"), ANY_GRADE),
        ("r1", "c2", on("2025-06-30"), ANY_GRADE),
        ("r2", "", on("2025-06-30"), label("fair")),
        ("r3", "", on("2025-06-30"), ANY_GRADE),
    ],
)
def test_a_grading_is_that_of_the_rule_the_instance_and_the_year(
    rule: str, instance: str, asked: Num, known: Value
) -> None:
    assert view(gradings=GRADINGS).graded(rule, GRADE, instance, asked) == known


# -- exceptions ------------------------------------------------------------------------------------


def lifts(rule: str, start: str, until: str = "", instance: str = "", value: int | None = None) -> Any:
    given = None if value is None else point(value)
    last = day(until) if until else None
    return ExceptionRecord(rule, "why", "who", day(start), instance, given, last)


EXCEPTIONS = (
    lifts("r1", "2025-03-01", "2025-03-31"),
    lifts("r1", "2025-05-01", "2025-05-31"),
    lifts("r1", "2025-01-01", instance="c1"),
    lifts("r2", "2025-03-01", value=20),
    lifts("r2", "2025-05-01", "2025-05-31", value=30),
)


@pytest.mark.parametrize(
    ("rule", "instance", "asked", "holds"),
    [
        ("r1", "", on("2025-02-28"), FALSE),
        ("r1", "", on("2025-03-15"), TRUE),
        ("r1", "", on("2025-04-15"), FALSE),
        ("r1", "", on("2025-05-31"), TRUE),
        ("r1", "", on("2025-03-31", "2025-04-01"), UNDECIDED),
        ("r1", "", on("2025-03-15", "2025-05-15"), UNDECIDED),
        ("r1", "c1", on("2025-06-30"), TRUE),
        ("r1", "c2", on("2025-06-30"), FALSE),
        ("r2", "", on("2025-06-30"), FALSE),  # it replaces a number, and lifts nothing
        ("r3", "", on("2025-06-30"), FALSE),
    ],
)
def test_an_exception_lifts_its_rule_and_instance(rule: str, instance: str, asked: Num, holds: Truth) -> None:
    assert view(exceptions=EXCEPTIONS).excepted(rule, instance, asked) == holds


def test_one_exception_that_surely_holds_is_enough() -> None:
    both = (lifts("r", "2025-03-15"), lifts("r", "2025-01-01"), lifts("r", "2025-03-20"))
    assert view(exceptions=both).excepted("r", "", on("2025-03-10", "2025-03-20")) == TRUE
    assert view(exceptions=both[:1]).excepted("r", "", on("2025-03-10", "2025-03-20")) == UNDECIDED
    late = (lifts("r", "2025-03-15"), lifts("r", "2025-06-01"))
    assert view(exceptions=late).excepted("r", "", on("2025-03-10", "2025-03-20")) == UNDECIDED


@pytest.mark.parametrize(
    ("rule", "asked", "number"),
    [
        ("r2", on("2025-02-28"), point(5)),
        ("r2", on("2025-03-01"), point(20)),
        ("r2", on("2025-05-15"), point(30)),  # the later record counts
        ("r2", on("2025-06-01"), point(20)),
        ("r2", on("2025-02-28", "2025-03-01"), Num(5, 20)),
        ("r2", on("2025-04-30", "2025-05-01"), Num(20, 30)),
        ("r1", on("2025-03-15"), point(5)),  # it lifts the rule, and replaces nothing
        ("r3", on("2025-03-15"), point(5)),
    ],
)
def test_an_exception_replaces_the_number_of_its_rule(rule: str, asked: Num, number: Num) -> None:
    assert view(exceptions=EXCEPTIONS).replaced(rule, asked, point(5)) == number


# -- parameters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rule", "asked", "known"),
    [
        ("fee", "", Num(737999, 737999), point(10)),
        ("fee", "", Num(738000, 738000), point(12)),
        ("fee", "", Num(737999, 738000), Num(10, 12)),
        ("open", "", on("2025-06-30"), Num(0, 100)),
        ("undeclared", "", on("2025-06-30"), Num(0, 100)),
        ("timely", "r1", on("2025-06-30"), point(15)),
        ("timely", "r2", on("2025-06-30"), Num(0, 100)),
        ("undeclared", "r1", on("2025-06-30"), Num(0, 100)),
    ],
)
def test_a_parameter_is_what_was_set_or_anything_of_its_type(
    name: str, rule: str, asked: Num, known: Num
) -> None:
    assert view().parameter(name, rule, SHARE, asked) == known


def test_a_parameter_with_values_of_all_time_is_known_on_any_day() -> None:
    assert view().parameter("fee", "", SHARE, Num(1, None)) == Num(10, 12)
