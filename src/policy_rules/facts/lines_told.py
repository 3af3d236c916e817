"""Which lines of facts files a fault may show where some values are told nowhere (`redact`).

A line is shown where all that stands on it is of a part that holds no such value: a section of facts files,
or an entity without such an attribute. What bears a name that nothing declares may be one misspelt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault
from policy_rules.facts.facts_file import RawUnit
from policy_rules.ruleset.facts_keys import FACTS
from policy_rules.ruleset.label_names import label_names
from policy_rules.vocabulary import Vocabulary

Line = tuple[str, int]
"""A file and the number of a line."""


def with_lines_told(faults: Iterable[Fault], units: Iterable[RawUnit], vocabulary: Vocabulary) -> list[Fault]:
    """The faults, without the lines on which a value may stand that is not told."""
    if not vocabulary.redacted:
        return list(faults)
    told, untold = _parts_told(vocabulary), set[Line]()
    shown: set[Line] = set()
    for unit in units:
        for key, value in unit.node.entries:
            (shown if key.text in told else untold).update(_lines(unit.file, key, value))
    lines = shown - untold
    return [evolve(fault, source=_shown(fault) if _place(fault) in lines else "") for fault in faults]


def _place(fault: Fault) -> Line:
    return fault.place.file, fault.place.line


def _shown(fault: Fault) -> str:
    """The line without a comment, which may hold anything."""
    return fault.source.partition(" #")[0].rstrip()


def holds_untold(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text that cannot be read as facts may hold such a value, by the names in it."""
    parts = [vocabulary.entities[name] for name in _untold_parts(vocabulary)]
    names = {name for part in parts for name in (part.name, part.zh)}
    names |= {path.rpartition(".")[2] for path in vocabulary.redacted}
    return any(name in text for name in names if name)


def _untold_parts(vocabulary: Vocabulary) -> set[str]:
    """The entities with such a value, or with one in a list inside their records."""
    found: set[str] = set()
    left = [path.rpartition(".")[0] for path in vocabulary.redacted]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += vocabulary.entities[name].of
    return found


def _parts_told(vocabulary: Vocabulary) -> frozenset[str]:
    """The names and labels of sections and entities that hold no value that is not told."""
    own = vocabulary.entities.keys() - _untold_parts(vocabulary)
    sections = {key.name for section in FACTS if section.name == "facts" for key in section.keys}
    labels = {label for label, name in label_names(vocabulary).entities.items() if name in own}
    return frozenset(own | labels | (sections - vocabulary.entities.keys()))


def _lines(file: str, key: Scalar, value: Node) -> Iterator[Line]:
    yield from ((file, line) for line in range(key.line, max(_ends(value), default=key.line) + 1))


def _ends(node: Node) -> Iterator[int]:
    """The last lines of the values inside a node, and of the node itself."""
    if isinstance(node, Scalar):
        yield node.line + node.text.count("\n")
    elif isinstance(node, Sequence):
        yield node.line
        for item in node:
            yield from _ends(item)
    elif isinstance(node, Mapping):
        yield node.line
        for key, value in node.entries:
            yield key.line
            yield from _ends(value)
