"""What decisions make of an item's points: one after another, in every order that may be, counted or not."""

from __future__ import annotations

import datetime
from fractions import Fraction as Fr

import pytest

from policy_rules.facts.bound import CorrectionRecord
from policy_rules.scoring.corrected import (
    NEVER_WORSE,
    DecidedPoints,
    Review,
    asked_of,
    day_made,
    orders,
    reviewed,
)
from policy_rules.values.known import FALSE, INF, TRUE, UNDECIDED, Num, point
from scoring.world import model, sheet_of

SHEET = {
    "sheet": "s",
    "year": 2024,
    "items": [
        {"id": "held", "component": "c", "points": 10, "start": "full"},
        {"id": "open", "component": "c", "points": 4, "start": "zero", "within": "open"},
        {"id": "low", "component": "c", "points": 0, "start": "zero", "within": [-5, 0]},
    ],
    "steps": {"total": {"share_of": "c"}},
}
NOBODY: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def items():
    sheet, faults = sheet_of(SHEET, model({}))
    assert not faults
    return sheet.items


def day(n):
    return datetime.date(2025, 1, n)


def made(name, on=None, **more):
    return CorrectionRecord(name, "decision", date=on and day(on), **more)


def review(**more):
    given = {"late": NOBODY, "maybe_late": NOBODY, "answers": NOBODY, "may": FALSE, "worsens": TRUE}
    return Review(**{**given, **more})


def decided(item, start, *decisions, **more):
    return DecidedPoints(item, start, decisions, review(**more))


REVIEWED = [
    # item, points now, open objections, whether a review may worsen; what decisions could give
    ("held", (3, 5), 1, FALSE, (3, 10)),
    ("held", (3, 5), 1, TRUE, (0, 10)),
    ("held", (3, 5), 1, UNDECIDED, (0, 10)),
    ("held", (3, 5), 2, NEVER_WORSE, (3, 10)),
    ("low", (-2, -2), 1, FALSE, (-2, 0)),
    ("low", (-2, -2), 1, TRUE, (-5, 0)),
    # each moves an item without floor and cap by its points, or sets it to as many
    ("open", (1, 2), 1, FALSE, (1, 6)),
    ("open", (1, 2), 1, TRUE, (-4, 6)),
    ("open", (1, 2), 2, TRUE, (-8, 10)),
    ("open", (-3, -1), 1, FALSE, (-3, 4)),
    ("open", (-3, -1), 1, TRUE, (-7, 4)),
]


@pytest.mark.parametrize(("item", "at", "objections", "worsens", "expected"), REVIEWED)
def test_what_decisions_on_open_objections_could_give(items, item, at, objections, worsens, expected):
    assert reviewed(items[item], at, objections, worsens) == expected


def test_what_a_decision_asks_for():
    assert asked_of((2, 3), made("d", value=point(7), change=point(1))) == (7, 7)
    assert asked_of((2, 3), made("d", value=Num(7, 8))) == (7, 8)
    assert asked_of((2, 3), made("d", change=Num(1, 2))) == (3, 5)
    assert asked_of((2, INF), made("d", change=point(-1))) == (1, INF)
    assert asked_of((2, 3), made("d")) == (2, 3)


def test_floor_and_cap_hold_the_points(items):
    assert decided(items["held"], (0, 0)).held((-1, 11)) == (0, 10)
    assert decided(items["held"], (0, 0)).held((11, 12)) == (10, 10)
    assert decided(items["held"], (0, 0)).held((-2, -1)) == (0, 0)
    assert decided(items["low"], (0, 0)).held((-6, 1)) == (-5, 0)
    assert decided(items["open"], (0, 0)).held((-60, 70)) == (-60, 70)
    assert decided(items["held"], (0, 0)).held((Fr(1, 2), 3)) == (Fr(1, 2), 3)


def test_the_day_of_a_record():
    assert day_made(made("d", 3)) == day(3)
    assert day_made(made("d")) == datetime.date.min


def names(several):
    return sorted("".join(d.id for d in order) for order in several)


def test_orders_in_which_decisions_of_a_day_may_have_come():
    a, b, c = (made(name, 9) for name in "abc")
    assert names(orders((a,))) == ["a"]
    assert names(orders((a, b))) == ["ab", "ba"]
    assert names(orders((a, b, c))) == ["abc", "acb", "bac", "bca", "cab", "cba"]
    first, second = made("f", 9, order=1), made("s", 9, order=2)
    assert names(orders((second, first))) == ["fs"]
    assert names(orders((second, a, first))) == ["afs", "fas", "fsa"]


