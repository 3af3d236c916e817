"""From the path of a fact to its slot: every name must be one of the vocabulary's or of the rules'."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.facts.paths import PathStep, read_path
from policy_rules.facts.renamed import refused
from policy_rules.facts.slots import (
    At,
    CompleteSlot,
    FieldSlot,
    RecordSlot,
    Slot,
    StatementSlot,
    ValueSlot,
)
from policy_rules.ruleset.inner_lists import inner_lists
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.shapes import YEAR
from policy_rules.vocabulary import Entity, Vocabulary

_STATEMENTS = {
    "reported": ("measure", "for"),
    "exceptions": ("rule", "instance"),
    "gradings": ("rule", "instance", "for"),
    "entries": ("entry", "instance", "for"),
    "corrections": ("id",),
    "samples": ("for",),
}
_OF_UNITS = ("units_under", "organs")
"""The lists whose records are units."""


def slot_of(path: str, model: RulesetModel) -> Slot[Any]:
    """The slot that the path names; raises FactsError for a name that is not declared."""
    steps = read_path(path)
    first = steps[0]
    for name in (first.name, ".".join(step.name for step in steps)):
        if (old := refused(name, model.vocabulary)) is not None:
            raise _wrong(path, *old)
    if first.name == "complete" and len(steps) == 1:
        return _complete(first, path, model.vocabulary)
    if first.name in _STATEMENTS and len(steps) == 1:
        return _statement(first, path, model)
    return _fact(steps, path, model.vocabulary)


def _wrong(path: str, told: str, hint: str = "") -> FactsError:
    return FactsError(Fault(f"`{path}`: {told}", hint=hint))


def _unknown(path: str, word: str, what: str, known: Collection[str]) -> FactsError:
    hint = near_miss(word, known) or (f"known: {', '.join(sorted(known)[:12])}" if known else "")
    return _wrong(path, f"`{word}` is {what}", hint)


# -- values and records ----------------------------------------------------------------------------


def _fact(steps: tuple[PathStep, ...], path: str, vocabulary: Vocabulary) -> Slot[Any]:
    entity = vocabulary.entities.get(steps[0].name)
    if entity is None or entity.of:
        outer = [e.name for e in vocabulary.entities.values() if not e.of]
        raise _unknown(path, steps[0].name, "not declared", [*outer, *_STATEMENTS, "complete"])
    if entity.one:
        return _value(entity, steps, path)
    records: list[At] = []
    for at, step in enumerate(steps):
        inner = inner_lists(vocabulary, entity.name) if at else {entity.name: entity}
        if at and step.name in entity.attributes and at == len(steps) - 1 and not step.inside:
            return FieldSlot(tuple(records), step.name, entity)
        if step.name not in inner:
            raise _unknown(
                path, step.name, f"no attribute and no list of `{entity.name}`", [*entity.attributes, *inner]
            )
        entity = inner[step.name]
        if len(step.inside) != 1:
            raise _wrong(path, f"`{step.name}` is a list", f"name one record: `{step.name}[id]`")
        if "/" in step.inside[0]:
            raise _wrong(path, f"the id `{step.inside[0]}` holds `/`, which divides ids", "use `-`")
        records.append((step.name, step.inside[0]))
    return RecordSlot(tuple(records))


def _value(entity: Entity, steps: tuple[PathStep, ...], path: str) -> ValueSlot:
    if len(steps) != 2 or any(step.inside for step in steps):
        raise _wrong(path, f"`{entity.name}` is a single record", f"name an attribute: `{entity.name}.…`")
    if steps[1].name not in entity.attributes:
        raise _unknown(path, steps[1].name, f"no attribute of `{entity.name}`", entity.attributes)
    return ValueSlot(entity.name, steps[1].name)


# -- statements ------------------------------------------------------------------------------------


def _complete(step: PathStep, path: str, vocabulary: Vocabulary) -> CompleteSlot:
    if len(step.inside) not in (1, 2):
        raise _wrong(path, "this names no list", "write `complete[lectures, 2024]`")
    year = _year(step.inside[1], path) if len(step.inside) == 2 else 0
    steps = read_path(step.inside[0])
    if steps[-1].inside:
        raise _wrong(
            path, f"`{step.inside[0]}` is a record", "name the list, without the brackets at its end"
        )
    words = [s.name for s in steps]
    if len(words) > 1 or words[0] not in _OF_UNITS or words[0] in vocabulary.entities:
        _check_list(words, path, vocabulary)
    named = [s for s in steps[:-1] if s.inside]
    if named and len(named) != len(steps) - 1:
        raise _wrong(path, "name each record around the list, or none")
    outer = tuple((s.name, s.inside[0]) for s in named)
    return CompleteSlot(".".join(words), outer, year)


def _check_list(words: list[str], path: str, vocabulary: Vocabulary) -> None:
    known = {e.name: e for e in vocabulary.entities.values() if not e.of and not e.one}
    for word in words:
        if word not in known:
            raise _unknown(path, word, "no list here", [*known, *(() if len(words) > 1 else _OF_UNITS)])
        known = dict(inner_lists(vocabulary, word))


def _statement(step: PathStep, path: str, model: RulesetModel) -> StatementSlot:
    keys = _STATEMENTS[step.name]
    words = list(step.inside)
    least = len(keys) - ("instance" in keys)
    if not least <= len(words) <= len(keys):
        raise _wrong(
            path, f"`{step.name}` is named by {', '.join(keys)}", f"write `{step.name}[{', '.join(keys)}]`"
        )
    if len(words) == least and "instance" in keys:
        words.insert(1, "")
    about: dict[str, str | int] = dict(zip(keys, words, strict=True))
    if "for" in about:
        about["for"] = _year(str(about["for"]), path)
    if step.name == "reported":
        if words[0] not in model.vocabulary.measures:
            raise _unknown(path, words[0], "no measure", model.vocabulary.measures)
    elif "rule" in about and words[0] not in model.rules:
        raise _unknown(path, words[0], "no rule", model.rules)
    return StatementSlot(step.name, about)


def _year(word: str, path: str) -> int:
    if not YEAR.fullmatch(word):
        raise _wrong(path, f"`{word}` is no year")
    return int(word)
