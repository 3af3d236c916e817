"""The columnar engine gives what the reference gives, many units at once, or says what it lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.core_facts import DAY, ENTITIES, MEASURES, FactsDrawn
from engines.core_trees import program_of, random_program
from policy_rules.domain import (
    ANYTHING,
    FALSE,
    MAYBE,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
    label,
    point,
    truth,
)
from policy_rules.errors import EngineError, FactsError
from policy_rules.facts.model import Completeness, Entry, ExceptionRecord, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.ir import nodes as ir
from policy_rules.ir.evaluate import AGGREGATES, OPERATORS
from policy_rules.ir.program import Program, compile_rules
from policy_rules.ir.trace import Tracer
from policy_rules.ruleset.model import Document, Iteration, Rule, RulesetModel
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    Attribute,
    Entity,
    Expression,
    Parameter,
    Role,
    Type,
    Vocabulary,
)

pl = pytest.importorskip("polars")
pytest.importorskip("narwhals")

from policy_rules.engines.columnar import ColumnarEngine, assess_frame  # noqa: E402

ENGINE = ColumnarEngine()
AS_OF = ir.Input(DATE, "as_of")


def agree(program: Program, views: Sequence[UnitView], fresh: Sequence[UnitView]) -> int:
    """Compare full results with the reference's; how many rules' results were compared."""
    carried = [r.id for r in program.rules if ENGINE.lacks(program, r) is None]
    found, outcomes = ENGINE.run(program, views), ENGINE.outcomes(program, views)
    for mine, short, view in zip(found, outcomes, fresh, strict=True):
        expected = Tracer(program, view).results()
        assert list(mine) == list(short) == carried
        for rule in carried:
            assert mine[rule] == expected[rule], (view.unit.id, rule)
            assert short[rule] == expected[rule].finding, (view.unit.id, rule)
    return len(carried) * len(views)


def views_of(program: Program, units: Iterable[UnitFacts], *, as_of: int = DAY) -> list[UnitView]:
    vocabulary = program.model.vocabulary
    return [UnitView(Facts({u.id: u}), u, vocabulary, as_of, 2025, False) for u in units]


def check(program: Program, units: Sequence[UnitFacts], **more: int) -> None:
    carried = [ENGINE.lacks(program, rule) for rule in program.rules]
    assert carried == [None] * len(carried)
    assert agree(program, views_of(program, units, **more), views_of(program, units, **more))


# -- every operator on a grid of values ------------------------------------------------------------

GRADES = ("poor", "fair", "good", "excellent")
GRADE = Type("label", labels=GRADES, ordered=True, nullable=True)
ANY_NUMBER = Type("number", unit=(), nullable=True)
ANY_DATE = Type("date", nullable=True)
ANY_WHOLE = Type("number", unit=(), places=0, nullable=True)
TYPES = {"number": ANY_NUMBER, "few": ANY_WHOLE, "date": ANY_DATE, "truth": BOOLEAN, "label": GRADE}
SCALE = tuple(ir.Const(GRADE, label(name)) for name in GRADES)
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
VALUES: dict[str, tuple[Value, ...]] = {
    "number": NUMBERS, "whole": WHOLE, "few": FEW, "date": DATES, "truth": TRUTHS, "label": LABELS,
}  # fmt: skip
KIND = {"whole": "few"}
BINARY = ("+", "-", "*", "/", "least", "greatest", "cap", "<", "<=", ">", ">=", "=", "!=", "both")
ROUNDINGS = ("floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal")


def const(value: Value, type: Type = INTEGER) -> ir.Const:
    return ir.Const(type, value)


CASES: tuple[tuple[str, tuple[str, ...], tuple[ir.Node, ...]], ...] = (
    *((name, ("number", "number"), ()) for name in BINARY),
    ("/ integer", ("number", "whole"), ()),
    *((name, ("number",), ()) for name in ("negate", "abs", "is null")),
    *((name, ("number",), (const(point(p)),)) for name in ROUNDINGS for p in (-1, 0, 2)),
    *((name, ("truth", "truth"), ()) for name in ("and", "or", "=", "!=", "both")),
    *((name, ("truth",), ()) for name in ("not", "is null")),
    *((name, ("label", "label"), ()) for name in ("=", "!=", "both")),
    ("in", ("label",), (*SCALE[1:3], const(NULL_LABEL, GRADE))),
    ("in", ("label",), SCALE[:1]),
    ("in", ("number",), tuple(map(const, map(point, (0, 80, Fraction(1, 3)))))),
    ("in", ("truth",), (const(TRUE, BOOLEAN), const(NULL_TRUTH, BOOLEAN))),
    *((name, ("label",), ()) for name in ("is null",)),
    ("place", ("label",), SCALE),
    *(("if", ("truth", kind, kind), ()) for kind in ("few", "label", "truth")),
    *((name, ("date", "date"), ()) for name in ("-", "cap", "<=", "=", "both", "working days between")),
    *((name, ("date",), ()) for name in ("year", "month", "day", "is null")),
    *((name, ("few",), ()) for name in ("year start", "year end")),
    *((name, ("date", "few"), ()) for name in ("+", "add months", "working days after")),
    ("outcome", ("truth", "truth", "truth"), ()),
    ("outcome", ("truth", "truth", "truth", "truth"), ()),
    ("finding", ("truth", "truth", "truth"), (const(Num(1, 3), ir.FINDING),)),
)


def hand_made(root: ir.Node, vocabulary: Vocabulary, each: tuple[tuple[str, ir.Node], ...] = ()) -> Program:
    """One rule whose finding shows the root's value, as a side of its first comparison."""
    other = {"boolean": TRUE, "label": label("good")}.get(root.type.kind, point(1))
    shown: ir.Node = root
    if root.type.kind != "finding":
        shown = ir.Op(BOOLEAN, "=", (root, ir.Const(root.type, other)))
    test = ir.Op(BOOLEAN, "and", (shown, ir.Const(BOOLEAN, UNDECIDED)))
    if root.type.kind == "finding":
        finding = root
    else:
        late = ir.Const(BOOLEAN, TRUE)
        no = ir.Const(BOOLEAN, FALSE)
        instance = ir.Op(ir.FINDING, "outcome", (no, test, late))
        finding = ir.Op(
            ir.FINDING, "finding", (ir.Const(BOOLEAN, TRUE), no, ir.Const(BOOLEAN, TRUE), instance)
        )
    comparisons = ir.comparisons_of(finding)
    rule = ir.RuleProgram("r", "duty", "c", finding, None, each, None, "", AS_OF, "", comparisons)
    return program_of((rule,), vocabulary)


