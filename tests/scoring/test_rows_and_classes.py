"""The rows of tables, as intervals of numbers; the classes of units, by keys that may be open."""

from __future__ import annotations

from fractions import Fraction as Fr
from typing import Any

import pytest

from policy_rules.documents import parse_yaml
from policy_rules.errors import Fault
from policy_rules.scoring.number_intervals import (
    Interval,
    overlap,
    read_constant,
    read_row,
    read_span,
    touches,
    uncovered,
    words,
)
from policy_rules.scoring.unit_classes import equal, equal_keys, ways
from policy_rules.values.known import (
    FALSE,
    MAYBE,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    label,
    point,
)

# -- numbers and rows as they are written -----------------------------------------------------------

CONSTANTS = {
    "5": 5,
    " -5 ": -5,
    "0.5": Fr(1, 2),
    "60%": Fr(3, 5),
    "60％": Fr(3, 5),
    " 60% ": Fr(3, 5),
    "1/4": Fr(1, 4),
    " 1 / 4 ": Fr(1, 4),
    "0/4": 0,
    "1/0": None,
    "1/x": None,
    "x/4": None,
    "x%": None,
    "x": None,
    "": None,
}
SPANS = {
    ">= 90": Interval(Fr(90), None),
    "> 90": Interval(Fr(90), None, low_owned=False),
    "<= 90": Interval(None, Fr(90)),
    "< 90": Interval(None, Fr(90), high_owned=False),
    "≥90": Interval(Fr(90), None),
    "≤90": Interval(None, Fr(90)),
    " <  60% ": Interval(None, Fr(3, 5), high_owned=False),
    "[80..90]": Interval(Fr(80), Fr(90)),
    "[80..90)": Interval(Fr(80), Fr(90), high_owned=False),
    "[80..90[": Interval(Fr(80), Fr(90), high_owned=False),
    "(80..90]": Interval(Fr(80), Fr(90), low_owned=False),
    "]80..90]": Interval(Fr(80), Fr(90), low_owned=False),
    " ( 80 .. 90 ) ": Interval(Fr(80), Fr(90), low_owned=False, high_owned=False),
    "[3..3]": Interval(Fr(3), Fr(3)),
    " 3 ": Interval(Fr(3), Fr(3)),
    "[90..80]": None,
    "[x..80]": None,
    "[80..x]": None,
    "80..": None,
    ">= x": None,
    "x": None,
}


def row_of(text):
    found = read_span(text)
    assert found is not None
    return found


def ends(span):
    return span and (span.low, span.high, span.low_owned, span.high_owned)


@pytest.mark.parametrize(("text", "number"), CONSTANTS.items())
def test_a_number_that_stands_in_a_text(text, number):
    assert read_constant(text) == number


@pytest.mark.parametrize(("text", "span"), SPANS.items())
def test_a_row_that_is_written(text, span):
    found = read_span(text)
    assert ends(found) == ends(span)
    if found and found.low is not None and found.high is not None:
        assert ends(read_span(words(found))) == ends(found)


def test_a_row_in_words():
    written = [">= 90", "> 90", "<= 0.5", "< 0.5", "[80..90]", "[80..90)", "(80..90]", "(80..90)", "3"]
    assert [words(row_of(text)) for text in written] == written
    assert words(Interval(None, None)) == "any"


def test_what_is_no_row_is_told_at_its_place():
    tree: Any
    (tree,), _ = parse_yaml("- 80..\n- '>= 80'\n", "sheet.yaml")
    faults: list[Fault] = []
    assert read_row(tree.items[0], faults) is None
    assert ends(read_row(tree.items[1], faults)) == (80, None, True, True)
    assert [(f.what, f.hint, f.place.line) for f in faults] == [
        ("`80..` is no range", "write `>= 90`, `[80..90)`, `< 60` or `3`", 1)
    ]


# -- whether they meet ------------------------------------------------------------------------------

