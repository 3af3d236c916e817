"""The mutants of a ruleset, or of some of its rules, judged in one process or in several."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import chain

from policy_rules.attributes import frozen
from policy_rules.errors import Fault, PolicyRulesError, RulesetError
from policy_rules.examples import rules_meant
from policy_rules.mutation.held_equivalent import held_equivalent
from policy_rules.mutation.judge import Judge, RuleJudged
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.ruleset.double_reading import double_readings
from policy_rules.ruleset.reading_standing import witnesses_that_stand

EVERY = 25
"""After how many rules garbage is collected, and it is told how far the work is."""
Progress = Callable[[str], None]


@frozen
class MutantsJudged:
    """The mutants of rules of a ruleset; `rules` in its order, those without mutants left out."""

    ruleset: str
    rules: tuple[RuleJudged, ...]

    @property
    def mutants(self) -> int:
        """How many mutants there are."""
        return sum(r.mutants for r in self.rules)

    @property
    def killed(self) -> int:
        """How many an example of their rule kills."""
        return sum(r.killed for r in self.rules)

    @property
    def equivalent(self) -> int:
        """How many are shown, or held, to be equivalent."""
        return sum(r.equivalent for r in self.rules)

    @property
    def held(self) -> int:
        """How many of the equivalent ones are so by what the ruleset says."""
        return sum(len(r.judged) for r in self.rules)

    @property
    def stillborn(self) -> int:
        """How many cannot be read."""
        return sum(r.stillborn for r in self.rules)

    @property
    def survivors(self) -> int:
        """How many are left."""
        return sum(len(r.survivors) for r in self.rules)

    @property
    def stale(self) -> int:
        """How many lines of the ruleset about mutants no longer fit."""
        return sum(len(r.stale) for r in self.rules)

    @property
    def rate(self) -> Fraction | None:
        """Of those that live and are not equivalent, the share that is killed; None where there are none."""
        asked = self.killed + self.survivors
        return Fraction(self.killed, asked) if asked else None


def judge_mutants(
    ruleset: Ruleset,
    only: Sequence[str] = (),
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    witness: bool = False,
) -> MutantsJudged:
    """Judge the mutants of the rules whose ids begin with one of `only`, or of all rules.

    With `jobs` above 1 so many processes load the ruleset and share the rules, and each tells of its own on
    the standard error; with 1 `progress` takes a line now and then. With `witness` facts are looked for that
    tell each survivor from its rule.

    Raises:
        RulesetError: no rule is meant by one of `only`; examples do not come out as told; faults in the
            readings or in `readings/mutants.yaml`.
    """
    ids = rules_meant(ruleset.model, only)
    if jobs > 1 and len(ids) > 1:
        shares = [ids[n::jobs] for n in range(min(jobs, len(ids)))]
        with ProcessPoolExecutor(len(shares)) as pool:
            asked = [pool.submit(_share, str(ruleset.model.root), share, witness) for share in shares]
            done = [one.result() for one in asked]
    else:
        done = [_judged(ruleset, ids, progress, witness)]
    faults = list(chain.from_iterable(wrong for _, wrong in done))
    if faults:
        raise RulesetError(faults)
    by_id = {one.rule: one for found, _ in done for one in found}
    found = (by_id[id_] for id_ in ids)
    return MutantsJudged(ruleset.model.name, tuple(one for one in found if one.mutants or one.stale))


def _share(root: str, ids: Sequence[str], witness: bool) -> tuple[list[RuleJudged], list[Fault]]:
    """The share of a process of its own, which loads the ruleset for itself."""
    return _judged(load_ruleset(root), ids, tell, witness)


def tell(line: str) -> None:
    """A line of progress on the standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress of a command


def _judged(
    ruleset: Ruleset, ids: Iterable[str], progress: Progress | None, witness: bool
) -> tuple[list[RuleJudged], list[Fault]]:
    held, found, faults = held_equivalent(ruleset.model), list[RuleJudged](), list[Fault]()
    judge = Judge(ruleset, witnesses_that_stand(ruleset.model, double_readings(ruleset.model)))
    ids = list(ids)
    for at, id_ in enumerate(ids, 1):
        try:
            found.append(judge.of(ruleset.rules[id_], held.get(id_, {}), witness=witness))
        except PolicyRulesError as error:
            faults += error.faults
        if at % EVERY and at < len(ids):
            continue
        gc.collect()  # a command runs without the collector, and what is made of a mutant is full of circles
        if progress is not None:
            mutants = sum(one.mutants for one in found)
            progress(f"{id_}: {at} of {len(ids)} rules, {mutants} mutants")
    return found, faults
