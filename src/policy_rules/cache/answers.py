"""Answers kept from one process to the next: what rules came to, by what was told of all that they read.

They are plain data (`reference.answers` says what of it means what), of one ruleset, by its digest.
"""

from __future__ import annotations

import marshal
from contextlib import suppress
from typing import Any

from policy_rules.cache.files import BROKEN, file_of
from policy_rules.cache.seal import seal, sealed
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.country_calendar import edition

Answers = dict[Any, Any]


def answers_of(model: RulesetModel) -> Answers:
    """The answers kept for a ruleset's folder; none where it is another now."""
    with suppress(*BROKEN):
        file = file_of(model.root, "answers")
        body = None if file is None else sealed(file)
        if body is not None:
            about, found = marshal.loads(body)  # noqa: S302 (the user's own, by its seal)
            if about == _about(model) and isinstance(found, dict):
                return found
    return {}


def keep_answers(model: RulesetModel, found: Answers) -> None:
    """Keep them for the next process."""
    with suppress(*BROKEN):
        file = file_of(model.root, "answers")
        if file is not None:
            seal(file, marshal.dumps((_about(model), found)))


def _about(model: RulesetModel) -> tuple[str, str]:
    return model.digest, edition() if model.vocabulary.calendar else ""