def grid(kinds: tuple[str, ...]) -> tuple[Vocabulary, list[ir.Node], list[UnitFacts]]:
    """A fact of each kind, and a unit for each combination of values."""
    types = {f"f{n}": TYPES[KIND.get(kind, kind)] for n, kind in enumerate(kinds)}
    entity = Entity("s", {n: Attribute(n, t, planned=True) for n, t in types.items()}, one=True)
    reads: list[ir.Node] = [ir.Read(t, f"s.{n}", AS_OF) for n, t in types.items()]
    units = [
        UnitFacts(str(at), "", values={f"s.f{n}": (Entry(v),) for n, v in enumerate(values)})
        for at, values in enumerate(product(*(VALUES[k] for k in kinds)))
    ]
    return Vocabulary(entities={"s": entity}), reads, units


def result_type(name: str, kinds: tuple[str, ...]) -> Type:
    if name in ("outcome", "finding"):
        return ir.FINDING
    if name in ("if", "both"):
        return TYPES[KIND.get(kinds[-1], kinds[-1])]
    truths = ("and", "or", "not", "<", "<=", ">", ">=", "=", "!=", "in", "is null")
    return BOOLEAN if name in truths else ANY_NUMBER


@pytest.mark.parametrize(("name", "kinds", "more"), CASES, ids=lambda v: v if isinstance(v, str) else None)
def test_every_operator_on_a_grid(name: str, kinds: tuple[str, ...], more: tuple[ir.Node, ...]) -> None:
    vocabulary, reads, units = grid(kinds)
    check(hand_made(ir.Op(result_type(name, kinds), name, (*reads, *more)), vocabulary), units)


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
    source: ir.Node = ir.Records(ir.LIST, "l")
    if filtered:
        source = ir.Filter(ir.LIST, source, "v1", ir.Field(BOOLEAN, "v1", attributes["keep"]))
    body = None if name == "count" else ir.Field(value.type, "v1", value)
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
    check(hand_made(ir.Agg(type, name, source, "v1", body), vocabulary), units)


