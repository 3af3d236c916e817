"""What one unit of a population is handed: its own result, and of others what the ranking publishes.

Nothing of others is left out afterwards: the unit is assessed again on facts in which others have no names,
among peers without names, so that no report has anything to tell of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.corrections_in_order import of_the_year, year_answered
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.others import ALONE, Others, Unnamed
from policy_rules.scoring.score_population import UnitToScore
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import Num


@frozen
class Published:
    """What is made public of another unit: its name, and the parts that its sheet `publishes`, where settled.

    A part that is not published, or not settled, is None.
    """

    unit: str
    name: str
    listed: str
    sheet: Sheet = field(repr=False)
    grade: str | None = None
    rank: Num | None = None
    total: Num | None = None


def facts_handed(facts: Facts, unit: str) -> Facts:
    """The facts of the unit and, of a place, of its organs; those of units below count and are withheld.

    Remarks that were made when the facts were bound are left out: they may be about any unit.
    """
    own = {u.id for u in facts.units.values() if unit in (u.id, u.organ_of)}
    below = _below(facts.units.values(), own)
    units = {
        u.id: u if u.id in own else evolve(u, withheld=True)
        for u in facts.units.values()
        if u.id in own or u.id in below
    }
    return Facts(units, (), facts.ruleset, unit, facts.withheld)


def _below(units: Iterable[UnitFacts], own: set[str]) -> set[str]:
    """The units of the tree below."""
    found, more = set(own), True
    every = tuple(units)
    while more:
        new = {u.id for u in every if u.parent in found} - found
        found, more = found | new, bool(new)
    return found - own


def asked_handed(asked: Asked, unit: str) -> Asked:
    """What is asked of the unit, on the facts that it may be handed."""
    facts = facts_handed(asked.facts, unit)
    hidden = frozenset() if asked.sheet is None else asked.sheet.of_others
    return evolve(asked, facts=evolve(facts, withheld=facts.withheld | hidden))


@frozen(eq=False)
class OneHanded:
    """The population as far as its one unit is handed it."""

    assessment: Assessment
    members: tuple[UnitToScore, ...] = ()

    def score(self, unit: str) -> Score | None:
        """The unit's score among its peers; None where it has no sheet."""
        return self.assessment.score

    def among(self, unit: str) -> Others | None:
        """The other units, without their names."""
        return None if self.assessment.peers is ALONE else self.assessment.peers


def unnamed(others: Others | None) -> Others:
    """The other units without their names."""
    return ALONE if others is None else Unnamed(others)


def published(
    score: Score, asked: Asked, listed: str, *, ranked: bool, rank: Num | None
) -> Iterator[Published]:
    """What is made public of another unit by its sheet; nothing where it publishes nothing of it."""
    says, unit = score.sheet.publishes, asked.facts.units[asked.unit]
    if not says.shows or (says.approved and not _approved(unit, score.sheet.year, asked.as_of)):
        return
    total, grade = score.total, score.grade
    yield Published(
        unit.id,
        unit.name,
        listed,
        score.sheet,
        next(iter(grade)) if "grade" in says.shows and len(grade) == 1 else None,
        rank if "rank" in says.shows and ranked and rank is not None and rank.settled else None,
        total if "total" in says.shows and total is not None and total.settled else None,
    )


def _approved(unit: UnitFacts, year: int, day: datetime.date) -> bool:
    """Whether an approval of the result of this very year is in force on the day."""
    known = {c.id: c for c in unit.corrections}
    on_file = of_the_year(unit.corrections, year, day)
    return any(c.kind == "approval" and year_answered(c, known) == year for c in on_file)
