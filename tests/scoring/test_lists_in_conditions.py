"""Every condition and amount of a sheet may walk a list; what is missing there is asked for by its path."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from attrs import evolve

from policy_rules.facts.bound import CorrectionRecord
from policy_rules.scoring.fitting import is_for
from policy_rules.scoring.score_unit import score
from policy_rules.values.known import FALSE, MAYBE, TRUE, UNDECIDED, Num, point
from scoring.world import model, sheet_of, view_of


def walks(least):
    return f"some e in events satisfies e.change > {least}"


SHEET = {
    "sheet": "s",
    "year": 2024,
    "scale": ["low", "high"],
    "for": walks(0),
    "approval": walks(1),
    "review": {
        "may_worsen": walks(2),
        "in_time": f"objected_on <= delivered_on and ({walks(0)})",
        "late_counts": walks(3),
    },
    "items": [
        {
            "id": "i",
            "points": 9,
            "component": "all",
            "start": "full",
            "applies": walks(0),
            "groups": {"g": {"at_most": {"for": "e in events", "sum": "e.change"}}},
            "effects": [{"deduct": {"for": "e in events", "sum": 4}, "group": "g", "if": walks(1)}],
        }
    ],
    "steps": {
        "total": {"sum": ["i", {"for": "e in events", "sum": "e.change"}]},
        "grade": {"cases": [[walks(1), "high"]], "else": "low"},
    },
    "remarks": [{"if": walks(1), "says": {"zh": "多", "en": "many"}}],
}
VOCABULARY = {
    "events": {"zh": "e", "en": "e"},
    "events.change": {"type": "integer", "range": "[0..5]", "zh": "c", "en": "c"},
}
ASKED, ASKED_SECOND = "events[1].change", "events[2].change"
SENT, LATER = datetime.date(2025, 1, 10), datetime.date(2025, 2, 3)
OBJECTION = (
    CorrectionRecord("f", "feedback", item="i", date=SENT),
    CorrectionRecord("a", "delivery", about="f", date=SENT),
    CorrectionRecord("o", "objection", about="f", date=LATER),
)


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY)


@pytest.fixture(scope="module")
def sheet(made):
    found, faults = sheet_of(SHEET, made)
    assert not faults, "\n".join(map(str, faults))
    return found


def view(made, changes):
    return view_of(made, {"events": [{} if c is None else {"change": c} for c in changes]})


def scored(sheet, made, changes, *corrections):
    return score(sheet, view(made, changes), {}, (), corrections)


def lines(found, name):
    return [(li.effect, li.before, li.after, sorted(li.basis.missing)) for li in found.lines_of(name)]


def decided(change):
    return CorrectionRecord("d", "decision", about="o", change=point(change), date=LATER)


def test_where_all_is_told_nothing_is_asked_for(sheet, made):
    """The events come to 3, which caps the two deductions of 4; they are added to the 6 that are left."""
    found = scored(sheet, made, (2, 1), CorrectionRecord("p", "approval", grade="low", date=LATER))
    assert is_for(sheet, view(made, (2, 1))) == TRUE
    assert lines(found, "i") == [
        ("start", (0, 0), (9, 9), []),
        ("deduct", (9, 9), (1, 1), []),
        ("deduct", (1, 1), (6, 6), []),
    ]
    assert lines(found, "total") == [("sum", (0, 0), (6, 6), []), ("sum", (6, 6), (9, 9), [])]
    assert lines(found, "grade") == [
        ("cases", frozenset(), {"high"}, []),
        ("approval", {"high"}, {"low"}, []),
    ]
    assert [sure for _, sure in found.remarks][-1]
    assert not found.missing


def test_what_is_not_told_is_asked_for_where_it_is_read(sheet, made):
    """The first event is any of 0 to 5, the second 1: whether 8 are taken is open, their cap is 1 to 6."""
    found = scored(sheet, made, (None, 1), CorrectionRecord("p", "approval", grade="low", date=LATER))
    assert is_for(sheet, view(made, (None, 1))) == TRUE
    assert lines(found, "i") == [
        ("start", (0, 0), (9, 9), []),
        ("deduct", (9, 9), (1, 9), [ASKED]),
        ("deduct", (1, 9), (3, 9), [ASKED]),
    ]
    assert lines(found, "total") == [
        ("sum", (0, 0), (3, 9), [ASKED]),
        ("sum", (3, 9), (4, 15), [ASKED]),
    ]
    assert lines(found, "grade") == [
        ("cases", frozenset(), {"low", "high"}, [ASKED]),
        ("approval", {"low", "high"}, {"low", "high"}, [ASKED]),
    ]
    assert found.remarks[-1][1] is False
    assert found.missing == {ASKED: ("i", "total", "grade")}


def test_whether_an_item_applies_may_hang_on_a_list(sheet, made):
    found = scored(sheet, made, (None, 0))
    assert is_for(sheet, view(made, (None, 0))) == UNDECIDED
    assert (found.applies, found.items) == ({"i": UNDECIDED}, {"i": Num(4, 9, MAYBE)})
    assert found.missing == {ASKED: ("i", "total", "grade")}
    found = scored(sheet, made, (0, 0))
    assert is_for(sheet, view(made, (0, 0))) == FALSE
    assert (found.applies, lines(found, "i"), found.missing) == ({"i": FALSE}, [], {})
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("changes", "by", "after", "asked"),
    [
        # late, and late ones do not count: nothing is above 3
        ((2, 1), 1, (6, 6), []),
        # late, and counts: 4 is above 3; the item holds 9 - 5 before
        ((4, 1), 1, (5, 5), []),
        # it may take points too: 4 is above 2
        ((4, 1), -1, (3, 3), []),
        # whether it counts, and whether it may take points, are both open
        ((None, 1), 1, (3, 9), [ASKED]),
        ((None, 1), -1, (2, 9), [ASKED]),
    ],
)
def test_what_a_decision_gives_may_hang_on_a_list(sheet, made, changes, by, after, asked):
    found = scored(sheet, made, changes, *OBJECTION, decided(by))
    effect, _, value, missing = lines(found, "i")[-1]
    assert (effect, value, missing) == ("decision", after, asked)


def test_a_decision_may_be_late_by_a_list(sheet, made):
    """Sent and objected to on one day, it is in time where an event is above 0."""
    same_day = [evolve(each, date=SENT) for each in OBJECTION]
    for changes, late in (((0, 1), False), ((0, 0), True)):
        found = scored(sheet, made, changes, *same_day)
        assert any("came late" in r.says["en"] for r, _ in found.remarks) is late


@pytest.mark.parametrize(
    ("changes", "after", "asked"),
    [
        # an event of 2: the approval may change the result, and the later decision is without effect
        ((2, 1), (6, 6), []),
        # none above 1: it may not, and the decision takes its point
        ((1, 1), (8, 8), []),
        ((None, 1), (2, 9), [ASKED]),
    ],
)
def test_whether_a_decision_after_an_approval_counts_may_hang_on_a_list(sheet, made, changes, after, asked):
    approval = CorrectionRecord("p", "approval", grade="low", date=SENT)
    decision = CorrectionRecord("d", "decision", item="i", change=point(-1), date=LATER)
    found = scored(sheet, made, changes, approval, decision)
    effect, _, value, missing = lines(found, "i")[-1]
    assert (effect, value, missing) == ("decision", after, asked)


# -- a list filtered by what is not set ---------------------------------------------------------------

MOST = {"question": "Q1", "zh": "m", "en": "m", "type": "integer", "range": "[0..9]", "values": {}}


@pytest.mark.parametrize(
    ("least", "changes", "value", "missing", "needs"),
    [
        # the first is above 0 to 9 or not; of the second nothing is told
        ("least", (4, None), (0, 2), {ASKED_SECOND}, {"least"}),
        ("parameters.most", (4, None), (0, 2), {ASKED_SECOND}, {"most"}),
        ("least", (4,), (0, 1), set(), {"least"}),
        ("parameters.most", (4,), (0, 1), set(), {"most"}),
        # above 0 to 9 lies no 0
        ("least", (0,), (0, 0), set(), set()),
        ("3", (4, None), (1, 2), {ASKED_SECOND}, set()),
    ],
)
def test_what_leaves_it_open_which_records_a_filter_keeps(least, changes, value, missing, needs):
    """Facts are missing, parameters are needed, by the same names where the filter stands in an `if`."""
    made = model(VOCABULARY, {"most": MOST})
    for amount in (
        {"for": f"e in events[item.change > {least}]", "sum": 1},
        {"for": "e in events", "sum": 1, "if": f"e.change > {least}"},
    ):
        parameters, steps = {"least": {"range": "0..9"}}, {"total": amount}
        sheet, faults = sheet_of({"sheet": "s", "year": 2024, "parameters": parameters, "steps": steps}, made)
        assert not faults, "\n".join(map(str, faults))
        found = score(sheet, view(made, changes), {})
        assert found.steps == {"total": Num(*value)}
        assert (set(found.missing), set(found.needs)) == (missing, needs)


X_MAY_COUNT = {"events": [{"id": "x", "change": 0}, {"id": "y", "change": 3, "kept": True}]}
NO_EVENT_YET = {"events": [], "complete": []}
BOTH, ONE, OPEN_LIST = {"events[x]", "events[y]"}, {"events[y]"}, {"complete(events)"}


@pytest.mark.parametrize(
    ("words", "given", "value", "missing", "records"),
    [
        ({"sum": "e.change"}, X_MAY_COUNT, Num(3, 3), set(), ONE),
        ({"best": "e.change", "per": "e.change"}, X_MAY_COUNT, Num(3, 3), set(), ONE),
        ({"best": "e.change"}, X_MAY_COUNT, Num(3, 3), set(), BOTH),
        ({"least": "e.change"}, X_MAY_COUNT, Num(0, 3), {"events[x].kept"}, BOTH),
        ({"mean": "e.change"}, X_MAY_COUNT, Num(Fraction(3, 2), 3), {"events[x].kept"}, BOTH),
        ({"sum": 0}, NO_EVENT_YET, Num(0, 0), set(), set()),
        ({"best": 0}, NO_EVENT_YET, Num(0, 0, MAYBE), OPEN_LIST, set()),
        ({"least": 0}, NO_EVENT_YET, Num(0, 0, MAYBE), OPEN_LIST, set()),
        ({"mean": 0}, NO_EVENT_YET, Num(0, 0, MAYBE), OPEN_LIST, set()),
    ],
)
def test_a_record_of_no_points_matters_where_points_are_not_added_up(words, given, value, missing, records):
    made = model(VOCABULARY | {"events.kept": {"type": "boolean", "zh": "k", "en": "k"}})
    amount = {"for": "e in events[item.kept]", **words}
    sheet, faults = sheet_of({"sheet": "s", "year": 2024, "steps": {"total": amount}}, made)
    assert not faults, "\n".join(map(str, faults))
    found = score(sheet, view_of(made, given), {})
    assert found.steps == {"total": value}
    assert set(found.missing) == missing
    assert found.lines_of("total")[-1].basis.records == records
