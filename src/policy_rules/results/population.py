"""Many units of a year: totals, grades and ranks, each unit among its peers.

Only the rules that the sheets read are evaluated for all units; the full assessment of one is made when
it is asked for, among the same peers.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import evolve, field

from policy_rules.arguments import name_among
from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import FactsError, Fault, NoSuchName, PolicyRulesError
from policy_rules.facts.differing import Differing
from policy_rules.lowering.program import Program, part_of
from policy_rules.results.assessed import Asked, differing_scored
from policy_rules.results.assessment import Assessment
from policy_rules.results.from_facts import assess, judge
from policy_rules.results.handed import OneHanded, Published, asked_handed, published, unnamed
from policy_rules.results.other_years import OtherYears, left_out_together, other_years
from policy_rules.results.score_decisions import DecidedInScore, decided_in_score
from policy_rules.results.shown_as_page import ShownAsPage, language_of_reports
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.scoring.amounts.peers import Peers
from policy_rules.scoring.consequences import Consequence, consequences_of
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.others import ALONE
from policy_rules.scoring.points import Grade
from policy_rules.scoring.score_population import Together, UnitToScore
from policy_rules.scoring.sheet import Sheet
from policy_rules.shown import Shown, ShownAsChart, form_of
from policy_rules.values.exact import plain, terminates
from policy_rules.values.known import ONLY, End, Labels, Num, Value
from policy_rules.vocabulary import Type
from policy_rules.wording import Language, Speaker

_MOST_PLACES = 12
"""Decimals to which a number that does not end is bounded where it is written down."""


@frozen
class Standing(Shown):
    """Where one unit stands.

    `sheet` is "" where no sheet is surely its own; it is then neither scored nor ranked. `total` and
    `rank` are None where the sheet has none; `ranked`: it may stand in a ranking, which `listed` names.
    """

    unit: str
    name: str
    sheet: str = ""
    total: Num | None = None
    grades: frozenset[str] = frozenset()
    rank: Num | None = None
    ranked: bool = False
    listed: str = ""
    languages: tuple[Language, ...] = field(default=("zh", "en"), eq=False, repr=False)
    """The languages of the ruleset."""
    grades_zh: Mapping[str, str] = field(factory=dict, eq=False, repr=False)
    """What the grades of its sheet are called in Chinese."""


@frozen(eq=False, slots=False)
class Population(ShownAsPage, ShownAsChart):
    """The units of a population as of a day, for a year. Immutable; full assessments are made on demand."""

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    asked: tuple[Asked, ...] = field(repr=False)
    together: Together | OneHanded = field(repr=False)
    year: int
    as_of: datetime.date
    profile: str
    places: tuple[Standing, ...]
    handed_to: str = ""
    """The one unit for which this is (`for_unit`); "" where it is for whoever may know of all."""
    published: tuple[Published, ...] = ()
    """Of the other units what is made public, where this is for one."""
    _made: dict[str, Assessment] = field(factory=dict, repr=False)
    _follow: dict[str, tuple[Consequence, ...]] = field(factory=dict, repr=False)

    @cached_property
    def other_years(self) -> OtherYears:
        """What the year leaves to others: instances left out of the scores, of all units together."""
        return left_out_together(
            other_years(part_of(m.program, m.sheet.rules), m.view)
            for m in self.together.members
            if m.sheet is not None and m.program is not None
        )

    @property
    def illustrative(self) -> bool:
        """Whether illustrative parameters or an illustrative sheet were used."""
        taken = any(a.decisions is not None and a.decisions.illustrative for a in self.asked)
        sheets = any(a.sheet is not None and a.sheet.illustrative for a in self.asked)
        return bool(self.profile) or taken or sheets

    def for_unit(self, unit: str) -> Population:
        """What one unit may be handed: its own result, and of others what the ranking publishes.

        The only place is the unit's, `published` what the sheets of others make public of them
        (`publishes`); with nothing said, nothing. No report of it names another unit, or tells a fact, a
        value, a source or a remark of one; an organ's does not tell of its place or the other organs, a
        unit's not of those below it. Of a place its organs are told. Raises PolicyRulesError.
        """
        asked, place = self._of(unit)
        if self.handed_to:
            return self
        mine = asked_handed(asked, unit)
        peers = unnamed(self.together.among(unit))
        found = assess(Assessment, self.model, self.program, mine, peers)
        view = mine.view(self.model.vocabulary)
        together = OneHanded(found, (UnitToScore(view, mine.sheet, found.own, self.program),))
        public = (p for a in self.asked if a.unit != unit for p in self._published(a))
        return evolve(
            self,
            asked=(mine,),
            together=together,
            places=(place,),
            handed_to=unit,
            published=tuple(public),
            made={unit: found},
            follow={},
        )

    def _published(self, asked: Asked) -> Iterator[Published]:
        """What is made public of a unit."""
        place, score = self._at[asked.unit][1], self.score(asked.unit)
        if score is not None:
            yield from published(score, asked, place.listed, ranked=place.ranked, rank=place.rank)

    def to_html_pages(self, language: Language | None = None) -> Mapping[str, str]:
        """A page of all units (`index.html`) and one of each, by the names of their files; raises NoSuchName.

        It makes the full assessment of each unit, which the page of all alone does not.
        """
        return dict(form_of(self, "pages")(self, language_of_reports(self, language)))

    def place(self, unit: str) -> Standing:
        """Where a unit stands; raises PolicyRulesError."""
        return self._of(unit)[1]

    def score(self, unit: str) -> Score | None:
        """The unit's score with its ledger, None where it has no sheet; raises PolicyRulesError."""
        return self.together.score(self._of(unit)[0].unit)

    def assessment(self, unit: str) -> Assessment:
        """The full assessment of a unit, among its peers; raises PolicyRulesError."""
        asked, _ = self._of(unit)
        if unit not in self._made:
            peers = self.together.among(unit)
            self._made[unit] = assess(
                Assessment, self.model, self.program, asked, ALONE if peers is None else peers
            )
        return self._made[unit]

    def consequences(self, unit: str) -> tuple[Consequence, ...]:
        """What follows for a unit, its rank and those of the others counted; raises PolicyRulesError."""
        asked, _ = self._of(unit)
        if unit in self._made:
            return self._made[unit].consequences
        if unit not in self._follow:
            self._follow[unit] = follow(self.model, self.program, asked, self.score(unit))
        return self._follow[unit]

    def differing(self, unit: str) -> tuple[Differing, ...]:
        """The facts on which sources differ and which the unit's score reads; raises PolicyRulesError."""
        return differing_scored(self._of(unit)[0], self.model, self.program)

    def decided_in_score(self, unit: str) -> tuple[DecidedInScore, ...]:
        """The decisions on readings that the unit's score rests on; raises PolicyRulesError."""
        asked, score = self._of(unit)[0], self.score(unit)
        if score is None or asked.decisions is None:
            return ()
        given = self.model.vocabulary
        return decided_in_score(score, asked.decided(given), asked.view(given), self.program)

    def reads_result(self, rule: str) -> bool:
        """Whether a rule reads a measure that the sheets give: total, grade, rank or another step."""
        return rule in self._of_result

    @cached_property
    def _of_result(self) -> frozenset[str]:
        sheets = [a.sheet for a in self.asked if a.sheet is not None]
        steps = {name for sheet in sheets for name in (*(s.name for s in sheet.steps), *sheet.without)}
        return frozenset(
            rule.id
            for rule in self.program.rules
            if rule.kind == "consequence"
            and any(isinstance(n, core.Reported) and n.measure in steps for n in core.walk(rule.finding))
        )

    def _of(self, unit: str) -> tuple[Asked, Standing]:
        return self._at[name_among(unit, self._at, "the population has no unit", NoSuchName)]

    @cached_property
    def _at(self) -> Mapping[str, tuple[Asked, Standing]]:
        return {a.unit: (a, p) for a, p in zip(self.asked, self.places, strict=True)}

    def table(self) -> tuple[Standing, ...]:
        """The places list by list, in each by rank; then units that are not ranked, in the order given."""
        lists = {p.listed: n for n, p in reversed(tuple(enumerate(self.places))) if p.ranked}
        ranked = sorted((p for p in self.places if p.ranked), key=lambda p: (lists[p.listed], *_order(p)))
        return (*ranked, *(p for p in self.places if not p.ranked))

    def results(self) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
        """What is settled of total, grade and rank, as `reported` figures for the facts of later years.

        Of each unit the records `{measure, for, value}` of the steps that bear a measure's name. A number
        with more decimals than the measure has is written as the two between which it lies.
        """
        return {a.unit: tuple(self._results(a)) for a in self.asked}

    def _results(self, asked: Asked) -> Iterator[Mapping[str, Any]]:
        score, sheet = self.together.score(asked.unit), asked.sheet
        held = (
            () if score is None or sheet is None else (sheet.total, sheet.grade, sheet.rank, *sheet.without)
        )
        for step in held:
            measure = self.model.vocabulary.measures.get(step)
            value = score.as_measures()[step] if score is not None and step else None
            if measure is None or not measure.reported or value is None or not value.settled:
                continue
            yield {"measure": step, "for": self.year, "value": _written(value, measure.type)}

    def __iter__(self) -> Iterator[Standing]:
        return iter(self.table())


