"""What persons put on file, in words: where it comes from, who, when and why."""

from __future__ import annotations

import datetime

from policy_rules.facts.bound import ExceptionRecord, UnitFacts
from policy_rules.report.phrases import phrase
from policy_rules.report.score_words import bare
from policy_rules.values.known import Num
from policy_rules.wording import Language


def source_words(unit: UnitFacts, id_: str) -> str:
    """Where something comes from: title and address."""
    source = unit.sources.get(id_)
    return "" if source is None else " ".join(x for x in (source.title or id_, source.url) if x)


def told_by(language: Language, *parts: tuple[str, str]) -> str:
    """What is told of a record, in brackets: phrases with what each says, those that say nothing left out."""
    told = [f"{phrase(key, language)} {text}" for key, text in parts if text]
    if not told:
        return ""
    return f"（{'；'.join(told)}）" if language == "zh" else f" ({'; '.join(told)})"


def exception_words(record: ExceptionRecord, unit: UnitFacts, language: Language) -> str:
    """A recorded exception: what it puts in place, why, who approved it, from when until when."""
    told = f"{phrase('exception', language)} {record.rule}"
    if isinstance(record.value, Num):
        told += f" = {bare((record.value.lo, record.value.hi))}"
    until = phrase("no expiry", language) if record.until is None else day_told(record.until)
    return told + told_by(
        language,
        ("because", record.reason),
        ("approved by", record.approved_by),
        ("from day", day_told(record.start)),
        ("until", until),
        ("source", source_words(unit, record.source)),
    )


def day_told(day: int) -> str:
    """A day, by its ordinal."""
    return datetime.date.fromordinal(day).isoformat()
