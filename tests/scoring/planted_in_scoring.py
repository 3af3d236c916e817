"""Faults in what all engines share on the way from findings to a ledger: engines agree on each of them."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from policy_rules.facts import view
from policy_rules.facts.view import UnitView
from policy_rules.lowering.inputs import YES
from policy_rules.scoring import corrected, entered_values, item_points, score_unit
from policy_rules.scoring.amounts import (
    by_range,
    chosen,
    combined,
    component_shares,
    curves,
    rule_instances,
    sums_and_means,
    tiers,
)
from policy_rules.scoring.amounts.combined import WeightedAmount
from policy_rules.scoring.amounts.quotient import Quotient
from policy_rules.scoring.earlier_outcomes import Earlier
from policy_rules.scoring.entered_values import EnteredValues
from policy_rules.scoring.entries import on_file
from policy_rules.scoring.item_points import Running
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.number_intervals import touches
from policy_rules.scoring.points import product_of
from policy_rules.scoring.score_unit import Scoring
from policy_rules.scoring.sheet import Effect
from policy_rules.values.known import ONLY, Num
from scoring.planted_ledgers import (
    Planted,
    all_of_each_key,
    approval_always,
    due_is_ignored,
    floor_only,
    no_group_cap,
    reversed_of_item,
)

SHOWN_BY = {
    "an upper end always belongs to its row": "..7)",
    "half is rounded down": "half up",
    "half is rounded up to the even": "half even",
    "a part of a step that is started does not count": "started",
    "the third tier begins one too high": "tiers",
    "weights of a mean are ignored": "mean",
    "every record counts, whatever its key": "per",
    "a division by 0 gives 0": "ratio",
    "caps of children are ignored": "children",
    "every record that a list holds is an instance": "instances(",
    "instances of any outcome count": "instances(",
    "the due day of an item is ignored": "due",
    "of several persons the first one counts": "several",
    "the lowest of the roles counts": "several': ['chief",
    "a third person replaces nothing": "moderated",
    "what was pending on the due day still is": "due",
}
"""What must stand in a sheet for the fault to show."""
SHOWN_IN = {
    "half is rounded down": 20,
    "an upper end always belongs to its row": 35,
    "half is rounded up to the even": 41,
    "a part of a step that is started does not count": 213,
    "a division by 0 gives 0": 256,
    "no exception replaces a number": 4,
    "an entry that is replaced still stands": 12,
    "only the last correction counts": 2,
    "only the first approval counts": 44,
    "corrections in the wrong order": 58,
    "every record that a list holds is an instance": 3,
    "instances of any outcome count": 3,
    "what was pending on the due day still is": 43,
    "the due day of an item is ignored": 49,
    "of several persons the first one counts": 0,
    "the lowest of the roles counts": 130,
    "a third person replaces nothing": 219,
    "of what a parameter may choose one counts": 81,
    "of one day the decision that is read last stands": 1631,
}
"""The number of the sheet, or of the scheme, to begin with: the first that showed it, to save time."""


def shared(name: str, *patches: tuple[Any, str, Any]) -> Planted:
    return Planted(name, "all", patches)


def put_on_file(**changes):
    def wrong(*args):
        found = on_file(*args)
        return evolve(found, **{key: change(found) for key, change in changes.items()})

    return (score_unit, "on_file", wrong)


def ends_owned(span, x):
    return touches(evolve(span, high_owned=True), x)


def equally_weighed(parts):
    return LOWEST_MEAN([(value, min(low, 1), min(high, 1)) for value, low, high in parts])


def no_undefined_parts(parts):
    return TOTAL([(value, sure) for value, sure in parts if value.null != ONLY])


def nothing_times_undefined(a, b):
    return Num(0, 0) if Num(0, 0) in (a, b) else product_of(a, b)


def one_choice(run, word):
    return frozenset(sorted(CHOSEN_WORDS(run, word))[:1])


def without_cap_of_children(self):
    right, self.item = self.item, evolve(self.item, at_most=None)
    try:
        return CHILDREN(self)
    finally:
        self.item = right


def only_the_last_decision(found):
    return {item: records[-1:] for item, records in found.of_item.items()}


def whatever_applies(of, weight=None, condition=None):
    return WeightedAmount(of, weight, None)


def by_the_lowest_role(self, name, first, later):
    asked = self.known[first[0].entry]
    self.known = {**self.known, asked.entry: evolve(asked, several=tuple(reversed(asked.several)))}
    SEVERAL(self, name, first, later)


def without_thirds(self, name, first, later):
    SEVERAL(self, name, first, [e for e in later if e.scorer in {made.scorer for made in first}])


def area_beyond_4(prices, x):
    return AREA(prices, x) + (1 if x > 4 else 0)


def as_if(self, holds):
    return holds


def as_read(of_day):
    yield of_day


def upwards_only(item, at, objections, worsens):
    return REVIEWED(item, at, objections, corrected.NEVER_WORSE)


def as_listed(exceptions, rule):
    return tuple(e for e in exceptions if e.rule == rule and e.value is not None)


def last_read(records):
    return records[-1].value


def the_default(self, rule, day, default):
    return default


def zero_where_undefined(self, run, scope):
    found = QUOTIENT(self, run, scope)
    return Num(0, 0) if found.null == ONLY else found


def started_at_zero(self):
    self.item = evolve(self.item, full=False)
    return EFFECTS(self)


REVIEWED = item_points.reviewed
LOWEST_MEAN, TOTAL, AREA = sums_and_means._lowest_mean, sums_and_means.total, tiers._area
CHOSEN_WORDS = chosen.chosen_words
CHILDREN, EFFECTS, QUOTIENT = Running.children, Running.effects, Quotient.image
SEVERAL = EnteredValues._several

IN_AMOUNTS = (
    shared("an upper end always belongs to its row", (by_range, "touches", ends_owned)),
    shared("half is rounded down", (curves.ROUNDINGS, "half up", curves.ROUNDINGS["half down"])),
    shared("half is rounded up to the even", (curves.ROUNDINGS, "half even", curves.ROUNDINGS["half up"])),
    shared("a part of a step that is started does not count", (curves.PARTS, "started", "floor")),
    shared("the third tier begins one too high", (tiers, "_area", area_beyond_4)),
    shared("group caps are ignored", (Running, "_capped", no_group_cap)),
    shared("item caps are ignored", (Running, "_within", floor_only)),
    shared("caps of children are ignored", (Running, "children", without_cap_of_children)),
    shared("every item starts with nothing", (Running, "effects", started_at_zero)),
    shared("`unless` is `if`", (Effect, "taken", as_if)),
    shared("weights of a mean are ignored", (sums_and_means, "_lowest_mean", equally_weighed)),
    shared("an undefined part of a sum is nothing", (sums_and_means, "total", no_undefined_parts)),
    shared("0 times what is undefined is 0", (combined, "product_of", nothing_times_undefined)),
    shared("every record counts, whatever its key", (sums_and_means, "best_of_each_key", all_of_each_key)),
    shared("a division by 0 gives 0", (Quotient, "image", zero_where_undefined)),
    shared("shares count items that do not apply", (component_shares, "WeightedAmount", whatever_applies)),
)
IN_PROCEDURE = (
    shared("corrections in the wrong order", put_on_file(of_item=lambda f: reversed_of_item(f.of_item))),
    shared("only the last correction counts", put_on_file(of_item=only_the_last_decision)),
    shared("an entry that is replaced still stands", put_on_file(entries=lambda f: {**f.entries, **f.first})),
    shared("only the first approval counts", put_on_file(approvals=lambda f: f.approvals[:1])),
    shared("approval always changes the result", (Scoring, "_approved", approval_always)),
    shared("of one day the decision that is read last stands", (corrected, "orders", as_read)),
    shared("of what a parameter may choose one counts", (chosen, "chosen_words", one_choice)),
    shared("an open objection leaves the points as they are", put_on_file(undecided=lambda _: ())),
    shared("a review never worsens", (item_points, "reviewed", upwards_only)),
    shared(
        "a decision after an approval always counts",
        put_on_file(late=lambda _: frozenset(), maybe_late=lambda _: frozenset()),
    ),
    shared("of two exceptions of one day the last one stands", (view, "in_place", as_listed)),
    shared("of two entries of one day the last one stands", (entered_values, "_joined", last_read)),
    shared(
        "of several persons the first one counts",
        (EnteredValues, "_several", lambda self, name, first, _: self.now.update({name: first[0].value})),
    ),
    shared("the lowest of the roles counts", (EnteredValues, "_several", by_the_lowest_role)),
    shared("a third person replaces nothing", (EnteredValues, "_several", without_thirds)),
    shared("no exception replaces a number", (UnitView, "replaced", the_default)),
    shared("every record that a list holds is an instance", (rule_instances, "_is_one_of", lambda *_: YES)),
    shared("instances of any outcome count", (rule_instances, "_found", lambda *_: (1, 2, 3, 4))),
    shared("the due day of an item is ignored", (SheetReference, "_outcome", due_is_ignored)),
    shared(
        "what was pending on the due day still is",
        (Earlier, "overdue", lambda self, rule, due: self._on(rule, due)),
    ),
)