def test_decisions_of_one_day_in_every_order(items):
    up, put = made("up", 9, change=point(3)), made("put", 9, value=point(2))
    held = items["held"]
    assert decided(held, (7, 7), up, put).until(day(9)) == (2, 5)  # 7, 10, 2 and 7, 2, 5
    assert decided(held, (7, 7), up, put).until(day(8)) == (7, 7)
    later = made("later", 10, change=point(1))
    assert decided(held, (7, 7), up, put, later).until(day(9)) == (2, 5)
    assert decided(held, (7, 7), up, put, later).until(day(10)) == (3, 6)


def test_one_stands_in_the_place_of_another(items):
    first, second = made("a", 8, change=point(-4)), made("b", 9, change=point(1), supersedes=("a",))
    found = decided(items["held"], (7, 7), first, second)
    assert found.until(day(8)) == (3, 3)
    assert found.until(day(9)) == (8, 8)
    assert found.without(second) == (7, 7)
    assert found.without(made("c", 9)) == (3, 3)
    assert found.without(made("c", 8)) == (7, 7)


LATE = [
    # whether an approval may change the result, late, perhaps late; what may count of a (+1) and b (+2)
    (FALSE, [], [], {"ab"}),
    (TRUE, [], [], {"ab"}),
    (FALSE, ["b"], [], {"ab"}),
    (TRUE, ["b"], [], {"a"}),
    (UNDECIDED, ["b"], [], {"ab", "a"}),
    (TRUE, [], ["b"], {"ab", "a"}),
    (FALSE, [], ["b"], {"ab"}),
    (TRUE, ["a"], ["b"], {"b", ""}),
    (TRUE, ["a", "b"], [], {""}),
]


@pytest.mark.parametrize(("may", "late", "maybe", "expected"), LATE)
def test_decisions_after_an_approval(items, may, late, maybe, expected):
    a, b = made("a", 8, change=point(1)), made("b", 9, change=point(2))
    given = {"may": may, "late": frozenset(late), "maybe_late": frozenset(maybe)}
    found = decided(items["held"], (3, 3), a, b, **given)
    assert {"".join(d.id for d in some) for some in found.counted()} == expected
    points = [3 + ("a" in some) + 2 * ("b" in some) for some in expected]
    assert found.until(day(9)) == (min(points), max(points))
    assert found.sure((b,)) == (expected in ({"ab"}, {"b"}))
    assert not found.sure((a, b))


HEARD = [
    # whether the objection o counts, and p; which decisions may count: a on o, b on p, c on neither
    (TRUE, TRUE, {"abc"}),
    (FALSE, TRUE, {"bc"}),
    (FALSE, FALSE, {"c"}),
    (UNDECIDED, TRUE, {"abc", "bc"}),
    (UNDECIDED, FALSE, {"ac", "c"}),
    (UNDECIDED, UNDECIDED, {"abc", "bc", "ac", "c"}),
]


@pytest.mark.parametrize(("on_o", "on_p", "expected"), HEARD)
def test_decisions_on_objections_that_may_be_late(items, on_o, on_p, expected):
    each = made("a", 7, about="o"), made("b", 8, about="p"), made("c", 9)
    found = decided(items["held"], (3, 3), *each, counts={"o": on_o, "p": on_p})
    assert {"".join(d.id for d in some) for some in found.counted()} == expected
    objection = CorrectionRecord("o", "objection", about="p")
    assert found.review.heard(objection) == on_o
    assert found.review.heard(each[1]) == on_p
    assert found.review.heard(each[2]) == TRUE


WORSE = [
    # whether a review may worsen, whether the decision answers one; from 3..6 by 2 less, and set to 5
    (FALSE, True, (3, 6), (5, 6)),
    (TRUE, True, (1, 4), (5, 5)),
    (UNDECIDED, True, (1, 6), (5, 6)),
    (FALSE, False, (1, 4), (5, 5)),
]


@pytest.mark.parametrize(("worsens", "answers", "less", "put"), WORSE)
def test_a_review_that_may_not_worsen(items, worsens, answers, less, put):
    found = decided(items["held"], (3, 6), worsens=worsens, answers=frozenset("d") if answers else NOBODY)
    assert found.moved((3, 6), made("d", change=point(-2))) == less
    assert found.moved((3, 6), made("d", change=point(2))) == (5, 8)
    assert found.moved((3, 6), made("d", value=point(5))) == put
