"""One amount divided by another, and the word `ratio`."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.attributes import frozen
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping
from policy_rules.errors import Fault
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look, is_whole
from policy_rules.scoring.amounts.combined import Combine, WeightedAmount
from policy_rules.scoring.amounts.constants_and_names import number
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.values.intervals import lifted, quotient
from policy_rules.values.known import ONLY, Num

_quotients = (lifted(quotient), lifted(lambda a, b: quotient(a, b, integer=True)))


@frozen(eq=False, kw_only=True)
class Quotient(Amount):
    """`of / to`, undefined where `to` is 0; `by_whole`: the divisor is a whole number."""

    of: Amount
    to: Amount
    by_whole: bool = False

    def image(self, run: Amounts, scope: Scope) -> Num:
        """The hull of the quotients."""
        return _quotients[self.by_whole](run.points(self.of, scope), run.points(self.to, scope))

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """Both numbers."""
        return (self.of, scope), (self.to, scope)

    def check(self, run: Amounts, scope: Scope) -> Iterable[Fault]:
        """A divisor that may be negative."""
        divisor = run.points(self.to, scope)
        if divisor.lo < 0 and divisor.null < ONLY:
            told = "the divisor of this ratio may be negative"
            yield Fault(told, self.place, "hold it with `at_least`, or divide something else")


def _ratio(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    top, bottom = reader.points_at(node, "ratio", names), reader.points_at(node, "to", names)
    full = reader.points_at(node, "points", names) if "points" in node else number(1, node.place)
    if top is None or bottom is None or full is None:
        return None
    found = Quotient(of=top, to=bottom, by_whole=is_whole(bottom), place=node.place)
    return Combine(how="sum", parts=(WeightedAmount(found, weight=full),), strict=True, place=node.place)


RATIO = Word(
    "ratio",
    _ratio,
    doc="One number divided by another, times the points. Undefined where the divisor is 0.",
    takes="the number divided, an amount",
    example="{ratio: cases_done, to: 10, points: 15, at_most: 15}",
    kind=16,
    keys=(
        WordKey("to", "the divisor, an amount that is never negative", required=True),
        WordKey("points", "an amount (default 1)"),
    ),
)
