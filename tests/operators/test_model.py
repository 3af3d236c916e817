"""An operator without one of its parts is an error when it is made; each is told in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from attrs import evolve, fields

from policy_rules.core import nodes as core
from policy_rules.feel.table import feel_only, parameters
from policy_rules.operators.model import RULES, Operator
from policy_rules.operators.table import CORE, TABLE, WRITTEN

NOTHING = {"words": None, "point": None, "hull": None, "build": None}
NEEDED = ("signature", "doc", "source", "examples", "point", "hull", "gives", "words", "draws")


@pytest.mark.parametrize("part", NEEDED)
@pytest.mark.parametrize("name", ["median", "holds of", "weekday", ">=", "min"])
def test_a_part_that_is_missing_is_an_error(name: str, part: str) -> None:
    kind = type(getattr(CORE[name], part))
    without: dict[str, Any] = {part: NOTHING.get(part, () if kind is tuple else "")}
    with pytest.raises(TypeError, match=f"`{re.escape(name)}` has no {part}"):
        evolve(CORE[name], **without)


def test_a_written_operator_without_typing_is_an_error() -> None:
    with pytest.raises(TypeError, match="has no build"):
        evolve(CORE["median"], build=None)
    with pytest.raises(TypeError, match="has no takes"):
        evolve(WRITTEN["done_by"], takes=())


def test_a_derived_operator_of_rules_alone_without_examples_is_an_error() -> None:
    """They are what checks its text."""
    assert evolve(WRITTEN["done_by"], source=RULES).only_in_rules
    with pytest.raises(TypeError, match="`done_by` has no examples"):
        evolve(WRITTEN["done_by"], source=RULES, examples=())


def misfits(operators: Iterable[Operator]) -> Iterator[str]:
    """Functions of rules and of FEEL with parameters that FEEL does not have."""
    for operator in operators:
        if operator.form == "function" and operator.feel and not operator.only_in_rules:
            known = parameters().get(operator.feel, ())
            if not known or not set(operator.params) <= set(known):
                yield operator.name


def test_a_function_takes_what_feel_takes() -> None:
    assert not [*misfits(TABLE)]
    wrong = [evolve(CORE["median"], params=(("numbers",),)), evolve(CORE["median"], feel="middle")]
    assert [*misfits(wrong)] == ["median", "median"]


def test_each_builtin_is_documented_once() -> None:
    """By an operator, or as what FEEL alone has; and each comparison of the core has a meaning."""
    assert set(parameters()) <= set(feel_only()) | set(WRITTEN)
    assert not set(feel_only()) & set(WRITTEN)
    assert set(CORE) >= core.COMPARISONS


@pytest.mark.parametrize("operator", CORE.values(), ids=lambda o: o.name)
def test_words(operator: Operator) -> None:
    assert operator.words is not None
    places = ("{list}", "{body}") if operator.over == "records" else ("a", "b", "c", "d", "e")
    for form in range(3):
        told = operator.words.told(form, *"abcde", list="l", body="m")
        assert told and not re.search("[{}]", told), (operator.name, places)
    assert re.search(r"[一-鿿]", operator.words.zh) or re.fullmatch(r"[-+×/{}\d]+", operator.words.zh)


@pytest.mark.parametrize("way", ["feel", "en", "zh"])
def test_words_of_each_language_are_there(way: str) -> None:
    words = CORE["median"].words
    assert words is not None
    without: dict[str, Any] = {way: ""}
    with pytest.raises(TypeError, match=rf"`median` has no words\.{way}"):
        evolve(CORE["median"], words=evolve(words, **without))


def test_names_are_told_apart() -> None:
    assert len({o.name for o in TABLE}) == len(TABLE)
    assert {f.name for f in fields(Operator)} >= set(NEEDED)
