"""`policy-rules new`: a ruleset without a fault, in a folder that held nothing."""

from __future__ import annotations

import os
import shlex

import pytest

from policy_rules import load_ruleset
from policy_rules.cli import main
from policy_rules.errors import RulesetError
from policy_rules.ruleset.new import FACTS_FILE, new_ruleset


@pytest.mark.parametrize("folder", ["a", "a/b/c", "图书馆", "with-hyphen_and.dot"])
def test_what_is_written_has_no_fault(tmp_path, capsys, folder):
    assert main(["new", str(tmp_path / folder)]) == 0
    assert main(["check", str(tmp_path / folder)]) == 0
    assert main(["coverage", str(tmp_path / folder)]) == 0
    assert load_ruleset(tmp_path / folder).name == folder.rpartition("/")[2]


def test_an_empty_folder_is_written_into(tmp_path):
    assert (tmp_path / "ruleset.yaml") in new_ruleset(tmp_path, "x")


@pytest.mark.parametrize("name", ["no", "null", "123", "1.0", "2025-01-01", "法治", "x"])
def test_a_name_that_yaml_could_mistake_stays_a_name(tmp_path, name):
    new_ruleset(tmp_path / "x", name)
    assert load_ruleset(tmp_path / "x").name == name


@pytest.mark.parametrize("name", ["a b", "-x", ".x", "a/b", "a\nb", "{}", "x: y"])
def test_what_is_no_name_is_refused_and_nothing_written(tmp_path, name):
    with pytest.raises(RulesetError, match="is no name for a ruleset"):
        new_ruleset(tmp_path / "x", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("held", ["ruleset.yaml", "notes.txt", ".hidden"])
def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path, capsys, held):
    (tmp_path / held).write_text("mine")
    assert main(["new", str(tmp_path), "--name", "x"]) == 2
    told = capsys.readouterr()
    assert f"the folder is not empty: it holds `{held}`" in told.err
    assert told.out == ""
    assert [p.name for p in tmp_path.iterdir()] == [held]
    assert (tmp_path / held).read_text() == "mine"


def test_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "x").write_text("mine")
    assert main(["new", str(tmp_path / "x")]) == 2
    assert "this is a file, and a ruleset is a folder" in capsys.readouterr().err


def test_a_link_to_nowhere_is_told(tmp_path, capsys):
    (tmp_path / "x").symlink_to(tmp_path / "gone" / "x")
    assert main(["new", str(tmp_path / "x")]) == 74
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path, capsys):
    tmp_path.chmod(0o500)
    assert main(["new", str(tmp_path / "x")]) == 74
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["plain", "with blank", "it's"])
def test_the_next_steps_can_be_typed_as_they_stand(tmp_path, capsys, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    main(["new", folder, "--name", "x"])
    steps = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  policy-rules ")]
    assert len(steps) == 2
    for step in steps:
        assert main(shlex.split(step)[1:]) == 0
    assert (tmp_path / folder / FACTS_FILE).is_file()
