"""Two populations side by side as text, as a table for notebooks, as data: a row for each unit."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from policy_rules.report.comparison_tables import say
from policy_rules.report.html_elements import STYLE, banner, table, tag
from policy_rules.report.output_head import labels_data, ruleset_head
from policy_rules.report.phrases import phrase, year_said
from policy_rules.report.population_data import standing_data
from policy_rules.report.population_parts import UnitWords, labels_of
from policy_rules.report.population_text import aligned
from policy_rules.results.population import Population
from policy_rules.results.populations_compared import PlaceChange, PopulationsCompared
from policy_rules.wording import Language

PARTS = ("rank", "total", "grade")


def populations_labels(found: PopulationsCompared, language: Language) -> tuple[str, ...]:
    """What stands at the top of either."""
    return tuple(dict.fromkeys(x for one in (found.before, found.after) for x in labels_of(one, language)))


def populations_title(found: PopulationsCompared, language: Language) -> str:
    """What is compared."""
    sides = (
        f"{year_said(p.model, p.year, language)} {phrase('as of', language)} {p.as_of}"
        for p in (found.before, found.after)
    )
    return f"{say('compared', language)}: {' → '.join(sides)}"


def populations_heads(language: Language) -> tuple[str, ...]:
    """The heads of the columns."""
    return (phrase("unit", language), *(phrase(part, language) for part in PARTS))


def populations_rows(found: PopulationsCompared, language: Language) -> Iterator[tuple[str, ...]]:
    """A row for each unit: what it has, `before → after` where that is another."""
    for place in found.places:
        before, after = sides_said(place, found, language)
        cells = (a if a == b else f"{a} → {b}" for a, b in zip(before, after, strict=True))
        yield (place.name, *cells)


def sides_said(
    place: PlaceChange, found: PopulationsCompared, language: Language
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rank, total and grade of a unit before and after."""
    return _said(place, found.before, language), _said(place, found.after, language)


def _said(place: PlaceChange, population: Population, language: Language) -> tuple[str, ...]:
    """Rank, total and grade of the unit in one population."""
    held = next((p for p in population.places if p.unit == place.unit), None)
    if held is None:
        return (say("not among", language),) * len(PARTS)
    words = UnitWords(population, held, language)
    return words.rank, words.total, words.grade


def populations_text(found: PopulationsCompared, language: Language = "zh") -> str:
    """The comparison as text."""
    lines = [f"*** {label} ***" for label in populations_labels(found, language)]
    lines += [populations_title(found, language), ""]
    lines += aligned([populations_heads(language), *populations_rows(found, language)])
    if not found.changed:
        lines += ["", say("nothing", language)]
    return "\n".join(lines) + "\n"


def populations_html(found: PopulationsCompared, language: Language = "zh") -> str:
    """The comparison as a table."""
    parts = [*map(banner, populations_labels(found, language))]
    parts.append(tag("h3", escape(populations_title(found, language))))
    rows = [list(map(escape, row)) for row in populations_rows(found, language)]
    parts.append(table(populations_heads(language), rows))
    return tag("div", "".join(parts), STYLE, lang=language)


def populations_data(found: PopulationsCompared) -> dict[str, Any]:
    """The comparison as plain data."""
    both = (found.before, found.after)
    made_up = any(a.facts.units[a.unit].constructed for one in both for a in one.asked)
    return {
        **labels_data(illustrative=any(one.illustrative for one in both), constructed=made_up),
        **ruleset_head(found.after.model),
        **{
            side: {"year": one.year, "as_of": one.as_of.isoformat(), "profile": one.profile or None}
            for side, one in zip(("before", "after"), both, strict=True)
        },
        "changed": found.changed,
        "places": [
            {
                "unit": p.unit,
                "name": p.name,
                "changed": p.changed,
                "before": p.before and standing_data(p.before),
                "after": p.after and standing_data(p.after),
            }
            for p in found.places
        ],
    }
