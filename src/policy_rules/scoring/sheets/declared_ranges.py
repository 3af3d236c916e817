"""An evaluator that notes what can go wrong in amounts where nothing is known but declared ranges."""

from __future__ import annotations

from collections.abc import Container, Iterator

from policy_rules.attributes import define
from policy_rules.errors import Fault
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts
from policy_rules.scoring.amounts.combined import Combine
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.points import Amounted
from policy_rules.values.intervals import opposite


@define
class _End:
    """A floor or cap: whether it may hold its amount (`bound`), whether it may leave it (`free`)."""

    bound: bool = False
    free: bool = False


class Watched(Amounts):
    """An evaluator that notes what can go wrong where nothing is known."""

    def __init__(self, reference: SheetReference, scale: tuple[str, ...], faults: list[Fault]) -> None:
        super().__init__(reference, scale, {})
        self.faults = faults
        self._ends: dict[Combine, _End] = {}
        """Floors and caps met on the way."""

    def image(self, amount: Amount, scope: Scope) -> Amounted:
        """What it may be before any facts, with its faults noted."""
        if isinstance(amount, Combine) and amount.strict and amount.how in ("best", "least"):
            self._held(amount, scope)
        for fault in amount.check(self, scope):
            self.faults.append(fault)
        return amount.before_facts(self, scope)

    def _held(self, amount: Combine, scope: Scope) -> None:
        """Whether a floor or cap may hold its amount, and whether it may leave it."""
        first, limit = (part.of for part in amount.parts)
        if first.graded or limit.graded:
            return
        value, end = self.points(first, scope), self.points(limit, scope)
        if amount.how == "best":
            value, end = opposite(value), opposite(end)
        known = self._ends.setdefault(amount, _End())
        known.bound |= value.hi > end.lo
        known.free |= value.lo < end.hi or value.lo == value.hi

    def unmoved(self, apart: Container[Amount]) -> Iterator[Fault]:
        """Floors and caps that nothing can reach, or that hold always; `apart` are told of elsewhere."""
        for amount, end in self._ends.items():
            if amount not in apart and not (end.free and end.bound):
                what = "cap" if amount.how == "least" else "floor"
                told = f"this {what} can't bind" if end.free else f"this {what} always binds"
                yield Fault(told, amount.place)
