"""The page in brief: what matters most, at most three sheets, nothing that the whole page does not tell."""

from __future__ import annotations

import re
import sys

import pytest

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.cli.output import say_written
from policy_rules.report.printable.brief_page import BRIEF
from report.test_ledger import OPEN, assessed, the_ruleset
from report.test_pages_to_hand_on import ASSESSED, FACTS, ON, Page

MINE = ASSESSED["violated"]
LINES_ON_THREE_SHEETS = 120
"""Sheets have some 45 lines of this size; a line in the page may take two on paper."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_whole_by_itself_and_short(language) -> None:
    text = MINE.to_html(language, brief=True)
    page = Page(text)
    assert not page.open
    assert "script" not in page.tags
    assert f'<html lang="{language}">' in text
    told = re.findall(r"<li>|<br>|<h2|<p>", text)
    assert len(told) < LINES_ON_THREE_SHEETS
    assert len(text) < len(MINE.to_html(language))


def test_it_tells_the_result_the_violations_and_what_to_do_next() -> None:
    text = MINE.to_html("en", brief=True)
    violated = [f for f in MINE.findings if f.outcome == "violated"]
    for finding in violated[: BRIEF.violated]:
        assert finding.rule.id in text
    assert "What to find out next" in text
    scored = assessed(the_ruleset(), OPEN)
    assert "Score" in scored.to_html("en", brief=True)


def test_however_much_there_is_it_stays_short() -> None:
    most = sum((BRIEF.items, BRIEF.violated * (1 + BRIEF.why), BRIEF.due, BRIEF.consequences, BRIEF.next))
    assert most < LINES_ON_THREE_SHEETS


def test_the_option_goes_with_a_page_only(tmp_path, capsys) -> None:
    out = tmp_path / "brief.html"
    assert main(["assess", str(FACTS), *ON, "--lang", "zh", "--brief", "-o", str(out)]) == 0
    assert "摘要" in out.read_text("utf-8")
    for wrong in (["--brief"], ["--brief", "-o", str(tmp_path / "x.csv")]):
        assert main(["assess", str(FACTS), *ON, *wrong]) == 2
        assert "goes with a page" in capsys.readouterr().err


def test_what_was_written_is_told_at_a_terminal_once_and_nowhere_else(tmp_path, capsys, monkeypatch) -> None:
    out = tmp_path / "r.html"
    words = ["assess", str(FACTS), *ON, "-o", str(out)]
    assert main(words) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(words) == 0
    assert re.fullmatch(rf"{re.escape(str(out))}: \d+ kB\n", capsys.readouterr().err)
    assert main([*words, "-q"]) == 0
    assert capsys.readouterr().err == ""
    say_written("x", 2_345_678)
    assert capsys.readouterr().err == "x: 2.3 MB\n"


def test_no_language_but_those_of_reports() -> None:
    with pytest.raises(pr.PolicyRulesError):
        MINE.to_html("fr", brief=True)
