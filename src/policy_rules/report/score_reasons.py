"""Why a line of the ledger is what it is, in words: findings, records, entries, corrections, parameters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property

from policy_rules.attributes import frozen
from policy_rules.facts.bound import CorrectionRecord, EntryRecord, ExceptionRecord
from policy_rules.report.measure_bounds import bounds_of
from policy_rules.report.record_words import exception_words, told_by
from policy_rules.report.score_names import ScoreNames
from policy_rules.report.score_records import RecordsOnFile
from policy_rules.report.score_words import bare, moved, stage
from policy_rules.scoring.ledger import Line
from policy_rules.wording import OUTCOMES

MOST_OF_STEP = 2
"""A step's open names are told with it up to this number; all of them stand in the list below."""


@frozen(slots=False)
class Reasons(ScoreNames):
    """Tells the reasons of the lines of one score in one language."""

    @cached_property
    def records(self) -> RecordsOnFile:
        """What is on file behind the lines."""
        return RecordsOnFile(self.assessment, self.score)

    @cached_property
    def headings(self) -> Mapping[tuple[str, str], str]:
        """The headings of clauses, by document and number."""
        return {(c.document, c.number): c.heading for c in self.assessment.model.clauses}

    def of(self, line: Line, *, full: bool = True) -> Iterator[str]:
        """The reasons, those of the unit first; `full` adds the facts read and the rules relied on."""
        for rule in line.because.get("findings", ()):
            yield self.finding(rule, line)
        yield from map(self.entry, self.records.entries(line))
        yield from map(self.exception, self.records.exceptions(line))
        yield from map(self.correction, self.records.corrections(line))
        for name, stood_back in self.records.assessed(line):
            told = f" ({self._say('stood back')})" if stood_back else ""
            yield f"{self._say('assesses and is assessed')}: {name}{told}"
        if held := self.records.listed(line):
            yield f"{self._say('records')}: {self._cut([self.names.say(n) for n in held])}"
        yield from self._measures(line)
        if full:
            yield from self._rested_on(line)
        if full or line.item:
            yield from self._open(line)

    def _measures(self, line: Line) -> Iterator[str]:
        """The measures that an item's line reads: name, value, and what it is held against."""
        measures, item = self.assessment.model.vocabulary.measures, self.score.sheet.items.get(line.item)
        for name in line.facts if item is not None else ():
            if name in measures and item is not None:
                found = self._value(name)
                value, percent = None if found is None else found[0], measures[name].type.percent
                bounds = bounds_of(item, name, value, percent=percent)
                yield self.fact(name) + (f"; {self._say('bound')} {', '.join(bounds)}" if bounds else "")

    def _open(self, line: Line) -> Iterator[str]:
        """What leaves the line open; a step's is as long as that of all it reads, and told once for all."""
        for key, names, say in (
            ("missing", line.missing, self.missing),
            ("needs", line.needs, self.parameter),
        ):
            if line.step and len(names) > MOST_OF_STEP:
                space = "" if self.language == "zh" else " "
                yield f"{self._say(key)}: {len(names)}{space}{self._say('told below')}"
            elif names:
                yield f"{self._say(key)}: {self._cut([say(n) for n in names])}"

    def _rested_on(self, line: Line) -> Iterator[str]:
        if line.facts:
            yield f"{self._say('facts')}: {self._cut([self.fact(n) for n in line.facts])}"
        parameters = [n for n in line.because.get("parameters", ()) if n not in line.needs]
        if parameters:
            yield f"{self._say('parameters')}: {self._cut([self.parameter(n) for n in parameters])}"
        told = line.because.get("findings", ())
        if rules := [r for r in line.because.get("rules", ()) if r not in told]:
            yield f"{self._say('rests on')}: {self._cut([self.rule(r) for r in rules])}"

    # -- one reason -----------------------------------------------------------------------------------

    def finding(self, rule: str, line: Line) -> str:
        """The outcome of a rule with its words; as of which day, where the item was due earlier."""
        outcome = OUTCOMES[self.records.outcome(rule, line)][self.language == "zh"]
        due = self.records.due(line)
        on = "" if due is None else f" ({self._say('as of')} {due})"
        return f"[{outcome}]{on} {self.rule(rule)}"

    def rule(self, name: str) -> str:
        """A rule: id, clause and what it says (in English its title)."""
        rule = self.assessment.model.rules[name]
        heading = self.headings.get((rule.document, rule.clause), rule.clause)
        numbers = [
            f"{n} = {bare((d.value.lo, d.value.hi))}"
            for n, d in self.score.sheet.defined.items()
            if d.rule == name
        ]
        said = f"“{rule.text}”" if self.language == "zh" else rule.title
        return " ".join([name, heading, said, *([f"({', '.join(numbers)})"] if numbers else [])])

    def entry(self, entry: EntryRecord) -> str:
        """What a person entered: the value, who, when, on what evidence and why."""
        name = f"{entry.entry}({entry.instance})" if entry.instance else entry.entry
        told = f"{self._say('entry')} {name} = {bare((entry.value.lo, entry.value.hi))}"
        return told + self._told_by(
            ("scorer", " ".join(x for x in (entry.scorer, entry.role) if x)),
            ("on", _day(entry.date)),
            ("evidence", entry.evidence),
            ("because", entry.reason),
            ("source", self._source(entry.source)),
        )

    def exception(self, record: ExceptionRecord) -> str:
        """A recorded exception: what it puts in place, why, who approved it, from when until when."""
        return exception_words(record, self.assessment.unit, self.language)

    def correction(self, record: CorrectionRecord) -> str:
        """A step of the procedure: what it does, who, when and why."""
        told = f"{stage(record.kind, self.language)} {record.id}"
        if record.about:
            told += f" ({self._say('answers')} {record.about})"
        if record.value is not None:
            told += f" = {bare((record.value.lo, record.value.hi))}"
        if record.change is not None:
            told += f" {moved((record.change.lo, record.change.hi))}"
        if record.grade:
            told += f" = {self.grade(record.grade)}"
        return told + self._told_by(
            ("by", " ".join(x for x in (record.by, record.role) if x)),
            ("on", _day(record.date)),
            ("until", _day(record.until)),
            ("because", record.reason),
            ("evidence", record.evidence),
            ("source", self._source(record.source)),
        )

    def _told_by(self, *parts: tuple[str, str]) -> str:
        return told_by(self.language, *parts)

    def clauses(self, line: Line) -> list[str]:
        """The headings of the clauses on which a line stands."""
        model, because = self.assessment.model, line.because
        rules = [model.rules[r] for key in ("findings", "rules") for r in because.get(key, ())]
        told = [self.headings.get((r.document, r.clause), r.clause) for r in rules]
        return list(dict.fromkeys(told))


def _day(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()
