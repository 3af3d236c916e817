"""What is told of sheets that wait for each other, and of a sheet that there is none of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from policy_rules.errors import RulesetError
from policy_rules.scoring.score_population import _Run
from policy_rules.scoring.sheets.changed_parameters import sheet_tree
from scoring.world import model, sheet_of
from use.test_places import TOWNS


def test_of_a_circle_only_its_own_steps_are_told() -> None:
    outer, one, other = (SimpleNamespace(name=name, place=None) for name in ("outer", "one", "other"))
    at = [("c", outer, "s"), ("b", one, "q"), ("a", one, "q"), ("b", other, "p"), ("b", other, "p")]
    run: Any = SimpleNamespace(together=SimpleNamespace(at=at), member=SimpleNamespace(unit="a"), sheet=one)
    fault = _Run._circle(run, "r")
    assert fault.what == "these steps wait for each other: `q` of `one` → `p` of `other` → `r` of `one`"
    assert fault.hint == "let every sheet work out what others compare before it reads its own peers"
    run.member.unit = "c"
    run.sheet = outer
    assert _Run._circle(run, "s").what.endswith(
        ": `s` of `outer` → `q` of `one` → `p` of `other` → `s` of `outer`"
    )


def test_a_sheet_that_there_is_none_of_is_told_with_the_one_that_is_meant() -> None:
    with pytest.raises(RulesetError) as caught:
        sheet_tree(TOWNS.model, "town-2042")
    assert str(caught.value) == "no sheet `town-2042`\n  hint: did you mean `town-2024`?"
    assert sheet_tree(TOWNS.model, "town-2024")[0]


def test_a_sheet_knows_the_clauses_of_the_rules_that_it_names_and_of_no_others() -> None:
    """Named: written out, read in a condition, or by a number that the rule defines."""
    made = model({"n": {"type": "integer", "range": "[0..9]"}})
    named: dict[str, dict[str, Any]] = {
        "r1": {"steps": {"a": {"read": "n"}}, "cites": {"a": "r1"}},
        "r2": {"steps": {"a": {"cases": [['outcome("r2") = "violated"', 1]], "else": 0}}},
        "r3": {"steps": {"a": {"cases": [["n > deduction_cap", 1]], "else": 0}}},
    }
    for rule, keys in named.items():
        sheet, faults = sheet_of({"sheet": "s", "year": 2024, **keys}, made)
        assert not faults and sheet is not None
        assert sheet.clauses == {rule: "1"}
