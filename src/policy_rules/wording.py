"""Core trees and values in words: FEEL, English and Chinese.

`Speaker.feel` gives the condition as an author would write it, `Speaker.say` in plain words with the
labels of the vocabulary, `Speaker.show` a value. What is not wholly known is shown as what it may be.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from policy_rules import messages
from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.guards import without_guard
from policy_rules.errors import in_columns
from policy_rules.operators.figure_years import figure_year_said
from policy_rules.operators.model import Operator, Words
from policy_rules.operators.table import CORE
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, MAYBE, ONLY, Labels, Num, Truth, Value, Withheld, truth
from policy_rules.vocabulary import Type, Vocabulary

Language = messages.Language
LANGUAGES = messages.LANGUAGES


def in_either(names: Mapping[str, str], language: str) -> str:
    """A text in the language, else in the other; "" where there is none."""
    return names.get(language) or next(iter(names.values()), "")


WIDTH = 100
"""Columns of a line; a Chinese character takes two."""

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "satisfied": ("satisfied", "达标"),
    "violated": ("violated", "不达标"),
    "pending": ("pending", "未到期"),
    "unknown": ("unknown", "待查明"),
    "not_applicable": ("not applicable", "不适用"),
    "excepted": ("excepted", "已列为例外"),
}
"""The outcomes as they are told to people."""


@frozen
class Speaker:
    """Says what trees and values mean, in one language, with a vocabulary's labels."""

    vocabulary: Vocabulary
    language: Language = "en"

    def _of(self, zh: str, en: str, name: str) -> str:
        return (zh if self.language == "zh" else en) or zh or en or name

    # -- values ------------------------------------------------------------------------------------

    def show(self, value: Value, type: Type | None = None, *, percent: bool = False) -> str:
        """A value for people; several possible ones as a range or a list."""
        if isinstance(value, Withheld):
            return "（不示）" if self.language == "zh" else "withheld"
        zh = self.language == "zh"
        if isinstance(value, Truth):
            named = ("否", "未定义", "是") if zh else ("no", "undefined", "yes")
            if value.settled:
                return named[value.lo]
            return "是或否" if zh else "yes or no"
        if value.null == ONLY:
            return "无" if zh else "none"
        suffix = ("，或无" if zh else ", or none") if value.null == MAYBE else ""
        if isinstance(value, Labels):
            return self._labels(value, type) + suffix
        return self._range(value, type, percent=percent) + suffix

    def _labels(self, value: Labels, type: Type | None) -> str:
        if value.members is None:
            return "任意" if self.language == "zh" else "anything"
        order = list(type.labels) if type else []
        members = sorted(value.members, key=lambda m: (order.index(m) if m in order else len(order), m))
        word = "或" if self.language == "zh" else " or "
        return word.join(self.label(m, type) for m in members)

    def label(self, member: str, type: Type | None) -> str:
        """A label of an enumeration as it is told to people."""
        if type is not None and type.name == "outcome":
            return OUTCOMES[member][self.language == "zh"]
        if type is None or self.language == "en":
            return member
        labels = dict(type.zh) or self.vocabulary.scale_labels.get(type.name, {})
        return labels.get(member) or member

    def _range(self, value: Num, type: Type | None, *, percent: bool) -> str:
        lo, hi = (
            None if abs(end) == INF else self.end(end, type, percent=percent) for end in (value.lo, value.hi)
        )
        if lo is not None and lo == hi:
            return lo
        zh = self.language == "zh"
        if lo is None and hi is None:
            return "未知" if zh else "not known"
        if lo is None:
            return f"至多{hi}" if zh else f"at most {hi}"
        if hi is None:
            return f"至少{lo}" if zh else f"at least {lo}"
        return f"{lo}..{hi}"

    def end(self, end: Fraction | float, type: Type | None, *, percent: bool = False) -> str:
        """An exact number in its type's notation."""
        kind = type.kind if type else "number"
        if kind == "date" and 1 <= end <= datetime.date.max.toordinal():
            return datetime.date.fromordinal(int(end)).isoformat()
        exact = Fraction(end)
        if kind == "number" and (percent or (type is not None and type.percent)):
            return decimal_text(exact * 100) + "%"
        text = decimal_text(exact)
        if kind in ("days", "months"):
            one, zh = {"days": ("day", "天"), "months": ("month", "个月")}[kind]
            return text + (zh if self.language == "zh" else f" {one}{'' if abs(exact) == 1 else 's'}")
        return text

    # -- trees -------------------------------------------------------------------------------------

    def feel(self, node: core.Node) -> str:
        """The condition in FEEL, as an author would write it."""
        return _Text(self, 0).of(node, 0)

    def say(self, node: core.Node) -> str:
        """The condition in plain words."""
        return _Text(self, 2 if self.language == "zh" else 1).of(node, 0)


