"""Rules that were read twice: the files, what they may say, the digests, and what stands of them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from policy_rules import RulesetError, load_ruleset
from policy_rules.cli import main
from policy_rules.report.pages import pages
from policy_rules.ruleset.double_reading import double_readings
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.reading_keys import VERDICTS
from policy_rules.ruleset.reading_standing import REASONS
from policy_rules.ruleset.rule_digest import RuleDigests, words_digest
from policy_rules.ruleset.schema import json_schema

HERE = Path(__file__).parent
POOL = HERE / "pool"
RULESETS = {"pool": POOL, "park": HERE.parent / "readings/park", "market": HERE.parent / "versions/market"}
MOVES = yaml.safe_load((HERE / "moves.yaml").read_text("utf-8"))
FAULTS = yaml.safe_load((HERE / "faults.yaml").read_text("utf-8"))


def changed(folder: Path, case: dict[str, str], ruleset: str = "pool") -> Path:
    """A copy of a ruleset with the changes of a case, or with a file of its own."""
    root = folder / ruleset
    shutil.copytree(RULESETS[ruleset], root)
    for file, old, new in (("file", "replace", "by"), ("file2", "replace2", "by2")):
        if file in case:
            path = root / case[file]
            text = path.read_text("utf-8") if old in case else ""
            assert old not in case or text.count(case[old]) == 1, (
                f"{case[old]}: {text.count(case[old])} times"
            )
            path.write_text(text.replace(case[old], case[new]) if old in case else case["content"], "utf-8")
    return root


def digests(root: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The digests of the words of all rules, and those of the rules."""
    model, faults = read_ruleset(root)
    assert model is not None and {f.what.partition(":")[0] for f in faults} <= {WORDS_GONE}
    own = RuleDigests(model)
    return {i: words_digest(r) for i, r in model.rules.items()}, {
        i: own.of(r) for i, r in model.rules.items()
    }


WORDS_GONE = "these words do not stand in the clause"


@pytest.fixture(scope="module")
def before() -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    return {name: digests(root) for name, root in RULESETS.items()}


@pytest.mark.parametrize("case", MOVES, ids=[case["name"] for case in MOVES])
def test_a_change_moves_the_digests_of_the_rules_that_read_it_and_no_others(case, before, tmp_path):
    ruleset = case.get("ruleset", "pool")
    words, rules = digests(changed(tmp_path, case, ruleset))
    was = before[ruleset]
    assert {i for i in rules if rules[i] != was[1][i]} == set(case["moves"])
    assert {i for i in words if words[i] != was[0][i]} == set(case.get("words", []))


def test_the_digest_of_the_words_is_that_of_their_utf_8():
    rule = load_ruleset(HERE.parent / "ruleset/good/town").rules["or-12.1-s1"]
    assert words_digest(rule) == hashlib.sha256("占用绿地".encode()).hexdigest()[:12]


def test_the_digests_are_what_they_were():
    """A change of the library that moves digests unmakes every reading: no such change goes unseen."""
    told = yaml.load((POOL / "readings/1-guards.yaml").read_text("utf-8"), yaml.BaseLoader)["guards"]
    words, rules = digests(POOL)
    assert (words["guards"], rules["guards"]) == (told["first"]["words"], told["second"]["rule"])
    assert (words["closing"], rules["closing"]) == ("815c56b76ad9", "677218696080")


@pytest.mark.parametrize("case", FAULTS, ids=[case["name"] for case in FAULTS])
def test_faults_are_told_all_at_once(case, tmp_path):
    root = changed(tmp_path, case)
    model = load_ruleset(root).model
    with pytest.raises(RulesetError) as stop:
        double_readings(model)
    told = "\n".join(map(str, stop.value.faults)).replace(str(root), "pool")
    assert told == case["faults"].rstrip("\n")


