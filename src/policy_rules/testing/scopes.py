"""What a generated condition may speak of where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.vocabulary import Entity, Type, Vocabulary


@frozen
class Source:
    """A fact as conditions write it, with its type."""

    text: str
    type: Type


def texts(sources: Iterable[Source]) -> list[str]:
    """The sources as conditions write them."""
    return [s.text for s in sources]


@frozen
class Scope:
    """Variables and bare names.

    `records` are variables with their entities, `item` is the record of a filter, `units` are
    variables that stand for units, `names` what the rule gives, `rules` those whose outcome may be
    read. `narrow`: speak of the records only.
    """

    records: tuple[tuple[str, Entity], ...] = ()
    item: Entity | None = None
    units: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    narrow: bool = False
    depth: int = 0

    @property
    def dates(self) -> list[str]:
        """The dates that the rule gives."""
        found = ["due"] if "due" in self.names else []
        return [*found, *(["period.start", "period.end"] if "period" in self.names else [])]

    def fresh(self) -> str:
        """A name for one more variable."""
        return "xyzwv"[min(self.depth, 4)]

    def with_record(self, name: str, entity: Entity) -> Scope:
        """The scope with one more variable."""
        return evolve(self, records=(*self.records, (name, entity)), depth=self.depth + 1)

    def only(self, name: str) -> Scope:
        """The scope in which conditions speak of one variable."""
        return evolve(self, records=tuple(r for r in self.records if r[0] == name), item=None, narrow=True)

    def inside(self, entity: Entity) -> Scope:
        """The scope of a filter of such records."""
        return evolve(self, item=entity, narrow=True, records=(), units=(), depth=self.depth + 1)

    def facts(self, vocabulary: Vocabulary, kind: str, *, nullable: bool = False) -> list[Source]:
        """The facts of a kind, those that may be null or those that may not."""
        return [s for s in self._facts(vocabulary) if s.type.kind == kind and s.type.nullable == nullable]

    def _facts(self, vocabulary: Vocabulary) -> Iterator[Source]:
        held = [("", self.item)] if self.item else []
        for prefix, entity in [*held, *((f"{name}.", e) for name, e in self.records)]:
            yield from (Source(f"{prefix}{a.name}", a.type) for a in entity.attributes.values())
        if self.narrow:
            return
        for unit in ("", *(f"{u}." for u in self.units)):
            for entity in vocabulary.entities.values():
                if entity.one and (not unit or entity.name != "unit"):
                    yield from (
                        Source(f"{unit}{entity.name}.{a.name}", a.type) for a in entity.attributes.values()
                    )
            for measure in vocabulary.measures.values():
                if measure.type.kind != "number":
                    yield Source(f"{unit}{measure.name}", measure.type)

    def lists(self, vocabulary: Vocabulary) -> list[tuple[str, Entity]]:
        """The lists, with their entities."""
        found = [
            (f"{prefix}{inner.name}", inner)
            for prefix, entity in [
                *([("", self.item)] if self.item else []),
                *((f"{n}.", e) for n, e in self.records),
            ]
            for inner in vocabulary.entities.values()
            if entity.name in inner.of
        ]
        if self.narrow:
            return found
        own = [(e.name, e) for e in vocabulary.entities.values() if not e.one and not e.of]
        return [*found, *own, *((f"{u}.{name}", e) for u in self.units for name, e in own)]
