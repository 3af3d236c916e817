"""A document as a value: letters of parts, each part a table; put out as text, a page, a file or data."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from attrs import field

from policy_rules.arguments import name_among
from policy_rules.attributes import frozen
from policy_rules.office.cells import Cell
from policy_rules.office.office_words import column_words, heading, remark_words
from policy_rules.office.word_file import WordHead, WordPiece, word_file
from policy_rules.report.decision_words import DecisionWords, decision_taken_data
from policy_rules.report.html_elements import bullets, tag
from policy_rules.report.output_head import labels_data, ruleset_head
from policy_rules.report.phrases import phrase, year_said
from policy_rules.report.population_text import aligned
from policy_rules.report.printable.page_frame import grid, labels, model_foot, report_page
from policy_rules.results.decided_readings import DecisionTaken
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.office_model import OfficeDocument
from policy_rules.wording import LANGUAGES, Language, in_either


@frozen
class PartTold:
    """One part: what it shows, its columns by key, its rows, notes below; `named` is its own heading."""

    show: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Cell, ...] = ()
    named: Mapping[str, str] = field(factory=dict)
    heads: Mapping[str, Cell] = field(factory=dict)
    """The words of columns that the vocabulary names."""
    cites: tuple[str, ...] = ()

    def heading(self, language: Language) -> str:
        """Its heading."""
        return in_either(self.named, language) or heading(self.show, language)

    def head(self, column: str, language: Language) -> str:
        """The head of a column."""
        named = self.heads.get(column)
        return column_words(column, language) if named is None else named.said(language)


@frozen
class Letter:
    """What is said of one unit, or of all (`unit` is ""); `state`: whether what it rests on is certain."""

    unit: str
    name: str
    parts: tuple[PartTold, ...]
    state: str = ""


@frozen(eq=False)
class MadeDocument:
    """A document of an office, made of facts on file as of a day; nothing in it binds anybody."""

    declared: OfficeDocument
    model: RulesetModel = field(repr=False)
    stage: Mapping[str, str] = field(repr=False)
    year: int
    as_of: datetime.date
    profile: str
    office: tuple[str, str] | None
    illustrative: bool
    constructed: bool
    letters: tuple[Letter, ...] = field(repr=False)
    asked: str = ""
    """The unit whose letter was asked for; "" where those of all were."""
    decisions: tuple[DecisionTaken, ...] = field(default=(), repr=False)
    """The decisions on readings by which it was made."""

    def to_dict(self) -> dict[str, Any]:
        """It as plain data for JSON."""
        return {
            **labels_data(illustrative=self.illustrative, constructed=self.constructed),
            **ruleset_head(self.model),
            "document": self.declared.path,
            "title": dict(self.declared.names),
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "profile": self.profile or None,
            "office": None if self.office is None else dict(zip(("id", "name"), self.office, strict=True)),
            "cites": list(self.declared.cites),
            "decisions": [decision_taken_data(taken) for taken in self.decisions],
            "letters": [_letter_data(letter) for letter in self.letters],
        }

    def to_text(self, language: Language | None = None) -> str:
        """It as text, in the ruleset's language where none is asked for; raises NoSuchName."""
        return "\n".join(self._lines(_checked(language or self.model.languages[0]))) + "\n"

    def to_html(self, language: Language | None = None) -> str:
        """It as a page, with nothing in it from elsewhere; raises NoSuchName as `to_text`."""
        language = _checked(language or self.model.languages[0])
        parts = [*self._page_parts(language)]
        head = labels(self.labels(language)) + tag("p", escape(self._told(language)))
        head += "".join(tag("p", escape(line)) for line in self._decided(language))
        head += _quotes(self.model, self.declared.cites, language)
        if not self.letters:
            head += tag("p", escape(self._nobody(language)))
        title = in_either(self.declared.names, language)
        return report_page(title, language, head, parts, model_foot(self.model))

    def to_docx(self, language: Language | None = None) -> bytes:
        """It as a file for word processors; the same document gives the same bytes.

        Raises:
            PolicyRulesError: python-docx is not installed (extra `documents`).
            NoSuchName: as `to_text`.
        """
        language = _checked(language or self.model.languages[0])
        office = "" if self.office is None else self.office[1]
        whom = self.letters[0].name if len(self.letters) == 1 else ""
        head = f"{whom or office or remark_words('no office', language)}  {self.as_of}"
        about = WordHead(in_either(self.declared.names, language), office, self.as_of, head)
        return word_file(self._pieces(language), about)

    def _pieces(self, language: Language) -> Iterator[WordPiece]:
        """What stands in it, in the order of its text."""
        yield from (WordPiece("label", label) for label in self.labels(language))
        yield WordPiece("title", in_either(self.declared.names, language))
        yield WordPiece("line", self._told(language))
        yield from (WordPiece("line", line) for line in self._decided(language))
        yield from _quoted(self.model, self.declared.cites, language)
        if not self.letters:
            yield WordPiece("line", self._nobody(language))
        for letter in self.letters:
            if letter.unit:
                yield WordPiece("letter", _named(letter, language))
            for part in letter.parts:
                yield WordPiece("heading", part.heading(language))
                yield from _quoted(self.model, part.cites, language)
                heads = tuple(part.head(c, language) for c in part.columns)
                if part.rows:
                    rows = (tuple(cell.said(language) for cell in row) for row in part.rows)
                    yield WordPiece("table", rows=(heads, *rows))
                elif part.columns:
                    yield WordPiece("line", remark_words("none on file", language))
                yield from (WordPiece("note", note.said(language)) for note in part.notes)

    def _repr_html_(self) -> str:
        return self.to_html()

    def labels(self, language: Language) -> Iterator[str]:
        """What decides nothing says so, and why."""
        held = {"illustrative": self.illustrative, "constructed": self.constructed}
        yield from (phrase(name, language) for name, holds in held.items() if holds)

    def _nobody(self, language: Language) -> str:
        """That no letter is to be written; of one unit nothing is said of the others."""
        return remark_words("not it" if self.asked else "nobody", language)

    def _told(self, language: Language) -> str:
        year = year_said(self.model, self.year, language)
        told = [in_either(self.stage, language), year, f"{phrase('as of', language)} {self.as_of}"]
        told.append(remark_words("no office", language) if self.office is None else self.office[1])
        return "  ".join(told)

    def _decided(self, language: Language) -> Iterator[str]:
        """The decisions on readings by which it was made, on a line; none where none are taken."""
        if told := DecisionWords(self.model, language).taken(self.decisions):
            yield told

    def _lines(self, language: Language) -> Iterator[str]:
        yield from (f"*** {label} ***" for label in self.labels(language))
        yield in_either(self.declared.names, language)
        yield self._told(language)
        yield from self._decided(language)
        yield from quoted_words(self.model, self.declared.cites, language)
        if not self.letters:
            yield self._nobody(language)
        for letter in self.letters:
            if letter.unit:
                yield ""
                yield f"=== {_named(letter, language)} ==="
            for part in letter.parts:
                yield ""
                yield f"== {part.heading(language)} =="
                yield from quoted_words(self.model, part.cites, language)
                yield from _part_lines(part, language)

    def _page_parts(self, language: Language) -> Iterator[tuple[str, str, str]]:
        for n, letter in enumerate(self.letters, 1):
            inside = ""
            for m, part in enumerate(letter.parts, 1):
                told = _quotes(self.model, part.cites, language) + _part_html(part, language)
                if letter.unit:
                    inside += tag("h3", escape(part.heading(language))) + told
                else:
                    yield f"part-{m}", part.heading(language), told
            if letter.unit:
                yield f"letter-{n}", _named(letter, language), inside


