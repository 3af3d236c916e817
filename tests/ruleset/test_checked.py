"""What `policy-rules check` tells of files that nothing else reads: cases in `checked.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules.cli import main
from policy_rules.ruleset.new import new_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("checked.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_slip_is_told_where_nothing_reads_it(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    new_ruleset("library", "library")
    for name, text in case.get("files", {}).items():
        path = tmp_path / "library" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    if "file" in case:
        path = tmp_path / "library" / case["file"]
        text = path.read_text("utf-8") if path.exists() else ""
        assert text.count(case.get("replace", "")) == 1 or "add" in case
        text = text + case["add"] if "add" in case else text.replace(case["replace"], case["by"])
        path.write_text(text, "utf-8")
    assert main(["check", "library", "--lang", "en"]) == 2
    assert capsys.readouterr().err.rstrip("\n") == case["told"].rstrip("\n")
