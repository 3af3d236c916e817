"""Random steps of a session: facts of any vocabulary asserted, changed and retracted, some wrongly."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from policy_rules.attributes import define
from policy_rules.ruleset.model import RulesetModel
from policy_rules.vocabulary import Attribute, Entity, Type

Step = tuple[str, str, str, Any]
"""What is done (assert, change, retract), the unit, the path, the value."""

_WORDS = ("a", '"]}{"$or', "x\n\ty", "甲，乙", "f0", "$m")


@define
class RandomSteps:
    """A stream of steps over `units`; `holds` says what is there, so that most steps can be taken."""

    model: RulesetModel
    random: Random
    units: int
    holds: Callable[[str, str], bool]
    records: int = 2
    """How many records of a list have a name."""
    _paths: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        self._paths = tuple(self._all_paths())

    def step(self) -> Step:
        """One more step."""
        unit = f"u{self.random.randrange(self.units)}"
        path = self._reachable(unit, self.random.choice(self._paths))
        what = self.random.choice(("change", "retract")) if self.holds(unit, path) else "assert"
        if self.random.random() < 0.02:
            what = self.random.choice(("assert", "change", "retract"))
        return what, unit, path, self.value(path)

    def _reachable(self, unit: str, path: str) -> str:
        """The path, or the outermost record on the way to it that is not there."""
        words = path.split(".")
        around = (".".join(words[: n + 1]) for n, word in enumerate(words[:-1]) if word.endswith("]"))
        return next((outer for outer in around if not self.holds(unit, outer)), path)

    # -- paths -------------------------------------------------------------------------------------

    def _all_paths(self) -> Iterator[str]:
        vocabulary = self.model.vocabulary
        for entity in vocabulary.entities.values():
            if entity.one:
                yield from (f"{entity.name}.{a.name}" for a in _given(entity))
            elif not entity.of:
                yield from self._paths_in(entity, entity.name, ())
        yield from (f"complete[{path}]" for path in self._completable())
        yield from (
            f"reported[{m.name}, {y}]" for m in vocabulary.measures.values() if m.reported for y in _YEARS
        )
        for rule in self.model.rules.values():
            if rule.force:
                yield f"exceptions[{rule.id}]"
                if any(norm.for_each for norm in rule.norms):
                    yield f"exceptions[{rule.id}, r0]"
            if rule.grading:
                yield f"gradings[{rule.id}, {_YEARS[-1]}]"

    def _paths_in(self, entity: Entity, path: str, around: tuple[str, ...]) -> Iterator[str]:
        for n in range(self.records):
            own = f"{path}[r{n}]"
            yield own
            yield from (f"{own}.{a.name}" for a in _given(entity))
            for inner in self.model.vocabulary.entities.values():
                if entity.name in inner.of and inner.name not in around:
                    yield from self._paths_in(inner, f"{own}.{inner.name}", (*around, inner.name))

    def _completable(self) -> Iterator[str]:
        for entity in self.model.vocabulary.entities.values():
            if not entity.one:
                for outer in entity.of or ("",):
                    name = f"{outer}.{entity.name}" if outer else entity.name
                    yield from (
                        (f"{name}, {y}" for y in _YEARS) if entity.dated_by or entity.told_year else (name,)
                    )

    # -- values ------------------------------------------------------------------------------------

    def value(self, path: str) -> Any:
        """A value that may stand at the path, seldom one that may not."""
        first = path.partition("[")[0]
        if self.random.random() < 0.01:
            return self.random.choice((float("nan"), object(), {"a": 1}, [], 10**80, "ERROR"))
        if first == "complete":
            return self.random.choice((True, {"by": "office", "date": self._day()}))
        if first == "reported":
            return self.of_type(self.model.vocabulary.measures[path[9:].partition(",")[0]].type)
        if first == "exceptions":
            about = {"reason": "r", "approved_by": "a", "date": self._day()}
            return {**about, "until": self._day()} if self.random.random() < 0.3 else about
        if first == "gradings":
            rule = self.model.rules[path[9:].partition(",")[0]]
            return self.random.choice(self.model.vocabulary.scales[rule.grading])
        entity, name = _innermost(path)
        attributes = self.model.vocabulary.entities[entity].attributes
        if name:
            return self._dated(attributes[name]) if "[" not in path else self.of_type(attributes[name].type)
        return self._record(self.model.vocabulary.entities[entity])

    def _record(self, entity: Entity) -> dict[str, Any]:
        chosen = (a for a in _given(entity) if self.random.random() < 0.8)
        values = {a.name: self.of_type(a.type) for a in chosen}
        dates = [values.get(name) for name in entity.dated_by]
        if len(dates) == 2 and all(isinstance(d, datetime.date) for d in dates):
            values |= dict(zip(entity.dated_by, sorted(dates, key=_order), strict=True))
        return values

    def _dated(self, attribute: Attribute) -> Any:
        if self.random.random() < 0.2:
            return {year: self.of_type(attribute.type) for year in _YEARS}
        return self.of_type(attribute.type)

    def of_type(self, type: Type) -> Any:
        """A value of the type: mostly known, partly known, or null where it may be."""
        if type.nullable and self.random.random() < 0.25:
            return None
        if type.kind == "boolean":
            return self.random.random() < 0.5
        if type.kind == "label":
            some = self.random.sample(type.labels, min(2, len(type.labels)))
            return some[0] if self.random.random() < 0.8 else {"one_of": some}
        if type.kind == "text":
            return self.random.choice(_WORDS)
        a, b = sorted((self._end(type), self._end(type)), key=_order)
        if self.random.random() < 0.8:
            return _written(a, type)
        return {"at_least": _written(a, type), "at_most": _written(b, type)}

    def _end(self, type: Type) -> Any:
        if type.kind == "date":
            return self._day()
        low = type.low if type.low is not None else Fraction(-5)
        high = type.high if type.high is not None else low + 100
        step = Fraction(1, 10 ** (type.places if type.places is not None else 2))
        return low + step * self.random.randrange(int(min(high - low, Fraction(60)) / step) + 1)

    def _day(self) -> datetime.date:
        return datetime.date(2023, 6, 1) + datetime.timedelta(days=self.random.randrange(1000))


_YEARS = (2024, 2025)


def _given(entity: Entity) -> list[Attribute]:
    return [a for a in entity.attributes.values() if a.derived is None]


def _innermost(path: str) -> tuple[str, str]:
    """The entity of a path, and its attribute ("" for a record)."""
    words = [word.partition("[")[0] for word in path.split(".")]
    return (words[-1], "") if path.endswith("]") else (words[-2], words[-1])


def _order(value: Any) -> Any:
    return value.toordinal() if isinstance(value, datetime.date) else value


def _written(value: Any, type: Type) -> Any:
    if not isinstance(value, Fraction):
        return value
    return f"{value * 100}%" if type.percent else value
