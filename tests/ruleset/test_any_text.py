"""Whatever the bytes, a fault is told or the data is read; nothing else is ever raised."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from policy_rules.documents import parse_json, parse_yaml
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import apply_profile
from thinned import examples

HERE = Path(__file__).parent
TOWN = HERE / "good" / "town"
NORTH = HERE.parent / "facts" / "good" / "north.yaml"
FILES = sorted(str(p.relative_to(TOWN)) for p in TOWN.rglob("*") if p.is_file())
SNIPPETS = [
    *b"{ } [ ] : , - null &a *a !!int ' \" | > <<: ? %YAML --- ... # \\ true 0 -1 1e9".split(),
    *b"2024 2024-02-30".split(),
    *"0000-01-01 80% one_of value at_least unit for of list .. （ ．".encode().split(),
    *[b"", b"\n", b"\t", b": ", b"- ", b", ", b"\xef\xbb\xbf", b"\x00", b"\xff", b"\xe2\x80\xa8"],
    *[b"9" * 5000, b"[" * 70, b"{a: " * 70],
]
MODEST = examples(40, 150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def mutated(original: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with some stretches replaced by others of their own or by snippets."""
    spot = st.integers(0, len(original))
    change = st.tuples(spot, st.integers(0, 12), st.one_of(st.sampled_from(SNIPPETS), spot))

    def apply(changes: list[tuple[int, int, bytes | int]]) -> bytes:
        data = original
        for at, length, new in changes:
            piece = original[new : new + 9] if isinstance(new, int) else new
            data = data[:at] + piece + data[at + length :]
        return data

    return st.lists(change, min_size=1, max_size=4).map(apply)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "town"
        shutil.copytree(TOWN, root)
        yield root


@cache
def town() -> RulesetModel:
    model, _ = read_ruleset(TOWN)
    assert model is not None
    return model


def read_anything(given: Path | dict[str, object], *, lenient: bool = False) -> None:
    faults: tuple[Fault, ...] | None = None
    try:
        bind(load_facts(given), town(), lenient=lenient)
    except PolicyRulesError as error:
        faults = error.faults
    assert faults is None or all(str(fault) for fault in faults)
    assert faults != ()


@MODEST
@given(data=st.binary(max_size=200), ending=st.sampled_from([".yaml", ".json"]))
def test_facts_of_any_bytes(data: bytes, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"facts{ending}"
    path.write_bytes(data)
    read_anything(path)


@MODEST
@given(data=mutated(NORTH.read_bytes()))
def test_facts_of_a_good_file_changed(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(data)
    read_anything(path)


@MODEST
@given(data=st.data(), file=st.sampled_from(FILES))
def test_a_good_ruleset_with_one_file_changed(data: st.DataObject, file: str, folder: Path) -> None:
    original = (TOWN / file).read_bytes()
    (folder / file).write_bytes(data.draw(mutated(original)))
    try:
        model, faults = read_ruleset(folder)
        assert model is not None or faults
        assert all(str(fault) for fault in faults)
        if model is not None:
            for name in model.profiles:
                apply_profile(model, name)
    finally:
        (folder / file).write_bytes(original)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["unit", "grounds", "benches", "complete", "reported", "gradings", "units", "exceptions"]
)


@MODEST
@given(data=st.dictionaries(KEYS, JSON, max_size=4))
def test_facts_of_any_python_data(data: dict[str, object]) -> None:
    read_anything(data, lenient=True)


@MODEST
@given(text=st.text())
def test_any_text_is_read_or_told(text: str) -> None:
    for parse in (parse_yaml, parse_json):
        nodes, faults = parse(text, "file")
        assert nodes or faults
