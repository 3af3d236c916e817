"""What whole files become when they are bound: beside each file of `good` stands a text of all of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict, has

from facts.town import read_town
from policy_rules.errors import Place
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import MAYBE, NEVER, ONLY, Labels, Num, Truth

FILES = sorted(Path(__file__).parent.glob("good/*.yaml"))
NULL = {NEVER: "", MAYBE: " or null", ONLY: " null"}
DAYS = ("start", "date", "on", "until", "since")


@pytest.fixture(scope="module")
def towns() -> RulesetModel:
    model, faults = read_ruleset(Path(__file__).parents[1] / "use" / "towns")
    assert model is not None
    assert not faults
    return model


def written(name: str, thing: Any) -> Iterator[str]:
    """A line for each thing that is there, what is inside indented; defaults are left out."""
    if isinstance(thing, Labels):
        members = None if thing.members is None else sorted(thing.members)
        yield f"{name}: {members}{NULL[thing.null]}"
    elif isinstance(thing, Num):
        ends = [str(thing.lo)] if thing.lo == thing.hi else [str(thing.lo), str(thing.hi)]
        yield f"{name}: {' to '.join(ends)}{NULL[thing.null]}"
    elif isinstance(thing, Truth):
        yield f"{name}: {thing.lo} to {thing.hi}"
    elif isinstance(thing, Place):
        yield f"{name}: line {thing.line}, column {thing.column}"
    elif isinstance(thing, Mapping) or has(type(thing)):
        yield f"{name}:"
        inner = thing if isinstance(thing, Mapping) else asdict(thing, recurse=False)
        for key, part in inner.items():
            if part not in (None, "", False, (), {}, "yes"):
                yield from (f"  {line}" for line in written(str(key), part))
    elif isinstance(thing, tuple) and thing and has(type(thing[0])):
        for part in thing:
            yield from written(f"{name} -", part)
    elif name in DAYS and isinstance(thing, int):
        yield f"{name}: {datetime.date.fromordinal(thing)}"
    else:
        yield f"{name}: {thing}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_becomes_what_is_written_beside_it(path: Path, towns: RulesetModel) -> None:
    facts = bind(load_facts(path), towns if path.stem == "towns" else read_town())
    lines = [line for unit in facts.units.values() for line in written(unit.id, unit)]
    lines = [line.replace(str(path.parent), "") for line in [*lines, *facts.notes] if "file: " not in line]
    assert "\n".join(lines) == path.with_suffix(".txt").read_text("utf-8").rstrip("\n")
