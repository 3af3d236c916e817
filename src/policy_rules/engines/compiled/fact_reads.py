"""The text that reads facts: the plain case from the facts themselves, the dated one by the view.

A function reads so only for views of the program's own vocabulary (`program.py` sees to it).
"""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.engines.compiled.blocks import Held, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.runtime import MissingDates
from policy_rules.engines.compiled.shapes import kind_of
from policy_rules.values.known import ANYTHING, MAYBE, UNDECIDED, Labels, Value
from policy_rules.vocabulary import Attribute, Measure

INPUTS = {"as_of": ("number", "as_of"), "year": ("number", "year"), "year_given": ("truth", "given")}


def fact(g: Generator, node: core.Node, at: Spot) -> Held:
    """The value of a leaf of the tree."""
    match node:
        case core.Input():
            kind, name = INPUTS[node.name]
            return Held(kind, (g.need(name), name, "0") if kind == "number" else (g.need(name), name))
        case core.Read():
            return read(g, node, at)
        case core.Field():
            return record_field(g, node, at)
        case core.Outcome():
            return outcome(g, node, at)
        case core.Param():
            return parameter(g, node, at)
        case core.Reported():
            return reported(g, node, at)
        case core.Graded() | core.Excepted():
            return recorded(g, node, at)
        case core.Replaced():
            return replaced(g, node, at)
    raise TypeError(f"no value: {node}")


def happens(attribute: Attribute) -> bool:
    """Whether a value after the day of assessment reads as not yet happened."""
    return attribute.type.kind == "date" and attribute.type.nullable and not attribute.planned


def absent(g: Generator, attribute: Attribute) -> str:
    """The name of what a missing attribute may be."""
    if not happens(attribute):
        return g.constants.name(attribute.type.missing())
    return f"m_{g.need(g.constants.name(attribute, 'missing'))}"


def read(g: Generator, node: core.Read, at: Spot) -> Held:
    """An attribute of a unit: one undated value as it stands, others by the view."""
    path, box = g.constants.name(node.path, "path"), f"x{g.counter.next()}"
    kind = kind_of(node)
    if node.unit:
        return _of_unit(g, node, at, box, f"read({path}, ")
    attribute = g.attribute(node.path)
    at.block.add(f"{box} = {g.need('get')}({path}, {absent(g, attribute)})  # {node.path!a}")
    dated = at.inside(f"if {box} is None:")
    day = g.value(node.day, dated)
    dated.block.add(f"{box} = view.read({path}, {day.box})")
    dated.block.close()
    if happens(attribute):
        later = at.inside(f"if {box}.hi > {g.need('as_of')}:")
        later.block.add(f"{box} = view.read({path}, {g.value(node.day, later).box})")
        later.block.close()
    return g.unboxed(kind, box, at)


def _of_unit(g: Generator, node: core.Read | core.Reported, at: Spot, box: str, call: str) -> Held:
    """What another unit's view gives; a record that may be any unit gives anything."""
    unit = f"{at.env[node.unit].record}.unit"
    missing = g.constants.name(node.type.missing())
    day = g.value(node.day, at)
    at.block.add(f"{box} = {missing} if {unit} is None else {unit}.{call}{day.box})")
    return g.unboxed(kind_of(node), box, at)


def record_field(g: Generator, node: core.Field, at: Spot) -> Held:
    """An attribute of the record of a loop."""
    box, name = f"x{g.counter.next()}", g.constants.name(node.attribute.name, "name")
    at.block.add(
        f"{box} = {at.env[node.var].values}.get({name})  # {node.attribute.name!a}",
        f"if {box} is None: {box} = {absent(g, node.attribute)}",
    )
    return g.unboxed(kind_of(node), box, at)


def outcome(g: Generator, node: core.Outcome, at: Spot) -> Held:
    """The outcome of another rule, from its finding."""
    rule = g.constants.name(node.rule, "rule")
    if node.rule not in g.found:
        box = f"x{g.counter.next()}"
        at.block.add(f"{box} = {g.need('findings')}[{rule}].values['outcome']  # {node.rule!a}")
        return g.unboxed("labels", box, at)
    members = g.fresh("labels").parts[0]
    at.block.add(f"{members} = OUTCOME_SETS[found[{rule}]]  # {node.rule!a}")
    return Held("labels", (members, "0"))


