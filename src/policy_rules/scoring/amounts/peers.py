"""What other units have in an item or an earlier step, or the rank among them: the word `peers`."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Scalar, Sequence, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bound import OF_OTHERS
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look
from policy_rules.scoring.amounts.chosen import chosen_words, word_or_parameter
from policy_rules.scoring.amounts.ranking import TIES, in_question, rank, summed_up
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.others import Peer
from policy_rules.scoring.points import Amounted, maybe_undefined
from policy_rules.values.known import MAYBE, ONLY, Num, T


@frozen(eq=False, kw_only=True)
class Peers(Amount):
    """What the same step (or item) of other units gives: their mean, best, least or number, or the own rank.

    `of` and `keys` name items and earlier steps. `among` is the key of the class compared, evaluated for
    each unit (None: all units of the sheet); `own` counts the unit itself, which a rank always does. For
    a rank: `greatest_first`, how `ties` are ranked (a label: `shared`, `last of tie`, `dense`; several
    where a parameter leaves it open), and what is compared where `of` is equal (`keys`).
    """

    how: str
    of: str = ""
    among: core.Node | None = None
    own: bool = True
    greatest_first: bool = True
    ties: core.Node | None = None
    keys: tuple[str, ...] = ()

    def image(self, run: Amounts, scope: Scope) -> Num:
        """The hull over all that the unit and the others may have, taken as independent."""
        (own, *keys), peers = self._own(run), run.population.peers(self)
        if self.how == "rank":
            return rank(own, keys, peers, self._ties(run), greatest_first=self.greatest_first)
        return summed_up(self.how, own if self.own else None, peers)

    def before_facts(self, run: Amounts, scope: Scope) -> Amounted:
        """Of units that nobody knows yet: within what the own column can hold."""
        if self.how in ("count", "rank"):
            return self.image(run, scope)
        return maybe_undefined(self._own(run)[0])

    def _own(self, run: Amounts) -> list[Num]:
        """The unit's own value of what is compared, and its further keys."""
        values = (run.reference.known[name] for name in (self.of, *self.keys))
        return [value for value in values if isinstance(value, Num)]

    def _ties(self, run: Amounts) -> frozenset[str]:
        """The ways in which equal units may be ranked."""
        if self.ties is None:
            return frozenset()
        return chosen_words(run, self.ties)

    def looked_at(self, run: Amounts, scope: Scope) -> Iterator[Look]:
        """Own values, class and tie rule, and the peers that leave it open; alone, it needs them."""
        yield from ((name, {}) for name in (self.of, *self.keys))
        yield from ((node, {}) for node in (self.among, self.ties) if node is not None)
        peers = run.population.peers(self)
        if peers is None:
            yield Basis(needs=frozenset((f"peers of {self.of}",))), {}
            return
        there = [p for p in peers if p.same.hi == T and p.value.null != ONLY]
        if self.how == "rank":
            own, *keys = self._own(run)
            there = in_question(own, keys, there, self._ties(run), greatest_first=self.greatest_first)
        yield Basis(missing=frozenset(name for peer in there for name in self._left_open(peer))), {}

    def _left_open(self, peer: Peer) -> Iterator[str]:
        """The open columns of a peer, `unit: step`, and the facts that leave its class open."""
        if peer.same.lo < T:
            yield from peer.unplaced
        for name, value in zip((self.of, *self.keys), (peer.value, *peer.keys), strict=True):
            if value.null == MAYBE if self.how == "count" else not value.settled:
                yield f"{peer.unit}: {name}" if peer.unit else OF_OTHERS

    def check(self, run: Amounts, scope: Scope) -> Iterator[Fault]:
        """Further keys that may be undefined."""
        for name, key in zip(self.keys, self._own(run)[1:], strict=True):
            if key.null:
                told = f"`{name}`, by which equal units are ranked, may be undefined"
                yield Fault(told, self.place, "say what to take then: `undefined: 0`")

    @property
    def whole(self) -> bool:
        """Whether it counts units or places."""
        return self.how in ("count", "rank")


# -- reading -----------------------------------------------------------------------------------------

AMONG_PEERS = ("mean", "best", "least", "count", "rank")
"""What a step may read of other units."""
ORDERS = {"greatest first": True, "least first": False}
"""Which unit has the first rank: whether it is the one with the greatest amount."""
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
_OF_RANKS = ("order", "ties", "then")


