"""Which years of a country are published: told by the package or declared, and never guessed."""

from __future__ import annotations

import datetime
import subprocess
import sys

import pytest

from policy_rules.values.country_calendar import NoCalendar, country_calendar

REFUSED = [
    pytest.param("US", "", None, "country", "is not known", id="not declared"),
    pytest.param("PH", "", range(2021, 2028), "published", "2027 is not published", id="estimated: PH"),
    pytest.param("SA", "", range(2021, 2029), "published", "is not published", id="estimated: SA"),
    pytest.param("CN", "", range(2021, 2100), "published", "2001 to ", id="no notice yet"),
    pytest.param("US", "", range(1700, 2020), "published", "not 1700 to 2019", id="before all"),
    pytest.param("US", "Texas?", range(2021, 2022), "subdivision", "has no subdivision `Texas?`", id="part"),
    pytest.param("XX", "", range(2021, 2022), "country", "no country `XX`", id="country"),
]


@pytest.mark.parametrize(("country", "part", "years", "key", "told"), REFUSED)
def test_what_is_not_published_is_refused(
    country: str, part: str, years: range | None, key: str, told: str
) -> None:
    with pytest.raises(NoCalendar) as caught:
        country_calendar(country, part, years)
    (fault,) = caught.value.faults
    assert told in fault.what
    assert caught.value.key == key
    assert fault.hint


def test_the_notices_tell_the_years() -> None:
    china = country_calendar("CN")
    assert china.years == range(2001, china.years.stop)
    assert china.years.stop > 2026
    beyond = datetime.date(china.years.stop, 1, 1)
    assert china.is_working_day(beyond) is None
    few = country_calendar("CN", published=range(2024, 2026))
    assert few.years == range(2024, 2026)
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(i) for i in range(731)]
    assert [few.is_working_day(d) for d in days] == [china.is_working_day(d) for d in days]


def test_a_digest_is_that_of_the_days_alone() -> None:
    one, same, other = (country_calendar("US", "", range(2021, 2021 + n)) for n in (2, 2, 3))
    california = country_calendar("US", "CA", range(2021, 2023))
    assert one.digest == same.digest
    assert len({one.digest, other.digest, california.digest}) == 3
    assert (california.name, california.source.split()[0]) == ("US-CA", "holidays")


def test_the_package_is_imported_on_use_only() -> None:
    code = """
import sys
import policy_rules as pr, policy_rules.values.country_calendar as countries
pr.feel.evaluate("1 + 1")
assert countries.edition()
assert "holidays" not in sys.modules and "dateutil" not in sys.modules
countries.country_calendar("CN")
assert "holidays" in sys.modules
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
