"""`policy-rules compare`: two states, days, years, sheets, profiles or records of a unit; two populations."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.cli import main

HERE = Path(__file__).parent
ELM, LIBRARY = HERE / "elm-library.yaml", HERE / "library"
ASKED = ["--ruleset", str(LIBRARY), "--as-of", "2025-03-01", "--year", "2024", "--lang", "en"]
GIVEN = yaml.safe_load(ELM.read_text("utf-8"))


def told(capsys, *words: str, asked=ASKED) -> str:
    capsys.readouterr()
    assert main(["compare", *words, *asked]) == 0
    return capsys.readouterr().out


def data(capsys, *words: str, asked=ASKED):
    return json.loads(told(capsys, *words, "--json", asked=asked))


@pytest.fixture
def file(tmp_path):
    """A facts file like Elm's with other facts."""

    def made(name="other.yaml", **other):
        path = tmp_path / name
        path.write_text(yaml.safe_dump({**GIVEN, **other}), "utf-8")
        return str(path)

    return made


def test_two_states_of_a_unit_tell_what_turned_and_by_which_facts(file, capsys) -> None:
    other = file(rooms={"heated": False, "seats": 20, "talked_to": True})
    found = data(capsys, str(ELM), other, "--profile", "usual")
    turned = {f["rule"]: f for f in found["findings"]}
    assert turned["heated"]["before"]["outcome"] == "satisfied"
    assert turned["heated"]["after"]["outcome"] == "violated"
    assert turned["heated"]["by"] == [{"sort": "fact", "name": "rooms.heated"}]
    assert turned["seats"]["by"] == [{"sort": "fact", "name": "rooms.seats"}]
    assert [w["name"] for w in found["why"]] == ["rooms.heated", "rooms.seats", "rooms.talked_to"]
    text = told(capsys, str(ELM), other, "--profile", "usual")
    assert "heated satisfied → violated “Heating” [by rooms: heated]" in text


def test_days_years_profiles_and_sheets_of_one_file(capsys) -> None:
    found = data(capsys, str(ELM), "--profile", "usual", "--to-year", "2025", "--to-as-of", "2026-03-01")
    assert [w["sort"] for w in found["why"]] == ["as_of", "year", "sheet"]
    assert (found["before"]["sheet"], found["after"]["sheet"]) == ("town-2024", "town-2025")
    found = data(capsys, str(ELM), "--profile", "usual", "--to-profile", "strict")
    assert {w["name"] for w in found["findings"][0]["by"]} == {"seats_needed"}
    found = data(capsys, str(ELM), "--profile", "usual", "--to-sheet", "town-2025")
    assert found["after"]["sheet"] == "town-2025"
    found = data(capsys, str(ELM), "--to-known-by", "2024-12-31")
    assert found["why"][0]["sort"] == "known_by"


def test_what_is_the_same_is_said_to_be(capsys, file) -> None:
    assert "nothing changed" in told(capsys, str(ELM), file())
    assert data(capsys, str(ELM), file())["changed"] is False


def test_a_further_source_is_a_change(file, capsys) -> None:
    sources = {"book": {"title": "Book"}, "roll": {"title": "Roll"}}
    one = file("one.yaml", sources=sources, rooms={"heated": True, "seats": {"value": 35, "source": "book"}})
    both = {"told": [{"value": 35, "source": "book"}, {"value": 35, "source": "roll"}]}
    two = file("two.yaml", sources=sources, rooms={"heated": True, "seats": both})
    (why,) = data(capsys, one, two)["why"]
    told = ("source", "rooms.seats", "book", "book, roll")
    assert tuple(why[k] for k in ("sort", "name", "before", "after")) == told
    other = file(
        "other.yaml", sources=sources, rooms={"heated": True, "seats": {"value": 35, "source": "roll"}}
    )
    (why,) = data(capsys, one, other)["why"]
    assert [why[k] for k in ("sort", "name", "before", "after")] == ["source", "rooms.seats", "book", "roll"]
    fines = [{"id": "f1", "amount": 2, "source": "book"}]
    a = file("a.yaml", sources=sources, fines=fines)
    b = file("b.yaml", sources=sources, fines=[{"id": "f1", "amount": 2, "in": ["book", "roll"]}])
    told_otherwise = {w["name"]: (w["before"], w["after"]) for w in data(capsys, a, b)["why"]}
    assert told_otherwise["fines[f1]"] == ("book", "book, roll")


def test_records_say_themselves_what_was_asked(file, tmp_path, capsys) -> None:
    records = []
    for name, facts in (("a", str(ELM)), ("b", file(rooms={"heated": False, "seats": 35}))):
        path = str(tmp_path / f"{name}.json")
        assert main(["score", facts, *ASKED, "--profile", "usual", "--record", path]) == 0
        records.append(path)
    bare = ["--ruleset", str(LIBRARY)]
    found = data(capsys, *records, asked=bare)
    assert [f["rule"] for f in found["findings"]] == ["heated"]
    assert found["before"]["as_of"] == "2025-03-01"
    assert found["before"]["sheet"] == "town-2024"
    assert main(["compare", *records, *ASKED]) == 2
    assert "says itself what was asked" in capsys.readouterr().err
    changed = json.loads(Path(records[0]).read_text("utf-8"))
    changed["as_of"] = "2025-04-01"
    Path(records[0]).write_text(json.dumps(changed), "utf-8")
    assert main(["compare", *records, *bare]) == 2
    assert "changed after it was made" in capsys.readouterr().err


