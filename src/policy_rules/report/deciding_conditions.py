"""Which parts of a condition decided its truth, in words.

Of an `and` that is false those parts that are false, of an `or` all; of a list the records that fall short.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import Scope, instance
from policy_rules.reference.trace import NOTHING
from policy_rules.reference.withheld import value_told
from policy_rules.report.fact_names import FactNames
from policy_rules.report.measured_words import MeasuredWords
from policy_rules.results.finding import Finding
from policy_rules.results.measured import measured
from policy_rules.values.known import FALSE, T, Truth, point
from policy_rules.wording import Language, Speaker, done_by, says_nothing

MOST_RECORDS = 4
_MEASURED = ("number", "days", "months", "date")
_COMPARE = ("=", "!=", "<", "<=", ">", ">=")


def deciding_of_instances(
    finding: Finding, ids: Collection[str], language: Language
) -> Iterator[tuple[str, list[str]]]:
    """What decided that the requirement is not met, of each of these instances, which are violated."""
    node, each = finding.program.instance, finding.program.each
    if node is None or not each or not ids:
        return
    for scope, _ in finding.told_by.scopes(each):
        named = instance(tuple(variable for variable, _ in each), scope)
        if named in ids and not any(record.generic for record in scope.values()):
            yield named, list(deciding_of_outcome(finding, node, scope, language))


def deciding_of_outcome(finding: Finding, node: core.Op, scope: Scope, language: Language) -> Iterator[str]:
    """What decided that the requirement is not met."""
    inner = node.args[-1]
    if node.name == "finding" and isinstance(inner, core.Op):  # asked of each instance
        node = inner
    if node.name == "outcome":
        yield from Deciding(finding, language).of(node.args[1], scope, wanted=False)


def failing_conditions(finding: Finding) -> tuple[core.Node, ...]:
    """Of all that must hold for a rule to apply to the unit at all, what surely does not."""
    root, failing = finding.program.finding, list[core.Node]()
    ahead = [root.args[2]] if isinstance(root, core.Op) and root.name == "finding" else []
    while ahead:
        node = ahead.pop()
        if isinstance(node, core.Op) and node.name == "and":
            ahead += node.args
        elif finding.told_by.reference.value(node, NOTHING) == FALSE:
            failing.append(node)
    return tuple(failing)


def is_begin(finding: Finding, node: core.Node) -> bool:
    """Whether a condition is that the text of the rule has come into force."""
    begin = finding.model.documents[finding.rule.document].in_force
    if begin is None or not begin.day or not isinstance(node, core.Op) or node.name != ">=":
        return False
    day = node.args[1]
    return isinstance(day, core.Const) and day.value == point(
        datetime.date.fromisoformat(begin.day).toordinal()
    )


@frozen
class Deciding:
    """The parts of a condition that decided its truth."""

    finding: Finding
    language: Language

    def of(self, node: core.Node, scope: Scope, *, wanted: bool) -> Iterator[str]:
        """The lines of the parts of a condition that is surely true, or surely false, as is wanted."""
        reference = self.finding.told_by.reference
        value = reference.value(node, scope)
        if not isinstance(value, Truth) or not value.settled:
            return
        match node:
            case core.Op(name="and") if done_by(node) is not None:
                yield from self.of(node.args[1], scope, wanted=wanted)  # the guard says no more
            case core.Op(name="and" | "or"):
                every = wanted is (node.name == "and")  # a true `and` needs all of them, as a false `or`
                for argument in node.args:
                    if every or reference.value(argument, scope) == value:
                        yield from self.of(argument, scope, wanted=wanted)
            case core.Op(name="not", args=(core.Op(name="is null" | "not null"),)):
                yield self._told(node, scope)
            case core.Op(name="not", args=(inner,)):
                yield from self.of(inner, scope, wanted=not wanted)
            case core.Op(name="if"):
                test = reference.value(node.args[0], scope)
                settled = isinstance(test, Truth) and test.settled
                either = (1 if test.lo == T else 2,) if settled else (1, 2)  # not known: the same by both
                for taken in either:
                    yield from self.of(node.args[taken], scope, wanted=wanted)
            case core.Agg(name="every" | "some") if node.body is not None and wanted is (node.name == "some"):
                yield from self._records(node, scope, wanted=wanted)
            case core.Op(name=name) if name in _COMPARE and node.args[0].type.kind in _MEASURED:
                yield MeasuredWords(self.finding.model, self.language).told(
                    measured(self.finding.told_by, node, scope)
                )
            case core.Const():
                return
            case core.Op() if says_nothing(node):
                return
            case _:
                yield self._told(node, scope)

    def _records(self, node: core.Agg, scope: Scope, *, wanted: bool) -> Iterator[str]:
        """The records by which it is decided."""
        assert node.body is not None
        reference = self.finding.told_by.reference
        told = 0
        for member in reference.members(node.source, scope):
            inner = reference.inner(scope, node.var, member)
            found = reference.value(node.body, inner)
            if member.lo == 0 or member.record.of_others or not isinstance(found, Truth) or not found.settled:
                continue
            if (found.lo == T) is wanted:
                told += 1
                if told > MOST_RECORDS:
                    yield "…"
                    return
                reasons = "; ".join(self.of(node.body, inner, wanted=wanted))
                yield f"{member.record.id}: {reasons}" if reasons else member.record.id

    def _told(self, node: core.Node, scope: Scope) -> str:
        speaker = Speaker(self.finding.model.vocabulary, self.language)
        found = self.finding.told_by.reference.value(node, scope)
        value = value_told(found, node, self.finding.view)
        shown = speaker.show(value, node.type)
        if isinstance(node, core.Read) and not node.unit:
            return f"{FactNames(self.finding.model, self.language).say(node.path)} = {shown}"
        return f"{speaker.say(node)}: {shown}"
