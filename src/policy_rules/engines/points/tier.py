"""The point tier: from a mapping of single values straight to the codes of findings, by generated code.

It carries a program whole or not at all, and a mapping whole or not at all; for the rest it answers None.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from types import CodeType, FunctionType
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.points.bits import NO, NOT, NULL, TRUTHS, YES, bits, code_of
from policy_rules.engines.points.partly_known import CLASSES
from policy_rules.engines.points.rule_text import CodeText, Declined, FindingTable, ReadCondition, RuleText
from policy_rules.engines.points.slots import reading, slots_of
from policy_rules.facts.bound import Entry, Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import OPERATORS, Reference
from policy_rules.reference.trace import NOTHING
from policy_rules.values.known import TRUE, Num, Truth
from policy_rules.vocabulary import Vocabulary

Codes = dict[str, int]
Outcomes = Callable[[dict[str, Any]], Codes | None]
Day = tuple[datetime.date, int | None]
"""What is asked besides the facts: as of a day, for a year."""
DAYS = 16
"""Of so many days the tables are kept; the oldest makes room."""
REMEMBERED = 1024
"""So many answers of the reference are kept of each condition; then all of them make room."""


@frozen(eq=False)
class Made:
    """The generated function of a program, which wants the names of a day, and those that it always needs."""

    text: str
    code: CodeType
    needs: Mapping[str, Any]
    rules: RuleText


class PointTier:
    """The point tier of a program and a vocabulary; may be shared between threads.

    Mappings of which some values are only partly known have a function of their own, made when one is met.
    """

    def __init__(self, program: Program, vocabulary: Vocabulary) -> None:
        self._single = _Function(program, vocabulary, partly=False)
        self._partly = _Function(program, vocabulary, partly=True)

    @property
    def declined(self) -> str | None:
        """The first rule that it does not carry; None where it carries all."""
        self._single.prepared()
        return self._single.declined

    @property
    def text(self) -> str:
        """Its code for single values; empty where it carries nothing."""
        made = self._single.prepared()
        return "" if made is None else made.text

    def outcomes(self, facts: dict[str, Any], day: Day) -> Codes | None:
        """The code of each rule; None for facts, or a program, that are to be read in the other way."""
        try:
            found = self._single.of_day(day)
            if found is None:
                return None
            codes = found(facts)
            if codes is None and _some_partly(facts) and (found := self._partly.of_day(day)) is not None:
                return found(facts)
        except (ArithmeticError, ValueError, TypeError):  # no number, too many digits, or without a hash
            return None
        return codes


class _Function:
    """The function of a program from mappings to codes, which takes partly known values or leaves them."""

    def __init__(self, program: Program, vocabulary: Vocabulary, *, partly: bool) -> None:
        self._program, self._vocabulary, self._partly = program, vocabulary, partly
        self._lock = Lock()
        self._made: Made | None = None
        self.declined: str | None = None
        self._days: dict[Day, Outcomes] = {}

    def of_day(self, day: Day) -> Outcomes | None:
        """The function that comes to the codes as of a day; None where the program is not carried."""
        return self._days.get(day) or self._new_day(day)

    def _new_day(self, day: Day) -> Outcomes | None:
        made = self.prepared()
        if made is None:
            return None
        names = {**made.needs, **_OfDay(self._vocabulary, day).names(made.rules)}
        with self._lock:
            if len(self._days) >= DAYS:
                self._days = dict(list(self._days.items())[1:])
            found: Outcomes = FunctionType(made.code, names, "outcomes")
            self._days[day] = found
        return found

    def prepared(self) -> Made | None:
        """The generated function; None where the program is not carried."""
        if self._made is None and self.declined is None:
            with self._lock:
                if self._made is None and self.declined is None:
                    self._make()
        return self._made

    def _make(self) -> None:
        slots = slots_of(self._vocabulary)
        rules = RuleText(slots, partly=self._partly)
        roles: dict[str, list[CodeText]] = {}
        for rule in self._program.rules:
            try:
                role, found = rules.rule(rule)
            except Declined:
                self.declined = rule.id
                return
            roles.setdefault(role, []).append(found)
        lines, needs = reading(self._vocabulary, slots, partly=self._partly)
        lines += _found(roles)
        needs["NONE"] = dict.fromkeys((rule.id for rule in self._program.rules), 0)
        text = "\n".join(["def outcomes(facts):", *(f"    {line}" for line in lines)]) + "\n"
        names: dict[str, Any] = {}
        exec(compile(text, f"<points of {self._program.model.name!a}>", "exec"), names)  # noqa: S102 - text of our own making
        self._made = Made(text, names["outcomes"].__code__, needs, rules)


def _some_partly(facts: dict[str, Any]) -> bool:
    """Whether a value may be told by what is known of it."""
    return any(type(v) is dict for told in facts.values() if type(told) is dict for v in told.values())


def _found(roles: Mapping[str, list[CodeText]]) -> Iterator[str]:
    """Lines that come to the codes, role by role; whether a slot holds anything is asked once a role."""
    yield "found = NONE.copy()"
    for role, rules in roles.items():
        yield f"r = {role}"
        yield "if r:"
        alike: dict[str, list[CodeText]] = {}
        for rule in rules:
            alike.setdefault(rule.unless, []).append(rule)
        for unless, codes in alike.items():
            if unless:
                yield f"    if {unless}:"
                yield from (f"        found[{code.rule!a}] = {code.missing}" for code in codes)
                yield "    else:"
            indent = 8 if unless else 4
            yield from (f"{' ' * indent}found[{code.rule!a}] = {code.told}" for code in codes)
        yield "    if r != 15:"
        yield f"        for rule in ({', '.join(f'{code.rule!a}' for code in rules)},):"
        yield "            found[rule] %= 5"
    yield "return found"


class KnownBits(dict[Any, int]):
    """What a condition is for the values that it reads, as the reference says."""

    def __init__(self, ask: Callable[[Any], int]) -> None:
        self._ask = ask

    def __missing__(self, values: Any) -> int:
        found = self._ask(values)
        if len(self) >= REMEMBERED:
            self.clear()
        self[values] = found
        return found


class _OfDay:
    """The constants and tables of one day."""

    def __init__(self, vocabulary: Vocabulary, day: Day) -> None:
        self._vocabulary = vocabulary
        self._day, year = day[0].toordinal(), day[1]
        self._asked = vocabulary.year.year(self._day) if year is None else year, year is not None
        self._nothing = self._reference({})
        self._known: dict[Any, Any] = {}

    def _reference(self, values: Mapping[str, tuple[Entry, ...]]) -> Reference:
        unit = UnitFacts("", "", values=values)
        facts = Facts({"": unit})
        return Reference(UnitView(facts, unit, self._vocabulary, self._day, *self._asked))

    def names(self, rules: RuleText) -> dict[str, Any]:
        """What the text of the rules needs, by name."""
        wanted = rules.wanted
        found: dict[str, Any] = {"__builtins__": {}, "NOT": NOT, "PARTLY": CLASSES}
        found |= {name: bits(self._value(node)) for name, node in wanted.truths.items()}
        found |= {name: self._bits(asked, None) for name, asked in wanted.missing.items()}
        found |= {name: KnownBits(self._asking(asked)) for name, asked in wanted.memos.items()}
        for name, table in wanted.tables.items():
            made = found[name] = self._table(table)
            if len(table.open) == 1:
                found |= {f"{name}_{b}": made[b] for b in (NO, NULL, YES)}
        return found

    def _asking(self, asked: ReadCondition) -> Callable[[Any], int]:
        return lambda values: self._bits(asked, values)

    def _bits(self, asked: ReadCondition, held: Any) -> int:
        """The bits of a condition for the values of its slots; None: all of them are missing."""
        several = held if len(asked.slots) > 1 else (held,)
        told = {
            slot.path: (Entry(slot.value(value)),)
            for slot, value in zip(asked.slots, several, strict=True)
            if value is not None
        }
        found = self._reference(told).value(asked.node, NOTHING)
        assert isinstance(found, Truth)
        return bits(found)

    def _value(self, node: core.Node) -> Any:
        return self._nothing.value(node, NOTHING)

    def _table(self, table: FindingTable) -> Any:
        """The codes by the bits of what is open; equal tables are one."""
        settled = {name: self._value(node) for name, node in table.parts.items() if name not in table.open}
        worst = None if table.worst is None else self._value(table.worst)
        key = (tuple(settled.items()), table.open, worst)
        if key not in self._known:
            self._known[key] = self._filled(settled, table.open, worst)
        return self._known[key]

    def _filled(self, settled: Mapping[str, Truth], opened: tuple[str, ...], worst: Num | None) -> Any:
        def at(index: int) -> int:
            shifts = range(4 * (len(opened) - 1), -1, -4)
            truths = {name: TRUTHS[index >> by & 15] for name, by in zip(opened, shifts, strict=True)}
            return _code({**settled, **truths}, worst)

        if len(opened) > 1:
            return KnownBits(at)
        return [at(index) if index in TRUTHS or not opened else 0 for index in range(16)]


def _code(parts: Mapping[str, Truth], worst: Num | None) -> int:
    lifted = parts["lifted"]
    if worst is None:
        told = (parts.get("own", lifted), *(parts[p] for p in ("requires", "late", "waiting")))
        worst = OPERATORS["outcome"](*told)  # type: ignore[assignment]
    found = OPERATORS["finding"](TRUE, lifted, parts["applies"], worst)
    assert isinstance(found, Num)
    return code_of(found)
