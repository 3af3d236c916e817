"""By whom, and when, points were entered and rules graded: told where it is odd, or refused by the sheet."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.errors import Fault
from policy_rules.facts.bound import EntryRecord, GradingRecord, UnitFacts
from policy_rules.facts.odd_makers import called, maker, odd_gradings, oddities
from policy_rules.facts.view import UnitView
from policy_rules.scoring.said_on_file import remark
from policy_rules.scoring.sheet import Remark, Sheet

OTHER_ASSESSOR = "other_assessor"


def of_entry(sheet: Sheet, entry: EntryRecord, unit: UnitFacts | None) -> Iterator[Remark | Fault]:
    """What is odd about an entry of the unit; also one by another than the item's assessor.

    A name alone does not say whom the scorer scores for: then it is not known whether it is another.
    """
    asked = sheet.assessors.get(entry.entry, frozenset())
    kinds = [*oddities(entry, frozenset() if unit is None else called(unit), sheet.begins.toordinal())]
    if asked and entry.scorer not in asked and entry.role not in asked:
        kinds += [OTHER_ASSESSOR] if entry.role else ["perhaps another"] if entry.scorer else []
    told = entry.scorer or entry.role, "、".join(sorted(asked))
    yield from (_told(sheet, "entry", kind, entry.name, entry, told) for kind in kinds)


def of_gradings(sheet: Sheet, view: UnitView) -> Iterator[Remark | Fault]:
    """What is odd about the gradings of rules that the sheet reads, of the unit and of a place's organs."""
    for kind, name, grading in odd_gradings(view, sheet.year):
        if grading.rule in sheet.rules:
            yield _told(sheet, "grading", kind, name, grading, (maker(grading),))


def _told(
    sheet: Sheet,
    what: str,
    kind: str,
    name: str,
    record: EntryRecord | GradingRecord,
    told: tuple[str, ...],
) -> Remark | Fault:
    """A remark, or a fault where the sheet refuses the kind."""
    found = remark(f"{what}: {kind}", name, [record], told)
    if kind not in sheet.refuses:
        return found
    hint = f"the sheet `{sheet.name}` refuses such entries: `refuses: [{kind}]`"
    if what == "grading":
        hint = f"the sheet `{sheet.name}` refuses such gradings: `refuses: [{kind}]`"
    return Fault(found.placeless["en"], record.place, hint)
