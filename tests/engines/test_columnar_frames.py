"""Frames as users have them: they say what facts say, and bad ones are told of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from engines.columnar_cases import hand_made, ruleset
from engines.core_facts import DAY, ENTITIES, MEASURES, FactsDrawn
from engines.test_columnar import LACKED
from messages.test_told_whole import GLUE, OWN
from policy_rules.errors import FactsError
from policy_rules.facts.bound import Completeness, Entry, ExceptionRecord, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import (
    INF,
    NULL_LABEL,
    TRUE,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
    label,
    point,
    truth,
)
from policy_rules.vocabulary import BOOLEAN, Type, Vocabulary

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

    from policy_rules.facts.bound import GradingRecord, ReportedFigure

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


def test_arrow_tables_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    tables = {name: frame.to_arrow() for name, frame in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, tables, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


def test_pandas_frames_are_frames(program: Program) -> None:
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    tables = {n: f.to_pandas(use_pyarrow_extension_array=True) for n, f in small().items()}  # type: ignore[attr-defined]
    assert assess_frame(program, tables, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


def test_midnights_are_days(program: Program) -> None:
    """As pandas holds days by itself; its missing ones are missing."""
    eager = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    days = small()
    for name, frame in days.items():
        dates = [c for c, kind in frame.schema.items() if kind == pl.Date]  # type: ignore[attr-defined]
        days[name] = frame.with_columns(pl.col(c).cast(pl.Datetime("ns")) for c in dates)  # type: ignore[attr-defined]
    assert any(kind == pl.Datetime for frame in days.values() for kind in frame.dtypes)  # type: ignore[attr-defined]
    assert assess_frame(program, days, as_of=dt.date(2025, 7, 1)).lo.equals(eager.lo)


NINE = dt.datetime.fromisoformat("2025-01-01T09:00")
BAD: dict[str, tuple[str, dict[str, list[object]], str]] = {
    "unknown column": ("units", {"office.totl": [1, 2, 3]}, "did you mean `office.total`"),
    "unknown measure": ("units", {"reported:sen@2025": [1, 2, 3]}, "did you mean `reported:seen`"),
    "a figure without a year": ("units", {"reported:seen": [1, 2, 3]}, "is of a year"),
    "a float": ("units", {"office.rate": [0.8, 1.0, 2.0]}, "`office.rate`: holds Float64.*exact"),
    "not a number": ("units", {"office.rate": [float("nan"), 1.0, 2.0]}, "holds Float64"),
    "a text for a number": ("units", {"office.total": ["1", "2", "3"]}, "holds String"),
    "above the range": ("units", {"office.total": [1, 101, 3]}, r"row 1 \(`b`\): 101 lies above 100"),
    "below the range": ("units", {"office.total": [-1, -2, 3]}, r"row 0 \(`a`\), and 1 more: -1 lies"),
    "too many places": ("units", {"office.rate": [Decimal("0.001"), None, None]}, "more than 2 decimal"),
    "a strange label": ("units", {"office.grade": ["god", None, None]}, "`god` is none of its labels"),
    "a date for a truth": ("units", {"unit.power": [dt.date(2025, 1, 1)] * 3}, "holds Date"),
    "a number for a date": ("units", {"office.open": [1, 2, 3]}, "where dates are needed"),
    "a time of day": ("units", {"office.open": [NINE, None, None]}, "where a day is needed"),
    "given twice over": ("units", {"office.front.lo": [1, None, None]}, "is given twice over"),
    "ends crossed": ("units", {"office.free.lo": [5, 1, 1], "office.free.hi": [4, 1, 1]}, "above the upper"),
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
    for fault in raised.value.faults:
        told = fault.in_language("zh")
        for text in (told.what, told.hint):
            assert not GLUE.findall(OWN.sub("", text)), text


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


# -- facts at random, as frames and as facts -------------------------------------------------------

PLAIN = ("unit", "office")


def told(value: Value) -> dict[str, object] | None:
    """The cells that say the value in a frame, by end; None where no frame can say it."""
    match value:
        case Truth() if value.settled and value.lo != N:
            return {"": value.lo == T}
        case Labels(members=names, null=0) if names is not None and len(names) == 1:
            return {"": next(iter(names))}
        case Labels(null=2) | Num(null=2):
            return {".none": True}
        case Num(null=0):
            ends = {".lo": value.lo, ".hi": value.hi}
            found = {"": value.lo} if value.settled else {e: v for e, v in ends.items() if -INF < v < INF}
            sayable = all(-(10**12) < v < 10**12 and v * 100 == int(v * 100) for v in found.values())
            return dict[str, object](found) if sayable else None
    return None


def cell(type: Type, value: object) -> object:
    if isinstance(value, bool | str):
        return value
    assert isinstance(value, int | Fraction)
    return dt.date.fromordinal(int(value)) if type.kind == "date" else Decimal(int(value * 100)) / 100


def kept(entries: dict[str, tuple[Entry, ...]], dated: bool) -> dict[str, tuple[Entry, ...]]:
    """What frames can say of facts, by year or for all days."""
    found = {
        name: tuple(
            {
                e.year: e for e in es if e.start is None and (e.year is not None) == dated and told(e.value)
            }.values()
        )
        for name, es in entries.items()
    }
    return {name: es for name, es in found.items() if es}


def columns_of(
    rows: list[dict[str, object]], types: dict[str, Type], keys: dict[str, list[object]]
) -> object:
    names = dict.fromkeys(name for row in rows for name in row)
    made = dict(keys)
    for name in names:
        kind = types.get(name.partition("@")[0].removesuffix(".lo").removesuffix(".hi"), BOOLEAN).kind
        dtype = {"number": pl.Decimal(30, 2), "date": pl.Date, "label": pl.String, "boolean": pl.Boolean}
        made[name] = pl.Series([row.get(name) for row in rows], dtype=dtype[kind], strict=False)
    return pl.DataFrame(made)


def as_frames(units: list[UnitFacts]) -> dict[str, object]:
    paths = {f"{e}.{n}": a.type for e in PLAIN for n, a in ENTITIES[e].attributes.items()}
    rows: list[dict[str, object]] = []
    for unit in units:
        row: dict[str, object] = {}
        for path, entries in unit.values.items():
            for e in entries:
                of = "" if e.year is None else f"@{e.year}"
                row |= {f"{path}{end}{of}": cell(paths[path], v) for end, v in (told(e.value) or {}).items()}
        for c in unit.complete:
            row |= {f"complete:{c.list}@{y}": True for y in c.years} or {f"complete:{c.list}": True}
        rows.append(row)
    frames = {"units": columns_of(rows, paths, {"id": [u.id for u in units]})}
    for name in ("talks", "posts", "staff"):
        types = {n: a.type for n, a in ENTITIES[name].attributes.items()}
        records = [(u, r) for u in units for r in u.lists.get(name, ())]
        cells = [
            {
                f"{n}{end}": cell(types[n], v)
                for n, e in r.values.items()
                for end, v in (told(e.value) or {}).items()
            }
            for _, r in records
        ]
        keys = {"unit": pl.Series([u.id for u, _ in records], dtype=pl.String)}
        frames[name] = columns_of(
            cells, types, keys | {"id": pl.Series([r.id for _, r in records], dtype=pl.String)}
        )
    return frames


def sayable(unit: UnitFacts, by_year: set[str]) -> UnitFacts:
    """The unit with the facts that frames can say."""
    values = {
        **kept(
            {p: e for p, e in unit.values.items() if p not in by_year and p != "office.note"}, dated=False
        ),
        **kept({p: e for p, e in unit.values.items() if p in by_year and p != "office.note"}, dated=True),
    }
    lists = {
        name: tuple(RecordFacts(r.id, {k: e for k, e in r.values.items() if told(e.value)}) for r in records)
        for name, records in unit.lists.items()
    }
    complete = tuple(
        Completeness(c.list, years=c.years) for c in unit.complete if c.list in ("talks", "posts", "staff")
    )
    return UnitFacts(unit.id, "", values=values, lists=lists, complete=complete)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.heavy) for n in (2, 3))])
def test_random_frames_say_what_facts_say(program: Program, seed: int) -> None:
    drawn = FactsDrawn(Random(seed))
    by_year = {"office.total", "office.grade", "office.founded", "office.lit"} if seed % 2 else set()
    units = [sayable(drawn.unit(f"u{n}"), by_year) for n in range(40)]
    as_of = DAY + (0, 90, -150, 300)[seed % 4]
    found = assess_frame(program, as_frames(units), as_of=dt.date.fromordinal(as_of))
    lows, highs = found.lo.to_dicts(), found.hi.to_dicts()
    for at, unit in enumerate(units):
        view = UnitView(
            Facts({unit.id: unit}),
            unit,
            program.model.vocabulary,
            as_of,
            dt.date.fromordinal(as_of).year,
            False,
        )
        for rule, result in Tracer(program, view).results().items():
            assert (lows[at][rule], highs[at][rule]) == result.finding, (unit.id, rule)


# -- what is asked, and what no frame tells ----------------------------------------------------------


def test_rules_that_are_asked_for(program: Program) -> None:
    whole = assess_frame(program, small(), as_of=dt.date(2025, 7, 1))
    some = assess_frame(program, small(), as_of=dt.date(2025, 7, 1), rules=["soft", "q20", "q0"])
    assert some.lo.columns == ["id", *(r.id for r in program.rules if r.id in ("soft", "q20", "q0"))]
    assert some.lo.equals(whole.lo.select(some.lo.columns))
    assert some.hi.equals(whole.hi.select(some.hi.columns))
    assert assess_frame(program, small(), as_of=dt.date(2025, 7, 1), rules=[]).outcomes.columns == ["id"]


@pytest.mark.parametrize("what", ["records of records", "records of two lists", "free texts"])
def test_what_no_frame_tells_is_carried_whatever_it_is(what: str) -> None:
    root, reason = LACKED[what]
    lacking = hand_made(root, Vocabulary(entities=ENTITIES, measures=MEASURES))
    units = pl.DataFrame({"id": ["a", "b"], "office.total": [1, 2]})
    found = assess_frame(lacking, {"units": units}, as_of=dt.date.fromordinal(DAY))
    unit = UnitFacts("a", "")
    view = UnitView(Facts({"a": unit}), unit, lacking.model.vocabulary, DAY, 2025, False)
    least, greatest = Tracer(lacking, view).outcomes()["r"]
    assert not found.lacks
    assert (found.lo["r"].to_list(), found.hi["r"].to_list()) == ([least] * 2, [greatest] * 2)
    told = {
        "units": units.with_columns(pl.Series("office.note", ["x", None])),
        "staff": pl.DataFrame({"unit": ["a"], "id": ["1"]}),
    }
    assert assess_frame(lacking, told, as_of=dt.date.fromordinal(DAY)).lacks == {"r": reason}
