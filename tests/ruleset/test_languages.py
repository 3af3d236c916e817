"""The languages in which a ruleset is told: declared, or found in its texts and names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.cli import main

GARDENS = Path(__file__).parents[1] / "questions" / "gardens"


def gardens(folder: Path, line: str) -> Path:
    """A copy of the gardens, whose texts are English, with a line more in `ruleset.yaml`."""
    root = folder / "gardens"
    shutil.copytree(GARDENS, root)
    header = root / "ruleset.yaml"
    header.write_text(f"{header.read_text('utf-8')}\n{line}\n", "utf-8")
    return root


@pytest.mark.parametrize(
    ("line", "languages"),
    [
        ("", ("en", "zh")),
        ("languages: [en]", ("en",)),
        ("languages: [zh]", ("zh",)),
        ("languages: [zh, en]", ("zh", "en")),
        ("languages: [en, zh, en]", ("en", "zh")),
    ],
)
def test_the_first_is_spoken_where_none_is_asked_for(
    line: str, languages: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = gardens(tmp_path, line)
    for _ in ("its files", "its cache"):
        ruleset = pr.load_ruleset(root)
        assert ruleset.model.languages == languages
    found = ruleset.assess({"unit": {"id": "u"}}, as_of="2025-01-01")
    day = {"zh": "评估日 2025-01-01", "en": "as of 2025-01-01"}
    other = {"zh": "en", "en": "zh"}[languages[0]]
    for told in (str(found), found._repr_html_(), found.to_html()):
        assert day[languages[0]] in told
        assert day[other] not in told
    assert day[other] in found.to_html(other)  # type: ignore[arg-type]
    facts = tmp_path / "u.yaml"
    facts.write_text("unit: {id: u}\n", "utf-8")
    asked = ["assess", str(facts), "--ruleset", str(root), "--as-of", "2025-01-01"]
    assert main(asked) == 0
    assert day[languages[0]] in capsys.readouterr().out
    assert main([*asked, "--lang", other]) == 0
    assert day[other] in capsys.readouterr().out


def test_another_language_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(pr.RulesetError, match=r"`languages` needs .*`zh`, `en`"):
        pr.load_ruleset(gardens(tmp_path, "languages: [fr]"))
