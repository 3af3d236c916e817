"""Two chains of durable rules for sessions, side by side: one fact a rule (the library's), and joins.

    python benchmarks/durable_joins [--units 12] [--steps 300] [--cases 2000] [--ledgers 200]

Each chain has a process of its own, with the same work in the same order: generated cases and ledgers
against the reference (differences), then units of Henan on a full sheet (first look, steps, memory),
whose findings, scores and consequences are held against the reference again.

The joins decline rules of several norms, versions or readings. Generated ledgers have none of them here, for
both chains; units of Henan, most of whose rules are such, go by the library's chain alone.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from itertools import count, islice
from pathlib import Path
from random import Random

from joined_memory import JoinedMemory
from joined_session import joined, unlike_the_joins

import policy_rules as pr
from policy_rules.engines.session import SessionEngine
from policy_rules.testing.conformance import RULES, SETS, batch, check_batch
from policy_rules.testing.ledgers import EVENTS, check_scheme
from policy_rules.testing.ledgers import SETS as LEDGER_SETS
from policy_rules.testing.random_steps import RandomSteps
from policy_rules.testing.schemes import scheme
from policy_rules.testing.soak import Soak, resident

TOUR = Path(__file__).parents[2] / "docs" / "tours" / "year-2024"
DAY, YEAR = datetime.date(2025, 5, 31), 2024
Figures = dict[str, float]


def generated(cases: int, ledgers: int) -> Figures:
    """Generated cases and ledgers: how many, and how many differ."""
    found: Figures = dict.fromkeys(("cases", "declined", "differences", "ledgers", "ledger differences"), 0)
    started = time.process_time()
    for n in range(-(-cases // (RULES * SETS))):
        report = check_batch([SessionEngine()], batch(f"joins {n}"))
        found["cases"] += report.cases
        found["declined"] += report.declined["session"].total()
        found["differences"] += report.differing.total()
    carried = (n for n in count() if not any(map(unlike_the_joins, scheme(f"joins {n}").program.rules)))
    for n in islice(carried, -(-ledgers // (LEDGER_SETS * (EVENTS + 1)))):
        told = check_scheme(f"joins {n}")
        found["ledgers"] += told.cases
        found["ledger differences"] += told.differing.total()
    return {**found, "seconds for all that, with the reference": time.process_time() - started}


def units_of_tour(count: int) -> list[str]:
    """Facts of units, with ids from u0 on."""
    files, found = sorted(TOUR.glob("[147]-*.yaml")), []
    for n in range(count):
        text = files[n % len(files)].read_text("utf-8")
        text = re.sub(r"^succession:.*?\n(?=\S)", "", text, flags=re.DOTALL | re.MULTILINE)
        found.append(re.sub(r"unit: \{id: [^,]+", f"unit: {{id: u{n}", text, count=1))
    return found


def henan(count: int, steps: int, folder: Path) -> Figures:
    """Units of Henan on a full sheet: first look, steps and memory."""
    ruleset = pr.load_ruleset("henan").with_profile("illustrative")
    sheet = ruleset.sheets["illustrative-2024-category-1"]
    for n, text in enumerate(units_of_tour(count)):
        folder.joinpath(f"{n:03}.yaml").write_text(text, "utf-8")
    facts, found = ruleset.bind(folder), Figures()
    with ruleset.session(as_of=DAY, year=YEAR, sheet=sheet.name) as session:
        session.load(facts)
        session.outcomes("u0")
        gc.collect()
        before, looks = resident(), []
        for unit in session.units[1:]:
            started = time.process_time()
            session.outcomes(unit)
            looks.append(time.process_time() - started)
        found["first look, ms"] = 1000 * statistics.median(looks)
        found["MB a unit"] = (resident() - before) / len(looks)
        memory = session._units["u1"].memory  # noqa: SLF001 - how many facts is no part of the interface
        found["facts a unit"] = len(memory.facts)
        if isinstance(memory, JoinedMemory):
            found["activations a unit"] = len({one for some in memory.grounds.values() for one in some})
        random = RandomSteps(ruleset.model, Random(1), count, session.holds)  # noqa: S311
        run = Soak(ruleset.model, ruleset.program, session, random, sheet, DAY, YEAR)
        spent = []
        for n in range(steps):
            started = time.process_time()
            step = run.step()
            spent.append(time.process_time() - started)
            if n % 10 == 9:
                run.compare(step, whole=n % 50 == 49)
        found["a step, median ms"] = 1000 * statistics.median(spent)
        found["a step, mean ms"] = 1000 * statistics.fmean(spent)
        found["differences after steps"] = len(run.differences)
        found["MB at the end"] = resident()
    return found


def main() -> None:
    """Measure both in processes of their own, and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=12)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--ledgers", type=int, default=200)
    parser.add_argument("--chain", choices=("patterns", "joins"), help="this one only, as JSON")
    asked = parser.parse_args()
    if asked.chain:
        with joined() if asked.chain == "joins" else nullcontext():
            found = generated(asked.cases, asked.ledgers)
            if asked.units > 1 and asked.chain == "patterns":
                with tempfile.TemporaryDirectory() as folder:
                    found |= henan(asked.units, asked.steps, Path(folder))
        sys.stdout.write(json.dumps(found) + "\n")
        return
    both = []
    for chain in ("patterns", "joins"):
        command = [sys.executable, str(Path(__file__).parent), *sys.argv[1:], "--chain", chain]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - ourselves
        both.append(json.loads(told))
    sys.stdout.write(f"{'':42}{'patterns':>12}{'joins':>12}\n")
    for name in both[0]:
        row = "".join(f"{one[name]:12,.2f}" if name in one else f"{'':>12}" for one in both)
        sys.stdout.write(f"{name:42}{row}\n")


if __name__ == "__main__":
    main()
