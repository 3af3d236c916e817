"""What follows from an assessment: which consequences are certain, possible or excluded, and carried out.

A consequence is a rule of that kind: `applies` is its trigger, `requires` says whether it was carried
out. The trigger's truth gives the status; the finding tells whether what must follow has followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.operators.logic import all_of
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.shown import Shown
from policy_rules.values.known import FALSE, TRUE, F, Num, T, Truth, Value
from policy_rules.values.periods import Periods

CERTAIN, POSSIBLE, EXCLUDED = "certain", "possible", "excluded"


@frozen(slots=False)
class Consequence(Shown):
    """What follows for the unit by one rule.

    status: certain, possible or excluded. `addressee`: who receives it (a role, or the name of the
    parameter that says so with its value, where it is set). `carried_out`: satisfied, violated, pending,
    unknown, excepted or not_applicable (excluded). `words`: those of the clause. `read` finds what it
    is `because` of, `open_by` what is `missing`.
    """

    rule: str
    status: str
    addressee: str
    carried_out: str
    words: str = field(repr=False)
    clause: str = ""
    open_by: Callable[[], frozenset[str]] = field(default=frozenset, eq=False, repr=False)
    read: Callable[[], Iterable[tuple[str, Value]]] = field(default=tuple, eq=False, repr=False)
    model: RulesetModel | None = field(default=None, eq=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        told = (self.rule, self.status, self.addressee, self.carried_out, self.words, self.clause)
        return Consequence, (*told, _Found(frozenset(self.missing)), _Found(self.because), self.model)

    @cached_property
    def because(self) -> tuple[tuple[str, Value], ...]:
        """The facts and steps that the trigger read, with their values; found when first asked for."""
        return tuple(self.read())

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What leaves the trigger open, found when first asked for."""
        return tuple(sorted(self.open_by()))


@frozen
class _Found:
    """What was found before it travelled."""

    value: Any

    def __call__(self) -> Any:
        return self.value


def consequences_of(
    model: RulesetModel,
    program: Program,
    view: UnitView,
    results: Mapping[str, RuleResult] | Mapping[str, tuple[int, int]],
) -> list[Consequence]:
    """The consequences for the unit, in the order of the text, those of other units' roles left out.

    The view must hold the score's steps as measures (`UnitView(scored=…)`) for triggers that read
    them. A rule that has no result is evaluated by the reference.
    """
    tracer = Tracer(program, view)
    found = []
    for rule in model.rules.values():
        lowered = program.by_id.get(rule.id)
        if rule.kind == "consequence" and lowered is not None:
            consequence = _consequence(rule, lowered, tracer, results.get(rule.id))
            if consequence is not None:
                found.append(consequence)
    return found


def _consequence(
    rule: Rule,
    lowered: core.RuleProgram,
    tracer: Tracer,
    result: RuleResult | tuple[int, int] | None,
) -> Consequence | None:
    holds, fires = _fires(tracer, lowered)
    if holds.hi == F:
        return None
    ends = result.finding if isinstance(result, RuleResult) else result or _ends(tracer, lowered)
    status = CERTAIN if fires.lo == T else POSSIBLE if fires.hi == T else EXCLUDED

    def open_by() -> frozenset[str]:
        if status != POSSIBLE:
            return frozenset()
        asked = [*_asked(lowered), *([lowered.finding] if lowered.each or lowered.parts else [])]
        return frozenset().union(*(tracer.missing(node, {}) for node in asked))

    return Consequence(
        rule.id,
        status,
        _addressee(rule, tracer.view),
        _carried_out(status, ends),
        rule.text,
        rule.clause,
        open_by,
        lambda: _read(tracer.reference, list(_asked(lowered))[1::2]),
        tracer.program.model,
    )


def _fires(tracer: Tracer, lowered: core.RuleProgram) -> tuple[Truth, Truth]:
    """Whether the unit has the role, and whether the consequence follows: by a version that holds.

    Of readings one holds, and it may be any that is left.
    """
    if lowered.parts:
        each = [_fires(tracer, part) for part in tracer.parts(lowered)]
        least = min if lowered.by_reading else max
        roles, fires = (
            Truth(least(t.lo for t in told), max(t.hi for t in told)) for told in zip(*each, strict=True)
        )
        return roles, fires
    role, trigger = (_truth(tracer.reference, node) for node in _asked(lowered))
    if F in (role.hi, trigger.hi):
        return role, FALSE
    return role, all_of(role, trigger, _occurs(tracer, lowered))


def _asked(lowered: core.RuleProgram) -> Iterator[core.Node]:
    """Role and trigger, of each part."""
    for part in lowered.parts:
        yield from _asked(part)
    if not lowered.parts:
        assert isinstance(lowered.finding, core.Op)
        yield from (lowered.finding.args[0], lowered.finding.args[2])


def _occurs(tracer: Tracer, lowered: core.RuleProgram) -> Truth:
    """Whether there is an instance at all: a consequence of records follows only where there is one."""
    if not lowered.each:
        return TRUE
    sure = [sure for _, sure in tracer.scopes(lowered.each)]
    return Truth(T if any(sure) else F, T if sure else F)


def _truth(reference: Reference, node: core.Node) -> Truth:
    found = reference.value(node, {})
    assert isinstance(found, Truth)
    return found


def _ends(tracer: Tracer, lowered: core.RuleProgram) -> tuple[int, int]:
    found = tracer.reference.value(lowered.finding, {})
    assert isinstance(found, Num)
    return int(found.lo), int(found.hi)


def _carried_out(status: str, ends: tuple[int, int]) -> str:
    """Whether it was carried out; while the trigger is open, only what holds whether or not it fires."""
    low, high = ends
    if status == EXCLUDED:
        return core.OUTCOMES[core.NOT_APPLICABLE]
    if status == POSSIBLE and low == core.NOT_APPLICABLE and high == core.SATISFIED:
        return core.OUTCOMES[core.SATISFIED]
    return core.OUTCOMES[low] if low == high else "unknown"


def _addressee(rule: Rule, view: UnitView) -> str:
    """The role, or the value of the parameter that names the addressee, or the parameter while it is open."""
    name = rule.addressee.removeprefix("parameters.")
    if name == rule.addressee or name not in view.vocabulary.parameters:
        return rule.addressee
    declared = view.vocabulary.parameters[name]
    day = Num(view.as_of, view.as_of)
    value = view.parameter(name, rule.id if declared.per_rule else "", declared.type, day)
    members = getattr(value, "members", None)
    return next(iter(members)) if value.settled and members else rule.addressee


def _read(reference: Reference, triggers: Iterable[core.Node]) -> list[tuple[str, Value]]:
    """The facts that triggers read, each with what is known of it, in the order of the text."""
    found: dict[str, Value] = {}
    for node in (node for trigger in triggers for node in core.walk(trigger)):
        if not isinstance(node, core.Reported | core.Read | core.Param) or core.free_vars(node):
            continue
        if reference.value(node, {}) == node.type.missing():
            continue
        if isinstance(node, core.Reported):
            year = reference.value(node.day, {})
            found.setdefault(
                f"{node.measure} ({_year(year, reference.view.vocabulary.year)})", reference.value(node, {})
            )
        elif isinstance(node, core.Read):
            found.setdefault(node.path, reference.value(node, {}))
        elif isinstance(node, core.Param):
            found.setdefault(f"parameters.{node.name}", reference.value(node, {}))
    return list(found.items())


def _year(day: Value, years: Periods) -> str:
    """The year of a settled day, or an empty text."""
    if not isinstance(day, Num) or not day.settled:
        return ""
    return str(years.year(int(day.lo)))
