"""A snapshot of an office's year, sealed: what everything rested on, and what came later.

A snapshot is plain data for JSON. It holds the facts, and digests (SHA-256) of the ruleset, its sheets,
calendar and parameters, of each facts file, and of the whole; of values that are not told (`redact`) it
holds digests alone. Facts that differ from it are later evidence: it is let in by a decision on file, or it
is told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.plain_data import facts_data
from policy_rules.office.untold_facts import told_facts, untold_digests
from policy_rules.replay.record import (
    calendar_data,
    decisions_data,
    digest,
    parameters_digest,
    sheet_data,
)
from policy_rules.report.output_head import FORMAT, labels_data
from policy_rules.report.population_data import standing_data
from policy_rules.results.population import Population
from policy_rules.version import __version__


def snapshot_of(population: Population) -> dict[str, Any]:
    """The snapshot of a population as of its day; a facts file that is not there has no digest."""
    model, asked = population.model, population.asked
    facts, untold = asked[0].facts, model.vocabulary.redacted
    whole = digest(facts_data(facts))
    withheld = untold_digests(facts, untold, whole)
    made_up = any(unit.constructed for unit in facts.units.values())
    sheets = {a.sheet.name: a.sheet for a in asked if a.sheet is not None}
    held = {
        **labels_data(illustrative=population.illustrative, constructed=made_up),
        "format": FORMAT,
        "library": __version__,
        "ruleset": {"name": model.name, "version": model.version or None, "digest": model.digest},
        "sheets": [sheet_data(model, sheet) for sheet in sheets.values()],
        "calendar": calendar_data(model.vocabulary.calendar),
        "parameters": {"profile": population.profile or None, "digest": parameters_digest(model.vocabulary)},
        "decisions": decisions_data(asked[0].decisions),
        "as_of": population.as_of.isoformat(),
        "year": population.year,
        "known_by": None if asked[0].known_by is None else asked[0].known_by.isoformat(),
        "files": [{"file": name, "digest": file_digest(name)} for name in files_of(population)],
        "facts": {
            "digest": whole,
            "data": facts_data(told_facts(facts, untold)),
            **({"withheld": withheld} if withheld else {}),
        },
        "results": results_of(population),
    }
    return {**held, "seal": digest(held)}


def files_of(population: Population) -> tuple[str, ...]:
    """The files in which the facts of the units stand, each once."""
    units = population.asked[0].facts.units.values()
    return tuple(dict.fromkeys(unit.file for unit in units))


def file_digest(name: str) -> str | None:
    """The digest of a file's bytes; None where it is no file (data of Python, the standard input)."""
    try:
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None


def results_of(population: Population) -> dict[str, Any]:
    """Where each unit stands, as data."""
    return {place.unit: standing_data(place) for place in population.places}


def digests_of(population: Population) -> Iterator[tuple[str, str, str | None]]:
    """What everything rests on: what it is, its name, its digest."""
    held = snapshot_of(population)
    yield "ruleset", held["ruleset"]["name"], held["ruleset"]["digest"]
    for sheet in held["sheets"]:
        yield "sheet", sheet["name"], sheet["digest"]
    if held["calendar"] is not None:
        yield "calendar", held["calendar"]["name"], held["calendar"]["digest"]
    yield "parameters", held["parameters"]["profile"] or "", held["parameters"]["digest"]
    for file in held["files"]:
        yield "file", file["file"], file["digest"]
    yield "facts", "", held["facts"]["digest"]


def read_snapshot(path: Path) -> Mapping[str, Any]:
    """A snapshot from its file.

    Raises:
        PolicyRulesError: it cannot be read, is none, or is not as it was sealed.
    """
    try:
        held = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise PolicyRulesError(Fault(f"`{path}` cannot be read: {error}")) from error
    wanted = ("ruleset", "calendar", "parameters", "files", "facts", "results", "seal")
    if not isinstance(held, dict) or any(key not in held for key in wanted):
        hint = "name a file written by `office … --seal FILE`"
        raise PolicyRulesError(Fault(f"`{path}` is no snapshot of an office's year", hint=hint))
    if held.get("format") != FORMAT:
        told = f"`{path}` is of the form {held.get('format')}, and this library reads {FORMAT}"
        raise PolicyRulesError(Fault(told))
    if digest({key: value for key, value in held.items() if key != "seal"}) != held["seal"]:
        told = f"the seal of `{path}` is broken: what it holds is not what was sealed"
        raise PolicyRulesError(Fault(told, hint="take the file that was archived"))
    return held
