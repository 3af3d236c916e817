"""Facts from files, folders and Python data, as positioned trees that no vocabulary has met yet."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from itertools import chain
from pathlib import Path

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.documents import (
    FACTS_LIMIT,
    Mapping,
    Node,
    Scalar,
    Sequence,
    describe,
    from_data,
    parse_json,
    parse_yaml,
    read_file,
    wide_colon,
)
from policy_rules.errors import FactsError, Fault, Place, printed

_BOOK = ".xlsx"
_ENDINGS = (".yaml", ".yml", ".json", _BOOK)
STANDARD_INPUT = "-"
"""What names the standard input in place of a file."""
_SHARED = frozenset({"units", "sources", "source"})


@frozen
class RawUnit:
    """The facts of one unit as read; `shared` holds the `sources` of the file that lists several."""

    node: Mapping
    shared: Mapping | None = None

    @property
    def file(self) -> str:
        """The file that the facts stand in."""
        return self.node.page.file


@frozen
class RawFacts:
    """The facts of one or more units as read, in the order in which they were given."""

    units: tuple[RawUnit, ...]
    precedence: Node | None = None
    """By what sources that differ are ranked, where it is not the ruleset's to say."""


PrecedenceLike = AbstractSequence[str | AbstractSequence[str] | AbstractMapping[str, AbstractSequence[str]]]
"""Steps: lists of registers, the first before the next; `later` or `earlier`; of gradings also `moderated`,
or `{"graders": …}` with roles."""
FactsLike = str | Path | AbstractMapping[str, object] | AbstractSequence[object] | Mapping | Sequence


def load_facts(*sources: FactsLike, precedence: PrecedenceLike | None = None) -> RawFacts:
    """The facts of files (.yaml, .json, or .xlsx: a form filled in), folders, or mappings of the same form.

    A text or `Path` names a file or a folder, of which every such file is read; `-` is the standard input.
    A file or mapping holds one unit, or several under `units`; of several arguments faults of a mapping tell
    which it is (`facts[2]`). Nothing is checked yet but their form. `precedence` ranks sources that differ,
    as the key of that name in `ruleset.yaml` does, in its place.

    Raises:
        FactsError: a file cannot be read; all faults of all files are told.
    """
    faults: list[Fault] = []
    found = _each(dict(enumerate(sources, 1)), faults, several=len(sources) > 1)
    ranked = None
    if isinstance(precedence, str) or not isinstance(precedence, AbstractSequence | None):
        hint = "give a list of steps, such as `[['court', 'survey'], 'later']`"
        faults.append(Fault(f"`precedence` needs a list, not `{printed(precedence)}`", hint=hint))
    elif precedence is not None:
        ranked, wrong = from_data(list(precedence), "precedence")
        faults += wrong
    if faults:
        raise FactsError(faults)
    return RawFacts(tuple(chain.from_iterable(found.values())), ranked)


def load_each(sources: AbstractMapping[int, FactsLike], *, several: bool) -> dict[int, RawFacts]:
    """The facts of each source by itself, by its number; of `several` faults of a mapping bear it.

    Raises:
        FactsError: with all faults of all sources.
    """
    faults: list[Fault] = []
    found = _each(sources, faults, several=several)
    if faults:
        raise FactsError(faults)
    return {number: RawFacts(tuple(units)) for number, units in found.items()}


def _each(
    sources: AbstractMapping[int, FactsLike], faults: list[Fault], *, several: bool
) -> dict[int, list[RawUnit]]:
    """The units of each source, by its number."""
    found: dict[int, list[RawUnit]] = {}
    with quiet():
        for number, source in sources.items():
            units = found[number] = []
            for node in _nodes(source, number, f"facts[{number}]" if several else "facts", faults):
                _take(node, None, units, faults)
    return found


