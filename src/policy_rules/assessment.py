"""From facts to an assessment: findings, score, grade, consequences, and what to find out next."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from policy_rules.domain import Num
from policy_rules.engines.protocol import Engine
from policy_rules.facts.model import Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.findings import OUTCOMES, Finding
from policy_rules.ir.program import Program
from policy_rules.ir.remarks import conflicts, unread
from policy_rules.ir.trace import Tracer
from policy_rules.ir.words import Speaker
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.peers import ALONE, Population

if TYPE_CHECKING:
    from policy_rules.scoring.consequences import Consequence
    from policy_rules.scoring.ledger import Score
    from policy_rules.scoring.model import Sheet


@frozen(eq=False)
class Asked:
    """All that an assessment is made from: asked again, it gives the same answer.

    `facts` are those known by `known_by`, where a day is given. `year` is None where no year was asked
    for.
    """

    facts: Facts
    unit: str
    as_of: datetime.date
    year: int | None
    engine: Engine
    profile: str = ""
    sheet: Sheet | None = None
    known_by: datetime.date | None = None


@frozen
class NextFact:
    """A missing fact, the rules that it would help to settle, and those that it alone would settle."""

    name: str
    rules: tuple[str, ...]
    settles: tuple[str, ...]
    register: str = ""


@frozen(eq=False, slots=False)
class Assessment:
    """Everything that can be said of one unit as of a day, for a year.

    Immutable; what explains a finding is computed when asked for. `illustrative` tells that
    illustrative parameters were used, which every report says at its top.
    """

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    asked: Asked = field(repr=False)
    view: UnitView = field(repr=False)
    as_of: datetime.date
    year: int
    findings: tuple[Finding, ...] = field(repr=False)
    profile: str = ""
    score: Score | None = field(default=None, repr=False)
    consequences: tuple[Consequence, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    @property
    def unit(self) -> UnitFacts:
        """The unit assessed."""
        return self.view.unit

    @property
    def illustrative(self) -> bool:
        """Whether illustrative parameters or an illustrative sheet were used."""
        return bool(self.profile) or bool(self.score is not None and self.score.sheet.illustrative)

    @property
    def grade(self) -> frozenset[str] | None:
        """The grades still possible; None where no sheet gives one."""
        return None if self.score is None else self.score.grade

    def finding(self, rule: str) -> Finding:
        """The finding on a rule; raises KeyError."""
        return self._by_rule[rule]

    @cached_property
    def _by_rule(self) -> Mapping[str, Finding]:
        return {f.rule.id: f for f in self.findings}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rules came to each outcome; none is left out."""
        counted = dict.fromkeys(OUTCOMES, 0)
        for finding in self.findings:
            counted[finding.outcome] += 1
        return counted

    def next_facts(self) -> tuple[NextFact, ...]:
        """The missing facts, those first that settle the most rules."""
        return self._next_facts

    @cached_property
    def _next_facts(self) -> tuple[NextFact, ...]:
        rules: dict[str, list[str]] = {}
        alone: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.outcome != "unknown":
                continue
            for name in finding.missing:
                rules.setdefault(name, []).append(finding.rule.id)
                if len(finding.missing) == 1 and not finding.needs:
                    alone.setdefault(name, []).append(finding.rule.id)
        found = [
            NextFact(name, tuple(ids), tuple(alone.get(name, ())), register_of(self.model, name))
            for name, ids in rules.items()
        ]
        return tuple(sorted(found, key=lambda n: (-len(n.settles), -len(n.rules), n.name)))

    def to_dict(self) -> dict[str, Any]:
        """The assessment as plain data for JSON; numbers are strings, so that none is rounded."""
        from policy_rules.report.data import assessment_data

        return assessment_data(self)

    def _repr_html_(self) -> str:
        from policy_rules.report.html import assessment_html

        return assessment_html(self)

    def __str__(self) -> str:
        from policy_rules.report.text import render

        return render(self)


def register_of(model: RulesetModel, name: str) -> str:
    """The register from which a missing fact would be read, by the vocabulary; "" where none is named."""
    bare = name.removeprefix("complete(").rstrip(")")
    path = "".join(part.partition("]")[2] if "]" in part else part for part in bare.split("["))
    entity_name, _, attribute_name = path.rpartition(".")
    entity = model.vocabulary.entities.get(entity_name.rpartition(".")[2] or path)
    if entity is None:
        return ""
    attribute = entity.attributes.get(attribute_name)
    return (attribute.register if attribute else "") or entity.register


def assess(model: RulesetModel, program: Program, asked: Asked, peers: Population = ALONE) -> Assessment:
    """One unit on all rules; then the sheet, then the rules that read what the sheet gives."""
    facts, as_of, year, sheet, engine = asked.facts, asked.as_of, asked.year, asked.sheet, asked.engine
    view = UnitView(
        facts,
        facts.units[asked.unit],
        model.vocabulary,
        as_of.toordinal(),
        as_of.year if year is None else year,
        year is not None,
    )
    outcomes = engine.outcomes(program, [view])[0]
    tracer = _recorded(program, view, outcomes)
    score: Score | None = None
    if sheet is not None:
        from policy_rules.scoring.evaluate import score as make_score

        unit = view.unit
        score = make_score(
            sheet, view, outcomes, unit.entries, unit.corrections, program=program, peers=peers
        )
        view = UnitView(
            facts,
            view.unit,
            model.vocabulary,
            view.as_of,
            view.year,
            view.year_given,
            scored=score.as_measures(),
        )
        outcomes = engine.outcomes(program, [view])[0]
        tracer = _recorded(program, view, outcomes)
    findings = _findings(tracer, outcomes, as_of, score)
    from policy_rules.scoring.consequences import consequences_of

    consequences = consequences_of(model, program, view, outcomes)
    return Assessment(
        model,
        program,
        asked,
        view,
        as_of,
        view.year,
        findings,
        asked.profile,
        score,
        tuple(consequences),
        notes_on(program, view),
    )


def notes_on(program: Program, view: UnitView) -> tuple[str, ...]:
    """Remarks about the data: sources that exclude each other, facts that no rule reads."""
    speaker = Speaker(program.model.vocabulary)
    told = [
        f"`{name}`: records say {speaker.show(records)}, the published figure says {speaker.show(report)}; "
        "both are kept, and the value is anything from one to the other"
        for name, records, report in conflicts(program, view)
    ]
    unused = unread(program, view)
    if unused:
        told.append(f"kept, though no rule reads them: {', '.join(unused)}")
    return tuple(told)


def _recorded(program: Program, view: UnitView, outcomes: Mapping[str, tuple[int, int]]) -> Tracer:
    """A tracer of the view, on which every finding is left for the rules and items that read it."""
    tracer = Tracer(program, view)
    for rule in program.rules:
        view.findings[rule.id] = tracer.record(rule, Num(*outcomes[rule.id]))
    return tracer


def _findings(
    tracer: Tracer, outcomes: Mapping[str, tuple[int, int]], as_of: datetime.date, score: Score | None
) -> tuple[Finding, ...]:
    """The findings in the order of the text."""
    view, program = tracer.view, tracer.program
    return tuple(
        Finding(
            rule,
            program.by_id[rule.id],
            view.unit.id,
            as_of,
            view.year,
            *outcomes[rule.id],
            view=view,
            tracer=tracer,
            effects=score.effects_of(rule.id) if score is not None else (),
        )
        for rule in program.model.rules.values()
    )
