"""The columnar engine behind the engines' protocol: one plan for all rules and units of a population."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from policy_rules.core.nodes import RuleProgram
from policy_rules.engines.columnar.columns import Columns, NumberColumns, constant
from policy_rules.engines.columnar.declared_bounds import DeclaredFactColumns
from policy_rules.engines.columnar.fact_columns import FactColumns
from policy_rules.engines.columnar.flags import YES, Flag, all_of
from policy_rules.engines.columnar.integers import Lack
from policy_rules.engines.columnar.logic import equal
from policy_rules.engines.columnar.missing_facts import Missing
from policy_rules.engines.columnar.plan import UNITS, Plan
from policy_rules.engines.columnar.result_columns import (
    InstanceColumns,
    ResultColumns,
    RuleResults,
)
from policy_rules.engines.columnar.translation import SECOND_LIST, Translation
from policy_rules.engines.columnar.view_facts import ViewFactColumns
from policy_rules.errors import EngineError, Fault
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import unknown
from policy_rules.reference.trace import RuleResult

Question = Callable[[Translation, RuleProgram], ResultColumns]
RULES_IN_A_PLAN = 64
"""One plan of all rules holds all its columns at once; chunks of 50 to 100 are a good deal leaner."""


class ColumnarEngine:
    """Evaluates all rules on a population of units, in columns."""

    name = "columnar"

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        """What keeps the engine from carrying the rule exactly, told from declared types alone."""
        return program.kept.once(("lacking in columns", rule.id), lambda: lacking(program, rule))

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        """The full results of every rule carried, for each unit.

        Raises:
            EngineError: the facts hold numbers that could exceed 128 bits in a rule.
        """
        results: list[dict[str, RuleResult]] = [{} for _ in views]
        for places, asked, answers in self._answered(program, views, result_columns):
            for one in asked:
                for row, place in enumerate(places):
                    results[place][one.rule] = answers.result(one, row)
        return results

    def outcomes(
        self, program: Program, views: Sequence[UnitView]
    ) -> Sequence[Mapping[str, tuple[int, int]]]:
        """The findings of every rule carried, for each unit."""
        results: list[dict[str, tuple[int, int]]] = [{} for _ in views]
        for places, asked, answers in self._answered(program, views, only_finding):
            for one in asked:
                for row, place in enumerate(places):
                    results[place][one.rule] = answers.interval(one.finding, row)
        return results

    def _answered(
        self, program: Program, views: Sequence[UnitView], question: Question
    ) -> Iterator[tuple[list[int], list[ResultColumns], RuleResults]]:
        """The answers plan by plan, with the places of the views that each is about."""
        for places in _alike(views).values():
            facts = ViewFactColumns([views[i] for i in places])
            for rules in self._chunks(program):
                translation = Translation(program, facts, Plan())
                asked = [_carried(translation, rule, question) for rule in rules]
                yield places, asked, _computed(facts, translation.plan, asked)

    def _chunks(self, program: Program) -> list[list[RuleProgram]]:
        carried = [r for r in program.rules if self.lacks(program, r) is None]
        return [carried[i : i + RULES_IN_A_PLAN] for i in range(0, len(carried), RULES_IN_A_PLAN)]


def _alike(views: Sequence[UnitView]) -> dict[tuple[object, ...], list[int]]:
    """The views in groups that one plan can serve."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, view in enumerate(views):
        groups[id(view.vocabulary), view.as_of, view.year, view.year_given].append(place)
    return groups


def _carried(translation: Translation, rule: RuleProgram, question: Question) -> ResultColumns:
    try:
        return question(translation, rule)
    except Lack as lack:
        what = f"the columnar engine cannot carry the rule `{rule.id}` on these facts: {lack.reason}"
        raise EngineError(Fault(what, hint="use the reference for these units")) from None


def _computed(facts: ViewFactColumns, plan: Plan, asked: list[ResultColumns]) -> RuleResults:
    wanted: dict[str, set[str]] = {name: set() for name in facts.stores}
    for one in asked:
        for frame, names in one.wanted().items():
            wanted[frame] |= names
    needed = {u for s in plan.steps.values() for u in s.uses} | set().union(*wanted.values())
    frames = plan.run(facts.frames(needed), wanted)
    return RuleResults(frames, facts.records, len(facts.views))


def only_finding(translation: Translation, rule: RuleProgram) -> ResultColumns:
    """What is asked of a rule where only its finding matters."""
    finding = _number(translation.value(rule.finding, {}))
    return ResultColumns(rule.id, finding, InstanceColumns(), (), {})


def result_columns(translation: Translation, rule: RuleProgram) -> ResultColumns:
    """All that a rule's result holds, as columns."""
    finding = _number(translation.value(rule.finding, {}))
    sides = []
    for node, binders in rule.comparisons:
        if len(binders) > 1:
            raise Lack(SECOND_LIST)
        frame, kept, scope = UNITS, YES, {}
        if binders:
            ((var, source),) = binders
            members = translation.members(source, {})
            frame, kept, scope = members.frame, members.kept, {var: members.frame}
        left, right = (translation.value_in(frame, a, scope) for a in node.args[:2])
        sides.append((frame, kept, left, right))
    missing = Missing(translation, rule.finding).leaves
    return ResultColumns(rule.id, finding, _instances(translation, rule), tuple(sides), missing)


def _instances(translation: Translation, rule: RuleProgram) -> InstanceColumns:
    """The instances of a rule; of one with readings also those of each reading."""
    parts = tuple((part.name, _number(translation.value(part.finding, {}))) for part in rule.parts)
    readings = (
        tuple((_left(translation, part), _instances(translation, part)) for part in rule.parts)
        if rule.by_reading
        else ()
    )
    return InstanceColumns(_each(translation, rule), parts, readings)


def _left(translation: Translation, part: RuleProgram) -> Flag:
    """Where the parameters leave a reading; see `trace.parts_left`."""
    asked = [
        equal(translation.value(param, {}), constant(listed.value)).possibly for param, listed in part.reading
    ]
    return translation.plan.keep_flag(UNITS, all_of(*asked))


def _each(translation: Translation, rule: RuleProgram) -> tuple[str, Flag, Flag, NumberColumns] | None:
    """The instances of a rule: their frame, which may be there, which surely are, and their outcomes."""
    if rule.instance is None:
        return None
    if len(rule.each) > 1:
        raise Lack(SECOND_LIST)
    if not rule.each:
        return UNITS, YES, YES, _number(translation.value(rule.instance, {}))
    ((var, source),) = rule.each
    of = translation.members(source, {})
    value = translation.value_in(of.frame, rule.instance, {var: of.frame})
    return of.frame, of.kept, of.sure, _number(value)


def _number(value: Columns) -> NumberColumns:
    assert isinstance(value, NumberColumns)
    return value


def lacking(program: Program, rule: RuleProgram) -> str | None:
    """What is not known of the rule, or the reason for which a plan of it cannot be made, or None."""
    if (why := unknown(program, rule)) is not None:
        return why
    facts: FactColumns = DeclaredFactColumns(program.model.vocabulary)
    try:
        result_columns(Translation(program, facts, Plan()), rule)
    except Lack as lack:
        return lack.reason
    return None
