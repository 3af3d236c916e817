"""What the answer to an open question would make of a unit's points: its total and grade by each reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.facts.view import UnitView
from policy_rules.reference.protocol import Engine
from policy_rules.reference.trace import Ends
from policy_rules.results.assessed import Assessed
from policy_rules.results.from_facts import judge_and_score
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.names_in_sheets import SheetParameter
from policy_rules.scoring.parameter_values import parameter_value
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import INF, End, Value, join


@frozen
class Points:
    """The least and the greatest total, and the grades possible, best last; none where the sheet has none."""

    lo: End
    hi: End
    grades: tuple[str, ...] = ()

    @property
    def width(self) -> End:
        """How far the total is open."""
        return INF if INF in (abs(self.lo), abs(self.hi)) else self.hi - self.lo


@frozen
class PointsCase:
    """A unit's points now, and by each reading of a question in turn; None where it cannot be the unit's.

    `sheet` is the one that it was assessed by.
    """

    unit: str
    sheet: Sheet = field(repr=False)
    now: Points
    by: tuple[Points | None, ...]

    @property
    def moved(self) -> bool:
        """Whether some reading moves them."""
        return any(points not in (None, self.now) for points in self.by)


def points_of(score: Score) -> Points:
    """What a score comes to."""
    grades = tuple(g for g in score.sheet.scale if g in score.grade) if score.sheet.grade else ()
    return Points(score.lo, score.hi, grades)


def read_by_sheet(sheet: Sheet, parameter: str) -> SheetParameter | None:
    """The parameter as the sheet reads it; None where it does not, or has set it for itself."""
    found = sheet.parameters.get(parameter)
    return found if found is not None and found.declared and found.value is None else None


def possible_on(sheet: Sheet, parameter: str, reading: Value, view: UnitView) -> bool:
    """Whether the sheet, which may allow less than the ruleset, leaves the reading possible."""
    declared = read_by_sheet(sheet, parameter)
    if declared is None:
        return True
    now = parameter_value(declared, view)
    return join(now, reading) == now


def judged_anew(
    assessment: Assessed, views: Sequence[UnitView], engine: Engine
) -> tuple[list[Mapping[str, Ends]], list[Points]]:
    """The findings and the points of a unit with a sheet on other views of it."""
    about = (engine, assessment.asked.sheet, assessment.peers)
    found = [judge_and_score(assessment.program, view, *about) for view in views]
    return [judged.outcomes for judged, _ in found], [points_of(score) for _, score in found if score]