TOUCHING = [
    # row, least and greatest that the number may be
    ("[4..8)", 7, 8, True),
    ("[4..8)", 8, 9, False),
    ("[4..8]", 8, 9, True),
    ("[4..8]", 9, 10, False),
    ("(4..8]", 3, 4, False),
    ("[4..8]", 3, 4, True),
    ("[4..8]", 2, 3, False),
    ("[4..8]", 0, 20, True),
    ("< 4", 4, 5, False),
    ("<= 4", 4, 5, True),
    ("> 4", 3, 4, False),
    (">= 4", 3, 4, True),
]
OVERLAPPING = [
    ("[1..3]", "[3..5]", True),
    ("[1..3)", "[3..5]", False),
    ("[1..3]", "(3..5]", False),
    ("[1..2]", "[5..6]", False),
    ("[1..9]", "[4..5]", True),
    ("< 3", ">= 3", False),
    ("<= 3", "> 3", False),
    ("<= 3", ">= 3", True),
    (">= 1", ">= 5", True),
    ("< 1", "< 5", True),
    ("3", "(3..5]", False),
    ("3", "[1..3)", False),
    ("3", "3", True),
    ("(3..5]", "[3..6]", True),
]
LEFT = [
    # rows, least, greatest, grid; what none holds
    ([], 0, 10, None, "what lies between 0 and 10"),
    ([], 5, 5, None, "5"),
    (["5"], 5, 5, None, ""),
    (["[0..10]"], 0, 10, None, ""),
    ([">= 0"], 0, 10, None, ""),
    (["<= 10"], 0, 10, None, ""),
    (["[0..10)"], 0, 10, None, "10"),
    (["(0..10]"], 0, 10, None, "0"),
    (["< 5", "> 5"], 0, 10, None, "5"),
    (["< 5", ">= 5"], 0, 10, None, ""),
    ([">= 5", "< 5"], 0, 10, None, ""),
    (["<= 5", "> 5"], 0, 10, None, ""),
    (["< 4", "> 5"], 0, 10, None, "what lies between 4 and 5"),
    (["<= 4", ">= 5"], 0, 10, None, "what lies between 4 and 5"),
    (["[0..8]", "[2..3]", "(8..10]"], 0, 10, None, ""),
    (["[0..5)", "[2..5]", "(5..10]"], 0, 10, None, ""),
    (["[0..5]", "[2..5)", "(5..10]"], 0, 10, None, ""),
    (["[-5..-1]", ">= 20", "[0..10]"], 0, 10, None, ""),
    ([">= 5"], None, None, None, "what lies below 5"),
    (["< 5"], 0, None, None, "what lies between 5 and above"),
    (["< 5", ">= 5"], None, None, None, ""),
    # on a grid only its numbers count
    (["<= 4", ">= 5"], 0, 10, 1, ""),
    (["<= -2", ">= -1"], -3, 3, 1, ""),
    (["< 4", "> 5"], 0, 10, 1, "4"),
    (["<= 3", "> 5"], 0, 10, 1, "4"),
    (["<= 4", "> 5"], 0, 10, 1, "5"),
    (["<= 4.5", ">= 6"], 0, 10, 1, "5"),
    (["<= 4", ">= 4.5"], 0, 10, Fr(1, 2), ""),
    (["<= 4", "> 4.5"], 0, 10, Fr(1, 2), "4.5"),
    (["[0..9]"], 0, 10, 1, "10"),
    (["[0..10)"], 0, 10, 1, "10"),
    (["[0..10]"], 0, 10, 1, ""),
    (["<= 4"], 0, None, 1, "what lies between 4 and above"),
]


@pytest.mark.parametrize(("row", "low", "high", "expected"), TOUCHING)
def test_a_number_that_may_lie_in_a_row(row, low, high, expected):
    assert touches(row_of(row), Num(low, high)) is expected


@pytest.mark.parametrize(("a", "b", "expected"), OVERLAPPING)
def test_rows_that_hold_a_number_twice(a, b, expected):
    assert overlap(row_of(a), row_of(b)) is expected
    assert overlap(row_of(b), row_of(a)) is expected


