"""The keys of kinds of periods, of rolling windows and of degrees."""

from __future__ import annotations

from policy_rules.ruleset.plain_shapes import FEEL, TEXT
from policy_rules.ruleset.shapes import Key, Section, choice
from policy_rules.values.periods import FIRST_NAMES, LAST_NAMES

_NAMES = (
    Key("zh", TEXT, "the name in Chinese, as the text has it"),
    Key("en", TEXT, "the name in English"),
    Key("means", TEXT, "what exactly is meant"),
)

PERIODS = (
    Section(
        "a kind of periods",
        "periods of one length that follow each other: `period: <name>` of a rule",
        (
            *_NAMES,
            Key(
                "start",
                TEXT,
                "the first day of each, `10-01`, or of one of them, `2021-01-01`",
                required=True,
            ),
            Key("length", TEXT, "`P1Y`, `P3M`: months that go into a year, or whole years", required=True),
            Key(
                "named_by",
                choice(FIRST_NAMES, LAST_NAMES),
                "whether the calendar year of its first or of its last day names it",
                default=FIRST_NAMES,
            ),
        ),
    ),
    Section(
        "a rolling window",
        "the days up to the one that is looked at",
        (Key("rolling", TEXT, "its length: `P12M`, `P1Y`, `P90D`", required=True),),
    ),
    Section(
        "a degree",
        "one place of a rule's own scale, and when it is reached",
        (
            Key("name", TEXT, "its name", required=True),
            *_NAMES,
            Key("when", FEEL, "when it is reached; of each record, with `for each`", required=True),
        ),
    ),
)
