"""Every operator and aggregate of the columnar engine on a grid of values, against the reference."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from engines.columnar_cases import ANY_NUMBER, AS_OF, ENGINE, GRADE, GRADES, check, const, hand_made
from policy_rules.core import nodes as core
from policy_rules.facts.bound import Completeness, Entry, RecordFacts, UnitFacts
from policy_rules.operators.table import CORE
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.testing.calendars import MOVED
from policy_rules.values.known import (
    ANYTHING,
    FALSE,
    MAYBE,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Truth,
    Value,
    label,
    point,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    Attribute,
    Entity,
    Type,
    Vocabulary,
)
from thinned import few

# -- every operator on a grid of values ------------------------------------------------------------

ANY_DATE = Type("date", nullable=True)
ANY_WHOLE = Type("number", unit=(), places=0, nullable=True)
ANY_OUTCOME = Type("number", unit=(), places=0, low=Fraction(0), high=Fraction(4))
TYPES = {"number": ANY_NUMBER, "few": ANY_WHOLE, "date": ANY_DATE, "truth": BOOLEAN, "label": GRADE}
TYPES |= {"outcome": ANY_OUTCOME}
MANY = tuple(f"label {n}" for n in range(150))
"""More labels than two whole numbers have bits; another enumeration has some of them in another order."""
TURNED = (*MANY[100::-1], "good")
TYPES |= {"many": Type("label", labels=MANY, nullable=True)}
TYPES |= {"turned": Type("label", labels=TURNED, nullable=True)}
SCALE = tuple(core.Const(GRADE, label(name)) for name in GRADES)
BIG = 10**12
NUMBERS = (
    *map(
        point, (0, 1, -1, 80, Fraction(79999, 1000), Fraction(1, 3), Fraction(-5, 2), BIG, -BIG, 2025, None)
    ),
    *(Num(0, 1), Num(-1, 0), Num(-3, 7), Num(1, 4, MAYBE), Num(None, 2), Num(2, None), Num(None, None)),
    *(Num(0, None), Num(Fraction(1, 3), Fraction(5, 2)), ANYTHING),
)
WHOLE = tuple(
    n for n in NUMBERS if all(e in (float("inf"), -float("inf")) or e == int(e) for e in (n.lo, n.hi))
)
FEW = (*map(point, (0, 1, -1, 5, -7, 13, None)), Num(-2, 3), Num(0, 2, MAYBE), Num(None, 4), Num(2, None))


def day(*of: int) -> int:
    return dt.date(*of).toordinal()


DATES = (
    *(point(day(*d)) for d in ((2024, 2, 29), (2025, 1, 31), (2025, 7, 1), (2025, 12, 31), (1999, 5, 5))),
    *(point(day(*d)) for d in ((2004, 1, 1), (2003, 12, 31), (2026, 12, 31), (2027, 1, 1), (2060, 3, 3))),
    *(NULL_NUM, Num(day(2025, 1, 1), day(2025, 1, 20)), Num(day(2025, 1, 1), day(2025, 3, 1))),
    *(Num(day(2024, 12, 1), day(2025, 3, 1), MAYBE), Num(None, day(2025, 3, 1)), Num(day(2025, 3, 1), None)),
)
TRUTHS = tuple(Truth(lo, hi) for lo in range(3) for hi in range(lo, 3))
LABELS = (
    *map(label, (*GRADES, None)),
    *(Labels(frozenset(("poor", "good"))), Labels(frozenset(("fair", "good")), MAYBE)),
    *(Labels(frozenset(GRADES)), Labels(frozenset(GRADES), MAYBE)),
)
ACROSS = frozenset(MANY[n] for n in (3, 59, 60, 61, 120))
FROM_MANY = (
    *map(label, (*(MANY[n] for n in (0, 59, 60, 100, 119, 120, 149)), None)),
    *(Labels(ACROSS), Labels(ACROSS, MAYBE), Labels(frozenset(MANY)), Labels(frozenset(MANY), MAYBE)),
    *(
        Labels(frozenset(MANY) - ACROSS),
        Labels(frozenset(MANY[60:120])),
        Labels(frozenset(MANY[60:61]), MAYBE),
    ),
)
FROM_TURNED = (
    *map(label, (MANY[0], MANY[60], MANY[100], "good", None)),
    *(Labels(ACROSS - {MANY[120]}), Labels(frozenset(TURNED)), Labels(frozenset(TURNED), MAYBE)),
)
VALUES: dict[str, tuple[Value, ...]] = {
    "number": NUMBERS, "whole": WHOLE, "few": FEW, "date": DATES, "truth": TRUTHS, "label": LABELS,
    "many": FROM_MANY, "turned": FROM_TURNED,
    "outcome": tuple(Num(a, b) for a in range(5) for b in range(a, 5)),
}  # fmt: skip
KIND = {"whole": "few"}
BINARY = ("+", "-", "*", "/", "least", "greatest", "cap", "<", "<=", ">", ">=", "=", "!=", "both")
ROUNDINGS = ("floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal")


FINDINGS = tuple(const(Num(lo, hi), core.FINDING) for lo, hi in ((1, 2), (3, 3), (2, 4), (0, 0), (0, 4)))


CASES: tuple[tuple[str, tuple[str, ...], tuple[core.Node, ...]], ...] = (
    *((name, ("number", "number"), ()) for name in BINARY),
    ("/ integer", ("number", "whole"), ()),
    *((name, ("number",), ()) for name in ("negate", "abs", "is null", "not null")),
    *((name, ("number",), (const(point(p)),)) for name in ROUNDINGS for p in (-1, 0, 2)),
    *((name, ("truth", "truth"), ()) for name in ("and", "or", "=", "!=", "both")),
    *((name, ("truth",), ()) for name in ("not", "is null", "not null")),
    *((name, ("label", "label"), ()) for name in ("=", "!=", "both")),
    *((name, ("many", other), ()) for name in ("=", "!=", "both") for other in ("many", "turned", "label")),
    ("in", ("many",), tuple(const(label(MANY[n]), GRADE) for n in (3, 59, 60, 61, 120))),
    ("in", ("turned",), tuple(const(label(MANY[n]), GRADE) for n in (100, 120))),
    *((name, ("many",), ()) for name in ("is null", "not null")),
    ("place", ("many",), tuple(core.Const(GRADE, label(name)) for name in (*MANY[50:70], MANY[149]))),
    *(("if", ("truth", "many", kind), ()) for kind in ("many", "turned")),
    ("holds of", ("few", "truth", "truth"), ()),
    ("holds of", ("number", "truth"), ()),
    ("in", ("label",), (*SCALE[1:3], const(NULL_LABEL, GRADE))),
    ("in", ("label",), SCALE[:1]),
    ("in", ("number",), (const(point(0)), const(point(80)), const(point(Fraction(1, 3))))),
    ("in", ("truth",), (const(TRUE, BOOLEAN), const(NULL_TRUTH, BOOLEAN))),
    *((name, ("label",), ()) for name in ("is null", "not null")),
    ("place", ("label",), SCALE),
    *(("if", ("truth", kind, kind), ()) for kind in ("few", "label", "truth")),
    *((name, ("date", "date"), ()) for name in ("-", "cap", "<=", "=", "both", "working days between")),
    *((name, ("date",), ()) for name in ("year", "month", "day", "weekday", "is null", "not null")),
    *((name, ("few",), ()) for name in ("year start", "year end")),
    *(
        (name, ("date", "few"), ())
        for name in ("+", "add months", "period start", "period end", "working days after")
    ),
    ("outcome", ("truth", "truth", "truth", "truth"), ()),
    ("finding", ("truth", "truth", "truth"), (const(Num(1, 3), core.FINDING),)),
    ("case", ("truth",), (const(TRUE, BOOLEAN), const(FALSE, BOOLEAN), *FINDINGS[:2])),
    ("case", ("label",), (*SCALE, *FINDINGS[: len(SCALE)])),
    ("worst of", ("outcome", "outcome"), (const(Num(1, 3), core.FINDING),)),
)


def grid(kinds: tuple[str, ...]) -> tuple[Vocabulary, list[core.Node], list[UnitFacts]]:
    """A fact of each kind, and a unit for each combination of values."""
    types = {f"f{n}": TYPES[KIND.get(kind, kind)] for n, kind in enumerate(kinds)}
    entity = Entity("s", {n: Attribute(n, t, planned=True) for n, t in types.items()}, one=True)
    reads: list[core.Node] = [core.Read(t, f"s.{n}", AS_OF) for n, t in types.items()]
    units = [
        UnitFacts(str(at), "", values={f"s.f{n}": (Entry(v),) for n, v in enumerate(values)})
        for at, values in enumerate(product(*(VALUES[k] for k in kinds)))
    ]
    return Vocabulary(entities={"s": entity}, calendar=MOVED), reads, units


def result_type(name: str, kinds: tuple[str, ...]) -> Type:
    if name in ("outcome", "finding", "worst of", "case"):
        return core.FINDING
    if name in ("if", "both", "not null"):
        return TYPES[KIND.get(kinds[-1], kinds[-1])]
    return BOOLEAN if CORE[name].gives == "truth" else ANY_NUMBER


@pytest.mark.parametrize("most", few(40, 10_000))
@pytest.mark.parametrize(("name", "kinds", "more"), CASES, ids=lambda v: v if isinstance(v, str) else None)
def test_every_operator_on_a_grid(
    name: str, kinds: tuple[str, ...], more: tuple[core.Node, ...], most: int
) -> None:
    vocabulary, reads, units = grid(kinds)
    if len(units) > most:
        units = Random(f"{name} {kinds}").sample(units, most)
    by = (MOVED,) if name.startswith("working days") else ()
    check(hand_made(core.Op(result_type(name, kinds), name, (*reads, *more), by), vocabulary), units)


def test_the_grid_has_every_operator() -> None:
    assert {name for name, _, _ in CASES} == set(OPERATORS)


# -- every aggregate on lists of all sorts ---------------------------------------------------------


def item(random: Random, id: str, kind: str) -> RecordFacts:
    values = {"v": random.choice(VALUES[kind]), "keep": random.choice((TRUE, TRUE, FALSE, UNDECIDED))}
    values["begun"] = random.choice((point(day(2025, 1, 1)), point(day(2026, 1, 1)), Num(None, None)))
    return RecordFacts(id, {k: Entry(v) for k, v in values.items() if random.random() < 0.9})


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, kind) for name in ("total", "min", "max", "mean") for kind in ("number", "few")),
        ("min", "date"),
        ("max", "date"),
        *((name, "truth") for name in ("share", "every", "some", "count")),
    ],
)
def test_every_aggregate_on_lists_of_all_sorts(name: str, kind: str, filtered: bool) -> None:
    random = Random(f"{name} {kind} {filtered}")
    value = Attribute("v", TYPES[KIND.get(kind, kind)], planned=True)
    attributes = {"v": value, "keep": Attribute("keep", BOOLEAN), "begun": Attribute("begun", DATE)}
    vocabulary = Vocabulary(entities={"l": Entity("l", attributes, dated_by=("begun",))})
    source: core.Node = core.Records(core.LIST, "l")
    if filtered:
        source = core.Filter(core.LIST, source, "v1", core.Field(BOOLEAN, "v1", attributes["keep"]))
    body = None if name == "count" else core.Field(value.type, "v1", value)
    type = BOOLEAN if name in ("every", "some") else ANY_NUMBER
    units = [
        UnitFacts(
            str(n),
            "",
            lists={"l": tuple(item(random, str(i), kind) for i in range(random.choice((0, 1, 1, 2, 3, 5))))},
            complete=(Completeness("l"),) * (random.random() < 0.6),
        )
        for n in range(150)
    ]
    check(hand_made(core.Agg(type, name, source, "v1", body), vocabulary), units)


def test_worst_is_the_one_aggregate_left_to_rules_for_each_record() -> None:
    carried = {"total", "min", "max", "mean", "share", "every", "some", "count"}
    assert carried | {"worst"} | LACKING == set(AGGREGATES)


LACKING = {"median"}
"""Aggregates that the columnar engine does not have."""


@pytest.mark.parametrize("name", sorted(LACKING))
def test_a_rule_with_an_operator_that_is_lacking_is_declined(name: str) -> None:
    value = Attribute("v", ANY_NUMBER)
    vocabulary = Vocabulary(entities={"l": Entity("l", {"v": value})})
    body = core.Field(value.type, "v1", value)
    agg = core.Agg(ANY_NUMBER, name, core.Records(core.LIST, "l"), "v1", body)
    program = hand_made(agg, vocabulary)
    assert ENGINE.lacks(program, program.rules[0]) == f"the aggregate `{name}`"
