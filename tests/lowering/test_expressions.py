"""What an expression of a rule becomes: a tree of the core and its type; or what is told, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lowering.core_text import in_text, type_in_text
from lowering.typed import wrongly_typed
from lowering.village import VOCABULARY, elaborator
from policy_rules.core import nodes as core
from policy_rules.errors import Place
from policy_rules.vocabulary import Expression

CASES = yaml.safe_load(Path(__file__).with_name("expressions.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["in"])
def test_an_expression(case: dict[str, Any]) -> None:
    el, names = elaborator()
    found = el.value(Expression(case["in"], Place("rule.yaml", 3, 11)), names)
    if "says" in case:
        assert found is None
        (fault,) = el.faults
        assert (fault.what, fault.hint) == (case["says"], case.get("hint", ""))
        place = f"{fault.place.file}:{fault.place.line}:{fault.place.column}" if fault.place else ""
        assert place.startswith(case.get("place", "rule.yaml:3:" if "place" not in case else ""))
    else:
        assert el.faults == []
        assert isinstance(found, core.Node)
        assert in_text(found) == case["core"]
        assert type_in_text(found.type) == case["type"]
        assert wrongly_typed(found, VOCABULARY) == []
        assert sorted(el.after) == case.get("after", [])
