"""Truth, comparison, choice, labels and outcomes in columns, as the reference has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from attrs import evolve

from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, PENDING, SATISFIED, VIOLATED
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar import ratios
from policy_rules.engines.columnar.columns import (
    Columns,
    LabelColumns,
    NumberColumns,
    TruthColumns,
    as_labels,
    holds,
    in_universe,
    is_empty,
    is_single,
    join,
    one_universe,
    pick,
    truth_from,
)
from policy_rules.engines.columnar.flags import NO, Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import Int, Lack, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values.known import MAYBE, NEVER, ONLY, F, N, T

Kind = TypeVar("Kind", bound=Columns)


def of_kind(value: Columns, kind: type[Kind]) -> Kind:
    """The value, which the type checker has proven to be of the kind."""
    if not isinstance(value, kind):
        raise Lack("values of different kinds in one operator")
    return value


def nulls(args: Sequence[NumberColumns]) -> tuple[Flag, Flag]:
    """Where one argument is only null, and where one may be."""
    only = any_of(*(ints.is_number(a.null, ONLY) for a in args))
    return only, any_of(*(ints.is_number(a.null, MAYBE) for a in args))


# -- truth -----------------------------------------------------------------------------------------


def all_true(*args: Columns) -> TruthColumns:
    """`and`: the least."""
    parts = [of_kind(a, TruthColumns) for a in args]
    low = ints.smallest([p.lo for p in parts], skip=False)
    settled = all(p.settled for p in parts)
    return TruthColumns(low, low if settled else ints.smallest([p.hi for p in parts], skip=False))


def negation(a: Columns) -> TruthColumns:
    """`not`."""
    value = of_kind(a, TruthColumns)
    low = ints.subtract(whole(T), value.hi)
    return TruthColumns(low, low if value.settled else ints.subtract(whole(T), value.lo))


def some_true(*args: Columns) -> TruthColumns:
    """`or`: the greatest."""
    return negation(all_true(*map(negation, args)))


def choice(condition: Columns, then: Columns, otherwise: Columns) -> Columns:
    """`if`: T takes `then`; F and N take `otherwise`; undecided, either."""
    test = of_kind(condition, TruthColumns)
    never = ints.less(test.hi, whole(T), False)
    if test.settled:
        return pick(test.surely, then, otherwise)
    return pick(test.surely, then, pick(never, otherwise, join(then, otherwise)))


def holds_of(number: Columns, *conditions: Columns) -> TruthColumns:
    """Whether at least so many hold: so many ends are at least N, or T."""
    least, parts = of_kind(number, NumberColumns), [of_kind(c, TruthColumns) for c in conditions]
    low = _reached(least.hi, [p.lo for p in parts], if_open=False)
    settled = least.settled and all(p.settled for p in parts)
    high = low if settled else _reached(least.lo, [p.hi for p in parts], if_open=True)
    only, maybe = nulls((least,))
    null = whole(N)
    low = ints.pick(only, null, ints.pick(maybe, ints.smallest([low, null], skip=False), low))
    high = ints.pick(only, null, ints.pick(maybe, ints.largest([high, null], skip=False), high))
    return TruthColumns(low, low if settled else high)


def _reached(number: Ratio, ends: Sequence[Int], *, if_open: bool) -> Int:
    """The greatest truth that so many of the ends reach."""
    found = whole(F)
    for truth in (N, T):
        count = whole(0)
        for end in ends:
            count = ints.add(count, ints.number_of(ints.less(whole(truth), end, False, or_equal=True), 1, 0))
        reached = ratios.less(number, Ratio(count), if_open, or_equal=True)
        found = ints.pick(reached, whole(truth), found)
    return found


# -- comparison ------------------------------------------------------------------------------------


def less(a: Columns, b: Columns, or_equal: bool = False) -> TruthColumns:
    """`a < b` or `a <= b`; N where a side is null."""
    x, y = of_kind(a, NumberColumns), of_kind(b, NumberColumns)
    sure = ratios.less(x.hi, y.lo, False, or_equal=or_equal)
    settled = x.settled and y.settled
    possible = sure if settled else ratios.less(x.lo, y.hi, True, or_equal=or_equal)
    found = truth_from(sure, possible)
    only, maybe = nulls((x, y))
    if only.never and maybe.never:
        return found
    null = whole(N)
    low = ints.pick(maybe, ints.smallest([found.lo, null], skip=False), found.lo)
    high = ints.pick(maybe, ints.largest([found.hi, null], skip=False), found.hi)
    low = ints.pick(only, null, low)
    return TruthColumns(low, low if settled else ints.pick(only, null, high))


def equal(a: Columns, b: Columns) -> TruthColumns:
    """`a = b`; null is a value."""
    settled = a.settled and b.settled
    if isinstance(a, NumberColumns) and isinstance(b, NumberColumns):
        apart = any_of(ratios.less(a.hi, b.lo, False), ratios.less(b.hi, a.lo, False))
        alike = all_of(ratios.same(a.lo, a.hi), ratios.same(b.lo, b.hi), ratios.same(a.lo, b.lo))
        return _equal(a.null, b.null, apart, alike, settled)
    if isinstance(a, NumberColumns) or isinstance(b, NumberColumns):
        raise Lack("a number compared with a label")
    x, y = one_universe(as_labels(a), as_labels(b))
    single = is_single(y if y.settled else x)
    alike = all_of(single, *map(ints.same, x.words, y.words))
    return _equal(x.null, y.null, is_empty(map(ints.bits_in_both, x.words, y.words)), alike, settled)


def _equal(a: Int, b: Int, apart: Flag, alike: Flag, settled: bool) -> TruthColumns:
    a_only, b_only = ints.is_number(a, ONLY), ints.is_number(b, ONLY)
    a_never, b_never = ints.is_number(a, NEVER), ints.is_number(b, NEVER)
    true = any_of(all_of(a_only, b_only), all_of(alike, a_never, b_never))
    if settled:
        return truth_from(true, true)
    false = all_of(any_of(a_never, b_never), any_of(apart, a_only, b_only))
    return truth_from(true, any_of(true, no(false)))


def one_of(a: Columns, *options: Columns) -> TruthColumns:
    """Membership among settled values, decided as a whole."""
    found = truth_from(NO, NO) if not options else some_true(*(equal(a, o) for o in options))
    if not isinstance(a, LabelColumns) or found.settled:
        return found
    value, *named = one_universe(a, *(o for o in options if isinstance(o, LabelColumns)))
    union = [whole(0)] * len(value.words)
    for option in named:
        filled = (ints.filled(word, 0) for word in option.words)
        union = list(map(ints.bits_in_either, union, filled))
    inside = (ints.same(ints.bits_in_both(w, u), w) for w, u in zip(value.words, union, strict=True))
    all_named = all_of(*inside, ints.is_number(value.null, NEVER))
    return TruthColumns(ints.pick(all_named, whole(T), found.lo), ints.pick(all_named, whole(T), found.hi))


def is_null(a: Columns) -> TruthColumns:
    """Whether the value is null."""
    null = (as_labels(a) if isinstance(a, TruthColumns) else a).null
    sure = ints.is_number(null, ONLY)
    return truth_from(sure, sure if a.settled else no(ints.is_number(null, NEVER)))


def without_null(a: Columns) -> Columns:
    """What the value may be besides null; what is only null stays so."""
    if a.settled:
        return a
    if isinstance(a, TruthColumns):
        null = all_of(ints.is_number(a.lo, N), ints.is_number(a.hi, N))
        low, high = (ints.pick(ints.is_number(e, N), whole(end), e) for e, end in ((a.lo, T), (a.hi, F)))
        return TruthColumns(ints.pick(null, whole(N), low), ints.pick(null, whole(N), high))
    return evolve(a, null=ints.number_of(ints.is_number(a.null, ONLY), ONLY, NEVER))


def place(a: Columns, *order: Columns) -> NumberColumns:
    """The place of a grade on its scale, from 0."""
    scale = tuple(of_kind(o, LabelColumns).universe[0] for o in order)
    asked = of_kind(a, LabelColumns)
    value = in_universe(asked, tuple(dict.fromkeys((*asked.universe, *scale))))
    any_text = ints.is_open(value.words[0])
    here = []
    for at, name in enumerate(scale):
        there = any_of(any_text, holds(value, name))
        here.append(ints.pick(there, whole(at), ints.NO_END))
    low, high = Ratio(ints.smallest(here, skip=True)), Ratio(ints.largest(here, skip=True))
    return NumberColumns(low, high, ints.pick(low.open, whole(ONLY), value.null))


# -- what two sources both allow -------------------------------------------------------------------


def both(a: Columns, b: Columns) -> Columns:
    """What both allow; where they exclude each other, anything from one to the other."""
    if isinstance(a, TruthColumns) and isinstance(b, TruthColumns):
        met = TruthColumns(ints.largest([a.lo, b.lo], skip=False), ints.smallest([a.hi, b.hi], skip=False))
        return pick(ints.less(met.lo, met.hi, False, or_equal=True), met, join(a, b))
    if isinstance(a, NumberColumns) and isinstance(b, NumberColumns):
        return _both_numbers(a, b)
    return _both_labels(*one_universe(as_labels(a), as_labels(b)))


def _both_numbers(a: NumberColumns, b: NumberColumns) -> Columns:
    lo, hi = ratios.greatest([a.lo, b.lo], skip=True), ratios.least([a.hi, b.hi], skip=True)
    null_too = no(any_of(ints.is_number(a.null, NEVER), ints.is_number(b.null, NEVER)))
    only, _ = nulls((a, b))
    nothing = any_of(only, ratios.less(hi, lo, False))
    null = NumberColumns(ratios.OPEN, ratios.OPEN, whole(ONLY))
    met = NumberColumns(lo, hi, ints.number_of(null_too, MAYBE, NEVER))
    return pick(nothing, pick(null_too, null, join(a, b)), met)


def _both_labels(a: LabelColumns, b: LabelColumns) -> Columns:
    words = [
        ints.pick(ints.is_open(x), y, ints.pick(ints.is_open(y), x, ints.bits_in_both(x, y)))
        for x, y in zip(a.words, b.words, strict=True)
    ]
    nothing = is_empty(words)
    only = any_of(ints.is_number(a.null, ONLY), ints.is_number(b.null, ONLY))
    never = any_of(ints.is_number(a.null, NEVER), ints.is_number(b.null, NEVER))
    maybe = all_of(ints.is_number(a.null, MAYBE), ints.is_number(b.null, MAYBE))
    null = ints.pick(maybe, ints.number_of(nothing, ONLY, MAYBE), ints.number_of(only, ONLY, NEVER))
    impossible = any_of(all_of(nothing, ints.is_number(null, NEVER)), all_of(only, never))
    met = LabelColumns(tuple(ints.pick(only, whole(0), word) for word in words), a.universe, null)
    return pick(impossible, join(a, b), met)


# -- outcomes --------------------------------------------------------------------------------------


def span(possible: Sequence[tuple[int, Flag]]) -> NumberColumns:
    """The least and the greatest of the outcomes that are possible in each row, lowest first."""
    low, high = whole(possible[-1][0]), whole(possible[0][0])
    for code, flag in reversed(possible[:-1]):
        low = ints.pick(flag, whole(code), low)
    for code, flag in possible[1:]:
        high = ints.pick(flag, whole(code), high)
    return NumberColumns(Ratio(low), Ratio(high), whole(NEVER))


def outcome(lifted: Columns, requires: Columns, late: Columns, waiting: Columns) -> NumberColumns:
    """One instance; see `evaluate.outcome`."""
    x, r, l, w = (of_kind(a, TruthColumns) for a in (lifted, requires, late, waiting))
    not_lifted = ints.less(x.lo, whole(T), False)
    running = all_of(not_lifted, ints.less(w.lo, whole(T), False))
    unmet, kept = ints.less(r.lo, whole(T), False), ints.less(whole(F), r.hi, False)
    early, overdue = ints.is_number(l.lo, F), ints.less(whole(F), l.hi, False)
    return span(
        (
            (EXCEPTED, x.possibly),
            (SATISFIED, all_of(running, kept)),
            (PENDING, any_of(all_of(not_lifted, w.possibly), all_of(running, unmet, early))),
            (VIOLATED, all_of(running, unmet, overdue)),
        )
    )


def finding(role: Columns, lifted: Columns, applies: Columns, worst: Columns) -> NumberColumns:
    """The unit's finding; see `evaluate.finding`."""
    excepted = NumberColumns(Ratio(whole(EXCEPTED)), Ratio(whole(EXCEPTED)), whole(NEVER))
    inner = choice(lifted, excepted, _if_true(applies, worst))
    return _if_true(role, inner)


