"""A ruleset's folder as a `RulesetModel`: every file read, no code run, all faults told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve, field

from policy_rules.attributes import define
from policy_rules.documents import (
    RULESET_LIMIT,
    Mapping,
    Node,
    Scalar,
    Sequence,
    describe,
    parse_json,
    parse_yaml,
    read_text,
)
from policy_rules.errors import Fault, Place, near_miss
from policy_rules.messages import LANGUAGES as SPOKEN
from policy_rules.messages import Language
from policy_rules.ruleset.citation import check_words, clause_parts
from policy_rules.ruleset.cross_check import check_references
from policy_rules.ruleset.declared_calendar import read_calendar
from policy_rules.ruleset.declared_office import read_office
from policy_rules.ruleset.declared_periods import read_periods
from policy_rules.ruleset.declared_places import read_places
from policy_rules.ruleset.declared_precedence import read_precedence
from policy_rules.ruleset.declared_unit_kinds import read_unit_kinds
from policy_rules.ruleset.declared_years import check_years
from policy_rules.ruleset.folder import ENDINGS, READINGS, digest_of, files_judged
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.label_names import ambiguous
from policy_rules.ruleset.languages import languages_found
from policy_rules.ruleset.law_in_time import check_continued, check_succession, rules_in_time
from policy_rules.ruleset.model import Clause, Document, Rule, RulesetModel
from policy_rules.ruleset.office_model import Office
from policy_rules.ruleset.parameters import BUILT_IN, read_parameters
from policy_rules.ruleset.rule_file import ClauseFile, day_expression, read_clause_file
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.ruleset.sheet_words import read_sheet_words
from policy_rules.ruleset.source_text import Part, SourceText, read_source
from policy_rules.ruleset.told_texts import text_by_language
from policy_rules.ruleset.vocabulary_file import Declarations, expression, read_vocabulary
from policy_rules.vocabulary import Vocabulary

LANGUAGES = (1, 2)
"""The versions of the condition language that are read; what 2 changes is said in docs/decisions/0012."""

_FOLDERS = frozenset({"sources", "vocabulary", "profiles", "decisions", "sheets", "coverage", READINGS})
OFFICE = "office.yaml"
"""What an office does in its year, where the ruleset says it."""


def read_ruleset(path: str | Path) -> tuple[RulesetModel | None, list[Fault]]:
    """The ruleset of a folder, and everything that is wrong with its files.

    The model is None where there is no readable `ruleset.yaml`; where there are faults it holds
    what could be read, and is not fit for use.
    """
    folder = _Folder(Path(path))
    header = folder.header()
    if header is None:
        return None, folder.faults
    given = header.mapping("examples")
    days = read_section(given, SECTIONS["the day of examples"], folder.faults) if given else None
    documents, sources = _documents(header, folder)
    clauses = _clause_files(header, folder)
    nodes = [node for clause in clauses for node in clause.rules]
    _unique(clauses, folder)
    rules = {node.rule.id: node.rule for node in reversed(nodes)}
    rules = {node.rule.id: rules[node.rule.id] for node in nodes}
    rules = rules_in_time(nodes, rules, documents, folder.faults)
    check_continued(header.mapping("documents"), rules, documents, folder.faults)
    vocabulary, declared = _vocabulary(folder, rules)
    check_years(int(header.text("language") or 0), vocabulary, declared)
    if int(header.text("language") or 0) > 1:
        folder.faults.extend(ambiguous(vocabulary))
    calendar = read_calendar(header, folder.own, folder.faults)
    periods, year = read_periods(header, folder.faults)
    model = RulesetModel(
        name=header.text("name"),
        language=int(header.text("language") or 0),
        root=folder.root,
        documents=documents,
        clauses=tuple(_clauses(clauses, sources, folder)),
        rules=rules,
        vocabulary=evolve(vocabulary, calendar=calendar, year=year, periods=periods),
        profiles={stem: dict(_entries(node)) for stem, node in folder.trees("profiles")},
        sheets=dict(folder.trees("sheets")),
        examples_as_of=read_day(days.text("as_of")) if days else None,
        examples_year=int(days.text("year")) if days and "year" in days else None,
        sheet_content=read_sheet_words(header, "sheet_content", "a content", rules, folder.faults),
        sheet_methods=read_sheet_words(header, "sheet_methods", "a method", rules, folder.faults),
        sheet_components=read_sheet_words(header, "sheet_components", "a method", rules, folder.faults),
        sheet_steps=read_sheet_words(header, "sheet_steps", "a method", rules, folder.faults),
        unit_kinds=read_unit_kinds(header, vocabulary, folder.faults),
        places=read_places(header, vocabulary, folder.faults),
        precedence=read_precedence(header.get("precedence"), vocabulary.registers, folder.faults),
        digest=digest_of(folder.paths),
        decisions=dict(folder.trees("decisions")),
        version=header.text("version"),
        languages=_languages(header, folder.faults)
        or languages_found((s.text for s in sources.values()), vocabulary),
        every_parameter_read=header.flag("every_parameter_read"),
        office=_office(folder, vocabulary, rules),
        unread=folder.unread,
        title=text_by_language(header.get("title"), folder.faults),
    )
    if not folder.unread:
        check_references(model, nodes, header, declared, folder.faults)
    folder.check_unused(set(documents))
    folder.faults.sort(key=lambda fault: (fault.place.file, fault.place.line, fault.place.column))
    return model, folder.faults


@define
class _Folder:
    """The files of a ruleset's folder, read once, and what was wrong with them."""

    root: Path
    faults: list[Fault] = field(factory=list)
    unread: bool = False
    """Whether a file could not be read, so that names it may declare are not known."""
    paths: dict[str, Path] = field(factory=dict)
    named: set[str] = field(factory=set)
    """The files that `ruleset.yaml` names."""

    def header(self) -> Fields | None:
        """The keys of `ruleset.yaml`."""
        if not self.root.is_dir():
            self.faults.append(Fault("no such folder", Place(str(self.root))))
            return None
        self.paths = dict(files_judged(self.root))
        if "ruleset.yaml" not in self.paths:
            hint = "a ruleset is a folder with a `ruleset.yaml`"
            self.faults.append(Fault("the folder has no `ruleset.yaml`", Place(str(self.root)), hint))
            return None
        node = self.mapping("ruleset.yaml")
        if node is None:
            return None
        fields = read_section(node, SECTIONS["a ruleset"], self.faults)
        language = fields.scalar("language")
        if language is not None and int(language.text) not in LANGUAGES:
            told = f"version {language.text} of the condition language is not known"
            known = ", ".join(map(str, LANGUAGES))
            hint = f"this version of the library reads {known}: write one of them, or take a newer library"
            self.faults.append(language.fault(told, hint))
        return fields

    def name(self, file: str) -> str:
        return str(self.root / file)

    def read(self, file: str) -> tuple[Node, ...]:
        """The documents of a file of the folder."""
        text, faults = read_text(self.root / file, RULESET_LIMIT, self.name(file))
        nodes: tuple[Node, ...] = ()
        if text is not None:
            parse = parse_json if file.endswith(".json") else parse_yaml
            nodes, faults = parse(text, self.name(file))
        self.faults += faults
        if faults and not nodes:
            self.unread = True
        return nodes

    def mapping(self, file: str) -> Mapping | None:
        """The one mapping that a file holds."""
        nodes = self.read(file)
        if len(nodes) > 1:
            told = "the file holds several documents, and one is read"
            self.faults.append(nodes[1].fault(told, "remove the line `---`, or divide the file"))
            self.unread = True
        if nodes and not isinstance(nodes[0], Mapping):
            self.faults.append(nodes[0].fault(f"the file needs keys with values, not {describe(nodes[0])}"))
            self.unread = True
        return nodes[0] if nodes and isinstance(nodes[0], Mapping) else None

    def files(self, folder: str) -> list[str]:
        """The files of a folder, in order of their names."""
        return [file for file in self.paths if file.startswith(folder + "/") and file.endswith(ENDINGS)]

    def trees(self, folder: str) -> Iterator[tuple[str, Mapping]]:
        """The mapping of each file of a folder, by the file's name without its ending."""
        for file in self.files(folder):
            node = self.mapping(file)
            if node is not None:
                yield file.removeprefix(folder + "/").rsplit(".", 1)[0], node

    def own(self, path: Scalar) -> Mapping | None:
        """The mapping of a file that `ruleset.yaml` names."""
        files = [file for file in self.paths if file.endswith(ENDINGS)]
        if path.text not in files:
            hint = near_miss(path.text, files) or "name a YAML or JSON file, by its path in the folder"
            self.faults.append(path.fault(f"the ruleset's folder has no file `{path.text}`", hint))
            return None
        self.named.add(path.text)
        return self.mapping(path.text)

    def check_unused(self, documents: set[str]) -> None:
        """Tell files that nothing reads: a misspelt folder would lose rules in silence."""
        for file in self.paths:
            top, inside, _ = file.partition("/")
            if (
                not file.endswith(ENDINGS)
                or top in _FOLDERS
                or (inside and (top in documents or not documents))
            ):
                continue  # where no document is declared, that is told
            if file not in ("ruleset.yaml", "parameters.yaml", OFFICE, *self.named):
                known = [*_FOLDERS, *documents] if inside else ["ruleset.yaml", "parameters.yaml", OFFICE]
                told = f"`{top}/` is the folder of no document" if inside else "nothing reads this file"
                hint = near_miss(top, known) or "folders: " + ", ".join(sorted(known))
                self.faults.append(Fault(told, Place(self.name(file)), hint))


