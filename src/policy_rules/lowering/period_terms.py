"""What a rule's `period` is where it is named: a kind of the ruleset's, or a rolling window."""

from __future__ import annotations

import re

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Extent, Many, RecordOf
from policy_rules.lowering.inputs import UNKNOWN_DATE
from policy_rules.operators.periods import Span, first_in_year, per_year, rolling, span_of
from policy_rules.ruleset.model import ROLLING as ROLLING_WORD
from policy_rules.ruleset.model import Rule
from policy_rules.values.known import label
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Attribute, Entity, Type, Vocabulary

ROLLING = re.compile(rf"{ROLLING_WORD} P(?:(\d+)Y|(\d+)M|(\d+)D)")
"""A rolling window as a rule holds it: the word, and the length."""


def kind_of(vocabulary: Vocabulary, text: str) -> Periods | None:
    """The kind of periods of that name; None where the text names none."""
    return vocabulary.year if text == "year" else vocabulary.periods.get(text)


def is_several(kind: Periods | None) -> bool:
    """Whether a year has several periods of the kind, each of which is judged by itself."""
    return kind is not None and per_year(kind) > 1


def only_span(vocabulary: Vocabulary, kind: Periods, year: core.Node) -> Span:
    """The one period that a year is judged by: the one that ends in it, or runs through all of it."""
    return span_of(kind, vocabulary.year, first_in_year(kind, vocabulary.year, year), year)


def names_in_year(kind: Periods) -> tuple[str, ...]:
    """The names of the periods of a year, in order, as instances bear them."""
    return tuple(f"{kind.name}_{n}" for n in range(1, per_year(kind) + 1))


def periods_type(kind: Periods) -> Type:
    """The type of the names of the periods of a year, with what they are called in Chinese."""
    texts = names_in_year(kind)
    called = tuple((text, f"第{n}个{kind.zh}") for n, text in enumerate(texts, 1)) if kind.zh else ()
    return Type("label", labels=texts, name="literal", zh=called)


def texts_type(vocabulary: Vocabulary, texts: tuple[str, ...]) -> Type:
    """The type of texts written out in a rule, in Chinese with the labels of a scale that has them all."""
    called = vocabulary.labels_of_all(texts)
    zh = tuple((text, called[text]) for text in texts if called)
    return Type("label", labels=texts, name="literal", zh=zh)


def listed_entity(kind: Type) -> Entity:
    """What a list of texts of the type is made of."""
    return Entity("", {"value": Attribute("value", kind, zh="所列之一", en="the listed one")})


def listed(kind: Type, var: str) -> Many:
    """The texts of the type as a list, each the variable in its turn."""
    return Many(core.Listed(kind, kind.labels), var, RecordOf(listed_entity(kind), var))


def each_span(vocabulary: Vocabulary, kind: Periods, year: core.Node, var: str) -> Span:
    """The period of a year that the variable, one of `names_in_year`, stands for."""
    attribute = listed_entity(periods_type(kind)).attributes["value"]
    name = core.Field(attribute.type, var, attribute)
    order = tuple(core.Const(attribute.type, label(text)) for text in attribute.type.labels)
    place = core.Op(INTEGER, "place", (name, *order))
    first = first_in_year(kind, vocabulary.year, year)
    return span_of(kind, vocabulary.year, core.Op(INTEGER, "+", (first, place)), year)


def rolls(rule: Rule) -> bool:
    """Whether the rule's period is a rolling window."""
    return rule.period is not None and ROLLING.fullmatch(rule.period.text) is not None


def window(rule: Rule, day: core.Node, year: core.Node) -> Span:
    """The rule's rolling window that ends on the day."""
    assert rule.period is not None
    found = ROLLING.fullmatch(rule.period.text)
    assert found is not None
    years, months, days = (int(part or 0) for part in found.groups())
    return rolling(day, years * 12 + months, days, year)


def is_year(chosen: core.Node) -> core.Op:
    """Whether the year's is chosen as the period that the words leave open."""
    return core.Op(BOOLEAN, "=", (chosen, core.Const(chosen.type, label("year"))))


def open_period(
    chosen: core.Node, year: tuple[core.Node, core.Node], first: core.Node | None, last: core.Node | None
) -> Extent:
    """The year's period where that is chosen; else another, which ends between two days if they are told."""
    yearly = is_year(chosen)
    end: core.Node = UNKNOWN_DATE if first is None else core.Op(DATE, "greatest", (first, UNKNOWN_DATE))
    end = end if last is None else core.Op(DATE, "least", (end, last))
    low, high = (core.Op(DATE, "if", (yearly, *ends)) for ends in zip(year, (UNKNOWN_DATE, end), strict=True))
    return Extent(low, high)


def told_ends(period: object) -> tuple[core.Node, ...]:
    """The ends of a period that a finding tells: of any but a calendar year and a range written out."""
    if not isinstance(period, Span) or period.back is None or period.low is None or period.high is None:
        return ()
    return (period.low, period.high)


def time_class(rule: Rule, kind: Periods | None, due: core.Node | None) -> str:
    """How the rule stands in time, as pages and reports group rules."""
    period = rule.period.text if rule.period else ""
    if rule.kind == "prohibition" and period:
        return "prohibition in a window"
    if rolls(rule):
        return "rolling"
    if kind is not None:
        return "recurring"
    if "open" in (period, rule.due.text if rule.due else ""):
        return "open"
    if period:
        return "per term"
    if due is None or rule.kind == "prohibition":
        return "standing"
    return "triggered" if core.free_vars(due) else "by date"
