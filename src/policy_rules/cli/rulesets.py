"""Commands on a ruleset: check, coverage, docs, new, schema."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from policy_rules.errors import Fault, PolicyRulesError

if TYPE_CHECKING:
    from policy_rules.cli.options import Commands


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    check = commands.add_parser("check", help="check a ruleset: its files, its rules, its examples")
    check.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    check.set_defaults(run=_check)
    covered = commands.add_parser("coverage", help="count the words of the sources that the rules carry")
    covered.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    covered.set_defaults(run=_coverage)
    docs = commands.add_parser("docs", help="write a ruleset as a static site: clauses, rules, indexes")
    docs.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    docs.add_argument("-o", "--output", metavar="DIR", required=True, help="folder to write into")
    docs.set_defaults(run=_docs)
    new = commands.add_parser("new", help="start a ruleset: write a tiny whole one into an empty folder")
    new.add_argument("folder", metavar="DIR", help="the folder, empty or not yet there")
    new.add_argument("--name", default="", help="name of the ruleset (that of the folder)")
    new.set_defaults(run=_new)
    schema = commands.add_parser("schema", help="print the JSON Schema of a kind of file, for editors")
    schema.add_argument("file", help="ruleset, clause, entities, measures, roles, parameters, facts, …")
    schema.set_defaults(run=_schema)


def _coverage(arguments: argparse.Namespace) -> int:
    from policy_rules.policy import load_ruleset
    from policy_rules.report.coverage import coverage_page
    from policy_rules.ruleset.coverage import coverage

    found = coverage(load_ruleset(arguments.ruleset).model)
    print(coverage_page(found), end="")
    return 0 if found.whole else 1


def _docs(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from policy_rules.policy import load_ruleset
    from policy_rules.report.pages import write_pages

    ruleset = load_ruleset(arguments.ruleset)
    try:
        number = write_pages(ruleset.model, ruleset.program, Path(arguments.output))
    except OSError as error:
        what = f"cannot write into `{arguments.output}`: {error.strerror}"
        raise PolicyRulesError(Fault(what, hint="name a folder that may be written")) from error
    print(f"{ruleset.name}: {number} files in {arguments.output}")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from policy_rules.ruleset.new import new_ruleset, next_steps

    for path in new_ruleset(arguments.folder, arguments.name):
        print(path.as_posix())
    print(next_steps(arguments.folder))
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    from policy_rules.errors import near_miss
    from policy_rules.ruleset.schema import FILES, json_schema

    if arguments.file not in FILES:
        hint = near_miss(arguments.file, FILES) or f"kinds of files: {', '.join(FILES)}"
        raise PolicyRulesError(Fault(f"no kind of file `{arguments.file}`", hint=hint))
    print(json.dumps(json_schema(arguments.file), ensure_ascii=False, indent=2))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from policy_rules.examples import check_examples
    from policy_rules.policy import load_ruleset

    ruleset = load_ruleset(arguments.ruleset)
    for profile in ruleset.model.profiles:
        ruleset.with_profile(profile)
    report = check_examples(ruleset)
    if report.faults:
        raise PolicyRulesError(report.faults)
    for sheet in ruleset.sheets.values():
        for note in sheet.notes:
            print(f"note: {note}")
    print(
        f"{ruleset.name}: {len(ruleset.rules)} rules, {len(ruleset.model.clauses)} clauses, "
        f"{report.count} examples, {len(ruleset.sheets)} sheets: all as told"
    )
    return 0
