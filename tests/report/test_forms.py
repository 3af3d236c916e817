"""What every public result can show itself as, and that reports are imported only when it does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.shown import Shown, ShownAsText, form_of, shows
from use.libraries import DAY, HERE, RULESET, elm, elm_without

TESTS = Path(__file__).parents[1]
ELM = HERE / "elm-library.yaml"


def results():
    """A result of each public type."""
    assessment = elm()
    population = RULESET.assess_population(pr.load_facts(ELM), as_of=DAY, year=2024, profile="usual")
    return {
        "Ruleset": RULESET,
        "RulesetModel": RULESET.model,
        "Rule": next(iter(RULESET.rules.values())),
        "Assessment": assessment,
        "Finding": assessment.findings[0],
        "Score": assessment.score,
        "Consequence": assessment.consequences[0],
        "NextFact": elm_without("rooms.heated").next_facts()[0],
        "Comparison": elm().compare(assessment),
        "Population": population,
        "Standing": population.table()[0],
        "Questions": RULESET.questions(),
        "Question": RULESET.questions()["pass_mark"],
        "Replay": pr.replay.replay(pr.replay.record_of(assessment), RULESET),
    }


FORMS = {
    "Assessment": {"html", "data", "text", "page"},
    "Comparison": {"html", "data", "text"},
    "Consequence": {"html", "data"},
    "Finding": {"html", "data", "text"},
    "NextFact": {"html", "data"},
    "Population": {"html", "data", "text"},
    "Question": {"html", "data"},
    "Questions": {"html", "data", "text"},
    "Replay": {"html", "data", "text"},
    "Rule": {"html", "data"},
    "Ruleset": {"html", "data"},
    "RulesetModel": {"html", "data"},
    "Score": {"html", "data"},
    "Standing": {"html", "data"},
}
"""The types of public results with the forms that they have. `FrameAssessment` holds frames, which show
themselves; a `Session` gives the results above."""
NOT_RESULTS = {
    "EngineError",
    "ExpressionError",
    "FactsError",
    "Fault",
    "OfficeYear",  # it gives documents, which show themselves
    "Place",
    "PolicyRulesError",
    "RulesetError",
}


@pytest.fixture(scope="module")
def shown():
    return results()


def test_each_type_of_result_is_listed(shown):
    assert {name: type(thing).__name__ for name, thing in shown.items()} == {n: n for n in FORMS}
    public = {name for name in pr.__all__ if isinstance(getattr(pr, name), type)}
    assert public - NOT_RESULTS <= set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_a_result_shows_itself_as_html_and_as_data(shown, name):
    html = shown[name]._repr_html_()
    assert html.startswith("<") and html.endswith(">")
    data = shown[name].to_dict()
    assert data and json.loads(json.dumps(data)) == data


@pytest.mark.parametrize("name", [name for name, forms in FORMS.items() if "text" in forms])
def test_a_result_that_is_a_text_is_its_report(shown, name):
    assert isinstance(shown[name], ShownAsText)
    language = () if name == "Replay" else ("en",)  # that of the ruleset's texts
    told = form_of(shown[name], "text")(shown[name], *language)
    assert str(shown[name]) == told != repr(shown[name])


@pytest.mark.parametrize("name", [name for name, forms in FORMS.items() if "text" not in forms])
def test_a_result_without_a_report_of_its_own_is_none(shown, name):
    assert not isinstance(shown[name], ShownAsText)


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
