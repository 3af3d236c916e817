"""A country's calendar from the PyPI package `holidays`, as far as its days are published.

The package computes any year, published or not. Which years are settled it tells of few countries; of the
others whoever writes the ruleset says it. A day that the package itself calls estimated is never taken.
"""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_rules.errors import Fault, PolicyRulesError, near_miss, printed
from policy_rules.values.calendar import Calendar

if TYPE_CHECKING:
    from holidays import HolidayBase

BY_NOTICE = frozenset({"CN"})
"""Countries of which each year's notice is entered in the package: the years entered are those published."""
ESTIMATES = "islamic_show_estimated"
"""What some countries' classes must be told, so that they label days that hang on a sighting of the moon."""


class NoCalendar(PolicyRulesError):
    """A calendar that cannot be had; `key` names what is wrong: country, subdivision or published."""

    def __init__(self, key: str, what: str, hint: str) -> None:
        super().__init__(Fault(what, hint=hint))
        self.key = key


def country_calendar(country: str, subdivision: str = "", published: range | None = None) -> Calendar:
    """The calendar of a country, by its ISO 3166 code, or of one of its subdivisions.

    `published` are the years whose days off are settled; they may be left out where the package knows them.

    Raises:
        NoCalendar: no such country, or not all its days of these years are published.
    """
    from inspect import signature

    from holidays import country_holidays
    from holidays.registry import COUNTRIES
    from holidays.version import __version__

    codes = {code for _, *names in COUNTRIES.values() for code in names if len(code) == 2}
    letters = country if isinstance(country, str) else printed(country)
    if letters not in codes:
        named = {
            name.lower(): two
            for known in COUNTRIES.values()
            for name in known
            for two in known
            if two in codes
        }
        meant = named.get("".join(letters.lower().split()))  # its name, or its three letters
        meant = f"did you mean `{meant}`?" if meant else near_miss(letters.upper(), codes)
        hint = meant or "write its two letters in ISO 3166, such as `US`"
        raise NoCalendar("country", f"no country `{letters}`", hint)
    known = country_holidays(country)
    codes = {*known.subdivisions, *known.subdivisions_aliases, ""}
    if subdivision not in codes:
        hint = near_miss(subdivision, codes) or f"known: {', '.join(known.subdivisions) or 'none'}"
        raise NoCalendar("subdivision", f"`{country}` has no subdivision `{subdivision}`", hint)
    years = _published(known, country, published)
    around = range(years[0] - 1, years[-1] + 2)  # a day off may be observed in another year
    options: dict[str, Any] = {"subdiv": subdivision or None, "years": around, "language": _language(known)}
    if ESTIMATES in signature(type(known).__init__).parameters:
        options[ESTIMATES] = True
    holidays = country_holidays(country, **options)
    _all_settled(holidays, years)
    name = f"{country}-{subdivision}" if subdivision else country
    first, last = dt.date(years[0], 1, 1).toordinal(), dt.date(years[-1], 12, 31).toordinal()
    works = bytes(map(holidays.is_working_day, map(dt.date.fromordinal, range(first, last + 1))))
    return Calendar(name, first, works, f"holidays {__version__}")


def _published(known: HolidayBase, country: str, declared: range | None) -> range:
    """The years published: those declared, which must be among those the package tells, if it tells any."""
    first, last = known.start_year, known.end_year
    if country in BY_NOTICE:
        noticed = known.special_public_holidays
        first = last = max(noticed)
        while first - 1 in noticed:
            first -= 1
    elif declared is None:
        told = f"which years of `{country}` are published is not known"
        hint = "write the years whose days off are settled, such as `published: 2021-2026`"
        raise NoCalendar("country", told, hint)
    years = declared or range(first, last + 1)
    if years[0] < first or last < years[-1]:
        told = f"of `{country}` the years {first} to {last} are known, not {years[0]} to {years[-1]}"
        raise NoCalendar("published", told, "give the days of other years in a file of your own: `file: …`")
    return years


def _language(known: HolidayBase) -> str | None:
    """In which language days are named, whatever that of the machine is: English where there is one."""
    return "en_US" if "en_US" in known.supported_languages else known.default_language


def _all_settled(holidays: HolidayBase, years: range) -> None:
    """Refuse years with a day that the package labels as estimated."""
    labels = (getattr(holidays, name, None) for name in ("estimated_label", "observed_estimated_label"))
    marks = [holidays.tr(label).replace("%s", "").strip() for label in labels if label]
    for day, name in sorted(holidays.items()):
        if day.year in years and any(mark in name for mark in marks):
            told = f"{day.year} is not published: {name}, {day}, is an estimate"
            raise NoCalendar("published", told, "end `published` before it, or give a file of your own")


def edition() -> str:
    """What tells the package as installed from another edition of it; the package is not imported."""
    found = find_spec("holidays")
    if found is None or found.origin is None:
        return ""
    folder = Path(found.origin).parent
    records = sorted(folder.parent.glob("holidays-*.dist-info/RECORD"))
    seen = (folder / "version.py", folder / "countries", *records)
    return repr([(path.parent.name, path.stat().st_size, path.stat().st_mtime_ns) for path in seen])
