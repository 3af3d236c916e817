"""The JSON Schemas for editors accept what the loader accepts, and refuse what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from policy_rules import Ruleset, load_ruleset
from policy_rules.documents import RULESET_LIMIT, Mapping, Node, Scalar, Sequence, parse_yaml, read_file
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.schema import FILES, json_schema
from thinned import thinned

HERE = Path(__file__).parent
RULESETS = [HERE / "good" / "town", HERE.parents[1] / "rulesets" / "henan"]
TOWNS = HERE.parent / "use" / "towns"
FACTS = [HERE.parent / "facts" / "good", HERE.parents[1] / "examples"]
VALIDATORS = {file: Draft202012Validator(json_schema(file)) for file in FILES}


def plain(node: Node) -> object:
    """The tree as an editor sees it, which resolves plain numbers, booleans and null."""
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    if not isinstance(node, Scalar):
        return {key.text: plain(value) for key, value in node.entries}
    if node.quoted:
        return node.text
    for make in (int, float):
        try:
            return make(node.text)
        except ValueError:
            pass
    return {"true": True, "false": False, "null": None}.get(node.text, node.text)


def files(root: Path) -> Iterator[tuple[str, Path]]:
    yield "ruleset", root / "ruleset.yaml"
    yield "parameters", root / "parameters.yaml"
    yield from (("calendar", path) for path in root.glob("calendar.yaml"))
    for path in sorted((root / "vocabulary").glob("*.yaml")):
        yield path.stem.split("-")[0], path
    for path in sorted((root / "readings").glob("*.yaml")):
        yield f"readings-{path.stem}" if path.stem in ("about", "mutants") else "readings", path
    for path in sorted(root.glob("*/*.yaml")):
        if path.parent.name not in NO_CLAUSES:
            yield "clause", path


NO_CLAUSES = {"vocabulary", "readings", "profiles", "decisions", "sheets", "coverage", "sources"}
"""Folders of a ruleset whose files hold no rules."""
CASES = [pytest.param(*case, id=f"{case[0]}: {case[1].name}") for case in files(RULESETS[0])]
OF_HENAN = [pytest.param(*case, id=f"{case[0]}: {case[1].name}") for case in files(RULESETS[1])]


def test_every_clause_is_looked_at(henan: Ruleset) -> None:
    told = {Path(clause.file) for clause in henan.model.clauses}
    assert {path for file, path in files(RULESETS[1]) if file == "clause"} == told


@cache
def of_vocabulary(root: Path) -> Draft202012Validator:
    """The schema of facts files that knows the names of a ruleset."""
    return Draft202012Validator(json_schema("facts", load_ruleset(root).model.vocabulary))


@pytest.mark.parametrize("file", thinned(FILES, 4))
def test_the_schemas_are_schemas(file: str) -> None:
    Draft202012Validator.check_schema(json_schema(file))


@pytest.mark.parametrize(("file", "path"), [*CASES, *thinned(OF_HENAN, 12)])
def test_files_of_good_rulesets_are_accepted(file: str, path: Path) -> None:
    nodes, faults = read_file(path, RULESET_LIMIT)
    assert not faults
    for node in nodes:
        assert [e.message for e in VALIDATORS[file].iter_errors(plain(node))] == []


@pytest.mark.parametrize(
    "path", [*FACTS[0].glob("*.yaml"), *thinned(sorted(FACTS[1].glob("*.yaml")), 5)], ids=str
)
def test_facts_are_accepted(path: Path) -> None:
    (node,), _ = read_file(path, RULESET_LIMIT)
    root = RULESETS[1] if path.parent != FACTS[0] else TOWNS if path.stem == "towns" else RULESETS[0]
    for validator in (VALIDATORS["facts"], of_vocabulary(root)):
        assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(plain(node))] == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ruleset", "{name: a, language: one, documents: {}}"),
        ("ruleset", "{name: a, documents: {}}"),
        ("clause", "{clause: a, title: a, rules: [{id: a}]}"),
        ("clause", "{clause: a, title: a, rule: []}"),
        (
            "clause",
            "{clause: a, title: a, rules: [{id: a, text: a, title: a, gloss: a, bearer: a, kind: law}]}",
        ),
        ("entities", "{a.b: {type: text, planed: true}}"),
        ("entities", "{a.b.c: {type: text}}"),
        ("entities", "{a: {type: text}}"),
        ("measures", "{a: {is: count(b)}}"),
        ("scales", "{a: lowest}"),
        ("parameters", "{a: {type: integer, per: unit}}"),
        ("facts", "{complete: [{for: 2024}]}"),
        ("facts", "{exceptions: [{rule: a, reason: b}]}"),
        ("facts", "{sources: {s1: {known_on: 10.1.2025}}}"),
    ],
)
def test_broken_files_are_refused(file: str, text: str) -> None:
    (node,), _ = parse_yaml(text, "broken.yaml")
    assert list(VALIDATORS[file].iter_errors(plain(node)))


@pytest.mark.parametrize(
    "text",
    [
        "{unit: {id: a}, ground: {trees: 1}}",
        "{unit: {id: a}, grounds: {trees: many}}",
        "{unit: {id: a}, grounds: {shade: 80}}",
        "{unit: {id: a}, benches: [{id: b, material: woood}]}",
        "{unit: {id: a}, benches: {id: b}}",
        "{unit: {id: a, level: city}}",
    ],
)
def test_facts_are_refused_by_the_names_of_a_vocabulary(text: str) -> None:
    model, _ = read_ruleset(RULESETS[0])
    assert model is not None
    (node,), _ = parse_yaml(text, "broken.yaml")
    assert list(Draft202012Validator(json_schema("facts", model.vocabulary)).iter_errors(plain(node)))


LABELS = HERE.parent / "forms" / "labels.yaml"


@pytest.mark.parametrize("told", ["by labels", "by names"])
def test_facts_by_labels_are_accepted_as_those_by_names(told: str) -> None:
    (node,), _ = read_file(LABELS, RULESET_LIMIT)
    assert isinstance(node, Mapping)
    facts = node.get(told)
    assert facts is not None
    validator = of_vocabulary(HERE.parent / "use" / "library")
    assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(plain(facts))] == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("{单位: {id: c, 层级: 县, 性质: 政府}}", True),
        ("{unit: {id: c, 层级: county, kind: {one_of: [政府, party_committee]}}}", True),
        ("{单位: {id: c, 层级: 区县}}", False),
        ("{单位: {id: c, 级别: 县}}", False),
        ("{单位们: {id: c}}", False),
    ],
)
def test_an_editor_knows_the_labels_of_a_ruleset(text: str, good: bool) -> None:
    (node,), _ = parse_yaml(text, "labels.yaml")
    assert (not list(of_vocabulary(RULESETS[1]).iter_errors(plain(node)))) == good


def test_an_editor_shows_labels_beside_names(henan: Ruleset) -> None:
    schema: Any = json_schema("facts", henan.model.vocabulary)
    level = schema["$defs"]["a unit"]["properties"]["level"]
    assert level["title"] == "层级 · level"
    assert schema["$defs"]["a unit"]["properties"]["层级"] == level
    every = (d for d in schema["$defs"].values() if "enum" in d)
    (choices,) = (d for d in every if d["enum"][0] == "village")
    assert dict(zip(choices["enum"], choices["enumDescriptions"], strict=True)) == {
        "village": "村",
        "township": "乡",
        "county": "县",
        "city": "市",
        "province": "省",
        "村": "village",
        "乡": "township",
        "县": "county",
        "市": "city",
        "省": "province",
    }
