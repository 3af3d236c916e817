"""The questions that the words leave open: what hangs on each, and what every reading would make of it.

A question is an open parameter. It is asked of findings that are unknown: those of the units given, or else
those of the ruleset's own examples, in which the parameter is left open again. Each reading is put in and
the findings are worked out anew; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from policy_rules.arguments import name_among
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, NoSuchName, RulesetError
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.places import outcomes_of
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.reference.trace import Tracer
from policy_rules.results.assessed import Assessed
from policy_rules.results.example_views import example_view, program_of, role_is_told, with_role
from policy_rules.ruleset.listed import Choices, readings_of
from policy_rules.ruleset.model import Example, Rule, RulesetModel
from policy_rules.ruleset.profile import grading_type
from policy_rules.shown import Shown, ShownAsText
from policy_rules.values.known import Value, join, point
from policy_rules.vocabulary import Parameter, Type, Vocabulary

Ends = tuple[int, int]
"""The least and the greatest outcome of a rule."""
Users = Mapping[str, Type]
"""The rules that read a parameter, by id ("" where all share one value), each with its type there."""


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
    judged by it. Cases that no reading moves are left out.
    """

    model: RulesetModel = field(repr=False)
    parameter: Parameter
    rules: tuple[str, ...]
    readings: tuple[tuple[Value, Type], ...]
    listed: bool
    joins: bool
    cases: tuple[Case, ...]

    @property
    def settles(self) -> tuple[str, ...]:
        """The rules that it alone would settle in one case or more."""
        return tuple(dict.fromkeys(case.rule for case in self.cases if case.settled))

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
class _Open:
    """An open parameter while its cases are looked for."""

    parameter: Parameter
    users: Users
    joins: bool
    readings: tuple[tuple[Value, Type], ...]
    listed: bool
    cases: list[Case] = field(factory=list)

    @property
    def name(self) -> str:
        return self.parameter.name

    def reads(self, rule: str) -> bool:
        """Whether the rule may read it: one that reads the outcome of another may be moved, too."""
        return rule in self.users or self.joins

    def possible(self, reading: int, view: UnitView, rule: str) -> bool:
        """Whether the reading is one of what is left open for the rule and the unit."""
        value, type = self.readings[reading]
        own = self.users.get(rule, type)
        if own.kind == "label" and own.labels != type.labels and not set(_members(value)) <= set(own.labels):
            return False
        now = view.parameter(self.name, rule if self.parameter.per_rule else "", own, point(view.as_of))
        return join(now, value) == now

    def open_in(self, view: UnitView) -> bool:
        """Whether it is left open for a rule and the unit."""
        day = point(view.as_of)
        rules = self.users if self.parameter.per_rule else ("",)
        type = self.parameter.type
        return any(
            not view.parameter(self.name, rule, self.users.get(rule, type), day).settled for rule in rules
        )

    def put_in(self, reading: int, view: UnitView, only: str = "") -> UnitView:
        """The view where the reading is decided, for all rules (or the `only` one) for which it can be."""
        value, _ = self.readings[reading]
        if self.parameter.per_rule:
            given = view.vocabulary.parameters[self.name].rule_values
            rules = (only,) if only else self.users
            found = {rule: value for rule in rules if self.possible(reading, view, rule)}
            changed = evolve(self.parameter, values=(), rule_values={**given, **found})
        else:
            changed = evolve(self.parameter, values=((0, value),))
        return _with_parameter(view, changed)

    def question(self, model: RulesetModel) -> Question:
        about = (tuple(self.users), self.readings, self.listed, self.joins)
        return Question(model, self.parameter, *about, tuple(self.cases))


def questions_in_examples(model: RulesetModel, program: Program) -> Questions:
    """The open questions of a ruleset, asked of the examples of its rules."""
    if model is not program.model:
        return _in_examples(model, program)
    return program.kept.once("questions in examples", lambda: _in_examples(model, program))


def _in_examples(model: RulesetModel, program: Program) -> Questions:
    found = [_left_open(o) for o in _open_parameters(model, program)]
    questions = [o for o in found if o is not None]
    engine = ReferenceEngine()
    for rule in model.rules.values():
        reading = [o for o in questions if rule.id in o.users]
        if reading and rule.examples:
            _ask_examples(model, program_of(program, rule.id), rule, reading, engine)
    return Questions(model, _ordered(model, questions))


def questions_in(
    model: RulesetModel, program: Program, asked: Sequence[Assessed], engine: Engine
) -> Questions:
    """The open questions of a ruleset, asked of the findings of assessments; `engine` evaluates."""
    questions = []
    for open_ in _open_parameters(model, program):
        left = [a for a in asked if open_.open_in(a.view)]
        if left:
            questions.append(open_)
        for assessment in left:
            _ask(open_, assessment, engine)
    return Questions(model, _ordered(model, questions), tuple(asked))


# -- the parameters that are open -----------------------------------------------------------------


