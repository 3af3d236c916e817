"""Commands on many units, and on records of assessments: rank, replay."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from policy_rules.cli.language import language_of_faults
from policy_rules.cli.options import facts_of, population_of, print_json, ruleset_of
from policy_rules.cli.report_files import TABLES, Report, check_report, tell_report
from policy_rules.errors import no_lines
from policy_rules.facts.facts_file import RawFacts, load_facts
from policy_rules.replay import read_record, replay
from policy_rules.replay.replayed import replay_text
from policy_rules.report.exchange.tables import clauses_table, places_table
from policy_rules.report.exchange.workbook import book_of
from policy_rules.report.population_text import population_text


def _rank(arguments: argparse.Namespace) -> int:
    check_report(arguments, TABLES, folder=True)
    ruleset = ruleset_of(arguments)
    found = population_of(arguments, ruleset, facts_of(arguments, ruleset))
    if arguments.for_unit:
        found = found.for_unit(arguments.for_unit)
    report = Report(
        html=lambda: found.to_html(arguments.lang),
        data=found.to_dict,
        text=lambda: population_text(found, arguments.lang),
        pages=lambda: found.to_html_pages(arguments.lang),
        more={
            ".csv": lambda: places_table(found, arguments.lang).csv(),
            ".xlsx": lambda: book_of(
                [places_table(found, arguments.lang), clauses_table(found, arguments.lang)], arguments.lang
            ),
        },
    )
    tell_report(arguments, report)
    return 0


def _facts_again(arguments: argparse.Namespace) -> RawFacts | None:
    """The facts of a record that keeps none; nothing of what cannot be read is shown."""
    if not arguments.facts:
        return None
    with no_lines(when=True):
        return load_facts(*arguments.facts)


def _replay(arguments: argparse.Namespace) -> int:
    found = replay(read_record(Path(arguments.record)), arguments.ruleset, _facts_again(arguments))
    if arguments.json:
        print_json(found.to_dict())
    else:
        print(replay_text(found, language_of_faults(arguments)))
    return 0 if found.identical else 1


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "rank": _rank,
    "replay": _replay,
}
