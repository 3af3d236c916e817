"""A ruleset of two rules that count working days, written for a calendar and for cases of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ENTITIES = """\
work: {en: the work, one: true}
work.from: {type: date, planned: true, en: first day}
work.to: {type: date, planned: true, en: last day}
work.last: {type: date, planned: true, en: the day counted}
work.count: {type: integer, unit: working_day, en: the number of days}
"""
AFTER = "working_days_after(work.from, work.count) = work.last"
BETWEEN = "working_days_between(work.from, work.to) = work.count"


def example(facts: Mapping[str, object], expect: str) -> dict[str, object]:
    return {"given": {"work": {name: str(value) for name, value in facts.items()}}, "expect": expect}


def examples_after(case: Mapping[str, Any]) -> list[dict[str, object]]:
    """The case as told; and a day later, which is not so."""
    known = {"from": case["from"], "count": case["count"]}
    if "perhaps" in case:
        return [example({**known, "last": case["perhaps"]}, "unknown")]
    told, later = ({**known, "last": case["is"] + datetime.timedelta(n)} for n in (0, 1))
    return [example(told, "satisfied"), example(later, "violated")]


def examples_between(case: Mapping[str, Any]) -> list[dict[str, object]]:
    """The case as told; and a day more, which is not so."""
    known = {"from": case["from"], "to": case["to"]}
    if "perhaps" in case:
        return [example({**known, "count": case["perhaps"]}, "unknown")]
    told, more = ({**known, "count": case["is"] + n} for n in (0, 1))
    return [example(told, "satisfied"), example(more, "violated")]


def rule(name: str, requires: str, examples: list[dict[str, object]]) -> dict[str, object]:
    words = {"text": f"The days are counted, {name}.", "title": name, "gloss": name}
    return {"id": name, **words, "bearer": "anyone", "requires": requires, "examples": examples}


def write(root: Path, calendar: object, file: object = None, **examples: list[dict[str, object]]) -> Path:
    """The ruleset's folder; `calendar` as `ruleset.yaml` has it, with the content of its file."""
    header = {"name": "days", "language": 1, "documents": {"text": {"source": "sources/text.md"}}}
    header["examples"] = {"as_of": "2026-01-01", "year": 2025}
    rules = [
        rule("after", AFTER, examples.get("after", [])),
        rule("between", BETWEEN, examples.get("between", [])),
    ]
    for found in rules:
        if not found["examples"]:
            found["examples"] = [example({}, "unknown")]
    files = {
        "ruleset.yaml": {**header, **({} if calendar is None else {"calendar": calendar})},
        "text/1-days.yaml": {"clause": "1", "title": "Days", "rules": rules},
        "vocabulary/roles.yaml": {"anyone": {"en": "anyone"}},
        **({} if file is None else {str(calendar["file"]): file}),  # type: ignore[index]
    }
    texts = {name: json.dumps(data, default=str) for name, data in files.items()}
    texts["vocabulary/entities.yaml"] = ENTITIES
    texts["sources/text.md"] = "# Days\n\n## 1 Days\n\n" + " ".join(str(r["text"]) for r in rules) + "\n"
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root
