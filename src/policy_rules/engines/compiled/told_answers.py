"""What rules came to before, by what the unit told of all that they read: only what is told anew is run.

A service asks of the same units again, with a fact or two that are new, and units tell many things alike. A
rule that reads other units, or the facts of others that are kept from the reader, is run each time.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import count

from policy_rules.attributes import frozen
from policy_rules.facts.view import Record, UnitView
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANY, StaticFacts
from policy_rules.reference.answers import told_by_names

Span = tuple[int, int]
Answer = tuple[Span, "Record | None"]
"""What a rule came to, and its record, where other rules read it."""
DAYS, ANSWERS = 4, 16
"""Of so many days, and so many of each rule on a day; then all of them make room."""
CONTENTS = 20_000
"""So many different things that units told are known; then all of them make room."""


@frozen(eq=False)
class ToldOfUnit:
    """Numbers for what a unit tells, by the names under which rules read it; the answers of its day."""

    numbers: Mapping[str, int]
    of_day: dict[int, dict[Hashable, Answer]]


class ToldAnswers:
    """The answers of a program's rules; may be shared between threads, which at worst find one twice."""

    def __init__(self, program: Program, known: StaticFacts) -> None:
        self._vocabulary = program.model.vocabulary
        self._names = [None if of.names is ANY else tuple(sorted(of.names | of.kind)) for of in known.rules]
        self._days: dict[Hashable, dict[int, dict[Hashable, Answer]]] = {}
        self._contents: dict[Hashable, int] = {}
        self._count = count()

    def of(self, view: UnitView) -> ToldOfUnit | None:
        """What the unit of a view tells; None where something else has a say in what its rules come to."""
        unit = view.unit
        if view.vocabulary is not self._vocabulary or view.scored or unit.is_place or unit.withheld:
            return None
        if len(self._contents) > CONTENTS:
            self._contents, self._days = {}, {}
        numbers = {}
        for name, told in told_by_names(unit).items():
            content = name, told
            number = self._contents.get(content)
            if number is None:
                number = self._contents.setdefault(content, next(self._count))
            numbers[name] = number
        about = view.as_of, view.year, view.year_given
        of_day = self._days.get(about)
        if of_day is None:
            if len(self._days) >= DAYS:
                self._days = {}
            of_day = self._days.setdefault(about, {})
        return ToldOfUnit(numbers, of_day)

    def key(self, rule: int, told: ToldOfUnit) -> Hashable | None:
        """What is told of all that a rule, by its number, reads; None where it reads of others."""
        names = self._names[rule]
        return None if names is None else tuple(map(told.numbers.get, names))

    def keep(self, told: ToldOfUnit, rule: int, key: Hashable, answer: Answer) -> None:
        """Keep what a rule came to."""
        of_rule = told.of_day.setdefault(rule, {})
        if len(of_rule) >= ANSWERS:
            of_rule.clear()
        of_rule[key] = answer
