"""What the parts of documents are made from: the population, who the office is, who is on the roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.errors import Fault, RulesetError
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program, part_of
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.unit_condition import unit_condition
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.decided_readings import DecisionTaken, decisions_taken
from policy_rules.results.from_facts import assess
from policy_rules.results.population import Population
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.office_model import Office
from policy_rules.scoring.others import ALONE
from policy_rules.values.known import TRUE, F, T, Truth
from policy_rules.vocabulary import Vocabulary


@frozen(eq=False, slots=False)
class YearAtOffice:
    """A population as its office looks at it."""

    population: Population = field(repr=False)
    _assessed: dict[tuple[str, bool], Assessment] = field(factory=dict, repr=False)

    @property
    def model(self) -> RulesetModel:
        """The ruleset's files."""
        return self.population.model

    @property
    def vocabulary(self) -> Vocabulary:
        """The ruleset's vocabulary."""
        return self.model.vocabulary

    @cached_property
    def office(self) -> Office:
        """What the ruleset declares; raises RulesetError where it declares no office."""
        if self.model.office is None:
            told = f"the ruleset `{self.model.name}` declares no office"
            raise RulesetError(Fault(told, hint="write `office.yaml` into its folder: docs/office.md"))
        return self.model.office

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """What is asked of each unit, by id."""
        return {a.unit: a for a in self.population.asked}

    def unit(self, id_: str) -> UnitFacts:
        """The facts of a unit."""
        return self.asked[id_].facts.units[id_]

    def view(self, id_: str) -> UnitView:
        """What is known of a unit as of the day."""
        return self._views[id_]

    @cached_property
    def _views(self) -> Mapping[str, UnitView]:
        return {id_: asked.view(self.vocabulary) for id_, asked in self.asked.items()}

    @cached_property
    def decisions_taken(self) -> Mapping[str, tuple[DecisionTaken, ...]]:
        """The decisions on readings that count for each unit, or may, by id."""
        decided = {id_: asked.decided(self.vocabulary) for id_, asked in self.asked.items()}
        return {
            id_: () if found is None else decisions_taken(found, self.view(id_))
            for id_, found in decided.items()
        }

    def _with_role(self, name: str) -> Iterator[tuple[str, bool]]:
        """The units that may have a role, each with whether it surely has."""
        role = self.vocabulary.roles[name]
        node = None if role.when is None else unit_condition(role.when, self.vocabulary, [])
        for id_ in self.asked:
            found = TRUE if node is None else Reference(self.view(id_)).value(node, {})
            if isinstance(found, Truth) and found.hi > F:
                yield id_, found.lo == T

    @cached_property
    def own(self) -> str:
        """The unit that surely is the office; "" where none is, or several are."""
        sure = [id_ for id_, surely in self._with_role(self.office.role) if surely]
        return sure[0] if len(sure) == 1 else ""

    @cached_property
    def roster(self) -> Mapping[str, bool]:
        """The units on the roster, each with whether it surely is; those only perhaps on it are there too."""
        return dict(self._with_role(self.office.roster))

    def units(self, of: str, unit: str) -> tuple[str, ...]:
        """Whose facts a part shows: the office's own, those of the roster, those of the letter's unit."""
        if unit:
            return (unit,) if of != "office" else (self.own,) if self.own else ()
        return tuple(self.roster) if of == "units" else (self.own,) if self.own else ()

    def assessed(self, id_: str, *, following: bool = False) -> Assessment:
        """A unit among its peers, on the rules that the office's documents name and its sheet reads.

        `following`: what it owes in the year that follows, in which what is due after an assessment counts.
        """
        made = self._assessed.get((id_, following))
        if made is None:
            asked, peers = self.asked[id_], self.population.together.among(id_)
            if following:
                asked, peers = evolve(asked, year=self.population.year + 1, sheet=None), None
            sheet = frozenset() if asked.sheet is None else asked.sheet.rules
            model, program = self._part(self.named | sheet)
            made = assess(Assessment, model, program, asked, ALONE if peers is None else peers)
            self._assessed[id_, following] = made
        return made

    def _part(self, rules: frozenset[str]) -> tuple[RulesetModel, Program]:
        part = part_of(self.population.program, rules)

        def made() -> Program:
            kept = {id_: rule for id_, rule in self.model.rules.items() if id_ in part.by_id}
            return Program(evolve(self.model, rules=kept), part.rules, part.by_id)

        program = part.kept.once("as an office asks", made)
        return program.model, program

    @cached_property
    def named(self) -> frozenset[str]:
        """The rules of which documents show findings."""
        parts = [part for document in self.office.documents.values() for part in document.parts]
        found = frozenset(rule for part in parts for rule in (*part.rules, *part.clocks))
        return found & {r.id for r in self.population.program.rules}
