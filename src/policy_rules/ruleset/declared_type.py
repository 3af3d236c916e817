"""The type that an attribute, a measure or a parameter declares."""

from __future__ import annotations

import re
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from attrs import evolve

from policy_rules.documents import Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.shapes import Fields, read_day
from policy_rules.ruleset.typed_values import exact
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, Type, Unit

_SIMPLE = {"boolean": BOOLEAN, "date": DATE, "text": TEXT, "integer": INTEGER, "decimal": NUMBER}
_OF_PARAMETERS = ("table", "choice", "set")
_WORDS = (*_SIMPLE, "percent", *_OF_PARAMETERS)
_RANGE = re.compile(r"\s*([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])\s*")
_FACTOR = re.compile(r"([^\W\d][\w-]*)(?:\^([1-9]))?")
_MOST_PLACES = 12
_NO_SHARE = 10
"""From which number on an end of a range, written without `%`, is no share of 1."""
_TAKEN = frozenset({"literal", "outcome", "period", "pass_mark"})
"""Names of types that the library itself makes."""

Scales = AbstractMapping[str, tuple[str, ...]]


def read_type(fields: Fields, name: str, scales: Scales, faults: list[Fault], *, table: bool = False) -> Type:
    """The declared type; a text where the declaration is faulty, so that reading goes on."""
    given = fields.get("type")
    kind = _base(given, name, scales, faults, table=table) if given is not None else TEXT
    kind = evolve(kind, nullable=fields.flag("nullable"))
    kind = _with_one_of(kind, fields, name, faults)
    kind = _with_labels(kind, fields, name, scales, faults)
    kind = _with_unit(kind, fields, name, faults)
    kind = _with_places(kind, fields, name, faults)
    return _with_range(kind, fields, name, faults)


def _base(given: Node, name: str, scales: Scales, faults: list[Fault], *, table: bool) -> Type:
    if isinstance(given, Sequence):
        labels = [item.text for item in given if isinstance(item, Scalar)]
        for item in given:
            if isinstance(item, Scalar) and labels.count(item.text) > 1:
                faults.append(item.fault(f"the label `{item.text}` stands twice in the type of `{name}`"))
                break
        if not labels:
            faults.append(given.fault(f"the type of `{name}` is a list without labels", "name at least one"))
        return Type("label", tuple(dict.fromkeys(labels)))
    word = given.text if isinstance(given, Scalar) else ""
    if word in _SIMPLE:
        return _SIMPLE[word]
    if word == "percent":
        return Type("number", unit=(), percent=True)
    if word in scales:
        return Type("label", scales[word], ordered=True, name=word)
    if table and word in ("table", "choice"):
        return Type("table" if word == "table" else "label")
    known = [w for w in _WORDS if table or w not in _OF_PARAMETERS] + list(scales)
    hint = near_miss(word, known) or "types: " + ", ".join(known) + ", or a list of labels"
    faults.append(given.fault(f"`{word}` is no type and no scale", hint))
    return TEXT


def _with_one_of(kind: Type, fields: Fields, name: str, faults: list[Fault]) -> Type:
    """`one_of` narrows a choice or scale to labels, keeping the order of a scale."""
    items = [item for item in fields.items("one_of") if isinstance(item, Scalar)]
    if kind.kind in ("label", "text") and items:
        words = [item.text for item in items]
        if not kind.labels:
            return Type("label", tuple(dict.fromkeys(words)), nullable=kind.nullable)
        for item in items:
            if item.text not in kind.labels:
                hint = near_miss(item.text, kind.labels) or "labels: " + ", ".join(kind.labels)
                faults.append(item.fault(f"`{item.text}` is no label of the type of `{name}`", hint))
        return evolve(kind, labels=tuple(word for word in kind.labels if word in words))
    given = fields.scalar("type")
    if given is not None and given.text == "choice" and not kind.labels:
        faults.append(given.fault(f"`{name}` is a choice and lacks `one_of`", "one_of: the values possible"))
    return kind


def _with_labels(kind: Type, fields: Fields, name: str, scales: Scales, faults: list[Fault]) -> Type:
    """An enumeration of its own bears the name of what declares it, and what `labels` calls its labels."""
    own = kind.kind == "label" and not kind.name
    if own:
        free = name not in _TAKEN and name not in scales
        kind = evolve(kind, name=name if free else f"labels of {name}")
    given = fields.mapping("labels")
    if given is None:
        return kind
    if not own:
        scale = f"the scale `{kind.name}` names its labels itself" if kind.kind == "label" else ""
        told = f"`{name}` lists no labels, so it takes no `labels`"
        faults.append(given.fault(told, scale or "`labels` goes with a list of labels as `type`"))
        return kind
    for key, _ in given.entries:
        if key.text not in kind.labels:
            hint = near_miss(key.text, kind.labels) or "labels: " + ", ".join(kind.labels)
            faults.append(key.fault(f"`{key.text}` is no label of the type of `{name}`", hint))
    named = ((key.text, value.text) for key, value in given.entries if isinstance(value, Scalar))
    return evolve(kind, zh=tuple(pair for pair in named if pair[0] in kind.labels))


