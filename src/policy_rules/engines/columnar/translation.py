"""From the typed core to a plan: each node becomes columns of the frame whose records it speaks of.

A node without variables is a column of the units, one with a variable a column of that list's
frame. What is built alike is built once: nodes are numbered by what they say, across rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policy_rules.core import nodes as core
from policy_rules.engines.columnar import columns, dated_columns
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar.aggregates import AGGREGATES, Grouping, Members
from policy_rules.engines.columnar.arithmetic import ARITHMETIC
from policy_rules.engines.columnar.columns import Columns, NumberColumns
from policy_rules.engines.columnar.day_arithmetic import DATES
from policy_rules.engines.columnar.fact_columns import FactColumns, list_name
from policy_rules.engines.columnar.flags import YES, all_of
from policy_rules.engines.columnar.integers import Int, Lack, whole
from policy_rules.engines.columnar.logic import LOGIC
from policy_rules.engines.columnar.plan import UNITS, Plan
from policy_rules.engines.columnar.workdays import WorkingDays
from policy_rules.facts.bound import Entry
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.protocol import LISTS
from policy_rules.reference.trace import NOTHING
from policy_rules.values.known import TRUE, Value

Frames = Mapping[str, str]
"""Each variable in scope with the frame whose records it stands for."""
OPERATORS: Mapping[str, Callable[..., Columns]] = {**LOGIC, **ARITHMETIC, **DATES}
WORKING_DAYS = frozenset({"working days after", "working days between"})
SECOND_LIST = "two lists at once, record by record"


class Translation:
    """Translates the trees of one program's rules into one plan."""

    def __init__(self, program: Program, facts: FactColumns, plan: Plan) -> None:
        self.program, self.facts, self.plan = program, facts, plan
        self._reference = Remembered(facts.constants)
        self._numbers: dict[object, int] = {}
        self._number_of: dict[int, int] = {}
        self._fixed: dict[int, bool] = {}
        self._free: dict[int, frozenset[str]] = {}
        self._values: dict[tuple[str, int], Columns] = {}
        self._members: dict[int, Members] = {}

    # -- where a node lives ------------------------------------------------------------------------

    def free(self, node: core.Node) -> frozenset[str]:
        """The variables of a node, looked up once."""
        return core.free_vars(node, self._free)

    def home(self, node: core.Node, scope: Frames) -> str:
        """The frame of which the node is a column."""
        free = self.free(node)
        if len(free) > 1:
            raise Lack(SECOND_LIST)
        return scope[next(iter(free))] if free else UNITS

    def fixed(self, node: core.Node) -> bool:
        """Whether it is the same for all units: no fact that some unit tells can vary it."""
        return not self.free(node) and self._untold(node)

    def _untold(self, node: core.Node) -> bool:
        """Whether no unit tells anything that the node, or one below it, reads."""
        if id(node) not in self._fixed:
            below = core.children(node)
            self._fixed[id(node)] = not self.facts.told(node) and all(map(self._untold, below))
        return self._fixed[id(node)]

    def number(self, node: core.Node, scope: Frames) -> int:
        """A number that two nodes share where they say the same of the same records."""
        if id(node) not in self._number_of:
            if type(node) not in LISTS and self.fixed(node):
                key: tuple[object, ...] = ("fixed", node.type.kind, self.settled(node))
            else:
                key = (
                    *_words(node, scope),
                    *(self.number(c, self.inner(node, c, scope)) for c in core.children(node)),
                )
            self._number_of[id(node)] = self._numbers.setdefault(key, len(self._numbers))
        return self._number_of[id(node)]

    @staticmethod
    def inner(node: core.Node, child: core.Node, scope: Frames) -> Frames:
        """The variables in scope for a child of the node."""
        if isinstance(node, core.Filter | core.Agg) and child is not node.source:
            return {**scope, node.var: frame_of(node.source)}
        return scope

    # -- values ------------------------------------------------------------------------------------

    def value(self, node: core.Node, scope: Frames) -> Columns:
        """The node in the frame where it lives."""
        home = self.home(node, scope)
        key = (home, self.number(node, scope))
        if key not in self._values:
            if self.fixed(node):
                self._values[key] = columns.constant(self.settled(node))
            else:
                self._values[key] = self.keep(home, self._computed(node, scope, home))
        return self._values[key]

    def settled(self, node: core.Node) -> Value:
        """The value of a node that is the same for all units, from the reference itself."""
        found: Value = self._reference.value(node, NOTHING)
        return found

    def value_in(self, frame: str, node: core.Node, scope: Frames) -> Columns:
        """The node in a frame: its own, or that of the unit's records."""
        found = self.value(node, scope)
        if self.home(node, scope) == frame:
            return found
        return columns.mapped(found, lambda a: self.plan.lift(frame, a))

    def keep(self, frame: str, value: Columns) -> Columns:
        """The value with each part as a column of its own."""
        return columns.mapped(value, lambda a: self.plan.keep(frame, a))

    def _computed(self, node: core.Node, scope: Frames, home: str) -> Columns:
        match node:
            case core.Op():
                return self._operated(node, scope, home)
            case core.Agg():
                return self._aggregated(node, scope)
            case core.Field():
                return self.facts.field(home, node.attribute)
            case core.Outcome():
                return self._outcome(node)
            case core.Read(unit=""):
                fact = self.facts.read(node.path)
                return self._known_on(node, self._on(fact, node.day, scope, home))
            case core.Reported(unit=""):
                return self._on(self.facts.reported(node.measure), node.day, scope, home)
            case core.Param():
                return self._on(self._parameter(node), node.day, scope, home)
            case core.Graded():
                fact = self.facts.graded(node.rule, node.type, _frame_of_vars(node.vars, scope))
                return self._on(fact, node.day, scope, home)
            case core.Excepted():
                spans = self.facts.excepted(node.rule, node.instance, _frame_of_vars(node.vars, scope))
                day = self.value_in(home, node.day, scope)
                return dated_columns.in_force(self._spans_in(home, spans, node.vars), day)
            case core.Replaced():
                day, default = (self.value_in(home, n, scope) for n in (node.day, node.default))
                spans = self._spans_in(home, self.facts.replaced(node.rule), ())
                return dated_columns.replaced(spans, day, default, lambda v: self.keep(home, v))
            case core.Read() | core.Reported():
                raise Lack("the facts of other units")
        raise Lack(f"a value of another kind: {type(node).__name__.lower()}")

    def _operated(self, node: core.Op, scope: Frames, home: str) -> Columns:
        args = [self.value_in(home, a, scope) for a in node.args]
        if node.name in WORKING_DAYS:
            days = WorkingDays(node.by[0], lambda table, key: self.plan.lookup(home, table, key))
            return (days.after if node.name == "working days after" else days.between)(*args)
        operator = OPERATORS.get(node.name)
        if operator is None or node.by:
            raise Lack(f"the operator `{node.name}`")
        return operator(*args)

    def _outcome(self, node: core.Outcome) -> Columns:
        rule = self.program.by_id[node.rule]
        found = self.value(rule.finding, {})
        assert isinstance(found, NumberColumns)
        mask = whole(0)
        for code in range(len(core.OUTCOMES)):
            there = all_of(
                ints.less(found.lo.num, whole(code), False, or_equal=True),
                ints.less(whole(code), found.hi.num, False, or_equal=True),
            )
            mask = ints.add(mask, ints.number_of(there, 1 << code, 0))
        return columns.LabelColumns((mask,), core.OUTCOMES, whole(0))

    # -- dated facts -------------------------------------------------------------------------------

    def _on(self, fact: dated_columns.DatedColumns, day: core.Node, scope: Frames, home: str) -> Columns:
        there = home == UNITS or not fact.in_units
        if fact.always is not None:
            return fact.always if there else self._lifted(home, fact.always)
        spans = fact.spans if there else self._lifted_spans(home, fact.spans)
        at = self.value_in(home, day, scope)
        moved = dated_columns.DatedColumns(None, spans, fact.missing)
        return dated_columns.on(moved, at, lambda v: self.keep(home, v), lambda a: self.plan.keep(home, a))

    def _lifted(self, frame: str, value: Columns) -> Columns:
        return columns.mapped(value, lambda a: self.plan.lift(frame, a))

    def _spans_in(
        self, home: str, spans: tuple[dated_columns.DatedValue, ...], own: tuple[str, ...]
    ) -> tuple[dated_columns.DatedValue, ...]:
        return spans if own or home == UNITS else self._lifted_spans(home, spans)

    def _lifted_spans(
        self, frame: str, spans: tuple[dated_columns.DatedValue, ...]
    ) -> tuple[dated_columns.DatedValue, ...]:
        def lift(a: Int) -> Int:
            return self.plan.lift(frame, a)

        return tuple(
            dated_columns.DatedValue(
                lift(s.start),
                lift(s.end),
                lift(s.reach),
                self.plan.lift_flag(frame, s.present),
                self._lifted(frame, s.value),
            )
            for s in spans
        )

    def _known_on(self, node: core.Read, value: Columns) -> Columns:
        attribute = self.facts.constants.vocabulary.attribute(node.path)
        assert attribute is not None, node.path
        kind = attribute.type
        if kind.kind != "date" or attribute.planned or not kind.nullable:
            return value
        return dated_columns.as_known(value, self.facts.constants.as_of)

    def _parameter(self, node: core.Param) -> dated_columns.DatedColumns:
        """The values of a parameter by date, for a day that differs from unit to unit."""
        declared = self.facts.constants.vocabulary.parameters.get(node.name)
        missing = columns.constant(node.type.missing())
        if declared is None:
            return dated_columns.DatedColumns(missing, (), missing)
        if node.rule or not declared.values:
            value = declared.rule_values.get(node.rule, node.type.missing())
            return dated_columns.DatedColumns(columns.constant(value), (), missing)
        entries = [Entry(value, start=start) for start, value in declared.values]
        return dated_columns.DatedColumns(None, constant_spans(entries), missing)

    # -- lists -------------------------------------------------------------------------------------

    def members(self, source: core.Node, scope: Frames) -> Members:
        """The records of a list, with how surely each is in it."""
        number = self.number(source, scope)
        if number not in self._members:
            if isinstance(source, core.Filter):
                self._members[number] = self._filtered(source, scope)
            else:
                self._members[number] = self.facts.members(list_name(source))
        return self._members[number]

    def _filtered(self, node: core.Filter, scope: Frames) -> Members:
        of = self.members(node.source, scope)
        test = self.value_in(of.frame, node.condition, {**scope, node.var: of.frame})
        assert isinstance(test, columns.TruthColumns)
        kept = self.plan.keep_flag(of.frame, all_of(of.kept, test.possibly))
        same = test.settled and of.sure is of.kept
        sure = kept if same else self.plan.keep_flag(of.frame, all_of(of.sure, test.surely))
        return Members(of.frame, kept, sure, of.unbounded, of.rows)

    def _aggregated(self, node: core.Agg, scope: Frames) -> Columns:
        if self.free(node):
            raise Lack(SECOND_LIST)
        aggregate = AGGREGATES.get(node.name)
        if aggregate is None:
            raise Lack(f"the aggregate `{node.name}`")
        of = self.members(node.source, scope)
        body = columns.constant(TRUE)
        if node.body is not None:
            body = self.value_in(of.frame, node.body, {**scope, node.var: of.frame})
        return aggregate(Grouping(self.plan, of), body)


