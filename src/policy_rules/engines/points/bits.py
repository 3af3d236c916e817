"""Truths as four bits, findings as codes: what generated code of the point tier computes with.

The bits of a truth say, from the lowest: at least null, at least true, at most not false, at most true; so
that `and` is `&`, `or` is `|`, on intervals too. A finding's code is `5 * least + greatest`.
"""

from __future__ import annotations

from policy_rules.values.known import F, N, Num, T, Truth

WIDTH = 5
"""How many outcomes there are on the chain."""


def bits(truth: Truth) -> int:
    """The bits of what a truth may be."""
    return (truth.lo >= N) | (truth.lo == T) << 1 | (truth.hi >= N) << 2 | (truth.hi == T) << 3


TRUTHS = {bits(t): t for t in (Truth(lo, hi) for lo in (F, N, T) for hi in range(lo, T + 1))}
"""The truth of each number that is the bits of one."""
NOT = tuple(bits(Truth(T - t.hi, T - t.lo)) if (t := TRUTHS.get(b)) else 0 for b in range(16))
"""The bits of the negation."""
NO, NULL, YES, OPEN = bits(Truth(F, F)), bits(Truth(N, N)), bits(Truth(T, T)), bits(Truth(F, T))


def code_of(finding: Num) -> int:
    """The code of a finding."""
    return WIDTH * int(finding.lo) + int(finding.hi)
