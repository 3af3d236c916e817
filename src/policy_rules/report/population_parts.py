"""What is told of a population: lists with their ranks, units graded only, units without a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.facts.bound import OF_OTHERS
from policy_rules.facts.differing import Differing
from policy_rules.report.decision_words import DecisionWords
from policy_rules.report.fact_names import FactNames
from policy_rules.report.phrases import counted, in_a_row, phrase
from policy_rules.report.score_account import sheet_title
from policy_rules.report.score_words import bare, grade_type, rank_words
from policy_rules.results.population import Population, Standing
from policy_rules.ruleset.languages import question_of
from policy_rules.ruleset.parameter_names import name_and_rule
from policy_rules.scoring.consequences import CERTAIN, POSSIBLE
from policy_rules.scoring.fitting import is_for
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.names_in_sheets import SheetParameter
from policy_rules.scoring.points import Grade
from policy_rules.scoring.reasons import missing_in
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import INF, ONLY, T
from policy_rules.wording import Language, Speaker

STATUSES = (CERTAIN, POSSIBLE)
"""Consequences that are told; those excluded are not."""
_MOST_NAMED = 8
"""As many units are named for which a decision counts."""


@frozen
class RankingList:
    """The units of one ranking, best first; or those of one sheet that are graded only, as given."""

    name: str
    ranked: bool
    places: tuple[Standing, ...]
    sheets: tuple[Sheet, ...] = ()

    def title(self, language: Language) -> str:
        """The titles of its sheets, else its name."""
        titles = [sheet_title(sheet, language) for sheet in self.sheets if sheet.titles]
        return (" / " if language == "en" else "、").join(titles) or self.name


def labels_of(population: Population, language: Language) -> Iterator[str]:
    """What stands at the top: illustrative parameters, constructed units."""
    if population.illustrative:
        yield phrase("illustrative", language)
    made_up = sum(a.facts.units[a.unit].constructed for a in population.asked)
    if made_up:
        yield f"{phrase('constructed', language)} ({counted(made_up, 'units', language)})"


def decided_in(population: Population, language: Language) -> Iterator[str]:
    """The decisions on readings that scores rest on, each once; for which units, where it is not all."""
    words = DecisionWords(population.model, language)
    told: dict[str, list[str]] = {}
    scored = [place for place in population.table() if place.sheet]
    for place in scored:
        for said in dict.fromkeys(words.told(d.reading) for d in population.decided_in_score(place.unit)):
            told.setdefault(said, []).append(place.name)
    for said, names in told.items():
        named = in_a_row(names, language, _MOST_NAMED)
        yield said if len(names) == len(scored) else f"{said} ({phrase('touches', language)}: {named})"


def differing_in(population: Population) -> tuple[Differing, ...]:
    """The facts on which sources differ and which scores read, each with the id of its unit."""
    found = ((p.unit, d) for p in population.places for d in population.differing(p.unit))
    paths = ((d.path if _of_other(unit, d, population) else f"{unit}.{d.path}", d) for unit, d in found)
    return tuple({(path, d.when): evolve(d, path=path) for path, d in paths}.values())


def _of_other(unit: str, found: Differing, population: Population) -> bool:
    """Whether the fact is of another unit, whose id stands before it."""
    others = (p.unit for p in population.places if p.unit != unit)
    return any(found.path.startswith(f"{other}.") for other in others)


def lists_of(population: Population) -> tuple[RankingList, ...]:
    """The rankings, then the units that are graded only, sheet by sheet."""
    found: dict[tuple[bool, str], list[Standing]] = {}
    for place in population.table():
        if place.sheet:
            name = (place.listed if place.ranked else "") or place.sheet
            found.setdefault((place.ranked, name), []).append(place)
    sheets = {a.sheet.name: a.sheet for a in population.asked if a.sheet is not None}
    return tuple(
        RankingList(
            name, ranked, tuple(places), tuple(sheets[s] for s in dict.fromkeys(p.sheet for p in places))
        )
        for (ranked, name), places in found.items()
    )


def without_sheet(population: Population) -> tuple[Standing, ...]:
    """The units that no sheet is surely for."""
    return tuple(p for p in population.table() if not p.sheet)


def why_none(population: Population, place: Standing, language: Language) -> str:
    """Why a unit has no sheet: its place has one, or by what facts one of the others' would be its own."""
    asked = next(a for a in population.asked if a.unit == place.unit)
    of = asked.facts.units[place.unit].organ_of
    if any(a.unit == of and a.sheet is not None for a in population.asked):
        return phrase("with its place", language).format(place=population.place(of).name)
    view = asked.view(population.model.vocabulary)
    sheets = {a.sheet.name: a.sheet for a in population.asked if a.sheet is not None}
    if not sheets:
        return phrase("no sheet at all", language)
    names, told = FactNames(population.model, language), []
    for sheet in sheets.values():
        if sheet.applies is not None and is_for(sheet, view).hi == T:
            missing = sorted(missing_in(sheet.applies, SheetReference(view, {}, {})))
            lacks = in_a_row(map(names.say, missing), language)
            told.append(
                f"{sheet.name}: {phrase('item may apply', language)}"
                + (f" ({phrase('missing', language)}: {lacks})" if lacks else "")
            )
    return "; ".join(told) or phrase("no sheet of the others", language)


