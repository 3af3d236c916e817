"""Facts by the paths of a session, written as the facts file that says the same; and files to be read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from policy_rules.facts.paths import PathStep, read_path
from policy_rules.testing.plain import Path, Plain

_STATEMENTS = {
    "reported": ("measure", "for"),
    "exceptions": ("rule", "instance"),
    "gradings": ("rule", "instance", "for"),
    "entries": ("entry", "instance", "for"),
    "corrections": ("id",),
}


def facts_file(unit: str, state: Mapping[Path, Plain]) -> dict[str, Any]:
    """The file of a unit of which all this is told; what stands around a fact comes before it."""
    file: dict[str, Any] = {"unit": {"id": unit}}
    for path, value in state.items():
        steps = read_path(path)
        first = steps[0]
        if first.name == "complete":
            file.setdefault("complete", []).append(_complete(first, value))
        elif first.name in _STATEMENTS:
            file.setdefault(first.name, []).extend(_statements(first, value))
        elif not first.inside:
            file.setdefault(first.name, {})[steps[1].name] = value
        else:
            _record(file, steps, value)
    return file


def _record(file: dict[str, Any], steps: tuple[PathStep, ...], value: Plain) -> None:
    *around, last = steps
    at = file
    for step in around:
        at = next(r for r in at[step.name] if r["id"] == step.inside[0])
    assert isinstance(value, Mapping)
    at.setdefault(last.name, []).append({"id": last.inside[0], **value})


def _complete(step: PathStep, value: Plain) -> dict[str, Any]:
    steps = read_path(step.inside[0])
    told: dict[str, Any] = {"list": ".".join(s.name for s in steps)}
    inside = [s.inside[0] for s in steps if s.inside]
    told |= {"of": inside[-1]} if inside else {}
    told |= {"for": int(step.inside[1])} if len(step.inside) == 2 else {}
    return told | (dict(value) if isinstance(value, Mapping) else {})


def _statements(step: PathStep, value: Plain) -> list[dict[str, Any]]:
    keys, words = _STATEMENTS[step.name], list(step.inside)
    if len(words) < len(keys):
        words.insert(1, "")
    about: dict[str, Any] = {key: word for key, word in zip(keys, words, strict=True) if word}
    if "for" in about:
        about["for"] = int(about["for"])
    values = value if isinstance(value, list) else [value]
    return [{**about, **(v if isinstance(v, Mapping) else {"value": v})} for v in values]


def as_file(data: Mapping[str, Any]) -> str:
    """The data as YAML that a person can read: a line for each entry of a key."""
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            lines += [f"{key}:", *(f"  {_flow(k)}: {_flow(v)}" for k, v in value.items())]
        elif isinstance(value, list) and value:
            lines += [f"{key}:", *(f"  - {_flow(v)}" for v in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines)


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
