"""policy_rules: a policy's clauses as rules, facts about units of government, findings with reasons.

    >>> import policy_rules as pr
    >>> pr.feel.evaluate("0.1 + 0.2 = 0.3")
    True

The names below are imported when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from policy_rules.shown import when_first_shown
from policy_rules.version import __version__ as __version__

if TYPE_CHECKING:
    from policy_rules import feel, journal, replay, testing
    from policy_rules.errors import (
        EngineError,
        ExpressionError,
        FactsError,
        Fault,
        Place,
        PolicyRulesError,
        RulesetError,
    )
    from policy_rules.facts.facts_file import load_facts
    from policy_rules.facts.merge import facts_text, merge_facts
    from policy_rules.office import OfficeYear, office_of
    from policy_rules.policy import Ruleset, load_ruleset
    from policy_rules.results.assessment import Assessment, Comparison, compare
    from policy_rules.results.finding import Finding
    from policy_rules.results.next_facts import NextFact
    from policy_rules.results.one_by_one import outcome_of
    from policy_rules.results.population import Population
    from policy_rules.results.populations_compared import compare_populations
    from policy_rules.values.country_calendar import country_calendar
    from policy_rules.values.python_scalars import UNKNOWN

_HOMES = {
    "UNKNOWN": "policy_rules.values.python_scalars",
    "Assessment": "policy_rules.results.assessment",
    "Comparison": "policy_rules.results.assessment",
    "EngineError": "policy_rules.errors",
    "ExpressionError": "policy_rules.errors",
    "FactsError": "policy_rules.errors",
    "Fault": "policy_rules.errors",
    "Finding": "policy_rules.results.finding",
    "NextFact": "policy_rules.results.next_facts",
    "Place": "policy_rules.errors",
    "PolicyRulesError": "policy_rules.errors",
    "Population": "policy_rules.results.population",
    "OfficeYear": "policy_rules.office.office_year",
    "Ruleset": "policy_rules.policy",
    "RulesetError": "policy_rules.errors",
    "country_calendar": "policy_rules.values.country_calendar",
    "compare": "policy_rules.results.assessment",
    "compare_populations": "policy_rules.results.populations_compared",
    "facts_text": "policy_rules.facts.merge",
    "load_facts": "policy_rules.facts.facts_file",
    "load_ruleset": "policy_rules.policy",
    "merge_facts": "policy_rules.facts.merge",
    "office_of": "policy_rules.office.office_year",
    "outcome_of": "policy_rules.results.one_by_one",
}
_MODULES = ("feel", "journal", "replay", "testing")

__all__ = [
    "UNKNOWN",
    "Assessment",
    "Comparison",
    "EngineError",
    "ExpressionError",
    "FactsError",
    "Fault",
    "Finding",
    "NextFact",
    "OfficeYear",
    "Place",
    "PolicyRulesError",
    "Population",
    "Ruleset",
    "RulesetError",
    "compare",
    "compare_populations",
    "country_calendar",
    "facts_text",
    "feel",
    "journal",
    "load_facts",
    "load_ruleset",
    "merge_facts",
    "office_of",
    "outcome_of",
    "replay",
    "testing",
]

when_first_shown(lambda: import_module("policy_rules.report.forms"))


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"policy_rules.{name}")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module `policy_rules` has no name `{name}`")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
