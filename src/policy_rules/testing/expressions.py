"""Conditions at random: typed FEEL texts over a vocabulary, near the thresholds that facts come near too."""

from __future__ import annotations

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.phrases import DAYS, ORDERS, UNITS, Phrases
from policy_rules.testing.scopes import Scope, Source, texts
from policy_rules.testing.vocabularies import ALLOWED, GRADES
from policy_rules.vocabulary import Unit, Vocabulary


@frozen
class Writer(Phrases):
    """Writes conditions, besides numbers, dates and lists."""

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
            (1, lambda: self._call("boolean")),
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
        if not source.type.nullable and self.choices.chance(15):
            return f"{source.text} in parameters.{ALLOWED.name}"
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
        form = weighted(
            self.choices,
            (7, "{0} != null and {1}"),
            (3, "{0} = null or {1}"),
            (1, "not({0} != null) or {1}"),
            (1, "not({0} != null and {1})"),
            (1, "(if {0} = null then ({2}) else {1})"),
            (1, "({0} = null or {2}) or {1}"),
            (1, "(if {0} != null and {2} then {1} else {2})"),
        )
        return form.format(source.text, test, self._boolean_fact() or "true")

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


KINDS = ("boolean", "number", "date")


def expression(choices: Choices, vocabulary: Vocabulary, kind: str = "boolean", depth: int = 3) -> str:
    """An expression of the kind, as a rule without `for each` could hold it."""
    writer = Writer(choices, vocabulary, Scope(), depth)
    if kind == "number":
        return writer.number(choices.pick(UNITS))
    return {"boolean": writer.boolean, "date": writer.date}[kind]()
