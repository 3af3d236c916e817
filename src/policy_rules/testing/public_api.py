"""The public door on generated cases: mappings go in, and what comes out must be what the reference says.

The rules that the point tier carries are asked once more alone, on what of the facts is told by single
values, known or partly known: so that it is seen how much it carries, and that it says the same.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import field

from policy_rules.attributes import define
from policy_rules.engines.points import PointTier
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.policy import Ruleset
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.typed_values import PARTLY
from policy_rules.testing.answers import Findings
from policy_rules.testing.batches import FactsSet
from policy_rules.testing.facts import UNIT
from policy_rules.testing.raw_facts import Raw, bound
from policy_rules.vocabulary import Vocabulary

SINGLE = (bool, int, str, Decimal, datetime.date)
WIDTH = 5


@define
class Carried:
    """What each tier carried: rules, and cases (a rule on facts)."""

    rules: Counter[str] = field(factory=Counter)
    cases: Counter[str] = field(factory=Counter)

    def add(self, other: Carried) -> None:
        """Take in what was counted elsewhere."""
        self.rules.update(other.rules)
        self.cases.update(other.cases)

    def lines(self) -> Iterator[str]:
        """The shares, as a report tells them."""
        for what, counted in (("rules", self.rules), ("cases of single values", self.cases)):
            share = counted["points"] / max(1, counted.total())
            yield f"point tier: {counted['points']:,} of {counted.total():,} {what} ({share:.1%})"


Answered = tuple[int, str, Findings | Exception, Findings]
"""The number of a set, how it was asked, what came out, what the reference says."""


def asked_by_the_door(program: Program, sets: Sequence[FactsSet], carried: Carried) -> Iterator[Answered]:
    """The answers of the door on sets of facts: as they are, then of what is told by single values."""
    model = program.model
    whole = Ruleset(model, program)
    one = {rule.id: Program(model, (rule,), {rule.id: rule}) for rule in program.rules}
    tiers = {id_: PointTier(alone, model.vocabulary) for id_, alone in one.items()}
    fast = {id_: tier for id_, tier in tiers.items() if tier.declined is None}
    carried.rules.update({"points": len(fast), "others": len(tiers) - len(fast)})
    for at, given in enumerate(sets):
        told = given.raw[0] if len(given.raw) == 1 else given.raw
        yield at, "as they are", _outcomes(whole, told, given), _reference(program, given.raw, given)
        single = single_values(given.raw[0], model.vocabulary)
        expected = _reference(program, [single], given)
        found: dict[str, tuple[int, int]] = {}
        for id_, tier in fast.items():
            codes = tier.outcomes(single, _day(given))
            carried.cases["others" if codes is None else "points"] += 1
            found |= {} if codes is None else {id_: divmod(codes[id_], WIDTH)}
        carried.cases["others"] += len(tiers) - len(fast)
        yield at, "by single values", found, {id_: expected[id_] for id_ in found}


def single_values(raw: Raw, vocabulary: Vocabulary) -> Raw:
    """What of the facts of a unit is told by single values, known or partly known."""
    kept: Raw = {"unit": {"id": raw["unit"]["id"]}}
    for name, told in raw.items():
        entity = vocabulary.entities.get(name)
        if entity is not None and entity.one and isinstance(told, dict):
            values = {n: v for n, v in told.items() if _is_single(v) and n in entity.attributes}
            own = {n: v for n, v in values.items() if not entity.attributes[n].type.percent}
            kept[name] = {**kept.get(name, {}), **own}
    return kept


def _is_single(told: Any) -> bool:
    return type(told) in SINGLE or (type(told) is dict and bool(told) and told.keys() <= PARTLY)


def _day(given: FactsSet) -> tuple[datetime.date, int | None]:
    asked = given.asked
    return datetime.date.fromordinal(asked.as_of), asked.year if asked.year_given else None


def _outcomes(ruleset: Ruleset, told: Any, given: FactsSet) -> Findings | Exception:
    as_of, year = _day(given)
    try:
        found: Mapping[str, int] = ruleset.outcomes(told, UNIT, as_of=as_of, year=year)
    except Exception as error:  # noqa: BLE001 - whatever is raised is told
        return error
    return {rule: divmod(code, WIDTH) for rule, code in found.items()}


def _reference(program: Program, raw: Sequence[Raw], given: FactsSet) -> Findings:
    asked, vocabulary = given.asked, program.model.vocabulary
    facts = bound(raw, program.model)
    unit = facts.units[UNIT] if UNIT in facts.units else next(iter(facts.units.values()))
    return Tracer(
        program, UnitView(facts, unit, vocabulary, asked.as_of, asked.year, asked.year_given)
    ).outcomes()
