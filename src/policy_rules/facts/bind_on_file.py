"""What persons put on file about a sheet: their entries, and the corrections that follow.

Whether a sheet asks for them, and their bounds, are seen when it is scored (`scoring.entries`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping

from policy_rules.documents import Node
from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bind_statements import each_of
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.facts.corrections_in_order import item_of, out_of_order
from policy_rules.ruleset.shapes import Fields, read_day
from policy_rules.ruleset.typed_values import read_value
from policy_rules.values.known import Num
from policy_rules.vocabulary import NUMBER, Vocabulary

_DECISIVE = ("decision", "approval")
"""The kinds that change a result: they need a reason."""


def bind_entries(items: Iterable[Node], scope: Binding) -> tuple[EntryRecord, ...]:
    """What persons entered on sheets, each with who, when and why as far as it is told."""
    found = []
    for fields in each_of(items, "an entry", scope):
        value = _points(fields, "value", f"entry {fields.text('entry')}", scope)
        if value is None or "entry" not in fields or "for" not in fields:
            continue
        texts = {key: fields.text(key) for key in ("instance", "scorer", "role", "evidence", "reason")}
        found.append(
            EntryRecord(
                fields.text("entry"),
                value,
                year=int(fields.text("for")),
                date=read_day(fields.text("date")),
                replaces=fields.flag("replaces"),
                order=order_of(fields),
                source=scope.source(fields.scalar("source")),
                place=fields.node.place,
                **texts,
            )
        )
    return tuple(found)


def order_of(fields: Fields) -> int | None:
    """The place of a record among those of its day, or None."""
    return int(fields.text("order")) if "order" in fields else None


def _points(fields: Fields, key: str, name: str, scope: Binding) -> Num | None:
    """The number under a key, perhaps partly known."""
    given = fields.get(key)
    if given is None:
        return None
    value = read_value(given, NUMBER, name)
    if isinstance(value, Fault):
        scope.faults.append(value)
        return None
    assert isinstance(value, Num)
    return value


# Corrections -------------------------------------------------------------------------------------


def bind_corrections(items: Iterable[Node], scope: Binding) -> tuple[CorrectionRecord, ...]:
    """Feedback, objections, decisions and approvals; what no kind of them can say is refused."""
    found: dict[str, CorrectionRecord] = {}
    read: list[tuple[CorrectionRecord, Fields]] = []
    for fields in each_of(items, "a correction", scope):
        record = _correction(fields, scope)
        if record.id in found:
            told = f"two corrections have the id `{record.id}`"
            at = fields.scalar("id") or fields.node
            scope.faults.append(at.fault(told, f"the other is at {found[record.id].place}"))
        elif record.id:
            found[record.id] = record
        read.append((record, fields))
    for record, fields in read:
        if record.id and record.kind:
            scope.faults += _faults_of(record, fields, found)
            scope.faults += out_of_order(record, fields, found)
    return tuple(found.values())


def _correction(fields: Fields, scope: Binding) -> CorrectionRecord:
    name = fields.text("id")
    texts = ("kind", "item", "about", "by", "role", "reason", "evidence")
    return CorrectionRecord(
        name,
        grade=_grade(fields.text("grade"), scope.vocabulary),
        change=_points(fields, "change", f"change of {name}", scope),
        value=_points(fields, "value", f"value of {name}", scope),
        year=int(fields.text("for")) if "for" in fields else None,
        date=read_day(fields.text("date")),
        until=read_day(fields.text("until")),
        order=order_of(fields),
        supersedes=tuple(each.text for each in fields.texts("supersedes")),
        source=scope.source(fields.scalar("source")),
        place=fields.node.place,
        **{key: fields.text(key) for key in texts},
    )


def _grade(told: str, vocabulary: Vocabulary) -> str:
    """A grade by its name, where it is called by the label that one grade of some scale has."""
    if not told or any(told in labels for labels in vocabulary.scales.values()):
        return told
    shown = (pair for labels in vocabulary.scale_labels.values() for pair in labels.items())
    found = {name for name, label in shown if label == told}
    return found.pop() if len(found) == 1 else told


def _faults_of(
    record: CorrectionRecord, fields: Fields, known: AbstractMapping[str, CorrectionRecord]
) -> Iterator[Fault]:
    """What a correction lacks, or can't say, by its kind."""
    kind, node = record.kind, fields.node

    def fault(key: str, told: str, hint: str = "") -> Fault:
        return (fields.get(key) or node).fault(f"the {kind} `{record.id}` {told}", hint)

    if kind in _DECISIVE and "reason" not in fields:
        yield fault("id", "gives no reason", "reason: why")
    if record.date and record.until and record.until < record.date:
        yield fault("until", "ends before it begins", "`until` is its last day")
    if record.about and "[" not in record.about and record.about not in known:
        hint = near_miss(record.about, known) or "`about` is the `id` of another correction"
        yield fault("about", f"answers `{record.about}`, and there is none", hint)
    elif kind != "approval" and not item_of(record, known):
        yield fault("id", "names no item", "item: an item of the sheet, or `about` a record that has one")
    moves = [key for key in ("change", "value") if key in fields]
    if kind == "decision":
        if len(moves) != 1:
            told = "gives both `change` and `value`" if moves else "gives no points"
            yield fault("value", told, "`change` moves the item, `value` sets it: write one")
    elif kind == "recusal":
        if not record.by:
            yield fault("id", "does not say of whom", "by: the assessor who stood back")
    elif kind == "approval":
        if "grade" not in fields and "value" not in fields:
            yield fault("id", "gives neither grade nor points", "grade: the grade, value: the total")
        for key in ("change", "item"):
            if key in fields:
                hint = "it is of the whole result: write `grade` or `value`"
                yield fault(key, f"can't have `{key}`", hint)
    else:
        for key in moves:
            yield fault(key, f"changes no points, so it can't have `{key}`", "a decision does")
    if kind != "approval" and "grade" in fields:
        yield fault("grade", "gives no grade", "an approval does")
