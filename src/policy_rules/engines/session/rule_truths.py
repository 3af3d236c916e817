"""The truths of a rule for a unit, as the reference finds them: what the chain of rules starts from."""

from __future__ import annotations

from collections import Counter

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.session.working_memory import Values
from policy_rules.reference.evaluate import Scope, instance
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import FALSE, TRUE, F, Num, T, Truth

KINDS = {"outcome": "instance", "if": "use", "finding": "part"}
"""How the chain calls an instance that is made by an operator."""


@frozen
class InstanceTruths:
    """One instance: its kind (`instance`, `use` of a power), its name, which of that name, its truths.

    A part of a rule is an instance too (`part`, or `reading` of several), whose values are what it came to,
    and so is what is asked by itself whether the rule applies to it.
    """

    kind: str
    name: str
    nth: int
    values: Values
    sure: bool


@frozen
class RuleTruths:
    """A rule for a unit: role, lifted, applies; then its instances, or its parts by their names.

    `possible`: whether it may be the reading that holds, where it is one; `by_reading`: its parts are such.
    """

    values: Values
    instances: tuple[InstanceTruths, ...]
    parts: tuple[tuple[str, RuleTruths], ...] = ()
    possible: bool = True
    by_reading: bool = False


def unlike_the_chain(rule: core.RuleProgram) -> str | None:
    """What is in the rule that the chain has no rules for; None where there is nothing."""
    root, one = rule.finding, rule.instance
    if rule.parts:
        return _unlike_parts(rule)
    if not isinstance(root, core.Op) or root.name != "finding" or len(root.args) != 4:
        return "its finding is not made of role, exception, trigger and instances"
    worst, around = root.args[3], list[tuple[str, core.Node]]()
    while isinstance(worst, core.Agg) and worst.name == "worst" and worst.body is not None:
        around.append((worst.var, worst.source))
        worst = worst.body
    if one is None:
        none_to_check = isinstance(worst, core.Const) and worst.value.settled
        return None if none_to_check else "its instances cannot be told apart"
    if worst is not one or tuple(around) != rule.each:
        return "its finding is not the worst of its instances"
    return None if one.name in KINDS else f"an instance is made by `{one.name}`"


def _unlike_parts(rule: core.RuleProgram) -> str | None:
    root, findings = rule.finding, tuple(part.finding for part in rule.parts)
    name = "case" if rule.by_reading else "worst of"
    if not isinstance(root, core.Op) or root.name != name or (name == "worst of" and root.args != findings):
        return "its finding is not the worst of its parts"
    return next((why for part in rule.parts if (why := unlike_the_chain(part))), None)


def truths_of(rule: core.RuleProgram, tracer: Tracer) -> RuleTruths:
    """The truths of the rule on the tracer's view; findings that it reads must be there."""
    if rule.parts:
        left = tracer.parts(rule)
        parts = ((part.name, evolve(truths_of(part, tracer), possible=part in left)) for part in rule.parts)
        return RuleTruths(_ends(TRUE, FALSE, TRUE), (), tuple(parts), by_reading=rule.by_reading)
    assert isinstance(rule.finding, core.Op)
    role, lifted, applies = (_truth(tracer, node, {}) for node in rule.finding.args[:3])
    found: list[InstanceTruths] = []
    seen = Counter[str]()
    variables = tuple(variable for variable, _ in rule.each)
    for scope, sure in tracer.scopes(rule.each) if rule.instance is not None else ():
        name = instance(variables, scope)
        assert rule.instance is not None
        kind = KINDS[rule.instance.name]
        found.append(InstanceTruths(kind, name, seen[name], _values(tracer, rule.instance, scope), sure))
        seen[name] += 1
    return RuleTruths(_ends(role, lifted, applies), tuple(found))


def _values(tracer: Tracer, one: core.Op, scope: Scope) -> Values:
    """The truths of an instance; what it came to, where it is asked of each whether the rule applies."""
    if one.name == "finding":
        found = tracer.reference.value(one, scope)
        assert isinstance(found, Num)
        return int(found.lo), int(found.hi)
    nodes = one.args if one.name == "outcome" else one.args[:1]
    return _ends(*(_truth(tracer, node, scope) for node in nodes))


def trigger_of(rule: core.RuleProgram, truths: RuleTruths) -> tuple[int, int, int]:
    """Whether the unit may have the role of a consequence; and, least and greatest, whether it follows.

    It follows by a version that holds; of readings one holds, any that is left.
    """
    if rule.parts:
        told = zip(rule.parts, truths.parts, strict=True)
        each = [trigger_of(part, own) for part, (_, own) in told if own.possible]
        least = min if truths.by_reading else max
        return max(e[0] for e in each), least(e[1] for e in each), max(e[2] for e in each)
    role_lo, role_hi, _, _, applies_lo, applies_hi = truths.values
    sure = [one.sure for one in truths.instances]
    occurs_lo, occurs_hi = (T if any(sure) else F, T if sure else F) if rule.each else (T, T)
    return role_hi, min(role_lo, applies_lo, occurs_lo), min(role_hi, applies_hi, occurs_hi)


def _truth(tracer: Tracer, node: core.Node, scope: Scope) -> Truth:
    value = tracer.reference.value(node, scope)
    assert isinstance(value, Truth)
    return value


def _ends(*truths: Truth) -> Values:
    return tuple(end for t in truths for end in (t.lo, t.hi))
