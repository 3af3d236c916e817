"""What a list says of years: the year that its records are about, and which year counts (language 2)."""

from __future__ import annotations

from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.vocabulary_file import Declarations
from policy_rules.vocabulary import Entity, Vocabulary

WORDS = ("about", "breached")
"""What counts of a record: the year that it is about, or that in which it is breached."""
_KEYS = ("for_year", "counted")
_PARAMETER = "parameters."


def check_years(language: int, vocabulary: Vocabulary, declared: Declarations) -> None:
    """Tell what is wrong with `for_year` and `counted` of the lists."""
    for name, (key, node) in declared.entries["entities"].items():
        entity, told = vocabulary.entities[name], dict(_said(node))
        if language == 1:
            for word, value in told.items():
                hint = "write `language: 2` in ruleset.yaml, where `year` counts by the year of a due day"
                declared.faults.append(value.fault(f"`{word}` belongs to version 2 of the language", hint))
            continue
        if told and entity.one and not entity.of:
            declared.faults.append(
                key.fault(f"`{name}` is a single record, so it takes no `{next(iter(told))}`")
            )
            continue
        if "for_year" in told:
            _check_attribute(told["for_year"], entity, declared.faults)
        if "counted" in told:
            _check_counted(told["counted"], entity, vocabulary, declared.faults)


def _said(node: Node) -> list[tuple[str, Scalar]]:
    found = [(key, node.get(key)) for key in _KEYS] if isinstance(node, Mapping) else []
    return [(key, value) for key, value in found if isinstance(value, Scalar)]


def _check_attribute(given: Scalar, entity: Entity, faults: list[Fault]) -> None:
    attribute = entity.attributes.get(given.text)
    if attribute is None:
        hint = near_miss(given.text, entity.attributes)
        faults.append(given.fault(f"`{given.text}` is no attribute of `{entity.name}`", hint))
        return
    type = attribute.type
    if type.kind != "number" or type.places != 0 or type.unit or type.nullable:
        hint = "declare it as `type: integer`, without `unit` and `nullable`"
        faults.append(given.fault(f"`{given.text}` is no year: it needs a whole number", hint))


def _check_counted(given: Scalar, entity: Entity, vocabulary: Vocabulary, faults: list[Fault]) -> None:
    name = given.text.removeprefix(_PARAMETER)
    if given.text != name:
        parameter = vocabulary.parameters.get(name)
        if parameter is None:
            hint = near_miss(name, vocabulary.parameters) or "declare it in parameters.yaml"
            faults.append(given.fault(f"`{name}` is no parameter of this ruleset", hint))
            return
        type = parameter.type
        if type.kind != "label" or type.nullable or not set(type.labels) <= set(WORDS):
            told = f"the parameter `{name}` cannot say it: a record is counted `about` or `breached`"
            faults.append(given.fault(told, f"type: [{', '.join(WORDS)}]"))
    elif name not in WORDS:
        hint = near_miss(name, WORDS) or "possible: `about`, `breached`, or `parameters.x`"
        faults.append(given.fault(f"`{name}` is no year in which a record of `{entity.name}` counts", hint))
    if given.text != "breached" and not entity.for_year and not entity.dated_by:
        told = f"nothing says what year a record of `{entity.name}` is about"
        faults.append(given.fault(told, "add `for_year: <attribute>`, or `dated_by: <date>`"))
