"""What a reader is told of records on file, word by word, with the places of all that it rests on."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from policy_rules.errors import Place
from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.scoring.grounds import NO_BASIS
from policy_rules.scoring.in_time import Heard, said_of_lateness
from policy_rules.scoring.points import Grade
from policy_rules.scoring.said_on_file import (
    remark,
    said_of_computed,
    said_of_corrections,
    said_of_objections,
)
from policy_rules.values.known import FALSE, INF, TRUE, UNDECIDED, Num, point

SHEET: Any = SimpleNamespace(
    items={
        "files": SimpleNamespace(titles={"zh": "档案", "en": "Files"}),
        "survey": SimpleNamespace(titles={}),
        "half": SimpleNamespace(titles={"zh": "半"}),
    },
    steps=(
        SimpleNamespace(name="base", titles={"zh": "基础", "en": "Base"}),
        SimpleNamespace(name="total", titles={"zh": "总分", "en": "Total"}),
        SimpleNamespace(name="grade", titles={}),
    ),
    total="total",
    grade="grade",
    scale=("low", "high"),
    scale_zh={"low": "低"},
)


def record(name, kind, day=None, line=1, **more):
    date = None if day is None else datetime.date(2025, 1, day)
    return CorrectionRecord(name, kind, date=date, place=Place("f", line, 1), **{"year": 2024, **more})


def said(remarks):
    return [(each.says["zh"], each.says["en"]) for each in remarks]


def placeless(remarks):
    return [(each.placeless["zh"], each.placeless["en"]) for each in remarks]


def of_decisions(*records, late=()):
    items = {r.id: r.item for r in records}
    return said_of_corrections(SHEET, records, items, frozenset(late))


def test_decisions_of_one_day_without_an_order():
    first, other = record("d", "decision", 9, item="files"), record("e", "decision", 9, 2, item="files")
    told = (
        "对“档案”的决定d、e同一日作出（{}），先后不明，各种次序的结果均有可能；以 `order` 注明",
        (
            "nothing says which of the decisions `d`, `e` on “Files” came first ({}): what any order gives "
            "may stand; `order` tells, or `supersedes`"
        ),
    )
    places = "f:1:1; f:2:1"
    assert said(of_decisions(first, other)) == [tuple(t.format(places) for t in told)]
    bare = (told[0].replace("（{}）", ""), told[1].replace(" ({})", ""))
    assert placeless(of_decisions(first, other)) == [bare]


ALONE = [
    # another day, another item, an order, one in the place of the other
    ({"day": 10}, {}),
    ({"item": "survey"}, {}),
    ({"order": 2}, {"order": 1}),
    ({"supersedes": ("d",)}, {}),
    ({}, {"supersedes": ("e",)}),
]


@pytest.mark.parametrize(("of_other", "of_first"), ALONE)
def test_decisions_of_which_it_is_known_how_they_stand(of_other, of_first):
    usual = {"day": 9, "item": "files"}
    first = record("d", "decision", **usual | of_first)
    other = record("e", "decision", **usual | of_other)
    assert said(of_decisions(first, other)) == []


def test_decisions_of_days_that_are_not_told_have_no_order():
    first, other = record("d", "decision", item="half"), record("e", "decision", item="half")
    ((zh, en),) = said(of_decisions(first, other))
    assert zh.startswith("对“半”的决定d、e同一日作出")
    assert en.startswith("nothing says which of the decisions `d`, `e` on “半” came first")


def test_a_decision_after_an_approval():
    approvals = record("a", "approval", 8), record("b", "approval", 10, 2), record("c", "approval", 9, 3)
    decision = record("d", "decision", 9, 4, item="survey")
    told = (
        (
            "对“survey”的决定d在审定之后作出（f:4:1; f:1:1; f:3:1）：经审定写明（about）或者审定"
            "不得变更结果的，计入；审定得变更结果的，以审定为准；能否变更未定的，两者均有可能"
        ),
        (
            "the decision `d` on `survey` came after the approval (f:4:1; f:1:1; f:3:1): "
            "it counts where an approval takes it up (`about`) or may not change the result; where one may, "
            "what was approved holds, and where that is open either may"
        ),
    )
    assert said(of_decisions(*approvals, decision, late={"d"})) == [told]
    assert said(of_decisions(*approvals, decision)) == []


def test_approvals_of_one_day_without_an_order():
    first, other = record("a", "approval", 8), record("b", "approval", 8, 2)
    told = (
        "同一日有多条审定a、b（f:1:1; f:2:1），先后不明，各项均有可能；以 `order` 注明",
        (
            "nothing says which of the approvals `a`, `b` came last (f:1:1; f:2:1): any may "
            "stand; `order` tells"
        ),
    )
    assert said(of_decisions(first, other)) == [told]
    assert said(of_decisions(first, record("b", "approval", 9, 2))) == []


def objected(*records):
    items = {r.id: "files" for r in records}
    return said(said_of_objections(SHEET, records, items, [r for r in records if r.kind == "objection"]))


OPEN = (
    "对“档案”的异议o尚无决定（f:2:1）：该项得分为决定可能给出的范围",
    "the objection `o` to “Files” has no decision yet (f:2:1): the item is all that one could give",
)


def test_an_objection_without_a_decision():
    feedback, objection = record("f", "feedback", 6), record("o", "objection", 9, 2, about="f")
    assert objected(feedback, objection) == [OPEN]
    lacks = (
        "异议o未指明所针对的反馈（f:2:1）",
        "the objection `o` answers no feedback that is on file (f:2:1)",
    )
    assert objected(objection) == [OPEN, lacks]
    assert objected(record("f", "delivery", 6), objection) == [OPEN, lacks]


def test_an_objection_after_an_approval():
    feedback, objection = record("f", "feedback", 6), record("o", "objection", 9, 2, about="f")
    approvals = record("a", "approval", 8, 3), record("b", "approval", 9, 4), record("c", "approval", 7, 5)
    later = (
        "异议o在审定之后提出（f:2:1; f:3:1; f:5:1）：对其作出的决定能否变更已审定的结果，同审定之后的决定",
        (
            "the objection `o` came after the approval (f:2:1; f:3:1; f:5:1): a decision "
            "on it counts as far as one after an approval does"
        ),
    )
    assert objected(feedback, objection, *approvals) == [OPEN, later]
    assert objected(feedback, objection, approvals[1]) == [OPEN]


LATE = [
    (
        FALSE,
        UNDECIDED,
        "对“档案”的异议o逾期提出（f:2:1）：对其作出的决定是否仍计入未定，两种结果均有可能",
        (
            "the objection `o` to “Files” came late (f:2:1): it is open whether a decision on it still "
            "counts, and either may be"
        ),
    ),
    (
        FALSE,
        TRUE,
        "对“档案”的异议o逾期提出（f:2:1），对其作出的决定仍计入",
        "the objection `o` to “Files” came late (f:2:1), and a decision on it counts all the same",
    ),
    (
        FALSE,
        FALSE,
        "对“档案”的异议o逾期提出（f:2:1）：不再改变得分",
        "the objection `o` to “Files” came late (f:2:1): it changes no points any more",
    ),
    (
        UNDECIDED,
        UNDECIDED,
        "对“档案”的异议o是否逾期未明（f:2:1）：对其作出的决定可能计入，也可能不计入",
        (
            "it is not known whether the objection `o` to “Files” came in time (f:2:1): a decision on it may "
            "count or not"
        ),
    ),
    # in time, or no matter whether
    (TRUE, TRUE, "", ""),
    (UNDECIDED, TRUE, "", ""),
]


@pytest.mark.parametrize(("in_time", "counts", "zh", "en"), LATE)
def test_an_objection_that_came_late(in_time, counts, zh, en):
    heard = Heard(record("o", "objection", 9, 2), in_time, counts, NO_BASIS)
    assert said(said_of_lateness(SHEET, [heard], {"o": "files"})) == ([(zh, en)] if zh else [])


COMPUTED = [
    ({"total": point(9), "grade": Grade(frozenset({1}))}, "“Total” 9, `grade` high", "总分 9、grade high"),
    (
        {"total": Num(3, INF), "grade": Grade(frozenset({1, 0}))},
        "“Total” 3..…, `grade` low/high",
        "总分 3..…、grade 低/high",
    ),
    ({"total": Num(-INF, 2), "grade": Grade(frozenset())}, "“Total” …..2, `grade` -", "总分 …..2、grade -"),
]


@pytest.mark.parametrize(("values", "en", "zh"), COMPUTED)
def test_what_is_computed_with_decisions_and_without(values, en, zh):
    (told,) = said([said_of_computed(SHEET, "with", values, {"e", "d"})])
    assert told == (f"计入审定之后的决定d、e，计算结果：{zh}", f"computed with `d`, `e`: {en}")
    (told,) = said([said_of_computed(SHEET, "without", values, {"d"})])
    assert told == (f"不计入审定之后的决定d，计算结果：{zh}", f"computed without `d`: {en}")


def test_a_sheet_without_grades_tells_of_its_total():
    sheet: Any = SimpleNamespace(**{**vars(SHEET), "grade": ""})
    (told,) = said([said_of_computed(sheet, "with", {"total": point(1)}, {"d"})])
    assert told == ("计入审定之后的决定d，计算结果：总分 1", "computed with `d`: “Total” 1")


ENTRIES = [
    (
        "entries without order",
        (),
        "评分“manner”同一日（或未记日期）有多条更替记录{}，先后不明，各值均有可能；以 `order` 注明",
        "nothing says which of the entries `manner` came last{}: any may stand; `order` tells",
    ),
    (
        "several graders",
        (),
        "评分“manner”由多人作出{}，如何取用未定：各值均有可能",
        "the entry `manner` was made by several{}, and the sheet does not say which counts: any may",
    ),
    (
        "entry: own_unit",
        (),
        "评分“manner”由被考核单位自己作出{}",
        "the entry `manner` was made by the assessed unit itself{}",
    ),
    (
        "entry: nobody",
        (),
        "评分“manner”未写明评分人{}",
        "nobody is said to have made the entry `manner`{}",
    ),
    (
        "entry: before_year",
        (),
        "评分“manner”的日期早于考核年度{}",
        "the entry `manner` is dated before the year that is assessed{}",
    ),
    (
        "entry: other_assessor",
        ("甲", {"zh": "乙", "en": "B"}),
        "评分“manner”由“甲”作出{}，该项的考核主体为“乙”",
        "the entry `manner` was made by 甲{}, and the assessor of its item is B",
    ),
    (
        "entry: perhaps another",
        ("甲", "乙"),
        "评分“manner”由“甲”作出{}，未写明代表何者（role）；该项的考核主体为“乙”",
        (
            "the entry `manner` was made by 甲{}, who does not say for whom (`role`); the assessor of its "
            "item is 乙"
        ),
    ),
    (
        "entry: perhaps a share",
        ("0.88", "100", "88"),
        "评分“manner”为0.88{}，而分值上限为100：如为占比，应填88",
        "the entry `manner` is 0.88{}, and its scale goes to 100: if it is a share, enter 88",
    ),
    (
        "grading: own_unit",
        (),
        "对“manner”的评定由被考核单位自己作出{}",
        "the grading of `manner` was made by the assessed unit itself{}",
    ),
    (
        "grading: nobody",
        (),
        "对“manner”的评定未写明评定人{}",
        "nobody is said to have made the grading of `manner`{}",
    ),
    (
        "grading: before_year",
        (),
        "对“manner”的评定日期早于考核年度{}",
        "the grading of `manner` is dated before the year that is assessed{}",
    ),
]


@pytest.mark.parametrize(("kind", "told", "zh", "en"), ENTRIES)
def test_entries_and_gradings(kind, told, zh, en):
    entries = [EntryRecord("manner", point(1), place=Place("f", line, 1)) for line in (3, 5)]
    found = remark(kind, "manner", entries, told)
    places = "f:3:1; f:5:1"
    assert said([found]) == [(zh.format(f"（{places}）"), en.format(f" ({places})"))]
    assert placeless([found]) == [(zh.format(""), en.format(""))]


def test_an_approval_that_gives_what_was_not_computed():
    given = record("a", "approval", 9, 3)
    found = remark(
        "approval differs", {"zh": "总分", "en": "“Total”"}, [given], ("5", {"zh": "六", "en": "6"})
    )
    assert said([found]) == [
        (
            "审定a（f:3:1）给出的“总分”为5，计算所得为六",
            "the approval `a` (f:3:1) gives 5 for “Total”, and 6 was computed",
        )
    ]
