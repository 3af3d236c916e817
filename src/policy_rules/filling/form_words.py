"""The fixed words of forms, in Chinese and English, and what is said of each thing that a form asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_rules.attributes import frozen
from policy_rules.filling.asked_facts import OF_UNITS, FormFact, FormList, UnitForm
from policy_rules.report.fact_names import FactNames
from policy_rules.report.phrases import phrase
from policy_rules.ruleset.languages import meaning
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.typed_values import decimal
from policy_rules.vocabulary import Attribute, Entity, Measure, Type, Vocabulary
from policy_rules.wording import Language, Speaker

MOST_CLAUSES = 8
UNNAMED = "unit"
"""The id of a unit of which nothing is known."""
WORDS: Mapping[str, tuple[str, str]] = {
    "about": ("说明", "About"),
    "lists": ("清单是否齐全", "Whole lists"),
    "figures": ("公布数", "Published figures"),
    "held": ("由他人认定", "Decided by others"),
    "choices": ("选项", "Choices"),
    "sources": ("来源", "Sources"),
    "form of": ("填报单位", "Unit"),
    "ruleset": ("规则集", "Ruleset"),
    "by": ("填报人", "Filled in by"),
    "date": ("填报日期", "Filled in on"),
    "signed_by": ("签署人", "Signed by"),
    "fact": ("事项", "Fact"),
    "value": ("填写", "Answer"),
    "unit": ("单位或选项", "Unit or choices"),
    "source": ("来源", "Source"),
    "means": ("含义", "Meaning"),
    "register": ("见于", "Read from"),
    "department": ("责任部门", "Department"),
    "clauses": ("依据条款", "Asked for by"),
    "due": ("最近期限", "Soonest due day"),
    "ticked": ("齐全？", "Whole?"),
    "since": ("自何日起齐全", "Whole since"),
    "for": ("哪些年度", "For the years"),
    "of": ("所属记录编号", "Inside the record"),
    "searched": ("查找人", "Who searched"),
    "on": ("查找日期", "Day of the search"),
    "id": ("编号", "Id"),
    "in": ("载于", "Told in"),
    "not_in": ("未载于", "Not told in"),
    "places": ("小数位数", "Decimals"),
    "year": ("年度", "Year"),
    "list": ("清单", "List"),
    "no department": ("未定部门", "no department"),
    "superior": (
        "上级机关决定，照其文件或登记填写",
        "decided by a superior: as its document has it",
    ),
    "graded": ("由考核方评定，不必填写", "graded by assessors: not asked of the unit"),
    "how": (
        "只填浅色格；不知道的留空（留空是“待查明”，不是“无”）；清单只有注明齐全，未列的才算没有。",
        "Fill in the pale cells; empty is unknown, never none; only of a whole list the rest is not there.",
    ),
    "how in a file": (
        "填写的行去掉`#`；不知道的不填（不填是“待查明”，不是“无”）；清单只有注明齐全，未列的才算没有。",
        "Fill in without the `#`; empty is unknown, never none; only of a whole list the rest is not there.",
    ),
    "partly": (
        "部分知道的写成 {at_least: 90} 或 {one_of: [a, b]}。",
        "What is partly known is written {at_least: 90} or {one_of: [a, b]}.",
    ),
    "left out": ("未列入的事项和清单数", "facts and lists that are not asked here"),
    "asked of": ("按现有事实，还有{}项规则待查明", "On what is known, {} rules are unknown"),
}
"""The fixed words."""


def possible_values(type: Type, vocabulary: Vocabulary, language: Language) -> str:
    """The numbers that may be given, with what they are measured in, or how a day is written; else ""."""
    zh = language == "zh"
    if type.kind == "date":
        return "日期，如2024-12-31" if zh else "a day such as 2024-12-31"
    if type.kind != "number":
        return ""
    unit = "%" if type.percent else vocabulary.measured(type.unit, language)
    low, high = (
        None if x is None else decimal(x * 100 if type.percent else x) for x in (type.low, type.high)
    )
    if low is not None and high is not None:
        told = f"{low}至{high}" if zh else f"{low} to {high}"
    elif low is not None or high is not None:
        least = ("至少" if zh else "at least ") if high is None else ("至多" if zh else "at most ")
        told = f"{least}{low or high}"
    else:
        told = "数" if zh else "a number"
    return told + (unit if zh or unit == "%" else f" {unit}" if unit else "")


@frozen
class FormWords:
    """Says what a form asks, in one language."""

    form: UnitForm
    language: Language
    department: str | None = None
    """The department that the form is for, where there is one."""

    def say(self, key: str) -> str:
        """A fixed word."""
        return WORDS[key][self.language == "en"]

    @property
    def model(self) -> RulesetModel:
        """The ruleset's files."""
        return self.form.assessment.model

    @property
    def names(self) -> FactNames:
        """The names of facts."""
        return FactNames(self.model, self.language)

    def label(self, fact: FormFact) -> str:
        """What the fact is called."""
        if fact.path in OF_UNITS:
            return phrase("organs of the place", self.language) if fact.path == "organs" else fact.path
        if fact.path in self.model.vocabulary.measures:
            measure = self.model.vocabulary.measures[fact.path]
            return self.either(measure.zh, measure.en) or fact.path
        return self.names.say(fact.path)

    def either(self, zh: str, en: str) -> str:
        """The label of this language, else of the other."""
        return (zh or en) if self.language == "zh" else (en or zh)

    @property
    def unit_name(self) -> str:
        """The unit's name and id; nothing of a unit of which no name was told."""
        unit = self.form.assessment.unit
        return "" if unit.name == unit.id == UNNAMED else f"{unit.name} ({unit.id})"

    def department_name(self, name: str) -> str:
        """What a department is called."""
        registers = self.model.vocabulary.registers.values()
        zh = next((r.kept_by_zh for r in registers if r.kept_by == name and r.kept_by_zh), "")
        return self.either(zh, name) or self.say("no department")

    def title(self, one: FormList) -> str:
        """What a list is called."""
        entity = one.entity
        return self.either(entity.zh, entity.en) or self.label(one.asked)

    def column(self, attribute: Attribute) -> str:
        """The heading of an attribute."""
        return self.either(attribute.zh, attribute.en) or attribute.name

    def meaning(self, of: Attribute | Entity | Measure) -> str:
        """What exactly is meant, where that is told in the form's language."""
        return meaning(of, self.language, self.model.languages)

    def marks(self, attribute: Attribute) -> tuple[str, ...]:
        """That a superior decides on it, but where the form is for whoever keeps the register."""
        return (self.say("superior"),) if attribute.control == "parent" and not self.department else ()

    def of_type(self, type: Type) -> str:
        """The unit of measure, or the words that can be chosen."""
        if type.kind == "label":
            speaker = Speaker(self.model.vocabulary, self.language)
            return " / ".join(speaker.label(member, type) for member in type.labels)
        if type.percent:
            return "%"
        return self.model.vocabulary.measured(type.unit, self.language)

    def register(self, path: str) -> str:
        """The register from which it is read, by its name."""
        found = self.form.register(path)
        return self.names.register(found) if found else ""

    def clauses(self, fact: FormFact) -> str:
        """The clauses of the rules that ask for it."""
        shown = list(dict.fromkeys(self._clauses(fact)))
        more = f" … {len(shown)}" if len(shown) > MOST_CLAUSES else ""
        return "; ".join(shown[:MOST_CLAUSES]) + more

    def _clauses(self, fact: FormFact) -> Iterator[str]:
        headings = {(c.document, c.number): c.heading or c.number for c in self.model.clauses}
        for id_ in fact.rules:
            rule = self.model.rules[id_]
            yield headings.get((rule.document, rule.clause), rule.clause)

    def due(self, fact: FormFact) -> str:
        """The soonest day by which one of its rules must be met."""
        return "" if fact.fact is None or fact.fact.due is None else fact.fact.due.isoformat()
