"""A rule to its program, joined at the root where it has several parts.

Each part is lowered by itself, as a rule is, and has a finding. An operator above the findings joins them,
so that every engine carries what it carries of each part. The rule reads the outcomes that any part reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.errors import ExpressionError, Fault
from policy_rules.lowering.counted import AS_OF
from policy_rules.lowering.lower import RuleLowering
from policy_rules.lowering.resolve import Definition
from policy_rules.ruleset.model import Rule, RulesetModel

SEVERAL = "several"
"""The class of time of a rule whose parts are of different classes."""


def lower_rule(
    model: RulesetModel,
    rule: Rule,
    findings: tuple[str, ...],
    defines: Mapping[str, Definition] | None = None,
) -> tuple[core.RuleProgram | None, list[Fault]]:
    """The program of a rule, and all that is wrong with its expressions; None where nothing can be made."""
    faults: list[Fault] = []
    parts: list[core.RuleProgram] = []
    variables = 0
    for name, norm in (rule.limbs or {"": rule}).items():
        lowering = RuleLowering(model, norm, findings, defines)
        lowering.el.variables = variables
        try:
            parts.append(evolve(lowering.lower(), name=name))
        except ExpressionError as error:
            faults += error.faults
        faults += lowering.el.faults
        variables = lowering.el.variables
    if len(parts) < len(rule.norms):
        return None, faults
    return (worst_of(rule, tuple(parts)) if rule.limbs else parts[0]), faults


def worst_of(rule: Rule, parts: tuple[core.RuleProgram, ...]) -> core.RuleProgram:
    """The program whose finding is the worst of those of its parts, each on what it governs."""
    return joined(rule, parts, core.Op(core.FINDING, "worst of", tuple(part.finding for part in parts)))


def joined(rule: Rule, parts: tuple[core.RuleProgram, ...], finding: core.Node) -> core.RuleProgram:
    """The program of a rule with parts, `finding` being made of theirs.

    Its due day, as rules about rules read it, is that of the one part that has one for the whole unit.
    """
    dated = [part for part in parts if part.due is not None]
    alone = dated[0] if len(dated) == 1 and dated[0].due and not core.free_vars(dated[0].due) else None
    classes = {part.time_class for part in parts}
    return core.RuleProgram(
        id=rule.id,
        kind=rule.kind,
        clause=rule.clause,
        finding=finding,
        instance=None,
        each=(),
        due=alone.due if alone else None,
        due_from=alone.due_from if alone else "",
        day=AS_OF,
        time_class=classes.pop() if len(classes) == 1 else SEVERAL,
        comparisons=core.comparisons_of(finding),
        after=frozenset().union(*(part.after for part in parts)),
        parts=parts,
    )
