"""Whether the nodes of a tree have the types that what they are gives them."""

from __future__ import annotations

from typing import Any

from lowering.core_text import in_text
from policy_rules.core import nodes as core
from policy_rules.core.types import describe
from policy_rules.errors import Fault
from policy_rules.lowering.program import Program
from policy_rules.values.known import Labels, Num, Truth
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Type, Vocabulary

TRUE_OR_FALSE = {"and", "or", "not", "holds of", "=", "!=", "<", "<=", ">", ">=", "in", "is null"}
DATES = {"cap", "least", "greatest", "add months", "year start", "year end", "period start", "period end"}
NUMBERS = {"place", "year", "month", "day", "weekday", "floor"}
AS_THE_FIRST = {"not null", "both", "negate", "abs", "+", "-", "*", "/", "/ integer"}
OF_DURATIONS = {"date", "days", "months", "number"}
FINDINGS = {"outcome", "finding", "worst of", "worst"}


def assert_lowered(
    case: dict[str, Any], made: tuple[Program, list[Fault]], vocabulary: Vocabulary
) -> core.RuleProgram | None:
    """The rule `r`: its trees are those of the case, rightly typed; None where it has faults."""
    program, faults = made
    told = [f"{f.place.file}:{f.place.line}:{f.place.column}: {f.what}; {f.hint}" for f in faults if f.place]
    assert told == case.get("faults", [])
    if "faults" in case:
        return None
    rule = program.by_id["r"]
    assert in_text(rule.finding) == case["finding"]
    assert wrongly_typed(rule.finding, vocabulary) == []
    assert rule.due is None or (rule.due.type.kind, wrongly_typed(rule.due, vocabulary)) == ("date", [])
    assert (rule.due and in_text(rule.due)) == case.get("due")
    return rule


def wrongly_typed(root: core.Node, vocabulary: Vocabulary) -> list[str]:
    """The nodes of a tree whose type is another than it can be."""
    return [in_text(node) for node in core.walk(root) if not _fits(node, vocabulary)]


def _fits(node: core.Node, vocabulary: Vocabulary) -> bool:
    kind = node.type.kind if isinstance(node.type, Type) else "none"
    match node:
        case core.Const(value=value):
            if isinstance(value, Truth):
                return kind == "boolean"
            if isinstance(value, Labels):
                return kind == "label" and (
                    not node.type.labels or set(value.members or ()) <= set(node.type.labels)
                )
            return isinstance(value, Num) and kind in {*OF_DURATIONS, "null", "finding"}
        case core.Input():
            return node.type == {"as_of": DATE, "year": INTEGER, "year_given": BOOLEAN}[node.name]
        case core.Read():
            attribute = vocabulary.attribute(node.path)
            return attribute is not None and _same(node.type, attribute.type)
        case core.Field():
            return _same(node.type, node.attribute.type)
        case core.Param(name="pass_mark"):
            return kind == "label" and bool(node.type.labels)
        case core.Param():
            return node.type == vocabulary.parameters[node.name].type
        case core.Reported():
            return _same(node.type, vocabulary.measures[node.measure].type)
        case core.Outcome():
            return node.type == core.OUTCOME
        case core.Excepted():
            return node.type == BOOLEAN
        case core.Graded():
            return kind == "label" and bool(node.type.labels)
        case core.Replaced():
            return kind == "number" == node.default.type.kind
        case core.Listed():
            return kind == "label" and node.type.labels == node.items and node.type.name == "literal"
        case core.Records() | core.Under() | core.Findings() | core.Filter():
            return node.type == core.LIST and (
                not isinstance(node, core.Filter) or node.condition.type == BOOLEAN
            )
        case core.Op():
            return _fits_operator(node, kind)
        case core.Agg(name="some" | "every"):
            return node.type == BOOLEAN
        case core.Agg(name="worst"):
            return node.type == core.FINDING
        case core.Agg(name="min" | "max"):
            return node.body is not None and kind == node.body.type.kind
    return kind in OF_DURATIONS


def _fits_operator(node: core.Op, kind: str) -> bool:
    kinds, name = [arg.type.kind for arg in node.args], node.name
    if name in TRUE_OR_FALSE:
        compared = name in core.COMPARISONS and "null" not in kinds
        return node.type == BOOLEAN and (not compared or len(set(kinds[:2])) == 1 or _texts(node))
    if name in DATES:
        return kind == "date" or (name in ("cap", "least", "greatest") and kind in OF_DURATIONS)
    if name in NUMBERS:
        return kind == "number"
    if name in FINDINGS:
        return node.type == core.FINDING
    if name == "if":
        return kinds[0] == "boolean" and {kind} >= {*kinds[1:]} - {"null"}
    if name == "case":
        half = len(kinds) // 2
        return {kind} == {*kinds[1 + half :]} and {kinds[0]} == {*kinds[1 : 1 + half]}
    if name in ("not null", "both"):
        return kind == kinds[0]
    return kind in OF_DURATIONS


def _texts(node: core.Op) -> bool:
    return all(arg.type.kind in ("label", "text") for arg in node.args)


def _same(found: Type, declared: Type) -> bool:
    """The declared type, or a part of it: without null, or for a number not known to be whole."""
    kept = found.kind == declared.kind and found.labels == declared.labels and found.unit == declared.unit
    return kept and (declared.nullable or not found.nullable) and describe(found) == describe(declared)
