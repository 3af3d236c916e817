"""What stands in cache files: a ruleset as it was read and lowered, and what it was made from."""

from __future__ import annotations

import datetime
import marshal
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from policy_rules.cache.pack import Packer, Unpackable, unpack
from policy_rules.cache.seal import folder, seal, sealed
from policy_rules.cache.stamp import Origin, Stamp, stamp
from policy_rules.collector import quiet
from policy_rules.core.nodes import RuleProgram
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ROWS, WORDS, static_rows, used_words
from policy_rules.ruleset.deferred import Deferred, DeferredMapping
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.sheet_heads import HeadedSheets, heads_of
from policy_rules.ruleset.texts import Texts
from policy_rules.values.country_calendar import edition

BROKEN = (
    *(OSError, ValueError, EOFError, TypeError, LookupError, AttributeError, RuntimeError),
    *(ArithmeticError, MemoryError),
)
"""What reading a cache file that something has damaged may raise."""


def file_of(root: Path, ending: str = "ruleset") -> Path | None:
    """A cache file of a ruleset: places in it are told as its path is written."""
    where = folder()
    if where is None:
        return None
    python = f"{sys.implementation.name} {sys.version_info[:2]}"
    name = sha256(f"{root.absolute()}\n{root}\n{python}".encode("utf-8", "surrogateescape"))
    return where / f"{name.hexdigest()[:40]}.{ending}"


def recall(root: Path) -> tuple[RulesetModel, Program] | None:
    """The ruleset of a folder from its cache file; None where there is none that stands."""
    try:
        file = file_of(root)
        body = None if file is None else sealed(file)
        if body is None:
            return None
        (files, taken, *told), *parts = marshal.loads(body)  # noqa: S302 (the user's own, by its seal)
        if not Origin(Stamp(files, taken), *told).stands(root):
            return None
        with quiet():
            return _made(root, *parts)
    except BROKEN:
        return None


def remember(root: Path, before: Stamp, model: RulesetModel, program: Program) -> None:
    """Write the cache file of a ruleset that was read after its files bore the stamp `before`."""
    with suppress(*BROKEN, Unpackable):
        file = file_of(root)
        if file is None:
            return
        names = {seen[0] for seen in before.files}
        if not all(document.source in names for document in model.documents.values()):
            return  # a source that the stamp does not watch
        calendars = edition() if model.vocabulary.calendar else ""
        texts = Texts.read(root, model)
        told = (before.files, before.taken, model.digest, calendars)
        body = marshal.dumps(
            (told, *_parts(model, program), texts.data, static_rows(program), used_words(program))
        )
        if stamp(root) == before:
            seal(file, body)


def _parts(model: RulesetModel, program: Program) -> tuple[list[Any], bytes]:
    """The rows of the model, then those of the program, which are decoded when first asked for."""
    packer = Packer()
    day = None if model.examples_as_of is None else model.examples_as_of.toordinal()
    first = (model.name, model.language, day, model.examples_year, model.digest, model.version)
    named = (
        tuple(model.profiles),
        tuple(model.sheets),
        tuple(heads_of(model.sheets)),
        tuple(model.decisions),
    )
    words = (model.sheet_content, model.sheet_methods, model.unit_kinds)
    kept = (*words, model.places, model.precedence, model.every_parameter_read, model.office)
    packer.add((*first, *named, *kept, model.documents, model.clauses, model.rules, model.vocabulary))
    ahead = len(packer.rows)
    packer.add(program.rules)
    return packer.rows[:ahead], marshal.dumps(packer.rows[ahead:])


def _made(
    root: Path,
    model_rows: list[Any],
    program_rows: bytes,
    data: dict[str, bytes],
    known: bytes,
    used: frozenset[str],
) -> tuple[RulesetModel, Program]:
    texts = Texts(root, data)
    made: list[Any] = []
    unpack(model_rows, made, texts.rule)
    name, language, day, year, digest, version, profiles, sheets, known_heads, decisions, *rest = made[-1]
    content, methods, kinds, places, precedence, every_read, office, documents, clauses, rules, vocabulary = (
        rest
    )
    model = RulesetModel(
        name,
        language,
        root,
        documents,
        clauses,
        rules,
        vocabulary,
        DeferredMapping(profiles, texts.profile),
        HeadedSheets(sheets, texts.sheet, known_heads),
        None if day is None else datetime.date.fromordinal(day),
        year,
        digest,
        content,
        methods,
        kinds,
        places,
        DeferredMapping(decisions, texts.decisions),
        precedence,
        version,
        every_read,
        office,
    )

    def lowered() -> tuple[RuleProgram, ...]:
        with quiet():
            unpack(marshal.loads(program_rows), made, texts.rule)  # noqa: S302 (as above)
        programs: tuple[RuleProgram, ...] = made[-1]
        return programs

    programs = Deferred(lowered)

    def by_id() -> Mapping[str, RuleProgram]:
        found = {program.id: program for program in programs.get()}
        return {id_: found[id_] for id_ in rules}

    program = Program(model, programs, Deferred(by_id))
    program.kept.once(ROWS, lambda: known)
    program.kept.once(WORDS, lambda: used)
    return model, program
