"""All pages of a ruleset, and writing them into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from policy_rules.documents.write import check_output, put_file
from policy_rules.lowering.program import Program
from policy_rules.report.pages.catalogue import catalogue
from policy_rules.report.pages.clause_page import clause_page
from policy_rules.report.pages.clause_text import DocumentText
from policy_rules.report.pages.fact_index import facts, registers
from policy_rules.report.pages.frame import STYLE, STYLE_SHEET
from policy_rules.report.pages.front_page import front_page
from policy_rules.report.pages.indexes import bearers, deadlines, kinds, parameters, tension_pairs
from policy_rules.report.pages.question_pages import question_pages
from policy_rules.results.questions import Questions, questions_in_examples
from policy_rules.ruleset.double_reading import double_readings
from policy_rules.ruleset.model import RulesetModel


def pages(model: RulesetModel, program: Program) -> Mapping[str, str]:
    """The site as texts by file name; the same ruleset gives the same texts.

    Raises RulesetError where something is wrong with the double readings of the ruleset.
    """
    held = catalogue(model, program, double_readings(model))
    texts = {name: DocumentText(held, document) for name, document in model.documents.items()}
    clauses = {held.pages[c.file]: clause_page(held, texts[c.document], c) for c in model.clauses}
    return {
        STYLE_SHEET: STYLE,
        "index.html": front_page(held),
        "bearers.html": bearers(held),
        "facts.html": facts(held),
        "deadlines.html": deadlines(held),
        "kinds.html": kinds(held),
        "parameters.html": parameters(held),
        "registers.html": registers(held),
        "tensions.html": tension_pairs(held),
        **question_pages(held, questions_in_examples(model, program)),
        **clauses,
    }


def write_pages(model: RulesetModel, program: Program, folder: Path) -> int:
    """Write the site into a folder, made where it is missing; how many files were written.

    Raises PolicyRulesError where the folder lies in a ruleset.
    """
    return _write(pages(model, program), folder)


def write_questions(model: RulesetModel, program: Program, questions: Questions, folder: Path) -> int:
    """Write the pages of questions alone, beside which those of the ruleset may stand; how many files."""
    written = {STYLE_SHEET: STYLE, **question_pages(catalogue(model, program), questions)}
    return _write(written, folder)


def _write(written: Mapping[str, str], folder: Path) -> int:
    check_output(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        put_file(folder / name, text.encode())
    return len(written)
