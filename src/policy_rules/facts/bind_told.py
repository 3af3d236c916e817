"""Who said it, where several did: `told` of a value, `in` and `not_in` of a record."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.documents import Mapping, Node, Scalar, Sequence, describe
from policy_rules.errors import Fault
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import RecordFacts, UnitFacts
from policy_rules.ruleset.typed_values import PARTLY

_FORM = "write `told: [{value: …, source: …}, {value: …, source: …}]`"
_TELLS = PARTLY | {"value", "told"}


def told_items(node: Node, path: str, scope: Binding) -> list[tuple[Node, str]] | None:
    """What each source told, with its source; None where the value is not told by several."""
    if not isinstance(node, Mapping) or "told" not in node:
        return None
    for key, _ in node.entries:
        if key.text != "told":
            scope.faults.append(key.fault(f"`{key.text}` cannot stand beside `told` of `{path}`", _FORM))
    told = node.get("told")
    if not isinstance(told, Sequence) or not told.items:
        scope.faults.append((told or node).fault(f"`told` of `{path}` needs a list of statements", _FORM))
        return []
    return [found for item in told if (found := _item(item, path, scope)) is not None]


def _item(item: Node, path: str, scope: Binding) -> tuple[Node, str] | None:
    """A statement as the value that it gives, and its source; a value by days may name sources of its own."""
    if not isinstance(item, Mapping) or not _TELLS & set(item.keys()):
        scope.faults.append(item.fault(f"a statement of `{path}` needs a value, not {describe(item)}", _FORM))
        return None
    rest = {key.text: (key, value) for key, value in item.entries if key.text != "source"}
    own = item.get("source")
    if not isinstance(own, Scalar) or own.null:
        if own is not None:
            scope.faults.append(own.fault(f"`source` needs the id of a source, not {describe(own)}"))
        elif not scope.default and not scope.lenient and not _names_sources(item):
            scope.faults.append(item.fault(f"this statement of `{path}` names no `source`", _FORM))
        own = None
    node: Node = Mapping(rest, page=item.page, line=item.line, column=item.column)
    if set(rest) == {"value"}:
        node = rest["value"][1]
    return node, scope.source(own)


def _names_sources(node: Node) -> bool:
    """Whether a source is named inside."""
    if isinstance(node, Mapping):
        return "source" in node or any(_names_sources(value) for _, value in node.entries)
    return isinstance(node, Sequence) and any(map(_names_sources, node))


def said_of(node: Mapping, scope: Binding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that have a record (`in`), and those whose whole list has it not (`not_in`)."""
    return _sources(node, "in", scope), _sources(node, "not_in", scope)


def _sources(node: Mapping, key: str, scope: Binding) -> tuple[str, ...]:
    given = node.get(key)
    if given is None:
        return ()
    items = given.items if isinstance(given, Sequence) else (given,)
    found = []
    for item in items:
        if isinstance(item, Scalar) and not item.null:
            found.append(scope.source(item))
        else:
            hint = f"write `{key}: [survey, yearbook]`"
            scope.faults.append(item.fault(f"`{key}` lists ids of sources, not {describe(item)}", hint))
    return tuple(dict.fromkeys(found))


def faults_of_lists(unit: UnitFacts, *, lenient: bool) -> Iterator[Fault]:
    """Records that are said not to be in a list which no such source calls whole."""
    if not lenient:
        for name, records in unit.lists.items():
            yield from _of_records(unit, name, records, "")


def _of_records(unit: UnitFacts, path: str, records: tuple[RecordFacts, ...], outer: str) -> Iterator[Fault]:
    whole = {c.source for c in unit.complete if c.list == path and c.of in ("", outer)}
    for record in records:
        for source in record.not_in:
            if source not in whole:
                told = (
                    f"`{record.id}` is `not_in` what `{source}` tells, which calls no list of `{path}` whole"
                )
                hint = f"add `{{list: {path}, source: {source}, …}}` to `complete`, or leave `not_in` out"
                yield Fault(told, record.place, hint)
            if source in record.sayers:
                told = f"`{record.id}` is both in and not in what `{source}` tells"
                yield Fault(told, record.place, "keep one of the two")
        for name, inner in record.lists.items():
            yield from _of_records(unit, f"{path}.{name}", inner, record.id)
