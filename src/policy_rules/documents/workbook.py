"""Workbooks (.xlsx) as trees: the forms that `filling` writes, read back without any vocabulary.

Each sheet tells in its first rows, which are hidden, how it is read: the mark, its kind, its path, the
first row of data and the key without which a row says nothing (row 1); the key of each column (row 2; a
column without one is for people); the type of each column (row 3). Kinds:

- `about`: rows of `key`, `value`: which ruleset it was made for, who filled it in, when, who signed.
- `values`: rows of `key` (`entity.attribute`), `type`, `value`, `source`.
- `list`: a record each row; `of` holds the ids of the records around an inner list, divided by `/`.
- `statements`: a statement each row, under the section that the path names; `ticked` must be true.
- `table`: what goes by ids (`sources`).
- `choices`: `key`, the word shown, the word of facts files; key `null` holds the words for none.

A cell that begins with `{` or `[` is YAML; a text in double quotes is that text. Every value that names no
source has its cell (of a record: its row) for one.
"""

from __future__ import annotations

import datetime
import json
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.documents.data import from_data
from policy_rules.documents.read import FACTS_LIMIT, parse_yaml
from policy_rules.documents.tree import Mapping, Node, Page, Scalar, Sequence
from policy_rules.documents.workbook_sheets import FormSheet, form_sheet, ticked
from policy_rules.errors import Fault, Place, near_miss, printed, shorten

COMPUTED = "save the workbook in a spreadsheet program, or write the value itself"
UNPACKED_LIMIT = 256 * 1024 * 1024
"""The most bytes that a workbook may unpack to."""
_UNIT_KEYS = ("id", "name", "parent", "place", "organ_of", "constructed")
_DATED = ("told", "value", "at_least", "at_most", "one_of", "source")


@frozen
class FormRead:
    """A form that was filled in: the ruleset that it was made for ("" where it does not tell), its facts."""

    ruleset: str
    nodes: tuple[Node, ...]
    faults: list[Fault]


def read_form(path: Path, name: str = "") -> FormRead:
    """The facts of a form that was filled in, as the tree of a facts file, and what is wrong with cells.

    What is wrong with a cell is left out of the tree.

    Needs the extra `forms` (openpyxl).
    """
    where = Place(name or str(path))
    sheets, faults = _sheets(path, where)
    if not sheets:
        return FormRead("", (), faults)
    reading = _Reading(where.file, faults)
    node = reading.unit(sheets)
    return FormRead(_made_for(sheets), (node,), reading.faults)


def _made_for(sheets: Iterable[FormSheet]) -> str:
    """The ruleset that a form was made for, with its version; "" where it does not tell."""
    rows = (held for sheet in sheets if sheet.kind == "about" for _, held in sheet.rows())
    told = (held for held in rows if {"key", "value"} <= held.keys())
    return next((str(held["value"].value) for held in told if held["key"].value == "ruleset"), "")


def _sheets(path: Path, where: Place) -> tuple[list[FormSheet], list[Fault]]:
    """The sheets of a form, and what is wrong with the file."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = "install the extra: `pip install 'policy-rules[forms]'`"
        return [], [Fault("workbooks are read with openpyxl, which is not installed", where, hint)]
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > UNPACKED_LIMIT or path.stat().st_size > FACTS_LIMIT:
            return [], [Fault(f"the workbook holds {size:,} bytes, which is too much", where, "divide it")]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what other programs put into workbooks
            book = load_workbook(path)
            formulas = list(_formulas(book))
            if formulas:
                book = load_workbook(path, data_only=True)
    except FileNotFoundError:
        return [], [Fault("no such file", where)]
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes the reader raise
        return [], [Fault(f"this is no workbook that can be read: {printed(error)}", where)]
    sheets = [found for sheet in book.worksheets if (found := form_sheet(sheet)) is not None]
    if not sheets:
        return [], [Fault("the workbook is no form", where, "`policy-rules form` writes one")]
    faults = [
        Fault("this is computed, and its value was not saved", Place(f"{where.file}: {title}!{at}"), COMPUTED)
        for title, at in formulas
        if book[title][at].value is None
    ]
    return sheets, faults


def _formulas(book: Any) -> Iterator[tuple[str, str]]:
    """The cells in which something is computed: by sheet and cell."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate) for cell in row if cell.data_type == "f")


