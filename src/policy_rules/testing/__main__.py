"""`python -m policy_rules.testing --cases 100000`: all engines held to the reference, in figures."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor

from policy_rules.engines.protocol import Engine
from policy_rules.testing.conformance import RULES, SETS, Report, batch, check_batch


def _compiled() -> Engine:
    from policy_rules.engines.compiled import CompiledEngine

    return CompiledEngine()


def _columnar() -> Engine:
    from policy_rules.engines.columnar import ColumnarEngine

    return ColumnarEngine()


def _session() -> Engine:
    from policy_rules.engines.session import SessionEngine

    return SessionEngine()


ENGINES: Mapping[str, Callable[[], Engine]] = {
    "compiled": _compiled,
    "columnar": _columnar,
    "session": _session,
}


def _one(named: tuple[str, ...], seed: str) -> Report:
    return check_batch([ENGINES[name]() for name in named], batch(seed))


def main(arguments: list[str] | None = None) -> int:
    """Check engines and print the figures; 1 where an engine differs."""
    parser = argparse.ArgumentParser(prog="python -m policy_rules.testing", description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="a case is one rule on one set of facts")
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES), help="default: all of them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args(arguments)
    named = tuple(asked.engine or ENGINES)
    seeds = [f"{asked.seed}.{n}" for n in range(-(-asked.cases // (RULES * SETS)))]
    started, report = time.monotonic(), Report()
    if asked.jobs == 1:
        for seed in seeds:
            report.add(_one(named, seed))
    else:
        with ProcessPoolExecutor(asked.jobs) as pool:
            for found in pool.map(_one, [named] * len(seeds), seeds):
                report.add(found)
    sys.stdout.write(f"{report}\nseconds {time.monotonic() - started:18.1f}\n")
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
