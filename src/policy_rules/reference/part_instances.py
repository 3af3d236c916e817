"""The instances of a rule of several parts, down to the records and periods that its parts look at.

An example speaks of a record by its name, whatever versions and limbs its rule has: the rule is the worst of
its parts, and so is a record that several of them look at. Which part is meant can be said: `part/record`.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.core import nodes as core
from policy_rules.reference.trace import Tracer

Row = tuple[str, int, int, bool]
"""The name of an instance, its least and greatest outcome, and whether it is surely there."""


def instances_within(tracer: Tracer, rule: core.RuleProgram) -> Iterator[Row]:
    """The instances of the rule, then those of its parts: by their part, and by themselves.

    By several readings a record comes to several things: there it has no name without its reading.
    """
    parts = tracer.parts(rule)
    if rule.by_reading and len(parts) == 1:
        yield from instances_within(tracer, parts[0])
        return
    own = list(tracer.instances(rule))
    yield from own
    found: dict[str, list[Row]] = {}
    for part in parts:
        for row in instances_within(tracer, part):
            name, lo, hi, sure = row
            yield f"{part.name}/{name}", lo, hi, sure
            found.setdefault(name, []).append(row)
    if not rule.by_reading:
        yield from worst_by_name(found, {name for name, *_ in own})


def worst_by_name(found: dict[str, list[Row]], taken: set[str]) -> Iterator[Row]:
    """The worst of what bears one name, where the name is not taken."""
    for name, rows in found.items():
        if name not in taken:
            yield name, max(r[1] for r in rows), max(r[2] for r in rows), any(r[3] for r in rows)
