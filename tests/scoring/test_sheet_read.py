"""A sheet with every key: what is written stands in it, and what it says of itself follows from that."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from policy_rules.core import nodes as core
from policy_rules.scoring.sheet import Effect
from policy_rules.values.known import FALSE, NULL_LABEL, NULL_NUM, NULL_TRUTH, TRUE, UNDECIDED, F, T, Truth
from scoring.test_faults import DATED, MADE_UP, VOCABULARY
from scoring.world import model, sheet_of

WRITTEN = """
sheet: whole
title: {zh: 全表, en: The whole}
year: 2024
for: unit.flag   and  n > 1
scale: [low, high]
plan: r1
points: 11
whole_list: true
illustrative: true
parameters:
  weight: {range: 1..3}
  unread: {range: 1..3}
  bands: {range: 0..9}
refuses: [nobody, own_unit]
review: {may_worsen: unit.flag, in_time: objected_on <= delivered_on, late_counts: "false"}
approval: base > 3
items:
  - {id: inner, points: 3, start: full, title: {zh: 内, en: Inner}, method: visit, due: 2024-06-30,
     counts: false}
  - id: main
    points: 5
    component: all
    content: core
    method: review
    assessor: panel
    arrangement: {zh: 安排一, en: arrangement one}
    start: zero
    reads: [n, r1]
    informs: [events, share]
    carries: [r2, r1]
    within: [-2, 4]
    applies: n < 20
    groups: {g: {at_most: 3}}
    effects:
      - {add: {given: manner, between: [0, 2], by: 0.5}, group: g, if: 'outcome("r1") = "satisfied"'}
      - {deduct: {each: 1, of: n, at_most: weight}, unless: n > 3}
  - {id: wide, points: 2, component: all, content: core, start: full, within: open, arrangement: b,
     assessor: panel, effects: [{deduct: {given: manner, between: [0, 2], by: 0.5}}]}
  - {id: part, points: 2, start: full}
  - {id: other, points: 3, start: zero, effects: [{add: {given: looks, between: [0, 3]}}]}
  - {id: both, points: 5, at_most: 4, component: all, content: core, arrangement: c, children: [part, other]}
steps:
  base: {share_of: all}
  mean: {peers: mean, of: base, self: "yes"}
  place: {peers: rank, of: base, ties: shared, then: [wide, part]}
  capped: {sum: [base, deduction_cap], at_most: 9}
  total: {limit: capped, at_least: 0}
  more: {table: n, rows: bands, undefined: 0}
  grade: {cases: [["total + more > 4", high]], else: low}
without: [held, title]
cites: {main: [r1, r2], total: r3}
result: {total: total, grade: grade, rank: place}
publishes: {shows: [grade, rank], after: approval, cites: [r1]}
remarks:
  - {if: n > 5, says: {zh: 多, en: many}, question: P9, shows: [main, total]}
  - {if: "true", says: {zh: 皆, en: all}}
