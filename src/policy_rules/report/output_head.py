"""What stands at the top of all output for JSON: labels, the form of the output, the ruleset."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from policy_rules.report.phrases import phrase
from policy_rules.results.assessed import Assessed
from policy_rules.ruleset.model import RulesetModel

FORMAT = 1
"""The form of the outputs: raised when one loses a key, or a key its meaning; `output_schemas` tells it."""


LABELS = ("illustrative", "constructed")
"""The keys of the labels."""


def labels_data(*, illustrative: bool, constructed: bool) -> dict[str, str]:
    """The labels that hold, in words; no key for one that does not."""
    held = dict(zip(LABELS, (illustrative, constructed), strict=True))
    return {name: phrase(name, "en") for name, holds in held.items() if holds}


def labels_of_all(assessments: Collection[Assessed]) -> dict[str, str]:
    """The labels that hold of any of them."""
    return labels_data(
        illustrative=any(a.illustrative for a in assessments),
        constructed=any(a.unit.constructed for a in assessments),
    )


def ruleset_head(model: RulesetModel) -> dict[str, Any]:
    """The form of the output, and the name, version and digest of the ruleset."""
    return {
        "format": FORMAT,
        "ruleset": model.name,
        "ruleset_version": model.version or None,
        "ruleset_digest": model.digest,
    }


def head_data(assessment: Assessed) -> dict[str, Any]:
    """What stands at the top of all data of an assessment: labels, ruleset, unit, days."""
    labels = labels_data(illustrative=assessment.illustrative, constructed=assessment.unit.constructed)
    return {
        **labels,
        **ruleset_head(assessment.model),
        "unit": {"id": assessment.unit.id, "name": assessment.unit.name},
        "as_of": assessment.as_of.isoformat(),
        "year": assessment.year,
        "profile": assessment.profile or None,
    }
