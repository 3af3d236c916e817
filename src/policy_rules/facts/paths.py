"""The paths that name facts, such as `staffing.posts_total` or `reported[grade, 2024]`."""

from __future__ import annotations

import re

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError, Fault, printed

_NAME = re.compile(r"[^\s.\[\],\"]+")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@frozen
class PathStep:
    """A name, with what stands in brackets behind it."""

    name: str
    inside: tuple[str, ...] = ()


def read_path(text: str) -> tuple[PathStep, ...]:
    """The steps of a path; raises FactsError where it is none.

    >>> read_path('complete[officers[o1].training, 2024]')
    (PathStep(name='complete', inside=('officers[o1].training', '2024')),)
    """
    if not isinstance(text, str):
        raise FactsError(
            Fault(f"`{printed(text)}` is no path of a fact", hint="write it as `entity.attribute`")
        )
    steps: list[PathStep] = []
    at = 0
    while True:
        name = _NAME.match(text, at)
        if name is None:
            raise _no_path(text, at)
        at = name.end()
        inside: tuple[str, ...] = ()
        if text[at : at + 1] == "[":
            at, inside = _inside(text, at + 1)
        steps.append(PathStep(name[0], inside))
        if at == len(text):
            return tuple(steps)
        if text[at] != ".":
            raise _no_path(text, at)
        at += 1


def _inside(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """What stands in brackets, from after `[` on, and where the path goes on."""
    found, depth, word, quoted = list[str](), 0, "", False
    while at < len(text):
        quote = _QUOTED.match(text, at) if not word.strip() and depth == 0 else None
        if quote:
            word, quoted, at = re.sub(r"\\(.)", r"\1", quote[1]), True, quote.end()
            continue
        letter = text[at]
        if depth == 0 and letter in ",]":
            if not quoted:
                word = word.strip()
            if not word:
                raise _no_path(text, at)
            found.append(word)
            word, quoted = "", False
            if letter == "]":
                return at + 1, tuple(found)
        elif not quoted or not letter.isspace():
            if quoted:
                raise _no_path(text, at)
            depth += {"[": 1, "]": -1}.get(letter, 0)
            word += letter
        at += 1
    raise _no_path(text, at)


def _no_path(text: str, at: int) -> FactsError:
    told = f"`{text}` is no path of a fact" + (f" from `{text[at:]}` on" if at < len(text) else "")
    return FactsError(
        Fault(told, hint="write `staffing.posts_total`, `lectures[l1]` or `complete[lectures, 2024]`")
    )


def without_brackets(path: str) -> str:
    """A path without what stands in brackets.

    >>> without_brackets("complete[officers[o1].training, 2024]")
    'complete'
    """
    while (shorter := _BRACKETS.sub("", path)) != path:
        path = shorter
    return path


def quoted(word: str) -> str:
    """An id as it stands in brackets."""
    if _NAME.fullmatch(word):
        return word
    return '"' + re.sub(r'(["\\])', r"\\\1", word) + '"'
