"""A good ruleset becomes a model; the sources give clauses their headings and words."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from policy_rules.documents import RULESET_LIMIT
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import apply_profile, set_parameters
from policy_rules.ruleset.source_text import find_clause, occurrences, read_source, squeeze
from policy_rules.values.known import Num, label, point
from policy_rules.vocabulary import Type

HERE = Path(__file__).parent
TOWN = HERE / "good" / "town"


@pytest.fixture(scope="module")
def town() -> RulesetModel:
    model, faults = read_ruleset(TOWN)
    assert model is not None
    assert not faults
    return model


def test_clauses_are_in_the_order_of_the_source(town: RulesetModel) -> None:
    assert [(c.number, c.heading, c.words.split("\n")[0][:24]) for c in town.clauses] == [
        ("0", "preamble", "Whereas parks serve **ev"),
        ("1", "Article 1 Trees", "Every park shall have"),
        ("11", "Article 11 Benches", "A park shall have benche"),
        ("11.2", "2. Benches of iron shall be painted", "2. Benches of iron shall"),
        ("12.1", "（一）公园管理", "公园管理单位不得收取门票，不得"),
        ("end", "closing", "As a rule, all works sha"),
    ]
    assert town.documents["ordinance"].title == "Ordinance on Parks"


def test_keys_of_a_rule(town: RulesetModel) -> None:
    first, second = town.rules["or-1-s1"], town.rules["or-1-s2"]
    assert (first.bearer, first.about, first.kind, first.clause) == ("keeper", "park", "duty", "1")
    assert (second.about, second.kind) == ("park", "prohibition")
    assert first.due is not None
    assert first.due.text == '@"2024-12-31"'
    assert first.requires is not None
    assert str(first.requires.place) == f"{TOWN}/ordinance/1-trees.yaml:11:15"
    assert str(first.places["see"]) == f"{TOWN}/ordinance/1-trees.yaml:13:10"
    assert [(s.name, s.source.text, s.source.place.column) for s in second.for_each] == [
        ("b", 'benches[material in ("wood", "iron")]', 20),
        ("r", "b.repairs", 64),
    ]
    assert {name: e.text for name, e in second.defines.items()} == {"cap": "5", "opened_on": '@"2020-01-01"'}
    assert second.examples[0].expect == {"b1/r1": "unknown"}
    assert first.examples[1].year == 2024
    assert town.rules["or-1-s3"].grading == "grade"


def test_vocabulary(town: RulesetModel) -> None:
    entities = town.vocabulary.entities
    trees = entities["grounds"].attributes["trees"].type
    assert trees == Type("number", unit=(("tree", 1),), low=Fraction(0), high=Fraction(10000), places=0)
    width = entities["benches"].attributes["width"].type
    assert (width.low, width.high, width.places) == (Fraction(1, 100), Fraction(5), 2)
    shade = entities["grounds"].attributes["shade"].type
    assert (shade.percent, shade.high, shade.places) == (True, Fraction(1), 3)
    assert entities["repairs"].attributes["cost"].type.unit == (("bench", -1), ("euro", 1))
    assert entities["benches"].dated_by == ("set_up_on", "removed_on")
    assert entities["unit"].one
    assert entities["unit"].attributes["level"].type.ordered
    assert town.vocabulary.scales["grade"] == ("poor", "fair", "fine")
    assert town.vocabulary.scale_labels["grade"]["fine"] == "优"
    assert town.vocabulary.roles["keeper"].person
    assert town.vocabulary.measures["grade"].yearly
    derived = entities["benches"].attributes["is_old"].derived
    assert derived is not None
    assert derived.place.column == 38


def test_parameters_unset_dated_and_by_profile(town: RulesetModel) -> None:
    given = town.vocabulary.parameters
    assert given["timely_days"].values == ()
    assert [value for _, value in given["fee"].values] == [point(10), point(Fraction(25, 2))]
    assert given["count_method"].type.labels == ("by_hand", "by_photo")
    assert given["step"].one_of == (point(1), point(5), point(10))
    model, faults = apply_profile(town, "trial")
    assert not faults
    tried = model.vocabulary.parameters
    assert tried["timely_days"].rule_values["or-11-s2"] == point(10)
    assert tried["timely_days"].rule_values["or-1-s1"] == point(15)
    assert tried["pass_mark"].rule_values == {"or-1-s3": label("fair")}
    assert tried["period"].rule_values == {"or-1-s3": label("year")}
    assert tried["due"].rule_values == {"or-12.1-s1": point(739282)}
    assert tried["step"].values == ((0, point(5)),)
    assert given["step"].values == ()


def test_what_each_rule_has_its_own_of_needs_no_key_for_it(tmp_path: Path) -> None:
    """A file may tell its words; values of all rules at once would be read by none."""
    shutil.copytree(TOWN, tmp_path / "town")
    with (tmp_path / "town" / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write("due: {zh: 期限, en: last day, type: date, values: {}}\n")
    town, faults = read_ruleset(tmp_path / "town")
    assert town is not None and not faults
    tried = apply_profile(town, "trial")[0].vocabulary.parameters
    assert tried["due"].rule_values == {"or-12.1-s1": point(739282)}
    assert tried["due"].values == ()


@pytest.mark.parametrize(
    ("settings", "rule", "told"),
    [
        ({"stepp": 5}, None, "`stepp` is no parameter of this ruleset"),
        ({"step": 6}, None, "`6` is none of the values possible for `step`"),
        ({"timely_days": -1}, "or-1-s1", "`-1` lies outside the range of `timely_days`"),
        ({"timely_days": {"or-1-s9": 3}}, None, "`or-1-s9` is no rule"),
        ({"pass_mark": "good"}, "or-1-s3", "`good` is no label of `pass_mark`"),
        ({"pass_mark": "fair"}, "or-1-s1", "`or-1-s1` has no `grading`, so it takes no pass mark"),
        (
            {"pass_mark": {"default": "good"}},
            None,
            "no rule is graded on a scale with the label `good` above its lowest",
        ),
        ({"period": "month"}, "or-1-s3", "`month` is no label of `period`"),
        ({"due": "2024-02-30"}, "or-1-s3", "the calendar has no day `2024-02-30`"),
    ],
)
def test_settings_are_checked(
    town: RulesetModel, settings: dict[str, object], rule: str | None, told: str
) -> None:
    _, faults = set_parameters(town, settings, rule)
    assert [fault.what for fault in faults] == [told]
    assert str(faults[0]).startswith("set: ") or not faults[0].place.line


def test_settings_of_an_example_are_its_rules(town: RulesetModel) -> None:
    example = town.rules["or-1-s3"].examples[0]
    model, faults = set_parameters(town, example.parameters, "or-1-s3")
    assert not faults
    assert model.vocabulary.parameters["pass_mark"].rule_values == {"or-1-s3": label("fair")}
    wider, _ = set_parameters(town, {"timely_days": {"at_least": 3}, "step": {"one_of": [1, 5]}}, "or-1-s3")
    assert wider.vocabulary.parameters["timely_days"].rule_values == {"or-1-s3": Num(3, None)}
    assert wider.vocabulary.parameters["step"].values == ((0, Num(1, 5)),)


def test_an_unknown_profile_is_told(town: RulesetModel) -> None:
    _, faults = apply_profile(town, "trail")
    assert str(faults[0]) == "`trail` is no profile of the ruleset `town`\n  hint: did you mean `trial`?"


def test_the_digest_changes_with_any_file(town: RulesetModel, tmp_path: Path) -> None:
    shutil.copytree(TOWN, tmp_path / "town")
    copy, _ = read_ruleset(tmp_path / "town")
    assert copy is not None
    assert copy.digest == town.digest
    (tmp_path / "town" / "sheets" / "2024.yaml").write_text("name: other\n", "utf-8")
    changed, _ = read_ruleset(tmp_path / "town")
    assert changed is not None
    assert changed.digest != town.digest


def test_no_folder_and_no_ruleset(tmp_path: Path) -> None:
    model, faults = read_ruleset(tmp_path / "none")
    assert model is None
    assert faults[0].what == "no such folder"
    model, faults = read_ruleset(tmp_path)
    assert model is None
    assert faults[0].what == "the folder has no `ruleset.yaml`"


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ruleset.yaml").write_bytes(b"#" * (RULESET_LIMIT + 1))
    model, faults = read_ruleset(tmp_path)
    assert model is None
    assert faults[0].what == "the file has 2,097,153 bytes, and at most 2,097,152 are read"


HEADINGS = """# 总则
前文。
## 一、范围
### （一）人员
#### 1.职责
##### （1）一般
甲。
##### （10）特别
乙。
### （十）车辆
丙。
## 十一、附则
（一）各市；
（二）各县；
其他。
## Section 2.1 Scope
## Section 2.10 More
尾。
"""


@pytest.mark.parametrize(
    ("clause", "heading", "lines"),
    [
        ("一", "一、范围", (3, 11)),
        ("十一", "十一、附则", (12, 15)),
        ("一（一）", "（一）人员", (4, 9)),
        ("一（一）1（1）", "（1）一般", (6, 7)),
        ("一/（一）/1/（10）", "（10）特别", (8, 9)),
        ("（十）", "（十）车辆", (10, 11)),
        ("（10）特别", "（10）特别", (8, 9)),
        ("十一（二）", "（二）各县", (14, 15)),
        ("Section 2.1", "Section 2.1 Scope", (16, 16)),
        ("尾段", "", (18, 18)),
    ],
)
def test_clauses_are_found_by_their_headings(clause: str, heading: str, lines: tuple[int, int]) -> None:
    part = find_clause(read_source("source.md", HEADINGS), clause)
    assert not isinstance(part, str)
    assert (part.heading, (part.first, part.last)) == (heading, lines)


@pytest.mark.parametrize(
    "clause", ["二", "十", "一（二）", "（三）", "Section 3", "Section 2", "//", "一（一）2"]
)
def test_other_clauses_are_not_found(clause: str) -> None:
    assert isinstance(find_clause(read_source("source.md", HEADINGS), clause), str)


def test_words_before_the_first_inner_heading_come_first() -> None:
    source = read_source("source.md", "## 一、总则\n应当公开。\n### （一）公开\n应当公开。应当公开。\n")
    outer, inner = find_clause(source, "一"), find_clause(source, "（一）")
    assert not isinstance(outer, str)
    assert not isinstance(inner, str)
    assert [source.places[at] for at in occurrences(source, outer, "应当公开")] == [(2, 1)]
    assert [source.places[at] for at in occurrences(source, inner, "应当公开")] == [(4, 1), (4, 6)]


def test_words_are_compared_without_furniture() -> None:
    assert squeeze("中 文\n 字 **粗** and  more\n words") == "中文字粗and more words"


def test_eight_hundred_rules_are_read(tmp_path: Path) -> None:
    write_large(tmp_path, clauses=40, rules=20)
    model, faults = read_ruleset(tmp_path)
    assert model is not None
    assert not faults
    assert len(model.rules) == 800


def write_large(root: Path, clauses: int, rules: int) -> None:
    """A ruleset of many rules, each with a text of its own."""
    (root / "doc").mkdir()
    (root / "vocabulary").mkdir()
    (root / "ruleset.yaml").write_text(
        "name: large\nlanguage: 1\ndocuments: {doc: {source: doc.md}}\n", "utf-8"
    )
    (root / "vocabulary" / "entities.yaml").write_text(
        "unit: {one: true}\nstaff: {one: true}\nstaff.posts: {type: integer}\n", "utf-8"
    )
    (root / "vocabulary" / "roles.yaml").write_text("unit: {en: any}\n", "utf-8")
    source = ["# Large"]
    for clause in range(1, clauses + 1):
        source.append(f"\n## Article {clause} Title\n")
        lines = [f"clause: Article {clause}", "title: Title", "rules:"]
        for number in range(1, rules + 1):
            words = f"在第{clause}条第{number}款中各级政府应当建立健全行政执法协调监督工作体系并每年公开一次"
            source.append(words + "。")
            lines += [
                f"  - id: r-{clause}-s{number}",
                f"    text: {words}",
                "    title: A title of some length",
                "    gloss: A sentence in English that says what the rule demands of the unit.",
                "    bearer: unit",
                "    requires: staff.posts >= 80 and staff.posts <= 100",
                "    examples:",
                *(
                    f"      - {{given: {{staff: {{posts: {n}}}}}, expect: satisfied}}"
                    for n in (80, 81, 82, 83)
                ),
            ]
        (root / "doc" / f"{clause}-title.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    (root / "doc.md").write_text("\n".join(source) + "\n", "utf-8")
