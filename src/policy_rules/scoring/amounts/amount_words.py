"""The words of amounts: which keys go with each."""

from __future__ import annotations

from policy_rules.documents import Mapping
from policy_rules.errors import Fault, near_miss

TAILS = ("times", "at_least", "at_most", "undefined")
"""What any amount may end with, in the order in which it applies."""

COMBINATIONS = ("sum", "best", "least", "mean")
HEADS: dict[str, tuple[str, ...]] = {
    "read": (),
    "given": ("between", "by"),
    "each": ("of", "over", "under", "step", "part"),
    "table": ("rows",),
    "tiers": ("rows", "part"),
    "round": ("places", "mode"),
    "ratio": ("to", "points"),
    "cases": ("else",),
    "for": ("if", "per", *COMBINATIONS),
    **dict.fromkeys(COMBINATIONS, ()),
    "limit": (),
    "share_of": (),
    "possible_of": (),
    "peers": ("of", "among", "self", "order", "ties", "then"),
}
"""The words that an amount begins with, each with the keys that may stand beside it."""

REQUIRED = {
    "given": ("between",),
    "each": ("of",),
    "table": ("rows",),
    "tiers": ("rows",),
    "round": ("places", "mode"),
    "ratio": ("to",),
    "cases": ("else",),
    "peers": ("of",),
}
AMONG_PEERS = ("mean", "best", "least", "count", "rank")
"""What a step may read of other units."""
TIES = ("shared", "last of tie", "dense")
"""How equal units are ranked: 1, 1, 3; 2, 2, 3; or 1, 1, 2."""
ORDERS = {"greatest first": True, "least first": False}
"""Which unit has the first rank: whether it is the one with the greatest amount."""

PARTS = {"exact": "", "whole": "floor", "started": "ceiling", "half up": "half up"}
"""How a number of steps becomes whole."""


def tie_word(name: str) -> str:
    """The word of a tie rule; as the value of a parameter it may be written `last_of_tie`."""
    return name.replace("_", " ")


def head_of(node: Mapping, faults: list[Fault]) -> str:
    """The word that an amount begins with, or an empty text with the fault noted."""
    found = [word for word in HEADS if word in node]
    if "for" in found:
        found = ["for"]
    if "each" in found:
        found = ["each"]
    if not found:
        known = [*HEADS, *TAILS]
        first = next((k for k, _ in node.entries if k.text not in TAILS), None)
        where = first if first is not None else node
        word = first.text if first is not None else ""
        hint = near_miss(word, known) or "words: " + ", ".join(HEADS)
        what = f"`{word}` is no word of amounts" if word else "an amount begins with a word such as `sum`"
        faults.append(where.fault(what, hint))
        return ""
    if len(found) > 1:
        told = f"`{found[0]}` and `{found[1]}` stand in one amount"
        faults.append(node.key(found[1]).fault(told, "put one of them inside the other"))
        return ""
    return found[0] if _fitting(node, found[0], faults) else ""


def _fitting(node: Mapping, head: str, faults: list[Fault]) -> bool:
    """Whether every key goes with the word, and none is missing."""
    before = len(faults)
    known = (head, *HEADS[head], *TAILS)
    for key, _ in node.entries:
        if key.text not in known:
            hint = near_miss(key.text, known) or "keys: " + ", ".join(known)
            faults.append(key.fault(f"`{key.text}` does not go with `{head}`", hint))
    faults += [
        node.fault(f"`{head}` lacks `{key}`", _ASKED.get(key, ""))
        for key in REQUIRED.get(head, ())
        if key not in node
    ]
    return len(faults) == before


_ASKED = {
    "mode": "say how it is rounded: half up, half even, up, down, floor, ceiling, …",
    "else": "say what holds where no condition is true",
    "between": "give the bounds of the entry: `between: [0, 2]`",
    "of": "name what is read or compared",
}
