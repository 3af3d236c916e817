"""What is measured by the public door: each bench is a name and a call that answers some units once.

A bench that a ruleset or an older library cannot answer is left out by who runs it (`benches`).
"""

from __future__ import annotations

import datetime
import itertools
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from bench import small_rules

import policy_rules as pr

UNITS = 200
SMALL = {"as_of": small_rules.AS_OF, "year": small_rules.YEAR}
HENAN = {"as_of": datetime.date(2025, 11, 30), "year": 2025}
ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "examples/constructed-county.yaml"
FROZEN = ROOT / "tests/language_1/frozen.tar.xz"
Call = Callable[[], Any]


def frozen(folder: Path) -> tuple[Path, Path]:
    """Henan's ruleset as it stood under the first version of the language, and the facts of a unit."""
    with tarfile.open(FROZEN) as archive:
        archive.extractall(folder, filter="data")
    return folder / "henan", folder / "facts/1-songtao.yaml"


def small(units: list[dict[str, Any]]) -> tuple[pr.Ruleset, list[dict[str, Any]]]:
    """The ruleset of the sixty small rules, and the facts of the units."""
    with tempfile.TemporaryDirectory() as folder:
        ruleset = pr.load_ruleset(small_rules.written(Path(folder) / "bench", small_rules.rules(Random(7))))
    return ruleset, [small_rules.facts(values, n) for n, values in enumerate(units)]


def benches() -> dict[str, Call]:
    """The benches of a library, by name."""
    random = Random(11)
    ruleset, told = small([small_rules.unit(random) for _ in range(UNITS)])
    some = told[: UNITS // 4]
    partly = itertools.cycle(
        [[_partly(random, facts) for facts in some] for _ in range(40)]
    )  # hardly one twice
    return {
        "small, outcomes": lambda: [ruleset.outcomes(facts, **SMALL) for facts in told],
        "small, assess": lambda: [ruleset.assess(facts, **SMALL) for facts in told],
        "small, assess, findings read": lambda: [
            [finding.outcome for finding in ruleset.assess(facts, **SMALL)] for facts in told
        ],
        "small, outcomes, partly known": lambda: [ruleset.outcomes(facts, **SMALL) for facts in next(partly)],
        **of_bound_facts("Henan", pr.load_ruleset("henan"), COUNTY),
    }


def of_bound_facts(name: str, ruleset: pr.Ruleset, facts: Path) -> dict[str, Call]:
    """The benches of a unit's facts, bound once."""
    bound = ruleset.bind(pr.load_facts(facts))
    return {
        f"{name}, outcomes of bound facts": lambda: ruleset.outcomes(bound, **HENAN),
        f"{name}, assess bound facts": lambda: ruleset.assess(bound, **HENAN),
        f"{name}, to_dict of the violated": lambda: ruleset.assess(bound, **HENAN).to_dict(
            outcomes=["violated"], parts=["findings"]
        ),
        f"{name}, to_dict": lambda: ruleset.assess(bound, **HENAN).to_dict(),
    }


def _partly(random: Random, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, of which one to four numbers are only partly known."""
    values = dict(facts["data"])
    for name in random.sample(
        [n for n, v in values.items() if type(v) in (int, Decimal)], random.randint(1, 4)
    ):
        values[name] = {"at_least": 0, "at_most": values[name]}
    return {**facts, "data": values}


def seconds(call: Call) -> float:
    """The seconds of the processor that a call takes: what other processes do does not count."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def process_seconds(*words: str) -> float:
    """The seconds of the processor that a Python process takes."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def clock_seconds_without_cache(*words: str) -> float:
    """The seconds by the clock that a Python process takes which finds nothing in the cache."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        env = {**os.environ, "XDG_CACHE_HOME": folder}
        subprocess.run([sys.executable, *words], check=False, capture_output=True, env=env)
        return time.perf_counter() - begun
