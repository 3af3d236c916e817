"""The reference of scoring sheets, generated from the tables of their keys and words.

`python -m policy_rules.report.sheet_language_page > docs/sheets.md` writes it; a test holds the file to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_rules.ruleset.shapes import Key, Shape, either, mapping
from policy_rules.scoring.amounts.amount_words import LANGUAGE
from policy_rules.scoring.sheets.effect_kinds import KINDS, EffectKind
from policy_rules.scoring.sheets.sheet_keys import SECTIONS, TEXT, TEXTS

HEAD = """\
# Scoring sheets

A sheet is a YAML file in the ruleset's folder `sheets`. It says how the units of a class are scored in a
year: **items** with points, from which effects deduct or to which they add, then **steps**, named amounts
worked out in the order in which they stand, up to a total, a grade and perhaps a rank. The result is a
**ledger** with a line for each change. Nothing is rounded, capped or barred but by a word of the sheet.
Every amount is an interval of exact numbers, every grade a set: a missing fact is all that it may be, an
open parameter too, and learning a fact only narrows them.

How rules and conditions are written is told in [rulesets](../rulesets/README.md).
"""
VALUES = {key: known for word in LANGUAGE.words.values() for key, known in word.values.items()}
"""The words that stand under a key, with their meaning."""
EXAMPLE = """\
sheet: example-2024
year: 2024
scale: [fail, pass, good]                        # lowest first
parameters:
  weight_of_visit: {range: 1..99, question: P1}  # no value: open, and what reads it says so
items:
  - id: files
    points: 10
    component: daily
    reads: [missed, coverage]
    start: full
    effects:
      - {deduct: {each: 0.5, of: missed}, group: lapses}
      - {deduct: {each: 2, of: coverage, under: 60%, step: 1%, part: started}}
    groups: {lapses: {at_most: 6}}
  - id: visit
    points: 5
    component: on_site
    start: zero
    effects:
      - {add: {given: visit_points, between: [0, 5], by: 0.5}}
steps:
  daily: {share_of: daily}
  on_site: {share_of: on_site}
  composite: {mean: [{of: daily, weight: 60}, {of: on_site, weight: weight_of_visit}], times: 100}
  total: {round: composite, places: 1, mode: half up}
  grade: {table: total, rows: {">= 80": good, "[60..80)": pass, "< 60": fail}}
"""
AFTER_EXAMPLE = """\
With 3 missed, a coverage of 60% and 4 points entered for the visit, the total is 81.9 to 84.9: the weight
is open, and the grade is `good` whatever it will be. Without the entry the total is 32.1 to 94.3, and any
grade is possible.
"""
AMOUNTS = """\
An amount is

- a number: `5`, `0.5`, `60%` (which is 0.6), `1/2`;
- a grade of the scale;
- a name: a measure, attribute or parameter, a number that a rule defines, an item, an earlier step,
  `prior(measure, 1)`; a label, condition or `outcome("rule")` is no number, and is read with `table` or
  `cases`;
- one of the words below with its keys. Wherever an amount stands, any other may stand.

