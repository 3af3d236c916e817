"""A population as text: the ranked table of each list, the units graded only, those without a sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from policy_rules.report.carried_over import left_out_words
from policy_rules.report.differing_lines import differing_part
from policy_rules.report.phrases import counted, phrase, year_said
from policy_rules.report.population_parts import (
    RankingList,
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
from policy_rules.results.population import Population
from policy_rules.wording import Language, in_either


def population_text(population: Population, language: Language = "zh") -> str:
    """The page; at its top what decides nothing says so."""
    return "\n".join(_lines(population, language)) + "\n"


def _lines(population: Population, language: Language) -> Iterator[str]:
    yield from (f"*** {label} ***" for label in labels_of(population, language))
    if title := in_either(population.model.title, language):
        yield title
    if handed := handed_words(population, language):
        yield handed
    year = year_said(population.model, population.year, language)
    year += left_out_words(population.other_years, language)
    told = f"{year}  {phrase('as of', language)} {population.as_of}"
    yield f"{told}  {counted(len(population.places), 'units', language)}"
    for listed in lists_of(population):
        yield ""
        yield f"== {ranking_heading(listed, language)} =="
        yield from _list(listed, population, language)
    unlisted = without_sheet(population)
    if unlisted:
        yield ""
        yield f"== {phrase('without sheet', language)} =="
        for place in unlisted:
            yield f"{place.name} ({place.unit}): {why_none(population, place, language)}"
    if public := list(published_cells(population, language)):
        yield from ("", f"== {phrase('published', language)} ==")
        yield from aligned([published_heads(language), *public])
        yield published_by(population, language)
    if decided := list(decided_in(population, language)):
        yield from ("", f"== {phrase('decisions', language)} ==", *(f"- {said}" for said in decided))
    yield from _consequences(population, language)
    yield from differing_part(differing_in(population), population.model, language)
    if needs := needs_of(population, language):
        yield ""
        yield f"== {phrase('what is open', language)} =="
        yield from (f"- {name}" for name in needs)


def ranking_heading(listed: RankingList, language: Language) -> str:
    """What a list is, what it is called, with how many units."""
    kind = phrase("ranking" if listed.ranked else "graded only", language)
    return f"{kind}: {listed.title(language)} ({counted(len(listed.places), 'units', language)})"


def columns(listed: RankingList, language: Language) -> tuple[str, ...]:
    """The heads of a list's columns."""
    names = ("unit", "total", "grade", "open")
    return tuple(phrase(name, language) for name in (("rank", *names) if listed.ranked else names))


def cells(words: UnitWords) -> tuple[str, ...]:
    """A unit's row under those columns."""
    own = (words.place.name, words.total, words.grade, words.open)
    return (words.rank, *own) if words.place.ranked else own


def _list(listed: RankingList, population: Population, language: Language) -> Iterator[str]:
    rows = [cells(UnitWords(population, place, language)) for place in listed.places]
    yield from aligned([columns(listed, language), *rows])


def _consequences(population: Population, language: Language) -> Iterator[str]:
    """A line for each unit with consequences, then what the rules say."""
    told = []
    for listed in lists_of(population):
        for place in listed.places:
            words = UnitWords(population, place, language)
            if parts := consequence_parts(words):
                told.append(f"{place.name}: {'; '.join(parts)}")
    if not told:
        return
    yield ""
    yield f"== {phrase('consequences', language)} =="
    yield from told
    yield from (f"    {rule} {words}" for rule, words in consequence_words(population, language).items())


def consequence_parts(words: UnitWords) -> list[str]:
    """The consequences of a unit, by their status."""
    parts = [f"{phrase(s, words.language)} {', '.join(rules)}" for s, rules in words.consequences.items()]
    if words.others:
        parts.append(counted(words.others, "others possible", words.language))
    return parts


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns; a Chinese character is as wide as two others."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
