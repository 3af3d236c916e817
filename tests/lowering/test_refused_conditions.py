"""What a rule's condition may not say, and how it is told: where, what, what to do."""

from pathlib import Path

import pytest
import yaml

from policy_rules.core.meanings import Names
from policy_rules.errors import Place
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.lowering.inputs import AS_OF, YEAR
from policy_rules.vocabulary import BOOLEAN, Expression

CASES = yaml.safe_load(Path(__file__).with_name("refused_conditions.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["condition"])
def test_it_is_refused_with_the_place_and_the_remedy(henan, case):
    elaborator = Elaborator(henan.model.vocabulary, rule="ip-14-s8", rules=frozenset(henan.rules))
    bound = {"as_of": AS_OF, "year": YEAR, "day": AS_OF}
    elaborator.give(bound)
    condition = Expression(case["condition"], Place("rule.yaml", 3, 11))
    assert elaborator.value(condition, Names(bound), BOOLEAN) is None
    (fault,) = elaborator.faults
    assert fault.what == case["says"]
    assert f"{fault.place.line}:{fault.place.column}" == case["at"]
    assert fault.source[fault.place.column - 1 :][: fault.width] == case["underlines"]
    assert fault.hint == case.get("hint", "")
