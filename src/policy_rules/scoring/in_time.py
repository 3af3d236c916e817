"""Objections that may have come late: the days that tell it, and whether a decision on one counts.

Sending (`feedback`), `delivery` and `reading` are three records: a sheet's condition `in_time` says from
which of them the days run. What is not on file may have been on any day from the sending on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from policy_rules.attributes import frozen
from policy_rules.facts.bound import CorrectionRecord
from policy_rules.scoring.amounts.amount import Amounts
from policy_rules.scoring.grounds import Basis, joined
from policy_rules.scoring.reasons import BasisFinder
from policy_rules.scoring.said_on_file import remark, titled
from policy_rules.scoring.sheet import Remark, Sheet
from policy_rules.values.known import INF, End, F, Num, T, Truth

SENT, DELIVERED, READ, OBJECTED = DAYS = ("sent_on", "delivered_on", "read_on", "objected_on")
"""The names that the conditions on objections may read besides those of the sheet."""
_KINDS = {DELIVERED: "delivery", READ: "reading"}


@frozen
class Heard:
    """Of an objection: whether it came in time, and whether a decision on it counts; and why."""

    objection: CorrectionRecord
    in_time: Truth
    counts: Truth
    why: Basis


def heard(
    sheet: Sheet, on_file: Sequence[CorrectionRecord], amounts: Amounts, reasons: BasisFinder
) -> Iterator[Heard]:
    """Each objection on file with whether it counts; nothing, where the sheet has none come late."""
    objections = [c for c in on_file if c.kind == "objection"]
    if sheet.in_time is None or not objections:
        return
    known = amounts.reference.known
    for each in objections:
        days = days_of(each, on_file)
        amounts.reference.known = {**known, **{name: day for name, (day, _) in days.items()}}
        reasons.named.update((name, basis) for name, (_, basis) in days.items())
        amounts.forget()
        trees = (sheet.in_time, sheet.late_counts)
        in_time, late = (amounts.truth(tree, {}) for tree in trees)
        why = joined(reasons.node(tree, {}) for tree in trees if tree is not None)
        found = counts(in_time, late)
        yield Heard(each, in_time, found, why.settled() if found.settled else why)
    for name in DAYS:
        del reasons.named[name]
    amounts.reference.known = known
    amounts.forget()


def to_decide(
    undecided: Iterable[CorrectionRecord], found: Mapping[str, Heard]
) -> tuple[CorrectionRecord, ...]:
    """Of the objections without a decision those on which one may count."""
    return tuple(o for o in undecided if o.id not in found or found[o.id].counts.hi == T)


def counts(in_time: Truth, late_counts: Truth) -> Truth:
    """Whether a decision on an objection counts: it came in time, or late ones count; null is not true."""
    low, high = max(in_time.lo, late_counts.lo), max(in_time.hi, late_counts.hi)
    return Truth(T if low == T else F, T if high == T else F)


def days_of(
    objection: CorrectionRecord, on_file: Sequence[CorrectionRecord]
) -> Mapping[str, tuple[Num, Basis]]:
    """The days that tell whether an objection came in time, each with the records that say it."""
    by_id = {c.id: c for c in on_file}
    feedback = _feedback_of(objection, by_id)
    if feedback is None:
        open_ = Basis(missing=frozenset((f"corrections[{objection.id}]",)))
        unknown = dict.fromkeys((SENT, DELIVERED, READ), (Num(-INF, INF), open_))
        return {**unknown, OBJECTED: _day((objection,), -INF)}
    sent = _day((feedback,), -INF)
    found = {SENT: sent, OBJECTED: _day((objection,), sent[0].lo)}
    for name, kind in _KINDS.items():
        told = [c for c in on_file if c.kind == kind and _feedback_of(c, by_id) is feedback]
        found[name] = _day(told or [feedback], sent[0].lo, missing=not told)
    return found


def _day(records: Sequence[CorrectionRecord], least: End, *, missing: bool = False) -> tuple[Num, Basis]:
    """The day of what the records tell: any of theirs; any from the least on, where one has none."""
    names = frozenset(f"corrections[{c.id}]" for c in records)
    days = [c.date.toordinal() for c in records if c.date is not None]
    if missing or len(days) < len(records):
        return Num(least, INF), Basis(records=names, missing=names)
    settled = min(days) == max(days)
    return Num(min(days), max(days)), Basis(records=names, missing=frozenset() if settled else names)


def _feedback_of(record: CorrectionRecord, by_id: Mapping[str, CorrectionRecord]) -> CorrectionRecord | None:
    """The feedback that a record answers, by however many records between."""
    seen = set[str]()
    while record.kind != "feedback":
        seen.add(record.id)
        if record.about not in by_id or record.about in seen:
            return None
        record = by_id[record.about]
    return record


def said_of_lateness(sheet: Sheet, found: Iterable[Heard], item: Mapping[str, str]) -> Iterator[Remark]:
    """What a reader must know of objections that came late, or may have."""
    for each in found:
        if each.in_time.lo == T or (each.in_time.hi == T and each.counts.lo == T):
            continue
        effect = "open" if not each.counts.settled else "counts" if each.counts.lo == T else "nothing"
        late = f"late, {effect}" if each.in_time.hi < T else "perhaps late"
        yield remark(f"objection {late}", titled(sheet, item[each.objection.id]), (each.objection,))
