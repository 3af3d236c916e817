"""What costs much runs with few cases in the normal run, and with all of them in `just heavy`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings


def heavy(*case: Any) -> Any:
    """For `parametrize`: a case of the heavy run alone."""
    return pytest.param(*case, marks=pytest.mark.heavy)


def few(here: int, whole: int) -> list[Any]:
    """For `parametrize`: how many cases are drawn, in the normal run and in the heavy one."""
    return [here, heavy(whole)]


def thinned(cases: Iterable[Any], every: int) -> list[Any]:
    """For `parametrize`: of cases in a row each `every`-th in the normal run, the others in the heavy one."""
    found: list[Any] = []
    for n, case in enumerate(cases):
        made = (
            case if hasattr(case, "marks") else pytest.param(*(case if isinstance(case, tuple) else (case,)))
        )
        found.append(made if n % every == 0 else made._replace(marks=(*made.marks, pytest.mark.heavy)))
    return found


def examples(here: int, whole: int, **more: Any) -> Callable[[Any], Any]:
    """For a law told through Hypothesis: how many examples, in the normal run and in the heavy one."""
    is_whole = settings.get_current_profile_name() == "whole"  # `conftest.py`
    made = settings(max_examples=whole if is_whole else here, **more)
    return lambda law: pytest.mark.drawn(made(law))
