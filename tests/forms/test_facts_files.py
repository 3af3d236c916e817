"""Facts files as people write them: by labels, with a byte order mark, on the standard input, with slips."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.facts.plain_data import facts_data
from policy_rules.filling.asked_facts import unit_form
from policy_rules.filling.form_file import form_text
from policy_rules.values.known import FALSE, point
from use.libraries import HERE, RULESET

DATA = yaml.load((Path(__file__).parent / "labels.yaml").read_text("utf-8"), yaml.BaseLoader)


def bound(data: object) -> Any:
    text = yaml.safe_dump(data, allow_unicode=True).replace("'", "")
    return facts_data(RULESET.bind(pr.load_facts(yaml.load(text, yaml.SafeLoader))))


def test_labels_stand_for_names() -> None:
    assert bound(DATA["by labels"]) == bound(DATA["by names"])


def test_choices_have_labels_too(henan: pr.Ruleset) -> None:
    by_labels = {"单位": {"id": "c", "层级": "县", "性质": {"one_of": ["政府", "党委"]}}}
    by_names = {"unit": {"id": "c", "level": "county", "kind": {"one_of": ["government", "party_committee"]}}}
    read, written = (facts_data(henan.bind(pr.load_facts(d))) for d in (by_labels, by_names))
    assert read == written


def test_a_form_is_filled_with_what_was_told_by_labels() -> None:
    texts = []
    for told in ("by labels", "by names"):
        raw = pr.load_facts(
            yaml.safe_load(yaml.safe_dump(DATA[told], allow_unicode=True, sort_keys=False).replace("'", ""))
        )
        form = unit_form(RULESET.assess(raw, as_of="2025-03-01", year=2024), raw)
        texts.append(form_text(form))
    assert texts[0] == texts[1]
    assert "heated: true" in texts[0]


@pytest.mark.parametrize("of", ["单位: {id: c, 层级: 县}", "unit: {id: c, level: county}"])
def test_a_fact_is_set_beside_what_was_told_by_labels(tmp_path: Path, of: str, capsys) -> None:
    (tmp_path / "facts.yaml").write_text(of.replace("县", "town").replace("county", "town"), "utf-8")
    line = ["form", str(HERE / "library"), str(tmp_path / "facts.yaml"), "--set", "unit.id=elm"]
    assert main([*line, "--as-of", "2025-03-01", "-o", str(tmp_path / "form.yaml")]) == 0
    written = (tmp_path / "form.yaml").read_text("utf-8")
    assert written.count("level: town") == 1
    assert "id: elm" in written


def test_a_label_is_set_where_nothing_was_told(tmp_path: Path) -> None:
    line = ["form", str(HERE / "library"), "--set", "单位.层级=town", "--set", "房间.供暖=否"]
    assert main([*line, "--as-of", "2025-03-01", "-o", str(tmp_path / "form.yaml")]) == 0
    (unit,) = RULESET.bind(pr.load_facts(tmp_path / "form.yaml")).units.values()
    assert unit.values["rooms.heated"][0].value == FALSE


def test_an_attribute_of_that_label_goes_before_the_id(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(HERE / "library", folder)
    entities = folder / "vocabulary" / "entities.yaml"
    entities.write_text(entities.read_text("utf-8").replace("zh: 金额", "zh: 编号"), "utf-8")
    ruleset = pr.load_ruleset(folder)
    facts = ruleset.bind(pr.load_facts({"unit": {"id": "elm"}, "罚款": [{"id": "f1", "编号": 2}]}))
    (fine,) = facts.units["elm"].lists["fines"]
    assert (fine.id, fine.values["amount"].value) == ("f1", point(2))


def test_facts_by_labels_and_by_names_are_joined() -> None:
    told: list[dict[str, object]] = [
        {"单位": {"编号": "elm"}, "房间": {"供暖": "是"}},
        {"unit": {"id": "elm"}, "rooms": {"seats": 3}},
    ]
    (unit,) = pr.merge_facts(*told, vocabulary=RULESET.model.vocabulary).units
    assert set(unit.node.get("rooms").keys()) == {"heated", "seats"}


@pytest.mark.parametrize("case", DATA["slips"].values(), ids=DATA["slips"])
def test_a_slip_is_told_with_what_to_do(tmp_path: Path, case: dict[str, str]) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(case["text"], "utf-8")
    with pytest.raises(pr.FactsError) as told:
        RULESET.bind(pr.load_facts(file))
    assert case["says"] in str(told.value)


@pytest.mark.parametrize("text", ["\ufeffunit: {id: elm}\r\n", '\ufeff{"unit": {"id": "elm"}}'])
def test_a_byte_order_mark_is_passed_over(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / f"facts.{'json' if '{' in text[:2] else 'yaml'}"
    file.write_bytes(text.encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    for given in (file, "-"):
        assert RULESET.bind(pr.load_facts(given)).units.keys() == {"elm"}


def test_two_things_of_one_label_are_a_fault_of_the_vocabulary(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(HERE / "library", folder)
    entities = folder / "vocabulary" / "entities.yaml"
    entities.write_text(entities.read_text("utf-8").replace("zh: 座位", "zh: 供暖"), "utf-8")
    same = pr.load_ruleset(folder)  # of language 1: the label is no name
    with pytest.raises(pr.FactsError, match="no attribute `供暖`"):
        same.bind(pr.load_facts({"unit": {"id": "elm"}, "rooms": {"供暖": True}}))
    header = folder / "ruleset.yaml"
    header.write_text(header.read_text("utf-8").replace("language: 1", "language: 2"), "utf-8")
    with pytest.raises(pr.RulesetError, match="bear the label `供暖`: `heated` and `seats`"):
        pr.load_ruleset(folder)


def test_an_editor_completes_the_names_of_a_ruleset(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "facts", "--ruleset", str(HERE / "library")]) == 0
    schema = json.loads(capsys.readouterr().out)
    check = Draft202012Validator(schema)
    names = DATA["by names"]
    typed = yaml.safe_load(yaml.safe_dump(names).replace("'", ""))
    typed["complete"][0]["date"] = "2025-03-01"
    assert list(check.iter_errors(typed)) == []
    labelled = {"单位": {"编号": "elm", "名称": "Elm"}, "房间": {"供暖": "否"}, "罚款": [{"编号": "a"}]}
    assert list(check.iter_errors(labelled)) == []
    for spoilt in (
        {**typed, "roms": {}},
        {**typed, "unit": {"level": "town"}},
        {**typed, "fines": [{"名称": "a"}]},
        {**typed, "rooms": {"heat": True}},
        {**typed, "rooms": {"heated": "warm"}},
        {**typed, "unit": {"id": "elm", "level": "hamlet"}},
        {**typed, "complete": [{"list": "fine"}]},
    ):
        assert list(check.iter_errors(spoilt)) != []
    assert main(["schema", "sheet", "--ruleset", str(HERE / "library")]) == 2


def test_the_schema_of_a_ruleset_without_chinese_labels_has_no_chinese(tmp_path: Path, capsys) -> None:
    assert main(["new", str(tmp_path / "park")]) == 0
    capsys.readouterr()
    for path in (tmp_path / "park").glob("vocabulary/*.yaml"):
        path.write_text(re.sub("\\bzh: [^,}]*, *", "", path.read_text("utf-8")), "utf-8")
    assert main(["schema", "facts", "--ruleset", str(tmp_path / "park")]) == 0
    told = json.loads(capsys.readouterr().out)
    unit = told["$defs"]["a unit"]
    assert "name" in unit["properties"]
    assert unit["anyOf"] == [{"required": ["id"]}]
    assert not re.search("[\u4e00-\u9fff]", json.dumps(told, ensure_ascii=False))


def test_what_is_told_for_the_year_is_not_missing_since_a_period_is_open(henan: pr.Ruleset) -> None:
    unit = {"unit": {"id": "c", "level": "county", "kind": "government"}}
    graded = {**unit, "gradings": [{"rule": "ip-4-s3", "for": 2025, "value": "much_better"}]}
    before, after = (
        henan.assess(facts, as_of="2025-12-30", year=2025).finding("ip-4-s3") for facts in (unit, graded)
    )
    assert (before.outcome, before.missing) == ("unknown", ("grading(ip-4-s3)",))
    assert (after.outcome, after.missing) == ("unknown", ())
    assert "parameters.period of ip-4-s3" in after.needs
