"""The command line: facts to findings, scores, ranks and replays; rulesets to checks and pages.

In: the words of a command, facts files, records. Out: text or JSON on the standard output, files, an exit
code.

Exit codes: 0, or 2 on bad input; `assess --strict` gives 1 where anything is violated, else 3 where
anything is unknown; `replay` gives 1 where the result is not the same, `coverage` where words are left over
or readings that the ruleset requires do not stand, `mutate` below its `--floor` or where lines on mutants are
stale.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from policy_rules.cli.arguments import parser
from policy_rules.collector import quiet
from policy_rules.errors import PolicyRulesError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        with quiet():  # a command ends before there is much to collect
            return _run(arguments)
    except PolicyRulesError as error:
        print(error, file=sys.stderr)
        number = len(error.faults)
        print(f"{number} fault{'s' if number != 1 else ''}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def run() -> NoReturn:
    """Run the command line as a process of its own, which ends without taking apart what it has made.

    A loaded ruleset is some million objects: to free them one by one takes longer than many a command.
    """
    code = main()
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _run(arguments: argparse.Namespace) -> int:
    """Run the command. Its module is imported now: help, and a slip in an option, need none of it."""
    match arguments.command:
        case "mutate":
            from policy_rules.cli.mutant_commands import COMMANDS
        case "rank" | "replay":
            from policy_rules.cli.population_commands import COMMANDS
        case "merge" | "migrate":
            from policy_rules.cli.facts_commands import COMMANDS
        case "check" | "coverage" | "diff" | "docs" | "new" | "questions" | "readings" | "schema":
            from policy_rules.cli.ruleset_commands import COMMANDS
        case _:
            from policy_rules.cli.unit_commands import COMMANDS
    return COMMANDS[arguments.command](arguments)


if __name__ == "__main__":
    run()
