"""The commands and their options, as the command line has them; what runs a command is imported with it."""

from __future__ import annotations

import argparse
import datetime
import re
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from policy_rules.arguments import asked_day
from policy_rules.cli.language import Parser, add_language, with_version
from policy_rules.cli.output import EXIT_CODES
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.messages import DEFAULT, in_language

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001 - its only name

USUAL_RULESET = "henan"
"""The ruleset where none is named."""


def parser(language: str = DEFAULT, command: str = "") -> argparse.ArgumentParser:
    """The parser of the command line; if the command is known, of that and of those like it alone."""
    codes = "".join(f"{code:4}  {in_language(means, language)}\n" for code, means in EXIT_CODES.items())
    found = Parser(
        prog="policy-rules",
        description="Check units of government against a policy's rules.",
        epilog=f"{in_language('exit codes:', language)}\n{codes}",
        language=language,
    )
    made: Any = partial(Parser, language=language)
    commands = found.add_subparsers(required=True, metavar="command", dest="command", parser_class=made)
    about = {
        "assess explain score next whatif": _about_units,
        "form merge": _about_facts,
        "migrate": _migrate,
        "compare": _compare,
        "rank office replay": _about_populations,
        "check coverage diff docs mutate new questions readings schema": _about_rulesets,
    }
    known = [add for names, add in about.items() if command in names.split()]
    for add in known or about.values():
        add(commands)
    return with_version(found)


def _about_units(commands: Commands) -> None:
    assess = commands.add_parser("assess", help="assess a unit from facts files")
    _question(assess)
    _sheet(assess)
    _report(assess, ", .csv, .xlsx, .sarif, .xml (JUnit)")
    assess.add_argument(
        "--format",
        choices=("json", "sarif", "junit", "csv"),
        help="print the findings in a form that other programs read",
    )
    assess.add_argument("--full", action="store_true", help="tell every finding, not a screen")
    assess.add_argument("--brief", action="store_true", help="with -o: the page on three sheets at most")
    assess.add_argument("--strict", action="store_true", help="exit 1 if violated, else 3 if unknown")
    explain = commands.add_parser("explain", help="say why a rule came out as it did, down to the facts")
    explain.add_argument("rule", help="id of the rule, such as ip-14-s8")
    _question(explain)
    score = commands.add_parser("score", help="score a unit: the ledger, each point lost and why")
    _question(score)
    _sheet(score)
    _report(score, ", .csv, .xlsx")
    score.add_argument("--full", action="store_true", help="every line, not only what moved points")
    score.add_argument("--brief", action="store_true", help="with -o: the page on three sheets at most")
    next_ = commands.add_parser("next", help="which missing facts would settle most, with points at stake")
    _question(next_)
    _sheet(next_)
    _report(next_, ", .csv, .xlsx")
    next_.add_argument(
        "--ask", action="store_true", help="ask them one after another, and write the facts file `-o`"
    )
    next_.add_argument(
        "--by",
        choices=("points", "findings"),
        help="what goes first: points at stake, or rules settled (points, where some are at stake)",
    )
    next_.add_argument("--most", type=_count, default=20, help="how many to list (20)")
    what_if = commands.add_parser("whatif", help="what a changed fact, parameter, sheet or year would do")
    _question(what_if)
    _sheet(what_if)
    _report(what_if)
    what_if.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a fact or `parameters.…`, as YAML"
    )
    what_if.add_argument("--unset", action="append", default=[], metavar="NAME", help="a fact taken away")
    what_if.add_argument("--to-sheet", help="another sheet")
    what_if.add_argument("--to-year", type=_year, help="another year")


def _about_facts(commands: Commands) -> None:
    _form(commands)
    merge = commands.add_parser(
        "merge", help="join the facts files of several departments, with who said what"
    )
    merge.add_argument("facts", nargs="+", help="facts files (.yaml, .json) or folders")
    merge.add_argument("-o", "--output", metavar="FILE", help="file to write; else the standard output")
    _ruleset(merge)
    _precedence(merge)
    add_language(merge, "language of what differs (the ruleset's)")