@frozen(slots=False)
class UnitWords:
    """Tells of one unit of a population, in one language."""

    population: Population
    place: Standing
    language: Language

    @cached_property
    def score(self) -> Score | None:
        """Its score among its peers."""
        return self.population.score(self.place.unit)

    @property
    def rank(self) -> str:
        """`3rd`, `3rd to 7th`; a dash where it has none."""
        return rank_words(self.place.rank, self.language) if self.place.ranked else "—"

    @property
    def total(self) -> str:
        """The total or the interval in which it lies."""
        total = self.place.total
        if total is None or total.null == ONLY:
            return "—"
        if INF in (abs(total.lo), abs(total.hi)):
            return phrase("undetermined", self.language)
        return bare((total.lo, total.hi))

    @property
    def grade(self) -> str:
        """The grades possible, with those before approval, and a mark where an objection is undecided."""
        score = self.score
        if score is None or not self.place.grades:
            return "—"
        told = []
        if isinstance(before := score.before_approval, Grade):
            names = self._grades(score, frozenset(score.sheet.scale[p] for p in before.places))
            told.append(f"{phrase('before approval', self.language)}: {names}")
        if score.undecided:
            told.append(phrase("provisional mark", self.language))
        return self._grades(score, self.place.grades) + (f" ({'; '.join(told)})" if told else "")

    def _grades(self, score: Score, possible: frozenset[str]) -> str:
        vocabulary = self.population.model.vocabulary
        speaker, kind = Speaker(vocabulary, self.language), grade_type(score.sheet, vocabulary)
        word = "或" if self.language == "zh" else " or "
        return word.join(speaker.label(g, kind) for g in reversed(score.sheet.scale) if g in possible)

    @property
    def open(self) -> str:
        """The parameters needed, by their questions, else by name; how many facts are missing."""
        score = self.score
        if score is None or not result_open(self.population, self.place):
            return ""
        told = sorted(
            {parameter_question(self.population, n, self.language) for n in score.needs}, key=clause_order
        )
        own = [m for m in score.missing if m != OF_OTHERS and not self._of_others(m)]
        if own:
            told.append(counted(len(own), "facts missing", self.language))
        if len(own) < len(score.missing):
            told.append(phrase("others open", self.language))
        return ", ".join(told)

    def _of_others(self, missing: str) -> bool:
        unit, _, what = missing.partition(": ")
        return bool(what) and any(a.unit == unit for a in self.population.asked)

    @property
    def consequences(self) -> Mapping[str, tuple[str, ...]]:
        """The rules of its consequences by their status; of those possible, the ones that read the result.

        Others are possible as long as facts are missing of which no score speaks; `others` counts them.
        """
        held = self.population.consequences(self.place.unit)
        shown = [c for c in held if c.status != POSSIBLE or self.population.reads_result(c.rule)]
        by_status = {s: tuple(c.rule for c in shown if c.status == s) for s in STATUSES}
        return {status: rules for status, rules in by_status.items() if rules}

    @property
    def others(self) -> int:
        """How many further consequences are possible for want of facts, whatever the result."""
        held = self.population.consequences(self.place.unit)
        return sum(c.status == POSSIBLE and not self.population.reads_result(c.rule) for c in held)


