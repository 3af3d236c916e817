"""Values of a declared type, as files write them, as abstract values of the domain.

A value is a scalar, `null`, `{at_least, at_most}` or `{one_of: […]}`. Readers return a value or the
fault that says why there is none.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from fractions import Fraction

from policy_rules.documents import Mapping, Node, Scalar, Sequence, Untold, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.shapes import DAY, YEAR, meant_day, read_day
from policy_rules.values.known import (
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    Exact,
    Labels,
    Num,
    Value,
    join_all,
    label,
    point,
    truth,
)
from policy_rules.vocabulary import Type

_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,59})(\.[0-9]{1,60})?")
_RATIO = re.compile(r"-?[0-9]{1,60}/[1-9][0-9]{0,59}")
_TRUE = {"true", "yes", "on", "y", "是", "有"}
_FALSE = {"false", "no", "off", "n", "否", "无"}


def whole(value: Fraction | int) -> Exact:
    """The number as an int where it is whole."""
    return value if isinstance(value, int) or value.denominator != 1 else value.numerator


def exact(text: str) -> Exact | None:
    """The number that a plain decimal (or a ratio such as `1/3`) writes, or None."""
    if _NUMBER.fullmatch(text) or _RATIO.fullmatch(text):
        return int(text) if text.isdecimal() else whole(Fraction(text))
    return None


def decimal(number: Fraction | int) -> str:
    """The number as a plain decimal where it has an end, else as a ratio."""
    places = next((n for n in range(61) if (number * 10**n).denominator == 1), None)
    if not places:
        return str(number)
    digits = f"{abs(number * 10**places).numerator:0{places + 1}}"
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


PARTLY = frozenset({"at_least", "at_most", "one_of"})
"""The keys that tell what is known of a value that is only partly known."""


def null_of(kind: Type) -> Value:
    """The null of a type."""
    if kind.kind == "boolean":
        return NULL_TRUTH
    return NULL_LABEL if kind.kind in ("label", "text") else NULL_NUM


def read_value(node: Node, kind: Type, name: str) -> Value | Fault:
    """The value that a node gives to `name`, which is of type `kind`."""
    if isinstance(node, Scalar):
        return read_point(node, kind, name)
    if isinstance(node, Sequence):
        return node.fault(
            f"a list stands where `{name}` needs {noun(kind)}", "write `{one_of: […]}` for one of several"
        )
    keys = set(node.keys())
    if keys and keys <= {"at_least", "at_most"}:
        return _read_interval(node, kind, name)
    if keys == {"one_of"}:
        return _read_one_of(node, kind, name)
    return node.fault(
        f"`{name}` needs {noun(kind)}, not keys with values",
        "partly known is `{at_least: …, at_most: …}` or `{one_of: […]}`",
    )


def read_point(node: Scalar, kind: Type, name: str) -> Value | Fault:
    """The value that a single scalar gives."""
    if isinstance(node, Untold):
        return node.fault(f"`{name}` needs {noun(kind)}, not {describe(node)}", _LEFT_OUT)
    if node.null:
        if kind.nullable:
            return null_of(kind)
        return node.fault(
            f"`null` says that there is none, and `{name}` always has one", "leave out what is not known"
        )
    if kind.kind == "boolean":
        return _read_boolean(node, name)
    if kind.kind == "label":
        return _read_label(node, kind, name)
    if kind.kind == "text":
        return label(node.text)
    found = read_number(node, kind, name)
    return found if isinstance(found, Fault) else point(found)


def read_number(node: Scalar, kind: Type, name: str) -> Exact | Fault:
    """The number, or the ordinal of the date, that a scalar gives; checked against the range."""
    found = _read_date(node, name) if kind.kind == "date" else _read_digits(node, kind, name)
    if isinstance(found, Fault):
        return found
    if (kind.low is not None and found < kind.low) or (kind.high is not None and found > kind.high):
        return node.fault(
            f"`{node.text}` lies outside the range of `{name}`", f"possible is {_range_words(kind)}"
        )
    return found


_LEFT_OUT = "leave out what is not known"


def noun(kind: Type) -> str:
    """The type in the reader's words."""
    if kind.kind == "number":
        return "a percent" if kind.percent else "a whole number" if kind.places == 0 else "a number"
    return {
        "boolean": "`true` or `false`",
        "date": "a day such as `2024-12-31`",
        "label": "one of its labels",
        "text": "a text",
    }.get(kind.kind, "a single value")


