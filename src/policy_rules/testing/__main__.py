"""`python -m policy_rules.testing --cases 100000`: all engines held to the reference, in figures.

`--ledgers 20000` holds the ledgers of compiled and session engines to it instead,
`--places 2000` the findings of places.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TypeVar

from policy_rules.reference.protocol import Engine
from policy_rules.testing import ledgers
from policy_rules.testing.batches import RULES, SETS, batch
from policy_rules.testing.conformance import check_batch
from policy_rules.testing.conformance_report import Report
from policy_rules.testing.ledger_truth import COMPLETIONS
from policy_rules.testing.ledgers import LedgerReport, check_scheme
from policy_rules.testing.places import check_places, in_session, joined


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
MAY_LACK: Mapping[str, frozenset[str]] = {
    "columnar": frozenset(
        (
            "a free text",
            "a list inside records",
            "may exceed 128 bits",
            "the aggregate `median`",
            "the findings on other rules as a list",
            "the units below a unit",
            "these facts",
            "two lists at once, record by record",
        )
    )
}
"""What engines may lack on generated cases, by their own words, and pass all the same."""


DOOR = "door"
"""Not an engine: mappings that go in by the public door, held to the reference like one."""


def _one(named: tuple[str, ...], seed: str) -> Report:
    engines = [ENGINES[name]() for name in named if name != DOOR]
    return check_batch(engines, batch(seed), door=DOOR in named)


R = TypeVar("R", Report, LedgerReport)


def _all(report: R, check: Callable[[str], R], seeds: Iterable[str], jobs: int) -> R:
    """The reports on all seeds in one."""
    if jobs == 1:
        for seed in seeds:
            report.add(check(seed))
    else:
        with ProcessPoolExecutor(jobs) as pool:
            for found in pool.map(check, seeds):
                report.add(found)
    return report


def main(arguments: list[str] | None = None) -> int:
    """Check engines and print the figures and the verdict; 1 where an engine does not pass."""
    parser = argparse.ArgumentParser(prog="python -m policy_rules.testing", description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000, help="a case is one rule on one set of facts")
    parser.add_argument(
        "--engine", action="append", choices=[*sorted(ENGINES), DOOR], help="default: all of them"
    )
    parser.add_argument(
        "--ledgers", type=int, default=0, help="a case is one sheet on the facts of a unit after one event"
    )
    parser.add_argument("--places", type=int, default=0, help="a case is one rule on a place with its organs")
    parser.add_argument(
        "--completions", type=int, default=COMPLETIONS, help="of each ledger case, judged by the truth"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args(arguments)
    size = ledgers.SETS * (ledgers.EVENTS + 1) if asked.ledgers else RULES * SETS
    seeds = [f"{asked.seed}.{n}" for n in range(-(-(asked.ledgers or asked.cases) // size))]
    started = time.monotonic()
    report: Report | LedgerReport
    if asked.places:
        judges = {"compiled": joined(_compiled()), "session": in_session}
        report = check_places(judges, cases=asked.places, seed=asked.seed)
    elif asked.ledgers:
        report = _all(LedgerReport(), partial(check_scheme, completions=asked.completions), seeds, asked.jobs)
    else:
        named = tuple(asked.engine or (*ENGINES, DOOR))
        may_lack = frozenset(why for name in named for why in MAY_LACK.get(name, ()))
        report = _all(Report(may_lack=may_lack), partial(_one, named), seeds, asked.jobs)
    sys.stdout.write(f"{report}\nseconds {time.monotonic() - started:18.1f}\n")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
