"""A rule's requirement in plain words, its period told by name and not by its construction."""

from __future__ import annotations

from collections.abc import Container

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.report.pages.headings import TOLD
from policy_rules.wording import Speaker


@frozen
class PlainWords:
    """Says lowered conditions in one language, shorter than they stand in the tree.

    The ends of a period that the words leave open are told as such, and the window of the year that
    every list goes through is left out.
    """

    speaker: Speaker

    def say(self, node: core.Node) -> str:
        """A condition or value."""
        return self.speaker.say(self._told(node, {}))

    def list(self, node: core.Node) -> str:
        """A list of records."""
        told = self._told(node, {})
        return self.speaker.say(told)

    def requirement(self, program: core.RuleProgram, open_keys: Container[str] = ()) -> str:
        """What one instance must be, or an empty text.

        The days of `open_keys`, which have several readings, are told by what they are.
        """
        if program.instance is None:
            return ""
        days = {"due": (program.due,), "period": program.period}
        names = {"due": ("the due day",), "period": ("period starts", "period ends")}
        english = self.speaker.language == "en"
        done: dict[int, core.Node] = {
            id(day): core.Input(day.type, TOLD[name][english])
            for key in days
            if key in open_keys
            for day, name in zip(days[key], names[key], strict=False)
            if day is not None
        }
        return self.speaker.say(self._told(program.instance.args[program.instance.name == "outcome"], done))

    def _told(self, node: core.Node, done: dict[int, core.Node]) -> core.Node:
        if id(node) not in done:
            done[id(node)] = self._shortened(node, done)
        return done[id(node)]

    def _shortened(self, node: core.Node, done: dict[int, core.Node]) -> core.Node:
        match node:
            case core.Op() if end := _period_end(node):
                return core.Input(node.type, TOLD[end][self.speaker.language == "en"])
            case core.Op():
                return evolve(node, args=tuple(self._told(a, done) for a in node.args))
            case core.Filter() if _is_window(node):
                return self._told(node.source, done)
            case core.Filter():
                source, condition = self._told(node.source, done), self._told(node.condition, done)
                return evolve(node, source=source, condition=condition)
            case core.Agg():
                body = None if node.body is None else self._told(node.body, done)
                return evolve(node, source=self._told(node.source, done), body=body)
        return node


def _period_end(node: core.Op) -> str:
    """Which end of a period left open the node is, if it is one."""
    if node.name != "if" or not isinstance(node.args[1], core.Op):
        return ""
    test = node.args[0]
    of_period = isinstance(test, core.Op) and any(
        isinstance(a, core.Param) and a.name == "period" for a in test.args
    )
    ends = {"year start": "period starts", "year end": "period ends"}
    return ends.get(node.args[1].name, "") if of_period else ""


def _is_window(node: core.Filter) -> bool:
    return any(isinstance(n, core.Input) and n.name == "year_given" for n in core.walk(node.condition))
