"""Words of a sheet that a parameter may choose: how a part of a step counts, how a number is rounded.

While the parameter is open, the amount is the hull over all that it may choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.documents import Scalar, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look
from policy_rules.scoring.amounts.reader import AmountReader
from policy_rules.values.exact import ROUNDINGS
from policy_rules.values.intervals import whole
from policy_rules.values.known import INF, NULL_NUM, ONLY, End, Labels, Num, label
from policy_rules.vocabulary import Type

_MOST_DIGITS = 400
"""So many decimals of a number are looked at for the first that come again."""


def chosen_words(run: Amounts, word: core.Node) -> frozenset[str]:
    """The words that may be chosen, as sheets write them."""
    found = run.read(word, {})
    assert isinstance(found, Labels)
    assert found.members
    return frozenset(map(_in_words, found.members))


def _in_words(name: str) -> str:
    """The word that the value of a parameter means: it may be written `last_of_tie`."""
    return name.replace("_", " ")


def written_word(word: str, known: Iterable[str]) -> core.Node:
    """The word itself, where nothing chooses."""
    return core.Const(Type("label", tuple(known)), label(word))


def word_written(word: core.Node) -> str | None:
    """The word that is written; None where a parameter chooses."""
    found = word.value if isinstance(word, core.Const) else None
    return next(iter(found.members)) if isinstance(found, Labels) and found.members else None


def word_or_parameter(
    reader: AmountReader, written: Scalar, known: Iterable[str], told: str
) -> core.Node | None:
    """One of the words, or a parameter whose values are such words; None with its fault noted."""
    words = tuple(known)
    if written.text in words:
        return written_word(written.text, words)
    hint = "known: " + ", ".join(words) + ", or a parameter whose values are those"
    if written.text not in reader.scope.parameters:
        name = written.text
        if name in reader.scope.model.vocabulary.parameters:
            hint = f"the ruleset has it: declare it under `parameters` of the sheet, `{name}: {{}}`"
        else:
            hint = near_miss(name, words) or hint
        reader.faults.append(written.fault(f"{describe(written)} {told}", hint))
        return None
    found = reader.scope.value(written, reader.scope.names())
    if found is None:
        return None
    chosen = set(map(_in_words, found.type.labels))
    if found.type.kind != "label" or not chosen or not chosen <= set(words):
        reader.faults.append(written.fault(f"`{written.text}` {told}", hint))
        return None
    return found


@frozen(eq=False, kw_only=True)
class ChosenSteps(Amount):
    """A number of steps, by the step and by how a part of one counts; `signed`: of numbers below 0 too."""

    of: Amount
    step: Amount
    part: core.Node
    parts: Mapping[str, str]
    signed: bool = False

    def image(self, run: Amounts, scope: Scope) -> Num:
        """The hull over all steps and all ways to count; each grows with the number."""
        x, step = run.points(self.of, scope), run.points(self.step, scope)
        if ONLY in (x.null, step.null) or step.hi <= 0:
            return NULL_NUM
        low, high = (x.lo, x.hi) if self.signed else (max(x.lo, 0), max(x.hi, 0))
        least, most = max(step.lo, 0), step.hi
        ends = [
            counted(end, by, self.parts[word])
            for word in chosen_words(run, self.part)
            for end in (low, high)
            for by in (least, most)
        ]
        return Num(min(ends), max(ends), max(x.null, step.null))

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """The number, the step, and what chooses how a part counts."""
        return (self.of, scope), (self.step, scope), (self.part, {})

    def check(self, run: Amounts, scope: Scope) -> Iterator[Fault]:
        """A step that may be 0 or less."""
        if run.points(self.step, scope).lo <= 0:
            told = "the step may be 0 or less"
            yield Fault(told, self.place, "give the parameter a range above 0")


def counted(x: End, step: End, rounding: str) -> End:
    """A number of steps made whole."""
    if x == 0:
        return 0
    if step in (0, INF) or x in (INF, -INF):
        return 0 if step == INF else INF if x > 0 else -INF
    steps = Fraction(x) / Fraction(step)
    return whole(Fraction(ROUNDINGS[rounding](steps)) if rounding else steps)


@frozen(eq=False, kw_only=True)
class ChosenRounding(Amount):
    """A number rounded to places and in a way that parameters may choose."""

    of: Amount
    places: Amount
    mode: core.Node
    modes: Mapping[str, str]

    def image(self, run: Amounts, scope: Scope) -> Num:
        """The hull over all places and ways; each grows with the number."""
        x, places = run.points(self.of, scope), run.points(self.places, scope)
        if ONLY in (x.null, places.null):
            return NULL_NUM
        if places.lo == -INF:
            return Num(-INF, INF, max(x.null, places.null))  # refused where the sheet is read
        ways = [self.modes[word] for word in chosen_words(run, self.mode)]
        low = min(end for way in ways for end in roundings(x.lo, places, way))
        high = max(end for way in ways for end in roundings(x.hi, places, way))
        return Num(low, high, max(x.null, places.null))

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """The number, and what chooses how it is rounded."""
        return (self.of, scope), (self.places, scope), (self.mode, {})

    def check(self, run: Amounts, scope: Scope) -> Iterator[Fault]:
        """Places that may be any number below."""
        if run.points(self.places, scope).lo == -INF:
            told = "nothing bounds from below to how many places this is rounded"
            yield Fault(told, self.place, "give the parameter a range, such as `0..4`")


def roundings(x: End, places: Num, way: str) -> Iterator[End]:
    """All that a number may be rounded to; where nothing bounds the places, also itself, their limit.

    Once the decimals of a number come again, what follows lies between what was found and the number.
    """
    if not way or x in (INF, -INF):
        yield x
        return
    exact, first = Fraction(x), int(-(-places.lo // 1))
    seen: set[Fraction] = set()
    number = first
    while places.hi == INF or number <= places.hi:
        unit = Fraction(10) ** number
        yield whole(Fraction(ROUNDINGS[way](exact * unit)) / unit)
        rest = exact * unit % 1
        if places.hi == INF and rest in seen:
            yield x
            return
        if places.hi == INF and len(seen) > _MOST_DIGITS:  # wider than it need be: what follows lies within
            yield from _around(exact, first)
            return
        if places.hi != INF and rest == 0:
            return  # from here on it is exact
        seen.add(rest)
        number += 1


def _around(x: Fraction, places: int) -> Iterator[End]:
    """The two numbers of so many places between which it lies."""
    unit = Fraction(10) ** places
    yield from (whole(Fraction(ROUNDINGS[way](x * unit)) / unit) for way in ("floor", "ceiling"))
