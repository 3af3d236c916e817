"""Readings of a place, which decisions settle what, which differing facts a rule reads: piece by piece."""

from __future__ import annotations

import datetime
from copy import copy
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

import policy_rules as pr
from policy_rules.core import nodes as core
from policy_rules.core.nodes import NOT_APPLICABLE, SATISFIED, VIOLATED
from policy_rules.errors import FactsError
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.decided import Decided, _settled
from policy_rules.reference.differing_facts import _looked_at, differing_of, read_by
from policy_rules.reference.places import Organ, PlaceReadings, Reading, _possible
from policy_rules.values.known import Num, Value, label, point
from policy_rules.vocabulary import BOOLEAN, Attribute, Parameter, Type
from reference.garden import GARDEN
from use.test_places import TOWNS, town

DAY = datetime.date(2025, 3, 1)
ANY: Any = None
"""What nothing is asked of here."""
OPEN = {"counted": "parameters.organs_counted", "gradings": "parameters.whose_gradings"}
EAST, WEST = {"kind": "library"}, {"kind": "council"}


def place(facts: dict[str, Any], settings: dict[str, str] | None = None) -> PlaceReadings:
    asked = TOWNS.assess(facts, "town", as_of=DAY, year=2024)
    told = {f"parameters.{name}": value for name, value in (settings or {}).items()}
    found: Any = asked.what_if(told).after if told else asked
    return PlaceReadings.of(found.program, found.view)


def organs(reading: Reading) -> list[tuple[str, bool]]:
    return [(organ.id, organ.view is not None) for organ in reading.organs]


def drawn(of: list[str], date: str, year: int = 2024) -> dict[str, Any]:
    return {"samples": [{"for": year, "organs": of, "by": "clerk", "date": date}]}


def test_each_open_key_doubles_the_readings_and_names_its_parameter() -> None:
    facts = town({"east": EAST, "west": WEST}, whole=False)
    found = place(facts)
    assert found.parameters == OPEN
    assert [(r.sample, r.of_place) for r in found.readings] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]
    one = place(facts, {"organs_counted": "sample"})
    assert one.parameters == {"gradings": OPEN["gradings"]}
    assert [(r.sample, r.of_place) for r in one.readings] == [(True, False), (True, True)]
    both = place(facts, {"organs_counted": "all", "whose_gradings": "place"})
    assert both.parameters == {}
    assert [(r.sample, r.of_place) for r in both.readings] == [(False, True)]


def test_what_is_declared_is_one_reading_without_a_parameter() -> None:
    assert _possible("all", "counted", ANY) == (("all",), "")
    assert _possible("place", "gradings", ANY) == (("place",), "")


def test_a_place_is_judged_by_no_ruleset_that_does_not_say_how_findings_are_joined() -> None:
    """Facts that another ruleset bound are not bound again: nothing is assumed of how organs count."""
    asked = place(town({"east": EAST}))
    program = TOWNS.assess(town({"east": EAST}), "town", as_of=DAY, year=2024).program
    silent = Program(evolve(program.model, places=None), program.rules, program.by_id)
    with pytest.raises(FactsError) as caught:
        PlaceReadings.of(silent, asked.view)
    told = "`town` is a place, and the ruleset does not say how findings of organs are joined"
    hint = "declare `places: {counted: …, gradings: …}` in ruleset.yaml"
    assert str(caught.value) == f"{told}\n  hint: {hint}"


def test_of_a_parameter_that_is_open_only_the_words_that_it_has_are_possible() -> None:
    def words(*labels: str, key: str = "counted", values: Any = ()) -> tuple[tuple[str, ...], str]:
        view = copy(place(town({"east": EAST})).view)
        declared = {"x": Parameter("x", Type("label", labels), values=values)}
        view.vocabulary = evolve(view.vocabulary, parameters=declared)
        return _possible("parameters.x", key, view)

    assert words("sample", "all") == (("all", "sample"), "parameters.x")
    assert words("sample") == (("sample",), "")
    assert words("place", "each", key="gradings") == (("each", "place"), "parameters.x")
    # as it stands on the day that is asked about, which is 2025-03-01
    set_on = [(datetime.date(2025, 3, day).toordinal(), label("sample")) for day in (1, 2)]
    assert words("sample", "all", values=(set_on[0],)) == (("sample",), "")
    assert words("sample", "all", values=(set_on[1],)) == (("all", "sample"), "parameters.x")


