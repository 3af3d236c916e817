"""What must neither hang nor crash: every text gives a value or an `ExpressionError`."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import threading
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policy_rules import feel
from policy_rules.errors import ExpressionError
from policy_rules.feel.parse import _parser
from policy_rules.feel.table import parameters
from policy_rules.testing.calendars import MOVED
from thinned import examples, heavy

HERE = Path(__file__).parent
CORPUS = [
    case["expr"] for f in HERE.rglob("tables/**/*.yaml") for case in yaml.safe_load(f.read_text())["cases"]
]
PIECES = (
    list("()[]{}.,:\"@<>=!+-*/%'，“”≥８\\\n")
    + ["..", "**", "and ", "if ", "then ", "else ", "for ", "in ", "return ", "some ", "satisfies ", "not("]
    + ["null", "1e6144", "0.5", '"a"', '@"P1D"', "[1..3]", "item", "x", "l", "function(a) ", "//", "/*", "*/"]
    + [f"{name}(" for name in parameters()]
)


def data() -> dict[str, Any]:
    return {
        "x": 5,
        "d": dt.date(2024, 2, 29),
        "l": [{"a": 1, "b": "x"}, {"a": None}],
        "z": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    }


def settle(text: str) -> None:
    try:
        feel.evaluate(text, data(), calendar=MOVED)
        tree = feel.parse(text)
        assert feel.parse(feel.unparse(tree)) == tree
    except ExpressionError as error:
        if not str(error):
            raise


@examples(200, 2000)
@given(st.randoms(use_true_random=False))
def test_mutated_texts(rng: random.Random) -> None:
    text = rng.choice(CORPUS)
    for _ in range(rng.choice([1, 1, 2, 3, 6])):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.randrange(1, 8))
        other = rng.choice(CORPUS)
        text = rng.choice(
            [
                text[:at] + rng.choice(PIECES) + text[at:],
                text[:at] + text[end:],
                text[:at] + other[rng.randrange(len(other)) :] + text[end:],
                text[:at] + text[at:end] * rng.choice([2, 50]) + text[end:],
            ]
        )
    settle(text)


@examples(100, 500)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    settle(text)


HEAVY = [
    "9 ** 9 ** 9 ** 9",
    "1e6144 * 1e6144",
    "1e99999",
    "2 ** 0.5 ** 99999999",
    "exp(1e30)",
    "10 ** -6000 / 10 ** 6000",
    "for i in 1..10 ** 12 return i",
    heavy("for i in 1..3000, j in 1..3000 return 1"),
    "count([1..10 ** 9][item > 1])",
    'every d in [@"0001-01-01"..@"9999-12-31"] satisfies d > null',
    'for i in 1..99 return if i = 1 then "a" else partial[-1] + partial[-1]',
    "for i in 1..99 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
    heavy("for i in 1..99 return if i = 1 then [1] else [partial[-1], partial[-1]]"),
    'matches(string join(for i in 1..99 return "a") + "b", "(a*)*c")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "' + "a?" * 24 + "a" * 24 + '")',
    'replace(string join(for i in 1..9999 return "a"), "(a|aa)+$", "b")',
    "{f: function(n) f(n + 1), y: f(1)}.y",
    "(function(f) f(f))(function(f) f(f))",
    '@"P999999999999999999D"',
    '@"P99999999999999999999999999Y" * 9999999999999999999999999999999',
    '@"9999-12-31" + @"P999999999D"',
    '@"0001-01-01T00:00:00+14:00" = @"0001-01-01T00:00:00Z"',
    'working_days_after(@"2024-01-01", 10 ** 30)',
    "round up(1, 10 ** 9)",
    "stddev(for i in 1..99999 return 1 / i)",
    heavy("distinct values(for i in 1..99999 return i)"),
]


@pytest.mark.parametrize("text", HEAVY)
def test_heavy(text: str) -> None:
    begin = time.process_time()
    settle(text)
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    "text",
    [
        "(" * 201 + "1" + ")" * 201,
        "[" * 300 + "]" * 300,
        "-" * 300 + "1",
        "+".join("1" * 300),
        " or ".join(["x"] * 300),
        "x" + ".a" * 300,
        "x" + "[1]" * 300,
        "if a then 1 else " * 300 + "2",
        "for x in l return " * 300 + "2",
        "f" + "()" * 300,
        "x = " + "1" * 70_000,
        "1" * 2000,
        " " * 70_000,
    ],
    ids=lambda text: f"{text[:12]}... {len(text)}",
)
def test_beyond_the_bounds_of_depth_and_length(text: str) -> None:
    with pytest.raises(ExpressionError):
        feel.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 199 + "1" + ")" * 199,
        "[" * 150 + "]" * 150,
        "+".join("1" * 199),
        " or ".join(["x = 1"] * 150),
        "if x = 1 then 1 else " * 150 + "2",
        "(function(a) a)(" * 60 + "1" + ")" * 60,
        "abs(" * 190 + "1" + ")" * 190,
    ],
    ids=lambda text: f"{text[:12]}... {len(text)}",
)
def test_within_the_bound_of_depth(text: str) -> None:
    feel.evaluate(text)
    tree = feel.parse(text)
    assert feel.parse(feel.unparse(tree)) == tree


@pytest.mark.parametrize(
    "value",
    [
        0.1,
        1.0,
        float("nan"),
        Decimal("NaN"),
        Decimal("inf"),
        Decimal("1e9999"),
        b"x",
        object(),
        {1: 2},
        {1, 2},
        1j,
    ],
    ids=lambda value: f"{type(value).__name__} {value}"[:20],
)
def test_data_without_a_meaning_are_refused(value: object) -> None:
    with pytest.raises(ExpressionError):
        feel.evaluate("x", {"x": value})
    with pytest.raises(ExpressionError):
        feel.evaluate("x", {"x": [{"a": value}]})
    assert feel.evaluate("1", {"x": value}) == 1  # what is not read does not matter


def test_cyclic_data_are_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ExpressionError, match="nested"):
        feel.evaluate("x", {"x": loop})


def test_plain_data_in_and_out() -> None:
    value = [
        *(None, True, "a", dt.date(2024, 1, 1), dt.timedelta(1), feel.YearsMonths(3), dt.time(1)),
        {"a": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)},
        feel.Range(Decimal(1), Decimal(2), low_closed=False),
    ]
    assert feel.evaluate("x", {"x": value}) == value
    assert feel.evaluate("x", {"x": (1, Fraction(1, 4))}) == [Decimal(1), Decimal("0.25")]
    assert type(feel.evaluate("x", {"x": True})) is bool
    assert feel.evaluate("x = 1", {"x": True}) is None


def test_data_named_like_a_built_in_do_not_hide_it() -> None:
    rows = {"l": [{"date": dt.date(2024, 1, 2), "count": 3}], "total": 7}
    assert feel.evaluate('l[date > date("2024-01-01")].count', rows) == [3]
    assert feel.evaluate("total([1, 2]) + total", rows) == 10
    assert feel.evaluate("{abs: function(x) x + 1, y: abs(1)}.y") == 2


def test_data_are_not_changed() -> None:
    given_data = {"l": [3, 1, 2], "c": {"a": 1}}
    feel.evaluate('[sort(l), append(l, 1), reverse(l), context put(c, "a", 2), remove(l, 1)]', given_data)
    assert given_data == {"l": [3, 1, 2], "c": {"a": 1}}


def test_import_is_cheap() -> None:
    code = (
        "import sys, policy_rules.feel; print('lark' in sys.modules, 'policy_rules.operators' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False"]


def test_threads_share_the_parser() -> None:
    wrong: list[str] = []

    def work(offset: int) -> None:
        for i in range(200):
            right = feel.evaluate(f"count([1, {offset}, {i}]) + {offset * 1000 + i}") == 3 + offset * 1000 + i
            wrong.extend([] if right else [f"{offset} {i}"])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_grammar_has_no_conflicts(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lark resolves a shift/reduce conflict silently; in its debug log it shows."""
    import lark

    plain_lark = lark.Lark
    monkeypatch.setattr(lark, "Lark", lambda *args, **options: plain_lark(*args, debug=True, **options))
    monkeypatch.setattr(lark.logger, "propagate", True)
    with caplog.at_level("DEBUG", logger=lark.logger.name):
        _parser.__wrapped__()
    assert not [r for r in caplog.records if "onflict" in r.getMessage()]
