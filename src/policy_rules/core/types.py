"""How types combine: units of measure, comparability, nullability, guards."""

from __future__ import annotations

from attrs import evolve

from policy_rules.core.nodes import Const, Field, Input, Node, Op, Read, Reported
from policy_rules.values.known import NULL_LABEL, NULL_NUM, NULL_TRUTH, Labels, Value
from policy_rules.vocabulary import Type, Unit

Key = tuple[str, str]
"""What a guard speaks of: (variable or "", attribute or path)."""


class Mismatch(Exception):
    """Two types do not go together; the message is for the reader, the hint says what to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def unit_name(unit: Unit | None) -> str:
    """The unit of measure as people write it: `post/year`."""
    if not unit:
        return "a plain number"
    over = [f"{n}^{e}" if e != 1 else n for n, e in unit if e > 0]
    under = [f"{n}^{-e}" if e != -1 else n for n, e in unit if e < 0]
    return "*".join(over or ["1"]) + "".join(f"/{u}" for u in under)


def describe(type: Type) -> str:
    """The type in the reader's words."""
    if type.kind == "number":
        return (
            "a percent" if type.percent else f"a number ({unit_name(type.unit)})" if type.unit else "a number"
        )
    if type.kind == "label":
        return f"one of {', '.join(type.labels[:6])}{', …' if len(type.labels) > 6 else ''}"
    named = {"boolean": "true or false", "date": "a date", "days": "a number of days", "text": "a text"}
    return named.get(
        type.kind,
        {"months": "a number of months", "list": "a list", "range": "a range"}.get(type.kind, type.kind),
    )


DAY_WRITTEN = 'write a day as `@"2024-12-31"`'
"""What is told to whoever writes a number in the place of a day."""


def same_unit(a: Type, b: Type, doing: str) -> Unit | None:
    """The common unit of two numbers; a literal takes the other's."""
    if a.unit is None or b.unit is None:
        return b.unit if a.unit is None else a.unit
    if a.unit != b.unit:
        raise Mismatch(
            f"{unit_name(a.unit)} and {unit_name(b.unit)} cannot be {doing}",
            "bring both sides to one unit of measure",
        )
    return a.unit


def _merged(a: Unit, b: Unit, sign: int) -> Unit:
    exponents = dict(a)
    for name, exponent in b:
        exponents[name] = exponents.get(name, 0) + sign * exponent
    return tuple(sorted((n, e) for n, e in exponents.items() if e))


def arithmetic(op: str, a: Type, b: Type) -> Type:
    """The type of `a op b`; raises Mismatch."""
    nullable = a.nullable or b.nullable
    kinds = (a.kind, b.kind)
    if kinds == ("number", "number"):
        places = 0 if a.places == 0 and b.places == 0 and op != "/" else None
        if op in "+-":
            unit = same_unit(a, b, "added" if op == "+" else "subtracted")
            return Type(
                "number", unit=unit, places=places, percent=a.percent and b.percent, nullable=nullable
            )
        if a.unit is None and b.unit is None:
            return Type("number", places=places, nullable=nullable)
        unit = _merged(a.unit or (), b.unit or (), 1 if op == "*" else -1)
        return Type("number", unit=unit, places=places, nullable=nullable)
    if (scaled := _scaled(op, a, b)) is not None:
        return scaled
    if kinds == ("date", "date") and op == "-":
        return Type("days", nullable=nullable)
    duration = b.kind in ("days", "months") and op in "+-"
    if duration and a.kind in ("date", b.kind):
        return Type(a.kind, nullable=nullable)
    if b.kind == "date" and a.kind in ("days", "months") and op == "+":
        return Type("date", nullable=nullable)
    hint = (
        'write a duration such as `@"P30D"`, or `@"P1D" * n` for n days'
        if "date" in kinds and "number" in kinds
        else ""
    )
    raise Mismatch(f"`{op}` does not take {describe(a)} and {describe(b)}", hint)


