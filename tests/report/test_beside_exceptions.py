"""Of what an exception lifts it is told what it would be without one, as far as that is known."""

from __future__ import annotations

from typing import Any

import pytest

import policy_rules as pr
from scoring.world import write_ruleset

SOFT = {
    "id": "soft",
    "text": "原则上应当有旗。",
    "force": "原则上",
    "title": "Soft",
    "gloss": "g",
    "bearer": "any",
    "requires": "unit.flag",
    "examples": [{"given": {}, "expect": "unknown"}],
}
LIFTED = {"rule": "soft", "reason": "grave", "approved_by": "the committee", "date": "2024-02-01"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("soft")
    write_ruleset(path, {}, rules=[SOFT])
    return pr.load_ruleset(path)


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        (True, ("an exception lifts it; without one it would be: satisfied",)),
        (False, ("an exception lifts it; without one it would be: violated",)),
        (None, ()),
    ],
)
def test_what_it_would_be_without_the_exception_is_told_beside_it(made, flag, told):
    unit: dict[str, Any] = {"id": "u", **({} if flag is None else {"flag": flag})}
    asked: Any = {"as_of": "2024-12-31", "year": 2024}
    found = made.assess(pr.load_facts({"unit": unit, "exceptions": [LIFTED]}), **asked).finding("soft")
    assert found.outcome == "excepted"
    assert found.why("en") == told
    assert [line.replace("若无例外：", "") for line in found.why("zh")] == [
        line.replace(told[0], f"有例外免除；{'达标' if flag else '不达标'}") for line in told
    ]