def assess_population(model: RulesetModel, program: Program, asked: Sequence[Asked]) -> Population:
    """The units that are asked about, each on its sheet, among the others.

    All are asked as of one day, for one year and with one profile. A unit without a sheet is listed; it
    stands among the peers of each sheet of the others that its facts do not exclude.

    Raises:
        FactsError: entries or corrections do not fit the sheets; all faults of all units are told.
        PolicyRulesError: units are asked as of different days, or one twice; steps of different sheets
            wait for each other.
    """
    if not asked:
        raise FactsError(Fault("the facts speak of no unit", hint="begin each with `unit: {id: …}`"))
    wholes = {(a.as_of, a.year, a.profile) for a in asked}
    if len(wholes) != 1 or len({a.unit for a in asked}) != len(asked):
        told = "a population is asked about as of one day, for one year, each unit once"
        raise PolicyRulesError(Fault(told))
    ((as_of, asked_year, profile),) = wholes
    year = model.vocabulary.year.year(as_of.toordinal()) if asked_year is None else asked_year
    sheets = {a.sheet.name: a.sheet for a in asked if a.sheet is not None}
    parts = {name: part_of(program, sheet.rules) for name, sheet in sheets.items()}
    every = part_of(program, frozenset().union(*(s.rules for s in sheets.values())))
    members = []
    ranked = {a.unit for a in asked if a.sheet is not None}
    for one in asked:
        if one.sheet is None and one.facts.units[one.unit].organ_of in ranked:
            continue  # it is looked at in its place, and is nobody's peer
        part = every if one.sheet is None else parts[one.sheet.name]
        view = one.view(model.vocabulary)
        members.append(UnitToScore(view, one.sheet, judge(part, view, one.engine).outcomes, part))
    together = Together(members)
    speaker = Speaker(model.vocabulary)
    places = tuple(_place(one, together, speaker, model.languages) for one in asked)
    return Population(model, program, tuple(asked), together, year, as_of, profile, places)


