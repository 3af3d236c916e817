"""What was asked, as text: days, values of parameters, and pieces of facts by the paths where they stand."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.facts.bound import (
    Completeness,
    CorrectionRecord,
    Entry,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    SampleRecord,
    SuccessionRecord,
)
from policy_rules.facts.paths import without_brackets
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.parameter_names import name_and_rule
from policy_rules.ruleset.profile import grading_type
from policy_rules.values.known import Labels, Num, Truth, Value
from policy_rules.vocabulary import Type


def _itself(name: str, of: str) -> str:
    return name


@frozen
class AskedTexts:
    """Says what stands at a path or is set for a parameter; `show` says a value of a type."""

    model: RulesetModel
    show: Callable[[Value, Type | None], str]
    call: Callable[[str, str], str] = _itself
    """What a list, an attribute of one (its name and its list), or a word of facts files is called."""

    def say(self, sort: str, name: str, what: Any) -> str:
        """What was asked, empty where nothing was; `sort` and `name` as a comparison tells them."""
        kind, entity = None, ""
        if sort == "parameter":
            declared = self.model.vocabulary.parameters.get(name_and_rule(name)[0])
            kind = declared.type if declared else None
        elif sort == "fact":
            kind, entity = self._type(name), self._words(name)[-1]
        return self._say(what, kind, entity)

    def _words(self, path: str) -> list[str]:
        """The names of a path, without what stands in brackets."""
        return without_brackets(path).split(".")

    def _type(self, path: str) -> Type | None:
        """The type of what stands at the path."""
        words, inside = self._words(path), path.partition("[")[2]
        about = inside.rstrip("]").partition(",")[0].strip('"')
        if words[-1] == "reported" and about in self.model.vocabulary.measures:
            return self.model.vocabulary.measures[about].type
        if words[-1] == "gradings" and about in self.model.rules:
            return grading_type(self.model, self.model.rules[about])
        attribute = self.model.vocabulary.attribute(".".join(words[-2:]))
        return attribute.type if attribute else None

    def _say(self, what: Any, kind: Type | None, entity: str) -> str:
        if what is None:
            return ""
        if isinstance(what, Truth | Num | Labels):
            return self.show(what, kind)
        if isinstance(what, bool):
            return self.call(str(what), "")
        if isinstance(what, datetime.date | str | int):
            return str(what)
        if isinstance(what, Scalar | Sequence | Mapping):
            return _node(what)
        if isinstance(what, tuple):
            return "; ".join(filter(None, (self._part(part, kind, entity) for part in what)))
        return self._piece(what, kind, entity)

    def _part(self, part: Any, kind: Type | None, entity: str) -> str:
        """One of several: the value of a parameter from a day on, or a piece of facts."""
        if isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], int):
            since = f"{datetime.date.fromordinal(part[0])}: " if part[0] else ""
            return since + self._say(part[1], kind, entity)
        return self._say(part, kind, entity)

    def _piece(self, piece: Any, kind: Type | None, entity: str) -> str:
        match piece:
            case Entry():
                since = piece.year or (datetime.date.fromordinal(piece.start) if piece.start else "")
                return (
                    (f"{since}: " if since else "") + self.show(piece.value, kind) + self._told(piece, kind)
                )
            case ReportedFigure() | GradingRecord():
                return self.show(piece.value, kind) + self._told(piece, kind)
            case RecordFacts():
                return self._record(piece, entity) or piece.id
            case Completeness():
                return self.call("complete", "")
            case CorrectionRecord():
                return " ".join(filter(None, (self.call(piece.kind, ""), piece.item, piece.grade)))
            case SampleRecord():
                return ", ".join(piece.organs)
            case SuccessionRecord():
                return f"{piece.kind} {datetime.date.fromordinal(piece.on)}"
        value = getattr(piece, "value", None)
        reason: str = getattr(piece, "reason", "")
        return self.show(value, kind) if value is not None else reason or str(piece)

    def _told(self, piece: Entry | ReportedFigure | GradingRecord, kind: Type | None) -> str:
        """What each of several sources said, behind what it comes to."""
        told = [f"{one.source or '?'}: {self.show(one.value, kind)}" for one in piece.told]
        return f" ({', '.join(told)})" if len(told) > 1 else ""

    def _record(self, record: RecordFacts, entity: str) -> str:
        told = []
        for name, entry in record.values.items():
            attribute = self.model.vocabulary.attribute(f"{entity}.{name}")
            shown = self.show(entry.value, attribute.type if attribute else None)
            told.append(f"{self.call(name, entity)} {shown}")
        inner = [f"{len(records)} {self.call(name, '')}" for name, records in record.lists.items()]
        return ", ".join([*told, *inner])


def _node(node: Node) -> str:
    """A tree of a file on one line."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(_node, node)) + "]"
    return "{" + ", ".join(f"{key.text}: {_node(value)}" for key, value in node.entries) + "}"
