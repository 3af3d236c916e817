"""The command line as its users meet it: output, exit codes, faults."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy_rules import load_ruleset
from policy_rules.cli import main, options

EXAMPLES = Path(__file__).parents[2] / "examples"
NANYANG = str(EXAMPLES / "nanyang-2024.yaml")
COUNTY = str(EXAMPLES / "constructed-county.yaml")
LIBRARY = Path(__file__).parent
ELM = [str(LIBRARY / "elm-library.yaml"), "--ruleset", str(LIBRARY / "library"), "--as-of", "2025-03-01"]
ON = ["--as-of", "2025-11-30", "--year", "2025"]


@pytest.fixture(autouse=True)
def loaded(henan, monkeypatch):
    """Henan's ruleset as other tests have it; loading it is not what is looked at here."""
    monkeypatch.setattr(
        options, "load_ruleset", lambda name: henan if name == "henan" else load_ruleset(name)
    )


def test_assess_tells_in_full_what_is_settled_what_is_missing_and_what_to_ask_next(capsys):
    assert main(["assess", NANYANG, "--as-of", "2025-03-31", "--year", "2024", "--lang", "en", "--full"]) == 0
    out = capsys.readouterr().out
    assert "南阳市" in out
    assert "各级政府领导班子每年应当举办两期以上法治专题讲座" in out
    assert "0..3, ≥ 2" in out
    assert "What to find out next" in out
    assert "https://www.nanyang.gov.cn/2025/03-25/948394.html" in out


def test_the_report_is_chinese_unless_asked_otherwise(capsys):
    main(["assess", COUNTY, *ON])
    assert "下一步查明" in capsys.readouterr().out


def test_a_constructed_unit_is_labelled_in_every_output(capsys):
    main(["assess", *ELM, "--lang", "en"])
    assert "constructed unit" in capsys.readouterr().out.splitlines()[0]
    main(["assess", *ELM, "--json"])
    assert "constructed" in json.loads(capsys.readouterr().out)
    main(["explain", "seats", *ELM, "--lang", "en"])
    assert "constructed unit" in capsys.readouterr().out.splitlines()[0]


def test_illustrative_parameters_are_told_at_the_top(capsys):
    main(["assess", *ELM, "--profile", "usual", "--lang", "en"])
    assert "illustrative parameters" in capsys.readouterr().out.splitlines()[0]
    main(["assess", *ELM, "--profile", "usual", "--json"])
    assert "illustrative parameters" in json.loads(capsys.readouterr().out)["illustrative"]


def test_strict_tells_violated_from_unknown_from_neither(capsys, tmp_path):
    assert main(["assess", COUNTY, *ON, "--strict"]) == 1
    assert main(["assess", NANYANG, "--as-of", "2025-03-31", "--year", "2024", "--strict"]) == 3


def test_explain_goes_down_to_the_facts(capsys):
    assert main(["explain", "ip-14-s8", COUNTY, *ON, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "front-line established posts / all established posts is at least 80%: no" in out
    assert "front-line established posts: 7" in out
    assert "an exception is recorded: yes" in out


@pytest.mark.heavy
def test_check_runs_the_examples_of_the_ruleset(capsys):
    assert main(["check", "henan"]) == 0
    assert "examples" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["assess", "nowhere.yaml"], "nowhere.yaml"),
        (["assess", NANYANG, "--ruleset", "hennan"], "did you mean `henan`?"),
        (["assess", NANYANG, "--unit", "nanyan"], "did you mean `nanyang`?"),
        (["assess", NANYANG, "--profile", "illustrativ"], "did you mean `illustrative`?"),
        (["explain", "ip-14-s99", NANYANG], "no rule `ip-14-s99`"),
        (["check", "nowhere"], "no ruleset `nowhere`"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(capsys, arguments, says):
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


@pytest.mark.parametrize("option", [["--as-of", "2025-13-01"], ["--as-of", "yesterday"], ["--year", "25"]])
def test_days_and_years_are_written_in_full(capsys, option):
    with pytest.raises(SystemExit) as stop:
        main(["assess", NANYANG, *option])
    assert stop.value.code == 2
    assert "write it as" in capsys.readouterr().err


def test_the_json_is_whole_and_its_numbers_are_texts(capsys):
    main(["assess", COUNTY, *ON, "--json"])
    data = json.loads(capsys.readouterr().out)
    finding = next(f for f in data["findings"] if f["rule"] == "ip-14-s8")
    assert finding["outcome"] == "excepted"
    assert finding["measured"][0] == {
        "operator": ">=",
        "left": "0.7",
        "right": "0.8",
        "records": [],
        "margin": "-1",
        "shortfall": "1",
        "unit": "post",
    }
    assert sum(data["counts"].values()) == len(data["findings"])


def test_a_process_that_reads_the_commands_module_again_runs_no_command():
    """As processes do that share work where they are not forked, on Windows and macOS."""
    again = [sys.executable, "-c", "import policy_rules.__main__", "no command"]
    done = subprocess.run(again, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