def without_organs(asked: Sequence[Asked], named: Collection[str]) -> Iterator[Asked]:
    """The same, where an organ of a place that has a sheet has none but one that was `named` for it.

    The place is ranked, and its organs in it: they are neither ranked beside it nor among its peers.
    """
    ranked = {a.unit for a in asked if a.sheet is not None and a.facts.units[a.unit].is_place}
    for one in asked:
        in_place = one.facts.units[one.unit].organ_of in ranked and one.unit not in named
        yield evolve(one, sheet=None) if in_place else one


def follow(
    model: RulesetModel, program: Program, asked: Asked, score: Score | None
) -> tuple[Consequence, ...]:
    """What follows for one unit from its score; only consequences, and the rules they read, are run."""
    part = part_of(program, (r.id for r in model.rules.values() if r.kind == "consequence"))
    view = asked.view(model.vocabulary, None if score is None else score.as_measures())
    found = judge(part, view, asked.engine)
    return tuple(consequences_of(model, part, view, found.own))


def _place(asked: Asked, together: Together, speaker: Speaker, languages: tuple[Language, ...]) -> Standing:
    unit, sheet = asked.facts.units[asked.unit], asked.sheet
    score = together.score(unit.id)
    if score is None or sheet is None:
        return Standing(unit.id, unit.name, languages=languages)
    rank = score.steps.get(sheet.rank)
    held = rank if isinstance(rank, Num) else None
    ranked = held is not None and held.null != ONLY
    graded = isinstance(score.steps.get(sheet.grade), Grade)
    grades = score.grade if graded else frozenset[str]()
    listed = _listed(unit.id, sheet, together, speaker) if ranked else ""
    about = (unit.id, unit.name, sheet.name, score.total, grades, held, ranked, listed, languages)
    return Standing(*about, sheet.scale_zh)


def _listed(unit: str, sheet: Sheet, together: Together, speaker: Speaker) -> str:
    """The ranking list: that of the sheet, or of the class whose key the unit has."""
    steps = sorted(sheet.steps, key=lambda s: s.name != sheet.rank)
    ranks = (a for s in steps for a in amounts_in(s.amount) if isinstance(a, Peers) and a.how == "rank")
    found = next(ranks, None)
    if found is None or found.among is None:
        return sheet.name
    keys = dict.fromkeys(together.class_of(unit, found))
    return " / ".join("?" if key is None else speaker.show(key, found.among.type) for key in keys)


def _order(place: Standing) -> tuple[End, End]:
    assert place.rank is not None
    return place.rank.lo, place.rank.hi


def _written(value: Value, kind: Type) -> Any:
    """A settled value as facts write it."""
    assert isinstance(value, Num | Labels)
    if value.null == ONLY:
        return None
    if isinstance(value, Labels):
        return next(iter(value.members or ()))
    exact = Fraction(value.lo)
    places = kind.places if kind.places is not None else None if terminates(exact) else _MOST_PLACES
    if places is None:
        return plain(exact)
    steps = exact * 10**places
    if steps.denominator == 1:
        return int(exact) if exact.denominator == 1 else plain(exact)
    low = Fraction(steps.numerator // steps.denominator, 10**places)
    return {"at_least": plain(low), "at_most": plain(low + Fraction(1, 10**places))}
