"""The guide to writing rules, `rulesets/README.md`, followed to the letter.

Its fenced blocks are what a reader does and sees, by the first word after the fence:

    console               commands (`$ policy-rules …`), each followed by what it prints
    … write FILE          a file to be written
    … add FILE            lines to be put at the end of a file
    diff FILE             lines (`-`) to be replaced by others (`+`)
    yaml rule             a rule of `henan`, perhaps with fewer examples

In part 3 every change is undone after the command that follows it. When an output has changed on purpose,
`python tests/guide/test_guide.py` puts the new ones into the guide; read the difference before you keep it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from policy_rules.cli import main

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "rulesets" / "README.md"
FENCE = re.compile(r"^```(\S+)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SLIPS = "## Part 3"


def run(line: str) -> str:
    """What a command prints, to either stream."""
    program, *arguments = shlex.split(line)
    assert program == "policy-rules"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = main(arguments)
    assert code in (0, 1, 2, 3)
    return printed.getvalue()


def apply(file: str, change: str) -> None:
    """Replace the lines marked `-` by those marked `+`."""
    old, new = (
        "".join(line[1:] + "\n" for line in change.splitlines() if line.startswith(mark)) for mark in "-+"
    )
    path = Path(file)
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{file} holds {text.count(old)} times:\n{old}"
    path.write_text(text.replace(old, new), "utf-8")


def follow(guide: str) -> Iterator[tuple[re.Match[str], str]]:
    """Do in the current folder what the guide says; each block of commands with what it comes to."""
    slips = guide.index(SLIPS)
    before = Path("before-the-slip")
    for block in FENCE.finditer(guide):
        kind, first, second, content = block.groups()
        undone = block.start() > slips
        if kind == "console":
            lines = re.findall(r"^\$ (.*)$", content, re.MULTILINE)
            yield block, "".join(f"$ {line}\n{run(line)}" for line in lines)
            if undone:
                shutil.rmtree("library")
                before.rename("library")
            continue
        if (kind, first) == ("yaml", "rule"):
            continue
        if undone:
            shutil.copytree("library", before)
        if kind == "diff":
            assert first is not None
            apply(first, content)
        elif first == "write":
            Path(second).parent.mkdir(parents=True, exist_ok=True)
            assert not Path(second).exists()
            Path(second).write_text(content, "utf-8")
        else:
            assert first == "add", f"the guide has a block that nobody follows: {block[0][:60]}"
            with Path(second).open("a", encoding="utf-8") as file:
                file.write(content)


@pytest.fixture
def guide() -> str:
    return GUIDE.read_text("utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory) -> list[tuple[re.Match[str], str]]:
    """Each block of commands of the guide with what it comes to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("guide"))
        return list(follow(GUIDE.read_text("utf-8")))


def test_whoever_follows_the_guide_sees_what_it_shows(followed):
    shown = [(block[4], printed) for block, printed in followed]
    assert len(shown) > 10
    for told, printed in shown:
        assert printed == told


def test_every_slip_of_the_guide_is_caught(guide, followed):
    slips = guide.index(SLIPS)
    for block, printed in followed:
        caught = re.search(r"^\d+ faults?$", printed, re.MULTILINE) is not None
        assert caught == (block.start() > slips), printed


@pytest.mark.heavy
def test_the_worked_rules_are_those_of_the_ruleset(henan, guide):
    written = {}
    for clause in henan.model.clauses:
        page = yaml.load(Path(clause.file).read_text("utf-8"), yaml.BaseLoader)
        written |= {rule["id"]: rule for rule in page["rules"]}
    worked = [block[4] for block in FENCE.finditer(guide) if block.group(1, 2) == ("yaml", "rule")]
    assert len(worked) == len(re.findall(r"^### \d\. ", guide, re.MULTILINE))
    for block in worked:
        (rule,) = yaml.load(block, yaml.BaseLoader)
        own = dict(written[rule["id"]])
        examples = own.pop("examples")
        assert [e for e in rule.pop("examples") if e not in examples] == [], rule["id"]
        assert rule == own
        assert f"> {rule['text']}" in guide


def test_the_keys_that_the_guide_explains_are_those_of_the_rule_file(guide):
    from policy_rules.ruleset.keys import SECTIONS

    table = guide[guide.index("| key |") : guide.index("There are six outcomes")]
    told = set(re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))
    known = {key.name for key in SECTIONS["a rule"].keys}
    assert told <= known
    assert known - told == {"governed_by", "about", "addressee", "defines"}


def rewritten(guide: str) -> str:
    """The guide with the outputs as they are now."""
    printed = {block.start(): (block, text) for block, text in follow(guide)}
    for block, text in reversed(printed.values()):
        guide = guide[: block.start(4)] + text + guide[block.end(4) :]
    return guide


if __name__ == "__main__":
    now = GUIDE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        GUIDE.write_text(rewritten(now), "utf-8")
        os.chdir(ROOT)
