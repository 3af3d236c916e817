"""The mutants of a small ruleset, and how the command tells of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from policy_rules import RulesetError, load_ruleset
from policy_rules.cli import main
from policy_rules.mutation.judge import Judge
from policy_rules.mutation.quick_reference import QuickReference
from policy_rules.mutation.rule_mutants import DeclaredLabels, mutants_of
from policy_rules.mutation.whole import judge_mutants
from policy_rules.reference.evaluate import Reference
from policy_rules.results.example_views import example_view, program_of
from policy_rules.ruleset.double_reading import double_readings

HERE = Path(__file__).parent
ALLOTMENTS = HERE / "allotments"
EXPECTED = yaml.safe_load((HERE / "allotments.yaml").read_text("utf-8"))
TREE, HOSE = "265d5a0c344a", "8007fd6370d6"
"""The mutants without the tree, and without the hose: no example tells them."""


HEAD = "allotments: 11 mutants, 9 killed, 1 equivalent (0 of them held so by the ruleset), 0 stillborn, "


@pytest.fixture(scope="module")
def allotments():
    return load_ruleset(ALLOTMENTS)


@pytest.mark.parametrize("rule", EXPECTED)
def test_the_examples_leave_what_is_expected(rule, allotments):
    expected = EXPECTED[rule]
    found = Judge(allotments).of(allotments.rules[rule], {})
    own = mutants_of(allotments.model, allotments.rules[rule], DeclaredLabels(allotments.model.vocabulary))
    assert [f"{m.key}: {m.new}" for m in own] == expected["planted"]
    assert {name: getattr(found, name) for name in expected["counts"]} == expected["counts"]
    assert [f"{one.mutant.key}: {one.mutant.new}" for one in found.survivors] == expected["left"]


def changed(folder: Path, **files: str) -> Path:
    """A copy of the allotments with these files, by their path with `_` for `/`."""
    root = folder / "allotments"
    shutil.copytree(ALLOTMENTS, root)
    for name, content in files.items():
        path = root / name.replace("_", "/", 1)
        path.parent.mkdir(exist_ok=True)
        path.with_suffix(".yaml").write_text(content, "utf-8")
    return root


def mutated(capsys, *arguments: str) -> tuple[int, dict]:
    code = main(["mutate", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_as_data(capsys):
    code, found = mutated(capsys, str(ALLOTMENTS))
    left = [f"{one['rule']}: {one['key']}: {one['new']}" for one in found["survivors"]]
    assert left == [f"{rule}: {one}" for rule, told in EXPECTED.items() for one in told["left"]]
    sums = {
        n: sum(told["counts"][n] for told in EXPECTED.values()) for n in ("mutants", "killed", "stillborn")
    }
    assert {name: found[name] for name in sums} == sums
    assert (code, found["format"], found["equivalent"], found["rate"]) == (0, 1, 1, 83.7)
    assert found["survivors"][0] == {
        "rule": "beds",
        "mutant": TREE,
        "key": "requires",
        "fault": "conjunct",
        "old": "plot.beds >= 3 or plot.tree",
        "new": "plot.beds >= 3",
    }


def test_some_rules_and_a_floor(capsys):
    assert mutated(capsys, str(ALLOTMENTS), "--rules", "she", "gate", "--floor", "100")[0] == 0
    assert mutated(capsys, str(ALLOTMENTS), "--rules", "beds", "--floor", "83.3")[0] == 0
    code, found = mutated(capsys, str(ALLOTMENTS), "--rules", "beds", "--floor", "83.4")
    assert (code, found["killed"], len(found["survivors"]), found["rate"]) == (1, 5, 1, 83.3)


def test_several_processes_find_the_same(allotments):
    assert judge_mutants(allotments, jobs=3) == judge_mutants(allotments)


def test_as_text(capsys):
    assert main(["mutate", str(ALLOTMENTS), "--rules", "beds", "sheds", "--lang", "en"]) == 0
    out, told = capsys.readouterr()
    assert out.splitlines() == [
        f"{HEAD}1 survive",
        "killed of those that count: 90.0 %",
        "",
        "beds",
        f"  {TREE} requires, a condition left out",
        "    plot.beds >= 3 or plot.tree",
        "  → plot.beds >= 3",
    ]
    assert told == "sheds: 2 of 2 rules, 11 mutants\n"
    assert main(["mutate", str(ALLOTMENTS), "--rules", "beds", "--lang", "zh"]) == 0
    assert "少一项" in capsys.readouterr().out


def test_a_ruleset_holds_mutants_equivalent_with_a_reason(tmp_path, capsys):
    held = f"beds: {{{TREE}: no plot has a tree}}\nwater: {{{HOSE}: there is no hose}}\n"
    root = changed(tmp_path, readings_mutants=held)
    code, found = mutated(capsys, str(root), "--rules", "beds", "water", "--floor", "100")
    assert (code, found["equivalent"], found["survivors"], found["stale"]) == (0, 2, [], [])
    assert [(one["rule"], one["mutant"], one["why"]) for one in found["held"]] == [
        ("beds", TREE, "no plot has a tree"),
        ("water", HOSE, "there is no hose"),
    ]
    readings = double_readings(load_ruleset(root).model)
    assert (readings.there, readings.by_rule) == (False, {})


def test_a_line_that_no_longer_fits_is_told(tmp_path, capsys, allotments):
    neighbours = DeclaredLabels(allotments.model.vocabulary)
    named = {
        f"{rule}: {m.new}": m.digest
        for rule in ("beds", "sheds")
        for m in mutants_of(allotments.model, allotments.rules[rule], neighbours)
    }
    killed, shown = named["beds: plot.tree"], named["sheds: plot.sheds <= 0"]
    held = f"beds: {{{killed}: it is, 0123456789ab: it was}}\nsheds: {{{shown}: no fewer than none}}\n"
    root = changed(tmp_path, readings_mutants=held)
    code, found = mutated(capsys, str(root), "--rules", "beds", "sheds")
    assert code == 1
    assert [(one["rule"], one["mutant"], one["why"]) for one in found["stale"]] == [
        ("beds", killed, "killed"),
        ("beds", "0123456789ab", "gone"),
        ("sheds", shown, "shown"),
    ]
    assert main(["mutate", str(root), "--rules", "beds", "--lang", "en"]) == 1
    assert f"  ! {killed}: an example kills it: it is not equivalent" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("bed: {265d5a0c344a: none}", "`bed` is no rule of the ruleset `allotments`"),
        ("beds: [265d5a0c344a]", "`beds` needs keys with values"),
        ("beds: {265d5a0c344a: null}", "`265d5a0c344a` needs a text"),
        ("- beds", "the mutants held equivalent needs keys with values"),
    ],
)
def test_faults_of_the_file(content, told, tmp_path, capsys):
    root = changed(tmp_path, readings_mutants=content)
    assert main(["mutate", str(root)]) == 2
    assert told in capsys.readouterr().err


def test_a_prefix_of_no_rule_and_a_floor_that_is_none_are_refused(capsys):
    assert main(["mutate", str(ALLOTMENTS), "--rules", "bads"]) == 2
    assert "no id of a rule begins with `bads`" in capsys.readouterr().err
    for option, value in (("--floor", "101"), ("--floor", "most"), ("--jobs", "0")):
        with pytest.raises(SystemExit):
            main(["mutate", str(ALLOTMENTS), option, value])


def test_an_example_that_comes_out_otherwise_from_the_first_is_refused(tmp_path):
    text = (ALLOTMENTS / "ordinance/1-plots.yaml").read_text("utf-8")
    root = changed(
        tmp_path, **{"ordinance_1-plots": text.replace("sheds: 1}}, expect", "sheds: 2}}, expect")}
    )
    assert judge_mutants(load_ruleset(root), ["sheds"]).killed == 4
    root = changed(tmp_path / "again", **{"ordinance_1-plots": text.replace("beds: 2,", "beds: 5,")})
    with pytest.raises(RulesetError, match="this example of `beds` comes out `satisfied`"):
        judge_mutants(load_ruleset(root))


@pytest.mark.parametrize("name", ["allotments", "plain-writing", "park", "market"])
def test_the_quick_reference_says_what_the_reference_says(name):
    folders = {"allotments": ALLOTMENTS, "park": HERE.parent / "readings/park"}
    folders["market"] = HERE.parent / "versions/market"
    ruleset = load_ruleset(folders.get(name, name))
    seen = 0
    for rule in ruleset:
        program = program_of(ruleset.program, rule.id)
        if len(program.rules) > 1:
            continue
        for example in rule.examples:
            view = example_view(ruleset.model, rule, example, [])
            assert view is not None
            finding = program.by_id[rule.id].finding
            assert QuickReference(view).value(finding, {}) == Reference(view).value(finding, {})
            seen += 1
    assert seen
