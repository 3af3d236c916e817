"""Names of facts in the reader's words: `staffing.posts_total` as 人员编制 · 编制总数."""

from __future__ import annotations

import re

from policy_rules.attributes import frozen
from policy_rules.facts.bound import OF_OTHERS
from policy_rules.lowering.instance_labels import program_of_rule
from policy_rules.report.listed_names import told_by_labels
from policy_rules.report.phrases import phrase
from policy_rules.results.awaited import NAME_OF_FINDING
from policy_rules.ruleset.languages import question_of
from policy_rules.ruleset.model import RulesetModel, Version
from policy_rules.ruleset.parameter_names import name_and_rule
from policy_rules.vocabulary import Measure, Parameter, Register
from policy_rules.wording import Language, Speaker

_ID = re.compile(r"[^\[\]()]+")
_NAMED = {
    "organs": "organs of the place",
    OF_OTHERS: "facts of other units",
    "units_under": "units below",
}
_OWN = {"id": "编号", "name": "名称", "place": "地方"}
"""What every record has, in Chinese."""
STATED = {"corrections": "更正", "entries": "评分"}
"""What is put on file about a score, in Chinese."""
_DRAWN, _UNTOLD = re.compile(r"samples\[(\d+)\]"), re.compile(r"organ\((.+)\)", re.DOTALL)
"""The organs drawn for a year; an organ of which nothing is told."""
_PARAMETER = re.compile(r"parameters\.(\w+)")
_STEP = re.compile(r"([^.\[\]]+)(\[[^\]]*\])?")


@frozen
class FactNames:
    """Says the names of facts, registers and parameters."""

    model: RulesetModel
    language: Language

    def say(self, name: str) -> str:
        """A fact's name in words, with the ids of its records; one of another unit begins with its id."""
        unit, _, own = name.partition(".")
        if (
            own
            and unit not in self.model.vocabulary.entities
            and _ID.fullmatch(unit)
            and unit != "parameters"
        ):
            return f"{unit}{'·' if self.language == 'zh' else ': '}{self.say(own)}"
        if name in _NAMED:
            return phrase(_NAMED[name], self.language)
        if drawn := _DRAWN.fullmatch(name):
            return f"{drawn[1]}{phrase('organs drawn', self.language)}"
        if unknown := _UNTOLD.fullmatch(name):
            return f"{phrase('facts of', self.language)}{unknown[1]}"
        if name.startswith("complete("):
            inner = self.say(name[len("complete(") : -1])
            return (
                f"{inner}（是否齐全）"
                if self.language == "zh"
                else f"whether the list of {inner} is complete"
            )
        if name.startswith("grading("):
            rule, comma, which = name[len("grading(") : -1].partition(", ")
            told = rule + comma + self._instance(rule, which)
            return f"{told}的评定" if self.language == "zh" else f"an assessor's grading of {told}"
        finding = NAME_OF_FINDING.fullmatch(name)
        if finding and not finding["unit"]:
            rule = finding["rule"] or finding["of"]
            return f"{rule}的认定" if self.language == "zh" else f"the finding on {rule}"
        if name.startswith("parameters."):
            return self._parameter(name)
        if (measure := self.model.vocabulary.measures.get(name)) is not None and not measure.reported:
            return self.measure(name)
        if name in self.model.vocabulary.measures:
            return self.measure(name) + ("（公布数）" if self.language == "zh" else " (published figure)")
        return self._path(name)

    def _label(self, zh: str, en: str, name: str) -> str:
        return (zh if self.language == "zh" else en) or en or zh or name

    def _parameter(self, name: str) -> str:
        bare, rule = name_and_rule(name)
        declared, said = self.model.vocabulary.parameters.get(bare), self.parameter(bare)
        question = f" [{question_of(declared, self.language)}]" if declared and declared.question else ""
        of = f" ({rule})" if rule else ""
        return said + of + question

    def parameter(self, name: str) -> str:
        """What a parameter asks."""
        return self._declared(self.model.vocabulary.parameters.get(name), name)

    def since(self, version: Version) -> str:
        """From which day a version holds: as it is written, or what the parameter is called that says it."""
        told = "" if version.since is None else version.since.text
        named = _PARAMETER.fullmatch(told)
        return version.name if named is None else self.parameter(named[1])

    def measure(self, name: str) -> str:
        """What a measure measures."""
        return self._declared(self.model.vocabulary.measures.get(name), name)

    def _declared(self, declared: Parameter | Measure | Register | None, name: str) -> str:
        return name if declared is None else self._label(declared.zh, declared.en, name)

    def _instance(self, rule: str, id: str) -> str:
        """What an instance of a rule is called; its id where it is a record's."""
        own = program_of_rule(self.model, rule) if id else None
        return id if own is None else told_by_labels(own, id, Speaker(self.model.vocabulary, self.language))

    def _path(self, name: str) -> str:
        said: list[str] = []
        entity = ""
        for bare, ids in _STEP.findall(name):
            declared = self.model.vocabulary.entities.get(bare)
            attribute = self.model.vocabulary.attribute(f"{entity}.{bare}") if entity else None
            if declared is not None:
                entity = bare
                said.append(self._label(declared.zh, declared.en, bare) + ids)
            elif attribute is not None:
                said.append(self._label(attribute.zh, attribute.en, bare))
            else:
                own = (_OWN if entity else STATED).get(bare, bare) if self.language == "zh" else bare
                said.append(own + ids)
        return ("·" if self.language == "zh" else ": ").join(said)

    def register(self, name: str) -> str:
        """The name of a register."""
        return self._declared(self.model.vocabulary.registers.get(name), name)
