"""What rules say of a place of whose organs everything is known: the worst of theirs and of its own.

Organs are those units whose file names the place; or, of them, those that its file tells were drawn for the
year. Gradings of the place may count for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.testing.truth.units import Raw
from policy_rules.testing.truth.world import Asked, Outcome

Parameters = Mapping[str, Mapping[Any, Any]]


class PlaceTruth:
    """Says what the rules of one ruleset come out as on one place; what is given: see `RuleTruth.asked`."""

    def __init__(
        self,
        rules: RuleTruth,
        units: Sequence[Raw],
        place: str,
        as_of: dt.date,
        year: int,
        *,
        year_given: bool,
        parameters: Parameters,
    ) -> None:
        self.rules, self.year = rules, year
        self.by_id = {raw["unit"]["id"]: raw for raw in units}
        declared = rules.model.places
        assert declared is not None
        counted = _word(declared.counted, parameters, as_of)
        of_place = _word(declared.gradings, parameters, as_of) == "place"

        def asked(raw: Raw) -> Asked:
            unit = raw["unit"]["id"]
            units = {**self.by_id, unit: raw}.values()
            return rules.asked(units, unit, as_of, year, year_given=year_given, parameters=parameters)

        own = self.by_id[place]
        given = {"gradings": own.get("gradings", ())} if of_place else {}
        self.organs = [asked({**raw, **given}) for raw in self._organs(own, counted)]
        self.own = evolve(
            asked(own), outcome_of=lambda _, rule: self.outcome(rule), default_of=self._by_default
        )

    def _by_default(self, _: Asked, rule: str) -> int:
        return max(self.rules.default_outcome(asked, rule) for asked in (self.own, *self.organs))

    def _organs(self, place: Raw, counted: str) -> Iterator[Raw]:
        """The facts of the organs that count; raises `Declined` where it is not told which were drawn."""
        if counted == "all":
            yield from (
                raw for raw in self.by_id.values() if raw["unit"].get("organ_of") == place["unit"]["id"]
            )
            return
        drawn = [told["organs"] for told in place.get("samples", ()) if told["for"] == self.year]
        if not drawn or not set(drawn[0]) <= set(self.by_id):
            raise Declined("a sample that is missing")
        yield from (self.by_id[organ] for organ in drawn[0])

    def outcome(self, rule: str) -> Outcome | Declined:
        """The outcome of one rule, or why there is none."""
        found = [self.rules.outcome(asked, rule) for asked in (self.own, *self.organs)]
        for each in found:
            if isinstance(each, Declined):
                return each
        told = [each for each in found if isinstance(each, Outcome)]
        return Outcome(max(t.low for t in told), max(t.high for t in told), any(t.supposed for t in told))


def _word(declared: str, parameters: Parameters, as_of: dt.date) -> str:
    """A reading that the ruleset gives, or the one that its parameter has on the day."""
    name = declared.removeprefix("parameters.")
    if name == declared:
        return declared
    begun = sorted(start for start in parameters.get(name, {}) if start <= as_of)
    if not begun:
        raise Declined("a parameter that is not set")
    return str(parameters[name][begun[-1]])
