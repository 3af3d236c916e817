"""The pytest plugin makes a test of each rule's examples."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TOWN = Path(__file__).parent.parent / "ruleset" / "good" / "town"


def run(folder: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "policy_rules.testing.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-v", "--rootdir", str(folder), str(folder)], capture_output=True, text=True, check=False
    )
    return done.stdout


def test_each_rule_with_examples_is_a_test(tmp_path: Path) -> None:
    shutil.copytree(TOWN, tmp_path / "town")
    told = run(tmp_path)
    assert "::or-11-s2 PASSED" in told and "::loads PASSED" in told, told


def test_an_example_that_comes_out_otherwise_fails(tmp_path: Path) -> None:
    shutil.copytree(TOWN, tmp_path / "town")
    for file in (tmp_path / "town").glob("ordinance/*.yaml"):
        file.write_text(file.read_text().replace("expect: violated", "expect: satisfied"))
    told = run(tmp_path)
    assert "FAILED" in told and "Traceback" not in told, told


def test_a_ruleset_that_does_not_load_is_one_failing_test(tmp_path: Path) -> None:
    (tmp_path / "ruleset.yaml").write_text("name: nothing\n")
    told = run(tmp_path)
    assert "1 failed" in told and "language" in told, told
