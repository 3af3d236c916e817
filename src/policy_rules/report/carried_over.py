"""What an assessment of a year leaves to other years: for its heading, and the list of what is carried on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy_rules.report.phrases import counted, phrase
from policy_rules.results.assessment import Assessment
from policy_rules.results.other_years import CarriedOver, OtherYears
from policy_rules.wording import Language

MOST = 40
"""How many are listed; the rest is counted."""


def left_out_words(found: OtherYears, language: Language) -> str:
    """What the heading says was left out; empty where nothing was."""
    left = found.left_out
    told = counted(left, "of other years", language)
    return "" if not left else f"（{told}）" if language == "zh" else f" ({told})"


def carried_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """What is carried over, a line each."""
    carried = assessment.other_years.carried_over
    for each in carried[:MOST]:
        yield _line(each, language)
    if len(carried) > MOST:
        more = len(carried) - MOST
        yield f"另{more}项" if language == "zh" else f"and {more} more"


def carried_title(language: Language) -> str:
    """The heading of the list."""
    return f"{phrase('carried over', language)}: {phrase('carried over means', language)}"


def _line(each: CarriedOver, language: Language) -> str:
    due = phrase("due unknown", language) if each.due is None else f"{phrase('due', language)} {each.due}"
    name = f"{each.organ}: {each.id}" if each.organ else each.id
    doubt = "" if each.certain else f"; {phrase('maybe carried over', language)}"
    return f"{each.rule}  {name}  {due}{doubt}"


def left_out_data(found: OtherYears) -> dict[str, Any]:
    """What was left out, as plain data; nothing where nothing was."""
    return {"other_years": {"left_out": found.left_out}} if found.left_out else {}


def other_years_data(assessment: Assessment) -> dict[str, Any]:
    """As plain data; nothing where the year leaves nothing to others."""
    found = assessment.other_years
    if not found.left_out and not found.carried_over:
        return {}
    carried = [
        {
            "rule": each.rule,
            "instance": each.id,
            **({"organ": each.organ} if each.organ else {}),
            "due": None if each.due is None else each.due.isoformat(),
            "certain": each.certain,
        }
        for each in found.carried_over
    ]
    return {"other_years": {"left_out": found.left_out, "rules": found.rules, "carried_over": carried}}
