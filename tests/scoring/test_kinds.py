"""Kinds of score effects of real schemes, each with points and a missing fact (design/effects.md, 3)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.domain import Num
from policy_rules.scoring.values import Grade
from scoring.world import check_ledger, model, scored, sheet_of

KINDS = sorted(Path(__file__).parent.glob("kinds/*.yaml"))


class _Plain(yaml.SafeLoader):
    """Numbers and truths stay what YAML says; decimals stay exact."""


_Plain.add_constructor("tag:yaml.org,2002:float", lambda _, node: str(node.value))


def read(path):
    """The kind's data, its ruleset and its sheet."""
    data = yaml.load(path.read_text("utf-8"), _Plain)
    made = model({k: {"zh": k, "en": k} | v for k, v in data["facts"].items()})
    sheet = {"sheet": path.stem, "year": 2024}
    if "scale" in data:
        sheet["scale"] = data["scale"]
    if "item" in data:
        text = yaml.safe_dump(data["item"])
        reads = [name for name in made.vocabulary.measures if name in text]
        item = {"id": "item_", "component": "all", **({"reads": reads} if reads else {}), **data["item"]}
        sheet["items"] = [item]
    if "steps" in data:
        sheet["steps"] = data["steps"]
    found, faults = sheet_of(sheet, made)
    assert not faults, "\n".join(map(str, faults))
    return data, made, found


def wanted(expect, scale):
    """What a case expects: a number, both ends, or grades."""
    several = expect if isinstance(expect, list) else [expect]
    if scale:
        return Grade(frozenset(scale.index(name) for name in several))
    ends = [Fraction(str(e)) for e in several]
    return Num(min(ends), max(ends))


@pytest.mark.parametrize("path", KINDS, ids=lambda p: p.stem)
def test_kind(path):
    data, made, sheet = read(path)
    for case in data["cases"]:
        found = scored(sheet, made, case["given"], case.get("entries"))
        value = found.steps["got"] if "steps" in data else found.items["item_"]
        assert value == wanted(case["expect"], sheet.scale), case
        check_ledger(found)
        for line in found.ledger:
            open_ = line.change is not None and line.change[0] != line.change[1] and not line.kept
            assert not open_ or line.missing or line.needs, line
