"""Paths of facts: their steps, and what is told of a path that names nothing, with the hint, word by word."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts.naming import slot_of
from policy_rules.facts.paths import PathStep, quoted, read_path, without_brackets
from policy_rules.facts.slots import CompleteSlot, StatementSlot
from policy_rules.ruleset.model import RulesetModel

TOWN = read_town()


def with_parts() -> RulesetModel:
    """The town with lists of three depths: benches, their repairs, the parts of a repair."""
    entities = dict(TOWN.vocabulary.entities)
    entities["parts"] = evolve(entities["repairs"], name="parts", of=("repairs",))
    return evolve(TOWN, vocabulary=evolve(TOWN.vocabulary, entities=entities))


PATHS: dict[str, list[tuple[str, ...]]] = {
    "a.b": [("a",), ("b",)],
    "a[b].c[d].e": [("a", "b"), ("c", "d"), ("e",)],
    "a[b, c,d]": [("a", "b", "c", "d")],
    "a[  b  , c ]": [("a", "b", "c")],
    "a[b c]": [("a", "b c")],
    'a[" b "]': [("a", " b ")],
    'a[ "b" , c]': [("a", "b", "c")],
    'a["b, [c]"].d': [("a", "b, [c]"), ("d",)],
    r'a["b\"c\\d"]': [("a", r'b"c\d')],
    "complete[a[b[c]].d, 2024]": [("complete", "a[b[c]].d", "2024")],
    "a[b[c, d]]": [("a", "b[c, d]")],
    'a[b["c"]]': [("a", 'b["c"]')],
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_has_its_steps(path: str) -> None:
    assert read_path(path) == tuple(PathStep(name, tuple(inside)) for name, *inside in PATHS[path])


NO_PATHS = {
    "": None,
    ".a": ".a",
    "a.": None,
    "a..b": ".b",
    "a b": " b",
    "a]": "]",
    "a[": None,
    "a[b": None,
    "a[b[c]": None,
    "a[]": "]",
    "a[ ]": "]",
    "a[b,]": "]",
    "a[,b]": ",b]",
    "a[b]c": "c",
    'a[""]': "]",
    'a["b"c]': "c]",
    'a["b" "c"]': '"c"]',
}


@pytest.mark.parametrize("path", NO_PATHS)
def test_what_is_no_path_is_told_from_where_on(path: str) -> None:
    rest = NO_PATHS[path]
    told = f"`{path}` is no path of a fact" + ("" if rest is None else f" from `{rest}` on")
    hint = "write `staffing.posts_total`, `lectures[l1]` or `complete[lectures, 2024]`"
    with pytest.raises(FactsError) as caught:
        read_path(path)
    assert str(caught.value) == f"{told}\n  hint: {hint}"


def test_a_path_is_a_text() -> None:
    wrong: Any = 3
    with pytest.raises(FactsError) as caught:
        read_path(wrong)
    assert str(caught.value) == "`3` is no path of a fact\n  hint: write it as `entity.attribute`"


def test_an_id_stands_in_brackets_so_that_it_is_read_again() -> None:
    assert [quoted(word) for word in ("b1", "b c", "b.c", r'b"c\d')] == [
        "b1",
        '"b c"',
        '"b.c"',
        r'"b\"c\\d"',
    ]
    assert without_brackets("a[b[c]].d[e, f].g") == "a.d.g"


OUTER = (
    "benches, complete, corrections, entries, exceptions, gradings, grounds, notices, reported, samples, unit"
)
RULES = "or-0-s1, or-1-s1, or-1-s2, or-1-s3, or-11-s2, or-11.2-s1, or-12.1-s1, or-12.1-s2, or-end-s1"
OF_BENCHES = "is_old, material, removed_on, repairs, set_up_on, width"
WRONG = [
    ("zzz.trees", "`zzz` is not declared", f"known: {OUTER}"),
    ("repairs[r]", "`repairs` is not declared", f"known: {OUTER}"),
    ("bench[b]", "`bench` is not declared", "did you mean `benches`?"),
    ("reported.x", "`reported` is not declared", "did you mean `reported`?"),
    ("complete.x", "`complete` is not declared", "did you mean `complete`?"),
    ("grounds", "`grounds` is a single record", "name an attribute: `grounds.…`"),
    ("grounds.trees.x", "`grounds` is a single record", "name an attribute: `grounds.…`"),
    ("grounds[a].trees", "`grounds` is a single record", "name an attribute: `grounds.…`"),
    ("grounds.trees[a]", "`grounds` is a single record", "name an attribute: `grounds.…`"),
    ("grounds.zzz", "`zzz` is no attribute of `grounds`", "known: motto, shade, trees"),
    ("grounds.tree", "`tree` is no attribute of `grounds`", "did you mean `trees`?"),
    ("benches", "`benches` is a list", "name one record: `benches[id]`"),
    ("benches[a, b]", "`benches` is a list", "name one record: `benches[id]`"),
    ("benches[b].repairs", "`repairs` is a list", "name one record: `repairs[id]`"),
    ("benches[a/b]", "the id `a/b` holds `/`, which divides ids", "use `-`"),
    ("benches[b].zzz", "`zzz` is no attribute and no list of `benches`", f"known: {OF_BENCHES}"),
    ("benches[b].repair", "`repair` is no attribute and no list of `benches`", "did you mean `repairs`?"),
    ("benches[b].width[c]", "`width` is no attribute and no list of `benches`", "did you mean `width`?"),
    ("benches[b].width.cost", "`width` is no attribute and no list of `benches`", "did you mean `width`?"),
    ("complete", "this names no list", "write `complete[lectures, 2024]`"),
    ("complete[benches, 2024, 2025]", "this names no list", "write `complete[lectures, 2024]`"),
    ("complete[benches, 24]", "`24` is no year", ""),
    ("complete[benches[b]]", "`benches[b]` is a record", "name the list, without the brackets at its end"),
    ("complete[zzz]", "`zzz` is no list here", "known: benches, notices, organs, units_under"),
    ("complete[repairs]", "`repairs` is no list here", "known: benches, notices, organs, units_under"),
    ("complete[grounds]", "`grounds` is no list here", "known: benches, notices, organs, units_under"),
    ("complete[benches.zzz]", "`zzz` is no list here", "known: repairs"),
    ("complete[benches.repair]", "`repair` is no list here", "did you mean `repairs`?"),
    ("complete[zzz.repairs]", "`zzz` is no list here", "known: benches, notices"),
    ("complete[organs.benches]", "`organs` is no list here", "known: benches, notices"),
    ("complete[notices.zzz]", "`zzz` is no list here", ""),
    ("reported[zzz, 2024]", "`zzz` is no measure", "known: bench_count, grade, repair_count, visitor_share"),
    ("reported[grades, 2024]", "`grades` is no measure", "did you mean `grade`?"),
    ("reported[grade, 24]", "`24` is no year", ""),
    ("exceptions[zzz]", "`zzz` is no rule", f"known: {RULES}"),
    ("gradings[or-1-s4, b, 2024]", "`or-1-s4` is no rule", "did you mean `or-1-s3`?"),
    ("gradings[or-1-s3, soon]", "`soon` is no year", ""),
    ("entries[manner, b]", "`b` is no year", ""),
]


def told(path: str, model: RulesetModel = TOWN) -> str:
    with pytest.raises(FactsError) as caught:
        slot_of(path, model)
    return str(caught.value)


@pytest.mark.parametrize(("path", "what", "hint"), WRONG)
def test_what_names_nothing_is_told_with_what_is_known(path: str, what: str, hint: str) -> None:
    assert told(path) == f"`{path}`: {what}" + (f"\n  hint: {hint}" if hint else "")


def test_no_more_than_twelve_names_are_told() -> None:
    rules: Any = dict.fromkeys(f"m{n:02}" for n in range(13, 0, -1))
    known = ", ".join(f"m{n:02}" for n in range(1, 13))
    assert told("exceptions[zzz]", evolve(TOWN, rules=rules)).endswith(f"hint: known: {known}")


def test_what_is_said_of_a_list_and_of_a_sample_is_named_by_its_keys() -> None:
    model = with_parts()
    for path, slot in (
        ("complete[organs]", CompleteSlot("organs", (), 0)),
        ("complete[units_under, 2024]", CompleteSlot("units_under", (), 2024)),
        ("complete[benches[b].repairs, 2024]", CompleteSlot("benches.repairs", (("benches", "b"),), 2024)),
        ("complete[benches.repairs.parts]", CompleteSlot("benches.repairs.parts", (), 0)),
        (
            "complete[benches[b].repairs[r].parts]",
            CompleteSlot("benches.repairs.parts", (("benches", "b"), ("repairs", "r")), 0),
        ),
        ("samples[2024]", StatementSlot("samples", {"for": 2024})),
        (
            "gradings[or-1-s3, 2024]",
            StatementSlot("gradings", {"rule": "or-1-s3", "instance": "", "for": 2024}),
        ),
        (
            "entries[manner, b, 2024]",
            StatementSlot("entries", {"entry": "manner", "instance": "b", "for": 2024}),
        ),
    ):
        assert slot_of(path, model) == slot
    for path in ("complete[benches[b].repairs.parts]", "complete[benches.repairs[r].parts]"):
        assert told(path, model) == f"`{path}`: name each record around the list, or none"
