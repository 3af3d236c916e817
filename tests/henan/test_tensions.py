"""The tensions between Henan's clauses: frozen, each pair with a sentence from both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.policy import Ruleset

PAIRS: list[str] = yaml.safe_load(Path(__file__).with_name("tensions.yaml").read_text("utf-8"))
"""As `a / b`, in the order of the rules."""


@pytest.fixture(scope="module")
def henan() -> Ruleset:
    return load_ruleset("henan")


def test_the_list_is_frozen(henan: Ruleset) -> None:
    assert [f"{pair['first']} / {pair['second']}" for pair in henan.to_dict()["tensions"]] == PAIRS


def test_each_side_says_in_a_sentence_of_its_own_what_collides(henan: Ruleset) -> None:
    for pair in henan.to_dict()["tensions"]:
        here, there = pair["first_says"], pair["second_says"]
        assert here != there, pair
        for said in (here, there):
            assert len(said.split()) > 7, pair
            assert not said.startswith("the same "), pair
