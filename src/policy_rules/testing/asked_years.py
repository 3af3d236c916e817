"""Asked for a year or not, an instance is judged alike: what a law of years compares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.testing.facts import UNIT, Question

_YEAR = re.compile(r"\byear\b")


def is_on_a_year(model: RulesetModel, rule: Rule) -> bool:
    """Whether it judges a year, by its words: its period, `year`, a measure of the year, other rules."""
    if rule.period is not None and rule.period.text in ("year", "open", *model.vocabulary.periods):
        return True
    said = [rule.requires, rule.due, rule.period, *(step.source for step in rule.for_each)]
    yearly = [m.name for m in model.vocabulary.measures.values() if m.yearly]
    texts = [text.text for text in said if text is not None]
    return any(_YEAR.search(text) or any(name in text for name in yearly) for text in texts)


def judged_otherwise(program: Program, facts: Facts, asked: Question, year: int) -> Iterator[str]:
    """The instances that are looked at asked for the year and asked for none, and come out differently.

    A rule on a year is judged for the year of the day where none is asked for: its instances are others then.
    """
    without = _results(program, facts, asked, None)
    for id_, found in _results(program, facts, asked, year).items():
        rule = program.by_id[id_]
        if not rule.each or rule.after or is_on_a_year(program.model, program.model.rules[id_]):
            continue
        known = {name: (low, high) for name, low, high, _ in without[id_].instances}
        for name, low, high, _ in found.instances:
            if known.get(name, (low, high)) != (low, high):
                yield f"`{id_}` on `{name}`: {known[name]}, asked for {year} {(low, high)}"


def _results(program: Program, facts: Facts, asked: Question, year: int | None) -> dict[str, RuleResult]:
    unit, vocabulary = facts.units[UNIT], program.model.vocabulary
    number, given = (asked.year, False) if year is None else (year, True)
    return Tracer(program, UnitView(facts, unit, vocabulary, asked.as_of, number, given)).results()
