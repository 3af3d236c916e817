"""Assessing frames: a population as users have it in frames, its outcomes as a frame."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from attrs import field, frozen

from policy_rules.engines.columnar.columns import NumberColumns
from policy_rules.engines.columnar.engine import RULES_IN_A_PLAN, ColumnarEngine, only_finding
from policy_rules.engines.columnar.given import GivenDoor, GivenFacts, GivenList
from policy_rules.engines.columnar.intake import Faults, Laid, Name, as_polars, lay_down, split_name
from policy_rules.engines.columnar.integers import Int, Lack
from policy_rules.engines.columnar.plan import UNITS, Frame, Plan
from policy_rules.engines.columnar.translate import Translation
from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.ir.nodes import RuleProgram
from policy_rules.ir.program import Program
from policy_rules.vocabulary import Entity, Type

UNKNOWN = 5
"""The code of a finding that the facts do not settle."""


@frozen(eq=False)
class FrameAssessment:
    """The outcomes of a population.

    `outcomes` has the column `id` of the units, in their order, and one Int8 column a rule: 0 not
    applicable, 1 excepted, 2 satisfied, 3 pending, 4 violated, 5 unknown. `lo` and `hi` have the
    least and the greatest outcome that is possible instead (the same where it is settled). `lacks`
    tells of each rule that is not carried the reason; it has no column.
    """

    lo: pl.DataFrame = field(repr=False)
    hi: pl.DataFrame = field(repr=False)
    lacks: Mapping[str, str]

    @property
    def outcomes(self) -> pl.DataFrame:
        """The outcome of each rule for each unit, as a code."""
        rules = [c for c in self.lo.columns if c != "id"]
        codes = [
            pl.when(self.lo[r] == self.hi[r]).then(self.lo[r]).otherwise(pl.lit(UNKNOWN, dtype=pl.Int8)).alias(r)
            for r in rules
        ]
        return self.lo.select("id", *codes)


def assess_frame(
    program: Program,
    frames: Mapping[str, Any],
    *,
    as_of: datetime.date,
    year: int | None = None,
    engine: ColumnarEngine | None = None,
) -> FrameAssessment:
    """The outcomes of every rule carried, for every unit of the frames.

    `frames` holds the frame `units` and a frame for each list that is given, of Polars, pandas or
    PyArrow; the package's docstring tells what their columns are. `year`: only what concerns that
    year is looked at (as in `assess`). Exceptions and gradings of single records, and exceptions
    that replace a number, cannot be given in frames: there are none.

    Raises:
        FactsError: frames that cannot be used as they are; all faults of all frames are told.
    """
    facts, ids = read_frames(program, frames)
    engine = engine or ColumnarEngine()
    vocabulary = program.model.vocabulary
    of = as_of.year if year is None else year
    door = GivenDoor(facts, vocabulary, as_of.toordinal(), of, given=year is not None)
    lacks: dict[str, str] = {}
    low, high = [ids.alias("id")], [ids.alias("id")]
    for found in _outcomes(program, door, engine, lacks):
        low.append(found[0])
        high.append(found[1])
    in_order = [r.id for r in program.rules if r.id not in lacks]
    return FrameAssessment(
        pl.DataFrame(low).select("id", *in_order), pl.DataFrame(high).select("id", *in_order), lacks
    )


def _outcomes(
    program: Program, door: GivenDoor, engine: ColumnarEngine, lacks: dict[str, str]
) -> Iterator[tuple[pl.Series, pl.Series]]:
    carried = []
    for rule in program.rules:
        reason = engine.lacks(program, rule)
        if reason is None:
            carried.append(rule)
        else:
            lacks[rule.id] = reason
    for start in range(0, len(carried), RULES_IN_A_PLAN):
        yield from _in_one_plan(program, door, carried[start : start + RULES_IN_A_PLAN], lacks)


def _in_one_plan(
    program: Program, door: GivenDoor, rules: list[RuleProgram], lacks: dict[str, str]
) -> Iterator[tuple[pl.Series, pl.Series]]:
    plan = Plan()
    translation = Translation(program, door, plan)
    findings: dict[str, NumberColumns] = {}
    for rule in rules:
        try:
            findings[rule.id] = only_finding(translation, rule).finding
        except Lack as lack:
            lacks[rule.id] = lack.reason
    wanted = {p.name for f in findings.values() for p in (f.lo.num, f.hi.num) if p.name}
    needed = wanted | {u for s in plan.steps.values() for u in s.uses}
    frame = plan.run(door.frames(needed), {UNITS: wanted})[UNITS]
    for rule_id, found in findings.items():
        yield _codes(frame, found.lo.num, rule_id), _codes(frame, found.hi.num, rule_id)


def _codes(frame: Frame, a: Int, name: str) -> pl.Series:
    if a.name:
        found: pl.Series = frame[a.name].to_native()
        return found.cast(pl.Int8).alias(name)
    return pl.Series(name, [a.constant], dtype=pl.Int8).new_from_index(0, len(frame))


# -- reading frames --------------------------------------------------------------------------------


def read_frames(program: Program, frames: Mapping[str, Any]) -> tuple[GivenFacts, pl.Series]:
    """The frames checked and laid down, with the ids of the units."""
    return _Reading(program, frames).facts()


class _Reading:
    def __init__(self, program: Program, frames: Mapping[str, Any]) -> None:
        self._program, self._vocabulary = program, program.model.vocabulary
        self._found: list[Fault] = []
        self._frames: dict[str, pl.DataFrame] = {}
        self._lists = {e.name: e for e in self._vocabulary.entities.values() if not e.one and not e.of}
        for name, frame in frames.items():
            if name != UNITS and name not in self._lists:
                hint = near_miss(name, [UNITS, *self._lists]) or "lists: " + ", ".join(self._lists)
                self._found.append(Fault(f"no list `{name}` is declared", hint=hint))
            else:
                self._frames[name] = as_polars(frame)

    def facts(self) -> tuple[GivenFacts, pl.Series]:
        units = self._frames.get(UNITS)
        if units is None:
            raise FactsError([*self._found, Fault("no frame `units` is given", hint="give one row a unit")])
        faults = Faults(UNITS, self._found)
        ids = self._ids(units, faults)
        if ids is None:
            raise FactsError(self._found)
        faults = Faults(UNITS, self._found, ids)
        given = self._units(units, faults)
        flags = self._flags(units, faults)
        lists = {
            name: self._records(name, frame, ids, flags) for name, frame in self._frames.items() if name != UNITS
        }
        for name in self._lists:
            if name not in lists and any(_of_list(f, name) for f in flags):
                empty = pl.DataFrame(schema={"unit": ids.dtype, "id": pl.String})
                lists[name] = self._records(name, empty, ids, flags)
        if self._found:
            raise FactsError(self._found)
        kept = {name: found for name, found in lists.items() if found is not None}
        return GivenFacts(len(ids), given, flags, kept), ids

    def _ids(self, frame: pl.DataFrame, faults: Faults) -> pl.Series | None:
        if "id" not in frame.columns:
            faults.add("it has no column `id`", "name each unit in a column `id`")
            return None
        ids = frame["id"]
        if not (ids.dtype == pl.String or ids.dtype.is_integer()):
            faults.column("id", f"holds {ids.dtype}, where texts or whole numbers are needed")
            return None
        bad = faults.rows("id", ids.is_null(), lambda _: "a unit without an id")
        twice = ids.is_duplicated() & ids.is_not_null()
        return None if faults.rows("id", twice, lambda r: f"`{ids[r]}` stands twice") or bad else ids

    # -- units -------------------------------------------------------------------------------------

    def _type_of(self, fact: str) -> Type | None:
        sort, colon, name = fact.partition(":")
        if colon and sort == "reported" and name in self._vocabulary.measures:
            return self._vocabulary.measures[name].type
        if colon and sort == "graded" and name in self._program.model.rules:
            scale = self._program.model.rules[name].grading
            labels = self._vocabulary.scales.get(scale)
            return None if labels is None else Type("label", labels=labels, ordered=True, name=scale)
        attribute = self._vocabulary.attribute(fact)
        entity = self._vocabulary.entities.get(fact.partition(".")[0])
        one = entity is not None and entity.one and attribute is not None and attribute.derived is None
        return attribute.type if one and attribute is not None else None

    def _units(self, frame: pl.DataFrame, faults: Faults) -> dict[tuple[str, int | None], Laid]:
        groups: dict[tuple[str, int | None], dict[str, pl.Series]] = {}
        for title in frame.columns:
            name = split_name(title)
            if title == "id" or title.startswith(("complete:", "excepted:")):
                continue
            if self._type_of(name.fact) is None:
                faults.column(title, "no such fact is declared", self._hint(name))
                continue
            if (name.year is None) == name.fact.startswith(("reported:", "graded:")):
                faults.column(title, *_undated(name))
                continue
            groups.setdefault((name.fact, name.year), {})[name.end] = frame[title]
        for fact, year in groups:
            if year is not None and (fact, None) in groups:
                faults.column(f"{fact}@{year}", f"`{fact}` is given for all days, too", "give it by year only")
        return _laid(groups, lambda fact: self._type_of(fact), faults)

    def _hint(self, name: Name) -> str:
        known = [f"{e.name}.{a}" for e in self._vocabulary.entities.values() if e.one for a in e.attributes]
        known += [f"reported:{m}" for m in self._vocabulary.measures]
        known += [f"graded:{r.id}" for r in self._program.model.rules.values() if r.grading]
        known += ["id", *(f"complete:{name}" for name in self._lists)]
        return near_miss(name.fact, known) or "columns are named like `staffing.posts` or `reported:measure@2024`"

    def _flags(self, frame: pl.DataFrame, faults: Faults) -> dict[str, pl.Series]:
        """The columns that say yes or no of a list or of a rule."""
        found = {}
        for title in frame.columns:
            sort, _, of = title.partition(":")
            if sort not in ("complete", "excepted"):
                continue
            name, at, year = of.partition("@")
            known = self._lists if sort == "complete" else self._program.model.rules
            if name not in known or (at and not (sort == "complete" and year.isdecimal())):
                faults.column(title, f"no such {'list' if sort == 'complete' else 'rule'}", near_miss(name, known))
                continue
            cells = frame[title]
            if cells.dtype != pl.Boolean:
                faults.column(title, f"holds {cells.dtype}, where true or false is needed")
                continue
            if sort == "excepted" and not self._program.model.rules[name].force:
                faults.rows(title, cells, lambda _: "the words of this rule admit no exception")
            found[title] = cells.fill_null(value=False)
        return found

    # -- lists -------------------------------------------------------------------------------------

    def _records(
        self, name: str, frame: pl.DataFrame, ids: pl.Series, flags: Mapping[str, pl.Series]
    ) -> GivenList | None:
        faults = Faults(name, self._found, frame["id"] if "id" in frame.columns else None)
        entity = self._lists[name]
        for needed in ("unit", "id"):
            if needed not in frame.columns:
                faults.add(f"it has no column `{needed}`", "each record has the columns `unit` and `id`")
                return None
        units = self._rows_of(frame, ids, faults)
        groups: dict[tuple[str, int | None], dict[str, pl.Series]] = {}
        for title in frame.columns:
            column_name = split_name(title)
            attribute = entity.attributes.get(column_name.fact)
            if title in ("unit", "id"):
                continue
            if attribute is None or attribute.derived is not None or column_name.year is not None:
                hint = near_miss(column_name.fact, entity.attributes) or _attributes(entity)
                faults.column(title, f"the records of `{name}` have no such attribute to give", hint)
                continue
            groups.setdefault((column_name.fact, None), {})[column_name.end] = frame[title]
        laid = _laid(groups, lambda fact: entity.attributes[fact].type, faults)
        whole = flags.get(f"complete:{name}")
        none = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(ids))
        years = {int(f.partition("@")[2]): s for f, s in flags.items() if _of_list(f, name) and "@" in f}
        if units is None:
            return None
        return GivenList(units, {f: v for (f, _), v in laid.items()}, none if whole is None else whole, years)

    def _rows_of(self, frame: pl.DataFrame, ids: pl.Series, faults: Faults) -> pl.Series | None:
        """For each record the row of its unit."""
        given, own = frame["unit"], frame["id"]
        if len(frame) == 0:
            return pl.Series([], dtype=pl.Int64)
        if given.dtype != ids.dtype and not (given.dtype.is_integer() and ids.dtype.is_integer()):
            faults.column("unit", f"holds {given.dtype}, and the ids of units are {ids.dtype}")
            return None
        known = pl.DataFrame({"unit": ids.cast(given.dtype), "row": range(len(ids))}, schema_overrides={"row": pl.Int64})
        rows = pl.DataFrame({"unit": given}).join(known, on="unit", how="left", maintain_order="left")["row"]
        strange = faults.rows("unit", rows.is_null(), lambda r: f"no unit `{given[r]}` is given")
        twice = pl.DataFrame({"u": given, "i": own}).is_duplicated()
        nameless = faults.rows("id", own.is_null(), lambda _: "a record without an id")
        doubled = faults.rows("id", twice, lambda r: f"unit `{given[r]}` has the record `{own[r]}` twice")
        return None if strange or doubled or nameless else rows


def _of_list(flag: str, name: str) -> bool:
    return flag.partition("@")[0] == f"complete:{name}"


def _attributes(entity: Entity) -> str:
    return "attributes: " + ", ".join(a.name for a in entity.attributes.values() if a.derived is None)


def _undated(name: Name) -> tuple[str, str]:
    return "a published figure or a grading is of a year", f"name it `{name.fact}@2024`"


def _laid(groups, type_of, faults: Faults) -> dict[tuple[str, int | None], Laid]:  # type: ignore[no-untyped-def]
    found = {}
    for (fact, year), cells in groups.items():
        title = fact if year is None else f"{fact}@{year}"
        laid = lay_down(title, type_of(fact), cells, faults)
        if laid is not None:
            found[fact, year] = laid
    return found
