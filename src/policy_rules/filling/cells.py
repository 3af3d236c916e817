"""Trees of facts files as cells of a workbook, so that `documents.workbook` reads the same trees again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import field

from policy_rules.attributes import define
from policy_rules.documents import Scalar
from policy_rules.facts.raw_trees import Tree, tree_text
from policy_rules.ruleset.shapes import DAY, Key, read_day
from policy_rules.vocabulary import Type, Vocabulary
from policy_rules.wording import Language, Speaker

NONE: Mapping[Language, str] = {"zh": "（没有）", "en": "(none)"}
"""What is shown for null."""
TRUTHS = {"zh": ("是", "否"), "en": ("yes", "no")}
_DIGITS = 15
"""The significant digits that a number of a workbook keeps."""
_PARTLY = frozenset({"value", "at_least", "at_most", "one_of"})


@define
class CellWriter:
    """Writes cells in one language, and keeps the words that can be chosen (`choices`)."""

    vocabulary: Vocabulary
    language: Language
    languages: Sequence[Language]
    """Those of the ruleset: in each of them null may be told."""
    choices: dict[str, dict[str, str]] = field(factory=dict)
    """For each kind of choice the words shown, with those of facts files."""

    def __attrs_post_init__(self) -> None:
        yes, no = TRUTHS[self.language]
        self.choices["boolean"] = {yes: "true", no: "false"}
        self.choices["null"] = {
            NONE[spoken]: "null" for spoken in NONE if spoken in (self.language, *self.languages)
        }

    def kind(self, type: Type, name: str) -> str:
        """The type of a column or a row, as the workbook names it; `name` is the fact's."""
        null = "?" if type.nullable else ""
        if type.kind == "boolean":
            return f"choice:boolean{null}"
        if type.kind == "label":
            return f"choice:{self._choice(type, name)}{null}"
        if type.kind in ("text", "date"):
            return type.kind + null
        return ("percent" if type.percent else "number") + null

    def _choice(self, type: Type, name: str) -> str:
        speaker = Speaker(self.vocabulary, self.language)
        shown: dict[str, str] = {}
        for member in type.labels:
            word = speaker.label(member, type)
            shown[f"{word} ({member})" if word in shown else word] = member
        key = type.name or name
        if self.choices.setdefault(key, shown) != shown:
            key = name
            self.choices[key] = shown
        return key

    def of_key(self, key: Key) -> str:
        """The type of a statement's key."""
        kinds = {"boolean": "choice:boolean", "day": "date", "year": "number", "integer": "number"}
        if key.shape.kind in ("list", "either"):
            return "list"
        return kinds.get(key.shape.kind, "any" if key.name in ("value", "change") else "text")

    def cell(self, tree: Tree, kind: str) -> Any:
        """What a cell holds for a tree: a number or a day where the cell keeps it exactly, else text."""
        if not isinstance(tree, Scalar):
            return tree_text(tree)
        text = tree.text
        if tree.null:
            return NONE[self.language] if kind.endswith("?") else "{value: null}"
        base, _, choice = kind.removesuffix("?").partition(":")
        if base == "choice":
            return next((shown for shown, name in self.choices[choice].items() if name == text), text)
        if base == "date" and DAY.fullmatch(text) and (day := read_day(text)) is not None and day.year > 1900:
            return datetime.datetime.combine(day, datetime.time())
        if base == "number" and (number := _number(text)) is not None:
            return number
        if base == "percent" and text.endswith("%") and (number := _number(text[:-1], -2)) is not None:
            return number
        return self._text(text, base)

    def _text(self, text: str, base: str) -> str:
        """A text as it is, in quotes where it would be read otherwise."""
        plain = bool(text.strip()) and text[0] not in '{["' and text.strip() not in NONE.values()
        if base != "text":
            plain = plain and text == text.strip()
        if base == "list":
            plain = plain and not set(text) & set(",，、")
        return text if plain else json.dumps(text, ensure_ascii=False)


def _number(text: str, shift: int = 0) -> int | float | None:
    """The number of a text where a cell keeps it exactly, and a reader writes it in the same way."""
    try:
        number = Decimal(text).scaleb(shift)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > _DIGITS:
        return None
    if number == number.to_integral_value() and abs(number) < 10**_DIGITS:
        return int(number)
    return (
        float(number) if Decimal(repr(float(number))) == number and abs(number) >= Decimal("1e-4") else None
    )


def apart(tree: Tree, default: str) -> tuple[Tree, str]:
    """A value and its source, as two cells; what several sources told, or other days, is one cell."""
    if isinstance(tree, Scalar):
        return tree, default
    if not isinstance(tree, dict) or "told" in tree:
        return tree, ""
    if set(tree) - {"source"} <= _PARTLY:
        source = tree["source"].text if "source" in tree else default
        rest = {key: value for key, value in tree.items() if key != "source"}
        inner = rest["value"] if set(rest) == {"value"} else rest
        return (inner, source) if not isinstance(inner, dict) or inner is rest else (rest, source)
    return {key: with_source(value, default) for key, value in tree.items()}, ""


def with_source(tree: Tree, default: str) -> Tree:
    """A value that names its source, if only the default one."""
    if not default:
        return tree
    source = Scalar(default, quoted=True)
    if isinstance(tree, Scalar):
        return {"value": tree, "source": source}
    if not isinstance(tree, Mapping) or "told" in tree or "source" in tree:
        return tree
    return {**tree, "source": source}
