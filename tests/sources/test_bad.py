"""What is wrong with several sources, told with its place and what to do."""

from __future__ import annotations

import shutil

import pytest

import policy_rules as pr
from policy_rules.errors import FactsError, RulesetError
from sources.parks import HERE, PARKS


@pytest.mark.parametrize("path", sorted((HERE / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_faults_of_facts(path):
    with pytest.raises(FactsError) as caught:
        PARKS.bind(pr.load_facts(path))
    assert (
        str(caught.value).replace(str(path), path.name)
        == path.with_suffix(".txt").read_text("utf-8").rstrip()
    )


PRECEDENCES = {
    "[later, earlier]": "`precedence` ranks by day twice",
    "[latest]": "`latest` is no step of `precedence`",
    "[[land_register]]": "one register alone ranks nothing",
    "[[land_register, yearbok]]": "`yearbok` is no declared register",
    "[[land_register, yearbook], [press, yearbook]]": "`precedence` ranks `yearbook` twice",
    "[{a: [b]}]": "keys with values",
    "[{graders: [city]}]": "`graders` ranks roles: two or more, each once",
    "[{graders: [city, city]}]": "`graders` ranks roles: two or more, each once",
    "[moderate]": "did you mean `moderated`?",
}


@pytest.mark.parametrize("written", PRECEDENCES)
def test_faults_of_a_precedence_in_a_ruleset(written, tmp_path):
    shutil.copytree(HERE / "parks", tmp_path / "parks")
    file = tmp_path / "parks" / "ruleset.yaml"
    file.write_text(file.read_text("utf-8") + f"precedence: {written}\n", "utf-8")
    with pytest.raises(RulesetError, match=r"ruleset\.yaml") as caught:
        pr.load_ruleset(tmp_path / "parks")
    assert PRECEDENCES[written] in str(caught.value)


def test_faults_of_a_precedence_asked_for():
    with pytest.raises(FactsError, match="`yearbok` is no declared register"):
        PARKS.bind(pr.load_facts({"unit": {"id": "a"}}, precedence=[["press", "yearbok"]]))
