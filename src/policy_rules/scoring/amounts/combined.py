"""Sum, best, least and mean of amounts, their words, and the words that any amount may end with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts import sums_and_means
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look, Stage
from policy_rules.scoring.amounts.constants_and_names import Constant, beyond_a_share
from policy_rules.scoring.amounts.reader import AmountReader, Ending, Join, Word
from policy_rules.scoring.points import Amounted, Grade, maybe_undefined, pairwise, product_of, shifted
from policy_rules.values.exact import plain
from policy_rules.values.intervals import by_corners
from policy_rules.values.known import NULL_NUM, ONLY, Num, T

ONCE = Num(1, 1)
COMBINED = {"best": sums_and_means.best, "least": sums_and_means.least, "mean": sums_and_means.mean}


@frozen(eq=False)
class WeightedAmount:
    """What is combined: an amount with a weight, where the condition is true."""

    of: Amount
    weight: Amount | None = None
    condition: core.Node | None = None

    def in_sum(self, number: Num, run: Amounts, scope: Scope) -> Iterator[tuple[Num, bool]]:
        """What it adds to a sum, and whether it surely is there; `number` is how often it may be."""
        holds = run.truth(self.condition, scope)
        if holds.hi < T:
            return
        amount = run.points(self.of, scope)
        if self.weight is not None:
            amount = product_of(amount, run.points(self.weight, scope))
        if number.hi != 1:
            amount = product_of(amount, Num(max(number.lo, 1), number.hi))
        yield amount, holds.lo == T and number.lo > 0

    def weighed(self, number: Num, run: Amounts, scope: Scope) -> sums_and_means.Weighted:
        """Its amount in a mean, best or least, with the least and greatest weight that it has."""
        value, low, high = run.value(self.of, scope), number.lo, number.hi
        if self.weight is not None:
            weight = run.points(self.weight, scope)
            if weight.null == ONLY:
                return value, 0, 0
            product = by_corners(number, Num(weight.lo, weight.hi))
            low, high = (0 if weight.null else max(0, product.lo)), product.hi
        holds = run.truth(self.condition, scope)
        return value, low if holds.lo == T else 0, high if holds.hi == T else 0

    def looked_at(self, run: Amounts, scope: Scope) -> Iterator[Look]:
        """Its condition, and where that may be true the rest."""
        if self.condition is not None:
            yield self.condition, scope
        if run.truth(self.condition, scope).hi == T:
            yield from ((a, scope) for a in (self.weight, self.of) if a is not None)


@frozen(eq=False, kw_only=True)
class Combine(Amount):
    """The sum, best, least or weighted mean of parts.

    An undefined part makes a `strict` combination (and every sum) undefined; otherwise it is absent.
    """

    how: str
    parts: tuple[WeightedAmount, ...]
    strict: bool = False

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """The hull of the sums, or of what is chosen."""
        if self.graded:
            return self._grade(run, scope)
        if self.how == "sum":
            return sums_and_means.total(each for p in self.parts for each in p.in_sum(ONCE, run, scope))
        found = [p.weighed(ONCE, run, scope) for p in self.parts]
        if self.strict and any(v.null == ONLY for v, _, _ in found):
            return NULL_NUM
        if self.strict:
            image = COMBINED[self.how]([(Num(v.lo, v.hi), a, b) for v, a, b in found])  # type: ignore[union-attr]
            return maybe_undefined(image) if any(v.null for v, _, _ in found) else image
        return COMBINED[self.how](found)

    def _grade(self, run: Amounts, scope: Scope) -> Amounted:
        values = [(p, run.value(p.of, scope)) for p in self.parts]
        if self.how == "sum":
            grade = next(v for _, v in values if isinstance(v, Grade))
            numbers = (each for p, v in values if isinstance(v, Num) for each in p.in_sum(ONCE, run, scope))
            return shifted(grade, sums_and_means.total(numbers), len(run.scale))
        if not self.strict:
            return COMBINED[self.how]([p.weighed(ONCE, run, scope) for p, _ in values])
        first, *rest = (v for _, v in values if isinstance(v, Grade))
        for other in rest:
            first = pairwise(min if self.how == "least" else max, first, other)
        return first

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """All parts that may be there."""
        return (look for part in self.parts for look in part.looked_at(run, scope))

    def check(self, run: Amounts, scope: Scope) -> Iterator[Fault]:
        """A constant beyond a share, a weight that may be negative."""
        if self.strict and self.how == "sum" and len(self.parts) == 2:
            for one, other in (self.parts, self.parts[::-1]):
                if isinstance(other.of, Constant) and isinstance(other.of.value, Num):
                    at = Fraction(other.of.value.lo)
                    yield from beyond_a_share(one.of, (at, at), f"`{plain(at)}`", other.of.place)
        if self.how == "mean" and self.parts:
            most = [Num(1, 1) if p.weight is None else run.points(p.weight, scope) for p in self.parts]
            if all(weight.hi <= 0 for weight in most):
                told = "the weights of this mean come to 0: it is never defined"
                yield Fault(told, self.place, "give one of its parts a weight over 0")
        for part in self.parts if self.how == "mean" else ():
            weight = None if part.weight is None else run.points(part.weight, scope)
            if weight is not None and weight.lo < 0 and weight.null < ONLY:
                told = "a weight of this mean may be negative"
                if weight.hi < 0:
                    told = "a weight of this mean is negative"
                yield Fault(told, self.place, "a weight is 0 or more; of a parameter its range says so")

    def as_it_is(self) -> Iterable[Amount]:
        """The parts without a weight."""
        return (part.of for part in self.parts if part.weight is None)

    def stages(self, word: str) -> tuple[Stage, ...]:
        """A sum part by part; anything else at once."""
        if word != "sum" or self.graded:
            return super().stages(word)
        partial = [evolve(self, parts=self.parts[:n]) for n in range(1, len(self.parts))]
        alone = [evolve(self, parts=(part,)) for part in self.parts]
        return tuple(Stage("sum", a, b) for a, b in zip([*partial, self], alone, strict=True))

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return any(part.of.graded for part in self.parts)


# -- reading -----------------------------------------------------------------------------------------

COMBINATIONS = ("sum", "best", "least", "mean")


def _combined(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    how = next(word for word in COMBINATIONS if word in node)
    listed = node.get(how)
    if not isinstance(listed, Sequence) or not len(listed):
        reader.faults.append(node.key(how).fault(f"`{how}` needs a list of amounts"))
        return None
    parts = [_part(reader, item, how, names) for item in listed]
    if any(part is None for part in parts):
        return None
    found = Combine(how=how, parts=tuple(p for p in parts if p is not None), place=node.place)
    mixed = _mixed(found, node.key(how))
    reader.faults += mixed
    return None if mixed else found


def _mixed(found: Combine, key: Scalar) -> list[Fault]:
    """Points and grades that do not go together."""
    kinds = [part.of.graded for part in found.parts]
    if found.how == "mean" and any(kinds):
        return [key.fault("grades have no mean", "take the mean of points, then a table")]
    if found.how == "sum" and kinds.count(True) > 1:
        return [key.fault("grades have no sum", "a sum moves one grade by the numbers beside it")]
    if found.how != "sum" and len(set(kinds)) > 1:
        return [key.fault(f"`{found.how}` mixes points and grades")]
    return []


def _part(reader: AmountReader, node: Node, how: str, names: Names) -> WeightedAmount | None:
    if not isinstance(node, Mapping) or "of" not in node or {"each", "peers"} & set(node.keys()):
        found = reader.read(node, names)
        return None if found is None else WeightedAmount(found)
    for key, _ in node.entries:
        if key.text not in ("of", "weight", "if"):
            hint = near_miss(key.text, ("of", "weight", "if")) or "keys: of, weight, if"
            reader.faults.append(key.fault(f"a part has no key `{key.text}`", hint))
            return None
    of, weight = reader.at(node, "of", names), reader.points_at(node, "weight", names)
    test = node.get("if")
    condition = None if test is None else reader.scope.condition(test, names)
    if of is None or ("weight" in node and weight is None) or (test and condition is None):
        return None
    if weight is not None and how in ("best", "least"):
        reader.faults.append(node.key("weight").fault(f"`{how}` takes no weights"))
        return None
    return WeightedAmount(of, weight, condition)


def _limit(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    return reader.at(node, "limit", names)


def _times(reader: AmountReader, node: Mapping, base: Amount, amount: Amount) -> Amount | None:
    if base.graded or amount.graded:
        reader.faults.append(node.key("times").fault("a grade is not multiplied"))
        return None
    return Combine(how="sum", parts=(WeightedAmount(base, weight=amount),), strict=True, place=base.place)


def _held(word: str, how: str) -> Join:
    """A floor or a cap."""

    def join(reader: AmountReader, node: Mapping, base: Amount, amount: Amount) -> Amount | None:
        parts = (WeightedAmount(base), WeightedAmount(amount))
        held = Combine(how=how, parts=parts, strict=True, place=base.place)
        return held if _alike(reader, node.key(word), base, amount) else None

    return join


def _undefined(reader: AmountReader, node: Mapping, base: Amount, amount: Amount) -> Amount | None:
    fits = _alike(reader, node.key("undefined"), base, amount)
    return evolve(base, undefined=amount) if fits else None


def _alike(reader: AmountReader, key: Scalar, base: Amount, amount: Amount) -> bool:
    if base.graded != amount.graded:
        reader.faults.append(key.fault(f"`{key.text}` mixes points and a grade"))
    return base.graded == amount.graded


_LISTED = "a list of amounts; one may be a part `{of: amount, weight: amount, if: condition}`"
_UNWEIGHTED = "a list of amounts; one may be a part `{of: amount, if: condition}`"
SUM = Word(
    "sum",
    _combined,
    doc="All parts together, times their weights; undefined where a part is, with a weight of 0 too. A grade "
    "and a number: the grade moved by so many places of the scale.",
    takes=_LISTED,
    example="{sum: [base, {limit: bonus, at_most: 5}]}",
    kind=43,
)
BEST = Word(
    "best",
    _combined,
    doc="The greatest of the parts, or the best of grades. An undefined part is absent.",
    takes=_UNWEIGHTED,
    example="{best: [{each: 1, of: faults}, "
    "{cases: [[untrue, {given: heavier, between: [0, 5]}]], else: 0}]}",
    kind=37,
)
LEAST = Word(
    "least",
    _combined,
    doc="The least of the parts. Of grades the lowest, which is how a grade is barred.",
    takes=_UNWEIGHTED,
    example='{least: [{table: total, rows: {">= 90": excellent, "[80..90)": good, "[60..80)": pass, '
    '"< 60": fail}}, {cases: [[criticised, good]], else: excellent}]}',
    kind=35,
)
MEAN = Word(
    "mean",
    _combined,
    doc="The weighted mean of the parts that are there: what does not apply drops out with its weight.",
    takes=_LISTED,
    example="{mean: [{of: {ratio: common, to: 50}, weight: 50},"
    " {of: {ratio: own, to: 50}, weight: 50, if: has_own}], times: 100}",
    kind=38,
)
LIMIT = Word(
    "limit",
    _limit,
    doc="An amount with a floor or a cap, which it ends with.",
    takes="an amount",
    example="{limit: bonus, at_most: 5}",
    kind=43,
)
ENDINGS = (
    Ending("times", _times, "multiplied by this amount"),
    Ending("at_least", _held("at_least", "best"), "no less than this amount"),
    Ending("at_most", _held("at_most", "least"), "no more than this amount"),
    Ending(
        "undefined",
        _undefined,
        "this amount, where there is none: a divisor of 0, a mean of nothing, no peers; also 0 times none",
    ),
)
"""The words that any amount may end with, in the order in which they apply."""
