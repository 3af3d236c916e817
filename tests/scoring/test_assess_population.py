"""A year of many units through the library's entrance: places, assessments among peers, next year's facts."""

from __future__ import annotations

import datetime

import pytest

from policy_rules import load_ruleset
from policy_rules.errors import FactsError, PolicyRulesError, RulesetError
from policy_rules.facts.facts_file import load_facts
from policy_rules.lowering.program import part_of
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.results.assessed import Asked
from policy_rules.results.population import assess_population
from policy_rules.values.known import Num, point
from scoring.world import check_ledger, write_ruleset

AS_OF = datetime.date(2025, 3, 1)
LEVELS = ["low", "middle", "high"]
YEARLY = {"nullable": True, "yearly": True}
VOCABULARY = {
    "total": {"type": "decimal", "places": 2, "range": "[0..100]", **YEARLY},
    "rank": {"type": "integer", "range": "[1..1000]", **YEARLY},
    "ranked_units": {"type": "integer", "range": "[1..1000]", **YEARLY},
    "grade": {"type": LEVELS, **YEARLY},
    "points": {"type": "decimal", "places": 1, "range": "[0..100]", "yearly": True},
    "kind": {"type": ["city", "office"], "yearly": True},
}
EXAMPLE = [{"given": {"unit": {"flag": True}, "reported": []}, "expect": "unknown"}]
RULES = [
    {
        "id": "warned",
        "text": "末位的应当警示。",
        "title": "t",
        "gloss": "g",
        "kind": "consequence",
        "bearer": "any",
        "addressee": "any",
        "period": "year",
        "applies": "rank != null and rank = ranked_units",
        "requires": "unit.flag",
        "examples": EXAMPLE,
    },
    {
        "id": "both",
        "text": "甲与丙都应当做。",
        "title": "t",
        "gloss": "g",
        "bearer": "any",
        "requires": 'outcome("r1") = "satisfied"',
        "examples": EXAMPLE,
    },
]
ITEMS = [
    {
        "id": "act",
        "points": 10,
        "component": "all",
        "start": "zero",
        "reads": ["r1"],
        "applies": 'outcome("r1") != "not_applicable"',
        "effects": [
            {
                "add": {
                    "table": 'outcome("r1")',
                    "rows": {"satisfied": 10, "excepted": 10, "pending": 0, "violated": 0},
                }
            }
        ],
    }
]
RANKING = {
    "rank": {"peers": "rank", "of": "total", "ties": "last of tie"},
    "ranked_units": {"peers": "count", "of": "total"},
}
BANDS = {"table": "total", "rows": {">= 80": "high", "[50..80)": "middle", "< 50": "low"}}


def sheet(name, kind, **more):
    total = {"sum": ["points", "act"], "at_most": 100}
    return {
        "sheet": name,
        "year": 2024,
        "for": f'kind = "{kind}"',
        "scale": LEVELS,
        "items": ITEMS,
        "steps": {"total": {**total, "undefined": 0}, "grade": BANDS, **more.pop("steps", {})},
        **more,
    }


CITIES = sheet("cities", "city", steps=RANKING, result={"total": "total", "rank": "rank"})
OFFICES = sheet("offices", "office", result={"total": "total"})


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ruleset")
    write_ruleset(folder, VOCABULARY, rules=RULES, sheets=[CITIES, OFFICES])
    return load_ruleset(folder)


def unit(name, flag=None, **reported):
    """The facts of a unit, with figures for 2024."""
    figures = [{"measure": k, "for": 2024, "value": v} for k, v in reported.items()]
    own = {"id": name, "name": name.upper()} | ({} if flag is None else {"flag": flag})
    return {"unit": own, "reported": figures}


UNITS = [
    unit("a", True, kind="city", points=80),
    unit("b", kind="city", points=75),
    unit("c", False, kind="city", points=40),
    unit("d", True, kind="office", points=50),
    unit("e", True, points=80),
]


@pytest.fixture
def found(ruleset):
    return ruleset.assess_population(UNITS, as_of=AS_OF, year=2024)


def test_places(found):
    assert [
        (p.unit, p.sheet, p.total, sorted(p.grades), p.rank, p.ranked, p.listed) for p in found.places
    ] == [
        ("a", "cities", point(90), ["high"], Num(1, 2), True, "cities"),
        ("b", "cities", Num(75, 85), ["high", "middle"], Num(2, 3), True, "cities"),
        ("c", "cities", point(40), ["low"], Num(3, 4), True, "cities"),
        ("d", "offices", point(60), ["middle"], None, False, ""),
        ("e", "", None, [], None, False, ""),
    ]


def test_the_order_of_the_table(ruleset):
    given = [UNITS[n] for n in (3, 2, 4, 0, 1)]
    found = ruleset.assess_population(given, as_of=AS_OF, year=2024)
    assert [p.unit for p in found] == ["a", "b", "c", "d", "e"]
    assert [p.unit for p in found.places] == ["d", "c", "e", "a", "b"]


def test_what_leaves_a_rank_open(found):
    score = found.score("c")
    (line,) = score.lines_of("rank")
    assert line.missing == ("e: sheet",)
    check_ledger(score)
    assert found.score("e") is None
    with pytest.raises(KeyError):
        found.score("nobody")


def test_the_full_assessment_is_made_among_the_same_peers(found):
    for place in found.places:
        whole = found.assessment(place.unit)
        assert len(whole.findings) == 5
        if place.sheet:
            assert whole.score.steps == found.score(place.unit).steps
            assert whole.score.ledger == found.score(place.unit).ledger


