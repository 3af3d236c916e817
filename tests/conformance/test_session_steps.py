"""A session that takes generated steps comes to what the reference finds on the facts it then holds."""

from __future__ import annotations

import datetime

import pytest

from policy_rules.engines.session import Session
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.reference.trace import Tracer
from policy_rules.testing.choices import Seeded
from policy_rules.testing.facts import UNIT, FactsWriter
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.steps import session_steps
from policy_rules.testing.thresholds import thresholds
from thinned import thinned

DAY = datetime.date(2025, 12, 31)


@pytest.mark.parametrize("seed", thinned(range(12), 3))
def test_steps(seed: int) -> None:
    choices = Seeded(f"steps {seed}")
    model, program = ruleset(choices, 8)
    steps = session_steps(choices, FactsWriter(choices, program, thresholds(program)), 60)
    assert {"assert", "change", "retract"} == {s.action for s in steps}
    with Session(model, program, as_of=DAY) as session:
        for n, step in enumerate(steps):
            if step.action == "retract":
                session.retract_fact(step.unit, step.path)
            else:
                put = session.assert_fact if step.action == "assert" else session.change_fact
                put(step.unit, step.path, step.value)
            if n % 10 == 9:
                facts = session.facts(UNIT)
                year = model.vocabulary.year.year(DAY.toordinal())
                view = UnitView(Facts({UNIT: facts}), facts, model.vocabulary, DAY.toordinal(), year, False)
                expected = {id: r.finding for id, r in Tracer(program, view).results().items()}
                assert dict(session.outcomes(UNIT)) == expected, (n, step)