def test_records_say_themselves_of_which_ruleset_they_are(file, tmp_path, monkeypatch, capsys) -> None:
    """Where none is named: not the usual one, whose names are others."""
    monkeypatch.chdir(LIBRARY.parent)
    records = []
    for name, facts in (("a", str(ELM)), ("b", file(rooms={"heated": False, "seats": 35}))):
        path = str(tmp_path / f"{name}.json")
        assert main(["score", facts, *ASKED, "--profile", "usual", "--record", path]) == 0
        records.append(path)
    found = data(capsys, *records, asked=[])
    assert [f["rule"] for f in found["findings"]] == ["heated"]
    monkeypatch.chdir(tmp_path)
    assert main(["compare", *records]) == 2
    assert "the record is of the ruleset `library`, and none of that name ships" in capsys.readouterr().err


def test_two_years_of_a_population(tmp_path, capsys) -> None:
    towns = HERE.parent / "handed"
    asked = ["--ruleset", str(towns / "towns"), "--as-of", "2026-03-31", "--year", "2025"]
    found = data(capsys, str(towns / "facts"), "--to-as-of", "2026-01-31", asked=asked)
    places = {p["unit"]: p for p in found["places"]}
    assert places["open-city"]["changed"]
    assert (places["open-city"]["before"]["grades"], places["open-city"]["after"]["grades"]) == (
        ["pass"],
        ["good"],
    )
    assert not places["own"]["changed"]
    out = tmp_path / "compared.csv"
    assert main(["compare", str(towns / "facts"), "--to-as-of", "2026-01-31", *asked, "-o", str(out)]) == 0
    rows = {r["unit"]: r for r in csv.DictReader(out.read_text("utf-8-sig").splitlines())}
    assert rows["open-city"]["grade_before"] != rows["open-city"]["grade"]
    ends = {"open-city": "1 6 1 6", "own": "4 7 4 7", "organ": "   "}  # numbers; an organ has no rank
    heads = ("best_before", "worst_before", "best", "worst")
    assert {unit: " ".join(rows[unit][head] for head in heads) for unit in ends} == ends
    one = data(capsys, str(towns / "facts"), "--to-as-of", "2026-01-31", "--unit", "open-city", asked=asked)
    assert one["grade"] == {"before": ["pass"], "after": ["good"]}
    ruleset, facts = pr.load_ruleset(towns / "towns"), pr.load_facts(towns / "facts")
    both = [ruleset.assess_population(facts, as_of=day, year=2025) for day in ("2026-03-31", "2026-01-31")]
    compared = pr.compare_populations(*both)
    assert compared.unit("open-city").grade == (frozenset({"pass"}), frozenset({"good"}))
    with pytest.raises(pr.PolicyRulesError, match="no population"):
        pr.compare_populations(both[0], both[0].assessment("own"))  # type: ignore[arg-type]
    with pytest.raises(pr.PolicyRulesError, match="did you mean"):
        compared.unit("open-citi")


def test_a_unit_that_came_stands_in_one_only(tmp_path) -> None:
    ruleset = pr.load_ruleset(LIBRARY)
    oak = {**GIVEN, "unit": {**GIVEN["unit"], "id": "oak", "name": "Oak"}}
    about: dict[str, Any] = {"as_of": "2025-03-01", "year": 2024, "profile": "usual"}
    first = ruleset.assess_population([GIVEN], **about)
    second = ruleset.assess_population([GIVEN, oak], **about)
    (came,) = [p for p in pr.compare_populations(first, second).places if p.before is None]
    assert (came.unit, came.changed) == ("oak", True)
    (left,) = [p for p in pr.compare_populations(second, first).places if p.after is None]
    assert left.unit == "oak"
    assert "not among them" in pr.compare_populations(first, second).to_html("en")


def test_one_side_alone_and_sides_of_another_kind_are_refused(file, capsys) -> None:
    assert main(["compare", str(ELM), *ASKED]) == 2
    assert "nothing is another on the other" in capsys.readouterr().err
    towns = str(HERE.parent / "handed" / "facts")
    asked = ["--ruleset", str(HERE.parent / "handed" / "towns"), "--as-of", "2026-03-31"]
    assert main(["compare", f"{towns}/own.yaml", towns, *asked]) == 2
    assert "`--unit ID`" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_form_of_report_tells_what_turned(language, file, tmp_path, capsys) -> None:
    other = file(rooms={"heated": False, "seats": 35})
    for ending in (".html", ".json", ".txt", ".csv", ".xlsx"):
        out = tmp_path / f"report{ending}"
        words = [str(ELM), other, *ASKED[:-2], "--lang", language, "-o", str(out)]
        assert main(["compare", *words]) == 0
        if ending == ".xlsx":
            with zipfile.ZipFile(out) as book:
                text = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))
        else:
            text = out.read_text("utf-8-sig")
        assert "heated" in text
        called = {"zh": "房间·供暖", "en": "rooms: heated"}[language]
        assert (called if ending in (".html", ".txt") else "rooms.heated") in text


def test_for_one_unit_nothing_of_others_is_compared(capsys) -> None:
    towns = HERE.parent / "handed"
    asked = ["--ruleset", str(towns / "towns"), "--as-of", "2026-03-31", "--year", "2025"]
    text = told(capsys, str(towns / "facts"), "--to-as-of", "2026-01-31", "--for", "own", asked=asked)
    assert "Ownham" in text
    assert "SECRET" not in text
    assert "8808" not in text
