"""The one table of keys: what may stand in a ruleset's files and in facts files.

The loader reads files by it, and the JSON Schema for editors is made from it.
"""

from __future__ import annotations

from attrs import evolve

from policy_rules.messages import LANGUAGES
from policy_rules.ruleset.facts_keys import FACTS
from policy_rules.ruleset.header_keys import COVERAGE, HEADER
from policy_rules.ruleset.model import KINDS
from policy_rules.ruleset.office_keys import OFFICE
from policy_rules.ruleset.period_keys import PERIODS
from policy_rules.ruleset.plain_shapes import ANY, BOOLEAN, DAY, FEEL, INTEGER, TEXT, TEXTS
from policy_rules.ruleset.reading_keys import QUESTION, READING_SECTIONS
from policy_rules.ruleset.replaced_keys import REPLACED
from policy_rules.ruleset.shapes import Key, Section, Shape, choice, either, listing, mapping, section
from policy_rules.values.calendar import WEEK

_TOLD = either(TEXT, section("a text by language"))
_NAMES = (
    Key("zh", TEXT, "the name in Chinese, as the text has it"),
    Key("en", TEXT, "the name in English"),
    Key("means", _TOLD, "what exactly is meant"),
)
_TYPE = Key(
    "type",
    TEXTS,
    "boolean, integer, decimal, percent, date, text, the name of a scale, or a list of labels",
    required=True,
)
_NUMERIC = (
    Key("unit", TEXT, "unit of measure, such as `post` or `yuan/person`"),
    Key("places", INTEGER, "number of decimals (of a percent: decimals of the percent)"),
    Key("range", TEXT, 'what values are possible: `"[0..100]"`; `null` as an end is unbounded'),
)
_NULLABLE = Key("nullable", BOOLEAN, "whether `null` (there is none) may be given", default="false")
_LABELS = Key("labels", mapping(TEXT), "the names of the labels, as the text has them")

_DUE = either(FEEL, section("readings"))
_PERIOD = either(FEEL, section("readings"), section("a rolling window"))

_NORM = (
    Key("applies", FEEL, "when it applies"),
    Key("for each", FEEL, "`x in list`, `y in x.list`: an outcome for each record"),
    Key("period", _PERIOD, "as of a rule"),
    Key("due", _DUE, "the last day: a day, a condition, `default`, `open`, or readings of it"),
    Key("requires", FEEL, "what must be true"),
    Key("grading", TEXT, "the scale on which an assessor grades"),
)
"""What a limb, or a version, may say in place of the rule."""

