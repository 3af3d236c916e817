"""The ledger put in order for a reader: item by item, then step by step, with what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from policy_rules.attributes import frozen
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.points import Amounted
from policy_rules.values.intervals import whole
from policy_rules.values.known import MAYBE, ONLY, Num
from policy_rules.wording import Language, in_either

if TYPE_CHECKING:
    from policy_rules.scoring.ledger import Both, Line, Score
    from policy_rules.scoring.sheet import Item, Sheet

SPOKEN = (
    *("feedback", "delivery", "reading", "verified", "objection", "undecided", "decision", "superseded"),
    *("recusal", "entry replaced", "override", "approval"),
)
"""Lines that were added after the first scoring: a reader sees them even where no point moved."""


@frozen
class ItemAccount:
    """One item: its points got and lost (both ends), and its lines.

    `got` is None where the item surely does not apply; `may_apply`: it is open whether it does, and
    `got` is what it gives if so. An item beyond its points has lost none.
    """

    item: Item
    got: Both | None
    may_apply: bool
    lines: tuple[Line, ...]

    @property
    def possible(self) -> Fraction:
        """The points that can be got: the item's, or its cap where its parts may come to more."""
        cap = self.item.at_most
        return self.item.points if cap is None else min(cap, self.item.points)

    @property
    def lost(self) -> Both:
        """The points possible less those got; none where it does not apply."""
        if self.got is None:
            return (0, 0)
        low, high = self.got
        points = whole(self.possible)
        return (max(points - high, 0), max(points - low, 0))

    @property
    def told(self) -> tuple[Line, ...]:
        """The lines that a reader needs who asks why points were lost."""
        if self.item.children:
            return tuple(l for l in self.lines if l.effect not in self.item.children)
        earned = not self.item.full and self.lost[1] > 0
        return tuple(
            l
            for l in self.lines
            if l.effect in SPOKEN or (l.effect != "start" and (earned or _lowers(l) or _held(l)))
        )


@frozen
class StepAccount:
    """One step: its value and its lines."""

    name: str
    value: Amounted
    lines: tuple[Line, ...]

    @property
    def told(self) -> tuple[Line, ...]:
        """The lines that say more than the value: reasons of the unit's own, and what held or barred it."""
        return tuple(
            l
            for n, l in enumerate(self.lines)
            if l.effect in SPOKEN
            or {"findings", "records", "entries"} & set(l.because)
            or (l.change is None and (n or l.kept == "bar"))
            or (n and _held(l))
        )


def items_of(score: Score) -> tuple[ItemAccount, ...]:
    """Every item in the order of the sheet."""
    return tuple(_item(item, score) for item in score.sheet.items.values())


def outer_items_of(score: Score) -> tuple[ItemAccount, ...]:
    """The items that stand under no other, whose points are not counted in another's."""
    inner = {child for item in score.sheet.items.values() for child in item.children}
    return tuple(account for account in items_of(score) if account.item.id not in inner)


def steps_of(score: Score) -> tuple[StepAccount, ...]:
    """Every step in the declared order."""
    return tuple(
        StepAccount(name, value, tuple(l for l in score.ledger if l.step == name))
        for name, value in score.steps.items()
    )


def _item(item: Item, score: Score) -> ItemAccount:
    value = score.items[item.id]
    assert isinstance(value, Num)
    lines = tuple(l for l in score.ledger if l.item == item.id)
    got = None if value.null == ONLY else (value.lo, value.hi)
    return ItemAccount(item, got, value.null == MAYBE, lines)


def title_of(item: Item, language: Language) -> str:
    """The title of an item in the language, else in the other one; its id where it has none."""
    return in_either(item.titles, language) or item.id


def item_words(item: Item, model: RulesetModel, language: Language) -> Iterator[tuple[str, str]]:
    """Component, content, method, assessor, due day and mere reference of an item, as far as given."""
    method, content = model.sheet_methods.get(item.method), model.sheet_content.get(item.content)
    names = [_called(name, model, language) for name in item.assessors]
    for key, text in (
        ("component", component_title(item.component, model, language)),
        ("content", item.content if content is None else content.names.get(language, item.content)),
        ("arrangement", in_either(item.arrangement, language)),
        ("method", item.method if method is None else method.names.get(language, item.method)),
        ("assessor", "、".join(names)),
        ("due", "" if item.due is None else item.due.isoformat()),
        ("informs", ", ".join(item.informs)),
        ("carries", ", ".join(item.carries)),
    ):
        if text:
            yield key, text


def _called(name: str, model: RulesetModel, language: Language) -> str:
    """An assessor; a role of the vocabulary by its label."""
    role = model.vocabulary.roles.get(name)
    return name if role is None else (role.zh if language == "zh" else role.en) or name


def component_title(name: str, model: RulesetModel, language: Language) -> str:
    """What a part of the total is called, where the ruleset names it."""
    declared = model.sheet_components.get(name)
    return name if declared is None else declared.names.get(language, name)


def sheet_title(sheet: Sheet, language: Language) -> str:
    """The title of a sheet in the language, else in the other one; its name where it has none."""
    return in_either(sheet.titles, language) or sheet.name


def step_title(name: str, sheet: Sheet, language: Language) -> str:
    """What a step is called in the language, else in the other one; its name where nothing says."""
    titles = next((step.titles for step in sheet.steps if step.name == name), {})
    return in_either(titles, language) or name


def item_or_step_title(name: str, sheet: Sheet, language: Language) -> str:
    """What an item or a step is called."""
    item = sheet.items.get(name)
    return step_title(name, sheet, language) if item is None else title_of(item, language)


def _lowers(line: Line) -> bool:
    return line.change is not None and min(line.change) < 0


def _held(line: Line) -> bool:
    return bool(line.kept)
