"""Whether a record computed again came out the same: as lines, as plain data."""

from __future__ import annotations

import datetime
from typing import Any

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.messages import Language, in_language
from policy_rules.report.html_elements import data_html
from policy_rules.report.output_head import labels_data, ruleset_head
from policy_rules.report.phrases import phrase
from policy_rules.ruleset.model import RulesetModel
from policy_rules.shown import ShownAsText, shows


@frozen
class Replay(ShownAsText):
    """Whether a record computed again came out the same.

    `differences` lists what did not, in the order of the result: facts changed since, rules, ledger
    lines, items, steps, grade, consequences. `notes` tell what else is not as it was when the record was
    made: the library, the ruleset, the sheet, the parameters. `model` is the ruleset by which it was
    computed again.
    """

    unit: str
    as_of: datetime.date
    model: RulesetModel = field(repr=False, eq=False)
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    illustrative: bool = False
    constructed: bool = False
    differences_zh: tuple[str, ...] = field(default=(), repr=False, eq=False)
    """What differs, in Chinese."""
    identical: bool = field(init=False)

    @identical.default
    def _same(self) -> bool:
        return not self.differences


def replay_data(found: Replay) -> dict[str, Any]:
    """A replay as plain data for JSON."""
    return {
        **labels_data(illustrative=found.illustrative, constructed=found.constructed),
        **ruleset_head(found.model),
        "unit": found.unit,
        "as_of": found.as_of.isoformat(),
        "identical": found.identical,
        "differences": list(found.differences),
        "notes": list(found.notes),
    }


def replay_html(found: Replay) -> str:
    """A replay for notebooks."""
    return data_html(replay_data(found))


def replay_text(found: Replay, language: Language = "en") -> str:
    """A replay as lines: whether it is identical, each difference, each note."""
    number = len(found.differences)
    if language == "zh":
        told = "一致" if found.identical else f"{number}处不同"
        head, differing = f"{found.unit}，截至{found.as_of}：{told}", found.differences_zh
    else:
        told = "identical" if found.identical else f"{number} difference{'s' if number > 1 else ''}"
        head, differing = f"{found.unit}, as of {found.as_of}: {told}", found.differences
    labels = {"illustrative": found.illustrative, "constructed": found.constructed}
    tops = [f"*** {phrase(key, language)} ***" for key, holds in labels.items() if holds]
    notes = (f"{in_language('note: ', language)}{in_language(note, language)}" for note in found.notes)
    return "\n".join([*tops, head, *differing, *notes])


shows(Replay, html=replay_html, data=replay_data, text=replay_text)