def test_worst_is_the_one_aggregate_left_to_rules_for_each_record() -> None:
    carried = {"total", "min", "max", "mean", "share", "every", "some", "count"}
    assert carried | {"worst"} == set(AGGREGATES)


# -- a ruleset in its own words --------------------------------------------------------------------

REQUIREMENTS = (
    "office.front / office.total >= 80%",
    "office.total / office.front < 1.5 or office.rate / (office.rate + 1) > 2",
    "office.front * 2 - office.total > -(office.rate) and abs(office.rate) <= 3",
    'office.front in (1, 79, 80) or office.grade in ("good", "excellent")',
    'office.grade != null and office.grade >= "fair"',
    "(if office.lit then office.front else office.total) >= 80",
    'not(office.lit) or office.open = null or office.open <= @"2025-07-01"',
    'done_by(office.open, office.founded + @"P30D") or done_by(office.target, office.founded + @"P2M")',
    "working_days_after(office.founded, 5) <= as_of",
    "working_days_between(office.founded, as_of) <= 20",
    "office.founded.year = year and office.founded.month in (6, 7) and office.founded.day < 15",
    "max(office.front, office.total) - min(office.front, office.total) >= 1",
    "decimal(office.front / office.total, 1) = 0.8",
    "seen >= 2 and prior(seen, 1) < seen",
    "count(talks) >= 2 and count(talks[law]) < 5",
    'total(talks[kind = "law"].hours) >= 2.5',
    "share(talks, law) >= 50%",
    "min(talks.hours) < 5 and max(talks.hours) > 1 and mean(talks.hours) >= 2",
    "every s in staff satisfies s.active",
    "count(staff[age >= mean(staff.age)]) >= 1",
    'outcome("q0") = "satisfied"',
    "parameters.limit <= office.total and parameters.own > 1",
)


def written(id: str, requires: str, **more: object) -> Rule:
    return Rule(id, "", "", "", "d", "c", "agency", "agency", requires=Expression(requires), **more)  # type: ignore[arg-type]


def ruleset() -> Program:
    talks, posts = Iteration("t", Expression("talks")), Iteration("p", Expression("posts"))
    words = Iteration("w", Expression('["law", "skill"]'))
    rules = [written(f"q{n}", text) for n, text in enumerate(REQUIREMENTS)]
    rules += [
        written("soft", "office.front >= 80", force="in principle", due=Expression('@"2025-06-30"')),
        written("each", "t.law", for_each=(talks,), force="in principle"),
        written("due", "done_by(t.closed, due)", for_each=(talks,), due=Expression("working_days_after(t.held, 5)")),
        written("terms", "p.rank >= 3 and office.front >= 80", for_each=(posts,), period=Expression("year")),
        written("words", "some t in talks satisfies t.law", for_each=(words,)),
        written("graded", 'grading >= "fair"', grading="grades"),
        written("used", "office.lit", kind="permission"),
        written("yearly", "office.total >= 80", period=Expression("year"), due=None),
    ]
    limit = Parameter("limit", NUMBER, values=((0, point(2)), (DAY, Num(3, 90))))
    own = Parameter("own", NUMBER, per_rule=True, rule_values={})
    vocabulary = Vocabulary(
        entities=ENTITIES,
        measures=MEASURES,
        roles={"agency": Role("agency", when=Expression("unit.power"))},
        parameters={"limit": limit, "own": own},
        scales={"grades": GRADES},
    )
    document = Document("d", "D", "", "x", in_force=Expression('@"2024-06-01"'))
    model = RulesetModel("t", 1, Path(), {"d": document}, (), {r.id: r for r in rules}, vocabulary, {}, {})
    program, faults = compile_rules(model)
    assert faults == [], faults
    return program


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleset()


@pytest.mark.parametrize("as_of", [DAY, DAY - 200, DAY + 400])
def test_a_ruleset_on_many_units(program: Program, as_of: int) -> None:
    drawn = FactsDrawn(Random(as_of))
    units = [drawn.unit(f"u{n}") for n in range(120)]
    assert agree(program, views_of(program, units, as_of=as_of), views_of(program, units, as_of=as_of)) > 2500


