"""Trees keep the text as typed and know their places, whichever parser reads them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.documents import Mapping, Node, Scalar, Sequence, from_data, parse_json, parse_yaml, read
from policy_rules.errors import Place

HERE = Path(__file__).parent
GOOD = [*sorted((HERE / "good").rglob("*.yaml")), HERE.parent / "facts" / "good" / "north.yaml"]


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [s for item in node for s in scalars(item)]
    return [s for key, value in node.entries for s in (key, *scalars(value))]


def only(text: str) -> Node:
    (node,), faults = parse_yaml(text, "file.yaml")
    assert not faults
    return node


@pytest.mark.parametrize(
    "word", ["no", "on", "1e3", "010", "1_000", "12:30", "~", "Null", "2024-01-01", ".5", "TRUE"]
)
def test_plain_scalars_are_text(word: str) -> None:
    assert only(f"a: {word}") == Mapping({"a": (Scalar("a"), Scalar(word))})


def test_only_plain_null_is_null() -> None:
    assert [s.null for s in scalars(only("[null, 'null', ~, NULL]"))] == [True, False, False, False]


def test_places_are_those_of_the_file() -> None:
    node = only("# 注释\n中文: {a: '一', b: [1, \"x\"]}\nc: |\n  one\n  two\n")
    assert [(s.text, s.line, s.column) for s in scalars(node)] == [
        ("中文", 2, 1),
        ("a", 2, 6),
        ("一", 2, 9),
        ("b", 2, 14),
        ("1", 2, 18),
        ("x", 2, 21),
        ("c", 3, 1),
        ("one\ntwo\n", 3, 4),
    ]
    first, last = scalars(node)[2], scalars(node)[-1]
    assert first.begin == Place("file.yaml", 2, 10)
    assert last.begin == Place("file.yaml", 4, 3)
    assert str(first.fault_at(0, 1, "wrong")) == (
        "file.yaml:2:10: wrong\n  中文: {a: '一', b: [1, \"x\"]}\n             ^^"
    )


def test_keys_are_looked_up() -> None:
    node = only("{a: 1, b: {c: 2}}")
    assert isinstance(node, Mapping)
    assert node.keys() == ("a", "b")
    assert node.get("d") is None
    assert node.key("b").column == 8
    assert ("a" in node, "c" in node, len(node)) == (True, False, 2)


def test_json_keeps_the_digits() -> None:
    (node,), faults = parse_json(
        '{"a": 1E5,\n\t"b": [0.10, -0, true, null, "\\ud83d\\ude00\\u00e9/\\/"]}', "f.json"
    )
    assert not faults
    assert [(s.text, s.quoted, s.null) for s in scalars(node)] == [
        ("a", True, False),
        ("1E5", False, False),
        ("b", True, False),
        ("0.10", False, False),
        ("-0", False, False),
        ("true", False, False),
        ("null", False, True),
        ("😀é//", True, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        "[NaN]",
        "[-Infinity]",
        "[1,]",
        "{a: 1}",
        "[01]",
        '["\\ud800"]',
        '{"": 1}',
        "",
        "[" * 9999,
        '["\\u0000"]',
    ],
)
def test_json_that_is_refused(text: str) -> None:
    _, faults = parse_json(text, "f.json")
    assert faults
    assert all(fault.place.file == "f.json" for fault in faults)


def test_python_data_becomes_text() -> None:
    data = {
        "a": [
            True,
            None,
            3,
            "x",
            Decimal("1E+2"),
            Decimal("0.50"),
            Fraction(1, 3),
            datetime.date(2024, 1, 2),
        ],
        2024: 0.25,
        "z": (7.0, -0.1),
    }
    node, faults = from_data(data, "facts")
    assert node is not None
    assert not faults
    assert [s.text for s in scalars(node)] == [
        *["a", "true", "null", "3", "x", "100", "0.50", "1/3", "2024-01-02"],
        *["2024", "0.25", "z", "7", "-0.1"],
    ]
    assert [s.place.file for s in scalars(node)][3:5] == ["facts: a[3]", "facts: a[4]"]
    assert from_data(node, "again") == (node, [])


@pytest.mark.parametrize(
    "data",
    [
        *[float("inf"), float("nan"), 1e300, 0.1 + 0.2, Decimal("NaN"), Decimal("1E+5000"), 1 << 5000],
        *[b"x", object(), datetime.datetime(2024, 1, 1, 8)],  # noqa: DTZ001
        *[{1.5: 1}, {"": 1}, {True: 1}, {1: 1, "1": 2}],
    ],
)
def test_python_data_that_is_refused(data: object) -> None:
    assert from_data([data], "facts")[1]


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.name)
def test_the_pure_parser_reads_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text("utf-8")
    fast, _ = parse_yaml(text, "file")
    monkeypatch.setattr(read, "_LOADER", yaml.SafeLoader)
    slow, faults = parse_yaml(text, "file")
    assert not faults
    assert slow == fast
    for a, b in zip(fast, slow, strict=True):
        assert [s.place for s in scalars(a)] == [s.place for s in scalars(b)]


@pytest.mark.parametrize("text", ["a: b: c", "{a", "- a\nb: 1", "a: *b", "a: &b 1", "[" * 99, "a: |x", "'"])
def test_the_pure_parser_refuses_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = parse_yaml(text, "file")[1][0].place.line
    monkeypatch.setattr(read, "_LOADER", yaml.SafeLoader)
    assert parse_yaml(text, "file")[1][0].place.line == first
