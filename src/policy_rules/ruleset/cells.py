"""Sets and tables among the parameters: their declaration, and what a value says of each label.

A set is given whole, as the list of its labels, or in part: `{has: [a], lacks: [b]}`; of other labels nothing
is known then. A table is given cell by cell, `{a: 5, b: 7}`; a cell that is not given may be anything of its
type, unless `others` gives all cells that are not named their value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as AbstractMapping

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar, Sequence, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.declared_type import Scales, read_type
from policy_rules.ruleset.shapes import Fields
from policy_rules.vocabulary import BOOLEAN, Cells, Parameter, Type

HAS, LACKS, OTHERS = "has", "lacks", "others"


def read_cells(fields: Fields, key: Scalar, scales: Scales, faults: list[Fault]) -> Cells | None:
    """What a declaration says of the labels of a set or a table; None where it declares neither."""
    word = fields.text("type")
    named = "of" if word == "set" else "by"
    if word != "set" and not (word == "table" and ("by" in fields or "cells" in fields)):
        return None
    node = fields.get(named)
    if "per" in fields:
        faults.append(
            key.fault(f"`{key.text}` is a {word}, which has one value for all rules", "leave `per` out")
        )
    if isinstance(node, Scalar) and node.text in scales:
        return Cells(key.text, scales[node.text], word == "set", key.place)
    labels = tuple(dict.fromkeys(item.text for item in fields.texts(named)))
    if isinstance(node, Scalar) or not labels:
        hint = f"{named}: [a, b], or the name of a scale"
        faults.append((node or key).fault(f"`{key.text}` is a {word} and does not say of which labels", hint))
    return Cells(key.text, labels, word == "set", key.place)


def cell_type(fields: Fields, cells: Cells, scales: Scales, faults: list[Fault]) -> Type:
    """What one cell may hold."""
    if cells.is_set:
        return BOOLEAN
    nodes = {k: n for k, n in fields.nodes.items() if k not in ("type", "cells")}
    if (node := fields.get("cells")) is None:
        faults.append(fields.node.fault(f"`{cells.name}` does not say what its cells are", "cells: integer"))
        return BOOLEAN
    return read_type(evolve(fields, nodes={**nodes, "type": node}), cells.name, scales, faults)


def cell_parameters(cells: Cells, plain: Parameter) -> dict[str, Parameter]:
    """The parameters of the labels; `plain` is what is declared of all of them."""

    def named(label: str) -> Parameter:
        zh, en = (f"{word}[{label}]" if word else "" for word in (plain.zh, plain.en))
        return evolve(plain, name=cells.cell(label), zh=zh, en=en)

    return {cells.cell(label): named(label) for label in cells.labels}


def each_parameter(
    known: AbstractMapping[str, Cells], settings: Collection[tuple[Scalar, Node]], faults: list[Fault]
) -> Iterator[tuple[Scalar, Node]]:
    """Names of parameters with their values, a set or a table label by label."""
    for key, node in settings:
        if key.text in known:
            yield from _each_cell(known[key.text], key, node, faults)
        else:
            yield key, node


def _each_cell(cells: Cells, key: Scalar, node: Node, faults: list[Fault]) -> Iterator[tuple[Scalar, Node]]:
    given = _members(cells, node, faults) if cells.is_set else _table(cells, node, faults)
    for label, value in given.items():
        yield evolve(key, text=cells.cell(label)), value


def _members(cells: Cells, node: Node, faults: list[Fault]) -> dict[str, Node]:
    if isinstance(node, Sequence):
        inside = _labels(cells, node, faults)
        told: dict[str, Node] = {}
        for label in cells.labels:
            at = inside.get(label) or Scalar("", page=node.page, line=node.line, column=node.column)
            told[label] = evolve(at, text="true" if label in inside else "false", quoted=False)
        return told
    found: dict[str, Node] = {}
    if isinstance(node, Mapping) and set(node.keys()) <= {HAS, LACKS}:
        for word, holds in ((HAS, "true"), (LACKS, "false")):
            part = node.get(word)
            named = _labels(cells, part, faults) if isinstance(part, Sequence) else {}
            for label, key in named.items():
                if label in found:
                    faults.append(key.fault(f"`{label}` cannot both belong to `{cells.name}` and not"))
                found[label] = evolve(key, text=holds, quoted=False)
        return found
    hint = "write `[a, b]` where the whole set is known, else `{has: [a], lacks: [b]}`"
    faults.append(node.fault(f"the set `{cells.name}` needs its labels, not {describe(node)}", hint))
    return found


def _labels(cells: Cells, node: Sequence, faults: list[Fault]) -> dict[str, Scalar]:
    found = {item.text: item for item in node.items if isinstance(item, Scalar)}
    for item in found.values():
        _check(cells, item, faults)
    return {label: item for label, item in found.items() if label in cells.labels}


def _table(cells: Cells, node: Node, faults: list[Fault]) -> dict[str, Node]:
    if not isinstance(node, Mapping):
        hint = "write `{label: value}`; `others` gives the cells that are not named"
        faults.append(node.fault(f"the table `{cells.name}` needs its cells, not {describe(node)}", hint))
        return {}
    found: dict[str, Node] = {}
    others = node.get(OTHERS) if OTHERS not in cells.labels else None
    if others is not None:
        found = dict.fromkeys(cells.labels, others)
    for key, value in node.entries:
        if key.text != OTHERS or others is None:
            _check(cells, key, faults)
            found[key.text] = value
    return {label: value for label, value in found.items() if label in cells.labels}


def _check(cells: Cells, key: Scalar, faults: list[Fault]) -> None:
    if key.text not in cells.labels:
        hint = near_miss(key.text, cells.labels) or "labels: " + ", ".join(cells.labels)
        faults.append(key.fault(f"`{key.text}` is no label of `{cells.name}`", hint))
