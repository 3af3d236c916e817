"""Sources that differ, on raw facts: which of several statements of one fact is to be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.ruleset.model import Criterion
from policy_rules.testing.truth.cycles import Years
from policy_rules.testing.truth.declined import Declined

Raw = Mapping[str, Any]
_PARTLY = {"at_least", "at_most", "one_of"}


@frozen
class Sources:
    """The sources of one unit's facts, as its file tells of them, and how they are ranked."""

    told: Raw
    precedence: Sequence[Criterion]
    default: str = ""

    @classmethod
    def of(cls, raw: Raw, precedence: Sequence[Criterion]) -> Sources:
        """Those of a file."""
        return cls(raw.get("sources", {}), precedence, raw.get("source", ""))

    def believed(self, said: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What is said by those whom nobody surely outranks: each says something, by a source, on a day.

        A grading has itself beside these, as its file tells it.
        """
        return [what for what, *own in said if not any(self._outranks(other, own) for _, *other in said)]

    def one_of(self, said: Sequence[tuple[Any, ...]], read: Callable[[Any], Any] = lambda what: what) -> Any:
        """The one thing that is to be believed, as it is `read`; declined where they differ."""
        found = [read(what) for what in self.believed(said)]
        if any(what != found[0] for what in found):
            raise Declined("sources that differ")
        return found[0]

    def _outranks(self, a: Sequence[Any], b: Sequence[Any]) -> bool:
        graded = [told[2] if len(told) > 2 else None for told in (a, b)]
        one, other = ({} if told is None else told for told in graded)
        turned = bool(one.get("replaces")) != bool(other.get("replaces"))
        if turned and one.get("grader") and one.get("grader") == other.get("grader"):
            return bool(one.get("replaces"))
        for step in self.precedence:
            if step.moderated:
                if turned:
                    return bool(one.get("replaces"))
                continue
            if step.graders:
                if None in graded:
                    continue
                if not (one.get("role") and other.get("role")):
                    return False
                if one["role"] != other["role"]:
                    named = [r for r in step.graders if r in (one["role"], other["role"])]
                    return named[:1] == [one["role"]]
                continue
            first, second = (self._place(step, *each[:2]) for each in (a, b))
            if first is None or second is None:
                return False
            if first != second:
                if step.day == "later":
                    return bool(first > second)
                if not step.day and not {first, second} <= set(step.registers):
                    return False
                ordered = [*step.registers, first, second] if step.registers else sorted([first, second])
                return ordered.index(first) < ordered.index(second)
        return False

    def _place(self, step: Criterion, source: str, day: Any) -> Any:
        """Where a statement stands in a step: its register, or its day; None where that is not told."""
        about = self.told.get(source, {})
        if not step.day:
            return about.get("register")
        found = day or about.get("date")
        return dt.date.fromisoformat(found) if isinstance(found, str) else found


def statements(raw: Any, day: dt.date | None, default: str, years: Years) -> Iterator[tuple[Any, str, Any]]:
    """What is said of a value on a day, each with its source; a file may tell it by years or days."""
    if not isinstance(raw, Mapping):
        yield raw, default, None
    elif "told" in raw:
        for item in raw["told"]:
            inner = item["value"] if "value" in item else {k: v for k, v in item.items() if k != "source"}
            yield from statements(inner, day, item.get("source", default), years)
    elif "value" in raw or raw.keys() & _PARTLY:
        yield raw.get("value", raw), raw.get("source", default), None
    elif day is not None:
        for value in _standing(raw, day, years):
            yield from statements(value, day, default, years)


def _standing(by_time: Raw, day: dt.date, years: Years) -> list[Any]:
    """The value of the day's year, or the one that stands since the last day before; none where none is."""
    if all(len(str(key)) == 4 for key in by_time):
        return [value for key, value in by_time.items() if int(key) == years.of(day)]
    begun = sorted((str(key), key) for key in by_time if str(key) <= day.isoformat())
    return [by_time[key] for _, key in begun[-1:]]


def is_there(
    record: Raw, path: str, outer: str, when: tuple[Sequence[Any], Any, Years], raw: Raw, sources: Sources
) -> bool:
    """Whether a record of a list is to be believed in; `when`: its dates, and the year that it tells."""
    said: list[tuple[Any, str, Any]] = []
    for whole in raw.get("complete", ()):
        own = str(whole.get("source", sources.default))
        same = whole["list"] == path and whole.get("of", outer) == outer
        if same and own in _names(record.get("not_in")) and _speaks(whole, *when):
            said.append((False, own, whole.get("date")))
    if not said:
        return True
    by = _names(record.get("in")) or [record.get("source", sources.default)]
    found: bool = sources.one_of([*said, *((True, source, None) for source in by)])
    return found


def _names(told: Any) -> list[str]:
    return [] if told is None else [told] if isinstance(told, str) else list(told)


def _speaks(whole: Raw, dates: Sequence[Any], about: Any, cycle: Years) -> bool:
    """Whether what is said of a list speaks of a record that stands from one of the dates to the other."""
    begun, ended = (
        (dates[0] or dt.date.min, dates[-1] or dt.date.max) if dates else (dt.date.min, dt.date.max)
    )
    searched = _day(whole.get("date", dt.date.max))
    if begun > searched:
        return False
    if "since" in whole and about is None and whole["since"] is not True:
        return bool(ended >= _day(whole["since"]))
    told = whole.get("for", ())
    told = () if told == "all" else told
    years = [int(year) for year in (told if isinstance(told, list | tuple) else [told])]
    if about is not None:
        return not years or about in years
    if not dates or not years:
        return True
    return any(_reached(begun, cycle) <= year <= _reached(ended, cycle) for year in years)


def _reached(day: dt.date, cycle: Years) -> int:
    """The year of a day; one at either end of all days is of no year that is told."""
    return day.year if day in (dt.date.min, dt.date.max) else cycle.of(day)


def _day(told: Any) -> dt.date:
    return dt.date.fromisoformat(told) if isinstance(told, str) else told
