"""The amount of the label that something has: rows by label, written in the sheet or held by a parameter."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar, describe
from policy_rules.errors import near_miss
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look
from policy_rules.scoring.amounts.by_range import ByRange, in_force, of_one_kind, of_parameter
from policy_rules.scoring.amounts.constants_and_names import Named
from policy_rules.scoring.amounts.reader import AmountReader
from policy_rules.scoring.number_intervals import Interval
from policy_rules.scoring.points import Amounted, hull_all, maybe_undefined
from policy_rules.values.known import NULL_NUM, ONLY, Labels, Truth, as_labels, label
from policy_rules.vocabulary import INTEGER


@frozen(eq=False, kw_only=True)
class ByLabel(Amount):
    """The amount of the label that `of` has."""

    of: core.Node
    rows: AbstractMapping[str, Amount]

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """The hull of the rows of the labels that it may have."""
        null = self._labels(run, scope).null
        rows = list(run.touched(self, scope))
        if not rows or null == ONLY:
            return NULL_NUM
        image = hull_all(run.value(row, scope) for row in rows)
        return maybe_undefined(image) if null else image

    def _labels(self, run: Amounts, scope: Scope) -> Labels:
        found = run.read(self.of, scope)
        labels = as_labels(found) if isinstance(found, Truth) else found
        assert isinstance(labels, Labels)
        return labels

    def touched(self, run: Amounts, scope: Scope) -> Iterable[Amount]:
        """The amounts of the labels that it may have, where there is a row for them."""
        members = self._labels(run, scope).members
        return [row for name, row in self.rows.items() if members is None or name in members]

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """What has the label, and the rows that may count."""
        return (self.of, scope), *((row, scope) for row in run.touched(self, scope))

    def as_it_is(self) -> Iterable[Amount]:
        """The amounts of its rows."""
        return self.below

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return any(row.graded for row in self.rows.values())


# -- reading -----------------------------------------------------------------------------------------


def read_labels(
    reader: AmountReader, node: Mapping, of: core.Node, rows: Node | None, names: Names
) -> Amount | None:
    """A table whose rows are labels."""
    if isinstance(rows, Scalar):
        return _of_parameter(reader, node, of, rows, names)
    labels = _labels_of(of)
    read = _rows(reader, rows, labels, names)
    if read is None:
        return None
    optional = {core.OUTCOMES[core.NOT_APPLICABLE]} if isinstance(of, core.Outcome) else set()
    left = [name for name in labels if name not in read and name not in optional]
    if left:
        told = "the rows say nothing of " + ", ".join(f"`{name}`" for name in left)
        reader.faults.append(node.key("rows").fault(told, "every value that is possible needs a row"))
        return None
    return ByLabel(of=of, rows=read, place=node.place)


def _labels_of(of: core.Node) -> tuple[str, ...]:
    return ("false", "true") if of.type.kind == "boolean" else of.type.labels


def _rows(
    reader: AmountReader, rows: Node | None, labels: tuple[str, ...], names: Names
) -> dict[str, Amount] | None:
    if not isinstance(rows, Mapping):
        if rows is not None:
            reader.faults.append(rows.fault(f"`rows` needs `label: amount`, not {describe(rows)}"))
        return None
    found: dict[str, Amount] = {}
    broken = False
    for key, value in rows.entries:
        amount = reader.read(value, names)
        if key.text not in labels:
            hint = near_miss(key.text, labels) or "it can be " + ", ".join(labels)
            if key.text == "unknown":
                hint = "what is not known is every outcome still possible, and needs no row"
            reader.faults.append(key.fault(f"`{key.text}` is none of the values this can have", hint))
            broken = True
        elif amount is None:
            broken = True
        else:
            found[key.text] = amount
    return None if broken or not of_one_kind(reader, rows, [*found.values()]) else found


def _of_parameter(
    reader: AmountReader, node: Mapping, of: core.Node, rows: Scalar, names: Names
) -> Amount | None:
    """A tariff by label held by a table parameter: a range over the places of the labels."""
    labels, declared = _labels_of(of), of_parameter(reader, rows)
    if declared is None:
        return None
    if of.type.kind == "boolean":
        reader.faults.append(rows.fault("a table parameter by label needs a label to read"))
        return None
    trees, unset = declared
    dated = []
    for start, tree in trees:
        read = _rows(reader, tree, labels, names)
        if read is None:
            return None
        if left := set(labels) - set(read):
            reader.faults.append(tree.fault("the table says nothing of " + ", ".join(sorted(left))))
            return None
        spans = tuple((Interval(Fraction(n), Fraction(n)), read[name]) for n, name in enumerate(labels))
        dated.append((start, spans))
    order = tuple(core.Const(of.type, label(name)) for name in labels)
    place = core.Op(INTEGER, "place", (of, *order))
    at = Named(node=place, place=node.place)
    return ByRange(of=at, rows=in_force(reader, dated), table=rows.text, unset=unset, place=node.place)
