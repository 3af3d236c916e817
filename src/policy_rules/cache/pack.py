"""Objects as rows of plain data, and back.

A row is a plain value (text, number, None), or a tuple: the number of what it makes, then the rows it is
made of. Rows come after those that they are made of; a thing that stands in several places has one row.
Only the classes listed here are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from attrs import fields

from policy_rules import vocabulary as words
from policy_rules.core import nodes as core
from policy_rules.errors import Place
from policy_rules.ruleset.model import (
    Clause,
    Criterion,
    Degree,
    Document,
    Iteration,
    ListedReadings,
    Places,
    Rule,
    SheetWord,
    UnitKind,
    Version,
)
from policy_rules.ruleset.office_model import Office, OfficeDocument, OfficePart
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import (
    FALSE,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Truth,
)
from policy_rules.values.periods import Periods

Row = Any
"""A text, a number, a boolean, None or bytes; or a tuple that begins with the number of a maker."""

_SINGLE: dict[Any, Any] = {v: v for v in (FALSE, NULL_TRUTH, TRUE, UNDECIDED, NULL_NUM, NULL_LABEL)}
"""Values that the library may compare by identity."""


def _tuple(*parts: Any) -> tuple[Any, ...]:
    return parts


def _table(keys: tuple[str, ...], *values: Any) -> dict[str, Any]:
    return dict(zip(keys, values, strict=True))


def _single(kind: type) -> Callable[..., Any]:
    def make(*parts: Any) -> Any:
        value = kind(*parts)
        return _SINGLE.get(value, value)

    return make


def _itself(value: Any) -> Any:
    return value


_VALUES: tuple[type[Any], ...] = (Num, Truth, Labels)
_MODEL: tuple[type[Any], ...] = (
    *(
        Place,
        Iteration,
        ListedReadings,
        Clause,
        Criterion,
        Degree,
        Document,
        Places,
        SheetWord,
        UnitKind,
        Version,
        words.Expression,
        words.Type,
    ),
    *(
        words.Cells,
        words.Attribute,
        words.Entity,
        words.Measure,
        words.Role,
        words.Register,
        words.MeasureUnit,
        words.Parameter,
    ),
    words.Was,
    words.Gone,
    words.Vocabulary,
    Calendar,
    Periods,
    Office,
    OfficeDocument,
    OfficePart,
)
_NODES: tuple[type[Any], ...] = (
    *(
        core.Const,
        core.Input,
        core.Read,
        core.Field,
        core.Outcome,
        core.Param,
        core.Reported,
        core.Graded,
        core.Excepted,
    ),
    *(
        core.Replaced,
        core.Op,
        core.Records,
        core.Under,
        core.Findings,
        core.Listed,
        core.Filter,
        core.Agg,
        core.RuleProgram,
    ),
)
_CLASSES = (*_VALUES, *_MODEL, *_NODES)
_MAKERS: tuple[Callable[..., Any], ...] = (
    *(_itself, _tuple, _table, frozenset, Fraction),
    *map(_single, _VALUES),
    *_MODEL,
    *_NODES,
)
ITSELF, TUPLE, TABLE, SET, FRACTION = range(5)
_NUMBERS: dict[type, int] = {kind: n for n, kind in enumerate(_CLASSES, FRACTION + 1)}
RULE = len(_MAKERS)
"""The number of the maker of rules, which whoever unpacks gives: it knows where their examples are."""
_FIELDS: dict[type, tuple[str, ...]] = {kind: tuple(f.name for f in fields(kind)) for kind in _CLASSES}
_OF_RULES = tuple(f.name for f in fields(Rule) if f.name != "_examples")
_EQUAL = frozenset({*_VALUES, Place, words.Type})
"""Classes of which equal objects have one row."""
_PLAIN = frozenset({str, int, bool, float, type(None), bytes})


class Unpackable(Exception):
    """Something of a class that is not listed."""


class Packer:
    """Collects rows; what is packed later may be made of what was packed before."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._known: dict[Any, int] = {}
        self._kept: list[Any] = []

    def add(self, value: Any) -> int:
        """The row of a value."""
        kind = type(value)
        if kind in _PLAIN:
            return self._one((kind, value), value)
        found = self._known.get(id(value))
        if found is not None:
            return found
        at = self._thing(kind, value)
        self._known[id(value)] = at
        self._kept.append(value)  # so that no other object gets its id
        return at

    def _thing(self, kind: type, value: Any) -> int:
        add = self.add
        if kind is tuple:
            if all(type(part) is str for part in value):
                return self._one((kind, value), (ITSELF, value))
            return self._next((TUPLE, *map(add, value)))
        if kind is dict:
            return self._next((TABLE, add(tuple(value)), *map(add, value.values())))
        if kind is frozenset:
            return self._one((kind, value), (SET, add(tuple(sorted(value)))))
        if kind is Fraction:
            return self._next((FRACTION, add(value.numerator), add(value.denominator)))
        if kind is Rule:
            told = [add(getattr(value, name)) for name in _OF_RULES]
            return self._next((RULE, *told, add(bool(value.examples))))
        number = _NUMBERS.get(kind)
        if number is None:
            raise Unpackable(kind.__name__)
        row = (number, *[add(getattr(value, name)) for name in _FIELDS[kind]])
        return self._one(row, row) if kind in _EQUAL else self._next(row)

    def _one(self, key: Any, row: Row) -> int:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._next(row)
        return found

    def _next(self, row: Row) -> int:
        self.rows.append(row)
        return len(self.rows) - 1


def unpack(rows: Sequence[Row], made: list[Any], rule: Callable[..., Any]) -> None:
    """Make what the rows say, behind what was made before."""
    makers = (*_MAKERS, rule)
    add, at = made.append, made.__getitem__
    for row in rows:
        if type(row) is not tuple:
            add(row)
        elif row[0] == ITSELF:
            add(row[1])
        else:
            add(makers[row[0]](*map(at, row[1:])))


def rows_apart(rows: Sequence[Row], start: int, tops: Sequence[int]) -> tuple[list[Row], list[list[Row]]]:
    """The rows from `start` on that several of the `tops` are made of, and those of each alone, the top last.

    What stands before `start` is made before; rows name others by their place, first those made before,
    then those that several need, then their own.
    """
    owner: dict[int, int] = {}
    for number, top in enumerate(tops):
        ahead, seen = [top], set[int]()
        while ahead:
            at = ahead.pop()
            if at >= start and at not in seen:
                seen.add(at)
                owner[at] = number if owner.get(at, number) == number else len(tops)
                ahead += _below(rows[at])
    if any(owner[top] != number for number, top in enumerate(tops)):
        raise Unpackable("one top that is part of another")
    parts: list[list[int]] = [[] for _ in (*tops, None)]
    for at in sorted(owner):
        parts[owner[at]].append(at)
    placed = dict(zip(range(start), range(start), strict=True))
    placed.update((at, start + n) for n, at in enumerate(parts[-1]))
    for part in parts[:-1]:
        placed.update((at, start + len(parts[-1]) + n) for n, at in enumerate(part))

    def moved(row: Row) -> Row:
        below = _below(row)
        return (row[0], *(placed[at] for at in below)) if below else row

    *own, many = [[moved(rows[at]) for at in part] for part in parts]
    return many, own


def _below(row: Row) -> tuple[int, ...]:
    """The places of the rows that a row is made of."""
    return row[1:] if type(row) is tuple and row[0] != ITSELF else ()
