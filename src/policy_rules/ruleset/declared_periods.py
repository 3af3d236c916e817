"""The kinds of periods that a ruleset declares, and which of them a year is."""

from __future__ import annotations

import datetime
import re

from attrs import evolve

from policy_rules.documents import Mapping, Scalar
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.values.days import MONTHS
from policy_rules.values.periods import CALENDAR_YEAR, FIRST_NAMES, Periods

_EACH_YEAR = re.compile(r"(\d\d)-(\d\d)")
_LENGTH = re.compile(r"P([1-9]\d?)([YM])")
_RESERVED = ("year", "open", "default", "rolling")
_ANY_YEAR = 2001
"""A year without a 29 February, from which days that come back each year are counted."""
_TRIED = range(1996, 2106)
"""Years in which kinds of periods are tried against the year of the ruleset, leap days among them."""


def read_periods(header: Fields, faults: list[Fault]) -> tuple[dict[str, Periods], Periods]:
    """The declared kinds by name, and the one that a year is."""
    node = header.mapping("periods")
    found: dict[str, Periods] = {}
    for key, value in node.entries if node else ():
        if key.text in _RESERVED:
            told = f"`{key.text}` has a meaning of its own as a period"
            faults.append(key.fault(told, "choose another name"))
        elif not NAME.fullmatch(key.text):
            faults.append(key.fault(f"`{key.text}` is not a name", "use letters, digits and `_`"))
        elif isinstance(value, Mapping):  # of one with a fault the name is known, so that it is told once
            found[key.text] = _kind(key.text, value, faults) or evolve(CALENDAR_YEAR, name=key.text)
    year = _year(header.scalar("year"), found, faults)
    for name, kind in found.items():
        if not _falls_alike(kind, year):
            told = f"`{name}` does not fall alike into every year of the ruleset"
            place = node.get(name) if node else None
            assert place is not None
            faults.append(place.fault(told, "begin it on a day that every year has"))
    return found, year


def _year(node: Scalar | None, found: dict[str, Periods], faults: list[Fault]) -> Periods:
    if node is None:
        return CALENDAR_YEAR
    kind = found.get(node.text)
    if kind is None:
        hint = near_miss(node.text, found) or "declare it under `periods`: `{start: 10-01, length: P1Y}`"
        faults.append(node.fault(f"`{node.text}` is no kind of periods of this ruleset", hint))
    elif kind.months != MONTHS:
        faults.append(node.fault(f"`{node.text}` is not a year long", "write `length: P1Y`"))
    else:
        return kind
    return CALENDAR_YEAR


def _kind(name: str, node: Mapping, faults: list[Fault]) -> Periods | None:
    before = len(faults)
    fields = read_section(node, SECTIONS["a kind of periods"], faults)
    length, start = fields.scalar("length"), fields.scalar("start")
    if length is None or start is None:
        return None
    months = _months(length, faults)
    first = _start(start, months, faults)
    if months is None or first is None or len(faults) > before:
        return None
    named = fields.text("named_by") or FIRST_NAMES
    return Periods(name, first.toordinal(), months, named, fields.text("zh"), fields.text("en"))


def _months(node: Scalar, faults: list[Fault]) -> int | None:
    found = _LENGTH.fullmatch(node.text)
    months = int(found[1]) * (MONTHS if found[2] == "Y" else 1) if found else 0
    if not months or (MONTHS % months and months % MONTHS):
        hint = "write whole years, or months that go into a year: `P1Y`, `P5Y`, `P6M`, `P3M`"
        faults.append(node.fault(f"`{node.text}` is no length of periods", hint))
        return None
    return months


def _start(node: Scalar, months: int | None, faults: list[Fault]) -> datetime.date | None:
    found = _EACH_YEAR.fullmatch(node.text)
    day = read_day(f"{_ANY_YEAR}-{node.text}" if found else node.text)
    if day is None:
        hint = "write a month and a day, `10-01`, or a day of one year, `2021-10-01`"
        if node.text == "02-29":
            hint = "write `02-28` or `03-01`; periods of several years may begin on `2024-02-29`"
        faults.append(node.fault(f"on `{node.text}` no period can begin", hint))
    elif found and months is not None and months > MONTHS:
        told = f"periods of {months // MONTHS} years need the first day of one of them"
        faults.append(node.fault(told, f"write the year too: `2021-{node.text}`"))
        return None
    elif months is not None and months <= MONTHS and (day.month, day.day) == (2, 29):
        told = "periods of a year or less need a first day that every year has"
        faults.append(node.fault(told, "write `02-28` or `03-01`"))
        return None
    return day


def _falls_alike(kind: Periods, year: Periods) -> bool:
    """Whether each year holds as many ends of periods as the next, and long periods end with like regularity.

    A start on the 29th or later, which February clips, may fall on either side of a year's first day.
    """
    begun = [kind.holding(year.first_day(y)) for y in _TRIED]
    steps = [b - a for a, b in zip(begun, begun[kind.months // MONTHS or 1 :], strict=False)]
    return len(set(steps)) == 1