"""
NULLABLE = {
    "held": {"type": "integer", "nullable": True, "range": "[0..9]"},
    "title": {"type": ["b", "w"], "nullable": True},
}


@pytest.fixture(scope="module")
def made():
    return model({**VOCABULARY, **NULLABLE}, rules=DATED, header=MADE_UP)


@pytest.fixture(scope="module")
def sheet(made):
    found, faults = sheet_of(WRITTEN.lstrip(), made)
    assert not faults, "\n".join(map(str, faults))
    return found


def test_its_head(sheet):
    assert (sheet.name, sheet.year, sheet.scale) == ("whole", 2024, ("low", "high"))
    assert sheet.titles == {"zh": "全表", "en": "The whole"}
    assert sheet.written_for == "unit.flag and n > 1"
    assert sheet.applies is not None
    assert (sheet.plan, sheet.whole_list, sheet.illustrative) == ("r1", True, True)
    assert sheet.refuses == {"nobody", "own_unit"}
    assert (sheet.total, sheet.grade, sheet.rank) == ("total", "grade", "place")
    assert sheet.begins == datetime.date(2024, 1, 1)
    assert sheet.languages == ("zh", "en")
    assert sheet.place.line == 1
    assert sheet.cites == {"main": ("r1", "r2"), "total": ("r3",)}
    assert sheet.without == {"held": NULL_NUM, "title": NULL_LABEL}
    assert sheet.publishes.shows == {"grade", "rank"}
    assert (sheet.publishes.approved, sheet.publishes.cites) == (True, ("r1",))
    assert {r: sheet.clauses[r] for r in ("r1", "r2", "r3")} == {"r1": "1", "r2": "1", "r3": "1"}
    assert [*sheet.parameters] == ["weight", "unread", "bands"]


def test_its_conditions(sheet):
    inputs = {
        name: {n.name for n in core.walk(getattr(sheet, name)) if isinstance(n, core.Input)}
        for name in ("approval", "worsens", "in_time", "late_counts")
    }
    assert inputs == {
        "approval": {"base"},
        "worsens": {"as_of"},  # the day on which a fact is read
        "in_time": {"objected_on", "delivered_on"},
        "late_counts": set(),
    }


def test_its_items(sheet):
    # children come before the item whose sum they are
    assert [*sheet.items] == ["inner", "main", "wide", "part", "other", "both"]
    main, wide, inner, both = (sheet.items[n] for n in ("main", "wide", "inner", "both"))
    assert {n: i.points for n, i in sheet.items.items()} == {
        "inner": 3,
        "main": 5,
        "wide": 2,
        "part": 2,
        "other": 3,
        "both": 5,
    }
    assert {n: i.full for n, i in sheet.items.items()} == {
        "inner": True,
        "main": False,
        "wide": True,
        "part": True,
        "other": False,
        "both": False,
    }
    assert {n: (i.low, i.high) for n, i in sheet.items.items()} == {
        "inner": (0, 3),
        "main": (-2, 4),
        "wide": (None, None),
        "part": (0, 2),
        "other": (0, 3),
        "both": (0, 5),
    }
    assert (inner.titles, main.titles) == ({"zh": "内", "en": "Inner"}, {})
    assert (inner.method, main.method, wide.method) == ("visit", "review", "")
    assert (inner.due, main.due) == (datetime.date(2024, 6, 30), None)
    assert (inner.counts, main.counts) == (False, True)
    assert (main.component, main.content, main.assessor) == ("all", "core", "panel")
    assert main.arrangement == {"zh": "安排一", "en": "arrangement one"}
    assert (main.reads, main.informs, main.carries) == (("n", "r1"), ("events", "share"), ("r2", "r1"))
    assert main.applies is not None and inner.applies is None
    assert [*main.groups] == ["g"]
    assert (both.children, both.at_most, main.at_most) == (("part", "other"), 4, None)
    assert main.place.line == 20
    first, second = main.effects
    assert (first.word, first.group, first.unless, first.condition is None) == ("add", "g", False, False)
    assert (second.word, second.group, second.unless) == ("deduct", "", True)
    assert [e.place.line for e in main.effects] == [35, 36]
    assert wide.effects[0].condition is None


def test_its_steps_and_remarks(sheet):
    names = ["base", "mean", "place", "capped", "total", "more", "grade"]
    assert [s.name for s in sheet.steps] == names
    assert [s.name for s in sheet.steps if s.graded] == ["grade"]
    assert [s.place.line for s in sheet.steps] == [*range(43, 50)]
    assert {s.name: s.stages[-1].word for s in sheet.steps if len(s.stages) > 1} == {
        "capped": "at_most",
        "total": "at_least",
        "more": "undefined",
    }
    many, every = sheet.remarks
    assert (many.says, many.question, many.shows) == ({"zh": "多", "en": "many"}, "P9", ("main", "total"))
    assert (every.says, every.question, every.shows) == ({"zh": "皆", "en": "all"}, "", ())


def test_what_follows_from_it(sheet):
    assert sheet.of_others == {"mean"}
    entries = sheet.entries()
    assert {n: (e.low, e.high, e.by) for n, e in entries.items()} == {
        "manner": (0, 2, Fraction(1, 2)),
        "looks": (0, 3, None),
    }
    # all items that ask for the entry name who assesses, or nobody is asked of it
    assert sheet.assessors == {"manner": {"panel"}}
    assert sheet.reads_parameters == {"weight", "bands"}
    assert sheet.rules == {"r1"}
    assert sheet.read_by["main"] == {"manner", "weight", "as_of"}
    assert sheet.read_by["place"] == {"base", "wide", "part"}
    assert sheet.read_by["grade"] == {"total", "more"}
    assert sheet.read_by["capped"] == {"base", "deduction_cap"}
    assert len(sheet.amounts()) == 4 + 1 + 7
    assert sheet.possible is not None
    assert sheet.possible(sheet, None).lo == 0
    assert sheet.possible(sheet, None).hi == 9


TAKEN = [
    # whether the condition is true; whether an effect is taken, by `if` and by `unless`
    (TRUE, TRUE, FALSE),
    (FALSE, FALSE, TRUE),
    (NULL_TRUTH, FALSE, TRUE),
    (UNDECIDED, Truth(F, T), Truth(F, T)),
    (Truth(F, 1), FALSE, TRUE),
    (Truth(1, T), Truth(F, T), Truth(F, T)),
]


@pytest.mark.parametrize(("holds", "by_if", "by_unless"), TAKEN)
def test_whether_an_effect_is_taken(sheet, holds, by_if, by_unless):
    amount = sheet.items["main"].effects[0].amount
    assert Effect("add", amount).taken(holds) == by_if
    assert Effect("add", amount, unless=True).taken(holds) == by_unless


GROUPED = """
sheet: grouped
year: 2024
plan: r1
items:
  - {id: top, points: set yearly, component: all, content: core, arrangement: the top, children: [mid, leaf]}
  - {id: mid, points: set yearly, within: [-1, 9], arrangement: of the middle, children: [a, b]}
  - {id: a, points: 3, start: full, content: extra, component: own}
  - {id: b, points: 2, start: full}
  - {id: leaf, points: 4, start: full, arrangement: its own}
