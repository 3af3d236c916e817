"""Files are written whole or not at all, and never over what they are made from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from policy_rules import PolicyRulesError, load_ruleset, whole_files
from policy_rules.cli import main
from policy_rules.report.pages import write_pages
from policy_rules.ruleset.new import FACTS_FILE, new_ruleset
from policy_rules.whole_files import check_output, put_file, write_whole

ON = ["--as-of", "2026-01-01", "--year", "2025"]


@pytest.fixture
def town(tmp_path):
    new_ruleset(tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def facts(tmp_path, town):
    """A facts file outside the ruleset."""
    file = tmp_path / "facts" / "unit.yaml"
    file.parent.mkdir()
    file.write_bytes((town / FACTS_FILE).read_bytes())
    return file


def snapshot(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# -- whole or not at all -----------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_all_as_it_was(tmp_path, monkeypatch, step):
    file = tmp_path / "out.json"
    file.write_text("as it was")

    def fail(*args, **options):
        raise OSError(28, "no space left")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="no space left") as error:
        write_whole(file, b"as it is to be")
    assert error.value.filename == str(file)
    assert snapshot(tmp_path) == {file: b"as it was"}


def test_whoever_is_killed_while_writing_leaves_all_as_it_was(tmp_path):
    file = tmp_path / "out.json"
    file.write_text("as it was")
    code = (
        "import os, signal, sys\nfrom policy_rules import whole_files\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        "whole_files.write_whole(sys.argv[1], b'as it is to be')"
    )
    assert subprocess.run([sys.executable, "-c", code, str(file)], check=False).returncode == -9
    assert file.read_text() == "as it was"


def test_permissions_and_links_stay_and_new_files_get_the_usual_ones(tmp_path):
    file, link, new = (tmp_path / name for name in ("file", "link", "new"))
    file.write_text("as it was")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, b"as it is")
    assert link.is_symlink()
    assert file.read_bytes() == b"as it is"
    assert file.stat().st_mode & 0o777 == 0o640
    before = os.umask(0o027)
    try:
        write_whole(new, b"new")
    finally:
        os.umask(before)
    assert new.stat().st_mode & 0o777 == 0o640


def test_what_is_no_file_is_written_to_as_it_is(tmp_path):
    write_whole(os.devnull, b"x")
    assert not Path(os.devnull).is_file()
    code = "from policy_rules.whole_files import write_whole; write_whole('/dev/stdout', b'told')"
    if Path("/dev/stdout").exists():
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        assert told == b"told"


@pytest.mark.parametrize("links", [True, False])
def test_what_is_to_be_new_is_written_over_nothing(tmp_path, monkeypatch, links):
    if not links:

        def fail(*args):
            raise OSError(95, "no links here")

        monkeypatch.setattr(Path, "hardlink_to", fail)
    put_file(tmp_path / "file", b"one", new=True)
    with pytest.raises(FileExistsError):
        put_file(tmp_path / "file", b"two", new=True)
    assert snapshot(tmp_path) == {tmp_path / "file": b"one"}


# -- never over its own input ------------------------------------------------------------------------


def by_a_link(file):
    link = file.with_name("link.json")
    link.symlink_to(file)
    return link


def by_a_hard_link(file):
    link = file.parent.parent / "other.json"
    link.hardlink_to(file)
    return link


def in_its_folder(file):
    return file.with_name("record.json")


def by_another_way(file):
    return file.parent / ".." / file.parent.name / file.name


@pytest.mark.parametrize("way", [lambda f: f, by_a_link, by_a_hard_link, in_its_folder, by_another_way])
def test_no_record_is_written_over_facts(tmp_path, town, facts, capsys, way):
    over = way(facts)
    given = facts.parent if way is in_its_folder else facts
    before = snapshot(tmp_path)
    asked = ["score", str(given), *ON, "--ruleset", str(town), "--record", str(over)]
    assert main(asked) == 2
    assert "hint: name another file" in capsys.readouterr().err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", ["merge", "migrate"])
def test_no_facts_are_written_over_those_that_they_are_made_from(tmp_path, town, facts, command):
    before = snapshot(tmp_path)
    assert main([command, str(facts), "--ruleset", str(town), "-o", str(facts)]) == 2
    assert main([command, str(facts.parent), "--ruleset", str(town), "-o", str(in_its_folder(facts))]) == 2
    assert snapshot(tmp_path) == before
    assert main([command, str(facts), "--ruleset", str(town), "-o", str(tmp_path / "new.yaml")]) == 0


@pytest.mark.parametrize("into", ["", "site", "sources", "a/b/c", ".hidden"])
def test_nothing_is_written_into_a_rulesets_folder(tmp_path, town, facts, into, capsys):
    before = snapshot(tmp_path)
    assert main(["docs", str(town), "-o", str(town / into)]) == 2
    assert main(["questions", str(town), "-o", str(town / into)]) == 2
    record = str(town / into / "record.json")
    assert main(["assess", str(facts), *ON, "--ruleset", str(town), "--record", record]) == 2
    assert main(["merge", str(facts), "--ruleset", str(town), "-o", record]) == 2
    assert capsys.readouterr().err.count("is the folder of a ruleset") == 4
    with pytest.raises(PolicyRulesError):
        write_pages(load_ruleset(town).model, load_ruleset(town).program, town / into)
    assert snapshot(tmp_path) == before


def test_a_site_and_a_record_are_written_beside(tmp_path, town, facts):
    assert main(["docs", str(town), "-o", str(tmp_path / "site")]) == 0
    assert main(["docs", str(town), "-o", str(tmp_path / "site")]) == 0
    assert not list((tmp_path / "site").glob(".*"))
    record = tmp_path / "record.json"
    assert main(["assess", str(facts), *ON, "--ruleset", str(town), "--record", str(record)]) == 0
    assert json.loads(record.read_text("utf-8"))["unit"]
    check_output(record, [facts])
    assert whole_files.HEADER == "ruleset.yaml"