def test_what_is_missing_is_the_list_of_organs_or_the_sample() -> None:
    for whole in (True, False):
        every, _, sample, _ = place(town({"east": EAST, "west": WEST}, whole=whole)).readings
        for reading in (every, sample):
            assert organs(reading) == [("east", True), ("west", True)]
            assert reading.whole is whole
        assert (every.drawn, sample.drawn) == (True, False)
        assert every.missing(2024) == ("" if whole else "complete(organs)")
        assert sample.missing(2024) == "samples[2024]"


@pytest.mark.parametrize(
    ("sample", "counts"),
    [
        (drawn(["west", "north"], "2025-03-01"), True),
        (drawn(["west", "north"], "2025-03-02"), False),  # after the day that is asked about
        (drawn(["west", "north"], "2024-12-01", 2023), False),
    ],
)
def test_a_sample_counts_once_it_was_drawn_for_the_year(sample: dict[str, Any], counts: bool) -> None:
    readings = place(town({"east": EAST, "west": WEST}, sample, whole=False)).readings
    assert [(r.sample, r.of_place) for r in readings] == [
        (False, False),
        (False, True),
        (True, False),
        (True, True),
    ]
    *_, reading = readings
    assert reading.drawn is counts
    if counts:  # of an organ that was drawn nothing need be told; and no other counts
        assert organs(reading) == [("west", True), ("north", False)]
        assert reading.whole and not reading.missing(2024)


YES, NO = (SATISFIED, SATISFIED), (NOT_APPLICABLE, NOT_APPLICABLE)
BROKEN, OPEN_TO = (VIOLATED, VIOLATED), (NOT_APPLICABLE, VIOLATED)
SEEN = Organ("east", ANY), Organ("west", ANY)


def by(reading: Reading, **found: tuple[int, int]) -> tuple[int, int]:
    def of(organ: str, regraded: bool) -> tuple[int, int]:
        assert regraded is reading.of_place
        return found[organ]

    return PlaceReadings(ANY, (reading,), {}).by(reading, found.pop("own", NO), of)


def test_a_place_is_as_bad_as_its_worst_organ_and_as_what_may_be_besides() -> None:
    view: UnitView = SimpleNamespace()  # type: ignore[assignment]
    two = (Organ("east", view), Organ("west", view))
    every = Reading(sample=False, of_place=True, organs=two)
    assert by(every, east=YES, west=NO) == YES
    assert by(every, east=YES, west=BROKEN) == BROKEN
    assert by(every, east=YES, west=YES, own=BROKEN) == BROKEN
    assert by(every, east=YES, west=OPEN_TO) == (SATISFIED, VIOLATED)
    assert by(Reading(False, False, two, whole=False), east=YES, west=YES) == (SATISFIED, VIOLATED)
    # each may be in the sample that was not told of
    assert by(Reading(True, False, two, drawn=False), east=BROKEN, west=YES) == OPEN_TO
    assert by(Reading(True, False, two, drawn=False), east=YES, west=YES) == (NOT_APPLICABLE, SATISFIED)
    # of one that was drawn nothing is told
    assert by(Reading(True, False, (Organ("north", None),))) == OPEN_TO


# -- decisions -------------------------------------------------------------------------------------


def decision(name: str, value: Value, *, named: bool = False) -> Any:
    settles = {"limit": Parameter("limit", Type("number"), per_rule=True, rule_values={"r": value})}
    return SimpleNamespace(id=name, settles=settles, named={("limit", "r")} if named else set())


def test_what_is_set_for_a_rule_stays_possible_beside_a_decision_that_may_not_count() -> None:
    before = Parameter("limit", Type("number"), per_rule=True, rule_values={"r": point(9), "s": point(1)})
    a, b = decision("a", point(5)), decision("b", point(7), named=True)
    for about, value, deciding in (
        ([(a, False)], Num(5, 9), (a,)),
        ([(a, True)], point(5), (a,)),
        ([(a, True), (b, True)], point(7), (b,)),  # the one that names the rule is nearer
        ([(a, True), (b, False)], Num(5, 7), (a, b)),
        ([(a, False), (b, False)], Num(5, 9), (a, b)),
    ):
        found: dict[Any, Any] = {}
        assert _settled(before, about, found).rule_values == {"s": point(1), "r": value}
        assert found == {("limit", "r"): deciding}