Conditions are FEEL, as in rules: [the condition language](language.md).
"""
ALSO_REQUIRED = """\
**Bold** keys must be there. An item without `children` also has a `start`, and belongs to a `component` (its
own, or that of an item above it) or says `counts: false`. An effect has one of `deduct` and `add`, and at
most one of `if` and `unless`."""
BY_LANGUAGE = either(TEXT, mapping(TEXT))
IS_ANY = {
    ("a sheet", "points"): "a number",
    ("a sheet", "steps"): "names with [amounts](#amounts)",
    ("a sheet's parameter", "one_of"): "a list of texts",
    ("a sheet's parameter", "value"): "a value, or the rows of a table",
    ("an item", "points"): "a number, or `set yearly`",
    ("an item", "effects"): "a list of [effects](#an-effect)",
    ("an item", "groups"): "names with `{at_most: amount}`",
    ("an item", "within"): "two numbers, or `open`",
    ("an item", "at_most"): "a number",
    ("an effect", "deduct"): "an [amount](#amounts)",
    ("an effect", "add"): "an [amount](#amounts)",
}
"""What stands under the keys whose shape says only that it may be anything."""

ASKED = {
    "Whether an item starts full or with nothing.": "`i` lacks `start`",
    "How a part of a step counts.": "the words leave open how a part of a step counts",
    "Which row owns a boundary.": "does 15 belong to `>= 15`, or to `[10..15]`?",
    "What holds in a gap between rows, or beyond the last.": "no row of the table holds 4",
    "What holds for a label without a row.": "the rows say nothing of `good`",
    "What holds where no condition is true.": "`cases` lacks `else`",
    "How a number is rounded.": "`round` lacks `mode`",
    "What to take where an item's amount may be undefined.": "an amount of `i` may be undefined",
    "What holds where a rule does not apply.": (
        "`r1` may be not applicable, and `i` does not say what holds then"
    ),
    "How equal units are ranked.": "the words leave open how equal units are ranked",
    "Whether a unit is among its own peers.": (
        "the words leave open whether the mean of the peers is taken over the unit too"
    ),
}
"""What the loader asks where a text leaves it open, with the words in which it does."""

REFUSED = {
    "Instances without saying which count.": "`instances` lacks `found`",
    "Formulas: amounts name what they read.": "`n * 2` is a formula, and an amount names what it reads",
    "Names read before they are known, so there are no circles.": "`b` is read before it is known",
    "Rules and measures read and not listed, or listed and not read.": (
        "`n` is read here, and `reads` does not list it"
    ),
    "Points that do not add up.": "the points of the items that count come to 95, not 100",
    "Compulsory contents without points.": (
        "no item that counts is of the content `core`, compulsory in every sheet (r1)"
    ),
    "Per cent where a number is meant, or the other way round.": (
        "a share is read here, which goes up to 100%, and the row `>= 60` lies beyond"
    ),
    "Entries beyond the points of their item.": "the entry `typed` goes up to 10, and `i` holds 5",
    "Divisors that may be negative.": "the divisor of this ratio may be negative",
    "Points and grades mixed.": "the cases mix points and grades",
    "Grades that may leave the scale.": "the grade `a` may leave the scale",
    "Peers in items.": "`peers` stands in steps only",
    "Days of items outside the sheet's year.": "`due` lies after the sheet's year 2024",
}
"""What the loader refuses, with the words in which it does."""

NOTED = {
    "Caps and floors that can't bind, or always do.": "the cap of `b` always binds",
    "Effects that never move their item, or always do.": "this effect of `i` never moves it",
    "Effects that take more than there is.": "this effect alone moves `i` by 50 of its 5",
    "Items and steps that nothing reads.": "no later step reads `a`",
    "A total that nothing bounds.": "nothing bounds the total `a`",
    "Rules that stay pending all year.": "`r5` is due on 2025-12-31: it stays pending all year",
}
"""What the loader remarks and lets stand."""

CHOSEN = """\
In the place of a word under `part`, `mode` and `ties`, and of the number under `step` and `places`, the
name of a parameter may stand (`part: part_of_a_point`). Its values are those words, with `_` for a space
where it is listed (`half_up`). While it is open the amount is all that some choice would give. Formulas
are chosen between by `cases`: `{cases: [['order = "first"', a]], else: b}` may be either while `order`
is open.

What is undefined stays undefined whatever it is multiplied by, 0 too: by `times`, by the price of
`each`, by the `points` of a ratio, by the weight of a part. Only what is not there, a part whose `if` is
not true or a record that is none, leaves a sum as it is; `mean`, `best` and `least` leave out what is
undefined. So `undefined` is asked wherever there is none, and in no word does a 0 skip it.
"""
LATER = """\
## After the sheet is filled in

- **Entries** are records of facts files (`entries`): `{entry: visit_points, for: 2024, value: 4, scorer: …,
  date: …}`. One outside its bounds or off its grid is an error, never clipped. One for each record of a
  `for` names it (`instance`). Another that `replaces: true` is a line of its own.
- **Corrections** are records too (`corrections`), of the kinds `feedback`, `delivery`, `reading`, `verified`,
  `objection`, `decision`, `approval` and `recusal`. Only a decision moves an item (`change`, `value`), within
  its floor and cap. Of one day nothing says which came first, unless `order` or `supersedes` does: then all
  that they may come to is possible. What each case comes to: [corrections](corrections.md).
  As long as an objection has no decision the item is all that one could give, and the result is provisional.
- **Late** is what `in_time` of the sheet's `review` says. Sending (`feedback`), `delivery` and `reading` are
  three records, and the condition reads the day of the one that counts, as a parameter may choose:
  `objected_on <= working_days_after(if from = "sent" then sent_on else delivered_on, days)`. A delivery that
  is not on file may have been on any day from the sending on. On a late objection nothing moves the item,
  unless `late_counts`; while either is open, both are possible.
- **Approval** may change total and grade only where the sheet's key `approval` is true of it. Where that is
  an open parameter, the result may be either. What stood before stays visible. A decision that comes after it
  counts where an approval takes it up (`about`) or may change nothing.
- **A day of an item's own** (`due`): its rule is read as of that day, and what was pending then is violated
  from the next day on. Write it where the year asks for a task before the rule does.
- **Instances of a rule** (`for: 'c in instances("r1")'`, `found: applies`) are what the rule finds for the
  unit in the sheet's year, so that finding and points cannot differ: a record that the rule does not look at
  costs nothing, one that an exception lifts neither, and whether a year was asked for changes nothing. Of two
  rules on one list (`instances("r1", "r2")`) a record counts once. The rule's `requires` does not matter for
  `applies`; with `violated` or `satisfied` it does. Rules whose instances are no records of one list, or that
  read outcomes of others, are refused.
