"""A ruleset's folder as its model and program: from its cache file, else read, lowered and kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

from policy_rules.cache.stamp import stamp
from policy_rules.cache.store import recall, remember
from policy_rules.collector import quiet
from policy_rules.errors import Fault, Place, RulesetError
from policy_rules.lowering.program import Program
from policy_rules.ruleset.folder import digest_of, files_judged
from policy_rules.ruleset.model import RulesetModel

MANY = 200_000
"""Objects that reading made: where there are more, what is dropped of them is collected at once."""


def loaded(root: Path, digest: str | None = None) -> tuple[RulesetModel, Program]:
    """The ruleset of a folder; with a digest its files are hashed before anything of them is read.

    Raises:
        RulesetError: it is another than the digest says, or something in its files is wrong.
    """
    if digest is not None:
        _check_digest(root, digest, digest_of(dict(files_judged(root))))
    found = recall(root) or _read(root)
    if digest is not None:
        _check_digest(root, digest, found[0].digest)  # it may have changed before it was read
    return found


def _read(root: Path) -> tuple[RulesetModel, Program]:
    # what reads and lowers files is a third of the library: no process needs it where the cache answers
    from policy_rules.lowering.compile import compile_rules
    from policy_rules.lowering.parameter_readers import check_read
    from policy_rules.lowering.static_facts import static_facts
    from policy_rules.lowering.unread import faults_of_definitions
    from policy_rules.ruleset.load import read_ruleset

    with quiet(old=True):
        before, young = stamp(root), gc.get_count()[0]
        model, faults = read_ruleset(root)
        if model is not None:
            program, more = compile_rules(model)
            if not model.unread:  # else names that are none may be declared where nothing could be read
                faults = [*dict.fromkeys([*faults, *more, *faults_of_definitions(model)])]
            if not faults and (faults := [*check_read(program)]):
                faults += _beside(model, program)  # which are told when they are read, and never would be
            if not faults:
                remember(root, before, model, program)
        made = gc.get_count()[0] - young
    if model is None or faults:
        raise RulesetError(sorted(faults, key=lambda f: (f.place.file, f.place.line, f.place.column)))
    if not gc.isenabled():  # a process without a collector ends soon, as commands do
        return model, program
    found = recall(root)
    if found is None:  # there is no cache: what an answer would find in it
        static_facts(program)
        found = model, program
    # what the cache holds is made when it is looked at: a tenth of the objects; the rest of many go now, not
    # while somebody waits for an answer, and for a few all that the host holds is not gone through
    del model, program
    if made > MANY:
        gc.collect()
    return found


def _beside(model: RulesetModel, program: Program) -> Iterator[Fault]:
    """What is wrong with sheets, profiles and decisions of a ruleset that is refused anyway."""
    from policy_rules.ruleset.decisions import read_decisions
    from policy_rules.ruleset.profile import apply_profile
    from policy_rules.scoring.sheets.sheet_file import read_sheets

    yield from read_sheets(model, program.by_id)[1]
    for profile in model.profiles:
        yield from apply_profile(model, profile)[1]
    for decisions in model.decisions:
        try:
            read_decisions(model, decisions)
        except RulesetError as error:
            yield from error.faults


def _check_digest(root: Path, digest: str, found: str) -> None:
    if found != digest:
        told = f"this is not the ruleset asked for: its digest is {found}, not {digest!r}"
        hint = "take the files that were meant, or the digest of these"
        raise RulesetError(Fault(told, Place(str(root)), hint))
