"""Attributes and records of facts: single values, values by year or day, lists of records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as AbstractMapping

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar, Sequence, Untold, describe, wide_colon
from policy_rules.errors import HIDDEN, Fault, near_miss
from policy_rules.facts.bind_told import said_of, told_items
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import Entry, RecordFacts
from policy_rules.facts.renamed import refused
from policy_rules.facts.sources_that_differ import as_one, joined_timelines
from policy_rules.ruleset.shapes import DAY, YEAR, read_day
from policy_rules.ruleset.typed_values import PARTLY, read_value
from policy_rules.values.known import Num
from policy_rules.vocabulary import Attribute, Entity

OF_RECORDS = ("id", "source", "in", "not_in")
"""The keys of every record."""


def bind_single(entity: Entity, node: Node, scope: Binding) -> dict[str, tuple[Entry, ...]]:
    """The entries of a single record's attributes, by path."""
    if not isinstance(node, Mapping):
        told = f"`{entity.name}` is a single record: it needs keys with values, not {describe(node)}"
        scope.faults.append(node.fault(told, wide_colon(node.page, node.line)))
        return {}
    return _bind_attributes(entity, node, (), scope)


def bind_unit_attributes(node: Node, known: Collection[str], scope: Binding) -> dict[str, tuple[Entry, ...]]:
    """The entries of the attributes of `unit`, beside its keys `known`."""
    entity = scope.vocabulary.entities.get("unit") or Entity("unit", {}, one=True)
    if not isinstance(node, Mapping):
        return {}
    return _bind_attributes(entity, node, known, scope)


def _bind_attributes(
    entity: Entity, node: Mapping, known: Collection[str], scope: Binding
) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    default = scope.source(_source_key(node, scope)) if "source" in node else scope.default
    for key, value in node.entries:
        attribute = entity.attributes.get(key.text)
        if attribute is None and (name := scope.inside(entity, key.text)) not in node.table:
            attribute = entity.attributes.get(name)
        if attribute is None:
            if key.text not in known and key.text != "source":
                scope.faults.append(_no_attribute(entity, key, known, scope))
            continue
        path = f"{entity.name}.{attribute.name}"
        if not _is_derived(attribute, key, path, scope.faults):
            with scope.untold(attribute, path):
                entries = tuple(_bind_dated(attribute, value, path, default, scope))
            if not entries:
                continue
            found[path] = tuple(sorted(entries, key=lambda e: (e.year or 0, e.start or 0)))
    return found


def _source_key(node: Mapping, scope: Binding) -> Scalar | None:
    source = node.get("source")
    if isinstance(source, Scalar) and not source.null:
        return source
    if source is not None:
        scope.faults.append(source.fault(f"`source` needs the id of a source, not {describe(source)}"))
    return None


def _no_attribute(entity: Entity, key: Scalar, known: Collection[str], scope: Binding) -> Fault:
    if (old := refused(f"{entity.name}.{key.text}", scope.vocabulary)) is not None:
        return key.fault(*old)
    if (own := scope.inside(entity, key.text)) != key.text:
        return key.fault(f"`{key.text}` is `{own}`, which is given too", "keep one of them")
    names = [*entity.attributes, *known, *scope.labels_inside(entity)]
    hint = wide_colon(key.page, key.line) if "：" in key.text else near_miss(key.text, names)
    hint = hint or "attributes: " + (", ".join(entity.attributes) or "none")
    return key.fault(f"`{entity.name}` has no attribute `{key.text}`", hint)


def _is_derived(attribute: Attribute, key: Scalar, path: str, faults: list[Fault]) -> bool:
    if attribute.derived is None:
        return False
    told = f"`{path}` follows from other attributes, so it cannot be given"
    faults.append(key.fault(told, f"it is `{attribute.derived.text}`"))
    return True


