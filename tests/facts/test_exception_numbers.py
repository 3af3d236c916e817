"""A number in place of one that a rule defines: its sign, and the range of what it is held against."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.errors import FactsError, Place
from policy_rules.facts.bind import bind
from policy_rules.facts.bind_exceptions import room_of, told_of_exceptions
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import ExceptionRecord, UnitFacts
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.in_place import in_place, unordered
from policy_rules.ruleset.label_names import label_names
from policy_rules.ruleset.model import Rule
from policy_rules.values.known import INF, Num, point
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import Expression, Measure, Type, Vocabulary

TOWN = read_town()
SHARE = Type("number", low=Fraction(0), high=Fraction(1), percent=True)
BALANCE = Type("number", low=Fraction(-10), high=Fraction(10))
MEASURES = {
    "share": Measure("share", SHARE),
    "balance": Measure("balance", BALANCE),
    "open": Measure("open", Type("number", nullable=True)),
    "word": Measure("word", Type("text")),
}
VOCABULARY = evolve(TOWN.vocabulary, measures=MEASURES)


def scope_of(
    rules: dict[str, Rule] | None = None, vocabulary: Vocabulary = TOWN.vocabulary, **defaults: str
) -> Binding:
    return Binding(vocabulary, rules, defaults, lenient=False, faults=[], labels=label_names(TOWN.vocabulary))


def rule(requires: str | None = None, applies: str | None = None, **keys: Any) -> Rule:
    given = {"requires": requires, "applies": applies}
    texts: dict[str, Any] = {name: None if text is None else Expression(text) for name, text in given.items()}
    return evolve(TOWN.rules["or-1-s3"], **texts, **keys)


def room(requires: str | None, lifts: Num, applies: str | None = None) -> tuple[object, object]:
    found = room_of(rule(requires, applies), "floor", lifts, scope_of(vocabulary=VOCABULARY))
    assert found.null == 0
    return found.lo, found.hi


HALF, TWO, MINUS = point(Fraction(1, 2)), point(2), point(-3)
ROOMS: list[tuple[str, str | None, Num, tuple[object, object]]] = [
    ("held against nothing", None, TWO, (0, INF)),
    ("below zero", None, MINUS, (-INF, 0)),
    ("zero itself", None, point(0), (0, INF)),
    ("against a share", "share >= floor", HALF, (0, 1)),
    ("the other way round", "floor <= share", HALF, (0, 1)),
    ("each comparison counts", "share = floor", HALF, (0, 1)),
    ("unlike", "share != floor", HALF, (0, 1)),
    ("more than", "share > floor", HALF, (0, 1)),
    ("less than", "share < floor", HALF, (0, 1)),
    ("within a condition", "is_open and (share >= floor or is_closed)", HALF, (0, 1)),
    ("of both sides of zero only its own", "balance >= floor", TWO, (0, 10)),
    ("below zero too", "balance >= floor", MINUS, (-10, 0)),
    ("of two measures both", "share >= floor and balance >= floor", HALF, (0, 1)),
    ("a measure without a range", "open >= floor", TWO, (0, INF)),
    ("a measure that is no number", "word = floor", TWO, (0, INF)),
    ("what lies beyond is not narrowed", "share >= floor", TWO, (2, 2)),
    ("reckoned with it is not held against it", "share + floor >= 1", TWO, (0, INF)),
    ("another number", "share >= other", TWO, (0, INF)),
    ("no measure", "grounds >= floor", TWO, (0, INF)),
    ("a number of its own", "floor >= 1", TWO, (0, INF)),
    ("itself", "floor >= floor", TWO, (0, INF)),
    ("what cannot be read", "share >= (floor", TWO, (0, INF)),
]


@pytest.mark.parametrize(("requires", "lifts", "found"), [c[1:] for c in ROOMS], ids=[c[0] for c in ROOMS])
def test_what_may_stand_in_its_place(requires: str | None, lifts: Num, found: tuple[object, object]) -> None:
    assert room(requires, lifts) == found
    assert room(None, lifts, applies=requires) == found
    assert room("balance + 1 >= (", lifts, applies=requires) == found


# -- in facts --------------------------------------------------------------------------------------

ABOUT = {"rule": "or-1-s3", "reason": "x", "approved_by": "y", "date": "2024-02-01"}


def bound(
    number: str, force: str = "In principle", requires: str = "share >= floor", **told: Any
) -> ExceptionRecord:
    changed = rule(
        requires, defines={"floor": Expression(number), "since": Expression("2020-01-01")}, force=force
    )
    vocabulary = evolve(TOWN.vocabulary, measures={**TOWN.vocabulary.measures, **MEASURES})
    model = evolve(TOWN, rules={**TOWN.rules, "or-1-s3": changed}, vocabulary=vocabulary)
    facts = load_facts({"unit": {"id": "u"}, "exceptions": [{**ABOUT, **told}]})
    (found,) = bind(facts, model).units["u"].exceptions
    return found


def test_the_number_is_read_as_that_of_the_rule() -> None:
    assert bound("50%", value="40%").value == point(Fraction(2, 5))
    assert bound(" 50% ", value="100%").value == point(1)
    assert bound("-3", requires="balance >= floor", value=-10).value == point(-10)
    assert bound("2.5", requires="open >= floor", value=0).value == point(0)


def test_a_number_that_is_lifted_may_be_any_in_its_place() -> None:
    assert bound("50%", lifted=True).value == Num(0, 1)
    assert bound("2", requires="open >= floor", lifted=True).value == Num(0, None)


BEYOND = "the number in place of `floor`, {} by `or-1-s3` at {}, lies beyond what it lifts"


@pytest.mark.parametrize(
    ("number", "requires", "given", "own", "span"),
    [
        ("50%", "share >= floor", "101%", "0.5", "0 to 1"),
        ("50%", "share >= floor", "-1%", "0.5", "0 to 1"),
        ("2", "open >= floor", -1, "2", "at least 0"),
        ("-2", "open >= floor", 1, "-2", "at most 0"),
        ("-2", "balance >= floor", 1, "-2", "-10 to 0"),
        ("2", "balance >= floor", 11, "2", "0 to 10"),
        ("2", "share >= floor", 3, "2", "2 to 2"),
    ],
)
def test_one_beyond_is_refused(number: str, requires: str, given: object, own: str, span: str) -> None:
    with pytest.raises(FactsError) as caught:
        bound(number, requires=requires, value=given)
    (fault,) = caught.value.faults
    assert (fault.what, fault.hint) == (
        BEYOND.format(own, TOWN.rules["or-1-s3"].place),
        f"possible is {span}",
    )


def test_a_rule_that_defines_a_number_needs_another_or_is_lifted() -> None:
    with pytest.raises(FactsError) as caught:
        bound("50%")
    (fault,) = caught.value.faults
    assert fault.what == "an exception to `or-1-s3` needs the number in place of `floor`"
    assert fault.hint.startswith("value: the number; or lifted: true, where it is lifted")
    with pytest.raises(FactsError) as caught:
        bound("50%", value="many")
    assert [f.what.startswith("`floor`") or "floor" in f.what for f in caught.value.faults] == [True]


@pytest.mark.parametrize("numbers", ["date(day)", "2020-01-01", "1 + 1", "x50%"])
def test_a_rule_that_defines_none_has_none_replaced(numbers: str) -> None:
    assert bound(numbers).value is None
    hints: dict[str, tuple[Any, str]] = {
        "value": (1, ""),
        "lifted": (True, "leave it out: an exception lifts the rule"),
    }
    for key, (given, hint) in hints.items():
        with pytest.raises(FactsError) as caught:
            bound(numbers, **dict[str, Any]({key: given}))
        told = f"`or-1-s3` defines no number that a `{key}` could replace"
        assert [(f.what, f.hint) for f in caught.value.faults] == [(told, hint)]


def test_a_rule_that_is_not_softened_takes_none() -> None:
    with pytest.raises(FactsError) as caught:
        bound("50%", force="", value="40%")
    told = "the words of `or-1-s3` do not soften it, so it takes no exception"
    assert [f.what for f in caught.value.faults] == [told]


# -- which of several stands -----------------------------------------------------------------------


def replaced(
    start: int, value: int | None, order: int | None = None, until: int | None = None, name: str = "a"
) -> ExceptionRecord:
    number = None if value is None else point(value)
    return ExceptionRecord(name, "", "", start, value=number, order=order, until=until)


def test_those_with_a_number_stand_in_their_order() -> None:
    first, second, third = replaced(5, 1, 2), replaced(5, 2, 1), replaced(3, 3)
    others = (replaced(1, None), replaced(1, 4, name="b"))
    assert in_place((first, *others, second, third), "a") == (third, second, first)
    assert in_place((first, *others), "a") == (first,)
    assert in_place(others, "c") == ()
    assert in_place((replaced(5, 1, 0), replaced(5, 2, -1)), "a") == (replaced(5, 2, -1), replaced(5, 1, 0))


def test_of_those_without_an_order_any_may_be_the_last() -> None:
    a, b, c = replaced(5, 1, until=9), replaced(5, 4, until=7), replaced(5, 2, 1)
    found = in_place((a, b), "a")
    assert found[:2] == (a, b)
    assert [(e.value, e.until) for e in found[2:]] == [(Num(1, 4), 7)]
    found = in_place((a, b, c), "a")
    assert found[:3] == (c, a, b)  # the one with an order first
    either = [(Num(1, 2), 9), (Num(2, 4), 7), (Num(1, 4), 7), (Num(1, 4), 7)]
    assert [(e.value, e.until) for e in found[3:]] == either
    same = replaced(5, 9, 1)
    assert [e.value for e in in_place((c, same), "a")] == [point(2), point(9), Num(2, 9)]
    assert len(in_place((c, replaced(5, 9, 2)), "a")) == 2
    assert in_place((replaced(5, 1), replaced(5, 2)), "a")[2].until is None


def test_pairs_of_which_nothing_says_which_came_first() -> None:
    a, b, c, d = replaced(5, 1), replaced(5, 2, 1), replaced(5, 3, 1), replaced(5, 4, 2)
    others = (replaced(6, 1), replaced(5, None), replaced(5, 1, name="b"))
    assert list(unordered((a, b, c, d, *others))) == [(a, b), (a, c), (a, d), (b, c)]


# -- remarks on what a person may not have meant ---------------------------------------------------

QUARTERS = Periods("quarter", first=730120, months=3)
YEARS = Periods("fiscal", first=730120, months=12)


def remarks(*exceptions: ExceptionRecord, period: str = "", rules: bool = True) -> list[str]:
    known = dict(TOWN.rules)
    if period:
        known = {id: evolve(each, period=Expression(period)) for id, each in known.items()}
    vocabulary = evolve(TOWN.vocabulary, periods={"quarter": QUARTERS, "fiscal": YEARS})
    scope = scope_of(known if rules else None, vocabulary, x="or-end-s1")
    return list(told_of_exceptions(UnitFacts("u", "", exceptions=exceptions), scope))


def lifted(rule: str, instance: str = "", **more: Any) -> ExceptionRecord:
    return ExceptionRecord(rule, "why", "who", 738900, instance, **more)


DAY_OF_NONE = (
    "`u`: the exception to `or-end-s1` names no task and lifts the day of none; "
    "write `instance: <id of the task>` to lift the day of one"
)
NOTHING = "`u`: the exception to `{}` names `{}` and lifts nothing; "


def test_an_exception_that_lifts_nothing_is_remarked_on() -> None:
    assert remarks(lifted("or-end-s1")) == [DAY_OF_NONE]
    assert remarks(lifted("or-end-s1", value=point(3))) == []
    assert remarks(lifted("or-end-s1", "or-11-s2")) == []
    assert remarks(lifted("or-1-s3")) == []
    no_instances = NOTHING.format("or-1-s3", "b1") + "it has no instances"
    assert remarks(lifted("or-1-s3", "b1")) == [no_instances]
    assert remarks(lifted("or-1-s3", "b1"), rules=False) == []
    assert remarks(lifted("or-9", "b1")) == []  # no rule of today
    assert remarks(lifted("or-1-s2", "b1/r1")) == []
    called = NOTHING.format("or-1-s2", "b1") + "an instance of it is called `{}`"
    assert remarks(lifted("or-1-s2", "b1")) == [called.format("b/r")]
    assert remarks(lifted("or-1-s2", "b1"), period="quarter") == [called.format("quarter_N/b/r")]
    assert remarks(lifted("or-1-s2", "quarter_3/b1/r1"), period="quarter") == []
    # one of a whole year is not named
    assert remarks(lifted("or-1-s2", "b1/r1"), period="fiscal") == []
    assert remarks(lifted("or-1-s3", "quarter_1"), period="quarter") == []
    assert remarks(lifted("or-1-s3", "b1"), period="fiscal") == [no_instances]
    assert remarks(lifted("or-1-s3", "b1"), period="decade") == [no_instances]
    several = remarks(lifted("or-end-s1"), lifted("or-1-s3", "b1"), lifted("or-end-s1"))
    assert several == [DAY_OF_NONE, DAY_OF_NONE, no_instances]


def test_all_ways_in_which_instances_of_a_rule_are_called_are_told() -> None:
    each, whole = TOWN.rules["or-1-s2"], TOWN.rules["or-1-s3"]
    limbs = {"a": each, "b": evolve(each, for_each=each.for_each[:1]), "c": whole}
    scope = scope_of({"or-1-s3": evolve(whole, limbs=limbs)})
    named = [lifted("or-1-s3", instance) for instance in ("b1", "b1/r1", "b1/r1/x")]
    told = NOTHING.format("or-1-s3", "b1/r1/x") + "an instance of it is called `b` or `b/r`"
    assert list(told_of_exceptions(UnitFacts("u", "", exceptions=tuple(named)), scope)) == [told]


def test_numbers_of_one_day_without_an_order_are_remarked_on() -> None:
    at = [Place("a.yaml", line, 3) for line in (5, 6)]
    a, b = (lifted("or-1-s3", value=point(n), place=place) for n, place in enumerate(at))
    told = "two exceptions to `or-1-s3` of one day, at a.yaml:5:3 and a.yaml:6:3, and nothing says"
    which = "which came first: either number may hold (`order` tells)"
    assert remarks(a, b) == [f"`u`: {told} {which}"]
    assert remarks(evolve(a, order=1), evolve(b, order=2)) == []
