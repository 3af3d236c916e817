"""Periods of a ruleset's own: cases by hand on every engine and by the truth; what is refused."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.core.nodes import OUTCOMES
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.facts.view import UnitView
from policy_rules.policy import Ruleset
from policy_rules.report.assessment_data import finding_data
from policy_rules.report.assessment_text import render
from policy_rules.report.pages.site import pages
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.values.periods import CALENDAR_YEAR, LAST_NAMES, Periods

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "periods.yaml").read_text("utf-8"))
HEADER = """
name: harbour
language: 1
documents: {order: {source: sources/order.md}}
year: fiscal_year
periods:
  fiscal_year: {zh: 财政年度, en: fiscal year, start: 10-01, length: P1Y, named_by: last}
  calendar_year: {start: 01-01, length: P1Y}
  quarter: {zh: 季度, en: quarter, start: 10-01, length: P3M}
  half_year: {start: 08-31, length: P6M}
  school_year: {start: 09-01, length: P1Y}
  five_years: {start: 2021-04-01, length: P5Y}
"""
VOCABULARY = """
unit: {en: unit, one: true}
drills: {en: fire drills, dated_by: held_on}
drills.held_on: {type: date}
drills.people: {type: integer}
harbour: {one: true}
harbour.berths: {type: integer}
"""
MEASURES = """
cost: {type: integer, reported: true}
drills_held: {type: integer, is: 'count(drills[held_on in period])', reported: true}
"""


def written(folder: Path, rules: dict[str, Any], header: str = HEADER) -> Path:
    """The ruleset of a harbour, a sentence for each rule."""
    kept = {
        "ruleset.yaml": header,
        "sources/order.md": "# Order\n\n## 1\n\n" + "\n\n".join(f"The order of {r}." for r in rules) + "\n",
        "vocabulary/entities.yaml": VOCABULARY,
        "vocabulary/measures.yaml": MEASURES,
        "vocabulary/roles.yaml": "harbour-board: {en: harbour board}\n",
        "vocabulary/scales.yaml": "care: [poor, fair, good]\n",
    }
    made = [
        {
            "id": r, "text": f"The order of {r}.", "title": r, "gloss": r, "bearer": "harbour-board",
            "examples": [{"given": {}, "expect": "unknown", "as_of": "1900-01-01"}], **rule,
        }
        for r, rule in rules.items()
    ]  # fmt: skip
    kept["order/1-all.yaml"] = yaml.safe_dump({"clause": "1", "title": "all", "rules": made})
    for name, text in kept.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def rule_of(number: int) -> str:
    return f"r{number:02}"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    rules = {rule_of(n): case["rule"] for n, case in enumerate(CASES)}
    return load_ruleset(written(tmp_path_factory.mktemp("periods") / "harbour", rules))


def facts_of(number: int) -> dict[str, Any]:
    """The facts of a case as plain data; a drill of which nothing is told had nine people."""
    text = yaml.safe_dump(CASES[number].get("facts", {})).replace("RULE", rule_of(number))
    facts = yaml.safe_load(text)
    drills = [{"people": 9, "id": f"d{n}", **d} for n, d in enumerate(facts.get("drills", []))]
    searched = {"by": "the board", "date": datetime.date(2030, 1, 1)}
    complete = [{**searched, **told} for told in facts.get("complete", [])]
    return {**facts, "drills": drills, "complete": complete, "unit": {"id": "u"}}


def expected(case: dict[str, Any]) -> str:
    """The outcome of the unit: the worst of its instances, if they are told."""
    told = case["expect"]
    if isinstance(told, str):
        return told
    if "violated" in told.values():
        return "violated"
    return max(told.values(), key=(*OUTCOMES, "unknown").index)


def outcome(lo: int, hi: int) -> str:
    return OUTCOMES[lo] if lo == hi else "unknown"


@pytest.mark.parametrize(
    ("rule", "instance", "told"),
    [
        ("quarterly", "quarter_2/d1", None),
        ("quarterly", "quarter_2", "an instance of it is called `quarter_N/d`"),
        ("quarterly", "d1", "an instance of it is called `quarter_N/d`"),
        ("quarterly", "d1/quarter_2", "an instance of it is called `quarter_N/d`"),
        ("each", "d1", None),
        ("each", "quarter_2/d1", "an instance of it is called `d`"),
        ("yearly", "d1", "it has no instances"),
    ],
)
def test_an_exception_that_can_lift_nothing_is_remarked_on(
    tmp_path: Path, rule: str, instance: str, told: str | None
) -> None:
    each = {"for each": "d in drills", "requires": "d.people >= 10", "force": "order"}
    rules = {"quarterly": {"period": "quarter", **each}, "each": each}
    rules["yearly"] = {"period": "year", "requires": "harbour.berths >= 1", "force": "order"}
    ruleset = load_ruleset(written(tmp_path / "harbour", rules))
    lifted = {"rule": rule, "instance": instance, "reason": "r", "approved_by": "a", "date": "2024-01-01"}
    facts = {"unit": {"id": "u"}, "drills": [{"id": "d1", "held_on": "2025-01-02", "people": 3}]}
    found = ruleset.assess({**facts, "exceptions": [lifted]}, as_of="2026-01-01", year=2025)
    named = [note for note in found.notes if "lifts nothing" in note]
    start = f"`u`: the exception to `{rule}` names `{instance}` and lifts nothing; "
    assert named == ([] if told is None else [start + told])


NUMBERED = pytest.mark.parametrize("number", range(len(CASES)), ids=[c["why"] for c in CASES])


@NUMBERED
def test_the_finding_and_its_instances(harbour: Ruleset, number: int) -> None:
    case = CASES[number]
    for engine in ("reference", "compiled"):
        found = harbour.assess(facts_of(number), **case["ask"], engine=engine).finding(rule_of(number))
        assert found.outcome == expected(case)
        if isinstance(case["expect"], dict):
            assert {i.id: i.outcome for i in found.instances} == case["expect"]


@NUMBERED
def test_in_a_session(harbour: Ruleset, number: int) -> None:
    with harbour.session(as_of=datetime.date(1999, 1, 1)) as session:
        session.load(facts_of(number))
        session.set_day(CASES[number]["ask"]["as_of"])
        session.set_year(CASES[number]["ask"].get("year"))
        assert outcome(*session.outcomes("u")[rule_of(number)]) == expected(CASES[number])


@NUMBERED
def test_in_columns(harbour: Ruleset, number: int) -> None:
    engine, rule = ColumnarEngine(), harbour.program.by_id[rule_of(number)]
    why = engine.lacks(harbour.program, rule)
    if why is not None:
        assert why == "two lists at once, record by record"
        return
    ask = CASES[number]["ask"]
    bound, day = harbour.bind(facts_of(number)), ask["as_of"].toordinal()
    vocabulary = harbour.model.vocabulary
    year = ask.get("year", vocabulary.year.year(day))
    view = UnitView(bound, bound.units["u"], vocabulary, day, year, "year" in ask)
    assert outcome(*engine.outcomes(harbour.program, [view])[0][rule.id]) == expected(CASES[number])


@NUMBERED
def test_the_truth_says_so(harbour: Ruleset, number: int) -> None:
    case, truth = CASES[number], RuleTruth(harbour.model)
    if "truth" in case or "unknown" in str(case["expect"]):
        return
    ask, facts = case["ask"], facts_of(number)
    year = ask.get("year", truth_year(ask["as_of"]))
    asked = truth.asked([facts], "u", ask["as_of"], year, year_given="year" in ask)
    found = truth.outcome(asked, rule_of(number))
    assert outcome(found.low, found.high) == expected(case)  # type: ignore[union-attr]


def truth_year(day: datetime.date) -> int:
    return day.year + (day.month >= 10)


def test_the_period_of_a_finding_is_told(harbour: Ruleset) -> None:
    number = next(n for n, c in enumerate(CASES) if c["why"].startswith("each quarter"))
    told = harbour.assess(facts_of(number), **CASES[number]["ask"])
    found = told.finding(rule_of(number))
    assert found.period is None
    third = found.instances[2]
    assert third.period == (datetime.date(2025, 4, 1), datetime.date(2025, 6, 30))
    assert "quarter_3 (2025-04-01 to 2025-06-30): violated" in render(told, "en")
    assert "第3个季度 (2025-04-01至2025-06-30)" in render(told, "zh")
    assert finding_data(found)["instances"][2]["period"] == ["2025-04-01", "2025-06-30"]
    rolling = next(n for n, c in enumerate(CASES) if c["why"].startswith("a rolling window"))
    found = harbour.assess(facts_of(rolling), **CASES[rolling]["ask"]).finding(rule_of(rolling))
    assert found.period == (datetime.date(2024, 6, 2), datetime.date(2025, 6, 1))


# -- the values -------------------------------------------------------------------------------------


def days(kind: Periods, number: int) -> tuple[str, str]:
    return tuple(str(datetime.date.fromordinal(d)) for d in (kind.start(number), kind.end(number)))  # type: ignore[return-value]


def ordinal(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("first", "months", "number", "expect"),
    [
        ("2001-01-31", 1, 1, ("2001-02-28", "2001-03-30")),
        ("2001-01-31", 1, 2, ("2001-03-31", "2001-04-29")),
        ("2001-01-31", 1, 37, ("2004-02-29", "2004-03-30")),
        ("2001-10-01", 12, 24, ("2025-10-01", "2026-09-30")),
        ("2020-02-29", 48, 1, ("2024-02-29", "2028-02-28")),
        ("2020-02-29", 60, 1, ("2025-02-28", "2030-02-27")),
        ("2001-10-01", 3, -1, ("2001-07-01", "2001-09-30")),
    ],
)
def test_periods_are_counted_from_the_first(first: str, months: int, number: int, expect: object) -> None:
    kind = Periods("k", ordinal(first), months)
    assert days(kind, number) == expect
    assert kind.holding(kind.start(number)) == kind.holding(kind.end(number)) == number
    assert kind.holding(kind.end(number) + 1) == number + 1


def test_a_year_bears_the_name_of_its_first_or_its_last_day() -> None:
    first = Periods("k", ordinal("2001-10-01"), 12)
    last = Periods("k", ordinal("2001-10-01"), 12, LAST_NAMES)
    for day, by_first, by_last in (("2024-09-30", 2023, 2024), ("2024-10-01", 2024, 2025)):
        assert (first.year(ordinal(day)), last.year(ordinal(day))) == (by_first, by_last)
    assert days(last, 2025 - last.zero) == ("2024-10-01", "2025-09-30")
    assert days(CALENDAR_YEAR, 25) == ("2025-01-01", "2025-12-31")
    assert CALENDAR_YEAR.calendar and not last.calendar


# -- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"period": "quarters", "requires": "true"}, "no name `quarters` here"),
        ({"period": "quarter", "applies": "as_of in period", "requires": "true"}, "rule gives no `period`"),
        ({"period": {"rolling": "P0M"}, "requires": "true"}, "`P0M` is no length of a rolling window"),
        ({"period": {"rolling": "12M"}, "requires": "true"}, "`12M` is no length of a rolling window"),
        ({"period": {"roling": "P12M"}, "requires": "true"}, "a rolling window has no key `roling`"),
        (
            {"period": '[@"2024-01-01"..@"2024-12-31"]', "requires": "period.year = 2024"},
            "no year names this range",
        ),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_read(tmp_path: Path, rule: dict[str, Any], told: str) -> None:
    with pytest.raises(Exception, match="1-all") as refused:
        load_ruleset(written(tmp_path / "harbour", {"r1": rule}))
    assert told in str(refused.value)


def test_the_pages_tell_periods_by_their_names(harbour: Ruleset) -> None:
    told = "".join(pages(harbour.model, harbour.program).values())
    assert "quarter" in told
    assert "fiscal year" in told
    assert "rolling P12M" in told
    assert "drills[held_on in period]" in told
