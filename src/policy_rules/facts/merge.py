"""Facts of several files joined: what each department tells of a unit, with who said it.

Files are joined as they are written, before any vocabulary has met them; nothing is ranked and nothing is
left out. Each statement names its source; a file that names none is a source itself. What no source can be
ranked on (the unit above, an entry on a sheet, a correction) has to be told alike: it is a fault where it is
not. Source: docs/decisions/0014-sources.md.

Joined files can be joined again, in any order, with the same result.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import field

from policy_rules.attributes import define
from policy_rules.documents import Mapping, Scalar, from_data
from policy_rules.errors import FactsError, Fault, printed
from policy_rules.facts.facts_file import FactsLike, PrecedenceLike, RawFacts, RawUnit, load_facts
from policy_rules.facts.merged_lists import Telling, joined_list
from policy_rules.facts.merged_values import joined_values, pushed
from policy_rules.facts.named_trees import by_names
from policy_rules.facts.raw_trees import Tree, distinct, facts_page, scalar_of, tree_of, tree_text
from policy_rules.vocabulary import Vocabulary

HEADER = ("id", "name", "parent", "place", "organ_of", "constructed")
_ONE = {
    "entries": ("entry", "instance", "for"),
    "corrections": ("id",),
    "succession": ("from",),
    "samples": ("for",),
}
"""Statements that no source is ranked on, with the keys by which they are one."""
STATEMENTS = ("complete", "reported", "exceptions", "gradings", *_ONE)
_OUTSIDE = frozenset({"unit", "units", "sources", "source", *STATEMENTS})
_MARK = "~"
"""Stands between the id of a source and what tells it from others of that id."""
_ONE_OF_UNITS = re.compile(r"((: |\.)units\[\d+\])+$")
"""Where a unit stands in facts that a program gives (`facts: units[2]`), which are one file all the same."""


def merge_facts(
    *sources: FactsLike, precedence: PrecedenceLike | None = None, vocabulary: Vocabulary | None = None
) -> RawFacts:
    """The facts of several files as one, each statement with its source.

    `sources` and `precedence` are those of `load_facts`. `facts_text` writes the result. With a `vocabulary`
    what one file calls by its label and another by its name is one; the result has the names.

    Raises:
        FactsError: a file cannot be read, or files disagree on what cannot be told by several; all of it
            is told.
    """
    raw = load_facts(*sources, precedence=precedence)
    each = [load_facts(source).units for source in sources]
    trees = ([tree_of(unit.node) for unit in units if _without_file(unit)] for units in each)
    merging = _Merging(vocabulary, [_digest(given) if given else "" for given in trees])
    tellings = [merging.telling(unit, n) for n, units in enumerate(each) for unit in units]
    named = merging.name_sources(tellings)
    by_unit: dict[str, list[Telling]] = {}
    for telling in tellings:
        by_unit.setdefault(telling.unit, []).append(telling)
    merging.check_units(tellings)
    units = [merging.unit(id_, by_unit[id_]) for id_ in sorted(by_unit)]
    if merging.faults:
        raise FactsError(merging.faults)
    node, faults = from_data({"sources": named, "units": units}, "merged")
    if faults or not isinstance(node, Mapping):
        raise FactsError(faults)
    return RawFacts((*load_facts(node).units,), raw.precedence)


def facts_text(facts: RawFacts) -> str:
    """Facts as the text of a facts file; raises FactsError where they are not what `load_facts` gives."""
    if not isinstance(facts, RawFacts):
        told = f"`{printed(facts)}` are no loaded facts"
        raise FactsError(Fault(told, hint="write what `load_facts` or `merge_facts` gives"))
    sources: dict[str, Tree] = {}
    units = []
    for unit in facts.units:
        for outer in (unit.shared, unit.node):
            given = outer.get("sources") if outer is not None else None
            sources |= tree_of(given) if isinstance(given, Mapping) else {}
        own = tree_of(unit.node)
        shared = unit.shared.get("source") if unit.shared is not None else None
        default = {"source": tree_of(shared)} if shared is not None and "source" not in own else {}
        units.append({**default, **{key: value for key, value in own.items() if key != "sources"}})
    return facts_page(sources, units)


@define
class _Merging:
    """Joins what is told of units, and collects what cannot be joined."""

    vocabulary: Vocabulary | None = None
    given: list[str] = field(factory=list)
    """Digests of what was given without a file, which tell it from other such facts; "" of files alone."""
    faults: list[Fault] = field(factory=list)

    def telling(self, raw: RawUnit, given_as: int) -> Telling:
        """What one file tells of one unit; `given_as` numbers what was given to be joined."""
        node, tree = raw.node, tree_of(raw.node)
        if self.vocabulary is not None:
            tree = by_names(tree, self.vocabulary)
        header = tree.get("unit")
        given = header.get("id") if isinstance(header, dict) else None
        if not isinstance(given, Scalar) or given.null or not given.text:
            self.faults.append(node.fault("the facts name no unit", "begin with `unit: {id: …}`"))
            given = scalar_of("")
        sources: dict[str, Tree] = {}
        default = ""
        for outer in (raw.shared, raw.node):
            told = tree_of(outer) if outer is not None else {}
            sources |= told.get("sources", {}) if isinstance(told.get("sources", {}), dict) else {}
            own = told.get("source")
            default = own.text if isinstance(own, Scalar) else default
        if not default:
            file = node.page.file
            stem = re.sub(r"\.[a-z]+$", "", file.replace("\\", "/").rpartition("/")[2])
            if _without_file(raw):
                own_mark = self.given[given_as]
                stem, file = f"facts{_MARK}{own_mark}", "facts without a file"
                if len(set(self.given)) > 1:  # two programs are two sources, and may say different things
                    file = f"{file} ({own_mark})"
            default = stem
            sources = {default: {"title": scalar_of(file)}, **sources}
        return Telling(
            given.text, tree, default, sources, node, (given_as, _ONE_OF_UNITS.sub("", node.page.file))
        )

    # -- sources -----------------------------------------------------------------------------------

    def name_sources(self, tellings: Iterable[Telling]) -> dict[str, Tree]:
        """One name for each source in use: those of one id that differ bear a mark of their own."""
        contents: dict[str, dict[str, set[str]]] = {}
        every = list(tellings)
        for telling in every:
            used = set(_sources_in(_Merging().unit(telling.unit, [telling])))
            telling.sources = {name: about for name, about in telling.sources.items() if name in used}
            for name, about in telling.sources.items():
                base = name.partition(_MARK)[0]
                contents.setdefault(base, {}).setdefault(_digest(about), set()).add(name)
        found: dict[str, Tree] = {}
        for telling in every:
            for name, about in telling.sources.items():
                base, _, marked = name.partition(_MARK)
                same, own = contents[base], _digest(about)
                apart = len(same) > 1 or any(_MARK in other for other in same[own])
                new = name if marked and len(same[own]) == 1 else f"{base}{_MARK}{own}" if apart else name
                telling.names[name] = new
                found[new] = about
        return dict(sorted(found.items()))

    # -- units -------------------------------------------------------------------------------------

    def unit(self, id_: str, tellings: list[Telling]) -> dict[str, Tree]:
        """All that is told of a unit."""
        found: dict[str, Tree] = {"unit": self._header(id_, tellings)}
        names = dict.fromkeys(key for t in tellings for key in t.tree if key not in _OUTSIDE)
        for name in sorted(names):
            told = [(t, t.tree[name]) for t in tellings if name in t.tree]
            if all(isinstance(tree, dict) for _, tree in told):
                found[name] = joined_values([(t, tree, t.source(tree.get("source"))) for t, tree in told])
            elif all(isinstance(tree, list) for _, tree in told):
                found[name] = joined_list(name, told, tellings, self.faults)
            else:
                told_ = f"`{name}` is a list in one file and none in another"
                self.faults.append(tellings[0].node.fault(told_))
        for section in STATEMENTS:
            statements = self._statements(section, tellings)
            if statements:
                found[section] = statements
        return found

    def _header(self, id_: str, tellings: list[Telling]) -> dict[str, Tree]:
        """What says which unit it is, told alike by all who tell it; then its attributes."""
        headers = [(t, t.tree["unit"]) for t in tellings if isinstance(t.tree.get("unit"), dict)]
        found: dict[str, Tree] = {"id": scalar_of(id_)}
        for key in HEADER[1:]:
            given = distinct(h[key] for _, h in headers if key in h)
            if key == "constructed" and given:
                found[key] = max(given, key=lambda tree: tree_text(tree) == "true")
            elif len(given) > 1:
                said = " and ".join(f"`{tree_text(tree)}`" for tree in given)
                hint = "say the same in all, or leave it out in one"
                self.faults.append(tellings[-1].node.fault(f"`{key}` of the unit `{id_}` is {said}", hint))
            elif given:
                found[key] = given[0]
        own = [(t, {k: v for k, v in h.items() if k not in HEADER}, t.source(None)) for t, h in headers]
        return {**found, **joined_values(own)}

    def check_units(self, tellings: list[Telling]) -> None:
        """Units below another, and organs, that a file lacks which calls the list of them whole."""
        for key, list_ in (("parent", "units_under"), ("organ_of", "organs")):
            above = {t.unit: t.above(key) for t in tellings if t.above(key)}
            for telling in tellings:
                if not any(_text_of(c, "list") == list_ for c in telling.statements("complete")):
                    continue
                own = {t.unit for t in tellings if t.origin == telling.origin}
                for unit in sorted(above):
                    if unit not in own and _is_below(unit, telling.unit, above, deep=key == "parent"):
                        told = f"`{list_}` of `{telling.unit}` is said to be whole, without `{unit}`"
                        hint = f"tell of `{unit}` in that file too, or take the statement out"
                        self.faults.append(telling.node.fault(told, hint))

    # -- statements --------------------------------------------------------------------------------

    def _statements(self, section: str, tellings: list[Telling]) -> list[Tree]:
        """The statements of a section, each with its source."""
        if section == "complete":
            return distinct(c for t in tellings for c in t.whole_lists())
        if section in _ONE:
            return list(self._told_alike(section, tellings))
        found = distinct(pushed(s, t) for t in tellings for s in t.statements(section))
        if section == "exceptions":
            self._check_numbers(found, tellings)
        return found

    def _told_alike(self, section: str, tellings: list[Telling]) -> Iterator[Tree]:
        """Statements that have to be told alike by all who tell them, in the order of a file."""
        by_file: list[dict[str, list[Tree]]] = []
        for telling in tellings:
            found: dict[str, list[Tree]] = {}
            for statement in telling.statements(section):
                about = " ".join(_text_of(statement, key) for key in _ONE[section])
                found.setdefault(about.strip(), []).append(pushed(statement, telling))
            by_file.append(found)
        for about in sorted({about for found in by_file for about in found}):
            told = [found[about] for found in by_file if about in found]
            bare = {tree_text([_without_source(s) for s in each]) for each in told}
            if len(bare) > 1:
                what = f"`{section}` of `{tellings[0].unit}` tell two things of `{about}`"
                hint = "no source goes before another here: keep the right one"
                self.faults.append(tellings[-1].node.fault(what, hint))
            yield from min(told, key=tree_text)

    def _check_numbers(self, exceptions: list[Tree], tellings: list[Telling]) -> None:
        """Two numbers in place of one that a rule defines."""
        numbers: dict[tuple[str, str], set[str]] = {}
        for e in exceptions:
            if "value" in e:
                about = (_text_of(e, "rule"), _text_of(e, "instance"))
                numbers.setdefault(about, set()).add(tree_text(_without_source(e)))
        for (rule, _), different in numbers.items():
            if len(different) > 1 and len(tellings) > 1:
                unit = tellings[0].unit
                told = f"the exceptions of `{unit}` to `{rule}` put different numbers in place of its own"
                hint = "no source goes before another here: keep the right one"
                self.faults.append(tellings[-1].node.fault(told, hint))


def _is_below(unit: str, other: str, above: dict[str, str], *, deep: bool) -> bool:
    """Whether the unit stands below the other, at once or further down."""
    seen = set()
    while unit in above and unit not in seen:
        seen.add(unit)
        unit = above[unit]
        if unit == other:
            return True
        if not deep:
            return False
    return False


def _sources_in(tree: Tree, under: str = "") -> Iterator[str]:
    """The names of sources that stand in a tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _sources_in(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from _sources_in(item, under if under in ("in", "not_in") else "")
    elif under in ("source", "in", "not_in"):
        yield tree.text


def _without_source(tree: Tree) -> Tree:
    if isinstance(tree, dict):
        return {key: _without_source(value) for key, value in tree.items() if key != "source"}
    return [_without_source(item) for item in tree] if isinstance(tree, list) else tree


def _text_of(tree: dict[str, Any], key: str) -> str:
    found = tree.get(key)
    return found.text if isinstance(found, Scalar) else ""


def _without_file(raw: RawUnit) -> bool:
    """Whether a program gave the unit."""
    file = raw.node.page.file
    return file == "facts" or file.startswith("facts:")


def _digest(tree: Tree) -> str:
    """What tells one tree from another."""
    return hashlib.sha256(tree_text(tree).encode("utf-8", "surrogatepass")).hexdigest()[:8]
