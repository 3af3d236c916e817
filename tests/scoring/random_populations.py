"""Random small populations with facts hidden, and what their steps give by plain definition.

A unit has an amount (0..3, or none), a second one (0..2) and a class. Where a fact is hidden it may be any
value; `completions` goes through them all.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

VOCABULARY = {
    "amount": {"type": "integer", "range": "[0..3]", "nullable": True, "zh": "a", "en": "a"},
    "second": {"type": "integer", "range": "[0..2]", "zh": "s", "en": "s"},
    "group": {"type": ["east", "west"], "zh": "g", "en": "g"},
}
POSSIBLE = {"amount": (None, 0, 1, 2, 3), "second": (0, 1, 2), "group": ("east", "west")}
TIES = ("shared", "last of tie", "dense")


def words(rng):
    """One `peers` as a sheet writes it."""
    how = rng.choice(["rank", "rank", "rank", "mean", "best", "least", "count"])
    made = {"peers": how, "of": "x"}
    if rng.random() < 0.5:
        made["among"] = "group"
    if how == "rank":
        made["ties"] = rng.choice([*TIES, "equals"])
        made |= {"order": "least first"} if rng.random() < 0.4 else {}
        made |= {"then": ["y"]} if rng.random() < 0.4 else {}
    elif how != "count" or rng.random() < 0.5:
        made["self"] = rng.choice(["yes", "no"])
    return made


def sheet(steps):
    """A sheet of such steps; the tie rule `equals` is open."""
    return {
        "sheet": "s",
        "year": 2024,
        "parameters": {"equals": {"one_of": ["shared", "last_of_tie", "dense"]}},
        "steps": {"x": {"read": "amount"}, "y": {"read": "second"}, **steps},
    }


def units(rng, most_hidden):
    """Units with all their facts, and which (unit, fact) are hidden."""
    facts = {
        f"u{n}": {name: rng.choice(values) for name, values in POSSIBLE.items()}
        for n in range(rng.randint(3, 6))
    }
    every = [(u, name) for u in facts for name in POSSIBLE]
    return facts, rng.sample(every, rng.randint(0, most_hidden))


def known(facts, hidden):
    """The facts that are not hidden."""
    return {u: {k: v for k, v in own.items() if (u, k) not in hidden} for u, own in facts.items()}


def completions(facts, hidden):
    """The facts with every value that the hidden ones may have."""
    for values in itertools.product(*(POSSIBLE[name] for _, name in hidden)):
        found = {u: dict(own) for u, own in facts.items()}
        for (unit, name), value in zip(hidden, values, strict=True):
            found[unit][name] = value
        yield found


def plainly(step, facts, unit, ties):
    """What the step gives the unit where all facts are known; None is undefined."""
    own = facts[unit]
    others = [f for u, f in facts.items() if u != unit and f["amount"] is not None]
    if "among" in step:
        others = [f for f in others if f["group"] == own["group"]]
    counted = step.get("self", "yes") == "yes" and own["amount"] is not None
    amounts = [f["amount"] for f in others] + ([own["amount"]] if counted else [])
    how = step["peers"]
    if how == "count":
        return len(amounts)
    if how == "rank":
        return None if own["amount"] is None else _rank(step, own, others, ties)
    if not amounts:
        return None
    return {"mean": Fraction(sum(amounts), len(amounts)), "best": max(amounts), "least": min(amounts)}[how]


def _rank(step, own, others, ties):
    sign = -1 if step.get("order") == "least first" else 1

    def standing(facts):
        return (sign * facts["amount"], *([sign * facts["second"]] if "then" in step else []))

    mine, theirs = standing(own), [standing(f) for f in others]
    if ties == "shared":
        return 1 + sum(t > mine for t in theirs)
    if ties == "last of tie":
        return 1 + sum(t >= mine for t in theirs)
    return 1 + len({t for t in theirs if t > mine})
