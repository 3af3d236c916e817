"""What faulty files of the tests are told is told in Chinese whole: no piece of it stays English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from policy_rules.messages import in_language

TESTS = Path(__file__).parents[1]
TOLD = re.compile(r"^(?:\S+?\.(?:yaml|json|md)(?::\d+){0,2}: |\s*hint: )(?P<text>.+)$", re.MULTILINE)
"""A line that tells a fault, or what to do about it."""
OWN = re.compile(r"`[^`]*`|“[^”]*”|\"[^\"]*\"|[\w.-]+\.yaml|\w+：|\w+(?:, [\w ]+)+")
"""What is the user's own: quoted, a file, a key and its colon, a list of names."""
GLUE = re.compile(
    r"\b(?:a|an|and|are|as|at|be|by|for|from|has|have|here|in|is|it|its|more|no|none|not|of|on|one|or|that|the"
    r"|them|there|this|to|too|what|where|which|with|write)\b"
)
"""Words of English that hold a sentence together."""


def texts() -> Iterator[str]:
    """Each text that a file of cases tells, as it is told in English."""
    for path in sorted(TESTS.glob("*/bad/*.txt")):
        yield from _lines(path.read_text("utf-8"))
    for path in sorted((TESTS / "ruleset" / "bad").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield from _lines(case["faults"])
    for case in yaml.safe_load((TESTS / "double_reading" / "faults.yaml").read_text("utf-8")):
        yield from _lines(case["faults"])
    for case in yaml.safe_load((TESTS / "lowering" / "refused_conditions.yaml").read_text("utf-8")):
        yield from filter(None, (case["says"], case.get("hint")))


def _lines(told: str) -> Iterator[str]:
    yield from (found["text"] for found in TOLD.finditer(told))


@pytest.mark.parametrize("text", dict.fromkeys(texts()))
def test_no_piece_stays_english(text: str) -> None:
    told = in_language(text, "zh")
    assert not GLUE.findall(OWN.sub("", told)), told
