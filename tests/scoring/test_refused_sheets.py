"""Sheets whose points would tell what is redacted, or whose items rest on their own result: told whole."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from policy_rules.documents import parse_yaml
from policy_rules.lowering.compile import compile_rules
from policy_rules.scoring.sheets.sheet_file import read_sheets
from scoring.test_sheet_choice import RULES as ON_RESULTS
from scoring.world import RULES, model, sheet_of


def number(label, **more):
    return {"type": "integer", "range": "[0..9]", "zh": label, "en": label, **more}


VOCABULARY = {
    "n": {"type": "integer", "range": "[0..20]"},
    "total": {"type": "decimal", "places": 1, "range": "[0..100]"},
    "unit.pay": number("pay", redact=True),
    "unit.told": number("told"),
    "unit.both": number("both", **{"is": "pay + told"}),
    "unit.step": number("step", **{"is": "if pay > 3 then 1 else 0"}),
    "events.twice": number("twice", **{"is": "salary * 2"}),
    "events": {"zh": "e", "en": "e"},
    "events.salary": number("salary", redact=True),
    "events.bonus": number("bonus", redact=True),
    "events.costs": number("costs", **{"is": "total(parts.cost)"}),
    "events.many": number("many", **{"is": "count(parts[cost > 3])"}),
    "parts": {"zh": "p", "en": "p", "of": "events"},
    "parts.cost": number("cost", redact=True),
    "visits": {"zh": "v", "en": "v"},
    "visits.bonus": number("bonus", redact=True),
}


@pytest.fixture(scope="module")
def made():
    plain = {**RULES["rules"][0], "examples": [{"given": {}, "expect": "unknown"}]}
    far = {"id": "far", "requires": 'outcome("by_way") = "violated"', "text": "再看结果。"}
    capped = {"id": "capped", "requires": "total > deduction_cap", "text": "总分过上限。"}
    of_all = {"id": "of_all", "requires": 'count(findings[outcome = "violated"]) = 0', "text": "全部要看。"}
    rules = [{**plain, **rule} for rule in [*ON_RESULTS, far, capped, of_all]]
    return model(VOCABULARY, rules=rules, header={"language": 2})


def told(made, **keys):
    _, faults = sheet_of({"sheet": "s", "year": 2024, "scale": ["low", "high"], **keys}, made)
    return [(f.what, f.hint, f.place.line) for f in faults]


HINT = "read it in a condition or as the number of a table: what these give may be told"
TELLING = [
    ({"read": "unit.pay"}, "unit.pay"),
    ({"sum": ["n", "unit.pay"]}, "unit.pay"),
    ({"read": "unit.both"}, "unit.pay"),  # worked out from it
    ({"for": "e in events", "sum": "e.salary"}, "events.salary"),
    ({"for": "e in events", "sum": "e.twice"}, "events.salary"),
    ({"for": "e in events", "sum": "e.costs"}, "parts.cost"),
    ({"for": "e in events", "sum": "e.bonus"}, "bonus"),  # of two lists
]
SILENT = [
    {"read": "unit.told"},
    {"read": "unit.step"},
    {"cases": [["unit.pay > 3", 1]], "else": 0},
    {"table": "unit.pay", "rows": {">= 5": 1, "< 5": 0}},
    {"sum": ["n", {"of": "n", "if": "unit.pay > 3"}]},
    {"for": "e in events", "if": "e.salary > 3", "sum": 1},
    {"for": "e in events", "sum": "e.many"},
]


@pytest.mark.parametrize(("amount", "name"), TELLING, ids=str)
def test_points_that_would_tell_what_is_not_told(made, amount, name):
    found = told(made, steps={"a": {"read": "n"}, "b": amount})
    whole = f"these points would tell `{name}`, whose values are not told (`redact`)"
    assert {(what, hint) for what, hint, _ in found} == {(whole, HINT)}
    assert all(line >= 9 for *_, line in found)


@pytest.mark.parametrize("amount", SILENT, ids=str)
def test_what_a_condition_makes_of_it_may_be_told(made, amount):
    assert told(made, steps={"a": amount}) == []


def test_an_item_tells_it_too(made):
    item = {"id": "i", "points": 5, "component": "c", "start": "zero", "effects": [{"add": "unit.pay"}]}
    ((what, _, line),) = told(made, items=[item], steps={"a": {"share_of": "c"}})
    assert what.startswith("these points would tell `unit.pay`")
    assert line == 12


WAYS = [
    # the rule that an item reads; the way by which its points go into the result that it reads
    ("on_total", "on_total", ""),
    ("by_way", "by_way", " (by_way → on_total → total)"),
    ("far", "far", " (far → by_way → on_total → total)"),
    ("capped", "capped", ""),  # beside a number that another rule defines
    ("of_all", "of_all", " (of_all → capped → total)"),  # it speaks of all findings
    ("before", None, ""),
    ("r1", None, ""),
]


@pytest.mark.parametrize(("rule", "reads", "by"), WAYS)
def test_an_item_on_its_own_result(made, rule, reads, by):
    item = {"id": "i", "points": 5, "component": "c", "start": "zero", "reads": [rule]}
    item["effects"] = [{"add": 3, "if": f'outcome("{rule}") = "satisfied"'}]
    found = told(made, items=[item], steps={"total": {"share_of": "c"}})
    hint = "points of an item stand before the result: leave the rule to what follows from the score"
    what = f"`i` reads `{reads}`, which reads the step `total` that its points go into{by}"
    assert found == ([] if reads is None else [(what, hint, 7)])
    # a sheet that works out no total of its own asks nothing of its own result
    assert told(made, items=[item], steps={"sum_of": {"share_of": "c"}}) == []


def test_two_sheets_for_the_same_units(made):
    written = {
        "a": "sheet: a\nyear: 2024\nfor: n > 1\nsteps: {x: {read: n}}\n",
        "b": "\nsheet: b\nyear: 2024\nfor: n  > 1\nsteps: {x: {read: n}}\n",
        "c": "sheet: c\nyear: 2023\nfor: n > 1\nsteps: {x: {read: n}}\n",
        "d": "sheet: d\nyear: 2024\nfor: n > 2\nsteps: {x: {read: n}}\n",
        "e": "sheet: e\nyear: 2024\nfor: n > 1\nillustrative: true\nsteps: {x: {read: n}}\n",
    }
    trees = {f"{name}.yaml": parse_yaml(text, f"{name}.yaml")[0][0] for name, text in written.items()}
    trees["again.yaml"] = parse_yaml("\n\n" + written["a"].replace("2024", "2022"), "again.yaml")[0][0]
    found, faults = read_sheets(evolve(made, sheets=trees))
    assert [*found] == [*written]
    assert [(f.what, f.hint, str(f.place)) for f in faults] == [
        ("two sheets bear the name `a`", "", "again.yaml:3:1"),
        (
            "the sheets `a` and `b` of 2024 are for the same units",
            "say in `for` which units each is for, or give them different years",
            "b.yaml:2:1",
        ),
    ]


def test_rules_are_looked_at_whether_or_not_their_programs_are_given(made):
    item = {"id": "i", "points": 5, "component": "c", "start": "zero", "reads": ["on_total"]}
    item["effects"] = [{"add": 3, "if": 'outcome("on_total") = "satisfied"'}]
    written = {"sheet": "s", "year": 2024, "items": [item], "steps": {"total": {"share_of": "c"}}}
    trees = {"s.yaml": parse_yaml(json.dumps(written), "s.yaml")[0][0]}
    program, wrong = compile_rules(made)
    assert not wrong
    for programs in (None, {}, program.by_id):
        found, faults = read_sheets(evolve(made, sheets=trees), programs)
        assert not found
        told = "`i` reads `on_total`, which reads the step `total` that its points go into"
        assert [f.what for f in faults] == [told]
