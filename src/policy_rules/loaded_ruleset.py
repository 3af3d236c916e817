"""A ruleset as it was loaded: what it holds, its sheets, decisions and facts bound to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field

from policy_rules.arguments import Day, asked_day, name_among
from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.errors import RulesetError
from policy_rules.lowering.program import Program
from policy_rules.messages import Language
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.values.calendar import Calendar

if TYPE_CHECKING:
    from policy_rules.cache.trees import SheetTrees
    from policy_rules.facts.bound import Facts
    from policy_rules.facts.differing import Differing
    from policy_rules.facts.facts_file import FactsLike, RawFacts
    from policy_rules.results.law_changes import LawChanges
    from policy_rules.ruleset.decisions import Decisions, Taken
    from policy_rules.scoring.sheet import Sheet
    from policy_rules.scoring.sheets.by_need import SheetsByNeed


@frozen(eq=False, repr=False)
class LoadedRuleset:
    """What is there without anything being assessed."""

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    setting: str = field(default="", repr=False)
    """What stands in place of a profile's name, where parameters were given by a call: `AT_CALL`."""

    def __repr__(self) -> str:
        return f"<ruleset {self.name}: {len(self.rules)} rules, {len(self.model.clauses)} clauses>"

    def _repr_html_(self) -> str:
        return self.model._repr_html_()

    def to_dict(self) -> dict[str, Any]:
        """What the ruleset holds, as plain data for JSON."""
        return self.model.to_dict()

    @property
    def name(self) -> str:
        """Its name."""
        return self.model.name

    @property
    def version(self) -> str:
        """The edition of its files, as its makers name it; empty where they name none."""
        return self.model.version

    @property
    def digest(self) -> str:
        """SHA-256 over its files, double readings apart."""
        return self.model.digest

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules by id, in the order of the text."""
        return self.model.rules

    @property
    def calendar(self) -> Calendar | None:
        """By what its rules count working days."""
        return self.model.vocabulary.calendar

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        """The scoring sheets by name, read when first asked for; raises RulesetError with all faults."""
        from policy_rules.scoring.sheets.sheet_file import read_sheets

        good = self._good
        with quiet(old=True), self._trees.of(self.model):
            sheets, faults = good.all() if good else read_sheets(self.model, self.program.by_id)
            self._trees.good |= not faults
        if faults:
            raise RulesetError(faults)
        return sheets

    @property
    def _trees(self) -> SheetTrees:
        from policy_rules.cache.trees import SheetTrees

        return self.program.kept.once("sheet trees", lambda: SheetTrees(self.model))

    @cached_property
    def _good(self) -> SheetsByNeed | None:
        """Its sheets by need, where all are known to be good; decided once, so that each is read once."""
        from policy_rules.scoring.sheets.by_need import SheetsByNeed

        return SheetsByNeed(self.model, self.program.by_id) if self._trees.good else None

    def decisions(self, taken: Taken) -> Decisions | None:
        """Decisions on readings, read and checked; raises RulesetError with all faults of all of them."""
        if taken is None:
            return None
        from policy_rules.reference.decided import check_units
        from policy_rules.ruleset.decisions import Decisions, read_decisions

        if isinstance(taken, Decisions):
            return taken
        found = read_decisions(self.model, *(taken if isinstance(taken, list | tuple) else [taken]))
        check_units(found, self.model.vocabulary)
        return found

    def bind(self, facts: RawFacts | Facts | FactsLike) -> Facts:
        """Facts typed against the vocabulary; raises FactsError with all faults."""
        from policy_rules.facts.bind import bind, check_bound
        from policy_rules.facts.bound import Facts
        from policy_rules.facts.facts_file import RawFacts, load_facts

        if isinstance(facts, Facts):
            return check_bound(facts, self.model)
        with quiet():
            return bind(facts if isinstance(facts, RawFacts) else load_facts(facts), self.model)

    def migrate(self, *facts: FactsLike, language: Language = "en") -> tuple[RawFacts, tuple[str, ...]]:
        """Facts by the names of today's vocabulary, and what is lost, in a language; raises FactsError."""
        from policy_rules.facts.migrate import migrate_facts

        return migrate_facts(self.model.vocabulary, *facts, rules=self.model.rules, language=language)

    def differing(self, facts: RawFacts | Facts | FactsLike) -> tuple[Differing, ...]:
        """The facts on which sources differ, with the ids of their units; raises FactsError."""
        from policy_rules.facts.differing import every_differing
        from policy_rules.ruleset.profile import GradingTypes

        return every_differing(self.bind(facts), self.model.vocabulary, GradingTypes(self.model).__getitem__)

    def law_changes(self, before: Day, after: Day) -> LawChanges:
        """What the law says otherwise of what counts for `after` than of what counts for `before`."""
        from policy_rules.results.law_changes import law_changes

        return law_changes(self.model, asked_day(before, "before"), asked_day(after, "after"))

    def sheet_named(self, name: str) -> Sheet:
        """The scoring sheet of that name; raises RulesetError where there is none."""
        return self.sheets[name_among(name, self.sheets, "no sheet", RulesetError)]

    def sheet_for(
        self,
        facts: Facts,
        unit: str,
        as_of: datetime.date,
        year: int | None,
        sheet: str | None,
        profile: str,
    ) -> Sheet | None:
        """The sheet named, or the one whose class and year the unit surely has; of two neither: a fault.

        Of sheets that were once found good those that are not needed are not read.
        """
        from policy_rules.ruleset.sheet_heads import that_may_serve

        if sheet is not None:
            return self.sheet_named(sheet)
        files = [*that_may_serve(self.model, as_of, year, illustrative=bool(profile))]
        if not files:
            return None
        from policy_rules.results.sheet_choice import serving_sheet

        about = (facts, unit, as_of, year)
        if self._good is None:
            return serving_sheet(self.sheets.values(), self.model, *about, illustrative=bool(profile))
        with self._trees.of(self.model):
            heads = map(self._good.head, files)
            head = serving_sheet(heads, self.model, *about, illustrative=bool(profile))
            return None if head is None else self._good.whole(head)

    @cached_property
    def own_program(self) -> Program:
        """The program with this ruleset's parameters, and what is kept of it."""
        return Program(self.model, self.program.rules, self.program.by_id)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())
