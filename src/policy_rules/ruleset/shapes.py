"""What the values of a file's keys look like, and the check that they do.

A `Section` is a mapping with known keys. The loader checks files against sections, and `schema`
turns the same sections into a JSON Schema for editors.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Node, Scalar, Sequence, Untold, describe
from policy_rules.errors import Fault, near_miss

YEAR = re.compile(r"[12][0-9]{3}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DIGEST = re.compile(r"[0-9a-f]{12}")


@frozen
class Shape:
    """What a value looks like.

    kind: text, expression, reference (an id or null), text or null, digest (the first 12 hexadecimal digits
    of one), boolean, integer, year, day, choice, list, map, section, any or either.
    `choices` are the words of a choice; `parts` the shape of a list's items, of a map's values, or
    the alternatives of an either; `section` names the section of a mapping.
    """

    kind: str
    choices: tuple[str, ...] = ()
    parts: tuple[Shape, ...] = ()
    section: str = ""

    @property
    def noun(self) -> str:
        """The shape in the reader's words."""
        if self.kind == "choice":
            return "one of " + ", ".join(f"`{c}`" for c in self.choices)
        if self.kind == "either":
            return " or ".join(part.noun for part in self.parts)
        return _NOUNS[self.kind]


_NOUNS = {
    "text": "a text",
    "expression": "a condition, written as text",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "year": "a year such as `2024`",
    "day": "a day such as `2024-12-31`",
    "list": "a list",
    "map": "keys with values",
    "section": "keys with values",
    "any": "a value",
    "reference": "an id, or `null` where there is none",
    "text or null": "a text, or `null` where there is none",
    "digest": "a digest of 12 digits, `0` to `9` and `a` to `f`",
}


@frozen
class Key:
    """A key of a section: what stands under it, and what it means."""

    name: str
    shape: Shape
    doc: str
    required: bool = False
    default: str = ""


@frozen
class Section:
    """A mapping with known keys; `rest` is the shape of the values of all other keys, if any may stand."""

    name: str
    doc: str
    keys: tuple[Key, ...]
    rest: Shape | None = None
    by_name: dict[str, Key] = field(init=False, eq=False, repr=False)
    required: tuple[Key, ...] = field(init=False, eq=False, repr=False)

    @by_name.default
    def _index(self) -> dict[str, Key]:
        return {key.name: key for key in self.keys}

    @required.default
    def _required(self) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if key.required)


def listing(part: Shape) -> Shape:
    """The shape of a list of such values."""
    return Shape("list", parts=(part,))


def mapping(part: Shape) -> Shape:
    """The shape of a mapping from names to such values."""
    return Shape("map", parts=(part,))


def either(*parts: Shape) -> Shape:
    """The shape of a value that has one of several shapes."""
    return Shape("either", parts=parts)


def section(name: str) -> Shape:
    """The shape of a mapping with the keys of a section."""
    return Shape("section", section=name)


def choice(*words: str) -> Shape:
    """The shape of one of these words."""
    return Shape("choice", words)


def read_section(node: Node, about: Section, faults: list[Fault]) -> Fields:
    """The values of a mapping that have their shape, by key; everything else is told as a fault."""
    found: dict[str, Node] = {}
    if not isinstance(node, Mapping):
        faults.append(node.fault(f"{about.name} needs keys with values, not {describe(node)}"))
        return Fields({}, node)
    for key, value in node.entries:
        known = about.by_name.get(key.text)
        shape = known.shape if known else about.rest
        if shape is None:
            hint = near_miss(key.text, about.by_name) or "keys: " + ", ".join(about.by_name)
            faults.append(key.fault(f"{about.name} has no key `{key.text}`", hint))
        elif _fits(key.text, value, shape, faults):
            found[key.text] = value
    faults.extend(
        node.home(wanted.name).fault(f"{about.name} lacks `{wanted.name}`", f"{wanted.name}: {wanted.doc}")
        for wanted in about.required
        if wanted.name not in node
    )
    return Fields(found, node)


