"""Asking in the terminal what to find out next, fact after fact, and putting the answers into the facts.

Questions go to the standard error, since the output of a command is held until it is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import yaml
from attrs import evolve

from policy_rules.cli.output import complain
from policy_rules.errors import Place, PolicyRulesError, shorten
from policy_rules.facts.facts_file import RawFacts
from policy_rules.facts.merge import merge_facts
from policy_rules.filling.form_words import possible_values
from policy_rules.report.fact_names import FactNames
from policy_rules.report.next_facts_list import next_line
from policy_rules.results.assessment import Assessment
from policy_rules.results.fragments import BLANK
from policy_rules.results.next_facts import By, NextFact
from policy_rules.ruleset.languages import meaning
from policy_rules.vocabulary import Vocabulary
from policy_rules.wording import Language, Speaker

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
    "possible": ("可填", "possible"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "no value": ("无", "none"),
    "no choice": ("“{}”不在可选之列", "`{}` is none of these"),
    "answers": ("本次问答", "answered when asked"),
    "none": ("没有可以继续询问的事实", "nothing is left to ask"),
}
"""The fixed words of the dialogue, in Chinese and English."""
_SAID = {"是": True, "否": False, "无": None, "yes": True, "no": False, "none": None}
_SKIPPED: Any = object()
"""Stands for an answer left empty: a fact that stays unknown."""
_NONE: Mapping[str, Any] = {}
_SOURCE = "answers"
"""The source of what is answered."""
_KEPT = ("by", "date", "grader", "scorer")
"""What is the same from answer to answer: an empty answer takes the one before."""


class Dialogue:
    """Asks on one unit, of which the files tell something; `assess` assesses what is told so far."""

    def __init__(
        self,
        files: Sequence[str],
        assess: Callable[[RawFacts], Assessment],
        vocabulary: Vocabulary,
        language: Language,
        by: By | None = None,
    ) -> None:
        self.files, self.assess, self.language, self.by = files, assess, language, by
        self.vocabulary = vocabulary
        self._kept: dict[str, Any] = {}
        self._answers: dict[str, Any] = {}

    def run(self) -> RawFacts:
        """The facts with all answers, when nothing is left to ask or the reader stops."""
        asked: set[str] = set()
        told = merge_facts(*self.files, vocabulary=self.vocabulary)
        assessment = self.assess(told)
        complain(f"{assessment.unit.name}\n{self._say('how')}")
        while (fact := _first(assessment, asked, self.by)) is not None:
            asked.add(fact.name)
            complain(f"\n{next_line(fact, assessment, FactNames(assessment.model, self.language))}")
            choices = self._choices(fact, assessment)
            for line in self._about(fact, assessment, choices):
                complain(f"  {line}")
            try:
                # that a list is whole is said outright: no Enter on who and when may say it
                sure = "complete" not in fact.written or self._answer("whole", self._truths()) is True
                answer = self._filled(fact.written, choices=choices) if sure else _SKIPPED
            except EOFError:
                break
            if answer is _SKIPPED:
                continue
            answers = joined_trees(self._answers, dict(answer))
            try:
                told_now = self._with(assessment, answers)
                assessment = self.assess(told_now)
            except PolicyRulesError as error:
                complain(
                    "\n".join(evolve(fault, place=Place()).told(self.language) for fault in error.faults)
                )
                asked.discard(fact.name)
                continue
            self._answers, told = answers, told_now
        else:
            complain(self._say("none"))
        return told

    def _with(self, assessment: Assessment, answers: Mapping[str, Any]) -> RawFacts:
        unit = {"id": assessment.unit.id, "name": assessment.unit.name, **answers.get("unit", {})}
        source = {"sources": {_SOURCE: {"title": self._say("answers")}}, "source": _SOURCE}
        told = {**source, **answers, "unit": unit}
        return merge_facts(*self.files, told, vocabulary=self.vocabulary)

    def _filled(self, node: Any, key: str = "value", choices: Mapping[str, Any] = _NONE) -> Any:
        """The fragment with answers for its blanks, `_SKIPPED` where one is left empty; raises EOFError."""
        if isinstance(node, Mapping):
            found = {}
            for name, below in node.items():
                found[name] = self._filled(below, name if name in WORDS else key, choices)
                if found[name] is _SKIPPED:
                    return _SKIPPED
            return found
        if isinstance(node, list | tuple):
            held = [self._filled(below, key, choices) for below in node]
            return _SKIPPED if any(h is _SKIPPED for h in held) else held
        return self._answer(key, choices if key == "value" else _NONE) if node == BLANK else node

    def _answer(self, key: str, choices: Mapping[str, Any] = _NONE) -> Any:
        """What is typed in, asked again until it is one of the choices, if any; raises EOFError."""
        kept = self._kept.get(key)
        default = f" [{kept}]" if kept is not None else ""
        while True:
            print(f"  {self._say(key)}{default}: ", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
            if not line or line.strip().casefold() == "q":
                raise EOFError
            text = line.strip() or (kept if kept is not None else "")
            if not text:
                return _SKIPPED
            found = _chosen(text, choices) if choices else _read(text)
            if found is not _SKIPPED:
                break
            told = self._say("no choice").format(shorten(text))
            complain(f"  {told}. {self._say('choices')}: {self._comma.join(choices)}")
        if key in _KEPT:
            self._kept[key] = text
        return found

    def _about(self, fact: NextFact, assessment: Assessment, choices: Mapping[str, Any]) -> Iterator[str]:
        """What the fact means, in the reader's language, and what can be answered."""
        model = assessment.model
        attribute = self.vocabulary.attribute(fact.name)
        if attribute is None:
            return
        if means := meaning(attribute, self.language, model.languages):
            yield means
        none = [self._say("no value")] if attribute.type.nullable else []
        if choices:
            yield f"{self._say('choices')}: {self._comma.join(choices)}"
        elif possible := possible_values(attribute.type, self.vocabulary, self.language):
            yield f"{self._say('possible')}: {self._comma.join([possible, *none])}"

    def _choices(self, fact: NextFact, assessment: Assessment) -> Mapping[str, Any]:
        """What can be answered, in words, with what a facts file says it by; {} where anything can."""
        attribute = assessment.model.vocabulary.attribute(fact.name)
        if attribute is None:
            return _NONE
        none = {self._say("no value"): None} if attribute.type.nullable else {}
        if attribute.type.kind == "boolean":
            return {**self._truths(), **none}
        if attribute.type.kind != "label":
            return _NONE
        speaker = Speaker(assessment.model.vocabulary, self.language)
        return {**{speaker.label(name, attribute.type): name for name in attribute.type.labels}, **none}

    def _truths(self) -> Mapping[str, Any]:
        return {self._say("yes"): True, self._say("no"): False}

    @property
    def _comma(self) -> str:
        return "、" if self.language == "zh" else ", "

    def _say(self, key: str) -> str:
        return WORDS[key][self.language == "en"]


def _chosen(text: str, choices: Mapping[str, Any]) -> Any:
    """The choice of these words, in either language or by its name; `_SKIPPED` where it is none."""
    word = text.casefold()
    by_word = {told.casefold(): found for told, found in choices.items()}
    named = [found for found in choices.values() if word == str(found).casefold()]
    said = [found for found in choices.values() if word in _SAID and found is _SAID[word]]
    return by_word[word] if word in by_word else next(iter([*named, *said]), _SKIPPED)


def _read(text: str) -> Any:
    """An answer as a facts file would have it: a number, a day, a truth, null, else the text."""
    if text.casefold() in _SAID:
        return _SAID[text.casefold()]
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return text if isinstance(found, list | dict) else found


def _first(assessment: Assessment, asked: set[str], by: By | None) -> NextFact | None:
    """The first fact that can be told and was not asked."""
    return next((f for f in assessment.next_facts(by) if f.written and f.name not in asked), None)


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
