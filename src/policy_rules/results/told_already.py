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


def told_already(tracer: Tracer, root: core.Node) -> frozenset[str]:
    """The names of missing facts below the root of which this is so wherever they are read."""
    view, told, lacking = tracer.view, set[str](), set[str]()
    day = min(view.as_of, view.vocabulary.year.last_day(view.year))
    asked = core.Const(DATE, point(day))
    for node in core.walk(root):
        found = _on(node, asked)
        if found is None or core.free_vars(node) or tracer.reference.value(node, NOTHING).settled:
            continue
        name, on_day = found
        by_parameters = not tracer.reference.value(on_day[0], NOTHING).settled and all(
            left.startswith("parameters.") for left in tracer.missing(on_day[0], NOTHING)
        )
        known = by_parameters and Reference(view).value(on_day[1], NOTHING).settled
        (told if known else lacking).add(name)
    return frozenset(told - lacking)


def _on(node: core.Node, asked: core.Node) -> tuple[str, tuple[core.Node, core.Node]] | None:
    """A leaf that is read on a day: its name, that day, and the leaf on the day asked about."""
    match node:
        case core.Read(path=path, unit=""):
            return path, (node.day, core.Read(node.type, path, asked))
        case core.Reported(measure=measure, unit=""):
            return measure, (node.day, core.Reported(node.type, measure, asked))
        case core.Graded(rule=rule, vars=()):
            return f"grading({rule})", (node.day, core.Graded(node.type, rule, asked))
    return None
