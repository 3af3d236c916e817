"""What a FEEL expression means before it is one value: records, lists, ranges, and the names in scope."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.core.nodes import Node
from policy_rules.core.types import Key, describe
from policy_rules.feel import nodes as feel
from policy_rules.vocabulary import Cells, Entity


@frozen(eq=False)
class RecordOf:
    """A record: of a list (its variable), or the single record of a unit ("" the assessed one)."""

    entity: Entity
    var: str = ""
    unit: str = ""


@frozen(eq=False)
class UnitOf:
    """A unit: the assessed one (""), or the one that the variable stands for."""

    var: str = ""


@frozen(eq=False)
class Many:
    """A list: for each record of `source`, held by `var`, the `body`; inner lists are `body`s too."""

    source: Node
    var: str
    body: Meaning


@frozen(eq=False)
class Items:
    """A list written out."""

    items: tuple[Meaning, ...]


@frozen(eq=False)
class Extent:
    """A range of numbers or dates; an absent end is open."""

    low: Node | None
    high: Node | None
    low_closed: bool = True
    high_closed: bool = True


@frozen(eq=False)
class Parameters:
    """The name `parameters` itself."""


@frozen(eq=False)
class FindingsOf:
    """The name `findings` itself."""


@frozen(eq=False)
class CellsOf:
    """A set or a table among the parameters."""

    cells: Cells


Meaning = CellsOf | Node | RecordOf | UnitOf | Many | Items | Extent | Parameters | FindingsOf


class Misuse(Exception):
    """A fault at a span of the expression being read."""

    def __init__(self, node: feel.Node, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.node, self.what, self.hint = node, what, hint


IN_FORCE_ON = "in force on"
"""Among what the rule gives, the day on which parameters with values by day are read; no text can name it."""


@frozen(eq=False)
class Names:
    """The names in scope.

    `bound` are variables and what the rule gives (`day`, `period`, `due`, `as_of`, `year`,
    `grading`); `item` is the record whose attributes go by bare names inside a filter; `unit` the
    unit that bare names speak of; `guarded` what is typed as not null here, `narrowed` what
    is surely not null wherever the expression matters (`core.guards`).
    """

    bound: Mapping[str, Meaning]
    item: RecordOf | UnitOf | None = None
    unit: str = ""
    guarded: frozenset[Key] = field(default=frozenset())
    narrowed: frozenset[Key] = field(default=frozenset())

    def bind(self, name: str, meaning: Meaning) -> Names:
        """The names with one more."""
        return evolve(self, bound={**self.bound, name: meaning})

    def inside(self, item: RecordOf | UnitOf) -> Names:
        """The names inside a filter of such records."""
        return evolve(self, item=item)

    def guard(self, keys: frozenset[Key], narrowed: frozenset[Key] = frozenset()) -> Names:
        """The names where these are known not to be null."""
        if not keys and not narrowed:
            return self
        return evolve(self, guarded=self.guarded | keys, narrowed=self.narrowed | narrowed)


def sort_of(meaning: Meaning) -> str:
    """What sort of thing it is, in the reader's words."""
    match meaning:
        case Node():
            return describe(meaning.type)
        case RecordOf():
            return f"a record of {meaning.entity.name}"
        case UnitOf():
            return "a unit"
        case Extent():
            return "a range"
        case Parameters():
            return "the parameters"
        case CellsOf():
            return "a set" if meaning.cells.is_set else "a table"
        case _:
            return "a list"
