"""Errors: what, where, underlined, with a hint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from policy_rules import feel
from policy_rules.errors import ExpressionError, Fault, Place
from policy_rules.feel.slips import CHARACTERS, SLIPS, _blanked

CASES = yaml.safe_load((Path(__file__).parent / "slips.yaml").read_text("utf-8"))


def fault(text: str, place: Place = Place()) -> Fault:  # noqa: B008
    with pytest.raises(ExpressionError) as caught:
        feel.parse(text, place=place)
    return caught.value.faults[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_slip(case: dict[str, str]) -> None:
    found = fault(case["text"])
    assert case.get("hint", "") in found.hint
    assert case.get("what", "") in found.what
    assert str(found.place) == case["at"]
    start = found.place.column - 1
    assert found.source[start : start + found.width] == case["marks"]


def test_every_slip_has_a_case() -> None:
    texts = [_blanked(case["text"]) for case in CASES]
    for slip in SLIPS:
        assert any(re.search(slip.pattern, text) for text in texts), slip.pattern


@pytest.mark.parametrize("char", CHARACTERS)
def test_character(char: str) -> None:
    found = fault(f"数 {char} 1")
    assert f"`{char}`" in found.what
    assert found.place.column == 3
    assert f"`{CHARACTERS[char]}`" in found.hint
    assert feel.evaluate(f'"{char}"') == char  # in a string it is itself


def test_place_counts_from_the_place_of_the_expression() -> None:
    begins = Place("rules/ip-14.yaml", 12, 15)
    first = fault("a == b", begins)
    assert str(first.place) == "rules/ip-14.yaml:12:17"
    second = fault("a and\n  b == c", begins)
    assert str(second.place) == "rules/ip-14.yaml:13:5"
    assert second.source == "  b == c"


def test_underline_is_right_under_wide_characters() -> None:
    lines = str(fault("从事一线执法编制 == 1", Place("r.yaml", 3, 5))).split("\n")
    assert lines[0] == "r.yaml:3:14: `==` is no operator"
    assert lines[1] == "      从事一线执法编制 == 1"
    assert lines[2] == "  " + " " * (4 + 16 + 1) + "^^"
    assert lines[3] == "  hint: write `=`"


def test_error_of_evaluation_has_a_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        feel.evaluate('1 = 1 and\n date("10000-01-01") = d')
    found = caught.value.faults[0]
    assert (found.place.line, found.place.column) == (2, 2)
    assert found.source == ' date("10000-01-01") = d'


@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        ("（1，2）", None),
        ("x in （1，2）", "x in (1,2)"),
        ("l［1］", "l[1]"),
        ("｛a：1｝", "{a:1}"),
        ("1 ≤ 2", "1 <= 2"),
        ("1 ＜＝ 2", "1 <= 2"),
        ("1 ≥ 2", "1 >= 2"),
        ("1 ＞＝ 2", "1 >= 2"),
        ("1 ≠ 2", "1 != 2"),
        ("1 ！＝ 2", "1 != 2"),
        ("1 ＝ 2", "1 = 2"),
        ("1 ＜ 2", "1 < 2"),
        ("1 ＞ 2", "1 > 2"),
        ("1 ＋ 2 － 3 ＊ 4 ／ 5", "1 + 2 - 3 * 4 / 5"),
        ("2 ＊＊ 3", "2 ** 3"),
        ("80％", "80%"),
        ("“法治”", '"法治"'),
        ("f（a：1，b：2）", "f(a: 1, b: 2)"),
        ("甲\u3000and\u3000乙", "甲 and 乙"),
        ("x in ［1..5］", "x in [1..5]"),
        ("string length（x）", "string length(x)"),
    ],
)
def test_full_width_signs(wide: str, plain: str | None) -> None:
    if plain is None:
        assert "round brackets" in fault(wide).what
    else:
        assert feel.parse(wide) == feel.parse(plain)
