"""What was accepted: the steps of a journal, and the facts that they come to, one after the other."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from attrs import field

from policy_rules.arguments import id_of
from policy_rules.attributes import define, frozen
from policy_rules.documents import Mapping as Tree
from policy_rules.documents import parse_json, parse_yaml
from policy_rules.errors import FactsError, Fault, near_miss, no_lines
from policy_rules.facts.bind import bind
from policy_rules.facts.bind_places import faults_of_added
from policy_rules.facts.bound import Facts, Source, UnitFacts
from policy_rules.facts.edit import put, remove
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.naming import slot_of
from policy_rules.facts.slots import Slot
from policy_rules.ruleset.model import RulesetModel

ASSERT, CHANGE, RETRACT, ADD, LOAD = "assert", "change", "retract", "add", "load"


@frozen
class Accepted:
    """One entry: what was told, of which unit, by whom, and when it was accepted, as its caller said.

    `value` is that of an `assert` or `change`; of an `add` what is said of the unit; of a `load` the facts,
    as a mapping or as the text of a file, whose name is the `path`. `ruleset` is the digest of the ruleset
    by which it was checked.
    """

    number: int
    at: datetime.datetime
    step: str
    unit: str
    path: str
    value: Any
    source: str | Source
    ruleset: str


@define
class FactsSoFar:
    """The facts that steps come to, by a ruleset."""

    model: RulesetModel
    units: dict[str, UnitFacts] = field(factory=dict)

    def facts(self) -> Facts:
        """The facts as they stand."""
        return Facts(dict(self.units), ruleset=self.model.digest)

    def taken(self, entry: Accepted) -> Mapping[str, UnitFacts]:
        """The units that an entry changes, as it leaves them; raises FactsError where it cannot stand."""
        if entry.step == LOAD:
            return self._loaded(entry)
        if entry.step == ADD:
            return {entry.unit: self._added(entry)}
        slot, unit = slot_of(entry.path, self.model), self._unit(entry)
        there = slot.find(unit) is not None
        if there == (entry.step == ASSERT):
            told = f"`{entry.path}` of `{entry.unit}` is {'there already' if there else 'not there'}"
            raise FactsError(Fault(told, hint="change it, or retract it" if there else "assert it"))
        return {entry.unit: self._changed(unit, slot, entry)}

    def _changed(self, unit: UnitFacts, slot: Slot[Any], entry: Accepted) -> UnitFacts:
        if entry.step == RETRACT:
            return remove(unit, slot, self.model)
        return put(unit, slot, entry.value, entry.source, self.model)

    def _unit(self, entry: Accepted) -> UnitFacts:
        """The unit as it stands; an assertion takes a new one in."""
        id_of(entry.unit, "a unit")
        if entry.unit in self.units:
            return self.units[entry.unit]
        if entry.step == ASSERT:
            return UnitFacts(entry.unit, entry.unit)
        hint = near_miss(entry.unit, self.units)
        raise FactsError(Fault(f"no unit `{entry.unit}` in the journal", hint=hint))

    def _added(self, entry: Accepted) -> UnitFacts:
        id_of(entry.unit, "a unit")
        self._check_new([entry.unit])
        said = dict(entry.value)
        facts = UnitFacts(entry.unit, said.pop("name") or entry.unit, **said)
        if faults := list(faults_of_added(facts, self.units, self.model)):
            raise FactsError(faults)
        return facts

    def _loaded(self, entry: Accepted) -> Mapping[str, UnitFacts]:
        given = entry.value
        if isinstance(given, str):
            nodes, faults = (parse_json if entry.path.endswith(".json") else parse_yaml)(given, entry.path)
            with no_lines(when=bool(self.model.vocabulary.redacted)):
                if faults or not nodes or not isinstance(nodes[0], Tree):
                    raise FactsError(faults or [Fault(f"`{entry.path}` holds no facts")])
            given = nodes[0]
        found = bind(load_facts(given), self.model).units
        self._check_new(found)
        return found

    def _check_new(self, units: Any) -> None:
        if known := [unit for unit in units if unit in self.units]:
            raise FactsError([Fault(f"the unit `{unit}` is in the journal already") for unit in known])
