"""A form as a workbook: a sheet an entity, drop-downs, checks of numbers and days, notes, headings kept.

`documents.workbook` says how it is read, and reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import field

from policy_rules.attributes import define
from policy_rules.documents import Scalar
from policy_rules.filling.asked_facts import OF_UNITS, FormFact, FormList, UnitForm, records_at
from policy_rules.filling.book_sheets import Book, BookColumn, BookSheet
from policy_rules.filling.cells import CellWriter, apart
from policy_rules.filling.form_words import FormWords
from policy_rules.report.output_head import ruleset_head
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.vocabulary import Type
from policy_rules.wording import Language

CHECKED_ROWS = 5000
"""The rows of a list whose cells are checked."""
_HEADER = (("id", "text"), ("name", "text"), ("parent", "text?"), ("organ_of", "text?"))
_FLAGS = ("place", "constructed")
_STATEMENTS = {
    "exceptions": "an exception",
    "gradings": "a grading",
    "entries": "an entry",
    "corrections": "a correction",
    "succession": "a succession",
    "samples": "a sample",
}


def workbook(form: UnitForm, language: Language = "zh", department: str | None = None) -> bytes:
    """The form as the bytes of a workbook; `department` names the one that it is for.

    Raises:
        PolicyRulesError: openpyxl is not installed (extra `forms`).
    """
    return _Writing(form, language, department).bytes()


@define
class _Writing:
    form: UnitForm
    language: Language
    department: str | None
    book: Book = field(factory=Book)
    homes: dict[str, str] = field(factory=dict)
    """The titles of the sheets of lists."""

    @property
    def words(self) -> FormWords:
        return FormWords(self.form, self.language, self.department)

    def bytes(self) -> bytes:
        """The workbook."""
        cells = CellWriter(self.form.vocabulary, self.language, self.words.model.languages)
        self._about(cells)
        index = self.book.sheet(self.words.say("lists"), ("statements", "complete", "ticked"))
        self._values(cells)
        for one in self.form.lists:
            if one.path not in OF_UNITS:
                self._list(one, cells)
        self._whole(index, cells)
        self._figures(cells)
        self._given(cells)
        self._held()
        self._choices(cells)
        return self.book.bytes()

    def _about(self, cells: CellWriter) -> None:
        """Whose form it is, who filled it in, and how that is done."""
        words, assessment = self.words, self.form.assessment
        sheet = self.book.sheet(words.say("about"), ("about", "", ""))
        head = ruleset_head(assessment.model)
        named = " ".join(str(head[key]) for key in ("ruleset", "ruleset_version") if head[key])
        told = [
            ("form of", words.unit_name),
            ("ruleset", named),
            ("year", str(assessment.year)),
        ]
        if self.department is not None:
            told.append(("department", words.department_name(self.department)))
        if self.form.left_out:
            told.append(("left out", str(self.form.left_out)))
        columns = [
            BookColumn("key", 2, hidden=True),
            BookColumn("type", 2, hidden=True),
            BookColumn("", 24),
            BookColumn("value", 60),
        ]
        rows: list[Sequence[Any]] = [
            (key if key == "ruleset" else "", "text", words.say(key), text) for key, text in told
        ]
        rows += [
            (key, "date" if key == "date" else "text", words.say(key), None)
            for key in ("by", "date", "signed_by")
        ]
        sheet.put(f"{words.say('how')} {words.say('partly')}", columns, [""] * 4, rows, open_from=len(told))
        sheet.date_check(4, sheet.first + len(told) + 1)

    # -- values ------------------------------------------------------------------------------------

    def _values(self, cells: CellWriter) -> None:
        """A sheet for each single record, the unit's first."""
        by_entity: dict[str, list[FormFact]] = {"unit": []}
        for fact in self.form.values:
            by_entity.setdefault(fact.path.partition(".")[0], []).append(fact)
        for name, facts in by_entity.items():
            entity = self.form.vocabulary.entities.get(name)
            title = self.words.either(entity.zh, entity.en) if entity else ""
            rows = [*(self._header(cells) if name == "unit" else ()), *(self._value(f, cells) for f in facts)]
            means = self.words.meaning(entity) if entity else ""
            self._value_sheet(title or name, means, rows, facts, cells)

    def _value_sheet(
        self, title: str, means: str, rows: list[Sequence[Any]], facts: list[FormFact], cells: CellWriter
    ) -> None:
        sheet = self.book.sheet(title, ("values", "", ""))
        say = self.words.say
        columns = [
            *(BookColumn("key", 2, hidden=True), BookColumn("type", 2, hidden=True)),
            *(BookColumn("", 34), BookColumn("value", 26, open=True), BookColumn("source", 24, open=True)),
            *(
                BookColumn("", 24),
                BookColumn("", 40),
                BookColumn("", 24),
                BookColumn("", 44),
                BookColumn("", 14),
            ),
        ]
        keys = ("fact", "value", "source", "unit", "means", "register", "clauses", "due")
        sheet.put(f"{title}  {means}".strip(), columns, ["", "", *map(say, keys)], rows)
        first = sheet.first + len(rows) - len(facts)
        for number, fact in enumerate(facts):
            attribute = self.form.vocabulary.attribute(fact.path)
            assert attribute is not None
            row = rows[number - len(facts)]
            sheet.check(4, first + number, 1, attribute.type, row[1], row[6])

    def _header(self, cells: CellWriter) -> Iterable[Sequence[Any]]:
        """What says which unit it is."""
        unit = self.form.tree.get("unit", {})
        for key, kind in (*_HEADER, *((flag, "choice:boolean") for flag in _FLAGS)):
            if key in unit or key in ("id", "name"):
                held = cells.cell(unit[key], kind) if key in unit else None
                yield f"unit.{key}", kind, key, held, None

    def _value(self, fact: FormFact, cells: CellWriter) -> Sequence[Any]:
        entity, _, name = fact.path.partition(".")
        attribute = self.form.vocabulary.entities[entity].attributes[name]
        kind, words = cells.kind(attribute.type, fact.path), self.words
        value, source = None, ""
        around = self.form.tree.get(entity, {})
        if name in around:
            default = around["source"].text if "source" in around else self.form.default_source
            tree, source = apart(around[name], default)
            value = cells.cell(tree, kind)
        means = "; ".join(text for text in (*words.marks(attribute), words.meaning(attribute)) if text)
        about = (words.of_type(attribute.type), means, words.register(fact.path), words.clauses(fact))
        label = words.column(attribute)
        return fact.path, kind, label, value, source or None, *about, words.due(fact)

    # -- lists -------------------------------------------------------------------------------------

    def _list(self, one: FormList, cells: CellWriter) -> None:
        """The records of a list; of an inner one with the ids of the records around."""
        words, inner = self.words, "." in one.path
        keys = [*(["of"] if inner else []), "id"]
        kinds = ["text"] * len(keys)
        heads = [words.say(key) for key in keys]
        widths = [20] * len(keys)
        for attribute in one.columns:
            keys.append(attribute.name)
            kinds.append(cells.kind(attribute.type, f"{one.entity.name}.{attribute.name}"))
            heads.append(" ".join((words.column(attribute), *(f"({m})" for m in words.marks(attribute)))))
            widths.append(22)
        found = list(records_at(self.form.tree, one.path.split("."), (), self.form.default_source))
        more = [key for key in ("in", "not_in") if any(key in record for _, record, _ in found)]
        keys += [*more, "source"]
        kinds += [*("list" for _ in more), "text"]
        heads += [words.say(key) for key in (*more, "source")]
        widths += [20] * (len(more) + 1)
        sheet = self.book.sheet(words.title(one), ("list", one.path, ""))
        self.homes[one.path] = sheet.title
        columns = [
            BookColumn(key, width, kind, open=True)
            for key, width, kind in zip(keys, widths, kinds, strict=True)
        ]
        rows = [self._record(keys, kinds, *each, cells) for each in found]
        means = words.meaning(one.entity)
        about = (words.title(one), means, words.register(one.path), words.clauses(one.asked))
        sheet.put("  ".join(text for text in about if text), columns, heads, rows)
        start = 1 + len(keys) - len(more) - 1 - len(one.columns)
        for number, attribute in enumerate(one.columns):
            column = start + number
            sheet.check(column, sheet.first, CHECKED_ROWS, attribute.type, kinds[column - 1], "")
            register = words.register(f"{one.entity.name}.{attribute.name}")
            told = (words.meaning(attribute), words.of_type(attribute.type), register)
            sheet.note(column, "\n".join(x for x in told if x))

    def _record(
        self,
        keys: list[str],
        kinds: list[str],
        ids: tuple[str, ...],
        record: Any,
        source: str,
        cells: CellWriter,
    ) -> list[Any]:
        held: list[Any] = []
        for key, kind in zip(keys, kinds, strict=True):
            if key == "of":
                held.append("/".join(ids))
            elif key == "source":
                own = record["source"].text if "source" in record else "" if "in" in record else source
                held.append(own or None)
            else:
                held.append(cells.cell(record[key], kind) if key in record else None)
        return held

    # -- statements --------------------------------------------------------------------------------

    def _whole(self, sheet: BookSheet, cells: CellWriter) -> None:
        """A row for each list: whether it is whole, since when or for which years, who searched."""
        words = self.words
        columns = [
            *(
                BookColumn("list", 2, hidden=True),
                BookColumn("", 34),
                BookColumn("ticked", 9, "choice:boolean", open=True),
            ),
            *(BookColumn("since", 14, "date", open=True), BookColumn("for", 14, "list", open=True)),
            *(
                BookColumn("of", 14, open=True),
                BookColumn("by", 16, open=True),
                BookColumn("date", 14, "date", open=True),
            ),
            *(
                BookColumn("source", 20, open=True),
                BookColumn("", 30),
                BookColumn("", 44),
                BookColumn("", 14),
            ),
        ]
        keys = (
            "list",
            "ticked",
            "since",
            "for",
            "of",
            "searched",
            "on",
            "source",
            "register",
            "clauses",
            "due",
        )
        yes = next(iter(cells.choices["boolean"]))
        rows: list[list[Any]] = []
        left = list(self.form.tree.get("complete", []))
        for one in self.form.lists:
            path, fact = one.path, one.asked
            about = (words.register(path), words.clauses(fact), words.due(fact))
            label = words.title(one) if path in self.homes else words.label(fact)
            told = [s for s in left if s["list"].text == path]
            left = [s for s in left if s not in told]
            rows += [self._statement(s, columns, label, about, yes, cells) for s in told]
            if not told:
                rows.append([path, label, *([None] * 7), *about])
        rows += [self._statement(s, columns, s["list"].text, ("", "", ""), yes, cells) for s in left]
        sheet.put(words.say("lists"), columns, ["", *map(words.say, keys)], rows)
        sheet.check(3, sheet.first, CHECKED_ROWS, Type("boolean"), "choice:boolean", "")
        for column in (4, 8):
            sheet.check(column, sheet.first, CHECKED_ROWS, Type("date"), "date", "")
        for number, row in enumerate(rows):
            if row[0] in self.homes:
                sheet.link(2, sheet.first + number, self.homes[row[0]])

    def _statement(
        self,
        told: Any,
        columns: list[BookColumn],
        label: str,
        about: Sequence[str],
        yes: str,
        cells: CellWriter,
    ) -> list[Any]:
        row: list[Any] = []
        for column in columns[:-3]:
            if column.key == "ticked":
                row.append(yes)
            elif column.key == "source":
                row.append(told["source"].text if "source" in told else self.form.default_source or None)
            elif column.key:
                row.append(cells.cell(told[column.key], column.kind) if column.key in told else None)
            else:
                row.append(label)
        return [*row, *about]

    def _figures(self, cells: CellWriter) -> None:
        """Published figures: those that are asked, each year in a row, and those that are given."""
        given = self.form.tree.get("reported", [])
        measures = self.form.vocabulary.measures
        told = {(s["measure"].text, s["for"].text) for s in given}
        years = (
            (f, s["for"]) for f in self.form.figures if f.fact for s in f.fact.written.get("reported", ())
        )
        asked = [(fact, year) for fact, year in years if (fact.path, str(year)) not in told]
        if not asked and not given:
            return
        words = self.words
        columns = [
            *(
                BookColumn("measure", 2, hidden=True),
                BookColumn("", 34),
                BookColumn("for", 10, "number", open=True),
            ),
            *(BookColumn("value", 20, "any", open=True), BookColumn("places", 10, "number", open=True)),
            *(
                BookColumn("source", 20, open=True),
                BookColumn("", 20),
                BookColumn("", 40),
                BookColumn("", 44),
            ),
        ]
        keys = ("fact", "year", "value", "places", "source", "unit", "means", "clauses")
        rows: list[list[Any]] = []
        for s in given:
            measure = measures[s["measure"].text]
            held = [
                cells.cell(s[k], kind) if k in s else None
                for k, kind in (("value", "any"), ("places", "number"))
            ]
            source = s["source"].text if "source" in s else self.form.default_source or None
            label = words.either(measure.zh, measure.en) or measure.name
            row = [measure.name, label, int(s["for"].text), *held, source]
            rows.append([*row, words.of_type(measure.type), words.meaning(measure), ""])
        for fact, year in asked:
            measure = measures[fact.path]
            about = (words.of_type(measure.type), words.meaning(measure), words.clauses(fact))
            rows.append([fact.path, words.label(fact), year, None, None, None, *about])
        sheet = self.book.sheet(words.say("figures"), ("statements", "reported", "value"))
        sheet.put(words.say("figures"), columns, ["", *map(words.say, keys)], rows)

    def _given(self, cells: CellWriter) -> None:
        """What else the facts tell: statements of other kinds, and the sources that are named."""
        for section, name in _STATEMENTS.items():
            given = self.form.tree.get(section, [])
            if not given:
                continue
            keys = SECTIONS[name].keys
            columns = [BookColumn(k.name, 18, cells.of_key(k), open=True) for k in keys]
            rows = []
            for s in given:
                row = [cells.cell(s[k.name], cells.of_key(k)) if k.name in s else None for k in keys]
                at = [k.name for k in keys].index("source")
                rows.append([*row[:at], row[at] or self.form.default_source or None, *row[at + 1 :]])
            sheet = self.book.sheet(section, ("statements", section, ""))
            sheet.put(SECTIONS[name].doc, columns, [k.name for k in keys], rows)
        sources = self.form.tree.get("sources", {})
        if sources:
            keys = SECTIONS["a source"].keys
            columns = [BookColumn("id", 20, open=True)]
            columns += [BookColumn(k.name, 24, cells.of_key(k), open=True) for k in keys]
            rows = []
            for own, about in sources.items():
                row = [cells.cell(about[k.name], cells.of_key(k)) if k.name in about else None for k in keys]
                rows.append([cells.cell(Scalar(own), "text"), *row])
            sheet = self.book.sheet(self.words.say("sources"), ("table", "sources", ""))
            sheet.put(SECTIONS["a source"].doc, columns, ["id", *(k.name for k in keys)], rows)

    def _held(self) -> None:
        """What assessors decide: told, and not asked."""
        if not self.form.gradings:
            return
        words = self.words
        sheet = self.book.sheet(words.say("held"), ("told", "", ""))
        rows = [[words.names.say(f.path), words.clauses(f)] for f in self.form.gradings]
        columns = [BookColumn("", 44), BookColumn("", 60)]
        sheet.put(words.say("graded"), columns, [words.say("fact"), words.say("clauses")], rows)

    def _choices(self, cells: CellWriter) -> None:
        """The words that can be chosen, on a hidden sheet; drop-downs read them there."""
        rows = [[key, shown, name] for key, words in cells.choices.items() for shown, name in words.items()]
        sheet = self.book.sheet(self.words.say("choices"), ("choices", "", ""))
        columns = [BookColumn("key", 20), BookColumn("shown", 30), BookColumn("name", 30)]
        sheet.put("", columns, ["", "", ""], rows)
        at = sheet.first
        for key, words in cells.choices.items():
            self.book.ranges[key] = f"'{sheet.title}'!$B${at}:$B${at + len(words) - 1}"
            at += len(words)
        sheet.hide()
