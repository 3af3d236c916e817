"""Values as several files tell them: each with its source, side by side where there are several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from policy_rules.documents import Scalar
from policy_rules.facts.raw_trees import Tree, distinct, scalar_of
from policy_rules.ruleset.shapes import DAY, YEAR
from policy_rules.ruleset.typed_values import PARTLY

_TIME = re.compile(f"{YEAR.pattern}|{DAY.pattern}")


class SourceNames(Protocol):
    """The sources of a file, as they are called where files are joined."""

    def source(self, given: Tree | None, around: str = "") -> str:
        """The source that is named, else that around, else that of the file."""
        ...


def pushed(statement: dict[str, Tree], names: SourceNames, around: str = "") -> dict[str, Tree]:
    """A statement with its source."""
    inner: dict[str, Tree] = {}
    own = names.source(statement.get("source"), around)
    for key, value in statement.items():
        figures = key == "figures" and isinstance(value, list)
        inner[key] = [pushed(f, names, own) for f in value] if figures else value
    return {**inner, "source": scalar_of(own)}


def joined_values(told: Iterable[tuple[SourceNames, dict[str, Tree], str]]) -> dict[str, Tree]:
    """The attributes of one record, as each of several tells them with a source around."""
    items: dict[str, list[Tree]] = {}
    for names, tree, around in told:
        for key, value in tree.items():
            if key != "source":
                items.setdefault(key, []).extend(_items(value, names, around))
    return {key: _joined(distinct(found)) for key, found in sorted(items.items())}


def _joined(items: list[dict[str, Tree]]) -> Tree:
    """The statements of one value: the one there is, or all that is told."""
    if len(items) > 1:
        return {"told": items}
    (only,) = items
    return only["value"] if set(only) == {"value"} else only


def _items(value: Tree, names: SourceNames, around: str) -> Iterator[dict[str, Tree]]:
    """Each statement of a value, with its source; one by years or days names sources inside."""
    if isinstance(value, dict) and isinstance(value.get("told"), list):
        for item in value["told"]:
            own = names.source(item.get("source"), around) if isinstance(item, dict) else around
            inner = {k: v for k, v in item.items() if k != "source"} if isinstance(item, dict) else item
            yield from _items(inner["value"] if _is_only_value(inner) else inner, names, own)
    elif isinstance(value, dict) and any(_TIME.fullmatch(key) for key in value):
        times = {key: _joined(distinct(_items(each, names, around))) for key, each in sorted(value.items())}
        yield {"value": times}
    elif isinstance(value, dict) and ("value" in value or value.keys() & PARTLY):
        own = names.source(value.get("source"), around)
        rest = {k: v for k, v in value.items() if k != "source"}
        if _is_only_value(rest) and isinstance(rest["value"], dict):
            yield from _items(rest["value"], names, own)
        else:
            yield {**rest, "source": scalar_of(own)}
    else:
        yield {"value": value, "source": scalar_of(around)}


def _is_only_value(tree: Any) -> bool:
    return isinstance(tree, dict) and set(tree) == {"value"}


def scalar_text(tree: Tree | None) -> str:
    """The text of a scalar, else nothing."""
    return tree.text if isinstance(tree, Scalar) and not tree.null else ""