def _bind_dated(attribute: Attribute, node: Node, path: str, default: str, scope: Binding) -> Iterable[Entry]:
    """The entries of a value, of a map of values by year or by day, or of what several sources told."""
    items = told_items(node, path, scope)
    if items is not None:
        lines = [tuple(_bind_dated(attribute, each, path, source, scope)) for each, source in items]
        yield from joined_timelines(lines, attribute.type.missing(), scope.vocabulary.year)
        return
    if not isinstance(node, Mapping) or not node.entries or not _is_dated(node):
        entry = bind_entry(attribute, node, path, default, scope)
        if entry is not None:
            yield entry
        return
    kinds = set()
    for key, value in node.entries:
        day = read_day(key.text)
        year = int(key.text) if YEAR.fullmatch(key.text) else None
        if day is None and year is None:
            hint = (
                "the calendar has no such day" if DAY.fullmatch(key.text) else "write `2024` or `2024-12-31`"
            )
            scope.faults.append(key.fault(f"`{key.text}` is no year and no day", hint))
            continue
        kinds.add("year" if day is None else "day")
        if len(kinds) > 1:
            hint = "write all keys as years, or all as days from which the value stands"
            scope.faults.append(key.fault(f"`{path}` mixes values by year and by day", hint))
            return
        entry = bind_entry(attribute, value, path, default, scope, year, day.toordinal() if day else None)
        if entry is not None:
            yield entry


def _is_dated(node: Mapping) -> bool:
    return any(YEAR.fullmatch(key.text) or DAY.fullmatch(key.text) for key, _ in node.entries)


def bind_entry(
    attribute: Attribute,
    node: Node,
    path: str,
    default: str,
    scope: Binding,
    year: int | None = None,
    start: int | None = None,
) -> Entry | None:
    """The entry of one value: a scalar, `null`, partly known, `{value, source}`, or what several told.

    None where there is none: of a missing value, and of one with a fault.
    """
    items = told_items(node, path, scope)
    if items is not None:
        told = [bind_entry(attribute, each, path, named, scope) for each, named in items]
        said = [entry for entry in told if entry is not None]
        return evolve(as_one(said), year=year, start=start) if said else None
    inner, source = _without_source(node, path, scope)
    if inner is None or isinstance(inner, Untold):
        return None
    value = read_value(scope.chosen(inner, attribute.type), attribute.type, path)
    if isinstance(value, Fault):
        scope.faults.append(value)
        return None
    return Entry(value, scope.source(source, default), year, start, node.place)


def _without_source(node: Node, path: str, scope: Binding) -> tuple[Node | None, Scalar | None]:
    """The value apart from the source that it names."""
    if not isinstance(node, Mapping) or not {"value", "source"} & set(node.keys()):
        return node, None
    source = _source_key(node, scope)
    rest = {key.text: (key, value) for key, value in node.entries if key.text != "source"}
    if set(rest) == {"value"}:
        return rest["value"][1], source
    if rest and set(rest) <= PARTLY:
        return Mapping(rest, page=node.page, line=node.line, column=node.column), source
    for key, _ in rest.values():
        if key.text != "value":
            told = f"`{key.text}` cannot stand beside the value of `{path}`"
            scope.faults.append(key.fault(told, "keys: value, source"))
    if not rest and "value" not in node:
        scope.faults.append(
            node.fault(f"`{path}` has a source and no value", "write `{value: …, source: …}`")
        )
    return None, source


# Lists -------------------------------------------------------------------------------------------


def bind_lists(
    entity: Entity, node: Node, scope: Binding, path: str = "", source: str | None = None
) -> tuple[RecordFacts, ...]:
    """The records of a list."""
    path = path or entity.name
    if not isinstance(node, Sequence):
        hint = "begin each record with `- `, or write `[]` for a list without records"
        scope.faults.append(node.fault(f"`{path}` needs a list of records, not {describe(node)}", hint))
        return ()
    found: dict[str, RecordFacts] = {}
    for number, item in enumerate(node, 1):
        if not isinstance(item, Mapping):
            told = f"a record of `{path}` needs keys with values, not {describe(item)}"
            scope.faults.append(item.fault(told))
            continue
        record = _bind_record(entity, item, number, path, source, scope)
        if record.id in found:
            told = f"two records of `{path}` have the id `{record.id}`"
            where = item.get("id") or item
            scope.faults.append(where.fault(told, f"the other is at {found[record.id].place}"))
        else:
            found[record.id] = record
    return tuple(found.values())


