"""One language at a time: no English word in what is told in Chinese, and none the other way.

Quotations, names and ids apart. Of Henan's rules few are drawn in the normal run, all in the heavy one; its
reports, which are long, are walked in the heavy one.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.documents import FACTS_LIMIT, read_file
from thinned import few, heavy
from words.foreign import foreign
from words.told import (
    by_language,
    facts_words,
    findings,
    of_assessment,
    of_finding,
    of_site,
    own_words,
    sheet_words,
    words_on_pages,
)

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
SMALL = (
    "plain-writing",
    TESTS / "use" / "library",
    TESTS / "readings" / "park",
    TESTS / "versions" / "market",
)
TOURS = ROOT / "docs" / "tours"
CITIES = sorted((TOURS / "year-2024").iterdir())
COUNTY = ROOT / "examples" / "constructed-county.yaml"
YEAR = {"as_of": "2025-04-30", "year": 2024}


def wrong_in_rules(ruleset: pr.Ruleset, rules: Iterable[Any]) -> list[str]:
    """The lines in the other language in what is told of examples, each outcome of each rule."""
    found = []
    for language in ruleset.model.languages:
        own = own_words(ruleset.model, language)
        for rule in rules:
            for names, finding in findings(ruleset, rule):
                wrong = foreign(of_finding(finding, language), language, own | names)
                found += [f"{language} {rule.id} {finding.outcome}: {line}" for line in wrong]
    return found


def wrong_in_reports(assessment: Any, names: set[str]) -> list[str]:
    """The same in all reports of an assessment, and in its data."""
    model = assessment.model
    own = {language: own_words(model, language) | names for language in ("zh", "en")}
    if assessment.score is not None:
        own = {language: told | sheet_words(assessment.score.sheet) for language, told in own.items()}
    told = [(l, name, text) for l in model.languages for name, text in of_assessment(assessment, l)]
    told += [(l, "data", text) for l, text in by_language(assessment.to_dict())]
    return [f"{l} {name}: {line}" for l, name, text in told for line in foreign(text, l, own[l])]


def names_in(*files: Path) -> set[str]:
    """What facts files call things by."""
    return set().union(*(facts_words(read_file(file, FACTS_LIMIT)[0][0]) for file in files))


@pytest.mark.parametrize("name", SMALL, ids=str)
def test_small_rulesets(name: Any) -> None:
    ruleset = pr.load_ruleset(name)
    assert wrong_in_rules(ruleset, list(ruleset)) == []


@pytest.mark.parametrize("drawn", few(4, 10**6))
def test_henan(henan: pr.Ruleset, drawn: int) -> None:
    rules = [rule for rule in henan if rule.examples]
    assert wrong_in_rules(henan, random.Random(8).sample(rules, min(drawn, len(rules)))) == []


@pytest.mark.parametrize("name", [*SMALL, TESTS / "double_reading" / "pool"], ids=str)
def test_the_site_of_small_rulesets(name: Any) -> None:
    ruleset = pr.load_ruleset(name)
    own = {l: own_words(ruleset.model, l) | words_on_pages(ruleset) for l in ruleset.model.languages}
    told = [(l, page, line) for l, page, text in of_site(ruleset) for line in foreign(text, l, own[l])]
    assert told == []


def test_reports_of_a_small_ruleset() -> None:
    facts = TESTS / "use" / "two-libraries.yaml"
    ruleset = pr.load_ruleset(TESTS / "use" / "library")
    population = pr.load_facts(facts)
    for unit in ("elm", "oak"):
        found = ruleset.assess(population, unit, as_of="2026-01-01", year=2025)
        assert wrong_in_reports(found, names_in(facts)) == []


@pytest.mark.parametrize(
    ("files", "about"),
    [
        heavy([COUNTY], {"as_of": "2025-11-30"}),
        heavy(
            [*sorted((TOURS / "year-2024").iterdir())], {**YEAR, "profile": "illustrative", "unit": "songtao"}
        ),
        heavy(
            [*sorted((TOURS / "year-2024").iterdir())], {**YEAR, "profile": "illustrative", "unit": "lujiang"}
        ),
        heavy([*sorted((TOURS / "city-as-place").glob("yuehu*"))], {**YEAR, "unit": "yuehu"}),
    ],
)
def test_reports_of_henan(
    henan: pr.Ruleset, tmp_path: Path, files: list[Path], about: dict[str, Any]
) -> None:
    for file in files:
        shutil.copy(file, tmp_path)
    found = henan.assess(pr.load_facts(tmp_path), **about)
    free = {"shared"}  # the profile's answer to a question that takes any text (P16)
    assert wrong_in_reports(found, names_in(*files) | free) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_commands_of_authors(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `new`, `check`, `coverage` and `docs` print, where nobody names a language but the locale."""
    monkeypatch.delenv("POLICY_RULES_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    pool = TESTS / "double_reading" / "pool"
    monkeypatch.chdir(tmp_path)
    for command, code in (
        (["new", "library"], 0),
        (["check", "library"], 0),
        (["coverage", "library"], 0),
        (["docs", "library", "-o", "site"], 0),
        (["coverage", str(pool)], 0),
    ):
        assert main(command) == code
    told = capsys.readouterr().out
    written = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*")}
    names = {"library", "regulation", *written, "the head of the sentence"}
    for model in (pr.load_ruleset(ruleset).model for ruleset in ("library", pool)):
        names |= {*model.documents, *model.rules}
        names |= {text for c in model.clauses for text in (c.heading, *c.words.split("\n"))}
    assert foreign(told, language, names) == []


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("zh", "[达标] ip-14-s8  （十四）深化改革", 0),
        ("zh", "缺少: tasks done", 1),
        ("zh", "周期 = year或other", 1),
        ("zh", "写入  complete: [{list: officers, for: 2025, by: …}]", 0),
        ("zh", "写入  reported: [{measure: m, for: 2021, value: …}, {measure: m, for: 2022, value: …}]", 0),
        ("zh", "写入  reported: [{measure: m, for: 2021, value: …}], then tell", 1),
        ("zh", "见“public notice”", 0),
        ("zh", "Oak街图书馆: 达标\n达标 satisfied", 1),
        ("en", "[satisfied] ip-14-s8", 0),
        ("en", "missing: 编制总数", 1),
        ("en", "the words “编制总数”", 0),
    ],
)
def test_what_the_walk_would_find(language: str, text: str, wrong: int) -> None:
    assert len(foreign(text, language, {"Oak街图书馆"})) == wrong
