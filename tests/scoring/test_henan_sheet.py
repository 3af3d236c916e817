"""The illustrative sheet of the Henan ruleset: a city with parameters open, and set."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from policy_rules.domain import Num, point
from policy_rules.facts.bind import bind
from policy_rules.facts.load import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.ir.program import compile_rules
from policy_rules.ir.trace import Tracer
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.profile import apply_profile
from policy_rules.scoring.consequences import consequences_of
from policy_rules.scoring.entries import EntryRecord
from policy_rules.scoring.evaluate import score, serves
from policy_rules.scoring.load import read_sheets
from scoring.world import check_ledger

HENAN = Path(__file__).parents[2] / "rulesets" / "henan"
NAME, AS_OF = "illustrative-2024-category-1", datetime.date(2025, 6, 1)
GRAVE = {"id": "c1", "for_year": 2024, "kind": "criticism", "grave": True}
LISTS = ("judgments", "suggestions", "shutdown_orders", "directives", "appraisals")


@pytest.fixture(scope="module")
def henan():
    model, faults = read_ruleset(HENAN)
    assert not faults, "\n".join(map(str, faults))
    program, faults = compile_rules(model)
    assert not faults
    return model, program


def run(henan, data, *, profile="", entries=()):
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
    found = score(sheet, first, Tracer(program, first).results(), entries)
    check_ledger(found)
    second = view(found.as_measures())
    results = Tracer(program, second).results()
    return found, {c.rule: c for c in consequences_of(model, program, second, results)}, results


def city(*circulars, **more):
    whole = [{"list": "circulars", "by": "x", "date": AS_OF}]
    unit = {"id": "x", "level": "city", "kind": "government", "category": 1, **more.pop("unit", {})}
    return {
        "unit": unit,
        "circulars": list(circulars),
        "complete": [*whole, *more.pop("complete", [])],
        **more,
    }


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


def known(*circulars, lectures):
    reported = [{"measure": "rule_of_law_lectures", "for": 2024, "value": lectures}]
    reported += [{"measure": "annual_key_work_plans", "for": 2024, "value": 1}]
    complete = [{"list": name, "for": 2024, "by": "x", "date": AS_OF} for name in LISTS]
    return city(*circulars, reported=reported, complete=complete, unit={"has_districts": False})


ENTRIES = [EntryRecord("satisfaction_points", point(17)), EntryRecord("bonus_points", point(2))]


def test_all_known_with_the_illustrative_profile(henan):
    """50 × 1 + 30 × 1 + 20 × 17/20 = 97; + 2 − 3 = 96, banded excellent, barred to good."""
    found, follows, _ = run(henan, known(GRAVE, lectures=3), profile="illustrative", entries=ENTRIES)
    assert (found.lo, found.hi, found.grade) == (96, 96, {"good"})
    assert found.settled
    assert found.needs == {}
    assert follows["as-6.2-s3"].status == "excluded"
    bar = found.lines_of("grade")[-1]
    assert bar.kept == "bar"
    assert "5.7" in bar.clause


def test_too_few_lectures_and_what_follows(henan):
    """Daily 40/50 by one lecture less: 40 + 30 + 12 = 82, − 6 = 76: pass, so a suggestion is due."""
    second = {**GRAVE, "id": "c2", "grave": False}
    entries = [EntryRecord("satisfaction_points", point(12)), EntryRecord("bonus_points", point(0))]
    found, follows, _ = run(henan, known(GRAVE, second, lectures=1), profile="illustrative", entries=entries)
    assert (found.lo, found.hi, found.grade) == (76, 76, {"pass"})
    assert [line.item for line in found.effects_of("ip-38-s14") if line.item] == ["lectures"]
    suggestion = follows["as-6.2-s3"]
    assert suggestion.status == "certain"
    assert suggestion.addressee == "考核对象"
    assert "法治建议书" in suggestion.words
    assert any(name == "grade (2024)" for name, _ in suggestion.because)


def test_a_partly_known_report_leaves_the_grade_open(henan):
    found, _, _ = run(henan, known(lectures={"at_most": 3}), profile="illustrative", entries=ENTRIES)
    assert (found.lo, found.hi) == (89, 99)
    assert found.grade == {"good", "excellent"}
    assert "rule_of_law_lectures" in found.missing
