"""A small ruleset for the session's tests, with every kind of rule; and that it is one."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import Document, Iteration, Rule, RulesetModel
from policy_rules.testing.calendars import MOVED
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    Attribute,
    Entity,
    Expression,
    Measure,
    Role,
    Type,
    Vocabulary,
)

DAY = datetime.date(2025, 6, 30)
YEAR = 2025
COUNT = Type("number", unit=(("post", 1),), places=0, low=Fraction(0), high=Fraction(100_000))
HOURS = Type("number", unit=(("hour", 1),), places=1, low=Fraction(0), high=Fraction(1000))
LEVEL = Type("label", labels=("province", "city", "county"), name="level")
SCALE = ("fail", "pass", "good", "excellent")
GRADE = Type("label", labels=SCALE, ordered=True, name="grade")
PERHAPS_DATE = Type("date", nullable=True)


def entity(name: str, types: dict[str, Type], **more: object) -> Entity:
    attributes = {n: Attribute(n, t, planned=n.startswith("due")) for n, t in types.items()}
    return Entity(name, attributes, **more)  # type: ignore[arg-type]


VOCABULARY = Vocabulary(
    entities={
        "unit": entity("unit", {"level": LEVEL, "power": BOOLEAN}, one=True),
        "staffing": entity("staffing", {"total": COUNT, "front": COUNT}, one=True),
        "plan": entity("plan", {"issued_on": PERHAPS_DATE}, one=True),
        "lectures": entity("lectures", {"held_on": DATE, "law": BOOLEAN}, dated_by=("held_on",)),
        "officers": entity("officers", {"duty": BOOLEAN, "note": Type("text")}),
        "training": entity("training", {"hours": HOURS, "legal": BOOLEAN}, of=("officers",)),
        "suggestions": entity("suggestions", {"received_on": PERHAPS_DATE, "answered_on": PERHAPS_DATE}),
    },
    measures={
        "front_share": Measure(
            "front_share", Type("number", unit=()), Expression("staffing.front / staffing.total")
        ),
        "law_lectures": Measure(
            "law_lectures",
            Type("number", unit=(("lecture", 1),), places=0, low=Fraction(0)),
            Expression("count(lectures[law and held_on in period])"),
            reported=True,
        ),
        "grade": Measure("grade", GRADE, reported=True, yearly=True),
    },
    roles={"agency": Role("agency", when=Expression("unit.power")), "any": Role("any")},
    scales={"grade": SCALE},
    calendar=MOVED,
)


def rule(name: str, **keys: object) -> Rule:
    for key in ("applies", "period", "due", "requires"):
        if key in keys:
            keys[key] = Expression(str(keys[key]))
    each = tuple(Iteration(n, Expression(s)) for n, s in keys.pop("each", ()))  # type: ignore[attr-defined]
    about = {"bearer": "any", "about": keys.pop("about", "any")}
    words = dict.fromkeys(("text", "title", "gloss"), f"{name}: \"]}}{{'$or'[\n\x00")
    return Rule(id=name, document="d", clause="c", for_each=each, **words, **about, **keys)  # type: ignore[arg-type]


HOSTILE = '"},{"$nex":{"k":1}}//\n$m 甲'
"""The id of a rule that would break out of JSON, were it ever put there as it is."""

RULES = (
    rule("share", about="agency", requires="front_share >= 80%", force="in principle", due='@"2025-12-31"'),
    rule("late", requires="staffing.front >= 10", due='@"2025-01-31"'),
    rule("lectures", requires="law_lectures >= 2", period="year"),
    rule("each-lecture", requires="l.law", each=[("l", "lectures")], force="as a rule"),
    rule(
        "hours", requires="total(o.training[legal].hours) >= 40", each=[("o", "officers")], force="in general"
    ),
    rule(
        "no-duty", kind="prohibition", requires="not(t.legal)", each=[("o", "officers"), ("t", "o.training")]
    ),
    rule(
        "answers",
        each=[("s", "suggestions")],
        due="working_days_after(s.received_on, 5)",
        requires="done_by(s.answered_on, due)",
    ),
    rule("plan", requires="done_by(plan.issued_on, due)", due="default"),
    rule("default-day", due='@"2025-03-31"', requires="true", force="in principle"),
    rule("power", kind="power", requires="staffing.total > 5"),
    rule("graded", grading="grade", requires='grading >= "pass"'),
    rule("triggered", applies="staffing.total / staffing.front > 1", requires="unit.power"),
    rule(
        "all",
        requires='t.outcome = "satisfied"',
        each=[("t", 'findings[kind = "duty"]')],
        due='@"2025-12-31"',
    ),
    rule("after", requires='outcome("share") != "violated"'),
    rule(
        "talk",
        kind="consequence",
        applies='grade = "fail" or outcome("late") = "violated"',
        requires="unit.power",
    ),
    rule("below", requires='every u in units_under(unit, ["county"]) satisfies u.staffing.total > 0'),
    rule("definition", kind="constitutive"),
    rule(HOSTILE, requires="unit.power"),
)


def model(rules: tuple[Rule, ...] = RULES) -> RulesetModel:
    documents = {"d": Document("d", "D", "", "x", default_due="default-day")}
    return RulesetModel("test", 1, Path(), documents, (), {r.id: r for r in rules}, VOCABULARY, {}, {})


def program(of: RulesetModel) -> Program:
    compiled, faults = compile_rules(of)
    assert not faults, "\n".join(map(str, faults))
    return compiled


def test_the_ruleset_has_every_kind_of_rule() -> None:
    compiled = program(model())
    assert {r.instance.name if r.instance else None for r in compiled.rules} == {"outcome", "if", None}
    assert {len(r.each) for r in compiled.rules} == {0, 1, 2}
    assert any(r.after for r in compiled.rules)
