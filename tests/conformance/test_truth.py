"""The truth of rules: cases by hand, what it imports, what it declines; and raw facts that lose nothing."""

from __future__ import annotations

import ast
import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules.testing.truth as package
from conformance.test_lacks import program_of
from policy_rules.facts.bound import Entry
from policy_rules.testing.batches import batch
from policy_rules.testing.choices import Seeded
from policy_rules.testing.completions import completion
from policy_rules.testing.conformance import Drawn
from policy_rules.testing.raw_facts import bound, raw_facts
from policy_rules.testing.truth import OUTCOMES, Declined, RuleTruth

ALLOWED = (
    "policy_rules.attributes",
    "policy_rules.feel",
    "policy_rules.documents",
    "policy_rules.errors",
    "policy_rules.ruleset.model",
    "policy_rules.testing.truth",
    "policy_rules.values.exact",
    "policy_rules.vocabulary",
)
CASES = yaml.safe_load((Path(__file__).parent / "truth.yaml").read_text("utf-8"))


def test_it_imports_nothing_that_it_judges() -> None:
    for file in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name.startswith("policy_rules")]
            assert all(name == "policy_rules" or name.startswith(ALLOWED) for name in ours), (file, ours)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any]) -> None:
    truth = RuleTruth(program_of(case["rule"]).model)
    facts = dict(case["facts"])
    facts["unit"] = {"id": "u", **facts.get("unit", {})}
    as_of = case.get("as_of", datetime.date(2025, 6, 15))
    asked = truth.asked(
        [facts, *case.get("units", ())],
        "u",
        as_of,
        case.get("year", as_of.year),
        year_given="year" in case,
        parameters=case.get("parameters"),
    )
    found = truth.outcome(asked, "r")
    if isinstance(found, Declined):
        assert str(found) == case["expect"]
    else:
        words = dict.fromkeys(OUTCOMES[at] for at in found[:2])
        assert "..".join(words) == case["expect"]


DECLINED = {
    "a grading that is missing",  # of the far year of a day that a parameter sets
    "a published figure that is missing",
    "a rule that reads many undefined outcomes",
    "a rule that reads what is declined",
    "no value on the day looked at",
    "records and a published figure that exclude each other",
}
"""What the truth declines of generated cases, besides working days of years without a calendar."""


def test_it_declines_few_generated_cases_and_these_reasons() -> None:
    declined, judged = Counter[str](), 0
    for seed in range(4):
        drawn = Drawn(batch(f"declined {seed}", 20, 3), 3)
        for at, given in enumerate(drawn.sets):
            for number in range(len(given.wholes)):
                for rule in drawn.truth.model.rules:
                    true = drawn.true(at, number, rule)
                    judged += 1
                    if isinstance(true, Declined) and "working days" not in str(true):
                        declined[str(true)] += given.consistent
    assert set(declined) <= DECLINED, declined
    assert declined.total() < 0.05 * judged, (judged, declined)


def test_complete_facts_written_out_and_bound_again_are_the_same() -> None:
    for seed in range(6):
        made = batch(f"lossless {seed}", 8, 1)
        vocabulary = made.program.model.vocabulary
        whole = completion(Seeded(f"lossless {seed}"), made.writer, made.facts[0][0]).facts
        again = bound(raw_facts(whole, vocabulary), made.program.model)
        for id, unit in whole.units.items():
            read = again.units[id]
            for path, entries in unit.values.items():
                assert sorted(read.values[path], key=_time) == sorted(entries, key=_time), (seed, path)
            for part in ("lists", "exceptions", "gradings", "parent"):
                assert getattr(read, part) == getattr(unit, part), (seed, part)
            own = [f for f in read.reported if not f.of]
            assert own == list(unit.reported)


def _time(entry: Entry) -> tuple[int, int]:
    return entry.year or 0, entry.start or 0
