"""A unit compared with its peers: their mean, best, least and number, and its rank among them.

Own and peers are taken as independent. Source: effects, 4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from policy_rules.attributes import frozen
from policy_rules.scoring.amounts import sums_and_means
from policy_rules.scoring.others import Ends, Peer, ends_of
from policy_rules.values.known import ANYTHING, INF, NEVER, NULL_NUM, ONLY, Num, T


@frozen
class Rival:
    """A peer that may be in the ranking (`sure`: that surely is), better the greater its ends."""

    low: Ends
    high: Ends
    sure: bool


def summed_up(how: str, own: Num | None, peers: Sequence[Peer] | None) -> Num:
    """The mean, best, least or number; peers that are not known may be any number of anything."""
    parts: list[sums_and_means.Weighted] = [] if own is None else [(own, 1, 1)]
    if peers is None:
        parts.append((ANYTHING, 0, INF))
    else:
        parts += [(p.value, int(p.same.lo == T), 1) for p in peers if p.same.hi == T]
    if how == "count":
        there = sums_and_means.present(parts)
        return Num(sum(low for _, low, _ in there), sum(high for _, _, high in there))
    found = _SUMMED[how](parts)
    assert isinstance(found, Num)
    return found


_SUMMED = {"mean": sums_and_means.mean, "best": sums_and_means.best, "least": sums_and_means.least}


def rank(
    own: Num,
    keys: Iterable[Num],
    peers: Sequence[Peer] | None,
    ties: Collection[str],
    *,
    greatest_first: bool,
) -> Num:
    """The rank, 1 being the first; undefined where the own amount is. Several `ties`: the hull."""
    if own.null == ONLY:
        return NULL_NUM
    if peers is None:
        return Num(1, INF, own.null)
    low, high = ends_of(own, keys, greatest_first=greatest_first)
    others = list(_rivals(peers, greatest_first))
    found = [_RANKED[tie](low, high, others) for tie in ties]
    return Num(1 + min(a for a, _ in found), 1 + max(b for _, b in found), own.null)


def _rivals(peers: Iterable[Peer], greatest_first: bool) -> Iterator[Rival]:
    """The peers that may be in the same ranking; one whose amount is undefined is not."""
    for peer in peers:
        if peer.same.hi == T and peer.value.null != ONLY:
            low, high = peer.ends if greatest_first else peer.turned
            yield Rival(low, high, peer.same.lo == T and peer.value.null == NEVER)


def in_question(
    own: Num, keys: Iterable[Num], peers: Iterable[Peer], ties: Collection[str], *, greatest_first: bool
) -> list[Peer]:
    """The peers that may leave the rank open.

    One that surely stands behind leaves nothing open, nor one that surely stands before (but for
    `dense`, where it matters whether those before are equal).
    """
    low, high = ends_of(own, keys, greatest_first=greatest_first)
    found = []
    for peer in peers:
        least, greatest = peer.ends if greatest_first else peer.turned
        before = peer.same.lo == T and peer.value.null == NEVER and least > high
        if greatest >= low and ("dense" in ties or not before):
            found.append(peer)
    return found


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
TIES = tuple(_RANKED)
"""How equal units are ranked: 1, 1, 3; 2, 2, 3; or 1, 1, 2."""
