"""What a ruleset tells people, text by text; and what it calls things by, which stands in any language."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import policy_rules as pr
from policy_rules.documents import tree
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.trace import Tracer
from policy_rules.report.assessment_summary import summary
from policy_rules.report.assessment_text import render
from policy_rules.report.deciding import why_lines
from policy_rules.report.exchange.tables import assessment_tables
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.next_facts_list import next_facts_text
from policy_rules.report.pages import pages
from policy_rules.report.pages.spoken import MOST_WORDS
from policy_rules.report.score_lines import ledger_text
from policy_rules.results.example_views import example_view, program_of, role_is_told, with_role
from policy_rules.results.finding import Finding
from policy_rules.results.limbs_finding import finding_class
from policy_rules.ruleset.double_reading import double_readings
from policy_rules.shown import form_of
from words.foreign import CHINESE, LATIN, texts_of

NOTHING: Mapping[str, Iterable[str]] = {}


def own_words(model: Any, language: str) -> set[str]:
    """The words of the sources, the titles of documents, and what the ruleset says in the language itself.

    What a ruleset says in English may speak of Chinese words, and the other way.
    """
    found = {model.name, *model.rules} | {
        text for clause in model.clauses for text in (clause.heading, clause.words)
    }
    found |= {document.title for document in model.documents.values()}
    for rule in model.rules.values():
        for norm in (rule, *rule.limbs.values(), *rule.norms):
            found |= {norm.text, norm.governed_by or "", norm.force or "", norm.doubt.get(language, "")}
        found |= {rule.title, rule.gloss} if language == "en" else set()
        found |= {version.by for version in rule.versions}
    vocabulary = model.vocabulary
    parts: tuple[Any, ...] = (
        *(vocabulary.entities, vocabulary.measures, vocabulary.roles),
        *(vocabulary.parameters, vocabulary.registers),
    )
    declared = [x for part in parts for x in part.values()]
    declared += [a for e in vocabulary.entities.values() for a in e.attributes.values()]
    found |= {getattr(x, language) for x in declared}
    if model.languages[0] == "zh" == language:
        found |= {word for clause in model.clauses for word in LATIN.findall(clause.words)}
    other = CHINESE if language == "en" else LATIN
    return {text for text in found if text and other.search(text)}


def words_on_pages(ruleset: pr.Ruleset) -> set[str]:
    """What pages call things by beside: words that are cut, labels of one name, instances."""
    model = ruleset.model
    cut = {f"{norm.text[: MOST_WORDS - 1]}…" for r in model.rules.values() for norm in (r, *r.norms)}
    scales = {label for labels in model.vocabulary.scales.values() for label in labels}
    named = {label for labels in model.vocabulary.scale_labels.values() for label in labels}
    sheets = set[str]().union(*map(sheet_words, ruleset.sheets.values()))
    expected = (e.expect for r in model.rules.values() for e in r.examples if not isinstance(e.expect, str))
    instances = {part for names in expected for name in names for part in (name, *name.split("/"))}
    return {"中文", "English", "FEEL", *cut, *(scales - named), *sheets, *instances}


def sheet_words(sheet: Any) -> set[str]:
    """The names in a sheet: of items, steps, entries, parts, its parameters, and of who assesses."""
    found = {sheet.name, *sheet.items, *(s.name for s in sheet.steps), *sheet.parameters, *sheet.entries()}
    for item in sheet.items.values():
        found |= {item.component, item.assessor, *item.informs, *item.carries}
    return {*found, *sheet.defined} - {""}


def facts_words(node: Any) -> set[str]:
    """What a facts file calls things by: all its texts."""
    if isinstance(node, tree.Scalar):
        return {node.text} if len(node.text) > 1 else set()
    if isinstance(node, tree.Mapping):
        return set().union(*(facts_words(value) for _, value in node.entries))
    return set().union(*(facts_words(item) for item in node))


def findings(ruleset: pr.Ruleset, rule: Any) -> Iterator[tuple[set[str], Finding]]:
    """The findings on a rule in its examples, one for each outcome, with what the facts call things by."""
    program, seen = program_of(ruleset.program, rule.id), set[tuple[int, int]]()
    for example in rule.examples:
        view = example_view(ruleset.model, rule, example, [])
        if view is None:
            continue
        told = role_is_told(program.by_id[rule.id], Remembered(view))
        asked: Program = program if told else with_role(program, rule.id)
        tracer = Tracer(asked, view)
        ends = tracer.outcomes()[rule.id]
        if ends in seen:
            continue
        seen.add(ends)
        own, day = asked.by_id[rule.id], datetime.date.fromordinal(view.as_of)
        about = (rule, own, view.unit.id, day, view.year, *ends)
        names = facts_words(example.given) | {view.unit.id, view.unit.name}
        yield names, finding_class(own)(*about, view=view, tracer=tracer)


def of_site(
    ruleset: pr.Ruleset, without: Mapping[str, Iterable[str]] = NOTHING
) -> Iterator[tuple[Any, str, str]]:
    """All pages of a site: the language, the name, the text but for elements of classes, by language."""
    first, *others = ruleset.model.languages
    for name, page in pages(ruleset.model, ruleset.program, ruleset.sheets).items():
        if name.endswith(".html"):
            folder = name.partition("/")[0]
            language = folder if folder in others else first
            yield language, name, texts_of(page, without.get(language, ()))


def names_in_examples(model: Any) -> set[str]:
    """The ids and names of records in the examples of all rules, and in the witnesses of readings."""
    given = [example.given for rule in model.rules.values() for example in rule.examples]
    readings = (reading.second for reading in double_readings(model).by_rule.values())
    given += [second.witness.case.given for second in readings if second and second.witness]
    return {name for node in given for name in _named(node) if len(name) > 1}


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, tree.Mapping):
        for key, value in node.entries:
            if key.text in ("id", "name") and isinstance(value, tree.Scalar):
                yield value.text
            yield from _named(value)
    elif not isinstance(node, tree.Scalar):
        for item in node:
            yield from _named(item)


def of_finding(finding: Finding, language: Any) -> str:
    """All that is told of a finding."""
    lines = FindingLines(finding.model, language)
    return "\n".join([finding.explain(language), *why_lines(finding, lines)])


def of_assessment(assessment: Any, language: Any) -> Iterator[tuple[str, str]]:
    """All that is told of an assessment, by the name of the form."""
    yield "on a screen", summary(assessment, language)
    yield "in full", render(assessment, language, full=True)
    yield "ledger", ledger_text(assessment, language, full=True)
    yield "next by points", next_facts_text(assessment, language, most=10**6, by="points")
    yield "page", texts_of(assessment.to_html(language))
    yield "brief page", texts_of(assessment.to_html(language, brief=True))
    for shown in (assessment.findings, assessment.next_facts(), assessment.score, *assessment.consequences):
        if shown is not None:
            yield f"notebook: {type(shown).__name__}", texts_of(form_of(shown, "html")(shown, language))
    for table in assessment_tables(assessment, language):
        yield f"table {table.name}", table.csv().partition("\n")[2]
    yield "notebook", texts_of(form_of(assessment, "html")(assessment, language))


def by_language(data: Any) -> Iterator[tuple[str, str]]:
    """The texts in data that stand there by their language, with it."""
    if isinstance(data, dict):
        if data and set(data) <= {"zh", "en"}:
            yield from ((language, str(text)) for language, text in data.items())
        else:
            yield from (told for value in data.values() for told in by_language(value))
    elif isinstance(data, list):
        yield from (told for value in data for told in by_language(value))
