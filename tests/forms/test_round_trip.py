"""What is told survives a form: facts written as a workbook or a facts file are the same when read again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import RawFacts
from policy_rules.facts.plain_data import facts_data
from policy_rules.filling.asked_facts import unit_form
from policy_rules.filling.form_book import workbook
from policy_rules.filling.form_file import form_text
from policy_rules.policy import Ruleset
from policy_rules.testing.choices import Seeded
from policy_rules.testing.facts import UNIT, FactsWriter
from policy_rules.testing.raw_facts import raw_facts
from policy_rules.testing.rulesets import ruleset as made_ruleset
from policy_rules.testing.thresholds import thresholds
from use.libraries import DAY, HERE, RULESET

SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


def told(raw: RawFacts, model: Any, unit: str) -> Any:
    """All that is told of a unit, without the cells that are sources only because no other was named."""
    (data,) = (u for u in facts_data(bind(raw, model))["units"] if u["id"] == unit)
    own = {name for name in data.get("sources", {}) if "!" in name}
    data["sources"] = {name: about for name, about in data.get("sources", {}).items() if name not in own}
    plain = without(data, own)
    plain["complete"] = sorted(plain.get("complete", ()), key=repr)
    return {key: value for key, value in plain.items() if value}


def without(data: Any, own: set[str]) -> Any:
    """The data without those sources, and without empty lists, which tell nothing."""
    if isinstance(data, dict):
        kept = {k: without(v, own) for k, v in data.items() if not (k == "source" and v in own)}
        return {k: v for k, v in kept.items() if v not in ([], {})}
    return [without(item, own) for item in data] if isinstance(data, list) else data


def again(raw: RawFacts, ruleset: Ruleset, unit: str, ending: str, **about: Any) -> RawFacts:
    """The facts of the unit, through a form."""
    form = unit_form(ruleset.assess(raw, unit, **about), raw)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"form{ending}"
        path.write_bytes(workbook(form, "en") if ending == ".xlsx" else form_text(form).encode())
        return pr.load_facts(path)


@pytest.mark.parametrize("ending", [".xlsx", ".yaml"])
@given(seed=st.integers(0, 2**32))
@SLOW
def test_generated_facts_survive_a_form(ending: str, seed: int) -> None:
    choices = Seeded(seed)
    model, program = made_ruleset(choices, 3)
    ruleset = Ruleset(model, program)
    facts = FactsWriter(choices, program, thresholds(program), 25).facts()
    raw = pr.load_facts(raw_facts(facts, model.vocabulary))
    read = again(raw, ruleset, UNIT, ending, as_of="2024-12-31", year=2024)
    others = tuple(u for u in raw.units if u.node.get("unit").get("id").text != UNIT)
    joined = RawFacts((*read.units, *others))
    assert told(joined, model, UNIT) == told(raw, model, UNIT)


@pytest.mark.parametrize("ending", [".xlsx", ".yaml"])
def test_a_facts_file_with_sources_survives_a_form(ending: str) -> None:
    raw = pr.load_facts(HERE / "elm-library.yaml")
    read = again(raw, RULESET, "elm", ending, as_of=DAY, year=2024)
    assert told(read, RULESET.model, "elm") == told(raw, RULESET.model, "elm")
    assert (
        RULESET.assess(read, as_of=DAY, year=2024).counts == RULESET.assess(raw, as_of=DAY, year=2024).counts
    )


OAK = """
unit: {id: oak, name: Oak, is_public_library: true}
source: desk
sources: {desk: {title: Desk}, town: {title: Town}}
opinions:
  - {id: o1, received_on: 2024-05-01, answered_on: null, source: town}
complete:
  - {list: opinions, for: 2024, by: Ann, date: 2025-01-10}
corrections:
  - {id: k1, kind: feedback, item: desk, for: 2024, by: Bert, date: 2025-01-10, reason: dust}
"""


def test_forms_of_departments_that_nobody_filled_in_tell_what_was_told(tmp_path: Path) -> None:
    """Who has none of the records of a list does not call it whole: joined, each record would be denied."""
    assert main(["new", str(tmp_path / "rules")]) == 0
    ruleset, facts = pr.load_ruleset(tmp_path / "rules"), tmp_path / "oak.yaml"
    facts.write_text(OAK, "utf-8")
    raw = pr.load_facts(facts)
    form = unit_form(ruleset.assess(raw, as_of=DAY, year=2024), raw)
    parts = [form.of_department(name) for name in form.departments()]
    for number, part in enumerate(parts):
        (tmp_path / f"{number}.xlsx").write_bytes(workbook(part, "en", ""))
    assert len(parts) > 1
    merged = pr.merge_facts(*sorted(tmp_path.glob("*.xlsx")))
    assert told(merged, ruleset.model, "oak") == told(pr.merge_facts(facts), ruleset.model, "oak")
