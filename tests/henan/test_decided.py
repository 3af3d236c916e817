"""With every reading decided, what stays unknown of a unit waits for gradings and facts, for hardly more."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules.core import nodes as core
from policy_rules.policy import Ruleset
from policy_rules.vocabulary import Entity, Vocabulary

HERE = Path(__file__)
COUNTY = HERE.parents[2] / "examples" / "constructed-county.yaml"
LEFT: dict[str, str] = yaml.safe_load(HERE.with_name("decided.yaml").read_text("utf-8")) or {}
"""The county's rules that stay unknown for another reason than a grading or a missing fact, each with it."""
MOST = 15
DAY, YEAR = datetime.date(2025, 11, 30), 2025


def whole_lists(vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """Every list said to be whole, those inside records and the units below too."""

    def below(path: str, entity: Entity) -> Iterator[dict[str, Any]]:
        dated = {"for": "all"} if entity.dated_by or entity.told_year else {}
        yield {"list": path, "by": "the archive", "date": DAY, **dated}
        for inner in vocabulary.entities.values():
            if entity.name in inner.of and not inner.one:
                yield from below(f"{path}.{inner.name}", inner)

    for entity in vocabulary.entities.values():
        if not entity.one and not entity.of:
            yield from below(entity.name, entity)
    yield {"list": "units_under", "by": "the archive", "date": DAY}


def county(vocabulary: Vocabulary, *, powers: bool) -> dict[str, Any]:
    """The constructed county with its roles told (all other powers held, or none) and all lists whole."""
    facts: dict[str, Any] = yaml.safe_load(COUNTY.read_text("utf-8"))
    told: dict[str, Any] = {"sector_assessed": "no_sector", "principal_since": datetime.date(2020, 1, 1)}
    for name, attribute in vocabulary.entities["unit"].attributes.items():
        if attribute.derived is None:
            none = None if attribute.type.nullable else attribute.type.labels[-1:]
            told.setdefault(name, powers if attribute.type.kind == "boolean" else none and none[0])
    facts["unit"] = told | facts["unit"]
    return facts | {"complete": list(whole_lists(vocabulary))}


def test_every_reading_is_decided(henan: Ruleset) -> None:
    taken = henan.decisions("illustrative-full")
    assert taken is not None and taken.illustrative
    for year in (2024, YEAR):
        settled = set[tuple[str, str]]()
        for decision in (d for d in taken.decisions if d.counts_for(year)):
            for name, p in decision.settles.items():
                each = p.rule_values if p.per_rule else {"": p.values[0][1]}
                settled |= {(name, rule) for rule, value in each.items() if value.settled}
        read = {(n.name, n.rule) for rule in henan.program.rules for n in parameters_of(rule)}
        assert read - settled == set()


def parameters_of(rule: core.RuleProgram) -> Iterator[core.Param]:
    """The parameters that a rule reads, as often as it does."""
    roots = [root for root in (rule.finding, rule.due) if root is not None]
    yield from (n for root in roots for n in core.walk(root) if isinstance(n, core.Param))


@pytest.mark.parametrize("powers", [False, True], ids=["plain", "with all powers"])
def test_what_is_left_unknown_waits_for_gradings_and_facts(henan: Ruleset, powers: bool) -> None:
    facts = county(henan.model.vocabulary, powers=powers)
    found = henan.assess(facts, as_of=DAY, year=YEAR, decisions="illustrative-full", engine="reference")
    unknown = [f for f in found.findings if f.outcome == "unknown"]
    assert len(unknown) > 50
    left = {f.rule.id: f.needs or f.missing for f in unknown if f.needs or not waits(f.missing)}
    assert left.keys() - LEFT.keys() == set(), left


def test_undecided_the_same_county_waits_for_readings(henan: Ruleset) -> None:
    facts = county(henan.model.vocabulary, powers=True)
    plain = henan.assess(facts, as_of=DAY, year=YEAR, engine="reference")
    assert sum(bool(f.needs) for f in plain.findings if f.outcome == "unknown") > 50


def waits(missing: tuple[str, ...]) -> bool:
    """Whether a grading or a fact is missing: all lists are whole, so a list is neither."""
    return any(not name.startswith("complete(") for name in missing)


def test_what_is_left_has_a_reason() -> None:
    assert len(LEFT) <= MOST
    assert all(reason.strip() for reason in LEFT.values())