def handed_words(population: Population, language: Language) -> str:
    """For whom this is, where it is for one unit; else nothing."""
    if not population.handed_to:
        return ""
    return phrase("handed to", language).format(population.place(population.handed_to).name)


def published_heads(language: Language) -> tuple[str, ...]:
    """The heads of the columns of `published_cells`."""
    return tuple(phrase(name, language) for name in ("unit", "ranking", "rank", "grade", "total"))


def published_cells(population: Population, language: Language) -> Iterator[tuple[str, ...]]:
    """A row for each other unit of which something is made public; a dash for what is not."""
    vocabulary = population.model.vocabulary
    speaker = Speaker(vocabulary, language)
    for p in population.published:
        yield (
            p.name,
            p.listed or "—",
            "—" if p.rank is None else rank_words(p.rank, language),
            "—" if p.grade is None else speaker.label(p.grade, grade_type(p.sheet, vocabulary)),
            "—" if p.total is None else bare((p.total.lo, p.total.hi)),
        )


def published_by(population: Population, language: Language) -> str:
    """The rules by which it is made public, with their words (in English their titles)."""
    rules = dict.fromkeys(rule for p in population.published for rule in p.sheet.publishes.cites)
    known = [population.model.rules[rule] for rule in rules]
    said = [f"{r.id} " + (f"“{r.text}”" if language == "zh" else r.title) for r in known]
    return f"{phrase('published by', language)}: {'; '.join(said)}" if said else ""


def result_open(population: Population, place: Standing) -> bool:
    """Whether total, grade or rank of a unit are open; only then is there anything to say of why."""
    score = population.score(place.unit)
    rank_known = place.rank is None or place.rank.settled
    return score is not None and not (score.settled and rank_known)


def parameter_question(population: Population, name: str, language: Language) -> str:
    """The question under which a parameter is open, else its name."""
    declared = population.model.vocabulary.parameters.get(name_and_rule(name)[0])
    if declared is None:
        own = _of_sheets(population).get(name)
        return name if own is None else own.question or own.called(language)
    return question_of(declared, language) if declared.question else name


def _of_sheets(population: Population) -> Mapping[str, SheetParameter]:
    """The parameters that no ruleset has, of the sheets by which units are scored; of two the first."""
    scores = (population.score(place.unit) for place in population.places)
    sheets = {id(score.sheet): score.sheet for score in scores if score is not None}
    own = [p for sheet in sheets.values() for p in sheet.parameters.values() if not p.declared]
    return {p.name: p for p in reversed(own)}


def clause_order(asked: str) -> tuple[str, int, str]:
    """Sorts P2 before P10."""
    number = re.search(r"\d+", asked)
    return ("", 0, asked) if number is None else (asked[: number.start()], int(number.group()), asked)


def needs_of(population: Population, language: Language) -> tuple[str, ...]:
    """Every parameter that some unit needs, in words with its question, in the order of the questions."""
    names = FactNames(population.model, language)
    scores = (population.score(p.unit) for p in population.places if result_open(population, p))
    found = {name for score in scores if score is not None for name in score.needs}
    asked = {n: parameter_question(population, n, language) for n in found}
    own = _of_sheets(population)
    return tuple(
        own[n].called(language) if n in own else names.say(f"parameters.{n}")
        for n in sorted(found, key=lambda n: (clause_order(asked[n]), n))
    )


def consequence_words(population: Population, language: Language) -> Mapping[str, str]:
    """Each rule that has consequences for some unit, with its words (in English its title)."""
    found: dict[str, str] = {}
    for place in population.places:
        for c in population.consequences(place.unit):
            if c.status in STATUSES and (c.status != POSSIBLE or population.reads_result(c.rule)):
                title = population.model.rules[c.rule].title
                found[c.rule] = f"“{c.words}”" if language == "zh" else title
    return {rule: found[rule] for rule in sorted(found)}
