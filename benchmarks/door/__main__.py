"""The public door in figures, beside a function of Python and other engines: writes `docs/benchmarks.md`.

    PYTHONPATH=tests python benchmarks/door

Answers are checked first. Figures are ratios in one run, in seconds of the processor; what misses its bar is in bold.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import peers
import yaml
from bench import small_rules
from measured import (
    COUNTY,
    HENAN,
    ROOT,
    SMALL,
    UNITS,
    benches,
    clock_seconds_without_cache,
    frozen,
    of_bound_facts,
    process_seconds,
    seconds,
    small,
)

import policy_rules as pr

sys.path.insert(0, str(ROOT / "benchmarks"))
population = import_module("population")
PAGE = ROOT / "docs/benchmarks.md"
TURNS = 9
ASKED = ("--as-of", "2025-11-30", "--year", "2025")
HEAD = """# Benchmarks

Written by `just bench-door`; not edited by hand. All of it goes in by the public door (`ruleset.outcomes`, `ruleset.assess`) and is measured
side by side in one run, in seconds of the processor; ratios count, since machines differ. What misses its bar is **bold**. `check` shares its
examples among processes and is measured by the clock, here of a machine of {processors} processors.

The sixty small rules (`tests/bench/small_rules.py`) read single values: numbers, ratios, days, truths, labels, joined by `and`, `or` and `not`. The
function of Python says met, broken or open of the same rules on plain mappings: it checks nothing, knows no interval and gives no reason. So do the other
engines, each asked in its own language whether a rule is surely met and surely broken, with null for what is missing; one row asks the fastest for less.

*Henan, frozen* is the ruleset as it stood under the first version of the language (`tests/language_1`), with the facts of a unit of {frozen};
*Henan* is that of today, whose rules ask some thousand open questions more, with the facts of a unit of {today}.
Each asks of one unit again and again, whose rules are then answered by what it told before; a unit that has nothing in common with those before it takes some 3 ms (frozen) and 6 ms
(today) of bound facts once all code is made.
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
    with tempfile.TemporaryDirectory() as folder:
        old, unit = frozen(Path(folder))
        found += _henan("Henan, frozen", old, unit)
        found.append(_checked("Henan, frozen", old))
    found += _henan("Henan", "henan", COUNTY)
    found.append(_checked("Henan", ROOT / "rulesets/henan"))
    with tempfile.TemporaryDirectory() as folder:
        population.write_units(Path(folder))
        ranked = _process("-c", population.CODE, folder)
    ranked -= _process("-c", "pass")
    found.append(("126 units of Henan ranked with every ledger, s", "`python -c pass`", ranked, 1.5))
    return found


def _checked(name: str, folder: Path) -> tuple[str, str, float, float]:
    words = ("-m", "policy_rules", "check", str(folder))
    taken = statistics.median(clock_seconds_without_cache(*words) for _ in range(3))
    return f"{name}, `policy-rules check` without a cache, s by the clock", "", taken, 2.5


def _beside_peers(
    drawn: list[small_rules.Tree], random: Random
) -> list[tuple[str, str, float, float | None]]:
    units = [small_rules.unit(random) for _ in range(UNITS)]
    ruleset, told = small(units)
    meant = [[_as_peers(code) for code in ruleset.outcomes(f, **SMALL).values()] for f in told]
    found = [
        (
            "mapping → outcome codes, some facts missing: met, broken or open",
            name,
            _ratio(ruleset, told, name, answer, [peers.plain(unit) for unit in units], meant),
            0.7 if name == "datalogic-py" else None,
        )
        for name, answer in peers.peers(drawn)
    ]
    if any(name == "datalogic-py" for _, name, _, _ in found):
        whole = [small_rules.unit(random, 0) for _ in range(UNITS)]
        whole = [{n: v or 1 if n in small_rules.DIVISORS else v for n, v in unit.items()} for unit in whole]
        ruleset, told = small(whole)
        met = [
            [code == peers.MET for code in map(_as_peers, ruleset.outcomes(f, **SMALL).values())]
            for f in told
        ]
        plain = [peers.plain(unit) for unit in whole]
        ratio = _ratio(ruleset, told, "datalogic-py", peers.met_or_not(drawn), plain, met)
        found.append(
            (
                "the same of units that tell all, where it is asked for met or not alone",
                "datalogic-py",
                ratio,
                None,
            )
        )
    return found


