"""Commands on one unit: assess, explain, score, next, whatif."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from policy_rules.cli.options import add_question, add_sheet, assessment_of, print_json
from policy_rules.errors import Fault, PolicyRulesError

if TYPE_CHECKING:
    from policy_rules.cli.options import Commands
    from policy_rules.results.assessment import Assessment


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    assess = commands.add_parser("assess", help="assess a unit from facts files")
    add_question(assess)
    add_sheet(assess)
    assess.add_argument("--full", action="store_true", help="tell every unknown finding in full")
    assess.add_argument("--strict", action="store_true", help="exit 1 if violated, else 3 if unknown")
    assess.set_defaults(run=_assess)
    explain = commands.add_parser("explain", help="say why a rule came out as it did, down to the facts")
    explain.add_argument("rule", help="id of the rule, such as ip-14-s8")
    add_question(explain)
    explain.set_defaults(run=_explain)
    score = commands.add_parser("score", help="score a unit: the ledger, each point lost and why")
    add_question(score)
    add_sheet(score)
    score.add_argument("--full", action="store_true", help="every line, not only what moved points")
    score.set_defaults(run=_score)
    next_ = commands.add_parser("next", help="which missing facts would settle most, with points at stake")
    add_question(next_)
    add_sheet(next_)
    next_.add_argument("--most", type=int, default=20, help="how many to list (20)")
    next_.set_defaults(run=_next)
    what_if = commands.add_parser("whatif", help="what a changed fact, parameter, sheet or year would do")
    add_question(what_if)
    add_sheet(what_if)
    what_if.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a fact or `parameters.…`, as YAML"
    )
    what_if.add_argument("--unset", action="append", default=[], metavar="NAME", help="a fact taken away")
    what_if.add_argument("--to-sheet", help="another sheet")
    what_if.add_argument("--to-year", type=int, help="another year")
    what_if.set_defaults(run=_what_if)


def _assess(arguments: argparse.Namespace) -> int:
    from policy_rules.report.text import render

    assessment = assessment_of(arguments, arguments.sheet)
    if arguments.json:
        print_json(assessment.to_dict())
    else:
        print(render(assessment, arguments.lang, full=arguments.full), end="")
    if not arguments.strict:
        return 0
    return 1 if assessment.counts["violated"] else 3 if assessment.counts["unknown"] else 0


def _explain(arguments: argparse.Namespace) -> int:
    from policy_rules.errors import near_miss
    from policy_rules.report.explain import explain
    from policy_rules.report.text import banners

    assessment = assessment_of(arguments)
    if arguments.rule not in assessment.model.rules:
        hint = near_miss(arguments.rule, assessment.model.rules)
        what = f"no rule `{arguments.rule}` in the ruleset `{assessment.model.name}`"
        raise PolicyRulesError(Fault(what, hint=hint))
    for line in banners(assessment, arguments.lang):
        print(line)
    print(explain(assessment.model, assessment.finding(arguments.rule), arguments.lang), end="")
    return 0


def _scored(arguments: argparse.Namespace) -> Assessment:
    """The assessment, which must have a score."""
    assessment = assessment_of(arguments, arguments.sheet, among=True)
    if assessment.score is None:
        names = ", ".join(assessment.model.sheets) or "none"
        what = f"no sheet is surely the one for `{assessment.unit.id}` and {assessment.year}"
        hint = "name one with --sheet; illustrative ones are taken unasked with a profile only"
        raise PolicyRulesError(Fault(what, hint=f"{hint} (sheet files: {names})"))
    return assessment


def _score(arguments: argparse.Namespace) -> int:
    from policy_rules.report.score_data import score_page_data
    from policy_rules.report.score_lines import ledger_text

    assessment = _scored(arguments)
    if arguments.json:
        print_json(score_page_data(assessment))
    else:
        print(ledger_text(assessment, arguments.lang, full=arguments.full), end="")
    return 0


def _next(arguments: argparse.Namespace) -> int:
    from policy_rules.report.next_facts import next_facts_data, next_facts_text

    assessment = assessment_of(arguments, arguments.sheet, among=True)
    if arguments.json:
        print_json(next_facts_data(assessment)[: arguments.most])
    else:
        print(next_facts_text(assessment, arguments.lang, most=arguments.most), end="")
    return 0


def _what_if(arguments: argparse.Namespace) -> int:
    from policy_rules.facts.edit import UNKNOWN

    assessment = assessment_of(arguments, arguments.sheet, among=True)
    changes: dict[str, Any] = dict(_setting(text) for text in arguments.set)
    changes.update(dict.fromkeys(arguments.unset, UNKNOWN))
    found = assessment.what_if(changes, sheet=arguments.to_sheet, year=arguments.to_year)
    if arguments.json:
        print_json(found.to_dict())
    else:
        print(found.render(arguments.lang), end="")
    return 0


def _setting(text: str) -> tuple[str, Any]:
    """`NAME=VALUE` with the value as a facts file would have it."""
    from policy_rules.documents import parse_yaml

    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise PolicyRulesError(Fault(f"`{text}` sets nothing", hint="write NAME=VALUE"))
    trees, faults = parse_yaml(value, f"--set {name}")
    if faults:
        raise PolicyRulesError(faults)
    return name.strip(), trees[0] if trees else None
