"""What a session says of facts put in one by one, and what it does with wrong ones."""

from __future__ import annotations

import copy
import datetime
import pickle
import re
from collections.abc import Callable, Iterator

import pytest

from engines.test_session_rules import DAY, HOSTILE, YEAR, model, program
from policy_rules.engines.session import Session, SessionEngine, kept_findings
from policy_rules.errors import EngineError, FactsError, PolicyRulesError
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Facts, Source
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.trace import RuleResult

MODEL = model()
PROGRAM = program(MODEL)
LECTURE = {"held_on": "2025-03-01", "law": True}


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(MODEL, PROGRAM, as_of=DAY, year=YEAR) as opened:
        yield opened


def view(session: Session, unit: str = "u", as_of: datetime.date = DAY) -> UnitView:
    facts = Facts({name: session.facts(name) for name in session.units})
    return UnitView(facts, facts.units[unit], MODEL.vocabulary, as_of.toordinal(), YEAR, year_given=True)


def reference(session: Session, unit: str = "u", as_of: datetime.date = DAY) -> dict[str, RuleResult]:
    return dict(ReferenceEngine().run(PROGRAM, [view(session, unit, as_of)])[0])


POWER = ("unit.power", True)
OFFICERS = [("officers[o1]", {"duty": True}), ("complete[officers]", True)]
CASES = [
    ("satisfied", "share", (2, 2), [POWER, ("staffing.total", 10), ("staffing.front", 8)]),
    ("pending", "share", (3, 3), [POWER, ("staffing.total", 10), ("staffing.front", 7)]),
    ("undecided", "share", (2, 4), [POWER, ("staffing.total", 10), ("staffing.front", {"at_least": 7})]),
    ("undefined: no posts", "share", (2, 4), [POWER, ("staffing.total", 0), ("staffing.front", 0)]),
    ("violated", "late", (4, 4), [("staffing.front", 9)]),
    ("another role", "share", (0, 0), [("unit.power", False)]),
    (
        "excepted",
        "share",
        (1, 1),
        [POWER, ("exceptions[share]", {"reason": "r", "approved_by": "a", "date": "2025-01-01"})],
    ),
    ("incomplete list", "lectures", (2, 3), [("lectures[a]", LECTURE)]),
    ("complete list", "lectures", (3, 3), [("lectures[a]", LECTURE), ("complete[lectures, 2025]", True)]),
    (
        "enough on an incomplete list",
        "lectures",
        (2, 2),
        [("lectures[a]", LECTURE), ("lectures[b]", LECTURE)],
    ),
    ("a reported figure", "lectures", (2, 2), [("reported[law_lectures, 2025]", 3)]),
    (
        "one instance excepted",
        "hours",
        (1, 1),
        [*OFFICERS, ("exceptions[hours, o1]", {"reason": "r", "approved_by": "a", "date": "2025-01-01"})],
    ),
    ("hours short", "hours", (4, 4), [*OFFICERS, ("complete[officers[o1].training]", True)]),
    (
        "hours enough",
        "hours",
        (2, 2),
        [*OFFICERS, ("officers[o1].training[t]", {"hours": "40.5", "legal": True})],
    ),
    (
        "the clock has not started",
        "answers",
        (3, 3),
        [("suggestions[s]", {"received_on": None, "answered_on": None}), ("complete[suggestions]", True)],
    ),
    (
        "answered too late",
        "answers",
        (4, 4),
        [("suggestions[s]", {"received_on": "2025-03-03", "answered_on": "2025-06-01"})],
    ),
    ("a default day", "plan", (4, 4), [("plan.issued_on", None)]),
    (
        "the default day lifted for the task",
        "plan",
        (3, 3),
        [
            ("plan.issued_on", None),
            ("exceptions[default-day, plan]", {"reason": "r", "approved_by": "a", "date": "2025-01-01"}),
        ],
    ),
    ("a power used", "power", (2, 2), [("staffing.total", 6)]),
    ("a power not used", "power", (0, 0), [("staffing.total", 5)]),
    ("graded", "graded", (2, 2), [("gradings[graded, 2025]", "good")]),
    ("an undefined trigger", "triggered", (0, 2), [("staffing.front", 0), ("unit.power", True)]),
    ("a rule about a rule", "after", (2, 2), [("unit.power", False)]),
    ("a rule whose id is hostile", HOSTILE, (2, 2), [("unit.power", True)]),
    (
        "an inner list",
        "no-duty",
        (4, 4),
        [*OFFICERS, ("officers[o1].training[t]", {"legal": True, "hours": 1})],
    ),
    ("a constitutive rule", "definition", (0, 0), []),
]