def _read_boolean(node: Scalar, name: str) -> Value | Fault:
    if node.text in ("true", "false") and not node.quoted:
        return truth(node.text == "true")
    word = node.text.lower()
    hint = "write `true`" if word in _TRUE else "write `false`" if word in _FALSE else ""
    if node.quoted and hint:
        hint += " without quotes"
    given = f"the text {describe(node)}" if node.quoted else describe(node)
    return node.fault(f"`{name}` needs `true` or `false`, not {given}", hint)


def _read_label(node: Scalar, kind: Type, name: str) -> Value | Fault:
    if node.text in kind.labels:
        return label(node.text)
    known = near_miss(node.text, kind.labels) or "labels: " + ", ".join(kind.labels)
    return node.fault(f"`{node.text}` is no label of `{name}`", known)


def _read_digits(node: Scalar, kind: Type, name: str) -> Exact | Fault:
    text = node.text.strip()
    percent = text.endswith(("%", "％"))
    number = exact(text[:-1].rstrip() if percent else text)
    if number is None:
        return node.fault(f"`{name}` needs {noun(kind)}, not {describe(node)}", _digits_hint(text))
    if kind.percent and not percent:
        share = decimal(Fraction(number) * 100)
        either = f"write `{share}%` or `{text}%`, as is meant"
        hint = either if -1 <= Fraction(number) <= 1 else f"write `{text}%`, as is meant"
        return node.fault(f"`{text}` is not a percent, which `{name}` needs", hint)
    if percent and not kind.percent:
        return node.fault(f"`{text}` is a percent, and `{name}` is not", "write the number itself")
    if kind.places == 0 and not percent and ("." in text or "/" in text):
        return node.fault(f"`{text}` is not a whole number, which `{name}` needs")
    if isinstance(number, int) and not percent:
        return number
    value = Fraction(number, 100) if percent else Fraction(number)
    if kind.places is not None and (value * 10**kind.places).denominator != 1:
        places = kind.places - (2 if percent else 0)
        return node.fault(f"`{text}` has more decimals than `{name}` is declared with, which is {places}")
    return whole(value)


