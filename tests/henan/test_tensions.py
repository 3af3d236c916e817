"""The tensions between Henan's clauses: frozen, each pair with a sentence from both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from policy_rules.policy import Ruleset

PAIRS: list[str] = yaml.safe_load(Path(__file__).with_name("tensions.yaml").read_text("utf-8"))
"""As `a / b`, in the order of the rules."""


@pytest.fixture(scope="module")
def told(henan: Ruleset) -> list[dict[str, str]]:
    """The tensions as data tell them."""
    found: list[dict[str, str]] = henan.to_dict()["tensions"]
    return found


def test_the_list_is_frozen(told: list[dict[str, str]]) -> None:
    assert [f"{pair['first']} / {pair['second']}" for pair in told] == PAIRS


def test_each_side_says_in_a_sentence_of_its_own_what_collides(told: list[dict[str, str]]) -> None:
    for pair in told:
        here, there = pair["first_says"], pair["second_says"]
        assert here != there, pair
        for said in (here, there):
            assert len(said.split()) > 7, pair
            assert not said.startswith("the same "), pair