def _nodes(source: FactsLike, number: int, name: str, faults: list[Fault]) -> Iterator[Node]:
    if isinstance(source, str | os.PathLike):
        name = os.fsdecode(source)
        if name == STANDARD_INPUT:
            yield from _standard_input(faults)
        elif name:
            yield from _read_path(Path(name), faults)
        else:
            hint = "name a file or a folder; `.` is the folder in which you are"
            faults.append(Fault("an empty text names no facts", hint=hint))
        return
    if not isinstance(source, AbstractMapping | AbstractSequence | Mapping | Sequence) or isinstance(
        source, bytes | bytearray
    ):
        faults.append(_no_facts(source, number))
        return
    node, wrong = from_data(source, name, facts=True)
    faults += wrong
    if node is not None:
        yield node


def _standard_input(faults: list[Fault]) -> tuple[Node, ...]:
    """The facts that the standard input gives, as YAML or JSON."""
    where = Place("standard input")
    try:
        given = sys.stdin.buffer.read(FACTS_LIMIT + 1)
        text = given.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError, AttributeError) as error:
        faults.append(Fault(f"the standard input cannot be read: {error}", where))
        return ()
    if len(given) > FACTS_LIMIT:
        faults.append(Fault(f"it has more than {FACTS_LIMIT:,} bytes", where, "divide it into several files"))
        return ()
    nodes, wrong = parse_json(text, where.file) if text.lstrip()[:1] == "{" else ((), [])
    if not nodes:
        nodes, wrong = parse_yaml(text, where.file)
    faults += wrong
    return nodes[:1]


def _no_facts(source: object, number: int) -> Fault:
    what = f"`{printed(source)}`, argument {number} of `load_facts`, is no facts"
    if isinstance(source, RawFacts) or hasattr(source, "units"):
        return Fault(what, hint="these are loaded: give them to the ruleset as they are")
    hint = "give paths of files, mappings, or lists of them"
    if hasattr(source, "assess"):
        hint += "; the ruleset takes what is loaded: `ruleset.assess(load_facts(…), as_of=…)`"
    return Fault(what, hint=hint)


def _read_path(path: Path, faults: list[Fault]) -> Iterator[Node]:
    try:
        files = _files(path)
    except (OSError, ValueError) as error:
        faults.append(Fault(f"the path cannot be read: {str(error).lower()}", Place(str(path))))
        return
    if not files:
        faults.append(
            Fault(
                "the folder holds no facts", Place(str(path)), "facts are .yaml, .yml, .json or .xlsx files"
            )
        )
    for file in files:
        if file.suffix.lower() not in _ENDINGS:
            told = "facts are .yaml, .yml, .json or .xlsx files" if _exists(file) else "no such file"
            faults.append(Fault(told, Place(str(file))))
            continue
        book = file.suffix.lower() == _BOOK
        if book:
            from policy_rules.documents.workbook import read_form

            form = read_form(file)
            nodes, wrong = form.nodes, form.faults
        else:
            nodes, wrong = read_file(file, FACTS_LIMIT, marked=True)
        faults += wrong
        if len(nodes) > 1:
            hint = "list several units under `units`, or divide the file"
            faults.append(nodes[1].fault("the file holds several documents, and one is read", hint))
        yield from nodes[:1]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inside = (p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS and p.is_file())
    hidden = (".", "~$")  # `~$form.xlsx` is what a program leaves beside a workbook that is open
    return sorted(p for p in inside if not any(part.startswith(hidden) for part in p.relative_to(path).parts))


def _take(node: Node, shared: Mapping | None, units: list[RawUnit], faults: list[Fault]) -> None:
    if isinstance(node, Sequence):
        for item in node:
            _take(item, shared, units, faults)
        return
    if isinstance(node, Scalar):
        told = f"the facts of a unit are keys with values, not {describe(node)}"
        faults.append(node.fault(told, wide_colon(node.page, node.line) or "begin with `unit: {id: …}`"))
        return
    inner = node.get("units")
    if inner is None or not set(node.keys()) <= _SHARED:
        units.append(RawUnit(node, shared))
    if isinstance(inner, Sequence):
        outer = node if {"sources", "source"} & set(node.keys()) else shared
        for item in inner:
            _take(item, outer, units, faults)
    elif inner is not None:
        faults.append(
            inner.fault(f"`units` needs a list, not {describe(inner)}", "begin each unit with `- `")
        )
