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
from policy_rules.values.known import NULL_NUM
from policy_rules.vocabulary import Type

_NO_DAY = Type("date", nullable=True)
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
    for part in rule.parts:
        lowering = RuleLowering(model, part.norm, findings, defines, (part.since, part.until))
        lowering.el.variables = variables
        try:
            made, holds = lowering.lower(), lowering.governs
            parts.append(evolve(made, name=part.name, holds=None if core.free_vars(holds) else holds))
        except ExpressionError as error:
            faults += error.faults
        faults += lowering.el.faults
        variables = lowering.el.variables
    if len(parts) < len(rule.parts):
        return None, faults
    if not rule.versions:
        return (worst_of(rule, tuple(parts)) if rule.limbs else parts[0]), faults
    return evolve(worst_of(rule, tuple(parts)), due=_due_of_versions(parts)), faults


def _due_of_versions(parts: list[core.RuleProgram]) -> core.Node | None:
    """The due day of the version that governs; None where a version has none for the whole unit."""
    found: core.Node = core.Const(_NO_DAY, NULL_NUM)
    for part in reversed(parts):
        if part.due is None or part.holds is None or core.free_vars(part.due):
            return None
        found = core.Op(_NO_DAY, "if", (part.holds, part.due, found))
    return found


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
