"""The calendar that a ruleset declares: a country's, or that of a file of its own which lists days off."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import Fault
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.values.calendar import SATURDAY_AND_SUNDAY, WEEK, Calendar, calendar_of
from policy_rules.values.country_calendar import NoCalendar, country_calendar

YEARS = re.compile("([12][0-9]{3})(?:-([12][0-9]{3}))?")
"""A year, or the first and the last of several."""
UNREADABLE = Calendar("", 1, b"")
"""Stands for one that is declared and faulty, so that its uses are not told as faults too."""


def read_calendar(
    header: Fields, read: Callable[[Scalar], Mapping | None], faults: list[Fault]
) -> Calendar | None:
    """The calendar of `ruleset.yaml`, None where it names none; `read` gives a file of the folder."""
    node = header.mapping("calendar")
    if node is None:
        faulty = isinstance(header.node, Mapping) and "calendar" in header.node
        return UNREADABLE if faulty else None
    return _declared(node, read, faults) or UNREADABLE


def _declared(
    node: Mapping, read: Callable[[Scalar], Mapping | None], faults: list[Fault]
) -> Calendar | None:
    before = len(faults)
    fields = read_section(node, SECTIONS["a calendar"], faults)
    file, country = fields.scalar("file"), fields.scalar("country")
    others = [fields.nodes[key] for key in ("country", "subdivision", "published") if key in fields]
    if file is not None:
        told = "a calendar with a `file` takes the country and the years from nowhere else"
        faults += [other.fault(told, "leave this out, or the file") for other in others]
        content = read(file)
        return None if content is None else _of_file(file.text, content, faults)
    if country is not None:
        return _of_country(fields, country, faults)
    if len(faults) == before:  # else a key is misspelt
        told = "a calendar needs a `country` or a `file`"
        faults.append(node.fault(told, "write `{country: US}` or `{file: calendar.yaml}`"))
    return None


def _of_country(fields: Fields, country: Scalar, faults: list[Fault]) -> Calendar | None:
    wanted = fields.scalar("published")
    years = None if wanted is None else _years(wanted, faults)
    if wanted is not None and years is None:
        return None
    try:
        return country_calendar(country.text, fields.text("subdivision"), years)
    except NoCalendar as error:
        (fault,) = error.faults
        faults.append((fields.get(error.key) or country).fault(fault.what, fault.hint))
        return None


def _of_file(name: str, node: Mapping, faults: list[Fault]) -> Calendar | None:
    fields = read_section(node, SECTIONS["a calendar file"], faults)
    published = fields.scalar("published")
    years = None if published is None else _years(published, faults)
    if years is None:
        return None
    given = {WEEK.index(day.text) for day in fields.texts("weekend")}
    weekend = given if "weekend" in fields else SATURDAY_AND_SUNDAY
    off, worked = (dict(_days(fields.texts(key), years, faults)) for key in ("days_off", "worked"))
    for day, where in worked.items():
        if day in off:
            faults.append(where.fault(f"{day} is both a day off and worked", "leave it out of one list"))
        elif day.weekday() not in weekend:
            told = f"{day} is worked anyhow: a {WEEK[day.weekday()]}"
            faults.append(where.fault(told, "`worked` lists days of a weekend only"))
    calendar = calendar_of(name, years, off, worked, weekend, name)
    if not calendar.days:
        faults.append(node.fault("no day of the published years is a working day"))
    return calendar


def _years(node: Scalar, faults: list[Fault]) -> range | None:
    """The years from the first to the last."""
    found = YEARS.fullmatch(node.text)
    years = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    if years:
        return years
    told = f"`published` needs a year, or the first and the last of several, not `{node.text}`"
    faults.append(node.fault(told, "write `2024` or `2021-2026`"))
    return None


def _days(
    nodes: tuple[Scalar, ...], years: range, faults: list[Fault]
) -> Iterator[tuple[datetime.date, Node]]:
    """The days of a list, each once and in a published year."""
    seen: dict[datetime.date, Scalar] = {}
    for node in nodes:
        day = read_day(node.text)
        assert day is not None, node.text
        if day.year not in years:
            told = f"{day} lies in no published year"
            faults.append(node.fault(told, f"`published` is {years[0]} to {years[-1]}"))
        elif day in seen:
            faults.append(node.fault(f"{day} is listed twice", f"first at {seen[day].place}"))
        else:
            seen[day] = node
            yield day, node
