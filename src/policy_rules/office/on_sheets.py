"""What sheets ask, from which registers, and what persons have not entered yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy_rules.core import nodes as core
from policy_rules.office import cells
from policy_rules.office.cells import Cell
from policy_rules.office.document import PartTold
from policy_rules.office.on_rules import named_facts
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.report.pages.readings import readings
from policy_rules.ruleset.office_model import OfficePart
from policy_rules.ruleset.profile import grading_type
from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.scoring.amounts.entered import Entered
from policy_rules.scoring.sheet import Item, Sheet, rules_in_amounts
from policy_rules.values.exact import plain
from policy_rules.wording import Speaker

_GRADING = re.compile(r"(^|\.)grading\(")


def sheets_of(year: YearAtOffice) -> tuple[Sheet, ...]:
    """The sheets of the units on the roster, each once."""
    found = (year.asked[id_].sheet for id_ in year.roster)
    return tuple({s.name: s for s in found if s is not None}.values())


def indicators(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """Every item of the sheets: content, method, assessor, registers, the year's arrangement, points, day."""
    rows = [
        tuple(_indicator(year, sheet, item)) for sheet in sheets_of(year) for item in sheet.items.values()
    ]
    columns = ("sheet", "item", "words", "points", "content", "method", "assessor", "registers")
    return PartTold("indicators", (*columns, "arrangement", "due"), tuple(rows))


def _indicator(year: YearAtOffice, sheet: Sheet, item: Item) -> Iterator[Cell]:
    model, fact = year.model, f"{sheet.name}.{item.id}"
    yield cells.same_cell(sheet.name)
    yield cells.same_cell(item.id)
    yield _by_language(item.titles, item.id)
    yield cells.same_cell(plain(item.points))
    yield _word(model.sheet_content.get(item.content), item.content, f"{fact}.content")
    yield _word(model.sheet_methods.get(item.method), item.method, f"{fact}.method")
    yield cells.told_cell(item.assessor, f"{fact}.assessor")
    yield cells.joined_cell(_register(year, name) for name in registers_read(year, item))
    yield (
        _by_language(item.arrangement, "") if item.arrangement else cells.missing_cell(f"{fact}.arrangement")
    )
    yield cells.day_cell(item.due)


def _by_language(names: object, other: str) -> Cell:
    told = dict(names) if isinstance(names, dict) else {}
    first = next(iter(told.values()), other)
    return Cell(first, told.get("zh", first), told.get("en", first))


def _word(word: object, name: str, fact: str) -> Cell:
    names = getattr(word, "names", None) or {}
    if not name:
        return cells.missing_cell(fact)
    return Cell(name, names.get("zh", name), names.get("en", name))


def _register(year: YearAtOffice, name: str) -> Cell:
    return cells.named_cell(year.vocabulary.registers[name])


def paths_of(year: YearAtOffice, item: Item) -> tuple[str, ...]:
    """The facts that an item reads, itself or by the rules that it reads: `entity`, `entity.attribute`."""
    found: dict[str, None] = {}
    trees = [n for e in item.effects for a in amounts_in(e.amount) for n in a.trees]
    conditions = [*(e.condition for e in item.effects), item.applies]
    program = year.population.program
    for tree in (*trees, *(c for c in conditions if c is not None)):
        for node in core.walk(tree):
            if isinstance(node, core.Read):
                found[node.path] = None
            elif isinstance(node, core.Records):
                found[node.entity] = None
            elif isinstance(node, core.Outcome) and node.rule in program.by_id:
                rule = year.model.rules[node.rule]
                found.update(dict.fromkeys(readings(year.model, rule, program.by_id[rule.id]).facts))
    return tuple(found)


def registers_read(year: YearAtOffice, item: Item) -> tuple[str, ...]:
    """The registers from which an item's facts are read; of the unit itself none."""
    return tuple(dict.fromkeys(r for path in paths_of(year, item) if (r := register_read(year, path))))


def register_read(year: YearAtOffice, path: str) -> str:
    """The register of a fact: its attribute's, else its entity's; "" where there is none."""
    vocabulary = year.vocabulary
    outer, _, _ = path.partition(".")
    attribute, entity = vocabulary.attribute(path), vocabulary.entities.get(outer)
    found = (attribute.register if attribute else "") or (entity.register if entity else "")
    return found if outer != "unit" and found in vocabulary.registers else ""


# What there is already ------------------------------------------------------------------------------


