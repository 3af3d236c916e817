"""The facts of an example with one thing turned: a value, a record, what is whole, a parameter, the day."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.mutation.asked_facts import AskedFacts, in_one_line
from policy_rules.mutation.likely_values import LikelyValues, Thresholds, as_ordinal, is_day
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.days import add_months
from policy_rules.vocabulary import Entity, Type

Facts = dict[str, Any]
_LENT = 4
"""How many records of other examples are put into a list."""


class TurnedFacts:
    """Turns the facts of examples of one rule; `trees` are those that it reads, `pool` its examples."""

    def __init__(
        self,
        model: RulesetModel,
        rule: str,
        grades: Type | None,
        trees: Sequence[core.Node],
        pool: Iterable[AskedFacts],
    ) -> None:
        self.model, self.rule, self.grades = model, rule, grades
        self.values = LikelyValues(Thresholds.of(trees))
        nodes = list(chain.from_iterable(map(core.walk, trees)))
        entities = model.vocabulary.entities
        lists = dict.fromkeys(n.entity for n in nodes if isinstance(n, core.Records))
        self.lists = [name for name in lists if name in entities]
        self.read = self._read(nodes)
        self.parameters = {n.name: n.type for n in nodes if isinstance(n, core.Param) and "[" not in n.name}
        self.lent: dict[str, dict[str, Facts]] = {}
        for asked in pool:
            for key, told in asked.given.items():
                if key in self.read and isinstance(told, list):
                    kept = self.lent.setdefault(key, {})
                    kept.update(
                        {in_one_line({**one, "id": ""}): one for one in told if isinstance(one, dict)}
                    )

    def _read(self, nodes: Iterable[core.Node]) -> dict[str, dict[str, Type]]:
        """The attributes that are read, with their types, by what has them; of lists as all of them have."""
        vocabulary = self.model.vocabulary
        nodes = list(nodes)
        names = dict.fromkeys(n.attribute.name for n in nodes if isinstance(n, core.Field))
        paths = [f"{entity}.{name}" for entity in self.lists for name in names]
        paths += [node.path for node in nodes if isinstance(node, core.Read)]
        found: dict[str, dict[str, Type]] = {name: {} for name in self.lists}
        for path in dict.fromkeys(paths):
            attribute, (entity, _, name) = vocabulary.attribute(path), path.partition(".")
            if attribute is not None and attribute.derived is None:
                found.setdefault(entity, {})[name] = attribute.type
        return found

    def all_whole(self, asked: AskedFacts) -> Iterator[AskedFacts]:
        """The facts where each list that the rule reads is whole."""
        told = list(asked.given.get("complete", ()))
        top = [name for name in self.lists if not self.model.vocabulary.entities[name].of]
        more = [{"list": name, "for": "all"} for name in top if not any(_of_list(c, name) for c in told)]
        for one in more if len(more) > 1 else ():
            yield evolve(asked, given={**asked.given, "complete": [*told, one]})
        if more:
            yield evolve(asked, given={**asked.given, "complete": [*told, *more]})

    def of(self, asked: AskedFacts, days: Iterable[int], as_of: Iterable[int]) -> Iterator[AskedFacts]:
        """One thing otherwise; `days` stand beside those that are told, `as_of` are days to judge by."""
        beside = tuple(dict.fromkeys([*_days_in(asked.given), *days]))
        for given in self._unit(dict(asked.given), beside):
            yield evolve(asked, given=given)
        yield from self._set(asked, beside)
        for day in as_of:
            yield evolve(asked, as_of=datetime.date.fromordinal(day))
        yield from self._years(asked)
        yield from self.all_whole(asked)

    def _years(self, asked: AskedFacts) -> Iterator[AskedFacts]:
        """Another year, judged by the same day, and by the day that is as much later."""
        year, as_of = asked.year or self.model.examples_year, asked.as_of or self.model.examples_as_of
        if year is None or as_of is None or asked.no_year:
            return
        for by in (1, -1):
            yield evolve(asked, year=year + by)
            later = datetime.date.fromordinal(add_months(as_of.toordinal(), 12 * by))
            yield evolve(asked, year=year + by, as_of=later)

    def _set(self, asked: AskedFacts, days: Sequence[int]) -> Iterator[AskedFacts]:
        for name, kind in self.parameters.items():
            old = asked.settings.get(name)
            for value in self.values.of(kind, old, days):
                yield evolve(asked, settings={**asked.settings, name: value})
            if name in asked.settings:
                yield evolve(asked, settings={k: v for k, v in asked.settings.items() if k != name})

    def _unit(self, given: Facts, days: Sequence[int]) -> Iterator[Facts]:
        """The facts of a unit, or of one below it, with one thing otherwise."""
        for key, told in given.items():
            for other in self._key(key, told, days):
                yield {**given, key: other}
        for name in self.read:
            entity = self.model.vocabulary.entities[name]
            if entity.one and name not in given:
                yield from ({**given, name: one} for one in self._record(entity, {}, days))
            elif not entity.one and not entity.of and name not in given:
                yield from ({**given, name: [one]} for one in list(self.lent.get(name, {}).values())[:_LENT])
        yield from self._graded(given)

    def _graded(self, given: Facts) -> Iterator[Facts]:
        if self.grades is not None and "gradings" not in given:
            year = str(self.model.examples_year or 0)
            for label in self.grades.labels:
                yield {**given, "gradings": [{"rule": self.rule, "for": year, "value": label}]}

    def _key(self, key: str, told: Any, days: Sequence[int]) -> Iterator[Any]:
        entity = self.model.vocabulary.entities.get(key)
        if key == "units" and isinstance(told, list):
            yield from _in_list(told, lambda one: self._unit(one, days))
            yield from _without(told)
        elif key in ("complete", "exceptions") and isinstance(told, list):
            yield from _without(told)
        elif key in ("reported", "gradings") and isinstance(told, list):
            yield from _in_list(told, lambda one: self._figure(key, one, days))
            yield from _without(told)
        elif entity is not None and isinstance(told, list):
            yield from self._list(entity, told, days)
        elif entity is not None and isinstance(told, dict):
            yield from self._record(entity, told, days)

    def _figure(self, key: str, told: Facts, days: Sequence[int]) -> Iterator[Facts]:
        """A published figure or a grading, of another value or year."""
        measure = self.model.vocabulary.measures.get(told.get("measure", ""))
        kind = self.grades if key == "gradings" else None if measure is None else measure.type
        if kind is not None:
            yield from ({**told, "value": one} for one in self.values.of(kind, told.get("value"), days))
        if str(told.get("for", "")).isdigit():
            yield from ({**told, "for": str(int(told["for"]) + by)} for by in (1, -1))

    def _list(self, entity: Entity, told: list[Facts], days: Sequence[int]) -> Iterator[list[Facts]]:
        yield from _in_list(told, lambda one: self._record(entity, one, days))
        yield from _without(told)
        if len(told) > 1:
            yield []
        lent = list(self.lent.get(entity.name, {}).values())
        for one in [*told[-1:], *lent[:_LENT]]:
            yield [*told, {**one, "id": _new_id(told)}]

    def _record(self, entity: Entity, told: Facts, days: Sequence[int]) -> Iterator[Facts]:
        read = self.read.get(entity.name, {})
        for key, value in told.items():
            inner = self.model.vocabulary.entities.get(key)
            if inner is not None and inner.of and isinstance(value, list):
                yield from ({**told, key: other} for other in self._list(inner, value, days))
            elif key in read:
                yield from ({**told, key: other} for other in self.values.of(read[key], value, days))
        for key, kind in read.items():
            if key not in told:
                values = [*self.values.of(kind, None, days), *([None] if kind.nullable else ())]
                yield from ({**told, key: other} for other in values)
        for key in read:
            if key in told:
                yield {name: value for name, value in told.items() if name != key}


def smaller(asked: AskedFacts) -> Iterator[AskedFacts]:
    """The facts with a list, a record or a setting left out, or the day or the year of the example."""
    for given in _less({key: told for key, told in asked.given.items() if key != "unit"}):
        unit = {"unit": asked.given["unit"]} if "unit" in asked.given else {}
        yield evolve(asked, given={**unit, **given})
    for name in asked.settings:
        yield evolve(asked, settings={key: told for key, told in asked.settings.items() if key != name})
    if asked.as_of is not None:
        yield evolve(asked, as_of=None)
    if asked.year is not None:
        yield evolve(asked, year=None)


def _less(told: Facts) -> Iterator[Facts]:
    """A mapping without one of its lists, or one of their records; what is told of a record stays."""
    for key, part in told.items():
        if isinstance(part, list):
            yield {name: other for name, other in told.items() if name != key}
            yield from ({**told, key: fewer} for fewer in _without(part))
            yield from ({**told, key: other} for other in _in_list(part, _less))


def _of_list(told: Any, name: str) -> bool:
    return isinstance(told, Mapping) and told.get("list") == name


def _in_list(told: list[Any], turned: Callable[[Any], Iterable[Any]]) -> Iterator[list[Any]]:
    for at, one in enumerate(told):
        if isinstance(one, dict):
            yield from ([*told[:at], other, *told[at + 1 :]] for other in turned(one))


def _without(told: list[Any]) -> Iterator[list[Any]]:
    for at in range(len(told)):
        yield [*told[:at], *told[at + 1 :]]


def _new_id(told: list[Facts]) -> str:
    taken = {one.get("id") for one in told}
    return next(name for n in range(1, len(told) + 2) if (name := f"x{n}") not in taken)


def _days_in(told: Any) -> Iterator[int]:
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _days_in(key)
            yield from _days_in(value)
    elif isinstance(told, list):
        yield from chain.from_iterable(map(_days_in, told))
    elif is_day(told):
        yield as_ordinal(told)
