"""Remarks about the data themselves: facts nobody reads, sources at odds, scores of nobody."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence

from policy_rules.core import nodes as core
from policy_rules.facts.bound import Entry, RecordFacts
from policy_rules.facts.odd_makers import BEFORE_YEAR, NOBODY, OWN_UNIT, odd_gradings
from policy_rules.facts.view import UnitView, begins
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.withheld import value_told
from policy_rules.values.known import ANYTHING, INF, NEVER, Labels, Num, Value, allowed_by_both, join
from policy_rules.vocabulary import Attribute


def names_read(roots: Iterable[core.Node]) -> frozenset[str]:
    """The attributes, lists and measures that stand in the trees."""
    found: set[str] = set()
    for root in roots:
        for node in core.walk(root):
            match node:
                case core.Read():
                    found.add(node.path)
                case core.Records():
                    found.add(node.entity)
                case core.Reported():
                    found.add(node.measure)
                case _:
                    pass
    return frozenset(found)


def unread(program: Program, view: UnitView, sheet: Iterable[core.Node] = ()) -> tuple[str, ...]:
    """The names of facts given for the unit that neither a rule nor the sheet's trees read, sorted."""
    by_rules = program.kept.once("names read", lambda: names_read(rule.finding for rule in program.rules))
    read = by_rules | names_read(sheet)
    given = {p for p in view.unit.values if not p.startswith("unit.")} | set(view.unit.lists)
    given |= {r.measure for r in view.unit.reported}
    return tuple(sorted(given - read))


def conflicts(program: Program, view: UnitView) -> Iterator[tuple[str, Value, Value]]:
    """Measures whose records and published figure exclude each other: name, records, report."""
    reference, said = Reference(view), set[str]()
    for measure, records, report in program.kept.once(
        "of two sources", lambda: tuple(_of_two_sources(program))
    ):
        if measure not in said:
            published = reference.value(report, {})
            if published == report.type.missing():
                continue
            counted = reference.value(records, {})
            if excluding(counted, published):
                said.add(measure)
                yield measure, value_told(counted, records, view), value_told(published, report, view)


def _of_two_sources(program: Program) -> Iterator[tuple[str, core.Node, core.Reported]]:
    """Each measure that rules read from its records and from a report: its name, and both."""
    for rule in program.rules:
        for node in core.walk(rule.finding):
            if isinstance(node, core.Op) and node.name == "both" and not core.free_vars(node):
                records, report = node.args
                if isinstance(report, core.Reported):
                    yield report.measure, records, report


def excluding(a: Value, b: Value) -> bool:
    """Whether two sources cannot both be right."""
    if ANYTHING in (a, b):
        return False
    if isinstance(a, Num | Labels) and type(a) is type(b):
        both = allowed_by_both(a, b)
        return both == join(a, b) and both not in (a, b)
    return False


_GRADED = {
    OWN_UNIT: "graded by the assessed unit itself",
    NOBODY: "gradings that do not say who graded",
    BEFORE_YEAR: "gradings dated before the year that is assessed",
}


def graded_oddly(view: UnitView, told: Collection[str] = ()) -> Iterator[str]:
    """A note for each way in which gradings of the year are odd, of the unit and of a place's organs.

    `told`: the rules of which a score tells it.
    """
    found: dict[str, list[str]] = {}
    for kind, name, grading in odd_gradings(view, view.year):
        if grading.rule not in told:
            found.setdefault(kind, []).append(f"`{name}`")
    for kind, words in _GRADED.items():
        if names := [*dict.fromkeys(found.get(kind, ()))]:
            yield f"{words}: {_some(names)}"


_ATTESTED = ("scorer", "date", "evidence")
_FEW = 8
"""Entries or rules named in a note before it says how many more there are."""


def unattested(view: UnitView) -> tuple[str, ...]:
    """One note on the entries of the year that lack who gave them, when, or on what evidence."""
    told = []
    for entry in view.unit.entries:
        later = entry.date is not None and entry.date.toordinal() > view.as_of
        lacks = [f"`{key}`" for key in _ATTESTED if not getattr(entry, key)]
        if lacks and entry.year in (None, view.year) and not later:
            name = f"{entry.entry}({entry.instance})" if entry.instance else entry.entry
            told.append(f"`{name}` ({', '.join(lacks)})")
    if not told:
        return ()
    return (f"entries that do not say who gave them, when or on what evidence: {_some(told)}",)


def dated_later(view: UnitView) -> tuple[str, ...]:
    """One note on what lies after the day of assessment: it is looked at as if it had not happened.

    Of a place so do what its organs are told to have done, each by its id.
    """
    told = [f"`{name}` ({day})" for name, day in _later_of(view)]
    for organ in view.organs if view.unit.is_place else ():
        told += (f"`{organ.unit.id}.{name}` ({day})" for name, day in _later_of(organ))
    return (f"dated after the day of assessment, and not there yet: {_some(told)}",) if told else ()


def _later_of(view: UnitView) -> Iterator[tuple[str, str]]:
    """What of one unit lies after the day, by its name, and when."""
    unit, declared = view.unit, view.vocabulary
    for path, entries in unit.values.items():
        attribute = declared.attribute(path)
        if path not in declared.redacted and attribute is not None and attribute.type.nullable:
            yield from ((path, later) for e in entries if (later := _later(attribute, e, view.as_of)))
    for name, records in unit.lists.items():
        yield from _records_later(name, name, records, view)
    for e in unit.exceptions:
        if e.start > view.as_of:
            yield f"exceptions[{e.rule}]", _day(e.start)
    dated = [(e.name, e.date) for e in unit.entries]
    dated += [(f"corrections[{c.id}]", c.date) for c in unit.corrections]
    for name, day in dated:
        if day is not None and day.toordinal() > view.as_of:
            yield name, day.isoformat()


def _records_later(
    entity: str, path: str, records: Iterable[RecordFacts], view: UnitView
) -> Iterator[tuple[str, str]]:
    declared = view.vocabulary.entities[entity]
    for record in records:
        own, there = f"{path}[{record.id}]", True
        for name, entry in record.values.items():
            attribute = declared.attributes[name]
            later = _later(attribute, entry, view.as_of)
            if later and f"{entity}.{name}" not in view.vocabulary.redacted:
                first = begins(declared, attribute)
                there = there and not first
                if first or attribute.type.nullable:
                    yield f"{own}.{name}", later
        for inner, of_record in record.lists.items() if there else ():
            yield from _records_later(inner, f"{own}.{inner}", of_record, view)


def _later(attribute: Attribute, entry: Entry, as_of: int) -> str:
    """The day of an event that surely lies after the day of assessment; "" of any other value."""
    value = entry.value
    if attribute.type.kind != "date" or attribute.planned or not isinstance(value, Num):
        return ""
    return _day(int(value.lo)) if as_of < value.lo < INF and value.null == NEVER else ""


def _day(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


def _some(names: Sequence[str]) -> str:
    more = f", … {len(names) - _FEW}" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more
