"""Every fault of a ruleset's files is told with its place and what to do; see `bad/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import Case, read_cases
from policy_rules.ruleset.load import read_ruleset

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_faults_are_told_as_expected(case: Case, tmp_path: Path) -> None:
    root = case.write(tmp_path)
    _, faults = read_ruleset(root)
    told = "\n".join(map(str, faults)).replace(str(root), "town")
    assert told == case.faults.rstrip("\n")


def test_many_kinds_of_fault_are_covered() -> None:
    assert len(CASES) >= 60
