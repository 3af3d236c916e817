"""Asking in the terminal what to find out next, fact after fact, and putting the answers into the facts.

Questions go to the standard error, since the output of a command is held until it is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from policy_rules.cli.output import complain
from policy_rules.errors import PolicyRulesError
from policy_rules.facts.facts_file import RawFacts
from policy_rules.facts.merge import merge_facts
from policy_rules.report.fact_names import FactNames
from policy_rules.report.next_facts_list import next_line
from policy_rules.results.assessment import Assessment
from policy_rules.results.fragments import BLANK
from policy_rules.results.next_facts import NextFact
from policy_rules.wording import Language

WORDS = {
    "how": (
        "逐项回答；回车：跳过；q：结束并保存",
        "Answer each; Enter: skip it; q: stop, and keep what was answered",
    ),
    "value": ("值", "value"),
    "whole": ("齐全吗（是、否）", "is it whole (yes, no)"),
    "by": ("确认人", "who says so"),
    "date": ("日期", "on what day"),
    "grader": ("评定人", "who grades"),
    "scorer": ("评分人", "who scores"),
    "reason": ("理由", "reason"),
    "choices": ("可选", "one of"),
    "none": ("没有可以继续询问的事实", "nothing is left to ask"),
}
"""The fixed words of the dialogue, in Chinese and English."""
_SAID = {"是": True, "否": False, "无": None, "yes": True, "no": False, "none": None}
_KEPT = ("by", "date", "grader", "scorer")
"""What is the same from answer to answer: an empty answer takes the one before."""


class Dialogue:
    """Asks on one unit, of which the files tell something; `assess` assesses what is told so far."""

    def __init__(
        self, files: Sequence[str], assess: Callable[[RawFacts], Assessment], language: Language
    ) -> None:
        self.files, self.assess, self.language = files, assess, language
        self._kept: dict[str, Any] = {}
        self._answers: dict[str, Any] = {}

    def run(self) -> RawFacts:
        """The facts with all answers, when nothing is left to ask or the reader stops."""
        asked: set[str] = set()
        told = merge_facts(*self.files)
        assessment = self.assess(told)
        complain(f"{assessment.unit.name}\n{self._say('how')}")
        while (fact := _first(assessment, asked)) is not None:
            asked.add(fact.name)
            complain(f"\n{next_line(fact, assessment, FactNames(assessment.model, self.language))}")
            if choices := self._choices(fact, assessment):
                complain(f"  {self._say('choices')}: {choices}")
            try:
                # that a list is whole is said outright: no Enter on who and when may say it
                sure = "complete" not in fact.written or self._answer("whole") is True
                answer = self._filled(fact.written) if sure else None
            except EOFError:
                break
            if answer is None:
                continue
            answers = joined_trees(self._answers, dict(answer))
            try:
                told_now = self._with(assessment, answers)
                assessment = self.assess(told_now)
            except PolicyRulesError as error:
                complain(str(error))
                asked.discard(fact.name)
                continue
            self._answers, told = answers, told_now
        else:
            complain(self._say("none"))
        return told

    def _with(self, assessment: Assessment, answers: Mapping[str, Any]) -> RawFacts:
        unit = {"id": assessment.unit.id, "name": assessment.unit.name, **answers.get("unit", {})}
        return merge_facts(*self.files, {**answers, "unit": unit})

    def _filled(self, node: Any, key: str = "value") -> Any:
        """The fragment with answers in place of its blanks; None where one is left empty; raises EOFError."""
        if isinstance(node, Mapping):
            found = {}
            for name, below in node.items():
                filled = self._filled(below, name if name in WORDS else key)
                if filled is None and _has_blank(below):
                    return None
                found[name] = filled
            return found
        if isinstance(node, list | tuple):
            held = [self._filled(below, key) for below in node]
            return None if any(h is None and _has_blank(n) for h, n in zip(held, node, strict=True)) else held
        return self._answer(key) if node == BLANK else node

    def _answer(self, key: str) -> Any:
        kept = self._kept.get(key)
        default = f" [{kept}]" if kept is not None else ""
        print(f"  {self._say(key)}{default}: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line or line.strip().casefold() == "q":
            raise EOFError
        text = line.strip() or (kept if kept is not None else "")
        if not text:
            return None
        if key in _KEPT:
            self._kept[key] = text
        return _read(text)

    def _choices(self, fact: NextFact, assessment: Assessment) -> str:
        attribute = assessment.model.vocabulary.attribute(fact.name)
        if attribute is None:
            return ""
        if attribute.type.kind == "boolean":
            return "是、否" if self.language == "zh" else "yes, no"
        comma = "、" if self.language == "zh" else ", "
        return comma.join(attribute.type.labels)

    def _say(self, key: str) -> str:
        return WORDS[key][self.language == "en"]


def _read(text: str) -> Any:
    """An answer as a facts file would have it: a number, a day, a truth, null, else the text."""
    if text.casefold() in _SAID:
        return _SAID[text.casefold()]
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return text if isinstance(found, list | dict) else found


def _first(assessment: Assessment, asked: set[str]) -> NextFact | None:
    """The first fact that can be told and was not asked."""
    return next((f for f in assessment.next_facts() if f.written and f.name not in asked), None)


def _has_blank(node: Any) -> bool:
    if isinstance(node, Mapping):
        return any(map(_has_blank, node.values()))
    return any(map(_has_blank, node)) if isinstance(node, list | tuple) else node == BLANK


def joined_trees(tree: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two fragments of a facts file as one: records by their ids, other lists in turn, the later value."""
    found = dict(tree)
    for key, value in more.items():
        held = found.get(key)
        if isinstance(held, Mapping) and isinstance(value, Mapping):
            found[key] = joined_trees(held, value)
        elif isinstance(held, list) and isinstance(value, list):
            found[key] = _joined_lists(held, value)
        else:
            found[key] = value
    return found


def _joined_lists(records: list[Any], more: list[Any]) -> list[Any]:
    found = list(records)
    for record in more:
        own = record.get("id") if isinstance(record, Mapping) else None
        at = next((n for n, r in enumerate(found) if own is not None and r.get("id") == own), None)
        if at is None:
            found.append(record)
        else:
            found[at] = joined_trees(found[at], record)
    return found
