"""Both sides of a comparison as words, with what is lacking."""

from __future__ import annotations

from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.report.phrases import phrase
from policy_rules.results.measured import Measured
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import Labels, Num, Value
from policy_rules.wording import Language, Speaker, decimal_text, says_nothing, types_beside


@frozen
class MeasuredWords:
    """Says comparisons in one language."""

    model: RulesetModel
    language: Language

    def told(self, m: Measured) -> str:
        """Both sides of a comparison, with what is lacking."""
        speaker = Speaker(self.model.vocabulary, self.language)
        percent = m.node.args[0].type.percent or m.node.args[1].type.percent
        kinds, graded = types_beside(m.node), _grades(m.node)
        left, right = (
            speaker.show(_as_grades(value, graded), graded[0].type)
            if graded
            else speaker.show(value, kind or side.type, percent=percent)
            for value, kind, side in zip((m.left, m.right), kinds, m.node.args, strict=False)
        )
        if m.node.args[0].type.kind == "date":
            percent = False
        named = speaker.say(m.node.args[0])
        text = f"{named} = {left}, {_sign(m.operator)} {right}"
        if m.counted is not None:
            top, bottom = (speaker.show(v) for v in m.counted)
            text += f" ({top} {phrase('of', self.language)} {bottom})"
        if m.shortfall and m.operator != "=" and not graded:
            words = self.model.vocabulary.measured(m.measured_in, self.language, one=m.shortfall == 1)
            unit = words if self.language == "zh" or not words else f" {words}"
            lacking = decimal_text(m.shortfall)
            if percent and m.counted is None:
                lacking, unit = decimal_text(m.shortfall * 100), self._percentage_points(m.shortfall)
            way = phrase("over" if m.operator in ("<", "<=") else "short", self.language)
            text += f": {way}{lacking}{unit}" if self.language == "zh" else f": {lacking}{unit} {way}"
        return text

    def _percentage_points(self, lacking: Fraction) -> str:
        return phrase("percentage points" if lacking * 100 != 1 else "percentage point", self.language)


def tells(m: Measured) -> bool:
    """Whether both sides tell more than the day, how a text is read, or that one of many is meant."""
    if any(isinstance(side, core.Input) for side in m.node.args[:2]) or says_nothing(m.node):
        return False
    read = m.operator == "in" or any(isinstance(side, core.Param) for side in m.node.args)
    return m.type.kind != "label" or not read


def _grades(node: core.Op) -> tuple[core.Node, ...]:
    """Of a comparison of grades by their places on a scale: the grade, then those of the scale; else ()."""
    side = node.args[0]
    return side.args if isinstance(side, core.Op) and side.name == "place" else ()


def _as_grades(place: Value, graded: tuple[core.Node, ...]) -> Value:
    """The grades at the places that are possible."""
    if not isinstance(place, Num):
        return place
    scale = (node.value for node in graded[1:] if isinstance(node, core.Const))
    names = [name for grade in scale if isinstance(grade, Labels) for name in grade.members or ()]
    ends = max(int(place.lo), 0), min(int(place.hi), len(names) - 1)
    return Labels(frozenset(names[ends[0] : ends[1] + 1]), place.null)


def falls_short(m: Measured) -> bool:
    """Whether it is lacking, or may be, and tells something."""
    return tells(m) and (m.shortfall is not None or not m.left.settled)


def _sign(operator: str) -> str:
    return {">=": "≥", "<=": "≤", "!=": "≠"}.get(operator, operator)
