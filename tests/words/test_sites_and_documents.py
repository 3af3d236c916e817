"""One language at a time, further: Henan's site, an office's documents, commands around an assessment.

Of Henan's site a few pages are walked in the normal run, all of them in the heavy one; documents and
commands on a small ruleset in the normal run, on Henan's in the heavy one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.documents import FACTS_LIMIT, read_file
from policy_rules.report.pages.catalogue import catalogue
from policy_rules.report.pages.clause_page import clause_page
from policy_rules.report.pages.clause_text import DocumentText
from policy_rules.report.pages.indexes import bearers, parameters
from policy_rules.report.pages.sheet_pages import sheet_pages
from policy_rules.report.pages.unit_pages import unit_pages
from policy_rules.ruleset.double_reading import double_readings
from thinned import heavy
from words.foreign import foreign, texts_of
from words.told import facts_words, names_in_examples, of_site, own_words, sheet_words, words_on_pages

TESTS = Path(__file__).parents[1]
TOURS = TESTS.parent / "docs" / "tours"
USE = TESTS / "use"
FEW = ("14-enforcement-reform", "6.3-rewards", "5.6-satisfaction")
"""The clauses of which the pages are walked in the normal run: limbs, gradings, texts listed in a rule."""
UNNAMED = "example"
"""The id of the unit of an example."""
LEFT: Mapping[str, Sequence[str]] = {"zh": (), "en": ("reading",)}
"""What of pages is not walked: English readings of rules quote Chinese words without marks, as reasons do."""


def seen(model: Any, language: str) -> set[str]:
    """Why rules name others, as far as it is not walked."""
    told = model.rules.values() if language == "en" else ()
    return {rule.why_seen(other, language) for rule in told for other in rule.see}


def few_pages(ruleset: pr.Ruleset) -> Iterator[tuple[Any, str, str]]:
    """A few pages of a site in each language."""
    model = ruleset.model
    first = catalogue(model, ruleset.program, double_readings(model), ruleset.sheets)
    texts = {name: DocumentText(first, document) for name, document in model.documents.items()}
    for language in model.languages:
        held = evolve(first, language=language)
        clauses = [c for c in model.clauses if c.file.removesuffix(".yaml").endswith(FEW)]
        assert len(clauses) == len(FEW)
        made = {c.file: clause_page(held, texts[c.document], c) for c in clauses}
        made |= {"bearers": bearers(held), "parameters": parameters(held)}
        for name, page in {**made, **sheet_pages(held), **unit_pages(held)}.items():
            yield language, name, texts_of(page, LEFT[language])


@pytest.mark.parametrize("whole", [False, heavy(True)])
def test_the_site_of_henan(henan: pr.Ruleset, whole: bool) -> None:
    model, named = henan.model, names_in_examples(henan.model) | words_on_pages(henan) | {UNNAMED}
    own = {l: own_words(model, l) | named | seen(model, l) for l in model.languages}
    told = of_site(henan, LEFT) if whole else few_pages(henan)
    assert [f"{l} {page}: {line}" for l, page, text in told for line in foreign(text, l, own[l])] == []


def test_the_chinese_notes_of_readings_of_henan(henan: pr.Ruleset) -> None:
    """All of them, which a few pages do not show: what a parameter is called stands there, and not its id."""
    own = own_words(henan.model, "zh") | names_in_examples(henan.model)
    told = {rule: read.in_language("zh") for rule, read in double_readings(henan.model).by_rule.items()}
    notes = {
        rule: (read.second.note if read.second else "", *(read.settled or ())) for rule, read in told.items()
    }
    text = "\n".join(f"{rule}: {note}" for rule, texts in notes.items() for note in texts if note)
    assert foreign(text, "zh", own) == []


def of_files(*files: Path) -> set[str]:
    """What facts files call things by."""
    found = [one for file in files for one in (sorted(file.glob("*.yaml")) if file.is_dir() else [file])]
    return set().union(*(facts_words(read_file(one, FACTS_LIMIT)[0][0]) for one in found))


def ids(model: Any) -> set[str]:
    """What commands are asked by, and reports name for it: documents, parameters."""
    office = set(model.office.documents) if model.office else set()
    return {model.name, *model.documents, *model.vocabulary.parameters, *office}


class Walk:
    """Runs commands in one language and keeps the lines that are in the other."""

    def __init__(self, ruleset: pr.Ruleset, language: str, names: set[str], capsys: Any) -> None:
        sheets = set().union(*map(sheet_words, ruleset.sheets.values()))
        self.own = own_words(ruleset.model, language) | ids(ruleset.model) | sheets | names
        self.language, self.capsys, self.found = language, capsys, list[str]()

    def run(self, *words: object, code: int = 0) -> None:
        """What the command prints, walked."""
        self.walk(str(words[0]), self.out(*words, code=code))

    def out(self, *words: object, code: int = 0) -> str:
        """What the command prints."""
        assert main([*map(str, words), "--lang", self.language]) == code
        return str(self.capsys.readouterr().out)

    def page(self, *words: object, to: Path) -> None:
        """The same of the page that it writes."""
        assert main([*map(str, words), "--lang", self.language, "-o", str(to)]) == 0
        self.walk(f"{words[0]} page", texts_of(to.read_text("utf-8")))

    def walk(self, what: str, text: str) -> None:
        self.found += [f"{self.language} {what}: {line}" for line in foreign(text, self.language, self.own)]


LIBRARY = (
    USE / "library",
    [USE / "two-libraries.yaml"],
    ["--as-of", "2026-01-01", "--year", "2025"],
    ("elm", "oak"),
)
HENAN = (
    "henan",
    [TOURS / "year-2024" / "1-songtao.yaml", TOURS / "office-year"],
    ["--as-of", "2025-02-14", "--year", "2024", "--profile", "illustrative"],
    ("songtao", "qinghe"),
)
in_each_language = pytest.mark.parametrize("language", ["zh", "en"])
of_both = pytest.mark.parametrize(
    ("name", "facts", "asked", "units"), [LIBRARY, heavy(*HENAN)], ids=["small", "henan"]
)


MORE = """
  kept:
    stage: after
    title: {zh: 存档, en: kept}
    parts:
      - {show: digests}
      - {show: due, of: units, rules: [heated, answers]}
      - {show: facts, of: units, facts: [rooms.heated]}
      - {show: ranking}
      - {show: arrears}
  list:
    stage: after
    title: {zh: 目录, en: list}
    parts: [{show: documents}]
