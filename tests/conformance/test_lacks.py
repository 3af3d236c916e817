"""What the project's engines lack, operator by operator and rule by rule: compared exactly.

`lacks.yaml` holds a smallest rule for each operator, aggregate and form of the core: a new one needs one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from conformance.test_engines import ENGINES, LACKS
from policy_rules import Ruleset
from policy_rules.core import nodes as core
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.ruleset.model import Iteration, Rule, Version
from policy_rules.testing.calendars import MOVED
from policy_rules.testing.rulesets import DEFAULT, model_of
from policy_rules.values import days
from policy_rules.values.known import point
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    Attribute,
    Entity,
    Expression,
    Measure,
    Parameter,
    Type,
    Vocabulary,
)

GRADES = ("fail", "pass", "good")
GRADE = Type("label", labels=GRADES, ordered=True, name="grade")
COUNT = Type("number", unit=(), places=0, low=Fraction(0), high=Fraction(1000))
AMOUNT = Type("number", unit=(), places=2, low=Fraction(-1000), high=Fraction(1000))
LEVEL = Type("label", labels=("city", "county"), name="level")
DATED = (Attribute("on", DATE), Attribute("n", COUNT), Attribute("b", BOOLEAN))
PERHAPS = Type("date", nullable=True)
FIRST, CHANGED = days.year_start(2025), days.year_start(2025) + 90


def entity(name: str, *attributes: Attribute, **more: Any) -> Entity:
    return Entity(name, {a.name: a for a in attributes}, **more)


VOCABULARY = Vocabulary(
    entities={
        e.name: e
        for e in (
            entity("unit", Attribute("level", LEVEL), one=True),
            entity(
                "s",
                Attribute("n", COUNT),
                Attribute("x", AMOUNT),
                Attribute("huge", Type("number", unit=(), places=2)),
                Attribute("b", BOOLEAN),
                Attribute("day", DATE),
                Attribute("done", PERHAPS),
                Attribute("wanted", PERHAPS, planned=True),
                Attribute("grade", GRADE),
                Attribute("note", Type("text")),
                one=True,
            ),
            entity("list", *DATED, dated_by=("on",)),
            entity("inner", Attribute("n", COUNT), of=("list",)),
        )
    },
    measures={
        "published": Measure("published", AMOUNT, reported=True),
        "counted": Measure("counted", COUNT, Expression("count(list)"), reported=True),
    },
    scales={"grade": GRADES},
    parameters={
        "mark": Parameter("mark", AMOUNT),
        "chosen": Parameter("chosen", BOOLEAN),
        "since": Parameter("since", DATE, values=((FIRST, point(FIRST)), (CHANGED, point(CHANGED)))),
        "pass_mark": Parameter("pass_mark", GRADE, per_rule=True),
        "period": Parameter("period", Type("label", labels=("year", "other")), per_rule=True),
        "due": Parameter("due", DATE, per_rule=True),
    },
    calendar=MOVED,
    periods={
        "half_year": Periods("half_year", 730120, 6),  # from 1 January 2000
        "fiscal_year": Periods("fiscal_year", 730394, 12),  # from 1 October 2000
    },
)  # fmt: skip


FORMS = {c.__name__ for c in vars(core).values() if isinstance(c, type) and issubclass(c, core.Node)}
KNOWN = (FORMS - {"Node", "Op", "Agg", "Const"}) | {*OPERATORS, *AGGREGATES}


def program_of(entry: dict[str, Any]):  # type: ignore[no-untyped-def]
    made: dict[str, Any] = {
        "id": "r", "text": "r", "title": "r", "gloss": "r", "document": "d", "clause": "1",
        "bearer": "anyone", "about": "anyone",
    }  # fmt: skip
    split = (step.split(" in ", 1) for step in entry.get("for each", []))
    steps = tuple(Iteration(name, Expression(source)) for name, source in split)
    spoken = ("applies", "applies_to", "period", "due", "requires", "version_on")
    texts: dict[str, Any] = {k: Expression(v) for k, v in entry.items() if k in spoken}
    plain = {k: v for k, v in entry.items() if k in ("grading", "force", "kind")}
    defines = {k: Expression(v) for k, v in entry.get("defines", {}).items()}
    other = Rule(**{**made, "id": "other"}, requires=Expression(entry.get("other", "s.b")))
    last = Expression('@"2025-12-31"')
    default = Rule(**{**made, "id": DEFAULT}, requires=Expression("s.b"), due=last, force="in principle")
    limbs = {
        k: Rule(**made, requires=Expression(limb["requires"])) for k, limb in entry.get("limbs", {}).items()
    }
    rule = Rule(**{**made, **plain}, for_each=steps, defines=defines, limbs=limbs, **texts)
    if later := entry.get("versions"):
        told = [(str(v["from"]), evolve(rule, requires=Expression(v["requires"]))) for v in later]
        dated = (Version(day, Expression(f'@"{day}"'), norm) for day, norm in told)
        rule = evolve(rule, versions=(Version("first", None, rule), *dated))
    model = model_of(
        VOCABULARY, (default, other, rule), entry.get("in_force", ""), entry.get("document_applies_to", "")
    )
    program, faults = compile_rules(evolve(model, language=entry.get("language", model.language)))
    assert not faults, (entry, faults)
    return program


def lacked(program: Any, rule: Any) -> dict[str, str]:
    return {e.name: why for e in ENGINES if (why := e.lacks(program, rule)) is not None}


@pytest.mark.parametrize("name", sorted(LACKS["operators"]))
def test_operators(name: str) -> None:
    entry = dict(LACKS["operators"][name])
    program = program_of(entry)
    rule = program.by_id["r"]
    nodes = list(core.walk(rule.finding))
    if name in KNOWN:
        named = {n.name for n in nodes if isinstance(n, core.Op | core.Agg)}
        assert name in named | {type(n).__name__ for n in nodes}
    assert lacked(program, rule) == entry.get("lacked", {})


def test_every_operator_and_form_has_an_entry() -> None:
    assert set(LACKS["operators"]) >= KNOWN


@pytest.mark.heavy  # every rule's plan is built
def test_rules_of_the_shipped_ruleset(henan: Ruleset) -> None:
    program = henan.program
    found: dict[str, dict[str, str]] = {}
    for rule in program.rules:
        for engine, why in lacked(program, rule).items():
            found.setdefault(engine, {})[rule.id] = why
    assert found == LACKS["rules"]
