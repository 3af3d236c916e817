"""The keys of the files in `readings/`: each rule read twice, from its words and against its condition."""

from __future__ import annotations

from policy_rules.ruleset.plain_shapes import ANY, DAY, DIGEST, TEXT, TEXT_OR_NULL, YEAR_OR_NONE
from policy_rules.ruleset.shapes import Key, Section, choice, either, listing, mapping, section

FIRST, SECOND = "first", "second"
FAITHFUL = "faithful"
VERDICTS = (FAITHFUL, "imprecise", "wrong", "over", "under", "vacuous")
"""What a second reading can say of a condition, by what it makes of the words."""

QUESTION = (
    Key("set", mapping(ANY), "values of parameters"),
    Key("as_of", DAY, "the day of assessment"),
    Key("year", YEAR_OR_NONE, "the year assessed; `none`: asked for no year"),
)
"""What is asked of the facts of an example, or of a witness."""

_TOLD = (
    Key("who", TEXT, "whom the words bind, and by what that is known", required=True),
    Key("satisfied", TEXT_OR_NULL, "what satisfies it; `null` where nothing can", required=True),
    Key("violated", TEXT_OR_NULL, "what violates it; `null` where nothing can", required=True),
    Key("unknown", TEXT_OR_NULL, "what leaves it open; `null` where nothing does", required=True),
    Key("when", TEXT, "on which day or in which window it is judged", required=True),
    Key(
        "open",
        listing(section("a question left open")),
        "what a careful lawyer could answer either way",
        required=True,
    ),
    Key("dropped", listing(section("a dropped piece")), "words that are no test", required=True),
)

READING_SECTIONS = (
    Section(
        "the double readings",
        "`readings/about.yaml`: what is asked of the double readings, and the families of norms",
        (
            Key("title", TEXT, "what the readings are, in a line"),
            Key(
                "required",
                choice(FIRST, SECOND),
                "what `coverage` asks of every rule: that its first reading stands, or its first and second",
                default="nothing: what does not stand is told",
            ),
            Key(
                "families",
                mapping(section("a family")),
                "the names that `family` may have, several joined by `+`",
                default="any text",
            ),
        ),
    ),
    Section(
        "a family",
        "norms whose operative verb is of one sort",
        (
            Key("zh", TEXT, "the name in Chinese"),
            Key("en", TEXT, "the name in English"),
            Key("means", TEXT, "what such words oblige"),
        ),
    ),
    Section(
        "a double reading",
        "the two readings of a rule, under its id",
        (
            Key(
                FIRST,
                section("a first reading"),
                "from the words alone, the condition covered",
                required=True,
            ),
            Key(SECOND, section("a second reading"), "made apart: the condition held against the first"),
            Key("settled", section("a settlement"), "how a disagreement of the two ended"),
            Key("zh", section("a reading told again"), "the same in Chinese, where it is written in English"),
            Key("en", section("a reading told again"), "the same in English, where it is written in Chinese"),
        ),
    ),
    Section(
        "a reading told again",
        "both readings in another language; what it does not give is told in the first alone",
        (
            *_TOLD,
            Key("note", TEXT, "the note of the second reading"),
            Key("why", TEXT, "what its witness shows"),
            Key("settled", section("a settlement"), "how a disagreement of the two ended"),
        ),
    ),
    Section(
        "a first reading",
        "what the words oblige; facts that a register or a file can show",
        (
            Key("words", DIGEST, "the digest of the words that were read", required=True),
            Key("family", TEXT, "the sort of its operative verb", required=True),
            *_TOLD,
        ),
    ),
    Section(
        "a question left open",
        "a question that the words do not settle",
        (
            Key("asks", TEXT, "the question, in one sentence", required=True),
            Key(
                "readings",
                listing(TEXT),
                "all answers that can be signed, each in plain words, or a range",
                required=True,
            ),
            Key("as", TEXT, "the parameter, or the question asked of many rules, that it is", default="own"),
        ),
    ),
    Section(
        "a dropped piece",
        "words of the sentence that are no test",
        (
            Key("words", TEXT, "the words", required=True),
            Key("why", TEXT, "why they are none", required=True),
        ),
    ),
    Section(
        "a second reading",
        "what the condition makes of the words",
        (
            Key("rule", DIGEST, "the digest of the rule and of all that it reads", required=True),
            Key("verdict", choice(*VERDICTS), "how the condition stands to the words", required=True),
            Key(
                "witness",
                section("a witness"),
                "facts on which it departs from the words, the smallest; needed but for `faithful`",
            ),
            Key("note", TEXT, "what else there is to say"),
        ),
    ),
    Section(
        "a witness",
        "facts on which a rule departs from its words",
        (
            Key(
                "given",
                section("the facts of an example"),
                "the facts, as an example has them",
                required=True,
            ),
            Key("landed", either(TEXT, mapping(TEXT)), "the outcome that the rule gives", required=True),
            Key("words", either(TEXT, mapping(TEXT)), "the outcome that the words give", required=True),
            *QUESTION,
            Key("why", TEXT, "what it shows"),
        ),
    ),
    Section(
        "the mutants held equivalent",
        "`readings/mutants.yaml`: by rule, the digests of mutants that change nothing, each with the reason",
        (),
        rest=mapping(TEXT),
    ),
    Section(
        "a settlement",
        "how a disagreement ended",
        (
            Key("how", TEXT, "the rule changed, a parameter was added, or a doubt is told", required=True),
            Key("note", TEXT, "on what ground"),
        ),
    ),
)