def decimal_text(value: Fraction) -> str:
    """The decimal in full where it ends within six places, else rounded and marked as about."""
    text = plain(value)
    if "/" in text or len(text.partition(".")[2]) > 6:
        return (
            f"≈{round(float(value), 4):g}"
            if abs(value) < 10**12
            else f"≈{value.numerator // value.denominator}"
        )
    return text


@frozen
class _Text:
    """One rendering: `form` is 0 for FEEL, 1 for English, 2 for Chinese."""

    speaker: Speaker
    form: int

    def of(self, node: core.Node, binding: int, beside: Type | None = None) -> str:
        """The node; a literal label is told as the type that stands beside it calls it."""
        node = worth_saying(node) if self.form else node
        match node:
            case core.Op():
                return self._op(node, binding, beside)
            case core.Const():
                return self._const(node, beside)
            case core.Agg():
                return self._agg(node)
            case core.Input():
                named = {
                    "as_of": ("as_of", "the day of assessment", "评估日"),
                    "year": ("year", "the year", "年度"),
                }
                return named.get(node.name, (node.name,) * 3)[self.form]
            case core.Read():
                return self._fact(node.path)
            case core.Field():
                attribute = node.attribute
                return (
                    attribute.name
                    if not self.form
                    else self._label(attribute.zh, attribute.en, attribute.name)
                )
            case core.Reported():
                measure = self.speaker.vocabulary.measures[node.measure]
                if not self.form:
                    return node.measure
                year = figure_year_said(node.day, self.speaker.vocabulary.year, chinese=self.form == 2)
                return self._label(measure.zh, measure.en, node.measure) + year
            case core.Param():
                declared = self.speaker.vocabulary.parameters.get(node.name)
                if not self.form or declared is None:
                    return f"parameters.{node.name}"
                return self._label(declared.zh, declared.en, node.name)
            case core.Replaced():
                return self.of(node.default, binding)
            case core.Graded():
                return ("grading", "the assessor's grading", "评定等级")[self.form]
            case core.Excepted(instance=task) if task:  # the day, not the rule
                return (
                    f"lifted({node.rule}, {task})",
                    f"the day of {node.rule} is lifted for {task}",
                    f"{node.rule}的期限对{task}不适用",
                )[self.form]
            case core.Excepted():
                return ("excepted", "an exception is recorded", "已记录例外")[self.form]
            case core.Outcome():
                return (f'outcome("{node.rule}")', f"the outcome of {node.rule}", f"{node.rule}的认定")[
                    self.form
                ]
        return self.list(node)

    def _label(self, zh: str, en: str, name: str) -> str:
        return (zh if self.form == 2 else en) or zh or en or name

    def _fact(self, path: str) -> str:
        attribute = self.speaker.vocabulary.attribute(path)
        return path if not self.form or attribute is None else self._label(attribute.zh, attribute.en, path)

    def _const(self, node: core.Const, beside: Type | None) -> str:
        value = node.value
        if self.form:
            return self.speaker.show(value, beside if beside and is_literal(node) else node.type)
        if isinstance(value, Truth):
            return ("false", "null", "true")[value.lo] if value.settled else "?"
        if value.null == ONLY:
            return "null"
        if isinstance(value, Labels):
            return " or ".join(f'"{m}"' for m in sorted(value.members or ()))
        text = self.speaker.show(value, node.type)
        return f'@"{text}"' if node.type.kind == "date" and value.settled else text

    def _op(self, node: core.Op, binding: int, outer: Type | None = None) -> str:
        if self.form and (told := _applies(node)):
            return told[self.form - 1]
        types = types_beside(node, outer)
        operator = CORE[node.name]
        assert operator.words is not None
        if operator.form == "infix" and node.name != "in":
            return self._between(operator, operator.words, node.args, types, binding)
        if node.name == "not" and isinstance(node.args[0], core.Op) and node.args[0].name == "is null":
            inner = self.of(node.args[0].args[0], 4)
            return (f"{inner} != null", f"{inner} has a value", f"已有{inner}")[self.form]
        binds = [4 if node.name == "in" and n == 0 else 0 for n in range(len(types))]
        words, args = operator.words.for_last(node.args)
        return words.told(self.form, *map(self.of, args, binds, types))

    def _between(
        self,
        operator: Operator,
        words: Words,
        sides: tuple[core.Node, ...],
        types: tuple[Type | None, ...],
        binding: int,
    ) -> str:
        level, word = operator.binds, words.told(self.form)
        if sides[0].type.kind == "date" and words.dated and self.form:
            word = words.dated[self.form - 1]
        parts = [self.of(a, level + (i > 0 and level >= 3), types[i]) for i, a in enumerate(sides)]
        space = "" if self.form == 2 and not word.isascii() else " "
        text = f"{space}{word}{space}".join(parts)
        return f"({text})" if level < binding else text

    def _agg(self, node: core.Agg) -> str:
        words = CORE[node.name].words
        assert words is not None
        closely = 9 if not self.form and node.name not in ("every", "some", "share") else 0
        body = "" if node.body is None else self.of(node.body, closely)
        return words.told(self.form, list=self.list(node.source), body=body)

    def list(self, node: core.Node) -> str:
        """A list of records."""
        match node:
            case core.Filter():
                source, test = self.list(node.source), self.of(node.condition, 0)
                return (f"{source}[{test}]", f"{source} where {test}", f"{source}（{test}）")[self.form]
            case core.Records():
                entity = self.speaker.vocabulary.entities[node.entity]
                return node.entity if not self.form else self._label(entity.zh, entity.en, node.entity)
            case core.Under():
                levels, of_units = ", ".join(node.levels), self.speaker.vocabulary.attribute("unit.level")
                kind = None if of_units is None else of_units.type
                zh = "、".join(self.speaker.label(level, kind) for level in node.levels)
                return (f"units_under(unit, [{levels}])", f"units at {levels} level", f"所辖{zh}级单位")[
                    self.form
                ]
            case core.Findings():
                return ("findings", "the findings", "各项认定")[self.form]
            case core.Listed():
                told = (self.speaker.label(i, node.type) if self.form else i for i in node.items)
                return ("、" if self.form == 2 else ", ").join(told)
        return str(node)


