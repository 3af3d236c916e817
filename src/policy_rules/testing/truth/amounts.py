"""What an amount of a sheet comes to where everything is known: its words as written, one exact value.

An amount is a number (`Fraction`), a grade of the scale (`Grade`), or None where there is none.
`docs/sheets.md` is what this follows, word by word; texts are FEEL, and nothing is worked out for
anything but the one case.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.units import ID
from policy_rules.values.exact import NotANumber, parse_number, parse_percent

Written = Any
"""An amount as its file has it: a text, or a mapping of words to what they take."""
WORDS = (
    *("for", "each", "read", "given", "table", "tiers", "round", "ratio", "cases", "sum", "best", "least"),
    *("mean", "limit", "share_of", "possible_of", "peers"),
)

APPLYING = ("satisfied", "pending", "violated")
"""The outcomes of an instance that no exception lifts."""
_INSTANCES = re.compile(r"instances\((.*)\)")


@frozen(order=True)
class Grade:
    """A place on the scale, 0 being the lowest; it may leave the scale while it is moved."""

    place: int


Points = Fraction | Grade | None


@frozen
class Records:
    """The records that variables stand for, by variable."""

    names: Mapping[str, Mapping[str, object]] = field(factory=dict)

    def entry(self, name: str) -> str:
        """The name of an entry made for these records."""
        ids = "/".join(str(record[ID]) for record in self.names.values())
        return f"{name}({ids})" if ids else name


NO_RECORDS = Records()


class Known(Protocol):
    """What amounts read: facts and names of the sheet, entries, items and other units."""

    scale: Sequence[str]
    as_of: datetime.date

    def say(self, text: str, records: Records) -> Any:
        """The value of an expression: a Fraction, text, truth, date, list of records, or None."""

    def entered(self, name: str) -> Fraction:
        """What a person entered."""

    def chosen(self, word: str) -> Any:
        """What a parameter of the sheet says, or the word itself."""

    def rows(self, parameter: str) -> Mapping[str, Written]:
        """The rows that a table parameter holds."""

    def counted(self, components: Written) -> Sequence[tuple[Fraction | None, Fraction]]:
        """Points got (None: does not apply) and points possible of the items of components."""

    def peers(self, written: Mapping[str, Written]) -> Points:
        """What other units have."""

    def instances(self, rules: Sequence[str], found: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """The records that are instances of the rules, with one of these outcomes at their worst."""


class Amounts:
    """Works out amounts on what is known."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def of(self, written: Written, records: Records = NO_RECORDS) -> Points:
        """The amount, with the words that it ends with in their order."""
        if not isinstance(written, Mapping):
            return self._text(str(written), records)
        word = next(w for w in WORDS if w in written)
        working: Callable[[Mapping[str, Written], Records], Points] = getattr(self, f"_{word}")
        value = working(written, records)
        if "times" in written:
            value = multiplied(value, self.of(written["times"], records))
        for word, choose in (("at_least", max), ("at_most", min)):
            if word in written:
                limit = self.of(written[word], records)
                value = None if value is None or limit is None else choose(value, limit)
        if value is None and "undefined" in written:
            return self.of(written["undefined"], records)
        return value

    def holds(self, condition: str, records: Records = NO_RECORDS) -> bool:
        """Whether the condition is true; null is not."""
        return self.known.say(condition, records) is True

    def number(self, written: Written, records: Records) -> Fraction | None:
        """The amount, which is one of points."""
        value = self.of(written, records)
        assert not isinstance(value, Grade), written
        return value

    def _text(self, text: str, records: Records) -> Points:
        fixed = constant(text)
        if fixed is not None:
            return fixed
        if text in self.known.scale:
            return self._grade(text)
        value = self.known.say(text, records)
        if isinstance(value, str):
            return self._grade(value)
        assert value is None or isinstance(value, Fraction), (text, value)
        return value

    def _grade(self, name: str) -> Grade:
        return Grade(self.known.scale.index(name))

    # -- what is read -----------------------------------------------------------------------------

    def _read(self, written: Mapping[str, Written], records: Records) -> Points:
        return self.of(written["read"], records)

    def _limit(self, written: Mapping[str, Written], records: Records) -> Points:
        return self.of(written["limit"], records)

    def _given(self, written: Mapping[str, Written], records: Records) -> Points:
        return self.known.entered(records.entry(written["given"]))

    def _peers(self, written: Mapping[str, Written], records: Records) -> Points:
        return self.known.peers(written)

    def _share_of(self, written: Mapping[str, Written], records: Records) -> Points:
        applying = [(got, most) for got, most in self.known.counted(written["share_of"]) if got is not None]
        possible = sum((most for _, most in applying), Fraction(0))
        return sum((got for got, most in applying if most), Fraction(0)) / possible if possible else None

    def _possible_of(self, written: Mapping[str, Written], records: Records) -> Points:
        counted = self.known.counted(written["possible_of"])
        return sum((most for got, most in counted if got is not None), Fraction(0))

    # -- steps, tables, tiers, rounding -------------------------------------------------------------

    def _each(self, written: Mapping[str, Written], records: Records) -> Points:
        x = self.number(written["of"], records)
        start = self.number(written.get("under", written.get("over", "0")), records)
        price = self.number(written["each"], records)
        if x is None or start is None:
            return multiplied(None, price)
        distance = start - x if "under" in written else x - start
        steps = distance / self._constant(written.get("step", "1"))
        counted = parted(steps, self._word(written.get("part", "exact"))) if steps > 0 else Fraction(0)
        return multiplied(counted, price)

    def _table(self, written: Mapping[str, Written], records: Records) -> Points:
        rows, subject = written["rows"], written["table"]
        if isinstance(rows, str):
            rows = self.known.rows(rows)
        read = isinstance(subject, str) and constant(subject) is None
        x = self.known.say(subject, records) if read else self.of(subject, records)
        if isinstance(x, bool):
            x = "true" if x else "false"
        for key, amount in rows.items():
            if x == key or (isinstance(x, Fraction) and inside(x, key)):
                return self.of(amount, records)
        return None

    def _tiers(self, written: Mapping[str, Written], records: Records) -> Points:
        x = self.number(written["tiers"], records)
        if x is None:
            return None
        x = parted(x, self._word(written.get("part", "exact")))
        low, high = min(x, Fraction(0)), max(x, Fraction(0))
        area = Fraction(0)
        for key, price in written["rows"].items():
            left, right = ends(key)
            width = min(high, high if right is None else right) - max(low, low if left is None else left)
            area += (self._constant(price)) * max(Fraction(0), width)
        return area if x > 0 else -area

    def _round(self, written: Mapping[str, Written], records: Records) -> Points:
        x = self.number(written["round"], records)
        unit = Fraction(10) ** -int(self._constant(written["places"]))
        mode = self._word(written["mode"])
        return x if x is None or mode == "none" else whole(x / unit, mode) * unit

    def _ratio(self, written: Mapping[str, Written], records: Records) -> Points:
        top, bottom = self.number(written["ratio"], records), self.number(written["to"], records)
        share = None if top is None or bottom is None or bottom == 0 else top / bottom
        return multiplied(share, self.of(written.get("points", "1"), records))

    def _constant(self, written: Written) -> Fraction:
        fixed = constant(written)
        chosen = self.known.chosen(str(written)) if fixed is None else fixed
        if not isinstance(chosen, Fraction):
            raise Declined("a number that a rule defines, where a constant stands")
        return chosen

    def _word(self, written: Written) -> str:
        """The word, or the one that a parameter chooses."""
        return str(self.known.chosen(str(written))).replace("_", " ")

    # -- several amounts ----------------------------------------------------------------------------

    def _cases(self, written: Mapping[str, Written], records: Records) -> Points:
        for condition, amount in written["cases"]:
            if self.holds(condition, records):
                return self.of(amount, records)
        return self.of(written["else"], records)

    def _parts(self, listed: Sequence[Written], records: Records) -> list[tuple[Points, Fraction | None]]:
        """The parts that are there, each with its weight."""
        found: list[tuple[Points, Fraction | None]] = []
        for part in listed:
            if not (isinstance(part, Mapping) and "of" in part and not {"each", "peers"} & set(part)):
                found.append((self.of(part, records), Fraction(1)))
            elif "if" not in part or self.holds(part["if"], records):
                weight = self.number(part["weight"], records) if "weight" in part else Fraction(1)
                found.append((self.of(part["of"], records), weight))
        return found

    def _sum(self, written: Mapping[str, Written], records: Records) -> Points:
        return added(self._parts(written["sum"], records))

    def _best(self, written: Mapping[str, Written], records: Records) -> Points:
        return greatest(v for v, _ in self._parts(written["best"], records))

    def _least(self, written: Mapping[str, Written], records: Records) -> Points:
        return lowest(v for v, _ in self._parts(written["least"], records))

    def _mean(self, written: Mapping[str, Written], records: Records) -> Points:
        return averaged(self._parts(written["mean"], records))

    def _for(self, written: Mapping[str, Written], records: Records) -> Points:
        name, _, source = written["for"].strip().partition(" in ")
        rules = _INSTANCES.fullmatch(source.strip())
        if rules is None:
            found = self.known.say(source, records)
        else:
            wanted = written["found"]
            found = self.known.instances(
                re.findall(r'"([^"]+)"', rules[1]),
                APPLYING if wanted == "applies" else (wanted,) if isinstance(wanted, str) else wanted,
            )
        inner = [Records({**records.names, name.strip(): record}) for record in found]
        inner = [r for r in inner if "if" not in written or self.holds(written["if"], r)]
        how = next(word for word in ("sum", "best", "least", "mean") if word in written)
        values = [self.of(written[how], r) for r in inner]
        if "per" in written:
            keys = [repr(self.known.say(written["per"], r)) for r in inner]
            pairs = [(k, v) for k, v in zip(keys, values, strict=True) if isinstance(v, Fraction)]
            return sum((max(v for k, v in pairs if k == key) for key in {k for k, _ in pairs}), Fraction(0))
        if how in ("best", "least"):
            return greatest(values) if how == "best" else lowest(values)
        parts: list[tuple[Points, Fraction | None]] = [(v, Fraction(1)) for v in values]
        return added(parts) if how == "sum" else averaged(parts)


