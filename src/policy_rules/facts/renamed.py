"""Facts written before something was renamed: read by its old name, and told by its new one.

Facts are bound with the old names as if they were declared (`with_old_names`); what stands under them is then
put under the new ones (`renamed`), one to one. Old and new given both are sources that differ. That the old
list is whole passes on only where no record stands under the new name. What does not pass over one to one is
refused, and read by `migrate`. Stored facts are read in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import count

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.errors import Fault
from policy_rules.facts.bound import Completeness, Entry, Lists, RecordFacts, UnitFacts
from policy_rules.facts.sources_that_differ import as_one, joined_timelines
from policy_rules.values.known import INF, ONLY, End, Labels, Num, Value
from policy_rules.vocabulary import Attribute, Entity, Type, Vocabulary, Was

MIGRATE = "`policy-rules migrate` rewrites the file, and says what is lost"


def with_old_names(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary in which what was replaced one to one is declared too, each with what it could say."""
    found = vocabulary.declared.once("old names", lambda: _extended(vocabulary))
    return vocabulary if found is None else found.with_parameters(vocabulary.parameters)


def _extended(vocabulary: Vocabulary) -> Vocabulary | None:
    """The vocabulary with old names; None where there are none."""
    entities = {name: _with_old(entity) for name, entity in vocabulary.entities.items()}
    for entity in vocabulary.entities.values():
        for attribute, was in _replaced(entity):
            home, dot, name = was.name.partition(".")
            if dot:
                about = entities.get(home) or Entity(home, {}, one=True)
                old = evolve(attribute, name=name, type=_old_type(attribute.type, was), was=())
                entities[home] = evolve(about, attributes={**about.attributes, name: old})
    for entity in vocabulary.entities.values():
        for was in entity.was:
            if was.one_to_one:
                entities[was.name] = evolve(entities[entity.name], name=was.name)
    aliases = {was.name: e.name for e in vocabulary.entities.values() for was in e.was if was.one_to_one}
    if not aliases and entities == vocabulary.entities:
        return None
    for name, entity in entities.items():
        outer = (old for old, new in aliases.items() if new in entity.of)
        entities[name] = evolve(entity, of=(*entity.of, *outer))
    return evolve(vocabulary, entities=entities)


def _with_old(entity: Entity) -> Entity:
    old = {
        was.name: evolve(attribute, name=was.name, type=_old_type(attribute.type, was), was=())
        for attribute, was in _replaced(entity)
        if "." not in was.name
    }
    return evolve(entity, attributes={**entity.attributes, **old}) if old else entity


def _replaced(entity: Entity) -> Iterator[tuple[Attribute, Was]]:
    """The attributes that replace another one to one."""
    for attribute in entity.attributes.values():
        for was in attribute.was:
            if was.one_to_one:
                yield attribute, was


def _old_type(kind: Type, was: Was) -> Type:
    if was.times is not None:
        return evolve(kind, low=None, high=None, places=None)
    if was.labels:
        return evolve(kind, labels=tuple(dict.fromkeys((*was.labels, *kind.labels))), ordered=False)
    return kind


