"""Compiled and session engines give the reference's ledger, on a few hundred generated cases.

The bar of a release is `python -m policy_rules.testing --ledgers 20000`. What once differed is kept by hand
in `once_differed.yaml`.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from attrs import evolve

from policy_rules.engines.compiled import CompiledEngine
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.scoring import entered_values, entries
from policy_rules.testing.__main__ import main
from policy_rules.testing.facts import UNIT
from policy_rules.testing.facts_files import facts_file
from policy_rules.testing.ledger_cases import cases_of, compiled_differences
from policy_rules.testing.ledger_laws import broken_laws
from policy_rules.testing.ledger_session import Following
from policy_rules.testing.ledger_truth import Judge
from policy_rules.testing.ledgers import LedgerReport, check_ledgers, check_scheme
from policy_rules.testing.schemes import history, scheme
from scoring.planted_ledgers import PLANTED, Planted

pytestmark = pytest.mark.heavy
CASES = int(os.environ.get("LEDGER_CASES", "300"))
COMPLETIONS = 3
"""Fewer than the suite's; the ends are among them."""
UNJUDGED = {
    "a fact that is partly known",
    "records and a published figure that exclude each other",
    "a sheet that reads many undefined outcomes",
    "no value on the day looked at",
}
"""What the truth of sheets and rules does not speak of in generated cases."""
SCHEMES, EVENTS = 150, 6


@pytest.fixture(scope="module")
def report():
    return check_ledgers(cases=CASES, seed="suite", sets=2, events=6, completions=COMPLETIONS)


def test_engines_give_the_ledger_of_the_reference(report):
    assert not report.differences, str(report)
    assert report.passed
    assert report.cases >= CASES


def test_the_truth_speaks_of_most_cases(report):
    assert report.judged >= 0.8 * COMPLETIONS * report.cases, str(report)
    assert {why for why in report.unjudged if "evaluate" not in why} <= UNJUDGED, str(report)


def test_nothing_judged_is_no_pass():
    assert not LedgerReport(cases=1).passed
    assert LedgerReport(cases=1, judged=1).passed
    assert not LedgerReport(cases=1, judged=1, broken={"session": Counter(sound=1)}).passed


@pytest.mark.parametrize(
    "line",
    [
        *("group cap", "item cap", "item floor", "children cap", "floor", "cap", "rounding", "band", "bar"),
        *("entry replaced", "override", "feedback", "objection", "decision", "approval", "undefined"),
    ],
)
def test_the_cases_have_lines_of_every_sort(report, line):
    assert report.lines[line] >= 3, str(report)


def test_the_cases_are_settled_and_open(report):
    assert report.settled >= CASES / 25, str(report)
    assert report.cases - report.settled >= CASES / 4, str(report)
    assert report.refused >= 5, str(report)


def test_the_same_seed_gives_the_same_cases():
    first, second = (check_scheme("again", 1, 3, completions=1) for _ in range(2))
    assert (first.lines, first.settled) == (second.lines, second.settled)


def test_a_file_says_what_the_paths_say():
    made = scheme("files")
    for state in history(made, 0, 8):
        told = bind(load_facts(facts_file(UNIT, state.told)), made.model, lenient=True)
        assert told == state.facts


def test_the_command_prints_figures(capsys):
    assert main(["--ledgers", "10", "--completions", "1", "--seed", "3"]) == 0
    told = capsys.readouterr().out
    assert "ledger cases" in told and "differences                 0" in told


def test_a_difference_is_told_as_files(monkeypatch):
    right = CompiledEngine.outcomes
    best = lambda *args: [{r: (low, low) for r, (low, _) in found.items()} for found in right(*args)]  # noqa: E731
    monkeypatch.setattr(CompiledEngine, "outcomes", best)
    told = str(check_scheme("told", 1, 3, completions=1).differences[0])
    for part in (
        "compiled differs in",
        "# sheet.yaml",
        "items:",
        "# facts.yaml, as of 20",
        "# event: none yet",
    ):
        assert part in told
    assert "reference: " in told and "engine: " in told


@pytest.mark.parametrize("law", ["change", "after", "before", "seq", "last"])
def test_laws_are_broken_by_wrong_lines(law):
    case = next(cases_of(scheme("laws"), 0, 0))
    lines = list(case.expected.ledger)
    at = next(n for n, l in enumerate(lines) if l.change not in (None, (0, 0)))
    wrong = {
        "change": lambda l: evolve(l, change=(l.change[0] + 1, l.change[1])),
        "after": lambda l: evolve(l, after=(l.after[0], l.after[1] + 1)),
        "before": lambda l: evolve(l, before=(l.before[0] - 1, l.before[1])),
        "seq": lambda l: evolve(l, seq=0),
        "last": lambda l: evolve(l, item="", step="none"),
    }[law]
    assert not list(broken_laws(case.expected))
    broken = evolve(case.expected.explain(), lines=(*lines[:at], wrong(lines[at]), *lines[at + 1 :]))
    assert list(broken_laws(evolve(case.expected, explain=lambda: broken)))


@pytest.mark.heavy
def test_an_entry_that_is_taken_though_the_sheet_refuses_it_is_seen(monkeypatch):
    kinds = {"own_unit", "nobody", "before_year", "other_assessor"}
    for number in range(3 * SCHEMES):
        made = scheme(f"refusing {number}")
        judge, left = Judge(made), kinds & set(made.data.get("refuses", ()))
        if not left:
            continue
        assert not [told for state in history(made, 0, EVENTS) for told in judge.taken(state)]
        with monkeypatch.context() as patch:
            patch.setattr(entered_values, "of_entry", lambda *_: ())
            patch.setattr(entries, "of_gradings", lambda *_: ())
            told = str([told for state in history(made, 0, EVENTS) for told in judge.taken(state)])
        kinds -= {kind for kind in left if f": {kind}:" in told}
        if not kinds:
            break
    assert not kinds


@pytest.mark.heavy
def test_every_planted_fault_is_caught():
    left = list(PLANTED)
    for number in range(SCHEMES):
        made = scheme(f"planted {number}")
        cases = list(cases_of(made, 0, EVENTS))
        for case in cases:
            assert case.expected.ledger, "worked out before anything is replaced"
        left = [planted for planted in left if not caught(planted, made, cases)]
        if not left:
            break
    assert not [planted.name for planted in left]


def caught(planted: Planted, made, cases) -> bool:
    with planted.in_place():
        try:
            if planted.engine == "compiled":
                return any(list(compiled_differences(CompiledEngine(), case)) for case in cases)
            with Following(made, load=True) as session:
                return any(list(session.differences(case)) for case in cases)
        except Exception:  # noqa: BLE001 - a wrong engine may fail in any way
            return True
