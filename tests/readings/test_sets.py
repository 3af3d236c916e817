"""Parameters that are sets of labels or tables by labels. The ruleset `park`, `sets.yaml`."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.core.meanings import Names
from policy_rules.lowering.counted import AS_OF, YEAR
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.vocabulary import BOOLEAN, Expression

HERE = Path(__file__).parent
PARK = pr.load_ruleset(HERE / "park")
CASES = yaml.safe_load((HERE / "sets.yaml").read_text("utf-8"))
DAY = datetime.date(2024, 7, 1)


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    given = dict(case["given"])
    whole = [{"list": n, "by": "clerk", "date": "2024-07-01"} for n in given.pop("complete", [])]
    facts: dict[str, Any] = {"unit": {"id": "elm", "kind": "keeper"}, "complete": whole, **given}
    return facts


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], engine: str) -> None:
    found = PARK.assess(facts_of(case), as_of=DAY, engine=engine)
    finding = (found.what_if(case["set"]).after if "set" in case else found).finding(case["rule"])
    expected = case["expect"]
    assert list(finding.possible) == ([expected] if isinstance(expected, str) else expected)
    assert list(finding.needs) == case.get("needs", list(finding.needs))


@pytest.mark.parametrize("case", [c for c in CASES if "set" in c], ids=lambda case: case["why"])
def test_a_decision_and_a_session_say_it_too(case: dict[str, Any]) -> None:
    expected = PARK.assess(facts_of(case), as_of=DAY).what_if(case["set"]).after.finding(case["rule"])
    settles = {name.removeprefix("parameters."): value for name, value in case["set"].items()}
    usual = {"id": "d", "document": "No. 1", "decided_by": "town", "decided_on": "2024-01-01", "years": "all"}
    decisions = {"decisions": [{**usual, "settles": json.loads(json.dumps(settles))}]}
    decided = PARK.assess(facts_of(case), as_of=DAY, decisions=decisions).finding(case["rule"])
    assert decided.possible == expected.possible
    with PARK.session(as_of=DAY) as session:
        session.load(facts_of(case))
        for name, value in settles.items():
            session.set_parameter(name, value)
        assert session.outcomes("elm")[case["rule"]] == (expected.lo, expected.hi)


@pytest.mark.parametrize("changes", [{"hours": {"lawn": 8}}, {"quiet": ["lawn"]}, {"hours[lawn]": 8}])
def test_what_if_takes_a_set_or_a_table_by_its_bare_name(changes: dict[str, Any]) -> None:
    before = PARK.assess(facts_of(CASES[0]), as_of=DAY)
    bare = before.what_if(changes)
    long = before.what_if({f"parameters.{name}": value for name, value in changes.items()})
    assert bare.why
    assert str(bare) == str(long)


@pytest.mark.parametrize(
    ("changes", "what", "hint"),
    [
        ({"hours": 3}, "the table `hours` needs its cells", "write `{label: value}`"),
        ({"quiet": "lawn"}, "the set `quiet` needs its labels", "write `[a, b]`"),
        ({"hours[lawm]": 3}, "`hours[lawm]` is no parameter", "did you mean `hours[lawn]`?"),
    ],
    ids=str,
)
def test_what_if_says_what_a_set_or_a_table_takes(changes: dict[str, Any], what: str, hint: str) -> None:
    with pytest.raises(pr.FactsError) as refused:
        PARK.assess(facts_of(CASES[0]), as_of=DAY).what_if(changes)
    (fault,) = refused.value.faults
    assert what in fault.what
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("unit.kind in parameters.hours", "`parameters.hours` is a table"),
        ('parameters.quiet["lawn"]', "a set has no cells"),
        ('parameters.hours["lake"] > 3', '`parameters.hours` says nothing of "lake"'),
        ('"lake" in parameters.quiet', '`parameters.quiet` says nothing of "lake"'),
        ("count(parts) in parameters.quiet", "`parameters.quiet` goes by labels, and this is a number"),
        ("parameters.quiet", "this is a set, where one value is needed"),
        ("parameters.quiets", "no parameter `quiets`"),
    ],
)
def test_what_is_refused(condition: str, told: str) -> None:
    elaborator = Elaborator(PARK.model.vocabulary)
    given: dict[str, Any] = {"as_of": AS_OF, "day": AS_OF, "year": YEAR}
    elaborator.give(given)
    elaborator.value(Expression(condition), Names(given), BOOLEAN)
    assert [fault.what for fault in elaborator.faults][:1] == [told]
