"""Calendars of countries: days known by heart, what is refused with what is said, estimates, editions."""

from __future__ import annotations

import datetime
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from holidays import country_holidays
from holidays.version import __version__

from policy_rules.values import country_calendar as module
from policy_rules.values.country_calendar import NoCalendar, country_calendar, edition

OTHER_YEARS = "give the days of other years in a file of your own: `file: …`"


@pytest.mark.parametrize(
    ("country", "part", "years", "off", "works"),
    [
        # Independence Day on a Sunday is observed on Monday; New Year 2022, a Saturday, on the Friday before
        (
            "US",
            "",
            range(2021, 2022),
            ["2021-01-01", "2021-07-05", "2021-12-31"],
            ["2021-07-06", "2021-12-30", "2021-03-31"],
        ),
        ("US", "CA", range(2025, 2026), ["2025-03-31", "2025-07-04"], ["2025-04-01"]),
        ("US", "California", range(2025, 2026), ["2025-03-31"], ["2025-04-01"]),
        ("GB", "SCT", range(2025, 2026), ["2025-01-02"], ["2025-04-21"]),
        ("NZ", "", range(2025, 2026), ["2025-02-06"], ["2025-02-07"]),
        # a Sunday worked for the days of the Spring Festival
        ("CN", "", range(2025, 2026), ["2025-01-28", "2025-10-08"], ["2025-01-26", "2025-10-09"]),
        ("AE", "", range(2024, 2025), ["2024-04-10", "2024-12-02"], ["2024-04-15"]),
    ],
)
def test_days_off_and_days_worked(
    country: str, part: str, years: range, off: list[str], works: list[str]
) -> None:
    calendar = country_calendar(country, part, years)
    assert calendar.years == years
    assert calendar.name == (f"{country}-{part}" if part else country)
    assert calendar.source == f"holidays {__version__}"
    days = [(day, False) for day in off] + [(day, True) for day in works]
    for text, worked in days:
        assert calendar.is_working_day(datetime.date.fromisoformat(text)) is worked, text


@pytest.mark.parametrize(
    ("country", "part", "years", "key", "what", "hint"),
    [
        ("us", "", range(2024, 2025), "country", "no country `us`", "did you mean `US`?"),
        ("USA", "", None, "country", "no country `USA`", "did you mean `US`?"),
        ("Philippines", "", None, "country", "no country `Philippines`", "did you mean `PH`?"),
        (
            "Atlantis", "", None, "country",
            "no country `Atlantis`", "write its two letters in ISO 3166, such as `US`",
        ),
        ("GB", "SCO", None, "subdivision", "`GB` has no subdivision `SCO`", "did you mean `SCT`?"),
        (
            "GB", "Cornwall", None, "subdivision",
            "`GB` has no subdivision `Cornwall`", "known: ENG, NIR, SCT, WLS",
        ),
        ("CN", "HK", None, "subdivision", "`CN` has no subdivision `HK`", "known: none"),
        (
            "GB", "", None, "country", "which years of `GB` are published is not known",
            "write the years whose days off are settled, such as `published: 2021-2026`",
        ),
        (
            "US", "", range(1700, 2020), "published",
            "of `US` the years 1777 to 2100 are known, not 1700 to 2019", OTHER_YEARS,
        ),
        (
            "US", "", range(2020, 2102), "published",
            "of `US` the years 1777 to 2100 are known, not 2020 to 2101", OTHER_YEARS,
        ),
        (
            "AE", "", range(2050, 2051), "published",
            "2050 is not published: Eid al-Fitr (estimated), 2050-06-20, is an estimate",
            "end `published` before it, or give a file of your own",
        ),
        (
            "SA", "", range(2030, 2041), "published",
            "2030 is not published: Eid al-Fitr Holiday (estimated), 2030-02-03, is an estimate",
            "end `published` before it, or give a file of your own",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_had_and_what_to_do(
    country: str, part: str, years: range | None, key: str, what: str, hint: str
) -> None:
    with pytest.raises(NoCalendar) as caught:
        country_calendar(country, part, years)
    (fault,) = caught.value.faults
    assert (caught.value.key, fault.what, fault.hint) == (key, what, hint)


def test_the_first_and_the_last_years_that_the_package_has() -> None:
    known = country_holidays("US")
    for year in (known.start_year, known.end_year):
        assert country_calendar("US", "", range(year, year + 1)).years == range(year, year + 1)


def test_days_are_named_in_english_whatever_the_language_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "ar")
    with pytest.raises(NoCalendar, match=r"Eid al-Fitr \(estimated\)"):
        country_calendar("AE", "", range(2050, 2051))


def test_where_notices_tell_the_years_those_declared_must_be_among_them() -> None:
    years = country_calendar("CN").years
    assert years.start == 2001
    assert country_calendar("CN", "", years).years == years
    for beyond in (range(2000, 2003), range(2001, years.stop + 1)):
        with pytest.raises(NoCalendar) as caught:
            country_calendar("CN", "", beyond)
        told = f"of `CN` the years 2001 to {years[-1]} are known, not {beyond[0]} to {beyond[-1]}"
        assert caught.value.faults[0].what == told


def test_an_estimate_in_another_year_matters_not() -> None:
    first = next(y for y in range(2024, 2100) if _refused("AE", y))
    assert country_calendar("AE", "", range(2024, first)).years[-1] == first - 1


def _refused(country: str, year: int) -> bool:
    try:
        country_calendar(country, "", range(year, year + 1))
    except NoCalendar:
        return True
    return False


@pytest.mark.parametrize(
    "name", ["Eid (estimated)", "Eid (observed, estimated)", "New Year; Eid (estimated)"]
)
def test_a_day_that_is_an_estimate_in_either_way_is_not_taken(name: str) -> None:
    days = country_holidays("US", years=2025, language="en_US")
    module._all_settled(days, range(2025, 2026))
    days[datetime.date(2025, 3, 4)] = name
    module._all_settled(days, range(2026, 2027))
    with pytest.raises(NoCalendar, match=r"2025 is not published: .*Eid .*, 2025-03-04, is an estimate"):
        module._all_settled(days, range(2025, 2026))


def test_an_edition_of_the_package_is_told_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edition()
    package, notes = tmp_path / "holidays", tmp_path / "holidays-1.0.dist-info"
    (package / "countries").mkdir(parents=True)
    notes.mkdir()
    version, record = package / "version.py", notes / "RECORD"
    version.write_text("1.0", "utf-8")
    record.write_text("a", "utf-8")
    spec = ModuleSpec("holidays", None, origin=str(package / "__init__.py"))
    monkeypatch.setattr(module, "find_spec", {"holidays": spec}.get)
    seen = [edition(), edition()]
    assert seen[0] == seen[1]
    version.write_text("1.0.1", "utf-8")
    seen.append(edition())
    record.write_text("ab", "utf-8")
    seen.append(edition())
    (package / "countries" / "new.py").touch()
    seen.append(edition())
    assert len(set(seen)) == 4
    spec.origin = None
    assert edition() == ""
    monkeypatch.setattr(module, "find_spec", {}.get)
    assert edition() == ""
