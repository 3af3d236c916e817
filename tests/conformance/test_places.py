"""Places drawn at random: their findings are true, alike on every engine, and faults planted are caught."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from attrs import evolve

from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session.session import Session
from policy_rules.facts.view import UnitView
from policy_rules.reference import places
from policy_rules.testing.places import Judge, check_places, in_session, joined
from thinned import few

JUDGES: dict[str, Judge] = {"compiled": joined(CompiledEngine()), "session": in_session}


def surely_drawn(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **more: evolve(right(*args, **more), drawn=True)


RIGHT: Callable[[UnitView], Any] = UnitView.organs.func  # type: ignore[attr-defined]

FAULTS = [
    ("the list of organs is whole", "sound", UnitView, "has_all_organs", True),
    ("the first organ alone counts", "sound", UnitView, "organs", property(lambda self: RIGHT(self)[:1])),
    ("gradings of a place are its own", "exact", UnitView, "with_gradings_of", lambda self, _: self),
    ("nothing is known of a sample", "exact", places, "_sample", lambda _: None),
    ("any organ surely was drawn", "sound", places, "_reading", surely_drawn(places._reading)),
    (
        "a session's places do not follow",
        "agrees",
        Session,
        "_above",
        lambda self, names: self._units_above(names),
    ),
]


@pytest.mark.parametrize("cases", few(25, 90))
def test_places_are_judged_alike_and_truly(cases: int) -> None:
    report = check_places(JUDGES, cases=cases, seed="few")
    assert not report.broken, "\n".join(map(str, report.differences))
    assert report.judged > 4.4 * cases and report.unjudged.total() < report.judged / 20
    assert set(report.checked) == set(JUDGES)


@pytest.mark.heavy
@pytest.mark.parametrize(("name", "law", "of", "key", "wrong"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_caught_by_its_law(name: str, law: str, of: Any, key: str, wrong: Any) -> None:
    for seed in range(12):
        with mock.patch.object(of, key, wrong):
            report = check_places({"session": in_session} if law == "agrees" else {}, cases=40, seed=seed)
        if any(laws[law] for laws in report.broken.values()):
            return
    raise AssertionError(name)
