"""A journal keeps what was accepted exactly as it was told, and gives the facts as they stood at any time."""

from __future__ import annotations

import contextlib
import datetime
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.facts.bound import Source
from policy_rules.journal import Journal
from policy_rules.journal.as_told import told_text, told_value

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "use" / "library"
ELM = HERE.parent / "use" / "elm-library.yaml"
ASKED = {"as_of": datetime.date(2025, 3, 1), "year": 2024}
NAIVE = datetime.datetime(2025, 3, 3, 5)  # noqa: DTZ001 - as it must not be
ZONE = datetime.timezone(datetime.timedelta(hours=8))


@pytest.fixture(scope="module")
def ruleset():
    return pr.load_ruleset(LIBRARY)


OPENED = []


@pytest.fixture
def journal(tmp_path, ruleset):
    with Journal(tmp_path / "facts.journal", ruleset) as opened:
        yield opened
    while OPENED:
        OPENED.pop().close()


def day(number, hour=12):
    return datetime.datetime(2025, 3, number, hour, tzinfo=ZONE)


def reopened(journal, ruleset=None):
    OPENED.append(Journal(journal.path, ruleset or journal.ruleset))
    return OPENED[-1]


def units(journal, known_by=None):
    return dict(journal.facts(known_by).units)


# -- exactly as told ---------------------------------------------------------------------------------