def worst_of(*findings: Columns) -> NumberColumns:
    """The worst of several findings, end by end."""
    parts = [of_kind(f, NumberColumns) for f in findings]
    low = ints.largest([p.lo.num for p in parts], skip=False)
    high = ints.largest([p.hi.num for p in parts], skip=False)
    return NumberColumns(Ratio(low), Ratio(high), whole(NEVER))


def case(value: Columns, *rest: Columns) -> Columns:
    """The hull of what goes with each listed value that the first may be; see `operators.rules.case`."""
    half = len(rest) // 2
    found, (before, *more) = rest[half], taken(value, rest[:half])
    for result, too in zip(rest[half + 1 :], more, strict=True):
        found = pick(too, pick(before, join(found, result), result), found)
        before = any_of(before, too)
    return found


def taken(value: Columns, listed: Sequence[Columns]) -> list[Flag]:
    """Which of the listed values it may be; all where it may be null, or is none of them."""
    may_be = [equal(value, one).possibly for one in listed]
    null = NO if isinstance(value, TruthColumns) else no(ints.is_number(value.null, NEVER))
    every = any_of(null, no(any_of(*may_be)))
    return [any_of(possible, every) for possible in may_be]


def _if_true(condition: Columns, inner: Columns) -> NumberColumns:
    test, value = of_kind(condition, TruthColumns), of_kind(inner, NumberColumns)
    zero = Ratio(whole(NOT_APPLICABLE))
    lo = ratios.pick(test.surely, value.lo, zero)
    hi = ratios.pick(ints.is_number(test.hi, F), zero, value.hi)
    return NumberColumns(lo, hi, whole(NEVER))


Operator = Callable[..., Columns]

LOGIC: Mapping[str, Operator] = {
    "and": all_true,
    "or": some_true,
    "not": negation,
    "if": choice,
    "<": less,
    "<=": lambda a, b: less(a, b, or_equal=True),
    ">": lambda a, b: less(b, a),
    ">=": lambda a, b: less(b, a, or_equal=True),
    "=": equal,
    "!=": lambda a, b: negation(equal(a, b)),
    "in": one_of,
    "is null": is_null,
    "not null": without_null,
    "holds of": holds_of,
    "place": place,
    "both": both,
    "outcome": outcome,
    "finding": finding,
    "worst of": worst_of,
    "case": case,
}
