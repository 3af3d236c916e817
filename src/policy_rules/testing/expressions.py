"""Conditions at random: typed FEEL texts over a vocabulary, near the thresholds that facts come near too."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, field, frozen

from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.scopes import Scope, Source, texts
from policy_rules.testing.vocabularies import GRADES, HOUR, LEVELS, POST
from policy_rules.vocabulary import Entity, Unit, Vocabulary

DAYS = ("2024-12-31", "2025-12-31", "2025-06-15", "2024-02-29", "2025-01-01", "2024-03-31")
ORDERS = ("<", "<=", ">", ">=")
ROUNDINGS = ("round up", "round down", "round half up", "round half down", "decimal")
WORKING_DAY: Unit = (("working_day", 1),)
DAY_UNIT: Unit = (("day", 1),)
UNITS: tuple[Unit, ...] = ((), POST, HOUR)


@frozen
class Writer:
    """Writes expressions of each kind; `depth` is how many levels may still nest."""

    choices: Choices
    vocabulary: Vocabulary
    scope: Scope = field(factory=Scope)
    depth: int = 3

    @property
    def _deeper(self) -> Writer:
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

    # -- truth -------------------------------------------------------------------------------------

    def boolean(self) -> str:
        """A condition."""
        inner = self._deeper
        simple = (
            (16, self._number_comparison),
            (3, self._date_comparison),
            (3, self._boolean_fact),
            (3, self._label_test),
            (2, self._guarded),
            (2, self._null_test),
            (2, self._done_by),
            (1, self._grade_comparison),
            (3, self._duration_comparison),
            (1, self._outcome),
        )
        if self.depth <= 0:
            return self._among(*simple)
        return self._among(
            *simple,
            (2, lambda: f"({inner.boolean()}) and ({inner.boolean()})"),
            (2, lambda: f"({inner.boolean()}) or ({inner.boolean()})"),
            (1, lambda: f"not({inner.boolean()})"),
            (1, lambda: f"if {inner.boolean()} then ({inner.boolean()}) else ({inner.boolean()})"),
            (1, lambda: f"({inner.boolean()}) {self.choices.pick(('=', '!='))} ({inner.boolean()})"),
            (3, self._quantified),
            (2, self._in_range),
        )

    def _number_comparison(self) -> str | None:
        if self.choices.chance(20):
            share = self._share()
            if share is not None:
                return f"{share} {self.choices.pick(ORDERS)} {self._percent()}"
        unit = self.choices.pick(UNITS)
        left, right = self._deeper.number(unit), self._threshold(unit)
        op = weighted(self.choices, (5, ">="), (2, "<"), (2, "<="), (2, ">"), (1, "="), (1, "!="))
        return f"{left} {op} {right}"

    def _threshold(self, unit: Unit) -> str:
        return self._literal() if self.choices.chance(70) else self._deeper.number(unit)

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

    def _percent(self) -> str:
        return self.choices.pick(("80%", "50%", "100%", "0%", "33.3%", "66.7%"))

    def _date_comparison(self) -> str:
        op = self.choices.pick((*ORDERS, "=", "!="))
        return f"{self._deeper.date()} {op} {self.date(literal=60)}"

    def _boolean_fact(self) -> str | None:
        found = texts(self.scope.facts(self.vocabulary, "boolean"))
        return self.choices.pick(found) if found else None

    def _label_test(self) -> str | None:
        found = [s for s in self.scope.facts(self.vocabulary, "label") if s.type.labels]
        if not found:
            return None
        source = self.choices.pick(found)
        words = [f'"{w}"' for w in source.type.labels]
        if self.choices.chance(50):
            return f"{source.text} {self.choices.pick(('=', '!='))} {self.choices.pick(words)}"
        few = ", ".join(dict.fromkeys(self.choices.pick(words) for _ in range(self.choices.integer(1, 4))))
        few += ", null" if source.type.nullable and self.choices.chance(30) else ""
        return f"{source.text} in ({few})"

    def _guarded(self) -> str | None:
        """A fact that may be null, asked only where it is not."""
        source = self._nullable("number", "date")
        if source is None:
            return None
        if source.type.kind == "date":
            test = f"{source.text} {self.choices.pick(ORDERS)} {self.date(literal=70)}"
        else:
            test = f"{source.text} {self.choices.pick(ORDERS)} {self._literal()}"
        if self.choices.chance(30):
            return f"{source.text} = null or {test}"
        return f"{source.text} != null and {test}"

    def _nullable(self, *kinds: str) -> Source | None:
        found = [s for k in kinds for s in self.scope.facts(self.vocabulary, k, nullable=True)]
        return self.choices.pick(found) if found else None

    def _null_test(self) -> str | None:
        source = self._nullable("number", "date", "label", "text")
        return None if source is None else f"{source.text} {self.choices.pick(('=', '!='))} null"

    def _done_by(self) -> str | None:
        found = [
            *self.scope.facts(self.vocabulary, "date", nullable=True),
            *self.scope.facts(self.vocabulary, "date")[:1],
        ]
        return None if not found else f"done_by({self.choices.pick(found).text}, {self.date(literal=40)})"

    def _grade_comparison(self) -> str | None:
        found = [s.text for s in self.scope.facts(self.vocabulary, "label") if s.type.ordered]
        found += ["grading"] if "grading" in self.scope.names else []
        found += ["parameters.least_grade"] if "least_grade" in self.vocabulary.parameters else []
        if not found:
            return None
        word = f'"{self.choices.pick(GRADES)}"'
        return f"{self.choices.pick(found)} {self.choices.pick(ORDERS)} {word}"

    def _duration_comparison(self) -> str:
        if self.choices.chance(30):
            between = f"working_days_between({self.date(literal=20)}, {self.date(literal=60)})"
            return f"{between} {self.choices.pick(ORDERS)} {self.choices.pick(('5', '0', '-3', '22', '250'))}"
        days = f"({self.date(literal=20)} - {self.date(literal=60)})"
        if self.choices.chance(40):
            return f'{days} {self.choices.pick(ORDERS)} @"P30D"'
        wrapped = f"abs({days}).days" if self.choices.chance(30) else f"{days}.days"
        return f"{wrapped} {self.choices.pick(ORDERS)} {self.choices.pick(('30', '0', '-1', '365'))}"

    def _outcome(self) -> str | None:
        if not self.scope.rules:
            return None
        words = self.choices.pick(('= "satisfied"', '!= "violated"', 'in ("satisfied", "not_applicable")'))
        return f'outcome("{self.choices.pick(self.scope.rules)}") {words}'

    def _quantified(self) -> str | None:
        source = self.lists()
        if source is None:
            return None
        text, entity = source
        name = self.scope.fresh()
        inner = evolve(self._deeper, scope=self.scope.with_record(name, entity))
        return f"{self.choices.pick(('every', 'some'))} {name} in {text} satisfies {inner.about(name)}"

    def about(self, name: str) -> str:
        """A condition that likely speaks of the variable."""
        return (
            evolve(self, scope=self.scope.only(name)).boolean() if self.choices.chance(80) else self.boolean()
        )

    def _in_range(self) -> str:
        opening, closing = self.choices.pick(("[", "(")), self.choices.pick(("]", ")"))
        if self.choices.chance(40):
            first, last = sorted((self.choices.pick(DAYS), self.choices.pick(DAYS)))
            return f'{self.date()} in {opening}@"{first}"..@"{last}"{closing}'
        number = self._deeper.number(self.choices.pick(UNITS))
        if self.choices.chance(30):
            return f"{number} between 1 and {self.choices.pick(('2', '60', '100'))}"
        if self.choices.chance(30):
            return f"{number} in (< 1, >= 60, 2)"
        return (
            f"{number} in {opening}{self.choices.pick(('0', '1'))}..{self.choices.pick(('3', '60'))}{closing}"
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
            return "parameters.quota"
        if not found:
            return None
        name = self.choices.pick(found)
        return f"prior({name}, {self.choices.integer(1, 2)})" if self.choices.chance(25) else name

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
        if unit == () and self.choices.chance(60):
            return f"count({text})"
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
        return f"{self.choices.pick(('total', 'total', 'mean', 'min', 'max', 'mean'))}({text}.{attribute.name})"

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
        return f"{self.choices.pick(ROUNDINGS)}({inner}, {self.choices.pick(('0', '1', '2'))})"

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
            found = [*found, ("officers.training", self.vocabulary.entities["training"])]
        if not found:
            return None
        text, entity = self.choices.pick(found)
        if text == "officers.training":
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


KINDS = ("boolean", "number", "date")


def expression(choices: Choices, vocabulary: Vocabulary, kind: str = "boolean", depth: int = 3) -> str:
    """An expression of the kind, as a rule without `for each` could hold it."""
    writer = Writer(choices, vocabulary, Scope(), depth)
    if kind == "number":
        return writer.number(choices.pick(UNITS))
    return {"boolean": writer.boolean, "date": writer.date}[kind]()
