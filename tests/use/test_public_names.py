"""The public surface is a short list, cheap to import."""

import os
import subprocess
import sys
from pathlib import Path

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


ALLOTMENTS = Path(__file__).parents[1] / "mutation" / "allotments"
LATE = {
    "yaml",
    "lark",
    "openpyxl",
    "facts",
    "feel",
    "operators",
    "reference",
    "scoring",
    "engines",
    "results",
    "report",
}
"""What a process needs to read a ruleset or to assess, and not to load one that was read before."""
LATER = {"lark", "openpyxl", "scoring.sheet", "lowering.lower", "ruleset.load", "report.exchange"}
"""What an assessment without a sheet does not need either."""


def test_what_is_not_asked_for_is_not_imported(tmp_path: Path):
    facts = {"unit": {"id": "north", "name": "North"}}
    code = f"""
import sys
import policy_rules as pr
def there(names):
    return {{n for n in names if n in sys.modules or "policy_rules." + n in sys.modules}}
ruleset = pr.load_ruleset({str(ALLOTMENTS)!r})
print(sorted(there({LATE!r})))
ruleset.assess({facts!r}, as_of="2025-04-30").counts
print(sorted(there({LATER!r})))
"""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, env=env, capture_output=True, text=True)
        for _ in range(2)
    ]
    assert runs[0].stdout != "[]\n[]\n"
    assert runs[1].stdout == "[]\n[]\n"
