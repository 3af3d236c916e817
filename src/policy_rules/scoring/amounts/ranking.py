"""A unit compared with its peers: their mean, best, least and number, and its rank among them.

Own and peers are taken as independent. Source: effects, 4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from attrs import frozen

from policy_rules.scoring.amounts import sums_and_means as combine
from policy_rules.scoring.amounts.kinds import Peers
from policy_rules.scoring.others import Ends, Peer, ends_of
from policy_rules.values.known import ANYTHING, INF, MAYBE, NEVER, NULL_NUM, ONLY, Num, T


@frozen
class Rival:
    """A peer that may be in the ranking (`sure`: that surely is), better the greater its ends."""

    low: Ends
    high: Ends
    sure: bool


def summed_up(amount: Peers, own: Num, peers: Sequence[Peer] | None) -> Num:
    """The mean, best, least or number; peers that are not known may be any number of anything."""
    parts: list[combine.Weighted] = [(own, 1, 1)] if amount.own else []
    if peers is None:
        parts.append((ANYTHING, 0, INF))
    else:
        parts += [(p.value, int(p.same.lo == T), 1) for p in peers if p.same.hi == T]
    if amount.how == "count":
        there = combine.present(parts)
        return Num(sum(low for _, low, _ in there), sum(high for _, _, high in there))
    found = _SUMMED[amount.how](parts)
    assert isinstance(found, Num)
    return found


_SUMMED = {"mean": combine.mean, "best": combine.best, "least": combine.least}


def rank(
    amount: Peers, own: Num, keys: Iterable[Num], peers: Sequence[Peer] | None, ties: Collection[str]
) -> Num:
    """The rank, 1 being the first; undefined where the own amount is. Several `ties`: the hull."""
    if own.null == ONLY:
        return NULL_NUM
    if peers is None:
        return Num(1, INF, own.null)
    low, high = ends_of(own, keys, greatest_first=amount.greatest_first)
    others = list(rivals(amount, peers))
    found = [_RANKED[tie](low, high, others) for tie in ties]
    return Num(1 + min(a for a, _ in found), 1 + max(b for _, b in found), own.null)


def rivals(amount: Peers, peers: Iterable[Peer]) -> Iterable[Rival]:
    """The peers that may be in the same ranking; one whose amount is undefined is not."""
    for peer in peers:
        if peer.same.hi == T and peer.value.null != ONLY:
            low, high = peer.ends if amount.greatest_first else peer.turned
            yield Rival(low, high, peer.same.lo == T and peer.value.null == NEVER)


# -- the tie rules: how many places stand before the unit, at least and at most ----------------------
# Ends are compared in the order of the keys. That is exact: the worst of all that a box of amounts can
# hold is its tuple of least ends, the best its tuple of greatest ends.


def _shared(low: Ends, high: Ends, others: Sequence[Rival]) -> tuple[int, int]:
    """The number of better units."""
    return sum(r.sure and r.low > high for r in others), sum(r.high > low for r in others)


def _last_of_tie(low: Ends, high: Ends, others: Sequence[Rival]) -> tuple[int, int]:
    """The number of units at least as good."""
    return sum(r.sure and r.low >= high for r in others), sum(r.high >= low for r in others)


def _dense(low: Ends, high: Ends, others: Sequence[Rival]) -> tuple[int, int]:
    """The number of distinct better amounts.

    At least as many as are needed to hit each surely better interval; at most the known amounts, each
    once, and one more for each that is open.
    """
    fewest, reached = 0, None
    for rival in sorted((r for r in others if r.sure and r.low > high), key=lambda r: r.high):
        if reached is None or rival.low > reached:
            fewest, reached = fewest + 1, rival.high
    better = [r for r in others if r.high > low]
    known = {r.low for r in better if r.low == r.high}
    return fewest, len(known) + sum(r.low != r.high for r in better)


_RANKED: dict[str, Callable[[Ends, Ends, Sequence[Rival]], tuple[int, int]]] = {
    "shared": _shared,
    "last of tie": _last_of_tie,
    "dense": _dense,
}


# -- what leaves it open -----------------------------------------------------------------------------


def left_open_by(
    amount: Peers, own: Num, keys: Iterable[Num], peers: Iterable[Peer], ties: Collection[str]
) -> frozenset[str]:
    """The names of what leaves the amount open: `unit: step`, and the facts that leave a class open.

    Of a rank, a peer that surely stands behind leaves nothing open, nor one that surely stands before
    (but for `dense`, where it matters whether those before are equal).
    """
    there = [p for p in peers if p.same.hi == T and p.value.null != ONLY]
    if amount.how == "rank":
        low, high = ends_of(own, keys, greatest_first=amount.greatest_first)
        there = [p for p in there if _matters(amount, p, low, high, dense="dense" in ties)]
    found: set[str] = set()
    for peer in there:
        if peer.same.lo < T:
            found |= peer.unplaced
        columns = zip((amount.of, *amount.keys), (peer.value, *peer.keys), strict=True)
        found.update(f"{peer.unit}: {name}" for name, value in columns if _open(amount, value))
    return frozenset(found)


def _matters(amount: Peers, peer: Peer, low: Ends, high: Ends, *, dense: bool) -> bool:
    least, greatest = peer.ends if amount.greatest_first else peer.turned
    before = peer.same.lo == T and peer.value.null == NEVER and least > high
    return greatest >= low and (dense or not before)


def _open(amount: Peers, value: Num) -> bool:
    return value.null == MAYBE if amount.how == "count" else not value.settled
