"""The outcome of each rule, read off the rule as it is written: `RuleTruth`.

An outcome is one of five on a chain, told as (least, greatest): the two differ where a
requirement is null, for then it is neither met nor broken, or where a trigger is (docs/decisions/0002).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from policy_rules.ruleset.model import Rule, RulePart, RulesetModel
from policy_rules.testing.truth.dated_norms import dated_norm
from policy_rules.testing.truth.declined import Declined, Undefined
from policy_rules.testing.truth.one_rule import OfRule
from policy_rules.testing.truth.scales import Ranks, scales_of
from policy_rules.testing.truth.texts import Texts, spoken_in, texts_of
from policy_rules.testing.truth.units import Raw, Unit
from policy_rules.testing.truth.world import Asked, Outcome, World
from policy_rules.vocabulary import Expression

MOST_ASSUMED = 3
"""How many undefined outcomes a rule may read, each being tried as all that it could be."""


class RuleTruth:
    """Says what the rules of one ruleset come out as where everything is known."""

    def __init__(self, model: RulesetModel) -> None:
        self.model = model
        self.ranks = Ranks(scales_of(model))
        self.texts = Texts(self.ranks)
        self._names = {rule.id: self._spoken(rule) for rule in model.rules.values()}
        self.names = frozenset().union(*self._names.values())
        """Those in the texts of any rule."""

    def asked(
        self,
        units: Iterable[Raw],
        unit: str,
        as_of: dt.date,
        year: int,
        *,
        year_given: bool = False,
        parameters: Mapping[str, Mapping[Any, Any]] | None = None,
        scored: Mapping[str, Any] | None = None,
    ) -> Asked:
        """An assessment of the unit.

        `units` are the facts, a mapping for each unit as its file would have it; what they do not hold
        there is not. `parameters` and `scored`: see `Asked`.
        """
        found: dict[str, Unit] = {}
        for raw in units:
            each = Unit(raw, self.model.vocabulary, self.ranks, as_of, found, self.model.precedence)
            found[each.id] = each
        return Asked(
            self.model, self.texts, self.ranks, found[unit], as_of, year, year_given, parameters or {},
            scored or {}, self.outcome, self._due, self.default_outcome,
        )  # fmt: skip

    def outcomes(self, asked: Asked, rules: Iterable[str] | None = None) -> dict[str, Outcome | Declined]:
        """The outcome of every rule (or of some), or why there is none."""
        return {rule: self.outcome(asked, rule) for rule in (self.model.rules if rules is None else rules)}

    def value(self, asked: Asked, text: str) -> Any:
        """What a text gives on the day of assessment, the period being the year; raises `Declined`."""
        moment = asked.in_year(min(asked.as_of, asked.year_span.high))
        names = self.names | self.texts.read(text).names
        return World(asked, asked.unit, "", moment, names).say(text)

    def outcome(self, asked: Asked, rule: str) -> Outcome | Declined:
        """The outcome of one rule, or why there is none."""
        if rule not in asked.outcomes:
            try:
                low, high, supposed = self._supposing(asked, self.model.rules[rule], {})
                asked.outcomes[rule] = Outcome(low, high, supposed or rule in asked.supposing)
            except Declined as why:
                asked.outcomes[rule] = why
        return asked.outcomes[rule]

    def degrees(self, asked: Asked, rule: str) -> dict[str, str]:
        """Which place of its own scale each instance reaches, "" being none; raises `Declined`."""
        return OfRule(asked, RulePart("", self.model.rules[rule]), self._names[rule], {}).degrees()

    def by_record(self, asked: Asked, rule: str) -> list[tuple[str, Outcome]]:
        """The id of each record that is an instance of a rule or `rule/limb`, with what it comes to."""
        id_, _, limb = rule.partition("/")
        parts = [p for p in asked.read(self.model.rules[id_]).parts if not limb or p.name == limb]
        return [f for part in parts for f in OfRule(asked, part, self._names[id_], {}).by_record()]

    def default_outcome(self, asked: Asked, rule: str) -> int:
        """The worst outcome of the parts of a rule that take the default day; raises `Declined`."""
        parts = asked.read(self.model.rules[rule]).parts
        taken = [part for part in parts if part.norm.due is not None and part.norm.due.text == "default"]
        try:
            found = [OfRule(asked, part, self._names[rule], {}).outcome() for part in taken]
        except Undefined:
            raise Declined("a part that reads an undefined outcome") from None
        if any(each.low != each.high for each in found):
            raise Declined("an undefined outcome of a part")
        return max((each.low for each in found), default=0)

    def _due(self, asked: Asked, rule: str) -> dt.date | None:
        of = asked.read(self.model.rules[rule])
        if of.versions and not of.limbs:
            return self._due_of_versions(asked, of)
        norm = dated_norm(of)
        return None if norm is None else OfRule(asked, RulePart("", norm), self._names[rule], {}).due()

    def _due_of_versions(self, asked: Asked, rule: Rule) -> dt.date | None:
        """The day of the version that holds, where each has a day, and is chosen, for the unit as a whole.

        That of an only version which records choose does not hang on them.
        """
        parts = [OfRule(asked, part, self._names[rule.id], {}) for part in rule.parts]
        if len(parts) == 1 and parts[0].version_step() is not None:
            return parts[0].due()
        if any((p.rule.due is None and p.rule.period is None) or p.by_records for p in parts):
            return None
        return next((part.due() for part in parts if part.holds()), None)

    def day_for_all(self, asked: Asked, rule: str) -> list[tuple[int, dt.date | None]]:
        """Each norm of a rule: the worst it comes to, and the day of its breach where that is one for all."""
        found = [
            OfRule(asked, norm, self._names[rule], {}) for norm in asked.read(self.model.rules[rule]).parts
        ]
        return [(each.outcome().high, each.breached_on()) for each in found]

    def _spoken(self, rule: Rule) -> frozenset[str]:
        """All names in the texts that the rule rests on, those of measures and roles among them."""
        vocabulary = self.model.vocabulary
        role = vocabulary.roles.get(rule.about)
        document = self.model.documents[rule.document]
        default = self.model.rules.get(document.default_due)
        waiting: list[Expression | None] = [document.in_force, document.applies_to, rule.applies_to]
        waiting += [text for norm in rule.norms for text in texts_of(norm)]
        waiting += [version.since for version in rule.versions]
        waiting += [role.when if role else None, default.due if default else None]
        waiting += [text for other in self.model.rules.values() for text in other.defines.values()]
        waiting += [m.derived for m in vocabulary.measures.values()]
        waiting += [a.derived for e in vocabulary.entities.values() for a in e.attributes.values()]
        years = frozenset(e.for_year for e in vocabulary.entities.values())
        return years.union(*spoken_in(waiting, self.texts, vocabulary.periods))

    def _supposing(self, asked: Asked, rule: Rule, assumed: Mapping[str, int]) -> Outcome:
        """The outcome, each undefined outcome that the rule reads being tried as all that it could be."""
        try:
            parts = asked.read(rule).parts
            found = [OfRule(asked, part, self._names[rule.id], assumed).outcome() for part in parts]
            return Outcome(max(f.low for f in found), max(f.high for f in found))
        except Undefined as read:
            if len(assumed) == MOST_ASSUMED:
                raise Declined("a rule that reads many undefined outcomes") from None
            could_be = range(read.low, read.high + 1)
            found = [self._supposing(asked, rule, {**assumed, read.rule: each}) for each in could_be]
            return Outcome(min(f.low for f in found), max(f.high for f in found), supposed=True)