def _scaled(op: str, a: Type, b: Type) -> Type | None:
    """A duration times a whole number, or divided by a duration of its kind."""
    nullable = a.nullable or b.nullable
    durations = ("days", "months")
    if op == "/" and a.kind == b.kind and a.kind in durations:
        return Type("number", unit=(), nullable=nullable)
    duration, number = (a, b) if a.kind in durations else (b, a)
    if op != "*" or duration.kind not in durations or number.kind != "number" or number.places != 0:
        return None
    own = ((duration.kind.removesuffix("s"), 1),)
    return Type(duration.kind, nullable=nullable) if number.unit in (None, (), own) else None


def key_of(node: Node) -> Key | None:
    """What a guard on the node would speak of, where it is a fact that may be null."""
    match node:
        case Field():
            return (node.var, node.attribute.name)
        case Read():
            return (node.unit, node.path)
        case Reported():
            return (node.unit, f"{node.measure} on {shape(node.day)}")
        case _:
            return None


def shape(node: Node) -> str:
    """What a day is: a figure of this year and one of the year before are not the same fact."""
    match node:
        case Op():
            return f"{node.name}({','.join(map(shape, node.args))})"
        case Const():
            return str(node.value)
        case Input():
            return node.name
        case _:
            return str(key_of(node) or id(node))


def true_guards(node: Node) -> frozenset[Key]:
    """What is surely not null where the condition is true."""
    if not isinstance(node, Op):
        return frozenset()
    if node.name == "not":
        return false_guards(node.args[0])
    if node.name == "and":
        return frozenset().union(*map(true_guards, node.args))
    if node.name in ("<", "<=", ">", ">=", "in"):
        return frozenset(k for a in node.args[:2] if (k := key_of(a)))
    if node.name == "=" and any(not a.type.nullable for a in node.args):
        return frozenset(k for a in node.args if (k := key_of(a)))
    return frozenset()


def false_guards(node: Node) -> frozenset[Key]:
    """What is surely not null where the condition is false."""
    if not isinstance(node, Op):
        return frozenset()
    if node.name == "is null":
        key = key_of(node.args[0])
        return frozenset((key,)) if key else frozenset()
    if node.name == "not":
        return true_guards(node.args[0])
    if node.name == "or":
        return frozenset().union(*map(false_guards, node.args))
    return frozenset()


def check_labels(literal: Node, other: Type) -> str | None:
    """The literal text that is no label of the other's enumeration, or None."""
    if (
        isinstance(literal, Const)
        and isinstance(literal.value, Labels)
        and other.kind == "label"
        and other.labels
    ):
        for member in literal.value.members or ():
            if member not in other.labels:
                return member
    return None


def not_null(type: Type) -> Type:
    """The type where null is excluded."""
    return evolve(type, nullable=False)


def branch_type(a: Node, b: Node) -> Type:
    """The common type of two branches; raises Mismatch."""
    if "null" in (a.type.kind, b.type.kind):
        return evolve(b.type if a.type.kind == "null" else a.type, nullable=True)
    if a.type.kind != b.type.kind:
        raise Mismatch(f"the branches are {describe(a.type)} and {describe(b.type)}")
    merged = evolve(a.type, low=None, high=None, nullable=a.type.nullable or b.type.nullable)
    if merged.kind == "number":
        unit = same_unit(a.type, b.type, "one value")
        merged = evolve(merged, unit=unit, places=0 if a.type.places == 0 == b.type.places else None)
    if merged.kind == "label" and a.type.labels != b.type.labels:
        more = (x for x in b.type.labels if x not in a.type.labels)
        merged = evolve(merged, labels=(*a.type.labels, *more), ordered=False)
    return merged


def as_kind(a: Node, other: Node) -> Node:
    """A null literal as a null of the other branch's kind; anything else as it is."""
    if a.type.kind != "null":
        return a
    nulls: dict[str, Value] = {"boolean": NULL_TRUTH, "label": NULL_LABEL, "text": NULL_LABEL}
    return Const(evolve(other.type, nullable=True), nulls.get(other.type.kind, NULL_NUM))


def declared_as(node: Node, type: Type) -> Node:
    """The node under its declared type; it is whole only where its expression is, which divisions ask."""
    whole = type.places != 0 or node.type.places == 0
    return retyped(node, type if whole else evolve(type, places=None))


def retyped(node: Node, type: Type) -> Node:
    """The node under another type."""
    return node if node.type == type else evolve(node, type=type)
