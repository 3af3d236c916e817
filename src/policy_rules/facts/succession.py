"""The history of renamed and merged units: figures of the unit before become those of the one after.

Years before that of the succession pass over, as far as it says so; what does not is missing, and a
missing figure is neither good nor bad. Nothing but published figures passes over: records and gradings
stay with the unit that they tell of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from policy_rules.errors import Fault
from policy_rules.facts.bound import ALL, Facts, ReportedFigure, Source, SuccessionRecord, UnitFacts
from policy_rules.values.periods import CALENDAR_YEAR, Periods

_FEW = 6
"""Names told in a note before it says how many more there are."""

Units = Mapping[str, UnitFacts]
MeasureYear = tuple[str, int]


def with_succession(
    units: Units, notes: tuple[str, ...] = (), years: Periods = CALENDAR_YEAR
) -> tuple[Facts, list[Fault]]:
    """The facts with all figures passed over, and what is wrong with the successions declared.

    `years`: what a year of the figures is, as the vocabulary says.
    Units that already had figures passed over must be `without_succession` before.
    """
    faults = [*_unknown(units), *_twice(units)]
    order, circles = _order(units)
    faults += circles
    found, told = dict(units), list(notes)
    if not faults:
        for name in order:
            unit = found[name]
            if unit.succession:
                found[name], more = _succeeded(unit, found, years, told)
                faults += more
    return Facts(found, tuple(told)), faults


def without_succession(unit: UnitFacts) -> UnitFacts:
    """The unit with its own figures only."""
    if not any(figure.of for figure in unit.reported):
        return unit
    return evolve(
        unit,
        reported=tuple(figure for figure in unit.reported if not figure.of),
        sources={name: source for name, source in unit.sources.items() if not source.of},
    )


def _unknown(units: Units) -> Iterator[Fault]:
    """Units before that the facts do not speak of, or speak of twice."""
    for unit in units.values():
        for record in unit.succession:
            known = record.predecessor in units
            if not known and not record.figures:
                told = f"the facts do not speak of `{record.predecessor}`, which `{unit.id}` succeeds"
                yield Fault(told, record.place, "give its facts too, or its `figures` here")
            if known and record.figures:
                told = f"the figures of `{record.predecessor}` are given here and in its own facts"
                yield Fault(
                    told, record.place, f"leave `figures` out, or the facts of `{record.predecessor}`"
                )


def _twice(units: Units) -> Iterator[Fault]:
    """Units that are succeeded twice by one unit, or were renamed to two."""
    renamed: dict[str, str] = {}
    for unit in units.values():
        seen = set()
        for record in unit.succession:
            if record.predecessor in seen:
                yield Fault(f"`{unit.id}` succeeds `{record.predecessor}` twice", record.place, "keep one")
            seen.add(record.predecessor)
            if record.kind == "renamed" and renamed.setdefault(record.predecessor, unit.id) != unit.id:
                told = f"`{record.predecessor}` is renamed to `{renamed[record.predecessor]}` and `{unit.id}`"
                yield Fault(told, record.place, "a unit that went into several is `merged`")


def _order(units: Units) -> tuple[list[str], list[Fault]]:
    """The units, each behind those that it succeeds; and a fault for each circle."""
    order: list[str] = []
    faults: list[Fault] = []
    done: set[str] = set()
    for start in units:
        stack: list[tuple[str, Iterator[SuccessionRecord]]] = []
        path: list[str] = []
        if start not in done:
            path, stack = [start], [(start, iter(units[start].succession))]
        while stack:
            name, records = stack[-1]
            record = next((r for r in records if r.predecessor in units and r.predecessor not in done), None)
            if record is None:
                stack.pop()
                order.append(path.pop())
                done.add(name)
            elif record.predecessor in path:
                ring = [*path[path.index(record.predecessor) :], record.predecessor]
                told = "the units " + " → ".join(f"`{n}`" for n in ring) + " succeed each other"
                faults.append(Fault(told, record.place, "`from` names the unit that stood before"))
            else:
                path.append(record.predecessor)
                stack.append((record.predecessor, iter(units[record.predecessor].succession)))
    return order, faults


def _succeeded(
    unit: UnitFacts, units: Units, years: Periods, notes: list[str]
) -> tuple[UnitFacts, list[Fault]]:
    """The unit with what passes over to it."""
    held = _by_year(unit.reported)
    owner = dict.fromkeys(held, unit.id)
    sources = dict(unit.sources)
    gained: list[ReportedFigure] = []
    faults: list[Fault] = []
    for record in unit.succession:
        before = units.get(record.predecessor)
        given = record.figures if before is None else before.reported
        year = years.year(record.on)
        left: list[str] = []
        for key, figures in _by_year(f for f in given if f.year < year).items():
            if not (record.carries and (ALL in record.carries or key[0] in record.carries)):
                left.append(f"{key[0]} {key[1]}")
            elif key not in held:
                held[key], owner[key] = figures, record.predecessor
                gained += [_passed(f, record, before, sources) for f in figures]
            elif {f.value for f in held[key]} != {f.value for f in figures}:
                faults.append(_contradiction(unit, record, key, owner[key]))
        if left:
            notes.append(_left(unit, record, year, left))
    return evolve(unit, reported=(*unit.reported, *gained), sources=sources), faults


def _by_year(figures: Iterable[ReportedFigure]) -> dict[MeasureYear, list[ReportedFigure]]:
    found: dict[MeasureYear, list[ReportedFigure]] = {}
    for figure in figures:
        found.setdefault((figure.measure, figure.year), []).append(figure)
    return found


def _passed(
    figure: ReportedFigure, record: SuccessionRecord, before: UnitFacts | None, sources: dict[str, Source]
) -> ReportedFigure:
    """The figure as the successor's; the source of another unit's facts is named by that unit."""
    if figure.told:
        told = tuple(_passed(f, record, before, sources) for f in figure.told)
        return evolve(figure, told=told, place=record.place, of=record.predecessor)
    name = figure.source
    if before is not None and name:
        source = before.sources.get(name, Source(name))
        name = name if source.of else f"{record.predecessor}/{name}"
        while name in sources and not sources[name].of:  # a source of the successor's own bears the name
            name += "'"
        sources[name] = evolve(source, id=name, of=source.of or record.predecessor)
    return evolve(figure, source=name, place=record.place, of=record.predecessor)


def _contradiction(unit: UnitFacts, record: SuccessionRecord, key: MeasureYear, other: str) -> Fault:
    measure, year = key
    told = f"`{record.predecessor}` and `{other}` give different values of `{measure}` for {year}"
    hint = f"name in `carries` what passes over to `{unit.id}`"
    if record.kind == "renamed":
        hint = "a renamed unit has one history: correct the figure of one of them"
    return Fault(told, record.place, hint)


def _left(unit: UnitFacts, record: SuccessionRecord, year: int, names: list[str]) -> str:
    shown = ", ".join(names[:_FEW]) + (f", … {len(names) - _FEW}" if len(names) > _FEW else "")
    why = (
        "nobody says whether they count (`carries`), so they are missing"
        if record.carries is None
        else "`carries` does not name them, so they are missing"
    )
    return f"`{unit.id}`: figures of `{record.predecessor}` before {year} ({shown}) do not pass over: {why}"
