"""The page on an office's year says what the code does."""

from pathlib import Path

from policy_rules.office.office_page import MEANS, TABLES, office_page
from policy_rules.office.office_year import SHOWN
from policy_rules.ruleset.office_keys import NEEDED, OFFICE, PARTS

ROOT = Path(__file__).parents[2]


def test_the_page_is_that_of_the_tables():
    assert (ROOT / "docs/office.md").read_text("utf-8") == office_page()


def test_every_section_and_every_part_is_told_of_and_made():
    assert {name for name, _ in TABLES} == {each.name for each in OFFICE}
    assert list(MEANS) == list(PARTS) == list(SHOWN)
    assert all(set(keys) <= set(PARTS[show]) for show, keys in NEEDED.items())
