"""`next --ask`: answers become facts, wrong ones are asked again, and what is left out stays unknown."""

from __future__ import annotations

import io
from typing import Any

import pytest

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.cli.dialogue import joined_trees
from use.libraries import HERE, RULESET

ON = ["--as-of", "2025-03-01", "--year", "2024", "--profile", "usual", "--ruleset", str(HERE / "library")]
BARE = """unit: {id: elm, name: Elm library, constructed: true, level: town}
"""
AS_OF: dict[str, Any] = {"as_of": "2025-03-01", "year": 2024, "profile": "usual"}


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """Asks of a bare unit with these lines typed in; gives the exit code, the file, what was shown."""
    facts, out = tmp_path / "facts.yaml", tmp_path / "answers.yaml"
    facts.write_text(BARE, "utf-8")

    def ask(*lines: str, more=()):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = main(["next", str(facts), *ON, "--lang", "en", "--ask", "-o", str(out), *more])
        shown = capsys.readouterr()
        assert shown.out == ""
        return code, out, shown.err

    return ask


def assess(file):
    return RULESET.assess(file, **AS_OF)


UNTOLD = RULESET.assess(
    pr.load_facts({"unit": {"id": "elm", "name": "Elm library", "level": "town"}}), **AS_OF
)


def test_answers_become_facts_that_settle_what_was_asked(asked) -> None:
    code, file, shown = asked("40", "yes", "yes", "clerk", "2025-03-01", "6", "clerk", "", "q")
    assert code == 0
    assert [shown.count(name) for name in ("rooms: seats", "rooms: heated", "list of fines")] == [1, 1, 1]
    found = assess(file)
    assert [found.finding(rule).outcome for rule in ("seats", "heated")] == ["satisfied"] * 2
    same = UNTOLD.what_if({"rooms.seats": 40, "rooms.heated": True, "complete(fines)": True}).after
    assert dict(found.counts) == dict(same.counts)
    assert "on what day [2025-03-01]" in shown


def test_who_and_when_are_kept_from_answer_to_answer(asked) -> None:
    code, file, shown = asked("", "", "yes", "clerk", "2025-03-01", "", "yes", "", "", "q")
    assert code == 0
    assert "who says so [clerk]" in shown
    text = file.read_text("utf-8")
    assert text.count("by: clerk, date: 2025-03-01") == 2


@pytest.mark.parametrize("answer", ["", "no", "maybe"])
def test_no_enter_says_that_a_list_is_whole(asked, answer) -> None:
    code, file, _ = asked("", "", "yes", "clerk", "2025-03-01", "", answer, "", "", "q")
    assert code == 0
    assert file.read_text("utf-8").count("list:") == 1


@pytest.mark.parametrize("lines", [("q",), ()])
def test_stopping_at_once_leaves_what_was_told(asked, lines) -> None:
    code, file, shown = asked(*lines)
    assert code == 0
    assert dict(assess(file).counts) == dict(UNTOLD.counts)
    assert "q: stop" in shown


def test_a_question_left_empty_is_not_asked_again_and_stays_unknown(asked) -> None:
    code, file, shown = asked(*[""] * 60)
    assert code == 0
    assert "nothing is left to ask" in shown
    assert dict(assess(file).counts) == dict(UNTOLD.counts)


def test_an_answer_that_is_none_is_told_and_asked_again(asked) -> None:
    code, file, shown = asked("many", "40", "q")
    assert code == 0
    assert "many" in shown
    assert shown.count("rooms: seats") == 2
    assert assess(file).finding("seats").outcome == "satisfied"


def test_what_is_none_of_the_choices_is_told_with_the_choices_and_asked_again(asked) -> None:
    code, file, shown = asked("40", "maybe", "true", "q")
    assert code == 0
    assert "  one of: yes, no\n" in shown
    assert "`maybe` is none of these. one of: yes, no\n" in shown
    assert "`true` or `false`" not in shown
    assert assess(file).finding("heated").outcome == "satisfied"


def test_a_unit_told_by_labels_is_asked(tmp_path, monkeypatch, capsys) -> None:
    facts, out = tmp_path / "facts.yaml", tmp_path / "answers.yaml"
    facts.write_text("单位: {编号: elm, 名称: Elm library, 层级: town}\n", "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("40\nq\n"))
    assert main(["next", str(facts), *ON, "--lang", "zh", "--ask", "-o", str(out)]) == 0
    assert "可填: 0至60" in capsys.readouterr().err
    assert assess(out).finding("seats").outcome == "satisfied"


def test_answers_have_a_source_of_their_own_with_a_name(asked) -> None:
    code, file, shown = asked("many", "40", "yes", "q")
    assert code == 0
    assert "facts:" not in shown
    text = file.read_text("utf-8")
    assert 'answers: {title: "answered when asked"}' in text
    assert "~" not in text


@pytest.mark.parametrize("more", [["--json"], ["-o", "answers.html"]])
def test_it_writes_a_facts_file_and_nothing_else(asked, more) -> None:
    code, _, shown = asked("q", more=more)
    assert code == 2
    assert "writes a facts file" in shown


def test_fragments_are_joined_by_the_ids_of_records() -> None:
    one = {"unit": {"a": 1}, "lists": [{"id": "x", "a": 1}], "complete": [{"list": "l"}]}
    two = {"unit": {"b": 2}, "lists": [{"id": "x", "b": 2}, {"id": "y"}], "complete": [{"list": "m"}]}
    assert joined_trees(one, two) == {
        "unit": {"a": 1, "b": 2},
        "lists": [{"id": "x", "a": 1, "b": 2}, {"id": "y"}],
        "complete": [{"list": "l"}, {"list": "m"}],
    }
    assert one == {"unit": {"a": 1}, "lists": [{"id": "x", "a": 1}], "complete": [{"list": "l"}]}
