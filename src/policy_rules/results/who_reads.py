"""Who reads what was asked otherwise: the rules and the sheet that a parameter or a fact can move."""

from __future__ import annotations

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.paths import without_brackets
from policy_rules.lowering.fact_readers import GRADING, fact_readers, facts_named
from policy_rules.lowering.parameter_readers import parameter_readers, read_by_declarations
from policy_rules.results.assessed import Assessed

_RECORDS = frozenset({"complete", "exceptions", "entries", "corrections", "succession", "samples", "sources"})
"""Parts of facts that are read by other ways than by their names."""


@frozen
class ReadBy:
    """The rules that read it, by their ids, and whether the sheet does, or the ruleset's own declarations."""

    rules: tuple[str, ...]
    sheet: bool = False
    declared: bool = False

    def __bool__(self) -> bool:
        return bool(self.rules) or self.sheet or self.declared


def readers_of_parameter(assessed: Assessed, name: str) -> ReadBy:
    """Who reads a parameter of the ruleset or of the sheet, as the assessment was asked."""
    rules = tuple(parameter_readers(assessed.program).get(name, ()))
    sheet = assessed.asked.sheet
    by_sheet = sheet is not None and name.partition("[")[0] in sheet.reads_parameters
    return ReadBy(rules, by_sheet, name in read_by_declarations(assessed.model))


def readers_of_fact(assessed: Assessed, path: str) -> ReadBy | None:
    """Who reads what stands at a path of the unit; None where it is not read by its name."""
    plain = without_brackets(path)
    about = path.partition("[")[2].partition("]")[0].partition(",")[0].strip('"')
    if plain == "reported":
        name = about
    elif plain == "gradings":
        read = fact_readers(assessed.program).get(GRADING, frozenset())
        return ReadBy(tuple(rule for rule in (about,) if rule in read))
    elif plain.partition(".")[0] in _RECORDS or (not about and "." not in plain):
        return None
    else:
        name = ".".join(plain.split(".")[-2:])
    found = fact_readers(assessed.program)
    if name not in found and _dates(assessed, name):
        name = name.partition(".")[0]
    rules = tuple(r for r in assessed.model.rules if r in found.get(name, ()))
    return ReadBy(rules, name in _of_sheet(assessed))


def _dates(assessed: Assessed, name: str) -> bool:
    """Whether an attribute says to which year a record belongs: it is read wherever its list is."""
    entity = assessed.model.vocabulary.entities.get(name.partition(".")[0])
    attribute = name.partition(".")[2]
    return entity is not None and attribute in (*entity.dated_by, entity.for_year)


def _of_sheet(assessed: Assessed) -> frozenset[str]:
    """The facts that the sheet may read itself; an attribute is taken to be that of each list it reads."""
    sheet = assessed.asked.sheet
    if sheet is None:
        return frozenset()
    read = {name for tree in sheet.trees for name in facts_named(tree)}
    fields = (n for tree in sheet.trees for n in core.walk(tree) if isinstance(n, core.Field))
    attributes = {field.attribute.name for field in fields}
    return frozenset(read | {f"{name}.{a}" for name in read for a in attributes})
