"""Bound facts as plain data and back, without loss: for records that outlive the files they came from.

Lists of units; keys are the fields of `facts.model`, left out where they hold their default. Numbers are
texts (`"5/4"`), days `"2024-12-31"`. A value is `{truth: [least, greatest]}`, `{number: text}` or
`{number: [least, greatest]}` (null for an end that is open), `{text: label}`, `{text: [labels]}` or
`{text: null}` (any); `null: maybe` or `null: only` stands beside where there may be none. No vocabulary
is needed to read it. Where a fact stood in a file is not kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from attrs import fields

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError, Fault
from policy_rules.facts import bound as model
from policy_rules.facts.bound import Facts
from policy_rules.ruleset.model import Criterion
from policy_rules.values.known import (
    FALSE,
    INF,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    End,
    Labels,
    Num,
    Truth,
    Value,
)

Plain = Any
"""What JSON holds: mappings, lists, texts, whole numbers, truths and None."""

_NUMBER = re.compile(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")
_TRUTHS = ("false", "null", "true")
_NULLS = ("never", "maybe", "only")
_SINGLE: dict[Value, Value] = {v: v for v in (FALSE, NULL_TRUTH, TRUE, UNDECIDED, NULL_NUM, NULL_LABEL)}
"""Values that the library may compare by identity."""


def facts_data(facts: Facts) -> dict[str, Plain]:
    """The facts as plain data."""
    units = [_UNIT.write(unit) for unit in facts.units.values()]
    return {"units": units, **({"notes": list(facts.notes)} if facts.notes else {})}


def facts_from(data: Plain) -> Facts:
    """The facts of plain data; raises FactsError where it is not what `facts_data` gives."""
    try:
        _check_keys(data, ("units", "notes"), "Facts")
        units = [_UNIT.read(unit) for unit in data["units"]]
        notes = tuple(_text(note) for note in data.get("notes", ()))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        told = f"the facts of the record cannot be read: {error}"
        raise FactsError(Fault(told, hint="they are as `facts_data` writes them")) from error
    return Facts({unit.id: unit for unit in units}, notes)


# Values ------------------------------------------------------------------------------------------


def value_data(value: Value) -> Plain:
    """A value as plain data."""
    if isinstance(value, Truth):
        return {"truth": [_TRUTHS[value.lo], _TRUTHS[value.hi]]}
    null = {} if value.null == NEVER else {"null": _NULLS[value.null]}
    if isinstance(value, Num):
        low, high = _end(value.lo), _end(value.hi)
        return {"number": low if low is not None and low == high else [low, high], **null}
    members = None if value.members is None else sorted(value.members)
    return {"text": members[0] if members is not None and len(members) == 1 else members, **null}


def value_from(data: Plain) -> Value:
    """The value of plain data; raises ValueError, KeyError or TypeError where it is none."""
    null = _NULLS.index(data.get("null", "never"))
    (kind,) = set(data) - {"null"}
    given = data[kind]
    value: Value
    if kind == "truth":
        low, high = map(_TRUTHS.index, given)
        value = Truth(low, high)
    elif kind == "number":
        first, last = given if isinstance(given, list) else (given, given)
        value = Num(_exact(first, -INF), _exact(last, INF), null)
    elif kind == "text":
        names = [given] if isinstance(given, str) else given
        value = Labels(None if names is None else frozenset(map(_text, names)), null)
    else:
        raise ValueError(f"`{kind}` is no kind of value")
    return _SINGLE.get(value, value)


def _end(end: End) -> str | None:
    return None if abs(end) == INF else str(Fraction(end))


def _exact(text: Plain, open_end: float) -> End:
    if text is None:
        return open_end
    if not _NUMBER.fullmatch(_text(text)):
        raise ValueError(f"`{text}` is no exact number")
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def _text(data: Plain) -> str:
    if not isinstance(data, str):
        raise TypeError(f"{data!r} is no text")
    return data


def _whole(data: Plain) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise TypeError(f"{data!r} is no whole number")
    return data


def _flag(data: Plain) -> bool:
    if not isinstance(data, bool):
        raise TypeError(f"{data!r} is neither true nor false")
    return data


# Forms -------------------------------------------------------------------------------------------


@frozen
class Form:
    """How something is written as plain data, and read."""

    write: Callable[[Any], Plain]
    read: Callable[[Plain], Any]


_TEXT, _WHOLE, _FLAG = Form(str, _text), Form(int, _whole), Form(bool, _flag)
_VALUE = Form(value_data, value_from)
_DATE = Form(datetime.date.isoformat, lambda d: datetime.date.fromisoformat(_text(d)))
_DAY = Form(
    lambda day: datetime.date.fromordinal(day).isoformat(),
    lambda d: datetime.date.fromisoformat(_text(d)).toordinal(),
)


def _listing(form: Form) -> Form:
    return Form(lambda many: [form.write(one) for one in many], lambda d: tuple(form.read(one) for one in d))


def _table(form: Form) -> Form:
    return Form(
        lambda many: {name: form.write(one) for name, one in many.items()},
        lambda d: {_text(name): form.read(one) for name, one in d.items()},
    )


def _told(form: Callable[[], Form]) -> Form:
    """The form of what several sources told, each of the form that holds it."""
    return Form(lambda many: _listing(form()).write(many), lambda data: _listing(form()).read(data))


def _record(kind: Any, /, **forms: Form) -> Form:
    """The form of a class of the model; every field needs one, but places in files and what is not kept."""
    defaults = {f.name: _default(f.default) for f in fields(kind)}
    assert forms.keys() == defaults.keys() - {"place", "file", "withheld"}, kind

    def write(made: Any) -> Plain:
        held = {name: getattr(made, name) for name in forms}
        return {name: forms[name].write(v) for name, v in held.items() if v != defaults[name]}

    def read(data: Mapping[str, Plain]) -> Any:
        _check_keys(data, forms, f"a {kind.__name__}")
        return kind(**{name: forms[name].read(v) for name, v in data.items()})

    return Form(write, read)


def _check_keys(data: Iterable[str], known: Iterable[str], what: str) -> None:
    unknown = set(data).difference(known)
    if unknown:
        raise ValueError(f"`{min(unknown)}` is no key of {what}")


def _default(default: Any) -> Any:
    """The default of a field; NOTHING, equal to no value, where it has none."""
    return default.factory() if hasattr(default, "factory") else default


_SOURCE = _record(
    model.Source,
    **dict.fromkeys(("id", "title", "url", "quote", "of", "register", "by"), _TEXT),
    known_on=_DATE,
    date=_DATE,
)
_ENTRY: Form = _record(
    model.Entry, value=_VALUE, source=_TEXT, year=_WHOLE, start=_DAY, told=_told(lambda: _ENTRY)
)
_RECORDS = Form(lambda many: _records().write(many), lambda data: _records().read(data))
_RECORD = _record(
    model.RecordFacts,
    id=_TEXT,
    values=_table(_ENTRY),
    lists=_table(_RECORDS),
    source=_TEXT,
    said_in=_listing(_TEXT),
    not_in=_listing(_TEXT),
    there=_TEXT,
)


def _records() -> Form:
    """The form of a list of records, which hold such lists themselves."""
    return _listing(_RECORD)


_COMPLETE = _record(
    model.Completeness,
    **dict.fromkeys(("list", "of", "by", "source"), _TEXT),
    years=_listing(_WHOLE),
    date=_DAY,
    since=_DAY,
    void=_FLAG,
)
_FIGURE: Form = _record(
    model.ReportedFigure,
    **dict.fromkeys(("measure", "source", "of"), _TEXT),
    year=_WHOLE,
    value=_VALUE,
    told=_told(lambda: _FIGURE),
)
_EXCEPTION = _record(
    model.ExceptionRecord,
    rule=_TEXT,
    reason=_TEXT,
    approved_by=_TEXT,
    start=_DAY,
    instance=_TEXT,
    value=_VALUE,
    until=_DAY,
    source=_TEXT,
    lifted=_FLAG,
    order=_WHOLE,
)
_GRADING: Form = _record(
    model.GradingRecord,
    **dict.fromkeys(("rule", "instance", "grader", "role", "reason", "source"), _TEXT),
    replaces=_FLAG,
    year=_WHOLE,
    value=_VALUE,
    date=_DAY,
    told=_told(lambda: _GRADING),
)
_ON_FILE = {
    **dict.fromkeys(("role", "evidence", "reason", "source"), _TEXT),
    "value": _VALUE,
    "year": _WHOLE,
    "date": _DATE,
}
_ENTERED = _record(
    model.EntryRecord, entry=_TEXT, instance=_TEXT, scorer=_TEXT, replaces=_FLAG, order=_WHOLE, **_ON_FILE
)
_CORRECTION = _record(
    model.CorrectionRecord,
    **dict.fromkeys(("id", "kind", "item", "grade", "about", "by"), _TEXT),
    change=_VALUE,
    until=_DATE,
    order=_WHOLE,
    supersedes=_listing(_TEXT),
    **_ON_FILE,
)
_SUCCESSION = _record(
    model.SuccessionRecord,
    predecessor=_TEXT,
    kind=_TEXT,
    on=_DAY,
    carries=_listing(_TEXT),
    figures=_listing(_FIGURE),
    by=_TEXT,
    reason=_TEXT,
    source=_TEXT,
)
_SAMPLE = _record(model.SampleRecord, year=_WHOLE, organs=_listing(_TEXT), by=_TEXT, date=_DAY, source=_TEXT)
_CRITERION = _record(
    Criterion, registers=_listing(_TEXT), day=_TEXT, graders=_listing(_TEXT), moderated=_FLAG
)
_UNIT = _record(
    model.UnitFacts,
    id=_TEXT,
    name=_TEXT,
    parent=_TEXT,
    constructed=_FLAG,
    values=_table(_listing(_ENTRY)),
    lists=_table(_RECORDS),
    complete=_listing(_COMPLETE),
    reported=_listing(_FIGURE),
    exceptions=_listing(_EXCEPTION),
    gradings=_listing(_GRADING),
    entries=_listing(_ENTERED),
    corrections=_listing(_CORRECTION),
    succession=_listing(_SUCCESSION),
    is_place=_FLAG,
    organ_of=_TEXT,
    samples=_listing(_SAMPLE),
    sources=_table(_SOURCE),
    precedence=_listing(_CRITERION),
)