def _languages(header: Fields, faults: list[Fault]) -> tuple[Language, ...]:
    """Those that `ruleset.yaml` declares; others than are known were told as faults."""
    given = header.get("languages")
    if isinstance(given, Sequence) and not given.items:
        hint = "name one or both, that of the texts first: `[zh, en]`; or leave the key out"
        faults.append(given.fault("`languages` names none", hint))
    declared = dict.fromkeys(told.text for told in header.texts("languages"))
    return tuple(known for text in declared for known in SPOKEN if known == text)


def _documents(header: Fields, folder: _Folder) -> tuple[dict[str, Document], dict[str, SourceText]]:
    documents, sources = {}, {}
    given = header.mapping("documents")
    for key, value in given.entries if given else ():
        fields = read_section(value, SECTIONS["a document"], folder.faults)
        if key.text == READINGS:
            told = f"`{READINGS}/` is the folder of the double readings, and no document's"
            folder.faults.append(key.fault(told, "give the document and its folder another name"))
        path = fields.scalar("source")
        source = _source(path, folder) if path is not None else None
        if source is not None:
            sources[key.text] = source
        starts = fields.scalar("in_force")
        documents[key.text] = Document(
            key.text,
            fields.text("title") or (source.title if source else ""),
            source.text if source else "",
            fields.text("source"),
            day_expression(starts, folder.faults) if starts is not None else None,
            fields.text("default_due"),
            day_expression(ends, folder.faults) if (ends := fields.scalar("out_of_force")) else None,
            fields.text("superseded_by"),
            tuple(item.text for item in fields.texts("continues")),
            expression(fields.scalar("applies_to")),
        )
    check_succession(given, documents, folder.faults)
    return documents, sources


