"""A small vocabulary in which every kind of name occurs, for expressions and rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policy_rules.core.meanings import Extent, Meaning, Names
from policy_rules.core.nodes import Op
from policy_rules.errors import Place
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.lowering.inputs import AS_OF, UNKNOWN_DATE, YEAR
from policy_rules.lowering.resolve import Definition
from policy_rules.ruleset.model import Document, Iteration, Rule, RulesetModel
from policy_rules.ruleset.parameters import BUILT_IN
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    DAYS,
    INTEGER,
    Attribute,
    Cells,
    Entity,
    Expression,
    Measure,
    Parameter,
    Role,
    Type,
    Vocabulary,
)

MAYBE_DATE = Type("date", nullable=True)
ALLOWED, QUOTA = Cells("allowed", ("city", "county", "town"), True), Cells("quota", ("city", "county"), False)
PEOPLE = Type("number", unit=(("person", 1),), places=0)
DAY_COUNT = Type("number", unit=(("day", 1),), places=0)


def entity(name: str, types: Mapping[str, Type], derived: Mapping[str, str] = {}, **more: Any) -> Entity:
    """An entity; `derived` holds the expressions of attributes that are computed."""
    computed = {n: Expression(text, Place("village.yaml", 7, 5)) for n, text in derived.items()}
    return Entity(name, {n: Attribute(n, t, derived=computed.get(n)) for n, t in types.items()}, **more)


VOCABULARY = Vocabulary(
    entities={
        e.name: e
        for e in (
            entity(
                "unit",
                {"level": Type("label", labels=("city", "county")), "large": BOOLEAN},
                {"large": 'level = "city"'},
                one=True,
            ),
            entity(
                "work",
                {"begun_on": DATE, "done_on": MAYBE_DATE, "ok": BOOLEAN, "staff": PEOPLE, "staffed": BOOLEAN}
                | {"half": PEOPLE, "crew": PEOPLE, "ends_on": DATE},
                {"staffed": "staff >= 3", "half": "staff / 2", "crew": "2 + 1", "ends_on": "period.end"},
                one=True,
            ),
            entity(
                "cases",
                {
                    "opened_on": DATE,
                    "closed_on": MAYBE_DATE,
                    "days": DAY_COUNT,
                    "long": BOOLEAN,
                    "load": INTEGER,
                },
                {"long": "days > 30"},
                dated_by=("opened_on",),
            ),
            entity("steps", {"hours": Type("number", unit=(("hour", 1),)), "ok": BOOLEAN}, of=("cases",)),
            entity("terms", {"first": DATE, "last": MAYBE_DATE}, dated_by=("first", "last")),
            entity("weeks", {"first": DATE, "last": DATE}, dated_by=("first", "last")),
            entity(
                "posts",
                {
                    "kind": Type("label", labels=("city", "village")),
                    "perhaps": Type("label", labels=("city", "county"), nullable=True),
                },
                one=True,
            ),
            entity(
                "loops",
                {"a": INTEGER, "b": INTEGER, "wrong": INTEGER},
                {"a": "b", "b": "a", "wrong": "true"},
                one=True,
            ),
        )
    },
    measures={
        m.name: m
        for m in (
            Measure("open_cases", INTEGER, reported=True),
            Measure("rank", Type("number", unit=(), places=0, nullable=True), reported=True, yearly=True),
            Measure("load", DAY_COUNT, derived=Expression("total(cases.days)"), reported=True),
            Measure("half_cases", INTEGER, derived=Expression("open_cases / 2")),
            Measure("odd", INTEGER, derived=Expression("work.ok", Place("village.yaml", 9, 3))),
            Measure("listed", INTEGER, derived=Expression("cases", Place("village.yaml", 9, 3))),
            Measure("recorded", INTEGER, derived=Expression("work", Place("village.yaml", 9, 3))),
            Measure("people", INTEGER, derived=Expression("work.staff", Place("village.yaml", 9, 3))),
        )
    },
    roles={
        "anyone": Role("anyone"),
        "cities": Role("cities", when=Expression('unit.level = "city"')),
        "wrong": Role("wrong", when=Expression("work.staff")),
    },
    scales={"quality": ("bad", "fair", "good")},
    parameters={
        **BUILT_IN,
        "least": Parameter("least", INTEGER),
        "window": Parameter("window", DAY_COUNT, per_rule=True),
        "wait": Parameter("wait", DAYS),
        "rates": Parameter("rates", Type("table")),
        **{f"allowed[{label}]": Parameter(f"allowed[{label}]", BOOLEAN) for label in ALLOWED.labels},
        **{f"quota[{label}]": Parameter(f"quota[{label}]", PEOPLE) for label in QUOTA.labels},
    },
    cells={"allowed": ALLOWED, "quota": QUOTA},
)

PERIOD = Extent(Op(DATE, "year start", (YEAR,)), Op(DATE, "year end", (YEAR,)))
BOUND: dict[str, Meaning] = {
    "as_of": AS_OF,
    "year": YEAR,
    "day": AS_OF,
    "period": PERIOD,
    "begins": Extent(AS_OF, None),
}
DEFINES = {
    "limit": Definition(Expression("work.staff * 2")),
    "soft": Definition(Expression("work.staff * 3"), "softening"),
    "fine": Definition(Expression("work.ok"), "softening"),
    "looped": Definition(Expression("looped + 1", Place("village.yaml", 8, 3))),
    "broken": Definition(Expression("work.stuff", Place("village.yaml", 8, 3))),
}


def elaborator() -> tuple[Elaborator, Names]:
    """What reads the expressions of a rule `r`, and the names in scope."""
    el = Elaborator(
        VOCABULARY,
        rule="r",
        defines=DEFINES,
        rules=("r", "a", "b"),
        findings=("a", "b"),
        steps={"rate": UNKNOWN_DATE},
    )
    el.give(BOUND)
    return el, Names(BOUND)


DOCUMENTS = {
    "d": Document("d", "D", "", "x"),
    "dated": Document("dated", "D", "", "x", in_force=Expression('@"2024-07-01"'), default_due="usual"),
    "soft": Document("soft", "D", "", "x", default_due="softened"),
    "without": Document("without", "D", "", "x", default_due="nowhere"),
}


def rule(id: str, keys: Mapping[str, Any]) -> Rule:
    """A rule from its keys as rule files have them; expressions are texts."""
    given: dict[str, Any] = {"text": "", "title": "", "gloss": "", "document": "d", "clause": "1", **keys}
    given = {"bearer": "anyone", "about": "anyone", "place": Place("rule.yaml", 1, 3), **given}
    for key in given.keys() & {"due", "period", "applies", "requires"}:
        given[key] = Expression(given[key], Place("rule.yaml", 5, 3))
    steps = [step.partition(" in ") for step in given.get("for_each", ())]
    given["for_each"] = tuple(Iteration(n, Expression(s, Place("rule.yaml", 4, 3))) for n, _, s in steps)
    given["defines"] = {n: Expression(text) for n, text in given.get("defines", {}).items()}
    return Rule(id=id, **given)


def model(rules: Mapping[str, Mapping[str, Any]]) -> RulesetModel:
    """A ruleset of these rules over the vocabulary."""
    found = {id: rule(id, keys) for id, keys in rules.items()}
    return RulesetModel("village", 1, Path(), DOCUMENTS, (), found, VOCABULARY, {}, {})
