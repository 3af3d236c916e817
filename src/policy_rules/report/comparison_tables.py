"""A comparison of two assessments as text and as a table for notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from policy_rules.core.nodes import OUTCOMES as CHAIN
from policy_rules.report.asked_texts import AskedTexts
from policy_rules.report.fact_names import STATED, FactNames
from policy_rules.report.html_elements import STYLE, banner, table, tag
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.report.score_account import item_or_step_title
from policy_rules.report.score_words import bare, kept, moved, stage
from policy_rules.results.asked_otherwise import Why
from policy_rules.results.assessment import Assessment, Comparison
from policy_rules.results.comparison import LineChange
from policy_rules.ruleset.parameter_names import name_and_rule
from policy_rules.scoring.ledger import Both, Line
from policy_rules.scoring.points import Amounted, Grade
from policy_rules.values.known import ONLY
from policy_rules.wording import OUTCOMES, Language, Speaker

MOST_BY = 4
WORDS = {
    "compared": ("对比", "Comparison"),
    "nothing": ("没有变化", "nothing changed"),
    "asked": ("所问不同", "What was asked otherwise"),
    "total": ("总分", "Total"),
    "grade": ("等次", "Grade"),
    "findings": ("结论变化", "Findings that changed"),
    "amounts": ("项目与步骤", "Items and steps"),
    "ledger": ("计分账变化", "Lines of the ledger that changed"),
    "whole ledger": ("计分账", "Ledger, line by line"),
    "consequences": ("后果变化", "Consequences that changed"),
    "none": ("无", "none"),
    "not known": ("未知", "not known"),
    "unchanged": ("未变", "unchanged"),
    "changed": ("改变", "changed"),
    "added": ("新增", "added"),
    "gone": ("取消", "gone"),
    "or": ("或", " or "),
    "before": ("此前", "before"),
    "after": ("此后", "after"),
    "change": ("变动", "change"),
    "ruleset": ("规则集", "ruleset"),
    "unit": ("单位", "unit"),
    "as_of": ("评估日", "as of"),
    "year": ("年度", "year"),
    "known_by": ("知悉日", "known by"),
    "profile": ("参数集", "profile"),
    "sheet": ("计分表", "sheet"),
    "parameter": ("参数", "parameter"),
    "fact": ("事实", "fact"),
    "source": ("来源", "source"),
    "by": ("因", "by"),
    "places": ("各单位", "Units"),
    "rank": ("名次", "rank"),
    "rules turned": ("结论变化的规则", "rules whose finding turned"),
    "not among": ("不在其中", "not among them"),
    "certain": ("确定发生", "certain"),
    "possible": ("可能发生", "possible"),
    "excluded": ("已排除", "excluded"),
    "": ("无", "none"),
}
"""The fixed words of comparisons, in Chinese and English."""


_READ = {
    "by none": ("没有规则、也没有计分表以此为据", "no rule and no sheet reads it"),
    "by rules": (
        "以此为据的规则{}条，其中结论有变的{}条",
        "rules that read it: {}, of which came out otherwise: {}",
    ),
    "by sheet": ("计分表以此为据", "the sheet reads it"),
    "by ruleset": ("规则集自身以此为据", "the ruleset itself reads it"),
    "and": ("；", "; "),
}


def say(key: str, language: Language) -> str:
    """A fixed word in the language."""
    return WORDS[key][language == "en"]


def comparison_text(found: Comparison, language: Language = "zh", *, full: bool = False) -> str:
    """The comparison as text; `full` tells the items, steps and lines that did not change too."""
    lines = [f"*** {label} ***" for label in comparison_labels(found, language)]
    lines.append(comparison_title(found, language))
    for heading, told in comparison_parts(found, language, full=full):
        lines += ["", f"== {heading} ==", *(" ".join(c for c in cells if c) for cells in told)]
    if not found.changed:
        lines += ["", say("nothing", language)]
    return "\n".join(lines) + "\n"


def comparison_html(found: Comparison, language: Language = "zh") -> str:
    """The comparison as tables; nothing in it is taken as HTML."""
    parts = [*map(banner, comparison_labels(found, language))]
    parts.append(tag("h3", escape(comparison_title(found, language))))
    for heading, told in comparison_parts(found, language):
        rows = [[escape(cell) for cell in cells] for cells in told]
        parts.append(tag("h4", escape(heading)) + table((), rows))
    if not found.changed:
        parts.append(tag("p", escape(say("nothing", language))))
    return tag("div", "".join(parts), STYLE, lang=language)


def comparison_labels(found: Comparison, language: Language) -> tuple[str, ...]:
    """What stands at the top of either."""
    return tuple(dict.fromkeys(label for a in (found.before, found.after) for label in banners(a, language)))


def comparison_title(found: Comparison, language: Language) -> str:
    """What is compared."""
    return f"{say('compared', language)}: " + " → ".join(
        dict.fromkeys(
            f"{a.unit.name} {phrase('as of', language)} {a.as_of} {year_said(a.model, a.year, language)}"
            for a in (found.before, found.after)
        )
    )


def comparison_parts(
    found: Comparison, language: Language, *, full: bool = False
) -> Iterator[tuple[str, list[list[str]]]]:
    """The headings, each with its rows of cells; those without rows are left out."""
    telling = _Telling(found, language)
    parts = (
        ("asked", [telling.why(why) for why in found.why]),
        ("total", list(telling.result())),
        ("amounts", list(telling.amounts(full=full))),
        ("findings", [telling.finding(*pair) for pair in telling.outcomes()]),
        ("whole ledger" if full else "ledger", list(telling.lines(full=full))),
        ("consequences", list(telling.consequences())),
    )
    yield from ((say(key, language), rows) for key, rows in parts if rows)


_SAID: Mapping[str, tuple[str, str]] = {
    "complete": ("齐全", "complete"),
    "True": ("是", "yes"),
    "False": ("否", "no"),
}
"""What facts files say, in Chinese and English."""
_STATEMENTS: Mapping[str, tuple[str, str]] = {
    **{key: (zh, key) for key, zh in STATED.items()},
    "complete": ("清单是否齐全", "whether lists are complete"),
    "reported": ("公布数", "published figure"),
    "exceptions": ("例外", "exception"),
    "gradings": ("评定", "grading"),
    "succession": ("承继", "succession"),
    "samples": ("抽样", "sample"),
}
"""What the keys of facts files beside the lists are called, in Chinese and English."""


class _Telling:
    """Says the parts of one comparison, each as rows of cells."""

    def __init__(self, found: Comparison, language: Language) -> None:
        self.found, self.language = found, language
        self.speaker = Speaker(found.after.model.vocabulary, language)

    def why(self, why: Why) -> list[str]:
        """One thing that was asked otherwise."""
        none = say("not known" if why.sort in ("fact", "parameter") else "none", self.language)
        sides = ((why.before, self.found.before), (why.after, self.found.after))
        before, after = (self._asked(why, what, a) or none for what, a in sides)
        return [say(why.sort, self.language), self._named(why), f"{before} → {after}", self._read_by(why)]

    def _asked(self, why: Why, what: object, assessment: Assessment) -> str:
        return AskedTexts(assessment.model, self.speaker.show, self.call).say(why.sort, why.name, what)

    def _named(self, why: Why) -> str:
        return self._name(why.name) if why.sort in ("fact", "parameter", "source") else why.name

    def _name(self, path: str) -> str:
        """A fact or parameter as readers call it."""
        model, names = self.found.after.model, FactNames(self.found.after.model, self.language)
        name, rule = name_and_rule(path)
        if name in model.vocabulary.parameters:
            told = ", ".join(filter(None, (name, rule)))
            left, right = ("（", "）") if self.language == "zh" else (" (", ")")
            return f"{names.parameter(name)}{left}{told}{right}"
        kind, bracket, which = path.partition("[")
        if kind not in _STATEMENTS:
            return names.say(path)
        about, comma, rest = which.rstrip("]").partition(", ")
        told = names.measure(about) if kind == "reported" else about
        return f"{_STATEMENTS[kind][self.language == 'en']}{bracket}{told}{comma}{rest}]"

    def call(self, name: str, of: str) -> str:
        """A list, an attribute, or a word of facts files as readers call it."""
        vocabulary = self.found.after.model.vocabulary
        declared = vocabulary.attribute(f"{of}.{name}") if of else vocabulary.entities.get(name)
        if declared is not None:
            return (declared.zh if self.language == "zh" else declared.en) or name
        if of:
            return name
        return _SAID[name][self.language == "en"] if name in _SAID else stage(name, self.language)

    def _read_by(self, why: Why) -> str:
        """How many rules read it, and how many of them came out otherwise; or that nothing does."""
        read_by = why.read_by
        if read_by is None:
            return ""
        at = self.language == "en"
        if not read_by:
            return f"({_READ['by none'][at]})"
        told = []
        if read_by.rules:
            moved = {change.rule for change in self.found.findings}.intersection(read_by.rules)
            told.append(_READ["by rules"][at].format(len(read_by.rules), len(moved)))
        told += [_READ["by sheet"][at]] if read_by.sheet else []
        told += [_READ["by ruleset"][at]] if read_by.declared else []
        return f"({_READ['and'][at].join(told)})"

    def result(self) -> Iterator[list[str]]:
        """Total and grade, where either assessment has a score."""
        total = self.found.total
        if total.before is not None or total.after is not None:
            yield [say("total", self.language), *self._amount(total.before, total.after, total.change)]
        before, after = self.found.grade
        if before is not None or after is not None:
            told = [self._grades(g, a) for g, a in ((before, self.found.before), (after, self.found.after))]
            yield [say("grade", self.language), told[0] if told[0] == told[1] else " → ".join(told)]

    def amounts(self, *, full: bool) -> Iterator[list[str]]:
        """Items and steps."""
        for c in (*self.found.items, *self.found.steps):
            if full or c.changed:
                yield [self._title(c.name), *self._amount(c.before, c.after, c.change)]

    def outcomes(self) -> Iterator[tuple[str, str, str]]:
        """Findings that changed: rule, what it could be before and after."""
        word = say("or", self.language)
        for change in self.found.findings:
            ends = [
                word.join(OUTCOMES[o][self.language == "zh"] for o in CHAIN[e[0] : e[1] + 1])
                if e
                else say("none", self.language)
                for e in (change.before, change.after)
            ]
            yield change.rule, ends[0], ends[1]

    def finding(self, rule: str, before: str, after: str) -> list[str]:
        """One finding, with the words of its clause."""
        declared = self.found.after.model.rules.get(rule) or self.found.before.model.rules.get(rule)
        words = "" if declared is None else declared.title if self.language == "en" else declared.text
        return [rule, f"{before} → {after}", f"“{words}”" if words else "", self.by(rule)]

    def by(self, rule: str) -> str:
        """The facts and parameters by which a finding turned, the first of them by name."""
        names = [self._named(why) or say(why.sort, self.language) for why in self.found.by(rule)]
        more = f" … {len(names)}" if len(names) > MOST_BY else ""
        told = ("、" if self.language == "zh" else ", ").join(names[:MOST_BY])
        return f"[{say('by', self.language)} {told}{more}]" if told else ""

    def lines(self, *, full: bool) -> Iterator[list[str]]:
        """The ledger, line by line."""
        for change in self.found.lines:
            if full or change.status != "unchanged":
                where = change.line.item or change.line.step
                name = f"{self._title(where)} · {stage(change.line.effect, self.language)}"
                yield [say(change.status, self.language), name, self._moves(change)]

    def consequences(self) -> Iterator[list[str]]:
        """Consequences whose status changed."""
        for c in self.found.consequences:
            yield [c.rule, f"{say(c.before, self.language)} → {say(c.after, self.language)}"]

    def _title(self, name: str) -> str:
        for assessment in (self.found.after, self.found.before):
            sheet = assessment.score.sheet if assessment.score else None
            if sheet is not None and (title := item_or_step_title(name, sheet, self.language)) != name:
                return title
        return name

    def _amount(self, before: Amounted | None, after: Amounted | None, change: Both | None) -> list[str]:
        old, new = self._value(before, self.found.before), self._value(after, self.found.after)
        if before == after:
            return [old]
        return [f"{old} → {new}", f"({moved(change)})" if change else ""]

    def _value(self, value: Amounted | None, assessment: Assessment) -> str:
        if isinstance(value, Grade):
            scale = assessment.score.sheet.scale if assessment.score else ()
            return self._grades(frozenset(scale[p] for p in value.places if 0 <= p < len(scale)), assessment)
        if value is None or value.null == ONLY:
            return say("none", self.language)
        return bare((value.lo, value.hi))

    def _grades(self, grades: frozenset[str] | None, assessment: Assessment) -> str:
        if grades is None or assessment.score is None:
            return say("none", self.language)
        sheet = assessment.score.sheet
        measure = assessment.model.vocabulary.measures.get(sheet.grade)
        kind = measure.type if measure else None
        ordered = [g for g in reversed(sheet.scale) if g in grades]
        return say("or", self.language).join(self.speaker.label(g, kind) for g in ordered)

    def _moves(self, change: LineChange) -> str:
        if change.before is None or change.after is None or change.status == "unchanged":
            return self._line(change.line, self.found.after if change.after else self.found.before)
        old, new = self._line(change.before, self.found.before), self._line(change.after, self.found.after)
        return f"{old} → {new}"

    def _line(self, line: Line, assessment: Assessment) -> str:
        held = f" [{told}]" if (told := kept(line, self.language)) else ""
        if line.change is not None:
            return moved(line.change) + held
        assert isinstance(line.after, frozenset)
        return self._grades(line.after, assessment) + held
