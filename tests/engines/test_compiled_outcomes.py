"""Outcomes alone: what is spared where a unit tells nothing, and what rules share, changes no outcome."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from attrs import evolve

from engines.core_facts import DAY, ENTITIES, MEASURES, SCALE, FactsDrawn
from engines.core_trees import Trees, program_of
from policy_rules.core import nodes as core
from policy_rules.core.nodes import OUTCOME
from policy_rules.engines.compiled import CompiledEngine, source, told_answers, untold_rules
from policy_rules.facts.bound import (
    Completeness,
    Entry,
    ExceptionRecord,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.facts.view import UnitView
from policy_rules.lowering.finding_entity import FINDING_ENTITY
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.trace import LEFT
from policy_rules.values.known import FALSE, MAYBE, NULL_NUM, TRUE, UNDECIDED, Num, label, point
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, NUMBER, Parameter, Vocabulary
from thinned import thinned

YES, NO, NOW = core.Const(BOOLEAN, TRUE), core.Const(BOOLEAN, FALSE), core.Input(DATE, "as_of")
TELLS_NOTHING = UnitFacts("u", "u", values={"unit.power": (Entry(TRUE),)})


def read(path, kind="boolean"):
    entity, _, name = path.partition(".")
    return core.Read(ENTITIES[entity].attributes[name].type, path, NOW)


def field(var, path):
    entity, _, name = path.partition(".")
    attribute = (FINDING_ENTITY if entity == "findings" else ENTITIES[entity]).attributes[name]
    return core.Field(attribute.type, var, attribute)


def op(name, *args):
    return core.Op(BOOLEAN, name, args)


def some(entity, *tests, body=YES, var="v"):
    """Whether there is a record in the list that passes the tests, each a function of the variable."""
    made: core.Node = core.Records(core.LIST, entity)
    for test in tests:
        made = core.Filter(core.LIST, made, var, test(var))
    return core.Agg(BOOLEAN, "some", made, var, body(var) if callable(body) else body)


def rule(id, requires, role=None, lifted=NO, due=None, due_from=""):
    outcome = core.Op(core.FINDING, "outcome", (lifted, requires, YES, NO))
    finding = core.Op(core.FINDING, "finding", (role or read("unit.power"), NO, YES, outcome))
    return core.RuleProgram(id, "duty", "c", finding, outcome, (), due, due_from, NOW, "")


def program(*rules, **parameters):
    own = {n: Parameter(n, NUMBER, values=((0, v),)) for n, v in parameters.items()}
    return program_of(rules, Vocabulary(entities=ENTITIES, measures=MEASURES, parameters=own))


def view(made, unit, *others, as_of=DAY, year=2025, given=True, scored=None, vocabulary=None):
    facts = Facts({u.id: u for u in (unit, *others)})
    return UnitView(facts, unit, vocabulary or made.model.vocabulary, as_of, year, given, scored)


def left(values):
    """What the reference finds of a finding when it is read."""
    return {name: values[name] for name in LEFT}


def assert_same(made, *views):
    """Each function makes a view; twice, so that what was learnt from the first run is used in the second."""
    references = [v() for v in views]
    wanted = [dict(ReferenceEngine().outcomes(made, [reference])[0]) for reference in references]
    for _ in "ab":
        for v, reference, outcomes in zip(views, references, wanted, strict=True):
            seen = v()
            found = CompiledEngine().outcomes(made, [seen])[0]
            assert list(found.items()) == list(outcomes.items())
            for id_, record in seen.findings.items():
                told, wanted_values = record.values, reference.findings[id_].values
                assert {**told, **left(told)} == {**wanted_values, **left(wanted_values)}
    return wanted


# -- what a unit tells nothing of -------------------------------------------------------------------


def less(random, unit):
    """The unit with some of its facts left out; what kind of unit it is mostly stays."""

    def some_of(things):
        return tuple(x for x in things if random.random() < 0.5)

    def named(things):
        return {k: v for k, v in things.items() if random.random() < (0.9 if k.startswith("unit.") else 0.3)}

    return evolve(
        unit,
        values=named(unit.values),
        lists=named(unit.lists),
        complete=some_of(unit.complete),
        reported=some_of(unit.reported),
        exceptions=some_of(unit.exceptions),
        gradings=some_of(unit.gradings),
    )


@pytest.mark.parametrize("seed", thinned(range(40), 4))
def test_units_that_tell_more_or_less_of_the_same(seed):
    random = Random(seed)
    trees = Trees(random)
    rules = tuple(trees.rule(f"r{n}", 3) for n in range(6))
    made = program_of(rules, Vocabulary(entities=ENTITIES, measures=MEASURES))
    drawn = FactsDrawn(random)
    units = [drawn.unit("u"), drawn.unit("u")]
    below = drawn.unit("a", "u")
    views = []
    for _ in range(12):
        unit, as_of = less(random, random.choice(units)), random.choice((DAY, DAY, DAY + 300))
        given = random.random() < 0.7
        views.append(lambda u=unit, d=as_of, g=given: view(made, u, below, as_of=d, given=g))
    assert_same(made, *views)


def test_each_thing_that_a_unit_may_tell_is_seen():
    """After a unit that tells nothing, one that tells one thing more."""
    front = core.Op(BOOLEAN, ">", (read("office.front"), core.Const(NUMBER, point(1))))
    counted = core.Agg(INTEGER, "count", core.Records(core.LIST, "posts"), "v", None)
    courses = core.Agg(
        BOOLEAN, "every", core.Records(core.LIST, "courses", "v"), "w", field("w", "courses.done")
    )
    replaced = core.Replaced(NUMBER, "swapped", NOW, core.Const(NUMBER, point(0)))
    made = program(
        rule("value", front),
        rule("list", some("talks", body=lambda v: field(v, "talks.law"))),
        rule("whole", op("<=", counted, core.Const(NUMBER, point(0)))),
        rule("inner", core.Agg(BOOLEAN, "every", core.Records(core.LIST, "staff"), "v", courses)),
        rule("graded", op("=", core.Graded(SCALE, "graded", NOW), core.Const(SCALE, label("good")))),
        rule("lifted", NO, lifted=core.Excepted(BOOLEAN, "lifted", NOW)),
        rule("swapped", op(">", replaced, core.Const(NUMBER, point(1)))),
        rule("figure", op(">", core.Reported(NUMBER, "seen", NOW), core.Const(NUMBER, point(1)))),
        rule("limit", op(">", core.Param(NUMBER, "limit", "", NOW), core.Const(NUMBER, point(1)))),
        rule("today", op(">", NOW, core.Const(DATE, point(DAY)))),
        rule("year", op(">", core.Input(NUMBER, "year"), core.Const(NUMBER, point(2025)))),
        rule("asked", core.Input(BOOLEAN, "year_given")),
        rule("kind", YES),
        rule("reads", op("=", core.Outcome(OUTCOME, "value"), core.Const(OUTCOME, label("satisfied")))),
        limit=point(1),
    )
    bare = TELLS_NOTHING
    limits = Vocabulary(
        ENTITIES,
        MEASURES,
        parameters={"limit": Parameter("limit", NUMBER, values=((0, point(2)),))},
    )
    staff = (RecordFacts("s", {}, {"courses": (RecordFacts("c", {"done": Entry(FALSE)}),)}),)
    talks = (RecordFacts("t", {"held": Entry(point(DAY)), "law": Entry(TRUE)}),)
    whole = (Completeness("posts", years=tuple(range(1, 2027))), Completeness("posts"))
    more = {
        "value": {"unit": evolve(bare, values={**bare.values, "office.front": (Entry(point(2)),)})},
        "list": {"unit": evolve(bare, lists={"talks": talks})},
        "whole": {"unit": evolve(bare, complete=whole)},
        "inner": {"unit": evolve(bare, lists={"staff": staff})},
        "graded": {"unit": evolve(bare, gradings=(GradingRecord("graded", 2025, label("good")),))},
        "lifted": {"unit": evolve(bare, exceptions=(ExceptionRecord("lifted", "", "", DAY - 1),))},
        "swapped": {
            "unit": evolve(bare, exceptions=(ExceptionRecord("swapped", "", "", DAY - 1, value=point(2)),))
        },
        "figure": {"unit": evolve(bare, reported=(ReportedFigure("seen", 2025, point(2)),))},
        "limit": {"unit": bare, "vocabulary": limits},
        "today": {"unit": bare, "as_of": DAY + 1},
        "year": {"unit": bare, "year": 2026},
        "asked": {"unit": bare, "given": False},
        "kind": {"unit": evolve(bare, values={"unit.power": (Entry(FALSE),)})},
    }
    views = {id_: lambda how=how: view(made, **how) for id_, how in more.items()}
    nothing, *told = assert_same(made, lambda: view(made, bare), *views.values())
    for id_, outcomes in zip(more, told, strict=True):
        assert outcomes[id_] != nothing[id_], id_
    scored = {"seen": point(2)}
    assert_same(made, lambda: view(made, bare), lambda: view(made, bare, scored=scored))
    assert told[0]["reads"] != nothing["reads"]


def test_a_list_that_is_told_to_be_empty_is_told():
    made = program(rule("r", some("staff")), rule("q", some("talks")))
    empty = evolve(TELLS_NOTHING, lists={"staff": ()}, complete=(Completeness("staff"),))
    gap = (Completeness("talks", years=(2024,)),)
    views = [TELLS_NOTHING, empty, evolve(TELLS_NOTHING, lists={"staff": ()}), evolve(empty, complete=gap)]
    found = assert_same(made, *(lambda u=u: view(made, u) for u in views))
    assert [f["r"] for f in found] == [(2, 4), (4, 4), (2, 4), (2, 4)]


def test_what_units_below_tell_is_always_read():
    below = core.Agg(
        BOOLEAN, "some", core.Under(core.LIST, ("county",)), "v", core.Read(BOOLEAN, "office.lit", NOW, "v")
    )
    made = program(
        rule("r", below),
        rule("q", op("=", core.Outcome(OUTCOME, "r"), core.Const(OUTCOME, label("violated")))),
    )

    def under(lit):
        values = {"unit.level": (Entry(label("county")),), "office.lit": (Entry(lit),)}
        return UnitFacts("v", "v", "u", values=values)

    whole = evolve(TELLS_NOTHING, complete=(Completeness("units_under"),))
    views = (lambda lit=lit: view(made, whole, under(lit)) for lit in (TRUE, FALSE, UNDECIDED))
    assert [f["r"] for f in assert_same(made, *views)] == [(2, 2), (2, 4), (2, 4)]


def test_what_kind_of_unit_it_is_on_which_day():
    made = program(rule("r", NO), rule("q", read("office.lit")))
    entries = [Entry(TRUE), Entry(TRUE, year=2024), Entry(TRUE, start=DAY), Entry(TRUE, start=DAY + 1)]
    told = [(), *((e,) for e in entries), (Entry(FALSE, year=2025), Entry(TRUE, year=2026))]
    units = [UnitFacts("u", "u", values={"unit.power": some_}) for some_ in told]
    found = assert_same(made, *(lambda u=u: view(made, u) for u in units))
    assert [f["r"] for f in found] == [(0, 4), (4, 4), (0, 4), (4, 4), (0, 4), (0, 0)]


def test_what_kind_of_unit_tells_alike():
    made = program(rule("r", read("office.lit")))
    lit = {"office.lit": (Entry(TRUE),)}
    units = [UnitFacts("u", "u", values={"unit.power": (Entry(v),), **lit}) for v in (TRUE, FALSE, UNDECIDED)]
    found = assert_same(made, *(lambda u=u: view(made, u) for u in units))
    assert [f["r"] for f in found] == [(2, 2), (0, 0), (0, 2)]


def test_more_kinds_of_units_than_are_kept(monkeypatch):
    monkeypatch.setattr(untold_rules, "KEPT", 2)
    made = program(rule("r", read("office.lit")))
    views = [lambda d=d: view(made, TELLS_NOTHING, as_of=DAY + d) for d in range(5)]
    assert_same(made, *views, *reversed(views))


@pytest.mark.parametrize("kept", ["ANSWERS", "DAYS"])
def test_more_answers_than_are_kept(kept, monkeypatch):
    monkeypatch.setattr(told_answers, kept, 2)
    made = program(rule("r", read("office.lit")), rule("q", some("talks")))
    units = [evolve(TELLS_NOTHING, lists={"talks": ()})]
    for n in range(6):
        lit = {**TELLS_NOTHING.values, "office.lit": (Entry((TRUE, FALSE, UNDECIDED)[n % 3], year=2020 + n),)}
        units.append(evolve(TELLS_NOTHING, values=lit))
    views = [lambda u=u, d=d: view(made, u, as_of=DAY + d) for d in (0, 1, 400) for u in units]
    assert_same(made, *views, *reversed(views))


def test_threads_learn_of_the_same_kind_at_once():
    made = program(*(rule(f"r{n}", read(f"office.{n}")) for n in ("lit",)), rule("t", some("talks")))
    units = [TELLS_NOTHING, evolve(TELLS_NOTHING, lists={"talks": ()})]
    units += [evolve(TELLS_NOTHING, values={**TELLS_NOTHING.values, "office.lit": (Entry(TRUE),)})]
    wanted = [dict(ReferenceEngine().outcomes(made, [view(made, u)])[0]) for u in units]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda u: CompiledEngine().outcomes(made, [view(made, u)])[0], units * 20))
    assert found == wanted * 20


# -- what rules share -------------------------------------------------------------------------------


def held(day, sign):
    return lambda v: op(sign, field(v, "talks.held"), core.Const(DATE, point(day)))


def test_conditions_that_several_rules_share_are_tested_once():
    law, in_year = (lambda v: field(v, "talks.law")), held(DAY, "<=")
    both = lambda v: op("and", in_year(v), law(v))  # noqa: E731
    long = lambda v: op(">", field(v, "talks.hours"), core.Const(NUMBER, point(2)))  # noqa: E731
    made = program(
        rule("a", some("talks", in_year, law)),
        rule("b", some("talks", law, in_year, var="w")),
        rule("c", some("talks", both, body=long)),
        rule("d", some("talks", long, both)),
        rule("e", some("talks", in_year)),
        rule("f", some("talks", held(DAY - 30, ">="))),
    )
    text = source(made).partition("def result_0")[0]
    assert text.count(".append(") == 2  # in the year; and of law
    talks = [
        RecordFacts("1", {"held": Entry(Num(DAY - 1, DAY)), "law": Entry(TRUE), "hours": Entry(point(2))}),
        RecordFacts("2", {"held": Entry(Num(DAY, DAY + 1)), "law": Entry(TRUE), "hours": Entry(point(3))}),
        RecordFacts("3", {"held": Entry(point(DAY + 1)), "law": Entry(TRUE)}),
        RecordFacts("4", {"law": Entry(UNDECIDED), "hours": Entry(Num(2, 3))}),
        RecordFacts("5", {"held": Entry(point(DAY)), "law": Entry(FALSE)}),
    ]
    every_year = (Completeness("talks", years=tuple(range(1, 2031))),)
    gaps = (
        (),
        (Completeness("talks", years=(2024, 2025)),),
        (Completeness("talks", years=(2023,)),),
        every_year,
    )
    for as_of in (DAY - 1, DAY, DAY + 1):
        units = [
            evolve(TELLS_NOTHING, lists={"talks": some_}, complete=complete)
            for complete in gaps
            for some_ in ((), *((t,) for t in talks), tuple(talks))
        ]
        assert_same(made, *(lambda u=u, d=as_of: view(made, u, as_of=d) for u in units))


def test_a_due_day_that_other_rules_compare_with():
    day = lambda: core.Op(DATE, "+", (read("office.founded"), core.Const(NUMBER, point(1))))  # noqa: E731
    late = core.Agg(
        BOOLEAN,
        "every",
        core.Filter(
            core.LIST,
            core.Findings(core.LIST, ("due",)),
            "f",
            op("=", field("f", "findings.due"), core.Const(DATE, point(DAY))),
        ),
        "f",
        NO,
    )
    made = program(
        rule("a", op("<", day(), NOW)),
        rule("b", op(">", day(), NOW)),
        rule("due", some("staff"), due=day()),
        rule("reads", late),
    )
    founded = {"office.founded": (Entry(point(DAY - 1)),)}
    units = [
        TELLS_NOTHING,
        evolve(TELLS_NOTHING, lists={"staff": ()}),
        evolve(TELLS_NOTHING, values={**TELLS_NOTHING.values, **founded}),
    ]
    found = assert_same(made, *(lambda u=u: view(made, u) for u in units))
    assert [f["reads"] for f in found] == [(2, 4), (2, 4), (4, 4)]


def test_what_is_fixed_of_a_finding_is_tested_beforehand():
    since = lambda v: op("=", field(v, "findings.due_from"), core.Const(OUTCOME, label("close")))  # noqa: E731
    due = lambda v: op("is null", field(v, "findings.due"))  # noqa: E731
    met = lambda v: op("=", field(v, "findings.outcome"), core.Const(OUTCOME, label("satisfied")))  # noqa: E731
    lit, power = read("office.lit"), read("unit.power")
    day = core.Const(DATE, point(DAY))

    def findings(*tests):
        made: core.Node = core.Findings(core.LIST, ("a", "b", "c", "d"))
        for test in tests:
            made = core.Filter(core.LIST, made, "f", test("f"))
        return core.Agg(BOOLEAN, "every", made, "f", met("f"))

    made = program(
        rule("a", lit, due_from="close"),
        rule("b", power, due=day),
        rule("c", read("office.lit"), due=day, due_from="close"),
        rule("d", NO, due=day),
        rule("every", findings()),
        rule("due", findings(due)),
        rule("since", findings(since)),
        rule("both", findings(due, since)),
        rule("known", findings(lambda v: op("or", since(v), lit))),
    )
    told = [{}, {"office.lit": (Entry(TRUE),)}, {"office.lit": (Entry(FALSE),)}]
    units = [evolve(TELLS_NOTHING, values={**TELLS_NOTHING.values, **more}) for more in told]
    found = assert_same(made, *(lambda u=u: view(made, u) for u in units))
    assert [f["since"] for f in found] == [f["due"] for f in found] == [(2, 4), (2, 2), (4, 4)]


# -- records on the day -----------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", [DAY - 1, DAY, DAY + 1])
@pytest.mark.parametrize(
    "known",
    [
        {},
        {"since": point(DAY)},
        {"since": Num(DAY - 1, DAY + 1), "until": NULL_NUM},
        {"since": point(DAY - 5), "until": point(DAY)},
        {"since": point(DAY - 5), "until": Num(DAY - 1, DAY + 5)},
        {"since": point(DAY - 5), "until": Num(DAY, DAY, MAYBE)},
        {"since": point(DAY - 5), "until": Num(DAY + 1, DAY + 2, MAYBE), "rank": point(1)},
    ],
)
def test_a_record_on_a_day(known, as_of):
    post = RecordFacts("p", {n: Entry(v) for n, v in known.items()})
    unit = evolve(TELLS_NOTHING, lists={"posts": (post,)})
    ended = lambda v: op("is null", field(v, "posts.until"))  # noqa: E731
    ranked = lambda v: op(">=", field(v, "posts.rank"), core.Const(NUMBER, point(1)))  # noqa: E731
    made = program(rule("there", some("posts")), rule("open", some("posts", ended, body=ranked)))
    (member, *_) = view(made, unit, as_of=as_of).records("posts") or (None,)
    begins = known.get("since", Num(None, None))
    if begins.lo > as_of:
        assert member is None or member.record.generic
    else:
        assert (member.lo, member.hi) == (int(begins.hi <= as_of), 1)
        assert member.record.values["since"].hi <= as_of
        until = member.record.values.get("until")
        assert until is None or until.null == 2 or until.hi <= as_of
    assert_same(made, lambda: view(made, unit, as_of=as_of))
