"""A few spoilt inputs of each sort in the normal run; `just fuzz` has many more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def fuzzed(inputs: int, seed: int) -> str:
    command = [sys.executable, "-m", "fuzz.fuzz", "--inputs", str(inputs), "--seed", str(seed)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TESTS)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by Linux's means")
def test_spoilt_inputs_give_an_answer_or_an_error() -> None:
    assert "120 inputs, 0 failed" in fuzzed(120, 1)


@pytest.mark.heavy
def test_many_spoilt_inputs_give_an_answer_or_an_error() -> None:
    assert "10000 inputs, 0 failed" in fuzzed(10_000, 2)
