"""What facts look like in columns before any rule is planned.

For each fact that a rule reads there are columns with their proven bounds, and at the end the frames
that hold them: of unit views (`view_facts`), of frames as users have them (`frame_facts`), or of no
facts at all (`declared_bounds`), to tell in advance what the engine lacks.
"""

from __future__ import annotations

import json
from typing import Protocol

from policy_rules.core import nodes as core
from policy_rules.engines.columnar.aggregates import Members
from policy_rules.engines.columnar.columns import Columns
from policy_rules.engines.columnar.dated_columns import DatedColumns, DatedValue
from policy_rules.engines.columnar.integers import Lack
from policy_rules.facts.view import UnitView
from policy_rules.vocabulary import Attribute, Type


class FactColumns(Protocol):
    """Facts in columns. `constants` is a view on which everything can be read that no unit varies.

    `frame` is the name of a list's frame (`list_name`), or "" for what is said of the whole unit.
    """

    constants: UnitView

    def told(self, node: core.Node) -> bool:
        """Whether some unit tells what the node itself reads; else it is on `constants` as everywhere."""
        ...

    def read(self, path: str) -> DatedColumns:
        """An attribute of the units."""
        ...

    def reported(self, measure: str) -> DatedColumns:
        """The published figures of a measure."""
        ...

    def graded(self, rule: str, scale: Type, frame: str) -> DatedColumns:
        """The gradings of a rule."""
        ...

    def excepted(self, rule: str, instance: str, frame: str) -> tuple[DatedValue, ...]:
        """The exceptions to a rule, or to an instance of it."""
        ...

    def replaced(self, rule: str) -> tuple[DatedValue, ...]:
        """What exceptions put in the place of a number that a rule defines."""
        ...

    def field(self, frame: str, attribute: Attribute) -> Columns:
        """An attribute of the records of a list."""
        ...

    def members(self, frame: str) -> Members:
        """The records of a list."""
        ...


OF_NO_UNIT = (core.Const, core.Input, core.Param, core.Op, core.Listed, core.Filter, core.Agg, core.Field)
"""Nodes that read no fact of units themselves; what a field is of is read where its list is."""
LISTED = "listed:"


def list_name(source: core.Node) -> str:
    """The name of the frame that holds the records of a list of the unit."""
    match source:
        case core.Records(entity=entity, var=""):
            return entity
        case core.Listed(items=items):
            return LISTED + json.dumps(items, ensure_ascii=False)
        case core.Records():
            raise Lack("a list inside records")
        case core.Under():
            raise Lack("the units below a unit")
        case core.Findings():
            raise Lack("the findings on other rules as a list")
    raise Lack("a list of another kind")


def listed_items(frame: str) -> tuple[str, ...]:
    """The texts of a list that is written out in the rule."""
    return tuple(json.loads(frame.removeprefix(LISTED)))


def universe_of(type: Type, members: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts that a fact of the type can be; free texts have no such list."""
    if type.kind == "text":
        raise Lack("a free text")
    return tuple(dict.fromkeys((*type.labels, *members)))
