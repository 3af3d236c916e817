"""Hypothesis without deadlines: the machine's noise is no property of the code. No test writes into
the user's own cache: those of one run share a folder of their own. Processes that tests start share
their compiled modules, even where Python is told to write none.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

import policy_rules as pr

if hasattr(yaml, "CSafeLoader"):  # libyaml reads the many files of the tests ten times faster
    yaml.safe_load = partial(yaml.load, Loader=yaml.CSafeLoader)

settings.register_profile("policy_rules", deadline=None)
settings.register_profile("whole", deadline=None)

if "PYTEST_XDIST_WORKER" not in os.environ:
    _CACHE = tempfile.TemporaryDirectory(prefix="policy-rules-tests-")
    atexit.register(_CACHE.cleanup)
    os.environ["XDG_CACHE_HOME"] = str(Path(_CACHE.name).resolve())
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(_CACHE.name).resolve() / "pycache")


@pytest.fixture(scope="session")
def henan() -> pr.Ruleset:
    """The shipped ruleset, loaded once for all tests that ask it; what loads it anew has a reason."""
    return pr.load_ruleset("henan")


def pytest_configure(config: pytest.Config) -> None:
    """Laws draw all their examples where they are asked for by their mark (`thinned.examples`)."""
    settings.load_profile("whole" if "drawn" in config.option.markexpr else "policy_rules")
