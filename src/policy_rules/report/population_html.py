"""A population as HTML: a table for each ranked list, one for those graded only, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policy_rules.report.carried_over import left_out_words
from policy_rules.report.differing_lines import differing_html
from policy_rules.report.html_elements import STYLE, banner, bullets, line_of_its_own, table, tag
from policy_rules.report.phrases import counted, phrase, year_said
from policy_rules.report.population_parts import (
    UnitWords,
    consequence_words,
    decided_in,
    differing_in,
    handed_words,
    labels_of,
    lists_of,
    needs_of,
    published_by,
    published_cells,
    published_heads,
    why_none,
    without_sheet,
)
from policy_rules.report.population_text import cells, columns, consequence_parts, ranking_heading
from policy_rules.report.score_words import bare
from policy_rules.results.population import Population, Standing
from policy_rules.wording import Language, in_either


def population_html(population: Population, language: Language = "zh") -> str:
    """The page as a piece of HTML; at its top what decides nothing says so."""
    return tag("div", "".join(_parts(population, language)), STYLE, lang=language)


def _parts(population: Population, language: Language) -> Iterator[str]:
    yield from map(banner, labels_of(population, language))
    yield line_of_its_own(in_either(population.model.title, language))
    year = year_said(population.model, population.year, language)
    year += left_out_words(population.other_years, language)
    told = f"{year} · {phrase('as of', language)} {population.as_of}"
    yield tag("h3", escape(f"{told} · {counted(len(population.places), 'units', language)}"))
    if handed := handed_words(population, language):
        yield tag("p", escape(handed))
    for listed in lists_of(population):
        yield tag("h4", escape(ranking_heading(listed, language)))
        rows = []
        for place in listed.places:
            words = UnitWords(population, place, language)
            follows = "; ".join(consequence_parts(words))
            rows.append([escape(cell) for cell in (*cells(words), follows)])
        yield table((*columns(listed, language), phrase("consequences", language)), rows)
    if unlisted := without_sheet(population):
        yield tag("h4", escape(phrase("without sheet", language)))
        yield bullets(f"{p.name} ({p.unit}): {why_none(population, p, language)}" for p in unlisted)
    if public := list(published_cells(population, language)):
        yield tag("h4", escape(phrase("published", language)))
        yield table(published_heads(language), [[escape(cell) for cell in row] for row in public])
        yield tag("p", escape(published_by(population, language)))
    if rules := consequence_words(population, language):
        yield tag("h4", escape(phrase("consequences", language)))
        yield bullets(f"{rule} {words}" for rule, words in rules.items())
    if decided := list(decided_in(population, language)):
        yield tag("h4", escape(phrase("decisions", language)))
        yield bullets(decided)
    yield differing_html(differing_in(population), population.model, language)
    if needs := needs_of(population, language):
        yield tag("h4", escape(phrase("what is open", language)))
        yield bullets(needs)


def standing_html(place: Standing, language: Language = "zh") -> str:
    """Where a unit stands, by itself."""
    rank = "" if place.rank is None or not place.ranked else bare((place.rank.lo, place.rank.hi))
    told = place.grades_zh if language == "zh" else {}
    grades = sorted(told.get(grade, grade) for grade in place.grades)
    rows = (
        (phrase("unit", language), f"{escape(place.name)} {tag('code', escape(place.unit))}"),
        (phrase("sheet", language), escape(place.sheet or phrase("without sheet", language))),
        (phrase("total", language), "" if place.total is None else bare((place.total.lo, place.total.hi))),
        (phrase("rank", language), f"{rank} ({escape(place.listed)})" if rank else ""),
        (phrase("grade", language), escape(phrase("or", language).join(grades))),
    )
    return tag("div", table((), [row for row in rows if row[1]]), STYLE, lang=language)
