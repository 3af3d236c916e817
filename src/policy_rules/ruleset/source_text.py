"""The source text of a document: its clauses, and where words stand in it.

**Words** are compared with runs of whitespace (line ends too) counted as one blank, blanks beside a
Chinese character left out, and the furniture of Markdown (`#`, `>`, `-`, `*` and `+` at the head of
a line, emphasis marks and back-ticks anywhere) left out.

**Clauses** are found by the headings. `clause` is what a heading is or begins with (`Article 5`,
`（十四）`), or a path of such beginnings from the outside in (`四（三）1（4）`, or divided by `/`). The
part of a heading goes to the next heading of its own or a higher level. The last step may also be a
numbered item: a paragraph that begins so, up to the next one numbered in the same way. Where no
heading is named so, `preamble` (`前言`) is what stands before the first clause that has a file, and
`closing` (`尾段`) is the last paragraph.
"""

from __future__ import annotations

import bisect
import re
import unicodedata

from attrs import field

from policy_rules.attributes import frozen

PREAMBLE, CLOSING = frozenset({"preamble", "前言"}), frozenset({"closing", "尾段"})

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FURNITURE = re.compile(r"\s*(?:#{1,6}\s+|>\s*|[-+*]\s+)*")
_STEP = re.compile(r"（[^（）]*）|\([^()]*\)|[^（）()/]+")
_SENTENCE_ENDS = frozenset("。！？!?")
_NUMERALS = "零〇一二三四五六七八九十百千0-9０-９ivxlcIVXLC"


@frozen
class Heading:
    """A heading of a source: its level (1 is the title), words, and line from 1."""

    level: int
    words: str
    line: int


@frozen
class Part:
    """The part of a source that is a clause: its heading and the span of its words.

    `start`, `end` and `own_end` count characters of the source's words; `own_end` is where the
    first heading inside begins. `first`, `last` are lines, from 1.
    """

    heading: str
    start: int
    end: int
    own_end: int
    first: int
    last: int


@frozen(slots=False)
class SourceText:
    """A source file, its headings, and its words with the place of each character."""

    file: str
    text: str
    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    words: str
    line_starts: tuple[int, ...]
    """For each line, the count of characters of `words` before it."""
    places: tuple[tuple[int, int], ...] = field(repr=False)
    """For each character of `words`, its line and column, from 1."""
    breaks: tuple[int, ...] = field(repr=False)
    """The counts of characters before each paragraph."""

    @property
    def title(self) -> str:
        """The first heading of the highest level, or an empty text."""
        return min(self.headings, key=lambda h: h.level).words if self.headings else ""

    def sentence_start(self, position: int) -> int:
        """Where the sentence begins that holds the character at a position."""
        at = self.breaks[bisect.bisect_right(self.breaks, position) - 1] if self.breaks else 0
        for index in range(position - 1, at - 1, -1):
            if _ends_sentence(self.words, index):
                return index + 1
        return at


def _ends_sentence(words: str, index: int) -> bool:
    character = words[index]
    return character in _SENTENCE_ENDS or (character == "." and words[index + 1 : index + 2] == " ")


def read_source(file: str, text: str) -> SourceText:
    """The source of a text, by the rules above."""
    lines = tuple(text.split("\n"))
    headings = []
    words: list[str] = []
    places: list[tuple[int, int]] = []
    line_starts = []
    breaks = []
    new_paragraph = True
    for number, line in enumerate(lines, 1):
        line_starts.append(len(words))
        match = _HEADING.fullmatch(line)
        if match:
            headings.append(Heading(len(match[1]), squeeze(match[2]), number))
        if not line.strip():
            new_paragraph = True
            continue
        if new_paragraph or match:
            breaks.append(len(words))
        new_paragraph = match is not None
        head = _FURNITURE.match(line)
        _append(line + " ", head.end() if head else 0, number, words, places)
    return SourceText(
        file, text, lines, tuple(headings), "".join(words), tuple(line_starts), tuple(places), tuple(breaks)
    )


def _append(line: str, start: int, number: int, words: list[str], places: list[tuple[int, int]]) -> None:
    for column, character in enumerate(line[start:], start + 1):
        if character in "*`":
            continue
        if character.isspace():
            if words and words[-1] != " " and not _is_wide(words[-1]):
                words.append(" ")
                places.append((number, column))
            continue
        if words and words[-1] == " " and _is_wide(character):
            words.pop()
            places.pop()
        words.append(character)
        places.append((number, column))


def squeeze(text: str) -> str:
    """The text in the form in which words are compared."""
    words: list[str] = []
    _append(text, 0, 0, words, [])
    return "".join(words).strip()


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or character in "“”‘’—…·"


# Clauses -----------------------------------------------------------------------------------------


