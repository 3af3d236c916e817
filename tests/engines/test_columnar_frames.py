"""Frames as users have them: they say what facts say, and bad ones are told of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec

import pytest

from engines.columnar_cases import ruleset
from policy_rules.domain import (
    NULL_LABEL,
    TRUE,
    N,
    Num,
    T,
    Value,
    label,
    point,
    truth,
)
from policy_rules.errors import FactsError
from policy_rules.facts.model import Completeness, Entry, ExceptionRecord, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.ir.program import Program
from policy_rules.ir.trace import Tracer

pl = pytest.importorskip("polars")

from policy_rules.engines.columnar import assess_frame  # noqa: E402


@pytest.fixture(scope="module")
def program() -> Program:
    return ruleset()


def day(*of: int) -> int:
    return dt.date(*of).toordinal()


# -- frames ----------------------------------------------------------------------------------------


def small() -> dict[str, object]:
    units = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "unit.power": [True, True, None],
            "office.total": [100, 100, 0],
            "office.front": [80, None, 0],
            "office.front.lo": [None, 79, None],
            "office.rate": pl.Series([Decimal("0.80"), None, Decimal("-2.50")], dtype=pl.Decimal(10, 2)),
            "office.grade": ["good", None, None],
            "office.grade.none": [None, True, None],
            "office.founded@2024": [dt.date(2024, 1, 1), None, None],
            "office.founded@2025": [dt.date(2025, 1, 1), dt.date(2025, 6, 30), None],
            "office.open": [dt.date(2025, 1, 1), dt.date(2025, 12, 31), None],
            "reported:seen@2025": [2, None, 3],
            "graded:graded@2025": ["good", "poor", None],
            "excepted:soft": [False, True, None],
            "complete:talks@2025": [True, False, None],
            "complete:staff": [True, True, None],
        }
    )
    talks = pl.DataFrame(
        {
            "unit": ["a", "a", "b", "b"],
            "id": ["1", "2", "1", "2"],
            "held": [dt.date(2025, 3, 1), dt.date(2025, 4, 1), None, dt.date(2025, 9, 1)],
            "law": [True, None, True, True],
            "hours": pl.Series(
                [Decimal("2.5"), Decimal("0.0"), None, Decimal("1.0")], dtype=pl.Decimal(5, 1)
            ),
        }
    )
    return {"units": units, "talks": talks}


def as_facts() -> list[UnitFacts]:
    """The same facts as `small` has them."""

    def entries(*found: object) -> tuple[Entry, ...]:
        return tuple(Entry(v) if isinstance(v, Value) else v for v in found if v is not None)  # type: ignore[misc,arg-type]

    def talk(id: str, held: dt.date | None, law: bool | None, hours: Fraction | None) -> RecordFacts:
        values: dict[str, Value] = {} if held is None else {"held": point(held.toordinal())}
        values |= {} if law is None else {"law": truth(law)}
        values |= {} if hours is None else {"hours": point(hours)}
        return RecordFacts(id, {k: Entry(v) for k, v in values.items()})

    from policy_rules.facts.model import GradingRecord, ReportedFigure

    a = UnitFacts(
        "a",
        "",
        values={
            "unit.power": entries(TRUE),
            "office.total": entries(point(100)),
            "office.front": entries(point(80)),
            "office.rate": entries(point(Fraction(4, 5))),
            "office.grade": entries(label("good")),
            "office.founded": (
                Entry(point(day(2024, 1, 1)), year=2024),
                Entry(point(day(2025, 1, 1)), year=2025),
            ),
            "office.open": entries(point(day(2025, 1, 1))),
        },
        lists={
            "talks": (
                talk("1", dt.date(2025, 3, 1), True, Fraction(5, 2)),
                talk("2", dt.date(2025, 4, 1), None, Fraction(0)),
            )
        },
        complete=(Completeness("talks", years=(2025,)), Completeness("staff")),
        reported=(ReportedFigure("seen", 2025, point(2)),),
        gradings=(GradingRecord("graded", 2025, label("good")),),
    )
    b = UnitFacts(
        "b",
        "",
        values={
            "unit.power": entries(TRUE),
            "office.total": entries(point(100)),
            "office.front": entries(Num(79, 100)),
            "office.grade": entries(NULL_LABEL),
            "office.founded": (Entry(point(day(2025, 6, 30)), year=2025),),
            "office.open": entries(point(day(2025, 12, 31))),
        },
        lists={"talks": (talk("1", None, True, None), talk("2", dt.date(2025, 9, 1), True, Fraction(1)))},
        complete=(Completeness("staff"),),
        gradings=(GradingRecord("graded", 2025, label("poor")),),
        exceptions=(ExceptionRecord("soft", "", "", 1),),
    )
    c = UnitFacts(
        "c",
        "",
        values={
            "office.total": entries(point(0)),
            "office.front": entries(point(0)),
            "office.rate": entries(point(Fraction(-5, 2))),
        },
        reported=(ReportedFigure("seen", 2025, point(3)),),
    )
    return [a, b, c]


@pytest.mark.parametrize("as_of", [dt.date(2025, 7, 1), dt.date(2025, 3, 15), dt.date(2026, 2, 1)])
def test_frames_say_what_facts_say(program: Program, as_of: dt.date) -> None:
    found = assess_frame(program, small(), as_of=as_of)
    lows, highs = found.lo.to_dicts(), found.hi.to_dicts()
    codes = found.outcomes.to_dicts()
    assert found.lo["id"].to_list() == ["a", "b", "c"]
    assert found.lacks == {}
    for at, unit in enumerate(as_facts()):
        view = UnitView(
            Facts({unit.id: unit}), unit, program.model.vocabulary, as_of.toordinal(), as_of.year, False
        )
        for rule, result in Tracer(program, view).results().items():
            assert (lows[at][rule], highs[at][rule]) == result.finding, (unit.id, rule)
            lo, hi = result.finding
            assert codes[at][rule] == (lo if lo == hi else 5)


def test_outcomes_are_small_whole_numbers(program: Program) -> None:
    found = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    assert set(found.outcomes.dtypes[1:]) == {pl.Int8}


def test_lazy_frames_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    lazy = {name: frame.lazy() for name, frame in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, lazy, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


@pytest.mark.skipif(not find_spec("pyarrow"), reason="pyarrow is not installed")
def test_arrow_tables_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    tables = {name: frame.to_arrow() for name, frame in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, tables, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


@pytest.mark.skipif(not (find_spec("pandas") and find_spec("pyarrow")), reason="pandas is not installed")
def test_pandas_frames_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    tables = {n: f.to_pandas(use_pyarrow_extension_array=True) for n, f in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, tables, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


BAD: dict[str, tuple[str, dict[str, list[object]], str]] = {
    "unknown column": ("units", {"office.totl": [1, 2, 3]}, "`office.totl`.*no such fact|did you mean `office.total`"),
    "unknown measure": ("units", {"reported:sen@2025": [1, 2, 3]}, "did you mean `reported:seen`"),
    "a figure without a year": ("units", {"reported:seen": [1, 2, 3]}, "is of a year"),
    "a float": ("units", {"office.rate": [0.8, 1.0, 2.0]}, "`office.rate`: holds Float64.*exact"),
    "not a number": ("units", {"office.rate": [float("nan"), 1.0, 2.0]}, "holds Float64"),
    "a text for a number": ("units", {"office.total": ["1", "2", "3"]}, "holds String"),
    "above the range": ("units", {"office.total": [1, 101, 3]}, r"row 1 \(`b`\): 101 lies above 100"),
    "below the range": ("units", {"office.total": [-1, -2, 3]}, r"row 0 \(`a`\), and 1 more: -1 lies below 0"),
    "too many places": ("units", {"office.rate": [Decimal("0.001"), None, None]}, "more than 2 decimal places"),
    "a strange label": ("units", {"office.grade": ["god", None, None]}, "`god` is none of its labels"),
    "a date for a truth": ("units", {"unit.power": [dt.date(2025, 1, 1)] * 3}, "holds Date"),
    "a number for a date": ("units", {"office.open": [1, 2, 3]}, "where dates are needed"),
    "given twice over": ("units", {"office.front.lo": [1, None, None]}, "is given twice over"),
    "ends crossed": ("units", {"office.free.lo": [5, 1, 1], "office.free.hi": [4, 1, 1]}, "above the upper one"),
    "never none": ("units", {"office.front.none": [True, None, None]}, "never none"),
    "all days and a year": ("units", {"office.total@2024": [1, 2, 3]}, "for all days, too"),
    "ids twice": ("units", {"id": ["a", "a", "b"]}, "`a` stands twice"),
    "no ids": ("units", {"id": [None, "a", "b"]}, "a unit without an id"),
    "a strange list": ("units", {"complete:talk": [True] * 3}, "no such list\n  hint: did you mean `talks`"),
    "no exception": ("units", {"excepted:q0": [True] * 3}, "admit no exception"),
    "no truth": ("units", {"complete:talks": [1, 2, 3]}, "holds Int64"),
    "an unknown unit": ("talks", {"unit": ["a", "a", "b", "x"]}, "row 3.*no unit `x`"),
    "records twice": ("talks", {"id": ["1", "1", "1", "2"]}, "unit `a` has the record `1` twice"),
    "a strange attribute": ("talks", {"hour": [1] * 4}, "did you mean `hours`"),
    "a whole number too large": ("units", {"office.free": [10**38, 1, 2]}, "beyond 128 bits|lies above"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_frames_are_told_with_frame_column_and_row(program: Program, what: str) -> None:
    name, columns, words = BAD[what]
    frames = small()
    changed = {
        c: pl.Series(v, dtype=pl.Int128) if what.endswith("too large") else v for c, v in columns.items()
    }
    frames[name] = frames[name].with_columns(**{c: pl.Series(v) for c, v in changed.items()})  # type: ignore[attr-defined]
    if what.endswith("too large"):
        frames["units"] = frames["units"].with_columns(  # type: ignore[attr-defined]
            pl.Series("office.free.lo", [Decimal("0.1"), None, None]),
            pl.Series("office.free", [None, 10**38, None], dtype=pl.Int128),
        )
    with pytest.raises(FactsError, match="(?s)" + words) as raised:
        assess_frame(program, frames, as_of=dt.date(2025, 7, 1))
    assert f"frame `{name}`" in str(raised.value)


def test_all_faults_are_told_at_once(program: Program) -> None:
    frames = {**small(), "talkz": small()["talks"]}
    frames["units"] = frames["units"].with_columns(pl.lit(1).alias("x"), pl.lit(2).alias("y"))  # type: ignore[attr-defined]
    with pytest.raises(FactsError) as raised:
        assess_frame(program, frames, as_of=dt.date(2025, 7, 1))
    assert len(raised.value.faults) == 3
    assert "did you mean `talks`" in str(raised.value)


def test_frames_need_units(program: Program) -> None:
    with pytest.raises(FactsError, match="no frame `units`"):
        assess_frame(program, {}, as_of=dt.date(2025, 7, 1))
    with pytest.raises(FactsError, match="no column `id`"):
        assess_frame(program, {"units": pl.DataFrame({"unit.power": [True]})}, as_of=dt.date(2025, 7, 1))


def test_nulls_between_truths_are_counted(program: Program) -> None:
    """A frame library skips null cells in `all`; a missing truth must leave the outcome open."""
    assert (N, T) == (1, 2)
    frames = small()
    found = assess_frame(program, frames, as_of=dt.date(2025, 7, 1)).outcomes
    assert found["q18"].to_list()[2] == 5
