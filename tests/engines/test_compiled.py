"""The compiled engine gives what the reference gives: findings, instances, comparisons, missing facts."""

from __future__ import annotations

import datetime
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from subprocess import run
from sys import executable

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from engines.core_facts import ENTITIES, MEASURES, FactsDrawn
from engines.core_trees import program_of, random_program
from policy_rules.core import nodes as core
from policy_rules.engines.compiled import CompiledEngine, compile_program, source
from policy_rules.facts.bound import Completeness, Entry, ExceptionRecord, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.ruleset.model import Document, Iteration, Rule, RulesetModel
from policy_rules.testing.calendars import MOVED
from policy_rules.values.known import (
    FALSE,
    MAYBE,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    label,
    point,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    Expression,
    Parameter,
    Role,
    Type,
    Vocabulary,
)
from thinned import examples

DAY = datetime.date(2025, 7, 1).toordinal()
REQUIREMENTS = (
    "office.front / office.total >= 80%",
    "office.total / office.front < 1.5 or office.rate / (office.rate + 1) > 2",
    "office.front * 2 - office.total > -(office.rate) and abs(office.rate) <= 3",
    'office.front in (1, 79, 80) or office.grade in ("good", "excellent")',
    'office.grade = "good" or office.grade != "poor" and office.grade = null',
    'office.grade != null and office.grade >= "fair"',
    "(if office.lit then office.front else office.total) >= 80",
    'not(office.lit) or office.open = null or office.open <= @"2025-07-01"',
    'done_by(office.open, office.founded + @"P30D") or done_by(office.target, office.founded + @"P2M")',
    "working_days_after(office.founded, 5) <= as_of",
    "working_days_between(office.founded, as_of) <= 20",
    "office.founded.year = year and office.founded.month in (6, 7) and office.founded.day < 15",
    'office.founded in [date("2025-01-01")..as_of)',
    "max(office.front, office.total) - min(office.front, office.total) >= limits",
    "floor(office.rate) + ceiling(office.rate) + decimal(office.rate, 1) > 0",
    "round up(office.rate, 0) + round down(office.rate, 1) >= 0".replace("round up", "floor").replace(
        "round down", "decimal"
    ),
    "seen >= 2 and prior(seen, 1) < seen",
    "taught + 1 >= 2",
    "count(talks) >= 2 and count(talks[law]) < 5",
    'total(talks[kind = "law"].hours) >= 2.5',
    "share(talks, law) >= 50%",
    "min(talks.hours) < 5 and max(talks.hours) > 1 and mean(talks.hours) >= 2",
    "every s in staff satisfies (s.active or total(s.courses.hours) >= 3)",
    "some s in staff satisfies some c in s.courses satisfies c.done",
    "every s in staff satisfies count(s.courses[done]) >= s.age / 50",
    'every t in units_under(unit, ["county", "city"]) satisfies t.power or count(t.staff) >= 1',
    'outcome("q0") = "satisfied"',
    "parameters.limit <= office.total and parameters.own > 1",
)


