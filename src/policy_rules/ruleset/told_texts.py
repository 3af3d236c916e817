"""Texts of an author that may be told by language: a text, or `{zh: …, en: …}`."""

from __future__ import annotations

from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import Fault
from policy_rules.messages import LANGUAGES
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import Fields, read_section


def text_by_language(node: Node | None, faults: list[Fault]) -> dict[str, str]:
    """What is told, by language; what is told in one language alone stands under ""."""
    if isinstance(node, Mapping):
        told = read_section(node, SECTIONS["a text by language"], faults)
        return {language: told.text(language) for language in LANGUAGES if language in told}
    return {"": node.text if isinstance(node, Scalar) else ""}


def main_text(fields: Fields, key: str, faults: list[Fault]) -> tuple[str, dict[str, str]]:
    """The text of a key, English where it is told in several languages; and those by language."""
    told = text_by_language(fields.get(key), faults)
    by_language = {} if "" in told else told
    return told.get("en") or next(iter(told.values()), ""), by_language
