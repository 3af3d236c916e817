"""Command: office. A document of an office's year."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from policy_rules.arguments import name_among
from policy_rules.cli.options import as_json, facts_of, population_of, print_json, ruleset_of
from policy_rules.cli.output import DONE, FOUND
from policy_rules.cli.report_files import Report, check_report, tell_report
from policy_rules.errors import CannotWriteError, Fault, PolicyRulesError, RulesetError
from policy_rules.office import OfficeYear, office_of
from policy_rules.office.snapshot import read_snapshot
from policy_rules.policy import Ruleset
from policy_rules.report.output_head import ruleset_head
from policy_rules.whole_files import check_output, put_file


def _office(arguments: argparse.Namespace) -> int:
    ruleset = ruleset_of(arguments)
    declared = ruleset.model.office
    if declared is None:
        told = f"the ruleset `{ruleset.name}` declares no office"
        raise RulesetError(Fault(told, hint="write `office.yaml` into its folder: docs/office.md"))
    if not arguments.words:
        return _list(arguments, ruleset)
    if arguments.seal or arguments.verify:
        return _sealed(arguments, ruleset)
    *arguments.facts, name = arguments.words
    name_among(name, declared.documents, "the office makes no document", PolicyRulesError)
    if not arguments.facts:
        hint = f"write `office {ruleset.name} FACTS… {name}`"
        raise PolicyRulesError(Fault("no facts are named", hint=hint))
    check_report(arguments, (".docx",))
    document = _year(arguments, ruleset).document(name, arguments.unit)
    language = arguments.lang
    report = Report(
        html=lambda: document.to_html(language),
        data=document.to_dict,
        text=lambda: document.to_text(language),
        more={".docx": lambda: document.to_docx(language)},
    )
    tell_report(arguments, report)
    return 0


def _year(arguments: argparse.Namespace, ruleset: Ruleset) -> OfficeYear:
    return office_of(population_of(arguments, ruleset, facts_of(arguments, ruleset)))


def _sealed(arguments: argparse.Namespace, ruleset: Ruleset) -> int:
    """Write a sealed snapshot, which is never written over; or tell what is otherwise than in one."""
    arguments.facts = arguments.words
    if arguments.output is not None or arguments.unit is not None or (arguments.seal and arguments.verify):
        hint = "give one of `--seal FILE` and `--verify FILE`, and no `-o` and no `--for`"
        raise PolicyRulesError(Fault("a snapshot is of all units, and written to its own file", hint=hint))
    if arguments.verify:
        found = _year(arguments, ruleset).verify(read_snapshot(Path(arguments.verify)))
        print(as_json(found.to_dict()) if arguments.json else found.to_text(arguments.lang), end="")
        return DONE if found.stands else FOUND
    path = Path(arguments.seal)
    check_output(path, arguments.facts)
    held = _year(arguments, ruleset).snapshot()
    try:
        put_file(path, as_json(held).encode("utf-8", "surrogatepass"), durable=True, new=True)
    except FileExistsError as error:
        hint = "name another file: what was sealed is never written over"
        raise CannotWriteError(Fault(f"`{path}` is there already", hint=hint)) from error
    except OSError as error:
        raise CannotWriteError(Fault(f"cannot write `{path}`: {error.strerror}")) from error
    print(f"{held['seal']}  {path}")
    return DONE


def _list(arguments: argparse.Namespace, ruleset: Ruleset) -> int:
    """The documents, stage by stage."""
    declared, language = ruleset.model.office, arguments.lang
    assert declared is not None
    if arguments.json:
        documents = [
            {"document": d.path, "stage": d.stage, "title": dict(d.names), "each": d.each or None}
            for d in declared.documents.values()
        ]
        print_json({**ruleset_head(ruleset.model), "documents": documents})
        return 0
    for stage, names in declared.stages.items():
        print(f"== {names.get(language) or stage} ==")
        for document in declared.documents.values():
            if document.stage == stage:
                print(f"{document.path}  {document.names.get(language, '')}")
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"office": _office}
