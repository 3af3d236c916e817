"""Numbers, dates and lists at random, as FEEL texts over a vocabulary: what conditions are about."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Self

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.operators.table import TABLE
from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.scopes import Scope, texts
from policy_rules.testing.vocabularies import HOUR, LEVELS, LIMITS, POST
from policy_rules.vocabulary import Entity, Unit, Vocabulary

DAYS = ("2024-12-31", "2025-12-31", "2025-06-15", "2024-02-29", "2025-01-01", "2024-03-31")
ORDERS = ("<", "<=", ">", ">=")
ROUNDINGS = ("round up", "round down", "round half up", "round half down", "decimal")
WORKING_DAY: Unit = (("working_day", 1),)
DAY_UNIT: Unit = (("day", 1),)
NESTED = "for p in officers, q in p.training"
"""The lists inside the records of a list."""
UNITS: tuple[Unit, ...] = ((), POST, HOUR)


@frozen
class Phrases:
    """Writes numbers, dates and lists; `depth` is how many levels may still nest."""

    choices: Choices
    vocabulary: Vocabulary
    scope: Scope = field(factory=Scope)
    depth: int = 3

    @property
    def _deeper(self) -> Self:
        return evolve(self, depth=self.depth - 1)

    def _among(self, *forms: tuple[int, Callable[[], str | None]]) -> str:
        """One of the forms by weight; a form that finds nothing to speak of gives way to another."""
        left = list(forms)
        while left:
            form = weighted(self.choices, *left)
            found = form()
            if found is not None:
                return found
            left = [f for f in left if f[1] is not form]
        raise AssertionError("no form fits")

    def boolean(self) -> str:
        """A condition, for filters and branches; see `expressions.Writer`."""
        raise NotImplementedError

    def _literal(self) -> str:
        return weighted(
            self.choices,
            *((4, n) for n in ("2", "0", "1", "3", "60")),
            (2, "0.5"),
            (2, "-1"),
            (2, "80%"),
            (1, "33.3%"),
            (1, "1000000000000"),
            (1, "10000000000000000000000000000000000000000"),
        )

    # -- numbers -----------------------------------------------------------------------------------

    def number(self, unit: Unit) -> str:
        """A number of the unit of measure."""
        simple = (
            (5, lambda: self._fact_number(unit)),
            (1, self._literal),
            (4, lambda: self._measured(unit)),
            (2, lambda: self._parts_of_date(unit)),
        )
        if self.depth <= 0:
            return self._among(*simple)
        inner = self._deeper
        return self._among(
            *simple,
            (7, lambda: self._rounded(unit)),
            (5, lambda: self._aggregate(unit)),
            (2, lambda: self._call("number", unit)),
            (3, lambda: self._ratio(unit)),
            (2, lambda: f"({inner.number(unit)} {self.choices.pick(('+', '-'))} {inner.number(unit)})"),
            (2, lambda: f"{self.choices.pick(('2', '0.5', '-1', '80%'))} * {inner.number(unit)}"),
            (1, lambda: f"-({inner.number(unit)})"),
            (1, lambda: f"abs({inner.number(unit)})"),
            (2, lambda: f"{self.choices.pick(('min', 'max'))}({inner.number(unit)}, {inner.number(unit)})"),
            (1, lambda: f"(if {inner.boolean()} then {inner.number(unit)} else {inner.number(unit)})"),
        )

    def _fact_number(self, unit: Unit) -> str | None:
        found = [s.text for s in self.scope.facts(self.vocabulary, "number") if (s.type.unit or ()) == unit]
        return self.choices.pick(found) if found else None

    def _measured(self, unit: Unit) -> str | None:
        found = [
            m.name
            for m in self.vocabulary.measures.values()
            if m.type.kind == "number" and (m.type.unit or ()) == unit
        ]
        found = [m for m in found if m != "lecture_count" or "period" in self.scope.names]
        if unit == () and self.choices.chance(30):
            return self._limit() if self.choices.chance(30) else "parameters.quota"
        if not found:
            return None
        name = self.choices.pick(found)
        if self.choices.chance(6):
            return f"in_year({name}, {self.choices.integer(2022, 2025)})"
        return f"prior({name}, {self.choices.integer(1, 2)})" if self.choices.chance(25) else name

    def _limit(self) -> str:
        """A cell of a table, by a label that need not be known."""
        facts = self.scope.facts(self.vocabulary, "label")
        keys = [s.text for s in facts if s.type.labels == LIMITS.labels and not s.type.nullable]
        key = self.choices.pick((*keys, f'"{LIMITS.labels[0]}"'))
        return f"parameters.{LIMITS.name}[{key}]"

    def _parts_of_date(self, unit: Unit) -> str | None:
        if unit != ():
            return None
        if self.choices.chance(30):
            return "year"
        return f"({self.date(literal=10)}).{self.choices.pick(('year', 'month', 'day'))}"

    def _aggregate(self, unit: Unit) -> str | None:
        source = self.lists(nested=True)
        if source is None:
            return None
        text, entity = source
        if text == NESTED:
            return self._of_lists(unit, entity)
        if unit == () and self.choices.chance(60):
            return f"count({text})"
        numbers = self._attribute(text, entity, unit)
        if numbers is None:
            return None
        return f"{self.choices.pick(('total', 'total', 'mean', 'min', 'max', 'mean'))}({numbers})"

    def _numbers(self, unit: Unit) -> str | None:
        """A list of numbers of the unit of measure."""
        source = self.lists()
        return None if source is None else self._attribute(*source, unit)

    def _attribute(self, text: str, entity: Entity, unit: Unit) -> str | None:
        kept = [
            a.name
            for a in entity.attributes.values()
            if a.type.kind == "number" and (a.type.unit or ()) == unit and a.derived is None
        ]
        if not kept:
            return None
        attribute = entity.attributes[self.choices.pick(kept)]
        if attribute.type.nullable:
            text = f"{text}[{attribute.name} != null]"
        return f"{text}.{attribute.name}"

    def _call(self, kind: str, unit: Unit = ()) -> str | None:
        """What one of the operators draws for itself (`Operator.drawn`)."""
        drawn = [text for o in TABLE for k, text in o.drawn if k == kind and (not unit or "{number" in text)]
        inner, parts = self._deeper, list[str]()
        places: dict[str, Callable[[], str | None]] = {
            "boolean": inner.boolean,
            "date": inner.date,
            "few": self._few,
            "number": lambda: inner.number(unit),
            "numbers": lambda: self._numbers(unit),
        }
        for literal, place, _, _ in Formatter().parse(self.choices.pick(drawn)):
            made = places[place]() if place else ""
            if made is None:
                return None
            parts += (literal, made)
        return "".join(parts)

    def _of_lists(self, unit: Unit, entity: Entity) -> str | None:
        """One number from the lists inside all records of a list."""
        if unit == () and self.choices.chance(60):
            return f"count({NESTED} return q)"
        kept = [a.name for a in entity.attributes.values() if (a.type.unit or None) == unit]
        return f"total({NESTED} return q.{self.choices.pick(kept)})" if kept else None

    def _ratio(self, unit: Unit) -> str | None:
        if unit != ():
            return f"{self._deeper.number(unit)} / {self.choices.pick(('2', '3', '0.3', 'parameters.quota'))}"
        if self.choices.chance(30):
            return self._share()
        over = self.choices.pick((POST, HOUR, ()))
        return f"({self._deeper.number(over)} / {self._deeper.number(over)})"

    def _share(self) -> str | None:
        source = self.lists()
        if source is None:
            return None
        text, entity = source
        inner = evolve(self._deeper, scope=self.scope.inside(entity))
        return f"share({text}, {inner.boolean()})"

    def _rounded(self, unit: Unit) -> str:
        inner = (self._fact_number(unit) if self.choices.chance(60) else None) or self._deeper.number(unit)
        inner += " / 2" if self.choices.chance(50) else ""
        if self.choices.chance(30):
            return f"{self.choices.pick(('floor', 'ceiling'))}({inner})"
        rounding = self.choices.pick((*ROUNDINGS, "round half up", "round half up"))
        return f"{rounding}({inner}, {self.choices.pick(('0', '0', '0', '1', '2'))})"

    # -- dates -------------------------------------------------------------------------------------

    def date(self, literal: int = 25) -> str:
        """A date, with the given likelihood one written out."""
        if self.choices.chance(literal):
            return f'@"{self.choices.pick(DAYS)}"'
        simple: list[tuple[int, Callable[[], str | None]]] = [
            (6, self._fact_date),
            (2, lambda: self.choices.pick(("as_of", "day"))),
            (3, lambda: self.choices.pick(self.scope.dates) if self.scope.dates else None),
            (1, lambda: "parameters.in_force"),
        ]
        if self.depth <= 0:
            return self._among(*simple)
        inner = self._deeper
        return self._among(
            *simple,
            (
                1,
                lambda: (
                    f'({inner.date()} {self.choices.pick(("+", "-"))} @"P{self.choices.integer(0, 40)}D")'
                ),
            ),
            (
                1,
                lambda: (
                    f'({inner.date()} {self.choices.pick(("+", "-"))} @"P{self.choices.integer(0, 14)}M")'
                ),
            ),
            (2, lambda: f"working_days_after({inner.date()}, {self._few_days()})"),
            (1, lambda: f"(if {inner.boolean()} then {inner.date()} else {inner.date()})"),
            (1, self._extreme_date),
        )

    def _few(self) -> str:
        counted = self.lists() if self.choices.chance(25) else None
        return (
            f"count({counted[0]})" if counted else self.choices.pick(("2", "1", "2", "0", "3", "year - 2023"))
        )

    def _few_days(self) -> str:
        return self.choices.pick(
            ("5", "0", "15", "-3", "parameters.timely_days", "(1 + parameters.timely_days)")
        )

    def _fact_date(self) -> str | None:
        found = texts(self.scope.facts(self.vocabulary, "date"))
        return self.choices.pick(found) if found else None

    def _extreme_date(self) -> str | None:
        source = self.lists()
        if source is None:
            return None
        text, entity = source
        kept = [a.name for a in entity.attributes.values() if a.type.kind == "date" and not a.type.nullable]
        return None if not kept else f"{self.choices.pick(('min', 'max'))}({text}.{self.choices.pick(kept)})"

    # -- lists -------------------------------------------------------------------------------------

    def lists(self, *, nested: bool = False) -> tuple[str, Entity] | None:
        """A list of records, filtered or not; with `nested` also all inner lists of a list at once."""
        found = self.scope.lists(self.vocabulary)
        if nested and "training" in self.vocabulary.entities and not self.scope.narrow:
            found = [*found, (NESTED, self.vocabulary.entities["training"])]
        if not found:
            return None
        text, entity = self.choices.pick(found)
        if text == NESTED:
            return text, entity
        if len(entity.dated_by) == 1 and "period" in self.scope.names and self.choices.chance(50):
            text = f"{text}[{entity.dated_by[0]} in period]"
        for _ in range(self.choices.pick((1, 0, 0, 1, 2))):
            inner = evolve(self, depth=min(self.depth - 1, 1), scope=self.scope.inside(entity))
            text = f"{text}[{inner.boolean()}]"
        return text, entity

    def levels(self) -> str:
        """Levels of units, written out."""
        named = dict.fromkeys(self.choices.pick(LEVELS) for _ in range(self.choices.integer(1, 3)))
        return "[" + ", ".join(f'"{n}"' for n in named) + "]"
