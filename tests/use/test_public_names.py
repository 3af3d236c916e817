"""The public surface is a short list, cheap to import."""

import subprocess
import sys

import pytest

import policy_rules

PUBLIC = [
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
    "UNKNOWN",
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


def test_the_public_names_are_these_and_each_is_there():
    assert sorted(policy_rules.__all__) == PUBLIC
    for name in PUBLIC:
        assert getattr(policy_rules, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="load_rulesets"):
        policy_rules.load_rulesets  # noqa: B018


def test_importing_and_assessing_brings_in_no_solver_frame_library_or_durable():
    code = """
import sys, datetime
import policy_rules as pr
heavy = {"z3", "ortools", "polars", "pandas", "narwhals", "pyarrow", "durable", "hypothesis", "pytest"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
assert "yaml" not in sys.modules and "lark" not in sys.modules
pr.load_ruleset("henan")
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