"""
"""What the library's office makes beside."""


@in_each_language
@of_both
def test_the_documents_of_an_office(
    name: Any, facts: list[Path], asked: list[str], units: Any, language: str, tmp_path: Path, capsys: Any
) -> None:
    if name != "henan":
        name = Path(shutil.copytree(name, tmp_path / "library"))
        (name / "office.yaml").write_text((name / "office.yaml").read_text("utf-8") + MORE, "utf-8")
    ruleset = pr.load_ruleset(name)
    walk = Walk(ruleset, language, of_files(*facts) | {str(file) for file in facts}, capsys)
    walk.own |= {str(file) for folder in facts for file in folder.glob("*.yaml")} | {"CN", "illustrative"}
    walk.run("office", name)
    assert ruleset.model.office is not None
    for path in ruleset.model.office.documents:
        walk.run("office", name, *facts, path, *asked)
        walk.page("office", name, *facts, path, *asked, to=tmp_path / "document.html")
    sealed = tmp_path / "sealed.json"
    assert main(["office", str(name), *map(str, facts), "--seal", str(sealed), *asked]) == 0
    capsys.readouterr()
    walk.run("office", name, *facts, "--verify", sealed, *asked)
    assert walk.found == []


@in_each_language
@of_both
def test_commands_around_an_assessment(
    name: Any, facts: list[Path], asked: list[str], units: Any, language: str, tmp_path: Path, capsys: Any
) -> None:
    """A record computed again, compared, changed; what is open, what is next."""
    walk = Walk(pr.load_ruleset(name), language, of_files(*facts), capsys)
    one, by = ["--unit", units[0]], ["--ruleset", name]
    record, other = tmp_path / "record.json", tmp_path / "other.json"
    walk.run("score", *facts, *one, *by, *asked, "--record", record)
    walk.run("replay", record, *by)
    held = json.loads(record.read_text("utf-8"))
    score = held["result"]["score"]
    score["grade"] = ["good"]
    score["ledger"].pop()
    rule = next(iter(held["result"]["rules"]))
    held["result"]["rules"].pop(rule)
    other.write_text(json.dumps({**held, "library": "0.0.1"}), "utf-8")
    walk.run("replay", other, *by, code=1)
    walk.run("compare", *facts[:1], facts[-1], *one, "--to-unit", units[1], *by, *asked)
    walk.run("next", *facts, *one, *by, *asked)
    walk.run("rank", *facts, *by, *asked)
    walk.run("questions", name, "--facts", *facts, *asked)
    assert walk.found == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "facts", "asked", "days"),
    [
        (USE / "library", [USE / "elm-library.yaml"], ["rooms.heated=false"], ["2024-01-01", "2026-01-01"]),
        heavy(
            "henan",
            [TOURS / "year-2024" / "1-lujiang.yaml"],
            ["third_party_percent=90", "--profile", "illustrative"],
            ["2023-01-01", "2025-01-01"],
        ),
    ],
    ids=["small", "henan"],
)
def test_commands_on_a_change(
    name: Any, facts: list[Path], asked: list[str], days: list[str], language: str, capsys: Any
) -> None:
    """What would be otherwise, by facts, by law and by a fault; and how the words are carried."""
    walk = Walk(pr.load_ruleset(name), language, of_files(*facts), capsys)
    by = [] if name == "henan" else ["--ruleset", name]
    walk.run("whatif", *facts, "--as-of", "2025-02-14", "--year", "2024", "--set", *asked, *by)
    walk.run("diff", name, *days, "--facts", *facts)
    walk.run("coverage", name, code=int(name != "henan"))
    walk.run("check", name)
    told = walk.out("mutate", name, *(["--rules", "ip-32-s5"] if name == "henan" else []))
    walk.walk("mutate", "\n".join(line for line in told.splitlines() if not line.startswith("  ")))
    assert walk.found == []
