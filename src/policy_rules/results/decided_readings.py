"""Parameters as offices decided to read them: what each decision says, what comes of it where several do."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.timeline import parameter_on
from policy_rules.facts.view import UnitView
from policy_rules.values.known import Num, Value
from policy_rules.vocabulary import Type

if TYPE_CHECKING:
    from policy_rules.reference.decided import Decided
    from policy_rules.ruleset.decisions import Decision


@frozen
class DecidedReading:
    """A parameter as an office decided to read it.

    `says` is what the decision says by itself, `value` what the parameter may be: what all decisions on it
    leave open together. `otherwise` are those beside it that say something else; `certain`: it surely counts
    for the unit; `late`: it was told after the year began. `handed`: it is told to one unit alone, which
    does not see whom the decision means, nor its ground.
    """

    parameter: str
    decision: Decision
    value: Value
    type: Type
    late: bool
    says: Value
    otherwise: tuple[Decision, ...] = ()
    certain: bool = True
    handed: bool = False


@frozen
class DecisionTaken:
    """A decision that counts for a unit, or may (`certain`), with the parameters that it settles."""

    decision: Decision
    settles: tuple[str, ...]
    certain: bool = True
    handed: bool = False


def decisions_taken(decided: Decided, view: UnitView) -> tuple[DecisionTaken, ...]:
    """The decisions that settle something for the unit, by their days."""
    settled: dict[str, dict[str, None]] = {}
    found: dict[str, Decision] = {}
    for (name, _), decisions in decided.by.items():
        for decision in decisions:
            found[decision.id] = decision
            settled.setdefault(decision.id, {})[name] = None
    return tuple(
        DecisionTaken(d, tuple(settled[d.id]), d.id not in decided.doubtful, bool(view.facts.handed_to))
        for d in sorted(found.values(), key=lambda d: (d.known_on, d.id))
    )


def decisions_among(
    taken: Iterable[Sequence[DecisionTaken]], *, handed: bool = False
) -> tuple[DecisionTaken, ...]:
    """Those that count for any of several units, or may, each once; `handed`: as one unit may be told."""
    found: dict[str, DecisionTaken] = {}
    for each in itertools.chain.from_iterable(taken):
        before = found.setdefault(each.decision.id, each)
        settles = tuple(dict.fromkeys((*before.settles, *each.settles)))
        certain, told = before.certain and each.certain, handed or each.handed
        found[each.decision.id] = DecisionTaken(each.decision, settles, certain, told)
    return tuple(sorted(found.values(), key=lambda t: (t.decision.known_on, t.decision.id)))


def parameters_read(*trees: core.Node) -> list[core.Param]:
    """The parameters that stand in trees, each once, by name and rule."""
    read = {(n.name, n.rule): n for tree in trees for n in core.walk(tree) if isinstance(n, core.Param)}
    return [node for _, node in sorted(read.items(), key=lambda each: each[0])]


def decided_readings(decided: Decided, node: core.Param, view: UnitView) -> Iterator[DecidedReading]:
    """The decisions on a parameter that a rule reads."""
    day = Num(view.as_of, view.as_of)
    yield from readings_on(decided, node.name, node.rule, node.type, day, view)


def readings_on(
    decided: Decided, name: str, rule: str, type: Type, day: Num, view: UnitView
) -> Iterator[DecidedReading]:
    """The decisions on a parameter, for a rule where each has its own ("" elsewhere), read on a day."""
    taken = decided.on(name, rule)
    says = {d.id: _says(d, name, rule, type, day) for d in taken}
    for decision in taken:
        yield DecidedReading(
            name,
            decision,
            view.parameter(name, rule, type, day),
            type,
            decision.is_late(view.year, view.vocabulary.year),
            says[decision.id],
            tuple(other for other in taken if says[other.id] != says[decision.id]),
            decision.id not in decided.doubtful,
            bool(view.facts.handed_to),
        )


def _says(decision: Decision, name: str, rule: str, type: Type, day: Num) -> Value:
    """What a decision by itself says of a parameter that it settles."""
    settled = decision.settles[name]
    if rule:
        return settled.rule_values.get(rule, type.missing())
    return parameter_on(settled, day, type.missing())
