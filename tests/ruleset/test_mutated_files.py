"""A ruleset with faults is told what is wrong with it, whatever is wrong."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.errors import RulesetError
from ruleset.mutated_files import read_changed

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "src/policy_rules/ruleset/template"


@pytest.mark.parametrize("seed", range(20))
def test_no_traceback(tmp_path: Path, seed: int) -> None:
    """Three changed rulesets each; `python -m ruleset.mutated_files` reads more."""
    rng = random.Random(seed)
    for n in range(3):
        assert read_changed(TEMPLATE, tmp_path / str(n), rng) == ""


def test_an_attribute_that_dates_records_is_gone(tmp_path: Path) -> None:
    folder = shutil.copytree(TEMPLATE, tmp_path / "x")
    entities = folder / "vocabulary/entities.yaml"
    lines = [x for x in entities.read_text("utf-8").split("\n") if not x.startswith("opinions.received_on")]
    entities.write_text("\n".join(lines), "utf-8")
    with pytest.raises(RulesetError, match="received_on"):
        pr.load_ruleset(folder)
