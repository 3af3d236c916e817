"""The ends of periods that follow each other, and how they move: what conditions call `period`."""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Extent
from policy_rules.operators.model import Operator, Words
from policy_rules.values import days
from policy_rules.values.intervals import monotone
from policy_rules.values.known import point
from policy_rules.values.periods import CALENDAR_YEAR, Periods
from policy_rules.vocabulary import BOOLEAN, DATE, DAYS, INTEGER, MONTHS, Type

PERIOD_OPERATORS = (
    Operator(
        name="period start", group="temporal",
        point=days.period_start, hull=monotone(days.period_start), gives="number", draws="day few",
        words=Words("period.start", "the first day of its period", "期间首日"),
    ),
    Operator(
        name="period end", group="temporal",
        point=days.period_end, hull=monotone(days.period_end), gives="number", draws="day few",
        words=Words("period.end", "the last day of its period", "期间末日"),
    ),
)  # fmt: skip


def whole(number: int) -> core.Const:
    """A whole number written out."""
    return core.Const(INTEGER, point(number))


def times(node: core.Node, by: int) -> core.Node:
    """The number as often as that."""
    return node if by == 1 else core.Op(INTEGER, "*", (node, whole(by)))


def plus(node: core.Node, number: int) -> core.Node:
    """The number moved by a constant."""
    return core.Op(INTEGER, "+", (node, whole(number))) if number else node


def divided(node: core.Node, by: int) -> core.Node:
    """How often the divisor goes into the number, rounded down."""
    if by == 1:
        return node
    ratio = core.Op(Type("number", unit=()), "/ integer", (node, whole(by)))
    return core.Op(INTEGER, "floor", (ratio, whole(0)))


def months_before(day: core.Node, months: int) -> core.Node:
    """The day so many months earlier."""
    return core.Op(DATE, "add months", (day, core.Const(MONTHS, point(-months))))


def year_ends(years: Periods, year: core.Node) -> tuple[core.Node, core.Node]:
    """The first and the last day of a year, as the ruleset counts years."""
    if years.calendar:
        return core.Op(DATE, "year start", (year,)), core.Op(DATE, "year end", (year,))
    return period_ends(years, plus(year, -years.zero))


def period_ends(kind: Periods, number: core.Node) -> tuple[core.Node, core.Node]:
    """The first and the last day of the period of a number, counted from the first of its kind."""
    first = core.Const(DATE, point(kind.first))
    start = core.Op(DATE, "period start", (first, times(number, kind.months)))
    return start, core.Op(DATE, "period end", (first, times(plus(number, 1), kind.months)))


@frozen(eq=False)
class Span(Extent):
    """A period that knows its neighbours: `back` gives the one so many lengths earlier.

    `year` is the number that names it. `asked` is the year that conditions call `year` where they speak of
    this period, None where its length is no number of years. `day_back` moves a day by so many lengths.
    """

    back: Callable[[int], Span] | None = None
    day_back: Callable[[core.Node, int], core.Node] | None = None
    year: core.Node | None = None
    asked: core.Node | None = None
    is_year: bool = False
    """Whether it is a year as the ruleset counts them, so that a figure published for a year is about it."""


def calendar_span(year: core.Node) -> Span:
    """A calendar year."""
    low, high = year_ends(CALENDAR_YEAR, year)
    return Span(low, high, year=year, is_year=True)


def year_span(years: Periods, year: core.Node) -> Span:
    """A year, as the ruleset counts years."""
    return calendar_span(year) if years.calendar else span_of(years, years, plus(year, -years.zero), year)


def per_year(kind: Periods) -> int:
    """How many periods of the kind end in a year; none where they are longer."""
    return days.MONTHS // kind.months


def first_in_year(kind: Periods, years: Periods, year: core.Node) -> core.Node:
    """The number of the period that holds the first day of a year: the first to end in it, if one does."""
    if short := per_year(kind):
        return plus(times(plus(year, -years.zero), short), kind.holding(years.first))
    begun = years.year(kind.first) + (years.first_day(years.year(kind.first)) < kind.first)
    return divided(plus(year, -begun), kind.months // days.MONTHS)


def span_of(kind: Periods, years: Periods, number: core.Node, asked: core.Node) -> Span:
    """The period of a number, in the year that is asked for."""
    start, end = period_ends(kind, number)
    short, each = per_year(kind), kind.months // days.MONTHS

    def back(n: int) -> Span:
        before = plus(number, -n)
        if short > 1:
            since = plus(before, -kind.holding(years.first))
            return span_of(kind, years, before, plus(divided(since, short), years.zero))
        return span_of(kind, years, before, plus(asked, -n * each))

    def day_back(day: core.Node, n: int) -> core.Node:
        """As far from its period's start as the day; of the last day, the last day."""
        ends = back(n).high
        assert ends is not None
        earlier = core.Op(DATE, "cap", (months_before(day, n * kind.months), ends))
        return core.Op(DATE, "if", (core.Op(BOOLEAN, ">=", (day, end)), ends, earlier))

    named_so = short > 1 or kind == years
    year = asked if named_so else plus(times(number, each), kind.zero)
    return Span(start, end, back=back, day_back=day_back, year=year, asked=asked, is_year=kind == years)


def rolling(day: core.Node, months: int, of_days: int, asked: core.Node | None) -> Span:
    """The window of so many months or days that ends on the day; what it leaves out is the day before it."""

    def earlier(day: core.Node, n: int) -> core.Node:
        if months:
            return months_before(day, n * months)
        return core.Op(DATE, "-", (day, core.Const(DAYS, point(n * of_days))))

    def back(n: int) -> Span:
        years = months // days.MONTHS if months % days.MONTHS == 0 else 0
        return rolling(earlier(day, n), months, of_days, plus(asked, -n * years) if years and asked else None)

    start = core.Op(DATE, "+", (earlier(day, 1), core.Const(DAYS, point(1))))
    return Span(start, day, back=back, day_back=earlier, asked=asked)
