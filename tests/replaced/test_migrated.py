"""What `migrate` writes, key by key, as text: forms of facts that the cases by hand do not have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.migrate import migrate_facts
from policy_rules.facts.raw_trees import tree_of, tree_text
from replaced.test_replaced import AFTER

NOW = AFTER.model.vocabulary


def migrated(facts: dict[str, Any], **more: Any) -> tuple[str, list[str]]:
    raw, lost = migrate_facts(NOW, {"unit": {"id": "u"}, **facts}, **more)
    (unit,) = raw.units
    text = tree_text(tree_of(unit.node)).removeprefix("{unit: {id: u}").removeprefix(", ").removesuffix("}")
    return text, list(lost)


CASES = yaml.safe_load(Path(__file__).with_name("written.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["old"]))
def test_what_is_written(case: dict[str, Any]) -> None:
    assert migrated(case["old"]) == (case["text"], case.get("lost", []))


def test_what_is_lost_is_told_in_either_language_with_the_unit() -> None:
    facts = {"huts": [{"id": "a"}], "grounds": {"open_all_day": True}}
    alone = "nothing takes its place (the last day alone does not tell the others)"
    assert migrated(facts, language="en")[1] == [
        f"`u`: `huts`: taken out on 2024-06-01: {alone}",
        "`u`: `grounds.open_all_day`: only that it is not so passes over",
    ]
    _, lost = migrated(facts, language="zh")
    assert lost[0].startswith("`u`: `huts`: ") and lost[0].endswith("（只记最近一次，说不出其余各次）")
    assert not lost[1].isascii()
    raw, told_of = migrate_facts(NOW, {"units": [{"huts": []}, {"unit": {"id": "b"}, "huts": []}]})
    assert [line.partition(":")[0] for line in told_of] == ["`?`", "`b`"]
    assert len(raw.units) == 2


def test_each_unit_keeps_the_sources_of_its_file_and_none_of_the_units_before_it() -> None:
    units = [{"unit": {"id": n}, "land": {"trees": t}} for n, t in (("a", 1), ("b", 2))]
    raw, _ = migrate_facts(NOW, {"sources": {"s": {"title": "x"}}, "source": "s", "units": units})
    assert [tree_text(tree_of(u.node)) for u in raw.units] == [
        "{unit: {id: a}, grounds: {trees: 1}}",
        "{unit: {id: b}, grounds: {trees: 2}}",
    ]
    assert [tree_text(tree_of(u.shared)["sources"]) for u in raw.units if u.shared] == ["{s: {title: x}}"] * 2
    assert migrate_facts(NOW, load_facts({"unit": {"id": "a"}}).units[0].node)[1] == ()
