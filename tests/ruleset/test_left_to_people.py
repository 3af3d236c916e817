"""A parameter that nothing reads says why it is left to people, and takes no value.

The cases are files in `left_to_people.yaml`: what is changed in the good ruleset, and what is told.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.errors import RulesetError

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "left_to_people.yaml").read_text("utf-8"))


def _changed(case: dict[str, Any], folder: Path) -> Path:
    root = folder / "town"
    shutil.copytree(HERE / "good" / "town", root, ignore=shutil.ignore_patterns("sheets"))
    for file, add in case.get("add", {}).items():
        path = root / file
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text("utf-8") if path.exists() else "") + add, "utf-8")
    for file, (old, new) in case.get("replace", {}).items():
        text = (root / file).read_text("utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new), "utf-8")
    return root


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_read_and_what_is_left(case: dict[str, Any], tmp_path: Path) -> None:
    root = _changed(case, tmp_path)
    try:
        ruleset = pr.load_ruleset(root)
        for name, value in case.get("set", {}).items():
            ruleset.with_parameters({name: value})
        if "profile" in case:
            ruleset.with_profile(case["profile"])
        told = []
    except RulesetError as error:
        told = [f"{fault.what} | {fault.hint}" for fault in error.faults]
    assert told == case["told"]


def test_a_decision_settles_none(tmp_path: Path) -> None:
    ruleset = pr.load_ruleset(_changed(CASES[0], tmp_path))
    decided = {
        "id": "d1",
        "document": "D",
        "decided_by": "office",
        "decided_on": "2024-01-01",
        "years": "all",
    }
    with pytest.raises(RulesetError) as refused:
        ruleset.decisions({"decisions": [{**decided, "settles": {"mood": "good"}}]})
    assert refused.value.faults[0].what.startswith("`mood` is left to people")
