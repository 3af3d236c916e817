"""Hypothesis strategies: trees of expressions as `parse` gives them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from policy_rules.feel import nodes
from policy_rules.feel.nodes import Node

NAMES = st.sampled_from(
    ["x", "item", "android", "orders", "not_in", "编制", "从事一线执法编制", "inn", "i2", "😀"]
)
MEMBERS = st.sampled_from(["a", "year", "if", "start included", "time offset", "人数"])
KEYS = st.sampled_from(["a", "b c", "in", "a:b", "", "“", "，", "数 量"])
TYPES = st.sampled_from(["number", "date and time", "list<number>", "context<a: number, b: list<Any>>"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
DECIMALS = st.builds(Fraction, st.integers(0, 10**6), st.sampled_from([1, 2, 10, 400]))
OPERATORS = st.sampled_from(["or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(nodes.Literal, st.one_of(DECIMALS, TEXTS, st.booleans(), st.none())),
    st.builds(nodes.Percent, DECIMALS),
    st.builds(nodes.At, TEXTS),
    st.builds(nodes.Name, NAMES),
)


def _tuples(items: st.SearchStrategy[Node], least: int = 0) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(items, min_size=least, max_size=3).map(tuple)


def _grown(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    tests = st.builds(nodes.UnaryTest, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), below)
    either = st.one_of(below, below, tests)
    iterators = st.lists(
        st.builds(nodes.Iterator, NAMES, below, st.one_of(st.none(), below)),
        min_size=1,
        max_size=2,
    ).map(tuple)
    first, second = (st.tuples(st.just(name), below) for name in ("from", "start position"))
    named = st.one_of(st.just(()), st.tuples(first), st.tuples(first, second))
    function = st.sampled_from([nodes.Name("string length"), nodes.Name("not"), nodes.Name("f")])
    return st.one_of(
        st.builds(nodes.Unary, below),
        st.builds(nodes.Binary, OPERATORS, below, below),
        st.builds(nodes.Between, below, below, below),
        st.builds(nodes.In, below, _tuples(either, 1)),
        st.builds(nodes.ListOf, _tuples(either)),
        st.builds(nodes.Range, below, below, st.booleans(), st.booleans()),
        st.builds(nodes.Context, st.lists(st.tuples(KEYS, below), max_size=2).map(tuple)),
        st.builds(nodes.InstanceOf, below, TYPES),
        st.builds(nodes.If, below, below, below),
        st.builds(nodes.For, iterators, below),
        st.builds(nodes.Quantified, st.sampled_from(["some", "every"]), iterators, below),
        st.builds(nodes.Path, below, MEMBERS),
        st.builds(nodes.Filter, below, below),
        st.builds(nodes.Call, function, _tuples(below)),
        st.builds(nodes.Call, st.one_of(function, below), st.just(()), named),
        st.builds(nodes.Function, st.just(("a", "b")), below),
        tests,
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=10)
