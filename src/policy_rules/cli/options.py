"""Options that several commands take, and what they mean."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_rules.errors import Fault, PolicyRulesError

if TYPE_CHECKING:
    from policy_rules.policy import Ruleset
    from policy_rules.results.assessment import Assessment

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def add_question(parser: argparse.ArgumentParser, *, unit: bool = True) -> None:
    """Facts, and what is asked of them."""
    parser.add_argument("facts", nargs="+", help="facts files (.yaml, .json) or folders")
    if unit:
        parser.add_argument("--unit", help="id of the unit, where the facts speak of several")
    parser.add_argument("--ruleset", default="henan", help="name of a shipped ruleset, or a folder (henan)")
    parser.add_argument("--as-of", type=day, help="day of assessment, YYYY-MM-DD (today)")
    parser.add_argument("--known-by", type=day, help="use only what was known by this day")
    parser.add_argument("--year", type=year, help="year assessed (recurring rules: that of the day)")
    parser.add_argument("--profile", help="parameters to try out, such as `illustrative`")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the report (zh)")


def add_sheet(parser: argparse.ArgumentParser) -> None:
    """The sheet, and where the whole is written for replay."""
    parser.add_argument("--sheet", help="name of a scoring sheet; else the one for the unit and year")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--record", metavar="FILE", help="write what `replay` needs to say it again")


def day(text: str) -> datetime.date:
    """A day as written on the command line."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != len("2025-12-31"):
        raise argparse.ArgumentTypeError(f"`{text}` is no day: write it as 2025-12-31")
    return found


def year(text: str) -> int:
    """A year as written on the command line."""
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999):
        raise argparse.ArgumentTypeError(f"`{text}` is no year: write it as 2025")
    return int(text)


def as_of(arguments: argparse.Namespace) -> datetime.date:
    """The day of assessment: today, where none is given."""
    found: datetime.date | None = arguments.as_of
    return found or datetime.datetime.now().astimezone().date()


def ruleset_of(arguments: argparse.Namespace) -> Ruleset:
    """The ruleset named."""
    from policy_rules.policy import load_ruleset

    return load_ruleset(arguments.ruleset)


def assessment_of(
    arguments: argparse.Namespace, sheet: str | None = None, *, among: bool = False
) -> Assessment:
    """What is asked for one unit, `among` the others of the facts; with `--record`, written down too."""
    from policy_rules.facts.facts_file import load_facts

    ruleset = ruleset_of(arguments)
    facts = ruleset.bind(load_facts(*arguments.facts))
    day, asked = as_of(arguments), (arguments.year, arguments.profile, arguments.known_by)
    year, profile, known_by = asked
    if among and arguments.unit in facts.units and len(facts.units) > 1:
        chosen = {arguments.unit: sheet} if sheet else None
        population = ruleset.assess_population(
            facts, as_of=day, year=year, profile=profile, known_by=known_by, sheets=chosen
        )
        found = population.assessment(arguments.unit)
    else:
        found = ruleset.assess(
            facts, arguments.unit, as_of=day, year=year, profile=profile, sheet=sheet, known_by=known_by
        )
    if getattr(arguments, "record", None):
        from policy_rules.replay import record_of

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
