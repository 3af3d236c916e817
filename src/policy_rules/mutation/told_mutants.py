"""What is told of mutants: as text, in Chinese or English, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from policy_rules.mutation.asked_facts import in_one_line
from policy_rules.mutation.judge import MutantLeft, RuleJudged
from policy_rules.mutation.whole import MutantsJudged
from policy_rules.mutation.witness_search import Witness

FORMAT = 1
"""The version of the plain data."""
_WORDS: Mapping[str, tuple[str, str]] = {
    "mutants": ("变异", "mutants"),
    "killed": ("被示例识破", "killed"),
    "equivalent": ("等价", "equivalent"),
    "held": ("其中由规则集认定", "of them held so by the ruleset"),
    "stillborn": ("不成立", "stillborn"),
    "survive": ("存活", "survive"),
    "rate": ("识破率", "killed of those that count"),
    "threshold": ("数值", "threshold"),
    "comparison": ("比较", "comparison"),
    "conjunct": ("少一项", "a condition left out"),
    "quantifier": ("每与有", "every and some"),
    "day": ("日期", "day"),
    "negation": ("少“非”", "not left out"),
    "filter": ("少筛选", "filter left out"),
    "label": ("标签", "label"),
    "witness": (
        "规则现为“{}”，变异则为“{}”；以上结果是否合于文本，由作者对照原文判断",
        "{} by the rule as it is, {} by the mutant: its author must look whether the words say so",
    ),
    "no witness": ("未找到可以区分二者的事实", "no facts were found that tell the two apart"),
    "gone": ("已无此变异", "no mutant bears this digest any more"),
    "killed by an example": ("已被示例识破，并不等价", "an example kills it: it is not equivalent"),
    "shown": ("本已证明等价，不必再列", "it is shown to be equivalent: the line is not needed"),
}
_AROUND = 60
"""How many characters of a condition are told before and after the place where it was changed."""


def mutants_text(found: MutantsJudged, language: str, *, witness: bool = False) -> str:
    """How many there are of each sort, then those that survive and the lines that are stale, by rule.

    With `witness` also what was found against each survivor.
    """
    at = 0 if language == "zh" else 1

    def word(name: str) -> str:
        return _WORDS[name][at]

    held = f"{found.equivalent} {word('equivalent')} ({found.held} {word('held')})"
    born = f"{found.ruleset}: {found.mutants} {word('mutants')}, {found.killed} {word('killed')}"
    lines = [f"{born}, {held}, {found.stillborn} {word('stillborn')}, {found.survivors} {word('survive')}"]
    if found.rate is not None:
        lines.append(f"{word('rate')}: {_percent(found.rate)} %")
    for rule in found.rules:
        lines += _of_rule(rule, at, witness=witness)
    return "\n".join(lines) + "\n"


def _of_rule(rule: RuleJudged, at: int, *, witness: bool) -> Iterator[str]:
    if rule.survivors or rule.stale:
        yield f"\n{rule.rule}"
    for digest, why in rule.stale:
        yield f"  ! {digest}: {_WORDS['killed by an example' if why == 'killed' else why][at]}"
    for one in rule.survivors:
        old, new = _where(one.mutant.old, one.mutant.new)
        yield f"  {one.mutant.digest} {one.mutant.key}, {_WORDS[one.mutant.fault][at]}"
        yield f"    {old}"
        yield f"  → {new}"
        if witness:
            yield from _of_witness(one.witness, at)


def _of_witness(found: Witness | None, at: int) -> Iterator[str]:
    if found is None:
        yield f"    {_WORDS['no witness'][at]}"
    else:
        yield f"    # {_WORDS['witness'][at].format(_outcome(found.expect), _outcome(found.otherwise))}"
        yield f"    {found.line}"


def _outcome(told: str | Mapping[str, str]) -> str:
    return told if isinstance(told, str) else in_one_line(told)


def _where(old: str, new: str) -> tuple[str, str]:
    """The two conditions about the place where they differ."""
    same = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = max(0, same - _AROUND)
    behind, longest = 0, min(len(old), len(new)) - same
    while behind < longest and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    cut = max(0, behind - _AROUND)

    def part(text: str) -> str:
        return f"{'… ' if start else ''}{text[start : len(text) - cut]}{' …' if cut else ''}"

    return part(old), part(new)


def _percent(share: Fraction) -> str:
    """The share in percent with one place, never rounded up: 97.99 % is not 98 %."""
    tenths = share * 1000 // 1
    return f"{tenths // 10}.{tenths % 10}"


def mutants_data(found: MutantsJudged, *, witness: bool = False) -> dict[str, Any]:
    """The same as plain data; with `witness` a survivor has a key of that name, null where none was found."""
    return {
        "format": FORMAT,
        "ruleset": found.ruleset,
        "mutants": found.mutants,
        "killed": found.killed,
        "equivalent": found.equivalent,
        "stillborn": found.stillborn,
        "rate": None if found.rate is None else float(_percent(found.rate)),
        "survivors": [
            _data(rule.rule, one) | ({"witness": _witness_data(one.witness)} if witness else {})
            for rule in found.rules
            for one in rule.survivors
        ],
        "held": [_data(rule.rule, one) | {"why": one.why} for rule in found.rules for one in rule.judged],
        "stale": [
            {"rule": rule.rule, "mutant": digest, "why": why}
            for rule in found.rules
            for digest, why in rule.stale
        ],
    }


def _data(rule: str, one: MutantLeft) -> dict[str, Any]:
    mutant = one.mutant
    return {
        "rule": rule,
        "mutant": mutant.digest,
        "key": mutant.key,
        "fault": mutant.fault,
        "old": mutant.old,
        "new": mutant.new,
    }


def _witness_data(found: Witness | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"line": found.line, "expect": found.expect, "mutant": found.otherwise}