class _Row(dict[str, Any]):
    """What cells say by their keys, where they begin, and the keys whose cell could not be read."""

    page = Page("")
    broken: frozenset[str] = frozenset()


@define
class _Reading:
    """Reads the sheets of one form into the tree of one unit."""

    file: str
    faults: list[Fault] = field(factory=list)
    choices: dict[str, dict[str, str]] = field(factory=dict)
    about: dict[str, Node] = field(factory=dict)
    sources: dict[str, Node] = field(factory=dict)

    def unit(self, sheets: list[FormSheet]) -> Node:
        """The tree of the unit."""
        tree: dict[str, Any] = {}
        for sheet in sheets:
            if sheet.kind == "choices":
                for _, held in sheet.rows():
                    if {"key", "shown", "name"} <= held.keys():
                        key, shown, name = (str(held[k].value) for k in ("key", "shown", "name"))
                        self.choices.setdefault(key, {})[shown] = name
        for kind, read in (("about", self._about), ("table", self._table), ("values", self._values)):
            for sheet in sheets:
                if sheet.kind == kind:
                    read(sheet, tree)
        for sheet in sorted((s for s in sheets if s.kind == "list"), key=lambda s: s.path.count(".")):
            self._list(sheet, tree)
        for sheet in sheets:
            if sheet.kind == "statements":
                self._statements(sheet, tree)
        if self.sources:
            tree["sources"] = {**tree.get("sources", {}), **self.sources}
        return self._node(tree, Page(self.file))

    def _node(self, tree: Any, page: Page) -> Node:
        """A tree of dicts, lists and nodes as a node; a row stands where its first cell does."""
        if isinstance(tree, dict):
            row = tree if isinstance(tree, _Row) else _Row()
            page, broken = row.page if row.page.file else page, row.broken
            items = {key: self._node(value, page) for key, value in tree.items()}
            table = {key: (Scalar(key, page=node.page), node) for key, node in items.items()}
            return Mapping(table, broken, page=page)
        if isinstance(tree, list):
            return Sequence(tuple(self._node(item, page) for item in tree), page=page)
        found: Node = tree
        return found

    # -- sheets ------------------------------------------------------------------------------------

    def _about(self, sheet: FormSheet, tree: dict[str, Any]) -> None:
        for _, held in sheet.rows():
            if "key" in held and "value" in held:
                node = self._cell(held["value"], sheet, str(held["type"].value) if "type" in held else "text")
                if node is not None:
                    self.about[str(held["key"].value)] = node

    def _values(self, sheet: FormSheet, tree: dict[str, Any]) -> None:
        for _, held in sheet.rows():
            if "value" not in held or "key" not in held:
                continue
            entity, _, name = str(held["key"].value).partition(".")
            kind = str(held["type"].value) if "type" in held else ""
            node = self._cell(held["value"], sheet, kind)
            record = tree.setdefault(entity, _Row())
            if node is None:
                record.broken |= {name}
                continue
            if not (entity == "unit" and name in _UNIT_KEYS):
                node = self._sourced(node, self._source(held, "value", sheet, tree))
            record[name] = node

    def _table(self, sheet: FormSheet, tree: dict[str, Any]) -> None:
        for _, held in sheet.rows():
            row = self._row(held, sheet)
            own = row.pop("id", None)
            if isinstance(own, Scalar):
                tree.setdefault(sheet.path, {})[own.text] = row

    def _list(self, sheet: FormSheet, tree: dict[str, Any]) -> None:
        """The records of a list; those of an inner one go into the records that their `of` names."""
        *around, name = sheet.path.split(".")
        for row, held in sheet.rows():
            record = self._row(held, sheet)
            outer = record.pop("of", None)
            place = next(iter(held.values()))
            self._name_source(record, tree)
            if "source" not in record and "in" not in record:
                record["source"] = self._own_source(f"{sheet.cells.title}!{row}:{row}", place, sheet)
            if not around:
                tree.setdefault(name, []).append(record)
                continue
            ids = outer.text.split("/") if isinstance(outer, Scalar) else []
            home = _home(tree, around, ids)
            if home is None:
                at = held.get("of", place)
                told = f"`{'/'.join(ids)}` is no record of `{'.'.join(around)}` in this form"
                hint = "write the id of the record in which this one stands"
                self._fault(at, sheet, told, hint)
            else:
                home.setdefault(name, []).append(record)

    def _statements(self, sheet: FormSheet, tree: dict[str, Any]) -> None:
        for row, held in sheet.rows():
            if sheet.needs and sheet.needs != "ticked" and sheet.needs not in held:
                continue
            if sheet.needs == "ticked":
                whole = self._is_ticked(held["ticked"]) if "ticked" in held else None
                if whole is False or not held.keys() - {"list"}:
                    continue
                if whole is None:  # what else is wrong with the row is told all the same
                    at = held.get("ticked") or sheet.cells.cell(row, sheet.columns["ticked"])
                    told = "it is not said whether the list is whole"
                    self._fault(at, sheet, told, "tick it, or clear the row")
            given = {key: cell for key, cell in held.items() if key != "ticked"}
            statement = self._row(given, sheet)
            for key in ("by", "date"):
                lacks = key not in statement and key not in statement.broken
                if sheet.path == "complete" and lacks and key in self.about:
                    statement[key] = self.about[key]
            self._name_source(statement, tree)
            if "source" in sheet.columns and "source" not in statement:
                cell = sheet.cells.cell(row, sheet.columns["source"])
                own = f"{sheet.cells.title}!{row}:{row}"
                statement["source"] = self._own_source(own, cell, sheet)
            tree.setdefault(sheet.path, []).append(statement)

    def _row(self, held: dict[str, Any], sheet: FormSheet) -> _Row:
        found = {key: self._cell(cell, sheet, sheet.types.get(key, "")) for key, cell in held.items()}
        row = _Row({key: node for key, node in found.items() if node is not None})
        row.broken = frozenset(key for key, node in found.items() if node is None)
        first = next(iter(held.values()))
        cells = {key: f"{sheet.cells.title}!{sheet.shown(first.row, n)}" for key, n in sheet.columns.items()}
        row.page = Page(
            self._page(first, sheet).file, cells={k: f"{self.file}: {at}" for k, at in cells.items()}
        )
        return row

    def _is_ticked(self, cell: Any) -> bool | None:
        """Whether a cell is ticked, by a word of the form or by any mark that people use."""
        word = self.choices.get("boolean", {}).get(str(cell.value).strip(), cell.value)
        return ticked(word)

    # -- cells -------------------------------------------------------------------------------------

    def _page(self, cell: Any, sheet: FormSheet) -> Page:
        return Page(f"{self.file}: {sheet.cells.title}!{sheet.shown(cell.row, cell.column)}")

    def _fault(self, cell: Any, sheet: FormSheet, what: str, hint: str = "") -> None:
        self.faults.append(Fault(what, Place(self._page(cell, sheet).file), hint))

    def _cell(self, cell: Any, sheet: FormSheet, kind: str) -> Node | None:
        """What stands in a cell, by the type of its column; None, with a fault, where it cannot be read."""
        value, page = cell.value, self._page(cell, sheet)
        if isinstance(value, str):
            return self._text(value, page, kind)
        if isinstance(value, bool):
            return Scalar("true" if value else "false", page=page)
        if isinstance(value, datetime.datetime) and value.time() == datetime.time():
            value = value.date()
        elif not isinstance(value, int | float | datetime.date):
            self.faults.append(
                Fault(f"`{printed(value)}` is neither a text, a number nor a day", Place(page.file))
            )
            return None
        node, faults = from_data(value, page.file)
        self.faults += [Fault(f.what, Place(page.file), f.hint) for f in faults]
        if not isinstance(node, Scalar):
            return None
        shown_as_percent = isinstance(value, int | float) and "%" in (cell.number_format or "")
        if kind.startswith("percent") or (kind == "any" and shown_as_percent):
            return Scalar(f"{Decimal(node.text).scaleb(2):f}%", page=page)
        return Scalar(node.text, page=page)

    def _text(self, text: str, page: Page, kind: str) -> Node | None:
        """A text: YAML where it begins so, a word that was chosen, or itself."""
        bare = text.strip()
        if bare[:1] in ("{", "["):
            trees, faults = parse_yaml(bare, page.file)
            self.faults += faults
            return trees[0] if trees and not faults else None
        if len(bare) > 1 and bare[0] == bare[-1] == '"':
            try:
                return Scalar(str(json.loads(bare)), quoted=True, page=page)
            except ValueError:
                pass
        if kind.endswith("?") and bare in self.choices.get("null", {}):
            return Scalar("null", null=True, page=page)
        base, _, choice = kind.removesuffix("?").partition(":")
        if base == "choice":
            return self._choice(bare, choice, page)
        if base == "list":
            parts = [part.strip() for part in bare.replace("，", ",").replace("、", ",").split(",")]
            items = tuple(Scalar(part, page=page) for part in parts if part)
            return items[0] if len(items) == 1 else Sequence(items, page=page)
        return Scalar(text if base == "text" else bare, quoted=base == "text", page=page)

    def _choice(self, word: str, choice: str, page: Page) -> Node | None:
        """What is chosen, by the word shown or by the one of facts files."""
        words = self.choices.get(choice, {})
        if not words or word in words or word in words.values():
            return Scalar(words.get(word, word), page=page)
        hint = near_miss(word, words) or f"choose one of: {', '.join(words)}"
        self.faults.append(
            Fault(f"`{shorten(word)}` is none of the choices of this cell", Place(page.file), hint)
        )
        return None

    # -- sources -----------------------------------------------------------------------------------

    def _source(self, held: dict[str, Any], key: str, sheet: FormSheet, tree: dict[str, Any]) -> Node:
        """The source named beside a cell, else the cell."""
        row = _Row(source=self._cell(held["source"], sheet, "text")) if "source" in held else _Row()
        self._name_source(row, tree)
        named: Node | None = row.get("source")
        if named is not None:
            return named
        return self._own_source(f"{sheet.cells.title}!{held[key].coordinate}", held[key], sheet)

    def _name_source(self, row: _Row, tree: dict[str, Any]) -> None:
        """Declare the source of a row that is told in words of its own: these are its title."""
        named, known = row.get("source"), tree.get("sources", {})
        if not isinstance(named, Scalar) or named.text in known or near_miss(named.text, known):
            return
        if named.text not in self.sources:
            title = Scalar(named.text, quoted=True, page=named.page)
            self.sources[named.text] = self._node({"title": title, **self._said()}, named.page)

    def _said(self) -> dict[str, Node]:
        """Who filled the form in, and when."""
        said = (self.about.get(key) for key in ("by", "signed_by"))
        signed = [node.text for node in said if isinstance(node, Scalar)]
        by = {"by": Scalar(" / ".join(signed), quoted=True)} if signed else {}
        return {**by, **({"date": self.about["date"]} if "date" in self.about else {})}

    def _own_source(self, id_: str, cell: Any, sheet: FormSheet) -> Node:
        """A cell or a row as a source: where it stands, who filled the form in, and when."""
        page = self._page(cell, sheet)
        if id_ not in self.sources:
            title = Scalar(f"{self.file}: {id_}", quoted=True, page=page)
            self.sources[id_] = self._node({"title": title, **self._said()}, page)
        return Scalar(id_, quoted=True, page=page)

    def _sourced(self, node: Node, source: Node) -> Node:
        """A value with its source, wherever in it there is none yet."""
        if not isinstance(node, Mapping):
            return self._node({"value": node, "source": source}, node.page)
        keys = set(node.keys())
        if "source" in keys or "told" in keys:
            return node
        if keys & set(_DATED) or not keys:
            return self._node({**{k: v for k, (_, v) in node.table.items()}, "source": source}, node.page)
        return self._node({k: self._sourced(v, source) for k, (_, v) in node.table.items()}, node.page)


def _home(tree: dict[str, Any], around: list[str], ids: list[str]) -> dict[str, Any] | None:
    """The record around an inner list, by the ids of the records from the outermost on."""
    record: dict[str, Any] | None = tree
    if len(ids) != len(around):
        return None
    for name, own in zip(around, ids, strict=True):
        records = (record or {}).get(name, [])
        record = next((r for n, r in enumerate(records, 1) if _own_id(r, n) == own), None)
    return record


def _own_id(record: dict[str, Any], number: int) -> str:
    own = record.get("id")
    return own.text if isinstance(own, Scalar) else f"#{number}"
