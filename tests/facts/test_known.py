"""What was known by a day: one source is known in January, one in March, and some facts tell of none."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from attrs import evolve

import policy_rules as pr
from facts.town import read_town
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import (
    Completeness,
    CorrectionRecord,
    Entry,
    EntryRecord,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    SampleRecord,
    Source,
    UnitFacts,
)
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.known_by import known_by
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.model import RulesetModel
from policy_rules.testing.choices import Seeded
from policy_rules.testing.facts import FactsWriter, question, view_of
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.thresholds import thresholds
from policy_rules.values.known import Num, label, point
from thinned import thinned

BEFORE = datetime.date(2025, 1, 9)
JANUARY, MARCH = datetime.date(2025, 1, 31), datetime.date(2025, 3, 31)
SOURCES = {
    "jan": {"title": "Yearbook", "known_on": "2025-01-10"},
    "mar": {"title": "Audit", "known_on": "2025-03-10"},
    "never": {"title": "A letter"},
}


@pytest.fixture(scope="module")
def town() -> RulesetModel:
    return read_town()


def seen(town: RulesetModel, day: datetime.date, **given: object) -> tuple[UnitFacts, str]:
    """The unit as known by the day, and the note on what bears none."""
    facts = known_by(bind(load_facts({"unit": {"id": "u"}, "sources": SOURCES, **given}), town), day)
    return facts.units["u"], "; ".join(facts.notes)


@pytest.mark.parametrize(
    ("source", "before", "january", "march"),
    [("jan", 0, 1, 1), ("mar", 0, 0, 1), ("never", 0, 0, 0)],
)
def test_the_source_of_the_file_reaches_every_kind_of_fact(
    town: RulesetModel, source: str, before: int, january: int, march: int
) -> None:
    """Statements made on a day of their own bear one before all of these; the source decides."""
    made, on = {"date": "2024-02-01"}, {"for": 2024, "date": "2024-02-01"}
    given = {
        "source": source,
        "unit": {"id": "u", "level": "park"},
        "grounds": {"trees": {2023: 1, 2024: 2}, "motto": None},
        "benches": [{"id": "b1", "width": 2, "repairs": [{"id": "r1", "cost": 3}]}],
        "complete": [{"list": "notices", "by": "x", **made}],
        "reported": [{"measure": "bench_count", "for": 2024, "value": 1}],
        "exceptions": [{"rule": "or-1-s3", "reason": "x", "approved_by": "x", **made}],
        "gradings": [{"rule": "or-1-s3", "value": "fine", **on}],
        "entries": [{"entry": "e", "value": 1, **on}],
        "corrections": [{"id": "c", "kind": "feedback", "item": "i", **made}],
        "succession": [
            {
                "from": "old",
                "kind": "renamed",
                "on": "2024-02-01",
                "figures": [{"measure": "grade", "for": 2022, "value": "fine"}],
            }
        ],
    }
    for day, expected in ((BEFORE, before), (JANUARY, january), (MARCH, march)):
        unit, _ = seen(town, day, **given)
        assert set(unit.sources) == {"never", *["jan"] * (day > BEFORE), *["mar"] * (day == MARCH)}
        undated = source == "never"  # then the day on which a statement was made decides
        assert len(unit.values) == 3 * expected
        assert len(unit.lists["benches"]) == expected
        assert [len(b.lists["repairs"]) for b in unit.lists["benches"]] == [1] * expected
        assert len(unit.reported) == 2 * expected
        for kind in ("complete", "exceptions", "gradings", "entries", "corrections", "succession"):
            assert len(getattr(unit, kind)) == (1 if undated else expected), kind


def test_a_statement_is_not_known_before_the_day_on_which_it_was_made(town: RulesetModel) -> None:
    late = {"for": 2024, "date": "2025-02-15"}
    given = {
        "source": "jan",
        "complete": [{"list": "notices", "by": "x", "date": "2025-02-15"}],
        "gradings": [{"rule": "or-1-s3", "value": "fine", **late}],
        "entries": [{"entry": "e", "value": 1, **late}],
        "corrections": [{"id": "c", "kind": "feedback", "item": "i", **late}],
        # an exception may be known before it begins
        "exceptions": [{"rule": "or-1-s3", "reason": "x", "approved_by": "x", "date": "2025-02-15"}],
    }
    unit, note = seen(town, JANUARY, **given)
    assert (unit.complete, unit.gradings, unit.entries, unit.corrections) == ((), (), (), ())
    assert len(unit.exceptions) == 1
    assert note == ""


def test_what_bears_no_day_is_left_out_and_named(town: RulesetModel) -> None:
    unit, note = seen(
        town,
        JANUARY,
        grounds={"trees": 3, "motto": {"value": None, "source": "never"}},
        gradings=[{"rule": "or-1-s3", "for": 2024, "value": "fine"}],
        entries=[{"entry": "e", "for": 2024, "value": 1}],
        reported=[{"measure": "bench_count", "for": 2024, "value": 1}],
        benches=[
            {"id": "b1", "width": 1},
            {"id": "b2", "source": "jan", "width": {"value": 2, "source": "never"}},
        ],
    )
    assert unit.values == {}
    assert (unit.gradings, unit.entries, unit.reported) == ((), (), ())
    assert [(b.id, dict(b.values)) for b in unit.lists["benches"]] == [("b2", {})]
    assert note == (
        "as known by 2025-01-31, 7 facts are left out, since nothing tells when they became known "
        "(`known_on` of a source): `u`: benches[b1]; `u`: benches[b2].width; `u`: grounds.trees; "
        "`u`: grounds.motto; `u`: figure of bench_count for 2024; `u`: grading of or-1-s3 for 2024; "
        "and 1 more"
    )


UNDATED: list[tuple[str, dict[str, Any]]] = [
    ("grading of or-1-s3 for 2024", {"gradings": (GradingRecord("or-1-s3", 2024, label("fine")),)}),
    ("figure of visitor_share for 2024", {"reported": (ReportedFigure("visitor_share", 2024, point(1)),)}),
    ("entry manner for 2024", {"entries": (EntryRecord("manner", point(1), year=2024),)}),
    ("correction c1", {"corrections": (CorrectionRecord("c1", "feedback"),)}),
    ("sample of organs for 2024", {"samples": (SampleRecord(2024, ("a",)),)}),
    ("complete(benches)", {"complete": (Completeness("benches"),)}),
    ("grounds.trees", {"values": {"grounds.trees": (Entry(point(1)),)}}),
    ("grounds.trees for 2024", {"values": {"grounds.trees": (Entry(point(1), year=2024),)}}),
    ("benches[b1]", {"lists": {"benches": (RecordFacts("b1", {}),)}}),
]


@pytest.mark.parametrize(("name", "given"), UNDATED, ids=[name for name, _ in UNDATED])
def test_each_kind_of_what_bears_no_day_is_named(name: str, given: dict[str, Any]) -> None:
    unit = UnitFacts("u", "", **given)
    found = known_by(Facts({"u": unit}), JANUARY, read_town().vocabulary)
    told = "1 fact is left out, since nothing tells when they became known (`known_on` of a source)"
    assert found.notes == (f"as known by 2025-01-31, {told}: `u`: {name}",)
    left = found.units["u"]
    assert not any((left.gradings, left.reported, left.entries, left.corrections, left.samples))
    assert not any((left.complete, left.values, *left.lists.values()))


def test_a_record_is_known_once_anything_in_it_is(town: RulesetModel) -> None:
    bench = {
        "id": "b1",
        "source": "mar",
        "width": 1,
        "material": {"value": "wood", "source": "jan"},
        "repairs": [{"id": "r1", "cost": 1}],
    }
    (early,) = seen(town, JANUARY, benches=[bench])[0].lists["benches"]
    assert (set(early.values), early.lists["repairs"], early.source) == ({"material"}, (), "")
    (late,) = seen(town, MARCH, benches=[bench])[0].lists["benches"]
    assert (set(late.values), len(late.lists["repairs"]), late.source) == ({"material", "width"}, 1, "mar")


COMPLETE = [{"list": "benches", "for": 2024, "by": "x", "date": "2025-01-05", "source": "jan"}]


def test_a_list_was_complete_then_though_a_record_is_found_later(town: RulesetModel) -> None:
    benches = [{"id": "b1", "source": "jan", "width": 1}, {"id": "b2", "source": "mar", "width": 1}]
    unit, note = seen(town, JANUARY, benches=benches, complete=COMPLETE)
    assert [b.id for b in unit.lists["benches"]] == ["b1"]
    assert len(unit.complete) == 1
    assert note == ""


def test_a_list_with_a_record_that_may_have_been_known_is_not_said_to_be_complete(town: RulesetModel) -> None:
    benches = [{"id": "b1", "source": "jan", "width": 1}, {"id": "b2", "width": 1}]
    unit, note = seen(town, JANUARY, benches=benches, complete=COMPLETE)
    assert [b.id for b in unit.lists["benches"]] == ["b1"]
    assert unit.complete == ()
    assert "1 fact is left out" in note


def test_of_an_inner_list_only_the_record_concerned_is_open(town: RulesetModel) -> None:
    benches = [
        {
            "id": "b1",
            "source": "jan",
            "width": 1,
            "repairs": [{"id": "r1", "cost": {"value": 1, "source": "never"}}],
        },
        {"id": "b2", "source": "jan", "width": 1},
    ]
    benches[0]["repairs"][0]["source"] = "never"  # type: ignore[index]
    said = {"for": 2024, "by": "x", "date": "2025-01-05", "source": "jan", "list": "benches.repairs"}
    unit, _ = seen(town, JANUARY, benches=benches, complete=[{**said, "of": id} for id in ("b1", "b2")])
    assert [c.of for c in unit.complete] == ["b2"]
    unit, _ = seen(town, JANUARY, benches=benches, complete=[said])
    assert unit.complete == ()


def test_a_value_that_may_have_ended_an_earlier_one_leaves_it_open(town: RulesetModel) -> None:
    trees = {
        "2020-01-01": {"value": 20, "source": "jan"},
        "2024-06-01": {"value": 30, "source": "never"},
        "2024-12-01": {"value": 31, "source": "mar"},
    }
    unit, note = seen(town, JANUARY, grounds={"trees": trees})
    assert [e.value for e in unit.values["grounds.trees"]] == [point(20), Num(20, 30)]
    assert "grounds.trees" in note
    del trees["2024-06-01"]
    unit, note = seen(town, JANUARY, grounds={"trees": trees})
    assert [e.value for e in unit.values["grounds.trees"]] == [point(20)]  # so it would have been said
    assert note == ""


def test_an_entry_without_a_day_that_replaces_others_leaves_none_of_them(town: RulesetModel) -> None:
    first = {"entry": "e", "for": 2024, "value": 1, "date": "2025-01-05"}
    undated = {"entry": "e", "for": 2024, "value": 2, "replaces": True}
    last = {"entry": "e", "for": 2024, "value": 3, "replaces": True, "date": "2025-01-06"}
    other = {"entry": "f", "for": 2024, "value": 4, "date": "2025-01-05"}

    def values(*entries: object) -> list[object]:
        return [e.value.lo for e in seen(town, JANUARY, entries=list(entries))[0].entries]

    assert values(first, other, undated) == [4]
    assert values(first, undated, last) == [3]
    assert values(first, {**undated, "replaces": False}) == [1]
    assert values(first, {**undated, "date": "2025-02-01"}) == [1]


def test_a_decision_keeps_its_item_where_what_it_answers_became_known_later(town: RulesetModel) -> None:
    corrections = [
        {"id": "c1", "kind": "feedback", "item": "d2", "date": "2025-01-05", "source": "mar"},
        {"id": "c2", "kind": "decision", "about": "c1", "change": 1, "reason": "x", "date": "2025-01-20"},
    ]
    unit, _ = seen(town, JANUARY, corrections=corrections)
    assert [(c.id, c.item, c.about) for c in unit.corrections] == [("c2", "d2", "")]
    unit, _ = seen(town, MARCH, corrections=corrections)
    assert [(c.id, c.item, c.about) for c in unit.corrections] == [("c1", "d2", ""), ("c2", "", "c1")]


def test_a_decision_supersedes_none_that_became_known_later(town: RulesetModel) -> None:
    about = {"kind": "decision", "item": "d2", "change": 1, "reason": "x"}
    corrections = [
        {**about, "id": "c1", "date": "2025-01-05"},
        {**about, "id": "c2", "date": "2025-01-06", "source": "mar"},
        {**about, "id": "c3", "date": "2025-01-20", "supersedes": ["c1", "c2"]},
    ]
    known = {JANUARY: {"c1": (), "c3": ("c1",)}, MARCH: {"c1": (), "c2": (), "c3": ("c1", "c2")}}
    for day, left in known.items():
        unit, _ = seen(town, day, corrections=corrections)
        assert {c.id: c.supersedes for c in unit.corrections} == left


def test_figures_pass_over_only_if_they_and_the_succession_were_known(town: RulesetModel) -> None:
    def grades(day: datetime.date, figure: str, order: dict[str, str]) -> list[object]:
        old = {
            "unit": {"id": "old"},
            "sources": SOURCES,
            "reported": [{"measure": "grade", "for": 2022, "value": "fine", "source": figure}],
        }
        new = {
            "unit": {"id": "new"},
            "sources": SOURCES,
            "succession": [{"from": "old", "kind": "renamed", "on": "2024-12-01", **order}],
        }
        facts = known_by(bind(load_facts(old, new), town), day)
        return [f.value for f in facts.units["new"].reported]

    assert grades(JANUARY, "jan", {}) == [label("fine")]
    assert grades(JANUARY, "mar", {}) == []
    assert grades(JANUARY, "jan", {"source": "mar"}) == []
    assert grades(MARCH, "mar", {"source": "mar"}) == [label("fine")]


def test_as_of_and_known_by_are_two_times(henan: pr.Ruleset) -> None:
    """What would we have said on 31 January with what we knew then, and what do we say of it now?"""
    facts = {
        "unit": {"id": "x", "level": "county", "kind": "department", "holds_enforcement_power": True},
        "sources": SOURCES,
        "source": "jan",
        "staffing": {
            "posts_total": 100,
            "posts_frontline": {
                "2025-01-01": {"value": 80, "source": "jan"},
                "2025-01-20": {"value": 79, "source": "mar"},
            },
        },
    }

    def outcome(as_of: datetime.date, known: datetime.date | None) -> tuple[str, datetime.date | None]:
        found = henan.assess(facts, as_of=as_of, known_by=known, engine="reference")
        return found.finding("ip-14-s8").outcome, found.asked.known_by

    later = datetime.date(2026, 1, 31)
    assert outcome(JANUARY, JANUARY) == ("satisfied", JANUARY)  # said on the day
    assert outcome(JANUARY, MARCH) == ("pending", MARCH)  # of the same day, with what came out since
    assert outcome(JANUARY, None) == ("pending", None)
    assert outcome(later, JANUARY) == ("satisfied", JANUARY)  # of a later day, with what was known
    assert outcome(later, MARCH) == ("violated", MARCH)
    assert outcome(JANUARY, BEFORE) == ("unknown", BEFORE)


@pytest.mark.parametrize("seed", thinned(range(40), 4))
def test_what_is_known_by_a_day_is_known_by_it_still(seed: int) -> None:
    """Looking twice changes nothing, and facts without sources and days are all left out."""
    choices = Seeded(seed)
    _, program = ruleset(choices, 4)
    facts = FactsWriter(choices, program, thresholds(program)).facts()
    once = known_by(facts, JANUARY)
    assert Facts(known_by(once, JANUARY).units) == Facts(once.units)
    for unit in once.units.values():
        assert (dict(unit.values), unit.reported, unit.gradings) == ({}, (), ())
        assert not any(unit.lists.values())


EARLY, LATE = datetime.date(2020, 1, 1), datetime.date(2030, 1, 1)


class Sourced:
    """Gives each fact a source known early, one known late, or one that does not say since when."""

    def __init__(self, choices: Seeded) -> None:
        self.choices = choices
        self.sources = {"early": Source("early", known_on=EARLY), "late": Source("late", known_on=LATE)}

    def pick(self) -> str:
        name = self.choices.pick(("early", "early", "late", f"s{len(self.sources)}"))
        return self.sources.setdefault(name, Source(name)).id

    def each(self, many: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(evolve(one, source=self.pick()) for one in many)

    def record(self, record: RecordFacts) -> RecordFacts:
        """Some records have one source throughout."""
        own = self.pick()
        one = self.choices.chance(60)
        values = {n: evolve(entry, source=own if one else self.pick()) for n, entry in record.values.items()}
        lists = {name: tuple(map(self.record, records)) for name, records in record.lists.items()}
        return evolve(record, values=values, lists=lists, source=own)

    def unit(self, unit: UnitFacts) -> UnitFacts:
        return evolve(
            unit,
            values={path: self.each(entries) for path, entries in unit.values.items()},
            lists={name: tuple(map(self.record, records)) for name, records in unit.lists.items()},
            complete=tuple(
                evolve(c, source=self.choices.pick(("early", "early", "late"))) for c in unit.complete
            ),
            reported=self.each(unit.reported),
            gradings=self.each(unit.gradings),
            sources=self.sources,
        )


@pytest.mark.parametrize("seed", thinned(range(150), 4))
def test_what_is_left_out_is_open_whichever_way_it_was(seed: int) -> None:
    """Sound: had the facts without a day been known then, or not, the answer was among those told."""
    choices = Seeded(seed)
    _, program = ruleset(choices, 10)
    writer = FactsWriter(choices, program, thresholds(program), gaps=5)
    asked = question(choices)
    measures = program.model.vocabulary.measures
    sourced = Sourced(choices)
    units = {id: sourced.unit(unit) for id, unit in writer.facts().units.items()}
    for id, unit in units.items():  # figures that records could contradict are not among what the law is for
        alone = tuple(r for r in unit.reported if measures[r.measure].derived is None)
        units[id] = evolve(unit, reported=alone)
    told = Tracer(program, view_of(program, known_by(Facts(units), JANUARY), asked)).outcomes()
    for _ in range(3):
        dated = {
            name: source if source.known_on else evolve(source, known_on=choices.pick((EARLY, LATE)))
            for name, source in sourced.sources.items()
        }
        then = Facts({id: evolve(unit, sources=dated) for id, unit in units.items()})
        said = Tracer(program, view_of(program, known_by(then, JANUARY), asked)).outcomes()
        for rule, (low, high) in said.items():
            assert told[rule][0] <= low, rule
            assert high <= told[rule][1], rule