- **Peers** are the other units that the sheet is for, or those of a class (`among`) whatever their sheets.
  A step reads their values of an earlier step; those that are undefined do not count. A unit assessed alone
  says that it needs its peers. Ranks are intervals too; which unit is first, ties and tie-breaks are words
  of the sheet. Quotas are tables of a rank.
- **Asked or not.** A rule is *asked* where an item that surely applies to the unit `carries` or reads it;
  *not asked* where none does and the sheet is the year's whole list (`whole_list`); else it is *not known*
  whether it is asked. So it is where the sheet is perhaps not the unit's, or is of another year. The mark
  stands beside the finding, which stays what it is: a norm binds, asked or not. `points_lost` says what
  deductions on the finding take: nothing where it is not asked, and perhaps nothing where that is not
  known. Organs of a place have the mark of the place. A sheet without `carries` and `whole_list` marks
  nothing.

What was decided where the design was silent: [decision 6](decisions/0006-assessment-procedure.md). All of
it on twelve invented units, from evidence to notices: [a tour of a year](tours/year-2024.md).
"""


def sheet_page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    yield f"```yaml\n{EXAMPLE}```\n\n{AFTER_EXAMPLE}"
    yield f"## Keys\n\n{ALSO_REQUIRED}"
    for about in SECTIONS.values():
        yield f"\n### {_sentence(about.name)}\n\n{_sentence(about.doc)}.\n"
        rows = ((_name(key), _takes(about.name, key), key.doc, _code(key.default)) for key in about.keys)
        yield from _table(("key", "takes", "meaning", "default"), rows)
    yield f"\n## Amounts\n\n{AMOUNTS.rstrip()}"
    yield from _words()
    yield "\n## What the loader asks and refuses\n"
    yield "All faults are told at once, each with its place and what to do. What is left open is asked:\n"
    yield from _table(("asked", "told so"), _told(ASKED))
    yield "\nWhat can't be meant is refused:\n"
    yield from _table(("refused", "told so"), _told(REFUSED))
    yield "\nAnd this is remarked (`notes` of a sheet), and stands:\n"
    yield from _table(("remarked", "told so"), _told(NOTED))
    yield f"\n{LATER}"
    yield "## Kinds of effects\n"
    yield "Met in real schemes, each with points worked out by hand and with missing facts.\n"
    yield from _table(("", "kind", "what it is", "words"), map(_kind, KINDS))


def _words() -> Iterator[str]:
    for word in LANGUAGE.words.values():
        yield f"\n### {word.name}\n\n{word.doc}\n"
        yield f"```yaml\n{word.example}\n```\n"
        keys = ((f"**`{k.name}`**" if k.required else f"`{k.name}`", k.doc) for k in word.keys)
        yield from _table(("key", "takes"), ((f"**`{word.name}`**", word.takes), *keys))
    yield "\n### What any amount may end with\n\nIn this order, in whichever order they are written.\n"
    yield from _table(("key", "meaning"), ((_code(end.name), end.doc) for end in LANGUAGE.endings.values()))
    yield "\n### The words under keys\n"
    rows = ((_code(key), _code(value), doc) for key, known in VALUES.items() for value, doc in known.items())
    yield from _table(("key", "word", "meaning"), rows)
    yield f"\n{CHOSEN}"


def _takes(section: str, key: Key) -> str:
    return IS_ANY.get((section, key.name)) or _noun(key.shape)


def _noun(shape: Shape) -> str:
    """What a shape takes, with what stands inside it."""
    if shape == TEXTS:
        return "a text, or a list of texts"
    if shape == BY_LANGUAGE:
        return "a text, or one for each language"
    if shape.kind == "expression":
        return "a condition"
    if shape.kind == "section":
        return f"[{shape.section}](#{_anchor(shape.section)})"
    inner = " or ".join(map(_noun, shape.parts))
    if shape.kind == "list":
        return f"a list, each {inner}"
    if shape.kind == "map":
        return f"names, each with {inner}"
    return inner or shape.noun


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _anchor(heading: str) -> str:
    return heading.replace(" ", "-").replace("'", "")


def _name(key: Key) -> str:
    return f"**`{key.name}`**" if key.required else f"`{key.name}`"


def _code(text: str) -> str:
    return f"`{text}`" if text and (" " not in text or text[0] == "[" or text in _WORDS) else text


_WORDS = {word for known in VALUES.values() for word in known}


def _told(rows: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((what, f"*{told}*") for what, told in rows.items())


def _kind(kind: EffectKind) -> tuple[str, ...]:
    link = f"[{kind.name}](../tests/scoring/kinds/{kind.file})"
    return str(kind.number), link, kind.doc, ", ".join(map(_code, kind.words))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield "|" + "---|" * len(head)
    yield from map(_row, rows)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(sheet_page(), end="")  # noqa: T201
