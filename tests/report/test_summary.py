"""An assessment on one screen, held to `summary.yaml` (`python -m report.test_summary` writes it anew)."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from policy_rules.report.assessment_summary import summary
from policy_rules.report.assessment_text import packed
from policy_rules.results.assessment import Assessment
from policy_rules.ruleset.new import new_ruleset
from policy_rules.wording import WIDTH, cut
from use.libraries import elm

FILE = Path(__file__).with_suffix("").with_name("summary.yaml")
CASES = yaml.safe_load(FILE.read_text("utf-8"))
SCREEN = 45
GRADED = {"rule": "reg-1-s1", "for": 2026, "value": "fair", "grader": "board", "date": "2026-01-01"}


def assessed(case) -> Assessment:
    changes = {name: pr.UNKNOWN if value == "unknown" else value for name, value in case["set"].items()}
    return elm().what_if(changes).after


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_screen_is_as_told(case, language) -> None:
    assert summary(assessed(case), language) == case[language]


def cells(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize(("text", "width"), [("a" * 300, 10), ("法治" * 90, 10), ("a法" * 90, 11), ("", 3)])
@pytest.mark.parametrize("tail", [0, 2])
def test_a_line_is_cut_to_its_columns_and_says_so(text, width, tail) -> None:
    told = cut(text, width, tail)
    assert cells(told) <= width
    assert told == text or "…" in told
    assert tail == 0 or told[-1:] == text[-1:]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "from 2025-10-01: c2: answered on = 2025-10-12, ≤ 2025-10-11; due 2025-10-11, 262 days overdue",
            "from 2025-10-01: c2: answered on = 2025-10-12 … due 2025-10-11, 262 days overdue",
        ),
        (
            "c2: the answer on paper = 2025-10-12, ≤ 2025-10-11 and so on and so on and so on and so on",
            "c2: the answer on paper = 2025-10-12 … and so on and so on and so on and so on",
        ),
        (
            "自2025-10-01起: 第二件投诉答复日期 = 2025-10-12, ≤ 2025-10-11; 期限 2025-10-11, 逾期262天",
            "自2025-10-01起: 第二件投诉答复日期 = 2025-10-12 … 期限 2025-10-11, 逾期262天",
        ),
    ],
)
def test_in_the_middle_a_line_is_cut_between_words_and_no_two_values_read_as_one(text, told):
    assert cut(text, cells(text) - 1, tail=40) == told


@pytest.mark.parametrize(
    ("given", "waits"),
    [
        ({}, "await facts 1  await facts and an assessor's grading 1"),
        ({"opening": {"hours_per_week": 60}}, "await facts 1  await an assessor's grading 1"),
        ({"gradings": [GRADED]}, "await facts 2"),
    ],
)
def test_what_awaits_facts_and_a_grading_is_said_so(tmp_path, given, waits) -> None:
    folder = tmp_path / "library"
    new_ruleset(folder, "library")
    (folder / "vocabulary" / "scales.yaml").write_text("care: {poor: 差, fair: 中}\n", "utf-8")
    rule = folder / "regulation" / "1-opening.yaml"
    asked = '    grading: care\n    requires: grading >= "fair" and opening.hours_per_week >= 56\n'
    hours = "    requires: opening.hours_per_week >= 56\n"
    rule.write_text(rule.read_text("utf-8").replace(hours, asked), "utf-8")
    unit = {"unit": {"id": "u", "is_public_library": True}, **given}
    found = pr.load_ruleset(folder).assess(pr.load_facts(unit), as_of="2026-01-01", year=2025)
    assert f"unknown: {waits}" in summary(found, "en").splitlines()


@pytest.mark.heavy
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_unit_of_741_rules_fits_on_a_screen(henan, language) -> None:
    facts = Path(__file__).parents[2] / "docs" / "tours" / "year-2024" / "1-songtao.yaml"
    told = summary(henan.assess(facts, as_of="2025-04-30", year=2024, profile="illustrative"), language)
    lines = told.splitlines()
    assert len(lines) <= SCREEN
    assert max(map(cells, lines[5:])) <= WIDTH


def test_what_unknown_rules_wait_for_folds_at_the_width_of_a_screen() -> None:
    assert list(packed(["a" * 60, "b" * 30, "c" * 60], indent="    ")) == [
        "a" * 60 + "  " + "b" * 30,
        "    " + "c" * 60,
    ]
    assert list(packed(["甲" * 40, "乙" * 20])) == ["甲" * 40, "乙" * 20]  # two columns each
    assert list(packed(["a" * 140])) == ["a" * 140]


if __name__ == "__main__":
    kept = FILE.read_text("utf-8").splitlines()[0]
    made = [
        {
            "name": c["name"],
            "set": c["set"],
            **{language: summary(assessed(c), language) for language in ("en", "zh")},
        }
        for c in CASES
    ]

    class Dumper(yaml.SafeDumper):
        """Texts of several lines as blocks."""

    Dumper.add_representer(
        str, lambda d, t: d.represent_scalar("tag:yaml.org,2002:str", t, style="|" if "\n" in t else None)
    )
    FILE.write_text(
        f"{kept}\n" + yaml.dump(made, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=200), "utf-8"
    )