def constant_spans(entries: list[Entry]) -> tuple[dated_columns.DatedValue, ...]:
    """The spans of values that start on given days, the same for all units."""
    starts = sorted(entries, key=lambda e: e.start or 0)
    ends: list[int] = [(e.start or 0) - 1 for e in starts[1:]] + [dated_columns.NEVER_ENDS]
    return tuple(
        dated_columns.DatedValue(
            whole(e.start or 0),
            whole(end),
            whole(min(end + 1, dated_columns.NEVER_ENDS)),
            YES,
            columns.constant(e.value),
        )
        for e, end in zip(starts, ends, strict=True)
    )


def frame_of(source: core.Node) -> str:
    """The frame of the records that a list, filtered or not, is made of."""
    while isinstance(source, core.Filter):
        source = source.source
    return list_name(source)


def _frame_of_vars(variables: tuple[str, ...], scope: Frames) -> str:
    if len(variables) > 1:
        raise Lack(SECOND_LIST)
    return scope[variables[0]] if variables else ""


def _words(node: core.Node, scope: Frames) -> tuple[object, ...]:
    """What a node says besides its children."""
    name = type(node).__name__
    match node:
        case core.Const():
            return (name, node.value, node.type.kind)
        case core.Input():
            return (name, node.name)
        case core.Read():
            return (name, node.path, node.unit)
        case core.Field():
            return (name, scope[node.var], node.attribute.name)
        case core.Outcome() | core.Replaced():
            return (name, node.rule)
        case core.Param():
            return (name, node.name, node.rule, node.type)
        case core.Reported():
            return (name, node.measure, node.unit)
        case core.Graded():
            return (name, node.rule, _frame_of_vars(node.vars, scope), node.type)
        case core.Excepted():
            return (name, node.rule, _frame_of_vars(node.vars, scope), node.instance)
        case core.Op():
            return (name, node.name, *node.by)
        case core.Agg():
            return (name, node.name)
        case core.Filter():
            return (name,)
    return (name, list_name(node))
