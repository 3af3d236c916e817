"""What the order of corrections cannot be: an answer before what it answers, and the like."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping

from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bound import CorrectionRecord
from policy_rules.ruleset.shapes import Fields
from policy_rules.ruleset.superseding import superseded

Known = AbstractMapping[str, CorrectionRecord]


def before(one: CorrectionRecord, other: CorrectionRecord) -> bool:
    """Whether one is known to have come before the other."""
    if one.date is None or other.date is None:
        return False
    if one.date != other.date:
        return one.date < other.date
    return one.order is not None and other.order is not None and one.order < other.order


def item_of(record: CorrectionRecord, known: Known) -> str:
    """The item that a correction is about: its own, or that of the record it answers; "" for none."""
    return next((each.item for each in _answering(record, known) if each.item), "")


def year_answered(record: CorrectionRecord, known: Known) -> int | None:
    """The year of the sheet that a correction is about: its own, or that of the record it answers."""
    return next((each.year for each in _answering(record, known) if each.year is not None), None)


def _answering(record: CorrectionRecord, known: Known) -> Iterator[CorrectionRecord]:
    """The record, what it answers, what that answers, and so on, as far as it does not come back."""
    seen = set[str]()
    yield record
    while record.about in known and record.id not in seen:
        seen.add(record.id)
        record = known[record.about]  # of two of one id it may be the other
        yield record


def made_by(corrections: Iterable[CorrectionRecord], year: int, day: datetime.date) -> list[CorrectionRecord]:
    """Those made by a day for the sheet of a year; one of no year is of every year."""
    every = tuple(corrections)
    known = {c.id: c for c in every}
    of_year = (c for c in every if year_answered(c, known) in (None, year))
    return [c for c in of_year if c.date is None or c.date <= day]


def of_the_year(
    corrections: Iterable[CorrectionRecord], year: int, day: datetime.date
) -> list[CorrectionRecord]:
    """Those of them that are on file on the day, and not over."""
    return [c for c in made_by(corrections, year, day) if c.until is None or day <= c.until]


def out_of_order(record: CorrectionRecord, fields: Fields, known: Known) -> Iterator[Fault]:
    """The faults of one record, each with the place of the other."""

    def fault(key: str, told: str, hint: str) -> Fault:
        return (fields.get(key) or fields.node).fault(f"the {record.kind} `{record.id}` {told}", hint)

    answered = known.get(record.about)
    if answered is not None and before(record, answered):
        told = f"comes before the {answered.kind} `{answered.id}` that it answers (at {answered.place})"
        yield fault("date", told, _days(record, answered))
    year = None if answered is None else year_answered(answered, known)
    if answered is not None and year not in (None, year_answered(record, known)):
        told = f"is not of the year of the {answered.kind} `{answered.id}` (at {answered.place})"
        yield fault("for", told, f"that is {year}, and so is an answer that has no `for`")
    if record.kind == "decision" and answered is not None and answered.kind == "objection":
        yield from _second(record, answered, fields, known)
    for name in fields.texts("supersedes"):
        other = known.get(name.text)
        if record.kind != "decision" or (other is not None and other.kind != "decision"):
            told = f"the {record.kind} `{record.id}` supersedes `{name.text}`"
            yield name.fault(told, "only a decision does, and a decision only")
        elif other is None:
            hint = near_miss(name.text, known) or "`supersedes` names the `id` of another decision"
            yield name.fault(f"the decision `{record.id}` supersedes `{name.text}`, and there is none", hint)
        elif record.id in superseded(other, known) | {other.id}:
            told = f"the decision `{record.id}` supersedes itself (by `{name.text}` at {other.place})"
            yield name.fault(told, "leave one of them out")
        elif item_of(record, known) != item_of(other, known):
            own, theirs = item_of(record, known), item_of(other, known)
            told = f"the decision `{record.id}` on `{own}` supersedes `{other.id}` (at {other.place})"
            yield name.fault(told, f"that is about `{theirs}`")
        elif before(record, other):
            told = f"comes before the decision `{other.id}` in whose place it stands (at {other.place})"
            yield fault("supersedes", told, _days(record, other))


def _second(
    record: CorrectionRecord, objection: CorrectionRecord, fields: Fields, known: Known
) -> Iterator[Fault]:
    """Another decision on the same objection and item, none of the two standing in the other's place."""
    item = item_of(record, known)
    for other in known.values():
        if other is record:
            return
        same = other.kind == "decision" and other.about == objection.id and item_of(other, known) == item
        if same and other.id not in superseded(record, known) and record.id not in superseded(other, known):
            told = f"the objection `{objection.id}` has two decisions: `{other.id}` at {other.place}"
            hint = f"supersedes: {other.id}, on the one that stands in the place of the other"
            yield (fields.get("about") or fields.node).fault(f"{told}, and `{record.id}`", hint)


def _days(one: CorrectionRecord, other: CorrectionRecord) -> str:
    if one.date == other.date:
        return f"on {one.date} their `order` is {one.order} and {other.order}"
    return f"their days are {one.date} and {other.date}"