def _with_unit(kind: Type, fields: Fields, name: str, faults: list[Fault]) -> Type:
    given = fields.scalar("unit")
    if given is None:
        return kind
    if kind.kind != "number" or kind.percent:
        faults.append(given.fault(f"`{name}` is no count or amount, so it takes no `unit`"))
        return kind
    unit = read_unit(given.text)
    if unit is None:
        hint = "write names joined by `*` or `/`, such as `yuan/person`"
        faults.append(given.fault(f"`{given.text}` is not a unit of measure", hint))
        return kind
    return evolve(kind, unit=unit)


def read_unit(text: str) -> Unit | None:
    """The factors of `yuan/person` and the like, or None."""
    factors: dict[str, int] = {}
    for sign, part in zip(re.findall("[*/]", "*" + text), re.split("[*/]", text), strict=True):
        match = _FACTOR.fullmatch(part.strip())
        if match is None:
            return None
        power = int(match[2] or 1) * (1 if sign == "*" else -1)
        factors[match[1]] = factors.get(match[1], 0) + power
    return tuple(sorted((name, power) for name, power in factors.items() if power))


def _with_places(kind: Type, fields: Fields, name: str, faults: list[Fault]) -> Type:
    given = fields.scalar("places")
    if given is None:
        return kind
    if kind.kind != "number" or (kind.places == 0 and given.text != "0"):
        told = "is a whole number" if kind.places == 0 else "is no number"
        faults.append(given.fault(f"`{name}` {told}, so it takes no `places`"))
        return kind
    places = int(given.text)
    if not 0 <= places <= _MOST_PLACES:
        faults.append(given.fault(f"`places` of `{name}` is {places}", f"possible is 0 to {_MOST_PLACES}"))
        return kind
    return evolve(kind, places=places + (2 if kind.percent else 0))


def _with_range(kind: Type, fields: Fields, name: str, faults: list[Fault]) -> Type:
    given = fields.scalar("range")
    if given is None:
        return kind
    if kind.kind not in ("number", "date"):
        faults.append(given.fault(f"`{name}` is no number and no date, so it takes no `range`"))
        return kind
    ends = read_range(given, kind)
    if isinstance(ends, Fault):
        faults.append(ends)
        return kind
    return evolve(kind, low=ends[0], high=ends[1])


def read_range(given: Scalar, kind: Type) -> tuple[Fraction | None, Fraction | None] | Fault:
    """The closed ends of a FEEL range such as `[0..100]`; an open end moves in by the least step."""
    form = '`[0..100]`, `[0..null)` or `[@"2021-01-01"..@"2021-12-31"]`'
    match = _RANGE.fullmatch(given.text)
    if match is None:
        return given.fault(f"`{given.text}` is not a range", f"write it as {form}")
    ends: list[Fraction | None] = []
    for text, mark, sign in ((match[2], match[1], 1), (match[3], match[4], -1)):
        if text == "null":
            ends.append(None)
            continue
        end = _end(text, kind)
        if end is None:
            of = "of days" if kind.kind == "date" else "of numbers"
            return given.fault(f"`{text}` is no end of a range {of}", f"write it as {form}")
        if kind.percent and not text.endswith("%") and abs(end) >= _NO_SHARE:
            told = f"`{text}` is no end of a range of percents, which are shares: 1 is 100 %"
            return given.fault(told, f"write `{text}%`")
        if mark not in "[]" or (mark == "]") == (sign == 1):
            step = 1 if kind.kind == "date" else kind.places
            if step is None:
                return given.fault(
                    f"an open end needs `places`, and the type has none: `{given.text}`", "close it"
                )
            end += sign * (Fraction(1) if kind.kind == "date" else Fraction(1, 10**step))
        ends.append(end)
    low, high = ends
    if low is not None and high is not None and low > high:
        return given.fault(f"the range `{given.text}` is empty: its first end is above its last")
    return low, high


def _end(text: str, kind: Type) -> Fraction | None:
    if kind.kind == "date":
        quoted = re.fullmatch(r'@"(.+)"|date\(\s*"(.+)"\s*\)', text)
        day = read_day((quoted[1] or quoted[2]) if quoted else text)
        return Fraction(day.toordinal()) if day else None
    percent = text.endswith("%")
    if percent and not kind.percent:
        return None
    number = exact(text.rstrip("%").strip())
    return None if number is None else Fraction(number, 100 if percent else 1)
