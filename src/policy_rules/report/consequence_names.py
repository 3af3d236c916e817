"""Who receives what follows from an assessment, in the reader's words."""

from __future__ import annotations

from policy_rules.report.fact_names import FactNames
from policy_rules.scoring.consequences import Consequence
from policy_rules.wording import Language


def addressee_told(found: Consequence, language: Language) -> str:
    """The role that receives it, or the parameter that says who does; "" where nothing says so."""
    model, name = found.model, found.addressee
    role = None if model is None else model.vocabulary.roles.get(name)
    if role is not None:
        return (role.zh if language == "zh" else role.en) or name
    return FactNames(model, language).say(name) if name and model is not None else name
