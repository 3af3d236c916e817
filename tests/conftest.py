"""Hypothesis without deadlines: the machine's noise is no property of the code. No test writes into
the user's own cache: those of one run share a folder of their own. Processes that tests start share
their compiled modules, even where Python is told to write none.
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("policy_rules", deadline=None)
settings.load_profile("policy_rules")

if "PYTEST_XDIST_WORKER" not in os.environ:
    _CACHE = tempfile.TemporaryDirectory(prefix="policy-rules-tests-")
    os.environ["XDG_CACHE_HOME"] = str(Path(_CACHE.name).resolve())
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(_CACHE.name).resolve() / "pycache")

HEAVY = tuple(
    line
    for line in (Path(__file__).parent / "heavy.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `heavy.txt` names, before those with the mark are left out."""
    for item in items:
        name = item.nodeid.replace("\\", "/")
        if any(name == heavy or name.startswith((heavy + "[", heavy + "::")) for heavy in HEAVY):
            item.add_marker(pytest.mark.heavy)