@pytest.mark.parametrize(("rows", "low", "high", "grid", "expected"), LEFT)
def test_what_no_row_holds(rows, low, high, grid, expected):
    assert uncovered([row_of(row) for row in rows], Num(low, high), grid and Fr(grid)) == expected


# -- classes ----------------------------------------------------------------------------------------

APART, SAME = FALSE, TRUE
AB, BC, C = Labels(frozenset("ab")), Labels(frozenset("bc")), Labels(frozenset("c"))
KEYS = [
    (None, TRUE, UNDECIDED),  # any key at all
    (None, None, UNDECIDED),
    (TRUE, TRUE, SAME),
    (TRUE, FALSE, APART),
    (label("a"), label("a"), SAME),
    (label("a"), label("b"), APART),
    (point(3), point(3), SAME),
    (point(3), point(4), APART),
    # null is equal to null
    (NULL_NUM, NULL_NUM, SAME),
    (NULL_LABEL, NULL_LABEL, SAME),
    (NULL_TRUTH, NULL_TRUTH, SAME),
    (NULL_LABEL, label("a"), APART),
    # as far as they are known
    (UNDECIDED, TRUE, UNDECIDED),
    (Truth(F, N), TRUE, APART),
    (Truth(N, T), FALSE, APART),
    (Truth(F, N), Truth(N, T), UNDECIDED),
    (Num(0, 5), Num(5, 9), UNDECIDED),
    (Num(0, 4), Num(5, 9), APART),
    (Num(0, 4), point(4), UNDECIDED),
    (Num(0, 4), point(5), APART),
    (Num(0, 4, MAYBE), Num(5, 9, MAYBE), UNDECIDED),  # both may be null
    (Num(0, 4, MAYBE), Num(5, 9), APART),
    (Num(0, 4, MAYBE), NULL_NUM, UNDECIDED),
    (Num(None, None), NULL_NUM, APART),
    (AB, BC, UNDECIDED),
    (AB, C, APART),
    (AB, Labels(None), UNDECIDED),
    (Labels(None), Labels(None), UNDECIDED),
    (Labels(None), NULL_LABEL, APART),
    (Labels(None, MAYBE), NULL_LABEL, UNDECIDED),
    (Labels(frozenset("ab"), MAYBE), Labels(frozenset("c"), MAYBE), UNDECIDED),
]


@pytest.mark.parametrize(("a", "b", "expected"), KEYS)
def test_two_keys(a, b, expected):
    assert equal(a, b) == expected
    assert equal(b, a) == expected


def test_keys_for_each_way_in_which_parameters_may_be_set():
    a, b = label("a"), label("b")
    assert equal_keys((a, b), (a, b)) == SAME
    assert equal_keys((a, b), (b, a)) == APART
    assert equal_keys((a, b), (a, a)) == UNDECIDED
    assert equal_keys((a, None), (a, b)) == UNDECIDED
    with pytest.raises(ValueError, match="shorter"):
        equal_keys((a, b), (a,))


def test_ways_in_which_open_parameters_may_be_set():
    assert [*ways({})] == [{}]
    assert [*ways({"p": point(3), "q": label("a")})] == [{"p": point(3), "q": label("a")}]
    assert [*ways({"p": Labels(frozenset("ba")), "q": UNDECIDED})] == [
        {"p": label(p), "q": q} for p in "ab" for q in (FALSE, NULL_TRUTH, TRUE)
    ]
    # what has no end, or may be null, is gone through as it is
    for value in (Num(0, 5), Labels(None), Labels(frozenset("ab"), MAYBE), NULL_LABEL):
        assert [*ways({"p": value})] == [{"p": value}]
    # and so is all where the ways are many
    names = frozenset(f"l{n:02}" for n in range(32))
    assert [w["p"] for w in ways({"p": Labels(names, NEVER)})] == [*map(label, sorted(names))]
    both = {"p": Labels(names), "q": AB}
    assert [*ways(both)] == [both]
    one_more = {"p": Labels(names | {"more"})}
    assert [*ways(one_more)] == [one_more]
