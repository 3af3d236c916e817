"""Which step is the total where the sheet does not say: a rank, though a number too, is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import policy_rules as pr

COUNCIL = Path(__file__).parents[1] / "office" / "council"


def test_a_rank_that_stands_last_is_no_total(tmp_path: Path) -> None:
    shutil.copytree(COUNCIL, tmp_path / "council")
    file = tmp_path / "council" / "sheets" / "2024.yaml"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("result:")), "utf-8")
    sheets = pr.load_ruleset(tmp_path / "council").sheets
    (sheet,) = (s for s in sheets.values() if any(step.name == "rank" for step in s.steps))
    assert (sheet.total, sheet.grade, sheet.rank) == ("total", "grade", "")
