"""What an expression of a rule becomes: a tree of the core and its type; or what is told, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lowering.core_text import in_text, type_in_text
from lowering.typed import wrongly_typed
from lowering.village import VOCABULARY, elaborator
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.errors import Place
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.lowering.inputs import AS_OF, YES
from policy_rules.vocabulary import Expression, Vocabulary

CASES = yaml.safe_load(Path(__file__).with_name("expressions.yaml").read_text("utf-8"))


CLASHES = {
    "unit": "the unit",
    "parameters": "the parameters",
    "findings": "the findings",
    "rate": "a step of the sheet",
    "limit": "a defined name",
    "work": "a fact of the unit",
    "open_cases": "a fact of the unit",
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_name_that_means_two_things(name: str) -> None:
    el, names = elaborator()
    assert el.value(Expression(name), names.bind(name, AS_OF)) is None
    (fault,) = el.faults
    assert fault.what == f"`{name}` could be a name of this rule or {CLASHES[name]}"
    assert fault.hint == "rename one of the two"


def test_a_name_that_means_two_things_of_another_unit() -> None:
    el, names = elaborator()
    condition = Expression('count(units_under(unit, ["county"])[work]) > 0')
    assert el.value(condition, names.bind("work", YES)) is None
    (fault,) = el.faults
    assert fault.what == "`work` could be a name of this rule or a fact of that unit"


def test_what_every_ruleset_has_is_named_as_near() -> None:
    el = Elaborator(Vocabulary())
    for name, meant in (
        ("units", "unit"),
        ("findngs", "findings"),
        ("paramters", "parameters"),
        ("das", "day"),
    ):
        assert el.value(Expression(name), Names({"day": AS_OF})) is None
        assert el.faults.pop().hint == f"did you mean `{meant}`?"


def test_without_a_rule_nothing_is_of_a_rule() -> None:
    el = Elaborator(VOCABULARY)
    el.give({"as_of": AS_OF})
    found = el.value(Expression("parameters.window"), Names({}))
    assert isinstance(found, core.Param)
    assert (found.rule, el.faults, el.findings().source.rules) == ("", [], ())  # type: ignore[attr-defined]


def test_variables_are_numbered() -> None:
    el, _ = elaborator()
    assert [el.variable() for _ in range(3)] == ["v001", "v002", "v003"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["in"])
def test_an_expression(case: dict[str, Any]) -> None:
    el, names = elaborator()
    found = el.value(Expression(case["in"], Place("rule.yaml", 3, 11)), names)
    if "says" in case:
        assert found is None
        (fault,) = el.faults
        assert (fault.what, fault.hint) == (case["says"], case.get("hint", ""))
        place = f"{fault.place.file}:{fault.place.line}:{fault.place.column}" if fault.place else ""
        assert place.startswith(case.get("place", "rule.yaml:3:" if "place" not in case else ""))
    else:
        assert el.faults == []
        assert isinstance(found, core.Node)
        assert in_text(found) == case["core"]
        assert type_in_text(found.type) == case["type"]
        assert wrongly_typed(found, VOCABULARY) == []
        assert sorted(el.after) == case.get("after", [])
