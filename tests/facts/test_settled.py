"""What several sources come to: which goes before which, from day to day, whole lists against records."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.facts.bound import (
    MAYBE_THERE,
    NO,
    YES,
    Completeness,
    Entry,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    Source,
    SuccessionRecord,
    UnitFacts,
)
from policy_rules.facts.sources_that_differ import (
    Rank,
    Ranking,
    as_one,
    differs,
    joined_timelines,
    settle,
    several,
    spoken_of,
)
from policy_rules.ruleset.model import EARLIER, Criterion
from policy_rules.values.known import Num, label, point
from policy_rules.values.periods import CALENDAR_YEAR
from policy_rules.vocabulary import DATE, INTEGER, Attribute, Entity

TOWN = read_town()
REGISTERS = Criterion(registers=("land", "yearbook"))
LATER, FIRST = Criterion(day="later"), Criterion(day=EARLIER)
MODERATED, ROLES = Criterion(moderated=True), Criterion(graders=("chief", "clerk"))


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def graded(role: str = "", grader: str = "", on: int | None = None, *, replaces: bool = False) -> Rank:
    return Rank("", on, graded=True, grader=grader, role=role, replaces=replaces)


AMENDED = graded(grader="a", on=2, replaces=True)
BEFORE: list[tuple[str, list[Criterion], Rank, Rank, bool, bool]] = [
    ("nothing ranks", [], Rank("land", 1), Rank("yearbook", 2), False, False),
    ("a register before another", [REGISTERS], Rank("land"), Rank("yearbook"), True, False),
    ("one that is not named", [REGISTERS], Rank("land"), Rank("press"), False, False),
    ("one that is not told", [REGISTERS, LATER], Rank("land", 2), Rank("", 1), False, False),
    ("two of one register not named", [REGISTERS, LATER], Rank("press", 2), Rank("press", 1), True, False),
    ("of one register the later", [REGISTERS, LATER], Rank("land", 2), Rank("land", 1), True, False),
    ("the register before the day", [REGISTERS, LATER], Rank("land", 1), Rank("yearbook", 2), True, False),
    ("the day before the register", [LATER, REGISTERS], Rank("land", 1), Rank("yearbook", 2), False, True),
    ("the earlier", [FIRST], Rank("", 1), Rank("", 2), True, False),
    ("of one day the register", [LATER, REGISTERS], Rank("land", 1), Rank("yearbook", 1), True, False),
    ("no day", [LATER, REGISTERS], Rank("land", 1), Rank("yearbook"), False, False),
    ("nobody grades a fact", [MODERATED, ROLES, LATER], Rank("", 2), Rank("", 1), True, False),
    ("a grading beside a fact", [MODERATED, LATER], graded(on=2), Rank("", 1), True, False),
    ("what replaces", [MODERATED], graded(replaces=True), graded(), True, False),
    (
        "both replace",
        [MODERATED, LATER],
        graded(on=2, replaces=True),
        graded(on=1, replaces=True),
        True,
        False,
    ),
    ("a role before another", [ROLES], graded("chief"), graded("clerk"), True, False),
    ("a role that is not named goes last", [ROLES], graded("clerk"), graded("x"), True, False),
    ("two that are not named", [ROLES, LATER], graded("x", on=2), graded("y", on=1), False, False),
    ("of one role the later", [ROLES, LATER], graded("x", on=2), graded("x", on=1), True, False),
    ("no role", [ROLES, LATER], graded("chief", on=2), graded(on=1), False, False),
    ("a grader's own correction", [FIRST], AMENDED, graded(grader="a", on=1), True, False),
    ("of another grader it is none", [FIRST], AMENDED, graded(grader="b", on=1), False, True),
    ("of a grader who is not told", [FIRST], graded(on=2, replaces=True), graded(on=1), False, True),
    ("two of one grader", [FIRST], graded(grader="a", on=1), graded(grader="a", on=2), True, False),
]
ASKED = [case[1:] for case in BEFORE]


@pytest.mark.parametrize(("steps", "a", "b", "first", "second"), ASKED, ids=[c[0] for c in BEFORE])
def test_which_goes_before_which(steps: list[Criterion], a: Rank, b: Rank, first: bool, second: bool) -> None:
    ranking = Ranking({}, steps)
    assert (ranking.before(a, b), ranking.before(b, a)) == (first, second)
    assert ranking.first([a, b]) == [not second, not first]


def test_a_statement_is_ranked_by_its_source_and_its_own_day() -> None:
    ranking = Ranking(
        {"s": Source("s", register="land", date=datetime.date(2024, 5, 1)), "t": Source("t")}, []
    )
    assert ranking.rank_of("s") == Rank("land", day("2024-05-01"))
    assert ranking.rank_of("s", 3) == Rank("land", 3)
    assert ranking.rank_of("t") == ranking.rank_of("u") == Rank("", None)
    assert ranking.rank_of("u", 3) == Rank("", 3)


def test_one_statement_is_itself_and_several_are_one() -> None:
    a, b, c = (Entry(point(n), source=s) for n, s in ((1, "s"), (4, "t"), (2, "u")))
    assert as_one([a]) is a
    both = as_one([a, b])
    assert (both.value, both.source, both.told) == (Num(1, 4), "", (a, b))
    assert as_one([both, c]).told == (a, b, c)
    assert as_one([c, both]).value == Num(1, 4)
    one, other = (ReportedFigure("m", year, point(1), source="s") for year in (2023, 2024))
    again = evolve(one, value=point(2))
    assert [f.told for f in several([one, other, again])] == [(one, again), ()]
    graded = [
        GradingRecord(rule, year, label("x"), instance)
        for rule, year, instance in (("r", 1, ""), ("r", 1, "i"), ("r", 2, ""), ("q", 1, ""), ("r", 1, ""))
    ]
    assert [len(g.told) for g in several(graded)] == [2, 0, 0, 0]


# -- from day to day -------------------------------------------------------------------------------

MISSING = Num(0, 9)


def entry(value: int, start: str = "", year: int | None = None, source: str = "s") -> Entry:
    return Entry(point(value), source=source, year=year, start=day(start) if start else None)


def joined(*lines: list[Entry]) -> list[tuple[object, object, int]]:
    found = joined_timelines(lines, MISSING, CALENDAR_YEAR)
    return [
        (e.value, e.year or (e.start and datetime.date.fromordinal(e.start).isoformat()), len(e.told))
        for e in found
    ]


def test_values_of_several_are_joined_by_years_or_from_day_to_day() -> None:
    assert joined([entry(1, year=2023), entry(2, year=2024)], [entry(4, year=2024)]) == [
        (point(1), 2023, 0),
        (Num(2, 4), 2024, 2),
    ]
    assert joined([entry(1)], [entry(4)]) == [(Num(1, 4), None, 2)]
    assert joined([entry(1)]) == [(point(1), None, 0)]
    assert joined([], []) == []
    days = joined([entry(1, "2023-05-01"), entry(2, "2024-05-01")], [entry(4, "2024-01-01")])
    assert days == [(point(1), "2023-05-01", 1), (Num(1, 4), "2024-01-01", 2), (Num(2, 4), "2024-05-01", 2)]
    always = joined([entry(1)], [entry(4, "2024-01-01")])
    assert always == [(point(1), "0001-01-01", 1), (Num(1, 4), "2024-01-01", 2)]
    of_years = joined([entry(1, year=2022), entry(2, year=2024)], [entry(4, "2024-07-01")])
    assert of_years == [
        (point(1), "2022-01-01", 1),
        (MISSING, "2023-01-01", 0),
        (point(2), "2024-01-01", 1),
        (Num(2, 4), "2024-07-01", 2),
        (point(4), "2025-01-01", 1),
    ]
    held = joined_timelines([[entry(1)], [entry(4, "2024-01-01", source="t")]], MISSING, CALENDAR_YEAR)
    assert [[t.source for t in e.told] for e in held] == [["s"], ["s", "t"]]
    assert [(e.source, e.year) for e in held] == [("", None), ("", None)]


# -- whole units -----------------------------------------------------------------------------------

SOURCES = {"s": Source("s", register="land"), "t": Source("t", register="yearbook")}
TWO = (Entry(point(1), source="s"), Entry(point(4), source="t"))
BOTH = as_one(TWO)
WHOLE = Completeness("benches", years=(2023, 2024), source="s")
BENCH = RecordFacts("b1", {"set_up_on": Entry(point(day("2024-05-01")))}, source="t", not_in=("s",))


def unit(**facts: Any) -> UnitFacts:
    return UnitFacts("u", "", sources=SOURCES, precedence=(REGISTERS,), **facts)


def test_sources_differ_in_whatever_kind_of_fact() -> None:
    figures = [ReportedFigure("m", 2023, point(n)) for n in (1, 2)]
    inner = RecordFacts("r1", {"cost": BOTH})
    for facts in (
        {"values": {"grounds.trees": (TWO[0], BOTH)}},
        {"reported": (figures[0], as_one(figures))},
        {"gradings": (as_one([GradingRecord("r", 1, label(x)) for x in "ab"]),)},
        {"succession": (SuccessionRecord("o", "renamed", 1, figures=(as_one(figures),)),)},
        {"lists": {"benches": (RecordFacts("b", {"width": BOTH}),)}},
        {"lists": {"benches": (RecordFacts("b", {}, {"repairs": (inner,)}),)}},
        {"lists": {"benches": (BENCH,)}},
    ):
        assert differs(unit(**facts)), facts
    assert not differs(
        unit(values={"a.b": TWO}, reported=tuple(figures), lists={"benches": (evolve(BENCH, not_in=()),)})
    )


def test_what_differs_is_settled_by_the_precedence() -> None:
    figures = as_one([ReportedFigure("m", 2023, point(n), source=s) for n, s in ((1, "s"), (4, "t"))])
    gradings = as_one([GradingRecord("r", 1, label(x), source=s) for x, s in (("a", "s"), ("b", "t"))])
    inner = RecordFacts("r1", {"cost": BOTH}, source="s")
    bench = RecordFacts("b1", {"width": BOTH}, {"repairs": (inner,)}, source="s")
    given = unit(
        values={"grounds.trees": (BOTH, TWO[1])},
        reported=(figures,),
        gradings=(gradings,),
        succession=(SuccessionRecord("o", "renamed", 1, figures=(figures,)),),
        lists={"benches": (bench,)},
    )
    for vocabulary in (TOWN.vocabulary, None):
        found = settle(given, vocabulary)
        assert [e.value for e in found.values["grounds.trees"]] == [point(1), point(4)]
        assert found.reported[0].value == found.succession[0].figures[0].value == point(1)
        assert found.succession[0].predecessor == "o"
        assert found.gradings[0].value == label("a")
        (record,) = found.lists["benches"]
        assert record.values["width"].value == record.lists["repairs"][0].values["cost"].value == point(1)
        assert (record.there, record.lists["repairs"][0].there) == (YES, YES)
    later = settle(evolve(given, precedence=()), TOWN.vocabulary)
    assert later.reported[0].value == Num(1, 4)


def test_a_record_that_a_whole_list_lacks() -> None:
    def settled(
        record: RecordFacts, *whole: Completeness, steps: tuple[Criterion, ...] = (REGISTERS,)
    ) -> tuple[str, list[Completeness]]:
        found = settle(
            evolve(unit(lists={"benches": (record,)}, complete=whole), precedence=steps), TOWN.vocabulary
        )
        return found.lists["benches"][0].there, list(found.complete)

    assert settled(BENCH, WHOLE) == (NO, [WHOLE])  # the list goes before the record
    there, complete = settled(BENCH, WHOLE, steps=())
    assert there == MAYBE_THERE
    assert complete == [evolve(WHOLE, years=(2023,)), evolve(WHOLE, years=(2024,), void=True)]
    other = evolve(BENCH, source="s", not_in=("t",))
    there, complete = settled(other, evolve(WHOLE, source="t", years=(2024,)))
    assert (there, complete) == (YES, [evolve(WHOLE, source="t", years=(2024,), void=True)])
    both = evolve(BENCH, said_in=("t", "s"))
    assert settled(both, WHOLE)[0] == MAYBE_THERE
    assert settled(BENCH, evolve(WHOLE, years=(2023,))) == (YES, [evolve(WHOLE, years=(2023,))])
    assert settled(BENCH, evolve(WHOLE, of="b2"))[0] == YES
    assert settled(BENCH, evolve(WHOLE, list="notices"))[0] == YES
    always = evolve(WHOLE, years=())
    assert settled(BENCH, always, steps=()) == (MAYBE_THERE, [evolve(always, void=True)])
    assert settled(evolve(BENCH, not_in=()), evolve(WHOLE, void=True)) == (YES, [WHOLE])


def test_a_record_inside_another_that_the_list_of_that_one_lacks() -> None:
    repair = RecordFacts("r1", {"done_on": Entry(point(day("2024-05-01")))}, source="t", not_in=("s",))
    bench = RecordFacts("b1", {}, {"repairs": (repair,)}, source="s")
    for of, there in (("b1", NO), ("", NO), ("b2", YES)):
        whole = Completeness("benches.repairs", of=of, years=(2024,), source="s")
        found = settle(unit(lists={"benches": (bench,)}, complete=(whole,)), TOWN.vocabulary)
        assert found.lists["benches"][0].lists["repairs"][0].there == there
    elsewhere = Completeness("benches.repairs", years=(2023,), source="s")
    found = settle(unit(lists={"benches": (bench,)}, complete=(elsewhere,)), TOWN.vocabulary)
    assert found.lists["benches"][0].lists["repairs"][0].there == YES  # of another year


DATED = Entity(
    "posts", {"from": Attribute("from", DATE), "to": Attribute("to", DATE)}, dated_by=("from", "to")
)
TOLD = Entity("plans", {"year": Attribute("year", INTEGER)}, for_year="year")


def record(**values: object) -> RecordFacts:
    return RecordFacts(
        "r", {n: Entry(v if isinstance(v, Num) else point(day(str(v)))) for n, v in values.items()}
    )


def test_the_years_of_a_statement_in_which_a_record_may_lie() -> None:
    years = Completeness("posts", years=(2022, 2023, 2024, 2025))
    post = record(**{"from": "2023-12-31", "to": "2024-01-01"})
    assert spoken_of(years, post, DATED, CALENDAR_YEAR) == {2023, 2024}
    assert spoken_of(years, record(**{"from": "2024-01-01"}), DATED, CALENDAR_YEAR) == {2024, 2025}
    assert spoken_of(years, record(to="2023-12-31"), DATED, CALENDAR_YEAR) == {2022, 2023}
    assert spoken_of(years, record(), DATED, CALENDAR_YEAR) == {2022, 2023, 2024, 2025}
    assert spoken_of(years, record(**{"from": Num(1, 2, 1)}), DATED, CALENDAR_YEAR) == {
        2022,
        2023,
        2024,
        2025,
    }
    for search, there in (("2023-12-30", set()), ("2023-12-31", {2023, 2024})):
        assert spoken_of(evolve(years, date=day(search)), post, DATED, CALENDAR_YEAR) == there
    since = Completeness("posts", since=day("2024-01-01"))
    assert spoken_of(since, post, DATED, CALENDAR_YEAR) == {None}
    assert spoken_of(since, record(to="2023-12-31"), DATED, CALENDAR_YEAR) == set()
    assert spoken_of(evolve(since, since=None), record(to="2023-12-31"), DATED, CALENDAR_YEAR) == {None}
    assert spoken_of(years, record(year=Num(2023, 2024)), TOLD, CALENDAR_YEAR) == {2023, 2024}
    assert spoken_of(years, record(), TOLD, CALENDAR_YEAR) == {2022, 2023, 2024, 2025}
    assert spoken_of(since, record(year=point(2020)), TOLD, CALENDAR_YEAR) == {None}
    for entity in (None, Entity("notices", {})):
        assert spoken_of(years, post, entity, CALENDAR_YEAR) == {2022, 2023, 2024, 2025}
        assert spoken_of(since, post, entity, CALENDAR_YEAR) == {None}
