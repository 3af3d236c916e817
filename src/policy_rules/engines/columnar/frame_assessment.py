"""Assessing frames: a population as users have it in frames, its outcomes as a frame."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl
from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core.nodes import RuleProgram
from policy_rules.engines.columnar.columns import NumberColumns
from policy_rules.engines.columnar.engine import RULES_IN_A_PLAN, only_finding
from policy_rules.engines.columnar.frame_facts import FrameFactColumns
from policy_rules.engines.columnar.frame_reader import read_frames
from policy_rules.engines.columnar.integers import Int, Lack
from policy_rules.engines.columnar.plan import UNITS, Frame, Plan
from policy_rules.engines.columnar.translation import Translation
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import unknown

UNKNOWN = 5
"""The code of a finding that the facts do not settle."""


@frozen(eq=False)
class FrameAssessment:
    """The outcomes of a population.

    `outcomes` has the column `id` of the units, in their order, and one Int8 column a rule: 0 not
    applicable, 1 excepted, 2 satisfied, 3 pending, 4 violated, 5 unknown. `lo` and `hi` have the
    least and the greatest outcome that is possible instead (the same where it is settled). `lacks`
    tells of each rule asked for that is not carried the reason; it has no column. `illustrative` tells that
    illustrative parameters were used, `constructed` has the ids of the units that are invented: whoever
    shows the outcomes says so beside them.
    """

    lo: pl.DataFrame = field(repr=False)
    hi: pl.DataFrame = field(repr=False)
    lacks: Mapping[str, str]
    illustrative: bool = False
    constructed: tuple[Any, ...] = ()

    @property
    def outcomes(self) -> pl.DataFrame:
        """The outcome of each rule for each unit, as a code."""
        rules = [c for c in self.lo.columns if c != "id"]
        codes = [
            pl.when(self.lo[r] == self.hi[r])
            .then(self.lo[r])
            .otherwise(pl.lit(UNKNOWN, dtype=pl.Int8))
            .alias(r)
            for r in rules
        ]
        return self.lo.select("id", *codes)


def assess_frame(
    program: Program,
    frames: Mapping[str, Any],
    *,
    as_of: datetime.date,
    year: int | None = None,
    rules: Collection[str] | None = None,
    illustrative: bool = False,
) -> FrameAssessment:
    """The outcomes of every rule carried, for every unit of the frames.

    `frames` holds the frame `units` and a frame for each list that is given, of Polars, pandas or
    PyArrow; the package's docstring tells what their columns are. `year`: only what concerns that
    year is looked at (as in `assess`). `rules`: the ids of those that are asked for, by default all.
    Exceptions and gradings of single records, and exceptions that replace a number, cannot be given in
    frames: there are none. What no frame tells is the same for all units, and the reference answers it
    once, also where columns could not. `illustrative`: the program's parameters are those of a profile.

    Raises:
        FactsError: frames that cannot be used as they are; all faults of all frames are told.
    """
    facts, ids = read_frames(program, frames)
    vocabulary = program.model.vocabulary
    of = vocabulary.year.year(as_of.toordinal()) if year is None else year
    fact_columns = FrameFactColumns(facts, vocabulary, as_of.toordinal(), of, given=year is not None)
    lacks: dict[str, str] = {}
    low, high = [ids.alias("id")], [ids.alias("id")]
    asked = [rule for rule in program.rules if rules is None or rule.id in rules]
    for found in _outcomes(program, fact_columns, asked, lacks):
        low.append(found[0])
        high.append(found[1])
    lo, hi = pl.DataFrame(low), pl.DataFrame(high)
    return FrameAssessment(lo, hi, lacks, illustrative, facts.constructed)


def _outcomes(
    program: Program, fact_columns: FrameFactColumns, asked: list[RuleProgram], lacks: dict[str, str]
) -> Iterator[tuple[pl.Series, pl.Series]]:
    lacks |= {rule.id: why for rule in asked if (why := unknown(program, rule)) is not None}
    known = [rule for rule in asked if rule.id not in lacks]
    for start in range(0, len(known), RULES_IN_A_PLAN):
        yield from _in_one_plan(program, fact_columns, known[start : start + RULES_IN_A_PLAN], lacks)


def _in_one_plan(
    program: Program, fact_columns: FrameFactColumns, rules: list[RuleProgram], lacks: dict[str, str]
) -> Iterator[tuple[pl.Series, pl.Series]]:
    plan = Plan()
    translation = Translation(program, fact_columns, plan)
    findings: dict[str, NumberColumns] = {}
    for rule in rules:
        try:
            findings[rule.id] = only_finding(translation, rule).finding
        except Lack as lack:
            lacks[rule.id] = lack.reason
    wanted = {p.name for f in findings.values() for p in (f.lo.num, f.hi.num) if p.name}
    needed = wanted | {u for s in plan.steps.values() for u in s.uses}
    frame = plan.run(fact_columns.frames(needed), {UNITS: wanted})[UNITS]
    for rule_id, found in findings.items():
        yield _codes(frame, found.lo.num, rule_id), _codes(frame, found.hi.num, rule_id)


def _codes(frame: Frame, a: Int, name: str) -> pl.Series:
    if a.name:
        return frame[a.name].cast(pl.Int8).alias(name)
    return pl.Series(name, [a.constant], dtype=pl.Int8).new_from_index(0, len(frame))
