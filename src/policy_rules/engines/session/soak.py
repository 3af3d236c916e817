"""Many random steps of a session held against the reference: differences, refusals, memory, time.

python -m policy_rules.engines.session.soak --steps 50000
"""

from __future__ import annotations

import argparse
import datetime
import gc
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from attrs import define, field

from policy_rules.domain import Num
from policy_rules.engines.protocol import ReferenceEngine
from policy_rules.engines.session.chain import chain
from policy_rules.engines.session.findings import Outcomes
from policy_rules.engines.session.random_steps import RandomSteps, Step
from policy_rules.engines.session.session import Session
from policy_rules.engines.session.states import states_of
from policy_rules.errors import FactsError, RulesetError
from policy_rules.facts.model import Facts
from policy_rules.facts.view import UnitView
from policy_rules.ir.program import Program, compile_rules
from policy_rules.ir.trace import RuleResult, Tracer
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel

DAY, YEAR = datetime.date(2025, 11, 30), 2025


@define
class Soak:
    """A session under random steps."""

    model: RulesetModel
    program: Program
    session: Session
    random: RandomSteps
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
        found: dict[str, RuleResult] | dict[str, Outcomes]
        expected: dict[str, RuleResult] | dict[str, Outcomes]
        if whole:
            found, expected = self.session.results(unit), dict(ReferenceEngine().run(self.program, [view])[0])
        else:
            found, expected = self.session.outcomes(unit), findings(self.program, view)
        self.differences += [(step, rule) for rule in expected if expected[rule] != found[rule]]

    def view(self, unit: str) -> UnitView:
        """The unit as of the day, apart from the session."""
        facts = Facts({name: self.session.facts(name) for name in (unit,)})
        return UnitView(facts, facts.units[unit], self.model.vocabulary, DAY.toordinal(), YEAR, True)


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
    model: RulesetModel, program: Program, count: int, *, units: int, seed: int, tell: Callable[[str], object]
) -> Soak:
    """Take the steps, telling ten times how it goes."""
    random = Random(seed)  # noqa: S311 - not for secrets
    with Session(model, program, as_of=DAY, year=YEAR) as session:
        run = Soak(model, program, session, RandomSteps(model, random, units, session.holds))
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
    given = parser.parse_args()
    model, faults = read_ruleset(given.ruleset)
    if model is None or faults:
        raise RulesetError(faults)
    program, faults = compile_rules(model)
    if faults:
        raise RulesetError(faults)
    states_of(chain().book).most = given.awake
    run = soak(model, program, given.steps, units=given.units, seed=given.seed, tell=_tell)
    for step, told in run.differences[:10]:
        _tell(f"{step}: {told}\n")
    return 1 if run.differences else 0


def _tell(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
