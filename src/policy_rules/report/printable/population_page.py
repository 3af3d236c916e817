"""A population as a page: totals and ranks as intervals, items by unit, what follows, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from itertools import groupby

from policy_rules.report.carried_over import left_out_words
from policy_rules.report.differing_lines import differing_line
from policy_rules.report.html_elements import bullets, tag
from policy_rules.report.phrases import phrase, year_said
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
    result_open,
    why_none,
    without_sheet,
)
from policy_rules.report.population_text import cells, columns, consequence_parts, ranking_heading
from policy_rules.report.printable.charts import Bar, bars
from policy_rules.report.printable.page_frame import cards, grid, labels, model_foot, model_title, report_page
from policy_rules.report.score_account import ItemAccount, outer_items_of, title_of
from policy_rules.report.score_html import ledger_anchor
from policy_rules.report.score_words import bare
from policy_rules.results.population import Population, Standing
from policy_rules.values.known import INF, ONLY, Num
from policy_rules.wording import Language

Links = Mapping[str, str]
"""By unit the page on which all of it stands."""
Part = tuple[str, str, str]
"""A part of a page: its id, its heading, what is in it."""
_NONE = (Fraction(0), Fraction(0))


def population_page(
    population: Population,
    language: Language = "zh",
    links: Links | None = None,
    more: Sequence[Part] = (),
) -> str:
    """The page, with nothing in it from elsewhere; `links` lead to a page of each unit, where there are any.

    `more` are parts that rest on what the units' own pages tell.
    """
    links = links or {}
    listed = lists_of(population)
    parts = [
        *((f"list-{n}", ranking_heading(one, language), _list(one, population, language, links, n))
          for n, one in enumerate(listed, 1)),
        ("none", phrase("without sheet", language), _unlisted(population, language, links)),
        ("published", phrase("published", language), _published(population, language)),
        ("consequences", phrase("consequences", language), _consequences(population, language)),
        ("differing", phrase("sources differ", language), _differing(population, language)),
        ("decisions", phrase("decisions", language), bullets(decided_in(population, language))),
        ("open", phrase("what is open", language), bullets(needs_of(population, language))),
        *more,
    ]  # fmt: skip
    head = _head(population, language)
    return report_page(_title(population, language), language, head, parts, model_foot(population.model))


def _title(population: Population, language: Language) -> str:
    return f"{year_said(population.model, population.year, language)} · {phrase('ranking', language)}"


def _head(population: Population, language: Language) -> str:
    """The labels of what decides nothing, the day, how many units there are and how many stand."""
    places = population.places
    counts = {
        "units": len(places),
        "ranked": sum(p.ranked for p in places),
        "results settled": sum(bool(p.sheet) and not result_open(population, p) for p in places),
        "results open": sum(bool(p.sheet) and result_open(population, p) for p in places),
        "without sheet": sum(not p.sheet for p in places),
    }
    colours = {"results settled": "satisfied", "results open": "unknown"}
    shown = [(str(n), phrase(key, language), colours.get(key, "")) for key, n in counts.items()]
    told = f"{phrase('as of', language)} {population.as_of}{left_out_words(population.other_years, language)}"
    handed = tag("p", escape(handed_words(population, language))) if population.handed_to else ""
    top = labels(labels_of(population, language)) + model_title(population.model, language)
    return top + handed + tag("p", escape(told)) + cards(shown)


def _named(place: Standing, links: Links) -> str:
    """The unit's name, which leads to its page."""
    name = escape(place.name)
    return tag("a", name, href=links[place.unit]) if place.unit in links else name


# A list ----------------------------------------------------------------------------------------------


def _list(listed: RankingList, population: Population, language: Language, links: Links, number: int) -> str:
    """Totals and ranks drawn, then the table, then what each item gave each unit."""
    said = [UnitWords(population, place, language) for place in listed.places]
    rows = []
    for words in said:
        told = [
            _named(words.place, links) if cell == words.place.name else escape(cell) for cell in cells(words)
        ]
        rows.append([*told, escape("; ".join(consequence_parts(words)))])
    heads = (*columns(listed, language), phrase("consequences", language))
    drawn = _totals(said, language, links, number) + (
        _ranks(said, language, links, number) if listed.ranked else ""
    )
    return drawn + grid(map(escape, heads), rows) + "".join(_items(listed, population, language, links))


def _totals(said: Sequence[UnitWords], language: Language, links: Links, number: int) -> str:
    """The total of each unit, drawn."""
    rows = total_bars(said, links)
    if not rows:
        return ""
    total = phrase("total", language)
    key = tag("p", escape(f"{total} ({phrase('hatched', language)})"), class_="faint")
    return key + bars(rows, total, f"totals-{number}")


