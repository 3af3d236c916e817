"""The questions that the words leave open: what hangs on each, and what every reading would make of it.

A question is an open parameter. It is asked of findings that are unknown: those of the units given, or else
those of the ruleset's own examples, in which the parameter is left open again. Each reading is put in and
the findings are worked out anew; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import evolve, field

from policy_rules.arguments import name_among
from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.by_name import engine_named
from policy_rules.errors import Fault, NoSuchName, RulesetError
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.places import outcomes_of
from policy_rules.reference.protocol import Engine
from policy_rules.reference.trace import Ends, Tracer
from policy_rules.results.assessed import Assessed
from policy_rules.results.example_views import example_view, program_of, role_is_told, with_role
from policy_rules.results.open_parameters import (
    OpenParameter,
    narrowed_to_open,
    open_parameters,
    with_ends_of_sheets,
)
from policy_rules.results.question_points import (
    Points,
    PointsCase,
    judged_anew,
    points_of,
    possible_on,
    read_by_sheet,
)
from policy_rules.ruleset.model import Example, Rule, RulesetModel
from policy_rules.ruleset.parameter_names import name_for
from policy_rules.scoring.ledger import Score
from policy_rules.shown import Shown, ShownAsText
from policy_rules.values.known import Value
from policy_rules.vocabulary import Parameter, Type


@frozen
class Case:
    """One finding that hangs on a question: the unit, the rule, the finding now and by each reading.

    `by` is in the order of the question's readings; None where a reading cannot be that of this rule or
    unit. `settled`: the question alone is between the finding and an outcome.
    """

    unit: str
    rule: str
    now: Ends
    by: tuple[Ends | None, ...]
    settled: bool


@frozen
class Question(Shown):
    """An open parameter with its readings and what each of them makes of the cases.

    `readings` are values with their types; where they are not `listed`, nobody can list what the words leave
    possible, and they are its ends. `rules` are those that read it; `joins` tells that places are
    judged by it. `points` are those of the units with a sheet. What no reading moves is left out, but for the
    rules `together`: findings of units hang on it there, and only once something else is known too.
    """

    model: RulesetModel = field(repr=False)
    parameter: Parameter
    rules: tuple[str, ...]
    readings: tuple[tuple[Value, Type], ...]
    listed: bool
    joins: bool
    cases: tuple[Case, ...]
    points: tuple[PointsCase, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def settles(self) -> tuple[str, ...]:
        """The rules that it alone would settle in one case or more."""
        return tuple(dict.fromkeys(case.rule for case in self.cases if case.settled))

    @property
    def matters(self) -> bool:
        """Whether anything asked hangs on it."""
        return bool(self.cases or self.points or self.together)

    def counts(self, reading: int) -> Mapping[str, int]:
        """How many cases come to each outcome by a reading, by its place among the readings."""
        found: dict[str, int] = {}
        for case in self.cases:
            ends = case.by[reading]
            if ends is not None:
                name = core.OUTCOMES[ends[0]] if ends[0] == ends[1] else "unknown"
                found[name] = found.get(name, 0) + 1
        return found


@frozen(eq=False, slots=False)
class Questions(ShownAsText):
    """The open questions, those first that settle most rules.

    `asked` are the assessments whose findings are looked at; with none, the ruleset's examples are.
    """

    model: RulesetModel = field(repr=False)
    questions: tuple[Question, ...]
    asked: tuple[Assessed, ...] = field(default=(), repr=False)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    def __getitem__(self, parameter: str) -> Question:
        """The question of a parameter; raises PolicyRulesError where it is not open."""
        return self._by_name[name_among(parameter, self._by_name, "no open parameter is", NoSuchName)]

    def only(self, parameter: str) -> Questions:
        """One of the questions alone; raises RulesetError where no such parameter is open."""
        told = f"`{self.model.name}` has no open parameter"
        name = name_among(parameter, self._by_name, told, RulesetError)
        return evolve(self, questions=(self._by_name[name],))

    @cached_property
    def _by_name(self) -> Mapping[str, Question]:
        return {question.parameter.name: question for question in self.questions}


@frozen(eq=False)
class _Found:
    """An open parameter with what was found so far to hang on it."""

    open: OpenParameter
    cases: list[Case] = field(factory=list)
    points: list[PointsCase] = field(factory=list)
    together: dict[str, None] = field(factory=dict)

    def question(self, model: RulesetModel) -> Question:
        open_ = self.open
        about = (tuple(open_.users), open_.readings, open_.listed, open_.joins)
        moved = {case.rule for case in self.cases}
        together = tuple(rule for rule in self.together if rule not in moved)
        found = (tuple(self.cases), tuple(self.points), together)
        return Question(model, open_.parameter, *about, *found)


def questions_in_examples(model: RulesetModel, program: Program, only: str | None = None) -> Questions:
    """The open questions of a ruleset, or `only` that of a parameter, asked of the examples of its rules."""
    if model is not program.model:
        return _in_examples(model, program, only)
    key = "questions in examples", only
    return program.kept.once(key, lambda: _in_examples(model, program, only))


def _in_examples(model: RulesetModel, program: Program, only: str | None) -> Questions:
    left = (narrowed_to_open(declared) for declared in _open(model, program, only))
    questions = [_Found(open_) for open_ in left if open_ is not None]
    engine = engine_named("compiled")
    for rule in model.rules.values():
        reading = [q for q in questions if rule.id in q.open.users]
        if reading and rule.examples:
            _ask_examples(model, program_of(program, rule.id), rule, reading, engine)
    return _questions(model, questions, (), only)


def questions_in(
    model: RulesetModel,
    program: Program,
    asked: Sequence[Assessed],
    engine: Engine,
    only: str | None = None,
) -> Questions:
    """The open questions of a ruleset, asked of the findings of assessments; `engine` evaluates."""
    questions = []
    sheets = {a.asked.sheet.name: a.asked.sheet for a in asked if a.asked.sheet is not None}
    for declared in _open(model, program, only):
        found = _Found(with_ends_of_sheets(declared, sheets.values()))
        left = [a for a in asked if found.open.open_in(a.view)]
        if left:
            questions.append(found)
        for assessment in left:
            _ask(found, assessment, engine)
    return _questions(model, questions, tuple(asked), only)


def _open(model: RulesetModel, program: Program, only: str | None) -> Sequence[OpenParameter]:
    """The open parameters, or the one that is asked about."""
    found = tuple(open_parameters(model, program))
    if only is None:
        return found
    by_name = {open_.name: open_ for open_ in found}
    return (by_name[name_among(only, by_name, f"`{model.name}` has no open parameter", RulesetError)],)


def _questions(
    model: RulesetModel, questions: list[_Found], asked: tuple[Assessed, ...], only: str | None
) -> Questions:
    found = Questions(model, _ordered(model, questions), asked)
    return found if only is None else found.only(only)


def _ordered(model: RulesetModel, found: list[_Found]) -> tuple[Question, ...]:
    """Those first that settle most rules, then most cases, then that move most, then that most rules read."""
    questions = [one.question(model) for one in found]
    return tuple(sorted(questions, key=_weight))


def _weight(question: Question) -> tuple[object, ...]:
    settled = sum(case.settled for case in question.cases)
    return (
        -len(question.settles),
        -settled,
        -len(question.cases),
        -len(question.points),
        -len(question.together),
        -len(question.rules),
        question.parameter.name,
    )


# -- units that are given ---------------------------------------------------------------------------


def _ask(found: _Found, assessment: Assessed, engine: Engine) -> None:
    """What hangs on the parameter in one assessment."""
    open_ = found.open
    unknown = [f for f in assessment.findings if f.lo < f.hi]
    reads = open_.users or (open_.joins and assessment.unit.is_place)
    score = assessment.score
    scored = score is not None and not score.settled and (reads or read_by_sheet(score.sheet, open_.name))
    if not (reads and unknown) and not scored:
        return
    program, view = assessment.program, assessment.view
    views = [open_.put_in(n, view) for n in range(len(open_.readings))]
    if score is None:
        by = list(outcomes_of(program, views, engine.outcomes))
    else:
        by, points = judged_anew(assessment, views, engine)
        _ask_points(found, view, score, points)
    for finding in unknown:
        rule, now = finding.rule.id, (finding.lo, finding.hi)
        ends = tuple(anew[rule] if open_.possible(n, view, rule) else None for n, anew in enumerate(by))
        told = [e for e in ends if e is not None]
        settled = bool(told) and all(lo == hi for lo, hi in told)
        if not open_.listed and (settled or not told):
            settled = open_.reads(rule) and finding.lacking == {_name(open_, rule)}
        if settled or any(e != now for e in told):
            found.cases.append(Case(view.unit.id, rule, now, ends, settled))
        elif open_.reads(rule) and _name(open_, rule) in finding.lacking:
            found.together[rule] = None


def _ask_points(found: _Found, view: UnitView, score: Score, by: Sequence[Points]) -> None:
    """What the readings make of the points of a unit."""
    open_ = found.open
    told = tuple(
        points
        if open_.possible_for(n, view) and possible_on(score.sheet, open_.name, open_.readings[n][0], view)
        else None
        for n, points in enumerate(by)
    )
    case = PointsCase(view.unit.id, score.sheet, points_of(score), told)
    if case.moved:
        found.points.append(case)


def _name(open_: OpenParameter, rule: str) -> str:
    """The parameter as findings name what is missing."""
    return f"parameters.{name_for(open_.name, rule if open_.parameter.per_rule else '')}"


# -- examples ---------------------------------------------------------------------------------------


def _ask_examples(
    model: RulesetModel, program: Program, rule: Rule, questions: list[_Found], engine: Engine
) -> None:
    """What hangs on the parameters in the examples of one rule, in which each is left open."""
    freed: Program | None = None
    for number, example in enumerate(rule.examples, 1):
        base: tuple[Program, UnitView, Ends] | None = None
        for asked in questions:
            open_ = asked.open
            if example.expect in core.OUTCOMES and open_.name not in example.parameters:
                continue  # with the parameter open it comes out as told
            if base is None or open_.name in example.parameters:
                view = _example(model, rule, example, open_.name)
                if view is None:
                    break
                told = role_is_told(program.by_id[rule.id], Remembered(view))
                if not told and freed is None:
                    freed = with_role(program, rule.id)
                chosen = program if told or freed is None else freed
                looked = (chosen, view, engine.outcomes(chosen, [view])[0][rule.id])
            else:
                looked = base
            if open_.name not in example.parameters:
                base = looked
            _ask_example(asked, f"{rule.id} #{number}", rule.id, *looked, engine)


def _example(model: RulesetModel, rule: Rule, example: Example, open_: str) -> UnitView | None:
    faults: list[Fault] = []
    return example_view(model, rule, example, faults, open_)


def _ask_example(
    asked: _Found, name: str, rule: str, program: Program, view: UnitView, now: Ends, engine: Engine
) -> None:
    if now[0] == now[1]:
        return
    open_ = asked.open
    possible = [n for n in range(len(open_.readings)) if open_.possible(n, view, rule)]
    views = [open_.put_in(n, view, rule) for n in possible]
    found = dict(zip(possible, engine.outcomes(program, views), strict=True))
    ends = tuple(found[n][rule] if n in found else None for n in range(len(open_.readings)))
    told = [e for e in ends if e is not None]
    settled = bool(told) and all(lo == hi for lo, hi in told)
    if not open_.listed and (settled or not told):
        tracer = Tracer(program, view)
        tracer.outcomes()
        settled = tracer.missing(program.by_id[rule].finding, {}) == {_name(open_, rule)}
    if settled or any(e != now for e in told):
        asked.cases.append(Case(name, rule, now, ends, settled))
