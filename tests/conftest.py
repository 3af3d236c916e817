"""Hypothesis without deadlines: the machine's noise is no property of the code. No test writes into
the user's own cache: those of one run share a folder of their own. Processes that tests start share
their compiled modules, even where Python is told to write none.
"""

import os
import tempfile
from pathlib import Path

from hypothesis import settings

settings.register_profile("policy_rules", deadline=None)
settings.load_profile("policy_rules")

if "PYTEST_XDIST_WORKER" not in os.environ:
    _CACHE = tempfile.TemporaryDirectory(prefix="policy-rules-tests-")
    os.environ["XDG_CACHE_HOME"] = str(Path(_CACHE.name).resolve())
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(_CACHE.name).resolve() / "pycache")
