"""Instances that stand for the texts of a list written out in a rule, told by the labels of these texts."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.results.finding import Finding
from policy_rules.results.limbs_finding import JoinedFinding
from policy_rules.wording import Speaker


def instance_told(finding: Finding, id: str, speaker: Speaker) -> str:
    """The id of an instance, those parts of it by their labels that are texts of the rule."""
    if isinstance(finding, JoinedFinding):
        return id
    kinds = [_unfiltered(source).type for _, source in finding.program.each]
    parts = id.split("/")
    if len(parts) != len(kinds):
        return id
    return "/".join(
        speaker.label(part, kind) if part in kind.labels else part
        for part, kind in zip(parts, kinds, strict=True)
    )


def _unfiltered(source: core.Node) -> core.Node:
    return _unfiltered(source.source) if isinstance(source, core.Filter) else source