def _as_peers(code: int) -> int:
    return small_rules.MEANT[pr.outcome_of(code)]


def _ratio(
    ruleset: pr.Ruleset,
    told: list[dict[str, Any]],
    name: str,
    answer: Callable[[peers.Unit], list[Any]],
    plain: list[peers.Unit],
    meant: list[list[Any]],
) -> float:
    """How long the library takes for one second of the peer, whose answers are looked at first."""
    differ = sum(answer(unit) != expected for unit, expected in zip(plain, meant, strict=True))
    if differ:
        raise SystemExit(f"{name} answers otherwise for {differ} of {len(plain)} units")
    own, theirs = least(
        lambda: [ruleset.outcomes(facts, **SMALL) for facts in told], lambda: [answer(unit) for unit in plain]
    )
    return own / theirs


def _process(*words: str) -> float:
    return statistics.median(process_seconds(*words) for _ in range(3))


def _henan(name: str, of: str | Path, facts: Path) -> list[tuple[str, str, float, float | None]]:
    ruleset = pr.load_ruleset(of)
    told = yaml.safe_load(facts.read_text("utf-8"))
    text = json.dumps(told, default=datetime.date.isoformat)
    made = of_bound_facts(name, ruleset, facts)
    first, *calls = [seconds(made[f"{name}, assess bound facts"]) for _ in range(120)]
    parsed, mapped, bound, assessed, violated, whole = least(
        lambda: [json.loads(text) for _ in range(100)],
        lambda: ruleset.outcomes(told, **HENAN),
        *made.values(),
    )
    start, load, one = (
        _process(*words)
        for words in (
            ("-c", "pass"),
            ("-c", f"import policy_rules as p; p.load_ruleset({str(of)!r})"),
            ("-m", "policy_rules", "assess", str(facts), "--ruleset", str(of), *ASKED),
        )
    )
    return [
        (f"{name}, mapping → outcomes, when hot", "`json.loads` of the facts", 100 * mapped / parsed, 40),
        (f"{name}, mapping → outcomes, when hot, ms", "", mapped * 1e3, 4),
        (f"{name}, `outcomes` of bound facts, ms", "", bound * 1e3, 1.5),
        (f"{name}, `assess` of bound facts, findings lazy, ms", "", assessed * 1e3, 1.5),
        (f"{name}, `assess`, then `to_dict` of the violated findings, ms", "", violated * 1e3, 5),
        (f"{name}, `assess`, then `to_dict` of all, ms", "", whole * 1e3, 200),
        (f"{name}, longest call after the first, ms", "", max(calls) * 1e3, 20),
        (f"{name}, `load_ruleset` in a fresh process, ms", "`python -c pass`", (load - start) * 1e3, 100),
        (f"{name}, `policy-rules assess` of one unit, ms", "`python -c pass`", (one - start) * 1e3, 300),
    ]


def _size(facts: Path) -> str:
    told = yaml.safe_load(facts.read_text("utf-8"))
    lists = [v for v in told.values() if isinstance(v, list)]
    values = sum(len(v) for v in told.values() if isinstance(v, dict))
    values += sum(len(each) for v in lists for each in v if isinstance(each, dict))
    return f"{values} values and {sum(map(len, lists))} records"


def main() -> int:
    """Measure and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {"frozen": _size(frozen(Path(folder))[1]), "today": _size(COUNTY)}
        head = HEAD.format(**sizes, processors=os.cpu_count())
    lines = [head, "| work | against | found | at most |", "|---|---|---|---|"]
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
