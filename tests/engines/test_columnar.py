"""The columnar engine gives what the reference gives, many units at once, or says what it lacks."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from engines.columnar_cases import (
    ANY_NUMBER,
    AS_OF,
    ENGINE,
    GRADE,
    agree,
    check,
    const,
    hand_made,
    ruleset,
    views_of,
)
from engines.core_facts import DAY, ENTITIES, MEASURES, FactsDrawn
from engines.core_trees import random_program
from policy_rules.core import nodes as core
from policy_rules.engines.columnar.columns import constant, join
from policy_rules.errors import EngineError
from policy_rules.facts.bound import Entry, ExceptionRecord, RecordFacts, UnitFacts
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import FALSE, MAYBE, NULL_NUM, TRUE, label, point
from policy_rules.vocabulary import (
    BOOLEAN,
    INTEGER,
    Type,
    Vocabulary,
)
from thinned import examples


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleset()


@pytest.mark.heavy
@pytest.mark.parametrize("as_of", [DAY, DAY - 200, DAY + 400])
def test_a_ruleset_on_many_units(program: Program, as_of: int) -> None:
    drawn = FactsDrawn(Random(as_of))
    units = [drawn.unit(f"u{n}") for n in range(120)]
    assert agree(program, views_of(program, units, as_of=as_of), views_of(program, units, as_of=as_of)) > 2500


@pytest.mark.heavy
def test_units_of_several_days_at_once(program: Program) -> None:
    drawn = FactsDrawn(Random(5))
    units = [drawn.unit(f"u{n}") for n in range(6)]
    days = [DAY + 100 * (n % 2) for n in range(6)]
    mine, other = (
        [v for u, d in zip(units, days, strict=True) for v in views_of(program, [u], as_of=d)] for _ in "ab"
    )
    assert agree(program, mine, other)


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_or_null_is_not_settled(turned: bool) -> None:
    """A day in one year and none in the next, read on a day that is open: neither is sure."""
    sides = [constant(point(DAY)), constant(NULL_NUM)]
    joined = join(*(reversed(sides) if turned else sides))
    assert not joined.settled
    assert joined.null.constant == MAYBE
    assert join(sides[0], sides[0]).settled


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


@pytest.mark.parametrize("lifted", [(), ("soft",), ("graded", "soft")])
def test_exceptions_of_a_unit_that_tells_little_else(program: Program, lifted: tuple[str, ...]) -> None:
    exceptions = tuple(ExceptionRecord(rule, "", "", DAY - 9) for rule in lifted)
    told = UnitFacts("a", "", values={"unit.power": (Entry(TRUE),)}, exceptions=exceptions)
    units = [told, UnitFacts("b", "", values={"unit.power": (Entry(TRUE),)})]
    first, second = ENGINE.outcomes(program, views_of(program, units))
    assert (first["soft"] == (1, 1)) == ("soft" in lifted) and second["soft"] != (1, 1)


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
        if "128 bits" not in str(error):
            raise
        return 0


@examples(3, 8, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_random_rules_on_random_units(seed: int) -> None:
    random_case(seed, 50)


# -- what it lacks ---------------------------------------------------------------------------------

V1 = "v001"
STAFF, TALKS = core.Records(core.LIST, "staff"), core.Records(core.LIST, "talks")


def field(var: str, entity: str, name: str) -> core.Field:
    attribute = ENTITIES[entity].attributes[name]
    return core.Field(attribute.type, var, attribute)


def every(source: core.Node, var: str, body: core.Node) -> core.Agg:
    return core.Agg(BOOLEAN, "every", source, var, body)


def power(times: int) -> core.Node:
    node: core.Node = core.Read(ENTITIES["office"].attributes["rate"].type, "office.free", AS_OF)
    for _ in range(times):
        node = core.Op(ANY_NUMBER, "*", (node, node))
    return node


PAY = core.Op(ANY_NUMBER, "/", (field(V1, "staff", "pay"), field(V1, "staff", "age")))
NEXT = core.Op(BOOLEAN, "<=", (field(V1, "talks", "held"), field("v002", "staff", "age")))
LACKED: dict[str, tuple[core.Node, str]] = {
    "records of records": (
        every(
            STAFF, V1, every(core.Records(core.LIST, "courses", V1), "v002", field("v002", "courses", "done"))
        ),
        "a list inside records",
    ),
    "records of two lists": (
        every(TALKS, V1, every(STAFF, "v002", NEXT)),
        "two lists at once, record by record",
    ),
    "units below": (
        every(core.Under(core.LIST, ("county",)), V1, core.Read(BOOLEAN, "unit.power", AS_OF, V1)),
        "the units below a unit",
    ),
    "findings as a list": (
        core.Agg(INTEGER, "count", core.Findings(core.LIST, ()), V1, None),
        "the findings on other rules as a list",
    ),
    "free texts": (
        core.Op(BOOLEAN, "=", (core.Read(Type("text"), "office.note", AS_OF), const(label("x"), GRADE))),
        "a free text",
    ),
    "quotients under a total": (
        core.Agg(ANY_NUMBER, "total", STAFF, V1, PAY),
        "an aggregate of quotients, record by record",
    ),
    "numbers beyond 128 bits": (power(3), "may exceed 128 bits"),
    "a constant beyond 128 bits": (
        core.Op(BOOLEAN, "<", (power(0), const(point(10**40)))),
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


@pytest.mark.parametrize("what", LACKED)
def test_what_it_lacks_it_does_not_answer(what: str, plain: Vocabulary) -> None:
    program = hand_made(LACKED[what][0], plain)
    units = [FactsDrawn(Random(1)).unit("u")]
    views = views_of(program, units)
    assert "r" in Tracer(program, views[0]).results()
    assert "r" not in ENGINE.run(program, views)[0]


def test_facts_larger_than_was_assumed_are_declined_and_never_wrap(plain: Vocabulary) -> None:
    program = hand_made(power(1), plain)
    for size, carried in ((10**15, True), (10**30, False)):
        unit = UnitFacts("u", "", values={"office.free": (Entry(point(size)),)})
        if carried:
            check(program, [unit])
        else:
            with pytest.raises(EngineError, match="128 bits"):
                ENGINE.run(program, views_of(program, [unit]))
