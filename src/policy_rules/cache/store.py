"""What stands in cache files: a ruleset as it was read and lowered, and what it was made from."""

from __future__ import annotations

import datetime
import marshal
from contextlib import suppress
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import Any
from zlib import compress, decompress

from attrs import fields

from policy_rules.cache.answers import answers_of
from policy_rules.cache.files import BROKEN, file_of
from policy_rules.cache.pack import Packer, Unpackable, rows_apart, unpack
from policy_rules.cache.seal import seal, sealed
from policy_rules.cache.stamp import Origin, Stamp, stamp
from policy_rules.collector import quiet
from policy_rules.core.nodes import RuleProgram
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANSWERS, ROWS, WORDS, static_rows, used_words
from policy_rules.memo import unfolding
from policy_rules.ruleset.deferred import Deferred, DeferredMapping
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.sheet_heads import HeadedSheets, heads_of
from policy_rules.ruleset.texts import Texts
from policy_rules.values.country_calendar import edition


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
        with quiet(old=True):
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


KNOWN: dict[type[Any], tuple[str, ...]] = {
    Rule: ("id", "document", "clause", "kind", "bearer", "about"),
    RuleProgram: (
        *("id", "kind", "clause", "due_from", "time_class", "after", "joined", "by_reading", "counted"),
        *("default_from", "default_whole", "of_years"),
    ),
}
"""What is told of a rule and of its program before the rest of them is looked at."""
_FIELDS = {kind: tuple(f.name for f in fields(kind)) for kind in KNOWN}
Apart = list[tuple[list[Any], bytes]]
"""Of each rule, or program, what is known, and its own rows."""


def _parts(model: RulesetModel, program: Program) -> tuple[list[Any], list[Any], Apart, Apart]:
    """The rows of the model but its rules, those that several rules or programs need, then each of these."""
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
    called = (model.sheet_components, model.sheet_steps)
    declared = (model.languages, model.every_parameter_read, model.office, *called, model.title)
    kept = (*words, model.places, model.precedence, *declared)
    packer.add((*first, *named, *kept, model.documents, model.clauses, model.vocabulary))
    ahead = len(packer.rows)
    things: list[Any] = [*model.rules.values(), *program.rules]
    many, own = rows_apart(packer.rows, ahead, [packer.add(thing) for thing in things])
    known = [[getattr(thing, name) for name in KNOWN[type(thing)]] for thing in things]
    apart = list(zip(known, map(_pressed, own), strict=True))
    return packer.rows[:ahead], many, apart[: len(model.rules)], apart[len(model.rules) :]


def _made(
    root: Path,
    model_rows: list[Any],
    many: list[Any],
    rules: Apart,
    programs: Apart,
    data: dict[str, bytes],
    known: bytes,
    used: frozenset[str],
) -> tuple[RulesetModel, Program]:
    texts = Texts(root, data)
    made: list[Any] = []
    for_all = Deferred(partial(_unpacked, many, made, texts))

    def apart(kind: type[Any], known: list[Any], rows: bytes) -> Any:
        def unfold() -> dict[str, Any]:
            ahead = for_all.get()
            del made[ahead:]  # what the last one left: of deferred values one is made at a time
            with quiet():
                unpack(marshal.loads(decompress(rows)), made, texts.rule)  # noqa: S302 (the user's own, by its seal)
            return {name: getattr(made[-1], name) for name in _FIELDS[kind]}

        return unfolding(kind, dict(zip(KNOWN[kind], known, strict=True)), Deferred(unfold).get)

    unpack(model_rows, made, texts.rule)
    *declared, documents, clauses, vocabulary = made[-1]
    name, language, day, year, digest, version, profiles, sheets, known_heads, decisions, *rest = declared
    content, methods, kinds, places, precedence, told_in, every_read, office, components, steps, title = rest
    model = RulesetModel(
        name,
        language,
        root,
        documents,
        clauses,
        {rule.id: rule for rule in starmap(partial(apart, Rule), rules)},
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
        told_in,
        every_read,
        office,
        components,
        steps,
        title=title,
    )
    in_order = tuple(starmap(partial(apart, RuleProgram), programs))
    found = {program.id: program for program in in_order}
    program = Program(model, in_order, {id_: found[id_] for id_ in model.rules})
    program.kept.once(ROWS, lambda: known)
    program.kept.once(WORDS, lambda: used)
    program.kept.once(ANSWERS, lambda: Deferred(lambda: answers_of(model)))
    return model, program


def _pressed(rows: list[Any]) -> bytes:
    """Rows as bytes, so few that reading the whole file costs little: most of it nobody looks at."""
    return compress(marshal.dumps(rows), 1)


def _unpacked(rows: list[Any], made: list[Any], texts: Texts) -> int:
    """Make what rows say behind what was made before; how much there is then."""
    unpack(rows, made, texts.rule)
    return len(made)
