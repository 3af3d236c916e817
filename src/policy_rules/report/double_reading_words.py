"""The double readings of rules as text, as plain data and as digests to be entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policy_rules.documents import Mapping as Tree
from policy_rules.report.output_head import ruleset_head
from policy_rules.ruleset.decisions import json_text
from policy_rules.ruleset.double_reading import DoubleReading, FirstReading, ReadingWitness, SecondReading
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.reading_standing import REASONS, RuleRead, RulesRead
from policy_rules.ruleset.rule_digest import RuleDigests, words_digest

NOTICE = (
    "这是本项目对条文的理解，不是法律意见。",
    "This is how the project reads the words; it is no legal opinion.",
)
READING: Mapping[str, tuple[str, str]] = {
    "reading": ("本项目的解读", "the project's reading"),
    "first": ("初次解读", "first reading"),
    "second": ("复核解读", "second reading"),
    "settled": ("处理", "settled"),
    "family": ("类型", "family"),
    "who": ("约束对象", "whom it binds"),
    "satisfied": ("何为达标", "satisfied if"),
    "violated": ("何为不达标", "violated if"),
    "unknown": ("何时待查明", "unknown if"),
    "when": ("何时判断", "judged when"),
    "open": ("未决问题", "left open"),
    "dropped": ("不作要求的文字", "words that are no test"),
    "none": ("无", "nothing"),
    "witness": ("反例", "witness"),
    "landed": ("规则的认定", "the rule says"),
    "words": ("原文的认定", "the words say"),
    "standing": ("仍有效", "stands"),
    "faithful": ("忠实", "faithful"),
    "imprecise": ("不够准确", "imprecise"),
    "wrong": ("有误", "wrong"),
    "over": ("要求过严", "over: it asks for more"),
    "under": ("要求过宽", "under: it asks for less"),
    "vacuous": (
        "空转：没有事实能使其不达标，或者没有事实能使其达标",
        "vacuous: no facts violate it, or none satisfy it",
    ),
}
"""The words of readings, in Chinese and English."""
OUTCOME_KEYS = ("satisfied", "violated", "unknown")


def readings_text(model: RulesetModel, read: Iterable[RuleRead], language: str) -> str:
    """The readings of rules as text, with what does not stand."""
    at = 0 if language == "zh" else 1
    lines = [NOTICE[at]]
    for one in read:
        lines += ["", f"{one.rule} {model.rules[one.rule].text}", *_lines(one, at)]
    return "\n".join(lines) + "\n"


def _lines(one: RuleRead, at: int) -> Iterator[str]:
    yield from (f"  ! {REASONS[why][at]}" for why in one.why)
    if one.reading is None:
        return
    reading = one.reading.in_language(("zh", "en")[at])
    yield from (f"  {label}: {text}" for label, text in _first(reading.first, at))
    if (second := reading.second) is not None:
        yield f"  {READING['second'][at]}: {READING[second.verdict][at]}" + (
            second.note and f"; {second.note}"
        )
        yield from _witness(second.witness, at)
    if reading.settled is not None:
        yield f"  {READING['settled'][at]}: " + "; ".join(filter(None, reading.settled))


def _first(first: FirstReading, at: int) -> Iterator[tuple[str, str]]:
    yield READING["family"][at], first.family
    yield READING["who"][at], first.who
    for key in OUTCOME_KEYS:
        yield READING[key][at], getattr(first, key) or READING["none"][at]
    yield READING["when"][at], first.when
    for question in first.left_open:
        shared = "" if question.shared_as == "own" else f" ({question.shared_as})"
        yield READING["open"][at], f"{question.asks}{shared} {' / '.join(question.readings)}"
    for words, why in first.dropped:
        yield READING["dropped"][at], f"{words}: {why}"


def _witness(witness: ReadingWitness | None, at: int) -> Iterator[str]:
    if witness is None:
        return
    for key, told in (("landed", witness.case.expect), ("words", witness.words)):
        each = told if isinstance(told, str) else ", ".join(f"{name}: {o}" for name, o in told.items())
        yield f"    {READING[key][at]}: {each}"
    yield f"    {READING['witness'][at]}: {_json(witness.case.given)}" + (witness.why and f" ({witness.why})")


def _json(given: object) -> str:
    return json_text(given) if isinstance(given, Tree) else str(given)


def digests_text(model: RulesetModel, rules: Iterable[Rule]) -> str:
    """The digests of rules as they are entered into readings, a line for each."""
    digests = RuleDigests(model)
    return "".join(f"{r.id}: {{words: {words_digest(r)}, rule: {digests.of(r)}}}\n" for r in rules)


def readings_data(model: RulesetModel, read: Iterable[RuleRead]) -> dict[str, Any]:
    """The readings of rules as plain data."""
    return {**ruleset_head(model), "readings": [_reading_data(one) for one in read]}


def _reading_data(one: RuleRead) -> dict[str, Any]:
    reading = one.reading
    return {
        "rule": one.rule,
        "stands": one.stands,
        "why": list(one.why),
        **_both_data(reading),
        "again": {l: _both_data(reading.in_language(l)) for l in reading.again} if reading else {},
    }


def _both_data(reading: DoubleReading | None) -> dict[str, Any]:
    settled = reading.settled if reading else None
    return {
        "first": _first_data(reading.first) if reading else None,
        "second": _second_data(reading.second) if reading and reading.second else None,
        "settled": dict(zip(("how", "note"), settled, strict=True)) if settled else None,
    }


def _first_data(first: FirstReading) -> dict[str, Any]:
    return {
        "words": first.words,
        "family": first.family,
        "who": first.who,
        **{key: getattr(first, key) or None for key in OUTCOME_KEYS},
        "when": first.when,
        "open": [{"asks": q.asks, "readings": list(q.readings), "as": q.shared_as} for q in first.left_open],
        "dropped": [{"words": words, "why": why} for words, why in first.dropped],
    }


def _second_data(second: SecondReading) -> dict[str, Any]:
    seen = second.witness
    return {
        "rule": second.rule,
        "verdict": second.verdict,
        "witness": {
            "given": _json(seen.case.given),
            "landed": seen.case.expect if isinstance(seen.case.expect, str) else dict(seen.case.expect),
            "words": seen.words if isinstance(seen.words, str) else dict(seen.words),
            "why": seen.why or None,
        }
        if seen
        else None,
        "note": second.note or None,
    }


def rules_read_data(found: RulesRead) -> dict[str, Any]:
    """How many readings stand, and why those of a rule do not, or are not done with."""
    return {
        "standing": found.standing,
        "of": len(found.rules),
        "first": found.first,
        "second": found.second,
        "unsettled": found.unsettled,
        "required": found.required or None,
        "why": {one.rule: list(one.why) for one in found.rules if one.why},
    }
