"""Facts may call by its label what a vocabulary declares; cases by hand in `called_by_labels.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve, fields, has

from facts.town import read_town
from policy_rules.documents import parse_yaml
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.named_trees import by_names
from policy_rules.facts.raw_trees import tree_of, tree_text
from policy_rules.ruleset.model import RulesetModel

DATA = yaml.safe_load(Path(__file__).with_name("called_by_labels.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def labelled() -> RulesetModel:
    """The town with labels."""
    town, given = read_town(), DATA["labels"]
    entities = {
        name: evolve(
            entity,
            zh=given["entities"][name],
            attributes={
                n: evolve(a, zh=given["attributes"].get(n, "")) for n, a in entity.attributes.items()
            },
        )
        for name, entity in town.vocabulary.entities.items()
    }
    measures = {
        name: evolve(m, zh=given["measures"].get(name, "")) for name, m in town.vocabulary.measures.items()
    }
    return evolve(town, vocabulary=evolve(town.vocabulary, entities=entities, measures=measures))


def told_of(given: dict[str, Any], model: RulesetModel) -> Any:
    """All that is bound of the example, but where it stands."""
    sources = {"sources": {"s": {}, "t": {}}} if "told" in str(given) else {}
    text = yaml.safe_dump({**sources, **given}, allow_unicode=True)
    (tree,), faults = parse_yaml(text, "facts.yaml")
    assert not faults
    (unit,) = bind(load_facts(tree), model, lenient=True).units.values()  # type: ignore[arg-type]
    return plain(unit)


def plain(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [plain(one) for one in thing]
    if not has(type(thing)):
        return thing
    return {a.name: plain(getattr(thing, a.name)) for a in fields(type(thing)) if a.name != "place"}


@pytest.mark.parametrize("case", DATA["same"], ids=lambda case: case["why"])
def test_by_labels_as_by_names(case: dict[str, Any], labelled: RulesetModel) -> None:
    by_names = told_of(case["names"], labelled)
    assert told_of(case["labels"], labelled) == by_names
    assert by_names == told_of(case["names"], read_town())


def rewritten(given: dict[str, Any], model: RulesetModel) -> str:
    """The facts as they are rewritten by names, before they are bound."""
    (node,), _ = parse_yaml(yaml.safe_dump(given, allow_unicode=True, sort_keys=False), "facts.yaml")
    return tree_text(by_names(tree_of(node), model.vocabulary))


# what a figure or a grading is, is read when it is bound
RAW = [case for case in DATA["same"] if not {"中", "优"} & set(str(case))]


@pytest.mark.parametrize("case", RAW, ids=lambda case: case["why"])
def test_raw_facts_are_rewritten_by_names(case: dict[str, Any], labelled: RulesetModel) -> None:
    names = rewritten(case["names"], read_town())
    assert rewritten(case["labels"], labelled) == rewritten(case["names"], labelled) == names


def test_what_is_given_by_both_keeps_its_label(labelled: RulesetModel) -> None:
    both: list[dict[str, Any]] = [{"benches": [], "长椅": []}, {"grounds": {"trees": 1, "树木": 2}}]
    for given in (*both, {"reported": 3}, {"x": {"树木": 1}}):
        assert rewritten(given, labelled) == rewritten(given, read_town())
    source = {"unit": {"has_playground": {"value": "是", "source": "是"}}}
    assert rewritten(source, labelled) == "{unit: {has_playground: {value: true, source: 是}}}"


@pytest.mark.parametrize("case", DATA["wrong"], ids=lambda case: case["told"][0])
def test_what_is_wrong_is_told(case: dict[str, Any], labelled: RulesetModel) -> None:
    with pytest.raises(FactsError) as caught:
        told_of(case["given"], labelled)
    assert [f"{f.what} | {f.hint}" for f in caught.value.faults] == case["told"]


def test_the_name_of_an_entity_goes_before_a_label(labelled: RulesetModel) -> None:
    """Where the repairs of a bench are labelled `notices`, `benches.notices` are not those."""
    entities = labelled.vocabulary.entities
    repairs = {"repairs": evolve(entities["repairs"], zh="notices")}
    model = evolve(labelled, vocabulary=evolve(labelled.vocabulary, entities={**entities, **repairs}))
    with pytest.raises(FactsError, match="`notices` is no list inside `benches`"):
        told_of({"complete": [{"list": "benches.notices", "for": 2024}]}, model)
