"""An assessment on one screen, held to `summary.yaml` (`python -m report.test_summary` writes it anew)."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from policy_rules.report.assessment_summary import summary
from policy_rules.results.assessment import Assessment
from policy_rules.wording import WIDTH, cut
from use.libraries import elm

FILE = Path(__file__).with_suffix("").with_name("summary.yaml")
CASES = yaml.safe_load(FILE.read_text("utf-8"))
SCREEN = 45


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


@pytest.mark.heavy
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_unit_of_741_rules_fits_on_a_screen(henan, language) -> None:
    facts = Path(__file__).parents[2] / "docs" / "tours" / "year-2024" / "1-songtao.yaml"
    told = summary(henan.assess(facts, as_of="2025-04-30", year=2024, profile="illustrative"), language)
    lines = told.splitlines()
    assert len(lines) <= SCREEN
    assert max(map(cells, lines[5:])) <= WIDTH


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
