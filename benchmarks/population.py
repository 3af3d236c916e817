"""126 units, each on a full sheet, ranked, with every ledger: a whole process from a cold start.

    python benchmarks/population.py            wall seconds of fresh processes, best of five
    python benchmarks/population.py --parts    one run, part by part

The units are the twelve of the tour, each under eleven ids or so; their facts are files, as an office
keeps them. The first process of all fills the cache of the loaded ruleset and is not counted.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

UNITS, RUNS = 126, 5
TOUR = Path(__file__).parents[1] / "docs" / "tours" / "year-2024"
CODE = """
import datetime, sys, time
began = time.process_time()
def told(part, since):
    now = time.process_time()
    if len(sys.argv) > 2: print(f"{part:8} {now - since:.3f}")
    return now
import policy_rules as pr
henan = pr.load_ruleset("henan")
at = told("load", began)
facts = henan.bind(pr.load_facts(sys.argv[1]))
at = told("facts", at)
found = henan.assess_population(facts, as_of=datetime.date(2025, 5, 31), year=2024, profile="illustrative")
at = told("rank", at)
lines = sum(len(found.score(place.unit).ledger) for place in found)
at = told("ledgers", at)
print(len(found.places), "units,", sum(p.ranked for p in found), "ranked,", lines, "lines", flush=True)
"""


def write_units(folder: Path) -> None:
    """The facts files of the units."""
    files = sorted(TOUR.glob("[147]-*.yaml"))
    for n in range(UNITS):
        text = files[n % len(files)].read_text("utf-8")
        text = re.sub(r"^succession:.*?\n(?=\S)", "", text, flags=re.DOTALL | re.MULTILINE)
        folder.joinpath(f"{n:03}.yaml").write_text(
            re.sub(r"unit: \{id: ", rf"\g<0>u{n}_", text, count=1), "utf-8"
        )


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        write_units(Path(folder))
        command = [sys.executable, "-c", CODE, folder, *sys.argv[1:]]
        env = {**os.environ, "XDG_CACHE_HOME": str(Path(folder, ".cache"))}
        print(subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout, end="")
        if "--parts" in sys.argv:
            print(subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout, end="")
            return
        figures = [timed(command, env) for _ in range(RUNS)]
        said, over = (min(column) for column in zip(*figures, strict=True))
        print(f"{said:.2f} s to the last ledger, {over:.2f} s to the end of the process (best of {RUNS})")


def timed(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall seconds from the start of a process to its line, and to its end."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        process.stdout.readline()
        said = time.perf_counter() - began
        process.wait()
    return said, time.perf_counter() - began


if __name__ == "__main__":
    main()