def test_units_of_several_days_at_once(program: Program) -> None:
    drawn = FactsDrawn(Random(5))
    units = [drawn.unit(f"u{n}") for n in range(12)]
    days = [DAY + 100 * (n % 3) for n in range(12)]
    mine, other = (
        [v for u, d in zip(units, days, strict=True) for v in views_of(program, [u], as_of=d)] for _ in "ab"
    )
    assert agree(program, mine, other)


def test_no_units_no_answers(program: Program) -> None:
    assert ENGINE.run(program, []) == []


def test_exceptions_of_a_record(program: Program) -> None:
    talks = tuple(
        RecordFacts(f"t{n}", {"held": Entry(point(DAY - n)), "law": Entry(FALSE)}) for n in range(3)
    )
    lifted = ExceptionRecord("each", "", "", DAY - 9, instance="t1")
    values = {"unit.power": (Entry(TRUE),)}
    unit = UnitFacts("u", "", values=values, lists={"talks": talks}, exceptions=(lifted,))
    (found,) = ENGINE.run(program, views_of(program, [unit]))
    assert {i[0]: i[1:3] for i in found["each"].instances}["t1"] == (1, 1)
    assert agree(program, views_of(program, [unit]), views_of(program, [unit]))


# -- anything that the core can say ----------------------------------------------------------------


def random_case(seed: int, units: int) -> int:
    """Two rules at random on units at random; how many results were compared."""
    random = Random(seed)
    program = random_program(random, depth=random.choice((2, 3, 3)))
    drawn = FactsDrawn(random)
    population = [drawn.unit("u") for _ in range(units)]
    day = DAY + random.choice((0, 0, -150, 300))
    try:
        return agree(program, *(views_of(program, population, as_of=day) for _ in "ab"))
    except EngineError as error:  # numbers of the facts that no 128 bits hold
        assert "128 bits" in str(error)
        return 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_random_rules_on_random_units(seed: int) -> None:
    random_case(seed, 50)


# -- what it lacks ---------------------------------------------------------------------------------

V1 = "v001"
STAFF, TALKS = ir.Records(ir.LIST, "staff"), ir.Records(ir.LIST, "talks")


def field(var: str, entity: str, name: str) -> ir.Field:
    attribute = ENTITIES[entity].attributes[name]
    return ir.Field(attribute.type, var, attribute)


def every(source: ir.Node, var: str, body: ir.Node) -> ir.Agg:
    return ir.Agg(BOOLEAN, "every", source, var, body)


def power(times: int) -> ir.Node:
    node: ir.Node = ir.Read(ENTITIES["office"].attributes["rate"].type, "office.free", AS_OF)
    for _ in range(times):
        node = ir.Op(ANY_NUMBER, "*", (node, node))
    return node


PAY = ir.Op(ANY_NUMBER, "/", (field(V1, "staff", "pay"), field(V1, "staff", "age")))
NEXT = ir.Op(BOOLEAN, "<=", (field(V1, "talks", "held"), field("v002", "staff", "age")))
LACKED: dict[str, tuple[ir.Node, str]] = {
    "records of records": (
        every(STAFF, V1, every(ir.Records(ir.LIST, "courses", V1), "v002", field("v002", "courses", "done"))),
        "a list inside records",
    ),
    "records of two lists": (
        every(TALKS, V1, every(STAFF, "v002", NEXT)),
        "two lists at once, record by record",
    ),
    "units below": (
        every(ir.Under(ir.LIST, ("county",)), V1, ir.Read(BOOLEAN, "unit.power", AS_OF, V1)),
        "the units below a unit",
    ),
    "findings as a list": (
        ir.Agg(INTEGER, "count", ir.Findings(ir.LIST, ()), V1, None),
        "the findings on other rules as a list",
    ),
    "free texts": (
        ir.Op(BOOLEAN, "=", (ir.Read(Type("text"), "office.note", AS_OF), const(label("x"), GRADE))),
        "a free text",
    ),
    "quotients under a total": (
        ir.Agg(ANY_NUMBER, "total", STAFF, V1, PAY),
        "an aggregate of quotients, record by record",
    ),
    "numbers beyond 128 bits": (power(3), "may exceed 128 bits"),
    "a constant beyond 128 bits": (
        ir.Op(BOOLEAN, "<", (power(0), const(point(10**40)))),
        "may exceed 128 bits",
    ),
}


