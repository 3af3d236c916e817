"""Command: office. A document of an office's year."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from policy_rules.arguments import name_among
from policy_rules.cli.options import as_of, facts_of, print_json, ruleset_of
from policy_rules.cli.report_files import Report, check_report, tell_report
from policy_rules.errors import Fault, PolicyRulesError, RulesetError
from policy_rules.office import MadeDocument, office_of
from policy_rules.policy import Ruleset
from policy_rules.report.output_head import ruleset_head


def _office(arguments: argparse.Namespace) -> int:
    ruleset = ruleset_of(arguments)
    declared = ruleset.model.office
    if declared is None:
        told = f"the ruleset `{ruleset.name}` declares no office"
        raise RulesetError(Fault(told, hint="write `office.yaml` into its folder: docs/office.md"))
    if not arguments.words:
        return _list(arguments, ruleset)
    *arguments.facts, name = arguments.words
    name_among(name, declared.documents, "the office makes no document", PolicyRulesError)
    if not arguments.facts:
        raise PolicyRulesError(
            Fault("no facts are named", hint=f"write `office {ruleset.name} FACTS… {name}`")
        )
    check_report(arguments)
    document = _made(arguments, ruleset, name)
    language = arguments.lang
    report = Report(
        html=lambda: document.to_html(language),
        data=document.to_dict,
        text=lambda: document.to_text(language),
    )
    tell_report(arguments, report)
    return 0


def _made(arguments: argparse.Namespace, ruleset: Ruleset, name: str) -> MadeDocument:
    population = ruleset.assess_population(
        ruleset.bind(facts_of(arguments)),
        as_of=as_of(arguments),
        year=arguments.year,
        profile=arguments.profile,
        known_by=arguments.known_by,
        decisions=arguments.decisions,
    )
    return office_of(population).document(name, arguments.unit)


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
