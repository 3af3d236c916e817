"""What was known by a day of a fact that several sources told: those that were known then, by their ranks."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from facts.town import read_town
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import MAYBE_THERE, YES, Entry, UnitFacts
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.known_by import known_by
from policy_rules.values.known import ANYTHING, MAYBE, Labels, Num, label, point

TOWN = read_town()
JANUARY, MARCH = datetime.date(2025, 1, 31), datetime.date(2025, 3, 31)
SOURCES = {
    "jan": {"title": "Yearbook", "known_on": "2025-01-10"},
    "also": {"title": "Another yearbook", "known_on": "2025-01-31"},
    "mar": {"title": "Audit", "known_on": "2025-03-10"},
    "late": {"title": "Another audit", "known_on": "2025-03-11"},
    "never": {"title": "A letter"},
}


def seen(day: datetime.date = JANUARY, **given: object) -> tuple[UnitFacts, str]:
    """The unit as known by the day, and the note on what bears none."""
    facts = known_by(bind(load_facts({"unit": {"id": "u"}, "sources": SOURCES, **given}), TOWN), day)
    return facts.units["u"], "; ".join(facts.notes)


def told(*statements: tuple[object, str]) -> dict[str, list[dict[str, object]]]:
    return {"told": [{"value": value, "source": source} for value, source in statements]}


CASES: list[tuple[str, list[tuple[object, str]], Num | None, int, bool]] = [
    ("of two one was known", [(3, "jan"), (5, "mar")], point(3), 1, False),
    ("both were", [(3, "jan"), (5, "also")], Num(3, 5), 2, False),
    ("neither was", [(3, "late"), (5, "mar")], None, 0, False),
    ("one may have been known", [(3, "jan"), (5, "never")], Num(3, 5), 0, True),
    ("one may, another was not", [(3, "jan"), (5, "never"), (1, "mar")], Num(3, 5), 0, True),
    ("none surely was", [(3, "mar"), (5, "never")], None, 0, True),
]
"""Who told what; the value that was known, how many statements stand, whether one is noted."""
WHY = [case[0] for case in CASES]


@pytest.mark.parametrize(("statements", "value", "stand", "noted"), [c[1:] for c in CASES], ids=WHY)
def test_a_value(statements: Any, value: Num | None, stand: int, noted: bool) -> None:
    unit, note = seen(grounds={"trees": {2024: told(*statements)}})
    found = unit.values.get("grounds.trees", ())
    assert [(e.value, len(e.told)) for e in found] == ([] if value is None else [(value, stand)])
    assert [e.source for e in found if stand == 0] == [""] * (value is not None and stand == 0)
    assert ("`u`: grounds.trees for 2024" in note) is noted


@pytest.mark.parametrize(("statements", "value", "stand", "noted"), [c[1:] for c in CASES], ids=WHY)
def test_a_value_of_a_record(statements: Any, value: Num | None, stand: int, noted: bool) -> None:
    unit, note = seen(benches=[{"id": "b1", "source": "jan", "width": told(*statements)}])
    (bench,) = unit.lists["benches"]
    found = list(bench.values.values())
    assert [(e.value, len(e.told)) for e in found] == ([] if value is None else [(value, stand)])
    assert note.count("`u`: benches[b1].width") == noted


@pytest.mark.parametrize(("statements", "value", "stand", "noted"), [c[1:] for c in CASES], ids=WHY)
def test_a_published_figure(statements: Any, value: Num | None, stand: int, noted: bool) -> None:
    figures = [{"measure": "bench_count", "for": 2024, "value": v, "source": s} for v, s in statements]
    unit, note = seen(reported=figures)
    assert [(f.value, len(f.told)) for f in unit.reported] == ([] if value is None else [(value, stand)])
    assert note.count("`u`: figure of bench_count for 2024") == noted


def test_a_grading_is_known_from_its_own_day_on() -> None:
    about = {"rule": "or-1-s3", "for": 2024}
    two: list[dict[str, Any]] = [
        {**about, "value": "fine", "source": "jan", "date": "2025-01-31"},
        {**about, "value": "poor", "source": "also", "date": "2025-02-01"},
    ]
    unit, note = seen(gradings=two)
    assert [(g.value, len(g.told), g.date) for g in unit.gradings] == [
        (label("fine"), 1, JANUARY.toordinal())
    ]
    unit, _ = seen(MARCH, gradings=two)
    assert [g.value for g in unit.gradings] == [Labels(frozenset({"fine", "poor"}))]
    assert note == ""


def test_of_those_known_the_one_that_goes_before_counts() -> None:
    sources = {
        "jan": {"register": "land-register", "date": "2024-05-01", "known_on": "2025-01-10"},
        "also": {"register": "land-register", "date": "2024-06-01", "known_on": "2025-01-10"},
        "mar": {"register": "land-register", "date": "2024-07-01", "known_on": "2025-03-10"},
    }
    given = {"sources": sources, "grounds": {"trees": told((3, "jan"), (5, "also"), (9, "mar"))}}
    for day, value in ((JANUARY, 5), (MARCH, 9)):
        facts = bind(load_facts({"unit": {"id": "u"}, **given}, precedence=["later"]), TOWN)
        (entry,) = known_by(facts, day, TOWN.vocabulary).units["u"].values["grounds.trees"]
        assert entry.value == point(value)


# -- values by days --------------------------------------------------------------------------------


def by_day(path: str, first: object, *statements: tuple[object, str]) -> list[object]:
    entity, _, name = path.partition(".")
    days = {"2020-01-01": {"value": first, "source": "jan"}, "2024-06-01": told(*statements)}
    about: dict[str, Any] = {entity: {"id": "u", name: days} if entity == "unit" else {name: days}}
    unit, _ = seen(**about)
    found = unit.values.get(path, ())
    assert all(isinstance(e.told, tuple) for e in found)
    return [e.value for e in found]


def test_from_the_day_on_which_others_told_it_a_value_may_be_anything() -> None:
    """The value before does not stand: somebody knew of another by the day, later on, from that day on."""
    assert by_day("grounds.trees", 20, (30, "mar"), (31, "late")) == [point(20), ANYTHING]
    assert by_day("grounds.trees", 20, (30, "mar"), (31, "never")) == [point(20), Num(20, 31)]
    assert by_day("grounds.trees", 20, (30, "jan"), (31, "mar")) == [point(20), point(30)]
    assert by_day("unit.level", "park", ("district", "mar"), ("park", "late")) == [
        label("park"),
        Labels(None, MAYBE),
    ]


def test_what_nobody_knew_of_one_year_is_not_told_of_it() -> None:
    unit, note = seen(grounds={"trees": {2023: 20, 2024: told((30, "mar"), (31, "late"))}}, source="jan")
    assert [(e.year, e.value) for e in unit.values["grounds.trees"]] == [(2023, point(20))]
    assert note == ""


def test_a_value_that_may_have_been_known_stands_alone_where_it_may_end_an_earlier_one() -> None:
    days = {"2020-01-01": {"value": 20, "source": "jan"}, "2024-06-01": told((30, "mar"), (31, "never"))}
    unit, _ = seen(grounds={"trees": days})
    first, second = (datetime.date(*day).toordinal() for day in ((2020, 1, 1), (2024, 6, 1)))
    before, either = Entry(point(20), "jan", start=first), Entry(Num(20, 31), start=second)
    assert unit.values["grounds.trees"] == (before, either)


# -- records ---------------------------------------------------------------------------------------


def test_of_the_sources_of_a_record_those_stand_that_were_known() -> None:
    bench = {"id": "b1", "in": ["jan", "mar"], "width": {"value": 1, "source": "jan"}}
    (early,) = seen(benches=[bench])[0].lists["benches"]
    assert (early.said_in, early.sayers) == (("jan",), ("jan",))
    (late,) = seen(MARCH, benches=[bench])[0].lists["benches"]
    assert late.said_in == ("jan", "mar")
    assert seen(benches=[{"id": "b1", "in": ["mar", "late"]}])[0].lists["benches"] == ()


def test_a_record_that_may_have_been_known_leaves_its_list_open() -> None:
    whole = [{"list": "benches", "for": 2024, "by": "x", "date": "2025-01-05", "source": "jan"}]
    for bench, open_ in (
        ({"id": "b1", "in": ["mar", "never"]}, True),
        ({"id": "b1", "in": ["mar", "late"]}, False),
        ({"id": "b1", "source": "mar", "width": told((1, "late"), (2, "never"))}, True),
        ({"id": "b1", "source": "mar", "width": told((1, "late"), (2, "mar"))}, False),
        ({"id": "b1", "source": "mar", "repairs": [{"id": "r1", "source": "never"}]}, True),
    ):
        unit, note = seen(benches=[bench], complete=whole)
        assert (unit.complete == ()) is open_, bench
        assert unit.lists["benches"] == ()
        assert note.count("`u`: benches[b1]") == open_
        assert "benches[b1]." not in note


def test_a_day_itself_is_by_the_day() -> None:
    for known_on, there in (("2025-01-31", 1), ("2025-02-01", 0)):
        sources = {"s": {"known_on": known_on}}
        facts = {"unit": {"id": "u"}, "sources": sources, "source": "s", "grounds": {"trees": 3}}
        unit = known_by(bind(load_facts(facts), TOWN), JANUARY).units["u"]
        assert len(unit.values) == len(unit.sources) == there


def test_a_whole_list_speaks_of_records_of_other_years_where_no_vocabulary_tells_their_days() -> None:
    whole = [{"list": "benches", "for": 2024, "by": "x", "date": "2025-01-05", "source": "jan"}]
    given = {
        "benches": [{"id": "b1", "set_up_on": "2025-01-02", "source": "mar", "not_in": ["jan"]}],
        "complete": whole,
    }
    facts = bind(load_facts({"unit": {"id": "u"}, "sources": SOURCES, **given}), TOWN)
    for vocabulary, there, void in ((TOWN.vocabulary, YES, False), (None, MAYBE_THERE, True)):
        unit = known_by(facts, MARCH, vocabulary).units["u"]
        assert [(b.there, c.void) for b, c in zip(unit.lists["benches"], unit.complete, strict=True)] == [
            (there, void)
        ]


NOTES = [(1, "1 fact is left out"), (2, "2 facts are left out"), (6, "6 facts are"), (8, "and 2 more")]


@pytest.mark.parametrize(("number", "told"), NOTES)
def test_the_note_counts_what_bears_no_day(number: int, told: str) -> None:
    trees = dict.fromkeys(range(2010, 2010 + number), 3)
    _, note = seen(grounds={"trees": trees})
    assert told in note
    assert note.count("; ") == min(number, 6) - (number <= 6)
    assert ("more" in note) == (number > 6)