def worth_saying(node: core.Node) -> core.Node:
    """The condition without comparisons of two texts that are written out, which nobody needs to be told.

    They come of a list that is written out, `every k in ["talk", "order"] satisfies … k = "talk"`.
    """
    match node:
        case core.Op(
            name="=" | "!=", args=(core.Const(value=Labels() as a), core.Const(value=Labels() as b))
        ):
            return core.Const(node.type, truth((a.members == b.members) is (node.name == "=")))
        case core.Op(name="and" | "or"):
            parts = [worth_saying(argument) for argument in node.args]
            if all(part is argument for part, argument in zip(parts, node.args, strict=True)):
                return node
            made = [part is not was for part, was in zip(parts, node.args, strict=True)]
            found = [p for p, new in zip(parts, made, strict=True) if new and isinstance(p, core.Const)]
            said = tuple(part for part in parts if not any(part is one for one in found))
            deciding = [one for one in found if one.value == truth(node.name == "or")]
            if deciding or not said:
                return (deciding or found)[0]
            return said[0] if len(said) == 1 else evolve(node, args=said)
    return node


def _applies(node: core.Op) -> tuple[str, str] | None:
    """That a rule applies or does not, of a comparison of its outcome with “not applicable”."""
    match node:
        case core.Op(
            name="=" | "!=", args=(core.Outcome(rule=rule), core.Const(value=Labels(members=members)))
        ) if members == frozenset({"not_applicable"}):
            if node.name == "=":
                return f"{rule} does not apply", f"{rule}不适用"
            return f"{rule} applies", f"{rule}适用"
    return None


