"""Keys of what was replaced in a vocabulary, or taken out of it."""

from __future__ import annotations

from policy_rules.ruleset.plain_shapes import BOOLEAN, DAY, TEXT, TEXTS
from policy_rules.ruleset.shapes import Key, Section, mapping

REPLACED = (
    Section(
        "what it replaces",
        "an entity or attribute that facts may still name, and how what it said passes over",
        (
            Key("name", TEXT, "the old name; `entity.attribute` where it was of another", required=True),
            Key("times", TEXT, "by what an old number is multiplied"),
            Key(
                "labels",
                mapping(TEXTS),
                "old label: the new one, or several that `migrate` reads",
            ),
            Key("narrowed", BOOLEAN, "the old one said less of the new one than all", default="false"),
            Key("record", TEXT, "of a list: the date of the one record that an old date becomes"),
        ),
    ),
    Section(
        "names that are gone",
        "names of facts that were taken out together, for one reason; facts files may still have them",
        (
            Key("on", DAY, "the day on which they were taken out", required=True),
            Key(
                "names",
                mapping(TEXTS),
                'old name: what is recorded now, such as `list[attribute = "label"]`, or `[]`',
                required=True,
            ),
            Key("zh", TEXT, "why what they said does not pass over, in Chinese"),
            Key("en", TEXT, "why, in English"),
        ),
    ),
)
"""The sections."""
