"""The year a record is about, a duty is owed in, is breached in: by hand, on engines and on the truth."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.core.nodes import OUTCOMES
from policy_rules.errors import RulesetError
from policy_rules.policy import Ruleset
from policy_rules.ruleset.profile import set_parameters
from policy_rules.testing.truth import Declined, RuleTruth

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "years.yaml").read_text("utf-8"))
FAULTS = yaml.safe_load((HERE / "faults.yaml").read_text("utf-8"))
SEARCH = {"by": "x", "date": "2025-12-31"}


@pytest.fixture(scope="module")
def office() -> Ruleset:
    return load_ruleset(HERE / "office")


def facts_of(office: Ruleset, case: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case, its lists whole."""
    given = json.loads(json.dumps(case["facts"], default=str))
    complete: list[dict[str, Any]] = []
    for entity in office.model.vocabulary.entities.values():
        if not entity.one and entity.name not in case.get("but", ()):
            by_year = entity.told_year or entity.dated_by
            complete.append({"list": entity.name, **SEARCH, **({"for": "all"} if by_year else {})})
    complete += [{**SEARCH, **json.loads(json.dumps(c, default=str))} for c in case.get("complete", ())]
    return {"complete": complete, **given, "unit": {"id": "u", **given.get("unit", {})}}


def ends(lo: int, hi: int) -> str:
    return OUTCOMES[lo] if lo == hi else f"{OUTCOMES[lo]}..{OUTCOMES[hi]}"


def with_set(office: Ruleset, case: dict[str, Any]) -> Ruleset:
    model, faults = set_parameters(office.model, case.get("set", {}))
    assert not faults
    return Ruleset(model, office.program)


def test_the_office_is_sound(office: Ruleset) -> None:
    from policy_rules.examples import check_examples

    report = check_examples(office)
    assert (report.count, report.faults) == (len(office.rules), ())


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_counts_in_a_year(office: Ruleset, case: dict[str, Any], engine: str) -> None:
    asked = {"as_of": case["as_of"], "year": case.get("year"), "engine": engine}
    found = with_set(office, case).assess(facts_of(office, case), **asked).finding(case["rule"])
    assert ends(found.lo, found.hi) == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_in_a_session(office: Ruleset, case: dict[str, Any]) -> None:
    with with_set(office, case).session(as_of=case["as_of"], year=case.get("year")) as session:
        session.load(facts_of(office, case))
        assert ends(*session.outcomes("u")[case["rule"]]) == case["expect"]


def test_the_truth_says_so_too(office: Ruleset) -> None:
    """Where all is known; `year_given` and parameters as asked. What is open it declines."""
    truth, judged = RuleTruth(office.model), 0
    for case in CASES:
        if "complete" in case:
            continue
        day = case["as_of"]
        asked = truth.asked(
            [facts_of(office, case)],
            "u",
            day,
            case.get("year", day.year),
            year_given="year" in case,
            parameters={name: {datetime.date.min: value} for name, value in case.get("set", {}).items()},
        )
        found = truth.outcome(asked, case["rule"])
        if ".." in case["expect"]:
            assert isinstance(found, Declined), case["why"]
        elif not isinstance(found, Declined):
            judged += 1
            assert ends(found.low, found.high) == case["expect"], case["why"]
    assert judged > 20


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["why"])
def test_what_is_wrong_is_told(case: dict[str, Any], tmp_path: Path) -> None:
    root = tmp_path / "office"
    shutil.copytree(HERE / "office", root)
    entities = root / "vocabulary" / "entities.yaml"
    if "line" in case:
        name = case["line"].partition(":")[0]
        lines = entities.read_text("utf-8").splitlines()
        lines = [case["line"] if line.startswith(f"{name}:") else line for line in lines]
        entities.write_text("\n".join(lines) + "\n", "utf-8")
    header = (root / "ruleset.yaml").read_text("utf-8")
    (root / "ruleset.yaml").write_text(
        header.replace("language: 2", f"language: {case.get('language', 2)}"), "utf-8"
    )
    with pytest.raises(RulesetError) as raised:
        load_ruleset(root)
    told = str(raised.value)
    assert [words for words in case["told"] if words not in told] == []
    assert case.get("hint", "") in told
