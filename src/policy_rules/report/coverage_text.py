"""The coverage of a ruleset as a table: characters per clause, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.ruleset.coverage import Coverage

MOST_LISTED = 40


def coverage_page(found: Coverage) -> str:
    """The table with its totals, then norms without a rule, and words left over."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Coverage) -> Iterator[str]:
    yield "under a rule   no norm   left over   clause"
    for clause in found.clauses:
        name = clause.heading or "(outside every clause)"
        yield f"{clause.ruled:12} {clause.no_norm:9} {clause.left_over:11}   {clause.document} {name}"
    totals = [sum(getattr(c, n) for c in found.clauses) for n in ("ruled", "no_norm", "left_over")]
    yield f"{totals[0]:12} {totals[1]:9} {totals[2]:11}   in all"
    for reason, characters in found.reasons:
        yield f"no norm: {characters} characters, {reason}"
    for name, ids in (
        ("norms without a rule", found.unruled),
        ("rules that the catalogue lacks", found.uncatalogued),
        ("rules whose words are not in the text", found.stray),
    ):
        more = f" … {len(ids) - MOST_LISTED}" if len(ids) > MOST_LISTED else ""
        yield f"{name}: {len(ids)}{' ' if ids else ''}{', '.join(ids[:MOST_LISTED])}{more}"
    for clause in found.clauses:
        for piece in clause.pieces[:MOST_LISTED]:
            yield f"left over: {clause.heading}: {piece}"
    for fault in found.faults:
        yield str(fault)
