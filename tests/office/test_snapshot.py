"""A sealed snapshot: never written over, refused where it was touched, and what came later told."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from policy_rules.cli import main

HERE = Path(__file__).parent
COUNCIL = str(HERE / "council")
TEXT = (HERE / "facts.yaml").read_text("utf-8")
ANSWERED = ("sent_on: 2025-01-06}]", "sent_on: 2025-01-06, answered_on: 2025-01-09}]")
AGAIN = "    complete: [{list: lots"
LET_IN = (
    "complete: [{list: lots",
    f"let_in: [{{id: d1, for_year: 2024, unit: elm, path: 'issues[i1]', decided_on: 2025-01-20}}]\n{AGAIN}",
)
TALKED = ("talks: []", "talks: [{id: t1, for_year: 2024, held_on: 2025-02-03}]")
OTHER = ("value: 6, scorer", "value: 5, scorer")


@pytest.fixture
def facts(tmp_path):
    """The facts in a file of their own, and a way to change them."""
    file = tmp_path / "facts.yaml"

    def changed(*pairs):
        text = TEXT
        for old, new in pairs:
            assert text.count(old) >= 1
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
        return str(file)

    return changed


@pytest.fixture
def sealed(tmp_path, facts):
    file = tmp_path / "sealed.json"
    assert main(["office", COUNCIL, facts(), "--seal", str(file), *asked("2025-01-10")]) == 0
    return file


def asked(day):
    return ["--as-of", day, "--year", "2024"]


def verified(sealed, file, day, capsys):
    """The exit code, and what differs, as data."""
    capsys.readouterr()
    code = main(["office", COUNCIL, file, "--verify", str(sealed), "--json", *asked(day)])
    return code, json.loads(capsys.readouterr().out)


def test_what_nobody_touched_stands(sealed, facts, capsys):
    code, found = verified(sealed, facts(), "2025-01-10", capsys)
    assert (code, found["stands"]) == (0, True)
    assert [found[key] for key in ("parts", "files", "facts", "results")] == [[], [], [], []]


def test_the_digests_are_those_of_the_bytes(sealed, facts):
    held = json.loads(sealed.read_text("utf-8"))
    (file,) = held["files"]
    assert file["digest"] == hashlib.sha256(Path(file["file"]).read_bytes()).hexdigest()
    plain = json.dumps(held["facts"]["data"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert held["facts"]["digest"] == hashlib.sha256(plain.encode()).hexdigest()


@pytest.mark.parametrize("key", ["results", "facts", "year", "files", "seal", "ruleset"])
def test_a_snapshot_that_was_touched_is_refused(key, sealed, facts, capsys):
    held = json.loads(sealed.read_text("utf-8"))
    held[key] = 2023 if key == "year" else "0" * 64 if key == "seal" else {}
    sealed.write_text(json.dumps(held), "utf-8")
    assert main(["office", COUNCIL, facts(), "--verify", str(sealed)]) == 2
    assert "the seal of" in capsys.readouterr().err


def test_it_is_never_written_over(sealed, facts, capsys):
    before = sealed.read_bytes()
    assert main(["office", COUNCIL, facts(), "--seal", str(sealed), *asked("2025-01-11")]) == 74
    assert "never written over" in capsys.readouterr().err
    assert sealed.read_bytes() == before
    assert sorted(p.name for p in sealed.parent.iterdir()) == ["facts.yaml", "sealed.json"]


def test_later_evidence_without_a_decision_is_told(sealed, facts, capsys):
    code, found = verified(sealed, facts(ANSWERED), "2025-01-31", capsys)
    assert (code, found["stands"]) == (1, False)
    assert found["facts"] == [
        {"unit": "elm", "path": "issues[i1].answered_on", "how": "added", "let_in": None, "apart": False}
    ]
    assert len(found["files"]) == 1


def test_a_decision_lets_it_in_from_its_day_on(sealed, facts, capsys):
    code, found = verified(sealed, facts(ANSWERED, LET_IN), "2025-01-31", capsys)
    assert code == 0
    assert [(f["path"], f["let_in"], f["apart"]) for f in found["facts"]] == [
        ("let_in[d1]", None, True),
        ("issues[i1].answered_on", "d1", False),
    ]
    code, found = verified(sealed, facts(ANSWERED, LET_IN), "2025-01-19", capsys)
    assert (code, found["facts"][1]["let_in"]) == (1, None)


def test_one_decision_lets_in_nothing_else(sealed, facts, capsys):
    code, found = verified(sealed, facts(ANSWERED, LET_IN, OTHER), "2025-01-31", capsys)
    assert code == 1
    assert [f["path"] for f in found["facts"] if not f["let_in"] and not f["apart"]] == [
        "entries[manner_points, 2024]"
    ]
    assert found["results"]


def test_what_the_office_does_afterwards_is_no_evidence(sealed, facts, capsys):
    code, found = verified(sealed, facts(TALKED), "2025-02-10", capsys)
    assert code == 0
    assert {(f["unit"], f["path"], f["apart"]) for f in found["facts"]} == {
        ("ash", "talks[t1]", True),
        ("elm", "talks[t1]", True),
    }


def test_a_file_that_is_no_snapshot_and_two_wishes_at_once_are_refused(sealed, facts, tmp_path, capsys):
    other = tmp_path / "other.json"
    other.write_text("{}", "utf-8")
    assert main(["office", COUNCIL, facts(), "--verify", str(other)]) == 2
    assert "is no snapshot" in capsys.readouterr().err
    assert main(["office", COUNCIL, facts(), "--verify", str(sealed), "--seal", "x.json"]) == 2


def test_a_correction_that_was_sealed_is_not_changed_and_not_taken_away(sealed, facts, capsys):
    """One more is a step of the procedure; another text of one that was sealed is none."""
    more = (
        "counted again}",
        "counted again}\n      - {id: k4, kind: verified, about: k1, for: 2024, by: Ash, date: 2025-01-21}",
    )
    other = ("reason: two were counted as one", "reason: three were counted as one")
    assert verified(sealed, facts(more), "2025-01-31", capsys)[0] == 0
    code, found = verified(sealed, facts(other), "2025-01-31", capsys)
    assert (code, [(f["path"], f["how"], f["apart"]) for f in found["facts"]]) == (
        1,
        [("corrections[k2, 2024]", "changed", False)],
    )


def test_without_a_register_of_late_evidence_nothing_is_let_in(sealed, facts, tmp_path, capsys):
    council = tmp_path / "council"
    for file in (HERE / "council").rglob("*.*"):
        copy = council / file.relative_to(HERE / "council")
        copy.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text("utf-8").splitlines(keepends=True)
        copy.write_text("".join(line for line in lines if not line.startswith("late_evidence")), "utf-8")
    own = tmp_path / "own.json"
    assert main(["office", str(council), facts(), "--seal", str(own), *asked("2025-01-10")]) == 0
    capsys.readouterr()
    words = ["office", str(council), facts(ANSWERED), "--verify", str(own), "--json", *asked("2025-01-31")]
    assert main(words) == 1
    (found,) = json.loads(capsys.readouterr().out)["facts"]
    assert (found["path"], found["apart"], found["let_in"]) == ("issues[i1].answered_on", False, None)