def _form(commands: Commands) -> None:
    """Command: form."""
    form = commands.add_parser("form", help="write a form: what a kind of unit has to tell, and nothing else")
    form.add_argument(
        "ruleset", nargs="?", help="a shipped ruleset, or a folder (henan; with --check, that of the form)"
    )
    form.add_argument("facts", nargs="*", help="facts files that are known already")
    form.add_argument("-o", "--output", metavar="FILE", help="`.xlsx` or `.yaml`; with --split-by a folder")
    form.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a fact of the unit: `unit.level=county`",
    )
    form.add_argument("--unit", help="id of the unit, where the facts speak of several")
    form.add_argument("--sheet", help="name of a scoring sheet; else the one for the unit and year")
    form.add_argument(
        "--most", type=_count, help="how many facts and lists to ask, those first that settle most"
    )
    form.add_argument(
        "--split-by",
        choices=("department",),
        help="a workbook for each department that answers for registers",
    )
    form.add_argument("--check", metavar="FILE", help="tell what is wrong with a form, beside its cells")
    _circumstances(form)


def _migrate(commands: Commands) -> None:
    migrate = commands.add_parser("migrate", help="rewrite facts files for a vocabulary that replaced names")
    migrate.add_argument("facts", nargs="+", help="facts files (.yaml, .json) or folders")
    migrate.add_argument("-o", "--output", metavar="FILE", help="file to write; else the standard output")
    _ruleset(migrate)
    add_language(migrate, "language of what is lost (the ruleset's)")


def _compare(commands: Commands) -> None:
    compare = commands.add_parser(
        "compare", help="what turned between two states, days, years, sheets or records, and by which facts"
    )
    compare.add_argument("before", help="a facts file, a folder of them, or a record (`--record`)")
    compare.add_argument(
        "after", nargs="?", help="the same; else what is asked of the first otherwise, by `--to-…`"
    )
    compare.set_defaults(facts=())
    compare.add_argument("--unit", help="id of the unit; without it, facts of several units as populations")
    _asked(compare)
    compare.set_defaults(ruleset=None)  # records say it themselves
    compare.add_argument("--sheet", help="name of a scoring sheet; else the one for the unit and year")
    compare.add_argument("--to-as-of", type=_day, metavar="DAY", help="another day, of the side after")
    compare.add_argument("--to-year", type=_year, metavar="YEAR", help="another year")
    compare.add_argument("--to-profile", metavar="NAME", help="another profile, or a file like one")
    compare.add_argument("--to-sheet", metavar="NAME", help="another sheet")
    compare.add_argument("--to-known-by", type=_day, metavar="DAY", help="what was known by another day")
    compare.add_argument("--to-unit", metavar="ID", help="another unit")
    compare.add_argument("--json", action="store_true", help="as JSON")
    _report(compare, ", .csv, .xlsx")


def _about_populations(commands: Commands) -> None:
    _office(commands)
    rank = commands.add_parser("rank", help="score many units and rank them")
    _question(rank, unit=False)
    rank.add_argument("--sheet", help="name of a scoring sheet for all of them; else the one for each")
    rank.add_argument("--json", action="store_true", help="as JSON")
    _report(rank, ", .csv, .xlsx; a folder (`/` at the end): a page of all units and one of each")
    replay = commands.add_parser(
        "replay", help="compute a recorded assessment again, and say whether it is the same"
    )
    replay.add_argument("record", metavar="RECORD", help="file written by `score --record`")
    replay.add_argument("--ruleset", help="the folder of the ruleset, where it does not ship")
    replay.add_argument(
        "--facts", nargs="+", default=[], metavar="FILE", help="its facts, where it keeps only their digest"
    )
    replay.add_argument("--json", action="store_true", help="as JSON")
    add_language(replay, "language of what differs")


def _office(commands: Commands) -> None:
    """Command: office."""
    office = commands.add_parser("office", help="a document of an office's year, made of facts on file")
    office.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    told = "facts files or folders, then a document (`before/roster`); without any, the documents are listed"
    office.add_argument("words", nargs="*", metavar="FACTS… STAGE/DOCUMENT", help=told)
    office.add_argument("--seal", metavar="FILE", help="write a sealed snapshot: what everything rests on")
    office.add_argument("--verify", metavar="FILE", help="tell what is otherwise than in a sealed snapshot")
    office.add_argument("--for", dest="unit", metavar="UNIT", help="of letters, that of one unit")
    office.add_argument("--known-by", type=_day, help="use only what was known by this day")
    office.add_argument("--sheet", help="name of a scoring sheet for all of them; else the one for each")
    office.add_argument("--json", action="store_true", help="as JSON")
    _report(office, ", .docx")
    _circumstances(office)


