"""No state in modules: what a module holds is constant, or stands in the list here with its reason."""

from __future__ import annotations

import ast
import datetime
import importlib
import inspect
import pkgutil
import re
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import policy_rules as pr

HERE = Path(__file__).parent
DAY = datetime.date(2025, 3, 1)

STATE = {
    "collector:_LOCK": "Python's collector of cycles is the process's, and so is who asked it to rest",
    "collector:_resting": "as its lock",
    "collector:_enabled": "as its lock",
    "collector:_aged": "what the process's collector was spared",
    "collector:_gone_through": "as what it was spared",
    "engines.session.durable_host:PROCESS": "durable cannot be had twice in a process",
    "feel.values:METER": "a context variable: each thread and task has its own",
    "ruleset.deferred:_LOCK": "a lock holds nothing",
    "feel.library:IMPLEMENTATIONS": "filled by imports alone: modules of built-ins register them",
    "shown:_FORMS": "filled by imports alone: reports register their forms",
    "shown:_BEFORE_SHOWN": "filled by imports alone: the package says where forms are",
}
CONSTANT_OBJECTS = {
    "documents.workbook:_Row.page": "no page; each row that is read has its own",
    "engines.compiled.runtime:NO_RECORD": "a record without anything",
    "engines.points.slots:_SCALED": "the method of a decimal context, whose flags are not read",
    "feel.arithmetic:WIDE": "how decimals are computed with; a context's flags are not read",
    "values.exact:_CONTEXT": "as above",
    "cli.dialogue:_SKIPPED": "a mark, without anything in it",
    "scoring.grounds:NO_BASIS": "the basis without anything",
    "report.forms:MODEL": "how the ruleset of a result is reached",
    "report.forms:MODEL_AFTER": "that of the later one of two",
    "scoring.others:ALONE": "the others of one unit alone: none",
}
CACHES = {
    "cache.stamp:library": "of no argument",
    "engines.compiled.runtime:instance": "of ten ends of truths, each one of three",
    "feel.instances:_parse": "bounded",
    "feel.parse:_parser": "of no argument",
    "feel.parse:_read": "bounded",
    "feel.regex:_translated": "bounded",
    "feel.temporal:_zones": "bounded",
    "messages.catalogue:_catalogue": "of a language, of which there are few",
    "feel.table:_read": "of no argument",
    "feel.table:feel_only": "of no argument",
    "feel.table:parameters": "of no argument",
    "operators.comparison:place": "bounded",
}
"""Caches of pure functions of values that cannot change."""
Modules = list[tuple[str, types.ModuleType, ast.Module]]
CHANGING = {
    *("append", "extend", "insert", "remove", "pop", "popitem", "clear", "sort", "reverse"),
    *("update", "setdefault", "add", "discard", "difference_update", "intersection_update"),
}
PLAIN = (
    *(
        str,
        int,
        float,
        bytes,
        type(None),
        type,
        range,
        tuple,
        frozenset,
        Fraction,
        datetime.date,
        datetime.timedelta,
        Path,
    ),
    *(re.Pattern, types.ModuleType, types.MappingProxyType, types.GenericAlias, types.UnionType),
    Enum,
)


@pytest.fixture(scope="module")
def modules() -> Modules:
    """Every module but those that run when imported, with its text as a tree."""
    read = []
    for found in pkgutil.walk_packages(pr.__path__, "policy_rules."):
        if not found.name.endswith("__main__"):
            module = importlib.import_module(found.name)
            tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
            read.append((found.name.removeprefix("policy_rules."), module, tree))
    return read


def bound_in(body: list[ast.stmt]) -> Iterator[str]:
    """The names that statements bind, but for those of imports."""
    for node in body:
        match node:
            case ast.Assign(targets=targets):
                yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.FunctionDef(name=name):
                yield name
            case ast.If() | ast.Try() | ast.With() | ast.For():
                yield from bound_in([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)])


def sort_of(value: object) -> str:
    """What may change of it: what a cache or a container holds, an object's attributes, or nothing."""
    if hasattr(value, "cache_parameters"):
        return "cache"
    if isinstance(value, dict | list | set):
        return "container"
    if isinstance(value, PLAIN) or hasattr(type(value), "__get__") or type(value).__module__ == "typing":
        return ""  # `__get__`: functions, and what classes describe attributes with
    return "" if type(value).__setattr__.__name__ == "_frozen_setattrs" else "object"


