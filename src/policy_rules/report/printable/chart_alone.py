"""Charts by themselves, for notebooks: the drawings of the reports, in colours that any page can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from zlib import crc32

from policy_rules.arguments import name_among
from policy_rules.report.html_elements import tag
from policy_rules.report.phrases import banners, phrase
from policy_rules.report.population_parts import UnitWords, labels_of, lists_of
from policy_rules.report.population_text import ranking_heading
from policy_rules.report.printable.assessment_page import day_marks
from policy_rules.report.printable.charts import MapCell, bars, day_line, heat_map
from policy_rules.report.printable.population_folder import MARKS, found_by_clause, gravest
from policy_rules.report.printable.population_page import rank_bars, total_bars
from policy_rules.report.printable.score_bars import score_bars
from policy_rules.report.score_account import sheet_title
from policy_rules.results.assessment import Assessment
from policy_rules.results.population import Population
from policy_rules.results.shown_as_page import language_of_reports
from policy_rules.scoring.ledger import Score
from policy_rules.shown import Chart
from policy_rules.wording import Language

COLOURS: Mapping[str, str] = {
    "ink": "currentColor",
    "line": "#8c959f",
    "satisfied": "#2a8a45",
    "violated": "#c93a2e",
    "pending": "#b07a10",
    "unknown": "#7d868f",
    "excepted": "#7f6fd6",
}
"""Middle tones, that stand out on light and on dark ground; what they tell stands in words beside them."""
LOOK = "fill:currentColor;font:13px system-ui,sans-serif;overflow-x:auto;max-width:880px;"


def assessment_chart(assessment: Assessment, kind: str, language: str | None) -> Chart:
    """`points`: from the points possible down to the total; `days`: what falls due, on a line."""
    first = "days" if assessment.score is None else "points"
    name = name_among(kind or first, ("points", "days"), "no chart")
    spoken: Language = language_of_reports(assessment, language)  # type: ignore[assignment]
    if name == "points":
        score = assessment.score
        labels = banners(assessment, spoken)
        return _said(phrase("no sheet", spoken)) if score is None else _points(score, spoken, labels)
    marks = day_marks(assessment, spoken)
    title = phrase("due soonest", spoken)
    if not marks:
        return _said(f"{title}: —")
    drawn = day_line(marks, assessment.as_of, title)
    return _chart(title, (*banners(assessment, spoken), f"{title} · {assessment.as_of}"), drawn)


def score_chart(score: Score, kind: str, language: str | None) -> Chart:
    """`points`: from the points possible down every item that took some, or may have, to the total."""
    name_among(kind or "points", ("points",), "no chart")
    spoken: Language = language_of_reports(score, language)  # type: ignore[assignment]
    return _points(score, spoken, [phrase("illustrative", spoken)] if score.sheet.illustrative else [])


def _points(score: Score, language: Language, labels: Iterable[str]) -> Chart:
    """The points of a unit below the labels of what decides nothing."""
    title = sheet_title(score.sheet, language)
    rows = score_bars(score, language)
    if not rows:
        return _said(title)
    drawn = bars(rows, phrase("lost items", language), _key(title, rows))
    return _chart(title, (*labels, f"{title} · {phrase('hatched', language)}"), drawn)


def population_chart(population: Population, kind: str, language: str | None) -> Chart:
    """`totals` and `ranks` as intervals, list by list; `outcomes`: a row a clause, a column a unit."""
    name = name_among(kind or "totals", ("totals", "ranks", "outcomes"), "no chart")
    spoken: Language = language_of_reports(population, language)  # type: ignore[assignment]
    if name == "outcomes":
        return _outcomes(population, spoken)
    parts = [*_lists(population, name, spoken)]
    title = phrase("total" if name == "totals" else "rank", spoken)
    if not parts:
        return _said(f"{title}: —")
    return Chart(title, _framed(_told(labels_of(population, spoken)) + "".join(parts)))


def _lists(population: Population, name: str, language: Language) -> Iterator[str]:
    for listed in lists_of(population):
        said = [UnitWords(population, place, language) for place in listed.places]
        rows = total_bars(said, {}) if name == "totals" else rank_bars(said, {}) if listed.ranked else []
        if rows:
            told = phrase("total" if name == "totals" else "rank", language)
            head = f"{ranking_heading(listed, language)} · {told} ({phrase('hatched', language)})"
            yield tag("p", escape(head)) + bars(rows, told, _key(head, rows))


def _outcomes(population: Population, language: Language) -> Chart:
    """The worst that the rules of each clause came to for each unit."""
    assessments = [population.assessment(place.unit) for place in population.table()]
    marks = dict(MARKS)
    rows = []
    for heading, clause in found_by_clause(assessments, language):
        cells = [gravest(clause.by_unit.get(a.unit.id, Counter())) for a in assessments]
        rows.append((heading, [MapCell(marks.get(o, "·"), o or "line") for o in cells]))
    title = phrase("outcomes by clause", language)
    drawn = heat_map([a.unit.name for a in assessments], rows, title)
    told = f"{title} · {phrase('outcome marks', language)}"
    return _chart(title, (*labels_of(population, language), told), drawn)


def _chart(title: str, told: Iterable[str], drawn: str) -> Chart:
    return Chart(title, _framed(_told(told) + drawn))


def _told(texts: Iterable[str]) -> str:
    return "".join(tag("p", escape(text)) for text in texts)


def _said(text: str) -> Chart:
    """What is told where there is nothing to draw."""
    return Chart(text, _framed(tag("p", escape(text))))


def _framed(inside: str) -> str:
    colours = "".join(f"--{name}:{colour};" for name, colour in COLOURS.items())
    return tag("div", inside, LOOK + colours)


def _key(*of: object) -> str:
    """A name of a drawing's patterns that no other drawing of a notebook has, and that stays the same."""
    return f"chart-{crc32(repr(of).encode()):08x}"
