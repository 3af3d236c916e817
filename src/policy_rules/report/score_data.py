"""Score and consequences as plain data; numbers are strings, exact: `"65.2"`, `"43/60"`.

The total alone is a number, where it has a decimal that one says exactly; its ends beside it are strings.

Each line of the ledger says `before`, `change` and `after` with both ends, and after = before + change on
each; the lines of one item or step follow on from `0`, so that every value can be worked out again.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from policy_rules.facts.bound import CorrectionRecord, EntryRecord, ExceptionRecord
from policy_rules.report.carried_over import left_out_data
from policy_rules.report.decision_words import score_decision_data
from policy_rules.report.differing_lines import differing_data
from policy_rules.report.output_head import head_data
from policy_rules.report.score_account import ItemAccount, items_of
from policy_rules.report.score_records import RecordsOnFile
from policy_rules.results.assessment import Assessment
from policy_rules.scoring.consequences import Consequence
from policy_rules.scoring.ledger import Both, Line, Score
from policy_rules.scoring.points import Amounted, Grade
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, MAYBE, NEVER, ONLY, End, Num

UNDEFINED = {NEVER: "never", MAYBE: "maybe", ONLY: "only"}
"""Whether an amount may be none."""


def score_page_data(assessment: Assessment) -> dict[str, Any]:
    """The score of a unit with what stands at its top."""
    differing = [differing_data(d) for d in assessment.differing_scored]
    left_out = left_out_data(assessment.other_years_scored)
    return {**head_data(assessment), "score": own_score_data(assessment), "differing": differing, **left_out}


def own_score_data(assessment: Assessment) -> dict[str, Any] | None:
    """The score of an assessment with what is on file behind each line; None where no sheet applies."""
    score = assessment.score
    if score is None:
        return None
    decisions = [score_decision_data(found) for found in assessment.decided_in_score]
    behind = {rule: list(names) for rule, names in assessment.open_findings.items()}
    return {**score_data(score, RecordsOnFile(assessment, score)), "behind": behind, "decisions": decisions}


def score_data(score: Score, records: RecordsOnFile | None = None) -> dict[str, Any]:
    """The score with items, steps and ledger; with `records` also what is on file."""
    before = score.before_approval
    return {
        "sheet": score.sheet.name,
        "illustrative": score.sheet.illustrative,
        "at_least": end(score.lo),
        "at_most": end(score.hi),
        "settled": score.settled,
        "grades": [g for g in score.sheet.scale if g in score.grade],
        "before_approval": None if before is None else amount_data(before, score),
        "remarks": [
            {
                "says": dict(r.says),
                "question": r.question or None,
                "sure": sure,
                "shows": {name: amount_data({**score.items, **score.steps}[name], score) for name in r.shows},
            }
            for r, sure in score.remarks
        ],
        "provisional": bool(score.undecided),
        "undecided": [correction_data(c) for c in score.undecided],
        "total": as_number(score.lo) if score.lo == score.hi else None,
        "grade": next(iter(score.grade)) if len(score.grade) == 1 else None,
        "total_step": score.sheet.total or None,
        "grade_step": score.sheet.grade or None,
        "items": [_item(i) for i in items_of(score)],
        "steps": {name: amount_data(value, score) for name, value in score.steps.items()},
        "ledger": [line_data(line, records) for line in score.ledger],
        "missing": {name: list(where) for name, where in score.missing.items()},
        "needs": {name: list(where) for name, where in score.needs.items()},
    }


def as_number(value: End) -> int | float | str | None:
    """The number as JSON writes one, where what it writes is exact; else as `end` says it.

    >>> as_number(Fraction("94.3")), as_number(Fraction(80)), as_number(Fraction(1, 3))
    (94.3, 80, '1/3')
    """
    told = end(value)
    for kind in (int, float):
        try:
            if repr(found := kind(told or "")) == told:
                return found
        except ValueError:
            continue
    return told


def _item(account: ItemAccount) -> dict[str, Any]:
    """An item; `got` and `lost` hold both ends, None where it surely does not apply."""
    item, got = account.item, account.got
    return {
        "id": item.id,
        "title": dict(item.titles),
        "possible": plain(account.possible),
        "applies": "no" if got is None else "maybe" if account.may_apply else "yes",
        "got": None if got is None else both_data(got),
        "lost": None if got is None else both_data(account.lost),
        "component": item.component or None,
        "content": item.content or None,
        "method": item.method or None,
        "arrangement": dict(item.arrangement) or None,
        "assessor": item.assessor or None,
        "informs": list(item.informs),
        "due": None if item.due is None else item.due.isoformat(),
        "parts": list(item.children),
        "lines": [line.seq for line in account.lines],
    }


def amount_data(value: Amounted, score: Score) -> Any:
    """An amount: its two ends, or the grades possible."""
    if isinstance(value, Grade):
        return {"grades": [score.sheet.scale[p] for p in sorted(value.places)]}
    if value.null == ONLY:
        return None
    return {"at_least": end(value.lo), "at_most": end(value.hi)}


def line_data(line: Line, records: RecordsOnFile | None = None) -> dict[str, Any]:
    """One line of the ledger; with `records` also what is on file behind it."""
    data = {
        "seq": line.seq,
        "step": line.step or None,
        "item": line.item or None,
        "effect": line.effect or None,
        "before": both_data(line.before),
        "change": both_data(line.change),
        "after": both_data(line.after),
        "amount": both_data(line.amount),
        "undefined": UNDEFINED[line.undefined],
        "because": {k: list(v) for k, v in line.because.items()},
        "facts": list(line.facts),
        "missing": list(line.missing),
        "needs": list(line.needs),
        "clause": list(line.clause),
        "kept": line.kept or None,
    }
    if records is not None:
        data["on_file"] = {
            "entries": [entry_data(e) for e in records.entries(line)],
            "exceptions": [exception_data(e) for e in records.exceptions(line)],
            "corrections": [correction_data(c) for c in records.corrections(line)],
            "assessed": [{"name": name, "stood_back": back} for name, back in records.assessed(line)],
        }
    return data


def entry_data(entry: EntryRecord) -> dict[str, Any]:
    """What a person entered."""
    return {
        "entry": entry.entry,
        "instance": entry.instance or None,
        "value": _number(entry.value),
        "scorer": entry.scorer or None,
        "role": entry.role or None,
        "date": _iso(entry.date),
        "evidence": entry.evidence or None,
        "reason": entry.reason or None,
        "replaces": entry.replaces,
        "order": entry.order,
        "source": entry.source or None,
    }


def exception_data(record: ExceptionRecord) -> dict[str, Any]:
    """A recorded exception."""
    return {
        "rule": record.rule,
        "instance": record.instance or None,
        "value": _number(record.value) if isinstance(record.value, Num) else None,
        "reason": record.reason,
        "approved_by": record.approved_by,
        "date": datetime.date.fromordinal(record.start).isoformat(),
        "until": None if record.until is None else datetime.date.fromordinal(record.until).isoformat(),
        "lifted": record.lifted,
        "order": record.order,
        "source": record.source or None,
    }


def correction_data(record: CorrectionRecord) -> dict[str, Any]:
    """A step of the procedure after the scoring."""
    return {
        "id": record.id,
        "kind": record.kind,
        "item": record.item or None,
        "about": record.about or None,
        "change": _number(record.change),
        "value": _number(record.value),
        "grade": record.grade or None,
        "by": record.by or None,
        "role": record.role or None,
        "date": _iso(record.date),
        "until": _iso(record.until),
        "order": record.order,
        "supersedes": list(record.supersedes),
        "reason": record.reason or None,
        "evidence": record.evidence or None,
        "source": record.source or None,
    }


def _number(value: Num | None) -> Any:
    """A number on file: a text where it is one, both ends where only an interval is known."""
    if value is None:
        return None
    return end(value.lo) if value.lo == value.hi else both_data((value.lo, value.hi))


def both_data(value: Both | frozenset[str] | None) -> Any:
    """Both ends as exact texts, or labels."""
    if value is None:
        return None
    return sorted(value) if isinstance(value, frozenset) else [end(value[0]), end(value[1])]


def end(value: End) -> str | None:
    """An end as an exact text; None where there is none."""
    return None if abs(value) == INF else plain(Fraction(value))


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def consequences_data(assessment: Assessment) -> list[dict[str, Any]]:
    """The consequences."""
    return [consequence_data(c) for c in assessment.consequences]


def consequence_data(found: Consequence) -> dict[str, Any]:
    """One consequence."""
    return {
        "rule": found.rule,
        "status": found.status,
        "addressee": found.addressee or None,
        "carried_out": found.carried_out,
        "words": found.words,
        "missing": list(found.missing),
    }
