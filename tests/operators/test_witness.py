"""What an operator means on points is what `feel.evaluate`, which shares no code with it, makes of it."""

from __future__ import annotations

import datetime
from fractions import Fraction
from itertools import islice, product
from typing import Any

import pytest

from policy_rules import feel
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.errors import ExpressionError
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.operators import table
from policy_rules.operators.model import OPEN, RULES, Operator
from policy_rules.operators.table import CORE, TABLE, WRITTEN
from policy_rules.reference.evaluate import Reference
from policy_rules.testing.calendars import MOVED
from policy_rules.values.known import TRUE
from policy_rules.vocabulary import Expression, Vocabulary

TRUTHS = (True, False, None)
NUMBERS = (0, 1, -1, 2, 5, -7, 100, None)
DAYS = tuple(
    None if d is None else datetime.date(*d).toordinal()
    for d in ((2024, 2, 29), (2024, 12, 29), (2024, 12, 30), (2025, 1, 31), (2024, 9, 30), (1, 1, 1), None)
)
VALUES: dict[str, tuple[Any, ...]] = {
    "truth": TRUTHS,
    "number": NUMBERS,
    "integer": NUMBERS,
    "places": (0, 1, 2, -1),
    "few": (0, 1, 3, -1, -12, None),
    "some": (0, 1, 2, 3, None),
    "day": DAYS,
    "same": NUMBERS,
    "calendar": (MOVED,),
}


def literal(value: Any, word: str) -> str:
    if value is None:
        return "null"
    if word == "day":
        return f'@"{datetime.date.fromordinal(value)}"'
    return str(value).lower() if isinstance(value, bool) else f"({value})"


def plain(value: Any) -> Any:
    return value.toordinal() if isinstance(value, datetime.date) else value


def same(a: Any, b: Any) -> bool:
    """Of one kind, and equal to the digits that `evaluate` gives."""
    if a is None or b is None or isinstance(a, bool) or isinstance(b, bool):
        return a is b
    return abs(Fraction(a) - Fraction(b)) <= Fraction(1, 10**30) * max(Fraction(1), abs(Fraction(b)))


OVER_VALUES = [o for o in CORE.values() if o.feel and o.over == "values"]


def text_of(operator: Operator, texts: list[str]) -> str:
    assert operator.words is not None
    told = operator.words.told(0, *texts)
    return f" {told} ".join(texts) if "(" not in told and "{" not in operator.words.feel else told


@pytest.mark.parametrize("operator", OVER_VALUES, ids=lambda o: o.name)
def test_over_values(operator: Operator) -> None:
    assert operator.point is not None
    draws = operator.draws.replace("options", "number number number").split()
    words = [w for word in draws for w in ([word[:-1]] * 3 if word[-1] == "*" else [word])]
    cases = list(product(*(VALUES[w] for w in words)))
    for args in islice(cases, 0, None, max(1, len(cases) // 300)):
        strict = operator.null == "strict" and None in args
        expected = None if strict else operator.point(*args)
        text = text_of(operator, [literal(v, w) for v, w in zip(args, words, strict=True) if w != "calendar"])
        try:
            found = plain(feel.evaluate(text, {}, calendar=MOVED))
        except ExpressionError:
            assert expected is OPEN, (text, expected)  # a year that the calendar does not publish
            continue
        assert same(found, expected), (text, found, expected)


OVER_RECORDS = [o for o in CORE.values() if o.feel and o.over == "records"]
LISTS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "number": ((), (3,), (1, 2), (5, 1, 9), (4, 4, 1, 0), (2, None), (-1, 7, 7, 7, 2)),
    "truth": ((), (True,), (False, None), (True, False, True), (None, None), (True, True)),
    "true": ((), (True,), (True, True, True)),
}


@pytest.mark.parametrize("operator", OVER_RECORDS, ids=lambda o: o.name)
def test_over_records(operator: Operator) -> None:
    assert operator.point is not None and operator.words is not None
    for items in LISTS[operator.draws]:
        written = f"[{', '.join(literal(i, '') for i in items)}]"
        body = "item = true" if operator.feel == "share" else "x = true or (if x = null then null else false)"
        text = operator.words.told(0, list=written, body=body).replace(f".{body}", "")
        assert same(feel.evaluate(text, {}), operator.point(list(items))), (text, operator.point(list(items)))


# -- in rules ----------------------------------------------------------------------------------------


def in_rules(text: str) -> Any:
    """What rules make of a condition without facts, or None where they do not admit it."""
    vocabulary = Vocabulary(calendar=MOVED)
    elaborator = Elaborator(vocabulary)
    node = elaborator.value(Expression(text), Names({}))
    if elaborator.faults:
        return None
    unit = UnitFacts("u", "u")
    view = UnitView(Facts({"u": unit}), unit, vocabulary, 739000, 2024, False)
    assert isinstance(node, core.Node)
    return Reference(view).value(node, {})


ADMITTED = {"weekday", "holds_of", "not", "between", "in", "abs", *(o.feel for o in TABLE if o.means)}


@pytest.mark.parametrize("operator", WRITTEN.values(), ids=lambda o: o.name)
def test_examples_are_true_in_rules_where_rules_admit_them(operator: Operator) -> None:
    found = [] if operator.only_in_rules and not operator.means else [in_rules(e) for e in operator.examples]
    assert all(f in (TRUE, None) for f in found), dict(zip(operator.examples, found, strict=True))
    if operator.feel in ADMITTED:
        assert TRUE in found, operator.examples
    if operator.means:
        assert None not in found, operator.examples


def test_a_derived_operator_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Operator(
        name="done_late", feel="done_late", group="temporal", source=RULES, params=(("date", "due"),),
        signature="done_late(date, due)", doc="Done, but after the day.",
        means="date != null and date > due", takes=("date", "date"),
        examples=('done_late(@"2025-01-01", @"2024-12-31")', 'done_late(null, @"2024-12-31") = false'),
    )  # fmt: skip
    assert in_rules(late.examples[0]) is None
    monkeypatch.setattr("policy_rules.lowering.elaborate.WRITTEN", {**table.WRITTEN, "done_late": late})
    assert [in_rules(e) for e in late.examples] == [TRUE, TRUE]
    assert in_rules('not(done_late(@"2024-12-31", @"2024-12-31"))') == TRUE
