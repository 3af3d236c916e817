"""Two populations side by side, as of two days or for two years: who came to what, who came and who left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field

from policy_rules.arguments import name_among
from policy_rules.attributes import frozen
from policy_rules.errors import Fault, NoSuchName, PolicyRulesError, printed
from policy_rules.results.asked_otherwise import side_by_side
from policy_rules.results.assessment import Comparison, compare
from policy_rules.results.population import Population, Standing
from policy_rules.results.shown_as_page import ShownAsPage


@frozen
class PlaceChange:
    """Where one unit stood before and stands after; None where it is not among them."""

    unit: str
    name: str
    before: Standing | None
    after: Standing | None

    @property
    def changed(self) -> bool:
        """Whether its sheet, total, grade or rank is another."""
        sides = ((p.sheet, p.total, p.grades, p.rank) for p in (self.before, self.after) if p is not None)
        return len(set(sides)) > 1 or None in (self.before, self.after)


@frozen(eq=False, slots=False)
class PopulationsCompared(ShownAsPage):
    """What differs between two populations, unit by unit; `unit` compares one unit's whole assessments."""

    before: Population = field(repr=False)
    after: Population = field(repr=False)

    @cached_property
    def places(self) -> tuple[PlaceChange, ...]:
        """Every unit of either, those of the population after first, in the order of its tables."""
        return tuple(self._places())

    def _places(self) -> Iterator[PlaceChange]:
        after, before = ({p.unit: p for p in one.table()} for one in (self.after, self.before))
        for unit, now, was in side_by_side(after, before):
            held = now or was
            assert held is not None
            yield PlaceChange(unit, held.name, was, now)

    @property
    def changed(self) -> bool:
        """Whether any unit came to something else."""
        return any(place.changed for place in self.places)

    def unit(self, unit: str) -> Comparison:
        """Both whole assessments of one unit; raises NoSuchName where it is not in both."""
        both = [p.unit for p in self.places if p.before is not None and p.after is not None]
        name_among(unit, both, "not in both populations: no unit", NoSuchName)
        return compare(self.before.assessment(unit), self.after.assessment(unit))


def compare_populations(before: Population, after: Population) -> PopulationsCompared:
    """What differs between two populations, of whichever day, year, sheets or facts.

    Raises:
        PolicyRulesError: one of them is no population.
    """
    for given in (before, after):
        if not isinstance(given, Population):
            hint = "compare what `ruleset.assess_population` gives"
            raise PolicyRulesError(Fault(f"`{printed(given)}` is no population", hint=hint))
    return PopulationsCompared(before, after)
