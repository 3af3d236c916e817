"""The open questions as pages: an index, those first that settle most, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import code, link
from policy_rules.report.pages.indexes import index_page
from policy_rules.report.pages.site_frame import page
from policy_rules.report.pages.value_type import type_words
from policy_rules.report.question_words import (
    WORDS,
    banners_of,
    basis_keys,
    counts_words,
    ends_words,
    extent_words,
    listing_word,
    points_words,
    readings_words,
)
from policy_rules.results.question_points import PointsCase
from policy_rules.results.questions import Case, Question, Questions
from policy_rules.ruleset.languages import question_of

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
        name = (
            link(_address(question), code(parameter.name))
            + " "
            + catalogue.either(parameter.zh, parameter.en)
        )
        asked = escape(question_of(parameter, catalogue.language))
        settled = str(len(question.settles)) if question.settles else ""
        read = str(len(question.rules)) if question.rules else ""
        rows.append(tag("tr", "".join(tag("td", cell) for cell in (name, asked, settled, read))))
    said = (
        _say(catalogue, "question"),
        catalogue.told("mark"),
        _say(catalogue, "settles"),
        _say(catalogue, "read by"),
    )
    head = tag("tr", "".join(tag("th", h, scope="col") for h in said))
    table = _wide(tag("thead", head) + tag("tbody", "".join(rows)))
    return index_page(catalogue, INDEX, [*_top(catalogue, questions), table])


def _top(catalogue: Catalogue, questions: Questions) -> list[str]:
    """What is said first: what the units or parameters are, and of what the findings are."""
    notes = [tag("p", escape(text), class_="label") for text in banners_of(questions, catalogue.language)]
    basis = [tag("p", _say(catalogue, key)) for key in basis_keys(questions)]
    return [*notes, tag("p", _say(catalogue, "undecided")), *basis]


def _page(catalogue: Catalogue, questions: Questions, question: Question) -> str:
    parameter = question.parameter
    said = [escape(asked)] if (asked := question_of(parameter, catalogue.language)) else []
    said += [type_words(catalogue, parameter.type)]
    said += [catalogue.told("each rule")] if parameter.per_rule else []
    said += [own] if (own := catalogue.meaning(parameter)) else []
    extent = map(escape, extent_words(question, catalogue.language))
    parts = [
        tag("h1", catalogue.either(parameter.zh, parameter.en) + " " + code(parameter.name)),
        *_top(catalogue, questions),
        tag("p", " · ".join(said)),
        tag("p", " · ".join(extent)),
        tag("h2", escape(listing_word(question, catalogue.language))),
        _readings(catalogue, question),
        *_points(catalogue, question),
        *_cases(catalogue, question),
        tag("h2", _say(catalogue, "read by")),
        catalogue.listed(list(question.rules)) if question.rules else tag("p", _say(catalogue, "no rule")),
    ]
    title = catalogue.word((parameter.zh, parameter.en)) or parameter.name
    return page(catalogue, _address(question), title, "\n".join(parts))


def _readings(catalogue: Catalogue, question: Question) -> str:
    rows = (
        tag(
            "tr",
            tag("td", _reading(catalogue, question, n))
            + tag("td", _counts(catalogue, question, n) or _say(catalogue, "no case")),
        )
        for n in range(len(question.readings))
    )
    body = "".join(rows)
    return _wide(tag("tbody", body)) if body else ""


def _counts(catalogue: Catalogue, question: Question, number: int) -> str:
    return escape(counts_words(question, number, catalogue.language))


def _reading(catalogue: Catalogue, question: Question, number: int) -> str:
    return escape(readings_words(question, catalogue.language)[number])


def _points(catalogue: Catalogue, question: Question) -> list[str]:
    """The points of units, now and by each reading."""
    if not question.points:
        return []
    rows = "".join(
        tag(
            "tr",
            "".join(
                tag("td", cell) for cell in (escape(case.unit), *_points_cells(catalogue, question, case))
            ),
        )
        for case in question.points[:MOST_CASES]
    )
    table = _wide(_head(catalogue, question) + tag("tbody", rows))
    more = len(question.points) - MOST_CASES
    found = [tag("h2", f"{_say(catalogue, 'points')} ({len(question.points)})"), table]
    return [*found, tag("p", f"… {more}: {_say(catalogue, 'more')}")] if more > 0 else found


def _points_cells(catalogue: Catalogue, question: Question, case: PointsCase) -> Iterator[str]:
    for points in (case.now, *case.by):
        yield escape(points_words(points, case.sheet, question, catalogue.language))


def _head(catalogue: Catalogue, question: Question) -> str:
    heads = [
        _say(catalogue, "case"),
        _say(catalogue, "now"),
        *(_reading(catalogue, question, n) for n in range(len(question.readings))),
    ]
    return tag("thead", tag("tr", "".join(tag("th", h, scope="col") for h in heads)))


def _cases(catalogue: Catalogue, question: Question) -> list[str]:
    if not question.cases:
        return [tag("p", _say(catalogue, "no case"))]
    rows = "".join(_row(catalogue, case) for case in question.cases[:MOST_CASES])
    found = [tag("h2", f"{_say(catalogue, 'in cases')} ({len(question.cases)})")]
    found.append(_wide(_head(catalogue, question) + tag("tbody", rows)))
    more = len(question.cases) - MOST_CASES
    return [*found, tag("p", f"… {more}: {_say(catalogue, 'more')}")] if more > 0 else found


def _row(catalogue: Catalogue, case: Case) -> str:
    of_example = case.unit.startswith(case.rule)
    name = catalogue.rule(case.rule, titled=False)
    name += " " + escape(case.unit.removeprefix(case.rule).strip() if of_example else case.unit)
    cells = [name, *(_ends(catalogue, ends) for ends in (case.now, *case.by))]
    return tag("tr", "".join(tag("td", cell) for cell in cells))


def _ends(catalogue: Catalogue, ends: tuple[int, int] | None) -> str:
    return escape(ends_words(ends, catalogue.language))


def _say(catalogue: Catalogue, key: str) -> str:
    return catalogue.said(WORDS[key])


def _wide(rows: str) -> str:
    """A table in a frame of its own width."""
    return tag("div", tag("table", rows), class_="wide", tabindex="0")
