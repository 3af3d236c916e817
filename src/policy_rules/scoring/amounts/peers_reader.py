"""What a step reads of other units: `peers`, with whom it compares and how equal units are ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy_rules.core import nodes as core
from policy_rules.documents import Mapping, Scalar, Sequence, describe
from policy_rules.errors import near_miss
from policy_rules.scoring.amounts.amount_words import AMONG_PEERS, ORDERS, TIES, tie_word
from policy_rules.scoring.amounts.kinds import Amount, Peers
from policy_rules.values.known import label
from policy_rules.vocabulary import Type

if TYPE_CHECKING:
    from policy_rules.scoring.amounts.reader import AmountReader

_TIE = Type("label", TIES)
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
_OF_RANKS = ("order", "ties", "then")


class PeersReader:
    """Reads `peers` for an amount reader."""

    def __init__(self, reader: AmountReader) -> None:
        self.reader, self.scope, self.faults = reader, reader.scope, reader.faults

    def peers(self, node: Mapping) -> Amount | None:
        """What the column of an item or an earlier step gives."""
        if not self.reader.in_steps:
            told = "`peers` stands in steps only: an item is what the unit itself did"
            hint = "let a step read the item, and a later step its peers"
            self.faults.append(node.key("peers").fault(told, hint))
            return None
        before = len(self.faults)
        how = self._word(node, "peers", AMONG_PEERS, "is nothing that a step reads of its peers")
        of = self._column(node.get("of"))
        among = None
        if isinstance(written := node.get("among"), Scalar):
            among = self.scope.value(written, self.scope.names())
        elif written is not None:
            self.faults.append(written.fault(f"`among` is the key of a class, not {describe(written)}"))
        own = self._self(node, how)
        self._for_ranks_only(node, how)
        order = self._word(node, "order", ORDERS, "is no order") if "order" in node else ""
        ties = self._ties(node) if how == "rank" else None
        keys = self._keys(node)
        if len(self.faults) > before or of is None:
            return None
        return Peers(
            how=how,
            of=of,
            among=among,
            own=own,
            greatest_first=ORDERS[order or "greatest first"],
            ties=ties,
            keys=keys,
            place=node.place,
        )

    def _word(self, node: Mapping, key: str, known: tuple[str, ...] | dict[str, bool], told: str) -> str:
        written = node.get(key)
        if isinstance(written, Scalar) and written.text in known:
            return written.text
        where = node if written is None else written
        hint = near_miss(written.text, known) if isinstance(written, Scalar) else ""
        self.faults.append(where.fault(f"{describe(where)} {told}", hint or "known: " + ", ".join(known)))
        return ""

    def _column(self, node: object) -> str | None:
        """The name of an item or an earlier step in points."""
        if not isinstance(node, Scalar):
            if isinstance(node, Mapping | Sequence):
                hint = "make it a step of its own, and name that"
                self.faults.append(node.fault("peers are compared on an item or an earlier step", hint))
            return None
        known = len(self.faults)
        found = self.scope.value(node, self.scope.names())
        if found is None or len(self.faults) > known:
            return None
        if not isinstance(found, core.Input) or found.name not in self.scope.reach.places:
            told = f"`{node.text}` is no item or step: peers are compared on those"
            self.faults.append(node.fault(told, f"make it a step: `name: {{read: {node.text}}}`"))
            return None
        if found.type.kind != "number":
            told = f"`{node.text}` is a grade: peers are compared on points"
            self.faults.append(node.fault(told, "name the step in points from which the grade is made"))
            return None
        return found.name

    def _self(self, node: Mapping, how: str) -> bool:
        """Whether the unit counts among those that it is compared with; asked for where it matters."""
        written = node.get("self")
        if written is None:
            if how in ("mean", "best", "least"):
                told = f"the words leave open whether the {how} of the peers is taken over the unit too"
                self.faults.append(node.key("peers").fault(told, "add `self: yes` or `self: no`"))
            return True
        if not isinstance(written, Scalar) or written.text not in _ANSWERS:
            self.faults.append(written.fault(f"`self` is yes or no, not {describe(written)}"))
            return True
        if how == "rank" and not _ANSWERS[written.text]:
            told = "a unit stands in its own ranking"
            self.faults.append(written.fault(told, "leave `self` out; `peers: count` counts the others"))
        return _ANSWERS[written.text]

    def _for_ranks_only(self, node: Mapping, how: str) -> None:
        for key in _OF_RANKS:
            if key in node and how and how != "rank":
                self.faults.append(node.key(key).fault(f"`{key}` goes with `peers: rank`, not with `{how}`"))

    def _ties(self, node: Mapping) -> core.Node | None:
        """How equal units are ranked: one of the words, or a parameter whose values are those words."""
        written = node.get("ties")
        if written is None:
            told = "the words leave open how equal units are ranked"
            hint = "add `ties: shared` (1, 1, 3), `last of tie` (2, 2, 3), `dense` (1, 1, 2) or a parameter"
            self.faults.append(node.key("peers").fault(told, hint))
            return None
        if isinstance(written, Scalar) and written.text in TIES:
            return core.Const(_TIE, label(written.text))
        hint = "known: " + ", ".join(TIES) + ", or a parameter whose values are those"
        if not isinstance(written, Scalar) or " " in written.text:
            near = near_miss(written.text, TIES) if isinstance(written, Scalar) else ""
            self.faults.append(written.fault(f"{describe(written)} is no way to rank equals", near or hint))
            return None
        found = self.scope.value(written, self.scope.names())
        if found is None:
            return None
        words = {tie_word(name) for name in found.type.labels}
        if found.type.kind != "label" or not words or not words <= set(TIES):
            self.faults.append(written.fault(f"`{written.text}` is no way to rank equals", hint))
            return None
        return found

    def _keys(self, node: Mapping) -> tuple[str, ...]:
        written = node.get("then")
        if written is None:
            return ()
        listed = list(written) if isinstance(written, Sequence) else [written]
        return tuple(name for key in listed if (name := self._column(key)) is not None)