def refused(path: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """What is told of an old name that does not pass over one to one, and what to do; None for any other."""
    old = vocabulary.declared.once("refused names", lambda: _Refused.of(vocabulary))
    entity, dot, name = path.partition(".")
    gone = vocabulary.gone.get(path) or vocabulary.gone.get(old.entities.get(entity, entity) + dot + name)
    if gone is not None:
        told, instead = gone.told(path)
        return told, f"{instead}; `policy-rules migrate` leaves it out"
    found = (old.lists.get(path), old.lists.get(entity), old.attributes.get(path))
    _, by = min((one for one in found if one is not None), default=(0, ""))
    return (f"`{path}` is replaced by `{by}`, which does not say the same", MIGRATE) if by else None


@frozen
class _Refused:
    """Old names that do not pass over one to one, each with the rank and the name of what replaces it."""

    lists: Mapping[str, tuple[int, str]]
    attributes: Mapping[str, tuple[int, str]]
    """By `entity.attribute`, the entity by each of its names, or as the old name is written."""
    entities: Mapping[str, str]
    """Of each entity that was renamed the new name."""

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> _Refused:
        lists: dict[str, tuple[int, str]] = {}
        attributes: dict[str, tuple[int, str]] = {}
        entities: dict[str, str] = {}
        rank = count()
        for new in vocabulary.entities.values():
            for old in new.was:
                entities.setdefault(old.name, new.name)
                if not old.one_to_one:
                    lists.setdefault(old.name, (next(rank), new.name))
            own = {new.name, *(old.name for old in new.was)}
            for attribute in new.attributes.values():
                for was in attribute.was:
                    if not was.one_to_one:
                        by = (next(rank), f"{new.name}.{attribute.name}")
                        for path in (was.name, *(f"{name}.{was.name}" for name in own)):
                            attributes.setdefault(path, by)
        return cls(lists, attributes, entities)


# -- what was bound --------------------------------------------------------------------------------


@frozen
class _Names:
    """From old names to new ones."""

    vocabulary: Vocabulary
    entities: Mapping[str, str]
    attributes: Mapping[str, tuple[str, Attribute, Was]]
    """By `entity.attribute`, the entity by its new name: the new path, the attribute, how it passes over."""

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> _Names:
        every = vocabulary.entities.values()
        entities = {was.name: e.name for e in every for was in e.was if was.one_to_one}
        attributes = {
            was.name if "." in was.name else f"{e.name}.{was.name}": (f"{e.name}.{a.name}", a, was)
            for e in every
            for a, was in _replaced(e)
        }
        return cls(vocabulary, entities, attributes)

    def path(self, path: str) -> str:
        """A path with the entity by its new name."""
        entity, dot, name = path.partition(".")
        return self.entity(entity) + dot + name

    def entity(self, name: str) -> str:
        """An entity by its new name."""
        return self.entities.get(name, name)


def renamed(unit: UnitFacts, vocabulary: Vocabulary) -> tuple[UnitFacts, dict[str, str], list[Fault]]:
    """The unit with all that stood under old names under the new ones; those names; what cannot pass over."""
    names = vocabulary.declared.once("new names", lambda: _Names.of(vocabulary))
    if not names.entities and not names.attributes:
        return unit, {}, []
    found = _Renaming(names)
    return found.unit(unit), found.read, found.faults


class _Renaming:
    def __init__(self, names: _Names) -> None:
        self.names = names
        self.read: dict[str, str] = {}
        self.faults: list[Fault] = []

    def unit(self, unit: UnitFacts) -> UnitFacts:
        lists = self._lists(unit.lists)
        values = self._values(unit.values)
        return evolve(unit, values=values, lists=lists, complete=tuple(self._complete(unit)))

    def _values(self, values: Mapping[str, tuple[Entry, ...]]) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for path, entries in values.items():
            near = self.names.path(path)
            new, attribute, was = self.names.attributes.get(near, (near, None, None))
            if new != path:
                self.read[path] = new
            told = entries
            if attribute is not None and was is not None:
                told = tuple(self._passed(e, attribute, was, path) for e in entries)
            if new in found:
                declared = self.names.vocabulary.attribute(new)
                assert declared is not None
                told = joined_timelines(
                    [found[new], told], declared.type.missing(), self.names.vocabulary.year
                )
            found[new] = told
        return found

    def _passed(self, entry: Entry, attribute: Attribute, was: Was, path: str) -> Entry:
        told = tuple(self._passed(e, attribute, was, path) for e in entry.told)
        value = _ranged(_value(entry.value, was), attribute.type)
        if not _possible(value, attribute.type):
            what = f"`{path}`, as `{attribute.name}` has it now, lies outside what is possible"
            self.faults.append(Fault(what, entry.place, f"an old value is multiplied by {was.times}"))
        return evolve(entry, value=value, told=told)

    # -- lists -------------------------------------------------------------------------------------

    def _lists(self, lists: Lists) -> dict[str, tuple[RecordFacts, ...]]:
        found: dict[str, tuple[RecordFacts, ...]] = {}
        for name, records in lists.items():
            new = self.names.entity(name)
            if new != name:
                self.read[name] = new
            told = tuple(self._record(r, new) for r in records)
            found[new] = self._both(found[new], told) if new in found else told
        return found

    def _record(self, record: RecordFacts, entity: str) -> RecordFacts:
        values: dict[str, Entry] = {}
        for name, entry in record.values.items():
            path = f"{entity}.{name}"
            new, attribute, was = self.names.attributes.get(path, (path, None, None))
            if attribute is not None and was is not None:
                self.read[path] = new
                entry = self._passed(entry, attribute, was, path)  # noqa: PLW2901 - as it has passed over
            bare = new.partition(".")[2]
            values[bare] = as_one([values[bare], entry]) if bare in values else entry
        return evolve(record, values=values, lists=self._lists(record.lists))

    def _both(self, new: tuple[RecordFacts, ...], old: tuple[RecordFacts, ...]) -> tuple[RecordFacts, ...]:
        """The records under both names; those of one id are told by both."""
        found = {r.id: r for r in new}
        for record in old:
            before = found.get(record.id)
            if before is None or record.id.startswith("#"):
                own = record.id if before is None else f"{record.id}'"
                found[own] = evolve(record, id=own)
                continue
            values = dict(before.values)
            for name, entry in record.values.items():
                values[name] = as_one([values[name], entry]) if name in values else entry
            lists = dict(before.lists)
            for name, inner in record.lists.items():
                lists[name] = self._both(lists[name], inner) if name in lists else inner
            found[record.id] = evolve(before, values=values, lists=lists)
        return tuple(found.values())

    def _complete(self, unit: UnitFacts) -> Iterator[Completeness]:
        """What is said of whole lists by their new names, unless records stand under several of them."""
        told = frozenset(_told(unit.lists))
        for c in unit.complete:
            if not under_other_names(c.list, told, self.names.entity):
                yield evolve(c, list=".".join(map(self.names.entity, c.list.split("."))))


def under_other_names(list_: str, told: Iterable[str], new: Callable[[str], str]) -> bool:
    """Whether a list that holds records (`told`) is the list, or one around it, by another of its names."""
    steps = list_.split(".")
    names = set(map(new, steps))
    return any(name not in steps and new(name) in names for name in told)


def _told(lists: Lists) -> Iterator[str]:
    """The names of the lists that hold records, inner ones too."""
    for name, records in lists.items():
        if records:
            yield name
        for record in records:
            yield from _told(record.lists)


def _value(value: Value, was: Was) -> Value:
    """An old value as the new one."""
    if isinstance(value, Num) and was.times is not None:
        ends = sorted((_times(value.lo, was.times), _times(value.hi, was.times)))
        return value if value.null == ONLY else Num(ends[0], ends[1], value.null)
    if isinstance(value, Labels) and was.labels and value.members is not None:
        return Labels(frozenset(was.labels.get(m, (m,))[0] for m in value.members), value.null)
    return value


def _ranged(value: Value, kind: Type) -> Value:
    """The value with the ends of its type where it has none of its own, as it is where it is told anew."""
    every = kind.missing()
    if not isinstance(value, Num) or not isinstance(every, Num) or value.null == ONLY:
        return value
    return Num(
        every.lo if value.lo == -INF else value.lo, every.hi if value.hi == INF else value.hi, value.null
    )


def _times(end: End, factor: Fraction) -> End:
    if abs(end) == INF:
        return end if factor > 0 else -end
    found = Fraction(end) * factor
    return found.numerator if found.denominator == 1 else found


def _possible(value: Value, kind: Type) -> bool:
    """Whether the value lies within the range of its type, and on its grid."""
    if not isinstance(value, Num) or kind.kind != "number":
        return True
    ends = [e for e in (value.lo, value.hi) if abs(e) != INF]
    inside = all((kind.low is None or e >= kind.low) and (kind.high is None or e <= kind.high) for e in ends)
    places = kind.places
    return inside and (places is None or all((Fraction(e) * 10**places).denominator == 1 for e in ends))
