"""Parameters given when something is asked: by a file, by a call; labelled as a profile is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.cli import main
from use.libraries import DAY, HERE, RULESET

FACTS = str(HERE / "elm-library.yaml")
USUAL = HERE / "library" / "profiles" / "usual.yaml"
ASKED: Any = {"as_of": DAY, "year": 2024, "sheet": "town-2024"}


def outcomes(assessment: pr.Assessment) -> list[tuple[str, str]]:
    return [(f.rule.id, f.outcome) for f in assessment]


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_file_is_taken_as_the_profile_of_the_same_values(tmp_path: Path) -> None:
    file = written(tmp_path, "\ufeff" + USUAL.read_text("utf-8"))
    by_name, by_file = (RULESET.assess(pr.load_facts(FACTS), profile=p, **ASKED) for p in ("usual", file))
    assert outcomes(by_file) == outcomes(by_name)
    assert by_file.profile == file
    assert by_file.illustrative
    Path(file).write_text("", "utf-8")  # it is read again
    with pytest.raises(pr.RulesetError, match="the file is empty"):
        RULESET.assess(pr.load_facts(FACTS), profile=file, **ASKED)


def test_parameters_of_a_call_are_labelled_wherever_they_are_taken() -> None:
    given, facts = yaml.safe_load(USUAL.read_text("utf-8")), pr.load_facts(FACTS)
    ruleset = RULESET.with_parameters(given)
    called = RULESET.assess(facts, parameters=given, **ASKED)
    many = ruleset.assess_population([facts], as_of=DAY, year=2024, sheets={"elm": "town-2024"})
    for assessment in (called, ruleset.assess(facts, **ASKED), many.assessment("elm")):
        assert assessment.profile == "(parameters)"
        assert assessment.illustrative
        assert outcomes(assessment) == outcomes(called)
        assert "illustrative" in assessment.to_dict()
    assert ruleset.session(as_of=DAY, year=2024)._profile == "(parameters)"
    with pytest.raises(pr.PolicyRulesError, match="given by the call"):
        pr.replay.record_of(called)


def test_what_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(pr.RulesetError, match="is no parameter of this ruleset"):
        RULESET.with_parameters({"warmth": 3})
    with pytest.raises(pr.RulesetError, match=r"mine\.yaml:1:1"):
        RULESET.with_profile(written(tmp_path, "warmth: 3\n"))
    with pytest.raises(pr.RulesetError, match="write it as a comment, or make a file of decisions"):
        RULESET.with_profile(written(tmp_path, "title: a mild year\n"))
    with pytest.raises(pr.RulesetError, match="names of parameters with values"):
        RULESET.with_profile(written(tmp_path, "- 3\n"))
    with pytest.raises(pr.RulesetError, match="no such file"):
        RULESET.with_profile(str(tmp_path / "other.yaml"))


def test_the_command_line_takes_a_file_and_a_record_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, record = written(tmp_path, USUAL.read_text("utf-8")), str(tmp_path / "record.json")
    asked = [
        "--ruleset",
        str(HERE / "library"),
        "--as-of",
        DAY.isoformat(),
        "--year",
        "2024",
        "--profile",
        file,
    ]
    assert main(["assess", FACTS, *asked, "--json", "--record", record]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["profile"] == file
    assert "illustrative" in told
    again = ["replay", record, "--ruleset", str(HERE / "library"), "--json"]
    assert main(again) == 0
    assert json.loads(capsys.readouterr().out)["identical"]
