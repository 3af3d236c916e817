"""Facts bound to one vocabulary and held against another: what has another type now is left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.fitting import fitting
from policy_rules.vocabulary import BOOLEAN, NUMBER, Type, Vocabulary

HERE = Path(__file__).parent
TEXT, WORDS = Type("text"), Type("label", ("park", "wood", "iron"))


@pytest.fixture(scope="module")
def north() -> tuple[Facts, Vocabulary]:
    town = read_town()
    return bind(load_facts(HERE / "good" / "north.yaml"), town), town.vocabulary


def declared(vocabulary: Vocabulary, path: str, kind: Type) -> Vocabulary:
    """The vocabulary with another type for an attribute or a measure."""
    entity, _, name = path.partition(".")
    if not name:
        measure = evolve(vocabulary.measures[path], type=kind)
        return evolve(vocabulary, measures={**vocabulary.measures, path: measure})
    held = vocabulary.entities[entity]
    attributes = {**held.attributes, name: evolve(held.attributes[name], type=kind)}
    changed = {**vocabulary.entities, entity: evolve(held, attributes=attributes)}
    return evolve(vocabulary, entities=changed)


def test_facts_fit_their_own_vocabulary_and_one_that_no_longer_names_them(
    north: tuple[Facts, Vocabulary],
) -> None:
    facts, vocabulary = north
    assert fitting(facts, vocabulary) == (facts, ())
    assert fitting(facts, evolve(vocabulary, entities={}, measures={})) == (facts, ())


@pytest.mark.parametrize(
    ("path", "kind", "left_out"),
    [
        ("unit.has_playground", TEXT, True),
        ("unit.has_playground", NUMBER, True),
        ("grounds.trees", BOOLEAN, True),
        ("grounds.trees", TEXT, True),
        ("grounds.trees", Type("date"), False),  # both are numbers; what they mean is not seen
        ("unit.level", WORDS, True),  # `district` is no label any more
        ("unit.level", NUMBER, True),
        ("unit.level", TEXT, False),
        ("benches.material", WORDS, False),
        ("benches.material", BOOLEAN, True),
        ("repairs.cost", TEXT, True),
        ("grade", NUMBER, True),
        ("bench_count", WORDS, True),
    ],
)
def test_what_has_another_type_is_left_out_and_named(
    north: tuple[Facts, Vocabulary], path: str, kind: Type, left_out: bool
) -> None:
    facts, vocabulary = north
    kept, lost = fitting(facts, declared(vocabulary, path, kind))
    assert lost == ((path,) if left_out else ())
    unit = kept.units["north"]
    name = path.rpartition(".")[2]
    held = {
        "benches": lambda: [b.values[name] for b in unit.lists["benches"] if name in b.values],
        "repairs": lambda: [
            r.values[name]
            for b in unit.lists["benches"]
            for r in b.lists.get("repairs", ())
            if name in r.values
        ],
    }.get(
        path.partition(".")[0],
        lambda: [*unit.values.get(path, ()), *(r for r in unit.reported if r.measure == path)],
    )
    assert bool(held()) != left_out
