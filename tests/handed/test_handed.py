"""What one unit is handed: nothing that stands in the facts of others is in any output of any kind.

Whatever is another unit's bears a token, in names and ids, sources, records, remarks of persons, names of
files (`SECRET`), or in numbers (`8808`; `8896` begins what the best of them has); the outputs are read
as they are written, workbooks unpacked.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.report.population_text import population_text
from policy_rules.wording import LANGUAGES

HERE = Path(__file__).parent
TOWNS, FACTS = HERE / "towns", HERE / "facts"
DAY, YEAR = "2026-03-31", 2025
TOKEN = re.compile("SECRET|8808|8896")
ASKED = [str(FACTS), "--ruleset", str(TOWNS), "--as-of", DAY, "--year", str(YEAR)]
OWN = ("own", "organ", "open-city")
COMMANDS = (["rank"], ["assess", "--full"], ["assess"], ["score", "--full"], ["score"], ["next"], ["whatif"])
FORMATS = (".html", ".json", ".txt", ".csv", ".xlsx", ".sarif", ".xml")


@pytest.fixture(scope="module")
def population():
    ruleset = pr.load_ruleset(TOWNS)
    return ruleset.assess_population(pr.load_facts(FACTS), as_of=DAY, year=YEAR)


def leaked(text: str) -> list[str]:
    return [text[max(0, m.start() - 60) : m.end() + 20] for m in TOKEN.finditer(text)]


def unpacked(data: bytes) -> str:
    """The text of a file; of a workbook that of everything in it."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(name + book.read(name).decode("utf-8", "replace") for name in book.namelist())


def told(population, unit, language):
    """All that Python can be asked of what a unit is handed, by what it is."""
    handed = population.for_unit(unit)
    mine = handed.assessment(unit)
    yield "text", population_text(handed, language)
    yield "page", handed.to_html(language)
    yield "notebook", handed._repr_html_()
    yield "data", json.dumps(handed.to_dict(), ensure_ascii=False)
    yield from handed.to_html_pages(language).items()
    yield "results", json.dumps(handed.results(), ensure_ascii=False)
    yield "places", repr(handed) + repr(handed.places) + repr(list(handed))
    yield "own page", mine.to_html(language)
    yield "own notebook", mine._repr_html_()
    yield "own data", json.dumps(mine.to_dict(), ensure_ascii=False)
    yield "own next", repr(tuple(mine.next_facts()))
    yield "own notes", repr(mine.notes)
    yield "own sheets", repr([reason.told(language) for reason in mine.why_no_sheet()])
    for finding in mine:
        yield finding.rule.id, finding.explain(language) + repr(finding.missing) + repr(finding.facts)
    changed = mine.what_if({"streets.clean": 1})
    yield "what if", changed.render(language) + changed.to_html(language) + json.dumps(changed.to_dict())
    if mine.score is not None:
        lines = [(line.facts, line.missing, line.because) for line in mine.score.ledger]
        yield "ledger", repr(lines) + repr(mine.score.steps) + repr(mine.score.missing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["own", "organ"])
def test_nothing_of_others_in_what_python_gives(population, unit, language) -> None:
    for name, text in told(population, unit, language):
        assert not leaked(text), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_of_others_in_what_commands_print_and_write(command, language, capsys, tmp_path) -> None:
    words = [command[0], *ASKED, *command[1:], "--for", "own", "--lang", language]
    if command == ["whatif"]:
        words += ["--set", "streets.clean=1"]
    assert main(words) == 0
    printed = capsys.readouterr()
    assert "Ownham" in printed.out
    assert not leaked(printed.out + printed.err)
    for ending in FORMATS if command[1:] == [] else ():
        file = tmp_path / f"report{ending}"
        if main([*words, "-o", str(file)]) == 0:
            assert not leaked(unpacked(file.read_bytes())), ending
    if command == ["rank"]:
        main([*words, "-o", f"{tmp_path}/folder/"])
        written = list((tmp_path / "folder").iterdir())
        assert {file.name for file in written} == {"index.html", "own.html"}
        assert not any(leaked(file.read_text("utf-8")) for file in written)


def test_every_explanation_is_free_of_others(population, capsys) -> None:
    for rule in population.model.rules:
        assert main(["explain", rule, *ASKED, "--for", "own"]) == 0
    assert not leaked(capsys.readouterr().out)


