"""CONTRIBUTING.md speaks of the tree as it is; the version stands in one place."""

import re
import tomllib
from pathlib import Path

import policy_rules

ROOT = Path(__file__).parents[2]
TABLE = re.search(
    r"^\| change \| goes to \|\n(.*?)\n\n",
    (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
OUTSIDE = ("rulesets/", "tests/", "docs/", "src/", "pyproject.toml", "CHANGELOG.md")


def test_where_a_change_goes_is_a_place_that_there_is():
    named = re.findall(r"`([^`\s]*[/.][^`\s]*)`", TABLE[1])
    assert len(named) > 20
    for name in named:
        if name != "ruleset.yaml":
            assert (ROOT / ("" if name.startswith(OUTSIDE) else "src/policy_rules") / name).exists(), name


def test_every_package_is_a_place_where_changes_go():
    """But for those that no reader of the table looks for: they serve the packages that it names."""
    packages = {p.parent.name for p in (ROOT / "src/policy_rules").glob("*/__init__.py")}
    serving = {"cache", "core", "documents", "replay", "values"}
    assert packages - serving == {p for p in packages if f"`{p}/" in TABLE[1]} - serving


def test_the_version_is_that_of_the_newest_change():
    told = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    numbers = [tuple(map(int, version.split("."))) for version in told]
    assert told[0] == policy_rules.__version__
    assert numbers == sorted(set(numbers), reverse=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project and "version" in project["dynamic"]
