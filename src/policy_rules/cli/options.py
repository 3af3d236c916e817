"""What the options ask for: the ruleset, the facts assessed; data printed and written as JSON."""

from __future__ import annotations

import argparse
import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_rules.cli.output import say_written
from policy_rules.errors import CannotWriteError, Fault, PolicyRulesError, no_lines
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import PrecedenceLike, RawFacts, load_facts
from policy_rules.facts.lines_told import holds_untold
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.results.assessment import Assessment
from policy_rules.whole_files import check_output, write_whole

if TYPE_CHECKING:
    from policy_rules.results.population import Population


def as_of(arguments: argparse.Namespace) -> datetime.date:
    """The day of assessment: today, where none is given."""
    found: datetime.date | None = arguments.as_of
    return found or datetime.datetime.now().astimezone().date()


def ruleset_of(arguments: argparse.Namespace, found: Ruleset | None = None) -> Ruleset:
    """The ruleset named, or `found`; its first language is that of the command where none is asked for."""
    ruleset = load_ruleset(arguments.ruleset) if found is None else found
    if getattr(arguments, "lang", "") is None:
        arguments.lang = ruleset.model.languages[0]
    return ruleset


def facts_of(arguments: argparse.Namespace, ruleset: Ruleset) -> RawFacts:
    """The facts of the files named, with the precedence asked for."""
    return read_facts(arguments.facts, ruleset, arguments.precedence)


def read_facts(
    files: Sequence[str | Path], ruleset: Ruleset, precedence: PrecedenceLike | None = None
) -> RawFacts:
    """The facts of files; where the ruleset has values that are not told, faults come without their lines."""
    with no_lines(when=any(_holds_untold(file, ruleset) for file in files)):
        return load_facts(*files, precedence=precedence)


def _holds_untold(file: str | Path, ruleset: Ruleset) -> bool:
    """Whether a value that is not told may stand in a file; of what cannot be looked at twice it may."""
    vocabulary = ruleset.model.vocabulary
    try:
        return bool(vocabulary.redacted) and holds_untold(Path(file).read_text("utf-8"), vocabulary)
    except (OSError, UnicodeError):
        return True


def assessment_of(
    arguments: argparse.Namespace, sheet: str | None = None, *, among: bool = False
) -> Assessment:
    """What is asked for one unit, `among` the others of the facts; with `--record`, written down too."""
    record = getattr(arguments, "record", None)
    if record:
        check_output(record, inputs_of(arguments))
    ruleset = ruleset_of(arguments)
    found = assessed(arguments, ruleset, facts_of(arguments, ruleset), sheet, among=among)
    if record:
        from policy_rules.replay import record_of

        text = json.dumps(record_of(found), ensure_ascii=False, indent=1) + "\n"
        write_text(Path(record), text, inputs_of(arguments))
        say_written(record, len(text.encode()), quiet=getattr(arguments, "quiet", False))
    return found


def assessed(
    arguments: argparse.Namespace, ruleset: Ruleset, raw: RawFacts, sheet: str | None, *, among: bool
) -> Assessment:
    """What is asked for one unit of these facts."""
    facts = ruleset.bind(raw)
    handed: str | None = getattr(arguments, "for_unit", None)
    if handed and arguments.unit not in (None, handed):
        told = f"`--unit {arguments.unit}` is another than `--for {handed}`"
        raise PolicyRulesError(Fault(told, hint="leave `--unit` out"))
    unit = handed or arguments.unit
    if handed or (among and unit in facts.units and len(facts.units) > 1):
        chosen = {unit: sheet} if sheet and unit in facts.units else None
        found = _population(arguments, ruleset, facts, chosen)
        return (found.for_unit(unit) if handed else found).assessment(unit)
    return ruleset.assess(
        facts,
        unit,
        as_of=as_of(arguments),
        year=arguments.year,
        profile=arguments.profile,
        sheet=sheet,
        known_by=arguments.known_by,
        decisions=arguments.decisions,
    )


def population_of(arguments: argparse.Namespace, ruleset: Ruleset, raw: RawFacts) -> Population:
    """What is asked for all units of these facts."""
    facts, sheet = ruleset.bind(raw), getattr(arguments, "sheet", None)
    return _population(arguments, ruleset, facts, dict.fromkeys(facts.units, sheet) if sheet else None)


def _population(
    arguments: argparse.Namespace, ruleset: Ruleset, facts: Facts, sheets: Mapping[str, str] | None
) -> Population:
    return ruleset.assess_population(
        facts,
        as_of=as_of(arguments),
        year=arguments.year,
        profile=arguments.profile,
        known_by=arguments.known_by,
        decisions=arguments.decisions,
        sheets=sheets,
    )


def print_json(data: Any) -> None:
    """Data as JSON, as a person reads it."""
    print(as_json(data), end="")


def as_json(data: Any) -> str:
    """Data as JSON, as a person reads it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def inputs_of(arguments: argparse.Namespace) -> list[str]:
    """The files and folders that are read as facts and decisions, which no output touches."""
    return [*arguments.facts, *(getattr(arguments, "decisions", None) or ())]


def write_text(path: Path, text: str, inputs: Sequence[str] = ()) -> None:
    """Text as a file, whole.

    Raises:
        PolicyRulesError: it would touch what is read.
        CannotWriteError: it cannot be written.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"), inputs)


def write_bytes(path: Path, data: bytes, inputs: Sequence[str] = ()) -> None:
    """Bytes as a file, whole; raises as `write_text`."""
    try:
        write_whole(path, data, inputs)
    except OSError as error:
        what = f"cannot write `{path}`: {error.strerror}"
        raise CannotWriteError(Fault(what, hint="name a file that may be written")) from error


@contextmanager
def folder_written(folder: str | Path) -> Iterator[None]:
    """Tell where the folder cannot be written."""
    try:
        yield
    except OSError as error:
        what = f"cannot write into `{folder}`: {error.strerror}"
        raise CannotWriteError(Fault(what, hint="name a folder that may be written")) from error
