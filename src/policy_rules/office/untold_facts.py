"""Facts whose values are not told (`redact`), in a snapshot: a digest stands in the place of each.

Whoever holds the facts can see from the digest whether a value is as it was sealed; the snapshot tells none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from attrs import evolve

from policy_rules.facts.bound import Entry, Facts, Lists, RecordFacts
from policy_rules.facts.paths import quoted
from policy_rules.facts.plain_data import value_data
from policy_rules.replay.record import digest


def told_facts(facts: Facts, redacted: Collection[str]) -> Facts:
    """The facts without the values of attributes (`entity.attribute`) that are not told."""
    if not redacted:
        return facts
    units = {
        id_: evolve(
            unit,
            values={path: entries for path, entries in unit.values.items() if path not in redacted},
            lists=_told(unit.lists, redacted),
        )
        for id_, unit in facts.units.items()
    }
    return evolve(facts, units=units)


def untold_digests(facts: Facts, redacted: Collection[str], salt: str) -> dict[str, dict[str, str]]:
    """By unit and path the digest of each value that is not told, with a text so that equal ones differ."""
    found: dict[str, dict[str, str]] = {}
    for id_, unit in facts.units.items():
        single = ((path, entries) for path, entries in unit.values.items() if path in redacted)
        for path, entries in (*single, *_untold(unit.lists, redacted, "")):
            of_unit = found.setdefault(id_, {})
            of_unit[path] = digest([salt, id_, path, [_data(entry) for entry in entries]])
    return found


def _told(lists: Lists, redacted: Collection[str]) -> dict[str, tuple[RecordFacts, ...]]:
    def told(entity: str, record: RecordFacts) -> RecordFacts:
        values = {name: e for name, e in record.values.items() if f"{entity}.{name}" not in redacted}
        return evolve(record, values=values, lists=_told(record.lists, redacted))

    return {entity: tuple(told(entity, record) for record in records) for entity, records in lists.items()}


def _untold(lists: Lists, redacted: Collection[str], outer: str) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    for entity, records in lists.items():
        for record in records:
            path = f"{outer}{entity}[{quoted(record.id)}]"
            for name, entry in record.values.items():
                if f"{entity}.{name}" in redacted:
                    yield f"{path}.{name}", (entry,)
            yield from _untold(record.lists, redacted, f"{path}.")


def _data(entry: Entry) -> Any:
    """What an entry says, without who said it."""
    told = [value_data(each.value) for each in entry.told]
    return [value_data(entry.value), entry.year, entry.start, told]
