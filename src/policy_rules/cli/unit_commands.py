"""Commands on one unit: assess, explain, score, next, whatif."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from policy_rules.cache import keep_answers
from policy_rules.cli.options import as_json, assessment_of
from policy_rules.cli.report_files import FINDINGS, TABLES, Report, check_report, tell_report
from policy_rules.cli.settings import setting
from policy_rules.errors import Fault, PolicyRulesError, near_miss
from policy_rules.report.assessment_summary import summary
from policy_rules.report.assessment_text import banner_lines, render
from policy_rules.report.next_facts_list import next_facts_text, next_page_data
from policy_rules.results.answered_before import answers_with
from policy_rules.results.assessment import Assessment
from policy_rules.values.python_scalars import UNKNOWN
from policy_rules.wording import Language

if TYPE_CHECKING:
    from policy_rules.report.exchange.tables import ResultTable


def _assess(arguments: argparse.Namespace) -> int:
    check_report(arguments, (*TABLES, *FINDINGS.values()))
    assessment = assessment_of(arguments, arguments.sheet)
    language = arguments.lang
    report = Report(
        html=lambda: assessment.to_html(language),
        brief=lambda: assessment.to_html(language, brief=True),
        data=assessment.to_dict,
        text=lambda: render(assessment, language, full=True),
        more={
            form: partial(_exchanged, assessment, language, form) for form in (*TABLES, *FINDINGS.values())
        },
    )
    tell_report(arguments, report, lambda: summary(assessment, language))
    if (found := answers_with(assessment)) is not None:
        keep_answers(assessment.model, found)
    if not arguments.strict:
        return 0
    return 1 if assessment.counts["violated"] else 3 if assessment.counts["unknown"] else 0


def _exchanged(assessment: Assessment, language: Language, form: str) -> str | bytes:
    """The findings for another program, by what the name of a file ends in."""
    from policy_rules.report.exchange.junit import junit_text
    from policy_rules.report.exchange.sarif import sarif_data
    from policy_rules.report.exchange.tables import assessment_tables, findings_table
    from policy_rules.report.exchange.workbook import book_of

    match form:
        case ".csv":
            return findings_table(assessment, language, coded=True).csv()
        case ".xlsx":
            return book_of(assessment_tables(assessment, language), language)
        case ".sarif":
            return as_json(sarif_data(assessment, language))
        case _:
            return junit_text(assessment, language)


def _table(made: Callable[[], ResultTable], language: Language, form: str) -> str | bytes:
    """One table, by what the name of a file ends in."""
    from policy_rules.report.exchange.workbook import book_of

    return made().csv() if form == ".csv" else book_of([made()], language)


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
    from policy_rules.report.exchange.tables import items_table
    from policy_rules.report.score_data import score_page_data
    from policy_rules.report.score_lines import ledger_text

    check_report(arguments, TABLES)
    assessment = _scored(arguments)
    language = arguments.lang
    report = Report(
        html=lambda: assessment.to_html(language),
        brief=lambda: assessment.to_html(language, brief=True),
        data=lambda: score_page_data(assessment),
        text=lambda: ledger_text(assessment, language, full=True),
        more={
            form: partial(_table, lambda: items_table(assessment, language), language, form)
            for form in TABLES
        },
    )
    tell_report(arguments, report, lambda: ledger_text(assessment, language))
    return 0


def _next(arguments: argparse.Namespace) -> int:
    from policy_rules.report.exchange.tables import next_table
    from policy_rules.report.printable.answer_pages import next_page

    check_report(arguments, TABLES)
    assessment = assessment_of(arguments, arguments.sheet, among=True)
    language, most, by = arguments.lang, arguments.most, arguments.by
    report = Report(
        html=lambda: next_page(assessment, language, most=most, by=by),
        data=lambda: next_page_data(assessment, most, by),
        text=lambda: next_facts_text(assessment, language, most=most, by=by),
        more={
            form: partial(_table, lambda: next_table(assessment, language, most, by), language, form)
            for form in TABLES
        },
    )
    tell_report(arguments, report)
    return 0


def _what_if(arguments: argparse.Namespace) -> int:
    check_report(arguments)
    assessment = assessment_of(arguments, arguments.sheet, among=True)
    changes: dict[str, Any] = dict(setting(text) for text in arguments.set)
    changes.update(dict.fromkeys(arguments.unset, UNKNOWN))
    found = assessment.what_if(changes, sheet=arguments.to_sheet, year=arguments.to_year)
    report = Report(
        html=lambda: found.to_html(arguments.lang),
        data=found.to_dict,
        text=lambda: found.render(arguments.lang),
    )
    tell_report(arguments, report)
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "assess": _assess,
    "explain": _explain,
    "score": _score,
    "next": _next,
    "whatif": _what_if,
}
