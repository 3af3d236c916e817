"""A correction put among others or taken away: by its order and answers, as in a file; what is bound."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Source, UnitFacts
from policy_rules.facts.edit import put, remove
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.naming import slot_of
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import point
from policy_rules.values.python_scalars import UNKNOWN
from use.test_places import TOWNS

TOWN = read_town()
WHY = {"reason": "x", "by": "y"}
CORRECTIONS: list[dict[str, Any]] = [
    {"id": "c1", "kind": "feedback", "item": "d1", "date": "2025-01-10"},
    {"id": "o1", "kind": "objection", "about": "c1", "date": "2025-01-12", **WHY},
    {"id": "k1", "kind": "decision", "about": "o1", "change": 1, "date": "2025-02-01", "order": 1, **WHY},
    {"id": "k0", "kind": "decision", "item": "d7", "change": 1, "date": "2025-01-20", **WHY},
    {
        "id": "k7",
        "kind": "decision",
        "item": "d7",
        "change": 2,
        "date": "2025-01-21",
        "supersedes": ["k0"],
        **WHY,
    },
    {"id": "a1", "kind": "approval", "grade": "fine", "about": "k7", "date": "2025-03-01", **WHY},
]
DECISION = {"kind": "decision", "about": "o1", "change": 2, "date": "2025-02-01", **WHY}
ON_ITEM = {"kind": "decision", "item": "d1", "change": 1, "date": "2025-02-02", **WHY}


def read(**facts: Any) -> UnitFacts:
    return bind(load_facts({"unit": {"id": "u"}, **facts}), TOWN).units["u"]


UNIT = read(corrections=CORRECTIONS)

TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("k2", {**DECISION, "supersedes": ["k1"], "order": 2}),
    ("k2", {**DECISION, "supersedes": ["k1"], "date": "2025-02-02"}),
    ("k2", {**ON_ITEM, "supersedes": ["k1"]}),
    ("k2", {**ON_ITEM, "item": "d7", "supersedes": ["k7"]}),
    ("k1", {**DECISION, "order": 3}),
    ("k7", {**ON_ITEM, "item": "d7"}),
    ("c1", {"kind": "feedback", "item": "d1", "date": "2025-01-12"}),
    ("a2", {"kind": "approval", "grade": "fair", "about": "k1", "date": "2025-02-01", **WHY}),
]


@pytest.mark.parametrize(("name", "told"), TAKEN)
def test_a_correction_that_goes_with_the_others_is_taken(name: str, told: dict[str, Any]) -> None:
    changed = put(UNIT, slot_of(f"corrections[{name}]", TOWN), told, "", TOWN)
    others = [c for c in UNIT.corrections if c.id != name]
    assert [c for c in changed.corrections if c.id != name] == others
    (own,) = (c for c in changed.corrections if c.id == name)
    day = datetime.date.fromisoformat(told["date"])
    assert (own.kind, own.about, own.date) == (told["kind"], told.get("about", ""), day)
    assert (own.order, own.supersedes) == (told.get("order"), tuple(told.get("supersedes", ())))


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("k2", {**DECISION, "supersedes": ["k1"], "order": 0}, "on 2025-02-01 their `order` is 0 and 1"),
    ("k2", {**DECISION, "order": 2}, "the objection `o1` has two decisions: "),
    ("k2", {**DECISION, "about": "o9"}, "the decision `k2` answers `o9`, and there is none"),
    (
        "k2",
        {**DECISION, "date": "2025-01-11"},
        "the decision `k2` comes before the objection `o1` that it answers",
    ),
    (
        "k2",
        {**ON_ITEM, "item": "d2", "supersedes": ["k1"]},
        "(at fact: corrections[4])\n  hint: that is about `d1`",
    ),
    ("k2", {**ON_ITEM, "supersedes": ["k0"]}, "hint: that is about `d7`"),
    (
        "k2",
        {**ON_ITEM, "supersedes": ["a1"]},
        "the decision `k2` supersedes `a1`\n  hint: only a decision does",
    ),
    (
        "k2",
        {**ON_ITEM, "supersedes": ["c1"]},
        "the decision `k2` supersedes `c1`\n  hint: only a decision does",
    ),
    ("k0", {**ON_ITEM, "item": "d7", "supersedes": ["k7"]}, "the decision `k0` supersedes itself"),
    ("k1", {**DECISION, "supersedes": ["k9"]}, "supersedes `k9`, and there is none"),
    (
        "c1",
        {"kind": "feedback", "item": "d1", "date": "2025-01-13"},
        "the objection `o1` comes before the feedback `c1`",
    ),
    (
        "k7",
        {**ON_ITEM, "item": "d7", "date": "2025-03-02"},
        "the approval `a1` comes before the decision `k7`",
    ),
    (
        "a2",
        {"kind": "approval", "grade": "fair", "about": "k1", "date": "2025-01-31", **WHY},
        "their days are 2025-01-31 and 2025-02-01",
    ),
]


@pytest.mark.parametrize(("name", "told", "says"), REFUSED)
def test_one_that_does_not_is_refused(name: str, told: dict[str, Any], says: str) -> None:
    with pytest.raises(FactsError) as caught:
        put(UNIT, slot_of(f"corrections[{name}]", TOWN), told, "", TOWN)
    assert says in str(caught.value)


def test_what_answers_one_that_is_about_another_item_now_is_looked_at_again() -> None:
    told: list[dict[str, Any]] = [
        {"id": "c1", "kind": "feedback", "item": "d1", "date": "2025-01-10"},
        {"id": "c2", "kind": "feedback", "item": "d2", "date": "2025-01-10"},
        {"id": "o1", "kind": "objection", "about": "c1", "date": "2025-01-12", **WHY},
        {"id": "k0", **ON_ITEM},
        {"id": "k1", **DECISION, "date": "2025-02-03", "supersedes": ["k0"]},
    ]
    objection = {"kind": "objection", "about": "c2", "date": "2025-01-12", **WHY}
    with pytest.raises(FactsError, match="that is about `d1`"):
        put(read(corrections=told), slot_of("corrections[o1]", TOWN), objection, "", TOWN)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("c1", "the objection `o1` answers `c1`, which would be gone"),
        ("o1", "the decision `k1` answers `o1`, which would be gone"),
        ("k0", "the decision `k7` supersedes `k0`, which would be gone"),
        ("k7", "the approval `a1` answers `k7`, which would be gone"),
        ("k1", ""),
        ("a1", ""),
    ],
)
def test_what_is_answered_is_not_taken_away_before_the_answer(name: str, says: str) -> None:
    slot = slot_of(f"corrections[{name}]", TOWN)
    if not says:
        left = [c.id for c in remove(UNIT, slot, TOWN).corrections]
        assert left == [c.id for c in UNIT.corrections if c.id != name]
        return
    with pytest.raises(FactsError) as caught:
        remove(UNIT, slot, TOWN)
    assert str(caught.value) == f"{says}\n  hint: retract that first"


# -- what is bound, and with which source ----------------------------------------------------------

PARK = {
    "sources": {"survey": {"title": "Survey"}},
    "source": "survey",
    "benches": [{"id": "b1", "repairs": [{"id": "r1"}]}, {"id": "b2"}],
    "complete": [{"list": "benches.repairs", "of": "b1", "for": 2024, "by": "x", "date": "2025-01-01"}],
}


def test_a_fact_bears_the_source_that_it_is_given_which_is_then_on_file() -> None:
    unit = read(**PARK)
    slot = slot_of("grounds.shade", TOWN)
    letter = Source("letter", title="A letter")
    found = put(unit, slot, "40%", letter, TOWN)
    assert [e.source for e in found.values["grounds.shade"]] == ["letter"]
    assert found.sources == {**unit.sources, "letter": letter}
    other = put(unit, slot, "40%", Source("survey", title="Another"), TOWN)
    assert other.sources == unit.sources  # the one on file stays as it was told
    assert [e.source for e in other.values["grounds.shade"]] == ["survey"]
    named = put(unit, slot, "40%", "word", TOWN)
    assert named.sources == {**unit.sources, "word": Source("word")}
    bare = put(unit, slot, "40%", "", TOWN)
    assert [e.source for e in bare.values["grounds.shade"]] == [""]
    assert bare.sources == unit.sources


def test_nothing_told_is_no_fact() -> None:
    with pytest.raises(FactsError) as caught:
        put(read(**PARK), slot_of("grounds.shade", TOWN), UNKNOWN, "", TOWN)
    assert str(caught.value) == "`UNKNOWN` tells nothing\n  hint: retract the fact, or leave it out"


def hiding(name: str) -> RulesetModel:
    """The town in which an attribute of its grounds is redacted."""
    entities = dict(TOWN.vocabulary.entities)
    attributes = dict(entities["grounds"].attributes)
    attributes[name] = evolve(attributes[name], redact=True)
    entities["grounds"] = evolve(entities["grounds"], attributes=attributes)
    return evolve(TOWN, vocabulary=evolve(TOWN.vocabulary, entities=entities))


def test_of_a_value_that_is_redacted_a_fault_tells_where_it_is_and_what_it_should_be() -> None:
    def told(model: RulesetModel) -> list[tuple[str, str, str]]:
        raw = load_facts({"unit": {"id": "u", "level": "zz"}, "grounds": {"trees": "many"}})
        with pytest.raises(FactsError) as caught:
            bind(raw, model)
        return [(str(f.place), f.what, f.hint) for f in caught.value.faults]

    trees, level = "facts: grounds.trees", "facts: unit.level"
    plain = {at: (what, hint) for at, what, hint in told(TOWN)}
    assert "`many`" in plain[trees][0] and "`zz`" in plain[level][0]
    hidden = {at: (what, hint) for at, what, hint in told(hiding("trees"))}
    what = "what is given for `grounds.trees` cannot be used, and is not told"
    assert hidden == {level: plain[level], trees: (what, "give a whole number")}
    # of a rule that nobody knows, the id is told
    graded = {"unit": {"id": "u"}, "gradings": [{"rule": "zzzzzz", "for": 2024, "value": "fine"}]}
    with pytest.raises(FactsError) as caught:
        bind(load_facts(graded), TOWN)
    (fault,) = caught.value.faults
    assert (fault.what, fault.hint) == ("`zzzzzz` is no rule", "rules are named by their id")


def test_what_cannot_be_taken_is_told_unless_values_are_redacted() -> None:
    def told(model: RulesetModel) -> str:
        with pytest.raises(FactsError) as caught:
            put(read(**PARK), slot_of("grounds.trees", TOWN), float("nan"), "", model)
        return str(caught.value)

    assert "`nan` cannot be taken as it is" in told(TOWN)
    assert told(hiding("motto")) == "what is given cannot be taken as it is, and is not told"


def test_only_a_place_has_organs() -> None:
    slot, whole = slot_of("complete[organs]", TOWNS.model), {"by": "x", "date": "2025-01-01"}
    unit = UnitFacts("u", "")
    with pytest.raises(FactsError) as caught:
        put(unit, slot, whole, "", TOWNS.model)
    told = "`u` is no place, so it has no organs\n  hint: `place: true` of the unit"
    assert str(caught.value) == told
    place = evolve(unit, is_place=True)
    assert [c.list for c in put(place, slot, whole, "", TOWNS.model).complete] == ["organs"]


def test_a_record_of_whose_list_is_said_that_it_is_whole_stays() -> None:
    unit = read(**PARK)
    with pytest.raises(FactsError) as caught:
        remove(unit, slot_of("benches[b1]", TOWN), TOWN)
    told = "`benches.repairs` is said to be complete of the record `b1`, which would be gone"
    assert str(caught.value) == f"{told}\n  hint: retract that first"
    assert [b.id for b in remove(unit, slot_of("benches[b2]", TOWN), TOWN).lists["benches"]] == ["b1"]
    bare = remove(unit, slot_of("complete[benches[b1].repairs, 2024]", TOWN), TOWN)
    assert [b.id for b in remove(bare, slot_of("benches[b1]", TOWN), TOWN).lists["benches"]] == ["b2"]
    inner = remove(unit, slot_of("benches[b1].repairs[r1]", TOWN), TOWN)
    assert not inner.lists["benches"][0].lists.get("repairs")


def test_what_the_path_does_not_say_of_a_whole_list_its_value_may() -> None:
    found = put(read(**PARK), slot_of("complete[benches]", TOWN), {"for": [2023, 2024]}, "", TOWN)
    assert [(c.list, c.of, c.years) for c in found.complete] == [
        ("benches.repairs", "b1", (2024,)),
        ("benches", "", (2023, 2024)),
    ]
    same = {"list": "benches.repairs", "of": "b1", "for": 2024, "by": "y"}
    found = put(found, slot_of("complete[benches[b1].repairs, 2024]", TOWN), same, "", TOWN)
    assert [(c.list, c.of, c.years, c.by) for c in found.complete] == [
        ("benches", "", (2023, 2024), ""),
        ("benches.repairs", "b1", (2024,), "y"),
    ]


@pytest.mark.parametrize(
    "path", ["benches[b9].repairs[r1]", "benches[b9].width", "complete[benches[b9].repairs, 2024]"]
)
def test_what_stands_in_a_record_needs_the_record(path: str) -> None:
    value: Any = {"benches[b9].width": 1}.get(path, True if path.startswith("complete") else {})
    with pytest.raises(FactsError) as caught:
        put(read(**PARK), slot_of(path, TOWN), value, "", TOWN)
    assert str(caught.value) == "`benches` has no record `b9`\n  hint: assert the record first"


def test_a_value_is_bound_as_a_file_would_have_it() -> None:
    unit = read(**PARK)
    found = put(unit, slot_of("benches[b1].width", TOWN), 1, "survey", TOWN)
    (first, second) = found.lists["benches"]
    assert first.values["width"].value == point(1) and "width" not in second.values
    assert [r.id for r in first.lists["repairs"]] == ["r1"]
    assert found.complete == unit.complete
