"""Meanings and questions told by language: each page, form and list has its own, data have one text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.cli import main
from words.told import of_site

HERE = Path(__file__).parents[1] / "use"
TOLD = {
    "vocabulary/entities.yaml": ("{zh: 座位, ", "means: {zh: 可坐的椅子, en: chairs to sit on}"),
    "vocabulary/measures.yaml": ("zh: 到访人次, ", "means: {en: heads at the door, zh: 入门人数}"),
    "vocabulary/roles.yaml": ("{zh: 图书馆, ", "means: {zh: 有书的房子, en: a house of books}"),
    "parameters.yaml": (
        "question: Q1, ",
        "question: {zh: 第一问, en: question the first}, means: {zh: 够不够坐, en: enough of them}",
    ),
}
OWN = {
    "zh": ("可坐的椅子", "入门人数", "有书的房子", "第一问", "够不够坐"),
    "en": (
        "chairs to sit on",
        "heads at the door",
        "a house of books",
        "question the first",
        "enough of them",
    ),
}


def _told(folder: Path) -> pr.Ruleset:
    shutil.copytree(HERE / "library", folder)
    for file, (before, more) in TOLD.items():
        path = folder / file
        text = path.read_text("utf-8")
        assert before in text
        kept = "" if before.startswith("question") else before
        path.write_text(text.replace(before, f"{kept}{more}, "), "utf-8")
    return pr.load_ruleset(folder)


def test_each_page_tells_its_own(tmp_path: Path) -> None:
    ruleset = _told(tmp_path / "library")
    site = list(of_site(ruleset))
    for language, away in (("zh", "en"), ("en", "zh")):
        told = "\n".join(text for shown, _, text in site if shown == language)
        assert all(text in told for text in OWN[language])
        assert not any(text in told for text in OWN[away])


def test_questions_and_forms_tell_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _told(tmp_path / "library")
    for language, away in (("zh", "en"), ("en", "zh")):
        assert (
            main(["questions", str(tmp_path / "library"), "--only", "seats_needed", "--lang", language]) == 0
        )
        told = capsys.readouterr().out
        assert all(text in told for text in OWN[language][3:])
        assert not any(text in told for text in OWN[away])
        form = tmp_path / f"{language}.yaml"
        line = ["form", str(tmp_path / "library"), "--set", "unit.level=town", "--as-of", "2026-01-01"]
        assert main([*line, "--year", "2025", "--lang", language, "-o", str(form)]) == 0
        assert OWN[language][0] in form.read_text("utf-8")
        assert OWN[away][0] not in form.read_text("utf-8")


def test_data_have_one_text(tmp_path: Path) -> None:
    asked = next(q for q in _told(tmp_path / "library").questions().to_dict()["questions"] if q["question"])
    assert asked["question"] == "question the first"
    assert asked["means"] == "enough of them"
