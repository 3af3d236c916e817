"""Facts written before the vocabulary replaced names: read as they were meant, refused, or migrated."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest
import yaml
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.errors import FactsError, RulesetError
from policy_rules.facts.bound import Entry

HERE = Path(__file__).parent
BEFORE, AFTER = (pr.load_ruleset(HERE / name) for name in ("before", "after"))
CASES = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
DAY = datetime.date(2024, 12, 31)


def file(facts):
    return {"unit": {"id": "north"}, **facts}


def bound(facts, ruleset=AFTER):
    """The facts as they are bound, without what tells how they were written."""
    (unit,) = ruleset.bind(pr.load_facts(file(facts))).units.values()
    return plain(evolve(unit, file=""))


def in_order(records):
    return sorted(records, key=lambda record: record.id)


def plain(unit):
    """The unit with the statements of each value in an order of their own."""

    def ordered(entry: Entry) -> Entry:
        return evolve(entry, told=tuple(sorted(entry.told, key=repr)))

    values = {path: tuple(map(ordered, told)) for path, told in unit.values.items()}
    lists = {
        name: tuple(
            evolve(r, values={n: ordered(e) for n, e in sorted(r.values.items())}) for r in in_order(records)
        )
        for name, records in unit.lists.items()
    }
    return evolve(unit, values=values, lists=lists)


@pytest.mark.parametrize("case", [c for c in CASES if "new" in c], ids=lambda case: case["why"])
def test_old_names_come_to_the_same_with_a_note(case):
    facts = AFTER.bind(pr.load_facts(file(case["old"])))
    assert plain(evolve(facts.units["north"], file="")) == bound_lenient(case["new"])
    assert facts.notes
    assert "read by its old name" in facts.notes[0]
    assert not AFTER.bind(pr.load_facts(file({"grounds": {"trees": 3}}))).notes


def bound_lenient(facts):
    """What the new names come to; statements without a source are those of old names beside new ones."""
    told = json.loads(json.dumps(file(facts), default=str))
    told = {"source": "s", "sources": {"s": {}}, **told} if "told" in json.dumps(told) else told
    (unit,) = AFTER.bind(pr.load_facts(told)).units.values()
    return plain(without_sources(evolve(unit, file="", sources={})))


def without_sources(unit):
    def bare(entry: Entry) -> Entry:
        return evolve(entry, source="", told=tuple(map(bare, entry.told)))

    values = {path: tuple(map(bare, told)) for path, told in unit.values.items()}
    lists = {
        name: tuple(evolve(r, source="", values={n: bare(e) for n, e in r.values.items()}) for r in records)
        for name, records in unit.lists.items()
    }
    return evolve(unit, values=values, lists=lists)


@pytest.mark.parametrize("case", [c for c in CASES if "refused" in c], ids=lambda case: case["why"])
def test_what_does_not_pass_over_is_refused_and_never_unread(case):
    with pytest.raises(FactsError) as caught:
        AFTER.bind(pr.load_facts(file(case["old"])))
    assert case["refused"] in [fault.what for fault in caught.value.faults]
    if "migrated" in case:
        assert any("policy-rules migrate" in fault.hint for fault in caught.value.faults)


@pytest.mark.parametrize("case", [c for c in CASES if "migrated" in c], ids=lambda case: case["why"])
def test_migrate_keeps_what_is_sure_and_tells_the_rest(case):
    facts, lost = AFTER.migrate(file(case["old"]))
    assert list(lost) == case["lost"]
    (unit,) = AFTER.bind(facts).units.values()
    assert plain(evolve(unit, file="")) == bound(case["migrated"])
    assert not AFTER.bind(facts).notes
    again, nothing = AFTER.migrate({"units": [file(case["migrated"])]})
    assert not nothing
    assert bound(case["migrated"]) == plain(evolve(next(iter(AFTER.bind(again).units.values())), file=""))


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if "new" in c and "migrated" not in c and "told" not in str(c["new"])],
    ids=lambda c: c["why"],
)
def test_migrate_rewrites_what_passes_over(case):
    if len(case["old"]) > 2:
        pytest.skip("old and new both given")
    facts, lost = AFTER.migrate(file(case["old"]))
    assert not lost
    bound_facts = AFTER.bind(facts)
    assert not bound_facts.notes
    assert plain(evolve(bound_facts.units["north"], file="")) == bound(case["new"])


OLD = {
    "land": {"tree_count": 30, "mu": 10},
    "seats": [{"id": "b1", "put_on": "2024-05-01", "wide": 90, "broken": False}],
    "complete": [{"list": "seats", "for": 2024, "by": "c", "date": "2025-01-02"}],
}


def test_a_record_of_before_is_replayed_by_todays_names():
    found = BEFORE.assess(file(OLD), as_of=DAY, year=2024)
    replayed = pr.replay.replay(json.loads(json.dumps(pr.replay.record_of(found))), AFTER)
    assert replayed.identical, replayed.differences
    assert found.finding("trees").outcome == "satisfied"
    assert found.finding("wide").possible[-1] == "violated"


@settings(deadline=None, max_examples=60)
@given(
    trees=st.one_of(st.integers(0, 40), st.builds(lambda a: {"at_least": a}, st.integers(0, 40))),
    benches=st.lists(
        st.fixed_dictionaries({"wide": st.integers(50, 150), "broken": st.booleans()}), max_size=3
    ),
    whole=st.booleans(),
)
def test_rules_say_the_same_of_old_names_as_before(trees, benches, whole):
    seats = [{"id": f"b{n}", "put_on": "2024-05-01", **b} for n, b in enumerate(benches)]
    facts = {"land": {"tree_count": trees}, "seats": seats, "complete": OLD["complete"] if whole else []}
    before, after = (r.assess(file(facts), as_of=DAY, year=2024) for r in (BEFORE, AFTER))
    assert {f.rule.id: f.possible for f in before} == {f.rule.id: f.possible for f in after}


# -- the command, and what is wrong with `was` --------------------------------------------------------


def test_the_command(tmp_path, capsys):
    path = tmp_path / "old.yaml"
    path.write_text(json.dumps(file({"land": {"tree_count": 3, "last_mown": "2023-05-01"}})), "utf-8")
    assert main(["migrate", str(path), "--ruleset", str(HERE / "after")]) == 0
    lost = "`north`: `land.last_mown`: that there was no other is not known"
    text = (
        "sources: {}\nunits:\n  - unit: {id: north}\n    grounds: {trees: 3}\n    mowings:\n"
        "      - {id: last_mown, mown_on: 2023-05-01}\n"
    )
    assert capsys.readouterr().out == f"# {lost}\n{text}"
    target = tmp_path / "new.yaml"
    assert main(["migrate", str(path), "-o", str(target), "--ruleset", str(HERE / "after")]) == 0
    assert capsys.readouterr().out == f"{lost}\n"
    assert target.read_text("utf-8") == text


FAULTS = {
    "grounds.x: {type: integer, was: trees}": "`grounds.trees` is declared, so it is not replaced",
    "grounds.x: {type: integer, was: tree_count}": "`grounds.tree_count` is replaced twice",
    "x: {was: benches}": "`benches` is declared, so it is not replaced",
    "x: {was: seats}": "`seats` is replaced twice",
    "grounds.x: {type: text, was: {name: y, times: 2}}": "`x` is no number, so it takes no `times`",
    "grounds.x: {type: integer, was: {name: y, times: 0}}": "`times` needs a number other than 0",
    "grounds.x: {type: [a, b], was: {name: y, labels: {c: d}}}": "`d` is no label of `x`",
    "grounds.x: {type: integer, was: {name: y, narrowed: true}}": "`narrowed` is for what is true or false",
    "grounds.x: {type: integer, was: {name: y, record: z}}": "`record` is for lists",
    "benches.x: {type: integer, was: land.y}": "`benches` is a list, so its attributes were its own",
    "x: {one: true, was: {name: land.y, record: z}}": "`record` of `x` is no date of a list: `z`",
    "x: {was: null}": "`was` needs the old name",
    "grounds.x: {type: integer, was: {nam: y}}": "what it replaces has no key `nam`",
}  # fmt: skip


@pytest.mark.parametrize("line", FAULTS)
def test_faults_are_told(line, tmp_path):
    shutil.copytree(HERE / "after", tmp_path / "parks")
    target = tmp_path / "parks" / "vocabulary" / "entities.yaml"
    target.write_text(target.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(RulesetError) as caught:
        pr.load_ruleset(tmp_path / "parks")
    assert FAULTS[line] in [fault.what for fault in caught.value.faults]


GONE = yaml.safe_load((HERE / "gone.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", GONE, ids=lambda case: case["why"])
def test_what_is_gone_is_told_with_what_is_recorded_now(case):
    with pytest.raises(FactsError) as caught:
        AFTER.bind(pr.load_facts(file(case["old"])))
    told = {fault.what: fault.hint for fault in caught.value.faults}
    assert told[case["told"]].startswith(case.get("hint", ""))


@pytest.mark.parametrize("case", GONE, ids=lambda case: case["why"])
def test_what_is_gone_is_left_out_and_told(case):
    facts, lost = AFTER.migrate(file(case["old"]))
    assert list(lost) == case["lost"]
    assert plain(evolve(AFTER.bind(facts).units["north"], file="")) == bound(case["left"])


def test_a_path_that_is_gone_is_told_too():
    found = AFTER.assess({"unit": {"id": "north"}}, as_of=DAY)
    with pytest.raises(FactsError, match="taken out on 2024-06-01"):
        found.what_if({"grounds.last_raked": "2024-01-01"})
    with pytest.raises(FactsError, match="taken out on 2024-09-01"):
        found.what_if({"grading(trees)": "fair"})


def test_a_parameter_that_is_gone_is_told_with_what_is_set_now(tmp_path):
    found = AFTER.assess({"unit": {"id": "north"}}, as_of=DAY)
    told = "`parameters.least_trees` was taken out on 2024-09-01"
    with pytest.raises(FactsError) as refused:
        found.what_if({"parameters.least_trees": 3})
    (fault,) = refused.value.faults
    assert fault.what.endswith(told)
    assert fault.hint == "set `parameters.least_benches`"
    shutil.copytree(HERE / "after", tmp_path / "parks")
    rules = tmp_path / "parks" / "ordinance" / "1-grounds.yaml"
    text = rules.read_text("utf-8").replace("trees >= 20", "trees >= parameters.least_trees")
    rules.write_text(text, "utf-8")
    with pytest.raises(RulesetError) as caught:
        pr.load_ruleset(tmp_path / "parks")
    assert told in [fault.what for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("grounds.trees: []", "`grounds.trees` is declared, so it is not gone"),
        ("benches: []", "`benches` is declared, so it is not gone"),
        ("visitor_share: []", "`visitor_share` is declared, so it is not gone"),
        ("huts: []", "`huts` is gone twice"),
        ("x: bench", "`bench` is not declared"),
        ("x: benches.hue", "`benches` has no attribute `hue`"),
        ("x: 'grounds[soil = \"rch\"]'", "`rch` is no label of `grounds.soil`"),
        ("x: 'grounds[soil < 3]'", "`grounds[soil < 3]` is no name of a fact"),
        ("grading(tidy): []", "`tidy` is graded, so its gradings are not gone"),
        ("grading(tres): []", "`tres` is no rule of this ruleset"),
        ("grading(trees): []", "`grading(trees)` is gone twice"),
        ("grading(whole): bench", "`bench` is not declared"),
        ("parameters.least_benches: []", "`parameters.least_benches` is declared, so it is not gone"),
        ("parameters.x: parameters.least_bench", "`parameters.least_bench` is no parameter of this ruleset"),
    ],
)
def test_what_is_wrong_with_what_is_gone(line, told, tmp_path):
    shutil.copytree(HERE / "after", tmp_path / "parks")
    target = tmp_path / "parks" / "vocabulary" / "gone.yaml"
    more = f"more:\n  on: 2024-07-01\n  names:\n    {line}\n"
    target.write_text(target.read_text("utf-8") + more, "utf-8")
    with pytest.raises(RulesetError) as caught:
        pr.load_ruleset(tmp_path / "parks")
    assert told in [fault.what for fault in caught.value.faults]
