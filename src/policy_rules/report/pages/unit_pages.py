"""A page for each kind of unit that the ruleset declares: its duties, its dates, the facts it has to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.trace import NOTHING
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue, fact_page
from policy_rules.report.pages.deadlines import due_words
from policy_rules.report.pages.frame import anchor, code, folded, link, listed_items
from policy_rules.report.pages.headings import INDEXES, TIME_CLASSES, TRUTHS, UNITS
from policy_rules.report.pages.indexes import index_page
from policy_rules.report.pages.sheet_pages import page_of_sheet
from policy_rules.report.pages.site_frame import page
from policy_rules.report.phrases import RULE_KINDS
from policy_rules.report.score_account import sheet_title
from policy_rules.results.kinds_of_units import KindOfUnit
from policy_rules.ruleset.model import UNBREAKABLE
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import F, T, Truth


def unit_pages(catalogue: Catalogue) -> Mapping[str, str]:
    """The index of kinds and a page for each, by file name; nothing where the ruleset declares none."""
    if not catalogue.kinds:
        return {}
    rows = [
        f"{link(page_of_kind(name), _name(catalogue, kind))} ({len(kind.certain)} + {len(kind.possible)})"
        for name, kind in catalogue.kinds.items()
    ]
    head = tag("p", _said(catalogue, "counts"))
    found = {"units.html": index_page(catalogue, "units.html", [head, listed_items(rows)])}
    return found | {
        page_of_kind(name): _page(catalogue, name, kind) for name, kind in catalogue.kinds.items()
    }


def page_of_kind(name: str) -> str:
    """The page of a kind of unit."""
    return f"{anchor('unit', name)}.html"


def _said(catalogue: Catalogue, key: str) -> str:
    return catalogue.said(UNITS[key])


def _name(catalogue: Catalogue, kind: KindOfUnit) -> str:
    return catalogue.either(kind.kind.zh, kind.kind.en) or escape(kind.kind.name)


def _page(catalogue: Catalogue, name: str, kind: KindOfUnit) -> str:
    rules = catalogue.model.rules
    own = [id_ for id_ in rules if id_ in kind.certain]
    duties = [id_ for id_ in own if rules[id_].kind not in UNBREAKABLE]
    others = [id_ for id_ in own if rules[id_].kind in UNBREAKABLE]
    told = " · ".join(_told(catalogue, key, value) for key, value in kind.kind.facts.items())
    parts = [
        ("duties", f"{len(duties)}", _by_clause(catalogue, duties)),
        ("dates", "", "".join(_dates(catalogue, duties))),
        ("facts", "", "".join(_facts(catalogue, kind, duties))),
        ("sheets", "", _sheets(catalogue, kind)),
        ("others", f"{len(others)}", _by_clause(catalogue, others)),
        ("depends", f"{len(kind.possible)}", "".join(_depends(catalogue, kind))),
    ]
    shown = [part for part in parts if part[2]]
    jumps = listed_items(link(f"#{key}", _heading(catalogue, key, number)) for key, number, _ in shown)
    body = [
        tag("p", link("units.html", catalogue.said(INDEXES["units.html"]))),
        tag("h1", _name(catalogue, kind)),
        tag("p", told),
        jumps,
        *(tag("section", tag("h2", _heading(catalogue, *part[:2])) + part[2], id=part[0]) for part in shown),
    ]
    title = catalogue.word((kind.kind.zh, kind.kind.en)) or name
    return page(catalogue, page_of_kind(name), title, "\n".join(body))


def _told(catalogue: Catalogue, name: str, value: str) -> str:
    """A fact that makes the kind, in words and as a facts file has it."""
    attribute = catalogue.model.vocabulary.entities["unit"].attributes[name]
    label = catalogue.speaker.label(value, attribute.type) if attribute.type.labels else value
    label = catalogue.word(TRUTHS[value]) if value in TRUTHS else label
    named = catalogue.either(attribute.zh, attribute.en) or escape(name)
    return f"{named}: {escape(label)} {code(f'unit.{name}: {value}')}"


def _heading(catalogue: Catalogue, key: str, number: str) -> str:
    return _said(catalogue, key) + (f" ({number})" if number else "")


def _by_clause(catalogue: Catalogue, rules: Iterable[str]) -> str:
    """Rules under the clauses in which they stand, each with its kind."""
    held: dict[str, list[str]] = {}
    for id_ in rules:
        held.setdefault(catalogue.homes[id_].file, []).append(id_)
    parts = []
    for clause in catalogue.model.clauses:
        if ids := held.get(clause.file):
            rows = listed_items(f"{catalogue.rule(id_)} ({_kind(catalogue, id_)})" for id_ in ids)
            parts.append(folded(f"{catalogue.clause_title(clause)} ({len(ids)})", rows))
    return "".join(parts)


def _kind(catalogue: Catalogue, rule: str) -> str:
    kind = catalogue.model.rules[rule].kind
    return catalogue.said(RULE_KINDS.get(kind, (kind, kind)))


def _dates(catalogue: Catalogue, rules: Iterable[str]) -> Iterator[str]:
    """When they are due: by class of time, and in each by day."""
    held: dict[str, dict[str, list[str]]] = {}
    for id_ in rules:
        rule, program = catalogue.model.rules[id_], catalogue.program.by_id[id_]
        day = due_words(catalogue, rule, program.told)
        held.setdefault(program.time_class, {}).setdefault(day, []).append(id_)
    for name in (*(t for t in TIME_CLASSES if t in held), *sorted(set(held) - set(TIME_CLASSES))):
        yield tag("h3", catalogue.said(TIME_CLASSES.get(name, (name, name))))
        for day, ids in sorted(held[name].items()):
            yield folded(f"{escape(day)} ({len(ids)})", catalogue.listed(ids))


def _facts(catalogue: Catalogue, kind: KindOfUnit, rules: Iterable[str]) -> Iterator[str]:
    """The facts that they read, but those that make the kind: by entity, with a list to jump from."""
    told = {f"unit.{name}" for name in kind.kind.facts}
    names = sorted({name for id_ in rules for name in catalogue.readings[id_].facts} - told)
    if not names:
        return
    entities = catalogue.model.vocabulary.entities
    held: dict[str, list[str]] = {}
    for name in names:
        held.setdefault(name.partition(".")[0], []).append(name)
    of_entities = {name: facts for name, facts in held.items() if name in entities}
    others = [name for name, facts in held.items() if name not in entities]
    jumps = (
        f"{link('#' + anchor('of', name), _entity(catalogue, name))} ({len(facts)})"
        for name, facts in of_entities.items()
    )
    yield tag("ul", "".join(tag("li", jump) for jump in jumps), class_="jump")
    for name, facts in of_entities.items():
        head = f"{_entity(catalogue, name)} ({len(facts)})"
        rows = listed_items(catalogue.fact(fact) for fact in facts)
        whole = tag("p", link(fact_page(name), code(name)))
        yield folded(head, whole + rows, anchor("of", name))
    if others:
        yield listed_items(catalogue.fact(name) for name in others)


def _entity(catalogue: Catalogue, name: str) -> str:
    entity = catalogue.model.vocabulary.entities[name]
    return catalogue.either(entity.zh, entity.en) or escape(name)


def _sheets(catalogue: Catalogue, kind: KindOfUnit) -> str:
    """The scoring sheets that may be for such a unit."""
    rows = [
        link(page_of_sheet(name), escape(sheet_title(sheet, catalogue.language)))
        for name, sheet in catalogue.sheets.items()
        if _may_serve(sheet, kind)
    ]
    return listed_items(rows) if rows else ""


def _may_serve(sheet: Sheet, kind: KindOfUnit) -> bool:
    found = T if sheet.applies is None else _ends(kind, sheet.applies)
    return found != F


def _ends(kind: KindOfUnit, node: core.Node) -> int:
    value = Reference(kind.view).value(node, NOTHING)
    return value.hi if isinstance(value, Truth) else T


def _depends(catalogue: Catalogue, kind: KindOfUnit) -> Iterator[str]:
    """The rules that hang on facts of the unit, under the facts."""
    if kind.possible:
        yield tag("p", _said(catalogue, "depends on"))
    held: dict[tuple[str, ...], list[str]] = {}
    for id_ in catalogue.model.rules:
        if id_ in kind.possible:
            held.setdefault(tuple(sorted(kind.possible[id_])), []).append(id_)
    for names, ids in sorted(held.items(), key=lambda both: -len(both[1])):
        told = ", ".join(catalogue.fact_name(name) for name in names) or _said(catalogue, "parameters")
        facts = tag("p", " · ".join(catalogue.fact(name) for name in names))
        yield folded(f"{told} ({len(ids)})", facts + catalogue.listed(ids))
