"""What is put out as JSON says of which ruleset it is, bears its labels, and is as its schema says."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.cli.arguments import parser
from policy_rules.replay import record_of
from policy_rules.report.output_schemas import KINDS, schema
from policy_rules.ruleset.schema import FILES
from policy_rules.ruleset.shipped import find_ruleset
from thinned import thinned

from .libraries import DAY, RULESET, elm

HERE = Path(__file__).parent
TOLD = yaml.safe_load((HERE / "outputs.yaml").read_text("utf-8"))
ASKED = ["--as-of", "2025-03-01", "--year", "2024"]
WHERE = {
    "FACTS": str(HERE / "elm-library.yaml"),
    "LIBRARIES": str(HERE / "two-libraries.yaml"),
    "RULESET": str(HERE / "library"),
}
LABELS = ("illustrative", "constructed")


def wrong(kind, data):
    """What of the data is not as its schema says."""
    found = Draft202012Validator(schema(kind)).iter_errors(data)
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    file = tmp_path_factory.mktemp("records") / "record.json"
    asked = [*ASKED, "--profile", "usual", "--ruleset", WHERE["RULESET"]]
    assert main(["score", WHERE["FACTS"], *asked, "--record", str(file)]) == 0
    where = ["office", WHERE["RULESET"], WHERE["FACTS"], *ASKED, "--profile", "usual"]
    assert main([*where, "--seal", str(file.parent / "snapshot.json")]) == 0
    return file


def meant(word, record):
    """A word of a command, the names of files put in."""
    return {**WHERE, "RECORD": str(record), "SNAPSHOT": str(record.parent / "snapshot.json")}.get(word, word)


def run(words, record, capsys):
    """The output of a command, as JSON; it is asked as of the day, where it takes one."""
    options = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    takes = options.choices[words[0]]._option_string_actions
    more = [*(ASKED if "--as-of" in takes else []), "--json"]
    if "--ruleset" in takes:
        more += ["--ruleset", WHERE["RULESET"]]
    capsys.readouterr()
    main([meant(str(word), record) for word in words] + more)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", TOLD)
def test_each_output_bears_its_head_and_labels_and_is_as_its_schema_says(name, record, capsys):
    told = TOLD[name]
    data = run(told["run"], record, capsys)
    assert wrong(told["kind"], data) == []
    assert data["format"] == 1
    assert [data[f"ruleset{key}"] for key in ("", "_version", "_digest")] == [
        *(RULESET.name, RULESET.version, RULESET.digest)
    ]
    assert [label for label in LABELS if label in data] == told["labels"]
    for key, labels in told.get("inside", {}).items():
        assert [label for label in LABELS if label in data[key]] == labels


def test_every_command_that_takes_json_is_told_of():
    options = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    takes = {name for name, each in options.choices.items() if "--json" in each._option_string_actions}
    assert {each["run"][0] for each in TOLD.values()} == takes
    assert {each["kind"] for each in TOLD.values()} | {"record", "rules", "office-snapshot"} == set(KINDS) - {
        *FILES,
        "sheet",
    }


@pytest.mark.parametrize("name", [n for n, each in TOLD.items() if each["labels"]])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_texts_bear_the_labels_too(name, language, record, capsys):
    told = TOLD[name]
    words = [meant(str(word), record) for word in told["run"]]
    if words[0] != "replay":
        words += [*ASKED, "--lang", language]
    if words[0] not in ("questions", "diff", "office"):
        words += ["--ruleset", WHERE["RULESET"]]
    main(words)
    top = [line for line in capsys.readouterr().out.splitlines() if line.startswith("***")]
    assert len(top) == len(told["labels"])


def test_a_record_and_a_ruleset_are_as_their_schemas_say(record):
    held = json.loads(record.read_text("utf-8"))
    assert wrong("record", held) == []
    sealed = json.loads((record.parent / "snapshot.json").read_text("utf-8"))
    assert wrong("office-snapshot", sealed) == []
    assert set(LABELS) <= held.keys()
    assert held["ruleset"] == {"name": RULESET.name, "version": RULESET.version, "digest": RULESET.digest}
    assert wrong("rules", json.loads(json.dumps(RULESET.to_dict()))) == []
    held["form"] = held.pop("format")  # as it was called once
    del held["seals"]  # of before there were any
    assert pr.replay.replay(held, RULESET).identical


def test_a_schema_refuses_what_is_not_said():
    data = json.loads(json.dumps(elm().to_dict()))
    assert wrong("assessment", data) == []
    assert wrong("assessment", {**data, "more": 1})
    assert wrong("assessment", {k: v for k, v in data.items() if k != "format"})
    assert wrong("assessment", {**data, "findings": [{**data["findings"][0], "outcome": "fine"}]})
    assert wrong("record", {**record_of(elm()), "format": 2})


@pytest.mark.parametrize("kind", thinned(KINDS, 4))
def test_the_command_prints_each_schema(kind, capsys):
    assert main(["schema", kind]) == 0
    Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_an_unknown_kind_of_schema_is_told(capsys):
    assert main(["schema", "assesment"]) == 2
    assert "did you mean `assessment`?" in capsys.readouterr().err


def test_a_session_and_frames_bear_the_labels():
    with RULESET.session(as_of=DAY, year=2024, profile="usual") as session:
        session.load(WHERE["FACTS"])
        session.add_unit("oak")
        assert session.labels("elm") == LABELS
        assert session.labels("oak") == ("illustrative",)
    with RULESET.session(as_of=DAY, year=2024) as session:
        session.load(WHERE["FACTS"])
        assert session.labels("elm") == ("constructed",)


FILLED = [
    # what a step or a what-if sets, whether it filled in what the files leave open
    ("seats_needed", 30, True),
    ("cutoffs", {">= 50": "good", "< 50": "fail"}, True),
    ("fine_weight", 3, True),  # the sheet's own, which its file sets to 1
    ("fine_weight", 1, True),
    ("fine_weight", pr.UNKNOWN, False),
    ("seats_needed", pr.UNKNOWN, False),
]


@pytest.mark.parametrize(("name", "value", "illustrative"), FILLED, ids=[f"{n}-{v}" for n, v, _ in FILLED])
def test_a_parameter_that_is_filled_in_is_told_wherever_it_is_set(name, value, illustrative):
    with RULESET.session(as_of=DAY, year=2024, sheet="town-2024") as session:
        session.add_unit("oak")
        session.set_parameter(name, value)
        assert session.labels("oak") == (("illustrative",) if illustrative else ())
        session.set_parameter(name, pr.UNKNOWN)
        assert session.labels("oak") == ()
    facts = {"unit": {"id": "oak"}, "rooms": {"seats": 30}}
    before = RULESET.assess(facts, as_of=DAY, year=2024, sheet="town-2024")
    found = before.what_if({name: value})
    assert (before.illustrative, found.after.illustrative) == (False, illustrative)
    for told in (found, found.after):
        assert ("illustrative" in told.to_dict()) is illustrative
        assert str(told).startswith("***") is illustrative
    back = found.after.what_if({name: pr.UNKNOWN}).after
    assert not back.illustrative


def test_what_a_what_if_filled_in_is_in_no_record():
    facts = {"unit": {"id": "oak"}, "rooms": {"seats": 30}}
    before = RULESET.assess(facts, as_of=DAY, year=2024, sheet="town-2024")
    for changes in ({"seats_needed": 30}, {"fine_weight": 3}, {"fine_weight": pr.UNKNOWN}):
        with pytest.raises(pr.PolicyRulesError, match="given by the call"):
            record_of(before.what_if(changes).after)
    for found in (before, elm(), before.what_if({"rooms.seats": 40}).after, elm().what_if(profile="").after):
        assert pr.replay.replay(record_of(found), RULESET).identical


def test_frames_bear_the_labels():
    pl = pytest.importorskip("polars")
    units = pl.DataFrame({"id": ["elm", "oak"], "constructed": [True, None], "rooms.seats": [35, 4]})
    found = RULESET.assess_frame({"units": units}, as_of=DAY, year=2024, profile="usual")
    assert (found.illustrative, found.constructed) == (True, ("elm",))
    found = RULESET.assess_frame({"units": units.drop("constructed")}, as_of=DAY, year=2024)
    assert (found.illustrative, found.constructed) == (False, ())


# -- the ruleset that is meant -----------------------------------------------------------------------


def test_another_ruleset_than_the_digest_says_is_refused_unread(tmp_path):
    assert pr.load_ruleset(HERE / "library", digest=RULESET.digest).digest == RULESET.digest
    for digest in ("", RULESET.digest[:12], RULESET.digest.upper(), "0" * 64):
        with pytest.raises(pr.RulesetError, match="not the ruleset asked for"):
            pr.load_ruleset(HERE / "library", digest=digest)
    (tmp_path / "ruleset.yaml").write_text("name: [", "utf-8")
    with pytest.raises(pr.RulesetError, match="not the ruleset asked for"):
        pr.load_ruleset(tmp_path, digest=RULESET.digest)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with a ruleset, as pip would install it; importing it would fail."""
    shutil.copytree(HERE / "library", tmp_path / "our_rules" / "rulesets" / "harbour")
    (tmp_path / "our_rules" / "__init__.py").write_text("raise SystemExit", "utf-8")
    info = tmp_path / "our_rules-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-rules\nVersion: 1\n", "utf-8")
    entries = "harbour = our_rules.rulesets.harbour\ngone = our_rules.rulesets.gone\n"
    (info / "entry_points.txt").write_text(f"[policy_rules.rulesets]\n{entries}", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_package_gives_a_ruleset_by_its_name(package):
    found = pr.load_ruleset("harbour")
    assert (found.name, found.digest) == (RULESET.name, RULESET.digest)
    assert found.model.root == package / "our_rules" / "rulesets" / "harbour"
    assert "our_rules" not in sys.modules
    with pytest.raises(pr.RulesetError, match="did you mean `harbour`"):
        pr.load_ruleset("harbor")
    with pytest.raises(pr.RulesetError, match=r"`gone` is said to be in `our_rules.rulesets.gone`"):
        pr.load_ruleset("gone")


def test_a_name_that_several_packages_give_is_refused(package):
    shutil.copytree(package / "our_rules-1.dist-info", package / "other-1.dist-info")
    (package / "other-1.dist-info" / "METADATA").write_text("Name: other\nVersion: 1\n", "utf-8")
    (package / "other-1.dist-info" / "entry_points.txt").write_text(
        "[policy_rules.rulesets]\nharbour = other.harbour\nhenan = other.harbour\n", "utf-8"
    )
    with pytest.raises(pr.RulesetError, match=r"several packages give .*other.harbour, our_rules"):
        pr.load_ruleset("harbour")
    assert find_ruleset("henan").parent.name == "rulesets"  # what ships goes before
