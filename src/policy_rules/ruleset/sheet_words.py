"""The contents and methods that a ruleset's scoring sheets name."""

from __future__ import annotations

from collections.abc import Collection

from policy_rules.errors import Fault, near_miss
from policy_rules.messages import LANGUAGES
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import SheetWord
from policy_rules.ruleset.shapes import Fields, read_section


def read_sheet_words(
    header: Fields, key: str, kind: str, rules: Collection[str], faults: list[Fault]
) -> dict[str, SheetWord]:
    """The words under a key of `ruleset.yaml`, by name; each rule that they cite must exist."""
    found: dict[str, SheetWord] = {}
    given = header.mapping(key)
    for name, node in given.entries if given else ():
        fields = read_section(node, SECTIONS[kind], faults)
        cites = fields.texts("cites")
        faults += [
            scalar.fault(f"no rule `{scalar.text}`", near_miss(scalar.text, rules))
            for scalar in cites
            if scalar.text not in rules
        ]
        found[name.text] = SheetWord(
            name.text,
            {language: fields.text(language) for language in LANGUAGES if language in fields},
            fields.flag("compulsory"),
            tuple(scalar.text for scalar in cites),
        )
    return found
