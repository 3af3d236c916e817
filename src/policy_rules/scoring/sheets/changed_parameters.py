"""A ruleset with another value of a parameter, its own or one of a sheet's, and its sheets read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import Node, Scalar, from_data
from policy_rules.errors import Fault, RulesetError, near_miss
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import set_parameters
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.circles import Programs, ReadByRules
from policy_rules.scoring.sheets.sheet_file import load_sheet
from policy_rules.values.python_scalars import UNKNOWN

SetHere = Mapping[tuple[str, str], bool]
"""The parameters set beside files and profile, each with the rule whose own it is; False: opened."""


def set_here(before: SetHere, name: str, rule: str, value: object) -> SetHere:
    """What is set once this is too. What is opened is so for its rule and where no rule is named."""
    if value is not UNKNOWN:
        return {**before, (name, rule): True}
    left = {
        at: held
        for at, held in before.items()
        if name not in (at[0], at[0].partition("[")[0]) or (rule and at[1] not in ("", rule))
    }
    return {**left, (name, rule): False}


def with_parameter(
    model: RulesetModel, sheet: Sheet | None, name: str, value: object, rule: str = ""
) -> RulesetModel:
    """The ruleset with the parameter set at all times, or opened (UNKNOWN); `rule`: the value of that rule.

    A parameter of the sheet's own is set in the sheet's file.

    Raises:
        RulesetError: nothing declares the parameter, or it cannot have the value.
    """
    declared = model.vocabulary.parameters.get(name)
    if name in model.vocabulary.cells:
        return _with_cells(model, name, value)
    if declared is None and sheet is not None and name in sheet.parameters:
        return _with_own_parameter(model, sheet, name, value)
    if declared is not None and value is UNKNOWN:
        left = {r: v for r, v in declared.rule_values.items() if rule and r != rule}
        opened = evolve(declared, values=(), rule_values=left, table=None)
        parameters = {**model.vocabulary.parameters, name: opened}
        return evolve(model, vocabulary=model.vocabulary.with_parameters(parameters))
    if declared is not None and rule and not declared.per_rule:
        raise RulesetError(Fault(f"`{name}` is one for all rules", hint=f"write `parameters.{name}`"))
    found, faults = set_parameters(model, {name: {rule: value} if rule else value})
    if faults:
        raise RulesetError(faults)
    return found


def _with_cells(model: RulesetModel, name: str, value: object) -> RulesetModel:
    """The ruleset with another set or table, each label of which is told anew."""
    cells, parameters = model.vocabulary.cells[name], dict(model.vocabulary.parameters)
    for label in cells.labels:
        parameters[cells.cell(label)] = evolve(parameters[cells.cell(label)], values=())
    opened = evolve(model, vocabulary=model.vocabulary.with_parameters(parameters))
    if value is UNKNOWN:
        return opened
    found, faults = set_parameters(opened, {name: value})
    if faults:
        raise RulesetError(faults)
    return found


def _with_own_parameter(model: RulesetModel, sheet: Sheet, name: str, value: object) -> RulesetModel:
    """The ruleset, in the file of the sheet another value of a parameter that is the sheet's own."""
    file, tree = sheet_tree(model, sheet.name)
    node, faults = from_data(value, f"parameters.{name}") if value is not UNKNOWN else (None, [])
    parameters = tree.get("parameters")
    if faults or not isinstance(parameters, MappingNode):
        raise RulesetError(faults)
    own = parameters.get(name)
    assert isinstance(own, MappingNode)
    entries = {key.text: (key, n) for key, n in own.entries if key.text != "value"}
    if node is not None:
        entries["value"] = (Scalar("value", page=node.page), node)
    changed = _with(parameters, name, evolve(own, table=entries))
    return evolve(model, sheets={**model.sheets, file: _with(tree, "parameters", changed)})


def _with(tree: MappingNode, key: str, node: Node) -> MappingNode:
    return evolve(tree, table={**tree.table, key: (tree.key(key), node)})


def _trees(model: RulesetModel) -> Iterator[tuple[str, str, MappingNode]]:
    """The sheets' files: file, name of the sheet, tree."""
    for file, tree in model.sheets.items():
        name = tree.get("sheet") if isinstance(tree, MappingNode) else None
        if isinstance(tree, MappingNode) and isinstance(name, Scalar):
            yield file, name.text, tree


def sheet_tree(model: RulesetModel, name: str) -> tuple[str, MappingNode]:
    """The file of the sheet of that name, which may be called otherwise, and its tree.

    Raises:
        RulesetError: no file has a sheet of that name.
    """
    found = {own: (file, tree) for file, own, tree in _trees(model)}
    if name not in found:
        raise RulesetError(Fault(f"no sheet `{name}`", hint=near_miss(name, found)))
    return found[name]


def sheet_names(model: RulesetModel) -> tuple[str, ...]:
    """The names of the sheets in the ruleset's files."""
    return tuple(name for _, name, _ in _trees(model))


def read_sheet(model: RulesetModel, name: str, programs: Programs) -> Sheet:
    """The sheet of that name; raises RulesetError where there is none, or it cannot be read."""
    found, faults = load_sheet(sheet_tree(model, name)[1], model, ReadByRules(model, programs))
    if found is None:
        raise RulesetError(faults)
    return found


def read_again(model: RulesetModel, sheet: Sheet, programs: Programs) -> Sheet:
    """The sheet as the ruleset now has it; one that is in none of its files stays as it is."""
    return read_sheet(model, sheet.name, programs) if sheet.name in sheet_names(model) else sheet
