"""The coverage of a ruleset as a table and as plain data: characters per clause, readings that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from policy_rules.report.double_reading_words import rules_read_data
from policy_rules.report.output_head import ruleset_head
from policy_rules.ruleset.coverage import Coverage
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.reading_standing import REASONS, RulesRead

MOST_LISTED = 40
_COUNTED = ("ruled", "no_norm", "left_over")


def coverage_page(found: Coverage, read: RulesRead | None = None) -> str:
    """The table with its totals, then norms without a rule, words left over, readings that do not stand."""
    return "\n".join((*_lines(found), *(_readings(read) if read else ()))) + "\n"


def coverage_data(model: RulesetModel, found: Coverage, read: RulesRead | None = None) -> dict[str, Any]:
    """The same as plain data; `readings` is None where the ruleset has no double readings."""
    return {
        **ruleset_head(model),
        "whole": found.whole and (read is None or read.whole),
        "characters": _totals(found),
        "clauses": [
            {
                "document": clause.document,
                "heading": clause.heading or None,
                **{name: getattr(clause, name) for name in _COUNTED},
                "pieces": list(clause.pieces),
            }
            for clause in found.clauses
        ],
        "no_norm": dict(found.reasons),
        "unruled": list(found.unruled),
        "uncatalogued": list(found.uncatalogued),
        "stray": list(found.stray),
        "faults": [str(fault) for fault in found.faults],
        "readings": rules_read_data(read) if read else None,
    }


def _totals(found: Coverage) -> dict[str, int]:
    return {name: sum(getattr(c, name) for c in found.clauses) for name in _COUNTED}


def _lines(found: Coverage) -> Iterator[str]:
    yield "under a rule   no norm   left over   clause"
    for clause in found.clauses:
        name = clause.heading or "(outside every clause)"
        yield f"{clause.ruled:12} {clause.no_norm:9} {clause.left_over:11}   {clause.document} {name}"
    totals = _totals(found)
    yield f"{totals['ruled']:12} {totals['no_norm']:9} {totals['left_over']:11}   in all"
    for reason, characters in found.reasons:
        yield f"no norm: {characters} characters, {reason}"
    for name, ids in (
        ("norms without a rule", found.unruled),
        ("rules that the catalogue lacks", found.uncatalogued),
        ("rules whose words are not in the text", found.stray),
    ):
        yield _listed(name, ids)
    for clause in found.clauses:
        for piece in clause.pieces[:MOST_LISTED]:
            yield f"left over: {clause.heading}: {piece}"
    for fault in found.faults:
        yield str(fault)


def _readings(read: RulesRead) -> Iterator[str]:
    yield (
        f"double readings that stand: {read.standing} of {len(read.rules)} "
        f"(first {read.first}, second {read.second}; required: {read.required or 'none'})"
    )
    for why, (_, told) in REASONS.items():
        rules = [one.rule for one in read.rules if why in one.why]
        if rules:
            yield _listed(f"  {told}", rules)


def _listed(name: str, ids: Sequence[str]) -> str:
    more = f" … {len(ids) - MOST_LISTED}" if len(ids) > MOST_LISTED else ""
    return f"{name}: {len(ids)}{' ' if ids else ''}{', '.join(ids[:MOST_LISTED])}{more}"
