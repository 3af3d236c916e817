"""What the rules of each clause came to over the units of a population."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.results.assessment import Assessment

SUMMED = ("satisfied", "violated", "unknown", "pending")
"""The outcomes that are summed up, in the order of the columns."""


@frozen
class ClauseSum:
    """A clause: over all units how many findings of its rules came to each outcome, and so for each unit."""

    document: str
    clause: str
    by_unit: Mapping[str, Counter[str]] = field(factory=dict)

    @property
    def sums(self) -> Counter[str]:
        """The findings on its rules, over all units."""
        return sum(self.by_unit.values(), Counter[str]())

    def units(self, outcome: str) -> int:
        """In how many units a rule of it came to the outcome."""
        return sum(counts[outcome] > 0 for counts in self.by_unit.values())


def clause_sums(assessments: Iterable[Assessment]) -> tuple[ClauseSum, ...]:
    """Every clause in the order of the text."""
    found: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for assessment in assessments:
        for finding in assessment.findings:
            by_unit = found.setdefault((finding.rule.document, finding.rule.clause), {})
            by_unit.setdefault(assessment.unit.id, Counter())[finding.outcome] += 1
    return tuple(ClauseSum(*clause, by_unit) for clause, by_unit in found.items())
