"""What an amount may be on the facts of a unit: the hull of its image, its parts taken as independent.

Source: effects, 2.1 to 2.6. Soundness and monotonicity follow by composition.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts import ranking as compare
from policy_rules.scoring.amounts import sums_and_means as combine
from policy_rules.scoring.amounts.amount_words import tie_word
from policy_rules.scoring.amounts.kinds import (
    Amount,
    ByLabel,
    ByRange,
    Cases,
    Combine,
    Constant,
    Curve,
    CurvePiece,
    Entered,
    Interval,
    Named,
    OverRecords,
    Peers,
    Quotient,
    Rows,
    WeightedAmount,
    graded,
)
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.others import ALONE, Others
from policy_rules.scoring.points import (
    NO_GRADE,
    Amounted,
    Grade,
    defined,
    hull_all,
    maybe_undefined,
    pairwise,
    product_of,
    read_value,
    shifted,
)
from policy_rules.values.exact import ROUNDINGS
from policy_rules.values.intervals import by_corners, lifted, quotient, whole
from policy_rules.values.known import INF, NULL_NUM, ONLY, End, F, Labels, Num, T, Truth, Value, as_labels


class Amounts:
    """Evaluates amounts; `entries` holds what persons have entered, by the name of the entry."""

    def __init__(
        self,
        reference: SheetReference,
        scale: tuple[str, ...],
        entries: Mapping[str, Num],
        population: Others = ALONE,
    ) -> None:
        self.reference, self.scale, self.entries, self.population = reference, scale, entries, population
        self._kept: dict[int, Amounted] = {}
        self._read: dict[tuple[int, datetime.date | None], Value] = {}
        self.kept_reasons: dict[int, object] = {}
        """What amounts rest on (`reasons.Basis`), for as long as their values stand."""

    def forget(self) -> None:
        """Work everything out again: something read has changed."""
        self._kept.clear()
        self._read.clear()
        self.kept_reasons.clear()

    def remember(self, other: Amounts) -> None:
        """Take over what another has worked out on the same facts."""
        self._kept, self._read = dict(other._kept), dict(other._read)

    def read(self, node: core.Node, scope: Scope) -> Value:
        """What a tree of the core may be, for an item as of its own due day."""
        if scope:
            return self.reference.value(node, scope)
        key = (id(node), self.reference.due)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self.reference.value(node, scope)
        return found

    def value(self, amount: Amount, scope: Scope) -> Amounted:
        """What the amount may be, with the records that its variables stand for."""
        if not scope and id(amount) in self._kept:
            return self._kept[id(amount)]
        found = self._image(amount, scope)
        if found is NULL_NUM and graded(amount):
            found = NO_GRADE
        if amount.undefined is not None and found.null:
            found = defined(found, self.value(amount.undefined, scope))
        if not scope:
            self._kept[id(amount)] = found
        return found

    def points(self, amount: Amount, scope: Scope) -> Num:
        """The amount, which is one of points."""
        found = self.value(amount, scope)
        assert isinstance(found, Num), amount
        return found

    def truth(self, condition: core.Node | None, scope: Scope) -> Truth:
        """Whether the condition is true; without one it is."""
        if condition is None:
            return Truth(T, T)
        found = self.read(condition, scope)
        assert isinstance(found, Truth)
        return found

    def _image(self, amount: Amount, scope: Scope) -> Amounted:
        match amount:
            case Constant():
                return amount.value
            case Named():
                return read_value(self.read(amount.node, scope), self.scale)
            case Entered():
                return self.entries.get(entry_name(amount, scope), Num(whole(amount.low), whole(amount.high)))
            case ByLabel():
                return self._by_label(amount, scope)
            case ByRange():
                return self._by_range(amount, scope)
            case Curve():
                return curve(self.points(amount.of, scope), amount.pieces)
            case Quotient():
                return self._ratio(amount, scope)
            case Cases():
                return hull_all(self.value(a, scope) for a in self.reached(amount, scope))
            case Combine():
                return self._combined(amount, scope)
            case OverRecords():
                return self._over_records(amount, scope)
            case Peers():
                return self._peers(amount)
        raise TypeError(f"no amount: {amount}")

    # -- tables --------------------------------------------------------------------------------------

    def touched_labels(self, amount: ByLabel, scope: Scope) -> list[str]:
        """The labels that the thing read may have, where the table has a row for them."""
        found = self.read(amount.of, scope)
        labels = as_labels(found) if isinstance(found, Truth) else found
        assert isinstance(labels, Labels)
        return [name for name in amount.rows if labels.members is None or name in labels.members]

    def _by_label(self, amount: ByLabel, scope: Scope) -> Amounted:
        found = self.read(amount.of, scope)
        null = as_labels(found).null if isinstance(found, Truth) else found.null
        rows = [amount.rows[name] for name in self.touched_labels(amount, scope)]
        if not rows or null == ONLY:
            return NULL_NUM
        image = hull_all(self.value(row, scope) for row in rows)
        return maybe_undefined(image) if null else image

    def rows(self, amount: ByRange) -> Rows | None:
        """The rows in force on the day of assessment; None while the table is open."""
        if not amount.table:
            return amount.rows
        begun = [rows for start, rows in amount.dated if start <= self.reference.view.as_of]
        return begun[-1] if begun else None

    def _by_range(self, amount: ByRange, scope: Scope) -> Amounted:
        x = self.points(amount.of, scope)
        if x.null == ONLY:
            return NULL_NUM
        rows = self.rows(amount)
        if rows is None:
            assert amount.unset is not None
            return maybe_undefined(amount.unset) if x.null else amount.unset
        touched = [row for span, row in rows if touches(span, x)]
        if not touched:
            return NULL_NUM
        image = hull_all(self.value(row, scope) for row in touched)
        return maybe_undefined(image) if x.null else image

    # -- the rest --------------------------------------------------------------------------------------

    def _ratio(self, amount: Quotient, scope: Scope) -> Num:
        return _quotients[amount.whole](self.points(amount.of, scope), self.points(amount.to, scope))

    def reached(self, amount: Cases, scope: Scope) -> list[Amount]:
        """The amounts whose condition may be the first that is true."""
        found = []
        for condition, row in amount.rows:
            truth = self.truth(condition, scope)
            if truth.hi == T:
                found.append(row)
            if truth.lo == T:
                return found
        return [*found, amount.otherwise]

    def _combined(self, amount: Combine, scope: Scope) -> Amounted:
        parts = [(p, Num(1, 1)) for p in amount.parts]
        if graded(amount):
            return self._graded(amount, scope)
        if amount.how == "sum":
            return combine.total(self._weighted(p, n, scope) for p, n in parts)
        found = [self._presence(p, n, scope) for p, n in parts]
        if amount.strict and any(v.null == ONLY for v, _, _ in found):
            return NULL_NUM
        if amount.strict:
            image = _COMBINED[amount.how]([(Num(v.lo, v.hi), a, b) for v, a, b in found])  # type: ignore[union-attr]
            return maybe_undefined(image) if any(v.null for v, _, _ in found) else image
        return _COMBINED[amount.how](found)

    def _graded(self, amount: Combine, scope: Scope) -> Amounted:
        values = [(p, self.value(p.of, scope)) for p in amount.parts]
        if amount.how == "sum":
            grade = next(v for _, v in values if isinstance(v, Grade))
            numbers = [self._weighted(p, Num(1, 1), scope) for p, v in values if isinstance(v, Num)]
            return shifted(grade, combine.total(numbers), len(self.scale))
        if not amount.strict:
            return _COMBINED[amount.how]([self._presence(p, Num(1, 1), scope) for p, _ in values])
        first, *rest = (v for _, v in values if isinstance(v, Grade))
        for other in rest:
            first = pairwise(min if amount.how == "least" else max, first, other)
        return first

    def _over_records(self, amount: OverRecords, scope: Scope) -> Amounted:
        weighted, keyed = [], []
        for member in self.reference.members(amount.source, scope):
            inner = {**scope, amount.var: member.record}
            number = Num(member.lo, member.hi)
            if amount.key is not None:
                holds = self.truth(amount.part.condition, inner)
                if holds.hi == T:
                    least = member.lo if holds.lo == T else 0
                    key = _key(self.reference.value(amount.key, inner))
                    keyed.append((key, self.points(amount.part.of, inner), least, member.hi))
            elif amount.how == "sum":
                weighted.append(self._weighted(amount.part, number, inner))
            else:
                keyed.append(self._presence(amount.part, number, inner))  # type: ignore[arg-type]
        if amount.key is not None:
            return combine.best_of_each_key(keyed)
        return combine.total(weighted) if amount.how == "sum" else _COMBINED[amount.how](keyed)  # type: ignore[arg-type]

    # -- other units -------------------------------------------------------------------------------------

    def _peers(self, amount: Peers) -> Num:
        own, keys = self.own(amount)
        peers = self.population.peers(amount)
        if amount.how == "rank":
            return compare.rank(amount, own, keys, peers, self.ties(amount))
        return compare.summed_up(amount, own, peers)

    def own(self, amount: Peers) -> tuple[Num, tuple[Num, ...]]:
        """The unit's own value of what is compared, and its further keys."""
        value, *keys = (self.reference.known[name] for name in (amount.of, *amount.keys))
        assert isinstance(value, Num)
        return value, tuple(key for key in keys if isinstance(key, Num))

    def ties(self, amount: Peers) -> frozenset[str]:
        """The ways in which equal units may be ranked."""
        if amount.ties is None:
            return frozenset()
        found = self.reference.value(amount.ties, {})
        assert isinstance(found, Labels) and found.members
        return frozenset(tie_word(name) for name in found.members)

    # -- parts -------------------------------------------------------------------------------------------

    def _weighted(self, part: WeightedAmount, number: Num, scope: Scope) -> tuple[Num, Num]:
        """A part of a sum with its factor."""
        value, factor = self.points(part.of, scope), number
        if part.weight is not None:
            factor = product_of(factor, self.points(part.weight, scope))
        holds = self.truth(part.condition, scope)
        if holds.hi < T:
            return value, Num(0, 0)
        return value, factor if holds.lo == T else Num(min(factor.lo, 0), max(factor.hi, 0), factor.null)

    def _presence(self, part: WeightedAmount, number: Num, scope: Scope) -> combine.Weighted:
        """A part of a mean, best or least with the least and greatest weight that it has."""
        value, low, high = self.value(part.of, scope), number.lo, number.hi
        if part.weight is not None:
            weight = self.points(part.weight, scope)
            if weight.null == ONLY:
                return value, 0, 0
            product = by_corners(number, Num(weight.lo, weight.hi))
            low, high = (0 if weight.null else max(0, product.lo)), product.hi
        holds = self.truth(part.condition, scope)
        return value, low if holds.lo == T else 0, high if holds.hi == T else 0


