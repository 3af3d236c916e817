"""Calendars of countries and of a ruleset's own: cases counted by hand come out so on every engine."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from calendars import small
from policy_rules import feel, load_ruleset
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.errors import ExpressionError, RulesetError
from policy_rules.examples import check_examples
from policy_rules.policy import Ruleset
from policy_rules.reference.protocol import Engine, ReferenceEngine

CASES = yaml.safe_load((Path(__file__).parent / "calendars.yaml").read_text("utf-8"))
ENGINES = (ReferenceEngine(), CompiledEngine(), ColumnarEngine(), SessionEngine())
NAMES = [" ".join(str(v) for v in told["calendar"].values()) for told in CASES]


@pytest.fixture(scope="module", params=CASES, ids=NAMES)
def told(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture(scope="module")
def ruleset(told: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    after = [e for case in told["after"] for e in small.examples_after(case)]
    between = [e for case in told["between"] for e in small.examples_between(case)]
    root = tmp_path_factory.mktemp("days")
    return load_ruleset(small.write(root, told["calendar"], told.get("file"), after=after, between=between))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_every_engine_counts_as_by_hand(ruleset: Ruleset, engine: Engine) -> None:
    assert [engine.lacks(ruleset.program, rule) for rule in ruleset.program.rules] == [None, None]
    report = check_examples(ruleset, engine)
    assert [str(fault) for fault in report.faults] == []
    assert report.count == sum(len(rule.examples) for rule in ruleset.rules.values()) > 4


def test_evaluate_counts_as_by_hand(ruleset: Ruleset, told: dict[str, Any]) -> None:
    counted = [("working_days_after(from, count)", case) for case in told["after"]]
    counted += [("working_days_between(from, to)", case) for case in told["between"]]
    for text, case in counted:
        facts = {key: case[key] for key in ("from", "to", "count") if key in case}
        if "perhaps" in case:
            with pytest.raises(ExpressionError, match="are published"):
                feel.evaluate(text, facts, calendar=ruleset.calendar)
        else:
            assert feel.evaluate(text, facts, calendar=ruleset.calendar) == case["is"], case


def test_each_calendar_has_a_case_each_way(told: dict[str, Any]) -> None:
    after = {case["count"] > 0 for case in told["after"] if "is" in case}
    between = {case["is"] > 0 for case in told["between"] if "is" in case}
    assert True in after & between
    assert False in after | between


def test_without_a_calendar_working_days_are_refused() -> None:
    day = {"d": datetime.date(2025, 3, 3)}
    for text in ("working_days_after(d, 1)", "working_days_between(d, d)"):
        with pytest.raises(ExpressionError) as caught:
            feel.evaluate(text, day)
        (fault,) = caught.value.faults
        assert fault.what.endswith("counts by a calendar, and none is given")
        assert fault.hint == "evaluate with `calendar=…`"
    assert feel.evaluate("working_days_after(null, 1)", day) is None


def test_a_ruleset_that_counts_working_days_is_told_to_name_a_calendar(tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        load_ruleset(small.write(tmp_path, None))
    assert [fault.what for fault in caught.value.faults] == [
        "working days are counted by a calendar, and the ruleset names none"
    ] * 2
    (hint,) = {fault.hint for fault in caught.value.faults}
    assert "`calendar: {country: US}`" in hint and "`ruleset.yaml`" in hint
    assert all(fault.place.file.endswith("1-days.yaml") and fault.place.line for fault in caught.value.faults)


def test_a_faulty_calendar_is_told_once_and_its_uses_are_not(tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        load_ruleset(small.write(tmp_path, {"country": "US"}))
    (fault,) = caught.value.faults
    assert fault.what == "which years of `US` are published is not known"
