"""The collector at rest: afterwards as it was, and what was garbage is still found."""

from __future__ import annotations

import gc
import weakref
from unittest import mock

import pytest

from policy_rules import load_ruleset
from policy_rules.collector import MOST_AGED, quiet
from policy_rules.results.finding import told_together


class Thing:
    """Something that may point to itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_was_garbage_is_still_found() -> None:
    with quiet():
        assert not gc.isenabled()
        gone = weakref.ref(Thing())
        assert gone() is not None
    assert gc.isenabled()
    gc.collect()
    assert gone() is None


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with quiet(), quiet():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_is_on_again_after_a_fault() -> None:
    with pytest.raises(KeyError), quiet():
        raise KeyError
    assert gc.isenabled()


def test_it_rests_while_findings_are_told_together() -> None:
    with told_together([]):
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_a_process_keeps_apart_stays_apart() -> None:
    gc.freeze()
    try:
        held = gc.get_freeze_count()
        with quiet(old=True):
            pass
        assert gc.get_freeze_count() == held
    finally:
        gc.unfreeze()


def test_a_call_does_not_count_what_a_process_keeps_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes as long as there is much of it; binding facts does not wait for that, after the first call."""
    ruleset, counted = load_ruleset("plain-writing"), mock.Mock(return_value=0)
    ruleset.assess({"unit": {"id": "x"}}, as_of="2024-01-01")
    monkeypatch.setattr(gc, "get_freeze_count", counted)
    ruleset.assess({"unit": {"id": "x"}}, as_of="2024-01-01")
    assert not counted.called


def test_what_is_made_once_is_old_at_once() -> None:
    with quiet(old=True):
        made = [Thing() for _ in range(10)]
    young = {id(thing) for thing in gc.get_objects(generation=0)}
    assert not young & set(map(id, made))


def test_of_what_is_made_again_and_again_so_much_is_old_and_no_more() -> None:
    """Each time all is made old at once the collector forgets how long it has not gone through the old."""
    gc.collect()
    times, each, made = 400, 3_000, []
    for _ in range(times):
        with quiet(old=True):
            made.append(weakref.ref(Thing()))
            for _ in range(each):
                Thing()
        for _ in range(1_000):  # what the host makes meanwhile
            Thing()
    left = sum(one() is not None for one in made)
    assert left * each <= 1.5 * MOST_AGED < times * each
    assert made[-2]() is None
