"""Labels that an attribute, measure or parameter lists itself: named in Chinese, and told so."""

from __future__ import annotations

import datetime
import re

import pytest

from policy_rules import RulesetError, cache, load_facts, load_ruleset
from policy_rules.report.assessment_summary import summary
from policy_rules.report.fact_names import FactNames
from policy_rules.report.next_facts_list import next_facts_text
from policy_rules.report.phrases import counted
from policy_rules.ruleset.new import FACTS_FILE, new_ruleset
from policy_rules.values.known import label
from policy_rules.vocabulary import Type
from policy_rules.wording import Speaker

KIND = """
opening.kind: {type: [full, part, shut], labels: {full: 全日, part: 半日, shut: 闭馆}, zh: 开放方式, en: kind}
"""
MEASURES = """
mood: {type: [good, bad], labels: {good: 好, bad: 坏}, is: 'if opening.kind = "full" then "good" else "bad"',
  zh: 状况, en: mood}
outcome_word: {type: [good, bad], labels: {good: 佳}, reported: true, zh: 评语, en: word}
size: {type: [big, small], labels: {big: 大, small: 小}, reported: true, zh: 规模, en: size}
"""
SCALES = "size: {big: 特大, small: 特小}\n"
PARAMETER = """
manner: {type: [full, part], labels: {full: 全, part: 部分}, question: Q1, zh: 方式, en: manner, values: {}}
"""
SAID = {
    'opening.kind = "full"': "开放方式为全日",
    '"shut" != opening.kind': "闭馆不为开放方式",
    'opening.kind in ("full", "part")': "开放方式属于全日, 半日",
    'parameters.manner = "part"': "方式为部分",
    'outcome_word = "good"': "评语为佳",
    'outcome_word = "bad"': "评语为bad",
    'size = "big"': "规模为大",
    '(if opening.hours_per_week > 3 then "full" else "part") = opening.kind': "则全日，否则半日",
    'mood = "good"': "则好，否则坏",
}
"""Conditions and what their Chinese form must hold."""


def written(folder, requires='opening.kind = "full"', kind=KIND):
    """The small ruleset with enumerations of its own, and a rule that asks this."""
    new_ruleset(folder, "library")
    with (folder / "vocabulary" / "entities.yaml").open("a", encoding="utf-8") as file:
        file.write(kind)
    (folder / "vocabulary" / "measures.yaml").write_text(MEASURES, "utf-8")
    (folder / "vocabulary" / "scales.yaml").write_text(SCALES, "utf-8")
    with (folder / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write(PARAMETER)
    rule = folder / "regulation" / "1-opening.yaml"
    old = "requires: opening.hours_per_week >= 56"
    rule.write_text(rule.read_text("utf-8").replace(old, f"requires: '{requires}'"), "utf-8")
    return folder


def test_labels_are_kept_by_the_name_of_what_declares_them(tmp_path):
    vocabulary = load_ruleset(written(tmp_path / "library")).model.vocabulary
    assert vocabulary.attribute("opening.kind").type.name == "opening.kind"
    assert vocabulary.scale_labels["opening.kind"] == {"full": "全日", "part": "半日", "shut": "闭馆"}
    assert vocabulary.scale_labels["mood"] == {"good": "好", "bad": "坏"}
    assert vocabulary.scale_labels["manner"] == {"full": "全", "part": "部分"}
    assert vocabulary.scale_labels["size"] == {"big": "特大", "small": "特小"}
    assert vocabulary.measures["size"].type.name == "labels of size"


@pytest.mark.parametrize("name", ["kind", "literal", "outcome"])
def test_no_name_of_a_type_of_the_library_is_taken(tmp_path, name):
    folder = written(tmp_path / "library")
    with (folder / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write(PARAMETER.replace("manner", name, 1))
    kind = load_ruleset(folder).model.vocabulary.parameters[name].type
    assert (kind.name == name) == (name == "kind")
    assert kind.name not in ("literal", "outcome", "")


@pytest.mark.parametrize(("requires", "said"), SAID.items())
def test_conditions_tell_labels_in_chinese_and_slugs_elsewhere(tmp_path, requires, said):
    ruleset = load_ruleset(written(tmp_path / "library", requires))
    node = ruleset.program.by_id["reg-1-s1"].instance
    assert node is not None
    vocabulary = ruleset.model.vocabulary
    assert said in Speaker(vocabulary, "zh").say(node)
    for text in (
        Speaker(vocabulary, "en").say(node),
        *(Speaker(vocabulary, x).feel(node) for x in ("zh", "en")),
    ):
        assert not set("全半闭好坏佳大部") & set(text)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('every k in ["full", "part"] satisfies (opening.kind = k or k = "part")', "开放方式为全日"),
        (
            'every k in ["full", "part"] satisfies ((opening.kind = k or k = "full") and size = "big")',
            "规模为大且开放方式为半日且规模为大",
        ),
        ('some k in ["full", "part"] satisfies (opening.kind = k and k != "part")', "开放方式为全日"),
    ],
)
def test_texts_of_a_list_are_not_compared_with_each_other(tmp_path, asked, said):
    """`k` of a list that is written out stands for each text in its turn: "full" = "part" tells nothing."""
    ruleset = load_ruleset(written(tmp_path / "library", asked))
    node = ruleset.program.by_id["reg-1-s1"].instance
    assert node is not None
    words = Speaker(ruleset.model.vocabulary, "zh").say(node)
    assert said in words
    unit = {"unit": {"id": "u", "is_public_library": True}, "opening": {"kind": "shut", "hours_per_week": 2}}
    found = ruleset.assess(load_facts(unit), as_of=datetime.date(2026, 1, 1), year=2025)
    for text in (words, found.finding("reg-1-s1").explain("zh"), summary(found, "zh")):
        assert not re.search("part|[全半]日不?为", text), text