def _peers(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    """What the column of an item or an earlier step gives."""
    if not reader.in_steps:
        told = "`peers` stands in steps only: an item is what the unit itself did"
        hint = "let a step read the item, and a later step its peers"
        reader.faults.append(node.key("peers").fault(told, hint))
        return None
    before = len(reader.faults)
    how = _word(reader, node, "peers", AMONG_PEERS, "is nothing that a step reads of its peers")
    of = _column(reader, node.get("of"))
    among = None
    if isinstance(written := node.get("among"), Scalar):
        among = reader.scope.value(written, reader.scope.names())
    elif written is not None:
        reader.faults.append(written.fault(f"`among` is the key of a class, not {describe(written)}"))
    own = _self(reader, node, how)
    for key in _OF_RANKS:
        if key in node and how and how != "rank":
            reader.faults.append(node.key(key).fault(f"`{key}` goes with `peers: rank`, not with `{how}`"))
    order = _word(reader, node, "order", tuple(ORDERS), "is no order") if "order" in node else ""
    ties = _tie_rule(reader, node) if how == "rank" else None
    keys = _keys(reader, node)
    if len(reader.faults) > before or of is None:
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


def _word(reader: AmountReader, node: Mapping, key: str, known: tuple[str, ...], told: str) -> str:
    written = node.get(key)
    if isinstance(written, Scalar) and written.text in known:
        return written.text
    where = node if written is None else written
    hint = near_miss(written.text, known) if isinstance(written, Scalar) else ""
    reader.faults.append(where.fault(f"{describe(where)} {told}", hint or "known: " + ", ".join(known)))
    return ""


def _column(reader: AmountReader, node: object) -> str | None:
    """The name of an item or an earlier step in points."""
    if not isinstance(node, Scalar):
        if isinstance(node, Mapping | Sequence):
            hint = "make it a step of its own, and name that"
            reader.faults.append(node.fault("peers are compared on an item or an earlier step", hint))
        return None
    known = len(reader.faults)
    found = reader.scope.value(node, reader.scope.names())
    if found is None or len(reader.faults) > known:
        return None
    if not isinstance(found, core.Input) or found.name not in reader.scope.reach.places:
        told = f"`{node.text}` is no item or step: peers are compared on those"
        reader.faults.append(node.fault(told, f"make it a step: `name: {{read: {node.text}}}`"))
        return None
    if found.type.kind != "number":
        told = f"`{node.text}` is a grade: peers are compared on points"
        reader.faults.append(node.fault(told, "name the step in points from which the grade is made"))
        return None
    return found.name


def _self(reader: AmountReader, node: Mapping, how: str) -> bool:
    """Whether the unit counts among those that it is compared with; asked for where it matters."""
    written = node.get("self")
    if written is None:
        if how in ("mean", "best", "least"):
            told = f"the words leave open whether the {how} of the peers is taken over the unit too"
            reader.faults.append(node.key("peers").fault(told, "add `self: yes` or `self: no`"))
        return True
    if not isinstance(written, Scalar) or written.text not in _ANSWERS:
        reader.faults.append(written.fault(f"`self` is yes or no, not {describe(written)}"))
        return True
    if how == "rank" and not _ANSWERS[written.text]:
        told = "a unit stands in its own ranking"
        reader.faults.append(written.fault(told, "leave `self` out; `peers: count` counts the others"))
    return _ANSWERS[written.text]


def _tie_rule(reader: AmountReader, node: Mapping) -> core.Node | None:
    """How equal units are ranked: one of the words, or a parameter whose values are those words."""
    written = node.get("ties")
    if written is None:
        told = "the words leave open how equal units are ranked"
        hint = "add `ties: shared` (1, 1, 3), `last of tie` (2, 2, 3), `dense` (1, 1, 2) or a parameter"
        reader.faults.append(node.key("peers").fault(told, hint))
        return None
    if not isinstance(written, Scalar):
        reader.faults.append(written.fault(f"{describe(written)} is no way to rank equals"))
        return None
    return word_or_parameter(reader, written, TIES, "is no way to rank equals")


def _keys(reader: AmountReader, node: Mapping) -> tuple[str, ...]:
    written = node.get("then")
    if written is None:
        return ()
    listed = list(written) if isinstance(written, Sequence) else [written]
    return tuple(name for key in listed if (name := _column(reader, key)) is not None)


PEERS = Word(
    "peers",
    _peers,
    doc="What other units have in an item or an earlier step, or the rank among them. In steps only.",
    takes="`mean`, `best`, `least`, `count` or `rank`",
    example="{peers: rank, of: amount, ties: shared}",
    kind=21,
    keys=(
        WordKey(
            "of",
            "the name of an item or an earlier step, in points",
            required=True,
            ask="name what is read or compared",
        ),
        WordKey("among", "the key of the class that is compared (default: all units of the sheet)"),
        WordKey("self", "`yes` or `no`: whether the unit itself counts; asked for with mean, best, least"),
        WordKey("order", "of a rank: which unit is first (default `greatest first`)"),
        WordKey("ties", "of a rank: how equal units are ranked; asked for, a word or a parameter"),
        WordKey("then", "of a rank: what decides between equal units, a name or a list of names"),
    ),
    values={
        "peers": {
            "mean": "the mean of their amounts",
            "best": "the greatest of them",
            "least": "the least of them",
            "count": "how many units have one",
            "rank": "the place of the unit itself",
        },
        "ties": {"shared": "1, 1, 3", "last of tie": "2, 2, 3", "dense": "1, 1, 2"},
        "order": {
            "greatest first": "the greatest amount is first",
            "least first": "the least amount is first",
        },
    },
)
