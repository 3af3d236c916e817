"""`docs/procedure.md` against the scheme: each sentence of 五, 六, 七, what carries it, what shows it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HENAN = ROOT / "rulesets" / "henan"
PAGE = (ROOT / "docs" / "procedure.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| `as-")
]


def _rules() -> dict[str, Any]:
    files = sorted((HENAN / "assessment-scheme").glob("[567]*.yaml"))
    return {r["id"]: r for f in files for r in yaml.safe_load(f.read_text("utf-8"))["rules"]}


RULES = _rules()


def test_each_sentence_stands_once_with_its_words() -> None:
    assert [row[0].strip("`") for row in ROWS] == list(RULES)
    assert all(row[1] == RULES[row[0].strip("`")]["text"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip("`") for row in ROWS])
def test_what_is_not_carried_says_why(row: list[str]) -> None:
    _, _, carried, why, _ = row
    assert carried or why


def test_the_words_of_the_sheets_are_there() -> None:
    """Every name in the column is an item, a step, a key or a value of a sheet, or a kind of correction."""
    known = set(re.findall(r"\w+", (ROOT / "src/policy_rules/ruleset/facts_keys.py").read_text("utf-8")))
    for file in (HENAN / "sheets").glob("*.yaml"):
        known |= set(re.findall(r"\w+", file.read_text("utf-8")))
    known |= set(re.findall(r"\w+", (HENAN / "ruleset.yaml").read_text("utf-8")))
    texts = (text for row in ROWS for text in re.findall(r"`([^`]+)`", row[2]))
    named = {word for text in texts for word in re.findall(r"\w+", text)}
    assert named <= known, named - known


def test_what_shows_it_is_there() -> None:
    tests = {p.name: p.read_text("utf-8") for p in (ROOT / "tests").rglob("test_*.py")}
    on_file = yaml.safe_load((ROOT / "tests/scoring/on_file.yaml").read_text("utf-8"))
    cases = [str(case["name"]) for case in on_file["cases"]]
    for row in ROWS:
        rule = row[0].strip("`")
        examples = RULES[rule].get("examples", [])
        assert ("its examples" in row[4]) == bool(examples), rule
        shown = re.findall(r"`([^`]+)`", row[4])
        assert shown or examples or row[3], f"nothing shows {rule}"
        for name in shown:
            file, _, test = name.partition("::")
            about = name.removeprefix("on_file: ")
            of_case = any(case.startswith(about) for case in cases)
            there = of_case if about != name else f"def {test}(" in tests[file]
            assert there, (rule, name)