@pytest.fixture(scope="module")
def held(modules: Modules) -> Mapping[str, object]:
    """What modules hold that could change, by module and name; of classes what their bodies hold."""
    found: dict[str, object] = {}
    for name, module, tree in modules:
        found |= {f"{name}:{bound}": getattr(module, bound, None) for bound in bound_in(tree.body)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                found |= {f"{name}:{bound}": [] for bound in node.names}
            if isinstance(node, ast.ClassDef) and isinstance(made := getattr(module, node.name, None), type):
                inside = {bound: vars(made).get(bound) for bound in bound_in(node.body)}
                found |= {f"{name}:{node.name}.{bound}": value for bound, value in inside.items()}
    return {name: value for name, value in found.items() if sort_of(value)}


def of_sort(held: Mapping[str, object], *sorts: str) -> set[str]:
    return {name for name, value in held.items() if sort_of(value) in sorts and name not in STATE}


def test_every_name_of_the_lists_is_there_and_every_object_is_in_a_list(held: Mapping[str, object]) -> None:
    assert of_sort(held, "object") == set(CONSTANT_OBJECTS)
    assert held.keys() >= STATE.keys()


def test_caches_are_of_pure_functions_and_bounded(held: Mapping[str, object]) -> None:
    caches = of_sort(held, "cache")
    assert caches == set(CACHES)
    for name in caches:
        bound = held[name].cache_parameters()["maxsize"]  # type: ignore[attr-defined]
        assert (bound is not None) == (CACHES[name] == "bounded"), name
        none = not inspect.signature(held[name].__wrapped__).parameters  # type: ignore[attr-defined]
        assert bound or none == (CACHES[name] == "of no argument"), name


def changed_names(tree: ast.Module) -> Iterator[tuple[ast.expr, int]]:
    """The expressions whose value a statement may change in its place, with the line."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
                yield value, node.lineno
            case ast.AugAssign(target=ast.Attribute(value=value) | ast.Subscript(value=value)):
                yield value, node.lineno
            case ast.AugAssign(target=ast.Name() as value):
                yield value, node.lineno
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in CHANGING:
                yield value, node.lineno
            case ast.Attribute(value=value, ctx=ast.Store() | ast.Del()):
                yield value, node.lineno


def local_names(node: ast.AST, *, inside: bool = False) -> set[str]:
    """The names that some function or comprehension binds for itself."""
    found = {node.arg} if isinstance(node, ast.arg) else set()
    if inside and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        found.add(node.id)
    inside = inside or isinstance(node, ast.FunctionDef | ast.Lambda | ast.comprehension)
    return found.union(*(local_names(child, inside=inside) for child in ast.iter_child_nodes(node)))


def test_no_statement_changes_what_a_module_holds(held: Mapping[str, object], modules: Modules) -> None:
    constant = {id(v) for n, v in held.items() if sort_of(v) in ("container", "object") and n not in STATE}
    found = []
    for name, module, tree in modules:
        local = local_names(tree)
        for value, line in changed_names(tree):
            target = None
            if isinstance(value, ast.Name) and value.id not in local:
                target = vars(module).get(value.id)
            elif isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
                target = getattr(vars(module).get(value.value.id), value.attr, None)
            if id(target) in constant:
                found.append(f"{name}:{line} {ast.unparse(value)}")
    assert found == []


def shallow(value: object) -> object:
    """What a container or an object holds, by identity."""
    if isinstance(value, dict):
        return [(key if isinstance(key, str) else id(key), id(inner)) for key, inner in value.items()]
    if isinstance(value, set):
        return sorted(map(id, value))
    if isinstance(value, list):
        return list(map(id, value))
    names = attrs.fields_dict(type(value)) if attrs.has(type(value)) else ()  # type: ignore[arg-type]
    return [(name, id(getattr(value, name))) for name in names]


def test_work_leaves_what_modules_hold_as_it_was(held: Mapping[str, object]) -> None:
    watched = {name: value for name, value in held.items() if sort_of(value) != "cache" and name not in STATE}
    before = {name: shallow(value) for name, value in watched.items()}
    ruleset = pr.load_ruleset(HERE / "library")
    facts = pr.load_facts(HERE / "elm-library.yaml")
    for engine in ("compiled", "reference"):
        found = ruleset.assess(facts, as_of=DAY, year=2024, profile="usual", engine=engine)
        assert found.to_dict()
        assert str(found.next_facts())
        assert str(found.what_if({"rooms.seats": 12}))
    session = ruleset.session(as_of=DAY, year=2024)
    session.load(facts)
    assert session.results("elm")
    assert {name: shallow(value) for name, value in watched.items()} == before
