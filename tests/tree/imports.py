"""The imports of a package, read from its files: at the top, in functions, for types only, by string."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

BY_STRING = frozenset({"import_module", "__import__", "resolve_name", "run_module", "run_path", "importlib"})


@frozen
class Import:
    """`of` imports `to` (a module's full name, or a package of others) on a line.

    `inside` is the function in which it stands, "" at the top; `for_types`: only where types are checked.
    """

    of: str
    to: str
    line: int
    inside: str = ""
    for_types: bool = False


def modules(root: Path) -> dict[str, Path]:
    """The modules of a package by their full names."""
    files = ((p.relative_to(root.parent).with_suffix(""), p) for p in sorted(root.rglob("*.py")))
    return {".".join(f.parts).removesuffix(".__init__"): p for f, p in files}


def imports(root: Path) -> Iterator[Import]:
    """Every import in every file; what is imported by a string is not among them."""
    known = modules(root)
    for name, path in known.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        yield from _imports(ast.parse(path.read_text("utf-8")), name, package, known)


def _imports(
    node: ast.AST, of: str, package: str, known: Mapping[str, Path], inside: str = "", types: bool = False
) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for to in _named(child, package, known):
                yield Import(of, to, child.lineno, inside, types)
            continue
        scope = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else inside
        lambda_ = isinstance(child, ast.Lambda)
        checked = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        yield from _imports(child, of, package, known, "lambda" if lambda_ else scope, types or checked)


def _named(node: ast.Import | ast.ImportFrom, package: str, known: Mapping[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    if node.level:
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*above, *filter(None, [node.module])])
    for alias in node.names:
        yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base


def by_string(root: Path) -> list[tuple[str, int]]:
    """Where something is imported by a string: the module, and the line."""
    found = []
    for name, path in modules(root).items():
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if any(word in text for word in BY_STRING) else ():
            word = getattr(node, "id", None) or getattr(node, "attr", None)
            if isinstance(node, ast.Name | ast.Attribute) and word in BY_STRING:
                found.append((name, node.lineno))
    return sorted(found)


def circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """The sets of files that reach each other, by taking away files until none is left that ends a way."""
    ahead = {of: set(to) - {of} for of, to in edges.items()}
    behind: dict[str, set[str]] = {}
    for of, to in ahead.items():
        for name in to:
            behind.setdefault(name, set()).add(of)
    found, left = [], {name for name in ahead if _reach(name, ahead) & {name}}
    while left:
        first = min(left)
        circle = _reach(first, ahead) & _reach(first, behind)
        found.append(sorted(circle))
        left -= circle
    return found


def _reach(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from a file by one step or more."""
    found, ahead = set[str](), [start]
    while ahead:
        for name in edges.get(ahead.pop(), ()):
            if name not in found:
                found.add(name)
                ahead.append(name)
    return found
