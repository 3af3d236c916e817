"""The guide to sessions does what it says."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import pytest

from policy_rules import Ruleset
from policy_rules.engines.session import Session

GUIDE = Path(__file__).parents[2] / "docs" / "sessions.md"


@pytest.mark.heavy  # sessions of the shipped ruleset
def test_its_example() -> None:
    found = doctest.testfile(str(GUIDE), module_relative=False)
    assert found.attempted > 10
    assert not found.failed


def test_every_argument_of_a_session_is_told() -> None:
    (told,) = re.findall(r"`session\((.*?)\)`", GUIDE.read_text("utf-8"))
    given = set(inspect.signature(Ruleset.session).parameters) - {"self"}
    assert set(told.replace("=", "").split(", ")) == given


def test_every_step_of_a_session_is_told() -> None:
    told = set(re.findall(r"`(\w+)[(`]", GUIDE.read_text("utf-8")))
    public = {name for name in vars(Session) if not name.startswith("_")}
    assert public - {"as_of", "year", "units", "facts", "holds", "close"} <= told
