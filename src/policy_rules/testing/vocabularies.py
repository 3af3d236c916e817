"""Vocabularies at random: single records, lists dated and undated, inner lists, measures, parameters.

The names are always the same, what they mean differs: ranges, places, units of measure, whether null
is possible, which attributes and entities there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from policy_rules.testing.calendars import CALENDARS
from policy_rules.testing.choices import Choices, some_of
from policy_rules.testing.old_names import with_replaced
from policy_rules.values.known import Num, Value, label, point
from policy_rules.values.periods import CALENDAR_YEAR, LAST_NAMES, Periods
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    Attribute,
    Cells,
    Entity,
    Expression,
    Measure,
    Parameter,
    Register,
    Role,
    Type,
    Vocabulary,
)

LEVELS = ("province", "city", "county")
GRADES = ("fail", "pass", "good", "excellent")
REGISTERS = ("census", "yearbook", "press")
SORTS = ("legal", "professional", "political")
POST, HOUR, CASE = (("post", 1),), (("hour", 1),), (("case", 1),)
NULLABLE_DATE = Type("date", nullable=True)
GRADE = Type("label", labels=GRADES, ordered=True, name="grade")
SORT = Type("label", labels=SORTS, name="sort")
LEVEL = Type("label", labels=LEVELS, name="level")
ALLOWED = Cells("allowed", ("legal", "county", "pass", "good", "political"), is_set=True)
LIMITS = Cells("limits", LEVELS, is_set=False)
COUNTED_IN = "counted_in"
"""The parameter that says which year counts; only vocabularies of version 2 declare it."""
PERCENT = Type("number", unit=(), low=Fraction(0), high=Fraction(1), places=4, percent=True)

KINDS = (
    Periods("quarter", datetime.date(2001, 1, 1).toordinal(), 3),
    Periods("fiscal_year", datetime.date(2001, 10, 1).toordinal(), 12, LAST_NAMES),
    Periods("half_year", datetime.date(2000, 8, 31).toordinal(), 6),
    Periods("school_year", datetime.date(2001, 9, 1).toordinal(), 12),
    Periods("five_years", datetime.date(2021, 4, 1).toordinal(), 60),
)
"""Kinds of periods: short and long ones, one that February clips, one that may be the year itself."""


def number_type(choices: Choices, unit: tuple[tuple[str, int], ...], *, nullable: bool = False) -> Type:
    """A number with a range: whole or with places, small, huge, negative, or without an end."""
    places = choices.pick((0, 0, 1, 2, None))
    low, high = choices.pick(
        ((0, 100), (0, 100_000), (-50, 50), (0, None), (None, None), (-(10**12), 10**12), (1, 40), (0, 3))
    )
    return Type(
        "number",
        unit=unit,
        places=places,
        low=None if low is None else Fraction(low),
        high=None if high is None else Fraction(high),
        nullable=nullable,
    )


def vocabulary(choices: Choices) -> Vocabulary:
    """A vocabulary with a little of everything; in half of them lists say of years what version 2 knows."""
    entities = {e.name: e for e in (_unit(), _staffing(choices), _lectures(choices), *_people(choices))}
    entities["complaints"] = _complaints(choices)
    measures, parameters = _measures(choices, entities), _parameters(choices)
    if choices.chance(50):
        entities |= {e.name: _with_years(choices, e) for e in entities.values() if not e.one}
        readings = Type("label", labels=("about", "breached"), name=COUNTED_IN)
        parameters["pass_mark"] = evolve(parameters["pass_mark"], type=evolve(GRADE, labels=GRADES[1:]))
        parameters[COUNTED_IN] = Parameter(
            COUNTED_IN, readings, values=_set(choices, label(choices.pick(readings.labels)))
        )
    calendar = choices.pick(CALENDARS)
    periods = {kind.name: kind for kind in some_of(choices, KINDS, 80)}
    return Vocabulary(
        entities=with_replaced(entities),
        measures=measures,
        roles={
            "agency": Role("agency", when=Expression("unit.power")),
            "anyone": Role("anyone"),
            "county": Role("county", when=Expression('unit.level in ("county", "city") and unit.power')),
        },
        registers={name: Register(name) for name in REGISTERS},
        scales={"grade": GRADES},
        parameters=parameters,
        calendar=calendar,
        year=periods["fiscal_year"] if "fiscal_year" in periods and choices.chance(40) else CALENDAR_YEAR,
        periods=periods,
        cells={cells.name: cells for cells in (ALLOWED, LIMITS)},
    )


def _entity(name: str, attributes: list[Attribute], **more: object) -> Entity:
    return Entity(name, {a.name: a for a in attributes}, **more)  # type: ignore[arg-type]


def _with_years(choices: Choices, entity: Entity) -> Entity:
    """A list that tells the year of its records, or whether it counts that or the year of the breach."""
    attributes, dated = dict(entity.attributes), bool(entity.dated_by)
    tells = choices.chance(60)
    if tells:
        year = Attribute(
            "about_year", Type("number", unit=(), places=0, low=Fraction(2023), high=Fraction(2025))
        )
        if dated and choices.chance(30):
            day = entity.dated_by[0]
            told = choices.pick(
                (f"{day}.year - 1", f"if parameters.counts then {day}.year else {day}.year - 1")
            )
            year = Attribute("about_year", Type("number", unit=(), places=0), derived=Expression(told))
        attributes["about_year"] = year
    counted = (
        choices.pick(("", "about", "breached", *[f"parameters.{COUNTED_IN}"] * 2)) if tells or dated else ""
    )
    return evolve(entity, attributes=attributes, for_year="about_year" if tells else "", counted=counted)


def _unit() -> Entity:
    return _entity(
        "unit",
        [Attribute("level", LEVEL), Attribute("power", BOOLEAN), Attribute("founded_on", DATE)],
        one=True,
    )


def _staffing(choices: Choices) -> Entity:
    optional = [
        Attribute("budget", number_type(choices, (), nullable=choices.chance(30))),
        Attribute("filled", PERCENT),
        Attribute("audited_on", NULLABLE_DATE),
        Attribute("audit_due", DATE, planned=True),
        Attribute("trusted", BOOLEAN),
        Attribute("own_grade", GRADE),
        Attribute("note", Type("text", nullable=choices.chance(50))),
    ]
    return _entity(
        "staffing",
        [
            Attribute("total_posts", number_type(choices, POST)),
            Attribute("front_posts", number_type(choices, POST)),
            *some_of(choices, optional, 75),
        ],
        one=True,
    )


def _lectures(choices: Choices) -> Entity:
    """A list dated by one day."""
    optional = [
        Attribute("theme", Type("label", labels=SORTS, name="sort", nullable=choices.chance(20))),
        Attribute("is_legal", BOOLEAN),
        Attribute("score", number_type(choices, ())),
        Attribute("approved_on", NULLABLE_DATE),
    ]
    return _entity(
        "lectures",
        [
            Attribute("held_on", DATE),
            Attribute("hours", number_type(choices, HOUR)),
            *some_of(choices, optional, 80),
        ],
        dated_by=("held_on",),
    )


def _people(choices: Choices) -> list[Entity]:
    """A list dated by two days, with an inner list."""
    derived = Expression("on_duty_from <= as_of and (on_duty_to = null or on_duty_to >= as_of)")
    officers = _entity(
        "officers",
        [
            Attribute("on_duty_from", DATE),
            Attribute("on_duty_to", Type("date", nullable=True)),
            Attribute("age", number_type(choices, (), nullable=choices.chance(30))),
            Attribute("certified", BOOLEAN),
            *([Attribute("serves", BOOLEAN, derived=derived)] if choices.chance(70) else []),
        ],
        dated_by=("on_duty_from", "on_duty_to"),
    )
    dated = choices.chance(60)
    training = _entity(
        "training",
        [
            *([Attribute("taken_on", DATE)] if dated else []),
            Attribute("training_hours", number_type(choices, HOUR)),
            Attribute("content", SORT),
        ],
        of=("officers",),
        dated_by=("taken_on",) if dated else (),
    )
    return [officers, training]


def _complaints(choices: Choices) -> Entity:
    """A list without a date of its own, with triggered due days."""
    optional = [
        Attribute("amount", number_type(choices, (), nullable=choices.chance(40))),
        Attribute("serious", BOOLEAN),
        Attribute("matter", SORT),
        Attribute("answer_due", Type("date", nullable=choices.chance(50)), planned=True),
    ]
    return _entity(
        "complaints",
        [
            Attribute("received_on", DATE),
            Attribute("handled_on", NULLABLE_DATE),
            *some_of(choices, optional, 75),
        ],
    )


def _measures(choices: Choices, entities: Mapping[str, Entity]) -> dict[str, Measure]:
    integer = Type("number", unit=(), places=0, low=Fraction(0))
    found = {
        "lecture_count": Measure(
            "lecture_count",
            integer,
            Expression("count(lectures[held_on in period])" if choices.chance(50) else "count(lectures)"),
            reported=choices.chance(70),
        ),
        "front_share": Measure(
            "front_share",
            PERCENT,
            Expression("staffing.front_posts / staffing.total_posts"),
            reported=choices.chance(50),
        ),
        "hours_taught": Measure(
            "hours_taught", Type("number", unit=HOUR), Expression("total(lectures[held_on <= day].hours)")
        ),
        "certified_share": Measure(
            "certified_share", PERCENT, Expression("share(officers, certified)"), reported=choices.chance(50)
        ),
        "year_grade": Measure("year_grade", GRADE, reported=True, yearly=choices.chance(50)),
        "cost": Measure("cost", number_type(choices, ()), reported=True),
        "is_model": Measure("is_model", BOOLEAN, reported=True),
    }
    return {name: m for name, m in found.items() if choices.chance(85)}


def _parameters(choices: Choices) -> dict[str, Parameter]:
    days = Type("number", unit=(("working_day", 1),), places=0, low=Fraction(0), high=Fraction(30))
    quota = number_type(choices, ())
    start = Type("date", low=Fraction(_day(2023, 1, 1)), high=Fraction(_day(2024, 12, 31)))
    found = (
        Parameter("timely_days", days, values=_set(choices, point(choices.integer(0, 15)), more=9)),
        Parameter("quota", quota, values=_set(choices, point(choices.integer(1, 3)), more=1)),
        Parameter("in_force", start, values=_set(choices, point(_day(2024, 3, 1)))),
        Parameter("counts", BOOLEAN),
        Parameter("reckoned", Type("label", labels=("soon", "late"), name="reckoned")),
        Parameter("pass_mark", GRADE, per_rule=True),
        Parameter("due", DATE, per_rule=True),
        Parameter("period", Type("label", labels=("year",), name="period"), per_rule=True),
        Parameter("least_grade", GRADE, values=_set(choices, label(choices.pick(GRADES)))),
    )
    cells = [Parameter(ALLOWED.cell(label), BOOLEAN) for label in ALLOWED.labels]
    cells += [Parameter(LIMITS.cell(label), quota) for label in LIMITS.labels]
    return {p.name: p for p in (*found, *cells)}


def _set(choices: Choices, value: Value, *, more: int = 0) -> tuple[tuple[int, Value], ...]:
    """The values of a parameter by first day: none, one always, one from a day on; so much more before it."""
    if choices.chance(40):
        return ()
    if choices.chance(70):
        return ((0, value),)
    since = (_day(2025, 3, 1), value)
    if not more or not isinstance(value, Num):
        return (since,)
    return ((_day(2024, 1, 1), Num(value.lo + more, value.hi + more)), since)


def _day(year: int, month: int, day: int) -> int:
    return datetime.date(year, month, day).toordinal()
