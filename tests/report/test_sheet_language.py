"""The page on sheets, `docs/sheets.md`, says what the code does: each table is held to what it tells of."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.report.sheet_language_page import (
    AMOUNTS,
    ASKED,
    EXAMPLE,
    IS_ANY,
    NOTED,
    REFUSED,
    VALUES,
    sheet_page,
)
from policy_rules.scoring.amounts.amount_words import LANGUAGE
from policy_rules.scoring.amounts.curves import PARTS
from policy_rules.scoring.amounts.peers import AMONG_PEERS, ORDERS
from policy_rules.scoring.amounts.ranking import TIES
from policy_rules.scoring.sheets.effect_kinds import KINDS
from policy_rules.scoring.sheets.sheet_keys import SECTIONS
from policy_rules.values.exact import ROUNDINGS
from scoring.test_faults import CASES, DATED, MADE_UP, VOCABULARY
from scoring.test_faults import read as read_case
from scoring.test_kinds import read as read_kind
from scoring.world import YEAR, model, scored, sheet_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/sheets.md").read_text("utf-8")
FOLDER = ROOT / "tests/scoring/kinds"
WORDS = LANGUAGE.words
KEYS = {
    "read": "",
    "given": "between by several",
    "each": "of over under step part",
    "table": "rows",
    "tiers": "rows part",
    "round": "places mode",
    "ratio": "to points",
    "cases": "else",
    "for": "found if per sum best least mean",
    "sum": "",
    "best": "",
    "least": "",
    "mean": "",
    "limit": "",
    "share_of": "",
    "possible_of": "",
    "peers": "of among self order ties then",
}
"""The words that an amount begins with, each with the keys that may stand beside it."""


def test_the_page_is_that_of_the_tables():
    assert sheet_page() == PAGE


def test_links_within_the_page_lead_to_a_heading():
    headings = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = {h.lower().replace("'", "").replace(" ", "-") for h in headings}
    linked = set(re.findall(r"\]\(#([^)]+)\)", PAGE))
    assert linked
    assert linked <= anchors


def test_every_key_that_may_be_anything_says_what():
    anything = {
        (about.name, key.name)
        for about in SECTIONS.values()
        for key in about.keys
        if key.shape.kind == "any" or "any" in [part.kind for part in key.shape.parts]
    }
    assert set(IS_ANY) == anything


# -- the words of amounts ----------------------------------------------------------------------------


def test_every_word_is_told_of_with_its_keys():
    told = {name: " ".join(key.name for key in word.keys) for name, word in WORDS.items()}
    assert list(told.items()) == list(KEYS.items())
    assert list(LANGUAGE.endings) == ["times", "at_least", "at_most", "undefined"]
    assert {key: set(known) for key, known in VALUES.items()} == {
        "part": set(PARTS),
        "mode": {"none", *ROUNDINGS, *(word for word, way in PARTS.items() if way)},
        "peers": set(AMONG_PEERS),
        "ties": set(TIES),
        "order": set(ORDERS),
    }


@pytest.mark.parametrize("name", WORDS)
def test_the_example_of_a_word_loads(name):
    """In the world of the kind that it is from; what no kind needs, in one of its own."""
    word = WORDS[name]
    made, written = world_of(word.kind)
    example = yaml.load(word.example, yaml.BaseLoader)
    steps = {k: v for k, v in written.get("steps", {}).items() if k != "got"}
    sheet, faults = sheet_of({**written, "steps": {**steps, "got": example}}, made)
    assert not faults, "\n".join(map(str, faults))
    assert name in example
    assert sheet.steps[-1].name == "got"


@pytest.mark.parametrize("name", [name for name, word in WORDS.items() if word.kind])
def test_the_example_of_a_word_is_from_its_kind(name):
    text = (FOLDER / KINDS[WORDS[name].kind - 1].file).read_text("utf-8")
    example = yaml.load(WORDS[name].example, yaml.BaseLoader)
    assert example in list(within(yaml.load(text, yaml.BaseLoader)))


def within(tree):
    """A tree and all that stands in it."""
    yield tree
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for below in inner:
        yield from within(below)


def world_of(number):
    """A ruleset with the facts of a kind, and a sheet with its scale, items and steps."""
    if number:
        sheets, made, data = read_kind(FOLDER / KINDS[number - 1].file)
        (written,) = sheets.values()
        return made, {**written, **{k: data[k] for k in ("scale", "parameters") if k in data}}
    items = [{"id": name, "component": name, "points": 5, "start": "full"} for name in ("daily", "on_site")]
    made = model({"total": {"type": "decimal", "places": 2, "range": "[0..100]"}})
    return made, {"sheet": "s", "year": YEAR, "items": items}


def test_numbers_are_written_so():
    written = [text for text in re.findall(r"`([^`]+)`", AMOUNTS) if text[0].isdigit()]
    assert len(written) == 4
    sheet, faults = sheet_of(
        {"sheet": "s", "year": YEAR, "steps": {f"n{n}": {"read": text} for n, text in enumerate(written)}},
        made := model({}),
    )
    assert not faults
    values = [Fraction(value.lo) for value in scored(sheet, made, {}).steps.values()]
    assert values == [5, Fraction(1, 2), Fraction(3, 5), Fraction(1, 2)]


# -- the example --------------------------------------------------------------------------------------


def test_the_example_gives_what_the_page_says():
    made = model(
        {
            "missed": {"type": "integer", "range": "[0..20]"},
            "coverage": {"type": "percent", "range": "[0%..100%]", "places": 1},
        }
    )
    sheet, faults = sheet_of(EXAMPLE, made)
    assert not faults, "\n".join(map(str, faults))
    assert not sheet.notes
    given = {"missed": 3, "coverage": "60%"}
    entered = scored(sheet, made, given, {"visit_points": 4})
    assert ends(entered.total) == ("81.9", "84.9")
    assert entered.grade == {"good"}
    assert set(entered.needs) == {"weight_of_visit"}
    before = scored(sheet, made, given)
    assert ends(before.total) == ("32.1", "94.3")
    assert before.grade == {"fail", "pass", "good"}
    for number in (*ends(entered.total), *ends(before.total)):
        assert number in PAGE


def ends(value):
    return str(float(value.lo)), str(float(value.hi))


# -- what is asked and refused ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told():
    """All that the loader tells of the sheets of `faults.yaml`: faults, and remarks."""
    plain, made_up = model(VOCABULARY), model(VOCABULARY, rules=DATED, header=MADE_UP)
    faults, notes = [], []
    for case in CASES:
        sheet, wrong = read_case(case, plain, made_up)
        faults += wrong
        notes += sheet.notes if sheet is not None else ()
    return "\n".join(map(str, faults)), "\n".join(map(str, notes))


@pytest.mark.parametrize("words", [*ASKED.values(), *REFUSED.values()])
def test_what_is_asked_or_refused_is_told_so(told, words):
    assert words in told[0]


@pytest.mark.parametrize("words", NOTED.values())
def test_what_is_remarked_is_told_so(told, words):
    assert words in told[1]


# -- the kinds ----------------------------------------------------------------------------------------------


def test_every_kind_is_listed():
    names = yaml.safe_load((FOLDER.parent / "kinds.yaml").read_text("utf-8"))
    assert {kind.number: kind.name for kind in KINDS} == names
    assert all(kind.doc for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_a_kind_is_said_in_the_words_listed(kind):
    data = yaml.load((FOLDER / kind.file).read_text("utf-8"), yaml.BaseLoader)
    roots = [data.get(key) for key in ("item", "items", "steps", "sheets")]
    found = {key for tree in within(roots) if isinstance(tree, dict) for key in tree}
    if "sheets" in data:
        found -= {"for"}  # which units a sheet is for
    assert set(kind.words) == found & {"deduct", "add", "if", "unless", *WORDS, *LANGUAGE.endings}
