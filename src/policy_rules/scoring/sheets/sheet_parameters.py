"""The parameters of a sheet: the ruleset's by their names, narrowed, or the sheet's own."""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import Fault
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.typed_values import read_value
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.scoring.names_in_sheets import SheetParameter
from policy_rules.scoring.number_intervals import read_constant
from policy_rules.scoring.sheets.sheet_keys import SECTIONS
from policy_rules.values.intervals import whole
from policy_rules.values.known import Labels, Num, Value, label, meet
from policy_rules.vocabulary import Type

_RANGE = re.compile(r"\[?\s*(\S+?)\s*\.\.\s*(\S+?)\s*[\])]?")


def read_parameters(
    sheet: Fields, year: int, model: RulesetModel, faults: list[Fault]
) -> tuple[dict[str, SheetParameter], dict[str, Node]]:
    """The parameters of the sheet of a year by name, and the rows that the sheet itself gives to tables."""
    found: dict[str, SheetParameter] = {}
    tables: dict[str, Node] = {}
    given = sheet.mapping("parameters")
    for key, node in given.entries if given else ():
        if not NAME.fullmatch(key.text):
            faults.append(key.fault(f"`{key.text}` cannot be written in a condition"))
        fields = read_section(node, SECTIONS["a sheet's parameter"], faults)
        parameter, rows = _parameter(key, fields, model, faults)
        found[key.text] = evolve(parameter, read_on=model.vocabulary.year.last_day(year))
        if rows is not None:
            tables[key.text] = rows
    return found, tables


def _parameter(
    key: Scalar, fields: Fields, model: RulesetModel, faults: list[Fault]
) -> tuple[SheetParameter, Node | None]:
    declared = model.vocabulary.parameters.get(key.text)
    options = _options(fields, faults)
    kind = Type("label", options, name=key.text) if options else Type("number")
    table = not options
    if declared is not None:
        table = declared.type.kind == "table"
        kind = Type("number") if table else _narrowed(key, evolve(declared.type, unit=None), options, faults)
    kind = _ranged(kind, fields, faults)
    value, rows = None, None
    if (node := fields.get("value")) is not None:
        if declared is not None:
            told = f"`{key.text}` is a parameter of the ruleset, which sets its value"
            faults.append(node.fault(told, "set it in parameters.yaml or in a profile"))
        elif isinstance(node, Mapping) and table and not {"at_least", "at_most", "one_of"} & set(node.keys()):
            rows = node
        else:
            value = _value(node, kind, key.text, faults)
    if declared is not None:
        _check_set(key, kind, [v for _, v in declared.values], faults)
    parameter = SheetParameter(
        key.text,
        kind,
        declared is not None,
        value,
        table,
        zh=fields.text("zh"),
        en=fields.text("en"),
        question=fields.text("question"),
        place=key.place,
    )
    return parameter, rows


def _narrowed(key: Scalar, kind: Type, options: tuple[str, ...], faults: list[Fault]) -> Type:
    """The type of a ruleset's parameter, of which a sheet admits only some values."""
    if not options:
        return kind
    beyond = [name for name in options if kind.labels and name not in kind.labels]
    if kind.kind not in ("label", "text") or beyond:
        told = f"`one_of` names values that `{key.text}` can't have"
        known = ", ".join(kind.labels) or "its type is no text"
        faults.append(key.fault(told, f"it can be: {known}" if kind.labels else known))
        return kind
    return evolve(kind, kind="label", labels=options)


def _options(fields: Fields, faults: list[Fault]) -> tuple[str, ...]:
    found = []
    for node in fields.items("one_of"):
        if isinstance(node, Scalar) and not node.null:
            found.append(node.text)
        else:
            faults.append(node.fault("`one_of` lists texts"))
    return tuple(found)


def _ranged(kind: Type, fields: Fields, faults: list[Fault]) -> Type:
    """The type within the sheet's range."""
    given = fields.scalar("range")
    places = fields.scalar("places")
    if places is not None:
        kind = evolve(kind, places=int(places.text))
    if given is None:
        return kind
    match = _RANGE.fullmatch(given.text)
    ends: list[Fraction | None] = []
    for text in (match[1], match[2]) if match else ():
        end = None if text == "null" else read_constant(text)
        if end is None and text != "null":
            match = None
        ends.append(end)
    if match is None or kind.kind != "number":
        faults.append(given.fault(f"`{given.text}` is no range for this parameter", "write `1..98`"))
        return kind
    low, high = ends
    if low is not None and high is not None and low > high:
        faults.append(given.fault(f"the range `{given.text}` is empty"))
        return kind
    low = low if kind.low is None else kind.low if low is None else max(low, kind.low)
    high = high if kind.high is None else kind.high if high is None else min(high, kind.high)
    if low is not None and high is not None and low > high:
        told = f"the range `{given.text}` lies outside what the parameter of the ruleset can be"
        faults.append(given.fault(told))
        return kind
    return evolve(kind, low=low, high=high)


def _value(node: Node, kind: Type, name: str, faults: list[Fault]) -> Value | None:
    if isinstance(node, Scalar) and kind.kind == "label":
        if node.text in kind.labels:
            return label(node.text)
    elif isinstance(node, Scalar) and (fixed := read_constant(node.text)) is not None:
        exact = whole(fixed)
        if meet(Num(exact, exact), Num(kind.low, kind.high)) is not None:
            return Num(exact, exact)
    else:
        found = read_value(node, kind, name)
        if not isinstance(found, Fault):
            return found
        faults.append(found)
        return None
    faults.append(node.fault(f"this is none of the values possible for `{name}`"))
    return None


def _check_set(key: Scalar, kind: Type, values: list[Value], faults: list[Fault]) -> None:
    """Tell a value set in the ruleset that the sheet's range excludes."""
    possible = kind.missing()
    for value in values:
        apart = (isinstance(value, Num) and isinstance(possible, Num) and meet(value, possible) is None) or (
            isinstance(value, Labels)
            and isinstance(possible, Labels)
            and value.members is not None
            and possible.members is not None
            and not value.members & possible.members
        )
        if apart:
            told = f"the value set for `{key.text}` lies outside the range that the sheet gives it"
            faults.append(key.fault(told))
