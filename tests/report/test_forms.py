"""What every public result can show itself as, and that reports are imported only when it does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy_rules.shown import Shown, ShownAsText, form_of, shows
from use.libraries import RULESET, elm

TESTS = Path(__file__).parents[1]


def results():
    """A result of each public type."""
    assessment = elm()
    return {
        "Ruleset": RULESET,
        "RulesetModel": RULESET.model,
        "Rule": next(iter(RULESET.rules.values())),
        "Assessment": assessment,
        "Finding": assessment.findings[0],
        "Score": assessment.score,
        "Comparison": elm().compare(assessment),
    }


TYPES = ["Assessment", "Comparison", "Finding", "Rule", "Ruleset", "RulesetModel", "Score"]


@pytest.fixture(scope="module")
def shown():
    return results()


def test_each_type_of_result_is_listed(shown):
    assert sorted(shown) == TYPES
    assert {type(thing).__name__ for thing in shown.values()} == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_a_result_shows_itself_as_html_and_as_data(shown, name):
    html = shown[name]._repr_html_()
    assert html.startswith("<") and html.endswith(">")
    data = shown[name].to_dict()
    assert data and json.loads(json.dumps(data)) == data


def test_what_is_a_text_is_the_report():
    assert str(elm()).startswith("***") and "\n" in str(elm())


class Unheard(Shown):
    """A result of which no report has heard."""


def test_a_result_without_forms_says_so():
    with pytest.raises(TypeError, match="nothing shows `Unheard`"):
        Unheard()._repr_html_()


def test_forms_are_registered_all_together():
    class Told(ShownAsText):
        pass

    with pytest.raises(TypeError, match="Told"):
        shows(Told, html=str, data=dict)  # type: ignore[arg-type]
    shows(Told, html=lambda _: "<p>", data=lambda _: {}, text=lambda _: "told")
    assert str(Told()) == "told" and form_of(Told(), "html")(Told()) == "<p>"


def test_reports_are_imported_when_something_is_first_shown():
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from use.libraries import elm
found = elm()
assert not [m for m in sys.modules if m.startswith("policy_rules.report.")]
assert found._repr_html_()
assert "policy_rules.report.forms" in sys.modules
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code, str(TESTS)], check=True)
