"""Built-in functions on strings (DMN 1.5 clause 10.3.4.3), and `string()` and `number()`."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from policy_rules.feel import regex, temporal
from policy_rules.feel.library import Unfit, builtin
from policy_rules.feel.values import (
    LONGEST_STRING,
    Range,
    Refused,
    Value,
    YearsMonths,
    bits_of,
    spend,
    spend_on_digits,
)
from policy_rules.values.exact import NotANumber, parse_number, to_decimal


def _within(length: int) -> None:
    if length > LONGEST_STRING:
        raise Refused(f"a text of more than {LONGEST_STRING:,} characters")


def _bounded(text: str) -> str:
    _within(len(text))
    return text


@builtin("string length", "string")
def string_length(text: str) -> Value:
    """The number of characters (Unicode code points)."""
    return Fraction(len(text))


@builtin("substring", "string, number", "string, number, number?")
def substring(text: str, start: Fraction, length: Fraction | None = None) -> Value:
    """The characters from a position on (1-based, negative from the end), at most so many."""
    at = int(start)
    if at == 0 or abs(at) > len(text) or (length is not None and int(length) < 1):
        return None
    begin = at - 1 if at > 0 else at + len(text)
    return text[begin:] if length is None else text[begin : begin + int(length)]


@builtin("upper case", "string")
def upper_case(text: str) -> Value:
    """The text in capitals."""
    return text.upper()


@builtin("lower case", "string")
def lower_case(text: str) -> Value:
    """The text in small letters."""
    return text.lower()


@builtin("substring before", "string, string")
def substring_before(text: str, match: str) -> Value:
    """What stands before the first occurrence; empty if there is none."""
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after", "string, string")
def substring_after(text: str, match: str) -> Value:
    """What stands after the first occurrence; empty if there is none."""
    return text.partition(match)[2] if match else text


@builtin("contains", "string, string")
def contains(text: str, match: str) -> Value:
    """Whether the text has the other in it."""
    return match in text


@builtin("starts with", "string, string")
def starts_with(text: str, match: str) -> Value:
    """Whether the text begins with the other."""
    return text.startswith(match)


@builtin("ends with", "string, string")
def ends_with(text: str, match: str) -> Value:
    """Whether the text ends with the other."""
    return text.endswith(match)


@builtin("string join", "list", "list, string?")
def string_join(items: list[Value], delimiter: str | None = None) -> Value:
    """The strings of a list in one text, nulls left out."""
    spend(len(items))
    kept = [i for i in items if i is not None]
    if not all(isinstance(i, str) for i in kept):
        return None
    between = delimiter or ""
    _within(sum(map(len, kept)) + len(between) * len(kept))
    return between.join(kept)


@builtin("matches", "string, string", "string, string, string?")
def matches(text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether a regular expression (XPath) matches somewhere in the text."""
    found = regex.compiled(pattern, flags or "", text)
    return None if found is None else found.search(text) is not None


@builtin("replace", "string, string, string", "string, string, string, string?")
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """The text with every match replaced; `$1` is the first group."""
    found = regex.compiled(pattern, flags or "", text)
    if found is None or found.search("") is not None:
        return None
    template = regex.template(replacement, found.groups)
    if template is None:
        return None
    parts, last, length = [], 0, 0
    for match in found.finditer(text):
        parts += [text[last : match.start()], template(match)]
        length += len(parts[-2]) + len(parts[-1])
        spend(4 + (len(parts[-2]) + len(parts[-1])) // 12)
        _within(length)
        last = match.end()
    return _bounded("".join([*parts, text[last:]]))


@builtin("split", "string, string")
def split(text: str, delimiter: str) -> Value:
    """The parts of the text between the matches of a regular expression."""
    found = regex.compiled(delimiter, "", text)
    if found is None:
        return None
    if found.search("") is not None:
        raise Refused("a delimiter that matches the empty text")
    parts, last = [], 0
    for match in found.finditer(text):
        parts.append(text[last : match.start()])
        spend(2 + len(parts[-1]) // 12)
        last = match.end()
    return [*parts, text[last:]]


@builtin("string", "any")
def string(value: Value) -> Value:
    """The text of a value; null of null."""
    if value is None or isinstance(value, str):
        return value
    _writing(value)
    return _bounded(_text(value))


def _writing(value: Value, length: int = 0) -> int:
    """Count the work of a text, and its characters; refused where it would be too long."""
    spend(2)
    if isinstance(value, str):
        length += len(value) + 2
    elif isinstance(value, Fraction):
        spend_on_digits(bits_of(value), 18)
        length += 34 + abs(value.numerator.bit_length() - value.denominator.bit_length()) // 3
    elif isinstance(value, list | dict):
        items = value.items() if isinstance(value, dict) else (("", item) for item in value)
        for key, item in items:
            length = _writing(item, length + len(key) + 2)
    else:
        length += 40
    _within(length)
    return length


def number_text(value: Fraction) -> str:
    """A number in plain digits, rounded to 34 significant ones."""
    return f"{to_decimal(value):f}"


def _text(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, dt.date | dt.time | dt.timedelta | YearsMonths):
        return temporal.text_of(value)
    if isinstance(value, Range):
        return _range_text(value)
    raise Refused("the text of a function")


def _range_text(value: Range) -> str:
    ends = [f'@"{_text(v)}"' if _temporal(v) else _text(v) for v in (value.low, value.high)]
    if value.op:
        end = ends[1] if value.op in ("<", "<=") else ends[0]
        return f"{value.op} {end}"
    return ("[" if value.low_closed else "(") + "..".join(ends) + ("]" if value.high_closed else ")")


def _temporal(value: Value) -> bool:
    return isinstance(value, dt.date | dt.time | dt.timedelta | YearsMonths)


@builtin("number", "string", "string, string?, string?")
def number(text: str, grouping: str | None = None, decimal: str | None = None) -> Value:
    """The number that a text means, with these separators of groups and of decimals."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ".", ","):
        raise Unfit
    if grouping is not None and grouping == (decimal or "."):
        raise Unfit
    if grouping:
        text = text.replace(grouping, "")
    if decimal == ",":
        if "." in text:
            raise Unfit
        text = text.replace(",", ".")
    try:
        return parse_number(text, exponent=True)
    except NotANumber:
        return None
