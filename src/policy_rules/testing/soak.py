"""Many random steps of a session held against the reference: differences, refusals, memory, time.

python -m policy_rules.testing.soak --steps 50000
"""

from __future__ import annotations

import argparse
import datetime
import gc
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from attrs import field

from policy_rules.attributes import define
from policy_rules.engines.session.chain_findings import Outcomes
from policy_rules.engines.session.chain_rules import chain
from policy_rules.engines.session.session import Session
from policy_rules.errors import FactsError, RulesetError
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import apply_profile
from policy_rules.scoring.consequences import consequences_of
from policy_rules.scoring.score_unit import score
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.sheet_file import read_sheets
from policy_rules.testing.random_steps import RandomSteps, Step
from policy_rules.values.known import Num, Value

DAY, YEAR = datetime.date(2025, 11, 30), 2025


@define
class Soak:
    """A session under random steps."""

    model: RulesetModel
    program: Program
    session: Session
    random: RandomSteps
    sheet: Sheet | None = None
    day: datetime.date = DAY
    year: int = YEAR
    refused: int = 0
    differences: list[tuple[Step, str]] = field(factory=list)

    def step(self) -> Step:
        """Take one step; a step refused must leave the facts as they were."""
        step = self.random.step()
        what, unit, path, value = step
        before = self.session.facts(unit) if unit in self.session.units else None
        try:
            if what == "assert":
                self.session.assert_fact(unit, path, value)
            elif what == "change":
                self.session.change_fact(unit, path, value)
            else:
                self.session.retract_fact(unit, path)
        except FactsError:
            self.refused += 1
            after = self.session.facts(unit) if unit in self.session.units else None
            if after is not before:
                self.differences.append((step, "a step refused changed the facts"))
        return step

    def compare(self, step: Step, *, whole: bool = False) -> None:
        """Hold the unit of the step against the reference: all findings, or (`whole`) all results."""
        unit = step[1]
        if unit not in self.session.units:
            return
        view = self.view(unit)
        if self.sheet is not None:
            view = self._compare_score(step, view)
        self._compare(step, self.session.outcomes(unit), findings(self.program, view))
        if whole:
            view = self.view(unit, view.scored)
            self._compare(step, self.session.results(unit), Tracer(self.program, view).results())
            due = consequences_of(self.model, self.program, view, {})
            self._compare(step, self.session.consequences(unit), {c.rule: c.status for c in due})

    def _compare_score(self, step: Step, view: UnitView) -> UnitView:
        """Hold the score against the one made without the chain; the unit with what it gives."""
        assert self.sheet is not None
        unit, found = view.unit, findings(self.program, view)
        expected = score(self.sheet, view, found, unit.entries, unit.corrections, program=self.program)
        mine = self.session.score(step[1])
        if mine is None or mine != expected or mine.ledger != expected.ledger:
            self.differences.append((step, "the score"))
        return self.view(step[1], expected.as_measures())

    def _compare(self, step: Step, found: Mapping[str, object], expected: Mapping[str, object]) -> None:
        names = found.keys() | expected.keys()
        self.differences += [(step, name) for name in names if expected.get(name) != found.get(name)]

    def view(self, unit: str, scored: Mapping[str, Value] | None = None) -> UnitView:
        """The unit as of the day, apart from the session."""
        facts = Facts({name: self.session.facts(name) for name in self.session.units})
        day, vocabulary = self.day.toordinal(), self.model.vocabulary
        return UnitView(facts, facts.units[unit], vocabulary, day, self.year, True, scored)


def findings(program: Program, view: UnitView) -> dict[str, Outcomes]:
    """The findings of all rules by the reference, without what explains them."""
    tracer, found = Tracer(program, view), dict[str, Outcomes]()
    for rule in program.rules:
        value = tracer.reference.value(rule.finding, {})
        assert isinstance(value, Num)
        view.findings[rule.id] = tracer.record(rule, value)
        found[rule.id] = (int(value.lo), int(value.hi))
    return found


def resident() -> float:
    """Megabytes of memory resident."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def soak(
    model: RulesetModel,
    program: Program,
    sheet: Sheet | None,
    count: int,
    *,
    units: int,
    seed: int,
    tell: Callable[[str], object],
) -> Soak:
    """Take the steps, telling ten times how it goes."""
    random = Random(seed)  # noqa: S311 - not for secrets
    with Session(model, program, as_of=DAY, year=YEAR, sheet=sheet) as session:
        run = Soak(model, program, session, RandomSteps(model, random, units, session.holds), sheet)
        spent = 0.0
        for n in range(1, count + 1):
            start = time.perf_counter()
            step = run.step()
            spent += time.perf_counter() - start
            run.compare(step, whole=n % 50 == 0)
            if n % max(1, count // 10) == 0:
                told = f"{n} steps, {len(run.differences)} differences, {run.refused} refused"
                tell(f"{told}, {resident():.1f} MB, {spent / n * 1000:.3f} ms a step\n")
    return run


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=50_000)
    parser.add_argument("--units", type=int, default=6)
    parser.add_argument("--awake", type=int, default=4, help="states of durable at a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ruleset", type=Path, default=Path("rulesets/henan"))
    parser.add_argument("--profile", default="")
    parser.add_argument("--sheet", default="")
    given = parser.parse_args()
    model, faults = read_ruleset(given.ruleset)
    if model is None or faults:
        raise RulesetError(faults)
    if given.profile:
        model, faults = apply_profile(model, given.profile)
    program, more = compile_rules(model)
    sheets, wrong = read_sheets(model)
    if faults or more or wrong:
        raise RulesetError([*faults, *more, *wrong])
    sheet = sheets[given.sheet] if given.sheet else None
    chain().states.most = given.awake
    run = soak(model, program, sheet, given.steps, units=given.units, seed=given.seed, tell=_tell)
    for step, told in run.differences[:10]:
        _tell(f"{step}: {told}\n")
    return 1 if run.differences else 0


def _tell(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
