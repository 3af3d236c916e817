"""On which facts of a unit sources differ: each by its path, with what each source said, and when."""

from __future__ import annotations

import datetime
from typing import Any

from attrs import evolve

from facts.town import read_town
from policy_rules.errors import Place
from policy_rules.facts.bound import (
    MAYBE_THERE,
    NO,
    Completeness,
    Entry,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    Source,
    UnitFacts,
)
from policy_rules.facts.differing import Differing, Said, differing, every_differing
from policy_rules.facts.sources_that_differ import as_one, settle
from policy_rules.ruleset.model import Criterion
from policy_rules.values.known import FALSE, TRUE, UNDECIDED, WITHHELD, Num, Value, label, point
from policy_rules.vocabulary import BOOLEAN, Type

TOWN = read_town().vocabulary
GRADES = Type("label", ("poor", "fine"))
MAY = datetime.date(2024, 5, 1)
JUNE = datetime.date(2024, 6, 1)
S, T = Source("s", register="land", date=MAY), Source("t", register="yearbook")


def kind_of(path: str) -> Type:
    attribute = TOWN.attribute(path)
    assert attribute is not None
    return attribute.type


def unit(*, ranked: bool = False, **facts: Any) -> UnitFacts:
    precedence = (Criterion(registers=("land", "yearbook")),) if ranked else ()
    return UnitFacts("u", "", sources={"s": S, "t": T}, precedence=precedence, **facts)


def graded(rule: str) -> Type:
    assert rule == "r"
    return GRADES


def found(told: UnitFacts) -> list[Differing]:
    return list(differing(told, TOWN, graded))


def two(a: int, b: int, **more: Any) -> Entry:
    return as_one([Entry(point(a), "s", **more), Entry(point(b), "t", **more)])


def says(a: Value, b: Value, *, second: bool = True) -> tuple[Said, Said]:
    return Said(S, a, counts=True, on=MAY), Said(T, b, counts=second)


def test_a_value_is_told_by_its_path_and_its_year_or_the_day_from_which_it_stands() -> None:
    trees = kind_of("grounds.trees")
    one, both = says(point(1), point(2)), Num(1, 2)
    for entry, when in (
        (two(1, 2), ""),
        (two(1, 2, year=2023), "2023"),
        (two(1, 2, start=MAY.toordinal()), "2024-05-01"),
        (two(1, 2, start=1), ""),
        (two(1, 2, start=2), "0001-01-02"),
    ):
        given = unit(values={"grounds.trees": (entry, Entry(point(3), "s", year=2025))})
        assert found(given) == [Differing("grounds.trees", "grounds.trees", when, one, both, trees)]
    assert found(unit(values={"grounds.trees": (two(1, 1),)})) == []
    assert found(unit(values={"grounds.nothing": (two(1, 2),)})) == []
    assert found(unit(values={"grounds.trees": (Entry(point(1), "s"),)})) == []


def test_what_goes_before_counts_alone() -> None:
    (one,) = found(unit(ranked=True, values={"grounds.trees": (two(1, 2),)}))
    assert one.said == says(point(1), point(2), second=False) and one.ranked
    (plain,) = found(unit(values={"grounds.trees": (two(1, 2),)}))
    assert not plain.ranked
    unnamed = as_one([Entry(point(1), "x"), Entry(point(2), "")])
    (one,) = found(unit(values={"grounds.trees": (unnamed,)}))
    assert [s.source for s in one.said] == [Source("x"), Source("")]


def test_a_value_that_is_redacted_is_not_told() -> None:
    entities = dict(TOWN.entities)
    trees = evolve(entities["grounds"].attributes["trees"], redact=True)
    attributes = {**entities["grounds"].attributes, "trees": trees}
    entities["grounds"] = evolve(entities["grounds"], attributes=attributes)
    hiding = evolve(TOWN, entities=entities)
    values = {"grounds.trees": (two(1, 2),), "grounds.shade": (two(0, 1),)}
    hidden, shade = differing(unit(values=values), hiding, graded)
    assert (hidden.path, hidden.value) == ("grounds.trees", WITHHELD)
    assert [(s.source, s.value, s.counts, s.on) for s in hidden.said] == [
        (S, WITHHELD, True, MAY),
        (T, WITHHELD, True, None),
    ]
    assert shade.value == Num(0, 1)


