"""The amount of the first condition that is true, and the word `cases`."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Sequence
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.points import Amounted, hull_all
from policy_rules.values.known import T


@frozen(eq=False, kw_only=True)
class Cases(Amount):
    """The amount of the first condition that is true, else `otherwise`."""

    rows: tuple[tuple[core.Node, Amount], ...]
    otherwise: Amount

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """The hull of the amounts that may count."""
        return hull_all(run.value(a, scope) for a in run.touched(self, scope))

    def touched(self, run: Amounts, scope: Scope) -> list[Amount]:
        """The amounts whose condition may be the first that is true."""
        found = []
        for condition, row in self.rows:
            truth = run.truth(condition, scope)
            if truth.hi == T:
                found.append(row)
            if truth.lo == T:
                return found
        return [*found, self.otherwise]

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """All conditions, and the amounts that may count."""
        tests = (condition for condition, _ in self.rows)
        return [*((t, scope) for t in tests), *((a, scope) for a in run.touched(self, scope))]

    def as_it_is(self) -> Iterable[Amount]:
        """The amounts of its rows."""
        return self.below

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return self.otherwise.graded


def _cases(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    listed, otherwise = node.get("cases"), reader.at(node, "else", names)
    rows: list[tuple[core.Node, Amount]] = []
    if not isinstance(listed, Sequence):
        reader.faults.append(node.key("cases").fault("`cases` needs a list: `[[condition, amount], …]`"))
        return None
    for row in listed:
        if not isinstance(row, Sequence) or len(row) != 2:
            reader.faults.append(row.fault("a case is `[condition, amount]`"))
            return None
        condition = reader.scope.condition(row.items[0], names)
        amount = reader.read(row.items[1], names)
        if condition is None or amount is None:
            return None
        rows.append((condition, amount))
    if otherwise is None:
        return None
    if len({a.graded for a in (otherwise, *(a for _, a in rows))}) > 1:
        reader.faults.append(node.key("cases").fault("the cases mix points and grades"))
        return None
    return Cases(rows=tuple(rows), otherwise=otherwise, place=node.place)


CASES = Word(
    "cases",
    _cases,
    doc="The amount of the first condition that is true. A condition that is false or null passes on.",
    takes="a list of `[condition, amount]`",
    example="{cases: [[prov >= 1, 3], [city >= 2, 2], [county >= 1, 1]], else: 0}",
    kind=20,
    keys=(
        WordKey(
            "else",
            "the amount where none is true",
            required=True,
            ask="say what holds where no condition is true",
        ),
    ),
)
