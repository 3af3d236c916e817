"""What findings know of what they wait for, as it is kept with answers (`reference.answers`), and back."""

from __future__ import annotations

import datetime
from typing import Any

from policy_rules.facts.view import Record
from policy_rules.reference.answers import Kept, Row, kept_answers, with_answers
from policy_rules.reference.trace import default_told
from policy_rules.results.assessed import Assessed
from policy_rules.results.finding import Finding


def answers_with(assessment: Assessed) -> Kept | None:
    """The answers that are kept of the ruleset, with those of an assessment; None where it adds nothing."""
    read = assessment.view.findings
    rows = {finding.rule.id: _row(finding, read.get(finding.rule.id)) for finding in assessment.findings}
    found = with_answers(assessment.program, assessment.view, rows)
    return None if found == kept_answers(assessment.program) else found


def _row(finding: Finding, read: Record | None) -> Row:
    """What is kept of a finding: its outcomes alone where nobody asked what it waits for."""
    known = vars(finding)
    ends = finding.lo, finding.hi, None if read is None else default_told(read)
    if not {"missing", "due"} <= known.keys():
        return ends
    due = None if finding.due is None else finding.due.toordinal()
    return *ends, tuple(sorted(finding.lacking)), finding.missing, due, finding.sent_away_by


def known_by_answer(row: Row) -> dict[str, Any]:
    """The attributes of a finding that an answer tells, besides the outcome."""
    if len(row) == 3:
        return {}
    lacking, missing, due, sent_away_by = row[3:]
    day = None if due is None else datetime.date.fromordinal(due)
    return {"lacking": frozenset(lacking), "missing": missing, "due": day, "sent_away_by": sent_away_by}
