"""Names that Henan's facts bore before: none is unread, each is told with what is recorded now."""

from __future__ import annotations

import functools
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import FactsError, Ruleset, load_facts
from policy_rules.facts.bind import bind
from policy_rules.facts.migrate import migrate_facts
from policy_rules.ruleset.model import RulesetModel

HERE = Path(__file__).parent
FROZEN = HERE.parent / "language_1" / "frozen.tar.xz"
READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OLD = HERE / "old" / "yuehu-committee.yaml"
"""The facts of a committee as a tour had them before the rules were read again."""


@pytest.fixture(scope="module")
def henan(henan: Ruleset) -> RulesetModel:
    return henan.model


@functools.cache
def frozen_files() -> tuple[tuple[str, Any], ...]:
    """The path and the tree of each file of the frozen ruleset."""
    return tuple(_frozen_files())


def _frozen_files() -> Iterator[tuple[str, Any]]:
    with tarfile.open(FROZEN) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".yaml") else None
            if file is not None:
                yield member.name.removeprefix("./"), yaml.load(file, READER) or {}


def names_before() -> set[str]:
    """The entities, attributes and measures that the frozen vocabulary declares, by the keys of its files."""
    return {
        name
        for path, tree in frozen_files()
        if path.startswith("henan/vocabulary/") and ("/entities" in path or "/measures" in path)
        for name in tree
    }


def test_each_name_of_before_is_declared_replaced_or_gone(henan: RulesetModel) -> None:
    vocabulary = henan.vocabulary
    known = {*vocabulary.measures, *vocabulary.entities, *vocabulary.gone}
    for entity in vocabulary.entities.values():
        known |= {f"{entity.name}.{name}" for name in entity.attributes}
        known |= {was.name for was in entity.was}
        for attribute in entity.attributes.values():
            known |= {w.name if "." in w.name else f"{entity.name}.{w.name}" for w in attribute.was}
    before = names_before()
    assert len(before) > 1500
    assert sorted(before - known) == []
    assert len(vocabulary.gone) >= 286


def graded_before() -> set[str]:
    """The rules that the frozen files grade; parameters and others have no `grading`."""
    found: set[str] = set()
    for path, tree in frozen_files():
        if path.startswith(("henan/assessment-scheme/", "henan/implementation-plan/")):
            found |= {rule["id"] for rule in tree["rules"] if "grading" in rule}
    return found


def test_each_grading_and_each_parameter_of_before_is_there_or_gone(henan: RulesetModel) -> None:
    before, graded = graded_before(), {rule.id for rule in henan.rules.values() if rule.grading}
    assert len(before) > 150
    (parameters,) = (tree for path, tree in frozen_files() if path == "henan/parameters.yaml")
    known = {*henan.vocabulary.parameters, *henan.vocabulary.cells}
    gone = {name for name in henan.vocabulary.gone if name.startswith(("grading(", "parameters."))}
    assert gone == {f"grading({id_})" for id_ in before - graded} | {
        f"parameters.{name}" for name in set(parameters) - known
    }


def test_a_file_of_before_is_refused_with_what_is_recorded_now(henan: RulesetModel) -> None:
    with pytest.raises(FactsError) as caught:
        bind(load_facts(OLD), henan)
    told = {fault.what: fault.hint for fault in caught.value.faults}
    hint = told["`party_filing_review` was taken out on 2026-11-29"]
    assert "record `institutions` or `work_records`" in hint and "policy-rules migrate" in hint


def test_a_file_of_before_is_migrated_and_what_is_left_out_is_told(henan: RulesetModel) -> None:
    facts, lost = migrate_facts(henan.vocabulary, OLD)
    why = "one day does not tell which act it was, on which days the others were, nor what came of it"
    told = [
        f"`yuehu-committee`: `party_filing_review.{name}`: taken out on 2026-11-29: "
        f'record `work_records[matter = "{matter}"]` ({why})'
        for name, matter in (
            ("linkage_applied_on", "filing_review_linkage"),
            ("appraisal_circular_on", "filing_appraisal"),
        )
    ]
    assert set(told) <= set(lost) and all(": taken out on " in line for line in lost)
    (unit,) = facts.units
    assert "party_filing_review" not in unit.node


def test_what_means_the_same_passes_over(henan: RulesetModel) -> None:
    """One day on which a standard of practice was issued is a record of it."""
    old = {"unit": {"id": "a"}, "reconsideration_workforce": {"practice_standard_on": "2024-05-01"}}
    facts, lost = migrate_facts(henan.vocabulary, old)
    (unit,) = bind(facts, henan).units.values()
    assert [record.id for record in unit.lists["practice_standards"]] == ["practice_standard_on"]
    assert lost == (
        "`a`: `reconsideration_workforce.practice_standard_on`: that there was no other is not known",
    )
