"""What can be known of a value: the abstract values on which rules are evaluated.

A missing fact is every value it could be. A truth is an interval over F < N < T, where N is FEEL's
null; a number, a date (as ordinal day), a number of days or of months is an interval with a null
flag; a label of an enumeration, or a text, is a set with a null flag. A value is *settled* when it
can only be one thing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from policy_rules.attributes import frozen

F, N, T = 0, 1, 2
"""The three truth values, in their order."""

NEVER, MAYBE, ONLY = 0, 1, 2
"""Whether a value is null: never, possibly, surely."""

INF = math.inf
"""The end of an interval that has none. Exact numbers compare with it exactly; it is never added."""

Exact = Fraction | int
End = Fraction | int | float
"""An exact number, or plus or minus INF; no other float is ever an end."""


@frozen
class Truth:
    """An interval over F < N < T; both ends count."""

    lo: int
    hi: int

    @property
    def settled(self) -> bool:
        """Whether it can only be one truth."""
        return self.lo == self.hi


@frozen(init=False)
class Num:
    """An interval of exact numbers, closed; an end given as None is unbounded. Dates are ordinals.

    `null` is NEVER, MAYBE or ONLY; where it is ONLY both ends are unbounded.
    """

    lo: End
    hi: End
    null: int

    def __init__(self, lo: End | None, hi: End | None, null: int = NEVER) -> None:
        if null == ONLY:  # one form of null only, so that equal knowledge compares equal
            lo = hi = None
        put = object.__setattr__
        put(self, "lo", -INF if lo is None else lo)
        put(self, "hi", INF if hi is None else hi)
        put(self, "null", null)

    @property
    def settled(self) -> bool:
        """Whether it can only be one number, or only null."""
        return self.null == ONLY or (self.null == NEVER and self.lo == self.hi)


@frozen
class Labels:
    """A set of texts; None for the members is any text at all."""

    members: frozenset[str] | None
    null: int = NEVER

    @property
    def settled(self) -> bool:
        """Whether it can only be one label, or only null."""
        if self.null == ONLY:
            return True
        return self.null == NEVER and self.members is not None and len(self.members) == 1


Value = Truth | Num | Labels

FALSE, NULL_TRUTH, TRUE = Truth(F, F), Truth(N, N), Truth(T, T)
UNDECIDED = Truth(F, T)
NULL_NUM, ANY_NUM, ANYTHING = Num(None, None, ONLY), Num(None, None), Num(None, None, MAYBE)
NULL_LABEL = Labels(frozenset(), ONLY)


@frozen
class Withheld(Labels):
    """Stands where a value is not told."""


WITHHELD = Withheld(None)
"""The value of a fact that counts and is not told."""


def truth(value: bool | None) -> Truth:
    """The settled truth of a boolean; None is null."""
    return NULL_TRUTH if value is None else TRUE if value else FALSE


def point(value: Exact | None) -> Num:
    """The settled number; None is null."""
    return NULL_NUM if value is None else Num(value, value)


def label(value: str | None) -> Labels:
    """The settled label or text; None is null."""
    return NULL_LABEL if value is None else Labels(frozenset((value,)))


def as_labels(a: Truth | Labels) -> Labels:
    """A truth as the set of what it may be, a set as it is."""
    if isinstance(a, Labels):
        return a
    names = frozenset(name for name, v in (("false", F), ("true", T)) if a.lo <= v <= a.hi)
    return Labels(names, ONLY if a.lo == a.hi == N else MAYBE if a.lo <= N <= a.hi else NEVER)


def join_null(a: int, b: int) -> int:
    """The null flag of a value that may be either of two."""
    return a if a == b else MAYBE


def join(a: Value, b: Value) -> Value:
    """The least value that holds everything that a or b could be (their hull)."""
    if isinstance(a, Truth) and isinstance(b, Truth):
        return Truth(min(a.lo, b.lo), max(a.hi, b.hi))
    if isinstance(a, Num) and isinstance(b, Num):
        null = join_null(a.null, b.null)
        if a.null == ONLY:
            return Num(b.lo, b.hi, null)
        if b.null == ONLY:
            return Num(a.lo, a.hi, null)
        return Num(min(a.lo, b.lo), max(a.hi, b.hi), null)
    if isinstance(a, Labels) and isinstance(b, Labels):
        members = None if a.members is None or b.members is None else a.members | b.members
        return Labels(members, join_null(a.null, b.null))
    raise TypeError(f"values of different kinds: {a}, {b}")


def join_all(values: Iterable[Value]) -> Value:
    """The hull of one or more values."""
    first, *rest = values
    for value in rest:
        first = join(first, value)
    return first


def within(a: Value, b: Value) -> bool:
    """Whether everything that a could be, b could be too: a is at least as well known as b."""
    return join(a, b) == b


def meet(a: Num, b: Num) -> Num | None:
    """What both allow, or None where they exclude each other."""
    lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
    null_too = NEVER not in (a.null, b.null)
    if ONLY in (a.null, b.null) or lo > hi:
        return NULL_NUM if null_too else None
    return Num(lo, hi, MAYBE if null_too else NEVER)


def allowed_by_both(a: Value, b: Value) -> Value:
    """What two sources both allow; where they exclude each other, anything from one to the other."""
    if isinstance(a, Num) and isinstance(b, Num):
        return meet(a, b) or join(a, b)
    if isinstance(a, Truth) and isinstance(b, Truth):
        lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
        return Truth(lo, hi) if lo <= hi else join(a, b)
    assert isinstance(a, Labels) and isinstance(b, Labels)
    members = b.members if a.members is None else a.members if b.members is None else a.members & b.members
    null = MAYBE if a.null == b.null == MAYBE else ONLY if ONLY in (a.null, b.null) else NEVER
    if null == MAYBE and members is not None and not members:  # null is all that they have in common
        return NULL_LABEL
    impossible = (members is not None and not members and null == NEVER) or {a.null, b.null} == {NEVER, ONLY}
    return join(a, b) if impossible else Labels(frozenset() if null == ONLY else members, null)
