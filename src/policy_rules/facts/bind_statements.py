"""Statements about facts: completeness, published figures, gradings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import Fault, near_miss
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import (
    Completeness,
    GradingRecord,
    Lists,
    ReportedFigure,
)
from policy_rules.facts.renamed import refused
from policy_rules.facts.sources_that_differ import several
from policy_rules.facts.whole_lists import goes_by
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.ruleset.typed_values import read_value, widened
from policy_rules.values.days import FIRST
from policy_rules.values.known import Num, Value
from policy_rules.vocabulary import Entity, Type

UNITS_UNDER = "units_under"
"""The list of the units below a unit, which can be complete like any other."""
ORGANS = "organs"
"""The list of the organs of a place, which can be complete too."""
_OF_UNITS = (UNITS_UNDER, ORGANS)
"""The lists whose records are units."""
_MOST_PLACES = 12


def each_of(items: Iterable[Node], section: str, scope: Binding) -> Iterator[Fields]:
    """The checked values of each item of a list, by the keys of the section."""
    for item in items:
        yield read_section(item, SECTIONS[section], scope.faults)


def ordinal_of(fields: Fields, key: str) -> int | None:
    """The day under a key as an ordinal, or None."""
    day = read_day(fields.text(key))
    return None if day is None else day.toordinal()


# Completeness ------------------------------------------------------------------------------------


def bind_complete(items: Iterable[Node], lists: Lists, scope: Binding) -> tuple[Completeness, ...]:
    """Which lists are whole, for which years, since which day or as of which day."""
    found = []
    outer: dict[str, frozenset[str]] = {}
    for fields in each_of(items, "a completeness", scope):
        name = fields.scalar("list")
        if name is None:
            continue
        name = _by_labels(name, scope)
        entity = _listed(name, scope)
        if entity is not None or name.text in _OF_UNITS:
            _check_complete(fields, name, entity, scope)
            if "of" in fields and name.text not in outer:
                outer[name.text] = _outer_ids(name.text, lists)
            _check_outer(fields.scalar("of"), name, outer, scope)
        since = FIRST if fields.text("for") == "all" else ordinal_of(fields, "since")
        years = () if since == FIRST else tuple(dict.fromkeys(int(y.text) for y in fields.texts("for")))
        found.append(
            Completeness(
                name.text,
                fields.text("of"),
                years,
                fields.text("by"),
                ordinal_of(fields, "date"),
                scope.source(fields.scalar("source")),
                fields.node.place,
                since,
            )
        )
    return tuple(found)


def _by_labels(name: Scalar, scope: Binding) -> Scalar:
    """The path of a list by names, where its words are labels."""
    path = scope.labels.list_path(name.text, scope.vocabulary.entities)
    return name if path == name.text else evolve(name, text=path)


def _listed(name: Scalar, scope: Binding) -> Entity | None:
    """The entity of a list that is named by its path."""
    entities = scope.vocabulary.entities
    if name.text in _OF_UNITS and name.text not in entities:
        return None
    path = name.text.split(".")
    outer = None
    for word in path:
        entity = entities.get(word)
        fitting = entity is not None and not entity.one
        if outer is None:
            fitting = fitting and entity is not None and not entity.of
        if not fitting or (outer is not None and word not in scope.inner(outer.name)):
            scope.faults.append(_no_list(name, word, entity, outer, scope))
            return None
        outer = entity
    return outer


def _no_list(name: Scalar, word: str, entity: Entity | None, outer: Entity | None, scope: Binding) -> Fault:
    entities = scope.vocabulary.entities
    if (old := refused(word, scope.vocabulary)) is not None:
        return name.fault(*old)
    if entity is not None and entity.one:
        return name.fault(f"`{word}` is a single record, which needs no completeness")
    if entity is not None and entity.of and outer is None:
        paths = " or ".join(f"`{o}.{word}`" for o in entity.of)
        return name.fault(f"the list `{word}` stands inside records", f"write {paths}")
    known = [e.name for e in entities.values() if (outer.name in e.of if outer else not e.one and not e.of)]
    inside = f" inside `{outer.name}`" if outer else ""
    labelled = scope.labels.entities if outer is None else ()
    hint = near_miss(word, [*known, *_OF_UNITS, *labelled]) or ("lists: " + ", ".join(known) if known else "")
    return name.fault(f"`{word}` is no list{inside}", hint)


def _check_complete(fields: Fields, name: Scalar, entity: Entity | None, scope: Binding) -> None:
    """Years for a list whose records have a year, the day of the search for any other."""
    node, tell = fields.node, scope.faults.append
    by = goes_by(entity)
    written = any(_has(node, key) for key in ("for", "since"))
    if entity is not None and entity.dated_by and not written:
        names = ", ".join(f"`{name}`" for name in by)
        hint = "for: the year, a list of years, or `all`; or since: the first day"
        at = _home(node, "for", name)
        tell(at.fault(f"`for` is missing: `{name.text}` goes by {names}", hint))
    for key in ("for", "since"):
        if entity is not None and not by and (given := fields.get(key)) is not None:
            when = "`for` a year" if key == "for" else "`since` a day"
            told = f"the records of `{name.text}` have no date, so it is not complete {when}"
            tell(given.fault(told, "give the `date` of the search; it is complete as of that day"))
    if "for" in fields and (since := fields.get("since")) is not None:
        tell(since.fault(f"`since` beside `for`: `{name.text}` is whole by one of them", "keep one"))
    if not scope.lenient:
        for key in (key for key in ("by", "date") if not _has(node, key)):
            at = _home(node, key, name)
            tell(at.fault(f"the completeness of `{name.text}` lacks `{key}`", _WHO[key]))


_WHO = {"by": "by: who searched", "date": "date: the day of the search"}


def _home(node: Node, key: str, name: Scalar) -> Node:
    """Where what a statement lacks is told: at its cell in a workbook, else at the name of the list."""
    return node.home(key, name) if isinstance(node, Mapping) else name


def _has(node: Node, key: str) -> bool:
    return isinstance(node, Mapping) and key in node


def _outer_ids(path: str, lists: Lists) -> frozenset[str]:
    """The ids of the records that hold an inner list."""
    first, *inner = path.split(".")[:-1] or [""]
    records = lists.get(first, ())
    for word in inner:
        records = tuple(each for record in records for each in record.lists.get(word, ()))
    return frozenset(record.id for record in records)


def _check_outer(
    outer: Scalar | None, name: Scalar, ids: AbstractMapping[str, frozenset[str]], scope: Binding
) -> None:
    if outer is None:
        return
    within = name.text.rpartition(".")[0]
    known = ids[name.text]
    if not within:
        scope.faults.append(outer.fault(f"`{name.text}` is no inner list, so it takes no `of`"))
    elif outer.text not in known:
        few = sorted(known)[:12]
        hint = near_miss(outer.text, known) or "ids: " + (", ".join(few) or "none")
        scope.faults.append(outer.fault(f"`{within}` has no record `{outer.text}`", hint))


# Figures -----------------------------------------------------------------------------------------


def bind_reported(
    items: Iterable[Node], scope: Binding, default: str | None = None
) -> tuple[ReportedFigure, ...]:
    """Published figures, each as wide as its rounding leaves it; `default` is the source around them."""
    found = []
    measures = scope.vocabulary.measures
    for fields in each_of(items, "a reported figure", scope):
        name, given = fields.scalar("measure"), fields.get("value")
        if name is None or given is None:
            continue
        if name.text not in measures and name.text in scope.labels.measures:
            name = evolve(name, text=scope.labels.measures[name.text])
        measure = measures.get(name.text)
        if measure is None:
            hint = near_miss(name.text, measures) or "measures are declared in the vocabulary"
            wrong = refused(name.text, scope.vocabulary) or (f"`{name.text}` is no measure", hint)
            scope.faults.append(name.fault(*wrong))
            continue
        if not measure.reported:
            told = f"`{name.text}` is not a published figure: it follows from records"
            scope.faults.append(name.fault(told, "give the records, or declare it `reported: true`"))
        value = _figure(fields, given, measure.type, name.text, scope)
        if value is not None and "for" in fields:
            source = scope.source(fields.scalar("source"), default)
            found.append(ReportedFigure(name.text, int(fields.text("for")), value, source, fields.node.place))
    return several(found)


def _figure(fields: Fields, given: Node, kind: Type, name: str, scope: Binding) -> Value | None:
    places = fields.scalar("places")
    read = kind if places is None or kind.places == 0 else evolve(kind, places=None)
    value = read_value(scope.chosen(given, read), read, name)
    if isinstance(value, Fault):
        scope.faults.append(value)
        return None
    if places is None:
        return value
    count = int(places.text)
    if kind.kind != "number" or not isinstance(value, Num):
        scope.faults.append(places.fault(f"`{name}` is no number, so it takes no `places`"))
        return None
    if not 0 <= count <= _MOST_PLACES:
        scope.faults.append(places.fault(f"`places` is {count}", f"possible is 0 to {_MOST_PLACES}"))
        return None
    if kind.places == 0:
        return value
    return widened(value, Fraction(1, 2 * 10 ** (count + (2 if kind.percent else 0))), kind)


# Gradings ----------------------------------------------------------------------------------------


def bind_gradings(items: Iterable[Node], scope: Binding) -> tuple[GradingRecord, ...]:
    """An assessor's gradings, each on the scale of its rule."""
    found = []
    for fields in each_of(items, "a grading", scope):
        name, given = fields.scalar("rule"), fields.get("value")
        rule = scope.rule(name) if name is not None else None
        if rule is None or name is None or given is None:
            continue
        labels = scope.vocabulary.scales.get(rule.grading)
        if not labels:
            gone = refused(f"grading({rule.id})", scope.vocabulary)
            told = f"`{rule.id}` is not graded: it has no `grading`", "give the facts that it reads"
            scope.faults.append(name.fault(*(gone or told)))
            continue
        scale = Type("label", labels, ordered=True, name=rule.grading)
        value = read_value(scope.chosen(given, scale), scale, f"grading of {rule.id}")
        if isinstance(value, Fault):
            scope.faults.append(value)
        elif "for" in fields:
            found.append(
                GradingRecord(
                    rule.id,
                    int(fields.text("for")),
                    value,
                    fields.text("instance"),
                    fields.text("grader"),
                    ordinal_of(fields, "date"),
                    fields.text("reason"),
                    scope.source(fields.scalar("source")),
                    fields.node.place,
                    fields.text("role"),
                    fields.flag("replaces"),
                )
            )
    return several(found)