# -- values ------------------------------------------------------------------------------------------


def multiplied(value: Points, factor: Points) -> Points:
    """The product; what there is not stays so times 0 too."""
    if value is None or factor is None:
        return None
    assert isinstance(value, Fraction) and isinstance(factor, Fraction)
    return value * factor


def added(parts: Sequence[tuple[Points, Fraction | None]]) -> Points:
    """The sum of values times weights; a grade is moved by the sum of the numbers."""
    moved = [multiplied(v, weight) for v, weight in parts if not isinstance(v, Grade)]
    numbers = [v for v in moved if isinstance(v, Fraction)]
    if len(numbers) < len(moved):
        return None
    total = sum(numbers, Fraction(0))
    grade = next((v for v, _ in parts if isinstance(v, Grade)), None)
    if grade is None:
        return total
    if total.denominator != 1:
        raise Declined("a grade moved by a part of a place")
    return Grade(grade.place + int(total))


def averaged(parts: Sequence[tuple[Points, Fraction | None]]) -> Points:
    """The weighted mean of the parts that there are."""
    there = [(v, w) for v, w in parts if isinstance(v, Fraction) and w is not None and w > 0]
    weight = sum((w for _, w in there), Fraction(0))
    return sum((v * w for v, w in there), Fraction(0)) / weight if there else None


