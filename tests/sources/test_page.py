"""`docs/sources.md`: its facts come to what it says."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import policy_rules as pr
from policy_rules.report.differing_lines import differing_line
from sources.parks import PARKS, assessed

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
FENCE = re.compile(r"^```(\S+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_is_true():
    facts: dict[str, object] = {}
    precedence, seen = None, set()
    for sort, about, text in FENCE.findall(PAGE):
        seen.add(sort)
        if about == "facts":
            facts, precedence = yaml.safe_load(text), None
        elif about == "precedence":
            precedence = yaml.safe_load(text)["precedence"]
        elif sort == "told":
            found = assessed(facts, precedence=precedence).differing
            assert [differing_line(d, PARKS.model, about) for d in found] == text.splitlines()
        elif sort == "compare":
            trees = {"told": [{"value": 30, "source": "survey"}, {"value": 12, "source": "yearbook"}]}
            told = {**facts, "benches": [], "complete": []}
            before, after = (assessed({**told, "grounds": {"trees": t}}) for t in (30, trees))
            rendered = pr.compare(before, after).render("en")
            assert all(line in rendered for line in text.splitlines()), rendered
    assert seen == {"yaml", "told", "compare"}
