"""From the names of missing facts, as findings and scores print them, to the paths that name facts.

Paths are taken as they are, so that either may be written: `complete(lectures)` for
`complete[lectures, 2024]`, `grading(rule)` for `gradings[rule, 2024]`, a measure for
`reported[measure, 2024]`, an entry of a sheet for `entries[name, 2024]`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from policy_rules.errors import FactsError, Fault
from policy_rules.facts.bound import Facts
from policy_rules.facts.paths import quoted, read_path
from policy_rules.facts.whole_lists import goes_by
from policy_rules.ruleset.model import RulesetModel

_CALL = re.compile(r"(.+?)\((.*)\)", re.DOTALL)


def path_of(
    name: str, model: RulesetModel, year: int, entries: Collection[str] = (), entries_of: int = 0
) -> str:
    """The path of a fact by either of its names; what speaks of a year without naming it is of `year`.

    `entries` are those that the sheet asks for, and `entries_of` is its year. Raises FactsError for
    what is printed as missing, and yet is no fact: a finding, an instance of any record.
    """
    if name in model.vocabulary.measures:
        return f"reported[{name}, {year}]"
    if name in entries:
        return f"entries[{quoted(name)}, {entries_of or year}]"
    if name.startswith("findings["):
        raise _no_fact(name)
    call = _CALL.fullmatch(name)
    if call is None or "[" in call[1]:
        return name
    word, inside = call[1], call[2]
    if word == "complete":
        return _complete(inside, model, year)
    if word == "grading":
        rule, _, instance = inside.partition(", ")
        if instance.startswith("*"):
            hint = f"give the records, and then the gradings: `grading({rule}, id)`"
            raise FactsError(Fault(f"`{name}` is of any record that the list may hold besides", hint=hint))
        return f"gradings[{', '.join(quoted(w) for w in (rule, instance) if w)}, {year}]"
    if word == "organ":
        told = f"`{inside}` is an organ of which nothing is told: give the facts of that unit"
        raise FactsError(Fault(f"`{name}` is no fact", hint=told))
    if word == "outcome":
        raise _no_fact(name)
    if word in entries:
        return f"entries[{quoted(word)}, {quoted(inside)}, {entries_of or year}]"
    return name


def _no_fact(name: str) -> FactsError:
    hint = "change the facts that it is missing: `finding.missing` names them"
    return FactsError(Fault(f"`{name}` is a finding, not a fact", hint=hint))


def whose(name: str, facts: Facts, unit: str, model: RulesetModel) -> tuple[str, str]:
    """The unit that a name is of, and the name without it: `below.unit.level` is of the unit `below`."""
    first = name.partition(".")[0].partition("[")[0]
    if first in model.vocabulary.entities:
        return unit, name
    other = max((u for u in facts.units if name.startswith(f"{u}.")), key=len, default="")
    return (other, name[len(other) + 1 :]) if other else (unit, name)


def _complete(inside: str, model: RulesetModel, year: int) -> str:
    """The completeness of a list; of a year only where its records have one."""
    by_year = goes_by(model.vocabulary.entities.get(read_path(inside)[-1].name))
    return f"complete[{inside}, {year}]" if by_year else f"complete[{inside}]"


def register_of(model: RulesetModel, name: str) -> str:
    """The register from which a missing fact would be read, by the vocabulary; "" where none is named."""
    bare = name.removeprefix("complete(").rstrip(")")
    path = "".join(part.partition("]")[2] if "]" in part else part for part in bare.split("["))
    entity_name, _, attribute_name = path.rpartition(".")
    entity = model.vocabulary.entities.get(entity_name.rpartition(".")[2] or path)
    if entity is None:
        return ""
    inner = model.vocabulary.entities.get(attribute_name)
    if inner is not None and entity.name in inner.of:
        return inner.register
    attribute = entity.attributes.get(attribute_name)
    return (attribute.register if attribute else "") or entity.register
