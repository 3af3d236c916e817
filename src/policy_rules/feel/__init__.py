"""FEEL, the condition language: a profile of DMN 1.5 (OMG), clause 10.3.

In: the text of an expression, and for its value plain data. Out: a tree with places (`parse`), a value of
plain data (`evaluate`), a text again (`unparse`).

`evaluate(text, context)` gives the value of an expression on plain data, `parse` its tree, `unparse`
the text of a tree. Importing this package is cheap: the parser generator, the table of operators and
the library of built-ins are loaded on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Eager, since a submodule and a function share their name: the function must be bound last.
from policy_rules.feel.nodes import Node
from policy_rules.feel.parse import parse
from policy_rules.feel.unparse import unparse
from policy_rules.feel.values import Range, YearsMonths
from policy_rules.values.calendar import Calendar

__all__ = ["Range", "YearsMonths", "evaluate", "parse", "unparse"]


def evaluate(
    expression: str | Node,
    context: Mapping[str, object] | None = None,
    *,
    exact: bool = False,
    calendar: Calendar | None = None,
    budget: int | None = None,
) -> Any:
    """The value of a FEEL expression (DMN 1.5 clause 10.3), a text or its tree, on plain Python data.

    In and out: None for null, str, bool, `datetime.date`, `time`, `datetime`, `timedelta` (days and
    time), `YearsMonths`, list, dict, `Range`. Numbers go in as int, Decimal or Fraction and come out as
    Decimal; inside they are exact, and only the result is rounded, to 34 significant digits, half even.
    With `exact` it is not rounded, and numbers come out as Fraction. The context's values are taken in
    when their names are first read. Working days are counted by the `calendar`: that of a ruleset, or
    of `policy_rules.country_calendar`; without one the functions that count them are refused.

    `budget` bounds the work, in steps of about a microsecond or 50 bytes (4,000,000 unless it is given: some
    seconds, and less than 256 MB); what takes more is refused.

    A failed operation (types that do not fit, an unknown name) is null, as the standard has it. What
    the profile does not admit, or cannot carry exactly, raises `policy_rules.errors.ExpressionError`.

    >>> evaluate("0.1 + 0.2 = 0.3 and share(posts, frontline) >= 80%", {"posts": [{"frontline": True}]})
    True
    """
    from policy_rules.feel.interpreter import evaluate

    return evaluate(expression, context, exact=exact, calendar=calendar, budget=budget)