def _about_rulesets(commands: Commands) -> None:
    diff = commands.add_parser("diff", help="what the law, or a unit's findings, say otherwise of two days")
    diff.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    diff.add_argument("before", type=_day, metavar="DAY", help="the earlier day")
    diff.add_argument("after", type=_day, metavar="DAY", help="the later day")
    diff.add_argument("--facts", action="append", default=[], metavar="FILE", help="compare its findings too")
    diff.add_argument("--unit", help="id of the unit, where the facts speak of several")
    add_language(diff)
    diff.add_argument("--json", action="store_true", help="as JSON")
    check = commands.add_parser("check", help="check a ruleset: its files, its rules, its examples")
    check.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    _of_rules(check, 0, "processes that share many examples (one for each processor)")
    add_language(check, "language of reasons and faults")
    covered = commands.add_parser("coverage", help="count the words of the sources that the rules carry")
    covered.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    add_language(covered, "language of the counts")
    covered.add_argument("--json", action="store_true", help="as JSON")
    told = "how the rules were read: from the words, then against them"
    readings = commands.add_parser("readings", help=told)
    readings.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    readings.add_argument("rules", nargs="*", metavar="RULE", help="ids of rules; else all")
    readings.add_argument(
        "--digests", action="store_true", help="print the digests that readings are to carry"
    )
    readings.add_argument("--json", action="store_true", help="as JSON")
    add_language(readings)
    docs = commands.add_parser("docs", help="write a ruleset as a static site: clauses, rules, indexes")
    docs.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    docs.add_argument("-o", "--output", metavar="DIR", required=True, help="folder to write into")
    new = commands.add_parser("new", help="start a ruleset: write a tiny whole one into an empty folder")
    new.add_argument("folder", metavar="DIR", help="the folder, empty or not yet there")
    new.add_argument("--name", default="", help="name of the ruleset (that of the folder)")
    told = "what the words leave open, and what each reading would change"
    questions = commands.add_parser("questions", help=told)
    questions.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    questions.add_argument("--facts", nargs="+", default=[], help="ask of these units, not of the examples")
    questions.add_argument("--sheet", help="name of a scoring sheet; else the one for each unit and the year")
    questions.add_argument("--only", metavar="PARAMETER", help="one question, with all of its cases")
    questions.add_argument("--json", action="store_true", help="as JSON")
    questions.add_argument("-o", "--output", metavar="DIR", help="write a page for each question")
    _circumstances(questions)
    _mutate(commands)
    schema = commands.add_parser("schema", help="print the JSON Schema of a kind of file or of output")
    schema.add_argument(
        "file", help="clause, facts, sheet, profile, assessment, score, population, record, …"
    )
    schema.add_argument(
        "--ruleset", help="of facts: with the names that a ruleset declares, for an editor to complete"
    )


def _mutate(commands: Commands) -> None:
    """Command: mutate."""
    told = "plant a fault in each condition, and see whether the rule's examples notice"
    mutate = commands.add_parser("mutate", help=told)
    mutate.add_argument("ruleset", help="name of a shipped ruleset, or a folder")
    _of_rules(mutate, 1, "processes that share the rules (1)")
    told = "look for facts that tell each survivor from its rule"
    mutate.add_argument("--witness", action="store_true", help=told)
    mutate.add_argument("--floor", type=_share, metavar="PERCENT", help="exit 1 where fewer are killed")
    mutate.add_argument("--json", action="store_true", help="as JSON")
    add_language(mutate)


def _of_rules(parser: argparse.ArgumentParser, jobs: int, help_text: str) -> None:
    """Some rules, and how many processes share them."""
    parser.add_argument(
        "--rules", nargs="+", default=[], metavar="PREFIX", help="only rules whose ids begin so"
    )
    parser.add_argument("--jobs", type=_whole, default=jobs, metavar="N", help=help_text)


