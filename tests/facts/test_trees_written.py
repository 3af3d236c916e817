"""Plain trees as text, and lists that files tell, tree by tree."""

from __future__ import annotations

from typing import Any

import pytest

from facts.test_joined_and_migrated import TOWN, tree
from policy_rules.documents import Mapping, Scalar
from policy_rules.facts.merged_lists import Telling, joined_list
from policy_rules.facts.named_trees import by_names
from policy_rules.facts.raw_trees import distinct, facts_page, scalar_of, tree_text

NULL = Scalar("", null=True)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (scalar_of("3"), "3"),
        (scalar_of("2024-01-31"), "2024-01-31"),
        (scalar_of("50%"), "50%"),
        (scalar_of("%"), '"%"'),
        (scalar_of("-5"), "-5"),
        (scalar_of("a b"), '"a b"'),
        (scalar_of(""), '""'),
        (scalar_of("公园"), "公园"),
        (scalar_of("公 园"), '"公 园"'),
        (scalar_of("[0..5]"), "[0..5]"),
        (scalar_of("[a, b]"), '"[a, b]"'),
        (scalar_of("true"), "true"),
        (Scalar("true", quoted=True), '"true"'),
        (Scalar("null", quoted=True), '"null"'),
        (Scalar("~", quoted=True), '"~"'),
        (Scalar("3", quoted=True), "3"),
        (NULL, "null"),
        ({}, "{}"),
        ([], "[]"),
        ({"a": NULL, "true": scalar_of("x"), "a b": scalar_of("y")}, '{a: null, "true": x, "a b": y}'),
        ([scalar_of("x"), {"a": [NULL, scalar_of("y")]}], "[x, {a: [null, y]}]"),
    ],
)
def test_a_tree_on_a_line(given: Any, text: str) -> None:
    assert tree_text(given) == text


def test_equal_trees_are_one_and_stand_in_the_order_of_their_texts() -> None:
    trees = [scalar_of("b"), {"x": scalar_of("a")}, scalar_of("a"), scalar_of("b"), {"x": scalar_of("a")}]
    assert list(map(tree_text, distinct(trees))) == ["a", "b", "{x: a}"]


def test_a_page_of_facts_has_a_line_for_each_key_and_for_each_of_a_list() -> None:
    north: dict[str, Any] = {"unit": {"id": "north"}, "benches": [{"id": "b1"}, {"id": "b2"}], "notices": []}
    page = facts_page({"s 1": tree({"title": "x"})}, [tree(north), tree({"null": "y"})])
    assert page.splitlines() == [
        "sources:",
        '  "s 1": {title: x}',
        "units:",
        "  - unit: {id: north}",
        "    benches:",
        "      - {id: b1}",
        "      - {id: b2}",
        "    notices: []",
        '  - "null": y',
    ]
    assert page.endswith("y\n")
    assert facts_page({}, []) == "sources: {}\nunits:\n"


# -- by the names of the vocabulary ----------------------------------------------------------------


def test_a_choice_that_has_its_name_is_left_as_it_was_typed() -> None:
    level, null = Scalar("park", quoted=True), Scalar("", null=True)
    for given in (level, null, [level], {"2024": level, "source": Scalar("s", quoted=True)}):
        found: Any = by_names({"unit": {"level": given}}, TOWN.vocabulary)["unit"]["level"]
        assert found == given
        assert [s.quoted for s in scalars(found)] == [s.quoted for s in scalars(given)]


def scalars(given: Any) -> list[Scalar]:
    inner = given.values() if isinstance(given, dict) else given if isinstance(given, list) else None
    return [given] if inner is None else [s for each in inner for s in scalars(each)]


# -- lists of several files ------------------------------------------------------------------------

NODE = Mapping({}, frozenset())


def telling(given: dict[str, Any], default: str = "f") -> Telling:
    return Telling("u", tree(given), default, {}, NODE, (0, default))


def test_that_an_inner_list_is_whole_is_told_of_each_record_that_the_file_has_around_it() -> None:
    repairs: dict[str, Any] = {"repairs": [{"id": "r1"}, {"cost": 3}]}
    benches: list[Any] = [
        {"id": "b1", **repairs},
        {"width": 1},
        "word",
        {"id": "b3", "repairs": [{"id": "r3"}]},
    ]
    for path, of in (
        ("benches.repairs", ["b1", "#2", "b3"]),
        ("benches.repairs.parts", ["r1", "#2", "r3"]),
        ("notices.signs", []),
    ):
        found = telling({"benches": benches, "complete": [{"list": path}]}).whole_lists()
        assert [tree_text(each) for each in found] == [
            f"{{list: {path}, of: {own}, source: f}}".replace(own, f'"{own}"' if "#" in own else own)
            for own in of
        ]
    for given in ({"list": "benches"}, {"list": "benches.repairs", "of": "b1"}):
        (found_as_it_is,) = telling({"benches": benches, "complete": [given]}).whole_lists()
        assert tree_text(found_as_it_is) == tree_text({**tree(given), "source": scalar_of("f")})


def joined(*files: Telling) -> tuple[list[Any], list[str]]:
    faults: list[Any] = []
    told = [(f, f.tree["benches"]) for f in files if "benches" in f.tree]
    found = joined_list("benches", told, list(files), faults)
    return [tree_text(each) for each in found], [fault.what for fault in faults]


def test_a_source_lacks_what_it_calls_whole_of_that_record_alone() -> None:
    def bench(own: str, *repairs: str) -> dict[str, Any]:
        return {"id": own, "repairs": [{"id": each} for each in repairs]}

    whole = [{"list": "benches.repairs", "of": "b1"}]
    f = telling({"benches": [bench("b1", "r1"), bench("b2")], "complete": whole}, "f")
    g = telling({"benches": [bench("b1", "r1", "r2"), bench("b2", "r3"), bench("b3", "r4")]}, "g")
    assert joined(f, g) == (
        [
            "{id: b1, in: [f, g], repairs: [{id: r1, in: [f, g]}, {id: r2, source: g, not_in: [f]}]}",
            "{id: b2, in: [f, g], repairs: [{id: r3, source: g}]}",
            "{id: b3, source: g, repairs: [{id: r4, source: g}]}",
        ],
        [],
    )
    every = telling({"benches": [bench("b1"), bench("b2")], "complete": [{"list": "benches.repairs"}]}, "f")
    assert [("not_in" in text) for text in joined(every, g)[0]] == [True, True, False]
    both = telling({"complete": [{"list": "benches"}]}, "f")
    assert all(text.count("not_in: [f]") == 1 for text in joined(both, g)[0])


def test_records_without_an_id_are_of_one_file_and_keep_their_order() -> None:
    one = telling({"benches": [{"width": 1}, {"id": "b"}, {"id": "a"}, {"width": 2}]}, "f")
    assert joined(one)[0] == [
        "{source: f, width: {value: 1, source: f}}",
        "{id: b, source: f}",
        "{id: a, source: f}",
        "{source: f, width: {value: 2, source: f}}",
    ]
    named = telling({"benches": [{"id": "b"}, {"id": "a"}]}, "f")
    assert joined(named)[0] == ["{id: a, source: f}", "{id: b, source: f}"]
    nothing = telling({"benches": []}, "g")
    assert joined(one, nothing) == joined(one)
    what = "`benches` is told in several files, and records in it have no `id`"
    assert joined(one, named) == ([], [what])
    assert joined(named, one) == ([], [what])
