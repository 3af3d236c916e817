"""What a sheet gives a unit of which everything is known: items, steps and procedure, point by point.

Takes the sheet's file as written, the unit's facts as their file has them, and what rules come to;
gives one exact value for each item and step. `docs/sheets.md` and decision 6 are what this follows.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from policy_rules.testing.truth.amounts import (
    NO_RECORDS,
    Amounts,
    Grade,
    Points,
    Records,
    Written,
    constant,
    greatest,
    lowest,
)
from policy_rules.testing.truth.cycles import CALENDAR_YEARS, Years
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.entered import how_of_several, of_several
from policy_rules.testing.truth.procedure import days_of, decisions_on, in_turn, year_of
from policy_rules.testing.truth.sheet_texts import clamped, entry_name, fixed, listed, within
from policy_rules.testing.truth.units import ID, day_of, number_in_place

Column = tuple[Fraction, ...]
"""What is compared of a unit: its amount, and its further keys."""
_OUTCOME = re.compile(r'outcome\(\s*"([^"]+)"\s*\)')


class Told(Protocol):
    """What is known of a unit besides its sheet."""

    def say(self, text: str, names: Mapping[str, object]) -> Any:
        """The exact value of a FEEL text on the unit's facts and these names, which come first."""

    def outcome(self, rule: str, as_of: datetime.date) -> str:
        """What a rule comes to as of a day."""

    def charged(self, rule: str) -> str:
        """What a sheet reads of a rule as of the day of assessment."""

    def instances(self, rules: Iterable[str]) -> Mapping[str, str]:
        """The worst that each record comes to which is an instance of the rules, by its id."""

    def list_of(self, rule: str) -> str:
        """The list whose records are the instances of a rule."""


