"""Printed results of real schemes, recomputed from the inputs that are printed with them.

A file of `published/` holds one scheme: where its rule and its results stand, the sheet, and for each unit
the inputs as printed, the exact value of steps and what was printed. Where a printed value is not what the
rule gives, `contradicts` says so, and both are asserted. `docs/published-results.md` has the table.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.scoring.points import Grade
from policy_rules.values.exact import plain, rounded
from policy_rules.values.known import Num
from scoring.world import check_ledger, inside, model, scored, sheet_of

SCHEMES = sorted(Path(__file__).parent.glob("published/*.yaml"))


class _Plain(yaml.SafeLoader):
    """Decimals stay exact, as the text that was printed."""


_Plain.add_constructor("tag:yaml.org,2002:float", lambda _, node: str(node.value))


def read(path):
    """The scheme's data, its ruleset and its sheet."""
    data = yaml.load(path.read_text("utf-8"), _Plain)
    made = model({k: {"zh": k, "en": k} | v for k, v in data["facts"].items()})
    sheet = {"sheet": path.stem, "year": 2024, "steps": data["steps"]}
    if "scale" in data:
        sheet["scale"] = data["scale"]
    found, faults = sheet_of(sheet, made)
    assert not faults, "\n".join(map(str, faults))
    return data, made, found


def cases(chosen=None):
    """The cases of all schemes, or those chosen, as parameters of a test."""
    every = [(path, yaml.load(path.read_text("utf-8"), _Plain)) for path in SCHEMES]
    return [
        pytest.param(path, number, id=f"{path.stem}-{case['unit']}")
        for path, data in every
        for number, case in enumerate(data["cases"])
        if chosen is None or chosen(data, case)
    ]


def grids(data, case):
    """To what each number of the inputs is rounded, where it is."""
    return case.get("inputs_rounded_to", data.get("inputs_rounded_to"))


def given(data, inputs, grid_of=None):
    """The inputs as facts; with grids, each number may be whatever is printed so on its grid.

    A record of one attribute may be written as its bare value.
    """

    def fact(name, value):
        if isinstance(value, list):
            return [record(name, each) for each in value]
        if not grid_of or name not in grid_of:
            return value
        half = Fraction(str(grid_of[name])) / 2
        low, high = Fraction(str(value)) - half, Fraction(str(value)) + half
        return {"at_least": plain(max(low, Fraction(0))), "at_most": plain(high)}

    def record(name, each):
        if not isinstance(each, dict):
            (attribute,) = (k.partition(".")[2] for k in data["facts"] if k.startswith(f"{name}."))
            each = {attribute: each}
        return {k: fact(k, v) for k, v in each.items()}

    return {name: fact(name, value) for name, value in inputs.items()}


def wanted(value, scale):
    """A number, both ends of an interval, or grades."""
    several = value if isinstance(value, list) else [value]
    if all(v in scale for v in several):
        return Grade(frozenset(scale.index(v) for v in several))
    ends = [Fraction(str(v)) for v in several]
    return Num(min(ends), max(ends))


def as_printed(value, how):
    """The value as the scheme prints it: rounded where it says so."""
    if isinstance(value, Grade) or how is None:
        return value
    lo, hi = (rounded(Fraction(end), how["places"], how["mode"]) for end in (value.lo, value.hi))
    return Num(lo, hi)


def contradictions(case):
    return {c["step"]: c for c in case.get("contradicts", [])}


@pytest.mark.parametrize(("path", "number"), cases())
def test_printed_result(path, number):
    data, made, sheet = read(path)
    case = data["cases"][number]
    found = scored(sheet, made, given(data, case["inputs"]))
    check_ledger(found)
    for step, exact in case["exact"].items():
        assert found.steps[step] == wanted(exact, sheet.scale), step
    odd = contradictions(case)
    for step, printed in case["printed"].items():
        ours = as_printed(found.steps[step], data["printed_as"].get(step))
        if step in odd:
            assert ours == wanted(odd[step]["rule_gives"], sheet.scale), step
            assert ours != wanted(printed, sheet.scale), (
                f"{step}: printed what the rule gives, and marked otherwise"
            )
        else:
            assert ours == wanted(printed, sheet.scale), step


@pytest.mark.parametrize(("path", "number"), cases(grids))
def test_rounding_of_the_inputs(path, number):
    """Inputs printed rounded are intervals: what they allow is printed, or the contradiction stands."""
    data, made, sheet = read(path)
    case = data["cases"][number]
    found = scored(sheet, made, given(data, case["inputs"], grids(data, case)))
    odd = contradictions(case)
    for step, printed in case["printed"].items():
        allowed = as_printed(found.steps[step], data["printed_as"].get(step))
        holds = inside(wanted(printed, sheet.scale), allowed)
        assert holds == (step not in odd or odd[step].get("explained_by_rounding", False)), step


@pytest.mark.parametrize(("path", "number"), cases())
def test_a_missing_input_does_not_exclude_the_result(path, number):
    data, made, sheet = read(path)
    case = data["cases"][number]
    for hidden in case["inputs"]:
        rest = {name: value for name, value in case["inputs"].items() if name != hidden}
        found = scored(sheet, made, given(data, rest))
        for step, exact in case["exact"].items():
            assert inside(wanted(exact, sheet.scale), found.steps[step]), (hidden, step)


@pytest.mark.parametrize("path", SCHEMES, ids=lambda p: p.stem)
def test_every_scheme_names_its_sources(path):
    data = yaml.load(path.read_text("utf-8"), _Plain)
    addresses = [a for several in data["addresses"].values() for a in several]
    assert {"rule", "inputs"} <= set(data["addresses"])
    assert all(a.startswith("http") for a in [*addresses, *(c["printed_at"] for c in data["cases"])])
    for case in data["cases"]:
        for step, odd in contradictions(case).items():
            assert step in case["printed"]
            assert odd["words"]


def test_the_page_counts_and_names_every_unit():
    page = (Path(__file__).parents[2] / "docs/published-results.md").read_text("utf-8")
    every = [case for path in SCHEMES for case in yaml.load(path.read_text("utf-8"), _Plain)["cases"]]
    odd = [case for case in every if contradictions(case)]
    rounding = [c for case in odd for c in case["contradicts"] if c.get("explained_by_rounding")]
    for told, number in [
        ("units", len(every)),
        ("that agree in everything printed", len(every) - len(odd)),
        ("that contradict their own rule in one value", len(odd)),
        ("of these, explained by the rounding of the printed inputs", len(rounding)),
    ]:
        assert f"| {told} | {number} |" in page
    for case in every:
        assert case["unit"].split(" (")[0].split(",")[0] in page
        assert case["printed_at"] in page
