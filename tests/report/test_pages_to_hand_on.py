"""An assessment as a page to hand on: whole by itself, its links lead somewhere, each rule is on it."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.report.score_account import outer_items_of
from use.libraries import HERE, elm, elm_without

ON = ["--as-of", "2025-03-01", "--year", "2024", "--profile", "usual", "--ruleset", str(HERE / "library")]
FACTS = str(HERE / "elm-library.yaml")
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """The ids, the links, the elements of a page; elements that are not closed in order are told."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [v for k, v in attrs if k in ("href", "src") and v]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.text.append(data)


ASSESSED = {
    "points": elm(),
    "open": elm_without("rooms.heated", "rooms.seats"),
    "violated": elm().what_if({"rooms.heated": False, "rooms.seats": 10}).after,
    "no score": elm(profile=None),
}


@pytest.mark.parametrize("name", ASSESSED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_is_whole_by_itself(name, language) -> None:
    text = ASSESSED[name].to_html(language)
    page = Page(text)
    assert not page.open
    assert "script" not in page.tags
    assert len(set(page.ids)) == len(page.ids)
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert not re.search(r"url\((?!#)|@import|https?://", text)
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize("name", ["points", "open", "violated"])
def test_every_number_opens_its_line_its_rule_and_its_words(name) -> None:
    assessment = ASSESSED[name]
    text = assessment.to_html("zh")
    drawn = text[text.index("<svg") : text.index("</svg>")]
    bars = re.findall(r'<a href="#([^"]+)"><text', drawn)
    lost = [a for a in outer_items_of(assessment.score) if any(a.lost)]
    assert len(bars) == len(lost) + 1
    assert bars[-1] == "ledger"
    for account, bar in zip(lost, bars, strict=False):
        row = text[text.index(f'id="{bar}"') :].partition("</tbody>")[0]
        rules = {r for l in account.lines for k in ("findings", "rules") for r in l.because.get(k, ())}
        assert set(re.findall(r'href="#rule-([^"]+)"', row)) == rules, account.item.id
    for outcome, number in assessment.counts.items():
        card = re.search(rf'<li class="{outcome}">(?:<a href="#(\w+)">)?<b>{number}</b>', text)
        assert card, outcome
        assert bool(card[1]) == bool(number)
    for rule in assessment.findings:
        told = text[text.index(f'id="rule-{rule.rule.id}"') :][:2000]
        assert rule.rule.text[:20] in told


@pytest.mark.parametrize("name", ASSESSED)
def test_what_decides_nothing_says_so_at_the_top(name) -> None:
    said = ASSESSED[name].to_dict()
    told = " ".join(Page(ASSESSED[name].to_html("en")).text)
    assert told.count(said["constructed"]) == 1
    assert ("illustrative" in said) == ("illustrative parameters" in told)


@pytest.mark.parametrize("name", ASSESSED)
def test_the_page_holds_every_rule_once_with_what_came_out(name) -> None:
    assessment = ASSESSED[name]
    page = Page(assessment.to_html("en"))
    rules = [f"rule-{f.rule.id}" for f in assessment.findings]
    assert [id_ for id_ in page.ids if id_.startswith("rule-")] == rules
    for finding in assessment.findings:
        assert finding.rule.title in " ".join(page.text)


def test_the_chart_steps_from_the_points_possible_down_to_the_total() -> None:
    text = " ".join(Page(ASSESSED["open"].to_html("en")).text)
    score = ASSESSED["open"].score
    assert score is not None
    assert f"{score.lo}..{score.hi} points" in text
    assert "hatched" in text


def test_an_unknown_language_is_told_with_those_there_are() -> None:
    with pytest.raises(pr.PolicyRulesError, match="there is zh, en"):
        elm().to_html("fr")


COMMANDS = {"assess": [], "score": [], "next": [], "whatif": ["--set", "rooms.seats=10"], "rank": []}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("suffix", [".html", ".json", ".txt"])
def test_a_report_is_written_as_its_name_says(command, suffix, tmp_path, capsys) -> None:
    file = tmp_path / f"report{suffix}"
    assert main([command, FACTS, *ON, *COMMANDS[command], "-o", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert file.read_text("utf-8")[:1] == {".html": "<", ".json": "{", ".txt": "*"}[suffix]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_report_tells_is_what_the_terminal_does(command, tmp_path, capsys) -> None:
    line = [command, FACTS, *ON, *COMMANDS[command]]
    assert main([*line, "--json"]) == 0
    told = capsys.readouterr().out
    assert main([*line, "-o", str(tmp_path / "report.json")]) == 0
    assert (tmp_path / "report.json").read_text("utf-8") == told


def test_a_folder_holds_a_page_of_all_units_and_one_of_each(tmp_path, capsys) -> None:
    folder = tmp_path / "made" / "here"
    assert main(["rank", FACTS, *ON, "-o", f"{folder}/"]) == 0
    assert capsys.readouterr().out == ""
    assert sorted(file.name for file in folder.iterdir()) == ["elm.html", "index.html"]
    assert "elm.html" in Page((folder / "index.html").read_text("utf-8")).links


def test_a_folder_that_is_a_file_is_told(tmp_path, capsys) -> None:
    (tmp_path / "taken").write_text("")
    assert main(["rank", FACTS, *ON, "-o", f"{tmp_path / 'taken'}/"]) == 74
    assert "taken" in capsys.readouterr().err


def test_only_many_units_are_written_into_a_folder(tmp_path, capsys) -> None:
    assert main(["assess", FACTS, *ON, "-o", f"{tmp_path}/"]) == 2
    assert "name a file that ends in .html, .pdf, .json, .txt" in capsys.readouterr().err


def browser(tmp_path: Path, does: str) -> str:
    """A folder with a stand-in for a browser."""
    stand_in = tmp_path / "bin" / "chromium"
    stand_in.parent.mkdir()
    stand_in.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{does}\n")
    stand_in.chmod(0o755)
    return str(stand_in.parent)


PRINTS = """made = next(a for a in sys.argv if a.startswith("--print-to-pdf=")).split("=", 1)[1]
page = pathlib.Path(sys.argv[-1].removeprefix("file://")).read_text("utf-8")
pathlib.Path(made).write_bytes(b"%PDF " + page.encode())"""


def test_a_pdf_is_the_page_as_a_browser_prints_it(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", browser(tmp_path, PRINTS))
    assert main(["assess", FACTS, *ON, "--lang", "en", "-o", str(tmp_path / "report.pdf")]) == 0
    assert (tmp_path / "report.pdf").read_bytes() == b"%PDF " + elm().to_html("en").encode()


@pytest.mark.parametrize(("does", "what"), [("", "did not print"), ("sys.exit(3)", "did not print")])
def test_a_browser_that_does_not_print_is_told(does, what, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PATH", browser(tmp_path, does))
    assert main(["assess", FACTS, *ON, "-o", str(tmp_path / "report.pdf")]) == 2
    assert what in capsys.readouterr().err


def test_where_there_is_no_browser_another_way_is_told(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["assess", FACTS, *ON, "-o", str(tmp_path / "report.pdf")]) == 2
    assert "write `.html`" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "what"), [("report.doc", ".html, .pdf, .json, .txt, .csv"), ("report", "report")]
)
def test_another_form_is_refused_before_anything_is_asked(name, what, tmp_path, capsys) -> None:
    assert main(["assess", FACTS, *ON, "-o", str(tmp_path / name)]) == 2
    assert what in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
