"""Command: compare, of two states, days, years, sheets or records of a unit, or of two populations."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.cli.arguments import USUAL_RULESET
from policy_rules.cli.options import assessed, population_of, read_facts, ruleset_of
from policy_rules.cli.report_files import TABLES, Report, check_report, tell_report
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.facts_file import RawFacts
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.replay import assessment_again, read_record, ruleset_again
from policy_rules.report.exchange.compared_tables import comparison_table, populations_table
from policy_rules.report.exchange.workbook import book_of
from policy_rules.report.populations_compared_report import populations_text
from policy_rules.results.assessment import Assessment, Comparison, compare
from policy_rules.results.populations_compared import PopulationsCompared, compare_populations

CIRCUMSTANCES = ("as_of", "year", "profile", "sheet", "known_by", "unit")
"""What may be another on the side after, by `--to-…`."""


Records = Mapping[str, Mapping[str, Any] | None]
"""By the path of each side the record in its file, where it is one."""


@frozen
class OfSide:
    """One of the two: what is asked, and the facts, or the record that says both."""

    asked: argparse.Namespace
    facts: RawFacts | None = None
    record: Mapping[str, Any] | None = None

    @property
    def of_many(self) -> bool:
        """Whether it is a population: facts of several units, and none is named."""
        return self.facts is not None and len(self.facts.units) > 1 and self.asked.unit is None

    def assessment(self, ruleset: Ruleset) -> Assessment:
        """What comes out for its unit."""
        if self.record is not None:
            return assessment_again(self.record, ruleset)
        assert self.facts is not None
        return assessed(self.asked, ruleset, self.facts, self.asked.sheet, among=True)


def _sides(arguments: argparse.Namespace, ruleset: Ruleset, records: Records) -> tuple[OfSide, OfSide]:
    """What is compared; the side after is asked as the one before, but for what `--to-…` says."""
    changed = {name: getattr(arguments, f"to_{name}") for name in CIRCUMSTANCES}
    changed = {name: value for name, value in changed.items() if value is not None}
    last = arguments.after if arguments.after is not None else arguments.before
    if arguments.after is None and not changed:
        told = "one side is given, and nothing is another on the other"
        hint = "name a second file, folder or record, or what is another: `--to-year`, `--to-as-of`, …"
        raise PolicyRulesError(Fault(told, hint=hint))
    first = _side(arguments.before, arguments, ruleset, records)
    asked = argparse.Namespace(**{**vars(arguments), **changed})
    return first, _side(last, asked, ruleset, records)


def _side(path: str, asked: argparse.Namespace, ruleset: Ruleset, records: Records) -> OfSide:
    """The facts of a file or a folder, or a record."""
    if (data := records[path]) is not None:
        given = [name for name in CIRCUMSTANCES if getattr(asked, name) is not None]
        if given:
            names = ", ".join(f"`{name.replace('_', '-')}`" for name in given)
            told = f"`{path}` is a record, which says itself what was asked: {names} is given too"
            raise PolicyRulesError(Fault(told, hint="leave it out, or compare facts"))
        return OfSide(asked, record=data)
    return OfSide(asked, read_facts([path], ruleset, asked.precedence))


def _record(path: str) -> Mapping[str, Any] | None:
    """The record in a file, where it is one."""
    if Path(path).suffix != ".json" or not Path(path).is_file():
        return None
    data = read_record(path)
    return data if {"result", "facts", "library"} <= data.keys() else None


def _ruleset_of_sides(arguments: argparse.Namespace, records: Records) -> Ruleset:
    """The ruleset named; else that of the records, which say it themselves; else the usual one."""
    if arguments.ruleset is not None:
        return load_ruleset(arguments.ruleset)
    for record in records.values():
        named = None if record is None else record.get("ruleset")
        if isinstance(named, Mapping) and isinstance(named.get("name"), str):
            return ruleset_again(named["name"])
    return load_ruleset(USUAL_RULESET)


def _compared(arguments: argparse.Namespace) -> Comparison | PopulationsCompared:
    paths = (arguments.before, arguments.after)
    records = {path: _record(path) for path in paths if path is not None}
    ruleset = ruleset_of(arguments, _ruleset_of_sides(arguments, records))
    before, after = _sides(arguments, ruleset, records)
    if before.of_many and after.of_many and not arguments.for_unit:
        return compare_populations(*(_population(side, ruleset) for side in (before, after)))
    if before.of_many != after.of_many and not arguments.for_unit:
        told = "one side tells of one unit, the other of several"
        raise PolicyRulesError(Fault(told, hint="name the unit: `--unit ID`"))
    return compare(before.assessment(ruleset), after.assessment(ruleset))


def _population(side: OfSide, ruleset: Ruleset) -> Any:
    assert side.facts is not None
    return population_of(side.asked, ruleset, side.facts)


def _compare(arguments: argparse.Namespace) -> int:
    check_report(arguments, TABLES)
    found, language = _compared(arguments), arguments.lang
    if isinstance(found, Comparison):
        table, text = comparison_table(found, language), found.render(language)
    else:
        table, text = populations_table(found, language), populations_text(found, language)
    report = Report(
        html=lambda: found.to_html(language),
        data=found.to_dict,
        text=lambda: text,
        more={".csv": table.csv, ".xlsx": lambda: book_of([table], language)},
    )
    tell_report(arguments, report)
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"compare": _compare}
