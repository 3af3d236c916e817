"""What instances that stand for texts are called: quarters, and the texts of a list written out in a rule."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.core import nodes as core
from policy_rules.ruleset.model import RulesetModel
from policy_rules.vocabulary import Type


def parts_of_instance(own: core.RuleProgram, id: str) -> tuple[tuple[str, Type], ...]:
    """The parts of an instance's id, each with the type of what it stands for; () of no instance.

    The labels of a type are the texts that it lists; a record's type has none.
    """
    parts = tuple(id.split("/"))
    for types in _each(own):
        if len(types) == len(parts):
            return tuple(zip(parts, types, strict=True))
    return ()


def program_of_rule(model: RulesetModel, rule: str) -> core.RuleProgram | None:
    """The program of one rule, made where only the model is at hand, and kept with it."""
    known = model.rules.get(rule)
    if known is None:
        return None
    from policy_rules.lowering.join import lower_rule

    return model.kept.once(("program", rule), lambda: lower_rule(model, known, ())[0])


def _each(own: core.RuleProgram) -> Iterator[tuple[Type, ...]]:
    """The types of what the rule goes through, of each of its parts."""
    for part in own.parts:
        yield from _each(part)
    if own.each:
        yield tuple(_unfiltered(source).type for _, source in own.each)


def _unfiltered(source: core.Node) -> core.Node:
    return _unfiltered(source.source) if isinstance(source, core.Filter) else source
