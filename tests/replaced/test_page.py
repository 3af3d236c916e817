"""`docs/replaced.md`: its vocabulary is that of the ruleset `after`, and its facts come to what it says."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from attrs import evolve

from replaced.test_replaced import AFTER, HERE, bound, file, plain

PAGE = (Path(__file__).parents[2] / "docs" / "replaced.md").read_text("utf-8")
FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_is_true():
    declared = (HERE / "after" / "vocabulary" / "entities.yaml").read_text("utf-8").splitlines()
    old, migrated, seen = {}, {}, []
    for _, about, text in FENCE.findall(PAGE):
        seen.append(about)
        if about == "vocabulary":
            assert set(text.splitlines()) <= set(declared)
        elif about == "old":
            old = yaml.safe_load(text)
        elif about == "new":
            assert bound(old) == bound(yaml.safe_load(text))
        elif about == "migrated":
            migrated = yaml.safe_load(text)
        else:
            facts, lost = AFTER.migrate(file(old))
            assert list(lost) == text.splitlines()
            assert plain(evolve(AFTER.bind(facts).units["north"], file="")) == bound(migrated)
    assert seen == ["vocabulary", "old", "new", "old", "migrated", ""]
