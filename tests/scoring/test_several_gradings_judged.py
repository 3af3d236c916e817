"""The judge of generated ledgers notices a library that takes one of several gradings for the only one."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from attrs import evolve

import policy_rules as pr
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.sources_that_differ import Ranking
from policy_rules.ruleset.model import Criterion
from policy_rules.testing.facts import UNIT, Question
from policy_rules.testing.facts_files import facts_file
from policy_rules.testing.ledger_cases import reference_case
from policy_rules.testing.ledger_truth import Judge, unsound
from policy_rules.testing.schemes import Scheme, State
from policy_rules.testing.sheets import loaded
from policy_rules.testing.thresholds import Thresholds
from policy_rules.values.known import join_all
from scoring.test_who_graded import ITEM, NEAT
from scoring.world import write_ruleset

SHEET: dict[str, Any] = {
    "sheet": "s",
    "year": 2024,
    "parameters": {},
    "items": [ITEM],
    "steps": {"total": {"sum": ["yard"]}},
}
CLERK = {"value": "fail", "grader": "one", "role": "clerk"}
CHIEF = {"value": "good", "grader": "another", "role": "chief"}
THIRD = {"value": "pass", "grader": "third", "role": "clerk", "replaces": True}
ROLES, THIRDS = Criterion(graders=("chief", "clerk")), Criterion(moderated=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("graded")
    write_ruleset(path, {}, rules=[{**NEAT, "requires": 'grading >= "pass"'}])
    (path / "vocabulary/scales.yaml").write_text("tidiness: [fail, pass, good, excellent]")
    ruleset = pr.load_ruleset(path)
    vocabulary = ruleset.model.vocabulary.with_parameters({})  # no mark to pass: the rule says its own
    model = evolve(ruleset.model, vocabulary=vocabulary)
    sheet, faults = loaded(SHEET, model)
    assert sheet is not None, faults
    asked = Question(datetime.date(2024, 12, 31).toordinal(), 2024, year_given=True)
    return Scheme("graded", model, ruleset.program, SHEET, sheet, asked, Thresholds((1,), (asked.as_of,)), 0)


def judged(made, gradings, precedence):
    """What the truth finds wrong with the score, and how many completions it spoke of."""
    model = evolve(made.model, precedence=precedence)
    made = evolve(made, model=model, program=evolve(made.program, model=model))
    told = {"gradings[neat, 2024]": gradings}
    state = State(told, bind(load_facts(facts_file(UNIT, told)), model, lenient=True))
    truths = Judge(made).truths(state, "seed", 8)
    return list(unsound(reference_case(made, "seed", state).expected, truths)), len(truths.values)


CASES = [
    ([CLERK, CHIEF], ()),
    ([CLERK, CHIEF], (ROLES,)),
    ([CHIEF, CLERK], (ROLES,)),
    ([CHIEF, CLERK, THIRD], (THIRDS,)),
    ([THIRD, CHIEF, CLERK], (THIRDS, ROLES)),
    ([CLERK, {**CHIEF, "value": {"one_of": ["fail", "good"]}}], (ROLES,)),
]


@pytest.mark.parametrize(("gradings", "precedence"), CASES)
def test_the_score_holds_what_any_that_counts_would_give(made, gradings, precedence):
    assert judged(made, gradings, precedence) == ([], 8)


@pytest.mark.parametrize(
    ("wrong", "gradings", "precedence"),
    [
        (lambda _, told: told[-1].value, [CLERK, CHIEF], ()),
        (lambda _, told: told[0].value, [CLERK, CHIEF], (ROLES,)),
        (lambda _, told: told[0].value, [CLERK, CHIEF, THIRD], (THIRDS,)),
    ],
)
def test_a_library_that_takes_another_is_noticed(made, monkeypatch, wrong, gradings, precedence):
    monkeypatch.setattr(Ranking, "value", wrong)
    found, _ = judged(made, gradings, precedence)
    assert found


def test_one_that_takes_any_where_one_counts_is_not_exact(made, monkeypatch):
    monkeypatch.setattr(Ranking, "value", lambda _, told: join_all(t.value for t in told))
    assert judged(made, [CLERK, CHIEF], (ROLES,)) == ([], 8)  # wider than it need be, and sound
