"""Limbs of a rule whose document ends: told as limbs, in data and on pages, before that day and after it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import policy_rules as pr

PARK = Path(__file__).parent / "park"
FACTS = {
    "unit": {"id": "x", "kind": "keeper"},
    "fellings": [{"id": "oak", "permitted": False}],
    "census": {"reported_on": "2024-06-30"},
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> pr.Ruleset:
    folder = tmp_path_factory.mktemp("ended") / "park"
    shutil.copytree(PARK, folder)
    for clause in (folder / "ordinance").glob("*.yaml"):
        if not any(f"id: {rule}\n" in clause.read_text("utf-8") for rule in ("trees", "all-done")):
            clause.unlink()
    file = folder / "ruleset.yaml"
    text = file.read_text("utf-8").replace(
        "default_due: all-done", "default_due: all-done, out_of_force: 2026-01-01"
    )
    file.write_text(text, "utf-8")
    return pr.load_ruleset(folder)


REPORT = {"report": "satisfied"}


@pytest.mark.parametrize(
    ("as_of", "told"), [("2025-12-31", {"felling": "violated", **REPORT}), ("2026-01-01", REPORT)]
)
def test_limbs_are_told_as_limbs(ended: pr.Ruleset, as_of: str, told: dict[str, str]) -> None:
    """That of an act is gone from the first day without force; what was due before is judged as before."""
    data = ended.assess(FACTS, as_of=as_of).finding("trees").to_dict()
    assert {limb["limb"]: limb["outcome"] for limb in data["limbs"]} == told
    assert "versions" not in data