def _digits_hint(text: str) -> str:
    """What to write instead; nothing where it could be read in two ways, and never a number for none."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return _LEFT_OUT
    if plain != text and exact(plain.rstrip("%")) is not None:
        return f"write `{plain}`"
    if re.fullmatch("[0-9]+,[0-9]+", plain) and not re.fullmatch("[0-9]{1,3},[0-9]{3}", plain):
        return f"write `{plain.replace(',', '.')}`"
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+", plain):
        return f"write `{plain.replace('.', '').replace(',', '.')}`"
    whole_part, dot, part = plain.partition(".")
    without = re.sub("[,_ ]", "", whole_part) + dot + part
    for again in (without, re.sub("^([+-]?)0+(?=[0-9])", r"\1", plain), f"0{plain}" if dot else ""):
        if exact(again.rstrip("%")) is not None:
            return f"write `{again}`"
    if re.fullmatch("[0-9.]+[eE][+-]?[0-9]+", plain):
        return "write the number out"
    return _LEFT_OUT if plain.lower() in ("nan", "n/a", "-", "?", "unknown") else ""


def _read_date(node: Scalar, name: str) -> int | Fault:
    text = node.text
    day = read_day(text)
    if day is not None:
        return day.toordinal()
    if DAY.fullmatch(text):
        return node.fault(f"the calendar has no day `{text}`", _calendar_hint(text))
    hint = ""
    if text == text.strip() and (meant := meant_day(text)):
        if read_day(meant) is None:
            return node.fault(f"the calendar has no day `{text}`", _calendar_hint(meant))
        hint = f"write `{meant}`"
    elif re.fullmatch("[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}", text):
        hint = "write the year first, then month and day"
    elif not text.strip():
        hint = _LEFT_OUT
    elif read_day(text.strip()):
        hint = "write it without the blanks around it"
    elif YEAR.fullmatch(text) or re.fullmatch("[0-9]{4}-[0-9]{2}", text):
        hint = "write the full day, or `{at_least: …, at_most: …}` where it is not known"
    return node.fault(f"`{name}` needs a day such as `2024-12-31`, not {describe(node)}", hint)


def _calendar_hint(text: str) -> str:
    month = int(text[5:7])
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    return (
        f"month {month} of {text[:4]} has no day {int(text[8:])}" if int(text[:4]) else "there is no year 0"
    )


def _range_words(kind: Type) -> str:
    low, high = (_end_words(end, kind) for end in (kind.low, kind.high))
    if kind.low is None:
        return f"at most {high}"
    return f"at least {low}" if kind.high is None else f"{low} to {high}"


def _end_words(end: Fraction | None, kind: Type) -> str:
    if end is None:
        return ""
    if kind.kind == "date":
        return datetime.date.fromordinal(int(end)).isoformat()
    return f"{decimal(end * 100)}%" if kind.percent else decimal(end)


def _read_interval(node: Mapping, kind: Type, name: str) -> Value | Fault:
    if kind.kind == "label" and kind.ordered:
        return _read_label_interval(node, kind, name)
    if kind.kind not in ("number", "date", "days", "months"):
        return node.fault(
            f"`{name}` has no order, so it takes no `at_least` or `at_most`", "write `{one_of: […]}`"
        )
    ends: list[Exact | None] = []
    for key, bound in (("at_least", kind.low), ("at_most", kind.high)):
        given = node.get(key)
        if given is None:
            ends.append(None if bound is None else whole(bound))
        elif not isinstance(given, Scalar) or given.null:
            return given.fault(f"`{key}` needs {noun(kind)}, not {describe(given)}")
        else:
            end = read_number(given, kind, name)
            if isinstance(end, Fault):
                return end
            ends.append(end)
    low, high = ends
    if low is not None and high is not None and low > high:
        return node.fault(f"`at_least` is more than `at_most`, so nothing is left for `{name}`")
    return Num(low, high, NEVER)


def _read_label_interval(node: Mapping, kind: Type, name: str) -> Value | Fault:
    first, last = 0, len(kind.labels) - 1
    for key in ("at_least", "at_most"):
        given = node.get(key)
        if given is None:
            continue
        found = (
            _read_label(given, kind, name)
            if isinstance(given, Scalar)
            else given.fault(f"`{key}` needs a label")
        )
        if isinstance(found, Fault) or not isinstance(given, Scalar):
            return found
        at = kind.labels.index(given.text)
        first, last = (at, last) if key == "at_least" else (first, at)
    if first > last:
        return node.fault(f"`at_least` is more than `at_most`, so nothing is left for `{name}`")
    return Labels(frozenset(kind.labels[first : last + 1]))


def _read_one_of(node: Mapping, kind: Type, name: str) -> Value | Fault:
    given = node.get("one_of")
    if not isinstance(given, Sequence):
        return (given or node).fault("`one_of` needs a list of values", "write it as `[…]`")
    if not given.items:
        return given.fault(
            f"`one_of` is empty, so nothing is left for `{name}`", "leave out what is not known"
        )
    values: list[Value] = []
    for item in given:
        if not isinstance(item, Scalar):
            return item.fault(f"`one_of` needs single values, not {describe(item)}")
        found = read_point(item, kind, name)
        if isinstance(found, Fault):
            return found
        values.append(found)
    return join_all(values)


def widened(value: Num, half: Fraction, kind: Type) -> Num:
    """The value with `half` more to each side, within the range of its type."""
    ends: list[Exact | None] = []
    for end, sign, bound in ((value.lo, -1, kind.low), (value.hi, 1, kind.high)):
        moved = None if isinstance(end, float) else Fraction(end) + sign * half
        if moved is not None and bound is not None:
            moved = max(moved, bound) if sign < 0 else min(moved, bound)
        ends.append(None if moved is None else whole(moved))
    return Num(ends[0], ends[1], value.null)