def total_bars(said: Sequence[UnitWords], links: Links) -> list[Bar]:
    """The total of each unit: what is certain, and up to where it may come."""
    return [
        Bar(w.place.name, w.total, (Fraction(0), ends[0]), ends, "satisfied", links.get(w.place.unit, ""))
        for w in said
        if (ends := _ends(w.place.total)) and ends[0] >= 0
    ]


def _ranks(said: Sequence[UnitWords], language: Language, links: Links, number: int) -> str:
    """The rank of each unit, drawn."""
    rows = rank_bars(said, links)
    said_so = tag("p", escape(phrase("rank", language)), class_="faint")
    return said_so + bars(rows, phrase("rank", language), f"ranks-{number}") if rows else ""


def rank_bars(said: Sequence[UnitWords], links: Links) -> list[Bar]:
    """The rank of each unit: solid where it is certain, hatched from the best to the worst where not."""
    rows = []
    for w in said:
        ends = _ends(w.place.rank)
        if ends is not None:
            span = (ends[0] - 1, ends[1])
            sure, may = (span, _NONE) if ends[0] == ends[1] else (_NONE, span)
            rows.append(Bar(w.place.name, w.rank, sure, may, "excepted", links.get(w.place.unit, "")))
    return rows


def _ends(value: Num | None) -> tuple[Fraction, Fraction] | None:
    if value is None or value.null == ONLY or INF in (abs(value.lo), abs(value.hi)):
        return None
    return Fraction(value.lo), Fraction(value.hi)


def _items(listed: RankingList, population: Population, language: Language, links: Links) -> Iterator[str]:
    """By sheet a table of items and units: the points got, darker where more of the possible were lost."""
    for sheet, held in groupby(listed.places, key=lambda p: p.sheet):
        places = list(held)
        accounts = {p.unit: _outer(p, population) for p in places}
        titles = {a.item.id: title_of(a.item, language) for found in accounts.values() for a in found}
        if not titles:
            continue
        by_item = [{a.item.id: a for a in accounts[place.unit]} for place in places]
        rows = [
            [
                escape(title),
                *(
                    _opened(_got(found.get(item), language), place, item, links)
                    for place, found in zip(places, by_item, strict=True)
                ),
            ]
            for item, title in titles.items()
        ]
        summary = tag("summary", escape(f"{phrase('items', language)}: {sheet}"))
        heads = (escape(phrase("item", language)), *(_named(place, links) for place in places))
        table = grid(heads, rows, "heat")
        unfolded = {"open": ""} if len(places) * len(titles) <= _MOST_OPEN else {}
        yield tag("details", summary + table, **unfolded)


def _opened(told: str, place: Standing, item: str, links: Links) -> str:
    """The points, which lead to their line of the ledger on the unit's page, where there is one."""
    if place.unit not in links:
        return told
    return tag("a", told, href=f"{links[place.unit]}#{ledger_anchor(place.unit, place.sheet, item)}")


_MOST_OPEN = 400
"""The cells of a table of items that is shown unfolded."""


def _outer(place: Standing, population: Population) -> tuple[ItemAccount, ...]:
    """The items of a unit that stand under no other."""
    score = population.score(place.unit)
    return () if score is None else outer_items_of(score)


def _got(account: ItemAccount | None, language: Language) -> str:
    """The points got, in a mark by how much was surely lost."""
    if account is None or account.got is None:
        return tag("span", escape(phrase("not applicable", language)), class_="faint")
    sure, may = account.lost
    if INF in (abs(sure), abs(may)):
        colour = "unknown"
    else:
        colour = "violated" if sure > 0 else "unknown" if may > 0 else "satisfied"
    told = f"{bare(account.got)} / {bare((account.possible, account.possible))}"
    return tag("span", escape(told), class_=colour)


# The rest --------------------------------------------------------------------------------------------


def _unlisted(population: Population, language: Language, links: Links) -> str:
    told = "".join(
        tag("li", f"{_named(place, links)}: {escape(why_none(population, place, language))}")
        for place in without_sheet(population)
    )
    return tag("ul", told) if told else ""


def _published(population: Population, language: Language) -> str:
    """What is made public of other units, where this is for one."""
    rows = [list(map(escape, row)) for row in published_cells(population, language)]
    if not rows:
        return ""
    by = tag("p", escape(published_by(population, language)), class_="faint")
    return grid(map(escape, published_heads(language)), rows) + by


def _consequences(population: Population, language: Language) -> str:
    return bullets(f"{rule} {words}" for rule, words in consequence_words(population, language).items())


def _differing(population: Population, language: Language) -> str:
    return bullets(differing_line(d, population.model, language) for d in differing_in(population))
