"""The comparison of two libraries: a slow-down of a fifth is caught, the noise of a busy machine is not."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks/door"))
against = import_module("against")
compared, slower = against.compared, against.slower

NAMES = ["quick", "slow"]


def library(random, **seconds):
    """A library that takes at least so long, and up to half as long again when others are at work."""
    return lambda name: seconds[name] * random.uniform(1, 1.5) if name in seconds else None


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_slow_down_of_a_fifth_is_caught(seed):
    random = Random(seed)
    ratios = compared(library(random, quick=1, slow=50), library(random, quick=1.2, slow=50), NAMES, 40)
    assert slower(ratios) == ["quick"]


@pytest.mark.parametrize("seed", range(8))
def test_noise_and_gains_are_not(seed):
    random = Random(seed)
    ratios = compared(library(random, quick=1, slow=50), library(random, quick=1.01, slow=30), NAMES, 40)
    assert slower(ratios) == []


def test_what_the_old_library_cannot_answer_is_left_out():
    random = Random(1)
    assert list(compared(library(random, slow=1), library(random, quick=1, slow=1), NAMES)) == ["slow"]