def test_what_is_set_for_all_stays_possible_beside_a_decision_that_may_not_count() -> None:
    def limit(value: int) -> Parameter:
        return Parameter("limit", Type("number"), values=((0, point(value)),))

    one: Any = SimpleNamespace(id="a", settles={"limit": limit(5)}, named=set())
    for sure, value in ((True, point(5)), (False, Num(5, 9))):
        found: dict[Any, Any] = {}
        assert _settled(limit(9), [(one, sure)], found).values == ((0, value),)
        assert found == {("limit", ""): (one,)}


def test_a_rule_without_a_value_of_its_own_is_decided_as_all_are() -> None:
    one, other = (decision(name, point(1)) for name in "ab")
    found = Decided(ANY, {("shared", ""): (one,), ("limit", "r"): (other,)})
    assert found.on("shared", "r") == found.on("shared", "") == (one,)
    assert found.on("limit", "r") == (other,)
    assert found.on("limit", "s") == found.on("limit", "") == ()


# -- facts on which sources differ -----------------------------------------------------------------


def test_a_rule_reads_what_differs_by_attribute_list_and_grading() -> None:
    day = core.Const(Type("date"), point(1))
    trees = [
        core.Read(BOOLEAN, "grounds.open", day),
        core.Records(BOOLEAN, "benches"),
        core.Field(BOOLEAN, "b", Attribute("width", Type("number"))),
        core.Reported(BOOLEAN, "rank", day),
        core.Graded(BOOLEAN, "r", day),
    ]
    bases = {
        "grounds.open": True,
        "grounds.shade": False,
        "benches": True,
        "benches.width": True,
        "benches.colour": False,
        "notices": False,
        "notices.width": False,
        "rank": True,
        "share": False,
        "grading(r)": True,
        "grading(s)": False,
    }
    found: Any = [SimpleNamespace(base=base) for base in bases]
    assert [d.base for d in read_by(found, trees)] == [base for base, read in bases.items() if read]
    assert read_by(iter(found), iter(trees)) == read_by(found, trees)
    assert read_by([], trees) == read_by(found, []) == ()


def test_beside_a_unit_its_organs_and_all_units_below_are_looked_at() -> None:
    def unit(name: str, parent: str = "", organ_of: str = "", *, withheld: bool = False) -> Any:
        return SimpleNamespace(id=name, parent=parent, organ_of=organ_of, withheld=withheld)

    units = [
        unit("deeper", "below"),
        unit("above"),
        unit("asked", "above"),
        unit("organ", organ_of="asked"),
        unit("below", "asked"),
        unit("untold", "asked", withheld=True),
        unit("beside", "above"),
    ]
    facts: Any = SimpleNamespace(units={each.id: each for each in units})
    assert [each.id for each in _looked_at(facts, "asked")] == ["asked", "organ", "below", "deeper"]


def test_what_differs_in_another_unit_bears_its_id() -> None:
    def bench(width: int) -> dict[str, Any]:
        said = [{"value": width, "source": "s"}, {"value": 3, "source": "t"}]
        return {"benches": [{"id": "b1", "set_up_on": "2024-05-01", "width": {"told": said}}]}

    sources = {"sources": {"s": {"title": "x"}, "t": {"title": "y"}}}
    graded = [
        {"rule": "tidy", "for": 2024, "value": v, "source": s} for v, s in (("fair", "s"), ("tidy", "t"))
    ]
    below = {"unit": {"id": "south", "parent": "north"}, "gradings": graded, **bench(2)}
    beside = {"unit": {"id": "beside"}, **bench(1)}
    units = [{"unit": {"id": "north"}, **bench(1)}, below, beside]
    facts = GARDEN.bind(pr.load_facts({**sources, "units": units}))
    width = "benches[b1].width"
    found = differing_of(facts, "north", GARDEN.model)
    assert [d.path for d in found] == [width, f"south.{width}", "south.gradings[tidy, 2024]"]
    assert [d.base for d in found] == ["benches.width", "benches.width", "grading(tidy)"]
    assert [d.value for d in found[:2]] == [Num(1, 3), Num(2, 3)]
    assert found[2].type.labels == ("untidy", "fair", "tidy")
    assert [d.path for d in differing_of(facts, "south", GARDEN.model)] == [width, "gradings[tidy, 2024]"]
