"""Every fault of a facts file is told with its place and what to do.

The cases are the files of `bad/`, each beside a text with the faults that are told of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel

HERE = Path(__file__).parent
CASES = sorted(path for path in (HERE / "bad").iterdir() if path.suffix != ".txt")


@pytest.fixture(scope="module")
def town() -> RulesetModel:
    return read_town()


@pytest.fixture(scope="module")
def towns() -> RulesetModel:
    model, faults = read_ruleset(HERE.parent / "use" / "towns")
    assert model is not None
    assert not faults
    return model


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_faults_are_told_as_expected(path: Path, town: RulesetModel, towns: RulesetModel) -> None:
    with pytest.raises(FactsError) as caught:
        bind(load_facts(path), towns if path.stem == "places" else town)
    told = str(caught.value).replace(str(path), path.name)
    assert told == path.with_suffix(".txt").read_text("utf-8").rstrip("\n")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(FactsError, match="at most 16,777,216 are read"):
        load_facts(path)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (float("nan"), "facts: grounds.trees: `nan` cannot be taken as it is"),
        (0.1 + 0.2, "facts: grounds.trees: `0.30000000000000004` cannot be taken as it is"),
        (object, "facts: grounds.trees: `<class 'object'>` cannot be taken as it is"),
        ("\x07", "facts: grounds.trees: a control character stands in this text"),
        (-1, "facts: grounds.trees: `-1` lies outside the range of `grounds.trees`"),
        (True, "facts: grounds.trees: `grounds.trees` needs a whole number, not `true`"),
    ],
)
def test_python_data_is_refused_with_its_path(value: object, told: str, town: RulesetModel) -> None:
    with pytest.raises(FactsError) as caught:
        bind(load_facts({"unit": {"id": "a"}, "grounds": {"trees": value}}), town)
    assert str(caught.value).splitlines()[0] == told


def test_python_data_that_contains_itself_is_refused() -> None:
    loop: dict[str, object] = {}
    loop["unit"] = loop
    with pytest.raises(FactsError, match="nested deeper than 60"):
        load_facts(loop)


def test_unit_ids_are_unique_across_files(tmp_path: Path, town: RulesetModel) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("unit: {id: same}\n", "utf-8")
    with pytest.raises(FactsError, match="the unit `same` is given twice"):
        bind(load_facts(tmp_path), town)


def test_missing_paths_and_wrong_endings_are_told(tmp_path: Path) -> None:
    (tmp_path / "facts.toml").write_text("", "utf-8")
    with pytest.raises(FactsError) as caught:
        load_facts(tmp_path / "none.yaml", tmp_path / "facts.toml", "no\0path", "a" * 5000)
    assert [fault.what for fault in caught.value.faults] == [
        "no such file",
        "facts are .yaml, .yml, .json or .xlsx files",
        "no such file",
        f"the path cannot be read: [errno 36] file name too long: '{'a' * 5000}'",
    ]
