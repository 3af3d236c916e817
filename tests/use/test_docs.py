"""What the documents say is what the code does."""

import contextlib
import io
import re
from pathlib import Path

from policy_rules.feel.table import parameters
from policy_rules.operators.table import FUNCTIONS, WRITTEN
from policy_rules.report.language_page import language_page

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_language_page_is_the_operator_table():
    assert (ROOT / "docs/language.md").read_text("utf-8") == language_page()


def test_rules_may_call_what_the_operator_table_says_and_nothing_else():
    rows = re.findall(r"^\| `(.+?)` \*\*rules\*\* \|", language_page(), re.MULTILINE)
    marked = set(rows) & set(parameters())
    assert marked | {"prior", "in_year", "outcome", "units_under"} == set(FUNCTIONS)
    assert set(rows) <= set(WRITTEN)


def test_the_readme_begins_with_two_lines_to_paste():
    first = re.search(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[1]
    lines = first.splitlines()
    assert len(lines) == 2
    assert "policy-rules assess examples/" in lines[0]
    assert lines[1].endswith("pytest")


def test_the_example_of_the_readme_prints_what_it_says():
    code, printed = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL).groups()
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    assert out.getvalue() == printed


def test_links_of_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
