"""Tables and functions that are made while modules are imported: made once more, they are the same."""

from __future__ import annotations

import pickle
from typing import Any

from policy_rules.documents import parse_yaml
from policy_rules.scoring.amounts import combined
from policy_rules.scoring.amounts.combined import Combine
from policy_rules.scoring.amounts.sums_and_means import best, least, mirrored
from policy_rules.scoring.others import ALONE
from policy_rules.scoring.points import NO_GRADE, Grade
from policy_rules.scoring.sheets import effect_kinds
from policy_rules.values.known import MAYBE, NULL_NUM, Num, point
from scoring.world import model, sheet_of


def test_the_kinds_of_effects():
    made = effect_kinds._kinds()
    assert made == effect_kinds.KINDS
    assert [kind.number for kind in made] == [*range(1, len(made) + 1)]
    bump = next(kind for kind in made if kind.name == "grade_bump_bonus")
    assert bump.doc == "a grade one place up for a good result"
    assert bump.words == ("table", "cases", "sum", "at_most")
    assert bump.file == "52-grade-bump-bonus.yaml"
    flaw = next(kind for kind in made if kind.name == "profiling_only")
    assert flaw.doc == "collected and shown, not counted (`counts: false`)"


def test_the_best_is_the_least_seen_from_above():
    parts: Any = [
        ([(point(2), 1, 1), (point(5), 1, 1)], point(5), point(2)),
        ([(Num(2, 4), 1, 1), (Num(3, 5), 1, 1)], Num(3, 5), Num(2, 4)),
        ([(point(2), 1, 1), (point(5), 0, 1)], Num(2, 5), point(2)),
        ([(point(2), 0, 1)], Num(2, 2, MAYBE), Num(2, 2, MAYBE)),
        ([(point(2), 1, 1), (Num(7, 8, MAYBE), 1, 1)], Num(2, 8), point(2)),
        ([(NULL_NUM, 1, 1)], NULL_NUM, NULL_NUM),
        ([(Grade(frozenset((0, 1))), 1, 1), (Grade(frozenset((1,))), 1, 1)], Grade(frozenset((1,))), None),
        ([(Grade(frozenset((2,))), 1, 1), (Grade(frozenset((1,))), 1, 1)], Grade(frozenset((2,))), None),
        ([(Grade(frozenset((2,))), 0, 1)], Grade(frozenset((2,)), MAYBE), None),
    ]
    for given, highest, lowest in parts:
        assert mirrored(least)(given) == best(given) == highest
        assert lowest is None or least(given) == lowest
    assert mirrored(least)([(NO_GRADE, 1, 1)]) == NULL_NUM


def test_who_is_alone_stays_the_one_there_is():
    assert pickle.loads(pickle.dumps(ALONE)) is ALONE


def test_floors_and_caps():
    """An amount held by another is the best or the least of both, written where the first one is."""
    sheet, faults = sheet_of(
        {"sheet": "s", "year": 2024, "steps": {"a": {"limit": "n", "at_least": 1}}},
        model({"n": {"type": "integer", "range": "[0..20]"}}),
    )
    assert not faults
    (step,) = sheet.steps
    (tree,), _ = parse_yaml("at_least: 1\nat_most: 2\n", "sheet.yaml")
    base, floor = step.stages[0].amount, step.stages[1].own
    for word, how in (("at_least", "best"), ("at_most", "least")):
        held = combined._held(word, how)(None, tree, base, floor)  # type: ignore[arg-type]
        assert isinstance(held, Combine)
        assert [part.of for part in held.parts] == [base, floor]
        assert (held.how, held.strict, held.place) == (how, True, base.place)
        assert [(part.weight, part.condition) for part in held.parts] == [(None, None)] * 2