def _bind_record(
    entity: Entity, node: Mapping, number: int, path: str, outer: str | None, scope: Binding
) -> RecordFacts:
    node = scope.with_own_names(node, entity.name)
    source = scope.source(_source_key(node, scope), outer)
    values: dict[str, Entry] = {}
    lists: dict[str, tuple[RecordFacts, ...]] = {}
    inner = scope.inner(entity.name)
    for key, value in node.entries:
        if key.text in OF_RECORDS:
            continue
        attribute, name = entity.attributes.get(key.text), key.text
        if attribute is None and name not in inner and (name := scope.inside(entity, name)) not in node.table:
            attribute = entity.attributes.get(name)
        if attribute is not None:
            named = f"{entity.name}.{attribute.name}"
            if not _is_derived(attribute, key, named, scope.faults):
                with scope.untold(attribute, named):
                    entry = _record_entry(attribute, value, named, source, scope)
                if entry is not None:
                    values[attribute.name] = entry
        elif name in inner and (name == key.text or name not in node.table):
            lists[name] = bind_lists(inner[name], value, scope, f"{path}.{name}", source)
        else:
            scope.faults.append(_no_attribute(entity, key, (*OF_RECORDS, *inner), scope))
    _check_order(entity, values, node, scope)
    own = _record_id(node, number, path, scope)
    return RecordFacts(own, values, lists, source, node.place, *said_of(node, scope))


def _record_id(node: Mapping, number: int, path: str, scope: Binding) -> str:
    """The id of a record, `#n` for the nth of a list where it has none."""
    given = node.get("id")
    if given is None:
        return f"#{number}"
    if not isinstance(given, Scalar) or given.null or not given.text.strip():
        scope.faults.append(given.fault(f"the `id` of a record of `{path}` is a word, not {describe(given)}"))
        return f"#{number}"
    check_id(given, scope)
    if "/" in given.text:
        scope.faults.append(given.fault(f"the id `{given.text}` holds `/`, which divides ids", "use `-`"))
    return given.text


def check_id(node: Scalar, scope: Binding) -> None:
    """Tell an id that holds what cannot be seen: to a reader it is the same as one without."""
    if node.text != node.text.strip():
        told = f"the id `{node.text.strip()}` has blanks around it, which cannot be seen"
        scope.faults.append(node.fault(told, "write it without"))
    if found := HIDDEN.search(node.text):
        shown = HIDDEN.sub(lambda hidden: f"\\u{ord(hidden[0]):04x}", node.text)
        told = f"the id `{shown}` holds U+{ord(found[0]):04X}, which cannot be seen"
        scope.faults.append(node.fault(told, "write it without"))


def _record_entry(attribute: Attribute, node: Node, path: str, source: str, scope: Binding) -> Entry | None:
    if isinstance(node, Mapping) and node.entries and _is_dated(node):
        hint = "write one value; what changes belongs in records of its own, each with its date"
        scope.faults.append(
            node.fault(f"`{path}` is dated, and a record of a list has no dated values", hint)
        )
        return None
    return bind_entry(attribute, node, path, source, scope)


def _check_order(entity: Entity, values: AbstractMapping[str, Entry], node: Mapping, scope: Binding) -> None:
    """A record does not end before it begins."""
    if len(entity.dated_by) != 2:
        return
    first, last = (values.get(name) for name in entity.dated_by)
    if first is None or last is None or not isinstance(first.value, Num) or not isinstance(last.value, Num):
        return
    if first.value.lo > last.value.hi:
        begin, end = entity.dated_by
        at = node.get(end) or node
        scope.faults.append(at.fault(f"the record ends (`{end}`) before it begins (`{begin}`)"))
