"""Exit codes, and what goes to which stream: command lines as a shell runs them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest
import yaml

from policy_rules.cli import main
from policy_rules.cli.output import EXIT_CODES
from thinned import heavy

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = yaml.safe_load((HERE / "door/commands.yaml").read_text("utf-8"))
FACTS = "unit: {id: t, name: 镇, kind: library, level: town}\nopening: {hours: 5}\n"


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of the shell."""
    folder = tmp_path_factory.mktemp("commands")
    (folder / "facts.yaml").write_text(FACTS, "utf-8")
    (folder / "unknown.yaml").write_text("unit: {id: t}\n", "utf-8")
    shutil.copytree(HERE / "towns", folder / "towns")
    return {
        **os.environ,
        "RULES": f"{sys.executable} -m policy_rules",
        "TOWNS": str(folder / "towns"),
        "FACTS": str(folder / "facts.yaml"),
        "UNKNOWN": str(folder / "unknown.yaml"),
        "ON": "--as-of 2025-03-01 --year 2024",
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }


def is_alone(case: dict[str, str]) -> bool:
    """Whether nothing of the shell is looked at: a command with its arguments, and its own exit code."""
    return (
        case["run"].startswith("$RULES ")
        and case["code"] in (0, 1, 2, 3)
        and not set("|<>;&*(") & {*case["run"]}
    )


@pytest.mark.parametrize(
    "case", [case for case in CASES if is_alone(case)], ids=lambda case: case["run"][:70]
)
def test_a_command_meets(
    around: dict[str, str], tmp_path: Path, case: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process; `just heavy` runs these by the shell too."""
    words = shlex.split(Template(case["run"]).substitute(around, TMP=tmp_path))
    try:
        code: object = main(words[len(around["RULES"].split()) :])
    except SystemExit as stopped:
        code = stopped.code
    told = capsys.readouterr()
    assert code == case["code"]
    for out, wanted in ((told.out, case["out"]), (told.err, case["err"])):
        assert wanted in out if wanted else out == ""


@pytest.mark.parametrize(
    "case",
    [CASES[0], *(heavy(case) if is_alone(case) else case for case in CASES[1:])],
    ids=lambda case: case["run"][:70],
)
def test_a_shell_meets(around: dict[str, str], tmp_path: Path, case: dict[str, str]) -> None:
    done = subprocess.run(
        ["/bin/bash", "-c", case["run"]],
        env={**around, "TMP": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=300,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert (done.returncode, "Traceback" in err) == (case["code"], False), err
    for told, wanted in ((out, case["out"]), (err, case["err"])):
        assert wanted in told if wanted else told == ""


def test_an_interruption_is_no_finding(around: dict[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "record.json"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "policy_rules", "replay", str(pipe)]
    process = subprocess.Popen(command, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process, pipe.open("w"):  # waits until it is being read
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_defect_is_no_finding(around: dict[str, str]) -> None:
    text = "import policy_rules.cli as c; c._run = lambda arguments: 1 / 0; c.run()"
    done = subprocess.run(
        [sys.executable, "-c", text, "check", "x"], env=around, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (70, "")
    assert "ZeroDivisionError" in done.stderr
    assert "this is a defect of policy-rules" in done.stderr


def test_the_page_tells_every_exit_code() -> None:
    page = (ROOT / "docs/command-line.md").read_text("utf-8")
    rows = re.findall(r"^\| ([0-9]+) \| (.*) \|$", page, re.MULTILINE)
    assert {int(code): told for code, told in rows} == EXIT_CODES
