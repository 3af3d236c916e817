"""Lists as several files tell them: records that are one by their ids, and who has which."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field

from policy_rules.attributes import define
from policy_rules.documents import Mapping
from policy_rules.errors import Fault
from policy_rules.facts.merged_values import joined_values, pushed, scalar_text
from policy_rules.facts.raw_trees import Tree, scalar_of

_OF_RECORDS = frozenset({"id", "source", "in", "not_in"})
Own = tuple["Telling", dict[str, Tree], str]
"""A record as one file tells it, with the source around."""


@define(eq=False)
class Telling:
    """What one file tells of one unit; `names` are the names of its sources among all."""

    unit: str
    tree: dict[str, Tree]
    default: str
    sources: dict[str, Tree]
    node: Mapping
    origin: tuple[int, str]
    """The file."""
    names: dict[str, str] = field(factory=dict)

    def source(self, given: Tree | None, around: str = "") -> str:
        """The source that is named, else that around, else that of the file."""
        named = scalar_text(given) or ("" if around else self.default)
        return self.names.get(named, named) or around

    def above(self, key: str) -> str:
        """The unit that the header names under a key."""
        header = self.tree.get("unit")
        return scalar_text(header.get(key)) if isinstance(header, dict) else ""

    def statements(self, section: str) -> list[dict[str, Tree]]:
        """The statements of a section, as the file has them."""
        found = self.tree.get(section, [])
        return [s for s in found if isinstance(s, dict)] if isinstance(found, list) else []

    def whole_lists(self) -> Iterator[dict[str, Tree]]:
        """What is said of whole lists, of an inner one for each record that the file has around it."""
        for statement in self.statements("complete"):
            *around, _ = scalar_text(statement.get("list")).split(".")
            if not around or "of" in statement:
                yield pushed(statement, self)
                continue
            for own in self._ids(around):
                yield pushed({**statement, "of": scalar_of(own)}, self)

    def _ids(self, path: list[str]) -> list[str]:
        """The ids of the records on a path of lists."""
        first, *inner = path
        records = [r for r in self.tree.get(first, []) if isinstance(r, dict)]
        for name in inner:
            records = [each for r in records for each in r.get(name, []) if isinstance(each, dict)]
        return [scalar_text(r.get("id")) or f"#{n}" for n, r in enumerate(records, 1)]

    def calling_whole(self, path: str, outer: str) -> set[str]:
        """The sources that call a list whole, of the record around it."""
        return {
            self.source(c.get("source"))
            for c in self.statements("complete")
            if scalar_text(c.get("list")) == path and scalar_text(c.get("of")) in ("", outer)
        }


def joined_list(
    path: str,
    told: list[tuple[Telling, list[Tree]]],
    having: list[Telling],
    faults: list[Fault],
    outer: str = "",
    around: dict[int, str] | None = None,
) -> list[Tree]:
    """The records of a list; `having` are the files that have what is around it, whether the list or not."""
    filled = [(t, records) for t, records in told if records]
    if len(filled) > 1 and any(_unnamed(records) for _, records in filled):
        what = f"`{path}` is told in several files, and records in it have no `id`"
        hint = "give each record an `id`, the same in all files for the same record"
        faults.append(filled[-1][0].node.fault(what, hint))
        return []
    found: dict[str, list[Own]] = {}
    for telling, records in filled:
        for number, record in enumerate(records, 1):
            if isinstance(record, dict):
                source = telling.source(record.get("source"), (around or {}).get(id(telling), ""))
                own = scalar_text(record.get("id")) or f"#{number}"
                found.setdefault(own, []).append((telling, record, source))
    ids = list(found) if any(own.startswith("#") for own in found) else sorted(found)
    return [_record(path, own, found[own], having, faults, outer) for own in ids]


def _unnamed(records: list[Tree]) -> bool:
    return any(not isinstance(r, dict) or not scalar_text(r.get("id")) for r in records)


def _record(
    path: str, own: str, told: list[Own], having: list[Telling], faults: list[Fault], outer: str
) -> dict[str, Tree]:
    """One record as all who have it tell it, and the sources that lack it in a list that they call whole."""
    inside = {s for t, r, source in told for s in _listed(r, "in", t) or {source}}
    tellers = {id(t) for t, _, _ in told}
    lacking = {s for t in having if id(t) not in tellers for s in t.calling_whole(path, outer)}
    lacking |= {s for t, r, _ in told for s in _listed(r, "not_in", t)}
    found: dict[str, Tree] = {} if own.startswith("#") else {"id": scalar_of(own)}
    if len(inside) > 1:
        found["in"] = [scalar_of(s) for s in sorted(inside)]
    else:
        found["source"] = scalar_of(min(inside))
    if lacking - inside:
        found["not_in"] = [scalar_of(s) for s in sorted(lacking - inside)]
    inner = sorted(
        {key for _, r, _ in told for key, value in r.items() if isinstance(value, list)} - _OF_RECORDS
    )
    plain = [
        (t, {k: v for k, v in r.items() if k not in _OF_RECORDS and k not in inner}, source)
        for t, r, source in told
    ]
    found |= joined_values(plain)
    around = {id(t): source for t, _, source in told}
    for name in inner:
        lists = [(t, r[name]) for t, r, _ in told if isinstance(r.get(name), list)]
        found[name] = joined_list(f"{path}.{name}", lists, [t for t, _, _ in told], faults, own, around)
    return found


def _listed(record: dict[str, Tree], key: str, telling: Telling) -> set[str]:
    """The sources that a record lists under a key."""
    given = record.get(key, [])
    return {telling.source(s) for s in (given if isinstance(given, list) else [given])}