def _question(parser: argparse.ArgumentParser, *, unit: bool = True) -> None:
    """Facts, and what is asked of them."""
    parser.add_argument("facts", nargs="+", help="facts files (.yaml, .json) or folders")
    if unit:
        parser.add_argument("--unit", help="id of the unit, where the facts speak of several")
    _asked(parser)


def _ruleset(parser: argparse.ArgumentParser) -> None:
    """By which ruleset."""
    parser.add_argument(
        "--ruleset", default=USUAL_RULESET, help="name of a shipped ruleset, or a folder (henan)"
    )


def _asked(parser: argparse.ArgumentParser) -> None:
    """By which ruleset, for whom, what was known, and the circumstances."""
    _ruleset(parser)
    parser.add_argument(
        "--for",
        dest="for_unit",
        metavar="UNIT",
        help="what this unit may be handed: nothing of other units, but what the ranking publishes",
    )
    parser.add_argument("--known-by", type=_day, help="use only what was known by this day")
    _circumstances(parser)


def _report(parser: argparse.ArgumentParser, more: str = "") -> None:
    """A report as a file."""
    told = "write a report: .html (one file, to print and to hand on), .pdf (by a browser), .json, .txt"
    parser.add_argument("-o", "--output", metavar="FILE", help=told + more)
    parser.add_argument("-q", "--quiet", action="store_true", help="do not tell what was written")


def _circumstances(parser: argparse.ArgumentParser) -> None:
    """The day, the year, the parameters that are taken; the language of the report."""
    parser.add_argument("--as-of", type=_day, help="day of assessment, YYYY-MM-DD (today)")
    parser.add_argument("--year", type=_year, help="year assessed (recurring rules: that of the day)")
    parser.add_argument("--profile", help="parameters to try out, such as `illustrative`, or a file of them")
    parser.add_argument(
        "--decisions",
        action="append",
        metavar="NAME|FILE",
        help="decisions on readings to take, such as `illustrative`",
    )
    _precedence(parser)
    add_language(parser)


def _precedence(parser: argparse.ArgumentParser) -> None:
    """How sources that differ are ranked."""
    parser.add_argument(
        "--precedence",
        action="append",
        type=_step,
        metavar="STEP",
        help="how sources that differ are ranked, step by step: `REGISTER>REGISTER`, `later` or `earlier`",
    )


def _step(text: str) -> str | list[str]:
    """One step of a precedence as written on the command line."""
    parts = [part.strip() for part in text.split(">")]
    return parts if len(parts) > 1 else parts[0]


def _sheet(parser: argparse.ArgumentParser) -> None:
    """The sheet, and where the whole is written for replay."""
    parser.add_argument("--sheet", help="name of a scoring sheet; else the one for the unit and year")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--record", metavar="FILE", help="write what `replay` needs to say it again")


def refuse_empty(arguments: argparse.Namespace) -> None:
    """See to it that no option is given an empty text, which would pass for none; raises PolicyRulesError."""
    for name, value in vars(arguments).items():
        if value == "" and name not in _MAY_BE_EMPTY:
            told = f"`{name.replace('_', '-')}` is given an empty text"
            raise PolicyRulesError(Fault(told, hint="give it a name, or leave it out"))


_MAY_BE_EMPTY = ("name",)


def _day(text: str) -> datetime.date:
    """A day as written on the command line."""
    try:
        return asked_day(text, "day")
    except PolicyRulesError:
        raise argparse.ArgumentTypeError(f"`{text}` is no day: write it as 2025-12-31") from None


def _whole(text: str) -> int:
    """A number of processes as written on the command line."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(
            f"`{text}` is no number of processes: write a whole number from 1 on"
        )
    return int(text)


def _share(text: str) -> Fraction:
    """A percentage as written on the command line."""
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 <= found <= 100:
        raise argparse.ArgumentTypeError(f"`{text}` is no percentage: write a number from 0 to 100")
    return found


def _year(text: str) -> int:
    """A year as written on the command line."""
    if not re.fullmatch("(19|2[0-9])[0-9]{2}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"`{text}` is no year: write it as 2025")
    return int(text)


def _count(text: str) -> int:
    """A number of lines as written on the command line."""
    if not re.fullmatch("[1-9][0-9]{0,8}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"`{text}` is no number from 1 on")
    return int(text)
