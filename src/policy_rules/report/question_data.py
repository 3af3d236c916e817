"""Open questions as plain data and as HTML for notebooks."""

from __future__ import annotations

from html import escape
from typing import Any

from policy_rules.core.nodes import OUTCOMES
from policy_rules.report.html_elements import STYLE, banner, table, tag
from policy_rules.report.output_head import labels_of_all, ruleset_head
from policy_rules.report.question_words import (
    banners_of,
    basis_words,
    counts_words,
    extent_words,
    fixed_word,
    listing_word,
    name_of,
    readings_words,
)
from policy_rules.report.score_data import end
from policy_rules.report.value_data import shown_value
from policy_rules.results.question_points import Points, PointsCase
from policy_rules.results.questions import Case, Question, Questions
from policy_rules.wording import Language


def questions_data(questions: Questions) -> dict[str, Any]:
    """All questions; `units` are those asked, none where the examples were."""
    asked = questions.asked
    return {
        **labels_of_all(asked),
        **ruleset_head(questions.model),
        "asked_of": "units" if asked else "examples",
        "as_of": asked[0].as_of.isoformat() if asked else None,
        "year": asked[0].year if asked else None,
        "units": [a.unit.id for a in asked],
        "questions": [question_data(q) for q in questions],
    }


def question_data(question: Question) -> dict[str, Any]:
    """One question: its readings with how many cases come to what, and the cases."""
    parameter = question.parameter
    return {
        "parameter": parameter.name,
        "question": parameter.question or None,
        "zh": parameter.zh,
        "en": parameter.en,
        "means": parameter.means or None,
        "per_rule": parameter.per_rule,
        "joins_places": question.joins,
        "rules": list(question.rules),
        "settles": list(question.settles),
        "together": list(question.together),
        "listed": question.listed,
        "readings": [
            {"value": shown_value(value, type), "outcomes": dict(question.counts(number))}
            for number, (value, type) in enumerate(question.readings)
        ],
        "cases": [_case(case) for case in question.cases],
        "points": [_points_case(case) for case in question.points],
    }


def _points_case(case: PointsCase) -> dict[str, Any]:
    return {
        "unit": case.unit,
        "sheet": case.sheet.name,
        "now": _points(case.now),
        "by_reading": [None if points is None else _points(points) for points in case.by],
    }


def _points(points: Points) -> dict[str, Any]:
    return {"at_least": end(points.lo), "at_most": end(points.hi), "grades": list(points.grades)}


def _case(case: Case) -> dict[str, Any]:
    return {
        "unit": case.unit,
        "rule": case.rule,
        "settled": case.settled,
        "now": _possible(case.now),
        "by_reading": [None if ends is None else _possible(ends) for ends in case.by],
    }


def _possible(ends: tuple[int, int]) -> list[str]:
    return list(OUTCOMES[ends[0] : ends[1] + 1])


def question_html(question: Question, language: Language = "zh") -> str:
    """One question with its readings as a table."""
    rows = [
        (escape(reading), escape(counts_words(question, number, language)))
        for number, reading in enumerate(readings_words(question, language))
    ]
    told = " · ".join(extent_words(question, language))
    head = tag("h4", escape(name_of(question, language))) + tag("p", escape(told))
    return tag("div", head + table((listing_word(question, language), ""), rows), STYLE)


def questions_html(questions: Questions, language: Language = "zh") -> str:
    """All questions on which something hangs, in a table."""
    rows = [
        (
            escape(name_of(question, language)),
            escape(" · ".join(extent_words(question, language))),
            escape(
                ("；" if language == "zh" else "; ").join(readings_words(question, language))
                or listing_word(question, language)
            ),
        )
        for question in questions
        if question.matters
    ]
    top = "".join(banner(note) for note in banners_of(questions, language))
    head = (fixed_word("question", language), fixed_word("settles", language), fixed_word("listed", language))
    title = tag("h3", escape(f"{questions.model.name} {fixed_word('title', language)} ({len(questions)})"))
    said = [fixed_word("undecided", language), *basis_words(questions, language)]
    told = "".join(tag("p", escape(words)) for words in said)
    return tag("div", top + title + told + table(head, rows), STYLE)