steps: {total: {share_of: all}, rest: {share_of: own}}
"""


def test_items_have_what_stands_above_them(made):
    found, faults = sheet_of(GROUPED.lstrip(), made)
    assert not faults, "\n".join(map(str, faults))
    items = found.items
    assert [*items] == ["a", "b", "mid", "leaf", "top"]
    assert {n: (i.points, i.low, i.high) for n, i in items.items()} == {
        "a": (3, 0, 3),
        "b": (2, 0, 2),
        "mid": (5, -1, 9),  # its floor and cap are its own
        "leaf": (4, 0, 4),
        "top": (9, 0, 9),
    }
    assert {n: (i.component, i.content, *i.arrangement.values()) for n, i in items.items()} == {
        "a": ("own", "extra", "of the middle"),
        "b": ("all", "core", "of the middle"),
        "mid": ("all", "core", "of the middle"),
        "leaf": ("all", "core", "its own"),
        "top": ("all", "core", "the top"),
    }


WITHOUT = [
    ("[hled]", [("no measure `hled`", "did you mean `held`?")]),
    ("[whatever]", [("no measure `whatever`", "")]),
    ("[n]", [("`n` is never null, so no unit can be without it", "declare it `nullable` in the vocabulary")]),
    ("[title, held]", [("the step `held` gives what `without` denies", "")]),
    ("[title]", []),
]


@pytest.mark.parametrize(("without", "told"), WITHOUT)
def test_what_units_may_be_without(without, told):
    written = f"sheet: s\nyear: 2024\nsteps: {{held: {{read: n}}}}\nwithout: {without}\n"
    _, faults = sheet_of(written, model({**VOCABULARY, **NULLABLE}))
    assert [(f.what, f.hint) for f in faults] == told
    assert all(f.place.line == 4 for f in faults)
