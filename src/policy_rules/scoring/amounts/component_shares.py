"""Points got and points possible of components: the words `share_of` and `possible_of`."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Scalar, Sequence, describe
from policy_rules.errors import Place, near_miss
from policy_rules.scoring.amounts.amount import Amount
from policy_rules.scoring.amounts.combined import Combine, WeightedAmount
from policy_rules.scoring.amounts.constants_and_names import Constant, Named, number
from policy_rules.scoring.amounts.quotient import Quotient
from policy_rules.scoring.amounts.reader import AmountReader, Word
from policy_rules.scoring.amounts.scored_lines import ScoredLine, applying, counted, got_name, possible_points
from policy_rules.vocabulary import Type


def _share_of(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    """Points got by points that apply, as a mean: each item's share, weighted by its points."""
    place = node.place
    parts = tuple(
        WeightedAmount(
            Quotient(of=_got(item, place), to=_possible(item, place), place=place),
            _possible(item, place),
            applying(item),
        )
        for item in _lines(reader, node, "share_of")
    )
    return Combine(how="mean", parts=parts, place=node.place) if parts else None


def _possible_of(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    """The points that apply."""
    items = _lines(reader, node, "possible_of")
    parts = tuple(WeightedAmount(_possible(item, node.place), None, applying(item)) for item in items)
    return Combine(how="sum", parts=parts, place=node.place) if parts else None


def _got(item: ScoredLine, place: Place) -> Named:
    """The points of an item where it applies."""
    return Named(node=core.Input(Type("number"), got_name(item.id)), place=place)


def _possible(item: ScoredLine, place: Place) -> Constant:
    return number(possible_points(item), place)


def _lines(reader: AmountReader, node: Mapping, word: str) -> list[ScoredLine]:
    """The items of the components named."""
    under, items = node.get(word), reader.lines
    known = {item.component for item in items.values() if item.component}
    components = []
    for scalar in under.items if isinstance(under, Sequence) else (under,):
        if not isinstance(scalar, Scalar):
            if scalar is not None:
                told = f"the name of a component is needed, not {describe(scalar)}"
                reader.faults.append(scalar.fault(told))
            return []
        if scalar.text not in known:
            hint = near_miss(scalar.text, known) or "components: " + ", ".join(sorted(known))
            reader.faults.append(scalar.fault(f"no item belongs to a component `{scalar.text}`", hint))
            return []
        components.append(scalar.text)
    if not components:
        reader.faults.append(node.key(word).fault("the name of a component is needed, and there is none"))
    return list(counted(items, tuple(components)))


SHARE_OF = Word(
    "share_of",
    _share_of,
    doc="Points got by points possible, over the items of components that apply; 1 is all. In steps only.",
    takes="a component, or a list of them",
    example="{share_of: all, times: 10}",
    kind=49,
)
POSSIBLE_OF = Word(
    "possible_of",
    _possible_of,
    doc="The points possible of the items of components that apply. In steps only.",
    takes="a component, or a list of them",
    example="{possible_of: [daily, on_site]}",
    kind=0,
)
