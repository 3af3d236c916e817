"""The type of a fact or parameter in words: kind, unit of measure, range or labels."""

from __future__ import annotations

from html import escape

from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import bilingual
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
    """A type in both languages."""
    said = bilingual(*NAMES.get(type.kind, (type.kind, type.kind)))
    zh, en = catalogue.speakers
    if type.labels:
        return said + ": " + ", ".join(bilingual(zh.label(m, type), en.label(m, type)) for m in type.labels)
    if type.percent:
        said += " %"
    if type.unit:
        said += " " + escape(" ".join(n if power == 1 else f"{n}^{power}" for n, power in type.unit))
    if type.kind == "number" and (type.low is not None or type.high is not None):
        low, high = ("" if e is None else en.end(e, type) for e in (type.low, type.high))
        said += f" {low or '−∞'}..{high or '∞'}"
    return said