def registers_part(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """Each register from which the sheets read: who keeps it, what it gives, of which units it is on file."""
    reads: dict[str, dict[str, set[str]]] = {}
    for id_ in year.roster:
        sheet = year.asked[id_].sheet
        for item in () if sheet is None else sheet.items.values():
            for path in paths_of(year, item):
                if register := register_read(year, path):
                    reads.setdefault(register, {}).setdefault(path.partition(".")[0], set()).add(id_)
    rows = [tuple(_register_row(year, name, reads[name])) for name in sorted(reads)]
    return PartTold("registers", ("register", "kept_by", "lists", "on_file_of", "nothing_of"), tuple(rows))


def _register_row(year: YearAtOffice, name: str, reads: dict[str, set[str]]) -> Iterator[Cell]:
    declared, entities = year.vocabulary.registers[name], year.vocabulary.entities
    yield _register(year, name)
    keeper = declared.department or declared.kept_by
    zh = declared.kept_by_zh if keeper == declared.kept_by else ""
    yield Cell(keeper, zh or keeper, keeper) if keeper else cells.missing_cell(f"{name}.kept_by")
    yield cells.joined_cell(cells.named_cell(entities[e]) for e in reads)
    asked = [id_ for id_ in year.roster if any(id_ in units for units in reads.values())]
    told = [id_ for id_ in asked if any(_on_file(year, id_, entity) for entity in reads)]
    yield Cell(told, f"{len(told)}/{len(asked)}", f"{len(told)} of {len(asked)}")
    yield cells.joined_cell(cells.same_cell(id_) for id_ in asked if id_ not in told)


def _on_file(year: YearAtOffice, id_: str, entity: str) -> bool:
    """Whether anything of the list or the single record was told; that it is whole is something too."""
    unit = year.unit(id_)
    whole = any(c.list.partition(".")[0] == entity for c in unit.complete)
    return whole or bool(unit.lists.get(entity)) or any(p.startswith(f"{entity}.") for p in unit.values)


# What is not there yet ------------------------------------------------------------------------------


def arrears(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """What persons have not entered on the sheets of the units, nor graded of the rules that these read.

    With the assessor and the day of the item.
    """
    rows = []
    for id_ in year.units("unit" if unit else "units", unit):
        sheet = year.asked[id_].sheet
        score, made = year.population.score(id_), set(_made(year, id_))
        lacking = () if score is None else score.missing
        for item in () if sheet is None else sheet.items.values():
            for entered in _entered(item):
                own = [n for n in lacking if n == entered.entry or n.startswith(f"{entered.entry}(")]
                if entered.entry not in made:
                    own = own or [entered.entry]
                bounds = cells.same_cell(f"{plain(entered.low)}..{plain(entered.high)}")
                rows += [_arrear(year, id_, item, cells.same_cell(name), bounds) for name in own]
            if score is not None and not score.items[item.id].settled:
                rows += _not_graded(year, id_, item)
    return PartTold("arrears", ("unit", "assessor", "entry", "bounds", "item", "words", "due"), tuple(rows))


def _made(year: YearAtOffice, id_: str) -> Iterator[str]:
    """The entries on file by the day; those for one record each count by their name."""
    for entry in year.unit(id_).entries:
        of_year = entry.year in (None, year.population.year)
        if of_year and (entry.date is None or entry.date <= year.population.as_of):
            yield entry.entry


def _entered(item: Item) -> Iterable[Entered]:
    found = (a for e in item.effects for a in amounts_in(e.amount) if isinstance(a, Entered))
    return {a.entry: a for a in found}.values()


def _arrear(year: YearAtOffice, id_: str, item: Item, name: Cell, bounds: Cell) -> tuple[Cell, ...]:
    assessor = cells.told_cell(item.assessor, f"{year.population.place(id_).sheet}.{item.id}.assessor")
    title = _by_language(item.titles, item.id)
    return (
        cells.same_cell(id_),
        assessor,
        name,
        bounds,
        cells.same_cell(item.id),
        title,
        cells.day_cell(item.due),
    )


def _not_graded(year: YearAtOffice, id_: str, item: Item) -> Iterator[tuple[Cell, ...]]:
    """The gradings that are missing of rules that the item reads, as far as their findings wait for them."""
    assessed = year.assessed(id_)
    for rule in rules_of_item(item):
        scale = year.model.rules[rule].grading if rule in year.model.rules else ""
        for name in assessed.finding(rule).missing if scale else ():
            if _GRADING.search(name):
                kind = grading_type(year.model, year.model.rules[rule])
                speakers = (Speaker(year.vocabulary, language) for language in ("zh", "en"))
                ends = [
                    f"{s.label(kind.labels[0], kind)}..{s.label(kind.labels[-1], kind)}" for s in speakers
                ]
                yield _arrear(year, id_, item, named_facts(year, (name,)), Cell(list(kind.labels), *ends))


def rules_of_item(item: Item) -> tuple[str, ...]:
    """The rules whose findings, or whose instances, an item reads."""
    amounts = [e.amount for e in item.effects]
    inside = (n for amount in amounts for a in amounts_in(amount) for n in a.trees)
    trees = [*inside, *(e.condition for e in item.effects), item.applies]
    return tuple(dict.fromkeys(rules_in_amounts((tree for tree in trees if tree is not None), amounts)))
