"""Rules that an item reads and that read the result: the points would be worked out from themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import Factory

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import Fault
from policy_rules.lowering.compile import rules_in_findings
from policy_rules.lowering.join import lower_rule
from policy_rules.lowering.resolve import defined_names
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet

_EARLIER = frozenset({"-", "add months"})
"""What takes a day back to an earlier period."""


Programs = Mapping[str, core.RuleProgram]
"""Programs of a ruleset's rules by id."""


@frozen
class ReadByRules:
    """What the rules of a ruleset read, each looked at once; one without a program is lowered for it."""

    model: RulesetModel
    programs: Programs = Factory(dict)
    _known: dict[str, tuple[frozenset[str], frozenset[str]]] = Factory(dict)

    def by(self, rule: str) -> tuple[frozenset[str], frozenset[str]]:
        """The measures that a rule reads of the year assessed, and the rules whose outcomes it reads."""
        if rule not in self._known:
            self._known[rule] = _read(self.programs.get(rule) or _lowered(self.model, rule))
        return self._known[rule]


def circles(sheet: Sheet, model: RulesetModel, read: ReadByRules) -> Iterator[Fault]:
    """Items whose rules read a step of the sheet in its year, themselves or by way of others."""
    steps = {s.name for s in sheet.steps} & set(model.vocabulary.measures)
    for item in sheet.items.values() if steps else ():
        for rule in item.reads:
            if rule in model.rules and (way := _way(rule, steps, read)):
                told = f"`{item.id}` reads `{rule}`, which reads the step `{way[-1]}`"
                by = f" ({' → '.join(way)})" if len(way) > 2 else ""
                hint = (
                    "points of an item stand before the result: leave the rule to what follows from the score"
                )
                yield Fault(f"{told} that its points go into{by}", item.place, hint)


def _way(rule: str, steps: set[str], read: ReadByRules) -> tuple[str, ...]:
    """From a rule to the first step that it reads; () where it reads none."""
    seen, waiting = {rule}, list[tuple[str, ...]]([(rule,)])
    while waiting:
        way = waiting.pop(0)
        measures, rules = read.by(way[-1])
        if found := sorted(measures & steps):
            return (*way, found[0])
        waiting += [(*way, other) for other in sorted(rules - seen)]
        seen |= rules
    return ()


def _lowered(model: RulesetModel, rule: str) -> core.RuleProgram | None:
    others = model.kept.once("rules in findings", lambda: rules_in_findings(model))
    return lower_rule(model, model.rules[rule], others, defined_names(model))[0]


def _read(made: core.RuleProgram | None) -> tuple[frozenset[str], frozenset[str]]:
    if made is None:
        return frozenset(), frozenset()  # told where rules are read
    nodes = [n for part in (made.told, *made.told.parts) for n in core.walk(part.finding)]
    of_year = (n for n in nodes if isinstance(n, core.Reported) and not _is_earlier(n.day))
    return frozenset(n.measure for n in of_year), frozenset(made.after)


def _is_earlier(day: core.Node) -> bool:
    """Whether a day lies in an earlier period than the rule's own."""
    return any(isinstance(n, core.Op) and (n.name in _EARLIER or "back" in n.name) for n in core.walk(day))
