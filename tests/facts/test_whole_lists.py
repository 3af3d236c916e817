"""Of which days and years a list may lack records, by what was said of its being whole."""

from __future__ import annotations

import datetime

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Completeness
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.together import facts_together
from policy_rules.facts.whole_lists import FIRST, gaps_of_days, gaps_of_years, whole_on
from policy_rules.reference.answers import told_by_names
from policy_rules.values.known import INF

TOWN = read_town()
YEAR = TOWN.vocabulary.year


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


ASKED = day("2024-06-30")


def whole(*years: int, date: int | None = None, since: int | None = None) -> Completeness:
    return Completeness("benches", years=years, date=date, since=since)


def test_a_list_is_whole_on_a_day_if_it_was_searched_since() -> None:
    assert not whole_on([], ASKED)
    assert whole_on([whole()], ASKED)
    assert whole_on([whole(date=ASKED)], ASKED)
    assert not whole_on([whole(date=ASKED - 1)], ASKED)
    assert whole_on([whole(date=ASKED - 1), whole(date=ASKED + 1)], ASKED)
    assert not whole_on([whole(2024), whole(since=FIRST)], ASKED)


BEGIN, END = day("2023-01-01"), day("2023-12-31")
DAYS: list[tuple[list[Completeness], list[tuple[float, float]]]] = [
    ([], [(-INF, INF)]),
    ([whole(2023)], [(-INF, BEGIN - 1), (END + 1, INF)]),
    ([whole(2023, date=END)], [(-INF, BEGIN - 1), (END + 1, INF)]),
    ([whole(2023, date=END - 1)], [(-INF, BEGIN - 1), (END, INF)]),
    ([whole(2022), whole(2023)], [(-INF, day("2021-12-31")), (END + 1, INF)]),
    ([whole(2021, 2023)], [(-INF, day("2020-12-31")), (day("2022-01-01"), BEGIN - 1), (END + 1, INF)]),
    ([whole(2024)], [(-INF, END)]),  # what begins after the day that is asked about is left out
    ([whole(2023), whole(2024, date=ASKED)], [(-INF, BEGIN - 1)]),
    ([whole(2023), whole(2024, date=ASKED - 1)], [(-INF, BEGIN - 1), (ASKED, INF)]),
    ([whole(since=BEGIN)], [(-INF, BEGIN - 1)]),
    ([whole(since=BEGIN, date=END)], [(-INF, BEGIN - 1), (END + 1, INF)]),
    ([whole(since=FIRST)], []),
    ([whole(since=FIRST, date=END)], [(END + 1, INF)]),
    ([whole(since=BEGIN, date=END), whole(2023, date=BEGIN)], [(-INF, BEGIN - 1), (END + 1, INF)]),
    ([whole(date=ASKED)], [(-INF, INF)]),  # that of a day says nothing of other days
]


@pytest.mark.parametrize(("told", "gaps"), DAYS)
def test_days_that_nobody_searched(told: list[Completeness], gaps: list[tuple[float, float]]) -> None:
    assert [gap.days for gap in gaps_of_days(told, ASKED, YEAR)] == gaps


ALL, TO_NOW = (-INF, INF), (-INF, ASKED)
YEARS: list[tuple[list[Completeness], list[tuple[object, object]], list[object]]] = [
    ([], [(TO_NOW, ALL)], [ALL]),
    ([whole(2023)], [(TO_NOW, (-INF, 2022)), (TO_NOW, (2024, INF))], [(-INF, 2022), (2024, INF)]),
    ([whole(2023, date=ASKED)], [(TO_NOW, (-INF, 2022)), (TO_NOW, (2024, INF))], [(-INF, 2022), (2024, INF)]),
    (
        [whole(2023, date=ASKED - 1)],
        [(TO_NOW, (-INF, 2022)), ((ASKED, ASKED), (2023, 2023)), (TO_NOW, (2024, INF))],
        [ALL],
    ),
    (
        [whole(2022, 2023, date=END)],
        [(TO_NOW, (-INF, 2021)), ((END + 1, ASKED), (2022, 2023)), (TO_NOW, (2024, INF))],
        [ALL],
    ),
    (
        [whole(2023, date=BEGIN), whole(2023, date=END)],
        [(TO_NOW, (-INF, 2022)), ((END + 1, ASKED), (2023, 2023)), (TO_NOW, (2024, INF))],
        [ALL],
    ),
    ([whole(since=BEGIN)], [(TO_NOW, (-INF, 2022))], [(-INF, 2022)]),
    ([whole(since=BEGIN + 1)], [(TO_NOW, (-INF, 2023))], [(-INF, 2023)]),
    ([whole(since=FIRST)], [], []),
    ([whole(since=FIRST, date=END)], [((END + 1, ASKED), ALL)], [ALL]),
    (
        [whole(since=FIRST, date=END), whole(2023)],
        [((END + 1, ASKED), (-INF, 2022)), ((END + 1, ASKED), (2024, INF))],
        [(-INF, 2022), (2024, INF)],
    ),
]


@pytest.mark.parametrize(("told", "dated", "others"), YEARS)
def test_years_that_nobody_searched(
    told: list[Completeness], dated: list[tuple[object, object]], others: list[object]
) -> None:
    found = gaps_of_years(told, ASKED, YEAR, dated=True)
    assert [(gap.days, gap.years) for gap in found] == dated
    plain = gaps_of_years(told, ASKED, YEAR, dated=False)
    assert [(gap.days, gap.years) for gap in plain] == [(None, years) for years in others]


def test_what_is_kept_of_a_rule_goes_by_the_list_inside_a_record() -> None:
    said = [
        {"list": name, "of": of, "for": 2024} for name, of in (("benches", ""), ("benches.repairs", "b1"))
    ]
    facts = {
        "unit": {"id": "u"},
        "benches": [{"id": "b1", "repairs": [{"id": "r1"}]}],
        "complete": [{key: value for key, value in each.items() if value} for each in said],
        "grounds": {"trees": 3},
    }
    unit = bind(load_facts(facts), TOWN, lenient=True).units["u"]
    told = told_by_names(unit)
    assert set(told) == {"benches", "repairs", "grounds.trees"}
    assert [len(told[name]) for name in ("benches", "repairs", "grounds.trees")] == [2, 1, 1]
    ((_, list_, of, years, *_),) = told["repairs"]
    assert (list_, of, years) == ("benches.repairs", "b1", (2024,))


def test_facts_of_no_ruleset_are_of_none_together() -> None:
    def bound_by(given: object) -> object:
        return evolve(bind(given, TOWN), ruleset="")  # type: ignore[arg-type]

    one, other = ({"unit": {"id": name}} for name in "ab")
    found = facts_together(bound_by, [one, other])  # type: ignore[arg-type]
    assert list(found.units) == ["a", "b"]
    assert found.ruleset == ""
