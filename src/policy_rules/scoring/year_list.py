"""Whether the year's indicators ask for a norm: a mark beside its finding, which stays what it is.

A norm that no indicator carries binds all the same. So the mark is no outcome: it enters no `worst` and no
rule on findings, and all that hangs on it is what the norm may cost in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.scoring.ledger import Both, Score
from policy_rules.values.known import T

ASKED, NOT_ASKED, NOT_KNOWN = "asked", "not_asked", "not_known"
MARKS = (ASKED, NOT_ASKED, NOT_KNOWN)


@frozen(eq=False, slots=False)
class YearList:
    """Which norms the sheet of a unit asks for; `serves`: it surely is the one for the unit and the year."""

    score: Score = field(repr=False)
    serves: bool

    @cached_property
    def _carried(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for item in self.score.sheet.items.values():
            for rule in dict.fromkeys((*item.carries, *item.reads)):
                found.setdefault(rule, []).append(item.id)
        return {rule: tuple(items) for rule, items in found.items()}

    def items(self, rule: str) -> tuple[str, ...]:
        """The items that carry or read the rule and apply to the unit, or may."""
        found = self._carried.get(rule, ())
        return tuple(i for i in found if self.score.applies[i].hi == T)

    def mark(self, rule: str) -> str:
        """One of MARKS. Where no item carries the rule, it is not asked only if the list is whole."""
        if not self.serves:
            return NOT_KNOWN
        items = self.items(rule)
        if any(self.score.applies[i].lo == T for i in items):
            return ASKED
        return NOT_KNOWN if items or not self.score.sheet.whole_list else NOT_ASKED

    def lost(self, rule: str) -> Both:
        """The points that deductions on its finding take, least and most; none where it is not asked."""
        mark = self.mark(rule)
        if mark == NOT_ASKED:
            return 0, 0
        lines = (l for l in self.score.effects_of(rule) if l.item and l.effect == "deduct")
        moved = [l.change for l in lines if l.change is not None]
        least, most = -sum(high for _, high in moved), -sum(low for low, _ in moved)
        return (max(least, 0) if mark == ASKED else 0), max(most, 0)


def year_list(score: Score, *, serves: bool) -> YearList | None:
    """What the sheet of a score says; None where it says nothing of what is asked."""
    sheet = score.sheet
    says = sheet.whole_list or any(item.carries for item in sheet.items.values())
    return YearList(score, serves) if says else None
