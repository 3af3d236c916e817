"""The keys of facts files, part of the one table of keys (`keys`)."""

from __future__ import annotations

from policy_rules.ruleset.plain_shapes import ANY, BOOLEAN, DAY, INTEGER, TEXT, TEXTS, YEAR
from policy_rules.ruleset.shapes import Key, Section, Shape, choice, either, listing, mapping, section

CORRECTIONS = (
    "feedback",
    "delivery",
    "reading",
    "verified",
    "objection",
    "decision",
    "approval",
    "recusal",
)
"""The kinds of records by which a result is talked over, corrected and approved."""
SUCCESSIONS = ("renamed", "merged")
"""How a unit came to stand in another's place."""

FACTS = (
    Section(
        "facts",
        "the facts of one unit; beside these keys stand the entities of the vocabulary",
        (
            Key("unit", section("a unit"), "the unit itself"),
            Key("sources", mapping(section("a source")), "where facts come from, by id"),
            Key("source", TEXT, "the source of every fact that names none"),
            Key("complete", listing(section("a completeness")), "which lists are whole"),
            Key("reported", listing(section("a reported figure")), "published figures of measures"),
            Key("exceptions", listing(section("an exception")), "recorded exceptions"),
            Key("gradings", listing(section("a grading")), "an assessor's gradings"),
            Key("entries", listing(section("an entry")), "what persons entered on a scoring sheet"),
            Key("corrections", listing(section("a correction")), "what followed the scoring, step by step"),
            Key("succession", listing(section("a succession")), "units that this one was or took in"),
            Key("samples", listing(section("a sample")), "of a place: the organs drawn, year by year"),
            Key("units", listing(section("facts")), "further units"),
        ),
        rest=ANY,
    ),
    Section(
        "a unit",
        "the unit; beside these keys stand the attributes of `unit`",
        (
            Key("id", TEXT, "the id of the unit", required=True),
            Key("name", TEXT, "its name"),
            Key("parent", Shape("reference"), "the id of the unit above it, or `null`"),
            Key("place", BOOLEAN, "the unit is a place, judged by its organs", default="false"),
            Key("organ_of", Shape("reference"), "the id of the place whose organ the unit is"),
            Key("constructed", BOOLEAN, "the unit is invented", default="false"),
        ),
        rest=ANY,
    ),
    Section(
        "a source",
        "where facts come from",
        (
            Key("title", TEXT, "its title"),
            Key("url", TEXT, "its address"),
            Key("quote", TEXT, "its words"),
            Key("known_on", DAY, "since when it could be known"),
            Key("register", TEXT, "the register of the vocabulary from which it was read"),
            Key("date", DAY, "the day on which it was said"),
            Key("by", TEXT, "who said it"),
        ),
    ),
    Section(
        "a completeness",
        "a list that is whole",
        (
            Key("list", TEXT, "the list, such as `lectures` or `officers.training`", required=True),
            Key("of", TEXT, "id of the outer record, for an inner list"),
            Key(
                "for",
                either(YEAR, choice("all"), listing(YEAR)),
                "the year, or a list of years: those that the records are about, else those of their dates; "
                "or `all` of them",
            ),
            Key("since", DAY, "in place of `for`: the first day from which on the list is whole"),
            Key("by", TEXT, "who searched"),
            Key("date", DAY, "the day of the search"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "a reported figure",
        "a published figure of a measure",
        (
            Key("measure", TEXT, "the measure", required=True),
            Key("for", YEAR, "the year", required=True),
            Key("value", ANY, "the figure", required=True),
            Key("places", INTEGER, "decimals with which it was printed, thus rounded"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "an exception",
        "a recorded exception to a rule whose words soften it",
        (
            Key("rule", TEXT, "id of the rule", required=True),
            Key("instance", TEXT, "the one record (or task) that is lifted"),
            Key("value", ANY, "the number in place of the one that the rule defines"),
            Key("lifted", BOOLEAN, "of such a rule: it is lifted, with or without a number", default="false"),
            Key("reason", TEXT, "why", required=True),
            Key("approved_by", TEXT, "who approved it", required=True),
            Key("date", DAY, "from which day", required=True),
            Key("until", DAY, "up to which day"),
            Key("order", INTEGER, "its place among those of its day, where two put a number in one place"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "an entry",
        "a person's score on a sheet, bounded by the item's points",
        (
            Key("entry", TEXT, "the name of the entry on the sheet", required=True),
            Key("for", YEAR, "the year of the sheet", required=True),
            Key("value", ANY, "the number of points", required=True),
            Key("instance", TEXT, "the one record that it is about"),
            Key("scorer", TEXT, "who gave it"),
            Key("role", TEXT, "in which role"),
            Key("date", DAY, "on which day"),
            Key("evidence", TEXT, "on what evidence"),
            Key("reason", TEXT, "why"),
            Key("replaces", BOOLEAN, "it takes the place of an earlier one", default="false"),
            Key("order", INTEGER, "its place among those of its day, where several replace one"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "a correction",
        "a step of the procedure after the scoring: it adds a line to the ledger",
        (
            Key("id", TEXT, "its id, by which others answer it", required=True),
            Key("kind", choice(*CORRECTIONS), "what was done", required=True),
            Key("item", TEXT, "the item of the sheet; else that of the record which it answers"),
            Key("change", ANY, "of a decision: the points by which the item moves"),
            Key("value", ANY, "of a decision: the item's points; of an approval: the total's"),
            Key("grade", TEXT, "of an approval: the grade"),
            Key(
                "about",
                TEXT,
                "id of the correction that it answers, or (of an approval) takes up, or a record such as "
                "`lectures[l1]`",
            ),
            Key("supersedes", TEXTS, "of a decision: ids of those in whose place it stands"),
            Key("order", INTEGER, "its place among those of its day"),
            Key("for", YEAR, "the year of the sheet; else that of the record which it answers, or any"),
            Key("by", TEXT, "who"),
            Key("role", TEXT, "in which role"),
            Key("date", DAY, "from which day it counts", required=True),
            Key("until", DAY, "up to which day"),
            Key("reason", TEXT, "why; a decision and an approval need it"),
            Key("evidence", TEXT, "on what evidence"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "a succession",
        "a unit whose earlier years count as this one's",
        (
            Key("from", TEXT, "id of the unit before", required=True),
            Key("kind", choice(*SUCCESSIONS), "whether it was this unit or went into it", required=True),
            Key("on", DAY, "the day; figures of the years before that of this day pass over", required=True),
            Key("carries", TEXTS, "measures that pass over, `all` or `nothing`; unset, it is not known"),
            Key("figures", listing(section("a reported figure")), "its figures, where no facts tell of it"),
            Key("by", TEXT, "who ordered it"),
            Key("reason", TEXT, "why"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "a sample",
        "the organs of a place that were drawn for a year, where a sample counts",
        (
            Key("for", YEAR, "the year", required=True),
            Key("organs", TEXTS, "ids of the organs drawn: these and no others", required=True),
            Key("by", TEXT, "who drew them"),
            Key("date", DAY, "when"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
    Section(
        "a grading",
        "an assessor's grading of a rule for a year",
        (
            Key("rule", TEXT, "id of the rule", required=True),
            Key("instance", TEXT, "the one record that is graded"),
            Key("for", YEAR, "the year", required=True),
            Key("value", ANY, "the grade", required=True),
            Key("grader", TEXT, "who graded"),
            Key("role", TEXT, "for whom: the body or office"),
            Key(
                "replaces",
                BOOLEAN,
                "it takes the place of the grader's own; of another's, where `precedence` has `moderated`",
                default="false",
            ),
            Key("date", DAY, "when"),
            Key("reason", TEXT, "why"),
            Key("source", TEXT, "id of the source"),
        ),
    ),
)
