"""The records that followed a scoring, in the order in which they were made, and which of them count."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.sheet_texts import listed
from policy_rules.testing.truth.units import day_of

Record = dict[str, Any]


def in_turn(records: Iterable[Record]) -> list[Record]:
    """Records in the order in which they were made: by their days, and of one day by the order told."""
    found = list(records)
    if len(found) < 2:
        return found
    if any("date" not in r for r in found):
        raise Declined("a record without a day among others")
    for r in found:
        same = [o.get("order") for o in found if day_of(o["date"]) == day_of(r["date"])]
        if len(same) > 1 and (None in same or len(set(same)) < len(same)):
            raise Declined("records of one day without an order")
    return sorted(found, key=lambda r: (day_of(r["date"]), int(r.get("order", 0))))


def days_of(objection: Record, on_file: list[Record]) -> dict[str, datetime.date]:
    """The days that a condition on an objection may read, as far as they are on file, once."""
    by_id = {r["id"]: r for r in on_file}

    def fed_back(record: Record | None) -> Record | None:
        if record is None or record["kind"] == "feedback":
            return record
        return fed_back(by_id.get(record.get("about", "")))

    feedback = fed_back(objection)
    if feedback is None:
        return {"objected_on": day_of(objection["date"])}
    found = {"sent_on": day_of(feedback["date"]), "objected_on": day_of(objection["date"])}
    for name, kind in (("delivered_on", "delivery"), ("read_on", "reading")):
        made = {day_of(r["date"]) for r in on_file if r["kind"] == kind and fed_back(r) is feedback}
        if len(made) == 1:
            found[name] = made.pop()
    return found


def year_of(correction: Record, on_file: list[Record]) -> Any:
    """The year that a correction names, else the one of what it answers; None where none does."""
    by_id = {r["id"]: r for r in on_file}
    for _ in by_id:
        if "for" in correction or correction.get("about") not in by_id:
            break
        correction = by_id[correction["about"]]
    return correction.get("for")


def decisions_on(
    item: str,
    on_file: list[Record],
    approvals_decide: Callable[[], bool],
    heard: Callable[[Record], bool],
) -> list[Record]:
    """The decisions on an item, named or by what they answer, that count; in their order.

    `heard` says of an objection whether a decision on it counts.
    """
    about = {r["id"]: r for r in on_file}

    def item_of(record: Record | None) -> str:
        if record is None:
            return ""
        return record.get("item") or item_of(about.get(record.get("about", "")))

    moving = [r for r in on_file if r["kind"] == "decision" and ("value" in r or "change" in r)]
    mine = [r for r in moving if item_of(r) == item]
    answered = {r.get("about") for r in mine}  # be it an objection to another item
    unheard = {o["id"] for o in on_file if o["kind"] == "objection" and o["id"] in answered and not heard(o)}
    heard_of = [r for r in mine if r.get("about") not in unheard]
    counted = [r for r in heard_of if _counts(r, on_file, approvals_decide)]
    gone = {name for r in counted for name in listed(r.get("supersedes"))}
    return in_turn(r for r in counted if r["id"] not in gone)


def _counts(decision: Record, on_file: list[Record], approvals_decide: Callable[[], bool]) -> bool:
    """Whether a decision counts: after an approval, where approvals decide, only if one takes it up."""
    approvals = [r for r in on_file if r["kind"] == "approval"]
    if any(a.get("about") == decision["id"] for a in approvals):
        return True
    before = all(in_turn([a, decision])[-1] is a for a in approvals)
    return before or not approvals_decide()