def _open_parameters(model: RulesetModel, program: Program) -> Iterator[_Open]:
    """Every parameter with the rules that read it and its readings."""
    users: dict[str, dict[str, Type]] = {}
    for rule in program.rules:
        for root in filter(None, (rule.finding, rule.due)):
            for node in core.walk(root):
                if isinstance(node, core.Param):
                    users.setdefault(node.name, {})[rule.id] = _type(model, rule.id, node)
    declared = model.places
    joins = {w.removeprefix("parameters.") for w in (declared.counted, declared.gradings)} if declared else ()
    for name, parameter in model.vocabulary.parameters.items():
        own = {rule: users[name][rule] for rule in model.rules if rule in users.get(name, ())}
        types = list(dict.fromkeys(own.values() if parameter.per_rule else ())) or [parameter.type]
        told = [(type, readings_of(parameter, type)) for type in types]
        values = {value: type for type, found in reversed(told) for value in reversed(found.values)}
        readings = tuple(reversed(values.items()))
        yield _Open(parameter, own, name in joins, readings, _all_listed([r for _, r in told]))


def _type(model: RulesetModel, rule: str, node: core.Param) -> Type:
    """The type of a parameter as a rule reads it: a pass mark is a label of the rule's own scale."""
    own = node.name == "pass_mark" and not node.type.labels
    return grading_type(model, model.rules[rule]) if own else node.type


def _all_listed(found: list[Choices]) -> bool:
    return all(readings.whole for readings in found)


def _left_open(open_: _Open) -> _Open | None:
    """The parameter, for the rules for which the ruleset leaves it open; None where it is set."""
    parameter = open_.parameter
    if not parameter.per_rule:
        return None if parameter.values or parameter.table is not None else open_
    users = {rule: type for rule, type in open_.users.items() if rule not in parameter.rule_values}
    return evolve(open_, users=users) if users else None


def _ordered(model: RulesetModel, found: list[_Open]) -> tuple[Question, ...]:
    """Those first that settle most rules, then most cases, then that move most, then that most rules read."""
    questions = [open_.question(model) for open_ in found]
    return tuple(sorted(questions, key=_weight))


def _weight(question: Question) -> tuple[object, ...]:
    settled = sum(case.settled for case in question.cases)
    return (
        -len(question.settles),
        -settled,
        -len(question.cases),
        -len(question.rules),
        question.parameter.name,
    )


# -- units that are given ---------------------------------------------------------------------------


def _ask(open_: _Open, assessment: Assessed, engine: Engine) -> None:
    """What hangs on the parameter in one assessment."""
    unknown = [f for f in assessment.findings if f.lo < f.hi]
    place = assessment.unit.is_place
    if not (open_.users or (open_.joins and place)) or not unknown:
        return
    program, view = assessment.program, assessment.view
    views = [open_.put_in(n, view) for n in range(len(open_.readings))]
    by = list(outcomes_of(program, views, engine.outcomes))
    for finding in unknown:
        rule, now = finding.rule.id, (finding.lo, finding.hi)
        ends = tuple(found[rule] if open_.possible(n, view, rule) else None for n, found in enumerate(by))
        told = [e for e in ends if e is not None]
        settled = bool(told) and all(lo == hi for lo, hi in told)
        if not open_.listed and (settled or not told):
            settled = open_.reads(rule) and finding.lacking == {_name(open_, rule)}
        if settled or any(e != now for e in told):
            open_.cases.append(Case(view.unit.id, rule, now, ends, settled))


def _name(open_: _Open, rule: str) -> str:
    """The parameter as findings name what is missing."""
    return f"parameters.{open_.name}" + (f" of {rule}" if open_.parameter.per_rule else "")


# -- examples ---------------------------------------------------------------------------------------


def _ask_examples(
    model: RulesetModel, program: Program, rule: Rule, questions: list[_Open], engine: Engine
) -> None:
    """What hangs on the parameters in the examples of one rule, in which each is left open."""
    freed: Program | None = None
    for number, example in enumerate(rule.examples, 1):
        base: tuple[Program, UnitView, Ends] | None = None
        for open_ in questions:
            if example.expect in core.OUTCOMES and open_.name not in example.parameters:
                continue  # with the parameter open it comes out as told
            if base is None or open_.name in example.parameters:
                view = _example(model, rule, example, open_.name)
                if view is None:
                    break
                told = role_is_told(program.by_id[rule.id], view)
                if not told and freed is None:
                    freed = with_role(program, rule.id)
                chosen = program if told or freed is None else freed
                looked = (chosen, view, engine.outcomes(chosen, [view])[0][rule.id])
            else:
                looked = base
            if open_.name not in example.parameters:
                base = looked
            _ask_example(open_, f"{rule.id} #{number}", rule.id, *looked, engine)


def _example(model: RulesetModel, rule: Rule, example: Example, open_: str) -> UnitView | None:
    faults: list[Fault] = []
    return example_view(model, rule, example, faults, open_)


def _ask_example(
    open_: _Open, name: str, rule: str, program: Program, view: UnitView, now: Ends, engine: Engine
) -> None:
    if now[0] == now[1]:
        return
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
        open_.cases.append(Case(name, rule, now, ends, settled))


def _with_parameter(view: UnitView, parameter: Parameter) -> UnitView:
    """The view where a parameter has another value."""
    changed = {**view.vocabulary.parameters, parameter.name: parameter}
    vocabulary: Vocabulary = view.vocabulary.with_parameters(changed)
    about = (view.facts, view.unit, vocabulary, view.as_of, view.year, view.year_given)
    return UnitView(*about, scored=view.scored)


def _members(value: Value) -> frozenset[str]:
    members = getattr(value, "members", None)
    return members or frozenset()
