"""Words of the other language in a text: quotations, names and ids apart.

`own` is what a ruleset and a facts file call things by: the words of the sources, titles of documents, names
of units and of records. It shares nothing with what tells reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

CHINESE = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z']+(?: [A-Za-z']+)*")
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|‘[^’]*’|`[^`]*`|https?://\S+")
IDS = re.compile(
    r"""(?x)
    (?<![A-Za-z])(?:[a-z]{2,3}-end-s[0-9.]+ | [a-z]{1,4}-[a-z0-9.]*[0-9][a-z0-9.]*(?:-[A-Za-z0-9.]+)*) # rules
  | (?:[\w.-]*/)*\b[\w]+(?:-[\w.]+)*\.(?:yaml|xlsx|html|json|md|csv)\b                 # files
  | (?<![A-Za-z])[a-z_.]+:\ \[?\{.*?\}+(?:,\ \{.*?\}+)*\]*                         # what to paste: records
  | (?<![A-Za-z0-9])(?:[0-9a-f]{64}|[0-9a-f]{12})\b                                                 # digests
  | policy-rules\ [a-z]+ | --lang\ [a-z]+ | --[a-z-]+                      # commands
  | (?<![A-Za-z])[a-z]{2}-?…                                               # a rule that is cut
  | \[[\w.-]+(?:,\ [\w.-]+)*\]                                                       # records
  | \b[A-Z]{1,2}[0-9]+\b | \b[ⅠⅡⅢ]\b
  | (?<![A-Za-z])(?:JSON|SHA-256)(?![A-Za-z])   # of one name everywhere
  """
)


_NOT_TOLD = ("style", "script", "code", "pre", "mark", "sup")
"""What machines read, facts and conditions as they are written, the words of the sources with their rules."""
_SOURCES = "source"
"""The class of what the sources say."""
_VOID = ("br", "hr", "img", "input", "link", "meta")


class _Texts(HTMLParser):
    """The texts of a page, without what is not told in its language, and without elements of some classes."""

    def __init__(self, without: Iterable[str]) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.without = {_SOURCES, *without}
        self.within: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        hidden = tag in _NOT_TOLD or bool(self.without.intersection((told.get("class") or "").split()))
        if tag not in _VOID:
            self.within.append((tag, hidden))
        self.texts += [told[k] or "" for k in ("title", "aria-label", "alt", "placeholder") if k in told]

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(hidden for _, hidden in self.within):
            self.texts.append(data)


def texts_of(page: str, without: Iterable[str] = ()) -> str:
    """What a reader of a page reads, but for elements of these classes."""
    parser = _Texts(without)
    parser.feed(page)
    return "\n".join(parser.texts)


def foreign(text: str, language: str, own: Iterable[str] = ()) -> list[str]:
    """The lines in which a word of the other language is left, with the word."""
    told = {IDS.sub("·", name) for name in own} if language == "zh" else set(own)
    names = sorted(told - {"·"}, key=len, reverse=True)
    wrong = LATIN if language == "zh" else CHINESE
    found = []
    for line in filter(wrong.search, text.splitlines()):
        left = _left(line, language, names)
        if wrong.search(left):
            found.append(f"{line.strip()}  ->  {', '.join(wrong.findall(left))}")
    return found


def _left(line: str, language: str, names: list[str]) -> str:
    """The line without ids, names and quotations."""
    bare = IDS.sub("·", line) if language == "zh" else line
    for name in names:
        if name in bare:
            bare = bare.replace(name, "·")
    return QUOTED.sub("“”", bare)
