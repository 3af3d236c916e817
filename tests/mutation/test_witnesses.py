"""Facts that tell survivors from their rules: what is found, and that an example with them kills."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.cli import main
from policy_rules.mutation.whole import judge_mutants

HERE = Path(__file__).parent
ALLOTMENTS = HERE / "allotments"
CASES = yaml.safe_load((HERE / "witnesses.yaml").read_text("utf-8"))


def with_rule(folder: Path, case: dict, lines: list[str]) -> Path:
    """The allotments where `sheds` is the rule of a case, with these examples."""
    root = folder / "allotments"
    shutil.copytree(ALLOTMENTS, root, dirs_exist_ok=True)
    path = root / "ordinance/1-plots.yaml"
    before, _, rest = path.read_text("utf-8").partition("    requires: plot.sheds = 0\n")
    after = rest[rest.index("  - id: gate") :]
    examples = "".join(f"      - {line}\n" for line in lines)
    path.write_text(f"{before}    {case['rule']}\n    examples:\n{examples}{after}", "utf-8")
    if "parameters" in case:
        (root / "parameters.yaml").write_text(case["parameters"], "utf-8")
    return root


@pytest.mark.parametrize("name", CASES)
def test_what_tells_a_survivor_from_its_rule(name, tmp_path):
    case = CASES[name]
    ruleset = load_ruleset(with_rule(tmp_path, case, case["examples"]))
    left = judge_mutants(ruleset, ["sheds"], witness=True).rules[0].survivors
    found = {one.mutant.new: one.witness and one.witness.line.removeprefix("- ") for one in left}
    assert {new: found[new] for new in case["against"]} == case["against"]


@pytest.mark.parametrize("name", CASES)
def test_the_lines_as_examples_kill_what_they_were_found_against(name, tmp_path):
    case = CASES[name]
    ruleset = load_ruleset(with_rule(tmp_path, case, case["examples"]))
    left = judge_mutants(ruleset, ["sheds"], witness=True).rules[0].survivors
    lines = [one.witness.line.removeprefix("- ") for one in left if one.witness]
    again = load_ruleset(with_rule(tmp_path, case, [*case["examples"], *lines]))
    survive = [one.mutant.new for one in judge_mutants(again, ["sheds"]).rules[0].survivors]
    assert survive == [one.mutant.new for one in left if one.witness is None]


def test_the_command_tells_them(tmp_path, capsys):
    root = str(with_rule(tmp_path, CASES["nothing tells it"], CASES["nothing tells it"]["examples"]))
    assert main(["mutate", root, "--rules", "beds", "sheds", "--witness", "--json"]) == 0
    survivors = json.loads(capsys.readouterr().out)["survivors"]
    line = "- {given: {unit: {kind: plot}, plot: {let: true, beds: 2, tree: true}}, expect: satisfied}"
    told = {one["new"]: one["witness"] for one in survivors}
    assert told["plot.beds >= 3"] == {"line": line, "expect": "satisfied", "mutant": "violated"}
    assert told["plot.sheds <= 2"] is None
    assert main(["mutate", root, "--rules", "beds", "sheds", "--witness", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    remark = "# satisfied by the rule as it is, violated by the mutant: its author must look"
    assert f"    {remark} whether the words say so\n    {line}\n" in out
    assert "    no facts were found that tell the two apart\n" in out
    assert main(["mutate", root, "--rules", "beds", "sheds", "--witness", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert "变异则为“violated”" in out and "未找到可以区分二者的事实" in out
