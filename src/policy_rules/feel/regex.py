r"""Regular expressions as XPath 3.1 reads them (DMN 1.5 clause 10.3.4.3), in Python's engine.

Only what both read alike is translated; the rest is refused (`\w`, `\p`, subtraction of classes,
back references, case-blind matching beyond ASCII). So are patterns that could take work out of
proportion on the text at hand: the number of ways to match is bounded before matching.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from policy_rules.feel.values import Refused, spend

MOST_WORK = 20_000_000
_A_STEP = 64
"""Ways to match that are tried in one step of an evaluation, if all are."""
_A_CHARACTER = 5
"""Steps of reading one of a pattern."""
LONGEST_PATTERN = 1_000
_SPECIAL = frozenset("\\|.?*+(){}-[]^$")
_SPACE = r" \t\n\r"
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(,(\d*))?\})(\??)", re.ASCII)
_OPEN = -1


class _Invalid(Exception):
    """The text is no regular expression."""


def compiled(pattern: str, flags: str, text: str) -> re.Pattern[str] | None:
    """The pattern for Python; None if it is no regular expression; `Refused` if it is not carried."""
    if set(flags) - set("smixq"):
        return None
    if len(pattern) > LONGEST_PATTERN:
        raise Refused(f"a regular expression of more than {LONGEST_PATTERN:,} characters")
    if "q" in flags:
        raise Refused("the flag `q` of regular expressions")
    if "i" in flags and not (pattern.isascii() and text.isascii()):
        raise Refused("case-blind matching of other than ASCII characters")
    spend(_A_CHARACTER * len(pattern) + len(text) // 20)
    try:
        reading = _translated(pattern, "".join(sorted(set(flags))))
        result = re.compile(reading.source, re.IGNORECASE if "i" in flags else 0)
    except (_Invalid, re.error, OverflowError):
        return None
    work = reading.work(len(text)) * (len(text) + 1)
    if work > MOST_WORK:
        raise Refused("a regular expression that could take too long on this text")
    spend(work // _A_STEP)
    return result


def template(replacement: str, groups: int) -> Callable[[re.Match[str]], str] | None:
    r"""What replaces a match: `$1` is the first group, `\$` a dollar sign; None if it is malformed."""
    parts: list[str | int] = []
    position = 0
    for found in re.finditer(r"\\(.?)|\$(\d*)", replacement, re.DOTALL | re.ASCII):
        parts.append(replacement[position : found.start()])
        position = found.end()
        if found[0][0] == "\\":
            if found[1] not in ("\\", "$"):
                return None
            parts.append(found[1])
            continue
        if not found[2]:
            return None
        digits = found[2]
        while len(digits) > 1 and int(digits) > groups:
            digits, position = digits[:-1], position - 1
        parts.append(int(digits) if int(digits) <= groups else "")
    parts.append(replacement[position:])
    return lambda match: "".join(p if isinstance(p, str) else match[p] or "" for p in parts)


@lru_cache(maxsize=256)
def _translated(pattern: str, flags: str) -> _Reading:
    return _Reading(pattern, flags)


class _Reading:
    """A pattern being translated; `source` is Python's pattern, `work` bounds the ways to match."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _without_blanks(pattern) if "x" in flags else pattern
        self.flags = flags
        self.at = 0
        self.depth = 0
        self.source, self.work = self._branches()
        if self.at < len(self.pattern):
            raise _Invalid

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise _Invalid
        self.at += 1
        return char

    def _branches(self) -> tuple[str, _Work]:
        branches = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._branch())
        works = [work for _, work in branches]
        return "|".join(source for source, _ in branches), _sum_of(works)

    def _branch(self) -> tuple[str, _Work]:
        source, works = "", []
        while self._peek() not in ("", "|", ")"):
            piece, work = self._piece()
            source += piece
            works.append(work)
        return source, _product_of(works)

    def _piece(self) -> tuple[str, _Work]:
        char = self._take()
        if char in "^$":
            return self._anchor(char), _one
        atom, work = self._group() if char == "(" else (self._atom(char), _one)
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            return atom, work
        self.at = found.end()
        if self._peek() in tuple("*+?{"):
            raise _Invalid
        least, most = _bounds(found)
        if char == "(" and least == most and work is _one:
            work = _one_each  # what matches nothing is tried as often as it is asked for
        return atom + found[0], _repeated(work, least, most)

    def _anchor(self, char: str) -> str:
        if self._peek() in tuple("*+?{"):
            raise Refused("a repeated anchor in a regular expression")
        if "m" not in self.flags:
            return r"\A" if char == "^" else r"\Z"
        return r"(?:\A|(?<=\n)(?!\Z))" if char == "^" else r"(?=\n|\Z)"

    def _group(self) -> tuple[str, _Work]:
        head = "("
        if self.pattern.startswith("?:", self.at):
            self.at, head = self.at + 2, "(?:"
        self.depth += 1
        if self.depth > 20:
            raise Refused("a regular expression nested more than 20 deep")
        source, work = self._branches()
        self.depth -= 1
        if self._take() != ")":
            raise _Invalid
        return f"{head}{source})", work

    def _atom(self, char: str) -> str:
        if char == ".":
            return r"(?s:.)" if "s" in self.flags else r"[^\n\r]"
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape(self._take(), inside=False)
        if char in "*+?{})]":
            raise _Invalid
        return re.escape(char)

    def _escape(self, char: str, *, inside: bool) -> str:
        if char in _SPECIAL:
            return "\\" + char
        if char in "nrtdD":
            return "\\" + char
        if char == "s":
            return _SPACE if inside else f"[{_SPACE}]"
        if char == "S" and not inside:
            return f"[^{_SPACE}]"
        if char.isdigit():
            if inside or char == "0" or int(char) > self.pattern.count("(", 0, self.at):
                raise _Invalid
            raise Refused("a back reference in a regular expression")
        if char in "wWiIcCpPS":
            raise Refused(f"`\\{char}` in a regular expression", "list the characters, as in `[A-Za-z]`")
        raise _Invalid

    def _class(self) -> str:
        """A class of characters; its subtraction `[a-z-[aeiou]]` is refused."""
        source, first = "[", True
        if self._peek() == "^":
            source, self.at = "[^", self.at + 1
        while self._peek() != "]" or first:
            char = self._take()
            if char == "[" or (char == "-" and self._peek() == "["):
                raise Refused("a class within a class in a regular expression")
            if char == "]":
                raise _Invalid
            if char == "\\":
                source += self._escape(self._take(), inside=True)
            elif char == "-":
                edge = first or self._peek() == "]"
                source += r"\-" if edge else "-"
            else:
                source += re.escape(char)
            first = False
        self.at += 1
        return source + "]"


