"""What a person enters, and the word `given`."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Scalar, Sequence, describe
from policy_rules.reference.evaluate import Scope
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.grounds import Basis
from policy_rules.values.intervals import whole
from policy_rules.values.known import Num


@frozen(eq=False, kw_only=True)
class Entered(Amount):
    """What a person enters: a number from `low` to `high`, in steps of `by` from `low` if it is set.

    `several`: what counts where several persons made it: `mean`, `moderated`, or roles, highest first.
    """

    entry: str
    low: Fraction
    high: Fraction
    by: Fraction | None = None
    several: tuple[str, ...] = ()

    def image(self, run: Amounts, scope: Scope) -> Num:
        """The entry; until it is made, anything between the bounds."""
        return run.entries.get(self.name(scope), Num(whole(self.low), whole(self.high)))

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """The entry, which is missing until it is settled."""
        name = frozenset((self.name(scope),))
        told = run.entries.get(self.name(scope))
        known = told is not None and told.settled
        return ((Basis(entries=name, missing=frozenset() if known else name), scope),)

    def name(self, scope: Scope) -> str:
        """The name of the entry; one made for each record bears the records' ids."""
        ids = "/".join(record.id for record in scope.values())
        return f"{self.entry}({ids})" if ids else self.entry


def _given(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    entry, bounds = node.get("given"), node.get("between")
    if not isinstance(entry, Scalar) or not NAME.fullmatch(entry.text):
        reader.faults.append(node.fault("`given` needs a name for the entry"))
        return None
    if not isinstance(bounds, Sequence) or len(bounds) != 2:
        reader.faults.append(node.key("between").fault("`between` needs two numbers: `[0, 2]`"))
        return None
    low, high = (reader.constant(end, "between") for end in bounds)
    by = reader.constant(node.get("by"), "by")
    if low is None or high is None:
        return None
    if low > high or (by is not None and by <= 0):
        reader.faults.append(node.fault("the bounds of the entry are empty, or its steps not positive"))
        return None
    said = node.get("several")
    told = said.items if isinstance(said, Sequence) else () if said is None else (said,)
    several = tuple(each.text for each in told if isinstance(each, Scalar))
    word = isinstance(said, Scalar) and said.text not in ("mean", "moderated")
    if said is not None and (word or not several or len(several) < len(told)):
        hint = "`mean`, `moderated`, or a list of roles, the highest first"
        what = f"{describe(said)} does not say which of several entries counts"
        reader.faults.append(said.fault(what, hint))
    return Entered(entry=entry.text, low=low, high=high, by=by, several=several, place=node.place)


GIVEN = Word(
    "given",
    _given,
    doc="What a person enters under a name of your choice. Until then it is anything between the bounds.",
    takes="the name of the entry",
    example="{given: typed, between: [0, 6], by: 0.5}",
    kind=58,
    keys=(
        WordKey(
            "between",
            "the bounds, `[least, greatest]`",
            required=True,
            ask="give the bounds of the entry: `between: [0, 2]`",
        ),
        WordKey("by", "the grid that entries keep to, from the least"),
        WordKey(
            "several",
            "what counts where several persons made it: `mean`; `moderated`, the entry of a third that "
            "`replaces` them; or a list of roles, that of the highest. Else any of theirs may",
        ),
    ),
)
