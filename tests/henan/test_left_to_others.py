"""What the words leave to the year's content (P4) or to other assessors (P28) is asked, or says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from henan.open_readings import parameters_of
from policy_rules.policy import Ruleset

HERE = Path(__file__).parent
DUTIES = yaml.safe_load((HERE / "bound_by_duties.yaml").read_text("utf-8"))
OTHERS = yaml.safe_load((HERE / "other_assessors.yaml").read_text("utf-8"))
ASSESSORS = ("any-assessor",)
"""Roles that others than the organiser bear."""


@pytest.fixture(scope="module")
def read(henan: Ruleset) -> dict[str, set[str]]:
    """The parameters that each rule reads."""
    return {rule.id: {p.name for p in parameters_of(rule)} for rule in henan.program.rules}


def test_each_norm_by_category_asks_for_the_content_or_is_bound_by_its_duties(
    henan: Ruleset, read: dict[str, set[str]]
) -> None:
    norms = [r for r in henan if r.document == "assessment-scheme" and r.clause.startswith("4.3")]
    assert len(norms) == 131
    silent = [rule for rule in norms if "in_content" not in read[rule.id]]
    by_role = {rule.bearer for rule in silent if rule.id not in DUTIES["rules"]}
    assert by_role == set(DUTIES["roles"])
    assert {rule.id for rule in silent if rule.bearer not in DUTIES["roles"]} == set(DUTIES["rules"])
    mixed = {rule.bearer for rule in norms if "in_content" in read[rule.id]} & set(DUTIES["roles"])
    assert not mixed, "of a role of which some norms ask, the others are listed one by one"


def test_each_rule_on_other_assessors_asks_or_says_why_not(henan: Ruleset, read: dict[str, set[str]]) -> None:
    asked = {name for name, p in henan.model.vocabulary.parameters.items() if p.question == "P28"}
    assert len(asked) == 2
    silent = {rule.id for rule in henan if rule.bearer in ASSESSORS and not read[rule.id] & asked}
    assert silent == set(OTHERS["assessors"])


def test_each_rule_on_units_outside_the_categories_says_why(henan: Ruleset) -> None:
    """What a county owes by its own power it owes whoever assesses it."""
    outside = set()
    for rule in henan:
        texts = [norm.applies.text for norm in (rule, *rule.limbs.values()) if norm.applies is not None]
        outside |= {rule.id} if any(re.search(r"unit\.category = null", text) for text in texts) else set()
    assert outside == set(OTHERS["outside"])


@pytest.mark.parametrize("reasons", [*DUTIES.values(), *OTHERS.values()])
def test_every_reason_is_told(reasons: dict[str, str]) -> None:
    assert [name for name, why in reasons.items() if len(why.split()) < 2] == []
