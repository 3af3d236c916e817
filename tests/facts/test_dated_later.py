"""What is dated after the day of assessment is looked at as if it were not there: one note tells of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from attrs import evolve

from facts.test_view_lists import ENTITIES, on, record, view
from policy_rules.facts.bound import CorrectionRecord, Entry, EntryRecord, ExceptionRecord, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.reference.remarks import dated_later
from policy_rules.values.known import MAYBE, NULL_NUM, TRUE, Value, point

START = "dated after the day of assessment, and not there yet: "


def told(seen: UnitView) -> str:
    """What the note names; "" without one."""
    found = dated_later(seen)
    assert all(note.startswith(START) for note in found)
    return "; ".join(note.removeprefix(START) for note in found)


def case(**values: Value) -> dict[str, Any]:
    return {"lists": {"cases": (record("a", **values),)}}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (case(since=on("2025-06-30")), ""),
        (case(since=on("2025-07-01")), "`cases[a].since` (2025-07-01)"),
        (case(since=on("2025-06-01"), paid=on("2025-08-02")), "`cases[a].paid` (2025-08-02)"),
        (case(since=on("2025-06-01"), paid=NULL_NUM), ""),
        (case(since=on("2025-06-01"), due=on("2026-08-02"), ok=TRUE), ""),  # planned: a day to come
        (case(since=on("2025-06-20", "2025-07-03")), ""),  # perhaps before the day
        (case(since=on("2025-06-20"), paid=on("2025-07-02", null=MAYBE)), ""),
    ],
)
def test_the_days_of_a_record(given: dict[str, Any], named: str) -> None:
    assert told(view(**given)) == named


def test_inner_records_of_one_that_is_there() -> None:
    steps = {"steps": (record("s", since=on("2025-09-01")),)}
    there, later = (record("a", steps, since=on(day)) for day in ("2025-01-01", "2025-10-01"))
    assert told(view(lists={"cases": (there,)})) == "`cases[a].steps[s].since` (2025-09-01)"
    assert told(view(lists={"cases": (later,)})) == "`cases[a].since` (2025-10-01)"


def test_a_single_record() -> None:
    seen = view(
        values={"office.closed": (Entry(on("2025-07-05")),), "office.opened": (Entry(on("2025-07-05")),)}
    )
    office = evolve(ENTITIES[1], name="office", one=True, dated_by=())
    since, until = office.attributes.values()
    opened, closed = (evolve(until, name="opened", planned=True), evolve(until, name="closed"))
    assert since.type.nullable is False
    office = evolve(office, attributes={"opened": opened, "closed": closed})
    vocabulary = evolve(seen.vocabulary, entities={**seen.vocabulary.entities, "office": office})
    seen.vocabulary = vocabulary
    assert told(seen) == "`office.closed` (2025-07-05)"


def test_exceptions_entries_and_corrections() -> None:
    late, early = datetime.date(2025, 7, 1), datetime.date(2025, 6, 1)
    seen = view(
        exceptions=(ExceptionRecord("r", "grave", "board", late.toordinal()),),
        entries=(EntryRecord("manner", point(1), date=late), EntryRecord("style", point(1), date=early)),
        corrections=(
            CorrectionRecord("c", "decision", date=late),
            CorrectionRecord("d", "decision", date=early),
        ),
    )
    assert told(seen) == "`exceptions[r]` (2025-07-01), `manner` (2025-07-01), `corrections[c]` (2025-07-01)"


def test_many_are_counted() -> None:
    cases = tuple(record(f"c{n}", since=on("2025-07-01")) for n in range(10))
    assert told(view(lists={"cases": cases})).endswith("`cases[c7].since` (2025-07-01), … 2")


def test_a_day_that_may_not_be_told_is_not_told() -> None:
    seen = view(**case(since=on("2025-07-01")))
    cases = next(e for e in ENTITIES if e.name == "cases")
    since = evolve(cases.attributes["since"], redact=True)
    hidden = evolve(cases, attributes={**cases.attributes, "since": since})
    seen.vocabulary = evolve(seen.vocabulary, entities={**seen.vocabulary.entities, "cases": hidden})
    assert told(seen) == ""


def test_what_the_organs_of_a_place_are_told_to_have_done() -> None:
    later = {"cases": (record("a", since=on("2025-07-01")),)}
    organ, other = UnitFacts("bureau", "Bureau", organ_of="u", lists=later), UnitFacts("x", "X", lists=later)
    assert told(view(organ, other, is_place=True)) == "`bureau.cases[a].since` (2025-07-01)"
    assert told(view(evolve(organ, lists={}), other, is_place=True)) == ""
