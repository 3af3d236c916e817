"""The keys of what `ruleset.yaml` says in sections of its own: kinds of units, places, contents, methods."""

from __future__ import annotations

from policy_rules.ruleset.plain_shapes import BOOLEAN, DAY, TEXT, TEXTS, YEAR
from policy_rules.ruleset.shapes import Key, Section, either, listing, mapping, section

_NAMES = (
    Key("zh", TEXT, "the name in Chinese, as the text has it"),
    Key("en", TEXT, "the name in English"),
    Key("means", TEXT, "what exactly is meant"),
)

HEADER = (
    Section(
        "a kind of unit",
        "a kind of unit that readers look for",
        (
            *_NAMES[:2],
            Key(
                "facts",
                mapping(TEXT),
                "the attributes of `unit` that make one, each with its value",
                required=True,
            ),
        ),
    ),
    Section(
        "the day of examples",
        "the day by which examples are judged that name none",
        (
            Key("as_of", DAY, "the day of assessment"),
            Key("year", YEAR, "the year assessed"),
        ),
    ),
    Section(
        "places",
        "which organs of a place count, and whose gradings: a word each, or `parameters.x` (may be open)",
        (
            Key("counted", TEXT, "`all` organs, or those of the year's `sample`", required=True),
            Key("gradings", TEXT, "`each` organ's own, or the `place`'s for all of them", required=True),
        ),
    ),
    Section(
        "a content",
        "a part of what is assessed, which an item names as its `content`",
        (
            *_NAMES,
            Key("compulsory", BOOLEAN, "whether every sheet has items of it", default="false"),
            Key("cites", TEXTS, "ids of the rules on which it stands"),
        ),
    ),
    Section(
        "a method",
        "a way of looking at an item (its `method`), or a part of the total (its `component`)",
        (*_NAMES, Key("cites", TEXTS, "ids of the rules on which it stands")),
    ),
)
"""The sections."""

COVERAGE = (
    Section(
        "a coverage file",
        "`coverage/<document>.yaml`: the norms of a source, and the words in it that carry none",
        (
            Key("norms", listing(TEXT), "the ids of the norms, in the order of the text", required=True),
            Key("no_norm", listing(section("words without a norm")), "the words that carry none"),
        ),
    ),
    Section(
        "words without a norm",
        "words of the source that order nothing",
        (
            Key("text", TEXT, "the words, as the source has them", required=True),
            Key("reason", either(TEXT, section("a text by language")), "why they are no norm", required=True),
        ),
    ),
)
"""Those of coverage files."""
