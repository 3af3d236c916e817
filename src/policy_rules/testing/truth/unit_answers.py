"""What is known of one unit besides its sheet: its raw facts, and what the rules come to on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field

from policy_rules.attributes import define
from policy_rules.testing.truth.declined import Declined, Undefined
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.testing.truth.units import Raw
from policy_rules.testing.truth.world import OUTCOMES, Asked, World


def _on(rule: str, as_of: datetime.date) -> str:
    """A rule may be open on one day and settled on another: what is assumed of it is so as of a day."""
    return f"{rule} as of {as_of}"


@define(eq=False)
class UnitTold:
    """Answers what a sheet asks of a unit; `assumed` are outcomes that are open though all is known (`_on`).

    `names` are those that a text of the sheet may read.
    """

    rules: RuleTruth
    raw: Raw
    as_of: datetime.date
    year: int
    year_given: bool
    parameters: Mapping[str, Mapping[Any, Any]]
    assumed: Mapping[str, int] = field(factory=dict)
    names: frozenset[str] = field(factory=frozenset, kw_only=True)
    _asked: dict[datetime.date, Asked] = field(factory=dict)
    _world: World = field(init=False)

    def __attrs_post_init__(self) -> None:
        """The day looked at is at most the year's last."""
        asked = self.asked(self.as_of)
        last = asked.year_span.high
        moment = evolve(asked.in_year(min(self.as_of, last)), counts=last)
        self._world = World(asked, asked.unit, "", moment, self.names)

    def asked(self, as_of: datetime.date) -> Asked:
        """The assessment of the rules as of a day."""
        if as_of not in self._asked:
            unit = str(self.raw["unit"]["id"])
            self._asked[as_of] = self.rules.asked(
                [self.raw], unit, as_of, self.year, year_given=self.year_given, parameters=self.parameters
            )
        return self._asked[as_of]

    def say(self, text: str, names: Mapping[str, object]) -> Any:
        """The exact value of a text on the facts and these names."""
        ranks = self.rules.ranks
        bound = {n: ranks.ranked(v) if isinstance(v, str) else v for n, v in names.items()}
        value = self._world.binding(self._world.moment, **bound).say(text)
        return ranks.word(value) if isinstance(value, str) else value

    def outcome(self, rule: str, as_of: datetime.date) -> str:
        """What the rule comes to as of a day; one that is open asks to assume it."""
        key = _on(rule, as_of)
        if key in self.assumed:
            return OUTCOMES[self.assumed[key]]
        found = self.rules.outcome(self.asked(as_of), rule)
        if isinstance(found, Declined):
            raise found
        if found.low != found.high:
            raise Undefined(key, found.low, found.high)
        return OUTCOMES[found.low]

    def instances(self, rules: Iterable[str]) -> Mapping[str, str]:
        """What each record that is an instance of the rules in the year comes to, at its worst, by its id."""
        unit = str(self.raw["unit"]["id"])
        asked = self.rules.asked(
            [self.raw], unit, self.as_of, self.year, year_given=True, parameters=self.parameters
        )
        found: dict[str, int] = {}
        for name, outcome in (f for rule in rules for f in self.rules.by_record(asked, rule)):
            if outcome.low != outcome.high:
                raise Declined("an instance that is open though all is known")
            found[name] = max(found.get(name, 0), outcome.low)
        return {name: OUTCOMES[worst] for name, worst in found.items()}

    def list_of(self, rule: str) -> str:
        """The list whose records are the instances of a rule: what stands before its filter."""
        id_, _, limb = rule.partition("/")
        parts = [p for p in self.rules.model.rules[id_].parts if not limb or p.name == limb]
        return parts[0].norm.for_each[0].source.text.partition("[")[0].strip()

    def charged(self, rule: str) -> str:
        """What the sheet reads of a rule as of the day of assessment: a breach is of the year of its day.

        Duties of the whole unit have one day; those of records are of their own years.
        """
        found = self.outcome(rule, self.as_of)
        if found != "violated" or self.rules.model.language == 1 or not self.year_given:
            return found
        norms = self.rules.day_for_all(self.asked(self.as_of), rule)
        key = _on(rule, self.as_of)
        if key in self.assumed:
            if len(norms) > 1:
                raise Declined("an undefined outcome of several norms")
            norms = [(self.assumed[key], norms[0][1])]
        return OUTCOMES[max(self._of_its_year(outcome, due) for outcome, due in norms)]

    def _of_its_year(self, outcome: int, due: datetime.date | None) -> int:
        year = None if due is None else self.asked(self.as_of).years.of(due)
        if OUTCOMES[outcome] != "violated" or year is None or year == self.year:
            return outcome
        return OUTCOMES.index("not_applicable" if year < self.year else "pending")