@pytest.fixture(scope="module")
def plain() -> Vocabulary:
    return Vocabulary(entities=ENTITIES, measures=MEASURES)


@pytest.mark.parametrize("what", LACKED)
def test_what_it_lacks_it_says(what: str, plain: Vocabulary) -> None:
    root, reason = LACKED[what]
    program = hand_made(root, plain)
    assert ENGINE.lacks(program, program.rules[0]) == reason


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(what, marks=pytest.mark.xfail(strict=True, reason=why, raises=KeyError))
        for what, (_, why) in LACKED.items()
    ],
)
def test_what_it_lacks_it_does_not_answer(what: str, plain: Vocabulary) -> None:
    program = hand_made(LACKED[what][0], plain)
    units = [FactsDrawn(Random(1)).unit("u")]
    mine, expected = (ENGINE.run(program, views_of(program, units))[0], None)
    expected = Tracer(program, views_of(program, units)[0]).results()
    assert mine["r"] == expected["r"]


def test_facts_larger_than_was_assumed_are_declined_and_never_wrap(plain: Vocabulary) -> None:
    program = hand_made(power(1), plain)
    for size, carried in ((10**15, True), (10**30, False)):
        unit = UnitFacts("u", "", values={"office.free": (Entry(point(size)),)})
        if carried:
            check(program, [unit])
        else:
            with pytest.raises(EngineError, match="128 bits"):
                ENGINE.run(program, views_of(program, [unit]))


# -- frames ----------------------------------------------------------------------------------------


def small() -> dict[str, object]:
    units = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "unit.power": [True, True, None],
            "office.total": [100, 100, 0],
            "office.front": [80, None, 0],
            "office.front.lo": [None, 79, None],
            "office.rate": pl.Series([Decimal("0.80"), None, Decimal("-2.50")], dtype=pl.Decimal(10, 2)),
            "office.grade": ["good", None, None],
            "office.grade.none": [None, True, None],
            "office.founded@2024": [dt.date(2024, 1, 1), None, None],
            "office.founded@2025": [dt.date(2025, 1, 1), dt.date(2025, 6, 30), None],
            "office.open": [dt.date(2025, 1, 1), dt.date(2025, 12, 31), None],
            "reported:seen@2025": [2, None, 3],
            "graded:graded@2025": ["good", "poor", None],
            "excepted:soft": [False, True, None],
            "complete:talks@2025": [True, False, None],
            "complete:staff": [True, True, None],
        }
    )
    talks = pl.DataFrame(
        {
            "unit": ["a", "a", "b", "b"],
            "id": ["1", "2", "1", "2"],
            "held": [dt.date(2025, 3, 1), dt.date(2025, 4, 1), None, dt.date(2025, 9, 1)],
            "law": [True, None, True, True],
            "hours": pl.Series(
                [Decimal("2.5"), Decimal("0.0"), None, Decimal("1.0")], dtype=pl.Decimal(5, 1)
            ),
        }
    )
    return {"units": units, "talks": talks}


