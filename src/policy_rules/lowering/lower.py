"""From a rule to its program: bearer, period, due day, instances and requirement in one core tree.

The tree's root is the unit's finding: `finding(role, lifted, applies, worst of the instances)`, an
instance being `outcome(lifted, requires, late, waiting)`.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import (
    IN_FORCE_ON,
    Extent,
    FindingsOf,
    Items,
    Many,
    Meaning,
    Misuse,
    Names,
    RecordOf,
)
from policy_rules.errors import Fault
from policy_rules.feel.nodes import Name
from policy_rules.lowering.counted import DATED, asked_for, day_that_counts, ends_after, last_record
from policy_rules.lowering.definite import may_be_undefined
from policy_rules.lowering.inputs import AS_OF, NO, YEAR, YES, EachStep, both
from policy_rules.lowering.period_terms import (
    each_span,
    is_several,
    is_year,
    listed,
    periods_type,
    texts_type,
    time_class,
    told_ends,
)
from policy_rules.lowering.rule_times import RuleTimes
from policy_rules.lowering.versions import given_by_words, or_today, version_day
from policy_rules.operators.comparison import ordered
from policy_rules.ruleset.model import UNBREAKABLE
from policy_rules.ruleset.profile import grading_type, mark_type
from policy_rules.values.known import point
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Expression


class RuleLowering(RuleTimes):
    """Lowers one rule; faults are collected in `el.faults`."""

    def lower(self) -> core.RuleProgram:
        """The rule's program; meaningless where faults were found."""
        rule = self.rule
        self._early()
        unit_day, early = self._node("day"), self.bound
        who = self.model.who(rule)
        roles = [self._condition(told) for told in who]
        applies = self._condition(rule.applies) if rule.applies else YES
        self._instances()
        self._late_terms()
        in_force = self._in_force()
        self._window()
        applies = both(self._governed(), both(in_force, self._on_its_day(applies, rule.applies, early)))
        role = both(*(self._on_its_day(*asked, early) for asked in zip(roles, who, strict=True)))
        day = self._node("day")
        due = self.bound.get("due")
        due_node = due if isinstance(due, core.Node) else None
        lifted = core.Excepted(BOOLEAN, rule.id, unit_day) if rule.force else NO
        instance: core.Op | None = None
        if rule.requires is None and not rule.grading:
            worst: core.Node = core.Const(core.FINDING, point(core.NOT_APPLICABLE))
        else:
            instance = self._instance(day, due_node)
            worst = self._rolled_up(instance)
        finding = core.Op(core.FINDING, "finding", (role, lifted, applies, worst))
        return core.RuleProgram(
            id=rule.id,
            kind=rule.kind,
            clause=rule.clause,
            finding=finding,
            instance=instance,
            each=tuple((s.var, s.source) for s in self.steps),
            due=due_node,
            due_from=self.due_from,
            default_from=self.due_from,
            default_whole=bool(self.due_from),
            day=day,
            time_class=time_class(rule, self.kind, due_node),
            after=frozenset(self.el.after),
            counts_by=self.counts_by,
            period=told_ends(self.bound.get("period")),
            degrees=tuple(self._condition(degree.when) for degree in rule.degrees),
        )

    # -- when --------------------------------------------------------------------------------------

    def _in_force(self) -> core.Node:
        """Whether the document is in force: on the due day, at the period's end, or on the day of assessment.

        A day of the words' own counts as it stands; records, and the periods of a year, are looked at one by
        one.
        """
        rule, period, due = self.rule, self.bound.get("period"), self.bound.get("due")
        start = self._start_of_force()
        if start is None or is_several(self.kind):
            return YES
        today = YES if rule.for_each else core.Op(BOOLEAN, ">=", (AS_OF, start))
        moving = due if isinstance(due, core.Node) and not rule.for_each and self._moves(due) else None
        on_its_day = YES if moving is None else core.Op(BOOLEAN, ">=", (or_today(moving), start))
        if rule.due is not None and rule.due.text != "open" and not rule.for_each:
            return on_its_day
        if isinstance(period, Extent) and self.kind is not None:
            return core.Op(BOOLEAN, ">=", (period.high or AS_OF, start))
        if self.model.language > 1 and rule.period is not None and rule.period.text == "open":
            of_year = core.Op(BOOLEAN, ">=", (self._ends(self.year)[1], start))
            return core.Op(BOOLEAN, "if", (is_year(self._own("period")), of_year, today))
        return today if moving is None else on_its_day

    def _moves(self, due: core.Node) -> bool:
        """Whether the due day is another for other facts, or for another year; in language 1 none is."""
        of_year = any(node == YEAR for node in core.walk(due))
        of_facts = not given_by_words(due, self.bound.get("period"))
        return self.model.language > 1 and (of_year or of_facts)

    def _on_its_day(
        self, asked: core.Node, told: Expression | None, early: AbstractMapping[str, Meaning]
    ) -> core.Node:
        """A condition on the unit, with parameters that have values by day: dated records ask it on theirs.

        Those for which it holds are kept, and what is left for the unit is nothing. A filter would leave out
        those of which it is undefined, so that a condition which may be is asked of each instance instead.
        Where periods of a year have one due day, the unit is asked on that.
        """
        day = self._node(IN_FORCE_ON)
        at = [n for n, step in enumerate(self.steps) if step.var in core.free_vars(day)]
        of_each = at or is_several(self.kind)
        if told is None or not of_each or not any(map(self._is_dated, core.walk(asked))):
            return asked
        own, self.bound = self.bound, {**early, IN_FORCE_ON: day}
        self.el.give(self.bound)
        found = self._condition(told)
        self.bound = own
        self.el.give(own)
        if not at:
            return found
        if may_be_undefined(found, self.el.may_be_null):
            if self.rule.requires is None and not self.rule.grading:
                return asked  # a consequence, or what says what words mean: it has no instances to ask
            self.asked_of_each = both(self.asked_of_each, found)
            return YES
        step = self.steps[at[-1]]
        self.steps[at[-1]] = evolve(step, source=core.Filter(core.LIST, step.source, step.var, found))
        return YES

    def _is_dated(self, node: core.Node) -> bool:
        declared = self.model.vocabulary.parameters
        return isinstance(node, core.Param) and node.name in declared and declared[node.name].dated

    # -- which version -----------------------------------------------------------------------------

    def _governed(self) -> core.Node:
        """Whether this version holds for the unit; of records, those are kept for which it does."""
        said, due, period = self.rule.version_on, self.bound.get("due"), self.bound.get("period")
        key = None if said is None else self.el.value(said, self._names(), DATE)
        if key is not None:
            self._give(**{IN_FORCE_ON: or_today(key)})
        if self.version == (None, None):
            return YES
        if said is None:
            key = version_day([step.body for step in self.steps], due, period)
        if key is None:
            if said is None:  # a faulty one is told already
                hint = "write `version_on`: the day of the act or of what set the time running"
                told = "by a day worked out from facts no version can be chosen"
                self._fault(self.rule.due or self.rule.period, told, hint)
            return YES
        ends = zip((">=", "<"), self.version, strict=True)
        days = [(op, self._today(day)) for op, day in ends if day is not None]
        self.governs = both(*(core.Op(BOOLEAN, op, (key, day)) for op, day in days if day is not None))
        at = [n for n, step in enumerate(self.steps) if step.var in core.free_vars(key)]
        if not at:
            return self.governs
        step = self.steps[at[-1]]
        kept = core.Filter(core.LIST, step.source, step.var, self.governs)
        self.steps[at[-1]] = evolve(step, source=kept)
        return YES

    # -- instances ---------------------------------------------------------------------------------

    def _instances(self) -> None:
        """Resolve the steps of `for each` and keep the records of the time looked at."""
        if self.kind is not None and is_several(self.kind):
            self._each_period(self.kind)
        for iteration in self.rule.for_each:
            self.el.stepping = True
            found = self.el.meaning(iteration.source, self._names())
            self.el.stepping = False
            if isinstance(found, FindingsOf):
                found = self.el.findings()
            if isinstance(found, Items) and all(isinstance(i, core.Const) for i in found.items):
                texts = tuple(t for i in found.items for t in i.type.labels)  # type: ignore[union-attr]
                found = listed(texts_type(self.model.vocabulary, texts), self.el.variable())
            if not isinstance(found, Many) or isinstance(found.body, Many | core.Node):
                if found is not None:
                    self._fault(iteration.source, "`for each` goes through a list of records")
                return
            var, body = found.var, found.body
            self.steps.append(EachStep(found.source, var, body))
            self._give(**{iteration.name: self._value_of(body, var)})

    def _each_period(self, kind: Periods) -> None:
        """Each period of the year is an instance of its own, from the start of force on."""
        found = listed(periods_type(kind), self.el.variable())
        span = each_span(self.model.vocabulary, kind, YEAR, found.var)
        source, start = found.source, self._start_of_force()
        if start is not None and not (self.rule.due is not None and self.rule.due.day):
            begun = core.Op(BOOLEAN, ">=", (self._ends(span)[1], start))
            source = core.Filter(core.LIST, source, found.var, begun)
        self.steps.append(EachStep(source, found.var, found.body))
        self._give(period=span)
        self._give_day()

    @staticmethod
    def _value_of(body: Meaning, var: str) -> Meaning:
        """A record as itself; an item of a list written out as its text."""
        if isinstance(body, RecordOf) and body.entity.name == "":
            attribute = body.entity.attributes["value"]
            return core.Field(attribute.type, var, attribute)
        return body

    def _window(self) -> None:
        """Leave out records of before the start of force, and what counts in another year than asked for."""
        model, tests = self.model, dict[int, list[core.Node]]()
        due = self.bound.get("due")
        of_period = self.steps[0].var if is_several(self.kind) and self.steps else ""
        steps = [("" if s.var == of_period else s.var, s.body) for s in self.steps]
        about = (model.language, self.rule, steps, due if isinstance(due, core.Node) else None)
        counts = day_that_counts(*about, self._told_year, model.vocabulary)
        if counts is not None:
            tests[counts.step] = [asked_for(counts)]
            self.counts_by = counts.otherwise.why if counts.otherwise else counts.why
        dated = last_record([body for _, body in steps], lambda e: e.dates)
        if dated is not None and (start := self._start_of_force()) is not None:
            by_date = counts is not None and counts.why == DATED
            tests.setdefault(dated[0], []).append(
                ends_after(dated[1], start, model.vocabulary.year, in_its_year=by_date)
            )
        for at, conditions in tests.items():
            step = self.steps[at]
            source = core.Filter(core.LIST, step.source, step.var, both(*conditions))
            self.steps[at] = evolve(step, source=source)

    def _told_year(self, record: RecordOf) -> core.Node | None:
        """The year that a record is about, as its list tells it."""
        entity = record.entity
        return self.el.value(
            Expression(f"item.{entity.for_year}", entity.place), Names({}, item=record), INTEGER
        )

    def _instance(self, day: core.Node, due: core.Node | None) -> core.Op:
        """The outcome of one instance, where it is asked about."""
        found = self._outcome(day, due)
        if self.asked_of_each is YES:
            return found
        return core.Op(core.FINDING, "finding", (YES, NO, self.asked_of_each, found))

    def _outcome(self, day: core.Node, due: core.Node | None) -> core.Op:
        rule, vars_ = self.rule, tuple(s.var for s in self.steps)
        if rule.grading:
            self._give(grading=core.Graded(grading_type(self.model, rule), rule.id, day, vars_))
            self.el.mark = mark_type(self.model, rule)
        self._give(due=self.last_day)  # what is done by today is done, where the default day is lifted
        if rule.requires is None:
            requires: core.Node | None = self._passes()
        else:
            requires = self._condition(rule.requires)
        due = due and (self.last_day or due)
        late = YES if due is None or rule.kind == "prohibition" else core.Op(BOOLEAN, ">", (AS_OF, due))
        lifted = core.Excepted(BOOLEAN, rule.id, day, vars_) if rule.force and vars_ else NO
        requires = requires or NO
        if rule.kind in UNBREAKABLE:  # used or not used, never broken
            used = [core.Const(core.FINDING, point(n)) for n in (core.SATISFIED, core.NOT_APPLICABLE)]
            return core.Op(core.FINDING, "if", (requires, *used))
        timed = late is not YES
        if timed and self.model.language == 1 and may_be_undefined(requires, self.el.may_be_null):
            undefined = core.Op(BOOLEAN, "is null", (requires,))
            late = core.Op(BOOLEAN, "if", (undefined, YES, late))  # met or violated then, whatever the day
        waits = timed and due is not None and due.type.nullable
        waiting = core.Op(BOOLEAN, "is null", (due,)) if waits and due is not None else NO
        return core.Op(core.FINDING, "outcome", (lifted, requires, late, waiting))

    def _passes(self) -> core.Node | None:
        """Without a requirement of its own, a graded rule asks for the pass mark (open in the words)."""
        place = self.rule.places.get("grading", self.rule.place)
        scale = self.bound["grading"]
        assert isinstance(scale, core.Node)
        mark = core.Param(self.el.mark, "pass_mark", self.rule.id, AS_OF)
        try:
            return ordered(Name("grading"), scale, mark, ">=")
        except Misuse as slip:
            self.el.faults.append(Fault(slip.what, place, slip.hint))
            return None

    def _rolled_up(self, instance: core.Op) -> core.Node:
        worst: core.Node = instance
        for step in reversed(self.steps):
            worst = core.Agg(core.FINDING, "worst", step.source, step.var, worst)
        return worst
