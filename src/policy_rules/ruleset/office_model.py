"""An office's year as a ruleset declares it: stages, documents, their parts."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from policy_rules.attributes import frozen


@frozen
class OfficePart:
    """One part of a document; keys as in the file. `following`: rules are asked for the year after."""

    show: str
    of: str = ""
    names: Mapping[str, str] = field(factory=dict)
    cites: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    list: str = ""
    columns: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(factory=dict)
    clocks: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    drawn: Mapping[str, str] = field(factory=dict)
    following: bool = False


@frozen
class OfficeDocument:
    """A document: `each` is "" for one of all, `unit` for a letter to each, else the rule it follows from."""

    name: str
    stage: str
    names: Mapping[str, str]
    each: str = ""
    cites: tuple[str, ...] = ()
    parts: tuple[OfficePart, ...] = ()

    @property
    def path(self) -> str:
        """Its name with its stage: `before/roster`."""
        return f"{self.stage}/{self.name}"


@frozen
class Office:
    """Whose office it is, whom it looks at, its stages in their order, its documents by path.

    `late` names the list, and its attributes, in which decisions to let in late evidence stand.
    """

    role: str
    roster: str
    stages: Mapping[str, Mapping[str, str]]
    documents: Mapping[str, OfficeDocument]
    late: Mapping[str, str] = field(factory=dict)
    late_apart: tuple[str, ...] = ()