_COMBINED = {"best": combine.best, "least": combine.least, "mean": combine.mean}
_quotients = (
    lifted(quotient),
    lifted(lambda a, b: quotient(a, b, integer=True)),
)


def entry_name(amount: Entered, scope: Scope) -> str:
    """The name of an entry; one made for each record bears the records' ids."""
    ids = "/".join(record.id for record in scope.values())
    return f"{amount.entry}({ids})" if ids else amount.entry


def _key(value: Value) -> str | None:
    """The key of a record as text, or None where it is not known."""
    if not value.settled:
        return None
    return repr(value)


def touches(span: Interval, x: Num) -> bool:
    """Whether a number of the interval lies in the row."""
    below = span.high is not None and (x.lo > span.high or (x.lo == span.high and not span.high_owned))
    above = span.low is not None and (x.hi < span.low or (x.hi == span.low and not span.low_owned))
    return not (below or above)


def curve(x: Num, pieces: tuple[CurvePiece, ...]) -> Num:
    """The image of an interval: each piece is monotone, so its ends are at the cuts."""
    if x.null == ONLY:
        return NULL_NUM
    found: list[End] = []
    for piece in pieces:
        if touches(piece.span, x):
            low = x.lo if piece.span.low is None else max(x.lo, piece.span.low)
            high = x.hi if piece.span.high is None else min(x.hi, piece.span.high)
            found += [_at(piece, low), _at(piece, high)]
    return Num(min(found), max(found), x.null)


def _at(piece: CurvePiece, x: End) -> End:
    if x in (INF, -INF):
        if piece.slope == 0:
            return whole(piece.base)
        return INF if (x > 0) == (piece.slope > 0) else -INF
    steps = (Fraction(x) - piece.origin) / piece.step
    if piece.rounding:
        steps = Fraction(ROUNDINGS[piece.rounding](steps))
    return whole(piece.base + piece.slope * steps)


def taken(truth: Truth, *, unless: bool) -> Truth:
    """Whether an effect is taken: its condition is true, or (unless) not true; null is not true."""
    low, high = (T if truth.lo == T else F), (T if truth.hi == T else F)
    return Truth(T - high, T - low) if unless else Truth(low, high)
