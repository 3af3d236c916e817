"""The faults that are planted in conditions, and what is shown to change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from attrs import evolve

from policy_rules import load_ruleset
from policy_rules.feel import parse, unparse
from policy_rules.lowering.join import lower_rule
from policy_rules.mutation.same_meaning import same_meaning
from policy_rules.mutation.tree_mutants import planted, shifted_days
from policy_rules.vocabulary import Expression

HERE = Path(__file__).parent
TREES = yaml.safe_load((HERE / "trees.yaml").read_text("utf-8"))
SAME = yaml.safe_load((HERE / "same.yaml").read_text("utf-8"))
FACTS = {"colour": ("red", "blue", "green"), "grade": ("poor", "fair", "good")}


class Neighbours:
    """As a vocabulary has them: the next label, of the last the one before, of grades both."""

    def near(self, label: str, name: str) -> tuple[str, ...]:
        for labels in [FACTS[name]] if name in FACTS else FACTS.values():
            if label in labels:
                at = labels.index(label)
                near = [labels[at + 1] if at + 1 < len(labels) else labels[at - 1]]
                return (*near, *(labels[at - 1 : at] if labels is FACTS["grade"] else ()))
        return ()

    def listed(self, name: str) -> bool:
        return name in FACTS


@pytest.mark.parametrize("case", TREES, ids=[case["text"] for case in TREES])
def test_each_fault_is_planted_once(case):
    tree = parse(case["text"])
    assert [f"{fault}: {unparse(other)}" for fault, other in planted(tree, Neighbours())] == case["mutants"]
    for _, other in planted(tree, Neighbours()):
        assert other != tree


def test_a_day_that_is_computed_is_shifted_where_no_number_in_it_is():
    shifted = [f"{fault}: {unparse(other)}" for fault, other in shifted_days(parse("period.end"))]
    assert shifted == ['day: period.end + @"P1D"', 'day: period.end - @"P1D"']
    assert len(list(shifted_days(parse("if a = null then b else c")))) == 2
    assert list(shifted_days(parse('period.end + @"P3D"'))) == []


@pytest.fixture(scope="module")
def allotments():
    return load_ruleset(HERE / "allotments").model


@pytest.mark.parametrize("case", SAME, ids=[f"{case['a']} ~ {case['b']}" for case in SAME])
def test_only_what_is_shown_is_the_same(case, allotments):
    def lowered(text):
        rule = evolve(allotments.rules["beds"], requires=Expression(text))
        program, faults = lower_rule(allotments, rule, ())
        assert not faults
        return program

    assert same_meaning(lowered(case["a"]), lowered(case["b"])) == case["same"]
    assert same_meaning(lowered(case["a"]), lowered(case["a"]))
