"""In which year an instance counts, and by which day: `day_that_counts` says it, and nothing else does.

Three years are kept apart (docs/decisions/0012). What a record is *about* its list declares (`for_year`),
or it is the year of the day that dates it. A duty is *owed in* the year of its due day. It is *breached in*
that year, a ban in the year of the act. An instance counts in the year of its breach, or in that which it
is about where its list says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import RecordOf
from policy_rules.lowering.inputs import AS_OF, YEAR, YEAR_GIVEN
from policy_rules.operators.periods import year_ends, year_span
from policy_rules.ruleset.model import Rule
from policy_rules.values.known import label
from policy_rules.values.periods import CALENDAR_YEAR, Periods
from policy_rules.vocabulary import BOOLEAN, Entity, Vocabulary

OWED, DATED, ABOUT = "owed", "dated", "about"
"""Why an instance counts in a year: its due day, the day of its record, the year that its list tells."""


@frozen(eq=False)
class Counts:
    """What puts an instance into a year.

    why: `OWED`, `DATED` or `ABOUT`. `step`: the number of the step of `for each` from which on it is known.
    `days`: the day, or the days from and to; none where `year`, the number of the year, is told. `chosen`:
    the parameter that says whether this counts (`about`) or `otherwise`, where the words leave it open.
    `years`: what a year is.
    """

    why: str
    step: int
    days: tuple[core.Node, ...] = ()
    year: core.Node | None = None
    chosen: core.Node | None = None
    otherwise: Counts | None = None
    years: Periods = CALENDAR_YEAR

    def in_year(self) -> core.Node:
        """Whether it falls into the year asked for; null where it has no day yet."""
        if self.chosen is None:
            return self._told()
        assert self.otherwise is not None
        about = core.Op(BOOLEAN, "=", (self.chosen, core.Const(self.chosen.type, label("about"))))
        return core.Op(BOOLEAN, "if", (about, self._told(), self.otherwise.in_year()))

    def _told(self) -> core.Node:
        if self.year is not None:
            return core.Op(BOOLEAN, "=", (self.year, YEAR))
        first, last = self.days[0], self.days[-1]
        asked = year_span(self.years, YEAR)
        assert asked.low is not None and asked.high is not None
        ends = core.Op(BOOLEAN, ">=", (last, asked.low))
        if last.type.nullable:
            ends = core.Op(BOOLEAN, "or", (core.Op(BOOLEAN, "is null", (last,)), ends))
        return core.Op(BOOLEAN, "and", (core.Op(BOOLEAN, "<=", (first, asked.high)), ends))


def asked_for(counts: Counts) -> core.Node:
    """Any year is asked for, or the instance falls into the one that is."""
    return core.Op(BOOLEAN, "or", (core.Op(BOOLEAN, "not", (YEAR_GIVEN,)), counts.in_year()))


def ends_after(record: RecordOf, start: core.Node, years: Periods, *, in_its_year: bool) -> core.Node:
    """The record ends in force.

    Where it lies in the year asked for, and that is wholly in force, nobody need ask.
    """
    last = dates_of(record)[-1]
    parts = [core.Op(BOOLEAN, ">=", (last, start))]
    if last.type.nullable:
        parts.insert(0, core.Op(BOOLEAN, "is null", (last,)))
    if in_its_year:
        known = core.Op(BOOLEAN, ">=", (year_ends(years, YEAR)[0], start))
        parts.insert(0, core.Op(BOOLEAN, "and", (YEAR_GIVEN, known)))
    return parts[0] if len(parts) == 1 else core.Op(BOOLEAN, "or", tuple(parts))


def dates_of(record: RecordOf) -> tuple[core.Node, ...]:
    """The day that dates a record, or the days from and to."""
    return tuple(core.Field(a.type, record.var, a) for a in record.entity.dates)


def last_record(bodies: Sequence[object], holds: Callable[[Entity], object]) -> tuple[int, RecordOf] | None:
    """The last step whose records are of such a list, by its number."""
    found = [(n, b) for n, b in enumerate(bodies) if isinstance(b, RecordOf) and holds(b.entity)]
    return found[-1] if found else None


def day_that_counts(
    language: int,
    rule: Rule,
    steps: Sequence[tuple[str, object]],
    due: core.Node | None,
    year_of: Callable[[RecordOf], core.Node | None],
    vocabulary: Vocabulary,
) -> Counts | None:
    """What puts an instance of the rule into a year; None where nothing does: a duty of the whole unit.

    `steps` are the variables of `for each` with what they stand for, `due` is the due day, `year_of` gives
    the year that a record's list tells. A due day counts where it is the record's own: one that is the same
    for all of them is the unit's, and says nothing of the year of a record. A ban is breached by the act,
    whatever is due. In language 1 it is the day of the record and nothing else.
    """
    bodies = [body for _, body in steps]
    dated = last_record(bodies, lambda e: e.dates)
    own = None if dated is None else Counts(DATED, dated[0], dates_of(dated[1]), years=vocabulary.year)
    if language == 1:
        return own
    if due is not None and rule.kind != "prohibition":
        free = core.free_vars(due)
        own = max(
            (
                Counts(OWED, n, (due,), years=vocabulary.year)
                for n, (var, _) in enumerate(steps)
                if var in free
            ),
            key=lambda c: c.step,
            default=own,
        )
    told = last_record(bodies, lambda e: e.dates or e.for_year)
    if told is None:
        return own
    declared = year_of(told[1]) if told[1].entity.for_year else None
    about = Counts(ABOUT, told[0], () if declared else dates_of(told[1]), declared, years=vocabulary.year)
    if own is None:
        return about
    counted = told[1].entity.counted
    open_in = vocabulary.parameters.get(counted.removeprefix("parameters."))
    if not counted.startswith("parameters.") or open_in is None:
        return about if counted == "about" else own
    rule_id = rule.id if open_in.per_rule else ""
    chosen = core.Param(open_in.type, open_in.name, rule_id, AS_OF)
    return evolve(about, step=max(about.step, own.step), chosen=chosen, otherwise=own)
