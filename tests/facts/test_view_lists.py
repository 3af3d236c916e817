"""The records and the units that are there on a day, with what leaves it open, told by the name of a fact."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from policy_rules.facts.bound import Completeness, Entry, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import Member, Record, UnitView, begins, field_value, inner_list
from policy_rules.values.known import (
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Value,
    label,
    point,
)
from policy_rules.vocabulary import BOOLEAN, DATE, Attribute, Entity, Expression, Type, Vocabulary

DAY = Type("date", nullable=True)
LEVEL = Type("label", labels=("city", "county", "town"), nullable=True)


def entity(name: str, *attributes: Attribute, **more: Any) -> Entity:
    return Entity(name, {a.name: a for a in attributes}, **more)


SINCE, UNTIL = Attribute("since", DATE), Attribute("until", DAY)
SURE_UNTIL = Attribute("until", DATE)
PAID, DUE, OK = Attribute("paid", DAY), Attribute("due", DATE, planned=True), Attribute("ok", BOOLEAN)
OLD = Attribute("old_since", DATE, derived=Expression("since"))
ENTITIES = (
    entity("unit", Attribute("level", LEVEL), one=True),
    entity("posts", SINCE, UNTIL, dated_by=("since", "until")),
    entity("terms", SINCE, SURE_UNTIL, dated_by=("since", "until")),
    entity("cases", SINCE, PAID, DUE, OK, OLD, dated_by=("since",)),
    entity("notices", Attribute("sent", DATE), OK),
    entity("steps", SINCE, PAID, of=("cases",), dated_by=("since",)),
    entity("notes", OK, of=("cases", "notices")),
)
VOCABULARY = Vocabulary(entities={e.name: e for e in ENTITIES})


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def on(text: str | None, last: str = "", null: int = NEVER) -> Num:
    return Num(None if text is None else day(text), day(last or text or ""), null)


TODAY = "2025-06-30"


def record(id: str, lists: Any = None, **values: Value) -> RecordFacts:
    return RecordFacts(id, {name: Entry(value) for name, value in values.items()}, lists or {})


def view(*others: UnitFacts, **told: Any) -> UnitView:
    unit = UnitFacts("u", "u", **told)
    units = {each.id: each for each in (unit, *others)}
    vocabulary = Vocabulary(entities=VOCABULARY.entities)  # one that nothing is kept with yet
    return UnitView(Facts(units), unit, vocabulary, day(TODAY), 2025, True)


def whole(list: str, *years: int, of: str = "", date: str = "") -> Completeness:
    return Completeness(list, of, years, date=day(date) if date else None)


ALL_TIME = tuple(whole(e.name) for e in ENTITIES)


def listed(seen: UnitView, name: str) -> list[tuple[str, int, float, str]]:
    return [(m.record.id, m.lo, m.hi, m.why) for m in seen.records(name)]


# -- records ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "member"),
    [
        ({"since": on(TODAY)}, ("a", 1, 1, "")),
        ({"since": on("2025-07-01")}, None),
        ({"since": on("2025-06-30", "2025-07-01")}, ("a", 0, 1, "cases[a].since")),
        ({}, ("a", 0, 1, "cases[a].since")),
        # when it is paid, or due, does not decide whether it is there
        ({"since": on(TODAY), "paid": on("2025-07-01")}, ("a", 1, 1, "")),
        ({"since": on(TODAY), "due": on("2025-07-01")}, ("a", 1, 1, "")),
    ],
)
def test_a_record_is_there_once_its_date_has_come(given: dict[str, Value], member: object) -> None:
    seen = view(lists={"cases": (record("a", **given),)}, complete=ALL_TIME)
    assert listed(seen, "cases") == ([] if member is None else [member])


@pytest.mark.parametrize(
    ("given", "name", "known"),
    [
        ({"since": on("2025-06-29", "2025-07-01")}, "since", on("2025-06-29", TODAY)),
        ({}, "since", on(None, TODAY)),
        ({"since": on(TODAY)}, "since", on(TODAY)),
        ({"since": on(TODAY), "paid": on("2025-07-01")}, "paid", NULL_NUM),
        (
            {"since": on(TODAY), "paid": on("2025-06-01", "2025-07-01")},
            "paid",
            on("2025-06-01", TODAY, MAYBE),
        ),
        ({"since": on(TODAY), "paid": on(TODAY)}, "paid", on(TODAY)),
        ({"since": on(TODAY)}, "paid", on(None, TODAY, MAYBE)),
        ({"since": on(TODAY), "due": on("2025-07-01")}, "due", on("2025-07-01")),
        ({"since": on(TODAY)}, "due", Num(None, None)),
        ({"since": on(TODAY)}, "ok", UNDECIDED),
        ({"since": on(TODAY), "ok": TRUE}, "ok", TRUE),
    ],
)
def test_what_a_record_tells_is_what_has_happened_by_then(
    given: dict[str, Value], name: str, known: Value
) -> None:
    seen = view(lists={"cases": (record("a", **given),)}, complete=ALL_TIME)
    (member,) = seen.records("cases")
    attribute = VOCABULARY.entities["cases"].attributes[name]
    assert field_value(member.record, attribute, seen.as_of) == known


def test_a_record_is_named_by_its_path_and_its_facts_by_the_attribute() -> None:
    given = record("a", {"steps": (record("s", since=on(TODAY)), record("t"))}, since=on(TODAY))
    seen = view(lists={"cases": (given,)}, complete=ALL_TIME)
    (case,) = seen.records("cases")
    assert (case.record.path, case.record.fact("ok"), case.record.facts) == ("cases[a]", "cases[a].ok", given)
    steps = inner_list(case.record, "steps")
    assert [(m.record.path, m.lo, m.why) for m in steps] == [
        ("cases[a].steps[s]", 1, ""),
        ("cases[a].steps[t]", 0, "cases[a].steps[t].since"),
    ]
    assert inner_list(case.record, "notes") == ()
    assert seen.records("cases") is seen.records("cases")


def test_the_inner_lists_are_those_that_are_declared_of_the_record() -> None:
    given = {"cases": (record("a", since=on(TODAY)),), "notices": (record("n", sent=on(TODAY)),)}
    seen = view(lists=given, complete=ALL_TIME)
    (case,), (notice,) = seen.records("cases"), seen.records("notices")
    assert set(case.record.lists) == {"steps", "notes"}
    assert set(notice.record.lists) == {"notes"}
    assert not seen.records("posts")


@pytest.mark.parametrize(
    ("name", "attribute", "expected"),
    [
        ("cases", "since", True),
        ("cases", "paid", False),
        ("cases", "due", False),
        ("cases", "ok", False),
        ("posts", "since", True),
        ("posts", "until", False),
        ("terms", "since", True),
        ("terms", "until", False),
        ("notices", "sent", True),
    ],
)
def test_a_record_begins_with_the_dates_that_each_has_but_its_last_day(
    name: str, attribute: str, expected: bool
) -> None:
    declared = VOCABULARY.entities[name]
    assert begins(declared, declared.attributes[attribute]) is expected


def test_an_end_that_lies_ahead_leaves_the_record_there() -> None:
    term = record("a", since=on(TODAY), until=on("2025-12-31"))
    seen = view(lists={"terms": (term,), "posts": (term,)}, complete=ALL_TIME)
    assert listed(seen, "terms") == listed(seen, "posts") == [("a", 1, 1, "")]
    assert seen.records("terms")[0].record.values["until"] == on("2025-12-31")
    assert seen.records("posts")[0].record.values["until"] == NULL_NUM


# -- what an incomplete list may hold besides ------------------------------------------------------


@pytest.mark.parametrize(
    ("complete", "expected"),
    [
        ((), [("*1", 0, INF, "complete(notices)")]),
        ((whole("notices"),), []),
        ((whole("notices", date=TODAY),), []),
        ((whole("notices", date="2025-06-29"),), [("*1", 0, INF, "complete(notices)")]),
        ((whole("notices", date="2025-06-29"), whole("notices", date="2025-07-01")), []),
        ((whole("notices", 2025),), [("*1", 0, INF, "complete(notices)")]),
        ((whole("cases"),), [("*1", 0, INF, "complete(notices)")]),
    ],
)
def test_an_undated_list_is_whole_or_may_hold_any_records(
    complete: tuple[Completeness, ...], expected: list[object]
) -> None:
    assert listed(view(complete=complete), "notices") == expected


def test_records_that_nobody_listed_can_be_anything() -> None:
    (member,) = view().records("notices")
    unlisted = member.record
    assert (unlisted.path, unlisted.generic, unlisted.whole) == ("notices[*1]", True, "complete(notices)")
    assert unlisted.fact("ok") == "complete(notices)"
    assert field_value(unlisted, OK, day(TODAY)) == UNDECIDED
    assert [(m.lo, m.hi, m.why) for m in inner_list(unlisted, "notes")] == [(0, INF, "complete(notices)")]
    (inner,) = (m.record for m in inner_list(unlisted, "notes"))
    assert (inner.id, inner.path, inner.generic, inner.fact("ok")) == (
        "*1",
        "notices[*1].notes[*1]",
        True,
        "complete(notices)",
    )
    assert field_value(inner, OK, day(TODAY)) == UNDECIDED


def gaps(name: str, *complete: Completeness) -> list[tuple[str, Num, Value | None]]:
    """The unlisted records of a list: id, first date, and last date where it has one."""
    found = []
    for m in view(complete=complete).records(name):
        assert (m.lo, m.hi, m.why, m.record.whole) == (0, INF, f"complete({name})", f"complete({name})")
        assert m.record.generic
        first, last = m.record.values["since"], m.record.values.get("until")
        assert isinstance(first, Num)
        found.append((m.record.id, first, last))
    return found


@pytest.mark.parametrize(
    ("complete", "dates"),
    [
        ((), [(None, TODAY)]),
        ((whole("cases", 2025),), [(None, "2024-12-31")]),
        ((whole("cases", 2024),), [(None, "2023-12-31"), ("2025-01-01", TODAY)]),
        ((whole("cases", 2024, 2025),), [(None, "2023-12-31")]),
        ((whole("cases", 2025), whole("cases", 2024)), [(None, "2023-12-31")]),  # in any order
        ((whole("cases", 2026),), [(None, TODAY)]),
        ((whole("cases", 2024, date="2024-06-30"), whole("cases", 2025)),
         [(None, "2023-12-31"), ("2024-07-01", "2024-12-31")]),
        # a search after the end of the year covers the year and no more
        ((whole("cases", 2024, date="2025-03-01"),), [(None, "2023-12-31"), ("2025-01-01", TODAY)]),
        # two searches of a year: the later one counts
        ((whole("cases", 2025, date="2025-02-01"), whole("cases", 2025, date="2025-06-30")),
         [(None, "2024-12-31")]),
        ((whole("cases", 2025, date="2025-06-29"),), [(None, "2024-12-31"), (TODAY, TODAY)]),
        # searched before the year began: nothing of it
        ((whole("cases", 2025, date="2024-12-01"),), [(None, "2024-12-31"), ("2024-12-02", TODAY)]),
        ((whole("cases", date=TODAY),), []),
        ((whole("cases", date="2025-06-29"),), [(None, TODAY)]),
    ],
)  # fmt: skip
def test_the_dates_of_unlisted_records_lie_in_the_gaps(
    complete: tuple[Completeness, ...], dates: list[tuple[str | None, str]]
) -> None:
    assert gaps("cases", *complete) == [(f"*{n}", on(a, b), None) for n, (a, b) in enumerate(dates, 1)]


def test_an_unlisted_post_was_left_in_the_gap_or_is_held_still() -> None:
    before, after = gaps("posts", whole("posts", 2024))
    assert before == ("*1", on(None, "2023-12-31"), on(None, "2023-12-31"))
    assert after == ("*2", on("2025-01-01", TODAY), on("2025-01-01", TODAY, MAYBE))
    before, after = gaps("terms", whole("terms", 2024))
    assert before == ("*1", on(None, "2023-12-31"), on(None, "2023-12-31"))
    assert after == ("*2", on("2025-01-01", TODAY), Num(day("2025-01-01"), None))


def test_a_list_inside_one_record_can_be_whole() -> None:
    cases = tuple(record(id, since=on(TODAY)) for id in ("a", "b"))
    complete = (whole("cases"), whole("cases.notes", of="a", date=TODAY), whole("cases.steps", 2025, of="b"))
    a, b = (m.record for m in view(lists={"cases": cases}, complete=complete).records("cases"))
    assert [m.record.path for m in inner_list(a, "notes")] == []
    assert [(m.record.path, m.why) for m in inner_list(b, "notes")] == [
        ("cases[b].notes[*1]", "complete(cases[b].notes)")
    ]
    assert [m.record.values["since"] for m in inner_list(a, "steps")] == [on(None, TODAY)]
    assert [m.record.values["since"] for m in inner_list(b, "steps")] == [on(None, "2024-12-31")]
    every = view(lists={"cases": cases}, complete=(whole("cases"), whole("cases.notes", date=TODAY)))
    assert [inner_list(m.record, "notes") for m in every.records("cases")] == [(), ()]


# -- units below -----------------------------------------------------------------------------------


def below(id: str, parent: str, level: Value | None = None) -> UnitFacts:
    return UnitFacts(id, id, parent, values={} if level is None else {"unit.level": (Entry(level),)})


COUNTIES = (
    below("c1", "u", label("county")),
    below("c2", "u", label("town")),
    below("c3", "u", Labels(frozenset({"county", "town"}))),
    below("c4", "u", Labels(frozenset({"county"}), MAYBE)),
    below("c5", "u"),
    below("t1", "c1", label("town")),
    below("x", "elsewhere", label("county")),
)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (("county",), {"c1": 1, "c3": 0, "c4": 0, "c5": 0}),
        (("town",), {"c2": 1, "c3": 0, "c5": 0, "t1": 1}),
        (("county", "town"), {"c1": 1, "c2": 1, "c3": 1, "c4": 0, "c5": 0, "t1": 1}),
        (("city",), {"u": 1, "c5": 0}),
    ],
)
def test_the_units_below_are_those_of_the_levels_in_the_tree(
    levels: tuple[str, ...], expected: dict[str, int]
) -> None:
    complete = (whole("units_under", date=TODAY),)
    seen = view(*COUNTIES, values={"unit.level": (Entry(label("city")),)}, complete=complete)
    found = {m.record.id: m for m in seen.under(levels)}
    assert {id: m.lo for id, m in found.items()} == expected
    for id, m in found.items():
        assert (m.hi, m.why, m.record.path) == (1, f"{id}.unit.level", id)
        assert m.record.unit is not None
        assert m.record.unit.unit.id == id
        assert (m.record.unit.as_of, m.record.unit.year, m.record.unit.year_given) == (day(TODAY), 2025, True)
        assert m.record.fact("unit.level") == f"{id}.unit.level"


def test_a_level_of_any_word_may_be_the_level() -> None:
    word = Vocabulary(
        entities={"unit": entity("unit", Attribute("level", Type("text", nullable=True)), one=True)}
    )
    unit = UnitFacts("u", "u")
    seen = UnitView(Facts({"u": unit}), unit, word, day(TODAY), 2025, True)
    assert [(m.record.id, m.lo, m.hi) for m in seen.under(["county"])] == [("u", 0, 1), ("*1", 0, INF)]


@pytest.mark.parametrize(
    ("complete", "open_"),
    [
        ((), True),
        ((whole("units_under", date=TODAY),), False),
        ((whole("units_under", date="2025-06-29"),), True),
        ((whole("units_under"),), False),
    ],
)
def test_units_that_nobody_listed_may_stand_below(complete: tuple[Completeness, ...], open_: bool) -> None:
    members = view(complete=complete).under(["town"])
    generic = [(m.record.path, m.lo, m.hi, m.why, m.record.fact("x")) for m in members if m.record.generic]
    whole_ = "complete(units_under)"
    assert generic == ([("units_under[*1]", 0, INF, whole_, whole_)] if open_ else [])


def test_units_that_stand_above_each_other_are_met_once() -> None:
    unit = UnitFacts("u", "u", "c1")
    ring = Facts({"u": unit, "c1": below("c1", "u", label("county"))})
    seen = UnitView(ring, unit, VOCABULARY, day(TODAY), 2025, False)
    assert [m.record.id for m in seen.under(["county"])] == ["u", "c1", "*1"]


def test_a_level_by_year_is_that_of_the_day() -> None:
    moved = UnitFacts(
        "c",
        "c",
        "u",
        values={"unit.level": (Entry(label("county"), year=2024), Entry(label("town"), year=2025))},
    )
    seen = view(moved)
    assert [m.record.id for m in seen.under(["town"])] == ["u", "c", "*1"]
    assert [m.record.id for m in seen.under(["county"])] == ["u", "*1"]


def test_a_record_made_by_hand_has_no_lists_and_is_of_no_unit() -> None:
    made = Record("a", "a", {"n": point(1)})
    assert (made.lists, made.generic, made.whole, made.unit, made.facts) == ({}, False, "", None, None)
    assert Member(made, 1, 1).why == ""
