"""Reads frames: which column says what, of which unit or record; all faults are told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from policy_rules.engines.columnar.frame_cells import ColumnName, Faults, as_polars, lay_down, split_name
from policy_rules.engines.columnar.frame_facts import FrameFacts, FrameList
from policy_rules.engines.columnar.integer_cells import IntegerCells
from policy_rules.engines.columnar.plan import UNITS
from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.lowering.program import Program
from policy_rules.vocabulary import Entity, Type

CONSTRUCTED = "constructed"
"""The column that says which units are invented."""
Given = dict[tuple[str, int | None], IntegerCells]
Cells = dict[tuple[str, int | None], dict[str, pl.Series]]
"""By fact and year, the column of the value ("") and of its ends."""


def read_frames(program: Program, frames: Mapping[str, Any]) -> tuple[FrameFacts, pl.Series]:
    """The frames checked and laid down, with the ids of the units."""
    return FrameReader(program, frames).facts()


class FrameReader:
    """Reads the frames of one population against the vocabulary of a program."""

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

    def facts(self) -> tuple[FrameFacts, pl.Series]:
        """What the frames say, and the ids of the units; raises FactsError."""
        units = self._frames.get(UNITS)
        if units is None:
            raise FactsError([*self._found, Fault("no frame `units` is given", hint="give one row a unit")])
        faults = Faults(UNITS, self._found)
        ids = self._ids(units, faults)
        if ids is None:
            raise FactsError(self._found)
        faults = Faults(UNITS, self._found, ids)
        given, invented = self._units(units, faults), self._invented(units, ids, faults)
        flags = self._flags(units, faults)
        lists = {
            name: self._records(name, frame, ids, flags)
            for name, frame in self._frames.items()
            if name != UNITS
        }
        for name in self._lists:
            if name not in lists and any(_of_list(f, name) for f in flags):
                empty = pl.DataFrame(schema={"unit": ids.dtype, "id": pl.String})
                lists[name] = self._records(name, empty, ids, flags)
        if self._found:
            raise FactsError(self._found)
        kept = {name: found for name, found in lists.items() if found is not None}
        named = frozenset(split_name(title).fact for title in units.columns)
        return FrameFacts(len(ids), given, flags, kept, invented, named), ids

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

    def _units(self, frame: pl.DataFrame, faults: Faults) -> Given:
        groups: Cells = {}
        for title in frame.columns:
            name = split_name(title)
            if title in ("id", CONSTRUCTED) or title.startswith(("complete:", "excepted:")):
                continue
            if self._type_of(name.fact) is None:
                faults.column(title, "no such fact is declared", self._hint(name))
                continue
            if name.year is None and name.fact.startswith(("reported:", "graded:")):
                faults.column(title, *_undated(name))
                continue
            groups.setdefault((name.fact, name.year), {})[name.end] = frame[title]
        for fact, year in groups:
            if year is not None and (fact, None) in groups:
                faults.column(
                    f"{fact}@{year}", f"`{fact}` is given for all days, too", "give it by year only"
                )
        return _laid(groups, self._type_of, faults)

    def _hint(self, name: ColumnName) -> str:
        known = [f"{e.name}.{a}" for e in self._vocabulary.entities.values() if e.one for a in e.attributes]
        known += [f"reported:{m}" for m in self._vocabulary.measures]
        known += [f"graded:{r.id}" for r in self._program.model.rules.values() if r.grading]
        known += ["id", CONSTRUCTED, *(f"complete:{name}" for name in self._lists)]
        return (
            near_miss(name.fact, known)
            or "columns are named like `staffing.posts` or `reported:measure@2024`"
        )

    def _invented(self, frame: pl.DataFrame, ids: pl.Series, faults: Faults) -> tuple[Any, ...]:
        """The units that a column says are invented."""
        if CONSTRUCTED not in frame.columns:
            return ()
        cells = frame[CONSTRUCTED]
        if cells.dtype != pl.Boolean:
            faults.column(CONSTRUCTED, f"holds {cells.dtype}, where true or false is needed")
            return ()
        return tuple(ids.filter(cells.fill_null(value=False)))

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
                faults.column(
                    title, f"no such {'list' if sort == 'complete' else 'rule'}", near_miss(name, known)
                )
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
    ) -> FrameList | None:
        faults = Faults(name, self._found, frame["id"] if "id" in frame.columns else None)
        entity = self._lists[name]
        for needed in ("unit", "id"):
            if needed not in frame.columns:
                faults.add(f"it has no column `{needed}`", "each record has the columns `unit` and `id`")
                return None
        units = self._rows_of(frame, ids, faults)
        groups: Cells = {}
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
        return FrameList(units, {f: v for (f, _), v in laid.items()}, none if whole is None else whole, years)

    def _rows_of(self, frame: pl.DataFrame, ids: pl.Series, faults: Faults) -> pl.Series | None:
        """For each record the row of its unit."""
        given, own = frame["unit"], frame["id"]
        if len(frame) == 0:
            return pl.Series([], dtype=pl.Int64)
        if given.dtype != ids.dtype and not (given.dtype.is_integer() and ids.dtype.is_integer()):
            faults.column("unit", f"holds {given.dtype}, and the ids of units are {ids.dtype}")
            return None
        known = pl.DataFrame(
            {"unit": ids.cast(given.dtype), "row": range(len(ids))}, schema_overrides={"row": pl.Int64}
        )
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


def _undated(name: ColumnName) -> tuple[str, str]:
    return "a published figure or a grading is of a year", f"name it `{name.fact}@2024`"


def _laid(groups: Cells, type_of: Callable[[str], Type | None], faults: Faults) -> Given:
    found: Given = {}
    for (fact, year), cells in groups.items():
        title = fact if year is None else f"{fact}@{year}"
        type = type_of(fact)
        assert type is not None
        laid = lay_down(title, type, cells, faults)
        if laid is not None:
            found[fact, year] = laid
    return found
