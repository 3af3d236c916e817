"""YAML and JSON files as trees with places.

What YAML allows and a reader of law would stumble over (anchors, tags, repeated keys, empty values,
tabs, invisible characters) is refused with its place. Nothing here raises for bad input: readers
return what they could read beside the faults.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from policy_rules.attributes import define
from policy_rules.documents.tree import Mapping, Node, Page, Scalar, Sequence, describe
from policy_rules.errors import Fault, Place, shorten

RULESET_LIMIT = 2 * 1024 * 1024
FACTS_LIMIT = 16 * 1024 * 1024
"""The largest files read, in bytes."""
DEPTH_LIMIT = 60
"""How deep values may be nested."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def read_file(
    path: Path, limit: int, name: str = "", *, marked: bool = False
) -> tuple[tuple[Node, ...], list[Fault]]:
    """The documents of a .yaml, .yml or .json file, under the name told (else the path).

    `marked`: a byte order mark at the beginning, as some editors write it, is passed over.
    """
    text, faults = read_text(path, limit, name)
    if text is None:
        return (), faults
    text = text.removeprefix("\ufeff") if marked else text
    if path.suffix.lower() == ".json":
        return parse_json(text, name or str(path))
    return parse_yaml(text, name or str(path))


def read_text(path: Path, limit: int, name: str = "") -> tuple[str | None, list[Fault]]:
    """The text of a UTF-8 file no longer than `limit` bytes; line ends become line feeds."""
    where = Place(name or str(path))
    try:
        if not path.is_file():
            return None, [Fault("no such file", where)]
        size = path.stat().st_size
        if size > limit:
            told = f"the file has {size:,} bytes, and at most {limit:,} are read"
            return None, [Fault(told, where, "divide it into several files")]
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return None, [Fault(f"the file cannot be read: {reason.lower()}", where)]
    try:
        return data.decode("utf-8").replace("\r\n", "\n"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").replace("\r\n", "\n")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        told = f"byte {data[error.start]:#04x} is not UTF-8"
        return None, [Fault(told, Place(where.file, line, column), "save the file as UTF-8")]


def parse_yaml(text: str, file: str) -> tuple[tuple[Node, ...], list[Fault]]:
    """The YAML documents of a text, with every fault found."""
    page = Page(file, text)
    faults = _unseen(page, tabs=True)
    return ((), faults) if faults else _compose(page, text)


def parse_json(text: str, file: str) -> tuple[tuple[Node, ...], list[Fault]]:
    """The one JSON value of a text; numbers keep their digits, NaN and Infinity are refused."""
    page = Page(file, text)
    faults = _unseen(page, tabs=False)
    if faults:
        return (), faults

    def refuse(word: str) -> None:
        at = re.search(rf"(?<![\w\"]){re.escape(word)}(?![\w\"])", text)
        raise json.JSONDecodeError(f"`{word}` is not a number", text, at.start() if at else 0)

    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=refuse)
    except json.JSONDecodeError as error:
        what = error.msg if error.msg.startswith("`") else f"this is not JSON: {error.msg.lower()}"
        return (), [page.fault(what, error.lineno, error.colno)]
    except RecursionError:
        return (), [page.fault(f"values are nested deeper than {DEPTH_LIMIT}", 1, 1)]
    return _compose(page, _PAIR.sub(_join_pair, text.replace("\t", " ")))


def _join_pair(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return f"{match[1]}\\U{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00:08x}"


def _unseen(page: Page, *, tabs: bool) -> list[Fault]:
    """Characters that a reader cannot see or that move the columns."""
    faults = []
    found = UNSEEN.search(page.text)
    if found:
        what = "a byte order mark" if found[0] == "\ufeff" else f"the control character U+{ord(found[0]):04X}"
        faults.append(_at(page, found.start(), f"{what} stands here", "remove it"))
    tab = page.text.find("\t") if tabs else -1
    if tab >= 0:
        faults.append(_at(page, tab, "a tab stands here", "indent and divide with blanks"))
    return faults


def _at(page: Page, offset: int, what: str, hint: str) -> Fault:
    line = page.text.count("\n", 0, offset) + 1
    column = offset - page.text.rfind("\n", 0, offset)
    shown = UNSEEN.sub("\ufffd", page.line(line)).replace("\t", " ")
    return Fault(what, Place(page.file, line, column), hint, shown)


def _compose(page: Page, text: str) -> tuple[tuple[Node, ...], list[Fault]]:
    builder = _Builder(page)
    loader = None
    try:
        loader = _LOADER(text)
        take, check, following = builder.take, loader.check_event, loader.get_event
        while check():
            take(following())
            if builder.lost:
                return (), builder.faults
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = f"this is not YAML: {error.problem or error.context}"
        hint = wide_colon(page, line, line - 1) or _yaml_hint(str(error.problem))
        return (), [*builder.faults, page.fault(what, line, column, hint)]
    except (yaml.YAMLError, ValueError, RecursionError, MemoryError) as error:
        told = shorten(str(error) or type(error).__name__)
        return (), [*builder.faults, page.fault(f"this is not YAML: {told}", 1, 1)]
    finally:
        if loader is not None:
            loader.dispose()
    if not builder.documents and not builder.faults:
        builder.faults.append(Fault("the file is empty", Place(page.file)))
    return tuple(builder.documents), builder.faults


def wide_colon(page: Page, *lines: int) -> str:
    """A hint where a line has the colon of Chinese text, which YAML does not read as one."""
    return "`：` is a full-width colon: write `: `" if any("：" in page.line(n) for n in lines) else ""


def _yaml_hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "a text with `: ` in it needs quotes"
    if (
        "expected node content" in problem
        or "expected ',' or" in problem
        or "cannot start any token" in problem
    ):
        return "inside `{ }` and `[ ]` quote a text that holds a comma, a bracket or a leading sign"
    if "block mapping" in problem or "block end" in problem:
        return "keys of one level stand in the same column"
    return ""


@define
class _Frame:
    """A collection being read; `entries` is None for a list."""

    line: int
    column: int
    items: list[Node]
    entries: dict[str, tuple[Scalar, Node]] | None
    broken: set[str]
    pending: Scalar | None = None


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.documents: list[Node] = []
        self.faults: list[Fault] = []
        self.lost = False
        self._frames: list[_Frame] = []

    def take(self, event: Any) -> None:
        """Read one event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._refuse_marks(event)
            if len(self._frames) >= DEPTH_LIMIT:
                self._fault(event, f"values are nested deeper than {DEPTH_LIMIT}")
                self.lost = True
            entries: dict[str, tuple[Scalar, Node]] | None = {} if kind is yaml.MappingStartEvent else None
            self._frames.append(_Frame(*_position(event), [], entries, set()))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            frame = self._frames.pop()
            where: Any = {"page": self.page, "line": frame.line, "column": frame.column}
            if frame.entries is None:
                self._put(Sequence(tuple(frame.items), **where))
            else:
                self._put(Mapping(frame.entries, frozenset(frame.broken), **where))
        elif kind is yaml.AliasEvent:
            self._fault(event, f"the alias `*{event.anchor}` is not read", "write the value out")
            self.lost = True
        elif kind is yaml.DocumentStartEvent and event.tags:
            self._fault(event, "tag directives are not read", "remove the line that begins with `%`")

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        mark, text, quoted = event.start_mark, event.value, bool(event.style)
        null = not quoted and text == "null"
        node = Scalar(text, quoted, null, page=self.page, line=mark.line + 1, column=mark.column + 1)
        if quoted and (hidden := UNSEEN.search(text)):
            self.faults.append(
                node.fault(f"the text holds the control character U+{ord(hidden[0]):04X}", "remove it")
            )
        if not quoted and not text:
            self._empty(node)
        else:
            self._put(node)

    def _empty(self, node: Scalar) -> None:
        """An absent value: told, and left out."""
        frame = self._frames[-1] if self._frames else None
        hint = "write `null`, or leave the line out"
        if frame is None:
            self.faults.append(Fault("the file is empty", Place(self.page.file)))
        elif frame.entries is None:
            self.faults.append(
                node.fault("this item of the list is empty", "write a value, or remove the line")
            )
        elif frame.pending is None:
            self.faults.append(node.fault("a key is empty", "write the key before the colon"))
            frame.pending = node
        else:
            self.faults.append(frame.pending.fault(f"`{frame.pending.text}` has no value", hint))
            frame.broken.add(frame.pending.text)
            frame.pending = None

    def _put(self, node: Node) -> None:
        if not self._frames:
            self.documents.append(node)
            return
        frame = self._frames[-1]
        if frame.entries is None:
            frame.items.append(node)
        elif frame.pending is None:
            frame.pending = self._as_key(node)
        else:
            self._enter(frame, frame.pending, node)
            frame.pending = None

    def _as_key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            if not node.text and node.quoted:
                self.faults.append(node.fault("a key is empty", "write the key before the colon"))
            if node.text == "<<" and not node.quoted:
                self.faults.append(node.fault("merge keys are not read", "write the keys out"))
            return node
        self.faults.append(node.fault(f"a key is a single word, not {describe(node)}"))
        return Scalar("", page=self.page, line=node.line, column=node.column)

    def _enter(self, frame: _Frame, key: Scalar, node: Node) -> None:
        if frame.entries is None or not key.text or (key.text == "<<" and not key.quoted):
            return
        if key.text in frame.entries:
            first = frame.entries[key.text][0]
            told = f"the key `{key.text}` stands twice"
            self.faults.append(key.fault(told, f"it stands first in line {first.line}; keep one of them"))
            return
        frame.entries[key.text] = (key, node)

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._fault(
                event, f"the anchor `&{event.anchor}` is not read", "write the value out where it is used"
            )
        if event.tag is not None:
            self._fault(
                event, f"the tag `{_short_tag(event.tag)}` is not read", "remove it; types are declared"
            )

    def _fault(self, event: Any, what: str, hint: str = "") -> None:
        line, column = _position(event)
        self.faults.append(self.page.fault(what, line, column, hint))


def _short_tag(tag: str) -> str:
    return "!!" + tag.rsplit(":", 1)[-1] if tag.startswith("tag:yaml.org") else tag


def _position(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
