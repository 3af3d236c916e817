"""Programs, units and the comparison with the reference that the tests of the columnar engine share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from engines.core_facts import DAY, ENTITIES, MEASURES, SUBJECT
from engines.core_trees import program_of
from policy_rules.core import nodes as core
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.model import Document, Iteration, Rule, RulesetModel
from policy_rules.testing.calendars import MOVED
from policy_rules.values.known import FALSE, TRUE, UNDECIDED, Labels, Num, Value, label, point
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

pytest.importorskip("polars")
pytest.importorskip("narwhals")

from policy_rules.engines.columnar import ColumnarEngine

ENGINE = ColumnarEngine()
AS_OF = core.Input(DATE, "as_of")
GRADES = ("poor", "fair", "good", "excellent")
GRADE = Type("label", labels=GRADES, ordered=True, nullable=True)
ANY_NUMBER = Type("number", unit=(), nullable=True)


def const(value: Value, type: Type = INTEGER) -> core.Const:
    return core.Const(type, value)


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


def hand_made(
    root: core.Node, vocabulary: Vocabulary, each: tuple[tuple[str, core.Node], ...] = ()
) -> Program:
    """One rule whose finding shows the root's value, as a side of its first comparison."""
    others: dict[str, Value] = {"boolean": TRUE, "label": label("good")}
    other = others.get(root.type.kind, point(1))
    shown: core.Node = root
    if root.type.kind != "finding":
        shown = core.Op(BOOLEAN, "=", (root, core.Const(root.type, other)))
    test = core.Op(BOOLEAN, "and", (shown, core.Const(BOOLEAN, UNDECIDED)))
    if root.type.kind == "finding":
        finding = root
    else:
        late = core.Const(BOOLEAN, TRUE)
        no = core.Const(BOOLEAN, FALSE)
        instance = core.Op(core.FINDING, "outcome", (no, test, late, no))
        yes = core.Const(BOOLEAN, TRUE)
        finding = core.Op(core.FINDING, "finding", (yes, no, yes, instance))
    rule = core.RuleProgram("r", "duty", "c", finding, None, each, None, "", AS_OF, "")
    return program_of((rule,), vocabulary)


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
    'office.subject in ("subject 7", "subject 77", "subject 139") or office.subject = "subject 60"',
    'count(talks[subject != office.subject]) >= 1 and office.subject != "subject 59"',
    "office.subject in (" + ", ".join(f'"{name}"' for name in SUBJECT.labels[:-1]) + ")",
    "if parameters.open then office.front >= 80 else office.total < 80 or parameters.open",
)


WAYS = Type("label", labels=("first", "second", "third"), name="ways")
BY_WAY = (
    'if parameters.{0} = "first" then t.law '
    'else parameters.{0} = "second" and t.hours > 2 or count(talks[law]) > 1 and office.front >= 80'
)
"""A rule that is read in three ways."""


def written(id: str, requires: str, **more: object) -> Rule:
    return Rule(id, "", "", "", "d", "c", "agency", "agency", requires=Expression(requires), **more)  # type: ignore[arg-type]


def ruleset() -> Program:
    talks, posts = Iteration("t", Expression("talks")), Iteration("p", Expression("posts"))
    words = Iteration("w", Expression('["law", "skill"]'))
    rules = [written(f"q{n}", text) for n, text in enumerate(REQUIREMENTS)]
    rules += [
        written("soft", "office.front >= 80", force="in principle", due=Expression('@"2025-06-30"')),
        written("each", "t.law", for_each=(talks,), force="in principle"),
        written(
            "due",
            "done_by(t.closed, due)",
            for_each=(talks,),
            due=Expression("working_days_after(t.held, 5)"),
        ),
        written("terms", "p.rank >= 3 and office.front >= 80", for_each=(posts,), period=Expression("year")),
        written("words", "some t in talks satisfies t.law", for_each=(words,)),
        written("graded", 'grading >= "fair"', grading="grades"),
        written("used", "office.lit", kind="permission"),
        written("read", BY_WAY.format("way"), for_each=(talks,), due=Expression('@"2025-06-30"')),
        written("read otherwise", BY_WAY.format("known_way"), for_each=(talks,), force="in principle"),
        written("read twice", BY_WAY.format("half_known_way"), for_each=(talks,)),
        written("yearly", "office.total >= 80", period=Expression("year"), due=None),
    ]
    limit = Parameter("limit", NUMBER, values=((0, point(2)), (DAY, Num(3, 90))))
    own = Parameter("own", NUMBER, per_rule=True, rule_values={})
    vocabulary = Vocabulary(
        entities=ENTITIES,
        measures=MEASURES,
        roles={"agency": Role("agency", when=Expression("unit.power"))},
        parameters={
            "limit": limit,
            "own": own,
            "open": Parameter("open", BOOLEAN),
            "way": Parameter("way", WAYS),
            "known_way": Parameter("known_way", WAYS, values=((0, label("second")),)),
            "half_known_way": Parameter(
                "half_known_way", WAYS, values=((0, Labels(frozenset(WAYS.labels[:2]))),)
            ),
        },
        scales={"grades": GRADES},
        calendar=MOVED,
    )
    document = Document("d", "D", "", "x", in_force=Expression('@"2024-06-01"'))
    model = RulesetModel("t", 1, Path(), {"d": document}, (), {r.id: r for r in rules}, vocabulary, {}, {})
    program, faults = compile_rules(model)
    assert faults == [], faults
    return program