def find_clause(source: SourceText, clause: str) -> Part | str:
    """The part of the source that a clause's number names, or what is wrong with the number."""
    wanted = squeeze(clause)
    whole = Part("", 0, len(source.words), len(source.words), 1, len(source.lines))
    straight = [h for h in source.headings if h.words == wanted] or _headed(source, whole, wanted)
    if len(straight) == 1:
        return _part(source, straight[0])
    if straight:
        at = ", ".join(str(h.line) for h in straight)
        return f"`{clause}` begins {len(straight)} headings (lines {at})"
    if wanted.strip("（）()").lower() in CLOSING:
        return _closing(source)
    steps = [step.strip() for step in _STEP.findall(clause) if step.strip()]
    part, outer = whole, ""
    for index, step in enumerate(steps):
        found = _headed(source, part, squeeze(step))
        inside = f" inside `{outer}`" if outer else ""
        if len(found) > 1:
            return f"`{step}` begins {len(found)} headings{inside}"
        if found:
            part = _part(source, found[0])
        elif index == len(steps) - 1 and (item := _item(source, part, squeeze(step))):
            part = item
        else:
            return f"no heading begins with `{step}`{inside}"
        outer += step
    return part if steps else "the clause has no number"


def is_preamble(clause: str) -> bool:
    """Whether a clause's number names what stands before the first clause."""
    return squeeze(clause).strip("（）()").lower() in PREAMBLE


def preamble(source: SourceText, first: int | None) -> Part:
    """What stands before the line of the first clause, the title apart."""
    start = source.headings[0].line + 1 if source.headings and source.headings[0].level == 1 else 1
    return _lines(source, "", min(start, first or start), (first or len(source.lines) + 1) - 1)


def _closing(source: SourceText) -> Part:
    last = max((n for n, line in enumerate(source.lines, 1) if line.strip()), default=1)
    first = last
    headed = {heading.line for heading in source.headings}
    while first > 1 and source.lines[first - 2].strip() and first - 1 not in headed:
        first -= 1
    return _lines(source, "", first, last)


def _headed(source: SourceText, part: Part, step: str) -> list[Heading]:
    """The headings of a part that begin with a step; of several only the outermost."""
    inner = [h for h in source.headings if part.first <= h.line <= part.last and h.words != part.heading]
    found = [h for h in inner if _begins(h.words, step)]
    top = min((h.level for h in found), default=0)
    return [h for h in found if h.level == top]


def _begins(words: str, step: str) -> bool:
    """Whether words begin with a step that is not the beginning of a longer number or word."""
    if not words.startswith(step) or not step:
        return False
    last, following = step[-1], words[len(step) : len(step) + 1]
    if re.fullmatch(f"[{_NUMERALS}]", last) and re.fullmatch(f"[{_NUMERALS}]", following):
        return False
    if re.match("[.．][0-9]", words[len(step) :]):
        return False
    return not (last.isascii() and last.isalnum() and following.isascii() and following.isalnum())


def _part(source: SourceText, heading: Heading) -> Part:
    later = [h for h in source.headings if h.line > heading.line]
    last = next((h.line - 1 for h in later if h.level <= heading.level), len(source.lines))
    own = next((h.line - 1 for h in later), len(source.lines))
    part = _lines(source, heading.words, heading.line, last)
    return Part(part.heading, part.start, part.end, _count(source, min(own, last) + 1), part.first, part.last)


def _lines(source: SourceText, heading: str, first: int, last: int) -> Part:
    start, end = _count(source, first), _count(source, last + 1)
    return Part(heading, start, end, end, first, last)


def _count(source: SourceText, line: int) -> int:
    return source.line_starts[line - 1] if line <= len(source.lines) else len(source.words)


def _item(source: SourceText, part: Part, step: str) -> Part | None:
    """A numbered paragraph of a part, up to the next one numbered in the same way."""
    form = re.compile(re.sub(f"[{_NUMERALS}]+", f"[{_NUMERALS}]+", re.escape(step)))
    numbered = [
        (number, squeeze(source.lines[number - 1]))
        for number in range(part.first + 1, part.last + 1)
        if form.match(squeeze(source.lines[number - 1]))
    ]
    for index, (number, words) in enumerate(numbered):
        if _begins(words, step):
            last = numbered[index + 1][0] - 1 if index + 1 < len(numbered) else part.last
            heading = next((h.line for h in source.headings if h.line > number), last + 1)
            return _lines(source, words.rstrip("；;。."), number, min(last, heading - 1))
    return None


# Words -------------------------------------------------------------------------------------------


def occurrences(source: SourceText, part: Part, words: str) -> list[int]:
    """Where words stand in a part; of several, only those before its first inner heading, if one is."""
    found = _find_all(source.words, words, part.start, part.end)
    own = [at for at in found if at < part.own_end]
    return own if len(found) > 1 and len(own) == 1 else found


def _find_all(text: str, words: str, start: int, end: int) -> list[int]:
    found = []
    at = text.find(words, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1, end)
    return found


@frozen
class Departure:
    """Where words depart from a source: after `matched` characters, at a line and column there."""

    matched: int
    line: int
    column: int
    goes_on: str


def departure(source: SourceText, part: Part, words: str) -> Departure | None:
    """The longest beginning of the words that stands in the part, and how the source goes on."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if source.words.find(words[:middle], part.start, part.end) >= 0:
            low = middle
        else:
            high = middle - 1
    if not low:
        return None
    at = source.words.find(words[:low], part.start, part.end) + low
    line, column = source.places[min(at, len(source.places) - 1)]
    return Departure(low, line, column, source.words[at : min(at + 12, part.end)])
