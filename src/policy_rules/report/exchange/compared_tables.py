"""Comparisons as tables: of one unit what is another, part by part; of populations a row for each unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy_rules.report.comparison_data import comparison_data
from policy_rules.report.comparison_tables import comparison_labels
from policy_rules.report.exchange.tables import ResultTable
from policy_rules.report.populations_compared_report import populations_labels, sides_said
from policy_rules.report.score_words import rank_ends
from policy_rules.results.assessment import Comparison
from policy_rules.results.populations_compared import PopulationsCompared
from policy_rules.wording import Language

Row = tuple[str, str, str, str, str]


def comparison_table(found: Comparison, language: Language) -> ResultTable:
    """A row for each thing that is another: what was asked, results, findings with what they turned by."""
    labels = "; ".join(comparison_labels(found, language))
    columns = ("part", "name", "before", "after", "by", "unit", "labels")
    who = (found.after.unit.id, labels)
    return ResultTable("compared", columns, tuple((*row, *who) for row in _rows(comparison_data(found))))


def _rows(data: dict[str, Any]) -> Iterator[Row]:
    for why in data["why"]:
        yield why["sort"], why["name"] or "", why["before"] or "", why["after"] or "", ""
    for part, several in (("total", [data["total"]]), ("item", data["items"]), ("step", data["steps"])):
        for one in several:
            if one["changed"]:
                yield part, one["name"], _amount(one["before"]), _amount(one["after"]), ""
    before, after = (data["grade"][side] for side in ("before", "after"))
    if before != after:
        yield "grade", "", " | ".join(before or ()), " | ".join(after or ()), ""
    for one in data["findings"]:
        sides = [one[side]["outcome"] if one[side] else "" for side in ("before", "after")]
        yield "finding", one["rule"], *sides, ", ".join(w["name"] or w["sort"] for w in one["by"])
    for one in data["consequences"]:
        yield "consequence", one["rule"], one["before"] or "", one["after"] or "", ""


def _amount(amount: dict[str, Any] | None) -> str:
    if amount is None:
        return ""
    if "grades" in amount:
        return " | ".join(amount["grades"])
    low, high = amount["at_least"], amount["at_most"]
    return str(low) if low == high else f"{low or ''}..{high or ''}"


def populations_table(found: PopulationsCompared, language: Language) -> ResultTable:
    """A row for each unit of either population; ends of ranks are numbers, as in the table of one."""
    labels = "; ".join(populations_labels(found, language))
    said = ("rank_before", "rank", "total_before", "total", "grade_before", "grade")
    columns = ("name", *said, "best_before", "worst_before", "best", "worst", "unit")
    rows = []
    for place in found.places:
        before, after = sides_said(place, found, language)
        cells = [cell for pair in zip(before, after, strict=True) for cell in pair]
        sides = [rank_ends(one.rank if one and one.ranked else None) for one in (place.before, place.after)]
        rows.append((place.name, *cells, *sides[0], *sides[1], place.unit, labels))
    return ResultTable("compared", (*columns, "labels"), tuple(rows))
