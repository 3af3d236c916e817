"""One name, one thing: no two public classes or functions of the library bear one name without a reason."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src" / "policy_rules"

CLASSES = {
    "Filter": "`list[condition]`, as FEEL's tree has it and as the core has it",
    "Node": "what all nodes are, of FEEL's trees and of the core's",
    "Range": "`[a..b]` as a node of FEEL's tree, and the value that it gives",
}
"""Public classes of one name, each with its reason."""

EACH_IN_ITS_WAY = ("engines", "feel", "lowering", "operators", "reference", "scoring.amounts", "values")
"""Packages that carry out the same operations, each on its own kind of values: a function bears the name of
the operation that it carries out, in all of them."""

FUNCTIONS = {
    "add": "points are added as numbers are",
    "as_known": "what was known by a day, on facts and on columns of them",
    "children": "of a node, of either tree",
    "choice": "one of several kinds of value in a file's schema; the operation `if`",
    "compare": "two assessments: the public name; two values of FEEL",
    "counted": "items that count; a number with its noun; outcomes that count",
    "describe": "a type, and a node of a file, to a reader",
    "differences": "between two pieces of facts, and between two results of a record",
    "done_by": "the operator, and its words",
    "either": "one of two in a file's schema; the operation `or`",
    "equal": "classes of units are equal as values are",
    "in_force": "on a day, of facts and of columns of them",
    "joined": "grounds, and integers in cells",
    "listed_items": "lists in frames, and lists on pages",
    "parameters": "of FEEL's functions, and the page of the ruleset's",
    "quoted": "a name in a path, and a text of FEEL",
    "read_parameters": "of a ruleset, and of a sheet",
    "read_text": "of a file, and of an amount",
    "read_value": "of a typed value, and of an amount of points",
    "reads_of": "a rule, and a tree of a sheet",
    "remove": "a fact; FEEL's built-in",
    "shifted": "points, and days of FEEL",
    "whole": "a number without a fraction, by its type, its interval, its column",
}
"""Public functions of one name elsewhere, each with its reason."""


def defined(root: Path) -> dict[str, list[tuple[str, bool]]]:
    """Where each public name of a class or function is defined, and whether it is a class.

    Left out are generators of cases and the truth that judges: they are named after what they draw, and after
    what they say again in their own way.
    """
    found = defaultdict(list)
    for path in sorted(root.rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        if module.partition(".")[0] == "testing":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("_"):
                found[node.name].append((module, isinstance(node, ast.ClassDef)))
    return found


def twice(root: Path) -> tuple[set[str], set[str]]:
    """The names of several classes, and those of several functions that are not one operation."""
    classes, functions = set(), set()
    for name, places in defined(root).items():
        if sum(is_class for _, is_class in places) > 1:
            classes.add(name)
        elif len(places) > 1 and not all(m.startswith(EACH_IN_ITS_WAY) for m, _ in places):
            functions.add(name)
    return classes, functions


@pytest.fixture(scope="module")
def found():
    return twice(ROOT)


def test_no_two_classes_bear_one_name(found):
    assert found[0] == set(CLASSES)


def test_no_two_functions_bear_one_name_but_for_one_operation(found):
    assert found[1] == set(FUNCTIONS)


@pytest.mark.parametrize("folder", ["report", "results"])
def test_modules_of_results_and_reports_bear_names_of_their_own(folder):
    own = [p.stem for p in (ROOT / folder).glob("*.py") if p.stem != "__init__"]
    others = {p.stem for p in ROOT.rglob("*.py") if p.parent != ROOT / folder}
    assert set(own) & others == ({"comparison"} if folder == "results" else {"phrases"})


def test_names_that_stand_twice_are_found(tmp_path):
    for name, text in {
        "a.py": "class C: pass\ndef f(): pass\ndef g(): pass\nclass D: pass\ndef _h(): pass\n",
        "b.py": "class C: pass\ndef f(): pass\nasync def D(): pass\ndef _h(): pass\n",
        "feel/x.py": "def k(): pass\ndef g(): pass\n",
        "values/x.py": "def k(): pass\n",
        "testing/x.py": "class E: pass\n",
        "c.py": "class E: pass\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert twice(tmp_path) == ({"C"}, {"f", "g", "D"})
