"""The table of situations, for every rule of its family: facts of the situation, outcomes of the table."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import Ruleset
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.examples import told_outcome
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.results.example_views import program_of, role_is_told
from policy_rules.ruleset.profile import set_parameters

pytestmark = pytest.mark.heavy
"""Henan as a whole takes long: a suite of its own."""

HERE = Path(__file__).parent
ROOT = HERE.parents[2] / "rulesets" / "henan"
RULES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "rules.yaml").read_text("utf-8"))
SITUATIONS: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "situations.yaml").read_text("utf-8"))
ENGINES: list[Engine] = [CompiledEngine(), SessionEngine(), ColumnarEngine()]
"""Held to the table in the heavy suite; the normal run has the reference alone."""
LISTS = {
    "documents": "institutions",
    "changes": "institutions.institution_changes",
    "gaps": "institution_gaps",
}
OLD = {"kind": "own_document", "in_force_from": "2016-03-01", "ended_on": None, "examined_on": "2024-06-30"}
FOUND = {"found_on": "2024-05-10", "missing_since": None, "mended_on": None}
CLOSED = datetime.date(2026, 1, 1)


def fits(rule: str, situation: Mapping[str, Any]) -> bool:
    """Whether the situation is one of the rule's."""
    told = RULES[rule]
    document = "scheme" if rule.startswith("as-") else "plan"
    return (
        situation.get("only", told["form"]) == told["form"]
        and situation.get("in", document) == document
        and (len(told["subjects"]) > 1 or not situation.get("parts"))
        and situation.get("each", told.get("each", True)) == told.get("each", True)
        and situation.get("paper", told.get("paper", "all")) == told.get("paper", "all")
    )


def record(own: str, usual: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """A record: what is usual, and what the situation says of it; what is `untold` is left out."""
    return {"id": own} | {name: v for name, v in {**usual, **told}.items() if v != "untold"}


def documents(told: list[Mapping[str, Any]], subject: str, number: Iterator[int]) -> Iterator[dict[str, Any]]:
    for of in told:
        changes = [{"id": f"c{n}", "changed_on": day} for n, day in enumerate(of.get("changed", ()), 1)]
        said = {name: value for name, value in of.items() if name != "changed"}
        made = record(f"d{next(number)}", {**OLD, "subject": subject}, said)
        yield {**made, "institution_changes": changes}


def facts_of(rule: str, situation: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the situation: those of the rule's first example, with other rules and mechanisms."""
    subjects, number = RULES[rule]["subjects"], itertools.count(1)
    first = situation.get("first", {}).get("documents", situation["documents"])
    stands = [first, *itertools.repeat(situation["documents"], len(subjects) - 1)]
    listed = [d for told, k in zip(stands, subjects, strict=True) for d in documents(told, k, number)]
    foreign = next(k for other in RULES.values() for k in other["subjects"] if k not in subjects)
    gaps = [
        record(f"g{n}", {**FOUND, "subject": subjects[0]}, told)
        for n, told in enumerate(situation.get("gaps", ()), 1)
    ]
    gaps = [{**g, "subject": foreign} if g["subject"] == "other" else g for g in gaps]
    whole = [{"list": LISTS[name], "for": "all"} for name in situation.get("whole", LISTS)]
    if "searched" in situation:
        whole[0] = {"list": LISTS["documents"], "for": situation["searched"]}
    elsewhere = [c for c in usual.get("complete", ()) if c["list"] not in LISTS.values()]
    return {
        **{name: value for name, value in usual.items() if name != "complete"},
        "institutions": listed,
        "institution_gaps": gaps,
        "complete": [*whole, *elsewhere],
    }


@pytest.fixture(scope="module")
def usual() -> dict[str, dict[str, Any]]:
    """The first example of each rule: its facts and settings give it its role and meet its other limbs."""
    found = {}
    for file in ROOT.glob("*/*.yaml"):
        for rule in (yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) or {}).get("rules", ()):
            if rule["id"] in RULES:
                found[rule["id"]] = rule["examples"][0]
    return found


def test_the_table_speaks_of_rules_that_exist(henan: Ruleset) -> None:
    assert sorted(RULES) == sorted(r for r in RULES if r in henan.rules)
    assert {told["family"] for told in RULES.values()} <= set(SITUATIONS)


@pytest.mark.parametrize("rule", RULES)
def test_each_situation_of_its_family(henan: Ruleset, usual: dict[str, dict[str, Any]], rule: str) -> None:
    as_the_table(henan, usual, rule, ReferenceEngine())


@pytest.mark.heavy
@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize("rule", RULES)
def test_every_engine_finds_the_same(
    henan: Ruleset, usual: dict[str, dict[str, Any]], rule: str, engine: Engine
) -> None:
    as_the_table(henan, usual, rule, engine)


def as_the_table(henan: Ruleset, usual: dict[str, dict[str, Any]], rule: str, engine: Engine) -> None:
    program = program_of(henan.program, rule)
    own = program.by_id[rule]
    if why := engine.lacks(program, own):
        pytest.skip(f"the engine declines the rule: {why}")
    told = [case for case in SITUATIONS[RULES[rule]["family"]] if fits(rule, case)]
    together = itertools.groupby(sorted(told, key=settings), key=settings)
    wrong: list[tuple[Any, ...]] = []
    for _, cases in together:
        listed = list(cases)
        views = [view_of(henan, rule, case, usual[rule]) for case in listed]
        assert all(role_is_told(own, Remembered(view)) for view in views)
        for case, results in zip(listed, engine.run(program, views), strict=True):
            got = told_outcome(*results[rule].finding)
            if got != case["expect"]:
                wrong.append((case["why"], got, case["expect"]))
            elif named(case, results[rule].instances) not in (set(), {case.get("named")}):
                wrong.append((case["why"], results[rule].instances, case["named"]))
    assert wrong == []


def named(case: Mapping[str, Any], instances: Iterable[tuple[str, int, int, bool]]) -> set[str]:
    """The limbs that are the worst of a case that says so; none where readings stand before the limbs."""
    limbs = {id_: lo for id_, lo, _, _ in instances}
    if "named" not in case or not limbs.keys() & {"stands", "improved"}:
        return set()
    return {id_ for id_, lo in limbs.items() if lo == max(limbs.values())}


def settings(case: Mapping[str, Any]) -> str:
    """What the situation decides of the open questions: such situations are run together."""
    return repr(case.get("set", {}))


def view_of(henan: Ruleset, rule: str, case: Mapping[str, Any], example: Mapping[str, Any]) -> UnitView:
    model, faults = set_parameters(henan.model, example.get("set", {}) | case.get("set", {}), rule)
    assert not faults
    known = bind(load_facts(facts_of(rule, case, example["given"])), model, lenient=True)
    day, year = case.get("as_of", CLOSED), case.get("year", 2025)
    unit = next(iter(known.units.values()))
    return UnitView(known, unit, model.vocabulary, day.toordinal(), year, True)
