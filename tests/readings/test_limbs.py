"""Norms of different kind in the same words. The ruleset `park`, cases by hand in `limbs.yaml`."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.examples import check_examples
from policy_rules.report.pages.site import pages
from policy_rules.results.limbs_finding import LimbsFinding

HERE = Path(__file__).parent
PARK = pr.load_ruleset(HERE / "park")
CASES = yaml.safe_load((HERE / "limbs.yaml").read_text("utf-8"))
DAY = datetime.date(2024, 7, 1)


def assessed(case: dict[str, Any], engine: str = "reference") -> pr.Assessment:
    given = dict(case["given"])
    lists = given.pop("complete", [])
    unit = {"id": "elm", "kind": "keeper", **given.pop("unit", {})}
    whole = [{"list": name, "by": "clerk", "date": "2024-07-01"} for name in lists]
    facts = json.loads(json.dumps({"unit": unit, "complete": whole, **given}, default=str))
    found = PARK.assess(facts, as_of=case.get("as_of", DAY), engine=engine)
    told = {f"parameters.{name} of {case['rule']}": value for name, value in case.get("set", {}).items()}
    return found.what_if(told).after if told else found


def possible(told: str | list[str]) -> list[str]:
    return [told] if isinstance(told, str) else told


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], engine: str) -> None:
    finding = assessed(case, engine).finding(case["rule"])
    assert list(finding.possible) == possible(case["expect"])
    limbs = dict(finding.limbs) if isinstance(finding, LimbsFinding) else {}
    assert {name: list(limb.possible) for name, limb in limbs.items()} == {
        name: possible(told) for name, told in case.get("limbs", {}).items()
    }
    assert [i.id for i in finding.instances] == list(limbs)
    if "due" in case:
        assert {i.id: i.due for i in finding.instances} == case["due"]
    if "missing" in case:
        assert [*finding.missing, *finding.needs] == case["missing"]


@pytest.mark.parametrize("engine", [None, CompiledEngine(), SessionEngine(), ColumnarEngine()])
def test_its_examples_come_out_as_told(engine: Any) -> None:
    report = check_examples(PARK, engine)
    assert not report.faults
    assert report.count == (34 if isinstance(engine, ColumnarEngine) else 44)  # it lacks lists of findings


def test_a_session_follows() -> None:
    with PARK.session(as_of=DAY) as session:
        session.assert_fact("elm", "unit.kind", "keeper")
        session.assert_fact("elm", "census.reported_on", "2024-06-01")
        session.assert_fact("elm", "fellings[oak]", {"permitted": True})
        assert session.outcomes("elm")["trees"] == (2, 4)
        session.change_fact("elm", "fellings[oak]", {"permitted": False})
        assert session.outcomes("elm")["trees"] == (4, 4)
        session.retract_fact("elm", "fellings[oak]")
        session.assert_fact("elm", "complete[fellings]", True)
        assert session.outcomes("elm")["trees"] == (2, 2)


def test_it_is_told_limb_by_limb() -> None:
    case = next(c for c in CASES if c["why"].startswith("a ban is broken"))
    found = assessed(case)
    english, chinese = (found.finding("trees").explain(lang) for lang in ("en", "zh"))  # type: ignore[arg-type]
    assert "- felling (prohibition): violated" in english and "- report (duty): pending" in english
    assert "- 分项1（禁止）: 不达标" in chinese
    data = next(f for f in found.to_dict()["findings"] if f["rule"] == "trees")
    assert [(limb["limb"], limb["outcome"], limb["due"]) for limb in data["limbs"]] == [
        ("felling", "violated", None),
        ("report", "pending", "2024-06-30"),
    ]
    page = "".join(pages(PARK.model, PARK.program).values())
    assert "felling" in page and "done_by(census.reported_on, due)" in page