VALUES = [
    *(None, True, False, 0, -7, 10**5000, "text", "", "文", "\0", "1e3", Decimal("0.80"), Decimal("-1E+3")),
    *(
        Fraction(2, 3),
        0.1,
        datetime.date(2025, 3, 1),
        pr.UNKNOWN,
        [],
        [1, [None]],
        {},
        {"$": "date", "of": 1},
    ),
    {"value": Decimal("1.50"), "source": "x", 2024: [True]},
    Source("s", "Title", known_on=datetime.date(2024, 1, 1), by="clerk"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: str(type(v).__name__))
def test_a_value_comes_back_as_it_was_told(value):
    again = told_value(told_text(value))
    assert again == value
    assert type(again) is type(value)
    assert str(again) == str(value) if not isinstance(value, int) else True


@pytest.mark.parametrize("value", [b"x", {1, 2}, object(), 1j, day(1)])
def test_what_is_no_value_of_facts_is_refused(value):
    with pytest.raises(pr.FactsError, match="is no value of facts"):
        told_text(value)


def test_a_nest_without_end_is_refused(journal):
    nest = []
    nest.append(nest)
    with pytest.raises(pr.FactsError, match="nested deeper"):
        journal.assert_fact("elm", "rooms.seats", nest)
    with pytest.raises(pr.FactsError):
        journal.assert_fact("elm", "rooms.seats", 3, source="\ud800")
    assert journal.entries() == ()


def test_entries_say_who_told_what_and_when(journal):
    source = Source("yearbook", by="clerk", known_on=datetime.date(2025, 1, 2))
    assert journal.assert_fact("elm", "rooms.seats", 35, source, at=day(1)) == 1
    assert journal.change_fact("elm", "rooms.seats", 40, "letter", at=day(2)) == 2
    assert journal.retract_fact("elm", "rooms.seats", at=day(3)) == 3
    told = [(e.number, e.at, e.step, e.unit, e.path, e.value, e.source) for e in reopened(journal).entries()]
    assert told == [
        (1, day(1), "assert", "elm", "rooms.seats", 35, source),
        (2, day(2), "change", "elm", "rooms.seats", 40, "letter"),
        (3, day(3), "retract", "elm", "rooms.seats", None, ""),
    ]
    assert {e.ruleset for e in journal.entries()} == {journal.ruleset.digest}


# -- at any time -------------------------------------------------------------------------------------


def test_the_facts_are_those_of_a_session_after_the_same_steps(journal, ruleset):
    with ruleset.session(**ASKED) as session:
        for taker in (journal, session):
            taker.load(ELM)
            taker.add_unit("oak", name="Oak library")
            taker.assert_fact("oak", "rooms.seats", 12)
            taker.change_fact("elm", "rooms.seats", 30, "letter")
            taker.assert_fact("oak", "fines[f9]", {"amount": 3})
            taker.retract_fact("elm", "rooms.heated")
        for known in (journal, reopened(journal)):
            assert units(known) == {u: session.facts(u) for u in session.units}
            with known.session(**ASKED) as again:
                assert {u: again.outcomes(u) for u in again.units} == {
                    u: session.outcomes(u) for u in session.units
                }
        found = journal.assess("elm", **ASKED)
        assert {f.rule.id: (f.lo, f.hi) for f in found.findings} == session.outcomes("elm")
        assert found.unit.constructed


def test_what_was_known_by_a_day_or_an_instant(journal):
    states = [units(journal)]
    for number, seats in enumerate((10, 20, 30), 1):
        step = journal.assert_fact if number == 1 else journal.change_fact
        step("elm", "rooms.seats", seats, at=day(number))
        states.append(units(journal))
    for known in (journal, reopened(journal)):
        for number in (1, 2, 3):
            assert units(known, datetime.date(2025, 3, number)) == states[number]
            assert units(known, f"2025-03-0{number}") == states[number]
            assert units(known, day(number, 11)) == states[number - 1]
            assert units(known, day(number)) == states[number]
            assert units(known, day(number).astimezone(datetime.UTC)) == states[number]
        assert units(known, "2025-02-28") == {}
        assert units(known, "2030-01-01") == states[3]
    outcomes = [
        journal.assess("elm", known_by=f"2025-03-0{n}", profile="usual", **ASKED).finding("seats").outcome
        for n in (1, 3)
    ]
    assert outcomes == ["violated", "satisfied"]


def test_times_do_not_go_back(journal, monkeypatch):
    journal.assert_fact("elm", "rooms.seats", 10, at=day(2))
    with pytest.raises(pr.FactsError, match="accepted in the order of their times"):
        journal.change_fact("elm", "rooms.seats", 20, at=day(1))
    for wrong in (NAIVE, "2025-03-03", datetime.date(2025, 3, 3)):
        with pytest.raises(pr.FactsError, match="`at` needs an instant"):
            journal.change_fact("elm", "rooms.seats", 20, at=wrong)
    far = datetime.datetime(2500, 1, 1, tzinfo=ZONE)
    journal.change_fact("elm", "rooms.seats", 20, at=far)
    journal.change_fact("elm", "rooms.seats", 30)  # the clock is behind
    assert [e.at for e in journal.entries()][1:] == [far, far]


# -- what is refused leaves nothing ------------------------------------------------------------------

REFUSED = {
    "no such fact": lambda j: j.assert_fact("elm", "rooms.sets", 3),
    "no such value": lambda j: j.assert_fact("elm", "rooms.seats", "many"),
    "there already": lambda j: j.assert_fact("oak", "rooms.seats", 3),
    "not there": lambda j: j.change_fact("oak", "rooms.heated", True),
    "nothing to retract": lambda j: j.retract_fact("oak", "rooms.heated"),
    "no such unit": lambda j: j.change_fact("elm", "rooms.seats", 3),
    "no name": lambda j: j.assert_fact(3, "rooms.seats", 3),
    "no source": lambda j: j.change_fact("oak", "rooms.seats", 3, source=4),
    "no path": lambda j: j.assert_fact("oak", None, 3),
    "unit there": lambda j: j.add_unit("oak"),
    "loaded twice": lambda j: j.load({"unit": {"id": "oak", "name": "Oak"}}),
    "no facts": lambda j: j.load({"unit": 3}),
    "no mapping": lambda j: j.load([1]),
    "no file": lambda j: j.load("nowhere.yaml"),
    "unknown": lambda j: j.change_fact("oak", "rooms.seats", pr.UNKNOWN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_that_cannot_be_taken_leaves_no_entry(journal, name):
    journal.assert_fact("oak", "rooms.seats", 5)
    before = journal.entries(), units(journal)
    with pytest.raises(pr.PolicyRulesError):
        REFUSED[name](journal)
    assert (journal.entries(), units(journal)) == before
    assert (reopened(journal).entries(), units(reopened(journal))) == before
    journal.change_fact("oak", "rooms.seats", 6)


def test_what_another_ruleset_accepted_is_read_or_refused_by_its_number(journal, tmp_path):
    journal.assert_fact("oak", "rooms.seats", 5)
    journal.assert_fact("oak", "rooms.heated", True)
    yard = pr.load_ruleset(HERE.parent / "use" / "replay" / "yard")
    with pytest.raises(pr.FactsError, match=r"entry 1, accepted at .* cannot stand by this ruleset"):
        reopened(journal, yard).facts()


@pytest.mark.parametrize("content", [b"text", b"SQLite format 3\0" + bytes(90)])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path, ruleset, content):
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(pr.PolicyRulesError, match=r"journal"):
        Journal(file, ruleset)
    assert file.read_bytes() == content


def test_another_database_and_a_later_form_are_refused(tmp_path, ruleset):
    Journal(tmp_path / "later", ruleset).close()
    for name, told in (("other", "CREATE TABLE x (y)"), ("later", "PRAGMA user_version = 2")):
        with contextlib.closing(sqlite3.connect(tmp_path / name)) as database, database:
            database.execute(told)
        with pytest.raises(pr.PolicyRulesError, match="no journal" if name == "other" else "of the form 2"):
            Journal(tmp_path / name, ruleset)
    with pytest.raises(pr.PolicyRulesError, match="cannot be used"):
        Journal(tmp_path / "nowhere" / "file", ruleset)


# -- several writers, and their end ------------------------------------------------------------------


def test_threads_and_two_journals_on_one_file_take_turns(journal):
    other = reopened(journal)

    def write(taker, name):
        for number in range(15):
            taker.assert_fact(f"{name}{number}", "rooms.seats", number)

    takers = [
        threading.Thread(target=write, args=args) for args in ((journal, "a"), (journal, "b"), (other, "c"))
    ]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert [e.number for e in journal.entries()] == list(range(1, 46))
    assert units(journal) == units(other) == units(reopened(journal))
    assert len(units(journal)) == 45


def _tell(journal, name):
    journal.assert_fact(name, "rooms.seats", 7)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_opens_the_file_for_itself(journal):
    journal.assert_fact("before", "rooms.seats", 7)
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=_tell, args=(journal, f"child{n}")) for n in range(3)]
    for child in children:
        child.start()
    journal.assert_fact("parent", "rooms.seats", 7)
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert set(units(journal)) == {"before", "parent", "child0", "child1", "child2"}