def greatest(values: Any) -> Points:
    """The greatest of what there is."""
    return max((v for v in values if v is not None), default=None)


def lowest(values: Any) -> Points:
    """The least of what there is."""
    return min((v for v in values if v is not None), default=None)


# -- numbers and ranges as they are written ------------------------------------------------------------


def constant(written: Written) -> Fraction | None:
    """The number of `5`, `0.5`, `60%` or `1/2`."""
    text = str(written).strip()
    top, slash, bottom = text.partition("/")
    try:
        if text.endswith(("%", "％")):
            return parse_percent(text)
        return parse_number(top.strip()) / parse_number(bottom.strip()) if slash else parse_number(text)
    except NotANumber:
        return None


_SIDED = re.compile(r"(>=|<=|>|<|≥|≤)\s*(.+)")
_RANGED = re.compile(r"[\[(\]]\s*(.+?)\s*\.\.\s*(.+?)\s*[\])\[]")


def ends(key: str) -> tuple[Fraction | None, Fraction | None]:
    """Where a range begins and ends, None where it does not."""
    if match := _SIDED.fullmatch(key.strip()):
        end = constant(match[2])
        return (end, None) if match[1] in (">=", ">", "≥") else (None, end)
    if match := _RANGED.fullmatch(key.strip()):
        return constant(match[1]), constant(match[2])
    return constant(key), constant(key)


def inside(x: Fraction, key: str) -> bool:
    """Whether the number lies in a range such as `>= 90`, `[80..90)`, `(0..5]`, `< 60` or `3`."""
    key = key.strip()
    low, high = ends(key)
    owns_low = not key.startswith(("(", "]")) and not re.match(r">(?!=)", key)
    owns_high = not key.endswith((")", "[")) and not re.match(r"<(?!=)", key)
    above = low is None or x > low or (owns_low and x == low)
    below = high is None or x < high or (owns_high and x == high)
    return above and below and not (low is high is None)


def whole(x: Fraction, mode: str) -> Fraction:
    """The number made whole: halves are looked at on its size, its sign is put back."""
    size, sign = abs(x), 1 if x >= 0 else -1
    down, rest = Fraction(math.floor(size)), size - math.floor(size)
    up = down if rest == 0 else down + 1
    half = Fraction(1, 2)
    nearest = {
        "half up": up if rest >= half else down,
        "half down": up if rest > half else down,
        "half even": up if rest > half or (rest == half and down % 2) else down,
        "up": up,
        "down": down,
        "floor": down if sign > 0 else up,
        "ceiling": up if sign > 0 else down,
    }
    return sign * nearest[{"whole": "floor", "started": "ceiling"}.get(mode, mode)]


def parted(x: Fraction, part: str) -> Fraction:
    """A number of steps, with a part of one counted as the sheet says."""
    return x if part == "exact" else whole(x, part)