@pytest.mark.parametrize(("rule", "expected", "facts"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_outcomes(
    session: Session, rule: str, expected: tuple[int, int], facts: list[tuple[str, object]]
) -> None:
    session.add_unit("u")
    start = session.results("u")
    for path, value in facts:
        session.assert_fact("u", path, value)
        assert session.results("u") == reference(session)
    assert session.outcomes("u")[rule] == expected
    for path, _ in reversed(facts):
        session.retract_fact("u", path)
    assert session.results("u") == start


@pytest.mark.parametrize("facts", [c[3] for c in CASES], ids=[c[0] for c in CASES])
def test_the_engine_as_the_reference(session: Session, facts: list[tuple[str, object]]) -> None:
    session.add_unit("u")
    for path, value in facts:
        session.assert_fact("u", path, value)
    for day in (DAY, datetime.date(2025, 1, 1), datetime.date(2026, 6, 30)):
        engine = SessionEngine()
        assert engine.run(PROGRAM, [view(session, as_of=day)]) == [reference(session, as_of=day)]
        found = engine.outcomes(PROGRAM, [view(session, as_of=day)])[0]
        assert found == {rule: r.finding for rule, r in reference(session, as_of=day).items()}


def test_the_engine_carries_every_rule() -> None:
    assert {SessionEngine().lacks(PROGRAM, rule) for rule in PROGRAM.rules} == {None}


def test_changed_tells_findings_before_and_after(session: Session) -> None:
    session.assert_fact("u", "staffing.front", 9)
    assert session.changed()["late"] == ((2, 4), (4, 4))
    session.change_fact("u", "staffing.front", 10)
    assert session.changed() == {"late": ((4, 4), (2, 2)), "talk": ((2, 4), (0, 4)), "all": ((3, 3), (2, 3))}
    session.change_fact("u", "staffing.front", 11)
    assert session.changed() == {}


def test_consequences_follow(session: Session) -> None:
    session.assert_fact("u", "staffing.front", 9)
    assert session.consequences("u") == {"talk": "certain"}
    session.change_fact("u", "staffing.front", 10)
    assert session.consequences("u") == {"talk": "possible"}
    session.assert_fact("u", "reported[grade, 2025]", "good")
    assert session.consequences("u") == {"talk": "excluded"}
    session.retract_fact("u", "reported[grade, 2025]")
    assert session.consequences("u") == {"talk": "possible"}


def test_values_as_facts_files_write_them(session: Session) -> None:
    session.assert_fact("u", "staffing.total", {2024: 5, 2025: {"at_least": 6, "at_most": 6}})
    session.assert_fact("u", "unit.level", {"one_of": ["city", "county"]})
    session.assert_fact("u", "officers[o.1]", {"note": "x"})
    session.assert_fact("u", 'officers["o]2"]', {"id": "o]2", "training": [{"id": "t", "hours": 3}]})
    session.change_fact("u", 'officers["o]2"].training[t].hours', "3.5")
    raw = {
        "unit": {"id": "u", "level": {"one_of": ["city", "county"]}},
        "staffing": {"total": {2024: 5, 2025: {"at_least": 6, "at_most": 6}}},
        "officers": [
            {"id": "o.1", "note": "x"},
            {"id": "o]2", "training": [{"id": "t", "hours": "3.5"}]},
        ],
    }
    loaded = bind(load_facts(raw), MODEL, lenient=True).units["u"]
    held = session.facts("u")
    assert (held.values, held.lists) == (loaded.values, loaded.lists)


def test_begin_with_bound_facts(session: Session) -> None:
    raw = {"unit": {"id": "u", "power": True}, "staffing": {"total": 10, "front": 8}, "lectures": [LECTURE]}
    session.load(bind(load_facts(raw), MODEL))
    assert session.results("u") == reference(session)
    session.change_fact("u", "lectures[#1].law", False)
    assert session.results("u") == reference(session)
    with pytest.raises(FactsError, match="in the session already"):
        session.load(bind(load_facts(raw), MODEL))


def test_sources(session: Session) -> None:
    session.assert_fact("u", "staffing.total", 5, source="yearbook")
    session.assert_fact("u", "staffing.front", {"value": 5, "source": "yearbook"}, Source("s", "a title"))
    held = session.facts("u")
    assert {p: e[0].source for p, e in held.values.items()} == {
        "staffing.total": "yearbook",
        "staffing.front": "yearbook",
    }
    assert held.sources == {"yearbook": Source("yearbook"), "s": Source("s", "a title")}


WRONG = [
    ("assert", "staffing.totl", 1, "did you mean `total`"),
    ("assert", "stafing.total", 1, "did you mean `staffing`"),
    ("assert", "staffing", {}, "single record"),
    ("assert", "training[t]", {}, "not declared"),
    ("assert", "lectures", [], "name one record"),
    ("assert", "lectures[a].lawful", True, "did you mean `law`"),
    ("assert", "lectures[b].law", True, "no record `b`"),
    ("assert", "officers[o9].training[t]", {}, "no record `o9`"),
    ("assert", "lectures[a/b]", LECTURE, "divides ids"),
    ("assert", "lectures[b]", 5, "keys with values"),
    ("assert", "lectures[b]", {"id": "c"}, "cannot have the id"),
    ("assert", "lectures[a]", LECTURE, "there already"),
    ("assert", "staffing.total", 11, "there already"),
    ("assert", "complete[lectures]", True, "`for` is missing"),
    ("assert", "complete[officers, 2025]", True, "no date"),
    ("assert", "complete[lectures, 2025]", False, "retract it"),
    ("assert", "complete[lecturs, 2025]", True, "did you mean `lectures`"),
    ("assert", "complete[officers[o9].training]", True, "no record `o9`"),
    ("assert", "reported[front_share, 2025]", "0.5", "not a published figure"),
    ("assert", "reported[law_lecture, 2025]", 1, "did you mean `law_lectures`"),
    ("assert", "reported[law_lectures, 25]", 1, "no year"),
    ("assert", "reported[law_lectures]", 1, "named by measure, for"),
    (
        "assert",
        "exceptions[late]",
        {"reason": "r", "approved_by": "a", "date": "2025-01-01"},
        "do not soften",
    ),
    ("assert", "exceptions[share]", {"reason": "r"}, "lacks"),
    ("assert", "exceptions[share]", True, "needs keys"),
    ("assert", "exceptions[shar]", {}, "did you mean `share`"),
    ("assert", "gradings[share, 2025]", "good", "not graded"),
    ("assert", "gradings[graded, 2025]", "best", "no label"),
    ("assert", "staffing.front", float("nan"), "cannot be taken"),
    ("assert", "staffing.front", -1, "outside the range"),
    ("assert", "staffing.front", 10**30, "outside the range"),
    ("assert", "staffing.front", "1.5", "not a whole number"),
    ("assert", "staffing.front", True, "needs a whole number"),
    ("assert", "staffing.front", None, "always has one"),
    ("assert", "staffing..front", 1, "no path"),
    ("assert", "staffing.front]", 1, "no path"),
    ("assert", "lectures[", 1, "no path"),
    ("assert", "", 1, "no path"),
    ("change", "staffing.front", 1, "is not there"),
    ("change", "staffing.total", "many", "needs a whole number"),
    ("change", "lectures[a].held_on", "2025-02-30", "no day"),
    ("change", "lectures[z]", LECTURE, "is not there"),
    ("retract", "staffing.front", None, "is not there"),
    ("retract", "complete[lectures, 2025]", None, "is not there"),
    ("retract", "officers[o1]", None, "which would be gone"),
]


@pytest.mark.parametrize(
    ("what", "path", "value", "told"), WRONG, ids=[f"{w[0]} {w[1]}: {w[3]}" for w in WRONG]
)
def test_a_wrong_step_changes_nothing(
    session: Session, what: str, path: str, value: object, told: str
) -> None:
    session.assert_fact("u", "staffing.total", 10)
    session.assert_fact("u", "lectures[a]", LECTURE)
    session.assert_fact("u", "officers[o1]", {})
    session.assert_fact("u", "complete[officers[o1].training]", True)
    facts, results, changed = session.facts("u"), session.results("u"), session.changed()
    given = ("u", path) if what == "retract" else ("u", path, value)
    with pytest.raises(FactsError, match=re.escape(told)):
        getattr(session, f"{what}_fact")(*given)
    assert session.facts("u") is facts
    assert session.results("u") == results
    assert session.changed() == changed


@pytest.mark.parametrize("away", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_session_stays_where_it_is(session: Session, away: Callable[[Session], object]) -> None:
    with pytest.raises(
        EngineError, match=r"(?s)neither copied nor sent to another process.*open a session there"
    ):
        away(session)


def test_a_unit_that_is_not_there(session: Session) -> None:
    session.add_unit("nanyang")
    with pytest.raises(FactsError, match="did you mean `nanyang`"):
        session.change_fact("nanyan", "staffing.total", 1)
    with pytest.raises(FactsError, match="did you mean `nanyang`"):
        session.changed("nanyan")
    assert session.changed("nanyang") == {}
    with pytest.raises(FactsError, match="no label"):
        session.assert_fact("new", "unit.level", "village")
    assert session.units == ("nanyang",)


@pytest.mark.parametrize("failing_at", range(1, 8))
def test_a_step_that_fails_in_the_middle_is_undone(
    session: Session, monkeypatch: pytest.MonkeyPatch, failing_at: int
) -> None:
    for name in ("top", "u"):
        session.add_unit(name, parent="top" if name == "u" else "")
        session.assert_fact(name, "unit.level", "county")
    before = session.results("u"), session.results("top"), session.facts("u")
    truths_of, calls = kept_findings.truths_of, 0

    def failing(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == failing_at:
            raise KeyboardInterrupt
        return truths_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_findings, "truths_of", failing)
    with pytest.raises(KeyboardInterrupt):
        session.assert_fact("u", "staffing.total", 0)
    monkeypatch.undo()
    assert (session.results("u"), session.results("top"), session.facts("u")) == before
    session.assert_fact("u", "staffing.total", 0)
    assert session.results("u") == reference(session)
    assert session.results("top") == reference(session, "top")


def test_units_above_follow(session: Session) -> None:
    session.add_unit("top")
    session.assert_fact("top", "complete[units_under]", True)
    session.assert_fact("top", "unit.level", "city")
    assert session.outcomes("top")["below"] == (2, 2)
    session.add_unit("u", parent="top")
    assert session.outcomes("top")["below"] == (2, 4)
    session.assert_fact("u", "unit.level", "county")
    session.assert_fact("u", "staffing.total", 0)
    assert session.changed("top")["below"] == ((2, 4), (4, 4))
    session.change_fact("u", "staffing.total", 1)
    assert session.outcomes("top")["below"] == (2, 2)
    assert session.results("top") == reference(session, "top")


def test_units_above_follow_what_is_loaded(session: Session) -> None:
    session.add_unit("top")
    session.assert_fact("top", "complete[units_under]", True)
    session.assert_fact("top", "unit.level", "city")
    raw = {"unit": {"id": "u", "parent": "top", "level": "county"}, "staffing": {"total": 0}}
    session.load(bind(load_facts(raw), MODEL))
    assert session.changed("top")["below"] == ((2, 2), (4, 4))
    assert session.results("top") == reference(session, "top")


def test_a_closed_session_says_so(session: Session) -> None:
    session.add_unit("u")
    session.close()
    session.close()
    for use in (session.outcomes, session.add_unit, session.score, session.facts):
        with pytest.raises(EngineError, match="closed"):
            use("u")
    assert issubclass(EngineError, PolicyRulesError)
