"""A ruleset with faults is told what is wrong with it, whatever is wrong."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.errors import RulesetError
from ruleset.mutated_files import read_changed
from thinned import thinned

ROOT = Path(__file__).parents[2]
TOWNS = ROOT / "tests/use/towns"
TEMPLATE = ROOT / "src/policy_rules/ruleset/template"


@pytest.mark.parametrize("seed", thinned(range(20), 4))
def test_no_traceback(tmp_path: Path, seed: int) -> None:
    """Three changed rulesets each; `python -m ruleset.mutated_files` reads more."""
    rng = random.Random(seed)
    for n in range(3):
        assert read_changed(TEMPLATE, tmp_path / str(n), rng) == ""


def test_a_variable_called_self(tmp_path: Path) -> None:
    folder = shutil.copytree(TOWNS, tmp_path / "x")
    organs = folder / "charter/1-organs.yaml"
    text = (
        organs.read_text("utf-8").replace("for each: c in", "for each: self in").replace("c.ans", "self.ans")
    )
    organs.write_text(text, "utf-8")
    assert len(pr.load_ruleset(folder).rules) == 7


@pytest.mark.parametrize("link", ["sources/charter.md", "charter/a.yaml", "sheets"])
def test_links_that_lead_to_themselves(tmp_path: Path, link: str) -> None:
    folder = shutil.copytree(TOWNS, tmp_path / "x")
    if (folder / link).is_dir():
        shutil.rmtree(folder / link)
    (folder / link).unlink(missing_ok=True)
    (folder / link).symlink_to(folder / link)
    if link == "sources/charter.md":
        with pytest.raises(RulesetError, match=r"charter\.md"):
            pr.load_ruleset(folder)
    else:
        assert len(pr.load_ruleset(folder).rules) == 7


def test_an_attribute_that_dates_records_is_gone(tmp_path: Path) -> None:
    folder = shutil.copytree(TEMPLATE, tmp_path / "x")
    entities = folder / "vocabulary/entities.yaml"
    lines = [x for x in entities.read_text("utf-8").split("\n") if not x.startswith("opinions.received_on")]
    entities.write_text("\n".join(lines), "utf-8")
    with pytest.raises(RulesetError, match="received_on"):
        pr.load_ruleset(folder)
