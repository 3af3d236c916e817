"""Names for what a score rests on: facts with their values, what is missing, parameters, grades."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from policy_rules.attributes import frozen
from policy_rules.facts.bound import RecordFacts
from policy_rules.facts.printed import register_of
from policy_rules.report.fact_names import FactNames
from policy_rules.report.phrases import phrase
from policy_rules.report.record_words import source_words
from policy_rules.report.score_account import item_or_step_title, step_title
from policy_rules.report.score_words import bare, grade_type
from policy_rules.results.assessment import Assessment
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.parameter_values import parameter_value
from policy_rules.values.known import WITHHELD, Value, point
from policy_rules.vocabulary import TEXT, Type
from policy_rules.wording import Language, Speaker

MOST_LISTED = 8
_OUTCOME = re.compile(r'outcome\("(.*)"\)')
_PEERS = re.compile(r"peers of (\w+)")
_STEP = re.compile(r"([^.\[\]]+)(?:\[([^\]]*)\])?")


@frozen(slots=False)
class ScoreNames:
    """Says what one score rests on, in one language."""

    assessment: Assessment
    score: Score
    language: Language

    @cached_property
    def names(self) -> FactNames:
        """The names of facts."""
        return FactNames(self.assessment.model, self.language)

    @cached_property
    def speaker(self) -> Speaker:
        """The speaker of values."""
        return Speaker(self.assessment.model.vocabulary, self.language)

    def fact(self, name: str) -> str:
        """A known fact with its value, where it is a value of the unit's own, and its sources' titles."""
        said = self.names.say(name)
        found = self._value(name)
        if found is None:
            return said
        value, type, source = found
        title = self._source(source)
        return f"{said} = {self.speaker.show(value, type)}" + (f" [{title}]" if title else "")

    def missing(self, name: str) -> str:
        """A missing fact: an entry with its bounds, anything else with the register that holds it."""
        if finding := _OUTCOME.fullmatch(name):
            return self._behind(finding.group(1))
        unit, _, what = name.partition(": ")
        if what and unit in self.assessment.asked.facts.units:
            return self._of_other(unit, what)
        given = self.score.sheet.entries().get(name.partition("(")[0])
        if given is not None:
            return f"{self._say('entry')} {name} ({bare((given.low, given.high))})"
        register = register_of(self.assessment.model, name)
        where = f" ({self._say('from')} {self.names.register(register)})" if register else ""
        return self.names.say(name) + where

    def _of_other(self, unit: str, what: str) -> str:
        """What is open of another unit: its sheet, a step of its score, or a fact."""
        name = self.assessment.asked.facts.units[unit].name
        steps = {s.name for s in self.score.sheet.steps}
        if what == "sheet":
            what = self._say("sheet")
        elif what in steps or what in self.score.sheet.items:
            what = item_or_step_title(what, self.score.sheet, self.language)
        else:
            what = self.names.say(what)
        return f"{name}: {what}"

    def _behind(self, rule: str) -> str:
        """What the finding on a rule waits for."""
        finding = self.assessment.finding(rule)
        found = [self.missing(n) for n in finding.missing]
        found += [self.names.say(n) for n in finding.needs]
        said = self.names.say(f"findings[{rule}]")
        return f"{said} ({self._cut(found)})" if found else said

    def parameter(self, name: str) -> str:
        """A parameter with its question, and its value where it is set."""
        if peers := _PEERS.fullmatch(name):
            column = step_title(peers.group(1), self.score.sheet, self.language)
            return f"{self._say('of the peers')} {column}"
        said = self.names.say(f"parameters.{name}")
        declared = self.score.sheet.parameters.get(name)
        if declared is None:
            return said
        if not declared.declared:
            said = declared.called(self.language)
        value = parameter_value(declared, self.assessment.view)
        return f"{said} = {self.speaker.show(value, declared.type)}" if value.settled else said

    def grade(self, label: str) -> str:
        """A grade as it is told to people."""
        return self.speaker.label(label, self.grade_type)

    @cached_property
    def grade_type(self) -> Type | None:
        """The type of the sheet's grades."""
        return grade_type(self.score.sheet, self.assessment.model.vocabulary)

    # -- values ---------------------------------------------------------------------------------------

    def _value(self, name: str) -> tuple[Value, Type, str] | None:
        """The value, type and source of a fact of the unit by its name; None for what is none."""
        view, vocabulary = self.assessment.view, self.assessment.model.vocabulary
        if name in view.facts.withheld or name in vocabulary.redacted:
            return WITHHELD, TEXT, ""
        measure, attribute = vocabulary.measures.get(name), vocabulary.attribute(name)
        if measure is not None:
            day = vocabulary.year.last_day(self.score.sheet.year)
            sources = [r.source for r in view.unit.reported if r.measure == name and r.source]
            return view.reported(name, point(day)), measure.type, sources[0] if sources else ""
        if attribute is not None and name in view.unit.values:
            entries = view.unit.values[name]
            value = view.read(name, point(view.as_of))
            return value, attribute.type, entries[0].source if len(entries) == 1 else ""
        return self._of_record(name)

    def _of_record(self, name: str) -> tuple[Value, Type, str] | None:
        """The same of an attribute of a record: `files[2].grave`."""
        path, _, bare_name = name.rpartition(".")
        lists: Mapping[str, tuple[RecordFacts, ...]] = self.assessment.unit.lists
        entity, record = "", None
        for entity, id_ in _STEP.findall(path):
            record = next((r for r in lists.get(entity, ()) if r.id == id_), None)
            if record is None:
                return None
            lists = record.lists
        attribute = self.assessment.model.vocabulary.attribute(f"{entity}.{bare_name}")
        entry = record.values.get(bare_name) if record is not None else None
        if attribute is None or entry is None or record is None:
            return None
        if attribute.redact:
            return WITHHELD, TEXT, entry.source or record.source
        return entry.value, attribute.type, entry.source or record.source

    def _source(self, id_: str) -> str:
        """Where something comes from: title and address."""
        return source_words(self.assessment.unit, id_)

    def _say(self, key: str) -> str:
        return phrase(key, self.language)

    def _cut(self, names: list[str]) -> str:
        more = len(names) - MOST_LISTED
        tail = "" if more <= 0 else (f"，另{more}项" if self.language == "zh" else f", and {more} more")
        return ("；" if self.language == "zh" else "; ").join(names[:MOST_LISTED]) + tail
