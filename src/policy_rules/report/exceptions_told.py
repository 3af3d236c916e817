"""Exceptions of a rule as findings tell them: the day on which one has to be in force, and which is not."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.facts.bound import ExceptionRecord
from policy_rules.reference.trace import NOTHING
from policy_rules.report.phrases import phrase
from policy_rules.report.record_words import day_told
from policy_rules.results.finding import Finding
from policy_rules.values.known import Num
from policy_rules.wording import Language


def day_of_exceptions(finding: Finding) -> int | None:
    """The day on which an exception to the rule as a whole has to be in force; None where that is open."""
    rule = finding.rule.id
    for node in core.walk(finding.program.finding):
        if isinstance(node, core.Excepted) and node.rule == rule and not node.vars and not node.instance:
            day = finding.told_by.reference.value(node.day, NOTHING)
            return int(day.lo) if isinstance(day, Num) and day.settled and day.lo == day.hi else None
    return None


def day_missed(finding: Finding, record: ExceptionRecord) -> int | None:
    """The day that counts, where an exception to the rule as a whole is not in force on it."""
    day = day_of_exceptions(finding) if record.rule == finding.rule.id and not record.instance else None
    if day is None or record.start <= day <= (day if record.until is None else record.until):
        return None
    return day


def lifts_nothing(record: ExceptionRecord, missed: int | None, language: Language) -> str:
    """That an exception on file lifts nothing, and the day that counts where it is not in force on it."""
    why = phrase("no exception then", language).format(day_told(missed)) if missed is not None else ""
    return phrase("lifts nothing", language).format(record.rule) + why


def how_lifted(finding: Finding, language: Language) -> str:
    """That the words let an exception lift the rule, and how one is written."""
    day = day_of_exceptions(finding)
    when = "" if day is None else phrase("in force on", language).format(day_told(day))
    record = f"{{rule: {finding.rule.id}, reason: …, approved_by: …, date: …}}"
    return phrase("may be lifted", language).format(finding.rule.force, when, record)
