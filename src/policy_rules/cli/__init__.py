"""The command line: facts to findings, scores, ranks and replays; rulesets to checks and pages.

In: the words of a command, facts files, records. Out: text or JSON on the standard output, files, an exit
code.

Exit codes: `output.EXIT_CODES`.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from io import StringIO
from typing import NoReturn

from policy_rules.cli.arguments import parser, refuse_empty
from policy_rules.cli.language import asked_language
from policy_rules.cli.output import BAD_INPUT, CANNOT_WRITE, DEFECT, INTERRUPTED, complain, prepare, put_out
from policy_rules.collector import quiet
from policy_rules.errors import CannotWriteError, PolicyRulesError
from policy_rules.messages import in_language


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; `SystemExit` on a slip in the words of the command."""
    prepare()
    held = StringIO()
    words = sys.argv[1:] if argv is None else argv
    language = asked_language(words)
    try:
        with redirect_stdout(held):
            arguments = parser(language, *words[:1]).parse_args(words)
        with quiet(), redirect_stdout(held):  # a command ends before there is much to collect
            refuse_empty(arguments)
            code = _run(arguments)
        put_out(held.getvalue())
    except SystemExit:
        put_out(held.getvalue())  # of `--help`
        raise
    except PolicyRulesError as error:
        number = len(error.faults)
        many = in_language(f"{number} fault{'s' if number != 1 else ''}", language)
        complain(f"{error.in_language(language)}\n{many}")
        return CANNOT_WRITE if isinstance(error, CannotWriteError) else BAD_INPUT
    return code


def run() -> NoReturn:
    """Run the command line as a process of its own, which ends without taking apart what it has made.

    A loaded ruleset is some million objects: to free them one by one takes longer than many a command, and
    so does looking whether any of them are garbage.
    """
    gc.disable()
    try:
        code = main()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else BAD_INPUT
    except KeyboardInterrupt:
        code = INTERRUPTED
    except CannotWriteError as error:
        complain(str(error))
        code = CANNOT_WRITE
    except Exception:  # noqa: BLE001 - what nobody foresaw must not look like a finding
        complain(f"{traceback.format_exc()}this is a defect of policy-rules: please report it")
        code = DEFECT
    with suppress(OSError, AttributeError):
        sys.stderr.flush()
    os._exit(code)


def _run(arguments: argparse.Namespace) -> int:
    """Run the command. Its module is imported now: help, and a slip in an option, need none of it."""
    match arguments.command:
        case "mutate":
            from policy_rules.cli.mutant_commands import COMMANDS
        case "compare":
            from policy_rules.cli.compare_commands import COMMANDS
        case "rank" | "replay":
            from policy_rules.cli.population_commands import COMMANDS
        case "office":
            from policy_rules.cli.office_commands import COMMANDS
        case "form":
            from policy_rules.cli.form_commands import COMMANDS
        case "merge" | "migrate":
            from policy_rules.cli.facts_commands import COMMANDS
        case "check" | "coverage" | "diff" | "docs" | "new" | "questions" | "readings" | "schema":
            from policy_rules.cli.ruleset_commands import COMMANDS
        case "next" if arguments.ask:
            from policy_rules.cli.ask_command import COMMANDS
        case _:
            from policy_rules.cli.unit_commands import COMMANDS
    return COMMANDS[arguments.command](arguments)


if __name__ == "__main__":
    run()
