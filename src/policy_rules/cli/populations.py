"""Commands on many units, and on records of assessments: rank, replay."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from policy_rules.cli.options import add_question, as_of, print_json, ruleset_of

if TYPE_CHECKING:
    from policy_rules.cli.options import Commands


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    rank = commands.add_parser("rank", help="score many units and rank them")
    add_question(rank, unit=False)
    rank.add_argument("--json", action="store_true", help="as JSON")
    rank.set_defaults(run=_rank)
    replay = commands.add_parser(
        "replay", help="compute a recorded assessment again, and say whether it is the same"
    )
    replay.add_argument("record", metavar="RECORD", help="file written by `score --record`")
    replay.add_argument("--ruleset", help="the folder of the ruleset, where it does not ship")
    replay.add_argument("--json", action="store_true", help="as JSON")
    replay.set_defaults(run=_replay)


def _rank(arguments: argparse.Namespace) -> int:
    from policy_rules.facts.facts_file import load_facts
    from policy_rules.report.population_text import population_text

    found = ruleset_of(arguments).assess_population(
        load_facts(*arguments.facts),
        as_of=as_of(arguments),
        year=arguments.year,
        profile=arguments.profile,
        known_by=arguments.known_by,
    )
    if arguments.json:
        print_json(found.to_dict())
    else:
        print(population_text(found, arguments.lang), end="")
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    from policy_rules.replay import read_record, replay

    found = replay(read_record(Path(arguments.record)), arguments.ruleset)
    if arguments.json:
        print_json(found.to_dict())
    else:
        print(found)
    return 0 if found.identical else 1
