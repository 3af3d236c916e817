"""The illustrative sheet of the Henan ruleset: a city with parameters open, and set."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from henan.sheet_units import case_of, facts_of
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.profile import apply_profile
from policy_rules.scoring.consequences import consequences_of
from policy_rules.scoring.fitting import serves
from policy_rules.scoring.score_unit import score
from policy_rules.scoring.sheets.sheet_file import read_sheets
from policy_rules.values.known import Num, point
from scoring.world import check_ledger

pytestmark = pytest.mark.heavy
"""Henan as a whole takes long: a suite of its own."""

HENAN = Path(__file__).parents[2] / "rulesets" / "henan"
NAME, AS_OF = "illustrative-2024-category-1", datetime.date(2025, 6, 1)
GRAVE = {
    "id": "c1",
    "for_year": 2024,
    "kind": "criticism",
    "for_breach_or_neglect": True,
    "grave": True,
    "calls_for_deduction": True,  # so it costs points on either reading of the words
}
MERIT = {"for_year": 2024, "kind": "demonstration", "measures_strong": True, "points_added": 2}


@pytest.fixture(scope="module")
def henan():
    model, faults = read_ruleset(HENAN)
    assert model is not None and not faults, "\n".join(map(str, faults))
    program, faults = compile_rules(model)
    assert not faults
    return model, program


def run(henan, data, *, profile=""):
    """Score and consequences of one city."""
    model, program = henan
    if profile:
        model, faults = apply_profile(model, profile)
        assert not faults
    facts = bind(load_facts(data), model)
    sheets, faults = read_sheets(model)
    assert not faults, "\n".join(map(str, faults))
    sheet = sheets[NAME]
    assert sheet.illustrative
    assert serves(sheet, model, facts, "x", AS_OF, 2024)
    assert not serves(sheet, model, facts, "x", AS_OF, None)

    def view(scored=None):
        return UnitView(facts, facts.units["x"], model.vocabulary, AS_OF.toordinal(), 2024, True, scored)

    first = view()
    found = score(sheet, first, Tracer(program, first).results(), facts.units["x"].entries, program=program)
    check_ledger(found)
    second = view(found.as_measures())
    results = Tracer(program, second).results()
    return found, {c.rule: c for c in consequences_of(model, program, second, results)}, results


def city(*circulars):
    whole = [{"list": "circulars", "by": "x", "date": AS_OF}]
    unit = {"id": "x", "level": "city", "kind": "government", "category": 1}
    return {
        "unit": unit,
        "circulars": list(circulars),
        "complete": whole,
    }


def known(henan, *circulars, layers=1, **changes):
    """The city of `henan/sheets.yaml`, of which all is known, with some facts changed."""
    fields = [{"id": "e1", "field": "market", "layers": layers}]
    changes |= {"circulars": list(circulars), "enforcement_fields": fields}
    return facts_of(henan[0], case_of(1), "x", **changes)


def entry(name, value):
    return {"entry": name, "for": 2024, "value": value}


def lectures(value):
    return [{"measure": "rule_of_law_lectures", "for": 2024, "value": value}]


def test_nothing_known_but_a_grave_circular(henan):
    found, follows, results = run(henan, city(GRAVE))
    assert (found.steps["bonus"], found.steps["deduction"]) == (Num(0, 5), Num(0, 10))
    assert found.grade == {"fail", "pass", "good"}
    assert "grade_cutoffs" in found.needs
    assert results["as-5.7-s6"].finding == (2, 2)  # satisfied: not excellent, whatever the cut-offs
    assert follows["as-6.3-s1"].status == "excluded"
    assert follows["as-6.2-s3"].status == "possible"
    assert follows["as-6.2-s3"].addressee == "parameters.suggestion_addressee"


def test_no_circular_leaves_every_grade_possible(henan):
    found, follows, _ = run(henan, city())
    assert found.grade == {"fail", "pass", "good", "excellent"}
    assert found.steps["deduction"] == point(0)
    assert follows["as-6.3-s1"].status == "possible"


def test_all_known_with_the_illustrative_profile(henan):
    """50 × 0.892 + 28.1 + 17.5 = 90.2; + 5 (four times 2, capped) − 3 = 92.2, excellent, barred to good."""
    data = known(henan, GRAVE, merit_events=[{**MERIT, "id": f"m{n}"} for n in range(4)])
    found, follows, _ = run(henan, data, profile="illustrative")
    assert (found.lo, found.hi, found.grade) == (Fraction("92.2"), Fraction("92.2"), {"good"})
    assert follows["as-6.2-s3"].status == "excluded"
    bar = found.lines_of("grade")[-1]
    assert bar.kept == "bar"
    assert "5.7" in bar.clause


def test_too_few_lectures_and_what_follows(henan):
    """Daily work 0.832, satisfaction 13.5: 41.6 + 28.1 + 13.5 − 6 = 77.2: pass, so a suggestion is due."""
    entries = [entry("third_party_percent", 40)]
    second = {**GRAVE, "id": "c2", "grave": False}
    data = known(henan, GRAVE, second, reported=lectures(1), entries=entries, merit_events=[])
    found, follows, _ = run(henan, data, profile="illustrative")
    assert (found.lo, found.hi, found.grade) == (Fraction("77.2"), Fraction("77.2"), {"pass"})
    assert [line.item for line in found.effects_of("ip-38-s14") if line.item] == ["lectures"]
    suggestion = follows["as-6.2-s3"]
    assert suggestion.status == "certain"
    assert suggestion.addressee == "考核对象"
    assert "法治建议书" in suggestion.words
    assert any(name == "grade (2024)" for name, _ in suggestion.because)


def test_a_partly_known_report_leaves_the_grade_open(henan):
    data = known(henan, reported=lectures({"at_most": 3}), merit_events=[])
    found, _, _ = run(henan, data, profile="illustrative")
    assert (found.lo, found.hi) == (Fraction("87.2"), Fraction("90.2"))
    assert found.grade == {"good", "excellent"}
    assert "rule_of_law_lectures" in found.missing


def test_a_day_of_the_item_costs_what_the_rule_would_not(henan):
    """Two layers of enforcement: pending until 2025-12-31 by the plan, due on 2024-12-31 by the sheet."""
    found, _, results = run(henan, known(henan, layers=2), profile="illustrative")
    assert results["ip-14-s4"].finding == (3, 3)
    assert found.items["layers"] == point(0)
