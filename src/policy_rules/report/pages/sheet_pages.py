"""The scoring sheets as pages: whom each is for, items with points and effects, steps, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from html import escape

from policy_rules.documents import Mapping as Tree
from policy_rules.documents import Node, Scalar, Sequence
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.example_text import flow
from policy_rules.report.pages.frame import anchor, code, link, listed_items
from policy_rules.report.pages.headings import INDEXES, SHEETS
from policy_rules.report.pages.indexes import index_page
from policy_rules.report.pages.site_frame import page
from policy_rules.report.phrases import phrase
from policy_rules.report.score_account import item_words, sheet_title, title_of
from policy_rules.report.score_words import bare
from policy_rules.scoring.names_in_sheets import SheetParameter
from policy_rules.scoring.sheet import Item, Sheet
from policy_rules.scoring.sheets.changed_parameters import sheet_tree


def sheet_pages(catalogue: Catalogue) -> Mapping[str, str]:
    """The index of sheets and a page for each, by file name; nothing where there are none."""
    if not catalogue.sheets:
        return {}
    rows = [
        link(page_of_sheet(name), escape(sheet_title(sheet, catalogue.language)))
        + f" {_marks(catalogue, sheet)}"
        for name, sheet in catalogue.sheets.items()
    ]
    found = {"sheets.html": index_page(catalogue, "sheets.html", [listed_items(rows)])}
    return found | {page_of_sheet(name): _page(catalogue, name, s) for name, s in catalogue.sheets.items()}


def page_of_sheet(name: str) -> str:
    """The page of a sheet."""
    return f"{anchor('sheet', name)}.html"


def _marks(catalogue: Catalogue, sheet: Sheet) -> str:
    told = [str(sheet.year), *([phrase("illustrative", catalogue.language)] if sheet.illustrative else [])]
    return escape(" · ".join(told))


def _page(catalogue: Catalogue, name: str, sheet: Sheet) -> str:
    language, title = catalogue.language, sheet_title(sheet, catalogue.language)
    _, raw = sheet_tree(catalogue.model, name)
    terms = [("for", _condition(catalogue, sheet))]
    terms += [("plan", catalogue.rule(sheet.plan))] if sheet.plan else []
    terms += [("year", str(sheet.year)), ("points", bare(_both(_whole(sheet))))]
    body = [
        tag("p", link("sheets.html", catalogue.said(INDEXES["sheets.html"]))),
        tag("h1", f"{escape(title)} {code(name)}"),
        tag("p", escape(phrase("illustrative", language)), class_="label") if sheet.illustrative else "",
        tag("dl", "".join(tag("dt", _said(catalogue, key)) + tag("dd", told) for key, told in terms)),
        tag("h2", f"{escape(phrase('items', language))} ({len(sheet.items)})"),
        _items(catalogue, sheet, _raw_items(raw)),
        tag("h2", escape(phrase("steps", language))),
        _steps(catalogue, sheet, _section(raw, "steps")),
        *_open(catalogue, sheet),
        *_remarks(catalogue, sheet),
    ]
    return page(catalogue, page_of_sheet(name), title, "\n".join(filter(None, body)))


def _said(catalogue: Catalogue, key: str) -> str:
    return catalogue.said(SHEETS[key])


def _both(number: Fraction) -> tuple[Fraction, Fraction]:
    return number, number


def _whole(sheet: Sheet) -> Fraction:
    """The points of the items that count and stand under no other."""
    inner = {child for item in sheet.items.values() for child in item.children}
    return sum((i.points for i in sheet.items.values() if i.counts and i.id not in inner), Fraction(0))


def _condition(catalogue: Catalogue, sheet: Sheet) -> str:
    words = "" if sheet.applies is None else tag("p", escape(catalogue.speaker.say(sheet.applies)))
    return words + code(sheet.written_for)


def _items(catalogue: Catalogue, sheet: Sheet, raw: Mapping[str, Tree]) -> str:
    """A row an item: its title and points, what it is part of, its effects as written and in words, rules."""
    heads = (phrase(key, catalogue.language) for key in ("item", "points possible", "effects", "rules read"))
    rows = (_item(catalogue, sheet, item, raw.get(item.id)) for item in sheet.items.values())
    return _table(heads, rows)


def _item(catalogue: Catalogue, sheet: Sheet, item: Item, raw: Tree | None) -> str:
    model, language = catalogue.model, catalogue.language
    about = "<br>".join(
        f"{escape(phrase(key, language))} {code(text) if key in _NAMES else escape(text)}"
        for key, text in item_words(item, model, language)
    )
    name = (
        tag("strong", escape(title_of(item, language)))
        + " "
        + code(item.id)
        + tag("p", about, class_="faint")
    )
    if item.applies is not None:
        name += tag(
            "p", escape(f"{phrase('item applies where', language)}: {catalogue.speaker.say(item.applies)}")
        )
    given = raw.get("effects") if raw is not None else None
    written = given.items if isinstance(given, Sequence) else ()
    effects = []
    for effect, node in zip(item.effects, written, strict=False):
        words = "" if effect.condition is None else tag("p", escape(catalogue.speaker.say(effect.condition)))
        effects.append(code(flow(node)) + words)
    groups = raw.get("groups") if raw is not None else None
    beside = [f"groups: {flow(groups)}"] if groups is not None else []
    beside += [] if item.counts else ["counts: false"]
    rules = dict.fromkeys(
        (*sheet.cites.get(item.id, ()), *(r for r in item.reads if r in model.rules), *item.carries)
    )
    shown = (
        name,
        escape(bare(_both(item.points))),
        (listed_items(effects) if effects else "") + "".join(tag("p", code(text)) for text in beside),
        " ".join(catalogue.rule(rule, titled=False) for rule in rules),
    )
    first, *rest = shown
    return tag(
        "tr", tag("th", first, scope="row") + "".join(tag("td", cell) for cell in rest), id=_anchor(item.id)
    )


_NAMES = ("component", "informs", "carries")
"""What items say by names of the sheet's own."""


