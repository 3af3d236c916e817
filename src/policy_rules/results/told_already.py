"""Facts that are told for the day asked about, and that only an open parameter makes seem missing.

Where a period is open, the day on which a fact is read is any that the period may reach. A fact that is told
for the day or the year assessed does not help any further while nobody has said which day counts: what is
lacking is the parameter.
"""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.trace import NOTHING, Tracer
from policy_rules.values.known import point
from policy_rules.vocabulary import DATE


def told_already(tracer: Tracer, rule: core.RuleProgram) -> frozenset[str]:
    """The names of missing facts of which this is so wherever the rule reads them."""
    view, told, lacking = tracer.view, set[str](), set[str]()
    day = min(view.as_of, view.vocabulary.year.last_day(view.year))
    asked = core.Const(DATE, point(day))
    for node in rule.on_days:
        if tracer.reference.value(node, NOTHING).settled:
            continue
        by_parameters = not tracer.reference.value(node.day, NOTHING).settled and all(
            left.startswith("parameters.") for left in tracer.missing(node.day, NOTHING)
        )
        name, on_day = _on(node, asked)
        known = by_parameters and Reference(view).value(on_day, NOTHING).settled
        (told if known else lacking).add(name)
    return frozenset(told - lacking)


def _on(node: core.Read | core.Reported | core.Graded, asked: core.Node) -> tuple[str, core.Node]:
    """The name of a leaf that is read on a day, and the leaf on the day asked about."""
    match node:
        case core.Read(path=path):
            return path, core.Read(node.type, path, asked)
        case core.Reported(measure=measure):
            return measure, core.Reported(node.type, measure, asked)
        case core.Graded(rule=rule):
            return f"grading({rule})", core.Graded(node.type, rule, asked)
