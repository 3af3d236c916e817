"""The command line: `policy-rules assess`, `check`, `explain`.

Exit codes: 0, or 2 on bad input; `assess --strict` gives 1 where anything is violated, else 3 where
anything is unknown.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policy_rules.errors import Fault, PolicyRulesError

if TYPE_CHECKING:
    from policy_rules.assessment import Assessment


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        code: int = arguments.run(arguments)
    except PolicyRulesError as error:
        print(error, file=sys.stderr)
        number = len(error.faults)
        print(f"{number} fault{'s' if number != 1 else ''}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policy-rules", description="Check units of government against a policy's rules."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _assess_parser(commands.add_parser("assess", help="assess a unit from facts files"))
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
    explain = commands.add_parser("explain", help="say why a rule came out as it did, down to the facts")
    explain.add_argument("rule", help="id of the rule, such as ip-14-s8")
    _common(explain)
    explain.set_defaults(run=_explain)
    return parser


def _assess_parser(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("--sheet", help="name of a scoring sheet; else the one for the unit and year")
    parser.add_argument("--json", action="store_true", help="the whole assessment as JSON")
    parser.add_argument("--full", action="store_true", help="tell every unknown finding in full")
    parser.add_argument("--strict", action="store_true", help="exit 1 if violated, else 3 if unknown")
    parser.set_defaults(run=_assess)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("facts", nargs="+", help="facts files (.yaml, .json) or folders")
    parser.add_argument("--unit", help="id of the unit, where the facts speak of several")
    parser.add_argument("--ruleset", default="henan", help="name of a shipped ruleset, or a folder (henan)")
    parser.add_argument("--as-of", type=_day, help="day of assessment, YYYY-MM-DD (today)")
    parser.add_argument("--year", type=_year, help="year assessed (recurring rules: that of the day)")
    parser.add_argument("--profile", help="parameters to try out, such as `illustrative`")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the report (zh)")


def _day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or len(text) != len("2025-12-31"):
        raise argparse.ArgumentTypeError(f"`{text}` is no day: write it as 2025-12-31")
    return day


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999):
        raise argparse.ArgumentTypeError(f"`{text}` is no year: write it as 2025")
    return int(text)


def _assessment(arguments: argparse.Namespace, sheet: str | None = None) -> Assessment:
    from policy_rules.facts.load import load_facts
    from policy_rules.policy import load_ruleset

    ruleset = load_ruleset(arguments.ruleset)
    return ruleset.assess(
        load_facts(*arguments.facts),
        arguments.unit,
        as_of=arguments.as_of or datetime.datetime.now().astimezone().date(),
        year=arguments.year,
        profile=arguments.profile,
        sheet=sheet,
    )


def _assess(arguments: argparse.Namespace) -> int:
    from policy_rules.report.text import render

    assessment = _assessment(arguments, arguments.sheet)
    if arguments.json:
        print(json.dumps(assessment.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(render(assessment, arguments.lang, full=arguments.full), end="")
    if not arguments.strict:
        return 0
    return 1 if assessment.counts["violated"] else 3 if assessment.counts["unknown"] else 0


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
    print(
        f"{ruleset.name}: {len(ruleset.rules)} rules, {len(ruleset.model.clauses)} clauses, "
        f"{report.count} examples, {len(ruleset.sheets)} sheets: all as told"
    )
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from policy_rules.errors import near_miss
    from policy_rules.report.explain import explain
    from policy_rules.report.text import banners

    assessment = _assessment(arguments)
    if arguments.rule not in assessment.model.rules:
        hint = near_miss(arguments.rule, assessment.model.rules)
        what = f"no rule `{arguments.rule}` in the ruleset `{assessment.model.name}`"
        raise PolicyRulesError(Fault(what, hint=hint))
    for line in banners(assessment, arguments.lang):
        print(line)
    print(explain(assessment.model, assessment.finding(arguments.rule), arguments.lang), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