def _without_blanks(pattern: str) -> str:
    """The pattern of the flag `x`: blanks do not count, except in a class."""
    result, inside, escaped = "", False, False
    for char in pattern:
        if escaped:
            if char in " \t\n\r":
                continue
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "[]":
            inside = char == "["
        elif char in " \t\n\r" and not inside:
            continue
        result += char
    return result


def _bounds(found: re.Match[str]) -> tuple[int, int]:
    sign = found[0][0]
    if sign != "{":
        return (1 if sign == "+" else 0), (1 if sign == "?" else _OPEN)
    least = int(found[1])
    most = least if found[2] is None else int(found[3]) if found[3] else _OPEN
    if most != _OPEN and most < least:
        raise _Invalid
    if max(least, most) > 1_000:
        raise Refused("more than 1,000 repetitions in a regular expression")
    return least, most


_Work = Callable[[int], int]
"""How many ways there are at most to match a part of a pattern on a text of so many characters."""


def _one(_length: int) -> int:
    return 1


def _one_each(_length: int) -> int:
    return 1


def _sum_of(works: list[_Work]) -> _Work:
    return works[0] if len(works) == 1 else lambda n: min(sum(w(n) for w in works), MOST_WORK + 1)


def _product_of(works: list[_Work]) -> _Work:
    works = [w for w in works if w is not _one]

    def work(length: int) -> int:
        result = 1
        for each in works:
            result = min(result * each(length), MOST_WORK + 1)
        return result

    return work if works else _one


def _repeated(work: _Work, least: int, most: int) -> _Work:
    def ways(length: int) -> int:
        top = length if most == _OPEN else min(most, max(length, least))
        inner = work(length)
        if inner > 1 and top > 64:
            return MOST_WORK + 1
        repeats = inner ** max(top, 1) if inner > 1 else 1
        times = least if least == most else max(top - least + 1, least)
        return min(repeats * max(times, 1), MOST_WORK + 1)

    return _one if least == most and work is _one else ways
