"""Days: parts of dates, months, years, working days, and what is done by a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Meaning, Misuse, Names
from policy_rules.feel import nodes as feel
from policy_rules.operators.model import OPEN, Elaborating, Operator, Words
from policy_rules.values import days, workdays
from policy_rules.values.calendar import Calendar
from policy_rules.values.intervals import by_calendar, monotone, within_cycle
from policy_rules.values.known import Num, point
from policy_rules.vocabulary import DATE, INTEGER, Type

WORKING_DAYS = Type("number", unit=(("working_day", 1),), places=0)
PROPERTIES = "DMN 1.5, 10.3.2.5, table 62"


# -- typing ----------------------------------------------------------------------------------------


def dated(node: feel.Node, text: str) -> core.Const:
    """The constant of a date or duration literal."""
    try:
        return core.Const(DATE, point(datetime.date.fromisoformat(text).toordinal()))
    except ValueError:
        pass
    match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", text)
    if match and any(match.groups()[1:]):
        sign = -1 if match[1] else 1
        years, months, days = (int(g or 0) for g in match.groups()[1:])
        if match[4] is None:
            return core.Const(Type("months"), point(sign * (12 * years + months)))
        if match[2] is None and match[3] is None:
            return core.Const(Type("days"), point(sign * days))
    raise Misuse(
        node,
        f'`@"{text}"` is no date or number of whole days or months',
        'write `@"2024-12-31"` or `@"P30D"`',
    )


def _literal(el: Elaborating, node: feel.At, names: Names) -> Meaning:
    return dated(node, node.text)


def _date(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    argument = node.args[0]
    if not isinstance(argument, feel.Literal) or not isinstance(argument.value, str):
        raise Misuse(node, "`date` takes a date written out in rules", 'write `@"2024-12-31"`')
    return dated(node, argument.value)


def _weekday(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    day = el.one(node.args[0], names, "date")
    return core.Op(evolve(INTEGER, nullable=day.type.nullable), "weekday", (day,))


def _working_days_after(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    start, number = el.one(node.args[0], names, "date"), el.one(node.args[1], names, "number")
    if number.type.places != 0 or number.type.unit not in (None, (), (("working_day", 1),)):
        raise Misuse(node.args[1], "a number of working days is whole, without another unit")
    nullable = start.type.nullable or number.type.nullable
    type = Type("date", nullable=nullable)
    return core.Op(type, "working days after", (start, number), _calendar(el, node))


def _working_days_between(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    start, end = (el.one(a, names, "date") for a in node.args)
    nullable = start.type.nullable or end.type.nullable
    type = evolve(WORKING_DAYS, nullable=nullable)
    return core.Op(type, "working days between", (start, end), _calendar(el, node))


def _calendar(el: Elaborating, node: feel.Call) -> tuple[Calendar]:
    if el.vocabulary.calendar is None:
        hint = "write one in `ruleset.yaml`: `calendar: {country: US}`, or `calendar: {file: calendar.yaml}`"
        raise Misuse(node, "working days are counted by a calendar, and the ruleset names none", hint)
    return (el.vocabulary.calendar,)


# -- the operators ---------------------------------------------------------------------------------


def _if_published(hull: Callable[[Num, Num, Calendar], Num]) -> Callable[[int, int, Calendar], Any]:
    """On points: open where a day of a year that the calendar does not publish would be counted."""

    def at(a: int, b: int, calendar: Calendar) -> Any:
        found = hull(point(a), point(b), calendar)
        return found.lo if found.settled else OPEN

    return at


def _part(
    name: str, of: Callable[[int], int], hull: Callable[..., Num], doc: str, example: str, en: str, zh: str
) -> Operator:
    """A part of a date, written as its property."""
    return Operator(
        name=name, feel=name, form="syntax", group="access", source=PROPERTIES,
        signature=f"date.{name} -> number", doc=doc, examples=(example,),
        build=lambda el, node, names: el.path(node, names), point=of, hull=hull, gives="number", draws="day",
        words=Words(f"{{0}}.{name}", f"the {en} of {{0}}", f"{{0}}的{zh}"),
    )  # fmt: skip


def _weekday_of(day: int) -> int:
    """1 for Monday to 7 for Sunday; day 1 is a Monday."""
    return (day - 1) % 7 + 1


DATE_PROPERTIES = ("year", "month", "day", "weekday")
"""The operators that are also written `date.name`."""

DAY_OPERATORS = (
    _part(
        "year", days.year_of, monotone(days.year_of), "The year of a date or date and time.",
        '@"2024-12-31".year = 2024', "year", "年份",
    ),
    _part(
        "month", days.month_of, within_cycle(days.month_of, days.year_of, 12),
        "The month of a date or date and time, 1 to 12.", '@"2024-12-31".month = 12', "month", "月份",
    ),
    _part(
        "day", days.day_of, within_cycle(days.day_of, lambda d: (days.year_of(d), days.month_of(d)), 31),
        "The day of the month of a date or date and time.", '@"2024-12-31".day = 31',
        "day of the month", "日",
    ),
    Operator(
        name="@", feel="@", form="syntax", group="access",
        source="DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8",
        signature='@"text" -> date | time | date and time | duration',
        doc="A date, time, date and time, or duration, told by its form.",
        examples=('@"2024-12-31" instance of date',),
        build=_literal,
    ),
    Operator(
        name="date", feel="date", params=(("from",),), group="conversion", source="DMN 1.5, 10.3.4.1",
        signature="date(string | date and time) -> date; date(number, number, number) -> date",
        doc="A date from `YYYY-MM-DD`, from a date and time, or from year, month and day. Years 1 to 9999; "
        "others are refused.",
        examples=('date("2024-12-31") = date(2024, 12, 31)',),
        build=_date,
    ),
    Operator(
        name="weekday", feel="weekday", group="temporal", source="extension",
        signature="weekday(date) -> number; date.weekday -> number",
        doc="The day of the week, 1 for Monday to 7 for Sunday (ISO 8601): the number of the day that `day "
        "of week` names, and of the property `weekday` (DMN 1.5, 10.3.2.5, table 62).",
        examples=(
            'weekday(@"2024-12-31") = 2', 'weekday(@"2024-12-29") = 7', 'weekday(@"2024-12-30") = 1',
            '@"2024-12-31".weekday = 2',
        ),
        build=_weekday, point=_weekday_of, hull=within_cycle(_weekday_of, lambda day: (day - 1) // 7, 7),
        gives="number", draws="day", drawn=(("number", "weekday({date})"),),
        words=Words("weekday({0})", "the weekday (1 to 7) of {0}", "{0}为星期几（1至7）"),
    ),
    Operator(
        name="done_by", feel="done_by", group="temporal", source="extension",
        signature="done_by(date, date) -> boolean",
        doc="`date != null and date <= due`: a thing not done is not done by any day; the due day itself "
        "counts.",
        means="date != null and date <= due", takes=("date", "date"),
        examples=(
            'done_by(null, @"2024-12-31") = false', 'done_by(@"2024-12-31", @"2024-12-31")',
            'done_by(@"2025-01-01", @"2024-12-31") = false', 'done_by(@"2024-12-31", null) = null',
            "done_by(null, null) = false",
        ),
    ),
    Operator(
        name="working days after", feel="working_days_after", group="temporal", source="extension",
        signature="working_days_after(date, number) -> date",
        doc="The n-th working day after a date, by the ruleset's calendar (in `evaluate`: the one given); "
        "the date itself is not counted, and is the result for n = 0. Negative n: the n-th working day "
        "before. Null if n is no whole number. Refused (in rules: anything) where a day of a year that the "
        "calendar does not publish would be counted.",
        examples=('working_days_after(@"2024-03-08", 1) = @"2024-03-11"',),
        build=_working_days_after, point=_if_published(workdays.after), hull=by_calendar(workdays.after),
        gives="number", draws="day few calendar",
        words=Words("working_days_after({0}, {1})", "{1} working days after {0}", "{0}之后{1}个工作日"),
    ),
    Operator(
        name="working days between", feel="working_days_between", group="temporal", source="extension",
        signature="working_days_between(date, date) -> number",
        doc="How many working days lie after a, up to and including b; if b is before a, minus those after "
        "b up to and including a. Counted as for `working_days_after`.",
        examples=('working_days_between(@"2024-03-08", @"2024-03-11") = 1',),
        build=_working_days_between, point=_if_published(workdays.between),
        hull=by_calendar(workdays.between), gives="number", draws="day day calendar",
        words=Words(
            "working_days_between({0}, {1})", "the working days from {0} to {1}", "{0}至{1}的工作日数"
        ),
    ),
    Operator(
        name="add months", group="temporal",
        point=days.add_months, hull=monotone(days.add_months), gives="number", draws="day few",
        words=Words(
            "{0} + {1}", "{0} plus {1}", "{0}加{1}",
            negative=Words("{0} - {1}", "{1} before {0}", "{0}前{1}"),
        ),
    ),
    Operator(
        name="year start", group="temporal",
        point=days.year_start, hull=monotone(days.year_start), gives="number", draws="year",
        words=Words("period.start", "the first day of {0}", "{0}首日"),
    ),
    Operator(
        name="year end", group="temporal",
        point=days.year_end, hull=monotone(days.year_end), gives="number", draws="year",
        words=Words("period.end", "the last day of {0}", "{0}末日"),
    ),
)  # fmt: skip
