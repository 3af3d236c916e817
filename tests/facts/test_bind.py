"""Facts become the values of the domain, each with its source, day and place."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.documents import parse_yaml
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind, check_bound
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import INF, MAYBE, NULL_LABEL, TRUE, Labels, Num, label, point
from policy_rules.values.periods import Periods

HERE = Path(__file__).parent


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


@pytest.fixture(scope="module")
def town() -> RulesetModel:
    return read_town()


@pytest.fixture(scope="module")
def north(town: RulesetModel) -> UnitFacts:
    facts = bind(load_facts(HERE / "good" / "north.yaml"), town)
    assert list(facts.units) == ["north", "bench-club"]
    assert facts.units["bench-club"].parent == "north"
    return facts.units["north"]


def test_the_unit_and_its_sources(north: UnitFacts) -> None:
    assert (north.id, north.name, north.parent, north.constructed) == ("north", "North Park", "", True)
    assert north.sources["s1"].known_on == datetime.date(2025, 1, 10)
    assert north.sources["s1"].quote == "thirty trees"
    assert [(e.year, e.value) for e in north.values["unit.level"]] == [
        (2023, label("district")),
        (2024, label("park")),
    ]
    assert north.values["unit.has_playground"][0].value == TRUE


def test_values_by_day_are_in_order_with_their_sources(north: UnitFacts) -> None:
    assert [(e.start, e.value, e.source) for e in north.values["grounds.trees"]] == [
        (day("2020-01-01"), Num(20, 10000), "s1"),
        (day("2024-06-01"), point(30), "s1"),
        (day("2024-12-01"), point(31), "s2"),
    ]
    assert north.values["grounds.trees"][2].place.line == 8


def test_partly_known_and_null_values(north: UnitFacts) -> None:
    assert north.values["grounds.shade"][0].value == Num(Fraction(1, 8), Fraction(2, 5))
    assert north.values["grounds.motto"][0].value == NULL_LABEL


def test_records_inherit_sources_and_get_ids(north: UnitFacts) -> None:
    first, second = north.lists["benches"]
    assert (first.id, second.id) == ("b1", "#2")
    assert first.values["set_up_on"].value == point(day("2001-02-03"))
    assert first.values["removed_on"].value == Num(day("2020-01-01"), day("2020-01-01"), MAYBE)
    assert first.values["material"].value == Labels(frozenset({"wood", "iron"}))
    assert first.values["width"].value == Num(Fraction(5, 4), 5)
    assert [first.values[name].source for name in ("set_up_on", "material")] == ["s2", "s1"]
    repairs = first.lists["repairs"]
    assert [(r.id, r.values["cost"].value, r.source) for r in repairs] == [
        ("#1", point(Fraction(25, 2)), "s2"),
        ("r9", point(Fraction(33, 100)), "s1"),
    ]


def test_completeness(north: UnitFacts) -> None:
    assert [(c.list, c.of, c.years, c.date == day("2025-01-02")) for c in north.complete] == [
        ("benches", "", (2023, 2024), True),
        ("benches.repairs", "b1", (2024,), True),
        ("notices", "", (), True),
        ("units_under", "", (2024,), True),
    ]


def test_figures_are_as_wide_as_their_rounding(north: UnitFacts) -> None:
    assert [(r.measure, r.year, r.value) for r in north.reported if not r.of] == [
        ("bench_count", 2024, Num(0, 3)),
        ("visitor_share", 2024, Num(Fraction(795, 1000), Fraction(805, 1000))),
        ("visitor_share", 2023, Num(Fraction(994, 1000), 1)),
        ("grade", 2024, Labels(frozenset({"fair", "fine"}))),
    ]


def test_exceptions_and_gradings(north: UnitFacts) -> None:
    assert [(e.rule, e.instance, e.value, e.until) for e in north.exceptions] == [
        ("or-1-s3", "", None, day("2024-12-31")),
        ("or-1-s2", "b1/r9", point(20), None),
        ("or-end-s1", "or-11-s2", None, None),
    ]
    grading = north.gradings[0]
    assert (grading.value, grading.year, grading.date) == (
        Labels(frozenset({"poor", "fine"})),
        2024,
        day("2025-02-01"),
    )


def test_entries_say_who_gave_them_when_and_on_what(north: UnitFacts) -> None:
    first, second = north.entries
    assert (first.scorer, first.role, first.date, first.evidence, first.reason) == (
        "an inspector",
        "assessor",
        datetime.date(2025, 1, 20),
        "note 3",
        "clear",
    )
    assert [(e.entry, e.instance, e.year, e.value, e.replaces, e.source) for e in (first, second)] == [
        ("manner", "b1", 2024, point(Fraction(3, 2)), False, "s1"),
        ("manner", "b1", 2024, Num(1, INF), True, "s2"),
    ]


def test_corrections_answer_each_other_and_move_or_set_an_item(north: UnitFacts) -> None:
    assert [(c.id, c.kind, c.item, c.about, c.change, c.value, c.grade) for c in north.corrections] == [
        ("c1", "feedback", "d2", "", None, None, ""),
        ("c2", "objection", "", "c1", None, None, ""),
        ("c3", "decision", "", "c2", Num(Fraction(1, 2), 2), None, ""),
        ("c4", "decision", "d2", "benches[b1]", None, point(Fraction(7, 2)), ""),
        ("c5", "approval", "", "", None, point(88), "fine"),
        ("c6", "verified", "", "c1", None, None, ""),
    ]
    first, fourth = north.corrections[0], north.corrections[3]
    assert (first.year, first.by, first.role, first.date) == (
        2024,
        "lead office",
        "assessor",
        datetime.date(2025, 2, 3),
    )
    assert (first.evidence, first.source, first.until) == ("file 7", "s1", None)
    assert (fourth.year, fourth.until, fourth.reason) == (None, datetime.date(2025, 12, 31), "heard")


def test_successions_say_what_they_carry(north: UnitFacts) -> None:
    merged, renamed = north.succession
    assert (merged.predecessor, merged.kind, merged.on, merged.carries) == (
        "north-field",
        "merged",
        day("2023-06-01"),
        ("bench_count",),
    )
    assert [(f.year, f.source) for f in merged.figures] == [(2022, "s1"), (2023, "s2")]
    assert (renamed.carries, renamed.source, renamed.figures[0].source) == (("all",), "s2", "s2")


def test_json_and_python_data_say_the_same_as_yaml(town: RulesetModel, tmp_path: Path) -> None:
    text = (
        "unit: {id: a}\ngrounds: {trees: 4, shade: 12.5%}\nbenches: [{id: b1, width: 0.10, removed_on: null}]"
    )
    data = {
        "unit": {"id": "a"},
        "grounds": {"trees": 4, "shade": "12.5%"},
        "benches": [{"id": "b1", "width": 0.1, "removed_on": None}],
    }
    exact = {**data, "benches": [{"id": "b1", "width": Decimal("0.10"), "removed_on": None}]}
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(data, indent="\t"), "utf-8")
    (yaml_tree,), _ = parse_yaml(text, "facts.yaml")
    found = [
        bind(load_facts(given), town).units["a"]  # type: ignore[arg-type]
        for given in (yaml_tree, data, exact, path, str(path), tmp_path, [data])
    ]
    assert all((u.values, u.lists) == (found[0].values, found[0].lists) for u in found)
    assert found[0].lists["benches"][0].values["width"].value == point(Fraction(1, 10))


def test_a_file_of_several_units_shares_its_sources(town: RulesetModel) -> None:
    raw = load_facts(
        {
            "sources": {"s1": {"title": "Survey"}},
            "source": "s1",
            "units": [
                {"unit": {"id": "a"}, "grounds": {"trees": 1}},
                {
                    "unit": {"id": "b"},
                    "sources": {"s2": {}},
                    "grounds": {"trees": {"value": 2, "source": "s2"}},
                },
            ],
        }
    )
    units = bind(raw, town).units
    assert units["a"].values["grounds.trees"][0].source == "s1"
    assert units["b"].values["grounds.trees"][0].source == "s2"


def test_examples_may_leave_out_what_they_do_not_show(town: RulesetModel) -> None:
    given = {
        "grounds": {"trees": {"value": 3, "source": "s7"}},
        "complete": [{"list": "notices"}, {"list": "benches", "for": 2024}],
        "units": [{"unit": {"id": "other", "level": "park"}}],
    }
    facts = bind(load_facts(given), town, lenient=True)
    assert list(facts.units) == ["example", "other"]
    assert [(c.list, c.years, c.date) for c in facts.units["example"].complete] == [
        ("notices", (), None),
        ("benches", (2024,), None),
    ]
    with pytest.raises(FactsError):
        bind(load_facts(given), town)


def test_a_vocabulary_alone_is_enough(town: RulesetModel) -> None:
    raw = load_facts({"unit": {"id": "a"}, "exceptions": []})
    assert list(bind(raw, town.vocabulary).units) == ["a"]
    graded = load_facts(
        {"unit": {"id": "a"}, "gradings": [{"rule": "or-1-s3", "for": 2024, "value": "fine"}]}
    )
    assert bind(graded, town.vocabulary, town.rules).units["a"].gradings[0].year == 2024


def test_the_rules_given_are_those_that_can_be_named(town: RulesetModel) -> None:
    graded = load_facts(
        {"unit": {"id": "a"}, "gradings": [{"rule": "or-1-s3", "for": 2024, "value": "fine"}]}
    )
    with pytest.raises(FactsError, match="`or-1-s3` is no rule"):
        bind(graded, town, {})


@pytest.mark.parametrize(
    ("trees", "level", "expected"),
    [
        ({"at_least": 5, "at_most": 5}, {"at_least": "park", "at_most": "park"}, (point(5), label("park"))),
        ({"at_most": 5}, {"at_least": "district"}, (Num(0, 5), Labels(frozenset({"district", "town"})))),
        (
            {"at_least": 0},
            {"at_most": "town"},
            (Num(0, 10000), Labels(frozenset({"park", "district", "town"}))),
        ),
    ],
)
def test_intervals(town: RulesetModel, trees: object, level: object, expected: tuple[Num, Labels]) -> None:
    raw = load_facts({"unit": {"id": "a", "level": level}, "grounds": {"trees": trees}})
    values = bind(raw, town).units["a"].values
    assert (values["grounds.trees"][0].value, values["unit.level"][0].value) == expected


def test_missing_values_are_unbounded_where_the_type_is(town: RulesetModel) -> None:
    raw = load_facts({"unit": {"id": "a"}, "benches": [{"id": "b", "repairs": [{"cost": {"at_least": 2}}]}]})
    cost = bind(raw, town).units["a"].lists["benches"][0].lists["repairs"][0].values["cost"].value
    assert cost == Num(2, INF)


def test_an_exception_to_the_rule_of_a_default_day_that_names_no_task_is_remarked_on():
    told = {"rule": "or-end-s1", "reason": "r", "approved_by": "a", "date": "2024-01-01"}
    unit = {"id": "north", "level": "park"}
    found = bind(load_facts({"unit": unit, "exceptions": [told]}), read_town())
    (note,) = found.notes
    assert note.startswith("`north`: the exception to `or-end-s1` names no task and lifts the day of none")
    assert note.endswith("write `instance: <id of the task>` to lift the day of one")
    found = bind(load_facts({"unit": unit, "exceptions": [told | {"instance": "or-11-s2"}]}), read_town())
    assert found.notes == ()


def test_the_unit_of_an_example_that_names_none_is_a_unit_like_any_other(town: RulesetModel) -> None:
    unit = bind(load_facts({"grounds": {"trees": 3}}), town, lenient=True).units["example"]
    assert (unit.id, unit.name, unit.parent, unit.organ_of) == ("example", "example", "", "")
    assert not unit.is_place
    assert not unit.constructed


def test_facts_bear_the_digest_of_the_ruleset_and_go_with_no_other(town: RulesetModel) -> None:
    raw = load_facts({"unit": {"id": "a"}})
    one, other, new = (evolve(town, digest=digest) for digest in ("1", "2", ""))
    facts = bind(raw, one)
    assert (facts.ruleset, bind(raw, town.vocabulary).ruleset) == ("1", "")
    assert check_bound(facts, one) is facts
    assert check_bound(facts, new) is facts  # a ruleset that is not read from files has none
    assert check_bound(bind(raw, new), one).ruleset == ""
    with pytest.raises(FactsError) as caught:
        check_bound(facts, other)
    (fault,) = caught.value.faults
    assert fault.what == "the facts are bound to another ruleset than `town`, or to an earlier state of it"
    assert fault.hint == "give them as they were read (`load_facts`), or bind them anew"


def test_what_is_told_by_years_and_by_days_is_joined_in_the_years_of_the_ruleset(town: RulesetModel) -> None:
    july = Periods("year", day("2024-07-01"), 12)
    model = evolve(town, vocabulary=evolve(town.vocabulary, year=july))
    told = [
        {"value": {"2024": "10%"}, "source": "s1"},
        {"value": {"2024-10-01": "20%"}, "source": "s2"},
    ]
    given = {"unit": {"id": "a"}, "sources": {"s1": {}, "s2": {}}, "grounds": {"shade": {"told": told}}}
    entries = bind(load_facts(given), model).units["a"].values["grounds.shade"]
    ten, twenty = Fraction(1, 10), Fraction(1, 5)
    assert [(e.start, e.value) for e in entries] == [
        (day("2024-07-01"), point(ten)),
        (day("2024-10-01"), Num(ten, twenty)),
        (day("2025-07-01"), point(twenty)),
    ]


def test_a_unit_of_which_nothing_is_declared_has_no_attributes(town: RulesetModel) -> None:
    entities = {name: e for name, e in town.vocabulary.entities.items() if name != "unit"}
    bare = evolve(town.vocabulary, entities=entities)
    assert bind(load_facts({"unit": {"id": "a"}}), bare).units["a"].values == {}
    with pytest.raises(FactsError) as caught:
        bind(load_facts({"unit": {"id": "a", "level": "park"}}), bare)
    (fault,) = caught.value.faults
    assert (fault.what, fault.hint) == ("`unit` has no attribute `level`", "attributes: none")


def test_places_widen_a_figure_whatever_its_measure_is_declared_with(town: RulesetModel) -> None:
    """A share declared with one place may be printed with two; a count stays whole however it is printed."""
    measures = dict(town.vocabulary.measures)
    share = measures["visitor_share"]
    measures["visitor_share"] = evolve(share, type=evolve(share.type, places=1))
    vocabulary = evolve(town.vocabulary, measures=measures)

    def figure(measure: str, value: object, **places: int) -> object:
        told = {"measure": measure, "for": 2024, "value": value, **places}
        unit = bind(load_facts({"unit": {"id": "a"}, "reported": [told]}), vocabulary).units["a"]
        return unit.reported[0].value

    assert figure("visitor_share", "80.25%", places=2) == Num(Fraction(80245, 10**5), Fraction(80255, 10**5))
    assert figure("bench_count", 4, places=1) == point(4)
    with pytest.raises(FactsError, match=r"`4\.5` is not a whole number, which `bench_count` needs"):
        figure("bench_count", "4.5", places=1)
    with pytest.raises(
        FactsError, match=r"`80\.25%`"
    ):  # finer than it is declared, nobody says how it was printed
        figure("visitor_share", "80.25%")
