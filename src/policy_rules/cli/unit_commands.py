"""Commands on one unit: assess, explain, score, next, whatif."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from policy_rules.cli.options import Forms, as_json, assessment_of, print_json, report_writer
from policy_rules.cli.settings import setting
from policy_rules.errors import Fault, PolicyRulesError, near_miss
from policy_rules.report.assessment_summary import summary
from policy_rules.report.assessment_text import banner_lines, render
from policy_rules.report.next_facts_list import next_facts_text, next_page_data
from policy_rules.report.score_data import score_page_data
from policy_rules.report.score_lines import ledger_text
from policy_rules.results.assessment import Assessment
from policy_rules.values.python_scalars import UNKNOWN


def _tell(
    arguments: argparse.Namespace,
    write: Callable[[Forms], None] | None,
    forms: Forms,
    brief: Callable[[], str],
) -> None:
    """A report as a file where one is asked for, else on the terminal: as JSON, in full, or the brief one."""
    if write:
        write(forms)
    else:
        print((forms[".json"] if arguments.json else forms[".txt"] if arguments.full else brief)(), end="")


def _assess(arguments: argparse.Namespace) -> int:
    write = report_writer(arguments)
    assessment = assessment_of(arguments, arguments.sheet)
    forms: Forms = {
        ".html": lambda: assessment.to_html(arguments.lang),
        ".json": lambda: as_json(assessment.to_dict()),
        ".txt": lambda: render(assessment, arguments.lang, full=True),
    }
    _tell(arguments, write, forms, lambda: summary(assessment, arguments.lang))
    if not arguments.strict:
        return 0
    return 1 if assessment.counts["violated"] else 3 if assessment.counts["unknown"] else 0


def _explain(arguments: argparse.Namespace) -> int:
    assessment = assessment_of(arguments)
    if arguments.rule not in assessment.model.rules:
        hint = near_miss(arguments.rule, assessment.model.rules)
        what = f"no rule `{arguments.rule}` in the ruleset `{assessment.model.name}`"
        raise PolicyRulesError(Fault(what, hint=hint))
    for line in banner_lines(assessment, arguments.lang):
        print(line)
    print(assessment.finding(arguments.rule).explain(arguments.lang), end="")
    return 0


def _scored(arguments: argparse.Namespace) -> Assessment:
    """The assessment, which must have a score."""
    assessment = assessment_of(arguments, arguments.sheet, among=True)
    if assessment.score is None:
        what = f"no sheet is surely the one for `{assessment.unit.id}` and {assessment.year}"
        hint = "name one with --sheet; illustrative ones are taken unasked with a profile only"
        reasons = [Fault(f"{r.sheet}: {r.told(arguments.lang)}") for r in assessment.why_no_sheet()]
        raise PolicyRulesError([Fault(what, hint=hint), *reasons])
    return assessment


def _score(arguments: argparse.Namespace) -> int:
    write = report_writer(arguments)
    assessment = _scored(arguments)
    forms: Forms = {
        ".html": lambda: assessment.to_html(arguments.lang),
        ".json": lambda: as_json(score_page_data(assessment)),
        ".txt": lambda: ledger_text(assessment, arguments.lang, full=True),
    }
    _tell(arguments, write, forms, lambda: ledger_text(assessment, arguments.lang))
    return 0


def _next(arguments: argparse.Namespace) -> int:
    assessment = assessment_of(arguments, arguments.sheet, among=True)
    if arguments.json:
        print_json(next_page_data(assessment, arguments.most))
    else:
        print(next_facts_text(assessment, arguments.lang, most=arguments.most), end="")
    return 0


def _what_if(arguments: argparse.Namespace) -> int:
    assessment = assessment_of(arguments, arguments.sheet, among=True)
    changes: dict[str, Any] = dict(setting(text) for text in arguments.set)
    changes.update(dict.fromkeys(arguments.unset, UNKNOWN))
    found = assessment.what_if(changes, sheet=arguments.to_sheet, year=arguments.to_year)
    if arguments.json:
        print_json(found.to_dict())
    else:
        print(found.render(arguments.lang), end="")
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "assess": _assess,
    "explain": _explain,
    "score": _score,
    "next": _next,
    "whatif": _what_if,
}
