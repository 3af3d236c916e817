"""The public door in figures, beside a function of Python and other engines: writes `docs/benchmarks.md`.

    PYTHONPATH=tests python benchmarks/door

Answers are checked first. Figures are ratios in one run, in seconds of the processor; what misses its bar is in bold.
"""

from __future__ import annotations

import datetime
import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import peers
import yaml
from bench import small_rules
from measured import COUNTY, HENAN, SMALL, UNITS, benches, process_seconds, seconds, small

import policy_rules as pr

PAGE = Path(__file__).parents[2] / "docs/benchmarks.md"
TURNS = 9
HEAD = """# Benchmarks

Written by `just bench-door`; not edited by hand. All of it goes in by the public door (`ruleset.outcomes`, `ruleset.assess`) and is measured
side by side in one run, in seconds of the processor; ratios count, since machines differ. What misses its bar is **bold**.

The sixty small rules (`tests/bench/small_rules.py`) read single values: numbers, ratios, days, truths, labels, joined by `and`, `or` and `not`. The
function of Python says met, broken or open of the same rules on plain mappings: it checks nothing, knows no interval and gives no reason.
"""


def least(*calls: Callable[[], Any]) -> list[float]:
    """The least seconds of each call, taken in turns."""
    taken = [[seconds(call) for call in calls] for _ in range(TURNS)]
    return [min(column) for column in zip(*taken, strict=True)]


def rows() -> list[tuple[str, str, float, float | None]]:
    """What is measured: work, against what, the ratio, the bar."""
    found: list[tuple[str, str, float, float | None]] = []
    drawn, random = small_rules.rules(Random(7)), Random(11)
    values, made = [small_rules.unit(random) for _ in range(UNITS)], benches()
    function = small_rules.function(drawn)
    base, outcomes, lazy, read, partly = least(
        lambda: [function(unit) for unit in values],
        *(
            made[n]
            for n in (
                "small, outcomes",
                "small, assess",
                "small, assess, findings read",
                "small, outcomes, partly known",
            )
        ),
    )
    by = "the function of Python"
    found.append(("mapping → outcome codes, 60 rules", by, outcomes / base, 2))
    found.append(("mapping → `assess`, findings lazy", by, lazy / base, 4))
    found.append(("mapping → `assess` → 60 findings read", by, read / base, 60))
    found.append(
        ("mapping → outcomes, 1–4 facts partly known", "the same units, points", 4 * partly / outcomes, 8)
    )
    found += _beside_peers(drawn, random)
    return found + _henan(made)


def _beside_peers(
    drawn: list[small_rules.Tree], random: Random
) -> list[tuple[str, str, float, float | None]]:
    whole = [small_rules.unit(random, 0) for _ in range(UNITS)]
    whole = [{n: v or 1 if n in ("n4", "n5", "n6", "n7") else v for n, v in unit.items()} for unit in whole]
    ruleset, told = small(whole)
    meant = [
        [pr.outcome_of(code) == "satisfied" for code in ruleset.outcomes(f, **SMALL).values()] for f in told
    ]
    found: list[tuple[str, str, float, float | None]] = []
    for name, answer in peers.peers(drawn):
        plain = [peers.plain(unit) for unit in whole]
        differ = sum(answer(unit) != expected for unit, expected in zip(plain, meant, strict=True))
        if differ:
            raise SystemExit(f"{name} answers otherwise for {differ} of {UNITS} units")
        own, theirs = least(
            lambda: [ruleset.outcomes(f, **SMALL) for f in told], lambda: [answer(u) for u in plain]
        )  # noqa: B023
        found.append(
            (
                "mapping → outcome codes, complete units",
                name,
                own / theirs,
                0.7 if name == "datalogic-py" else None,
            )
        )
    return found


def _henan(made: dict[str, Callable[[], Any]]) -> list[tuple[str, str, float, float | None]]:
    henan = pr.load_ruleset("henan")
    county = yaml.safe_load(COUNTY.read_text("utf-8"))
    text = json.dumps(county, default=datetime.date.isoformat)
    first, *calls = [seconds(made["Henan, assess bound facts"]) for _ in range(120)]
    parsed, mapped, bound, assessed, violated = least(
        lambda: [json.loads(text) for _ in range(100)],
        lambda: henan.outcomes(county, **HENAN),
        *(
            made[n]
            for n in (
                "Henan, outcomes of bound facts",
                "Henan, assess bound facts",
                "Henan, to_dict of the violated",
            )
        ),
    )
    start, load = (
        statistics.median(process_seconds("-c", code) for _ in range(3))
        for code in ("pass", "import policy_rules as p; p.load_ruleset('henan')")
    )
    one = statistics.median(
        process_seconds(
            "-m", "policy_rules", "assess", str(COUNTY), "--as-of", "2025-11-30", "--year", "2025"
        )
        for _ in range(3)
    )
    return [
        ("Henan, mapping → outcomes, when hot", "`json.loads` of the facts", 100 * mapped / parsed, 40),
        ("Henan, `outcomes` of bound facts, ms", "", bound * 1e3, 1.5),
        ("Henan, `assess` of bound facts, findings lazy, ms", "", assessed * 1e3, 1.5),
        ("Henan, `assess`, then `to_dict` of the violated findings, ms", "", violated * 1e3, 5),
        ("Henan, longest call after the first, ms", "", max(calls) * 1e3, 20),
        ("Henan, `load_ruleset` in a fresh process, ms", "`python -c pass`", (load - start) * 1e3, 100),
        ("`policy-rules assess` of one unit, ms", "`python -c pass`", (one - start) * 1e3, 300),
    ]


def main() -> int:
    """Measure and write the page."""
    lines = [HEAD, "| work | against | found | at most |", "|---|---|---|---|"]
    for work, against, ratio, bar in rows():
        shown = f"{ratio:.2f}"
        lines.append(
            f"| {work} | {against} | {f'**{shown}**' if bar and ratio > bar else shown} | {bar or ''} |"
        )
    python = ".".join(map(str, sys.version_info[:3]))
    lines += [
        "",
        f"Python {python}; {', '.join(name for name, _ in peers.peers(small_rules.rules(Random(7))))} as installed by the extra `bench`.",
        "",
    ]
    PAGE.write_text("\n".join(lines), "utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
