"""Everything that facts and conditions name: told in both languages, bounded, found in a register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from policy_rules import Ruleset
from policy_rules.vocabulary import Attribute, Entity, Vocabulary

ROOT = Path(__file__).parents[2] / "rulesets" / "henan"
CONTROL = {"unit", "parent", "other"}

ALLOWED: dict[str, str] = {}
"""What may fail a test of this page, each with its reason: `path: reason`."""


@pytest.fixture(scope="module")
def vocabulary(henan: Ruleset) -> Vocabulary:
    return henan.model.vocabulary


def attributes(vocabulary: Vocabulary) -> Iterator[tuple[str, Entity, Attribute]]:
    for entity in vocabulary.entities.values():
        for attribute in entity.attributes.values():
            yield f"{entity.name}.{attribute.name}", entity, attribute


def grouped(failing: Iterable[tuple[str, str]]) -> str:
    """What fails, a line for each file of the vocabulary; an empty text if nothing does."""
    by_file = defaultdict(list)
    for file, name in failing:
        if name not in ALLOWED:
            by_file[Path(file).name].append(name)
    return "\n".join(f"{file}: {', '.join(names)}" for file, names in sorted(by_file.items()))


def named(vocabulary: Vocabulary, scale: str) -> Collection[str]:
    return [label for label, zh in vocabulary.scale_labels.get(scale, {}).items() if zh.strip()]


def by_nature_plain(name: str, attribute: Attribute) -> bool:
    """A percent, a year, or a number that only names its place in a list, is measured in nothing."""
    last = name.rpartition(".")[2].rpartition("_")[2]
    return attribute.type.percent or last in {"year", "rank", "category", "batch"}


def test_everything_has_a_name_in_chinese_and_in_english(vocabulary):
    things = [(a.place.file, path, a) for path, _, a in attributes(vocabulary)]
    for kind in ("entities", "measures", "roles", "registers", "parameters"):
        for name, thing in getattr(vocabulary, kind).items():
            place = getattr(thing, "place", None)
            things.append((place.file if place else f"{kind}.yaml", f"{kind} {name}", thing))
    failing = [(f, n) for f, n, t in things if not (t.zh.strip() and t.en.strip())]
    assert grouped(failing) == ""


def test_every_label_of_a_list_has_a_name_in_chinese():
    failing = []
    for file in sorted((ROOT / "vocabulary").glob("*.yaml")):
        for page in yaml.load_all(file.read_text("utf-8"), yaml.CSafeLoader):
            for path, said in (page or {}).items():
                listed = said.get("type") if isinstance(said, dict) else None
                if isinstance(listed, list) and set(said.get("labels", {})) != set(listed):
                    failing.append((str(file), path))
    assert grouped(failing) == ""


def test_every_label_of_a_scale_has_a_name_in_chinese(vocabulary):
    assert [s for s, labels in vocabulary.scales.items() if set(labels) != set(named(vocabulary, s))] == []


def test_every_number_has_a_unit_or_is_plain_by_nature(vocabulary):
    failing = [
        (a.place.file, path)
        for path, _, a in attributes(vocabulary)
        if a.type.kind == "number" and not a.type.unit and not by_nature_plain(path, a)
    ]
    assert grouped(failing) == ""


def test_every_unit_of_measure_has_its_words(vocabulary):
    things = [a for _, _, a in attributes(vocabulary)]
    things += [*vocabulary.measures.values(), *vocabulary.parameters.values()]
    used = {name for thing in things for name, _ in thing.type.unit or ()}
    assert used == {name for name, unit in vocabulary.units.items() if unit.zh and unit.en}


def test_every_stored_number_has_a_range(vocabulary):
    failing = [
        (a.place.file, path)
        for path, _, a in attributes(vocabulary)
        if a.derived is None and a.type.kind == "number" and (a.type.low is None or a.type.high is None)
    ]
    assert grouped(failing) == ""


def test_every_stored_attribute_comes_from_a_declared_register(vocabulary):
    failing = [
        (a.place.file, path)
        for path, entity, a in attributes(vocabulary)
        if a.derived is None and (a.register or entity.register) not in vocabulary.registers
    ]
    assert grouped(failing) == ""


def test_of_every_stored_attribute_it_is_told_who_decides_on_it(vocabulary):
    failing = [
        (a.place.file, path)
        for path, _, a in attributes(vocabulary)
        if a.derived is None and a.control not in CONTROL
    ]
    assert grouped(failing) == ""


def test_every_register_says_who_keeps_it(vocabulary):
    assert [n for n, r in vocabulary.registers.items() if not r.kept_by.strip()] == []


def test_what_is_allowed_exists_and_has_a_reason(vocabulary):
    known = {path for path, _, _ in attributes(vocabulary)}
    assert {n for n in ALLOWED if n not in known} == set()
    assert all(reason.strip() for reason in ALLOWED.values())
