"""Inputs spoilt at random: each gives an answer or an error of the library's own, in time and little memory.

PYTHONPATH=tests python -m fuzz.fuzz [--inputs 10000] [--seed 1] [--only TARGET]: a seed draws the same.
Failures are told with the number by which each is drawn again (`--at NUMBER`).
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from fuzz.targets import TARGETS, Folder
from policy_rules import PolicyRulesError

SECONDS = 10
MEGABYTES = 512
SLOWEST = 10


class TooLong(BaseException):
    """Over the budget of time; no code of the library may catch it."""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def stop(*_: object) -> None:
    raise TooLong


def allowed() -> None:
    """Let the process have so much more memory than it has now; beyond it a MemoryError is told."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEGABYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def run_one(name: str, number: int, seed: int, folder: Folder) -> tuple[str, float]:
    """What one input came to, and how long it took; a failure has its traceback."""
    draw = random.Random(f"{seed} {name} {number}")
    started = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        TARGETS[name](draw, folder)
        found = "answer"
    except PolicyRulesError as error:
        said = error.faults and all(fault.what.strip() for fault in error.faults)
        found = "error" if said else f"FAILED: an error that says nothing: {error!r}"
    except TooLong:
        found = f"FAILED: longer than {SECONDS} s"
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        found = "FAILED:\n" + traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return found, time.perf_counter() - started


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--inputs", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", choices=TARGETS)
    options.add_argument("--at", type=int, help="this input alone")
    asked = options.parse_args()
    names = [asked.only] if asked.only else list(TARGETS)
    signal.signal(signal.SIGALRM, stop)
    counts: Counter[tuple[str, str]] = Counter()
    slowest: list[tuple[float, str, int]] = []
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        allowed()
        for number in [asked.at] if asked.at is not None else range(asked.inputs):
            name = names[number % len(names)]
            found, took = run_one(name, number, asked.seed, folder)
            counts[name, found.split(":")[0]] += 1
            slowest = sorted([*slowest, (took, name, number)], reverse=True)[:SLOWEST]
            if found.startswith("FAILED"):
                failed += 1
                say(f"--only {name} --at {number} --seed {asked.seed}: {found}")
    for (name, what), count in sorted(counts.items()):
        say(f"{name}: {count} {what}")
    say("slowest: " + ", ".join(f"{name} {number} {took:.2f} s" for took, name, number in slowest))
    say(f"{sum(counts.values())} inputs, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
