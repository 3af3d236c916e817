"""Rulesets and facts written for `language: 1` are read as ever, and say what they said.

`frozen.tar.xz` holds Henan's ruleset, the library of the guide and the facts of a unit as they stood when the
language had one version; `songtao.txt` what the rules and the sheet said of that unit then.
"""

from __future__ import annotations

import datetime
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from policy_rules import load_facts, load_ruleset
from policy_rules.examples import check_examples
from policy_rules.policy import Ruleset
from policy_rules.values.known import Num

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("language_1")
    with tarfile.open(HERE / "frozen.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def henan(frozen: Path) -> Ruleset:
    return load_ruleset(frozen / "henan")


def test_the_library_of_the_guide_is_read(frozen: Path) -> None:
    report = check_examples(load_ruleset(frozen / "library"))
    assert report.count == 7
    assert report.faults == ()


@pytest.mark.heavy
def test_rules_and_examples_are_read(henan: Ruleset) -> None:
    assert len(henan.rules) == 741
    report = check_examples(henan)
    assert report.count == 4762
    assert report.faults == ()


def lines_of(henan: Ruleset, folder: Path) -> Iterator[str]:
    """What is said of the unit, rule by rule, and its points."""
    facts = load_facts(folder / "facts" / "1-songtao.yaml")
    found = henan.assess(facts, as_of=datetime.date(2025, 4, 30), year=2024, profile="illustrative")
    for finding in found.findings:
        yield f"{finding.rule.id} {finding.lo} {finding.hi}"
    assert found.score is not None
    total = found.score.total
    assert isinstance(total, Num)
    yield f"total {total.lo} {total.hi} {' '.join(sorted(found.grade or ()))}"


@pytest.mark.heavy
def test_a_unit_is_judged_as_it_was(henan: Ruleset, frozen: Path) -> None:
    expected = (HERE / "songtao.txt").read_text("utf-8").splitlines()
    assert list(lines_of(henan, frozen)) == expected
