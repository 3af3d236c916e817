"""The strategies of `policy_rules.testing`, and the laws told through them (shrinkable)."""

from __future__ import annotations

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.testing import strategies as rules_st
from policy_rules.testing.facts import UNIT
from thinned import examples

slow = examples(
    6,
    20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def results(case: rules_st.Case, facts: Facts) -> dict[str, RuleResult]:
    view = case.view()
    other = UnitView(facts, facts.units[UNIT], view.vocabulary, view.as_of, view.year, view.year_given)
    return Tracer(case.program, other).results()


@slow
@given(st.data())
def test_every_strategy_gives_what_it_says(data: st.DataObject) -> None:
    vocabulary = data.draw(rules_st.vocabularies())
    for kind in ("boolean", "number", "date"):
        assert data.draw(rules_st.expressions(vocabulary, kind, depth=1))
    assert data.draw(rules_st.rules(vocabulary)).id == "r1"
    program = data.draw(rules_st.programs(3))
    assert data.draw(rules_st.facts(program)).units
    assert data.draw(rules_st.session_steps(program, 5))
    assert data.draw(rules_st.views(2)).unit.id == UNIT


@slow
@given(st.data())
def test_one_thing_learned_leaves_a_settled_finding(data: st.DataObject) -> None:
    case = data.draw(rules_st.cases(2))
    before, after = results(case, case.facts), results(case, data.draw(rules_st.learnings(case)))
    doubled = {m.name for m in case.program.model.vocabulary.measures.values() if m.derived and m.reported}
    if any(r.measure in doubled for u in case.facts.units.values() for r in u.reported):
        return  # records and reports may contradict each other
    for id, result in after.items():
        low, high = before[id].finding
        assert low <= result.finding[0] and result.finding[1] <= high