def as_facts() -> list[UnitFacts]:
    """The same facts as `small` has them."""

    def entries(*found: object) -> tuple[Entry, ...]:
        return tuple(Entry(v) if isinstance(v, Value) else v for v in found if v is not None)  # type: ignore[misc,arg-type]

    def talk(id: str, held: dt.date | None, law: bool | None, hours: Fraction | None) -> RecordFacts:
        values: dict[str, Value] = {} if held is None else {"held": point(held.toordinal())}
        values |= {} if law is None else {"law": truth(law)}
        values |= {} if hours is None else {"hours": point(hours)}
        return RecordFacts(id, {k: Entry(v) for k, v in values.items()})

    from policy_rules.facts.model import GradingRecord, ReportedFigure

    a = UnitFacts(
        "a",
        "",
        values={
            "unit.power": entries(TRUE),
            "office.total": entries(point(100)),
            "office.front": entries(point(80)),
            "office.rate": entries(point(Fraction(4, 5))),
            "office.grade": entries(label("good")),
            "office.founded": (
                Entry(point(day(2024, 1, 1)), year=2024),
                Entry(point(day(2025, 1, 1)), year=2025),
            ),
            "office.open": entries(point(day(2025, 1, 1))),
        },
        lists={
            "talks": (
                talk("1", dt.date(2025, 3, 1), True, Fraction(5, 2)),
                talk("2", dt.date(2025, 4, 1), None, Fraction(0)),
            )
        },
        complete=(Completeness("talks", years=(2025,)), Completeness("staff")),
        reported=(ReportedFigure("seen", 2025, point(2)),),
        gradings=(GradingRecord("graded", 2025, label("good")),),
    )
    b = UnitFacts(
        "b",
        "",
        values={
            "unit.power": entries(TRUE),
            "office.total": entries(point(100)),
            "office.front": entries(Num(79, 100)),
            "office.grade": entries(NULL_LABEL),
            "office.founded": (Entry(point(day(2025, 6, 30)), year=2025),),
            "office.open": entries(point(day(2025, 12, 31))),
        },
        lists={"talks": (talk("1", None, True, None), talk("2", dt.date(2025, 9, 1), True, Fraction(1)))},
        complete=(Completeness("staff"),),
        gradings=(GradingRecord("graded", 2025, label("poor")),),
        exceptions=(ExceptionRecord("soft", "", "", 1),),
    )
    c = UnitFacts(
        "c",
        "",
        values={
            "office.total": entries(point(0)),
            "office.front": entries(point(0)),
            "office.rate": entries(point(Fraction(-5, 2))),
        },
        reported=(ReportedFigure("seen", 2025, point(3)),),
    )
    return [a, b, c]


@pytest.mark.parametrize("as_of", [dt.date(2025, 7, 1), dt.date(2025, 3, 15), dt.date(2026, 2, 1)])
def test_frames_say_what_facts_say(program: Program, as_of: dt.date) -> None:
    found = assess_frame(program, small(), as_of=as_of)
    lows, highs = found.lo.to_dicts(), found.hi.to_dicts()
    codes = found.outcomes.to_dicts()
    assert found.lo["id"].to_list() == ["a", "b", "c"]
    assert found.lacks == {}
    for at, unit in enumerate(as_facts()):
        view = UnitView(
            Facts({unit.id: unit}), unit, program.model.vocabulary, as_of.toordinal(), as_of.year, False
        )
        for rule, result in Tracer(program, view).results().items():
            assert (lows[at][rule], highs[at][rule]) == result.finding, (unit.id, rule)
            lo, hi = result.finding
            assert codes[at][rule] == (lo if lo == hi else 5)


def test_outcomes_are_small_whole_numbers(program: Program) -> None:
    found = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    assert set(found.outcomes.dtypes[1:]) == {pl.Int8}


