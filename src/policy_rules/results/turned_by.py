"""By what a finding turned: the facts and parameters that were told otherwise and that its rule reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy_rules.core import nodes as core
from policy_rules.facts.paths import without_brackets
from policy_rules.lowering.program import Program
from policy_rules.reference.remarks import names_read
from policy_rules.results.asked_otherwise import Why

_STATEMENT = re.compile(r"(complete|reported|exceptions|gradings)\[\"?([^\],\"]+)")


def turned_by(rule: str, whys: Iterable[Why], program: Program) -> tuple[Why, ...]:
    """What was asked otherwise and the rule reads, or a rule whose finding it reads; else what is not a fact.

    Where no fact and no parameter that it reads is another, the day, the year, the sheet or the ruleset is.
    """
    every = tuple(whys)
    if rule not in program.by_id:
        return tuple(w for w in every if w.sort == "ruleset")
    rules = _with_read(rule, program)
    roots = [program.by_id[name].finding for name in rules]
    names = names_read(roots)
    nodes = [node for root in roots for node in core.walk(root)]
    fields = {node.attribute.name for node in nodes if isinstance(node, core.Field)}

    def is_read(why: Why) -> bool:
        if why.same_value:
            return False
        if why.read_by is not None:
            return not rules.isdisjoint(why.read_by.rules)
        return why.sort == "fact" and _reads(why.name, names, fields, rules)

    found = tuple(filter(is_read, every))
    return found or tuple(w for w in every if w.sort not in ("fact", "parameter", "source"))


def _with_read(rule: str, program: Program) -> frozenset[str]:
    """The rule and all rules whose findings it reads, however far."""
    found, ahead = set[str](), [rule]
    while ahead:
        name = ahead.pop()
        if name in program.by_id and name not in found:
            found.add(name)
            ahead += program.by_id[name].after
    return frozenset(found)


def _reads(path: str, names: frozenset[str], fields: set[str], rules: frozenset[str]) -> bool:
    """Whether a fact that stands at the path is read; of another unit its id stands first."""
    if (statement := _STATEMENT.search(path)) is not None:
        kind, about = statement.groups()
        return about in (rules if kind in ("exceptions", "gradings") else {*names, *_lists(names)})
    words = without_brackets(path).split(".")
    ends = [".".join(words[n:]) for n in range(len(words))]
    lists = set(words) & names
    return any(end in names for end in ends) or (bool(lists) and (words[-1] in lists or words[-1] in fields))


def _lists(names: frozenset[str]) -> Iterator[str]:
    return (name.partition(".")[0] for name in names)
