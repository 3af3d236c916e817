"""What the library can say of faults: the templates of every fault that is made in its source.

Found by a walk of the source, not by the library: the first texts of `Fault(…)`, `….fault(…)`, `…Error(…)`,
whatever stands for them in the function around (a name that is assigned, a choice between two, what a
function returns), and what is put into them. What is put into a text is `HOLE`.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "policy_rules"
HOLE = "\ue000"
"""Stands in a template for what is put into it."""
_MADE = ("Fault", "fault", "ArgumentTypeError", "Refused", "Mismatch", "NotANumber")
_PLACED = {
    "_fault": 1,
    "Misuse": 1,
    "Misread": 1,
    "NoCalendar": 1,
    "_wrong": 1,
    "_unknown": 1,
    "Slip": 1,
    "_at": 2,
}
"""The same, behind so many arguments that say where it is."""
_FORMATTED = re.compile(r"\{[0-9]\}")
"""What a text is put into that is filled in later."""
_SHOWN = frozenset(
    {"printed", "shorten", "visible", "str", "repr", "feel", "unparse", "unit_name", "tree_text", "plain"}
)
"""Functions that show what a user gave, as it is."""
_BESIDE = ("testing", "mutation")
"""Tools for whoever builds an engine, whose faults no user of a ruleset meets."""


def files() -> Iterator[Path]:
    """The files whose faults are told to users."""
    for path in sorted(SRC.rglob("*.py")):
        if path.relative_to(SRC).parts[0] not in _BESIDE:
            yield path


def template(node: ast.AST) -> str | None:
    """The template of a text, None of what is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _FORMATTED.sub(HOLE, node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else HOLE for p in node.values)
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template(node.left), template(node.right)
        return None if left is None or right is None else left + right
    return None


def numbered(told: str) -> str:
    """The template as a catalogue has it: `%1`, `%2` … for what is put into it."""
    head, *rest = told.split(HOLE)
    return head + "".join(f"%{n}{part}" for n, part in enumerate(rest, 1))


@functools.cache
def _returns() -> dict[str, list[tuple[ast.AST, ast.AST, ast.AST]]]:
    """Of each function that gives a text what it returns, with the function and its file."""
    found: dict[str, list[tuple[ast.AST, ast.AST, ast.AST]]] = {}
    for path in files():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.FunctionDef)
                and node.returns is not None
                and "str" in re.split(r" \| ", ast.unparse(node.returns))
            ):
                for below in ast.walk(node):
                    if isinstance(below, ast.Return) and below.value is not None:
                        found.setdefault(node.name, []).append((below.value, node, tree))
    return found


def _assigned(name: str, around: ast.AST) -> Iterator[ast.AST]:
    """What a name is given within a function, or at the head of a file."""
    for below in ast.walk(around) if isinstance(around, ast.FunctionDef) else ast.iter_child_nodes(around):
        if (
            isinstance(below, ast.AnnAssign)
            and isinstance(below.target, ast.Name)
            and below.target.id == name
        ):
            yield from filter(None, (below.value,))
        if not isinstance(below, ast.Assign):
            continue
        for target in below.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield below.value
            if isinstance(target, ast.Tuple) and isinstance(below.value, ast.Tuple):
                for one, value in zip(target.elts, below.value.elts, strict=False):
                    if isinstance(one, ast.Name) and one.id == name:
                        yield value


def _texts(
    node: ast.AST | None, around: ast.AST, tree: ast.AST, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    """The templates that may stand here, and those of what is put into them outside of back-ticks."""
    if node is None:
        return
    if (found := template(node)) is not None:
        yield found
        yield from _put_in(node, around, tree, seen)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, around, tree, seen)
        yield from _texts(node.orelse, around, tree, seen)
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _texts(each, around, tree, seen)
    elif isinstance(node, ast.Name) and node.id not in seen:
        for given in [*_assigned(node.id, around)] or [*_assigned(node.id, tree)]:
            yield from _texts(given, around, tree, seen | {node.id})
    elif (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in (seen | _SHOWN)
    ):
        for value, own, of in _returns().get(node.func.id, ()):
            yield from _texts(value, own, of, seen | {node.func.id})


def _put_in(node: ast.AST, around: ast.AST, tree: ast.AST, seen: frozenset[str]) -> Iterator[str]:
    """The templates of what is put into a text, but for what stands in back-ticks: that is the user's own."""
    if not isinstance(node, ast.JoinedStr):
        return
    for n, part in enumerate(node.values):
        before = node.values[n - 1] if n else None
        quoted = isinstance(before, ast.Constant) and str(before.value).endswith("`")
        if isinstance(part, ast.FormattedValue) and not quoted:
            yield from _texts(part.value, around, tree, seen)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def all_sites() -> dict[str, str]:
    """Every template with the first place where it is made."""
    found: dict[str, str] = {}
    for path in files():
        for line, told in messages(path):
            found.setdefault(told, f"{path.relative_to(SRC)}:{line}")
    return found


def _declared(name: str, call: ast.Call) -> Iterator[str]:
    """What a file's part is called, what a key is that it must have, and which name is not there."""
    given = [template(argument) for argument in call.args]
    if name in ("name_among", "names_among") and given[2]:
        yield numbered(given[2])
    if name == "Section" and given[0]:
        yield given[0]
    required = any(k.arg == "required" and getattr(k.value, "value", None) for k in call.keywords)
    if name == "Key" and required and given[2]:
        yield given[2]


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """The templates of a file with their lines."""
    tree = ast.parse(path.read_text("utf-8"))
    around: dict[int, ast.AST] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for below in ast.walk(node):
                around[id(below)] = node  # the innermost comes last
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node)
        yield from ((node.lineno, told) for told in _declared(name, node))
        if name not in (*_MADE, *_PLACED) and not name.endswith("Error"):
            continue
        given = [a for a in node.args if not isinstance(a, ast.Starred)]
        given = given[_PLACED.get(name, 0) :]
        told = given[:1] + [k.value for k in node.keywords if k.arg in ("what", "hint")] + given[1:3]
        for each in told:
            for found in _texts(each, around.get(id(node), tree), tree):
                if re.search("[a-z]{2}", found):
                    yield node.lineno, numbered(found)
