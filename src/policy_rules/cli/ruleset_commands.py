"""Commands on a ruleset: check, coverage, diff, docs, new, questions, readings, schema."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from policy_rules import cache
from policy_rules.cli.language import language_of_faults
from policy_rules.cli.options import as_of, folder_written, print_json, read_facts, ruleset_of
from policy_rules.errors import Fault, PolicyRulesError, near_miss
from policy_rules.examples import check_examples, check_witnesses, rules_meant
from policy_rules.messages import in_language
from policy_rules.policy import Ruleset
from policy_rules.report.coverage_text import coverage_data, coverage_page
from policy_rules.report.double_reading_words import digests_text, readings_data, readings_text
from policy_rules.report.output_schemas import KINDS, schema
from policy_rules.report.pages import write_pages, write_questions
from policy_rules.report.question_words import MOST_CASES, questions_text
from policy_rules.results.assessment import Comparison, compare
from policy_rules.results.law_changes import LawChanges
from policy_rules.ruleset.coverage import coverage
from policy_rules.ruleset.double_reading import double_readings
from policy_rules.ruleset.new import new_ruleset, next_steps
from policy_rules.ruleset.reading_standing import rules_read
from policy_rules.ruleset.schema import json_schema
from policy_rules.shown import form_of
from policy_rules.whole_files import check_output
from policy_rules.wording import Language


def _coverage(arguments: argparse.Namespace) -> int:
    language = language_of_faults(arguments)
    model = ruleset_of(arguments).model
    found, twice = coverage(model), double_readings(model)
    read = rules_read(model, twice) if twice.there else None
    if arguments.json:
        print_json(coverage_data(model, found, read))
    else:
        print(coverage_page(found, read, language), end="")
    return 0 if found.whole and (read is None or read.whole) else 1


def _diff(arguments: argparse.Namespace) -> int:
    ruleset, days = ruleset_of(arguments), (arguments.before, arguments.after)
    shown: list[LawChanges | Comparison] = [ruleset.law_changes(*days)]
    if arguments.facts:
        facts = ruleset.bind(read_facts(arguments.facts, ruleset))
        shown.append(compare(*(ruleset.assess(facts, arguments.unit, as_of=day) for day in days)))
    if arguments.json:
        law, *findings = (one.to_dict() for one in shown)
        print_json(law | ({"findings": findings[0]} if findings else {}))
    else:
        print(*(form_of(one, "text")(one, arguments.lang) for one in shown), sep="\n", end="")
    return 0


def _docs(arguments: argparse.Namespace) -> int:
    language = language_of_faults(arguments)
    check_output(arguments.output)
    ruleset = ruleset_of(arguments)
    with folder_written(arguments.output):
        number = write_pages(ruleset.model, ruleset.program, Path(arguments.output), ruleset.sheets)
    print(_written(ruleset, number, arguments.output, language))
    return 0


def _questions(arguments: argparse.Namespace) -> int:
    ruleset = ruleset_of(arguments)
    found = ruleset.questions(
        [read_facts(arguments.facts, ruleset)] if arguments.facts else None,
        as_of=as_of(arguments) if arguments.facts else None,
        year=arguments.year,
        profile=arguments.profile,
        decisions=arguments.decisions,
        sheet=arguments.sheet,
        only=arguments.only or None,
    )
    if arguments.output:
        with folder_written(arguments.output):
            number = write_questions(ruleset.model, ruleset.program, found, Path(arguments.output))
        print(_written(ruleset, number, arguments.output, arguments.lang))
    elif arguments.json:
        print_json(found.to_dict())
    else:
        most = None if arguments.only else MOST_CASES if arguments.facts else 0
        print(questions_text(found, arguments.lang, most=most), end="")
    return 0


def _readings(arguments: argparse.Namespace) -> int:
    model = ruleset_of(arguments).model
    wanted = arguments.rules or list(model.rules)
    if unknown := [rule for rule in wanted if rule not in model.rules]:
        raise PolicyRulesError(
            Fault(f"no rule `{rule}`", hint=near_miss(rule, model.rules)) for rule in unknown
        )
    if arguments.digests:
        print(digests_text(model, [model.rules[rule] for rule in wanted]), end="")
        return 0
    read = {one.rule: one for one in rules_read(model, double_readings(model)).rules}
    shown = [read[rule] for rule in wanted if arguments.rules or read[rule].reading is not None]
    if arguments.json:
        print_json(readings_data(model, shown))
    else:
        print(readings_text(model, shown, arguments.lang), end="")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    for path in new_ruleset(arguments.folder, arguments.name):
        print(path.as_posix())
    language = language_of_faults(arguments)
    for line in next_steps(arguments.folder).splitlines():
        print(in_language(line, language))
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    if arguments.file not in KINDS:
        hint = near_miss(arguments.file, KINDS) or f"kinds of files and outputs: {', '.join(KINDS)}"
        raise PolicyRulesError(Fault(f"no kind of file or output `{arguments.file}`", hint=hint))
    if arguments.ruleset is None:
        print_json(schema(arguments.file))
        return 0
    if arguments.file != "facts":
        told = f"a ruleset's names stand in facts, not in `{arguments.file}`"
        raise PolicyRulesError(Fault(told, hint="schema facts --ruleset …"))
    model = ruleset_of(arguments).model
    print_json(json_schema("facts", model.vocabulary, model.rules))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    language = language_of_faults(arguments)
    ruleset, only = ruleset_of(arguments), arguments.rules
    meant = rules_meant(ruleset.model, only)
    report = check_examples(ruleset, only=only, language=language, jobs=arguments.jobs or _processes())
    faults = (
        *_beside(ruleset),
        *report.faults,
        *check_witnesses(ruleset, double_readings(ruleset.model), language, only).faults,
    )
    if faults:
        raise PolicyRulesError(faults)
    kept = cache.folder()
    if kept is not None and (why := cache.refusal(kept)):
        print(in_language(f"note: the cache folder {kept} is not used: {why}", language))
    for sheet in ruleset.sheets.values():
        for note in sheet.notes:
            print(f"{in_language('note: ', language)}{note.told(language)}")
    told = (
        f"{ruleset.name}: {len(meant)} rules, {len(ruleset.model.clauses)} clauses, "
        f"{report.count} examples, {len(ruleset.sheets)} sheets: all as told"
    )
    print(in_language(told, language))
    return 0


def _processes() -> int:
    """As many processes as run at once; one where each would have to read all files anew."""
    if cache.folder() is None:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _beside(ruleset: Ruleset) -> Iterator[Fault]:
    """What is wrong with profiles, decisions, sheets and coverage files: they are read when asked for."""
    for profile in ruleset.model.profiles:
        yield from _wrong(partial(ruleset.with_profile, profile))
    for decisions in ruleset.model.decisions:
        yield from _wrong(partial(ruleset.decisions, decisions))
    yield from _wrong(lambda: ruleset.sheets)
    if (ruleset.model.root / "coverage").is_dir():
        yield from (f for f in coverage(ruleset.model).faults if Path(f.place.file).is_file())


def _wrong(read: Callable[[], object]) -> tuple[Fault, ...]:
    try:
        read()
    except PolicyRulesError as error:
        return error.faults
    return ()


def _written(ruleset: Ruleset, number: int, folder: str, language: Language) -> str:
    return in_language(f"{ruleset.name}: {number} files in {folder}", language)


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "coverage": _coverage,
    "diff": _diff,
    "docs": _docs,
    "new": _new,
    "questions": _questions,
    "readings": _readings,
    "schema": _schema,
}