def _anchor(name: str) -> str:
    return anchor("item", name)


def _steps(catalogue: Catalogue, sheet: Sheet, raw: Tree | None) -> str:
    """A row a step: its name, how it is worked out as written, the rules on which it stands."""
    heads = (phrase(key, catalogue.language) for key in ("step", "method", "rests on"))
    rows = []
    for step in sheet.steps:
        node = raw.get(step.name) if raw is not None else None
        called = catalogue.either(step.titles.get("zh", ""), step.titles.get("en", ""))
        title = (f"{called} " if called else "") + code(step.name)
        cited = " ".join(catalogue.rule(rule, titled=False) for rule in sheet.cites.get(step.name, ()))
        cells = tag("td", code(flow(node)) if node is not None else "") + tag("td", cited)
        rows.append(tag("tr", tag("th", title, scope="row") + cells, id=anchor("step", step.name)))
    return _table(heads, rows)


def _open(catalogue: Catalogue, sheet: Sheet) -> Iterator[str]:
    """The parameters that the sheet reads; those that nobody has set are flagged."""
    if sheet.parameters:
        yield tag("h2", escape(phrase("parameters", catalogue.language)).capitalize())
        yield listed_items(_parameter(catalogue, p) for p in sheet.parameters.values())


def _parameter(catalogue: Catalogue, parameter: SheetParameter) -> str:
    if parameter.declared:
        known = catalogue.model.vocabulary.parameters.get(parameter.name)
        open_ = known is not None and not (known.values or known.rule_values or known.table)
        return catalogue.parameter(parameter.name) + (f" {catalogue.flag()}" if open_ else "")
    called = parameter.called(catalogue.language)
    name = f"{escape(called)} {code(parameter.name)}" if called != parameter.name else code(parameter.name)
    if parameter.value is None:
        return f"{name} {catalogue.flag()}"
    return f"{name}: {escape(catalogue.speaker.show(parameter.value, parameter.type))}"


def _remarks(catalogue: Catalogue, sheet: Sheet) -> Iterator[str]:
    if sheet.remarks:
        yield tag("h2", escape(phrase("notes", catalogue.language)))
        yield listed_items(
            f"{catalogue.either(r.says.get('zh', ''), r.says.get('en', ''))} "
            + (f"[{escape(r.question)}] " if r.question else "")
            + tag("span", escape(catalogue.speaker.say(r.condition)), class_="faint")
            for r in sheet.remarks
        )


def _table(heads: Iterable[str], rows: Iterable[str]) -> str:
    top = tag("tr", "".join(tag("th", escape(head), scope="col") for head in heads))
    table = tag("table", tag("thead", top) + tag("tbody", "".join(rows)))
    return tag("div", table, class_="wide", tabindex="0")


# The file as it was read -------------------------------------------------------------------------------


def _section(raw: object, key: str) -> Tree | None:
    found = raw.get(key) if isinstance(raw, Tree) else None
    return found if isinstance(found, Tree) else None


def _raw_items(raw: object) -> Mapping[str, Tree]:
    """The items of the file by id, those inside others too."""
    found: dict[str, Tree] = {}
    waiting: list[Node] = [raw] if isinstance(raw, Tree) else []
    while waiting:
        node = waiting.pop()
        held = node.get("items") if isinstance(node, Tree) else None
        for item in held.items if isinstance(held, Sequence) else ():
            own = item.get("id") if isinstance(item, Tree) else None
            if isinstance(item, Tree) and isinstance(own, Scalar):
                found[own.text] = item
                waiting.append(item)
    return found
