"""Text to tree and back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_rules import feel
from policy_rules.errors import ExpressionError
from policy_rules.feel import nodes
from policy_rules.feel.nodes import Node, children
from thinned import examples

from .trees import TREES


@pytest.mark.heavy
@settings(max_examples=1500, deadline=None)
@given(TREES)
def test_a_tree_survives_its_text(tree: Node) -> None:
    assert feel.parse(feel.unparse(tree)) == tree


@examples(60, 300)
@given(TREES)
def test_no_bracket_can_be_left_out(tree: Node) -> None:
    """Leaving out any pair of round brackets that only groups gives another tree, or none."""
    text = feel.unparse(tree)
    for start, end in _groups(text):
        try:
            without = feel.parse(f"{text[:start]} {text[start + 1 : end]} {text[end + 1 :]}")
        except ExpressionError:
            continue
        assert without != tree, text


def _groups(text: str) -> list[tuple[int, int]]:
    """The spans of round brackets outside strings that follow no name: those that group."""
    waiting: list[int] = []
    found: list[tuple[int, int]] = []
    inside = escaped = False
    for at, char in enumerate(text):
        if inside:
            inside = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            inside = True
        elif char == "(":
            waiting.append(at)
        elif char == ")" and waiting:
            found.append((waiting.pop(), at))
    return [(a, b) for a, b in found if a == 0 or text[a - 1] in " (-["]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("((a)) and (b or (c))", "a and (b or c)"),
        ("a - (b - c) - d", "a - (b - c) - d"),
        ("(a*b)+c", "a * b + c"),
        ("-(-x)", "--x"),
        ("(-2) ** 2", "-2 ** 2"),
        ("a and (every x in l satisfies x > 1)", "a and every x in l satisfies x > 1"),
        ("(every x in l satisfies x > 1) and a", "(every x in l satisfies x > 1) and a"),
        ("n >= (if c then 1 else 2)", "n >= if c then 1 else 2"),
        ("1 + (if c then 1 else 2)", "1 + (if c then 1 else 2)"),
        ("x in (< 5)", "x in < 5"),
        ("x in ((1..5))", "x in (1..5)"),
        ("x in (1, (2))", "x in (1, 2)"),
        ("(a > b) = (c > d)", "(a > b) = (c > d)"),
        ("从事一线执法编制／全部编制 ≥ 80％", "从事一线执法编制 / 全部编制 >= 80%"),
        ("“他说\\“好\\””", '"他说“好”"'),
        ("count ( l [ a = 1 ] . b )", "count(l[a = 1].b)"),
        ("1e400", "1e400"),
        ("1e2", "100"),
    ],
)
def test_text_is_written_with_few_brackets(text: str, written: str) -> None:
    assert feel.unparse(feel.parse(text)) == written
    assert feel.parse(written) == feel.parse(text)


@pytest.mark.parametrize(
    "tree",
    [
        nodes.Literal(Fraction(-1)),
        nodes.Literal(Fraction(1, 3)),
        nodes.Range(None, nodes.Name("a"), True, True),
        nodes.In(nodes.Name("a"), ()),
    ],
)
def test_trees_that_no_text_has(tree: Node) -> None:
    with pytest.raises(ValueError, match=r"."):
        feel.unparse(tree)


@examples(60, 300)
@given(TREES, st.booleans())
def test_a_span_is_the_text_of_its_node(tree: Node, spaced: bool) -> None:
    """The text of a node's span, read alone, is the node (but for brackets and unary tests)."""
    text = feel.unparse(tree) + " " * spaced
    waiting = [feel.parse(text)]
    while waiting:
        node = waiting.pop()
        start, end = node.span
        assert 0 <= start < end <= len(text)
        if not isinstance(node, nodes.UnaryTest | nodes.Iterator) and node != nodes.Name("string length"):
            assert feel.parse(text[start:end]) == node
        waiting += children(node)