def _source(path: Scalar, folder: _Folder) -> SourceText | None:
    file = folder.root / path.text
    if "\0" in path.text or not Path(os.path.realpath(file)).is_relative_to(folder.root.resolve()):
        folder.faults.append(
            path.fault(f"`{path.text}` lies outside the ruleset's folder", "copy it into `sources/`")
        )
        return None
    text, faults = read_text(file, RULESET_LIMIT, folder.name(path.text))
    if text is None:
        told = faults[0].what
        hint = near_miss(path.text, [name for name in folder.paths if name.startswith("sources/")])
        folder.faults.append(path.fault(f"`{path.text}`: {told}", hint or faults[0].hint))
        return None
    return read_source(folder.name(path.text), text)


def _clause_files(header: Fields, folder: _Folder) -> list[ClauseFile]:
    found = []
    given = header.mapping("documents")
    for document in given.keys() if given else ():
        for file in folder.files(document):
            node = folder.mapping(file)
            if node is None:
                continue
            stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            clause = read_clause_file(node, folder.name(file), document, stem, folder.faults)
            if clause is not None:
                found.append(clause)
    return found


def _unique(clauses: list[ClauseFile], folder: _Folder) -> None:
    """Tell ids that two rules bear, and numbers that two files of a document bear."""
    seen: dict[str, Place] = {}
    numbers: dict[tuple[str, str], str] = {}
    for clause in clauses:
        first_file = numbers.setdefault((clause.document, clause.number), clause.file)
        if first_file != clause.file:
            told = f"two files are clause `{clause.number}` of `{clause.document}`"
            folder.faults.append(clause.clause.fault(told, f"the other is {first_file}"))
        for node in clause.rules:
            identity = node.fields.scalar("id")
            first = seen.setdefault(node.rule.id, node.rule.place)
            if identity is not None and first != node.rule.place:
                told = f"the id `{node.rule.id}` is borne by two rules"
                folder.faults.append(identity.fault(told, f"the other is at {first}"))


