"""Each parameter and measure of Henan is read by a rule, a sheet or the joining of places, or says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from henan.open_readings import parameters_of
from policy_rules.core import nodes as core
from policy_rules.policy import Ruleset
from policy_rules.report.population_parts import parameter_question
from policy_rules.ruleset.parameters import BUILT_IN
from policy_rules.vocabulary import Expression

MEASURES: dict[str, str] = yaml.safe_load(Path(__file__).with_name("unread_measures.yaml").read_text("utf-8"))


def in_rules(henan: Ruleset) -> set[str]:
    """What a condition, a day, a period, an addressee or the list of readings of a rule names."""
    named = {n.name for program in henan.program.rules for n in parameters_of(program)}
    rules = list(henan)
    named |= {r.addressee.removeprefix("parameters.") for r in rules if r.addressee.startswith("parameters.")}
    return named | {name for rule in rules for name in rule.read_by}


def in_sheets() -> set[str]:
    """What the expressions of sheets name, in whichever key; comments apart."""
    folder = Path(__file__).parents[2] / "rulesets" / "henan" / "sheets"
    return set(chain.from_iterable(map(words, map(_read, folder.glob("*.yaml")))))


def _read(sheet: Path) -> Any:
    """The keys of a sheet that are worked out; what is told to readers does not count."""
    found = yaml.safe_load(sheet.read_text("utf-8"))
    return [found[key] for key in found if key not in ("title", "parameters")]


def words(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key not in ("zh", "en", "means", "title", "note", "arrangement"):
                yield from words(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from words(item)
    else:
        yield from re.findall(r"\w+", str(tree))


def test_each_is_read_or_says_why_not(henan: Ruleset) -> None:
    vocabulary, sheets, places = henan.model.vocabulary, in_sheets(), henan.model.places
    assert places is not None
    read = in_rules(henan) | {places.counted.partition(".")[2], places.gradings.partition(".")[2]}
    declared = {name.partition("[")[0] for name in vocabulary.parameters} - set(BUILT_IN)
    unread = {name for name in declared - read if name not in sheets}
    assert unread == {name for name, parameter in vocabulary.parameters.items() if parameter.left}


def test_each_measure_is_read_or_says_why_not(henan: Ruleset) -> None:
    """A measure is read where a condition, another measure or a sheet names it."""
    measures = henan.model.vocabulary.measures
    roots = [r for program in henan.program.rules for r in (program.finding, program.due) if r is not None]
    reported = {n.measure for root in roots for n in core.walk(root) if isinstance(n, core.Reported)}
    texts = [e.text for e in _conditions(henan)] + [m.derived.text for m in measures.values() if m.derived]
    said = {word for text in texts for word in re.findall(r"\w+", text)}
    unread = measures.keys() - reported - said - in_sheets()
    assert unread == set(MEASURES)


def _conditions(henan: Ruleset) -> Iterator[Expression]:
    for rule in henan:
        for norm in (rule, *rule.norms):
            said = (norm.applies, norm.requires, norm.due, norm.period, *(s.source for s in norm.for_each))
            yield from (text for text in (*said, *norm.defines.values()) if text is not None)


def test_every_reason_is_told_in_both_languages(henan: Ruleset) -> None:
    assert [name for name, why in MEASURES.items() if not why.strip()] == []
    left = {n: p.left for n, p in henan.model.vocabulary.parameters.items() if p.left}
    assert [name for name, why in left.items() if not (why.get("zh") and why.get("en"))] == []


def test_no_rule_decides_a_question_by_one_of_its_parameters_alone(henan: Ruleset) -> None:
    """P19 has three, and one read without the others would answer them in silence."""
    streak = {name for name, p in henan.model.vocabulary.parameters.items() if p.question == "P19"}
    assert len(streak) == 3
    for program in henan.program.rules:
        named = {n.name for n in parameters_of(program)} & streak
        assert named in (set(), streak), program.id


def test_a_ranking_tells_a_parameter_by_its_question_also_where_it_is_open_for_one_rule(
    henan: Ruleset,
) -> None:
    ranked = SimpleNamespace(model=henan.model)
    told = [parameter_question(ranked, "one_each of as-4.1.3-s4", lang) for lang in ("zh", "en")]  # type: ignore[arg-type]
    assert told == ["清单之外", "beyond the list"]