def test_rules_about_the_assessment_see_the_rank(ruleset, found):
    def status(population):
        held = {p.unit: population.consequences(p.unit) for p in population.places}
        return {unit: [c.status for c in told] for unit, told in held.items()}

    possible, excluded = ["possible"], ["excluded"]
    assert status(found) == {"a": excluded, "b": possible, "c": possible, "d": possible, "e": possible}
    known = [*UNITS[:4], unit("e", True, kind="city", points=20)]
    found = ruleset.assess_population(known, as_of=AS_OF, year=2024)
    assert found.place("c").rank == point(3)
    assert status(found) | {"d": None} == {
        "a": excluded,
        "b": excluded,
        "c": excluded,
        "d": None,
        "e": ["certain"],
    }
    # the same unit alone has no rank that anybody could tell
    alone = ruleset.assess(load_facts(known), "e", as_of=AS_OF, year=2024)
    assert [c.status for c in alone.consequences] == possible
    assert set(alone.score.needs) == {"peers of total"}


def test_results_are_facts_of_the_next_year(ruleset, found):
    results = found.results()
    assert results["a"] == (
        {"measure": "total", "for": 2024, "value": 90},
        {"measure": "grade", "for": 2024, "value": "high"},
    )
    assert results["b"] == ()
    assert results["e"] == ()
    next_year = [{"unit": {"id": name}, "reported": list(told)} for name, told in results.items()]
    facts = ruleset.bind(next_year)
    figure = facts.units["d"].reported[0]
    assert (figure.measure, figure.year, figure.value) == ("total", 2024, point(60))


def test_results_lie_between_what_a_measure_can_hold(tmp_path):
    third = sheet("s", "city", steps={"third": {"ratio": "total", "to": 3}, "total": {"read": "points"}})
    third["steps"] = {"points_": {"read": "points"}, "total": {"ratio": "points_", "to": 3}}
    write_ruleset(
        tmp_path, VOCABULARY, rules=RULES, sheets=[{k: v for k, v in third.items() if k != "items"}]
    )
    ruleset = load_ruleset(tmp_path)
    found = ruleset.assess_population([unit("a", kind="city", points=80)], as_of=AS_OF, year=2024)
    (total,) = found.results()["a"]
    assert total["value"] == {"at_least": "26.66", "at_most": "26.67"}
    assert ruleset.bind({"unit": {"id": "a"}, "reported": [total]}).units["a"].reported[0].value.lo < 27


def test_a_unit_without_a_total_is_not_ranked(tmp_path):
    """Its rank is none at all, and that is what next year's facts are told."""
    steps = {"total": {"read": "counted"}, "rank": {"peers": "rank", "of": "total", "ties": "shared"}}
    vocabulary = VOCABULARY | {"counted": {"type": "integer", "range": "[0..100]", **YEARLY}}
    result = {"total": "total", "rank": "rank"}
    small = {"sheet": "s", "year": 2024, "steps": steps, "result": result}
    write_ruleset(tmp_path, vocabulary, rules=RULES, sheets=[small])
    ruleset = load_ruleset(tmp_path)
    units = [unit("a", counted=None), unit("b", counted=5), unit("c")]
    found = ruleset.assess_population(units, as_of=AS_OF, year=2024)
    assert [(p.unit, p.ranked) for p in found] == [("b", True), ("c", True), ("a", False)]
    assert [r["value"] for r in found.results()["a"]] == [None, None]
    assert found.place("b").rank == Num(1, 2)
    assert found.place("c").rank == Num(1, 2, 1)


def test_facts_of_several_sorts_and_sheets_by_name(ruleset):
    whole = ruleset.bind(UNITS[:2])
    given = [whole, load_facts(UNITS[2]), UNITS[3], {"units": UNITS[4:]}]
    found = ruleset.assess_population(given, as_of=AS_OF, year=2024, sheets={"e": "cities"})
    assert sorted(p.unit for p in found.places) == ["a", "b", "c", "d", "e"]
    assert found.place("e").rank == point(2)
    with pytest.raises(FactsError, match="given twice"):
        ruleset.assess_population([whole, UNITS[0]], as_of=AS_OF, year=2024)
    with pytest.raises(FactsError, match="do not speak of `nobody`"):
        ruleset.assess_population(UNITS, as_of=AS_OF, year=2024, sheets={"nobody": "cities"})
    with pytest.raises(RulesetError, match="no sheet `towns`"):
        ruleset.assess_population(UNITS, as_of=AS_OF, year=2024, sheets={"a": "towns"})


def test_only_the_rules_that_the_sheets_read_are_evaluated(ruleset):
    asked = []

    class Engine(ReferenceEngine):
        name = "watched"

        def outcomes(self, program, views):
            asked.append([r.id for r in program.rules])
            return super().outcomes(program, views)

    facts = ruleset.bind(UNITS[:2])
    units = [Asked(facts, u, AS_OF, 2024, Engine(), "", ruleset.sheets["cities"]) for u in facts.units]
    assess_population(ruleset.model, ruleset.program, units)
    assert asked == [["r1"], ["r1"]]
    part = part_of(ruleset.program, ["both"])
    assert [r.id for r in part.rules] == ["r1", "both"]
    assert part_of(ruleset.program, ["both", "r1"]) is part
    with pytest.raises(PolicyRulesError, match="each unit once"):
        assess_population(ruleset.model, ruleset.program, [units[0], units[0]])


def test_engines_agree(ruleset, found):
    other = ruleset.assess_population(UNITS, as_of=AS_OF, year=2024, engine="reference")
    assert other.places == found.places


def test_it_shows_itself(found):
    assert found.to_dict()["places"][0]["unit"] == "a"
    assert "A" in str(found)
