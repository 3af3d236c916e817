"""The keys of `office.yaml`, part of the one table of keys (`keys`)."""

from __future__ import annotations

from policy_rules.ruleset.plain_shapes import TEXT, TEXTS
from policy_rules.ruleset.shapes import Key, Section, choice, either, listing, mapping, section

OFFICE_OWN, UNITS, UNIT = "office", "units", "unit"
"""Whose facts a part shows: the office's own, those of all on the roster, those of the letter's unit."""

THIS_YEAR, FOLLOWING = "year", "following"
"""For which year rules are asked."""

PARTS = {
    "words": ("rules",),
    "findings": ("rules", "of", "asked_for"),
    "due": ("rules", "of", "asked_for"),
    "facts": ("facts", "of"),
    "records": ("list", "columns", "only", "clocks", "of", "asked_for"),
    "corrections": ("kinds", "of"),
    "roster": ("facts",),
    "successions": (),
    "indicators": (),
    "registers": (),
    "arrears": (),
    "sample": ("list", "drawn"),
    "digests": (),
    "documents": (),
    "ranking": (),
    "result": (),
    "items": (),
    "consequences": ("rules", "of"),
}
"""What a part may show, each with the keys that it takes besides `show`, `title` and `cites`."""
NEEDED = {
    "words": ("rules",),
    "findings": ("rules",),
    "due": ("rules",),
    "facts": ("facts",),
    "records": ("list",),
    "corrections": ("kinds",),
    "sample": ("list", "drawn"),
    "consequences": ("rules",),
}
"""Those of them that must be there."""
OF_A_LETTER = ("items",)
"""What is shown of one unit only."""
OF_ALL = ("ranking", "roster", "successions", "registers", "sample", "digests", "documents")
"""What tells of all units, and so stands in no letter to one."""
DRAWN = ("lot", "size", "among", "of")
"""What a record of a draw tells: the lot, how many are drawn, from among what, and of which unit."""

_NAMED = either(TEXT, mapping(TEXT))

OFFICE = (
    Section(
        "an office",
        "office.yaml: what an office does in the year, and the documents that it makes",
        (
            Key(
                "office",
                TEXT,
                "the role of the unit whose facts are the office's own registers",
                required=True,
            ),
            Key("roster", TEXT, "the role of the units that it looks at", required=True),
            Key(
                "stages",
                mapping(_NAMED),
                "the stages of its year, in their order, each with its name",
                required=True,
            ),
            Key("documents", mapping(section("an office document")), "what it makes, by name", required=True),
            Key("late_evidence", section("late evidence"), "the register of what is let in after a seal"),
        ),
    ),
    Section(
        "an office document",
        "a document that the office makes of facts on file",
        (
            Key("stage", TEXT, "the stage in which it is made", required=True),
            Key("title", _NAMED, "its title, by language", required=True),
            Key(
                "each",
                TEXT,
                "`unit`: one for each unit on the roster; a rule's id: for each for which it follows",
            ),
            Key("cites", TEXTS, "the rules on which it stands"),
            Key(
                "parts",
                listing(section("a part of a document")),
                "what it holds, in its order",
                required=True,
            ),
        ),
    ),
    Section(
        "a part of a document",
        "one table, or one quotation, of a document",
        (
            Key("show", choice(*PARTS), "what is shown", required=True),
            Key("title", _NAMED, "its heading, by language", default="what it shows"),
            Key("cites", TEXTS, "the rules on which it stands: their words are quoted"),
            Key(
                "of",
                choice(OFFICE_OWN, UNITS, UNIT),
                "whose facts: the office's own, those of all units, those of the unit of the letter",
                default="unit in a letter, else office (of findings, records and facts) or units",
            ),
            Key("rules", TEXTS, "ids of rules"),
            Key("list", TEXT, "a list of the vocabulary"),
            Key("columns", TEXTS, "the attributes that are shown", default="all of the list"),
            Key(
                "only", mapping(TEXTS), "attribute: labels; only records that may have one of them are shown"
            ),
            Key(
                "clocks",
                TEXTS,
                "rules whose instances the records are: outcome and due day stand beside them",
            ),
            Key(
                "asked_for",
                choice(THIS_YEAR, FOLLOWING),
                "for which year rules are asked: the office's, or the one that follows it, in which what "
                "is due after an assessment counts",
                default=THIS_YEAR,
            ),
            Key("facts", TEXTS, "`entity.attribute` of single records"),
            Key("kinds", TEXTS, "kinds of corrections"),
            Key("drawn", section("a draw"), "which attributes of a record tell of the draw"),
        ),
    ),
    Section(
        "a draw",
        "the attributes by which a record tells how a sample was drawn",
        (
            Key(
                "lot",
                TEXT,
                "the lot: a text that nobody could choose, put on file before the draw",
                required=True,
            ),
            Key("size", TEXT, "how many are drawn", required=True),
            Key(
                "among",
                TEXT,
                "labels `roster`, `organs`, `units_under`: from among what",
                default="the roster",
            ),
            Key("of", TEXT, "the id of the unit whose organs, or units below it, are drawn from"),
        ),
    ),
    Section(
        "late evidence",
        "the list of decisions by which evidence is let in after a snapshot was sealed",
        (
            Key("list", TEXT, "the list, of the office's own facts", required=True),
            Key("unit", TEXT, "the attribute that tells the id of the unit", required=True),
            Key(
                "about",
                TEXT,
                "the attribute that tells the path of the fact, such as `lectures[l3]`",
                required=True,
            ),
            Key("decided_on", TEXT, "the attribute that tells the day of the decision", required=True),
            Key(
                "apart",
                TEXTS,
                "lists and single records that the office fills in after the seal: no evidence",
            ),
        ),
    ),
)
