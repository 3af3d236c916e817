"""Rules that an item reads and that read the result: the points would be worked out from themselves."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.errors import ExpressionError, Fault
from policy_rules.feel.nodes import Call, Literal, Name
from policy_rules.feel.nodes import Node as FeelNode
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet


def circles(sheet: Sheet, model: RulesetModel) -> Iterator[Fault]:
    """Items whose rules read a step of the sheet in its year, themselves or by way of others."""
    steps = {s.name for s in sheet.steps} & set(model.vocabulary.measures)
    for item in sheet.items.values() if steps else ():
        for rule in item.reads:
            if rule in model.rules and (way := _way(model, rule, steps)):
                told = f"`{item.id}` reads `{rule}`, which reads the step `{way[-1]}`"
                by = f" ({' → '.join(way)})" if len(way) > 2 else ""
                hint = (
                    "points of an item stand before the result: leave the rule to what follows from the score"
                )
                yield Fault(f"{told} that its points go into{by}", item.place, hint)


def _way(model: RulesetModel, rule: str, steps: set[str]) -> tuple[str, ...]:
    """From a rule to the first step that it reads; () where it reads none."""
    seen, waiting = {rule}, list[tuple[str, ...]]([(rule,)])
    while waiting:
        way = waiting.pop(0)
        for name in sorted(_read(model, way[-1]) - seen):
            if name in steps:
                return (*way, name)
            seen.add(name)
            waiting.append((*way, name))
    return ()


def _read(model: RulesetModel, name: str) -> set[str]:
    """The rules and measures that a rule or a measure reads of the year that is assessed."""
    found = set[str]()
    if name in model.rules:
        norms = model.rules[name].norms
        texts = [t for n in norms for t in (n.applies, n.requires, *(i.source for i in n.for_each))]
    else:
        texts = [model.vocabulary.measures[name].derived]
    for text in texts:
        if text is not None:
            try:
                found |= set(_names(model.trees.parse(text.text)))
            except ExpressionError:
                continue  # told where rules are read
    return {n for n in found if n in model.rules or n in model.vocabulary.measures}


def _names(tree: FeelNode) -> Iterator[str]:
    """The bare names, and the rules whose outcomes are read; what `prior` reads is of another year."""
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
        if not isinstance(node, FeelNode):
            continue
        if isinstance(node, Call) and node.function == Name("prior"):
            continue
        if isinstance(node, Call) and node.function == Name("outcome"):
            yield from (a.value for a in node.args if isinstance(a, Literal) and isinstance(a.value, str))
        if isinstance(node, Name):
            yield node.name
        waiting += [getattr(node, a.name) for a in type(node).__attrs_attrs__ if a.name != "span"]
