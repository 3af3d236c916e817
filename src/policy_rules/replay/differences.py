"""What differs between a recorded result and the same computed again: one sentence each, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_FIRST = ("change", "before", "after", "amount")
"""The parts of a ledger line of which a difference is told first."""
_ENDS = {
    "grade": "grade",
    "before_approval": "grade before approval",
    "undecided": "undecided objections",
}
"""What a score ends with, and how it is named."""


def differences(recorded: Any, now: Any) -> Iterator[str]:
    """The differences of two results, both as `record.result_of` gives them and JSON keeps them."""
    recorded = _mapping(recorded)
    yield from _named("rule", recorded.get("rules"), now["rules"])
    before, after = recorded.get("score"), now["score"]
    if before is None or after is None:
        if before is not after:
            yield f"score: recorded {_there(before)}, now {_there(after)}"
    else:
        before = _mapping(before)
        yield from _ledger(before.get("ledger"), after["ledger"])
        yield from _named("item", before.get("items"), after["items"])
        yield from _named("step", before.get("steps"), after["steps"])
        for key, name in _ENDS.items():
            if before.get(key) != after[key]:
                yield f"{name}: recorded {_names(before.get(key))}, now {_names(after[key])}"
    yield from _named("consequence", recorded.get("consequences"), now["consequences"])


def _mapping(data: Any) -> Mapping[str, Any]:
    """The data where it is a mapping; a record that was changed by hand may hold anything."""
    return data if isinstance(data, Mapping) else {}


def _there(data: Any) -> str:
    return "none" if data is None else "one"


def _named(kind: str, recorded: Any, now: Mapping[str, Any]) -> Iterator[str]:
    recorded = _mapping(recorded)
    for name, value in now.items():
        if name not in recorded:
            yield f"{kind} {name}: not recorded, now {_said(value)}"
        elif recorded[name] != value:
            yield f"{kind} {name}: {_parts(recorded[name], value)}"
    for name, value in recorded.items():
        if name not in now:
            yield f"{kind} {name}: recorded {_said(value)}, now gone"


def _ledger(recorded: Any, now: list[Any]) -> Iterator[str]:
    lines = recorded if isinstance(recorded, list) else []
    for number in range(max(len(lines), len(now))):
        if number >= len(lines):
            yield f"ledger line {number + 1} ({_line(now[number])}): not recorded, now there"
        elif number >= len(now):
            yield f"ledger line {number + 1} ({_line(lines[number])}): recorded, now gone"
        elif lines[number] != now[number]:
            yield (f"ledger line {number + 1} ({_line(lines[number])}): {_parts(lines[number], now[number])}")


def _line(line: Any) -> str:
    """A ledger line by its item or step, and its effect."""
    line = _mapping(line)
    names = (line.get("item") or line.get("step"), line.get("effect"))
    return ", ".join(str(name) for name in names if name)


def _parts(recorded: Any, now: Any) -> str:
    """The first part in which two mappings differ, or both values whole."""
    if isinstance(recorded, Mapping) and isinstance(now, Mapping) and "none" not in now:
        keys = [k for k in (*_FIRST, *now, *recorded) if recorded.get(k, ...) != now.get(k, ...)]
        key = keys[0]
        name = "" if key == "change" else f"`{key}` "
        return f"{name}recorded {_said(recorded.get(key))}, now {_said(now.get(key))}"
    return f"recorded {_said(recorded)}, now {_said(now)}"


def _said(value: Any) -> str:
    """A value of a result in a few words: an interval, a set of names, a text."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, Mapping):
        return _amount(value)
    if isinstance(value, list):
        words = list(dict.fromkeys(_said(each) for each in value))
        return " to ".join(words) if len(value) == 2 else ", ".join(words)
    text = str(value)
    return "−" + text[1:] if text.startswith("-") else text


def _names(value: Any) -> str:
    """Names of which any may be meant."""
    return " or ".join(map(str, value)) if isinstance(value, list) and value else _said(value)


def _amount(value: Mapping[str, Any]) -> str:
    """An amount: its ends or grades, and whether there may be none."""
    if "grades" in value:
        told = " or ".join(map(str, value["grades"]))
    elif "at_least" in value or "at_most" in value:
        ends = [("open" if e is None else _said(e)) for e in (value.get("at_least"), value.get("at_most"))]
        told = " to ".join(dict.fromkeys(ends))
    else:
        told = "none" if value.get("none") == 2 else ", ".join(f"{k} {_said(v)}" for k, v in value.items())
    return f"{told}, or none" if value.get("none") == 1 else told
