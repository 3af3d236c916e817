"""Names that were taken out, and what is recorded in their place: `vocabulary/gone.yaml`.

Those of facts; `grading(rule)` of a rule that is graded no more; `parameters.x`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.shapes import Fields
from policy_rules.vocabulary import Gone, Vocabulary

_PARAMETER, _GRADING = "parameters.", re.compile(r"grading\((.+)\)")
_INSTEAD = re.compile(r'(\w+)(?:\.(\w+))?(?:\[(\w+) = "(\w+)"\])?')
_FORM = 'write `list`, `entity.attribute`, a measure, or `list[attribute = "label"]`'


def read_gone(
    groups: Iterable[tuple[Scalar, Fields]], vocabulary: Vocabulary, faults: list[Fault]
) -> dict[str, Gone]:
    """The names that are gone, by the old name; what they say of rules and parameters: `check_gone`."""
    found: dict[str, Gone] = {}
    for _, fields in groups:
        names, day = fields.mapping("names"), fields.scalar("on")
        if names is None or day is None:
            continue
        for old, node in names.entries:
            faults += _faults_of_old(old, vocabulary, found)
            items = node.items if isinstance(node, Sequence) else (node,)
            instead = [item for item in items if isinstance(item, Scalar)]
            if not old.text.startswith(_PARAMETER):
                for name in instead:
                    faults += _faults_of_new(name, vocabulary)
            told = tuple(name.text for name in instead)
            found[old.text] = Gone(day.text, told, fields.text("zh"), fields.text("en"))
    return found


def check_gone(model: RulesetModel, groups: Iterable[Node], faults: list[Fault]) -> None:
    """A rule whose gradings are gone is there and not graded; what is set for a parameter is there."""
    parameters = {*model.vocabulary.parameters, *model.vocabulary.cells}
    for group in groups:
        names = group.get("names") if isinstance(group, Mapping) else None
        for old, node in names.entries if isinstance(names, Mapping) else ():
            graded = _GRADING.fullmatch(old.text)
            if graded is not None:
                faults += _faults_of_grading(old, graded[1], model)
            elif old.text.startswith(_PARAMETER):
                if old.text.removeprefix(_PARAMETER) in parameters:
                    faults.append(old.fault(f"`{old.text}` is declared, so it is not gone"))
                items = node.items if isinstance(node, Sequence) else (node,)
                faults += _faults_of_parameters(items, parameters)


def _faults_of_grading(old: Scalar, id_: str, model: RulesetModel) -> Iterator[Fault]:
    if id_ not in model.rules:
        yield old.fault(f"`{id_}` is no rule of this ruleset", near_miss(id_, model.rules))
    elif model.rules[id_].grading:
        yield old.fault(f"`{id_}` is graded, so its gradings are not gone", "leave the line out")


def _faults_of_parameters(items: Iterable[Node], parameters: Collection[str]) -> Iterator[Fault]:
    for item in items:
        if isinstance(item, Scalar) and item.text.removeprefix(_PARAMETER) not in parameters:
            hint = near_miss(item.text, [_PARAMETER + name for name in parameters])
            yield item.fault(f"`{item.text}` is no parameter of this ruleset", hint or "write `parameters.x`")


def gone_parameter(name: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """What is told of a parameter that was taken out, and what is set in its place; None for any other."""
    gone = vocabulary.gone.get(_PARAMETER + name)
    return None if gone is None else gone.told(_PARAMETER + name, "set")


def _faults_of_old(old: Scalar, vocabulary: Vocabulary, found: dict[str, Gone]) -> Iterator[Fault]:
    if old.text.startswith(_PARAMETER) or _GRADING.fullmatch(old.text):
        if old.text in found:
            yield old.fault(f"`{old.text}` is gone twice", "leave one of the two out")
        return
    entity, _, attribute = old.text.partition(".")
    known = vocabulary.entities.get(entity)
    if old.text in vocabulary.measures or (
        known is not None and (not attribute or attribute in known.attributes)
    ):
        yield old.fault(f"`{old.text}` is declared, so it is not gone")
    if old.text in found:
        yield old.fault(f"`{old.text}` is gone twice", "leave one of the two out")


def _faults_of_new(name: Scalar, vocabulary: Vocabulary) -> Iterator[Fault]:
    read = _INSTEAD.fullmatch(name.text)
    if read is None:
        yield name.fault(f"`{name.text}` is no name of a fact", _FORM)
        return
    first, attribute, by, label = read.groups()
    entity = vocabulary.entities.get(first)
    if entity is None:
        if attribute or by or first not in vocabulary.measures:
            hint = near_miss(first, [*vocabulary.entities, *vocabulary.measures])
            yield name.fault(f"`{first}` is not declared", hint or _FORM)
        return
    for each in filter(None, (attribute, by)):
        if each not in entity.attributes:
            hint = near_miss(each, entity.attributes) or "attributes: " + ", ".join(entity.attributes)
            yield name.fault(f"`{first}` has no attribute `{each}`", hint)
    if by in entity.attributes and label not in entity.attributes[by].type.labels:
        hint = near_miss(label, entity.attributes[by].type.labels)
        yield name.fault(f"`{label}` is no label of `{first}.{by}`", hint)