def killed(path, first, after):
    """A writer killed with SIGKILL some seconds after it is ready: the numbers that it said were accepted."""
    command = [sys.executable, str(HERE / "writer.py"), str(path), str(LIBRARY), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        told = writer.stdout.read()
    return [int(line) for line in told.split(b"\n")[:-1]]


def check_kills(tmp_path, ruleset, times, seed=20260301):
    """Nothing accepted is lost, and nothing stands in the file but what was told, whole and in order."""
    draw, path, said, first = random.Random(seed), tmp_path / "killed", [], 0
    for _ in range(times):
        said += killed(path, first, draw.uniform(0, 0.08))
        with sqlite3.connect(path) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
        with Journal(path, ruleset) as journal:
            entries = journal.entries()
        kept = [int(e.unit.removeprefix("u")) for e in entries]
        assert [e.number for e in entries] == list(range(1, len(entries) + 1))
        assert all((e.value, e.source) == (n % 60, f"clerk {n}") for e, n in zip(entries, kept, strict=True))
        assert kept == list(range(len(kept)))
        assert set(said) <= set(kept)
        assert len(kept) - len(said) <= times  # at most the one that each was about to say
        first = len(kept)
    with Journal(path, ruleset) as journal:
        assert len(units(journal)) == first
    return first


def test_a_killed_writer_loses_nothing_that_it_accepted(tmp_path, ruleset):
    check_kills(tmp_path, ruleset, 3)


@pytest.mark.heavy
def test_a_writer_killed_at_200_random_points_loses_nothing_that_it_accepted(tmp_path, ruleset):
    print(f"200 kills, {check_kills(tmp_path, ruleset, 200)} entries, none lost")  # noqa: T201
