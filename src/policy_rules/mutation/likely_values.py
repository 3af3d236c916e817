"""Values that a fact may have where a condition turns: beside its numbers and days, each label, null."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.ruleset.typed_values import decimal
from policy_rules.values.days import add_months
from policy_rules.values.known import Labels, Num
from policy_rules.vocabulary import Type

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?%?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_DAYS, _MOST_NUMBERS, _FEW_DAYS = 40, 24, 6
_FEW_LABELS, _MOST_PLACES = 6, 6
_IN_DAYS = (("day", 1),)
_WEEKENDS = 2
"""Of so many days more than are counted of five is asked, where days are counted: some are not worked."""


@frozen
class Thresholds:
    """The numbers, days, spans of time and labels that stand in the conditions of a rule."""

    numbers: tuple[Fraction, ...]
    days: tuple[int, ...]
    day_spans: tuple[int, ...]
    month_spans: tuple[int, ...]
    labels: frozenset[str] = frozenset()

    @classmethod
    def of(cls, roots: Iterable[core.Node]) -> Thresholds:
        """Those in trees of the core."""
        found: dict[str, dict[Any, None]] = {kind: {} for kind in ("number", "date", "days", "months")}
        labels = set[str]()
        for root in roots:
            for node in core.walk(root):
                if isinstance(node, core.Const) and isinstance(node.value, Labels):
                    labels |= node.value.members or frozenset()
                if isinstance(node, core.Const) and node.type.kind in found:
                    end = node.value.lo if node.value.settled and isinstance(node.value, Num) else None
                    if isinstance(end, int | Fraction):
                        found[node.type.kind][end] = None
        numbers = tuple(map(Fraction, found["number"]))
        days, spans, months = (tuple(map(int, found[kind])) for kind in ("date", "days", "months"))
        return cls(numbers, days, spans, months, frozenset(labels))


class LikelyValues:
    """What a fact of a type may be told to be; `thresholds` are those of the rule."""

    def __init__(self, thresholds: Thresholds) -> None:
        self.thresholds = thresholds

    def of(self, kind: Type, old: Any, days: Iterable[int]) -> Iterator[Any]:
        """Other values than `old` (None: null, or not told); `days` are those that stand beside it."""
        if isinstance(old, Mapping):
            yield from self._within(kind, old, days)
            return
        for value in dict.fromkeys(self._all(kind, old, days)):
            if value != old:
                yield value
        if kind.nullable and old is not None:
            yield None

    def _all(self, kind: Type, old: Any, days: Iterable[int]) -> Iterable[str]:
        match kind.kind:
            case "boolean":
                return ("true", "false")
            case "label":
                return self._labels(kind)
            case "number":
                return self._numbers(kind, old, days)
            case "date":
                return self._days(old, days)
        return ()

    def _within(self, kind: Type, old: Mapping[str, Any], days: Iterable[int]) -> Iterator[Any]:
        """A value told by days, or only partly: one of its values, or of its days, otherwise."""
        days = tuple(days)
        for key, value in old.items():
            if isinstance(value, str) or value is None:
                yield from ({**old, key: other} for other in self.of(kind, value, days))
            if _DAY.fullmatch(key):
                for by in (1, -1):
                    moved = shifted(key, by)
                    yield {(moved if name == key else name): item for name, item in old.items()}

    def _labels(self, kind: Type) -> Iterable[str]:
        """Each, or of many those with which something is compared and one more."""
        if len(kind.labels) <= _FEW_LABELS:
            return kind.labels
        asked = [label for label in kind.labels if label in self.thresholds.labels]
        return [*asked, next((label for label in kind.labels if label not in asked), kind.labels[0])]

    def _numbers(self, kind: Type, old: Any, days: Iterable[int]) -> Iterator[str]:
        percent = kind.percent or (isinstance(old, str) and old.endswith("%"))
        step = Fraction(1, 10 ** (kind.places or 0)) / (100 if percent else 1)
        about = [*self.thresholds.numbers]
        if isinstance(old, str) and _NUMBER.fullmatch(old):
            about.insert(0, Fraction(old.removesuffix("%")) / (100 if old.endswith("%") else 1))
        if kind.unit == _IN_DAYS:
            few = list(days)[:_FEW_DAYS]
            about += [Fraction(abs(one - other)) for at, one in enumerate(few) for other in few[:at]]
        for number in about[:_MOST_NUMBERS]:
            for value in (number, number + step, number - step):
                inside = (kind.low is None or kind.low <= value) and (kind.high is None or value <= kind.high)
                told = value * 100 if percent else value
                if inside and (told * 10**_MOST_PLACES).denominator == 1:
                    yield decimal(told) + ("%" if percent else "")

    def _days(self, old: Any, days: Iterable[int]) -> Iterator[str]:
        own = self.thresholds
        beside = list(dict.fromkeys([*([as_ordinal(old)] if is_day(old) else []), *days, *own.days]))
        found = [day + by for day in beside for by in (0, 1, -1)]
        spans = [int(n) for n in own.numbers if n.denominator == 1 and 0 < n <= _MOST_NUMBERS]
        for day in beside:
            for span in own.day_spans:
                found += [day + sign * span + by for sign in (1, -1) for by in (0, 1, -1)]
            for span in own.month_spans:
                found += [add_months(day, sign * span) + by for sign in (1, -1) for by in (0, 1, -1)]
            for span in spans if own.day_spans or not own.month_spans else ():
                found += range(day + span, day + span + span // 5 * _WEEKENDS + 3)
        for day in list(dict.fromkeys(found))[:_MOST_DAYS]:
            if 1 <= day <= datetime.date.max.toordinal():
                yield datetime.date.fromordinal(day).isoformat()


def is_day(text: Any) -> bool:
    """Whether a text is a day."""
    if not (isinstance(text, str) and _DAY.fullmatch(text)):
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def as_ordinal(text: str) -> int:
    """The number of a day."""
    return datetime.date.fromisoformat(text).toordinal()


def shifted(text: str, by: int) -> str:
    """A day some days later."""
    return (datetime.date.fromisoformat(text) + datetime.timedelta(by)).isoformat()
