"""Parameters with values by day are read on the day that counts: `limits`, by hand in `limits.yaml`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.core.nodes import OUTCOMES
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.facts.view import UnitView
from policy_rules.testing.truth import RuleTruth
from policy_rules.testing.truth.declined import Declined

HERE = Path(__file__).parent
LIMITS = pr.load_ruleset(HERE / "limits")
CASES = yaml.safe_load((HERE / "limits.yaml").read_text("utf-8"))
DATED: dict[str, Any] = {
    "limit": {"2020-01-01": 10, "2025-01-01": 5},
    "days": {"2020-01-01": 10, "2024-07-01": 5},
    "strict": {"2020-01-01": False, "2024-07-01": True},
    "last_day": {"2020-01-01": "2024-06-30", "2025-01-01": "2025-06-30"},
    "call": {"2020-01-01": "2023-01-01", "2025-01-01": "2024-03-01"},
    "sizes[cart]": {"2020-01-01": False, "2025-01-01": True},
    "sizes[stall]": {"2020-01-01": True, "2025-01-01": True},
    "regularly": {"2020-01-01": "each_quarter", "2025-01-01": "each_year"},
}
"""The parameters of the ruleset, for the truth."""
OPEN = [case for case in CASES if isinstance(next((d for d, *_ in case.get("loads", ())), None), dict)]


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case, its lists whole; a load weighs, is a cart, and is permitted or not."""
    whole = {"by": "the keeper", "date": "2027-01-01", "for": "all"}
    loads = [
        {"id": f"l{n}", "weight": w, "kind": "cart", "permitted": bool(p), "carried_on": d}
        for n, (d, w, *p) in enumerate(case.get("loads", ()))
    ]
    letters = [
        {"id": f"x{n}", "received_on": r, "answered_on": a}
        for n, (r, a) in enumerate(case.get("letters", ()))
    ]
    store = {"weight": case.get("store", [0])[0], "begun_on": "2024-10-01", "cleared_on": case.get("cleared")}
    given = {"unit": {"id": "u"}, "loads": loads, "letters": letters, "store": store}
    given["complete"] = [{"list": name, **whole} for name in ("loads", "letters")]
    if "excepted" in case:
        said = {"rule": case["rule"], "reason": "the quay", "approved_by": "the warden"}
        given["exceptions"] = [{**said, "date": case["excepted"]}]
    return json.loads(json.dumps(given, default=str))


def expected(case: dict[str, Any]) -> list[str]:
    told = case["expect"]
    return [told] if isinstance(told, str) else told


@pytest.mark.parametrize("engine", ["reference", "compiled", None])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], engine: str | None) -> None:
    found = LIMITS.assess(facts_of(case), as_of=case["as_of"], year=case.get("year"), engine=engine)
    finding = found.finding(case["rule"])
    assert list(finding.possible) == expected(case)
    assert len(finding.instances) == case.get("instances", len(finding.instances))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_on_the_other_engines(case: dict[str, Any]) -> None:
    ends = OUTCOMES.index(expected(case)[0]), OUTCOMES.index(expected(case)[-1])
    with LIMITS.session(as_of=case["as_of"], year=case.get("year")) as session:
        session.load(facts_of(case))
        assert session.outcomes("u")[case["rule"]] == ends
    codes = LIMITS.outcomes(facts_of(case), as_of=case["as_of"], year=case.get("year"))
    assert codes[case["rule"]] == 5 * ends[0] + ends[1]
    facts, day = LIMITS.bind(facts_of(case)), case["as_of"].toordinal()
    year = case.get("year") or case["as_of"].year
    view = UnitView(facts, facts.units["u"], LIMITS.model.vocabulary, day, year, "year" in case)
    in_columns = ColumnarEngine().outcomes(LIMITS.program, [view])[0]
    assert in_columns.get(case["rule"]) == (
        None if case["rule"] == "regularly" else ends
    )  # readings: declined


@pytest.mark.parametrize("case", [c for c in CASES if c not in OPEN], ids=lambda case: case["why"])
def test_by_the_truth(case: dict[str, Any]) -> None:
    year = case.get("year") or case["as_of"].year
    asked = RuleTruth(LIMITS.model).asked(
        [facts_of(case)], "u", case["as_of"], year, year_given="year" in case, parameters=DATED
    )
    found = RuleTruth(LIMITS.model).outcome(asked, case["rule"])
    assert not isinstance(found, Declined)
    assert found[:2] == (OUTCOMES.index(expected(case)[0]), OUTCOMES.index(expected(case)[-1]))


def test_the_day_that_is_missing_is_named() -> None:
    for case in OPEN[:1]:
        for engine in ("reference", "compiled"):
            found = LIMITS.assess(facts_of(case), as_of=case["as_of"], engine=engine).finding(case["rule"])
            assert set(found.missing) == {"loads[l0].carried_on"} and not found.needs
