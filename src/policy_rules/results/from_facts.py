"""From facts to an assessment: the rules by an engine, then the sheet, then the rules that read the score."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.memo import with_later
from policy_rules.reference.answers import known_answers
from policy_rules.reference.places import Judged, judge_place
from policy_rules.reference.protocol import Engine
from policy_rules.reference.trace import Tracer, recorded
from policy_rules.results.answered_before import known_by_answer
from policy_rules.results.assessed import Asked, Assessed
from policy_rules.results.finding import Finding
from policy_rules.results.finding_rows import FindingRows
from policy_rules.results.limbs_finding import finding_class
from policy_rules.results.place_finding import Organs, PlaceFinding
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.scoring.others import ALONE, Others
from policy_rules.values.known import T

if TYPE_CHECKING:
    from policy_rules.reference.decided import Decided
    from policy_rules.scoring.ledger import Score
    from policy_rules.scoring.sheet import Sheet
    from policy_rules.scoring.year_list import YearList

Made = TypeVar("Made", bound=Assessed)


def assess(
    made: type[Made], model: RulesetModel, program: Program, asked: Asked, peers: Others = ALONE
) -> Made:
    """One unit on all rules; then the sheet, then the rules that read what the sheet gives."""
    model, view, found, score, settled = _scored(model, program, asked, peers)
    asks = None
    if score is not None:
        from policy_rules.scoring.year_list import year_list

        asks = year_list(score, serves=_serves(score, view))
    known = {
        "model": model,
        "program": program,
        "asked": asked,
        "view": view,
        "as_of": asked.as_of,
        "year": view.year,
        "own": found.own,
        "profile": asked.profile,
        "score": score,
        "peers": peers,
        "decided": settled,
    }
    return with_later(made, FindingsLater(found, asked.as_of, score, settled, asks), known)


def unit_outcomes(model: RulesetModel, program: Program, asked: Asked) -> Mapping[str, tuple[int, int]]:
    """The outcomes of one unit on all rules, as `assess` finds them."""
    return _scored(model, program, asked, ALONE)[2].outcomes


def _scored(
    model: RulesetModel, program: Program, asked: Asked, peers: Others
) -> tuple[RulesetModel, UnitView, Judgement, Score | None, Decided | None]:
    """The model as decided, the view, the outcomes after the score, the score, what is decided."""
    sheet, engine, given = asked.sheet, asked.engine, model.vocabulary
    settled = asked.decided(given)
    if settled is not None:
        model = evolve(model, vocabulary=settled.vocabulary)
    found, score = judge_and_score(program, asked.view(given), engine, sheet, peers)
    if score is not None and asked.facts.handed_to:
        score = score.without_others()
    view = found.tracer.view
    return model, view, found, score, settled


def _serves(score: Score, view: UnitView) -> bool:
    """Whether the sheet, which may have been named, surely is the one for the unit and the year."""
    from policy_rules.scoring.fitting import is_for

    return score.sheet.year == view.year and is_for(score.sheet, view).lo == T


@frozen
class Judgement:
    """The outcomes of all rules for a unit; of a place (`place`) the joined ones, else `own`."""

    tracer: Tracer
    own: Mapping[str, tuple[int, int]]
    place: Judged | None = None

    @property
    def outcomes(self) -> Mapping[str, tuple[int, int]]:
        """What sheets read."""
        return self.own if self.place is None else self.place.joined


def judge(program: Program, view: UnitView, engine: Engine, before: Judged | None = None) -> Judgement:
    """All rules on the unit of the view, where the findings are left; `before`: its organs were judged."""
    if view.unit.is_place:
        known = None if before is None else before.organs
        found = judge_place(program, view, engine.outcomes, known)
        return Judgement(found.tracer, found.own, found)
    outcomes = engine.outcomes(program, [view])[0]
    return Judgement(recorded(program, view, outcomes), outcomes)


def judge_and_score(
    program: Program, view: UnitView, engine: Engine, sheet: Sheet | None, peers: Others = ALONE
) -> tuple[Judgement, Score | None]:
    """All rules on the unit of the view, and with a sheet its score; then the rules again, which read it."""
    found = judge(program, view, engine)
    if sheet is None:
        return found, None
    from policy_rules.scoring.score_unit import score as make_score

    on_file = (view.unit.entries, view.unit.corrections)
    score = make_score(sheet, view, found.outcomes, *on_file, program=program, peers=peers)
    about = (view.facts, view.unit, view.vocabulary, view.as_of, view.year, view.year_given)
    return judge(program, UnitView(*about, scored=score.as_measures()), engine, found.place), score


@frozen(eq=False)
class FindingsLater:
    """The findings of an assessment, made when they are looked at: few are, of many rules."""

    makes = frozenset({"findings"})

    found: Judgement
    as_of: datetime.date
    score: Score | None
    decided: Decided | None
    asks: YearList | None

    @property
    def findings(self) -> FindingRows:
        """The findings in the order of the text."""
        found, tracer = self.found, self.found.tracer
        view, program = tracer.view, tracer.program
        organs = None if found.place is None else Organs(program, found.place, self.as_of, self.asks)
        answers = known_answers(program, view)

        def made(program: core.RuleProgram) -> Callable[..., Finding]:
            return finding_class(program) if organs is None else partial(PlaceFinding, organs=organs)

        def finding(rule: Rule) -> Finding:
            of_rule = program.by_id[rule.id]
            one = made(of_rule)(
                rule,
                of_rule,
                view.unit.id,
                self.as_of,
                view.year,
                *found.outcomes[rule.id],
                view=view,
                tracer=tracer,
                score=self.score,
                decided=self.decided,
                year_list=self.asks,
            )
            if rule.id in answers:
                vars(one).update(known_by_answer(answers[rule.id]))
            return one

        with quiet():  # all that is made of so many stays
            return FindingRows(map(finding, program.model.rules.values()))