def test_lazy_frames_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    lazy = {name: frame.lazy() for name, frame in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, lazy, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


@pytest.mark.skipif(not find_spec("pyarrow"), reason="pyarrow is not installed")
def test_arrow_tables_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    tables = {name: frame.to_arrow() for name, frame in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, tables, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


@pytest.mark.skipif(not (find_spec("pandas") and find_spec("pyarrow")), reason="pandas is not installed")
def test_pandas_frames_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    tables = {n: f.to_pandas(use_pyarrow_extension_array=True) for n, f in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, tables, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


BAD: dict[str, tuple[str, dict[str, list[object]], str]] = {
    "unknown column": ("units", {"office.totl": [1, 2, 3]}, "`office.totl`.*no such fact|did you mean `office.total`"),
    "unknown measure": ("units", {"reported:sen@2025": [1, 2, 3]}, "did you mean `reported:seen`"),
    "a figure without a year": ("units", {"reported:seen": [1, 2, 3]}, "is of a year"),
    "a float": ("units", {"office.rate": [0.8, 1.0, 2.0]}, "`office.rate`: holds Float64.*exact"),
    "not a number": ("units", {"office.rate": [float("nan"), 1.0, 2.0]}, "holds Float64"),
    "a text for a number": ("units", {"office.total": ["1", "2", "3"]}, "holds String"),
    "above the range": ("units", {"office.total": [1, 101, 3]}, r"row 1 \(`b`\): 101 lies above 100"),
    "below the range": ("units", {"office.total": [-1, -2, 3]}, r"row 0 \(`a`\), and 1 more: -1 lies below 0"),
    "too many places": ("units", {"office.rate": [Decimal("0.001"), None, None]}, "more than 2 decimal places"),
    "a strange label": ("units", {"office.grade": ["god", None, None]}, "`god` is none of its labels"),
    "a date for a truth": ("units", {"unit.power": [dt.date(2025, 1, 1)] * 3}, "holds Date"),
    "a number for a date": ("units", {"office.open": [1, 2, 3]}, "where dates are needed"),
    "given twice over": ("units", {"office.front.lo": [1, None, None]}, "is given twice over"),
    "ends crossed": ("units", {"office.free.lo": [5, 1, 1], "office.free.hi": [4, 1, 1]}, "above the upper one"),
    "never none": ("units", {"office.front.none": [True, None, None]}, "never none"),
    "all days and a year": ("units", {"office.total@2024": [1, 2, 3]}, "for all days, too"),
    "ids twice": ("units", {"id": ["a", "a", "b"]}, "`a` stands twice"),
    "no ids": ("units", {"id": [None, "a", "b"]}, "a unit without an id"),
    "a strange list": ("units", {"complete:talk": [True] * 3}, "no such list\n  hint: did you mean `talks`"),
    "no exception": ("units", {"excepted:q0": [True] * 3}, "admit no exception"),
    "no truth": ("units", {"complete:talks": [1, 2, 3]}, "holds Int64"),
    "an unknown unit": ("talks", {"unit": ["a", "a", "b", "x"]}, "row 3.*no unit `x`"),
    "records twice": ("talks", {"id": ["1", "1", "1", "2"]}, "unit `a` has the record `1` twice"),
    "a strange attribute": ("talks", {"hour": [1] * 4}, "did you mean `hours`"),
    "a whole number too large": ("units", {"office.free": [10**38, 1, 2]}, "beyond 128 bits|lies above"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_frames_are_told_with_frame_column_and_row(program: Program, what: str) -> None:
    name, columns, words = BAD[what]
    frames = small()
    changed = {
        c: pl.Series(v, dtype=pl.Int128) if what.endswith("too large") else v for c, v in columns.items()
    }
    frames[name] = frames[name].with_columns(**{c: pl.Series(v) for c, v in changed.items()})  # type: ignore[attr-defined]
    if what.endswith("too large"):
        frames["units"] = frames["units"].with_columns(  # type: ignore[attr-defined]
            pl.Series("office.free.lo", [Decimal("0.1"), None, None]),
            pl.Series("office.free", [None, 10**38, None], dtype=pl.Int128),
        )
    with pytest.raises(FactsError, match="(?s)" + words) as raised:
        assess_frame(program, frames, as_of=dt.date(2025, 7, 1))
    assert f"frame `{name}`" in str(raised.value)


def test_all_faults_are_told_at_once(program: Program) -> None:
    frames = {**small(), "talkz": small()["talks"]}
    frames["units"] = frames["units"].with_columns(pl.lit(1).alias("x"), pl.lit(2).alias("y"))  # type: ignore[attr-defined]
    with pytest.raises(FactsError) as raised:
        assess_frame(program, frames, as_of=dt.date(2025, 7, 1))
    assert len(raised.value.faults) == 3
    assert "did you mean `talks`" in str(raised.value)


def test_frames_need_units(program: Program) -> None:
    with pytest.raises(FactsError, match="no frame `units`"):
        assess_frame(program, {}, as_of=dt.date(2025, 7, 1))
    with pytest.raises(FactsError, match="no column `id`"):
        assess_frame(program, {"units": pl.DataFrame({"unit.power": [True]})}, as_of=dt.date(2025, 7, 1))


def test_nulls_between_truths_are_counted(program: Program) -> None:
    """A frame library skips null cells in `all`; a missing truth must leave the outcome open."""
    assert (N, T) == (1, 2)
    frames = small()
    found = assess_frame(program, frames, as_of=dt.date(2025, 7, 1)).outcomes
    assert found["q18"].to_list()[2] == 5
