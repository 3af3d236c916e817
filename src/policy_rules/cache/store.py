"""What stands in cache files: a ruleset as it was read and lowered, and what it was made from."""

from __future__ import annotations

import datetime
import marshal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import accumulate
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
from policy_rules.memo import Memo, unfolding
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
        if file is None or body is None:
            return None
        (files, taken, *told), sizes, *parts = marshal.loads(body)  # noqa: S302 (the user's own, by its seal)
        behind = body[len(body) - sum(sizes) :]
        before = Stamp(files, taken)
        now = Origin(before, *told).stands(root)
        if now is None:
            return None
        if now is not before and now.settled:  # so that the bytes of all files are hashed no more
            with suppress(OSError):
                seal(file, marshal.dumps(((now.files, now.taken, *told), sizes, *parts)) + behind)
        with quiet(old=True):
            return _made(root, _cut(behind, sizes), *parts)
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
        parts, later = _parts(model, program)
        later += map(bytes, texts.data.values())
        found = (*parts, tuple(texts.data), static_rows(program), used_words(program))
        body = marshal.dumps((told, [*map(len, later)], *found)) + b"".join(later)
        if stamp(root) == before:
            seal(file, body)


def _cut(behind: memoryview, sizes: Iterable[int]) -> Iterator[memoryview]:
    """What stands behind the data of a cache file: bytes that are looked at later, and copied by nobody."""
    for start, size in zip(accumulate(sizes, initial=0), sizes, strict=False):
        yield behind[start : start + size]


KNOWN: dict[type[Any], tuple[str, ...]] = {
    Rule: ("id", "document", "clause", "kind", "bearer", "about"),
    RuleProgram: (
        *("id", "kind", "clause", "due_from", "time_class", "after", "joined", "by_reading", "counted"),
        *("default_from", "default_whole", "of_years"),
    ),
}
"""What is told of a rule and of its program before the rest of them is looked at."""
_FIELDS = {kind: tuple(f.name for f in fields(kind)) for kind in KNOWN}
Known = list[list[Any]]
"""What is known of each rule, or program."""


_LATER = (
    *("documents", "clauses", "vocabulary", "sheet_content", "sheet_methods", "unit_kinds", "places"),
    *("precedence", "languages", "every_parameter_read", "office", "sheet_components", "sheet_steps"),
    "title",
)
"""What of a model is made when it is looked at."""


def _parts(model: RulesetModel, program: Program) -> tuple[tuple[Any, ...], list[bytes]]:
    """What is known of the model, of rules and of programs, and the rows that several need; those of each."""
    packer = Packer()
    day = None if model.examples_as_of is None else model.examples_as_of.toordinal()
    first = (model.name, model.language, day, model.examples_year, model.digest, model.version)
    named = (
        tuple(model.profiles),
        tuple(model.sheets),
        tuple(heads_of(model.sheets)),
        tuple(model.decisions),
    )
    packer.add(tuple(getattr(model, name) for name in _LATER))
    ahead = len(packer.rows)
    things: list[Any] = [*model.rules.values(), *program.rules]
    many, own = rows_apart(packer.rows, ahead, [packer.add(thing) for thing in things])
    known = [[getattr(thing, name) for name in KNOWN[type(thing)]] for thing in things]
    later = [marshal.dumps(packer.rows[:ahead]), *map(_pressed, own)]
    return ((*first, *named), many, known[: len(model.rules)], known[len(model.rules) :]), later


def _made(
    root: Path,
    later_read: Iterator[memoryview],
    at_once: tuple[Any, ...],
    many: list[Any],
    rules: Known,
    programs: Known,
    files: tuple[str, ...],
    known: bytes,
    used: frozenset[str],
) -> tuple[RulesetModel, Program]:
    model_rows, *own = later_read
    texts = Texts(root, dict(zip(files, own[len(rules) + len(programs) :], strict=True)))
    made: list[Any] = []
    of_model = Deferred(lambda: _unpacked(marshal.loads(model_rows), made, texts))  # noqa: S302 (as all of it)
    for_all = Deferred(lambda: of_model.get() and _unpacked(many, made, texts))

    def later() -> dict[str, Any]:
        with quiet(old=True):
            return dict(zip(_LATER, made[of_model.get() - 1], strict=True))

    def apart(kind: type[Any], known: list[Any], rows: memoryview) -> Any:
        def unfold() -> dict[str, Any]:
            ahead = for_all.get()
            del made[ahead:]  # what the last one left: of deferred values one is made at a time
            with quiet():
                unpack(marshal.loads(decompress(rows)), made, texts.rule)  # noqa: S302 (the user's own, by its seal)
            return {name: getattr(made[-1], name) for name in _FIELDS[kind]}

        return unfolding(kind, dict(zip(KNOWN[kind], known, strict=True)), Deferred(unfold).get)

    name, language, day, year, digest, version, profiles, sheets, known_heads, decisions = at_once
    known_of_model = {
        "name": name,
        "language": language,
        "root": root,
        "rules": {rule.id: rule for rule in map(partial(apart, Rule), rules, own)},
        "profiles": DeferredMapping(profiles, texts.profile),
        "sheets": HeadedSheets(sheets, texts.sheet, known_heads),
        "examples_as_of": None if day is None else datetime.date.fromordinal(day),
        "examples_year": year,
        "digest": digest,
        "decisions": DeferredMapping(decisions, texts.decisions),
        "version": version,
        "unread": False,
        "kept": Memo(),
    }
    model = unfolding(RulesetModel, known_of_model, later)
    in_order = tuple(map(partial(apart, RuleProgram), programs, own[len(rules) :]))
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
