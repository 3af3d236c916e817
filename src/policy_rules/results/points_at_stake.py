"""What is at stake with a missing fact: how far it moves the total, and whether it settles the grade.

Each fact that leaves the score open is given the values that it could take, one by one, and the score
is worked out again: only the findings that the sheet reads, and no ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core.nodes import VIOLATED, RuleProgram
from policy_rules.core.thresholds import constants
from policy_rules.errors import FactsError
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.slots import ENTRIES, Read
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import part_of
from policy_rules.reference.evaluate import Reference, Remembered
from policy_rules.reference.places import Judged, PlaceReadings, judge_place
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.rule_reads import reads_of
from policy_rules.reference.trace import NOTHING, RuleResult, Tracer
from policy_rules.results.assessed import Assessed
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.ruleset.typed_values import whole
from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.scoring.amounts.by_range import ByRange
from policy_rules.scoring.amounts.scored_lines import applies_name, got_name
from policy_rules.scoring.charged import charged
from policy_rules.scoring.entries import on_file
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.named_values import Outcomes
from policy_rules.scoring.points import Amounted, Grade
from policy_rules.scoring.possible_values import Guesses, NearValues, guesses
from policy_rules.scoring.score_unit import Scoring
from policy_rules.scoring.sheet import Item, Sheet, Step
from policy_rules.scoring.sheet_reads import reads_of_sheet
from policy_rules.values.known import INF, Num

Run = TypeVar("Run", bound=Scoring)


@frozen
class Stake:
    """What a missing fact means for the score.

    items: the items and steps that it touches. `points`: by how much the interval of the total is sure
    to become narrower once the fact is known, whatever it turns out to be; `at_stake`: the most by
    which an end of that interval can move. Either is None where it is without bound. `settles_grade`:
    the grade is open, and known once the fact is.

    exact: every value that the fact could take was tried, or nothing else is missing. Otherwise (a
    number without a small range, a list whose records are not known) `points` is what the values tried,
    or the ends of the items touched, would leave at most; another value may narrow less.
    """

    items: tuple[str, ...] = ()
    points: Fraction | None = Fraction(0)
    at_stake: Fraction | None = Fraction(0)
    settles_grade: bool = False
    exact: bool = True


def stakes(assessment: Assessed) -> Mapping[str, Stake]:
    """The missing facts that touch the score of an assessment, each with its stake; {} without a sheet."""
    sheet = assessment.asked.sheet
    if sheet is None or assessment.score is None:
        return {}
    return _Trials(assessment, sheet).stakes()


class _Trials:
    """The score of one unit, worked out again and again on changed facts."""

    def __init__(self, assessment: Assessed, sheet: Sheet) -> None:
        self.assessment, self.sheet = assessment, sheet
        asked, program = assessment.asked, assessment.program
        wanted, ahead = set[str](), list(sheet.rules)
        while ahead:
            rule = ahead.pop()
            if rule in program.by_id and rule not in wanted:
                wanted.add(rule)
                ahead += program.by_id[rule].after
        rules = tuple(r for r in program.rules if r.id in wanted)
        self.facts, self.unit = asked.facts, asked.unit
        view = self._view(self.facts)
        results = self._of_place(rules, view) if view.unit.is_place else self._of_unit(rules, view)
        self.before = self._again(Scoring, view, results)
        self.now = self.before.score()
        self.outcomes = {rule: result.finding for rule, result in results.items()}
        self.open = tuple(r for r in rules if len(set(self.outcomes[r.id])) > 1)
        self.missing = {r.id: results[r.id].missing for r in self.open}
        self.records = view.findings
        self.ends: dict[tuple[tuple[str, ...], int], Score] = {}
        self.worlds: dict[tuple[object, ...], Score] = {}

    def stakes(self) -> dict[str, Stake]:
        """Each missing fact with its stake."""
        missing = self.now.missing
        alone = len(missing) == 1 and not self.now.needs
        return {name: self._stake(name, items, alone=alone) for name, items in missing.items()}

    def _of_unit(self, rules: Iterable[RuleProgram], view: UnitView) -> dict[str, RuleResult]:
        """The findings with what each misses; sheets read no more of them."""
        tracer, found = Tracer(self.assessment.program, view), dict[str, RuleResult]()
        held = tracer.together()
        for rule in rules:
            told = tracer.about(rule.id)
            found[rule.id] = RuleResult(told.finding(rule), (), {}, told.missing(rule.finding, NOTHING))
        del held
        return found

    def _of_place(self, rules: Iterable[RuleProgram], view: UnitView) -> dict[str, RuleResult]:
        """The findings joined from those of the organs; what is missing is named by the organ."""
        found, joined = self._joined(rules, view), dict[str, RuleResult]()
        self.organs = found.organs
        for rule in rules:
            told = self.assessment.finding(rule.id)
            assert isinstance(told, PlaceFinding)
            low, high = found.joined[rule.id]
            organs = evolve(told.organs, judged=found)
            about = evolve(told, lo=low, hi=high, view=view, tracer=found.tracer, organs=organs)
            joined[rule.id] = RuleResult((low, high), (), {}, about.lacking)
        return joined

    def _joined(self, rules: Iterable[RuleProgram], view: UnitView, changed: str = "") -> Judged:
        """The place on these rules and those that they read; what was found of others stays on the view.

        Where only the facts of one organ changed, and nobody else reads them, what was found of the other
        organs holds.
        """
        before, run = dict(view.findings), ReferenceEngine().outcomes
        part = part_of(self.assessment.program, (rule.id for rule in rules))
        organs = None
        if changed and self._apart(view.facts.units[changed]):
            views = PlaceReadings.of(part, view).views
            organs = {
                key: run(part, [one])[0] if key[0] == changed else self.organs[key] for key, one in views
            }
        found = judge_place(part, view, run, organs)
        view.findings = before | view.findings
        return found

    def _apart(self, unit: UnitFacts) -> bool:
        """Whether it is an organ of the place that stands below no unit, which could read its facts."""
        return unit.organ_of == self.unit and not unit.parent

    # -- trials --------------------------------------------------------------------------------------

    def _view(self, facts: Facts) -> UnitView:
        a = self.assessment
        day, given = a.as_of.toordinal(), a.asked.year is not None
        return UnitView(facts, facts.units[self.unit], a.model.vocabulary, day, a.year, given)

    def _again(
        self,
        run: type[Run],
        view: UnitView,
        results: Mapping[str, RuleResult] | Outcomes,
        read: Outcomes | None = None,
    ) -> Run:
        a = self.assessment
        told = on_file(self.sheet, view.unit.entries, view.unit.corrections, view.as_of, view)
        return run(self.sheet, view, results, told, program=a.program, peers=a.peers, read=read)

    def _rules(self, name: str) -> tuple[RuleProgram, ...]:
        """The open rules that the fact touches, and those that read their findings, in order."""
        found, touched = [], set[str]()
        for rule in self.open:
            if name in self.missing[rule.id] or touched.intersection(rule.after):
                touched.add(rule.id)
                found.append(rule)
        return tuple(found)

    def _charged(self, told: Guesses, rules: Iterable[RuleProgram]) -> tuple[str, ...]:
        """The rules of the sheet of which a breach may count in another year than before."""
        found = [rule.id for rule in rules]
        anew = {("finding", rule) for rule in found} | told.reads
        own = all(unit.id == self.unit or self._apart(unit) for unit in told.units)
        touched = (rule for rule, reads in self.reads.items() if not own or not anew.isdisjoint(reads))
        return tuple(dict.fromkeys((*self.sheet.rules.intersection(found), *touched)))

    @cached_property
    def reads(self) -> Mapping[str, frozenset[Read]]:
        """What the rules of the sheet read that may be broken."""
        program, outcomes = self.assessment.program, self.outcomes
        broken = (r for r in self.sheet.rules if r in outcomes and outcomes[r][1] == VIOLATED)
        return {rule: reads_of(program.by_id[rule]) for rule in broken}

    def _scored(
        self,
        items: tuple[str, ...],
        rules: Collection[RuleProgram],
        anew: Collection[str],
        unit: UnitFacts,
        *,
        seen: bool,
    ) -> Score:
        """The score on other facts; findings that are settled stay so, whatever is learned.

        Facts that the sheet does not see itself (`seen`) give one score where rules come to the same.
        """
        view = self._view(evolve(self.facts, units={**self.facts.units, unit.id: unit}))
        view.findings = dict(self.records)
        program, reference = self.assessment.program, Remembered(view)
        found = self._found(rules, view, unit.id, reference)
        outcomes = {**self.outcomes, **found}
        changed = {**found, **{rule: outcomes[rule] for rule in anew}}
        counted = charged(program, view, changed, anew, reference)
        world = (*items, None, *found.items(), *counted.items())
        score = None if seen else self.worlds.get(world)
        if score is None:
            read = {**self.before.reference.outcomes, **counted}
            score = self._again(_Again, view, outcomes, read).of(self.before, items)
            if not seen:
                self.worlds[world] = score
        return score

    def _seen(self, told: Guesses) -> bool:
        """Whether the sheet itself may see the fact, and not only by what rules come to."""
        own = all(unit.id == self.unit and not unit.is_place for unit in told.units)
        return not own or self.sheet_reads is None or not self.sheet_reads.isdisjoint(told.reads)

    @cached_property
    def sheet_reads(self) -> frozenset[Read] | None:
        """What the sheet reads; None where it reads what was known of a rule on another day."""
        if any(item.due is not None for item in self.sheet.items.values()):
            return None
        return reads_of_sheet(self.sheet) | {ENTRIES}

    def _found(
        self, rules: Collection[RuleProgram], view: UnitView, changed: str, reference: Reference
    ) -> dict[str, tuple[int, int]]:
        if rules and view.unit.is_place:
            joined = self._joined(rules, view, changed).joined
            return {rule.id: joined[rule.id] for rule in rules}
        tracer = Tracer(self.assessment.program, view, reference)
        return {rule.id: tracer.finding(rule) for rule in rules}

    def _held(self, items: tuple[str, ...], end: int) -> Score:
        """The score where the fact comes in held at its least or its greatest."""
        first = self._first(items)
        if (first, end) not in self.ends:
            run = self._again(_Again, self.before.view, self.outcomes, self.before.reference.outcomes)
            self.ends[first, end] = run.of(self.before, items, dict.fromkeys(first, end))
        return self.ends[first, end]

    def _stake(self, name: str, items: tuple[str, ...], *, alone: bool) -> Stake:
        a = self.assessment
        found = guesses(name, self.facts, self.unit, a.year, a.model, self.sheet, self.thresholds)
        learned = list(self._worlds(items, self._rules(name), found))
        every = found.all and bool(learned)
        worlds = learned + [self._held(items, end) for end in (() if every else (0, 1))]
        alone = alone and bool(learned) and all(world.settled for world in learned)
        exact = alone or every
        graded = self.sheet.grade
        open_grade = bool(graded) and not self.now.steps[graded].settled
        return Stake(
            items,
            _between(self.now) if alone else self._narrowing(worlds),
            self._furthest(worlds),
            exact and open_grade and all(world.steps[graded].settled for world in learned),
            exact,
        )

    def _worlds(
        self, items: tuple[str, ...], rules: tuple[RuleProgram, ...], found: Guesses
    ) -> Iterable[Score]:
        anew, seen = self._charged(found, rules), self._seen(found)
        for unit in found.units:
            try:
                yield self._scored(items, rules, anew, unit, seen=seen)
            except FactsError:
                continue

    def _first(self, items: Iterable[str]) -> tuple[str, ...]:
        """Those of the items and steps that read no other of them: where the fact comes in."""
        touched = set(items)
        inside = touched | {f"got {name}" for name in touched}
        children = {name: item.children for name, item in self.sheet.items.items()}
        return tuple(
            name
            for name in items
            if not inside & self.sheet.read_by.get(name, frozenset())
            and not touched & set(children.get(name, ()))
        )

    @cached_property
    def thresholds(self) -> NearValues:
        """The numbers and days with which the sheet and the rules that it reads compare."""
        amounts = [a for root in self.sheet.amounts() for a in amounts_in(root)]
        nodes = [node for a in amounts for node in a.trees]
        conditions = [e.condition for i in self.sheet.items.values() for e in i.effects if e.condition]
        numbers, days = constants((*(rule.finding for rule in self.open), *nodes, *conditions))
        spans = [span for a in amounts if isinstance(a, ByRange) for span, _ in a.rows or ()]
        ends = [whole(e) for span in spans for e in (span.low, span.high) if e is not None]
        day = self.assessment.as_of.toordinal()
        return NearValues(tuple(dict.fromkeys((*numbers, *ends))), tuple(dict.fromkeys((*days, day))))

    # -- figures -------------------------------------------------------------------------------------

    def _narrowing(self, worlds: list[Score]) -> Fraction | None:
        """By how much the total is narrower in every world; None where that is without bound."""
        widths = [w for s in worlds if (w := _between(s)) is not None]
        if len(widths) < len(worlds):
            return Fraction(0)  # without bound before and after
        now = _between(self.now)
        return None if now is None else max(Fraction(0), now - max(widths))

    def _furthest(self, worlds: list[Score]) -> Fraction | None:
        """The most by which an end of the total moves in some world."""
        moves = [Fraction(0)]
        for world in worlds:
            for now, then in ((self.now.lo, world.lo), (world.hi, self.now.hi)):
                if now == then:
                    continue
                if INF in (abs(now), abs(then)):
                    return None
                moves.append(Fraction(then) - Fraction(now))
        return max(moves)


def _between(score: Score) -> Fraction | None:
    """How wide the interval of the total is; None where it has an open end."""
    if INF in (abs(score.lo), abs(score.hi)):
        return None
    return Fraction(score.hi) - Fraction(score.lo)


class _Again(Scoring):
    """A run on other facts: items and steps that they do not touch keep what they had."""

    def of(self, before: Scoring, touched: Iterable[str], held: Mapping[str, int] | None = None) -> Score:
        """The score; `held` are those held at an end of what they may be (0 least, 1 greatest)."""
        self.before, self.touched, self.held = before, frozenset(touched), held or {}
        return self.score()

    def item(self, item: Item) -> None:
        """Work the item out again, where it is touched."""
        if item.id in self.touched:
            super().item(item)
        else:
            self._as_before(item.id, got_name(item.id), applies_name(item.id))

    def step(self, step: Step) -> None:
        """Work the step out again, where it is touched."""
        if step.name in self.touched:
            super().step(step)
        else:
            self._as_before(step.name)
            if step.name == self.sheet.grade:
                self.before_approval = self.before.before_approval

    def _as_before(self, name: str, *more: str) -> None:
        self.values[name] = self.before.values[name]
        for known in (name, *more):
            self.named[known] = self.before.named[known]
            self.reference.known[known] = self.before.reference.known[known]

    def _keep(self, name: str, value: Amounted, basis: Basis, got: Num | None = None) -> None:
        if name in self.held:
            value = self._end(name, value)
            got = value if got is not None and isinstance(value, Num) else got
        super()._keep(name, value, basis, got)

    def _end(self, name: str, value: Amounted) -> Amounted:
        """The amount at one end of what it may be."""
        end = self.held[name]
        if isinstance(value, Grade):
            places = sorted(value.places)
            return Grade(frozenset(places[-1:] if end else places[:1])) if places else value
        at = (value.lo, value.hi)[end]
        return value if abs(at) == INF else Num(at, at)
