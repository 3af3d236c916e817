"""Scores of the twelve units of the tour: values alone, and with every line of the ledger, side by side."""

import datetime
from pathlib import Path

import pytest

import policy_rules as pr

TOUR = Path(__file__).parents[2] / "docs" / "tours" / "year-2024"
ASKED = {"as_of": datetime.date(2025, 2, 28), "year": 2024, "profile": "illustrative"}

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def facts(henan):
    return henan.bind(pr.load_facts(*sorted(TOUR.glob("[147]-*.yaml"))))


def values(henan, facts):
    found = henan.assess_population(facts, **ASKED)
    return [(place.total.lo, place.total.hi) for place in found.places]


def ledgers(henan, facts):
    found = henan.assess_population(facts, **ASKED)
    return [found.score(place.unit).ledger for place in found.places]


def test_both_ways_come_to_the_same_totals(henan, facts):
    last = [
        next(line.after for line in reversed(lines) if line.step == "total")
        for lines in ledgers(henan, facts)
    ]
    assert last == values(henan, facts)


@pytest.mark.benchmark(group="twelve units, scored and ranked")
def test_values_alone(benchmark, henan, facts):
    assert len(benchmark(values, henan, facts)) == 12


@pytest.mark.benchmark(group="twelve units, scored and ranked")
def test_with_every_ledger(benchmark, henan, facts):
    assert all(benchmark(ledgers, henan, facts))
