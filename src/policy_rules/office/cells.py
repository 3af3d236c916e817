"""Cells of documents: what stands in one, as plain data and in the words of each language.

What nobody told is `missing`, with the name of the fact; it is never left blank, and nothing stands for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.ruleset.model import Rule
from policy_rules.values.exact import plain
from policy_rules.values.known import ONLY, WITHHELD, Labels, Num, T, Truth, Value
from policy_rules.vocabulary import Attribute, Entity, Register, Type, Vocabulary
from policy_rules.wording import OUTCOMES, Language, Speaker


@frozen
class Cell:
    """What stands in a cell: `data` for JSON, the words by language; `look` is an outcome or `missing`."""

    data: Any
    zh: str
    en: str
    look: str = ""

    def said(self, language: Language) -> str:
        """The words."""
        return self.zh if language == "zh" else self.en


NOTHING = Cell(None, "—", "—")
"""There is none."""


def same_cell(text: str) -> Cell:
    """What is the same in each language: an id, a name that was given."""
    return Cell(text, text, text) if text else NOTHING


def told_cell(text: str, fact: str) -> Cell:
    """A text on file, or that the fact is missing."""
    return same_cell(text) if text else missing_cell(fact)


def missing_cell(fact: str) -> Cell:
    """That nobody told the fact of this name."""
    return Cell({"missing": fact}, "缺", "missing", "missing")


def named_cell(of: Attribute | Entity | Register) -> Cell:
    """What the vocabulary names, by its words where it has any."""
    return Cell(of.name, of.zh or of.en or of.name, of.en or of.zh or of.name)


def role_cell(name: str, vocabulary: Vocabulary) -> Cell:
    """A role in its words; one that is not declared by its name."""
    role = vocabulary.roles.get(name)
    return Cell(name, (role and role.zh) or name, (role and role.en) or name)


def rule_cell(rule: Rule) -> Cell:
    """A rule by its title, in Chinese by its words."""
    return Cell(rule.title, rule.text, rule.title)


def number_cell(value: int) -> Cell:
    """A whole number."""
    return Cell(value, str(value), str(value))


def truth_cell(holds: bool) -> Cell:
    """Yes or no."""
    return Cell(holds, "是" if holds else "否", "yes" if holds else "no")


def day_cell(day: datetime.date | int | None) -> Cell:
    """A day, or none."""
    if isinstance(day, int):
        day = datetime.date.fromordinal(day)
    return NOTHING if day is None else same_cell(day.isoformat())


def outcome_cell(name: str) -> Cell:
    """The outcome of a rule."""
    en, zh = OUTCOMES[name]
    return Cell(name, zh, en, name)


def joined_cell(cells: Iterable[Cell]) -> Cell:
    """Several in one; nothing where there are none."""
    every = list(cells)
    if len(every) < 2:
        return every[0] if every else NOTHING
    look = "missing" if any(c.look == "missing" for c in every) else ""
    return Cell([c.data for c in every], "、".join(c.zh for c in every), ", ".join(c.en for c in every), look)


def value_cell(found: Value | None, of: Attribute, fact: str, vocabulary: Vocabulary) -> Cell:
    """A value as facts tell it; one that may be anything of its type is missing."""
    kind = of.type
    if found is None or found == kind.missing():
        return missing_cell(fact)
    told = WITHHELD if of.redact else found
    zh, en = (Speaker(vocabulary, lang).show(told, kind) for lang in ("zh", "en"))
    return Cell({"withheld": True} if of.redact else _data(found, kind, en), zh, en)


def _data(found: Value, kind: Type, shown: str) -> Any:
    """A settled value as facts files have it; of one that is partly known what it may be."""
    if isinstance(found, Truth):
        return found.lo == T if found.settled else {"possible": shown}
    if found.null == ONLY:
        return None
    if not found.settled:
        return {"possible": shown}
    if isinstance(found, Labels):
        return next(iter(found.members or ()), "")
    assert isinstance(found, Num)
    return shown if kind.kind == "date" else plain(Fraction(found.lo))
