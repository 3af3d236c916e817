"""One finding as lines of text: outcome, words, both sides, what is missing, sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.reference.leaves import FactUsed
from policy_rules.report.deciding_conditions import deciding_of_instances, failing_conditions, is_begin
from policy_rules.report.decision_words import DecisionWords
from policy_rules.report.differing_lines import differing_line
from policy_rules.report.fact_names import FactNames
from policy_rules.report.listed_names import instance_told
from policy_rules.report.measured_words import MeasuredWords, falls_short, tells
from policy_rules.report.part_names import part_name
from policy_rules.report.phrases import counted, phrase
from policy_rules.report.score_account import step_title, title_of
from policy_rules.report.score_words import points, stage
from policy_rules.results.finding import Finding, InstanceFinding
from policy_rules.results.limbs_finding import JoinedFinding, LimbsFinding
from policy_rules.results.measured import Measured
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.ruleset.model import UNBREAKABLE, Rule, RulesetModel
from policy_rules.wording import OUTCOMES, Language, Speaker

if TYPE_CHECKING:
    from policy_rules.scoring.ledger import Line

MOST_LISTED = 6


@frozen
class FindingLines:
    """Renders findings in one language."""

    model: RulesetModel
    language: Language

    @property
    def speaker(self) -> Speaker:
        """The speaker of values and conditions."""
        return Speaker(self.model.vocabulary, self.language)

    @property
    def names(self) -> FactNames:
        """The names of facts."""
        return FactNames(self.model, self.language)

    def say(self, key: str) -> str:
        """A fixed phrase."""
        return phrase(key, self.language)

    def outcome(self, name: str) -> str:
        """An outcome in words."""
        return OUTCOMES[name][self.language == "zh"]

    def head(self, finding: Finding) -> str:
        """Outcome, rule, title and clause on one line."""
        rule = finding.rule
        heading = self.headings.get((rule.document, rule.clause), rule.clause)
        title = f"{rule.title}  " if self.language == "en" else ""
        mark = f"  〔{self.say(finding.asked)}〕" if finding.asked else ""
        return f"[{self.outcome(finding.outcome)}] {rule.id}  {title}{heading}{mark}"

    def asked(self, finding: Finding) -> str:
        """Whether the year's indicators ask for it, and what it may cost; "" where no sheet says."""
        if finding.asked is None or finding.points_lost is None:
            return ""
        comma, colon = ("、", "：") if self.language == "zh" else (", ", ": ")
        told = self.say(finding.asked)
        told += colon + comma.join(finding.asked_by) if finding.asked_by else ""
        if finding.outcome not in ("violated", "unknown"):
            return told
        lost = f"{self.say('points lost')} {points(*finding.points_lost, self.language)}"
        if not any(finding.points_lost):  # an item may yet have earned nothing, as it adds only where met
            lost = self.say("nothing deducted")
        return f"{told}{'；' if self.language == 'zh' else '; '}{lost}"

    @property
    def headings(self) -> Mapping[tuple[str, str], str]:
        """The headings of clauses as the source has them, by document and number."""
        return {(c.document, c.number): c.heading for c in self.model.clauses}

    def words(self, finding: Finding) -> str:
        """The words of the clause."""
        governed = f"{finding.rule.governed_by}……" if finding.rule.governed_by else ""
        return f"“{governed}{finding.rule.text}”"

    def doubt(self, finding: Finding) -> str:
        """What is doubtful about the rule, in this language where it is told in it."""
        told = finding.rule.doubt
        return f"{self.say('doubt')}: {told.get(self.language) or next(iter(told.values()))}"

    def lines(self, finding: Finding, *, whole: bool = False) -> Iterator[str]:
        """The lines that explain a settled or unknown finding, without its head.

        `whole`: with all that is to be known of decisions on readings.
        """
        yield self.words(finding)
        if finding.rule.doubt:
            yield self.doubt(finding)
        reason = self.reason(finding)
        if reason:
            yield reason
        yield from self.parts(finding.told)
        yield from self.sources(finding)
        if finding.missing:
            yield self.listed("missing", [self.names.say(m) for m in finding.missing])
        if finding.needs:
            yield self.listed("needs", [self.names.say(n) for n in finding.needs])
        for reading in finding.decisions:
            yield DecisionWords(self.model, self.language).told(reading, whole=whole)
        if told := self.asked(finding):
            yield told
        for found in finding.differing:
            yield f"{self.say('sources differ')}: {differing_line(found, self.model, self.language)}"
        for line in finding.effects:
            if line.change is None or any(line.change):
                yield f"{self.say('effects')}: {self.effect(line, finding)}"

    def sides(self, finding: Finding) -> Iterator[str]:
        """Both sides of comparisons, the instances, and the time that is left."""
        yield from (self.measured(m) for m in finding.measured if tells(m))
        if finding.degrees:
            yield self.degree(finding.rule, finding.degrees)
        if finding.period is not None:
            yield self.period(finding.period)
        yield from self.instances(finding)
        timing = self.timing(finding.due, finding.days, finding.outcome)
        if timing:
            yield timing

    def parts(self, finding: Finding) -> Iterator[str]:
        """Each limb, version or reading with its outcome, and why; of a rule that has none its sides."""
        if not isinstance(finding, JoinedFinding):
            yield from self.sides(finding)
            return
        told = finding.parts
        if readings_agree(finding):
            yield self.say("however read").format(len(told), self.outcome(finding.outcome))
            told = told[:1]
        for name, part in told:
            yield f"- {self.part(finding, name)}: {self.outcome(part.outcome)}"
            if part.rule.text != finding.rule.text:
                yield f"  “{part.rule.text}”"
            reason = self.reason(part)
            yield from (f"  {line}" for line in (*((reason,) if reason else ()), *self.parts(part.told)))

    def part(self, finding: JoinedFinding, name: str) -> str:
        """What a part is called: a limb, a version, or a reading by its questions and answers."""
        reading = finding.readings.get(name, ())
        if not reading:
            return part_name(finding.rule, name, self.language, self.names)
        comma = "；" if self.language == "zh" else "; "
        return comma.join(
            f"{self.names.parameter(p.name)} = {self.speaker.show(c.value, p.type)}" for p, c in reading
        )

    def effect(self, line: Line, finding: Finding) -> str:
        """What the finding does to an item's points: the move of the least and the greatest."""
        item = None if finding.score is None else finding.score.sheet.items.get(line.item)
        where = line.item
        if line.step and finding.score is not None:
            where = step_title(line.step, finding.score.sheet, self.language)
        if item is not None and (title := title_of(item, self.language)) != item.id:
            where += f" ({title})"
        if line.change is None:
            return where
        done = f" · {stage(line.effect, self.language)}" if line.effect else ""
        return f"{where}{done}: {points(*line.change, self.language)}"

    def reason(self, finding: Finding) -> str:
        """Why nothing applies, or what is undefined."""
        if finding.undefined and finding.outcome == "unknown":
            return self._without_truth(finding)
        if finding.outcome == "excepted":
            return self.beside_exception(finding)
        if finding.outcome != "not_applicable":
            return ""
        if isinstance(finding, LimbsFinding) and finding.has_role and not finding.limbs:
            return self.say("not in force" if finding.by_unit else "none in force")
        if finding.rule.kind in UNBREAKABLE and finding.rule.requires is None and not finding.rule.limbs:
            return self.say("nothing to break")
        return self._shut_out(finding) if finding.has_role else self.say("not this unit")

    def _without_truth(self, told: Finding | InstanceFinding) -> str:
        """Why what is required is neither true nor false, though all is known."""
        return self.say("left open" if told.left_open else "undefined")

    def _shut_out(self, finding: Finding) -> str:
        """Why a rule does not apply to a unit that has its role; of several parts, where all say so."""
        found: Iterable[Finding] = ()
        if isinstance(finding, PlaceFinding):
            found = (part for _, parts in finding.parts for part in parts if part.has_role)
        elif isinstance(finding, JoinedFinding):
            found = (part for _, part in finding.parts)
        elif failing := failing_conditions(finding):
            return self.say("not begun" if any(is_begin(finding, f) for f in failing) else "not the case")
        reasons = {self.reason(part) for part in found}
        return reasons.pop() if len(reasons) == 1 else self.say("none to check")

    def beside_exception(self, finding: Finding) -> str:
        """Of what an exception lifts: what it would be without one, where that is known."""
        found = [name for name in finding.counts if name != "not_applicable"]
        if len(found) != 1 or found[0] in ("excepted", "unknown"):
            return ""
        return self.say("without exception").format(self.outcome(found[0]))

    def listed(self, key: str, names: list[str]) -> str:
        """A list of names, cut after the first few."""
        shown = names[:MOST_LISTED]
        more = len(names) - len(shown)
        tail = "" if not more else (f"，另{more}项" if self.language == "zh" else f", and {more} more")
        return f"{self.say(key)}: {('；' if self.language == 'zh' else '; ').join(shown)}{tail}"

    def measured(self, m: Measured) -> str:
        """Both sides of a comparison, with what is lacking."""
        return MeasuredWords(self.model, self.language).told(m)

    def instances(self, finding: Finding) -> Iterator[str]:
        """How many instances came to what, of how many it is open whether they count, and those not met."""
        if not finding.has_instances:
            return
        counts = ", ".join(f"{n} {self.outcome(name)}" for name, n in sorted(finding.counts.items()))
        organs = any(i.name for i in finding.instances)
        if counts:
            perhaps = sum(not i.certain and i.outcome != "unknown" for i in finding.instances)
            told = perhaps and not organs and finding.outcome == "unknown"  # else they explain the finding
            doubt = self.say("perhaps none").format(perhaps) if told else ""
            yield f"{self.say('organs' if organs else 'instances')}: {counts}{doubt}"
        shown = organs or bool(finding.rule.degrees)
        open_ = [i for i in finding.instances if shown or i.outcome not in ("satisfied", "not_applicable")]
        listed = open_[:MOST_LISTED]
        violated = {i.id for i in listed if i.outcome == "violated"}
        decided = dict(deciding_of_instances(finding, violated, self.language))
        for i in listed:
            named = evolve(i, id=instance_told(finding, i.id, self.speaker))
            yield f"  - {self.instance(named, finding.rule, decided.get(i.id))}"
        if len(open_) > MOST_LISTED:
            yield f"  … {len(open_) - MOST_LISTED}"

    def degree(self, rule: Rule, possible: tuple[str, ...]) -> str:
        """The place on the rule's own scale, or those that are possible."""
        named = {d.name: (d.zh if self.language == "zh" else d.en) or d.name for d in rule.degrees}
        told = [named.get(name, self.say("no degree")) for name in possible]
        return self.say("degree" if len(told) == 1 else "degree one of").format(self.say("or").join(told))

    def instance(self, i: InstanceFinding, rule: Rule, decided: list[str] | None = None) -> str:
        """One instance on a line, with what decided it, else with what is measured."""
        name = i.id if i.name in ("", i.id) else f"{i.name} ({i.id})"
        name += "" if i.period is None else f" ({self.period(i.period)})"
        parts = [f"{name}: {self.outcome(i.outcome)}"]
        parts += [self.degree(rule, i.degrees)] if i.degrees else []
        if i.undefined and i.outcome == "unknown":
            parts.append(self._without_truth(i))
        parts += decided or [self.measured(m) for m in i.measured if falls_short(m)]
        timing = self.timing(i.due, i.days, i.outcome)
        return "; ".join([*parts, *([timing] if timing else [])])

    def period(self, ends: tuple[datetime.date, datetime.date]) -> str:
        """The first and the last day that are judged."""
        return self.say("from to").format(*ends)

    def timing(self, due: object, days: int | None, outcome: str) -> str:
        """The due day with the days left or overdue."""
        if due is None or days is None or outcome not in ("pending", "violated", "unknown"):
            return ""
        told = f"{self.say('due')} {due}"
        if days < 0 and outcome == "violated":
            return f"{told}, {counted(-days, 'days overdue', self.language)}"
        return f"{told}, {counted(days, 'days left', self.language)}" if days >= 0 else told

    def sources(self, finding: Finding) -> Iterator[str]:
        """The facts given, with their sources' titles and addresses."""
        given = [f for f in finding.facts if f.given and not f.of_unit]
        for fact in given[:MOST_LISTED]:
            shown = self.speaker.show(fact.value, fact.type)
            reckoned = self.reckoned(fact)
            yield f"{self.names.say(fact.name)} = {shown}{self.source(finding, fact)}{reckoned}"
        if more := len(given) - min(len(given), MOST_LISTED):
            yield self.say("one more fact" if more == 1 else "more facts").format(more)

    def reckoned(self, fact: FactUsed) -> str:
        """What a sheet gave beside a published figure: no source said it."""
        if fact.reckoned is None:
            return ""
        stop = "；" if self.language == "zh" else "; "
        return stop + self.say("by the sheet").format(self.speaker.show(fact.reckoned, fact.type))

    def source(self, finding: Finding, fact: FactUsed) -> str:
        """Where a fact comes from, in brackets."""
        told = []
        for id_ in fact.sources:
            source = finding.source(fact, id_)
            if source is not None:
                told.append(" ".join(x for x in (source.title or id_, source.url) if x))
        return f" [{'; '.join(told)}]" if told else ""


def readings_agree(finding: JoinedFinding) -> bool:
    """Whether all readings that are left come to one and the same outcome."""
    read = len(finding.parts) > 1 and any(finding.readings.values())
    return (
        read and finding.lo == finding.hi and {(f.lo, f.hi) for _, f in finding.parts} == {(finding.lo,) * 2}
    )


def falling_due(findings: Iterable[Finding], day: datetime.date) -> list[tuple[datetime.date, Finding]]:
    """What is pending with a due day that is not past, the soonest first."""
    pending = ((f.due, f) for f in findings if f.outcome == "pending")
    ahead = [(due, f) for due, f in pending if due is not None and due >= day]
    return sorted(ahead, key=lambda both: (both[0], both[1].rule.id))
