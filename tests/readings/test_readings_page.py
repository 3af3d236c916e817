"""The rules shown in `docs/readings.md` are those of the ruleset `park`."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from policy_rules.lowering.finding_entity import FINDING_ENTITY

ROOT = Path(__file__).parents[2]
PARK = Path(__file__).parent / "park"


def test_the_rules_shown_are_those_of_the_park() -> None:
    written = {}
    for file in sorted((PARK / "ordinance").glob("*.yaml")):
        written |= {rule["id"]: rule for rule in yaml.load(file.read_text("utf-8"), yaml.BaseLoader)["rules"]}
    page = (ROOT / "docs" / "readings.md").read_text("utf-8")
    shown = [
        yaml.load(block, yaml.BaseLoader)
        for block in re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    ]
    assert shown
    declared = yaml.load((PARK / "parameters.yaml").read_text("utf-8"), yaml.BaseLoader)
    for name, parameter in ((n, p) for block in shown if isinstance(block, dict) for n, p in block.items()):
        assert declared[name] == parameter
    for rule in (rule for rules in shown if isinstance(rules, list) for rule in rules):
        own = {key: value for key, value in written[rule["id"]].items() if key != "examples"}
        assert rule == own


def test_it_tells_all_that_is_read_of_a_finding() -> None:
    page = (ROOT / "docs" / "readings.md").read_text("utf-8")
    table = page.split("`findings` lists those")[1].split("\n\n")[1]
    named = [name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(FINDING_ENTITY.attributes)
