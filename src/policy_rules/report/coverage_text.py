"""The coverage of a ruleset as a table and as plain data: characters per clause, readings that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from policy_rules.messages import Language, in_language
from policy_rules.report.double_reading_words import rules_read_data
from policy_rules.report.output_head import ruleset_head
from policy_rules.ruleset.coverage import Coverage
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.reading_standing import REASONS, RulesRead

MOST_LISTED = 40
_COUNTED = ("ruled", "no_norm", "left_over")


def coverage_page(found: Coverage, read: RulesRead | None = None, language: Language = "en") -> str:
    """The table with its totals, then norms without a rule, words left over, readings that do not stand."""
    told = (*_lines(found, language), *(_readings(read, language) if read else ()))
    return "\n".join(told) + "\n"


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


def _lines(found: Coverage, language: Language) -> Iterator[str]:
    yield in_language("under a rule   no norm   left over   clause", language)
    for clause in found.clauses:
        name = clause.heading or in_language("(outside every clause)", language)
        yield _row(clause.ruled, clause.no_norm, clause.left_over, f"{clause.document} {name}")
    totals = _totals(found)
    ruled, no_norm, left_over = (totals[name] for name in _COUNTED)
    yield _row(ruled, no_norm, left_over, in_language("in all", language))
    for reason, characters in found.reasons:
        why = found.reasons_in.get(reason, {}).get(language, reason)
        yield in_language(f"no norm: {characters} characters, {why}", language)
    for told in (
        f"norms without a rule: {_listed(found.unruled)}",
        f"rules that the catalogue lacks: {_listed(found.uncatalogued)}",
        f"rules whose words are not in the text: {_listed(found.stray)}",
    ):
        yield in_language(told, language)
    for clause in found.clauses:
        for piece in clause.pieces[:MOST_LISTED]:
            yield in_language(f"left over: {clause.heading}: {piece}", language)
    for fault in found.faults:
        yield fault.told(language)


def _row(ruled: int, no_norm: int, left_over: int, clause: str) -> str:
    return f"{ruled:12} {no_norm:9} {left_over:11}   {clause}"


def _readings(read: RulesRead, language: Language) -> Iterator[str]:
    yield in_language(
        f"double readings that stand: {read.standing} of {len(read.rules)} "
        f"(first {read.first}, second {read.second}; required: {read.required or 'none'})",
        language,
    )
    for why, told in REASONS.items():
        rules = [one.rule for one in read.rules if why in one.why]
        if rules:
            yield f"  {told[language == 'en']}: {_listed(rules)}"


def _listed(ids: Sequence[str]) -> str:
    more = f" … {len(ids) - MOST_LISTED}" if len(ids) > MOST_LISTED else ""
    return f"{len(ids)}{' ' if ids else ''}{', '.join(ids[:MOST_LISTED])}{more}"
