"""The pytest plugin makes a test of each rule's examples."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOWN = Path(__file__).parent.parent / "ruleset" / "good" / "town"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a good ruleset, of one whose examples come out otherwise, of one that does not load."""
    folder = tmp_path_factory.mktemp("plugin")
    for name in ("good", "turned"):
        shutil.copytree(TOWN, folder / name)
    for file in (folder / "turned").glob("ordinance/*.yaml"):
        file.write_text(file.read_text().replace("expect: violated", "expect: satisfied"))
    (folder / "broken").mkdir()
    (folder / "broken" / "ruleset.yaml").write_text("name: nothing\n")
    return run(folder)


def run(folder: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "policy_rules.testing.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-v", "--rootdir", str(folder), str(folder)], capture_output=True, text=True, check=False
    )
    return done.stdout


def outcomes(told: str, folder: str) -> dict[str, str]:
    """What became of each test of a folder."""
    return dict(re.findall(rf"{folder}/ruleset.yaml::(\S+) (PASSED|FAILED)", told))


def test_each_rule_with_examples_is_a_test(told: str) -> None:
    found = outcomes(told, "good")
    assert (found["or-1-s1"], found["or-11-s2"], found["loads"]) == ("PASSED",) * 3, told


def test_an_example_that_comes_out_otherwise_fails(told: str) -> None:
    assert outcomes(told, "turned")["or-1-s1"] == "FAILED" and "Traceback" not in told, told


def test_a_ruleset_that_does_not_load_is_one_failing_test(told: str) -> None:
    assert outcomes(told, "broken") == {"loads": "FAILED"} and "language" in told, told