@pytest.mark.parametrize("path", sorted((POOL / "readings").glob("*.yaml")), ids=lambda p: p.name)
def test_the_schema_takes_the_files_of_the_pool(path):
    kind = "readings-about" if path.stem == "about" else "readings"
    tree = yaml.safe_load(path.read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(json_schema(kind)).iter_errors(_texts(tree))] == []


def _texts(tree: object) -> object:
    """Days as the texts that an editor sees."""
    return json.loads(json.dumps(tree, default=str))


@pytest.mark.parametrize(
    "text",
    [
        "{a: {}}",
        "{a: {first: {words: 736dadec9c79}}}",
        "{a: {first: null}}",
        "{a: {second: {rule: 736dadec9c79, verdict: faithful}}}",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(text):
    assert list(Draft202012Validator(json_schema("readings")).iter_errors(yaml.safe_load(text)))


# -- what stands ---------------------------------------------------------------------------------------


def covered(root: Path, capsys) -> tuple[int, dict]:
    code = main(["coverage", str(root), "--json"])
    return code, json.loads(capsys.readouterr().out)


STANDING = {
    "standing": 3,
    "of": 6,
    "first": 4,
    "second": 3,
    "unsettled": 1,
    "required": None,
    "why": {
        "mending": ["unsettled"],
        "season": ["no_second"],
        "order": ["words_changed", "rule_changed"],
        "closing": ["unread"],
    },
}


def test_coverage_tells_what_stands_and_fails_for_nothing_that_is_not_required(capsys):
    code, data = covered(POOL, capsys)
    assert (code, data["whole"], data["readings"]) == (0, True, STANDING)
    assert main(["coverage", str(POOL)]) == 0
    told = capsys.readouterr().out
    assert "double readings that stand: 3 of 6 (first 4, second 3; required: none)" in told
    assert "its words are not those of the first reading: 1 order" in told


REQUIRED = {"file": "readings/about.yaml", "replace": "families:", "by": "required: {}\nfamilies:"}


def whole(root: Path, *, second: bool) -> Path:
    """The pool with every first reading, and perhaps every second one."""
    words, rules = digests(root)
    for path in (root / "readings").glob("[0-9]*.yaml"):
        path.unlink()
    first = {"family": "U", "who": "a", "satisfied": None, "violated": None, "unknown": None, "when": "a"}
    made = {}
    for id_ in rules:
        made[id_] = {"first": {"words": words[id_], **first, "open": [], "dropped": []}}
        if second:
            made[id_]["second"] = {"rule": rules[id_], "verdict": "faithful"}
    (root / "readings/all.yaml").write_text(yaml.safe_dump(made), "utf-8")
    return root


@pytest.mark.parametrize(
    ("required", "has_second", "code"),
    [("first", False, 0), ("first", True, 0), ("second", False, 1), ("second", True, 0)],
)
def test_coverage_fails_below_what_is_required(required, has_second, code, tmp_path, capsys):
    case = {**REQUIRED, "by": REQUIRED["by"].format(required)}
    root = changed(tmp_path, case)
    assert covered(root, capsys)[0] == 1
    whole(root, second=has_second)
    got, data = covered(root, capsys)
    assert (got, data["whole"], data["readings"]["required"]) == (code, not code, required)
    assert (data["readings"]["standing"], data["readings"]["first"]) == (6 if has_second else 0, 6)


def test_a_verdict_that_nothing_settles_is_not_what_second_readings_are_required_for(tmp_path, capsys):
    root = whole(changed(tmp_path, {**REQUIRED, "by": REQUIRED["by"].format("second")}), second=True)
    path = root / "readings/all.yaml"
    made = yaml.safe_load(path.read_text("utf-8"))
    witness = {"given": {"board": {"tells": True}}, "landed": "satisfied", "words": "violated"}
    made["closing"]["second"] |= {"verdict": "under", "witness": witness}
    path.write_text(yaml.safe_dump(made), "utf-8")
    code, data = covered(root, capsys)
    assert (code, data["readings"]["standing"], data["readings"]["unsettled"]) == (1, 6, 1)
    made["closing"]["settled"] = {"how": "a doubt is told"}
    path.write_text(yaml.safe_dump(made), "utf-8")
    assert covered(root, capsys)[0] == 0


def test_a_ruleset_without_readings_is_asked_for_none(capsys):
    code, data = covered(HERE.parents[1] / "rulesets/plain-writing", capsys)
    assert (code, data["readings"]) == (0, None)


def test_readings_are_no_part_of_what_is_judged(tmp_path, capsys):
    root = changed(tmp_path, {})
    model = load_ruleset(root).model
    (root / "readings/1-guards.yaml").write_text("guards: nothing\n", "utf-8")
    assert load_ruleset(root).model.digest == model.digest
    assert main(["check", str(root)]) == 2
    assert "a double reading needs keys with values, not `nothing`" in capsys.readouterr().err
    shutil.rmtree(root / "readings")
    assert load_ruleset(root).model.digest == model.digest
    assert not double_readings(model).there


def test_a_document_is_not_called_as_the_folder(tmp_path):
    case = {
        "file": "ruleset.yaml",
        "replace": "  ordinance: {",
        "by": "  readings: {source: sources/ordinance.md}\n  ordinance: {",
    }
    with pytest.raises(
        RulesetError, match="`readings/` is the folder of the double readings, and no document's"
    ):
        load_ruleset(changed(tmp_path, case))


def test_check_holds_witnesses_to_the_rules(tmp_path, capsys):
    assert main(["check", str(POOL)]) == 0
    case = {
        "file": "readings/2-water.yaml",
        "replace": "landed: {mended: satisfied, told: satisfied}",
        "by": "landed: {mended: satisfied, told: unknown}",
    }
    assert main(["check", str(changed(tmp_path, case))]) == 2
    assert "comes out `{mended: satisfied, told: satisfied}`, not" in capsys.readouterr().err


def test_the_page_shows_the_readings_of_the_pool(capsys):
    page = (HERE.parents[1] / "docs/double-reading.md").read_text("utf-8")
    blocks = re.findall(r"^```(yaml|json)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    reading, about = (yaml.load(text, yaml.BaseLoader) for kind, text in blocks if kind == "yaml")
    water = yaml.load((POOL / "readings/2-water.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert reading == {"water": water["water"]}
    assert about == yaml.load((POOL / "readings/about.yaml").read_text("utf-8"), yaml.BaseLoader)
    (told,) = (json.loads(text)["readings"] for kind, text in blocks if kind == "json")
    assert told == {**STANDING, "why": {"season": ["no_second"]}}
    told_of = set(re.findall(r"`([a-z_]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE))))
    for section in ("a first reading", "a second reading"):
        assert {key.name for key in SECTIONS[section].keys} <= told_of
    assert set(VERDICTS) | set(REASONS) <= set(re.findall(r"`([a-z_]+)`", page))


# -- what is shown -------------------------------------------------------------------------------------


def test_the_command_shows_readings_and_prints_digests(capsys):
    capsys.readouterr()
    assert main(["readings", str(POOL), "mending", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "This is how the project reads the words; it is no legal opinion.\n\nmending Damage"
    )
    assert "! the two readings disagree, and nothing is settled" in told
    assert "left open: how long is good time? (timely_days) 1 to 30 days" in told
    assert main(["readings", str(POOL), "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("这是本项目对条文的理解，不是法律意见。") and "\nclosing " not in told
    assert main(["readings", str(POOL), "guards", "closing", "--digests"]) == 0
    lines = yaml.load(capsys.readouterr().out, yaml.BaseLoader)
    assert lines["closing"] == {"words": "815c56b76ad9", "rule": "677218696080"}
    assert main(["readings", str(POOL), "guard"]) == 2
    assert "did you mean `guards`?" in capsys.readouterr().err


def test_the_json_has_all_that_the_files_have(capsys):
    assert main(["readings", str(POOL), "--json"]) == 0
    data = {one["rule"]: one for one in json.loads(capsys.readouterr().out)["readings"]}
    written = {}
    for path in sorted((POOL / "readings").glob("[0-9]*.yaml")):
        written |= yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    assert set(data) == set(written)
    for id_, told in written.items():
        first = data[id_]["first"]
        assert {k: v or "null" for k, v in first.items() if k not in ("open", "dropped")} == {
            k: v for k, v in told["first"].items() if k not in ("open", "dropped")
        }
        assert first["open"] == [{"as": "own", **q} for q in told["first"]["open"]]
        assert first["dropped"] == told["first"]["dropped"]
        if "second" in told:
            assert data[id_]["second"]["verdict"] == told["second"]["verdict"]
            landed = told["second"].get("witness", {}).get("landed")
            assert (data[id_]["second"]["witness"] or {}).get("landed") == landed


def test_pages_show_the_reading_beside_the_rule_and_say_whose_it_is():
    pool = load_ruleset(POOL)
    site = pages(pool.model, pool.program)
    water = site["ordinance-2-water.html"]
    for told in (
        "it is no legal opinion",
        "how often is regularly?",
        '<a href="parameters.html#parameter-regularly">',
        "of the basin",
        "imprecise",
        "The words do not say who tests.",
        "the two readings disagree, and nothing is settled",
        "&lt;b&gt;a test&lt;/b&gt;",
        "carry out",
    ):
        assert told in water, told
    assert "not read" in site["ordinance-4-closing.html"]
    assert "its words are not those of the first reading" in site["ordinance-3-season.html"]


AGAIN = yaml.safe_load("""
who: 管理泳池者
satisfied: 有检测记录
violated: 没有检测记录
unknown: 未见档案
when: 每年，或者一次
open: [{asks: 定期是多久？, readings: [每年, 一次], as: regularly}]
dropped: []
note: 原文已有答案，仍问参数
why: 一次检测即可
settled: {how: 保留参数, note: 由机关决定}
""")


def told_again(told):
    """The change that gives a reading of the pool in Chinese."""
    by = f"water:\n  zh: {json.dumps(told)}\n"
    return {"file": "readings/2-water.yaml", "replace": "water:\n", "by": by}


def test_readings_that_are_told_again_are_told_in_their_language(tmp_path, capsys):
    root = changed(tmp_path, told_again(AGAIN))
    texts = [AGAIN[key] for key in ("who", "satisfied", "violated", "unknown", "when", "note", "why")]
    texts += ["定期是多久？", "每年 / 一次", "保留参数; 由机关决定"]
    assert main(["readings", str(root), "water", "--lang", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert [text for text in texts if text not in chinese] == []
    assert "whoever keeps the pool" not in chinese
    assert main(["readings", str(root), "water", "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert "whoever keeps the pool" in english and not any(text in english for text in texts)
    assert main(["readings", str(root), "water", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["readings"]
    assert told["again"]["zh"]["first"]["who"] == AGAIN["who"]
    assert told["again"]["zh"]["second"]["witness"]["why"] == AGAIN["why"]
    assert told["first"]["who"] == "whoever keeps the pool; no bearer in the words"
    assert digests(root) == digests(POOL)


def test_a_reading_that_is_told_again_is_told_whole(tmp_path):
    half = {key: told for key, told in AGAIN.items() if key != "who"} | {"reads": "x"}
    with pytest.raises(RulesetError) as error:
        double_readings(load_ruleset(changed(tmp_path, told_again(half))).model)
    told = str(error.value)
    assert "a reading told again lacks `who`" in told and "no key `reads`" in told


def test_pages_of_a_ruleset_without_readings_say_nothing_of_them():
    plain = load_ruleset(RULESETS["park"])
    assert 'class="reading"' not in "".join(pages(plain.model, plain.program).values())
