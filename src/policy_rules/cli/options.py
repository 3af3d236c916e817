"""What the options ask for: the ruleset, the facts assessed; data printed and written as JSON."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Any

from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.facts_file import RawFacts, load_facts
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.replay import record_of
from policy_rules.results.assessment import Assessment


def as_of(arguments: argparse.Namespace) -> datetime.date:
    """The day of assessment: today, where none is given."""
    found: datetime.date | None = arguments.as_of
    return found or datetime.datetime.now().astimezone().date()


def ruleset_of(arguments: argparse.Namespace) -> Ruleset:
    """The ruleset named."""
    return load_ruleset(arguments.ruleset)


def facts_of(arguments: argparse.Namespace) -> RawFacts:
    """The facts of the files named, with the precedence asked for."""
    return load_facts(*arguments.facts, precedence=arguments.precedence)


def assessment_of(
    arguments: argparse.Namespace, sheet: str | None = None, *, among: bool = False
) -> Assessment:
    """What is asked for one unit, `among` the others of the facts; with `--record`, written down too."""
    ruleset = ruleset_of(arguments)
    facts = ruleset.bind(facts_of(arguments))
    day, asked = as_of(arguments), (arguments.year, arguments.profile, arguments.known_by)
    year, profile, known_by = asked
    if among and arguments.unit in facts.units and len(facts.units) > 1:
        chosen = {arguments.unit: sheet} if sheet else None
        population = ruleset.assess_population(
            facts,
            as_of=day,
            year=year,
            profile=profile,
            known_by=known_by,
            sheets=chosen,
            decisions=arguments.decisions,
        )
        found = population.assessment(arguments.unit)
    else:
        found = ruleset.assess(
            facts,
            arguments.unit,
            as_of=day,
            year=year,
            profile=profile,
            sheet=sheet,
            known_by=known_by,
            decisions=arguments.decisions,
        )
    if getattr(arguments, "record", None):
        write_json(Path(arguments.record), record_of(found))
    return found


def print_json(data: Any) -> None:
    """Data as JSON, as a person reads it."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def write_json(path: Path, data: Any) -> None:
    """Data as a JSON file."""
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        what = f"cannot write `{path}`: {error.strerror}"
        raise PolicyRulesError(Fault(what, hint="name a file that may be written")) from error
