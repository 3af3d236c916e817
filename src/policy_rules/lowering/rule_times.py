"""The times of a rule: period, due day, the day looked at, the day on which dated parameters are read."""

from __future__ import annotations

from collections.abc import Mapping

from policy_rules.core import nodes as core
from policy_rules.core.meanings import (
    IN_FORCE_ON,
    Extent,
    Meaning,
    Names,
)
from policy_rules.errors import ExpressionError, Fault
from policy_rules.feel.nodes import names_of
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.lowering.inputs import AS_OF, NO, YEAR, YES, EachStep
from policy_rules.lowering.period_terms import (
    is_several,
    kind_of,
    only_span,
    open_period,
    rolls,
    window,
)
from policy_rules.lowering.resolve import Definition, defined_names
from policy_rules.lowering.versions import day_of_values
from policy_rules.operators.periods import year_span
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.values.known import NULL_NUM
from policy_rules.vocabulary import BOOLEAN, DATE, Expression, Type


class RuleTimes:
    """What a rule gives of times, and to its expressions; faults are collected in `el.faults`."""

    def __init__(
        self,
        model: RulesetModel,
        rule: Rule,
        findings: tuple[str, ...],
        defines: Mapping[str, Definition] | None = None,
        version: tuple[Expression | None, Expression | None] = (None, None),
    ) -> None:
        self.model, self.rule = model, rule
        self.version = version
        self.governs: core.Node = YES
        self.asked_of_each: core.Node = YES
        self.el = Elaborator(
            model.vocabulary,
            rule=rule.id,
            defines=defined_names(model) if defines is None else defines,
            rules=model.rules.keys(),
            findings=findings,
        )
        self.bound: dict[str, Meaning] = {"as_of": AS_OF, "year": YEAR, "day": AS_OF}
        self.el.give(self.bound)
        self.steps: list[EachStep] = []
        self.due_from = self.counts_by = ""
        self.last_day: core.Node | None = None
        self.year = year_span(model.vocabulary.year, YEAR)
        self.kind = kind_of(model.vocabulary, rule.period.text) if rule.period else None

    # -- time --------------------------------------------------------------------------------------

    def _early(self) -> None:
        """Period and due day as far as they do not depend on a record."""
        period, due = self.rule.period, self.rule.due
        if period is not None and period.text == "open":
            self._give(period=self._open_period())
        elif self.kind is not None and not is_several(self.kind):
            yearly = self.kind == self.model.vocabulary.year
            self._give(period=self.year if yearly else only_span(self.model.vocabulary, self.kind, YEAR))
        self._give_day_of_values()
        if due is not None and due.text in ("default", "open"):
            self._give(due=self._default_due() if due.text == "default" else self._own("due"))
        elif due is not None and (not self._by_instance or due.day):
            if period is not None and "period" not in self.bound and self._reads_period(due):
                self._give_period(period)
            self._give_due(due)
        self._give_day()
        if is_several(self.kind):
            self._give(day=core.Op(DATE, "cap", (self._node("day"), self._ends(self.year)[1])))

    @property
    def _by_instance(self) -> bool:
        """Whether the rule is judged by records, or by several periods of the year."""
        return bool(self.rule.for_each) or is_several(self.kind)

    @staticmethod
    def _ends(period: Extent) -> tuple[core.Node, core.Node]:
        assert period.low is not None and period.high is not None
        return period.low, period.high

    def _late_terms(self) -> None:
        """Period and due day that depend on a record; then the day looked at."""
        period, due = self.rule.period, self.rule.due
        self._give_day_of_values()
        if period is not None and "period" not in self.bound:
            self._give_period(period)
        if due is not None and due.text != "default" and "due" not in self.bound:
            self._give_due(due)
        if (
            due is None
            and not rolls(self.rule)
            and isinstance(period_ := self.bound.get("period"), Extent)
            and period_.high is not None
        ):
            self._give(due=period_.high)
        self._give_day()

    def _reads_period(self, due: Expression) -> bool:
        """Whether a due day is told by the period: then that is given first."""
        try:
            return "period" in names_of(self.el.trees.parse(due.text, place=due.place))
        except ExpressionError:
            return False  # told where it is read

    def _give_period(self, period: Expression) -> None:
        """A period in words: a range of days."""
        found = self.el.meaning(period, self._names())
        if isinstance(found, Extent):
            self._give(period=found)
        else:
            self._give(period=self.year)
            if found is not None:
                self._fault(period, "a period is a range such as `[h.term_start..h.term_end]`")

    def _give_due(self, due: Expression) -> None:
        self._give_day_of_values()
        found = self.el.value(due, self._names(), DATE)
        self._give(
            due=AS_OF if found is None else found
        )  # a faulty one is told once, and not where it is read too

    def _give_day(self) -> None:
        """The day looked at: as_of, but no later than the due day or the period's end."""
        day: core.Node = AS_OF
        due, period = self.bound.get("due"), self.bound.get("period")
        if isinstance(due, core.Node):
            day = core.Op(DATE, "cap", (day, self.last_day or due))
        if rolls(self.rule):
            self._give(period=window(self.rule, day, YEAR))
        elif isinstance(period, Extent) and period.high is not None and period.high is not due:
            day = core.Op(DATE, "cap", (day, period.high))
        self._give(day=day)
        self._give_day_of_values()

    def _give_day_of_values(self) -> None:
        """The day on which parameters with values by day are read, as far as it is known by now."""
        about = [step.body for step in self.steps], self.bound.get("due"), self.bound.get("period")
        self._give(**{IN_FORCE_ON: day_of_values(*about, self._node("day"))})

    def _today(self, day: Expression) -> core.Node | None:
        """A day of the law's own, by what stands on the day of assessment."""
        given, self.el.given = self.el.given, {**self.el.given, IN_FORCE_ON: AS_OF}
        try:
            return self.el.value(day, self._names(), DATE)
        finally:
            self.el.given = given

    def _open_period(self) -> Extent:
        """The period that the words do not give; another than the year's lies in the document's term."""
        default = self.model.rules.get(self.model.documents[self.rule.document].default_due)
        last = self.el.value(default.due, self._names(), DATE) if default and default.due else None
        term = (self._start_of_force(), last) if self.model.language > 1 else (None, None)
        return open_period(self._own("period"), self._ends(self.year), *term)

    def _own(self, name: str) -> core.Node:
        """A parameter that each rule has of its own; every ruleset has them."""
        return core.Param(self.model.vocabulary.parameters[name].type, name, self.rule.id, AS_OF)

    def _default_due(self) -> core.Node | None:
        """The day of the document's default rule; a task for which an exception lifts it is never late."""
        document = self.model.documents[self.rule.document]
        default = self.model.rules.get(document.default_due)
        if default is None or default.due is None:
            self._fault(
                self.rule.due, "the document has no default due day", "set `default_due` in ruleset.yaml"
            )
            return None
        self.due_from = default.id
        found = self.el.value(default.due, self._names(), DATE)
        if found is None or not default.force:
            return found
        lifted = core.Excepted(BOOLEAN, default.id, AS_OF, instance=self.rule.id)
        self.last_day = core.Op(found.type, "if", (lifted, AS_OF, found))
        nullable = Type("date", nullable=True)
        return core.Op(nullable, "if", (lifted, core.Const(nullable, NULL_NUM), found))

    def _start_of_force(self) -> core.Node | None:
        expression = self.model.documents[self.rule.document].in_force
        return None if expression is None else self._today(expression)

    # -- small things ------------------------------------------------------------------------------

    def _names(self) -> Names:
        return Names(self.bound)

    def _give(self, /, **named: Meaning | None) -> None:
        self.bound = {**self.bound, **{k: m for k, m in named.items() if m is not None}}
        self.el.give(self.bound)

    def _node(self, name: str) -> core.Node:
        found = self.bound[name]
        assert isinstance(found, core.Node)
        return found

    def _condition(self, expression: Expression) -> core.Node:
        return self.el.value(expression, self._names(), BOOLEAN) or NO

    def _fault(self, expression: Expression | None, what: str, hint: str = "") -> None:
        place = expression.place if expression else self.rule.place
        self.el.faults.append(Fault(what, place, hint))
