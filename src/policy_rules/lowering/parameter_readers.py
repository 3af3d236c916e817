"""Who reads a parameter: rules by their trees, sheets by their words, the ruleset's own declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from policy_rules.core import nodes as core
from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import Node, Scalar, Sequence
from policy_rules.errors import Fault
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import RulesetModel
from policy_rules.vocabulary import Parameter

Readers = Mapping[str, Mapping[str, core.Param]]
"""By parameter the rules that read it, in the order of the text, each with the tree that does."""
_WORD = re.compile(r"\w+")
_NAMED = "parameters."


def parameter_readers(program: Program) -> Readers:
    """Which rules read which parameter; the cells of a set or table are parameters of their own."""
    return program.kept.once("parameter readers", lambda: _readers(program))


def _readers(program: Program) -> Readers:
    found: dict[str, dict[str, core.Param]] = {}
    for id_ in program.model.rules:
        rule = program.by_id[id_]
        for root in filter(None, (rule.finding, rule.due)):
            for node in core.walk(root):
                if isinstance(node, core.Param):
                    found.setdefault(node.name, {})[id_] = node
    return found


def read_by_sheets(model: RulesetModel) -> Mapping[str, tuple[str, ...]]:
    """By parameter the sheets that declare it and then use it; they are named, not read."""
    found: dict[str, tuple[str, ...]] = {}
    for tree in model.sheets.values():
        named = tree.get("sheet") if isinstance(tree, MappingNode) else None
        declared = tree.get("parameters") if isinstance(tree, MappingNode) else None
        if not isinstance(tree, MappingNode) or not isinstance(declared, MappingNode):
            continue
        words = {w for key, node in tree.entries if key.text != "parameters" for w in _words(node)}
        for key, _ in declared.entries:
            if key.text in words:
                name = named.text if isinstance(named, Scalar) else ""
                found[key.text] = (*found.get(key.text, ()), name)
    return found


def read_by_declarations(model: RulesetModel) -> frozenset[str]:
    """The parameters that documents, places, entities or the addressees of rules name."""
    places, vocabulary = model.places, model.vocabulary
    texts = [*((places.counted, places.gradings) if places else ())]
    texts += [entity.counted for entity in vocabulary.entities.values()]
    texts += [rule.addressee for rule in model.rules.values()]
    for document in model.documents.values():
        texts += [day.text for day in (document.in_force, document.out_of_force) if day is not None]
    return frozenset(text.removeprefix(_NAMED) for text in texts if text.startswith(_NAMED))


def check_read(program: Program) -> Iterator[Fault]:
    """Parameters that say that they are left to people and are read, and those that nothing reads."""
    model = program.model
    rules, sheets, declarations = (
        parameter_readers(program),
        read_by_sheets(model),
        read_by_declarations(model),
    )
    for name, parameters in _by_written_name(model).items():
        first = parameters[0]
        reading = [rule for each in parameters for rule in rules.get(each.name, ())]
        by = [f"`{each}`" for each in (*reading, *sheets.get(name, ()))]
        by += ["the ruleset itself"] if name in declarations else []
        if first.left and by:
            told = f"`{name}` is left to people, and {by[0]} reads it"
            yield Fault(told, first.place, "take `left_to_people` away")
        elif model.every_parameter_read and not first.left and not by:
            hint = "let one read it, or say why none does: `left_to_people: …`"
            yield Fault(f"no rule and no sheet reads `{name}`", first.place, hint)


def _by_written_name(model: RulesetModel) -> Mapping[str, list[Parameter]]:
    """The parameters as a file names them: all cells of a set or table under one name."""
    of_cell = {c.cell(label): c.name for c in model.vocabulary.cells.values() for label in c.labels}
    found: dict[str, list[Parameter]] = {}
    for name, parameter in model.vocabulary.parameters.items():
        if parameter.place.file:  # those that every ruleset has are declared nowhere
            found.setdefault(of_cell.get(name, name), []).append(parameter)
    return found


def _words(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield from _WORD.findall(node.text)
    elif isinstance(node, Sequence):
        for inner in node:
            yield from _words(inner)
    else:
        for _, inner in node.entries:
            yield from _words(inner)
