"""Every engine answers as the reference, on a few thousand generated cases.

The bar of a release is `python -m policy_rules.testing --cases 100000 --jobs 2`.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.reference.protocol import Engine
from policy_rules.testing import Report, check_engine
from policy_rules.testing.__main__ import main

CASES = int(os.environ.get("CONFORMANCE_CASES", "2000"))


@pytest.mark.parametrize(("make", "sets"), [(CompiledEngine, 30), (ColumnarEngine, 70), (SessionEngine, 30)])
def test_engine_conforms(make: Callable[[], Engine], sets: int) -> None:
    report = check_engine(make(), cases=CASES, seed=1, sets=sets)
    assert not report.differences, str(report)
    assert report.cases >= CASES
    assert report.unsettled >= 0.3, str(report)
    assert report.checked[make().name] >= CASES / 3, str(report)


def test_every_operator_is_covered() -> None:
    report = check_engine(CompiledEngine(), cases=5_000, seed=2, sets=5)
    assert not report.uncovered, str(report)
    assert len(report.rules) > 500, str(report)


def test_the_same_seed_gives_the_same_cases() -> None:
    first, second = (check_engine(CompiledEngine(), cases=100, seed=7, sets=5) for _ in range(2))
    assert first == second
    assert first.rules != check_engine(CompiledEngine(), cases=100, seed=8, sets=5).rules


def test_the_command_prints_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cases", "100", "--engine", "compiled"]) == 0
    told = capsys.readouterr().out
    assert "unsettled outcomes" in told and "0 differ" in told


def test_reports_add_up() -> None:
    total = Report()
    for seed in range(2):
        total.add(check_engine(CompiledEngine(), cases=60, seed=seed, sets=4))
    assert total.cases == 120
