"""The keys of a sheet's file, in the form of the ruleset's other files."""

from __future__ import annotations

from policy_rules.ruleset.shapes import Key, Section, Shape, choice, either, listing, mapping, section

TEXT, FEEL, BOOLEAN, ANY = Shape("text"), Shape("expression"), Shape("boolean"), Shape("any")
TEXTS = either(TEXT, listing(TEXT))

_TABLE = (
    Section(
        "a sheet",
        "how a unit is scored in a year",
        (
            Key("sheet", TEXT, "the name of the sheet", required=True),
            Key("title", either(TEXT, mapping(TEXT)), "its title"),
            Key("year", Shape("year"), "the year that is assessed", required=True),
            Key("for", FEEL, "which units it is for", default="true"),
            Key("illustrative", BOOLEAN, "points and steps are invented, to try things out", default="false"),
            Key("plan", TEXT, "id of the rule by which the year's indicators are arranged"),
            Key("points", ANY, "what the points of all items that count come to"),
            Key("scale", TEXTS, "the grades, lowest first, or the name of a scale"),
            Key(
                "whole_list",
                BOOLEAN,
                "its items are all that is asked in the year: what none carries is not asked",
                default="false",
            ),
            Key("parameters", mapping(section("a sheet's parameter")), "what is read by a bare name"),
            Key("items", listing(section("an item")), "what is scored"),
            Key("steps", mapping(ANY), "named amounts, in the order in which they are worked out"),
            Key(
                "without",
                TEXTS,
                "measures that its units have not in the year, such as a rank: known to be null",
            ),
            Key("cites", mapping(TEXTS), "item or step: ids of the rules on which it stands"),
            Key("result", section("a result"), "the steps that hold total, grade and rank"),
            Key(
                "remarks",
                listing(section("a remark")),
                "what is said beside the result of units concerned",
            ),
            Key("approval", FEEL, "whether an approval may change the result; without it none is admitted"),
            Key(
                "refuses",
                listing(choice("own_unit", "nobody", "before_year", "other_assessor")),
                "entries that it does not take, and gradings of rules that it reads (by the assessed unit, "
                "by nobody, of before the year; entries also by another than the item's assessor); else "
                "they are remarked on",
            ),
            Key("review", section("a review"), "what a decision on an objection can do"),
            Key(
                "publishes",
                section("what is published"),
                "what other units may know of a unit's result (nothing, where it is left out)",
            ),
        ),
    ),
    Section(
        "a review",
        "what holds for objections and the decisions on them",
        (
            Key("may_worsen", FEEL, "whether a decision on an objection may take points", default="false"),
            Key(
                "in_time",
                FEEL,
                "whether an objection came in time; it may read `sent_on`, `delivered_on`, `read_on` and "
                "`objected_on`, the days of the feedback, its delivery, its reading and the objection",
                default="true",
            ),
            Key(
                "late_counts",
                FEEL,
                "whether a decision on an objection that came late still counts; asked for with `in_time`",
            ),
        ),
    ),
    Section(
        "what is published",
        "what of the result is made public, so that whoever is handed a ranking may see it of others",
        (
            Key("shows", listing(choice("grade", "rank", "total")), "the parts of it", required=True),
            Key("after", choice("approval"), "only of units whose approval is on file"),
            Key("cites", TEXTS, "ids of the rules that say so"),
        ),
    ),
    Section(
        "a sheet's parameter",
        "a parameter read by its name; the ruleset's of that name, if it has one",
        (
            Key("range", TEXT, "what it can be, such as `1..98`"),
            Key("one_of", listing(ANY), "the only values possible"),
            Key("places", Shape("integer"), "number of decimals"),
            Key("value", ANY, "the value, where the sheet sets it"),
            Key("question", TEXT, "the open question, such as `P1`"),
            Key("zh", TEXT, "the name in Chinese"),
            Key("en", TEXT, "the name in English"),
        ),
    ),
    Section(
        "a remark",
        "what the sheet decides nothing about, and a reader must know all the same",
        (
            Key("if", FEEL, "which units it concerns", required=True),
            Key("says", either(TEXT, mapping(TEXT)), "the remark, by language", required=True),
            Key("question", TEXT, "the open question, such as `P29`"),
            Key("shows", TEXTS, "items and steps whose values stand beside it; of two also the difference"),
        ),
    ),
    Section(
        "a result",
        "the steps that hold the result",
        (
            Key("total", TEXT, "the step of the total", default="the last step in points that is no rank"),
            Key("grade", TEXT, "the step of the grade", default="the last step in grades"),
            Key("rank", TEXT, "the step, in points, of the rank among the peers"),
        ),
    ),
    Section(
        "an item",
        "a line of the sheet with its points",
        (
            Key("id", TEXT, "its id, by which steps name it", required=True),
            Key("title", either(TEXT, mapping(TEXT)), "its title, by language"),
            Key("points", ANY, "points possible, or `set yearly`: what the children come to", required=True),
            Key("component", TEXT, "the part of the total that it belongs to, named in `sheet_components`"),
            Key("content", TEXT, "the part of what is assessed, of the ruleset's `sheet_content`"),
            Key("arrangement", either(TEXT, mapping(TEXT)), "the year's arrangement that it comes from"),
            Key("method", TEXT, "how it is looked at, of the ruleset's `sheet_methods`"),
            Key("assessor", TEXTS, "who looks at it: one, or any of several"),
            Key("reads", TEXTS, "the rules and measures that its effects read"),
            Key("informs", TEXTS, "rules, measures and lists shown beside it; they move nothing"),
            Key(
                "carries", TEXTS, "rules, or clauses by their number, that it asks for besides those it reads"
            ),
            Key("due", Shape("day"), "the day by which it must be done, in the sheet's year"),
            Key("applies", FEEL, "false: out of points got and of points possible", default="true"),
            Key("start", choice("full", "zero"), "full: effects deduct from it; zero: they earn it"),
            Key("effects", listing(ANY), "deductions and additions, in their order"),
            Key("groups", mapping(ANY), "caps of groups of effects: `name: {at_most: 6}`"),
            Key("within", ANY, "`[floor, cap]`, or `open`", default="[0, points]"),
            Key("children", TEXTS, "the items whose sum it is"),
            Key("at_most", ANY, "cap of the sum of the children"),
            Key("counts", BOOLEAN, "false: no step reads it", default="true"),
        ),
    ),
    Section(
        "an effect",
        "a deduction or an addition",
        (
            Key("deduct", ANY, "the amount taken from the item"),
            Key("add", ANY, "the amount earned"),
            Key("if", FEEL, "only where this is true"),
            Key("unless", FEEL, "only where this is not true"),
            Key("group", TEXT, "the group whose cap it shares"),
        ),
    ),
)
SECTIONS: dict[str, Section] = {each.name: each for each in _TABLE}
"""Every section of a sheet, by its name."""
