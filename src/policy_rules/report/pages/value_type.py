"""The type of a fact or parameter in words: kind, unit of measure, range or labels."""

from __future__ import annotations

from html import escape

from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import code
from policy_rules.vocabulary import Type

NAMES = {
    "boolean": ("是或否", "yes or no"),
    "number": ("数", "number"),
    "date": ("日期", "date"),
    "days": ("天数", "days"),
    "months": ("月数", "months"),
    "text": ("文字", "text"),
    "label": ("选项", "one of"),
    "range": ("期间", "range of dates"),
    "table": ("表", "table"),
}


def type_words(catalogue: Catalogue, type: Type) -> str:
    """A type in words."""
    said = catalogue.said(NAMES.get(type.kind, (type.kind, type.kind)))
    speaker = catalogue.speaker
    if type.labels:
        return said + ": " + ", ".join(_label(catalogue, speaker.label(m, type), m) for m in type.labels)
    if type.percent:
        said += " %"
    if type.unit:
        said += " " + code(" ".join(n if power == 1 else f"{n}^{power}" for n, power in type.unit))
    if type.kind == "number" and (type.low is not None or type.high is not None):
        low, high = ("" if e is None else speaker.end(e, type) for e in (type.low, type.high))
        said += f" {low or '−∞'}..{high or '∞'}"
    return said


def _label(catalogue: Catalogue, said: str, name: str) -> str:
    """A label in words; where it has none in the language, its name."""
    return code(name) if said == name and catalogue.language == "zh" else escape(said)
