"""Which norms of a rule as it is written have a due day, and which take the default day."""

from __future__ import annotations

from policy_rules.ruleset.model import Rule
from policy_rules.testing.truth.cycles import window_of


def may_take_default(rule: Rule) -> bool:
    """Whether any part of a rule takes the default day, in any reading."""
    read = [norm.readings["due"].options.values() for norm in rule.norms if "due" in norm.readings]
    return rule.has_default_due or any(day.text == "default" for days in read for day in days)


def dated_norm(rule: Rule) -> Rule | None:
    """The one norm of a rule that has a due day; None where none or several of its limbs have."""
    lasting = (n for n in rule.norms if n.period is not None and window_of(n.period.text) is None)
    of_period = [id(norm) for norm in lasting]
    dated = [norm for norm in rule.norms if norm.due is not None or id(norm) in of_period]
    return dated[0] if len(dated) == 1 else None