def says_nothing(node: core.Node) -> bool:
    """Whether a condition compares texts that are written out, and nothing else."""
    return not isinstance(node, core.Const) and isinstance(worth_saying(node), core.Const)


def is_literal(node: core.Node) -> bool:
    """Whether the node is made of texts written out in a condition, whose type names no labels."""
    return node.type.kind == "label" and node.type.name == "literal"


def types_beside(node: core.Op, outer: Type | None = None) -> tuple[Type | None, ...]:
    """For each argument the type whose labels a literal there speaks of."""
    if node.name in ("=", "!=", "in", "place"):
        labels = [a.type for a in node.args if a.type.kind == "label"]
        named = next((t for t in labels if t.name != "literal"), next((t for t in labels if t.zh), None))
        return (named,) * len(node.args)
    if node.name == "if":
        named = node.type if node.type.kind == "label" and not is_literal(node) else outer
        return (None, named, named)
    return (None,) * len(node.args)


def done_by(node: core.Op) -> tuple[core.Node, core.Node] | None:
    """The date and the day due where the condition was `done_by(date, due)`."""
    if len(node.args) != 2:
        return None
    guard, order = node.args
    if not (
        isinstance(guard, core.Op)
        and isinstance(order, core.Op)
        and guard.name == "not"
        and order.name == "<="
    ):
        return None
    inner = guard.args[0]
    if (
        isinstance(inner, core.Op)
        and inner.name == "is null"
        and without_guard(inner.args[0]) is without_guard(order.args[0])
    ):
        return inner.args[0], order.args[1]
    return None


def cut(text: str, width: int = WIDTH, tail: int = 0) -> str:
    """The text in so many columns, `…` where it is cut: before its last `tail` columns, else at its end.

    In the middle it is cut between words, so that what stands on both sides does not read as one value.
    """
    if len(in_columns(text)) <= width:
        return text
    start = len(text)
    while start and len(in_columns(text[start - 1 :])) <= tail:
        start -= 1
    ends = [n for n in range(start, len(text)) if _between_words(text, n)]
    parts = [n for n in ends if text[:n].rstrip().endswith((";", "；"))]
    kept = text[(parts or ends or [start])[0] :].lstrip()
    between = " … " if kept else "…"
    head = text
    while len(in_columns(head)) + len(in_columns(between + kept)) > width:
        head = head[:-1]
    if kept:
        whole = (n for n in range(len(head), 0, -1) if _between_words(text, n))
        head = head[: next(whole, len(head))].rstrip(" ,;:=≠<>≤≥，；：、") or head
    return f"{head}{between}{kept}"


def _between_words(text: str, at: int) -> bool:
    """Whether a text may be parted there: at a space, or between two wide characters."""
    sides = text[at - 1 : at + 1]
    return " " in sides or len(in_columns(sides)) == 4