def rule(id: str, requires: str, **more: object) -> Rule:
    """A rule of a document, for the units that have power."""
    return Rule(id, "", "", "", "d", "c", "agency", "agency", requires=Expression(requires), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def program():
    """A program with every operator that a condition can name, and every shape of a rule."""
    each = (Iteration("s", Expression("staff")), Iteration("c", Expression("s.courses")))
    texts = [t.replace("limits", "parameters.limit") for t in REQUIREMENTS]
    rules = [rule(f"q{n}", t) for n, t in enumerate(texts)]
    late = Expression("working_days_after(t.held, 5)")
    rules += [
        rule("e1", "c.done and c.hours >= 2", for_each=each, force="in principle"),
        rule("e2", "t.law", for_each=(Iteration("t", Expression("talks")),), due=late, force="in principle"),
        rule("e3", 'x = "a"', for_each=(Iteration("x", Expression('["a", "b"]')),)),
        rule("e4", 'f.outcome = "satisfied"', for_each=(Iteration("f", Expression("findings[due = null]")),)),
        rule("p1", "count(talks[held in period]) >= 1", period=Expression("year"), force="in principle"),
        rule(
            "p2",
            "p.rank > 1",
            for_each=(Iteration("p", Expression("posts")),),
            applies=Expression("office.lit"),
        ),
        rule("k1", "office.lit", kind="permission"),
        Rule("g1", "", "", "", "d", "c", "agency", "agency", grading="grades"),
    ]
    vocabulary = Vocabulary(
        ENTITIES,
        MEASURES,
        roles={"agency": Role("agency", when=Expression("unit.power"))},
        scales={"grades": ("poor", "fair", "good", "excellent")},
        parameters={
            "limit": Parameter("limit", NUMBER, values=((0, point(2)), (DAY, point(3)))),
            "own": Parameter("own", NUMBER, per_rule=True, rule_values={"q27": point(2)}),
        },
        calendar=MOVED,
    )
    document = Document("d", "D", "", "x", in_force=Expression('@"2025-03-01"'))
    documents, known = {"d": document}, {r.id: r for r in rules}
    model = RulesetModel("broad", 1, Path(), documents, (), known, vocabulary, {}, {})
    found, faults = compile_rules(model)
    assert not faults, [str(f) for f in faults]
    return found


def assert_same(program, view):
    """Both entrances of the compiled engine give what the reference gives; `view` makes a new view."""
    wanted_view, full_view = view(), view()
    wanted = ReferenceEngine().run(program, [wanted_view])[0]
    full = CompiledEngine().run(program, [full_view])[0]
    assert list(full) == list(wanted)
    for id, result in wanted.items():
        assert full[id].finding == result.finding, id
        assert full[id].instances == result.instances, id
        assert full[id].comparisons == result.comparisons, id
        assert list(full[id].comparisons) == list(result.comparisons), id
        assert full[id].missing == result.missing, id
    assert dict(CompiledEngine().outcomes(program, [view()])[0]) == {i: r.finding for i, r in wanted.items()}
    for id, record in wanted_view.findings.items():
        assert full_view.findings[id].values == record.values


def view_of(program, unit, *others, as_of=DAY, given=True):
    """Makes views of the unit."""
    facts = Facts({u.id: u for u in (unit, *others)})
    return lambda: UnitView(facts, unit, program.model.vocabulary, as_of, 2025, given)


def values(**known):
    """The attributes of the office, with the power that the role asks for."""
    own = {f"office.{n}": (Entry(v),) for n, v in known.items()}
    return {"unit.power": (Entry(TRUE),), "unit.level": (Entry(label("city")),), **own}


@pytest.mark.parametrize(
    ("front", "total"),
    [
        (point(80), point(100)),
        (point(79), point(100)),
        (Num(79, 80), point(100)),
        (point(0), point(0)),
        (Num(0, 1), Num(0, 1)),
        (point(80), Num(100, None)),
        (point(10**40), point(-(10**40))),
        (point(-3), Num(-5, 7)),
        (NULL_NUM, point(100)),
        (Num(1, 2, MAYBE), Num(1, 2, MAYBE)),
    ],
)
@pytest.mark.parametrize("lit", [TRUE, FALSE, UNDECIDED, NULL_TRUTH])
def test_numbers_near_thresholds(program, front, total, lit):
    known = values(
        front=front, total=total, lit=lit, rate=point(0), grade=Labels(frozenset(("fair", "good")))
    )
    assert_same(program, view_of(program, UnitFacts("u", "u", values=known)))


@pytest.mark.parametrize("size", [0, 1, 2])
@pytest.mark.parametrize("whole", [True, False])
def test_lists(program, size, whole):
    courses = (RecordFacts("1", {"hours": Entry(point(3))}), RecordFacts("2", {"done": Entry(TRUE)}))
    talks = tuple(
        RecordFacts(str(n), {"held": Entry(Num(DAY, DAY + n)), "hours": Entry(point(2)), "law": Entry(TRUE)})
        for n in range(size)
    )
    staff = tuple(
        RecordFacts(str(n), {"active": Entry(FALSE)}, {"courses": courses[:n]}) for n in range(size)
    )
    complete = (Completeness("talks", years=(2024, 2025)), Completeness("staff"), Completeness("units_under"))
    unit = UnitFacts(
        "u",
        "u",
        values=values(founded=point(DAY), open=point(DAY), lit=TRUE),
        lists={"talks": talks, "staff": staff},
        complete=complete * whole,
        exceptions=(
            ExceptionRecord("e2", "", "", DAY - 9, instance="0"),
            ExceptionRecord("p1", "", "", DAY + 1),
        ),
    )
    below = UnitFacts("v", "v", "u", values={"unit.level": (Entry(label("county")),)})
    for as_of, given_year in ((DAY, True), (DAY + 40, False), (DAY - 1, True)):
        assert_same(program, view_of(program, unit, below, as_of=as_of, given=given_year))


def test_every_rule_on_drawn_facts(program):
    for seed in range(25):
        assert_same(program, FactsDrawn(Random(seed)).view(program))


def test_the_trees_hold_every_node_and_operator(program):
    programs = [program, *(random_program(Random(seed)) for seed in range(250))]
    nodes = [n for p in programs for r in p.rules for n in core.walk(r.finding)]
    kinds = {kind for kind in core.Node.__subclasses__() if kind.__module__ == core.__name__}
    assert {type(n) for n in nodes} == kinds
    assert {n.name for n in nodes if isinstance(n, core.Op)} >= set(OPERATORS)
    assert {n.name for n in nodes if isinstance(n, core.Agg)} == set(AGGREGATES)


@examples(15, 50, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.integers(2, 3))
def test_random_trees_on_random_facts(random, depth):
    program = random_program(random, depth)
    assert_same(program, FactsDrawn(random).view(program))


def finding_of(requires: core.Node):
    """A program of one rule that requires the node."""
    yes, no = core.Const(BOOLEAN, TRUE), core.Const(BOOLEAN, FALSE)
    instance = core.Op(core.FINDING, "outcome", (no, requires, yes, no))
    finding = core.Op(core.FINDING, "finding", (yes, no, yes, instance))
    day = core.Input(DATE, "as_of")
    made = core.RuleProgram("r", "duty", "c", finding, instance, (), None, "", day, "standing")
    return program_of((made,), Vocabulary(entities=ENTITIES, measures=MEASURES))


def test_what_is_nested_too_deep_for_python_is_left_to_the_reference():
    node: core.Node = core.Read(BOOLEAN, "office.lit", core.Input(DATE, "as_of"))
    count: core.Node = core.Read(INTEGER, "office.front", core.Input(DATE, "as_of"))
    for n in range(100):
        node = core.Op(BOOLEAN, "not", (core.Op(BOOLEAN, "=", (node, core.Const(BOOLEAN, TRUE))),))
        if n < 25:
            count = core.Agg(INTEGER, "total", core.Listed(core.LIST, ("a",)), f"v{n:03}", count)
    program = finding_of(
        core.Op(BOOLEAN, "and", (node, core.Op(BOOLEAN, ">", (count, core.Const(NUMBER, point(2))))))
    )
    assert "by_reference" in source(program)
    for known in ({}, {"lit": TRUE}, {"lit": FALSE, "front": Num(1, 3)}):
        assert_same(program, view_of(program, UnitFacts("u", "u", values=values(**known))))


def test_no_text_of_a_ruleset_stands_in_the_code():
    evil = '"""\nraise SystemExit\n#\\'
    text = core.Const(Type("label", labels=(evil,)), label(evil))
    program = finding_of(
        core.Op(BOOLEAN, "=", (core.Field(text.type, "v", ENTITIES["office"].attributes["note"]), text))
    )
    body = program.rules[0].instance
    listed = core.Agg(BOOLEAN, "some", core.Listed(core.LIST, (evil,)), "v", body.args[1])
    assert_same(finding_of(listed), view_of(program, UnitFacts("u", "u")))
    assert "\nraise" not in source(finding_of(listed))


def test_source_is_readable_and_the_same_in_every_run(program):
    text = source(program)
    assert text.isascii()
    assert all(f"# rule 'q{n}'" in text for n in range(len(REQUIREMENTS)))
    code = (
        "from random import Random; from engines.core_trees import random_program; import hashlib;"
        "from policy_rules.engines.compiled import source;"
        "print(hashlib.sha256(source(random_program(Random(7), 4)).encode()).hexdigest())"
    )
    tests = str(Path(__file__).parent.parent)
    told = {
        run(
            [executable, "-c", code],
            env={"PYTHONPATH": tests, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_program_is_compiled_once_and_let_go():
    program = finding_of(core.Const(BOOLEAN, TRUE))
    assert compile_program(program) is compile_program(program)
    gone = weakref.ref(program)
    del program
    gc.collect()
    assert gone() is None


def test_a_view_of_its_own_is_read_its_own_way():
    class Other(UnitView):
        def read(self, path, day):
            return FALSE

    program = finding_of(core.Read(BOOLEAN, "office.lit", core.Input(DATE, "as_of")))
    unit = UnitFacts("u", "u", values=values(lit=TRUE))
    other = Other(Facts({"u": unit}), unit, program.model.vocabulary, DAY, 2025, True)
    plain = view_of(program, unit)()
    assert [CompiledEngine().outcomes(program, [v])[0]["r"] for v in (plain, other)] == [(2, 2), (4, 4)]


def test_eight_threads_at_once():
    program = random_program(Random(3), 4)
    views = [FactsDrawn(Random(seed)).view(program) for seed in range(40)]
    wanted = [ReferenceEngine().run(program, [v()])[0] for v in views]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda v: CompiledEngine().run(program, [v()])[0], views * 3))
    assert found == wanted * 3
