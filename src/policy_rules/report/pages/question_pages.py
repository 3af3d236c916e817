"""The open questions as pages: an index, those first that settle most, and a page for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from policy_rules.report.html_elements import banner, tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import bilingual, code, link, page, told
from policy_rules.report.pages.indexes import index_page
from policy_rules.report.pages.value_type import type_words
from policy_rules.report.question_words import (
    WORDS,
    banners_of,
    counts_words,
    ends_words,
    extent_words,
    listing_word,
    points_words,
    readings_words,
)
from policy_rules.results.question_points import PointsCase
from policy_rules.results.questions import Case, Question, Questions
from policy_rules.wording import Language

MOST_CASES = 200
"""A page of a question shows as many of its cases; the JSON has all."""
INDEX = "questions.html"


def question_pages(catalogue: Catalogue, questions: Questions) -> Mapping[str, str]:
    """The pages as texts by file name."""
    found = {INDEX: _index(catalogue, questions)}
    found |= {_address(q): _page(catalogue, questions, q) for q in questions}
    return found


def _address(question: Question) -> str:
    name = question.parameter.name.replace("[", "-").rstrip("]")  # a cell of a set or table
    return f"question-{name}.html"


def _index(catalogue: Catalogue, questions: Questions) -> str:
    rows = []
    for question in questions:
        parameter = question.parameter
        name = link(_address(question), code(parameter.name)) + " " + bilingual(parameter.zh, parameter.en)
        asked = escape(parameter.question)
        settled = str(len(question.settles)) if question.settles else ""
        read = str(len(question.rules)) if question.rules else ""
        rows.append(tag("tr", "".join(tag("td", cell) for cell in (name, asked, settled, read))))
    head = tag("tr", "".join(tag("th", h) for h in (_say("question"), "", _say("settles"), _say("read by"))))
    table = tag("table", tag("thead", head) + tag("tbody", "".join(rows)))
    return index_page(catalogue, INDEX, [*_top(questions), table])


def _top(questions: Questions) -> list[str]:
    """What is said first: what the units or parameters are, and of what the findings are."""
    notes = [banner(" ".join(both)) for both in zip(*(banners_of(questions, x) for x in _BOTH), strict=True)]
    basis = "of units" if questions.asked else "of examples"
    return [*notes, tag("p", _say("undecided")), tag("p", _say(basis))]


def _page(catalogue: Catalogue, questions: Questions, question: Question) -> str:
    parameter = question.parameter
    said = [escape(parameter.question)] if parameter.question else []
    said += [type_words(catalogue, parameter.type)]
    said += [told("each rule")] if parameter.per_rule else []
    said += [escape(parameter.means)] if parameter.means else []
    extent = [bilingual(*both) for both in zip(*(extent_words(question, x) for x in _BOTH), strict=True)]
    parts = [
        tag("h1", bilingual(parameter.zh, parameter.en) + " " + code(parameter.name)),
        *_top(questions),
        tag("p", " · ".join(said)),
        tag("p", " · ".join(extent)),
        tag("h2", _both(lambda language: listing_word(question, language))),
        _readings(question),
        *_points(question),
        *_cases(catalogue, question),
        tag("h2", _say("read by")),
        catalogue.listed(list(question.rules)) if question.rules else tag("p", _say("no rule")),
    ]
    title = f"{parameter.zh} {parameter.en}".strip() or parameter.name
    return page(title, "\n".join(parts), catalogue.model.name)


def _readings(question: Question) -> str:
    rows = (
        tag("tr", tag("td", _reading(question, n)) + tag("td", _counts(question, n) or _say("no case")))
        for n in range(len(question.readings))
    )
    body = "".join(rows)
    return tag("table", tag("tbody", body)) if body else ""


def _counts(question: Question, number: int) -> str:
    return _both(lambda language: counts_words(question, number, language))


def _reading(question: Question, number: int) -> str:
    return _both(lambda language: readings_words(question, language)[number])


def _points(question: Question) -> list[str]:
    """The points of units, now and by each reading."""
    if not question.points:
        return []
    rows = "".join(
        tag("tr", "".join(tag("td", cell) for cell in (escape(case.unit), *_points_cells(question, case))))
        for case in question.points[:MOST_CASES]
    )
    table = tag("table", _head(question) + tag("tbody", rows))
    more = len(question.points) - MOST_CASES
    found = [tag("h2", f"{_say('points')} ({len(question.points)})"), table]
    return [*found, tag("p", f"… {more}: {_say('more')}")] if more > 0 else found


def _points_cells(question: Question, case: PointsCase) -> Iterator[str]:
    for points in (case.now, *case.by):
        zh, en = (points_words(points, case.sheet, question, language) for language in _BOTH)
        yield bilingual(zh, en)


def _head(question: Question) -> str:
    heads = [_say("case"), _say("now"), *(_reading(question, n) for n in range(len(question.readings)))]
    return tag("thead", tag("tr", "".join(tag("th", h) for h in heads)))


def _cases(catalogue: Catalogue, question: Question) -> list[str]:
    if not question.cases:
        return [tag("p", _say("no case"))]
    rows = "".join(_row(catalogue, case) for case in question.cases[:MOST_CASES])
    found = [tag("h2", f"{_say('in cases')} ({len(question.cases)})")]
    found.append(tag("table", _head(question) + tag("tbody", rows)))
    more = len(question.cases) - MOST_CASES
    return [*found, tag("p", f"… {more}: {_say('more')}")] if more > 0 else found


def _row(catalogue: Catalogue, case: Case) -> str:
    of_example = case.unit.startswith(case.rule)
    name = catalogue.rule(case.rule, titled=False)
    name += " " + escape(case.unit.removeprefix(case.rule).strip() if of_example else case.unit)
    cells = [name, *(_ends(ends) for ends in (case.now, *case.by))]
    return tag("tr", "".join(tag("td", cell) for cell in cells))


def _ends(ends: tuple[int, int] | None) -> str:
    return _both(lambda language: ends_words(ends, language))


_BOTH: tuple[Language, Language] = ("zh", "en")


def _both(words: Callable[[Language], str]) -> str:
    zh, en = (words(language) for language in _BOTH)
    return bilingual(zh, en)


def _say(key: str) -> str:
    return bilingual(*WORDS[key])
