"""A unit renamed or merged keeps its history as far as a declared succession says so."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import policy_rules as pr
from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.succession import with_succession, without_succession
from policy_rules.facts.view import UnitView
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import Labels, label, point
from policy_rules.values.periods import CALENDAR_YEAR, Periods

OLD = {
    "unit": {"id": "old"},
    "sources": {"s1": {"title": "Notice", "known_on": "2023-02-01"}},
    "source": "s1",
    "reported": [
        {"measure": "grade", "for": 2021, "value": "fair"},
        {"measure": "grade", "for": 2022, "value": "fine"},
        {"measure": "grade", "for": 2023, "value": "poor"},
        {"measure": "bench_count", "for": 2022, "value": 4},
    ],
}


@pytest.fixture(scope="module")
def town() -> RulesetModel:
    return read_town()


def succeeded(town: RulesetModel, *records: dict[str, Any], units: tuple[object, ...] = (OLD,)) -> Facts:
    """The facts of `new`, which declares these successions, and of the units before."""
    new = {"unit": {"id": "new"}, "sources": {"s1": {"title": "Order"}}, "succession": list(records)}
    return bind(load_facts(new, *units), town)  # type: ignore[arg-type]


def grade_of(facts: Facts, town: RulesetModel, year: int) -> object:
    """The grade of `new` for the year, as rules read it."""
    view = UnitView(facts, facts.units["new"], town.vocabulary, CALENDAR_YEAR.last_day(2024), 2024, True)
    return view.reported("grade", point(CALENDAR_YEAR.last_day(year)))


RENAMED = {"from": "old", "kind": "renamed", "on": "2023-06-01"}
UNKNOWN = Labels(frozenset({"poor", "fair", "fine"}))


def test_a_renamed_unit_has_the_years_before_the_succession_and_no_later_one(town: RulesetModel) -> None:
    facts = succeeded(town, {"from": "old", "kind": "renamed", "on": "2023-06-01"})
    assert [grade_of(facts, town, year) for year in (2021, 2022, 2023)] == [
        label("fair"),
        label("fine"),
        UNKNOWN,
    ]
    assert facts.notes == ()


@pytest.mark.parametrize(
    ("carries", "expected", "note"),
    [
        ({}, UNKNOWN, "nobody says whether they count"),
        ({"carries": "nothing"}, UNKNOWN, "`carries` does not name them"),
        ({"carries": "bench_count"}, UNKNOWN, "(grade 2021, grade 2022) do not pass over: `carries`"),
        ({"carries": ["grade"]}, label("fine"), "(bench_count 2022) do not pass over: `carries`"),
        ({"carries": "all"}, label("fine"), ""),
    ],
)
def test_a_merged_unit_is_unknown_until_carries_says_so(
    town: RulesetModel, carries: dict[str, object], expected: object, note: str
) -> None:
    facts = succeeded(town, {"from": "old", "kind": "merged", "on": "2023-06-01", **carries})
    assert grade_of(facts, town, 2022) == expected
    assert note in "".join(facts.notes)
    assert len(facts.notes) == bool(note)


def test_a_unit_of_which_no_facts_tell_gives_its_figures_in_the_record(town: RulesetModel) -> None:
    record = {"from": "gone", "kind": "renamed", "on": "2023-06-01"}
    figures = [{"measure": "grade", "for": 2022, "value": "fine"}]
    facts = succeeded(town, {**record, "figures": figures}, units=())
    assert grade_of(facts, town, 2022) == label("fine")
    with pytest.raises(FactsError, match="do not speak of `gone`"):
        succeeded(town, record, units=())


def test_history_passes_over_more_than_one_succession_with_its_sources(town: RulesetModel) -> None:
    middle = {
        "unit": {"id": "middle"},
        "succession": [{"from": "old", "kind": "renamed", "on": "2022-06-01"}],
        "reported": [{"measure": "grade", "for": 2022, "value": "poor"}],
    }
    facts = succeeded(town, {"from": "middle", "kind": "renamed", "on": "2023-06-01"}, units=(middle, OLD))
    assert [grade_of(facts, town, year) for year in (2021, 2022)] == [label("fair"), label("poor")]
    new = facts.units["new"]
    (passed,) = (f for f in new.reported if f.year == 2021)
    assert (passed.of, passed.source) == ("middle", "old/s1")
    assert (new.sources["old/s1"].title, new.sources["old/s1"].of) == ("Notice", "old")
    assert new.sources["s1"].title == "Order"


def passed_to(facts: Facts) -> list[tuple[str, int, str, str]]:
    """The measure, year, source and unit before of each figure that passed over to `new`."""
    return [(f.measure, f.year, f.source, f.of) for f in facts.units["new"].reported if f.of]


def test_what_several_sources_told_passes_over_with_each_of_them(town: RulesetModel) -> None:
    told = [{"measure": "bench_count", "for": 2022, "value": n, "source": f"s{n}"} for n in (1, 2)]
    old = {"unit": {"id": "old"}, "sources": {"s1": {"title": "A"}, "s2": {"title": "B"}}, "reported": told}
    facts = succeeded(town, {"from": "old", "kind": "renamed", "on": "2023-06-01"}, units=(old,))
    new = facts.units["new"]
    (figure,) = new.reported
    assert (figure.of, figure.place) == ("old", new.succession[0].place)
    assert [(f.of, f.source, f.place) for f in figure.told] == [
        ("old", "old/s1", figure.place),
        ("old", "old/s2", figure.place),
    ]
    assert {name: (s.id, s.title, s.of) for name, s in new.sources.items()} == {
        "s1": ("s1", "Order", ""),
        "old/s1": ("old/s1", "A", "old"),
        "old/s2": ("old/s2", "B", "old"),
    }


def test_a_source_of_the_successors_own_keeps_its_name(town: RulesetModel) -> None:
    new = {
        "unit": {"id": "new"},
        "sources": {name: {"title": "Own"} for name in ("s1", "old/s1", "old/s1'")},
        "succession": [{"from": "old", "kind": "renamed", "on": "2023-06-01"}],
    }
    facts = bind(load_facts(new, OLD), town)  # type: ignore[arg-type]
    assert {source for _, _, source, _ in passed_to(facts)} == {"old/s1''"}
    sources = facts.units["new"].sources
    assert [(sources[n].title, sources[n].of) for n in ("s1", "old/s1", "old/s1'", "old/s1''")] == [
        ("Own", ""),
        ("Own", ""),
        ("Own", ""),
        ("Notice", "old"),
    ]


def test_a_source_that_an_example_does_not_declare_passes_over_by_its_name(town: RulesetModel) -> None:
    figures = [{"measure": "bench_count", "for": 2022, "value": 4, "source": "s7"}]
    new = {"unit": {"id": "new"}, "succession": [{"from": "old", "kind": "renamed", "on": "2023-06-01"}]}
    old = {"unit": {"id": "old"}, "reported": figures}
    facts = bind(load_facts(new, old), town, lenient=True)  # type: ignore[arg-type]
    assert passed_to(facts) == [("bench_count", 2022, "old/s7", "old")]
    source = facts.units["new"].sources["old/s7"]
    assert (source.id, source.title, source.of) == ("old/s7", "", "old")


def test_a_figure_without_a_source_passes_over_without_one(town: RulesetModel) -> None:
    old = {"unit": {"id": "old"}, "reported": [{"measure": "bench_count", "for": 2022, "value": 4}]}
    facts = bind(load_facts({"unit": {"id": "new"}, "succession": [RENAMED]}, old), town, lenient=True)  # type: ignore[arg-type]
    assert passed_to(facts) == [("bench_count", 2022, "", "old")]
    assert facts.units["new"].sources == {}


@pytest.mark.parametrize(("years", "more"), [(6, ""), (8, ", … 2")])
def test_a_note_names_six_figures_that_do_not_pass_over(town: RulesetModel, years: int, more: str) -> None:
    figures = [{"measure": "bench_count", "for": 2001 + n, "value": n} for n in range(years)]
    old = {"unit": {"id": "old"}, "sources": {"s1": {}}, "source": "s1", "reported": figures}
    facts = succeeded(town, {"from": "old", "kind": "merged", "on": "2023-06-01"}, units=(old,))
    named = ", ".join(f"bench_count {year}" for year in (2001, 2002, 2003, 2004, 2005, 2006)) + more
    why = "nobody says whether they count (`carries`), so they are missing"
    told = f"`new`: figures of `old` before 2023 ({named}) do not pass over: {why}"
    assert facts.notes == (told,)


def test_history_comes_over_in_its_order_in_whatever_order_the_facts_are_given(
    town: RulesetModel,
) -> None:
    """Of three that follow each other the oldest comes first, in whatever order the facts are given."""
    middle = {"unit": {"id": "middle"}, "succession": [{**RENAMED, "on": "2022-06-01"}]}
    for units in ((OLD, middle), (middle, OLD)):
        facts = succeeded(town, {**RENAMED, "from": "middle"}, units=units)
        assert passed_to(facts) == [("grade", 2021, "old/s1", "middle")]


def test_years_are_those_of_the_vocabulary(town: RulesetModel) -> None:
    """Where a year begins in July, a succession in June lies in the year that began the July before."""
    july = Periods("year", datetime.date(2024, 7, 1).toordinal(), 12)
    facts = succeeded(town, {"from": "old", "kind": "renamed", "on": "2023-06-01"})
    own = {name: without_succession(unit) for name, unit in facts.units.items()}
    found, faults = with_succession(own, ("first",), july)
    assert faults == []
    assert found.notes == ("first",)
    assert [year for _, year, _, _ in passed_to(found)] == [2021]


def test_the_same_value_from_two_sides_is_no_contradiction(town: RulesetModel) -> None:
    other = {**OLD, "unit": {"id": "other"}}
    records = [
        {"from": id, "kind": "merged", "on": "2023-06-01", "carries": "all"} for id in ("old", "other")
    ]
    facts = succeeded(town, *records, units=(OLD, other))
    assert len(facts.units["new"].reported) == 3
    different = {**other, "reported": [{"measure": "grade", "for": 2022, "value": "poor"}]}
    with pytest.raises(FactsError, match="`other` and `old` give different values of `grade` for 2022"):
        succeeded(town, *records, units=(OLD, different))


def test_what_passed_over_can_be_taken_away_and_brought_over_again(town: RulesetModel) -> None:
    facts = succeeded(town, {"from": "old", "kind": "renamed", "on": "2023-06-01"})
    own = {name: without_succession(unit) for name, unit in facts.units.items()}
    assert own["new"].reported == ()
    assert set(own["new"].sources) == {"s1"}
    assert with_succession(own) == (facts, [])


@pytest.mark.parametrize(
    ("record", "lowest", "asked"),
    [
        ({"kind": "renamed"}, "satisfied", False),
        ({"kind": "merged", "carries": ["grade"]}, "not_applicable", False),
        ({"kind": "merged"}, "not_applicable", True),
        ({"kind": "merged", "carries": "nothing"}, "not_applicable", True),
    ],
)
def test_the_year_before_is_that_of_the_predecessor(
    henan: pr.Ruleset, record: dict[str, object], lowest: str, asked: bool
) -> None:
    """Two excellent years running: `prior(grade, 1)` reads what the unit before was graded.

    Whether a merged unit keeps its count the words leave open (P19).
    """
    merged = None if record["kind"] == "renamed" else "2025-03-01"
    figures = [{"measure": "grade", "for": y, "value": g} for y, g in ((2023, "good"), (2024, "excellent"))]
    facts = [
        {"unit": {"id": "old"}, "reported": figures},
        {
            "unit": {"id": "new", "category": 1, "merged_on": merged},
            "reported": [{"measure": "grade", "for": 2025, "value": "excellent"}],
            "succession": [{"from": "old", "on": "2025-03-01", **record}],
        },
    ]
    found = henan.assess(facts, "new", as_of=datetime.date(2026, 6, 1), year=2025, engine="reference")
    finding = found.finding("as-6.3-s1")
    assert finding.possible[0] == lowest
    assert ("grade" in finding.missing) == asked
