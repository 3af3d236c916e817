"""Columns of plain yes and no, without null cells; what is certain before any row is seen is folded."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from policy_rules.attributes import frozen

Uses = frozenset[str]
NOTHING: Uses = frozenset()


@frozen(eq=False)
class Flag:
    """Yes or no in each row; `expr` is a bool where all rows agree. `uses` names the columns read."""

    expr: pl.Expr | bool
    uses: Uses = NOTHING
    name: str = ""
    """The column that this is, where it is just that."""

    @property
    def column(self) -> pl.Expr:
        """The flag as an expression."""
        return pl.lit(self.expr) if isinstance(self.expr, bool) else self.expr

    @property
    def always(self) -> bool:
        """Whether it is surely set in all rows."""
        return self.expr is True

    @property
    def never(self) -> bool:
        """Whether it is surely set in none."""
        return self.expr is False


YES, NO = Flag(True), Flag(False)


def balanced(parts: list[pl.Expr], join: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> pl.Expr:
    """The parts joined as a tree of least depth: a chain of a few hundred overflows Polars's stack."""
    while len(parts) > 1:
        pairs = [join(a, b) for a, b in zip(parts[::2], parts[1::2], strict=False)]
        parts = pairs + parts[2 * len(pairs) :]
    return parts[0]


def all_of(*flags: Flag) -> Flag:
    """Yes where every flag is."""
    if any(f.never for f in flags):
        return NO
    open_ = list({id(f): f for f in flags if not f.always}.values())
    if len(open_) < 2:
        return open_[0] if open_ else YES
    joined = balanced([f.column for f in open_], lambda a, b: a & b)
    return Flag(joined, NOTHING.union(*(f.uses for f in open_)))


def any_of(*flags: Flag) -> Flag:
    """Yes where some flag is."""
    if any(f.always for f in flags):
        return YES
    open_ = list({id(f): f for f in flags if not f.never}.values())
    if len(open_) < 2:
        return open_[0] if open_ else NO
    joined = balanced([f.column for f in open_], lambda a, b: a | b)
    return Flag(joined, NOTHING.union(*(f.uses for f in open_)))


def no(flag: Flag) -> Flag:
    """The opposite."""
    return Flag(not flag.expr) if isinstance(flag.expr, bool) else Flag(~flag.expr, flag.uses)
