"""Small rulesets in memory: rules as FEEL texts over one vocabulary, answered by the reference."""

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from policy_rules import load_facts
from policy_rules.facts.bind import bind
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.model import Document, Iteration, Rule, RulesetModel
from policy_rules.ruleset.parameters import BUILT_IN
from policy_rules.ruleset.profile import set_parameters
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    INTEGER,
    Attribute,
    Entity,
    Expression,
    Measure,
    Parameter,
    Role,
    Type,
    Vocabulary,
)

DAY = Type("date", nullable=True)
COUNT = Type("number", unit=(("case", 1),), places=0, low=Fraction(0), high=Fraction(1000))
VOCABULARY = Vocabulary(
    entities={
        "unit": Entity(
            "unit", {"level": Attribute("level", Type("label", labels=("city", "county")))}, one=True
        ),
        "work": Entity(
            "work",
            {n: Attribute(n, DAY) for n in ("begun_on", "done_on")} | {"ok": Attribute("ok", BOOLEAN)},
            one=True,
        ),
        "cases": Entity(
            "cases",
            {
                "opened_on": Attribute("opened_on", DATE),
                "closed_on": Attribute("closed_on", DAY),
                "days": Attribute(
                    "days", Type("number", unit=(("day", 1),), places=0, low=Fraction(0), high=Fraction(400))
                ),
            },
            dated_by=("opened_on",),
        ),
    },
    measures={
        "open_cases": Measure("open_cases", COUNT, reported=True),
        "rank": Measure("rank", Type("number", unit=(), places=0, nullable=True), reported=True, yearly=True),
    },
    roles={"anyone": Role("anyone")},
    parameters={
        **BUILT_IN,
        "window": Parameter(
            "window", Type("number", unit=(("day", 1),), places=0, low=Fraction(0)), per_rule=True
        ),
        "start": Parameter("start", INTEGER),
    },
)


def rule(name, requires=None, each=(), **keys):
    """A rule; expressions are texts."""
    texts: dict[str, Any] = {
        k: Expression(v) if k in ("due", "period", "applies") else v for k, v in keys.items()
    }
    condition = None if requires is None else Expression(requires)
    steps = tuple(Iteration(n, Expression(source)) for n, source in each)
    return Rule(
        id=name, text="", title="", gloss="", document="d", clause="1", bearer="anyone", about="anyone",
        requires=condition, for_each=steps, **texts,
    )  # fmt: skip


def results(rules, facts, as_of="2026-01-01", year=2025, parameters=None, language=1):
    """The reference's result of each rule; facts as a facts mapping without its unit."""
    model = RulesetModel(
        "small",
        language,
        Path(),
        {"d": Document("d", "D", "", "x")},
        (),
        {r.id: r for r in rules},
        VOCABULARY,
        {},
        {},
    )
    model, faults = set_parameters(model, parameters or {})
    program, more = compile_rules(model)
    assert [str(f) for f in [*faults, *more]] == []
    bound = bind(load_facts({"unit": {"id": "u", "name": "u"}, **facts}), model, lenient=True)
    day = datetime.date.fromisoformat(as_of).toordinal()
    view = UnitView(bound, bound.units["u"], model.vocabulary, day, year, year_given=True)
    return Tracer(program, view).results()


def outcome(rules, facts, **more):
    """The name of the outcome of the first rule, `a..b` where several are possible."""
    from policy_rules.core.nodes import OUTCOMES

    lo, hi = results(rules, facts, **more)[rules[0].id].finding
    return OUTCOMES[lo] if lo == hi else f"{OUTCOMES[lo]}..{OUTCOMES[hi]}"