def test_figures_and_gradings_are_told_by_their_year_and_who_graded() -> None:
    figures = [ReportedFigure("visitor_share", 2024, point(n), source) for n, source in ((0, "s"), (1, "t"))]
    place, nowhere = Place("a.yaml", 3, 5), Place("", 3, 5)
    gradings = [
        GradingRecord("r", 2024, label("poor"), "b 1", "ann", JUNE.toordinal(), source="s", place=place),
        GradingRecord("r", 2024, label("fine"), "b 1", source="t", place=nowhere, role="chief"),
    ]
    bare = [evolve(g, instance="", grader="bob", role="chief", date=None) for g in gradings]
    told = unit(reported=(as_one(figures),), gradings=(as_one(gradings), as_one(bare)))
    share, grading, other = found(told)
    kind = TOWN.measures["visitor_share"].type
    path = "reported[visitor_share, 2024]"
    said = says(point(0), point(1))
    assert share == Differing(path, "visitor_share", "2024", said, Num(0, 1), kind)
    assert (grading.path, grading.base, grading.when) == ('gradings[r, "b 1", 2024]', "grading(r)", "2024")
    assert grading.type == GRADES and grading.value == as_one(gradings).value
    assert grading.said == (
        Said(S, label("poor"), True, JUNE, "ann", "a.yaml:3:5"),
        Said(T, label("fine"), True, None, "chief", ""),
    )
    assert other.path == "gradings[r, 2024]"
    assert [(s.on, s.by) for s in other.said] == [(MAY, "bob"), (None, "bob")]


def bench(**more: Any) -> RecordFacts:
    day = {"set_up_on": Entry(point(MAY.toordinal()), "t")}
    return RecordFacts("b 1", day, source="t", not_in=("s",), **more)


WHOLE = Completeness("benches", years=(2024,), source="s", date=JUNE.toordinal())


def test_a_record_is_there_or_not_by_those_who_have_it_and_those_whose_list_lacks_it() -> None:
    for there, value in ((MAYBE_THERE, UNDECIDED), (NO, FALSE), ("yes", TRUE)):
        (one,) = found(unit(lists={"benches": (bench(there=there),)}, complete=(WHOLE,)))
        said = (Said(T, TRUE, True), Said(S, FALSE, True, JUNE))
        assert one == Differing('benches["b 1"]', "benches", "", said, value, BOOLEAN)
    (one,) = found(unit(ranked=True, lists={"benches": (bench(),)}, complete=(WHOLE,)))
    assert [s.counts for s in one.said] == [False, True]
    # a search is of the day on which it was made, and not of that of its source
    later = evolve(
        unit(lists={"benches": (bench(),)}, complete=(WHOLE,)),
        sources={"s": S, "t": evolve(T, date=datetime.date(2024, 5, 15))},
        precedence=(Criterion(day="later"),),
    )
    (one,) = found(later)
    assert [s.counts for s in one.said] == [False, True]
    assert settle(later, TOWN).lists["benches"][0].there == NO
    several = evolve(bench(), said_in=("t", "s"))
    (one,) = found(unit(lists={"benches": (several,)}, complete=(WHOLE, evolve(WHOLE, years=(2024, 2025)))))
    assert one.said == (Said(T, TRUE, True), Said(S, TRUE, True, MAY), Said(S, FALSE, True, JUNE))
    for other in (
        evolve(WHOLE, source="t"),
        evolve(WHOLE, list="notices"),
        evolve(WHOLE, of="b 1"),
        evolve(WHOLE, years=(2023,)),
    ):
        assert found(unit(lists={"benches": (bench(),)}, complete=(other,))) == []


def test_what_stands_in_a_record_is_told_by_its_path() -> None:
    cost = {"cost": two(3, 4)}
    repair = RecordFacts("r1", cost, source="t", not_in=("s",))
    outer = RecordFacts("b1", {"width": two(1, 2)}, {"repairs": (repair,)}, source="s")
    whole = Completeness("benches.repairs", of="b1", source="s")
    lists = {"benches": (outer,)}
    width, there, of_cost = found(unit(lists=lists, complete=(whole,)))
    assert (width.path, width.base) == ("benches[b1].width", "benches.width")
    assert width.type == kind_of("benches.width")
    assert (there.path, there.base, there.type) == ("benches[b1].repairs[r1]", "repairs", BOOLEAN)
    assert (of_cost.path, of_cost.base) == ("benches[b1].repairs[r1].cost", "repairs.cost")
    for of, number in (("", 3), ("b2", 2)):
        assert len(found(unit(lists=lists, complete=(evolve(whole, of=of),)))) == number
    assert len(found(unit(lists=lists, complete=(evolve(whole, list="repairs"),)))) == 2


def test_those_of_all_units_bear_the_ids_of_these() -> None:
    one = unit(values={"grounds.trees": (two(1, 2),)})
    units = {"u": one, "v": evolve(one, id="v"), "w": UnitFacts("w", "")}
    told = every_differing(Facts(units), TOWN, graded)
    assert [d.path for d in told] == ["u.grounds.trees", "v.grounds.trees"]
    assert [evolve(d, path="grounds.trees") for d in told] == found(one) * 2
