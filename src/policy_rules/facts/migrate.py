"""Facts rewritten for a vocabulary that has replaced names: renamed, and what cannot pass over is told.

What passes over one to one is written by its new name. Of what does not, only what is sure is written: a
label that became several is one of them; that the wider thing is not so says that the narrower is not; a day
is that of one record, of a list that is not thereby whole. All that is lost so is told, and stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from attrs import field

from policy_rules.attributes import define
from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import Scalar, from_data
from policy_rules.errors import FactsError
from policy_rules.facts.facts_file import FactsLike, RawFacts, RawUnit, load_facts
from policy_rules.facts.raw_trees import Tree, scalar_of, tree_of
from policy_rules.facts.renamed import under_other_names
from policy_rules.messages import Language, in_language
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.shapes import DAY, YEAR
from policy_rules.ruleset.typed_values import decimal, exact
from policy_rules.vocabulary import Entity, Vocabulary, Was

EMPTY: Mapping[str, Rule] = {}
Told = tuple[str, Tree, Tree | None]
"""An attribute of a single record, its value, and the source of the record in which it was told."""
Leaf = Callable[[Scalar], Tree | None]
"""What one value becomes; None where nothing is sure of it."""
_TIME, _DAY = re.compile(f"{YEAR.pattern}|{DAY.pattern}"), re.compile(DAY.pattern)
_EITHER: Tree = {"one_of": [Scalar("true"), Scalar("false")]}
_SURE = {"narrowed": "only that it is not so passes over", "record": "that there was no other is not known"}


def migrate_facts(
    vocabulary: Vocabulary, *sources: FactsLike, rules: Mapping[str, Rule] = EMPTY, language: Language = "en"
) -> tuple[RawFacts, tuple[str, ...]]:
    """The facts by the names of the vocabulary, and what is lost, each with its unit and its path.

    Of a grading on another scale than that of its rule today, by `rules`, nothing passes over.

    Raises:
        FactsError: a file cannot be read.
    """
    migrating = _Migrating(vocabulary, rules, language)
    units = []
    for raw in load_facts(*sources).units:
        node, faults = from_data(migrating.unit(tree_of(raw.node)), "migrated")
        if faults or not isinstance(node, MappingNode):
            raise FactsError(faults)
        units.append(RawUnit(node, raw.shared))
    return RawFacts(tuple(units)), tuple(migrating.lost)


@define
class _Migrating:
    """Rewrites the facts of units, and tells what is lost."""

    vocabulary: Vocabulary
    rules: Mapping[str, Rule]
    language: Language
    lost: list[str] = field(factory=list)
    _unit: str = ""
    _single_records: dict[str, list[Told]] = field(factory=dict)
    _lists: frozenset[str] = frozenset()
    """The names under which records of the unit stand, inner ones too."""

    def unit(self, tree: dict[str, Tree]) -> dict[str, Tree]:
        """One unit."""
        head = tree.get("unit")
        named = head.get("id") if isinstance(head, dict) else None
        self._unit = named.text if isinstance(named, Scalar) else "?"
        self._single_records = {}
        self._lists = frozenset(_lists_in(tree))
        found: dict[str, Tree] = {}
        for key, value in tree.items():
            name = self._entity(key)
            entity = self.vocabulary.entities.get(name)
            if key in self.vocabulary.gone and not isinstance(value, dict):
                self._is_gone(key)
            elif key == "reported" and isinstance(value, list):
                found[key] = [figure for figure in value if not self._is_gone_figure(figure)]
            elif key == "gradings" and isinstance(value, list):
                found[key] = [grading for grading in value if not self._is_lost_grading(grading)]
            elif key == "complete" and isinstance(value, list):
                found[key] = [c for each in value if (c := self._complete(each)) is not None]
            elif isinstance(value, dict) and (entity is None or entity.one) and key != "sources":
                self._single(key, name, value, found)
            elif isinstance(value, list) and entity is not None:
                records = [self._record(entity, r) for r in value]
                found[name] = [*found.get(name, []), *records]
            elif isinstance(value, list) and self._narrowed(key):
                self._lose(key, "it is not known which of its records are such")
            else:
                found[key] = value
        for name, told in self._single_records.items():
            found[name] = _one_record(told)
        return found

    def _entity(self, old: str) -> str:
        return next((e.name for e, was in self._entities() if was.name == old and was.one_to_one), old)

    def _narrowed(self, old: str) -> bool:
        return any(was.name == old for _, was in self._entities())

    def _entities(self) -> Iterator[tuple[Entity, Was]]:
        return ((e, was) for e in self.vocabulary.entities.values() for was in e.was)

    def _is_gone(self, path: str, written: str = "", around: str = "") -> bool:
        """Whether the name, or what it stood in, is gone, which is told then, as it is `written`."""
        gone = self.vocabulary.gone.get(path) or self.vocabulary.gone.get(around)
        if gone is None:
            return False
        reason = gone.en and f" ({gone.en})" if self.language == "en" else gone.zh and f"（{gone.zh}）"
        self._lose(written or path, f"taken out on {gone.on}: {gone.told(path)[1]}", reason)
        return True

    def _is_gone_figure(self, figure: Tree) -> bool:
        measure = figure.get("measure") if isinstance(figure, dict) else None
        return isinstance(measure, Scalar) and self._is_gone(measure.text)

    def _is_lost_grading(self, told: Tree) -> bool:
        """Whether the rule is graded no more, or on another scale, which is told then."""
        rule, value = (told.get(key) if isinstance(told, dict) else None for key in ("rule", "value"))
        if not isinstance(rule, Scalar):
            return False
        path, scale = f"grading({rule.text})", getattr(self.rules.get(rule.text), "grading", "")
        if self._is_gone(path):
            return True
        labels = self.vocabulary.scales.get(scale, ())
        other: list[str] = []

        def kept(given: Scalar) -> Scalar:
            other.extend([given.text] if labels and given.text not in labels else [])
            return given

        if value is not None and _mapped(value, kept) is not None and other:
            self._lose(path, f"`{other[0]}` is no grade of its scale now: {', '.join(labels)}")
        return bool(other)

    def _lose(self, path: str, why: str, reason: str = "") -> None:
        self.lost.append(f"`{self._unit}`: `{path}`: {in_language(why, self.language)}{reason}")

    # -- single records ----------------------------------------------------------------------------

    def _single(self, key: str, name: str, told: dict[str, Tree], found: dict[str, Tree]) -> None:
        """The attributes of a single record, each to where it belongs now."""
        around = told.get("source")
        if not told:
            found.setdefault(name, {})
        for attribute, value in told.items():
            place = self._place(key, name, attribute)
            if attribute == "source":
                continue
            if place is None and self._is_gone(f"{name}.{attribute}", f"{key}.{attribute}", key):
                continue
            entity, new, was = place or (name, attribute, None)
            if was is not None and was.record:
                records = list(self._as_records(value, attribute, was, around))
                found[entity] = [*found.get(entity, []), *records]
                self._lose(f"{key}.{attribute}", _SURE["record"])
                continue
            passed = value if was is None else self._passed(value, was, f"{key}.{attribute}")
            if passed is not None:
                found.setdefault(entity, {})
                self._single_records.setdefault(entity, []).append((new, passed, around))

    def _place(self, key: str, name: str, attribute: str) -> tuple[str, str, Was] | None:
        """Where an old attribute belongs: entity, attribute, and how it passes over."""
        for entity in self.vocabulary.entities.values():
            for was in entity.was:
                if was.record and was.name in (f"{key}.{attribute}", f"{name}.{attribute}"):
                    return entity.name, "", was
            for new in entity.attributes.values():
                for was in new.was:
                    if was.name in (f"{key}.{attribute}", f"{name}.{attribute}") or (
                        entity.name == name and was.name == attribute
                    ):
                        return entity.name, new.name, was
        return None

    def _as_records(self, value: Tree, name: str, was: Was, around: Tree | None) -> Iterator[dict[str, Tree]]:
        """Each day that was told as a record of its own, which bears the name of the old attribute."""
        days = list(_leaves(value))
        for number, (day, source) in enumerate(days, 1):
            if not day.null:
                own = name if len(days) == 1 else f"{name}-{number}"
                said = source or around
                yield {"id": scalar_of(own), was.record: day, **({"source": said} if said else {})}

    # -- records -----------------------------------------------------------------------------------

    def _record(self, entity: Entity, record: Tree) -> Tree:
        if not isinstance(record, dict):
            return record
        found: dict[str, Tree] = {}
        around = record.get("source")
        for key, value in record.items():
            name = self._entity(key)
            inner = self.vocabulary.entities.get(name)
            place = self._place(entity.name, entity.name, key)
            if self._is_gone(f"{entity.name}.{key}"):
                continue
            if isinstance(value, list) and inner is not None and entity.name in inner.of:
                found[name] = [*found.get(name, []), *(self._record(inner, r) for r in value)]
            else:
                new = key if place is None else place[1]
                passed = value if place is None else self._passed(value, place[2], f"{entity.name}.{key}")
                if passed is not None:
                    both = new in found and [*_told(found[new], around), *_told(passed, around)]
                    found[new] = {"told": both} if both else passed
        return found

    def _complete(self, told: Tree) -> Tree | None:
        """What is said of a whole list by its new name, unless it is narrower now, or told under several."""
        given = told.get("list") if isinstance(told, dict) else None
        if not isinstance(given, Scalar):
            return told
        steps = [self._entity(step) for step in given.text.split(".")]
        if any(step in self.vocabulary.gone for step in steps):
            self._lose(f"complete({given.text})", "there is no such list now")
            return None
        if any(self._narrowed(step) for step in steps):
            self._lose(f"complete({given.text})", "the list is another now")
            return None
        if under_other_names(given.text, self._lists, self._entity):
            self._lose(f"complete({given.text})", "records stand under another of its names too")
            return None
        return {**told, "list": scalar_of(".".join(steps))}

    # -- values ------------------------------------------------------------------------------------

    def _passed(self, value: Tree, was: Was, path: str) -> Tree | None:
        """A value as it passes over; None, and told, where nothing is sure."""
        several: list[Tree] = []
        found = _mapped(value, _leaf(was, several), _EITHER if was.narrowed else None)
        if was.narrowed and (found is None or several):
            self._lose(path, _SURE["narrowed"])
        elif found is None:
            self._lose(path, "what it said has no place now")
        elif several:
            self._lose(path, "which of several it is now is not known")
        return found


def _lists_in(tree: Mapping[str, Tree]) -> Iterator[str]:
    """The names of the lists that hold records, and of those inside them."""
    for name, told in tree.items():
        records = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
        if records:
            yield name
        for record in records:
            yield from _lists_in(record)


def _leaf(was: Was, several: list[Tree]) -> Leaf:
    """What a single value becomes; one that became several, or that is not sure, is put on the list."""

    def leaf(given: Scalar) -> Tree | None:
        if given.null:
            return given
        if was.narrowed:
            if given.text == "false":
                return given
            several.append(given)
            return None
        if was.times is not None:
            return _times(given, was.times)
        new = was.labels.get(given.text, (given.text,))
        if len(new) == 1:
            return scalar_of(new[0]) if new[0] != given.text else given
        several.append(given)
        return {"one_of": [scalar_of(name) for name in new]}

    return leaf


def _times(given: Scalar, factor: Fraction) -> Scalar | None:
    percent = given.text.endswith("%")
    number = exact(given.text.removesuffix("%").rstrip())
    return None if number is None else scalar_of(decimal(Fraction(number) * factor) + "%" * percent)


def _mapped(value: Tree, leaf: Leaf, unsure: Tree | None = None) -> Tree | None:
    """A value with each single one in it mapped; None where nothing is sure.

    `unsure` stands beside what is sure: for another source's statement, and from a day on, so that what
    another said, or what stood before that day, does not stand alone.
    """
    if not isinstance(value, dict):
        return leaf(value) if isinstance(value, Scalar) else value
    if isinstance(value.get("told"), list):
        told = [_mapped(item, leaf, unsure) for item in value["told"]]
        if not any(told):
            return None
        either = [{**unsure, **_source_of(item)} if unsure else None for item in value["told"]]
        return {"told": [m or e for m, e in zip(told, either, strict=True) if m or e]}
    if value and all(_TIME.fullmatch(key) for key in value):
        times = {key: _mapped(each, leaf, unsure) for key, each in value.items()}
        if not any(times.values()):
            return None
        open_ = {key: unsure if _DAY.fullmatch(key) else None for key in times}
        return {key: m or open_[key] for key, m in times.items() if m or open_[key]}
    around = _source_of(value)
    if "value" in value:
        inner = _mapped(value["value"], leaf, unsure)
        if inner is None:
            return None
        known = isinstance(inner, dict) and not any(_TIME.fullmatch(key) for key in inner)
        return {**inner, **around} if known else {"value": inner, **around}
    if isinstance(value.get("one_of"), list):
        parts = [leaf(each) for each in value["one_of"]]
        if None in parts:
            return None
        listed = [one for part in parts for one in (part["one_of"] if isinstance(part, dict) else [part])]
        return {"one_of": listed, **around}
    return _between(value, leaf, around)


def _source_of(value: Tree) -> dict[str, Tree]:
    return {"source": value["source"]} if isinstance(value, dict) and "source" in value else {}


def _between(value: Mapping[str, Tree], leaf: Leaf, around: dict[str, Tree]) -> Tree | None:
    """What lies between two ends, which a negative factor puts the other way round."""
    ends = {key: leaf(each) for key, each in value.items() if key != "source"}
    if any(not isinstance(end, Scalar) for end in ends.values()):
        return None
    low, high = (ends.get(key) for key in ("at_least", "at_most"))
    if _is_turned(leaf):
        low, high = high, low
    told = {"at_least": low, "at_most": high}
    return {**{key: end for key, end in told.items() if end is not None}, **around}


def _is_turned(leaf: Leaf) -> bool:
    """Whether what is more was less."""
    ends = [leaf(Scalar(text)) for text in ("1", "2")]
    numbers = [exact(end.text) if isinstance(end, Scalar) else None for end in ends]
    low, high = numbers
    return low is not None and high is not None and low > high


def _leaves(value: Tree) -> Iterator[tuple[Scalar, Tree | None]]:
    """The single values that are told, each with its source."""
    if isinstance(value, Scalar):
        yield value, None
    elif isinstance(value, dict):
        if isinstance(value.get("told"), list):
            for item in value["told"]:
                yield from _leaves(item)
        elif "value" in value:
            for one, source in _leaves(value["value"]):
                yield one, source or value.get("source")
        elif value and all(_TIME.fullmatch(key) for key in value):
            for each in value.values():
                yield from _leaves(each)


def _told(value: Tree, around: Tree | None) -> list[Tree]:
    """The statements of a value, each with its source: its own, or that of the record."""
    source = {} if around is None else {"source": around}
    if isinstance(value, dict) and isinstance(value.get("told"), list):
        return [{**source, **one} if isinstance(one, dict) else one for one in value["told"]]
    known = isinstance(value, dict) and not any(_TIME.fullmatch(key) for key in value)
    if not known:
        return [{"value": value, **source}]
    return [{**value, "source": value.get("source", around)} if around else value]


def _one_record(told: list[Told]) -> dict[str, Tree]:
    """A single record of all that was told of it, under whichever names, each value with its source."""
    sources = {around.text if isinstance(around, Scalar) else "" for _, _, around in told}
    apart = len(sources) > 1
    found: dict[str, Tree] = {} if apart or told[0][2] is None else {"source": told[0][2]}
    for name in dict.fromkeys(name for name, _, _ in told):
        values = [(value, around) for own, value, around in told if own == name]
        if len(values) > 1:
            found[name] = {"told": [one for value, around in values for one in _told(value, around)]}
        else:
            found[name] = _with_source(*values[0]) if apart else values[0][0]
    return found


def _with_source(value: Tree, around: Tree | None) -> Tree:
    """A value with the source of the record in which it was told, where it has none of its own."""
    if around is None:
        return value
    if isinstance(value, dict) and value and all(_TIME.fullmatch(key) for key in value):
        return {key: _with_source(each, around) for key, each in value.items()}
    told = _told(value, around)
    return {"told": told} if isinstance(value, dict) and isinstance(value.get("told"), list) else told[0]
