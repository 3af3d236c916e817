"""In which year a sheet charges a duty whose due day follows from its period, by hand and by the truth."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.policy import Ruleset
from policy_rules.testing.truth.rules import RuleTruth
from scoring.world import write_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("due_by_the_period.yaml").read_text("utf-8"))
YEARS, AS_OF = range(2022, 2027), datetime.date(2028, 1, 1)
PERIODS = {
    "quarter": {"zh": "季度", "en": "quarter", "start": "01-01", "length": "P3M"},
    "five_years": {"zh": "五年", "en": "five years", "start": "2021-01-01", "length": "P5Y"},
}
BY_DAYS = {"2000-01-01": "2023-09-15", "2024-02-01": "2023-10-15"}
PARAMETERS = {
    "by": {"type": "date", "zh": "期限", "en": "the day"},
    "by_days": {"type": "date", "zh": "当时的期限", "en": "the day of its time", "values": BY_DAYS},
}


def sheet(year: int) -> dict[str, Any]:
    item: dict[str, Any] = {"id": "duty"}
    item |= {"component": "all", "points": 10, "start": "full", "reads": ["done"]}
    effects = [{"deduct": 2, "if": 'outcome("done") = "violated"'}]
    steps = {"total": {"sum": ["duty"]}}
    return {"sheet": f"of-{year}", "year": year, "items": [{**item, "effects": effects}], "steps": steps}


@pytest.fixture(params=CASES, ids=lambda case: case["why"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def ruleset(case: dict[str, Any], tmp_path: Path) -> Ruleset:
    rule: dict[str, Any] = {"id": "done", "text": "丁应当做。", "title": "t", "gloss": "g", "bearer": "any"}
    told: dict[str, Any] = {key: case[key] for key in ("period", "due") if key in case}
    example = {"given": {"unit": {"flag": True}}, "expect": "satisfied"}
    rules = [rule | told | {"requires": "unit.flag", "examples": [example]}]
    header = {"language": 2, "periods": PERIODS}
    write_ruleset(tmp_path, {}, PARAMETERS, rules, header, [sheet(year) for year in YEARS])
    return load_ruleset(tmp_path).with_parameters({"by": "2023-09-15"})


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_the_years_in_which_it_is_charged(case: dict[str, Any], ruleset: Ruleset, engine: str) -> None:
    facts = {"unit": {"id": "u", "flag": False}}
    charged = []
    for year in YEARS:
        score = ruleset.assess(facts, as_of=AS_OF, year=year, sheet=f"of-{year}", engine=engine).score
        assert score is not None and score.items["duty"].settled
        charged += [year] if score.items["duty"].lo == 8 else []
    assert charged == case["charged"]


def test_the_truth_says_so_too(case: dict[str, Any], ruleset: Ruleset) -> None:
    truth = RuleTruth(ruleset.model)
    facts = [{"unit": {"id": "u", "flag": False}}]
    told = {"by": {"2000-01-01": "2023-09-15"}, "by_days": BY_DAYS}
    read = datetime.date.fromisoformat
    set_ = {n: {read(since): read(by) for since, by in values.items()} for n, values in told.items()}
    charged = []
    for year in YEARS:
        asked = truth.asked(facts, "u", AS_OF, year, year_given=True, parameters=set_)
        ((outcome, day),) = truth.day_for_all(asked, "done")
        late = outcome == 4
        charged += [year] if late and (day is None or asked.years.of(day) == year) else []
    assert charged == case["charged"]
