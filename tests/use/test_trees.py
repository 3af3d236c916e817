"""Trees of sheets from the cache: the same sheets without the parser; no damaged file is believed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policy_rules import feel, load_ruleset
from policy_rules.cache.trees import _made, _row
from policy_rules.feel.table import feel_only
from policy_rules.operators.table import TABLE

CODE = """
import sys
from policy_rules import load_ruleset
sheets = load_ruleset("henan").with_profile("illustrative").sheets
print("lark" in sys.modules, [(s.name, len(s.trees), sorted(s.rules)) for s in sheets.values()])
"""


def sheets(folder: Path) -> tuple[str, str]:
    """Whether a fresh process needed the parser, and what it read."""
    env = {**os.environ, "XDG_CACHE_HOME": str(folder), "POLICY_RULES_CACHE": "1"}
    done = subprocess.run([sys.executable, "-c", CODE], env=env, check=True, capture_output=True, text=True)
    needed, _, told = done.stdout.partition(" ")
    return needed, told


@pytest.mark.heavy
def test_the_second_process_needs_no_parser_and_a_damaged_file_is_passed_over(tmp_path: Path) -> None:
    first = sheets(tmp_path)
    assert first[0] == "True"
    assert sheets(tmp_path) == ("False", first[1])
    (file,) = tmp_path.rglob("*.trees")
    whole = file.read_bytes()
    for damaged in (b"", whole[:-1], whole[:100] + b"\0" + whole[101:], b"x" * 200):
        file.write_bytes(damaged)
        assert sheets(tmp_path)[1] == first[1]


@pytest.mark.parametrize(
    "text", [*(e for o in TABLE for e in o.examples), *(f.example for f in feel_only().values())]
)
def test_a_tree_is_the_same_as_data(text: str) -> None:
    tree = feel.parse(text)
    again = _made(_row(tree))
    assert again == tree
    assert again.span == tree.span


@pytest.mark.parametrize("cache", ["0", "1"])
def test_nothing_is_kept_where_the_cache_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("POLICY_RULES_CACHE", cache)
    assert load_ruleset(Path(__file__).parent / "library").sheets
    assert len(list(tmp_path.rglob("*.trees"))) == int(cache)
