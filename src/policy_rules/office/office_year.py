"""The office of a population: which documents there are, and each of them as a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import evolve, field

from policy_rules.arguments import name_among
from policy_rules.attributes import frozen
from policy_rules.errors import Fault, NoSuchName
from policy_rules.office.cells import Cell, number_cell, same_cell, told_cell
from policy_rules.office.document import Letter, MadeDocument, PartTold
from policy_rules.office.office_words import remark_words
from policy_rules.office.on_facts import corrections, facts_part, records
from policy_rules.office.on_results import consequences, items, ranking, result
from policy_rules.office.on_rules import due, findings, words_part
from policy_rules.office.on_sheets import arrears, indicators, registers_part
from policy_rules.office.on_units import roster, successions
from policy_rules.office.sampling import sample
from policy_rules.office.snapshot import digests_of, snapshot_of
from policy_rules.office.verification import Verification, verify
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.replay.record import digest
from policy_rules.results.decided_readings import DecisionTaken, decisions_among
from policy_rules.results.population import Population
from policy_rules.ruleset.office_model import OfficeDocument, OfficePart
from policy_rules.scoring.consequences import EXCLUDED
from policy_rules.wording import LANGUAGES, in_either

SHOWN: Mapping[str, Callable[[YearAtOffice, OfficePart, str], PartTold]] = {
    "words": words_part,
    "findings": findings,
    "due": due,
    "facts": facts_part,
    "records": records,
    "corrections": corrections,
    "roster": roster,
    "successions": successions,
    "indicators": indicators,
    "registers": registers_part,
    "arrears": arrears,
    "sample": sample,
    "digests": lambda year, _, __: digests_part(year),
    "documents": lambda year, _, __: documents_part(year),
    "ranking": ranking,
    "result": result,
    "items": items,
    "consequences": consequences,
}
"""What makes each part, of all units or of the unit of a letter."""


@frozen(eq=False, slots=False)
class OfficeYear:
    """An office's year on the facts of a population: documents by name. Made by `office_of`.

    Nothing in a document is new: it shows facts on file, and what rules and sheets make of them.
    """

    population: Population = field(repr=False)

    @cached_property
    def _year(self) -> YearAtOffice:
        return YearAtOffice(self.population)

    @property
    def documents(self) -> Mapping[str, OfficeDocument]:
        """What the ruleset declares, by stage and name (`before/roster`), in its order."""
        return self._year.office.documents

    @property
    def unit(self) -> str | None:
        """The id of the unit that surely is the office; None where none is, or several are."""
        return self._year.own or None

    @property
    def roster(self) -> Mapping[str, bool]:
        """The units on the roster by id, each with whether it surely is."""
        return self._year.roster

    def document(self, name: str, unit: str | None = None) -> MadeDocument:
        """A document; of one that has a letter for each unit, that of `unit` where one is named.

        Raises:
            NoSuchName: there is no such document, no such unit on the roster, or the document is of all.
        """
        declared = self.documents[name_among(name, self.documents, "the office makes no document")]
        if unit is not None:
            name_among(unit, self.roster, "the roster has no unit")
            if not declared.each:
                told = f"`{name}` is one document of all units, and none of `{unit}`"
                raise NoSuchName(Fault(told, hint="ask for one that has a letter for each unit"))
        year, population = self._year, self.population
        letters = tuple(self._letters(declared, unit))
        seen = [a.facts.units[a.unit] for a in population.asked]
        return MadeDocument(
            declared,
            year.model,
            year.office.stages[declared.stage],
            population.year,
            population.as_of,
            population.profile,
            (year.own, year.unit(year.own).name) if year.own else None,
            population.illustrative,
            any(u.constructed for u in seen if unit is None or u.id in (unit, year.own)),
            letters,
            unit or "",
            decisions_among(self._decided(unit), handed=unit is not None),
        )

    def _decided(self, unit: str | None) -> Iterator[tuple[DecisionTaken, ...]]:
        """The decisions on readings that count for each unit that is spoken of."""
        taken = self._year.decisions_taken
        yield from taken.values() if unit is None else (taken[unit],)

    def snapshot(self) -> dict[str, Any]:
        """What everything rests on as of the day, sealed: plain data for JSON, with the facts whole."""
        return snapshot_of(self.population)

    def verify(self, snapshot: Mapping[str, Any]) -> Verification:
        """What is otherwise today than in a snapshot, and whether decisions on file let it in."""
        return verify(snapshot, self._year)

    def _letters(self, declared: OfficeDocument, unit: str | None) -> Iterator[Letter]:
        if not declared.each:
            yield Letter("", "", tuple(self._parts(declared, "")))
            return
        for id_ in self.roster if unit is None else (unit,):
            state = self._state(declared.each, id_)
            if state != EXCLUDED:
                yield Letter(id_, self._year.unit(id_).name, tuple(self._parts(declared, id_)), state)

    def _state(self, each: str, unit: str) -> str:
        """Whether what a letter rests on follows for the unit; "" where each unit has one."""
        if each == "unit":
            return ""
        follows = {c.rule: c.status for c in self.population.consequences(unit)}
        return follows.get(each, EXCLUDED)

    def _parts(self, declared: OfficeDocument, unit: str) -> Iterator[PartTold]:
        for part in declared.parts:
            made = SHOWN[part.show](self._year, part, unit)
            yield evolve(made, named=part.names, cites=part.cites)


def digests_part(year: YearAtOffice) -> PartTold:
    """What everything rests on, by its digest: ruleset, sheets, calendar, parameters, files, facts."""
    rows = tuple(
        (what_cell(what), same_cell(name), told_cell(found or "", f"{what} {name}"))
        for what, name, found in digests_of(year.population)
    )
    return PartTold("digests", ("what", "name", "digest"), rows)


def what_cell(what: str) -> Cell:
    """What a digest is of."""
    return Cell(what, remark_words(what, "zh"), remark_words(what, "en"))


def documents_part(year: YearAtOffice) -> PartTold:
    """Every document of the office but those that list documents, each with the digest of its data."""
    office, rows = OfficeYear(year.population), []
    for path, declared in office.documents.items():
        if all(part.show != "documents" for part in declared.parts):
            made = office.document(path)
            title = Cell(path, *(in_either(declared.names, language) for language in LANGUAGES))
            rows.append(
                (same_cell(path), title, number_cell(len(made.letters)), same_cell(digest(made.to_dict())))
            )
    return PartTold("documents", ("document", "name", "letters", "digest"), tuple(rows))


def office_of(population: Population) -> OfficeYear:
    """The office's year on a population's facts.

    Raises RulesetError, when it is asked for a document, where the ruleset declares no office.
    """
    return OfficeYear(population)