_TABLE = (
    Section(
        "a ruleset",
        "ruleset.yaml",
        (
            Key("name", TEXT, "the name of the ruleset", required=True),
            Key("language", INTEGER, "version of the condition language", required=True),
            Key("documents", mapping(section("a document")), "the source texts, by name", required=True),
            Key("examples", section("the day of examples"), "what an example is judged by"),
            Key("calendar", section("a calendar"), "by what rules count working days"),
            Key("periods", mapping(section("a kind of periods")), "periods of the ruleset's own, by name"),
            Key("year", TEXT, "what a year is: one of `periods`", default="the calendar year"),
            Key("places", section("places"), "how the findings of a place's organs are joined"),
            Key(
                "precedence",
                listing(either(TEXT, listing(TEXT), mapping(listing(TEXT)))),
                "how sources that differ are ranked: lists of registers, `later` or `earlier`; of gradings "
                "also `moderated` and `{graders: [roles, the first before the next]}`",
            ),
            Key("sheet_content", mapping(section("a content")), "contents that a scoring sheet is made of"),
            Key("sheet_methods", mapping(section("a method")), "the ways in which items are looked at"),
            Key("sheet_components", mapping(section("a method")), "what the parts of a total are called"),
            Key("sheet_steps", mapping(section("a method")), "what steps are called that are no measure's"),
            Key(
                "languages",
                listing(choice(*LANGUAGES)),
                "in which it is told, that of its texts first",
                default="those found in texts and names",
            ),
            Key("every_parameter_read", BOOLEAN, "a fault if nothing reads one", default="false"),
            Key(
                "unit_kinds",
                mapping(section("a kind of unit")),
                "kinds of units, by name: the pages say of each what concerns it",
            ),
            Key("title", _TOLD, "what the ruleset is, in a line: reports and pages begin with it"),
            Key("version", TEXT, "the edition of its files, as its makers name it"),
        ),
    ),
    Section(
        "decisions on readings",
        "a file by which an office settles what the words leave open",
        (
            Key("title", TEXT, "what the file is, in a line"),
            Key(
                "illustrative",
                BOOLEAN,
                "whether the decisions are invented, to try the rules out",
                default="false",
            ),
            Key("decisions", listing(section("a decision")), "the decisions", required=True),
        ),
    ),
    Section(
        "a decision",
        "one decision on readings",
        (
            Key("id", TEXT, "a short name, never used twice", required=True),
            Key("document", TEXT, "the number or the title of the document that holds it", required=True),
            Key("decided_by", TEXT, "who decided", required=True),
            Key("decided_on", DAY, "the day of the decision", required=True),
            Key("published_on", DAY, "the day on which it was published"),
            Key("years", either(TEXT, listing(TEXT)), "the years it counts for, or `all`", required=True),
            Key("units", FEEL, "for which units, as a condition", default="every unit"),
            Key(
                "settles",
                mapping(ANY),
                "parameter: value, or `{default: value, <rule>: value}`",
                required=True,
            ),
            Key("ground", TEXT, "on what ground"),
            Key("supersedes", TEXTS, "ids of decisions that it takes the place of, in its years"),
        ),
    ),
    Section(
        "a document",
        "a source text",
        (
            Key("source", TEXT, "the file of the text, in the ruleset's folder", required=True),
            Key("in_force", FEEL, "the first day of force: a day or a condition such as `parameters.x`"),
            Key("default_due", TEXT, "id of the rule that gives the day of rules with `due: default`"),
            Key("out_of_force", FEEL, "the first day on which it is no longer in force"),
            Key("superseded_by", TEXT, "the document that takes its place, from that one's `in_force` on"),
            Key("continues", TEXTS, "ids of rules that go on, of documents whose place this one takes"),
            Key("applies_to", FEEL, "to which units its rules speak: a condition on them", default="true"),
            Key("title", TEXT, "the title, where it is not the first heading of the source"),
        ),
    ),
    Section(
        "a calendar",
        "a country's calendar, or a file of the ruleset's own",
        (
            Key("country", TEXT, "the two letters of ISO 3166: `CN`, `US`"),
            Key("subdivision", TEXT, "the part of the country, by ISO 3166-2: `CA` of `US`, `SCT` of `GB`"),
            Key(
                "published",
                TEXT,
                "the years whose days off are settled, such as `2021-2026`; days of other years are unknown",
                default="the years of which the package `holidays` has a notice, where it has any",
            ),
            Key("file", TEXT, "the file of the ruleset's folder that lists the days off, and no country"),
        ),
    ),
    Section(
        "a calendar file",
        "the file that `calendar: {file: …}` names",
        (
            Key("published", TEXT, "the years of which all days off are listed: `2024-2026`", required=True),
            Key("weekend", listing(choice(*WEEK)), "the days of each week off", default="saturday, sunday"),
            Key("days_off", listing(DAY), "the other days on which nobody works"),
            Key("worked", listing(DAY), "days of a weekend on which everybody works"),
        ),
    ),
    Section(
        "a clause file",
        "one clause of a document and its rules",
        (
            Key("clause", TEXT, "the number of the clause as the source has it", required=True),
            Key("title", TEXT, "the heading in English", required=True),
            Key("rules", listing(section("a rule")), "the rules, in the order of the text", required=True),
        ),
    ),
    Section(
        "a rule",
        "one norm: the words, who is bound, what must be true",
        (
            Key("id", TEXT, "the id, never used again", required=True),
            Key("text", TEXT, "the words, verbatim, once in the clause's part of the source", required=True),
            Key("governed_by", TEXT, "words earlier in the same sentence on which the fragment hangs"),
            Key("title", TEXT, "a name in English", required=True),
            Key("gloss", TEXT, "one sentence in English", required=True),
            Key("kind", choice(*KINDS), "what kind of norm it is", default="duty"),
            Key("bearer", TEXT, "the role that must act", required=True),
            Key("about", TEXT, "the role whose facts are read", default="bearer"),
            Key("addressee", TEXT, "the role that receives the act, or `parameters.x`"),
            Key("applies_to", FEEL, "to which units it speaks", default="the document's"),
            Key("applies", FEEL, "when the rule applies", default="true"),
            Key("for each", FEEL, "`x in list`, `y in x.list`: an outcome for each record"),
            Key(
                "period",
                _PERIOD,
                "`year`, one of `periods`, `open`, a range of days, `{rolling: P12M}`, or readings of it",
            ),
            Key("due", _DUE, "the last day: a day, a condition, `default`, `open`, or readings of it"),
            Key("requires", FEEL, "what must be true", default="grading >= parameters.pass_mark"),
            Key("grading", TEXT, "the scale on which an assessor grades"),
            Key(
                "degree",
                listing(section("a degree")),
                "a scale of the rule's own, highest first: a mark beside the outcome",
            ),
            Key("force", TEXT, "the softening word of the text; a recorded exception lifts the rule"),
            Key("defines", mapping(FEEL), "names that the rule gives to all others"),
            Key(
                "limbs",
                mapping(section("a limb")),
                "norms of different kind in the same words, by name; the rule comes to the worst of them",
            ),
            Key("versions", listing(section("a version")), "what it says from later days on, in their order"),
            Key("version_on", FEEL, "the day by which a version is chosen", default="the day that counts"),
            Key(
                "doubt",
                section("a text by language"),
                "what is doubtful about the rule; it changes no outcome",
            ),
            Key(
                "see",
                mapping(either(TEXT, section("a tension"), section("a text by language"))),
                "another rule: why (by language where it is told in several), or what collides",
            ),
            Key("examples", listing(section("an example")), "cases that the rule must decide as told"),
        ),
    ),
    Section(
        "a version",
        "what a rule says from a day on; a key that it does not give is that of the version before",
        (
            Key("from", FEEL, "its first day", default="the first day of force of the document of `by`"),
            Key("by", TEXT, "id of the rule that carries the amending words", required=True),
            Key("text", TEXT, "the words from then on, as they stand in the text of `by`"),
            Key("gloss", TEXT, "one sentence in English"),
            Key("status", choice("ended", "suspended"), "where it says nothing from then on"),
            *_NORM,
            Key("version_on", FEEL, "the day by which this version is chosen"),
        ),
    ),
    Section(
        "readings",
        "a due day or a period that is open among listed readings",
        (
            Key("by", TEXT, "the parameter that says which reading holds: `parameters.x`", required=True),
            Key("readings", mapping(FEEL), "value of the parameter: day or period", required=True),
        ),
    ),
    Section(
        "a tension",
        "what collides between two rules; each says it of the other",
        (Key("tension", _TOLD, "what one rule asks that the other does not bear", required=True),),
    ),
    Section(
        "a text by language",
        "what is told to readers, once in each language",
        (Key("zh", TEXT, "in Chinese"), Key("en", TEXT, "in English")),
    ),
    Section(
        "a limb",
        "one of several norms in the words of a rule; a key that it does not give is the rule's",
        (
            Key("kind", choice(*KINDS), "what kind of norm it is"),
            *_NORM,
        ),
    ),
    Section(
        "an example",
        "a case that the rule must decide as told",
        (
            Key(
                "given",
                section("the facts of an example"),
                "facts of a unit that has the rule's roles",
                required=True,
            ),
            Key("expect", either(TEXT, mapping(TEXT)), "the outcome, or instance: outcome", required=True),
            *QUESTION,
            Key("why", TEXT, "what the example shows"),
        ),
    ),
    Section(
        "an entity",
        "a kind of record: a list of each unit, unless `one` or `of` is given",
        (
            *_NAMES,
            Key("one", BOOLEAN, "a single record of each unit", default="false"),
            Key("of", TEXTS, "the entities inside whose records the list stands"),
            Key("dated_by", TEXTS, "the date that puts a record into a year, or the dates from and to"),
            Key("for_year", TEXT, "the attribute that tells the year which a record is about (language 2)"),
            Key(
                "counted",
                TEXT,
                "in which year an instance counts: that which it is `about` or that of the breach, or "
                "`parameters.x` (language 2)",
                default="breached",
            ),
            Key("register", TEXT, "the register from which it is read"),
            Key("was", ANY, "the old name, such names, or `{name: …}` with how it passes over"),
        ),
    ),
    Section(
        "an attribute",
        "a property of an entity, keyed `entity.attribute`",
        (
            *_NAMES,
            _TYPE,
            *_NUMERIC,
            _NULLABLE,
            _LABELS,
            Key("is", FEEL, "how it follows from the record's other attributes"),
            Key("control", choice("unit", "parent", "other"), "who decides on it"),
            Key("register", TEXT, "the register, where it is not the entity's"),
            Key("planned", BOOLEAN, "a date that stands although it lies ahead", default="false"),
            Key("redact", BOOLEAN, "its values count and are told nowhere (personal data)", default="false"),
            Key("was", ANY, "the old name, such names, or `{name: …}` with how it passes over"),
        ),
    ),
    Section(
        "a measure",
        "a named expression, a published figure, or both",
        (
            *_NAMES,
            _TYPE,
            *_NUMERIC,
            _NULLABLE,
            _LABELS,
            Key("is", FEEL, "how it follows from records"),
            Key("reported", BOOLEAN, "whether a published figure may be given", default="false"),
            Key("yearly", BOOLEAN, "the published figure is that of the year assessed", default="false"),
        ),
    ),
    Section(
        "a role",
        "who can be bearer, about or addressee",
        (
            *_NAMES,
            Key("when", FEEL, "which units have the role"),
            Key("person", BOOLEAN, "the role is held by a person", default="false"),
        ),
    ),
    *REPLACED,
    Section(
        "a unit of measure",
        "the words of a unit of measure, as they follow a number",
        (*_NAMES[:2], Key("plural", TEXT, "the English after another number than 1", default="`en` with s")),
    ),
    Section(
        "a register",
        "records that exist anyway",
        (
            *_NAMES,
            Key("kept_by", _TOLD, "who keeps it"),
            Key(
                "department",
                Shape("text or null"),
                "who answers for what is read from it, one name for one office; null: nobody by name",
                default="`kept_by`",
            ),
        ),
    ),
    Section(
        "a parameter",
        "what the text leaves open, or what changes by date",
        (
            *_NAMES,
            _TYPE,
            *_NUMERIC,
            _NULLABLE,
            _LABELS,
            Key("of", TEXTS, "of a set: its labels, or a scale"),
            Key("by", TEXTS, "of a table that conditions read: the labels of its cells, or a scale"),
            Key("cells", TEXTS, "of such a table: the type of a cell"),
            Key("question", _TOLD, "the open question, such as `P32`"),
            Key("one_of", listing(ANY), "the only values possible"),
            Key("per", choice("rule"), "each rule has a value of its own"),
            Key("values", mapping(ANY), "first day of force: value, with `per` rule: value; `{}` is unset"),
            Key("left_to_people", either(TEXT, mapping(TEXT)), "why nothing reads it, by language"),
        ),
    ),
)


def _of_example(about: Section, name: str, **shapes: Shape) -> Section:
    """The section as examples have it: nothing is required, and some shapes differ."""
    keys = tuple(evolve(key, required=False, shape=shapes.get(key.name, key.shape)) for key in about.keys)
    return Section(name, about.doc, keys, about.rest)


_ALL = (*_TABLE, *HEADER, *COVERAGE, *PERIODS, *READING_SECTIONS, *FACTS, *OFFICE)
_BY_NAME = {each.name: each for each in _ALL}
_EXAMPLE = "the facts of an example"
_EXAMPLE_UNIT = "the unit of an example"

SECTIONS: dict[str, Section] = {
    **_BY_NAME,
    _EXAMPLE: _of_example(_BY_NAME["facts"], _EXAMPLE, unit=section(_EXAMPLE_UNIT)),
    _EXAMPLE_UNIT: _of_example(_BY_NAME["a unit"], _EXAMPLE_UNIT),
}
"""Every section, by its name."""