_WIDEST = 180
"""Characters of the widest table that is put into columns as text."""
_SHORT = 12
"""Ids and days up to this length are never broken."""


def quoted_words(model: RulesetModel, rules: tuple[str, ...], language: Language) -> Iterator[str]:
    """The rules cited: in Chinese or English the words of the clause as they stand, and the title."""
    for rule in rules:
        found = model.rules[rule]
        title = f" {found.title}" if language == "en" else ""
        yield f"    {rule}{title} “{found.text}”"


def _quoted(model: RulesetModel, rules: tuple[str, ...], language: Language) -> Iterator[WordPiece]:
    yield from (WordPiece("quote", line.strip()) for line in quoted_words(model, rules, language))


def _checked(language: str) -> Language:
    found: Language = name_among(language, LANGUAGES, "no language of reports")  # type: ignore[assignment]
    return found


def _named(letter: Letter, language: Language) -> str:
    state = f" — {remark_words(letter.state, language)}" if letter.state else ""
    return f"{letter.name} ({letter.unit}){state}"


def _part_lines(part: PartTold, language: Language) -> Iterator[str]:
    if part.rows:
        heads = [part.head(c, language) for c in part.columns]
        rows = [[cell.said(language) for cell in row] for row in part.rows]
        lines = list(aligned([heads, *rows]))
        yield from lines if max(map(len, lines)) <= _WIDEST else _row_by_row(heads, part.rows, language)
    elif part.columns:
        yield remark_words("none on file", language)
    yield from (f"- {note.said(language)}" for note in part.notes)


def _row_by_row(heads: list[str], rows: tuple[tuple[Cell, ...], ...], language: Language) -> Iterator[str]:
    """A table too wide for a terminal: each row by itself, without what is not there."""
    for row in rows:
        told = [
            (head, cell) for head, cell in zip(heads, row, strict=True) if cell.data is not None or cell.look
        ]
        parts = [f"{head}: {cell.said(language)}" for head, cell in told]
        yield f"- {'; '.join(parts)}" if language == "en" else f"- {'；'.join(parts)}"


def _part_html(part: PartTold, language: Language) -> str:
    rows = [[_cell_html(cell, language) for cell in row] for row in part.rows]
    heads = [escape(part.head(c, language)) for c in part.columns]
    empty = tag("p", escape(remark_words("none on file", language)), class_="faint") if part.columns else ""
    return (grid(heads, rows) if rows else empty) + bullets(note.said(language) for note in part.notes)


def _cell_html(cell: Cell, language: Language) -> str:
    told = escape(cell.said(language))
    if cell.look == "missing":
        return tag("span", told, class_="unknown")
    if cell.look:
        return tag("span", told, class_=f"outcome {cell.look}")
    return tag("span", told, class_="whole") if len(told) <= _SHORT and " " not in told else told


def _quotes(model: RulesetModel, rules: tuple[str, ...], language: Language) -> str:
    return "".join(tag("blockquote", escape(line.strip())) for line in quoted_words(model, rules, language))


def _letter_data(letter: Letter) -> dict[str, Any]:
    unit = {"id": letter.unit, "name": letter.name} if letter.unit else None
    parts = [
        {
            "show": part.show,
            "cites": list(part.cites),
            "columns": list(part.columns),
            "rows": [{c: cell.data for c, cell in zip(part.columns, row, strict=True)} for row in part.rows],
            "notes": [note.en for note in part.notes],
        }
        for part in letter.parts
    ]
    return {"unit": unit, "state": letter.state or None, "parts": parts}
