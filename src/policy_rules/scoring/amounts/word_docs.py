"""What the words of amounts mean, for authors of sheets.

`report.sheet_language` prints the tables; a test holds them to `words`, and loads every example.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class Word:
    """A word of amounts: its meaning, what stands under it and under its keys, an example.

    `kind` is the number of the kind of effects whose data the example is taken from; 0 where no kind
    needs the word.
    """

    doc: str
    takes: str
    example: str
    kind: int = 0
    keys: Mapping[str, str] = field(factory=dict)


_LISTED = "a list of amounts; one may be a part `{of: amount, weight: amount, if: condition}`"
_UNWEIGHTED = "a list of amounts; one may be a part `{of: amount, if: condition}`"

WORDS: Mapping[str, Word] = {
    "read": Word(
        "What a name holds. It gives an amount a place for the words that it may end with.",
        "an amount",
        "{read: own, undefined: mean}",
        32,
    ),
    "given": Word(
        "What a person enters under a name of your choice. Until then it is anything between the bounds.",
        "the name of the entry",
        "{given: typed, between: [0, 6], by: 0.5}",
        58,
        {"between": "the bounds, `[least, greatest]`", "by": "the grid that entries keep to, from the least"},
    ),
    "each": Word(
        "A price for each step by which a number lies over or under another; 0 on the other side.",
        "the price, an amount",
        "{each: 2, of: coverage, under: 60%, step: 1%, part: started}",
        5,
        {
            "of": "the number",
            "over": "counted from here upwards (default 0)",
            "under": "counted from here downwards, instead of `over`",
            "step": "how much one step is (default 1)",
            "part": "how a part of a step counts; asked for unless whole numbers are counted by ones",
        },
    ),
    "table": Word(
        "The amount of the row in which a number or label stands. Rows hold every possible value once.",
        "an amount in points, or the name of a label, a condition or an outcome",
        '{table: rate, rows: {">= 80": 0, "[70..80)": 1, "[60..70)": 2, "< 60": 3}}',
        10,
        {
            "rows": "`range: amount` or `label: amount`, or the name of a parameter that holds the rows; "
            "ranges are `>= 90`, `[80..90)`, `< 60`, `3`"
        },
    ),
    "tiers": Word(
        "A number priced piece by piece, as income is taxed: each piece at the price of its row.",
        "an amount in points",
        '{tiers: workload, rows: {"< 0": 0.5, "[0..100)": 1, "[100..200)": 1.5, ">= 200": -2}}',
        59,
        {
            "rows": "`range: price`; they cover all numbers, each once",
            "part": "how a part of one counts; asked for unless the number is whole",
        },
    ),
    "round": Word(
        "A number rounded. Nothing else rounds.",
        "an amount in points",
        "{round: total, places: 1, mode: half up}",
        0,
        {"places": "decimals kept; negative for tens, hundreds", "mode": "the way of rounding"},
    ),
    "ratio": Word(
        "One number divided by another, times the points. Undefined where the divisor is 0.",
        "the number divided, an amount",
        "{ratio: cases_done, to: 10, points: 15, at_most: 15}",
        16,
        {"to": "the divisor, an amount that is never negative", "points": "an amount (default 1)"},
    ),
    "cases": Word(
        "The amount of the first condition that is true. A condition that is false or null passes on.",
        "a list of `[condition, amount]`",
        "{cases: [[prov >= 1, 3], [city >= 2, 2], [county >= 1, 1]], else: 0}",
        20,
        {"else": "the amount where none is true"},
    ),
    "for": Word(
        "An amount for each record of a list, summed, averaged, or the best or least taken.",
        "`name in list`; the list may be filtered, as in rules",
        "{for: b in awards, per: b.matter, best: b.points}",
        25,
        {
            "if": "only records for which this is true",
            "per": "with `best`: records of one matter count once, at their best; matters add up",
            "sum": "the amount of each record, to be added up; one of these four must stand",
            "best": "the same, and the best is taken; undefined without records",
            "least": "the same, and the least is taken; undefined without records",
            "mean": "the same, and the mean is taken; undefined without records",
        },
    ),
    "sum": Word(
        "All parts together, times their weights; undefined where a part is. A grade and a number: the grade "
        "moved by so many places of the scale.",
        _LISTED,
        "{sum: [base, {limit: bonus, at_most: 5}]}",
        43,
    ),
    "best": Word(
        "The greatest of the parts, or the best of grades. An undefined part is absent.",
        _UNWEIGHTED,
        "{best: [{each: 1, of: faults}, {cases: [[untrue, {given: heavier, between: [0, 5]}]], else: 0}]}",
        37,
    ),
    "least": Word(
        "The least of the parts. Of grades the lowest, which is how a grade is barred.",
        _UNWEIGHTED,
        '{least: [{table: total, rows: {">= 90": excellent, "[80..90)": good, "[60..80)": pass, '
        '"< 60": fail}}, {cases: [[criticised, good]], else: excellent}]}',
        35,
    ),
    "mean": Word(
        "The weighted mean of the parts that are there: what does not apply drops out with its weight.",
        _LISTED,
        "{mean: [{of: {ratio: common, to: 50}, weight: 50},"
        " {of: {ratio: own, to: 50}, weight: 50, if: has_own}], times: 100}",
        38,
    ),
    "limit": Word(
        "An amount with a floor or a cap, which it ends with.",
        "an amount",
        "{limit: bonus, at_most: 5}",
        43,
    ),
    "share_of": Word(
        "Points got by points possible, over the items of components that apply; 1 is all. In steps only.",
        "a component, or a list of them",
        "{share_of: all, times: 10}",
        49,
    ),
    "possible_of": Word(
        "The points possible of the items of components that apply. In steps only.",
        "a component, or a list of them",
        "{possible_of: [daily, on_site]}",
    ),
    "peers": Word(
        "What other units have in an item or an earlier step, or the rank among them. In steps only.",
        "`mean`, `best`, `least`, `count` or `rank`",
        "{peers: rank, of: amount, ties: shared}",
        21,
        {
            "of": "the name of an item or an earlier step, in points",
            "among": "the key of the class that is compared (default: all units of the sheet)",
            "self": "`yes` or `no`: whether the unit itself counts; asked for with mean, best, least",
            "order": "of a rank: which unit is first (default `greatest first`)",
            "ties": "of a rank: how equal units are ranked; asked for, a word or a parameter",
            "then": "of a rank: what decides between equal units, a name or a list of names",
        },
    ),
}
"""Every word that an amount begins with."""

ENDINGS: Mapping[str, str] = {
    "times": "multiplied by this amount",
    "at_least": "no less than this amount",
    "at_most": "no more than this amount",
    "undefined": "this amount, where there is none: a divisor of 0, a mean of nothing, no peers",
}
"""The words that any amount may end with, in the order in which they apply."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "part": {
        "exact": "a step and a half is 1.5",
        "whole": "it is 1",
        "started": "it is 2",
        "half up": "it is 2, and a step and a third is 1",
    },
    "mode": {
        "half up": "halves away from zero",
        "half down": "halves towards zero",
        "half even": "halves to the even number",
        "up": "away from zero",
        "down": "towards zero",
        "floor": "to the number below",
        "ceiling": "to the number above",
        "whole": "as `floor`",
        "started": "as `ceiling`",
    },
    "peers": {
        "mean": "the mean of their amounts",
        "best": "the greatest of them",
        "least": "the least of them",
        "count": "how many units have one",
        "rank": "the place of the unit itself",
    },
    "ties": {"shared": "1, 1, 3", "last of tie": "2, 2, 3", "dense": "1, 1, 2"},
    "order": {"greatest first": "the greatest amount is first", "least first": "the least amount is first"},
}
"""The words that stand under a key."""