class SheetTruth:
    """The values of one unit's items and steps.

    `sheet` is the sheet's file (`as_written`), `facts` the unit's. `defined` are the numbers that rules
    define, by name the rule and the number as written; `parameters` the value, or the rows, of each of
    the sheet's parameters; `others` the units compared with; `years` what a year is in the ruleset.
    """

    def __init__(
        self,
        sheet: Mapping[str, Any],
        told: Told,
        facts: Mapping[str, Any],
        as_of: datetime.date,
        *,
        scale: Sequence[str] = (),
        defined: Mapping[str, tuple[str, str]] | None = None,
        parameters: Mapping[str, Any] | None = None,
        others: Callable[[], Iterable[SheetTruth]] | None = None,
        years: Years = CALENDAR_YEARS,
    ) -> None:
        self.sheet, self.years = sheet, years
        self.year, self.as_of = int(self.sheet["year"]), as_of
        own = self.sheet.get("scale", [])
        self.scale: Sequence[str] = own if isinstance(own, list) else scale
        self.told, self.facts, self.others = told, facts, others
        self.items: dict[str, Any] = {item["id"]: item for item in self.sheet.get("items", [])}
        self.parents = {c: i for i, item in self.items.items() for c in listed(item.get("children"))}
        self.parameters = {**self._set_by_the_sheet(), **(parameters or {})}
        self.names: dict[str, object] = {}
        self.values: dict[str, Points] = {}
        self.before_approval: Points = None
        self.due: datetime.date | None = None
        self.amounts = Amounts(self)
        self._begin(defined or {})
        self._waiting = [*self.items, *self.sheet.get("steps", {})]
        self.result = self._results()

    def _set_by_the_sheet(self) -> dict[str, Any]:
        own = self.sheet.get("parameters", {})
        return {name: p["value"] for name, p in own.items() if p and "value" in p}

    def _begin(self, defined: Mapping[str, tuple[str, str]]) -> None:
        """Names of the sheet that stand before any item: days, parameters, numbers that rules define."""
        period = self.years.span(self.year)
        day = min(self.as_of, period.high)
        self.names = {"as_of": self.as_of, "year": self.year, "day": day, "period": period}
        for name, (rule, number) in defined.items():
            replaced = number_in_place(e for e in self._on_file("exceptions") if e["rule"] == rule)
            now = constant(number) if replaced is None else replaced
            assert now is not None
            self.names[name] = now
        for name in self.sheet.get("parameters", {}):
            value = self.parameters[name] if name in self.parameters else self._declared(name)
            if not isinstance(value, Mapping):
                fixed = constant(value)
                self.names[name] = value if fixed is None or isinstance(value, bool) else fixed

    def _declared(self, name: str) -> Any:
        """The value of a parameter of the ruleset; null where only a table of that name is read."""
        try:
            return self.told.say(f"parameters.{name}", {})
        except Declined:
            return None

    def _results(self) -> dict[str, str]:
        """The steps of the result that the sheet names."""
        return dict(self.sheet.get("result", {}))

    # -- what amounts read --------------------------------------------------------------------------

    def say(self, text: str, records: Records) -> Any:
        """The value of an expression; numbers are exact."""
        if text in self.names and text not in records.names:
            return self.names[text]
        text = _OUTCOME.sub(lambda match: f'"{self._outcome(match[1])}"', text)
        return self.told.say(text, {**self.names, **records.names})

    def _outcome(self, rule: str) -> str:
        """The outcome of a rule; for an item due before, as of its own day, and late from the next."""
        if self.due is None or self.due >= self.as_of:
            return self.told.charged(rule)
        found = self.told.outcome(rule, self.due)
        return "violated" if found == "pending" else found

    def instances(self, rules: Sequence[str], found: Sequence[str]) -> list[Mapping[str, object]]:
        """The records that are instances of the rules and come to one of these outcomes, as of today."""
        worst = self.told.instances(rules)
        records = self.told.say(self.told.list_of(rules[0]), self.names)
        return [record for record in records if worst.get(str(record[ID])) in found]

    def entered(self, name: str) -> Fraction:
        """The last entry of the name: of those that replace one, if there are any."""
        made = [e for e in self._on_file("entries") if entry_name(e) == name]
        later, first = [e for e in made if e.get("replaces")], [e for e in made if not e.get("replaces")]
        if len({e.get("scorer") for e in first}) > 1:
            return of_several(how_of_several(self.sheet, first[0]["entry"]), first, later, in_turn)
        last = in_turn(later or first)
        value = constant(last[-1]["value"]) if last else None
        if value is None:
            raise Declined("an entry that nobody made")
        return value

    def chosen(self, word: str) -> Any:
        """What a parameter of the sheet says, or the word itself."""
        return self.names.get(word, word)

    def rows(self, parameter: str) -> Mapping[str, Written]:
        """The rows of a table parameter in force on the day of assessment."""
        rows = self.parameters.get(parameter)
        if not rows:
            raise Declined("a table that is open")
        if not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(key)) for key in rows):
            return dict(rows)
        begun = [key for key in sorted(rows, key=str) if str(key) <= self.as_of.isoformat()]
        if not begun:
            raise Declined("a table that is not in force yet")
        return dict(rows[begun[-1]])

    def counted(self, components: Written) -> list[tuple[Fraction | None, Fraction]]:
        """Points got and possible of the items of components; a group with a cap of its own is one."""
        found: list[tuple[Fraction | None, Fraction]] = []
        for name, item in self.items.items():
            above = self._above(name)
            component = next((i["component"] for i in (item, *above) if "component" in i), "")
            whole = "at_most" in item or not item.get("children")
            if component in listed(components) and whole and not any("at_most" in i for i in above):
                got = self.values[name]
                assert not isinstance(got, Grade)
                found.append((got, self._possible(name)))
        return found

    def _above(self, name: str) -> list[dict[str, Any]]:
        found = []
        while name in self.parents:
            name = self.parents[name]
            found.append(self.items[name])
        return found

    def _possible(self, name: str) -> Fraction:
        """The points possible: the item's, or its cap where its children come to more."""
        item = self.items[name]
        points = self._points(item)
        return min(points, fixed(item["at_most"])) if "at_most" in item else points

    def _points(self, item: Mapping[str, Any]) -> Fraction:
        if item["points"] != "set yearly":
            return fixed(item["points"])
        return sum((self._possible(child) for child in listed(item["children"])), Fraction(0))

    # -- items ----------------------------------------------------------------------------------------

    def run(self) -> SheetTruth:
        """Every item and step."""
        while self._waiting:
            self._next()
        return self

    def value(self, name: str) -> Points:
        """The value of an item or step; what stands before it is worked out first."""
        while name not in self.values:
            self._next()
        return self.values[name]

    def _next(self) -> None:
        name = self._waiting.pop(0)
        if name not in self.values:
            self._keep(name, self._item(name) if name in self.items else self._step(name))

    def _keep(self, name: str, value: Points) -> None:
        self.values[name] = value
        placed = isinstance(value, Grade) and 0 <= value.place < len(self.scale)
        self.names[name] = self.scale[value.place] if placed and isinstance(value, Grade) else value
        if isinstance(value, Grade) and not placed:
            self.names.pop(name)

    def _item(self, name: str) -> Fraction | None:
        item = self.items[name]
        for child in listed(item.get("children")):
            if child not in self.values:
                self._keep(child, self._item(child))
        self.due = datetime.date.fromisoformat(item["due"]) if "due" in item else None
        found = self._running(item) if "applies" not in item or self._true(item["applies"]) else None
        self.due = None
        return found

    def _running(self, item: Mapping[str, Any]) -> Fraction:
        points = self._points(item)
        floor, cap = within(item, points)
        if children := listed(item.get("children")):
            parts = [self.values[child] for child in children]
            at = sum((p for p in parts if isinstance(p, Fraction)), Fraction(0))
            at = min(at, fixed(item["at_most"])) if "at_most" in item else at
        else:
            at = clamped(self._effects(item, points), floor, cap)
        worsens = self.sheet.get("review", {}).get("may_worsen", "false")
        for decision in self._decisions(item["id"]):
            moved = fixed(decision["value"]) if "value" in decision else at + fixed(decision["change"])
            moved = clamped(moved, floor, cap)
            objected = {r["id"] for r in self._on_file("corrections") if r["kind"] == "objection"}
            held = decision.get("about") in objected and moved < at and not self._true(worsens)
            at = at if held else moved
        return at

    def _effects(self, item: Mapping[str, Any], points: Fraction) -> Fraction:
        """Start, then the effects; those of a group together come to no more than its cap."""
        at = points if item["start"] == "full" else Fraction(0)
        sums: dict[str, Fraction] = {}
        for effect in item.get("effects", []):
            if not self._taken(effect):
                continue
            sign, word = (-1, "deduct") if "deduct" in effect else (1, "add")
            move = self.amounts.number(effect[word], NO_RECORDS)
            if move is None:
                raise Declined("an effect without an amount")
            if "group" not in effect:
                at += sign * move
                continue
            most = self.amounts.number(item["groups"][effect["group"]]["at_most"], NO_RECORDS)
            if most is None:
                raise Declined("a group cap without an amount")
            before = sums.get(effect["group"], Fraction(0))
            sums[effect["group"]] = before + move
            at += sign * (min(before + move, most) - min(before, most))
        return at

    def _taken(self, effect: Mapping[str, Any]) -> bool:
        if "if" in effect:
            return self._true(effect["if"])
        return "unless" not in effect or not self._true(effect["unless"])

    def _true(self, condition: str) -> bool:
        return self.amounts.holds(condition)

    # -- steps ------------------------------------------------------------------------------------------

    def _step(self, name: str) -> Points:
        value = self.amounts.of(self.sheet["steps"][name])
        for approval in self._approvals() if name in self.result.values() else ():
            given: Points
            if name == self.result.get("grade"):
                if not approval.get("grade"):
                    continue
                given = Grade(self.scale.index(approval["grade"]))
                self.before_approval = value if self.before_approval is None else self.before_approval
            elif name == self.result.get("total") and approval.get("value") is not None:
                given = fixed(approval["value"])
            else:
                continue
            value = given if self._true(self.sheet["approval"]) else value
        return value

    # -- what is on file ----------------------------------------------------------------------------------

    def _on_file(self, section: str) -> list[dict[str, Any]]:
        """The records of the sheet's year, begun and not over on the day of assessment, by their days."""
        found = []
        for record in self.facts.get(section) or []:
            year = year_of(record, self.facts[section]) if section == "corrections" else record.get("for")
            begun = "date" not in record or day_of(record["date"]) <= self.as_of
            over = "until" in record and day_of(record["until"]) < self.as_of
            if begun and not over and (section == "exceptions" or year is None or int(year) == self.year):
                found.append(record)
        if section == "corrections":
            found.sort(key=lambda r: day_of(r["date"]) if "date" in r else datetime.date.min)
        return found

    def _decisions(self, item: str) -> list[dict[str, Any]]:
        """The decisions on an item that count, in their order."""
        return decisions_on(item, self._on_file("corrections"), self._approvals_decide, self._heard)

    def _heard(self, objection: dict[str, Any]) -> bool:
        """Whether a decision on an objection counts: it came in time, or one that is late does."""
        review = self.sheet.get("review", {})
        if "in_time" not in review:
            return True
        days = days_of(objection, self._on_file("corrections"))
        for text in (str(review["in_time"]), str(review["late_counts"])):
            if {"sent_on", "delivered_on", "read_on"} & set(re.findall(r"\w+", text)) - set(days):
                raise Declined("a day that is not on file")
            if self.told.say(text, {**self.names, **days}) is True:
                return True
        return False

    def _approvals_decide(self) -> bool:
        """Whether an approval may change the result, as far as that is known before there is one."""
        read = {*self.items, *self.sheet.get("steps", {})}
        if read & set(re.findall(r"\w+", str(self.sheet["approval"]))):
            raise Declined("an approval that reads what it may change")
        return self._true(self.sheet["approval"])

    def _approvals(self) -> list[dict[str, Any]]:
        return in_turn(r for r in self._on_file("corrections") if r["kind"] == "approval")

    # -- other units ----------------------------------------------------------------------------------------

    def peers(self, written: Mapping[str, Written]) -> Points:
        """What the other units have in an item or an earlier step, or the own rank among them."""
        if self.others is None:
            raise Declined("peers of a unit alone")
        how, own = written["peers"], self.compared(written)
        there = [t for t in self.others() if t is not self and self._same_class(t, written.get("among"))]
        columns = [c for t in there if (c := t.compared(written)) is not None]
        if how == "rank":
            return None if own is None else self._rank(written, own, columns)
        with_own = own is not None and written.get("self", "yes") in ("yes", "true")
        amounts = [c[0] for c in (*columns, *([own] if with_own and own else []))]
        if how == "count":
            return Fraction(len(amounts))
        if how == "mean":
            return sum(amounts, Fraction(0)) / len(amounts) if amounts else None
        return greatest(amounts) if how == "best" else lowest(amounts)

    def compared(self, written: Mapping[str, Written]) -> Column | None:
        """The amount compared and its further keys; None where there is no amount."""
        first, *keys = (self.value(name) for name in (written["of"], *listed(written.get("then"))))
        if first is None:
            return None
        if any(key is None for key in keys):
            raise Declined("a further key of a rank is undefined")
        sign = -1 if written.get("order") == "least first" and written["peers"] == "rank" else 1
        return tuple(sign * v for v in (first, *keys) if isinstance(v, Fraction))

    def _same_class(self, other: SheetTruth, among: str | None) -> bool:
        if among is None:
            return bool(other.sheet["sheet"] == self.sheet["sheet"])
        mine, theirs = self.say(among, NO_RECORDS), other.say(among, NO_RECORDS)
        if mine is None or theirs is None:
            raise Declined("the class of a unit is null")
        return bool(mine == theirs)

    def _rank(
        self,
        written: Mapping[str, Written],
        own: tuple[Fraction, ...],
        others: Sequence[tuple[Fraction, ...]],
    ) -> Fraction:
        ties = str(self.chosen(written["ties"])).replace("_", " ")
        if ties == "last of tie":
            return Fraction(1 + sum(o >= own for o in others))
        better = [o for o in others if o > own]
        return Fraction(1 + (len(set(better)) if ties == "dense" else len(better)))
