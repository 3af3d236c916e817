"""No file of the library imports what imports it, however: types, functions and strings are counted.

The public package itself is left out of the circles: every file is in it, and its names are those of the
files that it imports by string when they are first used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tree.imports import Import, by_string, circles, imports, modules

ROOT = Path(__file__).parents[2] / "src" / "policy_rules"

CACHED = "a ruleset from its cache is neither read nor lowered again"
NO_SHEET = "without a sheet nothing is scored"
INSIDE = {
    "policy": "to load a ruleset takes a tenth of the library: a method imports what it does",
    "loaded_ruleset": "the same",
    "cli": "a command is imported when it is run: help and slips are at once",
    "cli.unit_commands": "a form of a report is imported where it is asked for",
    "cli.report_files": "the same",
    "cli.options": "records with `--record`, populations by their commands",
    "cache.loaded": CACHED,
    "ruleset.model": CACHED,
    "ruleset.sheet_heads": CACHED,
    "ruleset.texts": CACHED,
    "lowering.instance_labels": CACHED,
    "facts.facts_file": "workbooks only",
    "feel": "rules are read and lowered without the interpreter of plain data",
    "feel.parse": CACHED,
    "reference.differing_facts": "what reads profiles is needed where facts on which sources differ are told",
    "engines.by_name": "by the name of the reference nothing is compiled",
    "engines.compiled.compiled_program": "one unit alone is answered without generated text",
    "reference.decided": "only with decisions that are for some units",
    "results.assessed": f"only with decisions; {NO_SHEET}",
    "results.assessment": "what is asked of an assessment is imported when it is asked",
    "results.finding": "the same",
    "results.at_once": "made where a mapping is first assessed, not where results are read",
    "results.from_facts": NO_SHEET,
    "results.next_facts": NO_SHEET,
    "report.assessment_summary": NO_SHEET,
    "report.assessment_text": "scores are told where all is",
    "testing.__main__": "an engine is made where it is checked; some need extras, or a C engine",
}
"""The modules that import others of the library inside functions, each with its reason."""

DOOR = ("policy", "loaded_ruleset", "cli.options")
"""What names the types of all that it hands on."""
FOR_TYPES = {
    "scoring": NO_SHEET,
    "results.score_decisions": NO_SHEET,
    "reference.decided": "only with decisions",
    "ruleset.decisions": "the same",
}
"""What is imported for types alone, besides what the module imports inside functions."""

HEAVY = {
    "durable": "a C engine, which may be missing",
    "importlib": "what packages give is asked where nothing of a name ships",
    "inspect": "how the package of holidays is called, asked where it is",
    "holidays": "the calendars of all countries",
    "narwhals": "the extra `frames`: where rows are made into a frame",
    "openpyxl": "the extra `forms`: workbooks only",
    "docx": "the extra `documents`: documents of an office for a word processor only",
    "difflib": "what a slip comes near to, where there is one",
    "tomllib": "the table of FEEL: a cached ruleset needs none",
    "lark": "the parser generator: a cached ruleset needs none",
}
"""Packages of others that are imported inside functions, each with its reason."""

BY_STRING = {"policy_rules": 3}
"""The public names, of modules and of what they hold, and the one hook that registers forms of results."""


def short(name: str) -> str:
    return name.removeprefix("policy_rules.")


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The modules of the library."""
    return set(modules(ROOT))


@pytest.fixture(scope="module")
def all_imports() -> list[Import]:
    """The imports of the library, read once."""
    return list(imports(ROOT))


def edges(root: Path, all_imports: Iterable[Import]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {name: set() for name in modules(root) if name != root.name}
    for i in all_imports:
        if i.of in found and i.to in found:
            found[i.of].add(i.to)
    return found


def test_no_files_import_each_other_in_a_circle(all_imports):
    assert circles(edges(ROOT, all_imports)) == []


def test_modules_that_import_inside_functions_are_these(all_imports, known):
    assert {short(i.of) for i in all_imports if i.inside and i.to in known} == set(INSIDE)


def test_packages_of_others_imported_inside_functions_are_these(all_imports, known):
    others = {i.to.partition(".")[0] for i in all_imports if i.inside and i.to not in known}
    assert others == set(HEAVY)


def test_imports_by_string_are_those_of_the_public_package():
    assert Counter(name for name, _ in by_string(ROOT)) == BY_STRING


def test_imports_for_types_only_are_of_what_is_imported_on_use(all_imports, known):
    inside = {(i.of, i.to) for i in all_imports if i.inside}
    own = {(i.of, i.to) for i in all_imports if i.for_types and i.to in known and i.of != "policy_rules"}
    left = {(short(of), short(to)) for of, to in own - inside if short(of) not in DOOR}
    assert {pair for pair in left if not pair[1].startswith(tuple(FOR_TYPES))} == set()


def test_the_linter_ignores_nothing():
    told = (ROOT.parents[1] / "pyproject.toml").read_text("utf-8")
    for excuse in ("ignore_imports", "exclude_type_checking_imports", "unmatched_ignore_imports_alerting"):
        assert excuse not in told


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """A package with a circle of each sort, and one file that stands in none."""
    files = {
        "__init__": "from importlib import import_module\nx = lambda: import_module('little.a')\n",
        "a": "from little import b\n",
        "b": "def f():\n    from little.a import g\n",
        "c": "if TYPE_CHECKING:\n    from .d import x\n",
        "d": "class D:\n    def f(self):\n        import little.c\n",
        "e": "from little.a import g\nimport json\n",
        "under/__init__": "from ..e import h\nfrom little.under.own import h\n",
        "under/own": "from . import other\n",
        "under/other": "async def f():\n    import lark.exceptions\n",
    }
    for name, text in files.items():
        path = tmp_path / "little" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "little"


def test_circles_of_every_sort_are_found(little: Path):
    assert circles(edges(little, imports(little))) == [["little.a", "little.b"], ["little.c", "little.d"]]
    assert edges(little, imports(little))["little.under"] == {"little.e", "little.under.own"}
    assert edges(little, imports(little))["little.under.own"] == {"little.under.other"}


def test_imports_inside_functions_and_by_string_are_found(little: Path):
    inside = {(i.of, i.to, i.inside) for i in imports(little) if i.inside}
    assert inside == {
        ("little.b", "little.a", "f"),
        ("little.d", "little.c", "f"),
        ("little.under.other", "lark.exceptions", "f"),
    }
    assert {i.of for i in imports(little) if i.for_types} == {"little.c"}
    assert by_string(little) == [("little", 2)]