def test_values_are_told_in_chinese(tmp_path):
    vocabulary = load_ruleset(written(tmp_path / "library")).model.vocabulary
    kind = vocabulary.attribute("opening.kind").type
    assert Speaker(vocabulary, "zh").show(kind.missing(), kind) == "全日或半日或闭馆"
    assert Speaker(vocabulary, "en").show(kind.missing(), kind) == "full or part or shut"
    manner = vocabulary.parameters["manner"].type
    assert Speaker(vocabulary, "zh").show(label("full"), manner) == "全"


def test_a_finding_tells_the_label_in_chinese(tmp_path):
    folder = written(tmp_path / "library")
    facts = folder / FACTS_FILE
    facts.write_text(facts.read_text("utf-8").replace("hours_per_week: 52", "kind: part"), "utf-8")
    ruleset = load_ruleset(folder)
    assessment = ruleset.assess(load_facts(facts), as_of=datetime.date(2026, 1, 1), year=2025)
    finding = assessment.finding("reg-1-s1")
    assert finding.outcome == "violated"
    chinese = finding.explain("zh")
    assert "半日" in chinese and "全日" in chinese
    assert "半日" not in finding.explain("en")


def test_labels_come_from_the_cache_as_from_the_files(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.delenv("POLICY_RULES_CACHE", raising=False)
    folder = written(tmp_path / "library")
    one = load_ruleset(folder)
    kept = cache.recall(folder)
    assert kept is not None
    other = kept[0].vocabulary
    assert other.scale_labels == one.model.vocabulary.scale_labels
    for vocabulary in (one.model.vocabulary, other):
        assert dict(vocabulary.attribute("opening.kind").type.zh)["shut"] == "闭馆"
        node = kept[1].by_id["reg-1-s1"].instance
        assert node is not None
        assert Speaker(vocabulary, "zh").say(node).count("全日") == 1


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "opening.kind: {type: [full, part], labels: {ful: 全日}, zh: 开放方式, en: kind}\n",
            "`ful` is no label",
        ),
        ("opening.kind: {type: boolean, labels: {full: 全日}, zh: 开放方式, en: kind}\n", "lists no labels"),
        ("opening.kind: {type: size, labels: {big: 大}, zh: 开放方式, en: kind}\n", "lists no labels"),
    ],
)
def test_labels_that_would_be_lost_are_faults(tmp_path, kind, told):
    folder = written(tmp_path / "library", "opening.hours_per_week >= 56", kind)
    (folder / "vocabulary" / "measures.yaml").unlink()
    with pytest.raises(RulesetError) as error:
        load_ruleset(folder)
    assert told in str(error.value)


def test_one_of_a_thing_is_told_as_one(tmp_path):
    assert counted(1, "clauses", "en") == "1 clause"
    assert counted(2, "clauses", "en") == "2 clauses"
    assert counted(1, "days overdue", "en") == "1 day overdue"
    assert counted(1, "days overdue", "zh") == "逾期1天"
    speaker = Speaker(load_ruleset(written(tmp_path / "library")).model.vocabulary)
    assert [speaker.end(n, Type("days")) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert speaker.end(1, Type("months")) == "1 month"


QUARTERS = "periods: {quarter: {zh: 季度, en: quarter, start: 01-01, length: P3M}}\n"
GRADED = """\
    for each: k in ["full", "shut"]
    period: quarter
    grading: care
    requires: grading >= "fair"
"""
CARE = "care: {poor: 差, fair: 中}\nhours: {full: 全日, shut: 闭馆}\n"


def test_the_gradings_of_quarters_and_of_listed_texts_are_asked_by_their_labels(tmp_path):
    """The words are the program's; an id of a record that looks like one of them stays."""
    folder = tmp_path / "library"
    new_ruleset(folder, "library")
    for name, text in (("ruleset.yaml", QUARTERS), ("vocabulary/scales.yaml", CARE)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    rule = folder / "regulation" / "1-opening.yaml"
    told = rule.read_text("utf-8").replace("    requires: opening.hours_per_week >= 56\n", GRADED)
    told = re.sub(
        r"(?s)(reg-1-s1.*?    examples:\n).*?\n\n", r"\1      - {given: {}, expect: unknown}\n\n", told
    )
    rule.write_text(told, "utf-8")
    ruleset = load_ruleset(folder)
    unit = {"unit": {"id": "u", "is_public_library": True}}
    found = ruleset.assess(load_facts(unit), as_of=datetime.date(2026, 1, 1), year=2025)
    asked = next_facts_text(found, "zh", most=99)
    assert "reg-1-s1, 第1个季度/闭馆的评定" in asked
    assert "an assessor's grading of reg-1-s1, quarter_1/shut" in next_facts_text(found, "en", most=99)
    assert "第4个季度/全日" in found.finding("reg-1-s1").explain("zh")
    names = FactNames(ruleset.model, "zh")
    assert names.say("grading(reg-1-s2, full)") == "reg-1-s2, full的评定"