@frozen
class Fields:
    """The checked values of a section, by key."""

    nodes: dict[str, Node]
    node: Node

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def get(self, key: str) -> Node | None:
        """The value of the key, or None."""
        return self.nodes.get(key)

    def text(self, key: str) -> str:
        """The text of a scalar, or an empty text."""
        value = self.nodes.get(key)
        return value.text if isinstance(value, Scalar) else ""

    def scalar(self, key: str) -> Scalar | None:
        """The value where it is a scalar."""
        value = self.nodes.get(key)
        return value if isinstance(value, Scalar) else None

    def flag(self, key: str) -> bool:
        """Whether the value is `true`."""
        return self.text(key) == "true"

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """The scalars of a list, or the one scalar that stands in its place."""
        value = self.nodes.get(key)
        if isinstance(value, Scalar):
            return (value,)
        items = value.items if isinstance(value, Sequence) else ()
        return tuple(item for item in items if isinstance(item, Scalar))

    def mapping(self, key: str) -> Mapping | None:
        """The value where it is a mapping."""
        value = self.nodes.get(key)
        return value if isinstance(value, Mapping) else None

    def by_language(self, key: str) -> dict[str, str]:
        """A text by language; one for all languages stands under an empty name."""
        value = self.nodes.get(key)
        if isinstance(value, Mapping):
            return {name.text: text.text for name, text in value.entries if isinstance(text, Scalar)}
        return {"": value.text} if isinstance(value, Scalar) else {}

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of a list; none where it is no list."""
        value = self.nodes.get(key)
        return value.items if isinstance(value, Sequence) else ()


def _fits(name: str, node: Node, shape: Shape, faults: list[Fault]) -> bool:
    if shape.kind == "either":
        fitting = [part for part in shape.parts if _alike(node, part)]
        if fitting:
            return _fits(name, node, fitting[0], faults)
    elif shape.kind in ("any", "section") and (shape.kind == "any" or isinstance(node, Mapping)):
        return True
    elif shape.kind == "list" and isinstance(node, Sequence):
        return _all_fit([(name, item) for item in node], shape.parts[0], faults)
    elif shape.kind == "map" and isinstance(node, Mapping):
        entries = [(key.text, item) for key, item in node.entries]
        return _all_fit(entries, shape.parts[0], faults)
    elif isinstance(node, Scalar) and _scalar_fits(node, shape):
        return True
    faults.append(node.fault(f"`{name}` needs {shape.noun}, not {describe(node)}", _hint(node, shape)))
    return False


def _all_fit(entries: list[tuple[str, Node]], shape: Shape, faults: list[Fault]) -> bool:
    """Whether all have the shape; every one is looked at, so that all faults are told."""
    fitting = [_fits(name, item, shape, faults) for name, item in entries]
    return all(fitting)


def _alike(node: Node, shape: Shape) -> bool:
    if shape.kind == "any":
        return True
    if isinstance(node, Scalar):
        return _scalar_fits(node, shape)
    return shape.kind in (("list",) if isinstance(node, Sequence) else ("map", "section"))


def _scalar_fits(node: Scalar, shape: Shape) -> bool:
    text = node.text
    if node.null:
        return shape.kind in ("reference", "text or null") and not isinstance(node, Untold)
    if shape.kind in ("text", "expression", "reference", "text or null"):
        return bool(text.strip())
    if shape.kind == "digest":
        return DIGEST.fullmatch(text) is not None
    if shape.kind == "boolean":
        return text in ("true", "false") and not node.quoted
    if shape.kind == "integer":
        return re.fullmatch("-?(0|[1-9][0-9]{0,17})", text) is not None
    if shape.kind == "year":
        return YEAR.fullmatch(text) is not None
    if shape.kind == "day":
        return read_day(text) is not None
    return shape.kind == "choice" and text in shape.choices


def read_day(text: str) -> datetime.date | None:
    """The day of a text such as `2024-12-31`, or None."""
    if not DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def meant_day(text: str) -> str:
    """A day written as people write it, as files have it, even where there is none; "" of any other text."""
    plain = unicodedata.normalize("NFKC", text).strip()
    parts = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", plain)
    return f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}" if parts else ""


def _hint(node: Node, shape: Shape) -> str:
    if isinstance(node, Scalar):
        if shape.kind == "digest":
            return "`policy-rules readings RULESET RULE --digests` prints it"
        if node.null:
            return "leave the line out where there is none"
        if shape.kind == "choice":
            return near_miss(node.text, shape.choices)
        if shape.kind == "day" and (meant := meant_day(node.text)):
            return f"write `{meant}`" if read_day(meant) else "the calendar has no such day"
        if shape.kind == "boolean" and node.quoted:
            return "leave out the quotes"
        if shape.kind in ("list", "map"):
            return "write it as `[…]`" if shape.kind == "list" else "write it as `{key: value}`"
    if shape.kind in ("text", "expression", "text or null"):
        return "quote a text that begins with `{` or `[` or holds `: `"
    return ""
