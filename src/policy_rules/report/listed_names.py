"""Instances that stand for texts, told by the labels of these texts."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.lowering.instance_labels import parts_of_instance
from policy_rules.results.finding import Finding
from policy_rules.wording import Speaker


def instance_told(finding: Finding, id: str, speaker: Speaker) -> str:
    """The id of an instance, those parts of it by their labels that are texts of the rule."""
    return told_by_labels(finding.program, id, speaker)


def told_by_labels(own: core.RuleProgram, id: str, speaker: Speaker) -> str:
    """The same by the rule's program."""
    parts = parts_of_instance(own, id)
    told = (speaker.label(part, kind) if part in kind.labels else part for part, kind in parts)
    return "/".join(told) or id
