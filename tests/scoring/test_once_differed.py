"""What once differed between scores and the truth of the tests, as cases by hand: `once_differed.yaml`.

Seeds of generated ledgers do not keep it: they draw another sheet with each change of what draws them.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve

from policy_rules.engines.compiled import CompiledEngine
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.lowering.compile import compile_rules
from policy_rules.testing.facts import UNIT, Question
from policy_rules.testing.facts_files import facts_file
from policy_rules.testing.ledger_cases import compiled_differences, reference_case, whole_results
from policy_rules.testing.ledger_truth import Judge, unsound
from policy_rules.testing.schemes import Scheme, State
from policy_rules.testing.sheets import loaded
from policy_rules.testing.thresholds import Thresholds
from policy_rules.values.known import ONLY
from scoring.world import model

DATA = yaml.safe_load(Path(__file__).with_name("once_differed.yaml").read_text("utf-8"))
COMPLETIONS = 12
ASKED = Question(datetime.date(2025, 3, 1).toordinal(), 2024, year_given=True)
RULE = {"title": "t", "gloss": "g", "bearer": "any"}


@pytest.fixture(scope="module")
def ruleset():
    made = model(DATA["vocabulary"], {}, [RULE | rule for rule in DATA["rules"]], {"language": 2})
    return evolve(made, vocabulary=made.vocabulary.with_parameters({}))  # none that the library adds


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["why"])
def test_it_differs_no_more(ruleset, case: dict[str, Any]) -> None:
    program, faults = compile_rules(ruleset)
    assert not faults
    sheet_data = {"sheet": "s", "year": 2024, "parameters": {}, **DATA["sheet"], **case["sheet"]}
    sheet, faults = loaded(sheet_data, ruleset)
    assert sheet is not None, "\n".join(map(str, faults))
    near = Thresholds((0, 1), (ASKED.as_of,))
    made = Scheme(case["why"], ruleset, program, sheet_data, sheet, ASKED, near, 0)
    state = State(case["told"], bind(load_facts(facts_file(UNIT, case["told"])), ruleset, lenient=True))
    judge, found = Judge(made), reference_case(made, "once", state)
    given = {**found.expected.items, **found.expected.steps}
    for name, expected in case["expect"].items():
        if expected is None:
            assert given[name].null == ONLY, (name, given[name])
            continue
        low, high = expected if isinstance(expected, list) else (expected, expected)
        assert (given[name].lo, given[name].hi) == (Fraction(low), Fraction(high)), (name, given[name])
    truths = judge.truths(state, "once", COMPLETIONS)
    assert len(truths.values) >= COMPLETIONS, truths.unjudged
    assert not list(unsound(found.expected, truths))
    assert not [told for number in range(COMPLETIONS) for told in judge.inexact(state, "once", number)]
    assert not [*found.broken_laws(), *judge.taken(state), *whole_results(found)]
    assert not list(compiled_differences(CompiledEngine(), found))