def parameter(g: Generator, node: core.Param, at: Spot) -> Held:
    """A parameter on a day, mostly the day of assessment."""
    box, day = f"x{g.counter.next()}", g.value(node.day, at)
    lo, hi, null = day.parts
    when = lo if lo == hi and null == "0" and lo == "as_of" else day.box
    known = [g.constants.name(node.name, "name"), g.constants.name(node.rule, "rule"), g.constants.name(node)]
    arguments = ", ".join((*known, g.constants.name(node.type.missing()), when))
    at.block.add(f"{box} = parameter(view, {arguments})  # {node.name!a}")
    return g.unboxed(kind_of(node), box, at)


def reported(g: Generator, node: core.Reported, at: Spot) -> Held:
    """A published figure, where there is any of the measure."""
    box, name = f"x{g.counter.next()}", g.constants.name(node.measure, "name")
    if node.unit:
        return _of_unit(g, node, at, box, f"reported({name}, ")
    missing = g.constants.name(unreported(g.vocabulary.measures[node.measure]))
    at.block.add(f"{box} = {missing}")
    inner = at.inside(f"if {name} in {g.need('figures')}:  # {node.measure!a}")
    inner.block.add(f"{box} = view.reported({name}, {g.value(node.day, inner).box})")
    inner.block.close()
    return g.unboxed(kind_of(node), box, at)


def unreported(measure: Measure) -> Value:
    """What a measure without a published figure may be, as the view has it."""
    if measure.derived is None:
        return measure.type.missing()
    kind = measure.type.kind
    return Labels(None, MAYBE) if kind in ("label", "text") else UNDECIDED if kind == "boolean" else ANYTHING


def recorded(g: Generator, node: core.Graded | core.Excepted, at: Spot) -> Held:
    """A grading, or whether an exception is in force, where there is any of the rule."""
    box, rule = f"x{g.counter.next()}", g.constants.name(node.rule, "rule")
    names = ", ".join(f"{at.env[v].record}.id" for v in node.vars)
    instance = f"'/'.join(({names},))" if node.vars else "''"
    if isinstance(node, core.Excepted):
        where, missing = g.need("exceptions"), "NOT_EXCEPTED"
        if node.instance:
            instance = g.constants.name(node.instance, "name")
        call = f"excepted({rule}, {instance}, "
    else:
        where, missing = g.need("gradings"), g.constants.name(node.type.missing())
        call = f"graded({rule}, {g.constants.name(node)}.type, {instance}, "
    at.block.add(f"{box} = {missing}")
    inner = at.inside(f"if {rule} in {where}:  # {node.rule!a}")
    inner.block.add(f"{box} = view.{call}{g.value(node.day, inner).box})")
    inner.block.close()
    return g.unboxed(kind_of(node), box, at)


def replaced(g: Generator, node: core.Replaced, at: Spot) -> Held:
    """A number that a rule defines, or what a recorded exception puts in its place."""
    rule, default = g.constants.name(node.rule, "rule"), g.value(node.default, at)
    result = g.copied(default, at)
    inner = at.inside(f"if {rule} in {g.need('exceptions')}:  # {node.rule!a}")
    day = g.value(node.day, inner)
    found = g.fresh_box(f"view.replaced({rule}, {day.box}, {default.box})", default.kind, inner)
    inner.block.add(g.assign(result, found))
    inner.block.close()
    return result


HEADS = {
    "get": "get = view.undated.get",
    "as_of": "as_of = view.as_of",
    "year": "year = view.year",
    "given": "given = 2 if view.year_given else 0",
    "findings": "findings = view.findings",
    "exceptions": "exceptions = {e.rule for e in view.unit.exceptions}",
    "gradings": "gradings = {g.rule for g in view.unit.gradings}",
    "figures": "figures = {r.measure for r in view.unit.reported}.union(view.scored)",
}
"""The head of a function: what its lines need of the view."""


def head(g: Generator) -> list[str]:
    """The lines before all others; what an event's date may be depends on the day of assessment."""
    lines = [line for name, line in HEADS.items() if name in g.needs]
    names = sorted((n for n in g.needs if n.startswith("missing")), key=lambda n: int(n[7:]))
    if names:
        dates = MissingDates(tuple(g.constants.namespace[n] for n in names))  # type: ignore[misc]
        made = g.constants.made(("dates", *names), dates)
        lines.append(f"{''.join(f'm_{n}, ' for n in names)}= {made}(view.as_of)")
    return lines
