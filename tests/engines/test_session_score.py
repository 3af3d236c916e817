"""Score, grade and consequences that follow in a session; and no durable rule of theirs is idle."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engines.test_session_rules import DAY, YEAR, model, program
from policy_rules import Ruleset
from policy_rules.documents import from_data
from policy_rules.engines.session import Session, unit
from policy_rules.engines.session.chain_rules import RULES, chain
from policy_rules.errors import FactsError
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.sheet_file import load_sheet
from policy_rules.testing.random_steps import RandomSteps
from policy_rules.testing.soak import Soak
from policy_rules.values.known import Num

pytestmark = pytest.mark.heavy
"""Henan as a whole takes long: a suite of its own."""

EXAMPLES = Path(__file__).parents[2] / "examples"
MODEL = model()
PROGRAM = program(MODEL)
ROWS = {"not_applicable": 1, "excepted": 4, "satisfied": 10, "pending": 6, "violated": 0}
SHEET: dict[str, Any] = {
    "sheet": "s",
    "title": {"en": "a sheet"},
    "year": YEAR,
    "scale": "grade",
    "items": [
        {
            "id": f"i_{rule}",
            "title": {"en": rule},
            "points": 10,
            "component": "daily",
            "reads": [rule],
            "start": "zero",
            "effects": [{"add": {"table": f'outcome("{rule}")', "rows": ROWS}}],
        }
        for rule in ("share", "late", "power")
    ],
    "steps": {
        "base": {"sum": ["i_share", "i_late", "i_power"]},
        "manner": {"given": "manner", "between": [0, 5]},
        "points": {"sum": ["base", "manner"]},
        "banded": {
            "table": "points",
            "rows": {">= 30": "excellent", "[20..30)": "good", "[10..20)": "pass", "< 10": "fail"},
        },
        "grade": {
            "least": ["banded", {"cases": [['outcome("late") = "violated"', "pass"]], "else": "excellent"}]
        },
    },
    "result": {"total": "points", "grade": "grade"},
}


PRICES: dict[str, list[dict[str, Any]]] = {
    "deduct": [{"deduct": 3, "if": 'outcome("late") = "violated"'}],
    "points": [
        {
            "add": {"ratio": "staffing.front", "to": "staffing.total", "points": 10, "undefined": 0},
            "if": 'outcome("share") = "satisfied"',
        }
    ],
    "cases": [
        {"add": {"cases": [['outcome("share") in ["pending", "violated"]', 1]], "else": 2}},
        {"add": {"sum": [{"of": 4, "if": 'outcome("share") = "satisfied"'}]}},
    ],
}
"""Findings priced otherwise than by a table of outcomes."""
PRICED_SHEET = {
    **SHEET,
    "items": [
        {
            "id": f"i_{name}",
            "title": {"en": name},
            "points": 10,
            "component": "daily",
            "reads": ["late"] if name == "deduct" else ["share"],
            "start": "full" if name == "deduct" else "zero",
            "effects": effects,
        }
        for name, effects in PRICES.items()
    ],
    "steps": {**SHEET["steps"], "base": {"sum": ["i_deduct", "i_points", "i_cases"]}},
}


def sheet(of: dict[str, Any] = SHEET) -> Sheet:
    tree, wrong = from_data(of, "sheet")
    assert not wrong
    found, faults = load_sheet(tree, MODEL)
    assert found is not None, "\n".join(map(str, faults))
    assert not faults, "\n".join(map(str, faults))
    return found


LOADED, PRICED = sheet(), sheet(PRICED_SHEET)


def opened(of: Sheet | None = LOADED) -> Session:
    return Session(MODEL, PROGRAM, as_of=DAY, year=YEAR, sheet=of)


def test_the_score_follows_each_step() -> None:
    with opened() as session:
        session.add_unit("u")
        session.assert_fact("u", "entries[manner, 2025]", 0)
        assert session.score("u").total == Num(1, 30)
        assert session.grade("u") == {"fail", "pass", "good", "excellent"}
        session.assert_fact("u", "unit.power", True)
        session.assert_fact("u", "staffing.total", 10)
        session.assert_fact("u", "staffing.front", 10)
        assert session.score("u").total == Num(30, 30)
        assert session.grade("u") == {"excellent"}
        assert session.consequences("u") == {"talk": "excluded"}
        session.change_fact("u", "staffing.front", 7)
        assert session.score("u").total == Num(16, 16)
        assert session.grade("u") == {"pass"}
        session.change_fact("u", "staffing.total", 5)
        assert session.score("u").total == Num(11, 11)
        session.change_fact("u", "entries[manner, 2025]", {"value": 5, "scorer": "x"})
        assert session.score("u").total == Num(16, 16)
        with pytest.raises(FactsError, match="outside its bounds"):
            session.change_fact("u", "entries[manner, 2025]", 6)
        with pytest.raises(FactsError, match="did you mean `manner`"):
            session.assert_fact("u", "entries[maner, 2025]", 1)
        assert session.score("u").total == Num(16, 16)
        session.retract_fact("u", "entries[manner, 2025]")
        assert session.score("u").total == Num(11, 16)


def test_without_a_sheet() -> None:
    with opened(None) as session:
        session.add_unit("u")
        assert session.score("u") is None
        assert session.grade("u") is None


def test_prices_of_findings_follow() -> None:
    with opened(PRICED) as session:
        session.add_unit("u")
        assert session.score("u").items == {
            "i_deduct": Num(7, 10),
            "i_points": Num(0, 10),
            "i_cases": Num(1, 6),
        }
        told = [key for key in session._units["u"].memory.facts if key[0] == "condition"]
        assert len(told) == 5  # one of the grade
        session.assert_fact("u", "staffing.front", 9)
        assert session.score("u").items["i_deduct"] == Num(7, 7)
        session.change_fact("u", "staffing.front", 10)
        session.assert_fact("u", "staffing.total", 20)
        session.assert_fact("u", "unit.power", True)
        assert session.score("u").items == {
            "i_deduct": Num(10, 10),
            "i_points": Num(0, 0),
            "i_cases": Num(1, 1),
        }
        session.change_fact("u", "staffing.total", 12)
        assert session.score("u").items == {
            "i_deduct": Num(10, 10),
            "i_points": Num(Fraction(10 * 10, 12), Fraction(10 * 10, 12)),
            "i_cases": Num(6, 6),
        }


@pytest.mark.parametrize(("of", "seed"), [(LOADED, 0), (LOADED, 1), (PRICED, 2)])
def test_random_steps_as_without_the_chain(of: Sheet, seed: int) -> None:
    with opened(of) as session:
        steps = RandomSteps(MODEL, random.Random(seed), 3, session.holds)
        run = Soak(MODEL, PROGRAM, session, steps, sheet=of, day=DAY, year=YEAR)
        for n in range(120):
            run.compare(run.step(), whole=n % 10 == 0)
        assert run.differences == []


_CASES: list[dict[str, object]] = [
    {},
    {"unit.power": True, "staffing.total": 10, "staffing.front": 10},
    {"unit.power": True, "staffing.total": 10, "staffing.front": 7},
    {"unit.power": True, "staffing.total": 10, "staffing.front": 8},
    {"unit.power": False, "staffing.total": 2, "staffing.front": 10},
    {"unit.power": True, "exceptions[share]": {"reason": "r", "approved_by": "a", "date": "2025-01-01"}},
    {"reported[grade, 2025]": "good", "staffing.front": 10},
]


def _found(facts: dict[str, object], of: Sheet | None) -> object:
    with opened(of) as session:
        session.add_unit("u")
        for path, value in facts.items():
            session.assert_fact("u", path, value)
        return session.score("u"), session.grade("u"), session.consequences("u")


@pytest.mark.parametrize(
    "name", [r.name for r in RULES if r.kind in ("effect", "condition", "band", "bar", "trigger")]
)
def test_without_a_rule_something_changes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:

    whole = [_found(facts, of) for of in (LOADED, None) for facts in _CASES]
    lacking = chain(name)
    monkeypatch.setattr(unit, "chain", lambda: lacking)
    assert [_found(facts, of) for of in (LOADED, None) for facts in _CASES] != whole


def test_a_session_as_an_assessment(henan: Ruleset) -> None:
    day = datetime.date(2025, 3, 1)
    name = next(iter(henan.with_profile("illustrative").sheets))
    asked: dict[str, Any] = {"as_of": day, "year": 2024, "profile": "illustrative", "sheet": name}
    facts = henan.bind(EXAMPLES / "nanyang.yaml")
    with henan.session(**asked) as session:
        session.load(facts)
        (one,) = session.units
        assessed = henan.assess(facts, one, **asked)
        assert session.outcomes(one) == {f.rule.id: (f.lo, f.hi) for f in assessed}
        assert session.score(one).total == assessed.score.total
        assert session.grade(one) == assessed.grade
        assert session.consequences(one) == {c.rule: c.status for c in assessed.consequences}
