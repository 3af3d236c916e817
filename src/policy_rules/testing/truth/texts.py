"""The texts of rules as FEEL can evaluate them on plain data.

Some forms of rules are not FEEL: `outcome("x")`, `prior(m, n)`, `in_year(m, y)`, `period.year`,
`parameters.x` (which must be set) and `units_under(unit, [...])`. All but the last become names that the
context answers, that a filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import evolve, fields

from policy_rules import feel
from policy_rules.attributes import frozen
from policy_rules.feel import nodes
from policy_rules.ruleset.model import Rule
from policy_rules.testing.truth.cycles import window_of
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.scales import Ranks
from policy_rules.vocabulary import Expression

OUTCOME, PRIOR, PARAMETER, IN_YEAR = "outcome ", "prior ", "parameter ", "in year "
PERIOD_YEAR = "period's year"
"""How names begin that stand for the forms of rules; no name in a text has such a blank."""
BELOW, LEVEL = "units below", "level today"
"""Of a unit, the units below it; and its level on the day of assessment, by which they are chosen."""


@frozen
class Text:
    """A text that is ready to be evaluated, and the names in it: as written, and as they became."""

    tree: nodes.Node
    names: frozenset[str]


class Texts:
    """The texts of one ruleset, each read once."""

    def __init__(self, ranks: Ranks) -> None:
        self._ranks = ranks
        self._read: dict[str, Text] = {}

    def read(self, text: str) -> Text:
        """The text as it is evaluated."""
        if text not in self._read:
            written = feel.parse(text)
            turned = self._turned(written)
            self._read[text] = Text(turned, frozenset((*names_in(written), *names_in(turned))))
        return self._read[text]

    def _turned(self, node: Any) -> Any:
        if isinstance(node, tuple):
            return tuple(self._turned(part) for part in node)
        if not isinstance(node, nodes.Node):
            return node
        match node:
            case nodes.Literal(value=str(word)):
                return evolve(node, value=self._ranks.ranked(word))
            case nodes.Call(function=nodes.Name(name="outcome"), args=(nodes.Literal(value=rule),)):
                return nodes.Name(f"{OUTCOME}{rule}")
            case nodes.Call(function=nodes.Name(name="prior"), args=(nodes.Name(name=name), years)):
                return nodes.Name(f"{PRIOR}{feel.evaluate(years)} {name}")
            case nodes.Call(function=nodes.Name(name="in_year"), args=(nodes.Name(name=name), year)):
                return nodes.Name(f"{IN_YEAR}{feel.evaluate(year)} {name}")
            case nodes.Call(function=nodes.Name(name="units_under"), args=(unit, levels)):
                return self._units_below(unit, levels)
            case nodes.Filter(
                source=nodes.Path(source=nodes.Name(name="parameters")) as table, condition=key
            ):
                return nodes.Call(nodes.Name("get value"), (self._turned(table), self._turned(key)))
            case nodes.Path(source=nodes.Name(name="period"), name="year"):
                return nodes.Name(PERIOD_YEAR)
            case nodes.Path(source=nodes.Name(name="parameters"), name=name):
                return nodes.Name(f"{PARAMETER}{name}")
        kept = {f.name: getattr(node, f.name) for f in fields(type(node)) if f.name != "span"}
        return evolve(node, **{name: self._turned(part) for name, part in kept.items()})

    def _units_below(self, unit: nodes.Node, levels: nodes.Node) -> nodes.Node:
        if unit != nodes.Name("unit"):
            raise Declined("units below another unit than the one assessed")
        return nodes.Filter(nodes.Path(unit, BELOW), nodes.In(nodes.Name(LEVEL), (self._turned(levels),)))


def names_in(node: nodes.Node) -> Iterable[str]:
    """The names and attributes that a tree speaks of."""
    if isinstance(node, nodes.Name | nodes.Path):
        yield node.name
    for child in nodes.children(node):
        yield from names_in(child)


_KEYWORDS = ("", "default", "open", "year")


def texts_of(rule: Rule) -> list[Expression]:
    """The texts of one norm."""
    said = [rule.applies, rule.period, rule.due, rule.requires, *(step.source for step in rule.for_each)]
    said += [text for readings in rule.readings.values() for text in readings.options.values()]
    return [t for t in (*said, rule.version_on, *(d.when for d in rule.degrees)) if t is not None]


def spoken_in(
    said: Iterable[Expression | None], texts: Texts, kinds: Iterable[str] = ()
) -> Iterator[frozenset[str]]:
    """The names in each of the texts, keywords left out."""
    for text in said:
        if text is not None and text.text not in (*_KEYWORDS, *kinds) and window_of(text.text) is None:
            yield texts.read(text.text).names
