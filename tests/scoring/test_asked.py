"""Whether the year's list asks for a rule: every score against the truth, and faults that it tells."""

from __future__ import annotations

from functools import cache
from unittest import mock

import pytest

from policy_rules.scoring.year_list import ASKED, NOT_ASKED, NOT_KNOWN, YearList
from policy_rules.testing.ledger_cases import Case, cases_of
from policy_rules.testing.ledger_truth import Judge, unsound
from policy_rules.testing.ledgers import scheme

EVENTS, COMPLETIONS = 2, 3
MARK, ITEMS = YearList.mark, YearList.items


@cache
def cases() -> tuple[tuple[Judge, Case], ...]:
    made = [scheme(f"asked {number}") for number in (2, 9, 10)]
    return tuple((Judge(m), case) for m in made for case in cases_of(m, 0, EVENTS, COMPLETIONS))


def told() -> list[str]:
    """What the truth finds wrong: with some facts hidden, and with all of them told."""
    return [
        what
        for judge, case in cases()
        for _, what in (*unsound(case.expected, case.truths), *judge.inexact(case.state, case.seed, 0))
    ]


def test_what_is_asked_is_true() -> None:
    assert told() == []
    said = {mark for _, case in cases() for marks in case.truths.marks for mark in marks.values()}
    assert said == {ASKED, NOT_ASKED, NOT_KNOWN}


def asked_where_an_item_may_apply(self: YearList, rule: str) -> str:
    return ASKED if self.items(rule) else MARK(self, rule)


def every_list_is_whole(self: YearList, rule: str) -> str:
    found = MARK(self, rule)
    return NOT_ASKED if found == NOT_KNOWN and not self.items(rule) else found


def what_is_read_is_not_asked(self: YearList, rule: str) -> tuple[str, ...]:
    return tuple(i for i in ITEMS(self, rule) if rule in self.score.sheet.items[i].carries)


def what_is_carried_is_not_asked(self: YearList, rule: str) -> tuple[str, ...]:
    return tuple(i for i in ITEMS(self, rule) if rule in self.score.sheet.items[i].reads)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("mark", asked_where_an_item_may_apply),
        ("mark", every_list_is_whole),
        ("items", what_is_read_is_not_asked),
        ("items", what_is_carried_is_not_asked),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_planted_fault_is_caught(name: str, wrong: object) -> None:
    cases()
    with mock.patch.object(YearList, name, wrong):
        assert told()