def test_the_tokens_are_there_for_whoever_may_know_of_all(population) -> None:
    """The test reads what it is meant to read: without `for_unit` each of these tells of others."""
    mine = population.assessment("own")
    assert leaked(population.to_html("en"))
    assert leaked(json.dumps(population.to_dict(), ensure_ascii=False))
    assert leaked(json.dumps(mine.to_dict(), ensure_ascii=False))
    assert leaked(mine.to_html("en"))
    for rule in ("plans", "wide", "near"):
        assert leaked(mine.finding(rule).explain("en")), rule


def test_what_is_judged_is_the_same(population) -> None:
    for unit in OWN:
        whole, handed = population.assessment(unit), population.for_unit(unit).assessment(unit)
        assert [(f.rule.id, f.lo, f.hi) for f in handed] == [(f.rule.id, f.lo, f.hi) for f in whole]
        assert population.for_unit(unit).place(unit) == population.place(unit)
        if whole.score is not None:
            assert handed.score.total == whole.score.total
            assert handed.score.steps["rank"] == whole.score.steps["rank"]
            assert set(whole.score.steps) - set(handed.score.steps) == {"best_of_others", "mean_of_all"}


def test_of_others_only_what_the_sheet_publishes_and_only_after_approval(population) -> None:
    handed = population.for_unit("own")
    (public,) = handed.published
    assert (public.unit, public.grade, public.rank, public.total) == ("open-city", "pass", None, None)
    data = handed.to_dict()
    assert data["handed_to"] == "own"
    assert [p["unit"] for p in data["places"]] == ["own"]
    assert data["published"] == [
        {
            "unit": "open-city",
            "name": "Openham",
            "list": "cities-2025",
            "grade": "pass",
            "rank": None,
            "total": None,
            "cites": ["published"],
        }
    ]
    assert population.for_unit("open-city").published == ()
    assert "handed_to" not in population.to_dict()


@pytest.mark.parametrize(
    ("told", "shown"),
    [("for: 2025, ", True), ("for: 2024, ", False), ("", False), ("for: 2025, until: 2026-03-30, ", False)],
)
def test_an_approval_of_another_year_of_none_or_run_out_publishes_nothing(told, shown, tmp_path) -> None:
    shutil.copytree(FACTS, tmp_path / "facts")
    file = tmp_path / "facts" / "public.yaml"
    file.write_text(file.read_text("utf-8").replace("for: 2025, by: by", f"{told}by: by"), "utf-8")
    ruleset, facts = pr.load_ruleset(TOWNS), pr.load_facts(tmp_path / "facts")
    found = ruleset.assess_population(facts, as_of=DAY, year=YEAR).for_unit("own")
    assert bool(found.published) is shown


@pytest.mark.parametrize(
    ("key", "units", "parts"),
    [
        ("", [], set()),
        ("publishes: {shows: [grade]}", ["far-SECRET", "place-SECRET", "open-city"], {"grade"}),
        ("publishes: {shows: [total, grade], after: approval}", ["open-city"], {"grade"}),
    ],
)
def test_with_nothing_declared_nothing_and_what_is_not_settled_never(key, units, parts, tmp_path) -> None:
    shutil.copytree(TOWNS, tmp_path / "towns")
    sheet = tmp_path / "towns" / "sheets" / "cities-2025.yaml"
    text = sheet.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("publishes:"))
    sheet.write_text(text.replace(line, key), "utf-8")
    found = pr.load_ruleset(tmp_path / "towns").assess_population(pr.load_facts(FACTS), as_of=DAY, year=YEAR)
    public = found.for_unit("own").published
    told_parts = {name for p in public for name in ("grade", "rank", "total") if getattr(p, name) is not None}
    assert [p.unit for p in public if p.grade is not None] == units
    assert told_parts == parts


def test_a_unit_that_is_not_there_is_told_with_what_is_near(capsys) -> None:
    assert main(["rank", *ASKED, "--for", "owm"]) == 2
    assert "did you mean `own`?" in capsys.readouterr().err
    assert main(["score", *ASKED, "--for", "own", "--unit", "organ"]) == 2
    assert "another than" in capsys.readouterr().err


def test_a_record_of_what_is_handed_is_refused(population, capsys, tmp_path) -> None:
    with pytest.raises(pr.PolicyRulesError, match="lacks what the score rests on"):
        pr.replay.record_of(population.for_unit("own").assessment("own"))


def test_handed_on_it_stays_what_it_is(population) -> None:
    handed = population.for_unit("own")
    assert handed.for_unit("own") is handed
    with pytest.raises(pr.PolicyRulesError):
        handed.for_unit("organ")
    with pytest.raises(pr.PolicyRulesError):
        handed.assessment("open-city")