def _clauses(clauses: list[ClauseFile], sources: dict[str, SourceText], folder: _Folder) -> Iterator[Clause]:
    """The clauses in the order of their documents and sources."""
    for document, source in sources.items():
        own = [clause for clause in clauses if clause.document == document]
        parts = clause_parts(source, own, folder.faults)
        for clause in own:
            for node in clause.rules:
                if clause.file in parts:
                    check_words(node, source, parts[clause.file], folder.faults)
        first = max(len(source.words), 1)
        own.sort(key=lambda c: (parts[c.file].start if c.file in parts else first, c.file))
        for clause in own:
            yield _clause(clause, source, parts.get(clause.file))


def _clause(clause: ClauseFile, source: SourceText, part: Part | None) -> Clause:
    lines = source.lines[part.first - 1 : part.last] if part else ()
    heading = part.heading if part and part.heading else clause.clause.text
    body = lines[1:] if lines and lines[0].startswith("#") else lines
    return Clause(
        clause.document,
        clause.number,
        heading,
        clause.title,
        "\n".join(body).strip(),
        clause.file,
        tuple(node.rule.id for node in clause.rules),
        (part.start, part.end) if part else (0, 0),
    )


def _vocabulary(folder: _Folder, rules: dict[str, Rule]) -> tuple[Vocabulary, Declarations]:
    declared = Declarations(folder.faults)
    for file in folder.files("vocabulary"):
        for node in folder.read(file):
            declared.take(node, file)
            folder.unread |= not isinstance(node, Mapping)
    vocabulary = read_vocabulary(declared)
    given = folder.mapping("parameters.yaml") if "parameters.yaml" in folder.paths else None
    parameters, cells = (
        read_parameters(given, vocabulary.scales, rules, folder.faults) if given is not None else ({}, {})
    )
    return evolve(vocabulary, parameters={**BUILT_IN, **parameters}, cells=cells), declared


def _entries(node: Mapping) -> Iterator[tuple[str, Node]]:
    return ((key.text, value) for key, value in node.entries)


def _office(folder: _Folder, vocabulary: Vocabulary, rules: dict[str, Rule]) -> Office | None:
    node = folder.mapping(OFFICE) if OFFICE in folder.paths else None
    return None if node is None else read_office(node, vocabulary, rules, SECTIONS, folder.faults)
