"""Every engine keeps the laws on generated cases, and lacks what is pinned and nothing else.

The bar of a release is `python -m policy_rules.testing --cases 100000 --jobs 2`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
import yaml

from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.lowering.program import Program, RuleProgram
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.testing import Report, batch, check_engine, check_engines
from policy_rules.testing import __main__ as command
from policy_rules.testing.__main__ import ENGINES as COMMANDED
from policy_rules.testing.__main__ import MAY_LACK, main
from thinned import few

CASES = int(os.environ.get("CONFORMANCE_CASES", "15"))
LACKS = yaml.safe_load((Path(__file__).parent / "lacks.yaml").read_text("utf-8"))
ENGINES: tuple[Engine, ...] = (CompiledEngine(), ColumnarEngine(), SessionEngine())


@pytest.mark.parametrize("cases", few(CASES, 100))
def test_engines_keep_the_laws(cases: int) -> None:
    report = check_engines(ENGINES, cases=cases, seed=1, rules=20, sets=5, may_lack=MAY_LACK["columnar"])
    assert report.passed, "\n".join((*report.reasons, str(report)))
    assert report.cases >= cases
    assert report.unsettled >= 0.3, str(report)
    assert report.judged >= 15 * report.cases, str(report)
    assert report.unjudged.total() <= 0.02 * report.judged, str(report)
    for name in ("reference", "compiled", "session"):
        assert report.checked[name] == report.cases, str(report)
    assert report.checked["columnar"] >= cases / 3, str(report)


def test_an_engine_that_lacks_anything_fails_by_default() -> None:
    report = check_engine(ColumnarEngine(), cases=60, seed=3, rules=12, sets=5, completions=1)
    assert not report.passed and not report.broken, str(report)
    assert all(reason.startswith("columnar lacks") for reason in report.reasons)


def test_nothing_checked_is_no_pass() -> None:
    assert not Report().passed
    assert Report().reasons == ("no case was checked",)


class Silent(ReferenceEngine):
    """Answers on no rule, and does not say that it lacks any."""

    name = "silent"

    def outcomes(self, program, views):  # type: ignore[no-untyped-def]
        return [{} for _ in views]


class Loud(ReferenceEngine):
    """Raises an error."""

    name = "loud"

    def outcomes(self, program, views):  # type: ignore[no-untyped-def]
        raise ValueError("no")


@pytest.mark.parametrize("engine", [Silent(), Loud()])
def test_an_engine_that_does_not_answer_fails(engine: Engine) -> None:
    report = check_engine(engine, cases=30, seed=3, rules=6, sets=2, completions=1)
    assert not report.passed and set(report.broken[engine.name]) == {"answers"}, str(report)


@pytest.mark.heavy
def test_every_operator_is_covered() -> None:
    report = check_engine(CompiledEngine(), cases=600, seed=2, rules=20, sets=1, completions=0)
    assert not report.uncovered, str(report)
    assert len(report.rules) > 400, str(report)


def test_the_same_seed_gives_the_same_cases() -> None:
    def checked(seed: int) -> Report:
        return check_engine(CompiledEngine(), cases=25, seed=seed, rules=10, sets=5, completions=2)

    first, second = checked(7), checked(7)
    assert first == second
    assert first.rules != checked(8).rules


@pytest.mark.heavy
def test_the_command_prints_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cases", "50", "--engine", "compiled"]) == 0
    told = capsys.readouterr().out
    assert "unsettled outcomes" in told and "completions judged" in told and "0 differ" in told
    assert "\npassed\n" in told


class Lacking(ReferenceEngine):
    """Says of every rule that it lacks it."""

    name = "lacking"

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        return "everything"


@pytest.mark.parametrize(
    ("engine", "may_lack", "verdict"),
    [
        ("columnar", MAY_LACK, "passed"),
        ("columnar", {}, "columnar lacks "),
        ("lacking", {}, "lacking lacks everything ("),
        ("lacking", {"lacking": {"everything"}}, "lacking answered on no case"),
    ],
)
def test_the_command_gives_a_verdict(
    engine: str,
    may_lack: Mapping[str, Collection[str]],
    verdict: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "batch", lambda seed: batch(seed, 12, 2))
    monkeypatch.setattr(command, "ENGINES", {**COMMANDED, "lacking": Lacking})
    monkeypatch.setattr(command, "MAY_LACK", may_lack)
    assert main(["--cases", "10", "--engine", engine, "--seed", "3"]) == (verdict != "passed")
    assert any(line.startswith(verdict) for line in capsys.readouterr().out.splitlines())


def test_reports_add_up() -> None:
    total = Report()
    for seed in range(2):
        total.add(check_engine(CompiledEngine(), cases=20, seed=seed, rules=10, sets=4, completions=1))
    assert total.cases == 80  # a batch is ten rules by four sets of facts
