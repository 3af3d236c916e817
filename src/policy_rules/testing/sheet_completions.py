"""What is open about a sheet, filled in at random: entries of persons, parts of corrections, parameters.

Works on files as they are written, and knows no more of sheets than that.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.facts.bound import UnitFacts
from policy_rules.ruleset.model import Criterion
from policy_rules.testing.choices import Choices
from policy_rules.testing.completions import Completing
from policy_rules.testing.raw_facts import raw_unit
from policy_rules.testing.sheet_amounts import grade_rows
from policy_rules.testing.truth.amounts import constant
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.entered import highest, how_of_several
from policy_rules.testing.truth.sheet_texts import entry_name, listed
from policy_rules.testing.truth.sources import Sources
from policy_rules.testing.truth.units import day_of
from policy_rules.testing.vocabularies import GRADES
from policy_rules.values.known import Labels, Num, Truth, Value, label
from policy_rules.vocabulary import Type

Ranks = Sequence[Criterion]
TRIES = 200
"""How many orders of the records of one day are tried."""


@frozen
class Asked:
    """An entry that a sheet asks for; `list`: one for each of its records."""

    name: str
    low: Fraction
    high: Fraction
    by: Fraction | None
    list: str = ""


def asked_by(written: Any, source: str = "") -> Iterator[Asked]:
    """The entries that a sheet as written asks for."""
    if isinstance(written, Mapping):
        if "given" in written:
            low, high = (fraction(end) for end in written["between"])
            by = fraction(written["by"]) if "by" in written else None
            yield Asked(written["given"], low, high, by, source)
        for key, value in written.items():
            of_each = "for" in written and key in ("sum", "mean", "best", "least")
            inner = written["for"].partition(" in ")[2].partition("[")[0].strip() if of_each else source
            yield from asked_by(value, inner)
    elif isinstance(written, list):
        for value in written:
            yield from asked_by(value, source)


def fraction(written: Any) -> Fraction:
    """The number as it is written."""
    found = constant(written)
    assert found is not None, written
    return found


@frozen
class SheetCompleting:
    """Fills in what is open; `end` 0 takes the least of everything, 1 the greatest, None anything."""

    choices: Choices
    sheet: Mapping[str, Any]
    as_of: Any
    end: int | None = None

    def number(self, low: Fraction, high: Fraction, by: Fraction | None) -> Fraction:
        """A number between both, on the grid of an entry."""
        grid = by or Fraction(1, 4)
        steps = (high - low) // grid
        if self.end is not None:
            return low + self.end * (steps * grid if by else high - low)
        return low + grid * self.choices.integer(0, int(steps))

    def facts(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The file with every entry made, and every number of a correction known."""
        entries = [self._settled(e, "value") for e in raw.get("entries", [])]
        year = int(self.sheet["year"])
        on_file = {
            entry_name(e)
            for e in entries
            if int(e.get("for", year)) == year and ("date" not in e or day_of(e["date"]) <= self.as_of)
        }
        for asked in asked_by(self.sheet):
            ids = [r["id"] for r in raw.get(asked.list, [])] if asked.list else [""]
            for id in ids:
                entry = {"entry": asked.name, **({"instance": id} if id else {}), "for": year}
                if entry_name(entry) not in on_file:
                    value = self.number(asked.low, asked.high, asked.by)
                    entries.append({**entry, "value": str(value), "scorer": "assessor"})
        entries = self._of_one(self._replacing_in_turn(entries))
        corrections = [self._settled(self._settled(c, "change"), "value") for c in raw.get("corrections", [])]
        corrections = self._fed_back(corrections)
        corrections = self._all_decided([c for c in corrections if day_of(c["date"]) <= self.as_of])
        corrections = self._in_an_order(corrections, follows=_follows)
        exceptions = self._in_an_order([self._lifted(e) for e in raw.get("exceptions", [])], "rule")
        return {**raw, "entries": entries, "corrections": corrections, "exceptions": exceptions}

    def _lifted(self, exception: Mapping[str, Any]) -> dict[str, Any]:
        """The exception with a number, where it only says that one is lifted."""
        if "lifted" not in exception or "value" in exception:
            return dict(exception)
        return {**exception, "value": str(self.number(Fraction(0), Fraction(20), Fraction(1)))}

    def _of_one(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The entries; of several for which the sheet does not say what counts, those of one person."""
        kept: list[dict[str, Any]] = []
        for name in dict.fromkeys(map(entry_name, entries)):
            of_name = [e for e in entries if entry_name(e) == name]
            made = [e for e in of_name if self._made(e)]
            first = [e for e in made if not e.get("replaces")]
            own = {e.get("scorer") for e in first}
            thirds = [e for e in made if e.get("replaces") and e.get("scorer") not in own]
            how = how_of_several(self.sheet, of_name[0]["entry"])
            later = [e for e in made if e.get("replaces") and e.get("scorer") in own]
            later.sort(key=lambda e: (day_of(e["date"]), e.get("order", 0)))
            standing = {e.get("scorer"): e for e in (*first, *later)}
            ranked = highest(how, standing.values())
            settled = how == "mean" or (how == "moderated" and thirds) or len(ranked) == 1
            if len(first) > 1 and not settled:
                only = self.choices.pick([e.get("scorer") for e in ranked or first])
                gone = own - {only} | ({e.get("scorer") for e in thirds} if ranked else set())
                of_name = [e for e in of_name if e.get("scorer") not in gone]
            kept += of_name
        return kept

    def _made(self, entry: Mapping[str, Any]) -> bool:
        """Whether an entry is on file on the day."""
        return self._counts(entry) and ("date" not in entry or day_of(entry["date"]) <= self.as_of)

    def _replacing_in_turn(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The entries, those that replace one with a day, and of one day in an order."""
        replacing = [e for e in entries if e.get("replaces")]
        for entry in replacing:
            alike = [e for e in replacing if "date" in e and entry_name(e) == entry_name(entry)]
            days = [e["date"] for e in alike if day_of(e["date"]) <= self.as_of]
            if "date" not in entry:
                entry["date"] = self.choices.pick([self.as_of, *days])
        self._in_an_order(replacing, "entry", "instance", "for")
        return entries

    def _fed_back(self, corrections: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The corrections, where a sheet asks what is in time with the feedback and its delivery on file."""
        if "in_time" not in self.sheet.get("review", {}):
            return corrections
        on_file = [c for c in corrections if self._counts(c) and day_of(c["date"]) <= self.as_of]
        made = []
        for objection in [c for c in on_file if c["kind"] == "objection" and "about" not in c]:
            objection["about"] = f"to {objection['id']}"
            day = day_of(objection["date"]) - datetime.timedelta(days=self.choices.pick((0, 3, 8, 20)))
            told = {"id": objection["about"], "kind": "feedback", "item": objection["item"]}
            made.append({**told, "date": day, "reason": "reason"})
        delivered = {c.get("about") for c in on_file if c["kind"] == "delivery"}
        for feedback in [c for c in (*on_file, *made) if c["kind"] == "feedback"]:
            if feedback["id"] not in delivered:
                day = day_of(feedback["date"]) + datetime.timedelta(days=self.choices.pick((0, 1, 4, 9)))
                told = {"id": f"{feedback['id']} delivered", "kind": "delivery", "about": feedback["id"]}
                made.append({**told, "date": min(day, self.as_of), "reason": "reason"})
        return [*corrections, *made]

    def _all_decided(self, corrections: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The corrections, with a decision on each objection that has none."""
        on_file = [c for c in corrections if self._counts(c)]
        answered = {c.get("about") for c in on_file if c["kind"] == "decision"}
        made = []
        for objection in on_file:
            if objection["kind"] == "objection" and objection["id"] not in answered:
                decided = [c for c in corrections if c["kind"] == "decision"]
                on_it = [c for c in decided if c.get("about") == objection["id"]]
                item = _item(objection, corrections)
                past = [c["id"] for c in on_it if _item(c, corrections) == item]
                day = self.as_of if past else self.choices.pick((day_of(objection["date"]), self.as_of))
                change = f"{self.number(Fraction(-2), Fraction(3), Fraction(1, 2))}"
                told = {"id": f"on {objection['id']}", "kind": "decision", "about": objection["id"]}
                made.append(told | {"change": change, "date": day, "reason": "reason", "supersedes": past})
        return [*corrections, *made]

    def _counts(self, correction: Mapping[str, Any]) -> bool:
        over = "until" in correction and day_of(correction["until"]) < self.as_of
        return not over and int(correction.get("for", self.sheet["year"])) == int(self.sheet["year"])

    def _in_an_order(
        self, records: list[dict[str, Any]], *about: str, follows: Callable[[Any, Any], bool] | None = None
    ) -> list[dict[str, Any]]:
        """The records, those about one thing on one day being put in one of the orders that they may have.

        `follows` says of two whether the first surely comes after the second.
        """
        groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for record in records:
            day = day_of(record["date"]) if "date" in record else None
            groups.setdefault((day, *(record.get(key) for key in about)), []).append(record)
        for same in groups.values():
            orders = [r.get("order") for r in same]
            if len(same) > 1 and (None in orders or len(set(orders)) < len(orders)):
                for place, record in enumerate(self._some_order(same, follows)):
                    record["order "] = place
        for record in records:
            if "order " in record:
                record["order"] = record.pop("order ")
        return records

    def _some_order(
        self, same: list[dict[str, Any]], follows: Callable[[Any, Any], bool] | None
    ) -> list[dict[str, Any]]:
        for _ in range(TRIES):
            mixed = sorted(same, key=lambda _: self.choices.integer(0, 10**6))
            told = iter(sorted((r for r in mixed if "order" in r), key=lambda r: int(r["order"])))
            found = [next(told) if "order" in r else r for r in mixed]
            if follows is None or not any(follows(a, b) for a, b in combinations(found, 2)):
                return found
        raise Declined("records of one day for which no order was found")

    def _settled(self, record: Mapping[str, Any], key: str) -> dict[str, Any]:
        told = record.get(key)
        if not isinstance(told, Mapping):
            return dict(record)
        low, high = fraction(told["at_least"]), fraction(told["at_most"])
        return {**record, key: str(self.number(low, high, Fraction(1, 2)))}

    def parameters(self) -> dict[str, Any]:
        """A value, or rows, for each parameter that the sheet itself declares and leaves open."""
        return {
            name: self._parameter(declared or {})
            for name, declared in self.sheet.get("parameters", {}).items()
            if "value" not in (declared or {}) and name != "may_change"
        }

    def _parameter(self, declared: Mapping[str, Any]) -> Any:
        if "one_of" in declared:
            options = declared["one_of"]
            return options[-self.end] if self.end is not None else self.choices.pick(options)
        if "range" in declared:
            low, high = (fraction(end) for end in declared["range"].split(".."))
            return str(self.number(low, high, Fraction(1)))
        scale = self.sheet["scale"]
        if self.end is not None:
            return {"< 0": scale[-self.end], ">= 0": scale[-self.end]}
        return grade_rows(self.choices, [self.choices.pick(scale) for _ in scale])


def _item(correction: Mapping[str, Any], known: Iterable[Mapping[str, Any]]) -> Any:
    """The item that a correction is about: its own, or that of what it answers."""
    if "item" in correction:
        return correction["item"]
    return next((_item(c, known) for c in known if c["id"] == correction.get("about")), None)


def _follows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a correction answers another, or stands in its place."""
    return one.get("about") == other["id"] or other["id"] in listed(one.get("supersedes"))


# -- facts -----------------------------------------------------------------------------------------------


class EndCompleting(Completing):
    """Completes facts with the least of everything that they leave open, or with the greatest."""

    end: int = 0

    def settled(self, value: Value, type: Type) -> Value:
        """The least or the greatest value; where there is none, any."""
        if isinstance(value, Truth) and not value.settled:
            return Truth(2 * self.end, 2 * self.end)
        if isinstance(value, Labels) and value.members:
            return label(sorted(value.members)[-self.end])
        if isinstance(value, Num) and not value.settled:
            end = value.hi if self.end else value.lo
            if not isinstance(end, float):
                return Num(end, end)
        return super().settled(value, type)


class Least(EndCompleting):
    """With the least of everything."""


class Greatest(EndCompleting):
    """With the greatest of everything."""

    end = 1


def completed_file(completing: Completing, unit: UnitFacts, raw: Mapping[str, Any]) -> dict[str, Any]:
    """A facts file in which nothing is missing; what the file says exactly stands in it as it is said.

    So do published figures of what follows from records: it may be that these records exclude them.
    """
    made = raw_unit(completing.unit(unit), completing.vocabulary)
    kept = {section: raw[section] for section in ("exceptions", "entries", "corrections") if section in raw}
    whole = {**over(raw, made), **kept}
    figures = {(f["measure"], f["for"]) for f in made.get("reported", [])}
    beside = [f for f in raw.get("reported", []) if (f["measure"], f["for"]) not in figures]
    return {**whole, "reported": [*whole.get("reported", []), *beside]}


def graded_by_one(
    completing: Completing, raw: Mapping[str, Any], gradings: Iterable[Mapping[str, Any]], precedence: Ranks
) -> list[dict[str, Any]]:
    """The completed gradings; of what several gave, what one of those gave whom nobody surely outranks.

    That is taken from the file as it stands: what the library makes of several is what is judged.
    """
    sources, found = Sources.of(raw, precedence), []
    for made in map(dict, gradings):
        told = (g for g in raw.get("gradings", ()) if _about(g) == _about(made))
        said = [(g["value"], "", g.get("date"), g) for g in told]
        if len(said) > 1:
            value = completing.choices.pick(sources.believed(said))
            options = value["one_of"] if isinstance(value, Mapping) else [value]
            grade = completing.settled(Labels(frozenset(options)), Type("label", labels=GRADES))
            assert isinstance(grade, Labels) and grade.members
            made["value"] = next(iter(grade.members))
        found.append(made if {"grader", "role"} & set(made) else {**made, "grader": "assessor"})
    return found


def over(raw: Any, made: Any) -> Any:
    """What was said, where it is one value, else what was made of it."""
    if isinstance(made, Mapping) and isinstance(raw, Mapping):
        if {"at_least", "at_most", "one_of"} & set(raw):
            return made
        return {**made, **{key: over(raw[key], made.get(key, raw[key])) for key in raw}}
    if isinstance(made, list) and isinstance(raw, list):
        said = {_about(each): each for each in raw}
        return [over(said.get(_about(each), each), each) for each in made]
    return made if isinstance(raw, Mapping) else raw


def _about(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record.get(key) for key in ("id", "measure", "rule", "instance", "for", "list", "of"))
