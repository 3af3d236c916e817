"""One fault each in parts that all engines share: the view, lowering, binding, succession.

No engine differs from another by them, so only the truth can tell. Each names the law that tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest import mock

from attrs import evolve, frozen

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import outcomes_function, shapes
from policy_rules.facts import bind as binder
from policy_rules.facts import bind_records, renamed, succession
from policy_rules.facts import sources_that_differ as differ
from policy_rules.facts import view as views
from policy_rules.facts.bound import ExceptionRecord, SuccessionRecord, UnitFacts
from policy_rules.facts.sources_that_differ import Ranking
from policy_rules.facts.view import UnitView
from policy_rules.lowering import counted, lower, period_terms, rule_times
from policy_rules.lowering.inputs import YES
from policy_rules.lowering.lower import RuleLowering
from policy_rules.operators import comparison, periods, rules
from policy_rules.reference import trace
from policy_rules.ruleset import typed_values
from policy_rules.ruleset.model import Iteration, Rule, RulesetModel
from policy_rules.values.known import FALSE, INF, NEVER, TRUE, Num, T, Truth, point
from policy_rules.values.periods import CALENDAR_YEAR
from policy_rules.vocabulary import DATE, DAYS, Expression


@frozen
class Fault:
    """What is wrong, the law that tells it, and what is put in place of what."""

    name: str
    law: str
    patches: tuple[tuple[Any, str, Any], ...]

    def planted(self) -> AbstractContextManager[object]:
        """The library with the fault."""
        return _patched(self.patches)


@contextmanager
def _patched(patches: Sequence[tuple[Any, str, Any]]) -> Iterator[None]:
    with ExitStack() as stack:
        for target, name, wrong in patches:
            stack.enter_context(mock.patch.object(target, name, wrong))
        yield


def fault(name: str, law: str, target: Any, attribute: str, make: Callable[[Any], Any]) -> Fault:
    """The fault of which `make` says, from what is right, what stands there instead."""
    return Fault(name, law, ((target, attribute, make(getattr(target, attribute))),))


def instead(wrong: Any) -> Callable[[Any], Any]:
    """The wrong thing, whatever is right."""
    return lambda _: wrong


# -- the view --------------------------------------------------------------------------------------


def without_beginnings(right: Any) -> Any:
    def plan(vocabulary: Any, entity: Any) -> Any:
        found = right(vocabulary, entity)
        return evolve(found, attributes=tuple((*rest, False) for *rest, _ in found.attributes))

    return plan


def last_entry(right: Any) -> Any:
    def value_on(entries: Any, day: Num, missing: Any, years: Any) -> Any:
        found = tuple(entries)
        return found[-1].value if found else missing

    return value_on


def moved_exceptions(start: int = 0, until: int | None = 0) -> Callable[[Any], Any]:
    """Exceptions whose days are others."""

    def make(right: Any) -> Any:
        def in_force(exception: ExceptionRecord, day: Num) -> Truth:
            end = exception.until
            later = None if until is None or end is None else end + until
            return right(evolve(exception, start=exception.start + start, until=later), day)  # type: ignore[no-any-return]

        return in_force

    return make


def of_any_instance(right: Any) -> Any:
    def excepted(self: UnitView, rule: str, instance: str, day: Num) -> Truth:
        found = [views.in_force(e, day) for e in self.unit.exceptions if e.rule == rule and e.value is None]
        return TRUE if any(f.lo == T for f in found) else FALSE

    return excepted


def complete_for_ever(right: Any) -> Any:
    return lambda told, _: bool(told)


def complete_since_a_search(right: Any) -> Any:
    return lambda told, _: any(not c.years and c.since is None for c in told)


def searched_for_good(right: Any) -> Any:
    def gaps_of_years(told: Any, *around: Any, dated: bool) -> Any:
        return right([c if dated else evolve(c, date=None) for c in told], *around, dated=dated)

    return gaps_of_years


def without_generic(right: Any) -> Any:
    return lambda self, *args: tuple(m for m in right(self, *args) if not m.record.generic)


def shifted_day(days: int) -> Callable[[Any], Any]:
    def make(right: Any) -> Any:
        return lambda self, *args: right(self, *args[:-1], Num(args[-1].lo + days, args[-1].hi + days))

    return make


def of_the_year_assessed(right: Any) -> Any:
    def graded(self: UnitView, rule: str, scale: Any, instance: str, day: Num) -> Any:
        return right(self, rule, scale, instance, point(self.as_of))

    return graded


def least_when_unset(right: Any) -> Any:
    def parameter(self: UnitView, *args: Any) -> Any:
        found = right(self, *args)
        wide = isinstance(found, Num) and not isinstance(found.lo, float)
        return Num(found.lo, found.lo) if wide else found

    return parameter


def only_children(right: Any) -> Any:
    def under(self: UnitView, levels: Any) -> Any:
        found = right(self, levels)
        return tuple(m for m in found if m.record.unit is None or m.record.unit.unit.parent == self.unit.id)

    return under


VIEW = (
    fault("events ahead have happened", "exact", views, "as_known", instead(lambda value, *_: value)),
    fault("records ahead are there", "exact", views, "_plan", without_beginnings),
    fault("the last value stands for all time", "exact", views, "value_on", last_entry),
    fault("exceptions are ignored", "exact", UnitView, "excepted", instead(lambda *_: FALSE)),
    fault("an exception lifts every instance", "exact", UnitView, "excepted", of_any_instance),
    fault("an exception ends a day early", "exact", views, "in_force", moved_exceptions(until=-1)),
    fault("an exception begins a day late", "exact", views, "in_force", moved_exceptions(start=1)),
    fault("an exception never ends", "exact", views, "in_force", moved_exceptions(until=None)),
    fault("complete for a year is complete for ever", "sound", views, "whole_on", complete_for_ever),
    fault("a list once searched is whole ever after", "sound", views, "whole_on", complete_since_a_search),
    fault("lists are complete", "sound", UnitView, "_members", without_generic),
    fault("attributes of a year before", "exact", UnitView, "read", shifted_day(-365)),
    fault("figures of a year before", "exact", UnitView, "reported", shifted_day(-365)),
    fault("gradings of the day of assessment", "exact", UnitView, "graded", of_the_year_assessed),
    fault("an unset parameter is its least value", "sound", UnitView, "parameter", least_when_unset),
    fault("units below are children only", "exact", UnitView, "under", only_children),
)

# -- lowering --------------------------------------------------------------------------------------


def not_capped(right: Any) -> Any:
    return lambda self: self._give(day=rule_times.AS_OF)


def of_the_role_alone(_: Any) -> Any:
    def who(model: RulesetModel, rule: Rule) -> tuple[Expression, ...]:
        when = model.vocabulary.roles[rule.about].when
        return () if when is None else (when,)

    return who


def closed_at_both_ends(right: Any) -> Any:
    return lambda node, value, span: right(node, value, evolve(span, low_closed=True, high_closed=True))


def year_ends_early(right: Any) -> Any:
    def year_span(years: Any, year: Any) -> Any:
        found = right(years, year)
        return evolve(found, high=core.Op(DATE, "-", (found.high, core.Const(lower.DATE, point(1)))))

    return year_span


def by_language(language: int) -> Callable[[Any], Any]:
    return lambda right: lambda _, *rest: right(language, *rest)


def without_choice(right: Any) -> Any:
    def day_that_counts(*args: Any) -> Any:
        found = right(*args)
        return None if found is None else evolve(found, chosen=None)

    return day_that_counts


def of_calendar_years(right: Any) -> Any:
    return lambda *args: right(CALENDAR_YEAR, args[1])


def first_of_the_year(right: Any) -> Any:
    return lambda *args: period_terms.only_span(*args[:3])


def ten_times_as_long(right: Any) -> Any:
    def rolling(day: Any, months: int, of_days: int, asked: Any) -> Any:
        return right(day, 10 * months, 10 * of_days, asked)

    return rolling


def not_back(right: Any) -> Any:
    def shifted(bound: Any, lengths: int) -> Any:
        return bound if period_terms.told_ends(bound.get("period")) else right(bound, lengths)

    return shifted


def at_the_next_start(right: Any) -> Any:
    def period_ends(kind: Any, number: Any) -> Any:
        start, end = right(kind, number)
        return start, core.Op(DATE, "+", (end, core.Const(DAYS, point(1))))

    return period_ends


LOWERING = (
    fault("the day looked at is not capped", "exact", RuleLowering, "_give_day", not_capped),
    fault("records of all years count", "exact", lower, "asked_for", instead(lambda *_: YES)),
    fault("ranges are closed", "exact", comparison, "inside", closed_at_both_ends),
    fault("every year is a calendar year", "exact", rule_times, "year_span", of_calendar_years),
    fault("each quarter is the first", "exact", lower, "each_span", first_of_the_year),
    fault("a rolling window is ten times as long", "exact", period_terms, "rolling", ten_times_as_long),
    fault("`prior` stays in its period", "exact", rules, "_shifted", not_back),
    fault("a period ends with the start of the next", "exact", periods, "period_ends", at_the_next_start),
    fault("nothing is undefined", "sound", lower, "may_be_undefined", instead(lambda *_: False)),
    fault("every unit has the role", "exact", RulesetModel, "who", instead(lambda *_: ())),
    fault("a document speaks to everybody", "exact", RulesetModel, "who", of_the_role_alone),
    fault("all versions hold at once", "exact", RuleLowering, "_governed", instead(lambda _: YES)),
    fault(
        "the version of the day of assessment holds",
        "exact",
        lower,
        "version_day",
        instead(lambda *_: rule_times.AS_OF),
    ),
    fault(
        "parameters are read on the day of assessment",
        "exact",
        rule_times,
        "day_of_values",
        instead(lambda *_: rule_times.AS_OF),
    ),
)

YEARS = (
    fault("a due day says nothing of years", "exact", lower, "day_that_counts", by_language(1)),
    fault("the words leave no year open", "sound", lower, "day_that_counts", without_choice),
    fault("the year ends a day early", "exact", counted, "year_span", year_ends_early),
    fault(
        "a list is whole by days for all years", "sound", views, "gaps_of_years", instead(lambda *_, **__: [])
    ),
    fault("a year once searched is whole ever after", "sound", views, "gaps_of_years", searched_for_good),
)
"""Faults of what counts in a year; rules on which they tell are `DATED`."""

# -- default days and the start of force -----------------------------------------------------------


def without_exception(right: Any) -> Any:
    def default_due(self: RuleLowering) -> Any:
        found, self.last_day = right(self), None
        return found.args[2] if isinstance(found, core.Op) and found.name == "if" else found

    return default_due


def lifted_for_all(right: Any) -> Any:
    def anybody(day: Any) -> Any:
        if not (isinstance(day, core.Op) and isinstance(day.args[0], core.Excepted)):
            return day
        return evolve(day, args=(evolve(day.args[0], instance=""), *day.args[1:]))

    def default_due(self: RuleLowering) -> Any:
        found = anybody(right(self))
        self.last_day = anybody(self.last_day)
        return found

    return default_due


def moved_by(days: int) -> Callable[[Any], Any]:
    """A day of the rules so many days later, or earlier."""

    def make(right: Any) -> Any:
        def moved(self: RuleLowering) -> Any:
            found = right(self)
            if found is None:
                return found
            shift = core.Const(DAYS, point(abs(days)))
            return core.Op(found.type, "+" if days > 0 else "-", (found, shift))

        return moved

    return make


FORCE = (
    fault("no exception lifts a default day", "exact", RuleLowering, "_default_due", without_exception),
    fault("a task's exception lifts none", "exact", RuleLowering, "_default_due", lifted_for_all),
    fault("the default day is a day early", "exact", RuleLowering, "_default_due", moved_by(-1)),
    fault("nothing begins to be in force", "exact", RuleLowering, "_start_of_force", instead(lambda _: None)),
    fault("force begins a day late", "exact", RuleLowering, "_start_of_force", moved_by(1)),
    fault("records end in force", "exact", lower, "ends_after", instead(lambda *_, **__: YES)),
    fault("a year is in force", "exact", RuleLowering, "_in_force", instead(lambda _: YES)),
    fault("each due day is the words' own", "exact", RuleLowering, "_moves", instead(lambda *_: False)),
)


def _always(id: str, each: str, requires: str, period: str = "", due: str = "") -> Rule:
    """The rule `id` on the records of `each`, or on the unit."""
    texts = {"requires": requires, "period": period, "due": due}
    said: dict[str, Any] = {key: Expression(text) for key, text in texts.items() if text}
    steps = (Iteration("o", Expression(each)),) if each else ()
    return Rule(id, id, id, id, "d", "1", "anyone", "anyone", for_each=steps, **said)


DATED = (
    _always("by-default", "", "staffing.front_posts > 0", due="default"),
    _always("each-by-default", "officers", "o.certified", due="default"),
    _always("never-by-default", "", "1 > 2", due="default"),
    _always("lectured", "lectures", "o.hours > 1"),
    _always("served", "officers", "o.certified"),
    _always("received", "complaints", "o.handled_on != null", due='o.received_on + @"P30D"'),
    _always("yearly", "", "staffing.front_posts > 0", period="year"),
    _always("at-once", "", "staffing.front_posts > 0"),
    _always("by-audit", "", "staffing.front_posts > 0", due="staffing.audit_due"),
)
"""Rules on which default days, the start of force and years tell: chance draws too few of them."""
SINCE = '@"2025-03-01"'
"""A start of force that falls among the days of the facts."""

# -- binding and succession ------------------------------------------------------------------------


def one_day_on(right: Any) -> Any:
    def entry(*args: Any) -> Any:
        *rest, start = args
        late = len(args) == 7 and start is not None
        return right(*rest, start + 1) if late else right(*args)

    return entry


def each_with(**told: Any) -> Callable[[Any], Any]:
    """Statements that are bound with something else in them."""
    return lambda right: lambda *args: tuple(evolve(each, **told) for each in right(*args))


def low_end(right: Any) -> Any:
    def interval(node: Any, kind: Any, name: str) -> Any:
        found = right(node, kind, name)
        return Num(found.lo, found.lo, found.null) if isinstance(found, Num) and found.lo > -INF else found

    return interval


def never_null(right: Any) -> Any:
    def one_of(node: Any, kind: Any, name: str) -> Any:
        found = right(node, kind, name)
        return evolve(found, null=NEVER) if hasattr(found, "null") and found.null == 1 else found

    return one_of


def of_the_next_year(right: Any) -> Any:
    return lambda items, scope: tuple(evolve(g, year=g.year + 1) for g in right(items, scope))


BINDING = (
    fault("values stand a day later", "exact", bind_records, "bind_entry", one_day_on),
    fault("exceptions have no last day", "exact", binder, "bind_exceptions", each_with(until=None)),
    fault("exceptions are of the whole rule", "exact", binder, "bind_exceptions", each_with(instance="")),
    fault("at least is exactly", "sound", typed_values, "_read_interval", low_end),
    fault("one of several is never null", "sound", typed_values, "_read_one_of", never_null),
    fault("a grading is of the next year", "exact", binder, "bind_gradings", of_the_next_year),
)


def carried(change: Callable[[SuccessionRecord], SuccessionRecord]) -> Callable[[Any], Any]:
    """Successions that carry something else."""

    def make(right: Any) -> Any:
        def succeeded(unit: UnitFacts, units: Any, years: Any, notes: Any) -> Any:
            changed = evolve(unit, succession=tuple(map(change, unit.succession)))
            found, _ = right(changed, units, years, notes)
            return evolve(found, succession=unit.succession), []

        return succeeded

    return make


def passing(name: str, law: str, make: Callable[[Any], Any]) -> Fault:
    return fault(name, law, succession, "_succeeded", make)


SUCCESSION = (
    passing("a merger carries everything", "sound", carried(lambda s: evolve(s, carries=("all",)))),
    passing("nothing passes over", "exact", carried(lambda s: evolve(s, carries=()))),
)


# -- sources that differ ---------------------------------------------------------------------------


def always_there(right: Any) -> Any:
    def record(self: Any, given: Any, *around: Any) -> Any:
        return right(self, evolve(given, not_in=()), *around)

    return record


SOURCES = (
    fault("the last go first", "exact", Ranking, "before", lambda right: lambda s, a, b: right(s, b, a)),
    fault("nobody goes first", "exact", Ranking, "before", instead(lambda *_: False)),
    fault("the first told is believed", "sound", differ, "join_all", instead(lambda told: next(iter(told)))),
    fault("no record is set aside", "exact", differ._Lists, "_record", always_there),
)

# -- what rules about rules read -------------------------------------------------------------------

WHOLE = instead(lambda rule: rule.finding)
FINDINGS = (
    Fault(
        "the default day is that of all parts",
        "exact",
        tuple((where, "default_finding", WHOLE(None)) for where in (trace, outcomes_function, shapes)),
    ),
)

PARTED = (
    evolve(
        _always("in-parts", "", "true"),
        requires=None,
        limbs={
            "by_default": _always("in-parts", "", "staffing.front_posts > 0", due="default"),
            "by_its_own_day": _always("in-parts", "", "staffing.front_posts > 1", due='@"2024-06-30"'),
        },
    ),
    _always("all-tasks", 'findings[default_from = "default-day"]', 'o.default_outcome = "satisfied"'),
)
"""A rule in parts, of which one takes the default day, and a rule on what takes it: chance draws too few."""

SHARED = (*VIEW, *LOWERING, *BINDING, *SUCCESSION, *SOURCES)


def _number_unread(right: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, was: Num(-INF, INF) if was.times is not None else right(value, was)


def _label_turned(right: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def wrong(value: Any, was: Any) -> Any:
        names = list(was.labels)
        turned = {old: was.labels[names[at - 1]] for at, old in enumerate(names)}
        return right(value, evolve(was, labels=turned))

    return wrong


def _lists_unread(right: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def wrong(self: Any, lists: Any) -> Any:
        old = {new for name in lists if (new := self.names.entities.get(name, name)) != name}
        return {name: told for name, told in right(self, lists).items() if name not in old}

    return wrong


def _elsewhere_unread(right: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def wrong(self: Any, values: Any) -> Any:
        moved = {self.names.attributes[path][0] for path in values if path in self.names.attributes}
        return {path: told for path, told in right(self, values).items() if path not in moved}

    return wrong


OLD_NAMES = (
    fault("a number under an old name is not read", "exact", renamed, "_value", _number_unread),
    fault("a label under an old name is another", "exact", renamed, "_value", _label_turned),
    fault("records under an old name are not read", "exact", renamed._Renaming, "_lists", _lists_unread),
    fault("a value under an old name is not read", "exact", renamed._Renaming, "_values", _elsewhere_unread),
)
"""Faults in reading what facts name by names that were replaced."""
