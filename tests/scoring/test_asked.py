"""Whether the year's list asks for a rule: every score against the truth, and faults that it tells."""

from __future__ import annotations

from functools import cache
from unittest import mock

import pytest

from policy_rules.scoring.year_list import ASKED, NOT_ASKED, NOT_KNOWN, YearList
from policy_rules.testing.ledger_cases import Case, cases_of
from policy_rules.testing.ledger_truth import Judge, unsound
from policy_rules.testing.ledgers import scheme

SCHEMES, EVENTS, COMPLETIONS = 60, 2, 3
"""So many are drawn at most: each is taken until all that is looked for was seen."""
MARK, ITEMS = YearList.mark, YearList.items


@cache
def cases(number: int) -> tuple[tuple[Judge, Case], ...]:
    made = scheme(f"asked {number}")
    return tuple((Judge(made), case) for case in cases_of(made, 0, EVENTS, COMPLETIONS))


def told(number: int) -> list[str]:
    """What the truth finds wrong: with some facts hidden, and with all of them told."""
    return [
        what
        for judge, case in cases(number)
        for _, what in (*unsound(case.expected, case.truths), *judge.inexact(case.state, case.seed, 0))
    ]


def test_what_is_asked_is_true() -> None:
    said: set[str] = set()
    for number in range(SCHEMES):
        assert told(number) == []
        said |= {m for _, case in cases(number) for marks in case.truths.marks for m in marks.values()}
        if said == {ASKED, NOT_ASKED, NOT_KNOWN}:
            return
    raise AssertionError(f"no more than {said} was seen")


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
    for number in range(SCHEMES):
        cases(number)  # as they are without the fault
        with mock.patch.object(YearList, name, wrong):
            if told(number):
                return
    raise AssertionError("no scheme tells it")
