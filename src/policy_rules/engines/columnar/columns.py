"""Abstract values in columns: a truth, a number or a set of labels in each row of a frame.

The same three kinds as in `values.known`, each made of whole numbers: a truth is its two ends, a number
two quotients and a null flag, a set of labels the bits of one or more words over a known universe.
`settled` says that every row is settled: both ends are then the same column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar import ratios
from policy_rules.engines.columnar.flags import NO, YES, Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import NO_END, Int, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values.known import MAYBE, NEVER, ONLY, F, N, Num, T, Truth, Value

WORD = 60
"""The labels of which one word tells: it is a whole number of 64 bits."""


@frozen(eq=False)
class TruthColumns:
    """An interval over F < N < T."""

    lo: Int
    hi: Int

    @property
    def settled(self) -> bool:
        """Whether every row is settled."""
        return self.lo is self.hi

    @property
    def surely(self) -> Flag:
        """Where it is true."""
        return ints.is_number(self.lo, T)

    @property
    def possibly(self) -> Flag:
        """Where it may be true."""
        return ints.is_number(self.hi, T)


@frozen(eq=False)
class NumberColumns:
    """An interval of exact numbers with a null flag; both ends are null where it is ONLY."""

    lo: Ratio
    hi: Ratio
    null: Int

    @property
    def settled(self) -> bool:
        """Whether every row is settled."""
        endless = self.lo.num.expr is None and self.null.constant != ONLY
        return self.lo is self.hi and not endless


@frozen(eq=False)
class LabelColumns:
    """A set of the universe's texts, with a null flag; words of null are any text at all.

    `words`: masks, each of as many labels as a word holds, in the universe's order; at least one.
    """

    words: tuple[Int, ...]
    universe: tuple[str, ...]
    null: Int
    settled: bool = False


Columns = TruthColumns | NumberColumns | LabelColumns


def constant(value: Value) -> Columns:
    """The same value in every row."""
    match value:
        case Truth():
            lo = whole(value.lo)
            return TruthColumns(lo, lo if value.lo == value.hi else whole(value.hi))
        case Num():
            low = ratios.ratio(value.lo)
            return NumberColumns(low, low if value.settled else ratios.ratio(value.hi), whole(value.null))
    universe = tuple(sorted(value.members or ()))
    masks = words_of(None if value.members is None else (1 << len(universe)) - 1, universe)
    words = tuple(NO_END if mask is None else whole(mask) for mask in masks)
    return LabelColumns(words, universe, whole(value.null), value.settled)


def words_of(mask: int | None, universe: tuple[str, ...]) -> tuple[int | None, ...]:
    """A mask of all labels of the universe, cut into words."""
    starts = range(0, max(1, len(universe)), WORD)
    return tuple(None if mask is None else mask >> at & (1 << WORD) - 1 for at in starts)


def truth_from(lo: Flag, hi: Flag) -> TruthColumns:
    """True where `lo`, possibly true where `hi`, never null."""
    low = ints.number_of(lo, T, F)
    return TruthColumns(low, low if lo is hi else ints.number_of(hi, T, F))


def is_unsettled(value: Columns) -> Flag:
    """Where the value could still be more than one thing."""
    if value.settled:
        return NO
    match value:
        case TruthColumns():
            return no(ints.same(value.lo, value.hi))
        case NumberColumns():
            one = all_of(ints.is_number(value.null, NEVER), ratios.same(value.lo, value.hi))
        case LabelColumns():
            one = all_of(ints.is_number(value.null, NEVER), is_single(value))
    return no(any_of(one, ints.is_number(value.null, ONLY)))


def is_single(value: LabelColumns) -> Flag:
    """Where it is exactly one label; only to be asked where it is not null."""
    if value.settled:
        return YES
    some, used = [], whole(0)
    for word in value.words:
        rest = ints.bits_in_both(word, ints.largest([ints.add(word, whole(-1)), whole(0)], skip=False))
        some.append(ints.is_number(rest, 0))
        used = ints.add(used, ints.number_of(ints.less(whole(0), word, False), 1, 0))
    return all_of(*some, ints.is_number(used, 1))


def is_empty(words: Iterable[Int]) -> Flag:
    """Where no bit is set."""
    return all_of(*(ints.is_number(word, 0) for word in words))


def holds(value: LabelColumns, name: str) -> Flag:
    """Where a label of the universe is in the set; not where it is any text."""
    at, bit = divmod(value.universe.index(name), WORD)
    return ints.less(whole(0), ints.bits_in_both(value.words[at], whole(1 << bit)), False)


def in_universe(value: LabelColumns, universe: tuple[str, ...]) -> LabelColumns:
    """The same set with its bits in the order of another universe, which holds all its texts."""
    if value.universe == universe:
        return value
    size, first = len(words_of(0, universe)), value.words[0]
    constants = [word.constant for word in value.words]
    if universe[: len(value.universe)] == value.universe or first.expr is None:
        more = NO_END if first.expr is None else ints.blank(ints.is_open(first), whole(0))
        return evolve(value, words=(value.words + (more,) * size)[:size], universe=universe)
    place = {name: bit for bit, name in enumerate(universe)}
    if None not in constants:
        here = [n for at, n in enumerate(value.universe) if (constants[at // WORD] or 0) >> at % WORD & 1]
        masks = words_of(sum(1 << place[name] for name in here), universe)
        return evolve(value, words=tuple(whole(mask or 0) for mask in masks), universe=universe)
    moved = [ints.blank(ints.is_open(first), whole(0))] * size
    for name in value.universe:
        at, bit = divmod(place[name], WORD)
        moved[at] = ints.add(moved[at], ints.number_of(holds(value, name), 1 << bit, 0))
    tops = [top or 0 for top in words_of((1 << len(universe)) - 1, universe)]
    words = tuple(Int(w.expr, 0, top, w.gaps, w.uses, w.dtype) for w, top in zip(moved, tops, strict=True))
    return evolve(value, words=words, universe=universe)


def one_universe(*values: LabelColumns) -> list[LabelColumns]:
    """The sets over one universe."""
    largest = max((v.universe for v in values), key=len)
    universe = (*largest, *dict.fromkeys(n for v in values for n in v.universe if n not in largest))
    return [in_universe(v, universe) for v in values]


def as_labels(value: Columns) -> LabelColumns:
    """A truth as the set of what it may be."""
    if isinstance(value, LabelColumns):
        return value
    assert isinstance(value, TruthColumns)
    lo, hi = value.lo, value.hi
    mask = ints.add(ints.number_of(ints.is_number(lo, F), 1, 0), ints.number_of(ints.is_number(hi, T), 2, 0))
    only = all_of(ints.is_number(lo, N), ints.is_number(hi, N))
    maybe = all_of(ints.less(lo, whole(T), False), ints.less(whole(F), hi, False))
    null = ints.pick(only, whole(ONLY), ints.number_of(maybe, MAYBE, NEVER))
    return LabelColumns((mask,), ("false", "true"), null, value.settled)


def join(a: Columns, b: Columns) -> Columns:
    """The least value that holds everything that a or b could be."""
    if a is b:
        return a
    if isinstance(a, TruthColumns) and isinstance(b, TruthColumns):
        least = ints.smallest([a.lo, b.lo], skip=False)
        return TruthColumns(least, ints.largest([a.hi, b.hi], skip=False))
    if isinstance(a, NumberColumns) and isinstance(b, NumberColumns):
        a_only, b_only = ints.is_number(a.null, ONLY), ints.is_number(b.null, ONLY)
        lo = ratios.least([a.lo, b.lo], skip=False)
        hi = ratios.greatest([a.hi, b.hi], skip=False)
        null = join_null(a.null, b.null)
        low = ratios.pick(a_only, b.lo, ratios.pick(b_only, a.lo, lo))
        high = ratios.pick(a_only, b.hi, ratios.pick(b_only, a.hi, hi))
        if high is low and null is not a.null:
            high = evolve(high)  # one number or null: the ends are one, and yet it is not settled
        return NumberColumns(low, high, null)
    first, second = one_universe(as_labels(a), as_labels(b))
    words = tuple(map(ints.bits_in_either, first.words, second.words))
    return LabelColumns(words, first.universe, join_null(first.null, second.null))


def join_null(a: Int, b: Int) -> Int:
    """The null flag of a value that may be either of two."""
    return a if a is b else ints.pick(ints.same(a, b), a, whole(MAYBE))


def pick(flag: Flag, then: Columns, otherwise: Columns) -> Columns:
    """`then` where the flag is set, else `otherwise`."""
    if flag.always or then is otherwise:
        return then
    if flag.never:
        return otherwise
    settled = then.settled and otherwise.settled
    if isinstance(then, TruthColumns) and isinstance(otherwise, TruthColumns):
        low = ints.pick(flag, then.lo, otherwise.lo)
        return TruthColumns(low, low if settled else ints.pick(flag, then.hi, otherwise.hi))
    if isinstance(then, NumberColumns) and isinstance(otherwise, NumberColumns):
        lo = ratios.pick(flag, then.lo, otherwise.lo)
        hi = lo if settled else ratios.pick(flag, then.hi, otherwise.hi)
        return NumberColumns(lo, hi, ints.pick(flag, then.null, otherwise.null))
    a, b = one_universe(as_labels(then), as_labels(otherwise))
    null = ints.pick(flag, a.null, b.null)
    words = tuple(ints.pick(flag, x, y) for x, y in zip(a.words, b.words, strict=True))
    return LabelColumns(words, a.universe, null, settled)


def parts(value: Columns) -> tuple[Int, ...]:
    """The columns that the value is made of."""
    match value:
        case TruthColumns():
            return (value.lo, value.hi)
        case NumberColumns():
            return (value.lo.num, value.lo.den, value.hi.num, value.hi.den, value.null)
        case LabelColumns():
            return (*value.words, value.null)


def mapped(value: Columns, keep: Callable[[Int], Int]) -> Columns:
    """The value with each of its columns put through `keep`, the same column once."""
    done: dict[int, Int] = {}

    def once(a: Int) -> Int:
        if id(a) not in done:
            done[id(a)] = keep(a)
        return done[id(a)]

    match value:
        case TruthColumns():
            return TruthColumns(once(value.lo), once(value.hi))
        case NumberColumns():
            lo = Ratio(once(value.lo.num), once(value.lo.den))
            hi = lo if value.settled else Ratio(once(value.hi.num), once(value.hi.den))
            return NumberColumns(lo, hi, once(value.null))
        case LabelColumns():
            words = tuple(map(once, value.words))
            return LabelColumns(words, value.universe, once(value.null), value.settled)
