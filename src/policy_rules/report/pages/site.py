"""All pages of a ruleset, written into a folder: the main language at its top, others in folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import evolve

from policy_rules.lowering.program import Program
from policy_rules.report.pages.catalogue import Catalogue, catalogue
from policy_rules.report.pages.clause_page import clause_page
from policy_rules.report.pages.clause_text import DocumentText
from policy_rules.report.pages.fact_index import fact_pages, registers
from policy_rules.report.pages.front_page import front_page
from policy_rules.report.pages.indexes import bearers, deadlines, kinds, parameters, tension_pairs
from policy_rules.report.pages.question_pages import question_pages
from policy_rules.report.pages.search_page import search_index, search_page
from policy_rules.report.pages.sheet_pages import sheet_pages
from policy_rules.report.pages.site_frame import INDEX, shared_files
from policy_rules.report.pages.unit_pages import unit_pages
from policy_rules.results.questions import Questions, questions_in_examples
from policy_rules.ruleset.double_reading import double_readings
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet
from policy_rules.whole_files import check_output, put_file


def pages(
    model: RulesetModel, program: Program, sheets: Mapping[str, Sheet] | None = None
) -> Mapping[str, str]:
    """The site as texts by file name; the same ruleset gives the same texts. `sheets` are its scoring sheets.

    Raises RulesetError where something is wrong with the double readings of the ruleset.
    """
    held = catalogue(model, program, double_readings(model), sheets)
    questions = questions_in_examples(model, program)
    texts = {name: DocumentText(held, document) for name, document in model.documents.items()}

    def of_language(held: Catalogue) -> Mapping[str, str]:
        clauses = {held.pages[c.file]: clause_page(held, texts[c.document], c) for c in model.clauses}
        return {
            "index.html": front_page(held),
            **unit_pages(held),
            **sheet_pages(held),
            "bearers.html": bearers(held),
            **fact_pages(held),
            "deadlines.html": deadlines(held),
            "kinds.html": kinds(held),
            "parameters.html": parameters(held),
            "registers.html": registers(held),
            "tensions.html": tension_pairs(held),
            **question_pages(held, questions),
            "search.html": search_page(held),
            INDEX: search_index(held),
            **clauses,
        }

    return _in_each_language(held, of_language)


def _in_each_language(held: Catalogue, made: Callable[[Catalogue], Mapping[str, str]]) -> Mapping[str, str]:
    """What is made in each language of the site: the main one at the top, each other in its folder."""
    found = {**shared_files()}
    for language in held.languages:
        folder = "" if language == held.languages[0] else f"{language}/"
        found |= {folder + name: text for name, text in made(evolve(held, language=language)).items()}
    return found


def write_pages(
    model: RulesetModel, program: Program, folder: Path, sheets: Mapping[str, Sheet] | None = None
) -> int:
    """Write the site into a folder, made where it is missing; how many files were written.

    Raises PolicyRulesError where the folder lies in a ruleset.
    """
    return _write(pages(model, program, sheets), folder)


def write_questions(model: RulesetModel, program: Program, questions: Questions, folder: Path) -> int:
    """Write the pages of questions alone, beside which those of the ruleset may stand; how many files."""
    held = catalogue(model, program)
    return _write(_in_each_language(held, lambda each: question_pages(each, questions)), folder)


def _write(written: Mapping[str, str], folder: Path) -> int:
    check_output(folder)
    for name, text in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        put_file(folder / name, text.encode())
    return len(written)
