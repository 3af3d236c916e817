"""Files of several departments joined: cases by hand in `merged.yaml`, and what holds of any files."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
import yaml
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.documents import parse_yaml
from policy_rules.errors import FactsError
from policy_rules.report.value_data import shown_value
from sources.parks import DAY, HERE, PARKS, YEAR

CASES = yaml.safe_load((HERE / "merged.yaml").read_text("utf-8"))


def written(files, folder):
    """The files of a case, in a folder."""
    paths = []
    for name, facts in files.items():
        paths.append(folder / f"{name}.yaml")
        paths[-1].write_text(json.dumps(facts, default=str), "utf-8")
    return paths


def bound(facts):
    return {id: evolve(unit, file="") for id, unit in PARKS.bind(facts).units.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case, tmp_path):
    paths = written(case["files"], tmp_path)
    if "fault" in case:
        for order in itertools.permutations(paths):
            with pytest.raises(FactsError) as caught:
                pr.merge_facts(*order)
            fault = caught.value.faults[0]
            assert (fault.what, fault.hint) == (case["fault"], case.get("hint", ""))
            # told at the last of the files, unless it is of one of them
            at = {"last": order[-1], "first": order[0]}.get(case.get("at", "last"), tmp_path / "city.yaml")
            assert fault.place.file == str(at)
        return
    merged = pr.merge_facts(*paths, precedence=case.get("precedence"))
    found = PARKS.assess(merged, "north", as_of=DAY, year=YEAR)
    for rule, told in case["expect"].items():
        assert found.finding(rule).outcome == told, rule
    assert {f"{d.path} {d.when}".strip(): shown_value(d.value, d.type) for d in found.differing} == case[
        "differing"
    ]
    text = pr.facts_text(merged)
    for piece in case.get("holds", ()):
        assert piece in text
    for order in itertools.permutations(paths):
        assert pr.facts_text(pr.merge_facts(*order)) == text


@pytest.mark.parametrize("case", [c for c in CASES if "fault" not in c], ids=lambda case: case["why"])
def test_what_is_written_loads_to_the_same_and_can_be_joined_again(case, tmp_path):
    paths = written(case["files"], tmp_path)
    merged = pr.merge_facts(*paths)
    file = tmp_path / "merged.yaml"
    file.write_text(pr.facts_text(merged), "utf-8")
    assert bound(merged) == bound(file)
    assert pr.facts_text(pr.merge_facts(file)) == pr.facts_text(merged)
    assert pr.facts_text(pr.merge_facts(file, paths[0])) == pr.facts_text(merged)


# -- any files -------------------------------------------------------------------------------------

IDS = st.sampled_from(["b1", "b2", "b3"])
WIDTH = st.sampled_from(
    [0.5, 1, {"at_most": 1}, {"told": [{"value": 2, "source": "x"}, {"value": 3, "source": "y"}]}]
)
BENCH = st.fixed_dictionaries(
    {"id": IDS, "set_up_on": st.sampled_from(["2024-05-01", "2023-05-01"])},
    optional={
        "width": WIDTH,
        "broken": st.booleans(),
        "source": st.sampled_from(["x", "y"]),
        "repairs": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from(["r1", "r2"])}, optional={"cost": st.integers(0, 2)}
            ),
            max_size=2,
            unique_by=lambda r: r["id"],
        ),
    },
)
WHOLE = st.sampled_from(
    [
        {"list": "benches", "for": 2024, "by": "c", "date": "2025-01-01"},
        {"list": "benches", "for": [2023, 2024], "by": "c", "date": "2025-01-01", "source": "x"},
        {"list": "benches.repairs", "by": "c", "date": "2025-01-01"},
    ]
)
TREES = st.sampled_from(
    [
        10,
        30,
        {"2023": 5, "2024": 30},
        {"2024-02-01": 7, "2023-06-01": {"value": 9, "source": "y"}},
        {"one_of": [5, 25]},
    ]
)
REGISTERS = st.sampled_from([{"register": "yearbook"}, {"register": "land_register", "date": "2024-01-01"}])
YEARBOOK = st.just({"register": "yearbook", "date": "2024-03-01"})
HEAD: dict[str, st.SearchStrategy[Any]] = {
    "unit": st.just({"id": "north"}),
    "sources": st.fixed_dictionaries({"x": REGISTERS, "y": YEARBOOK}),
}
REST: dict[str, st.SearchStrategy[Any]] = {
    "source": st.sampled_from(["x", "y"]),
    "grounds": st.fixed_dictionaries({"trees": TREES}),
    "benches": st.lists(BENCH, max_size=3, unique_by=lambda b: b["id"]),
    "complete": st.lists(WHOLE, max_size=2),
    "reported": st.lists(
        st.fixed_dictionaries(
            {
                "measure": st.just("visitor_share"),
                "for": st.just(2024),
                "value": st.sampled_from(["10%", "60%"]),
            }
        ),
        max_size=1,
    ),
}
FILE = st.fixed_dictionaries(HEAD, optional=REST)


@settings(deadline=None, max_examples=40)
@given(st.lists(FILE, min_size=2, max_size=3), st.data())
def test_order_and_steps_do_not_matter_and_no_source_narrows_the_others(files, data):
    files = [{**file, "source": file.get("source", "x")} for file in files]
    merged = pr.merge_facts(*files)
    text = pr.facts_text(merged)
    order = data.draw(st.permutations(files))
    assert pr.facts_text(pr.merge_facts(*order)) == text
    first = yaml_facts(pr.facts_text(pr.merge_facts(*order[:2])))
    assert pr.facts_text(pr.merge_facts(first, *order[2:])) == text
    assert bound(merged) == bound(yaml_facts(text))


def yaml_facts(text):
    """The facts of a text, every scalar as it stands."""
    (node,), faults = parse_yaml(text, "merged")
    assert not faults
    return node


def test_the_command(tmp_path, capsys):
    one, two = written(
        {n: {"unit": {"id": "north"}, "grounds": {"trees": t}} for n, t in (("greens", 30), ("land", 12))},
        tmp_path,
    )
    arguments = ["merge", str(one), str(two), "--ruleset", str(HERE / "parks"), "--lang", "en"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# == Sources differ ==\n# - north: grounds: trees: ")
    target = tmp_path / "out.yaml"
    assert main([*arguments, "-o", str(target)]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[:2] == [f"{target}: 1 unit", "== Sources differ =="]
    assert target.read_text("utf-8") == "".join(
        line for line in printed.splitlines(keepends=True) if not line.startswith("#")
    )
    assert main([*arguments, "-o", str(tmp_path / "no" / "out.yaml")]) == 74
