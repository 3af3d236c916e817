"""What an author probably meant: typical slips, each with the hint that mends it.

`prescan` looks at the text before it is parsed (length, nesting, unclosed strings, characters of a
Chinese keyboard that have no meaning); `explain_misread` says what is wrong where the parser stopped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policy_rules.attributes import frozen
from policy_rules.feel.build import RESERVED, Misread

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

LONGEST = 65_536
DEEPEST = 200

CHARACTERS = {
    **dict.fromkeys("。．", "."),
    **dict.fromkeys("、﹑﹐", ","),
    "；": ",",
    **dict.fromkeys("‘’＇＂「」『』〝〞”", '"'),
    **dict.fromkeys("【〔〖", "["),
    **dict.fromkeys("】〕〗", "]"),
    **dict.fromkeys("−–—", "-"),
    **dict.fromkeys("×✕·•", "*"),
    "÷": "/",
    **dict.fromkeys("…～〜", ".."),
    "＠": "@",
    "＆": "and",
    "｜": "or",
    "⩽": "<=",
    "⩾": ">=",
    "≦": "<=",
    "≧": ">=",
    "？": "if ... then ... else",
}
"""Characters that have no meaning outside strings, and what to type instead."""


@frozen
class Slip:
    """A wrong way to write something: a pattern of the text around the place where reading stops.

    Reading must stop within group `within` of the match (0: anywhere in it).
    """

    pattern: str
    what: str
    hint: str
    within: int = 0


SLIPS = (
    Slip(r"\bfor\s+each\b\s*\S?", "`for each` is no expression", "write `for x in list return ...`"),
    Slip(r"==+", "`==` is no operator", "write `=`"),
    Slip(r"&+", "`&` is no operator", "write `and`"),
    Slip(r"\|+", "`|` is no operator", "write `or`"),
    Slip(r"<>", "`<>` is no operator", "write `!=`"),
    Slip(r"=>", "`=>` is no operator", "write `>=`"),
    Slip(r"=<", "`=<` is no operator", "write `<=`"),
    Slip(r"[!！](?![=＝])", "`!` is no operator", "write `not(...)`"),
    Slip(r"'[^'\n]*'?", "a string in single quotes", 'write it in double quotes: `"..."`'),
    Slip(r"`[^`\n]*`?", "a name in back-ticks", "write the name bare"),
    Slip(r"\b(elif|elsif|elseif)\b", "`{0}` is no keyword", "write `else if`"),
    Slip(r"\bnot\s+in\b", "`not in` is no operator", "write `not(x in (...))`"),
    Slip(r"\bis\s+not\s+null\b", "`is not null` is no test", "write `x != null`"),
    Slip(r"\bis\s+null\b", "`is null` is no test", "write `x = null`"),
    Slip(r"\b(is|equals)\s+\S?", "`{1}` does not stand between two values", "write `=`"),
    Slip(r"\bnot\s+(?=\S)[^(（]", "`not` without brackets", "write `not(...)`"),
    Slip(
        r"\b(contains|matches|starts\s+with|ends\s+with|list\s+contains|includes|overlaps|during|before|after)"
        r"(?=\W)\s*\S?",
        "`{1}` does not stand between two values",
        "write `{1}(a, b)`",
    ),
    Slip(
        r"(?<![0-9.])[0-9]{1,3}([,，][0-9]{3})+(?![0-9])",
        "a number with digits in groups",
        "write it without commas",
    ),
    Slip(r"(?<![\w.])[0-9]+[,，][0-9]+", "a comma in a number", "write a point: `2.5`"),
    Slip(r"[0-9]_[0-9_]*", "a number with digits in groups", "write it without `_`"),
    Slip(r"[0-9]\s+[%％](?!\s*[\w(（])", "a blank before the percent sign", "write `80%`"),
    Slip(r"[%％]\s*[\w(（]?", "`%` is no operator", "for the remainder write `modulo(a, b)`"),
    Slip(r"\^", "`^` is no operator", "for a power write `**`"),
    Slip(r"@\s*[0-9P][\w:.+-]*", "a date or duration without quotes", 'write `@"2024-12-31"`'),
    Slip(
        r"(<=|>=|!=|<|>|=|[≤≥≠＜＞＝])[^<>=≤≥≠＜＞＝()（）]*?[\w\"]\s*(<=|>=|!=|<|>|=|[≤≥≠＜＞＝])",
        "comparisons are not chained",
        "write `x in (1..5)`, or join two comparisons with `and`",
        within=2,
    ),
    Slip(r"\bin\s*\{\s*\S?", "a set in braces", "write `x in (a, b)`"),
    Slip(r"\.\.", "a range without brackets", "write `[1..5]`, or `(1..5)` without its ends"),
    Slip(r"\?", "`?` is no operator", "write `if a then b else c`"),
    Slip(r":=", "an expression sets no names", "write `=` to compare"),
    Slip(r"[;；]", "an expression is one piece", "leave out `;`"),
    Slip(
        r"\b(where|having|such\s+that)\b", "`{0}` is no keyword", "write `satisfies`, or a filter `list[...]`"
    ),
    Slip(r"\bif\s+any\b|\bany\s+\w+\s+in\b", "`any` is a function", "write `some x in list satisfies ...`"),
    Slip(r"\b(all|each)\s+\w+\s+in\b", "`{1}` begins no quantifier", "write `every x in list satisfies ...`"),
    Slip(
        r"\b(AND|OR|NOT|IF|THEN|ELSE|IN|FOR|SOME|EVERY|BETWEEN|RETURN|SATISFIES|And|Or|Not|If|Then|Else)\b",
        "`{0}`: keywords are written in small letters",
        "write it in small letters",
    ),
    Slip(r"(?<!\w)(并且|而且|且|以及)(?!\w)", "`{0}` is no operator", "write `and`"),
    Slip(r"(?<!\w)(或者|或)(?!\w)", "`{0}` is no operator", "write `or`"),
    Slip(r"(?<!\w)(等于|是)(?!\w)", "`{0}` is no operator", "write `=`"),
    Slip(r"(?<!\w)(不低于|不少于|大于等于|至少)(?!\w)", "`{0}` is no operator", "write `>=`"),
    Slip(r"(?<!\w)(不高于|不超过|小于等于|至多)(?!\w)", "`{0}` is no operator", "write `<=`"),
    Slip(r"\$\{?|#", "`{0}` begins no name", "write the name bare"),
)
"""The slips, the more telling first; `{0}` is the text found, `{1}` its first group."""

_PAIRS = (
    (r"\bif\b", r"\bthen\b", "`if` without `then`", "write `if a then b else c`"),
    (r"\bthen\b", r"\belse\b", "`then` without `else`", "write `if a then b else c`"),
    (
        r"\b(some|every)\b",
        r"\bsatisfies\b",
        "`{0}` without `satisfies`",
        "write `{0} x in list satisfies ...`",
    ),
    (r"\bfor\b", r"\breturn\b", "`for` without `return`", "write `for x in list return ...`"),
)
_OPENING = {"(": ")", "[": "]", "{": "}", "（": ")", "［": "]", "｛": "}"}
_CLOSING = {")": ")", "]": "]", "}": "}", "）": ")", "］": "]", "｝": "}"}
_SCAN = re.compile(
    r'"(?:\\.|[^"\\])*"|“(?:\\.|[^”\\])*”|/\*.*?\*/|//[^\n]*|["“]|/\*|[()\[\]{}（）［］｛｝]|['
    + re.escape("".join(CHARACTERS))
    + "]|[０-９]+|[\ud800-\udfff]",
    re.DOTALL,
)


def prescan(text: str) -> None:
    """Raise `Misread` for what can be told without parsing."""
    if len(text) > LONGEST:
        raise Misread((0, 1), f"an expression of more than {LONGEST:,} characters", "split it into measures")
    if not text.strip():
        raise Misread((0, max(len(text), 1)), "an empty expression")
    depth = 0
    for found in _SCAN.finditer(text):
        sign = found[0]
        if sign in _OPENING:
            depth += 1
            if depth > DEEPEST:
                raise too_deep(found.span())
        elif sign in _CLOSING:
            depth = max(depth - 1, 0)
        elif "０" <= sign[0] <= "９":
            plain = "".join(str(int(c)) for c in sign)
            raise Misread(found.span(), f"the full-width digits `{sign}`", f"write `{plain}`")
        elif "\ud800" <= sign[0] <= "\udfff":
            raise Misread(found.span(), "half of a character (a lone surrogate)")
        elif sign in CHARACTERS:
            hint = f"write `{CHARACTERS[sign]}`"
            raise Misread(found.span(), f"the character `{sign}` has no meaning here", hint)
        elif sign in ('"', "“"):
            raise Misread(
                found.span(), "a string is not closed", f"close it with `{'”' if sign == '“' else sign}`"
            )
        elif sign == "/*":
            raise Misread(found.span(), "a comment is not closed", "close it with `*/`")


def too_deep(span: tuple[int, int]) -> Misread:
    """The fault of an expression that is nested too deeply."""
    return Misread(span, f"an expression nested more than {DEEPEST} deep", "split it into measures")


def explain_misread(text: str, error: UnexpectedInput) -> Misread:
    """The fault behind a parser's error."""
    span = _span_of(text, error)
    bare = _blanked(text)
    for slip in SLIPS:
        for found in re.finditer(slip.pattern, bare):
            if found.start(slip.within) <= span[0] < found.end(slip.within):
                words = [found[0].strip(), *(g or "" for g in found.groups())]
                return Misread(found.span(), slip.what.format(*words), slip.hint.format(*words))
    return _unpaired(bare, span) or _brackets(bare, span) or _unexpected(bare, span)


def _span_of(text: str, error: UnexpectedInput) -> tuple[int, int]:
    token = getattr(error, "token", None)
    if token is not None and token.type != "$END" and token.end_pos is not None:
        return (token.start_pos, token.end_pos)
    if token is not None:
        return (len(text.rstrip()), len(text.rstrip()) + 1)
    position = error.pos_in_stream or 0
    return (position, position + 1)


def _blanked(text: str) -> str:
    """The text with the insides of strings and comments blanked out."""

    def blank(found: re.Match[str]) -> str:
        if len(found[0]) == 1 or found[0][0] not in '"“/':
            return found[0]
        return '"' + "_" * (len(found[0]) - 2) + '"' if found[0][0] in '"“' else " " * len(found[0])

    return _SCAN.sub(blank, text)


def _unpaired(bare: str, span: tuple[int, int]) -> Misread | None:
    """A keyword that waits for its partner where reading stops."""
    before = bare[: span[0]]
    for opening, closing, what, hint in _PAIRS:
        opened = list(re.finditer(opening, before))
        if len(opened) > len(re.findall(closing, before)):
            word = opened[-1][0]
            where = span if span[0] < len(bare) else opened[-1].span()
            return Misread(where, what.format(word), hint.format(word))
    return None


def _brackets(bare: str, span: tuple[int, int]) -> Misread | None:
    """A bracket that is not closed, or closes nothing."""
    waiting: list[tuple[str, int]] = []
    for at, char in enumerate(bare[: span[0]]):
        if char in _OPENING:
            waiting.append((char, at))
        elif char in _CLOSING and waiting:
            waiting.pop()
    char = bare[span[0] : span[0] + 1]
    if not char and waiting:
        sign, at = waiting[-1]
        closing = f"close it with `{_OPENING[sign]}`"
        return Misread((at, at + 1), f"the bracket `{sign}` is not closed", closing)
    if char in _CLOSING and not waiting:
        return Misread(span, f"the bracket `{char}` closes nothing")
    if char in _CLOSING and _OPENING[waiting[-1][0]] != _CLOSING[char]:
        sign = waiting[-1][0]
        closing = f"close it with `{_OPENING[sign]}`"
        return Misread(span, f"the bracket `{sign}` is closed by `{char}`", closing)
    return None


_VALUE_END = re.compile(r'[\w"\])}）］｝%％]\s*\Z')
_KEYWORD_END = re.compile(rf"\b({'|'.join(sorted(RESERVED - {'true', 'false', 'null'}))})\s*\Z")
_WORDS = re.compile(r"([^\W\d]\w*)\s+[^\W\d]\w*\Z")


def _unexpected(bare: str, span: tuple[int, int]) -> Misread:
    before, here = bare[: span[0]], bare[span[0] : span[1]].strip()
    after_value = _VALUE_END.search(before) is not None and not _KEYWORD_END.search(before)
    if not here:
        wanted = "more" if after_value else "a value"
        return Misread(span, f"the expression ends where {wanted} is expected")
    words = _WORDS.search(before + here)
    if words is not None and here not in RESERVED and words[1] not in RESERVED:
        name = re.sub(r"\s+", "_", words[0])
        hint = f"a name has no blanks: write `{name}`, or join two values with an operator"
        return Misread(span, f"`{here}` is not expected here", hint)
    if here.startswith('"'):
        return Misread(span, "a string is not expected here", "join two values with an operator")
    return Misread(span, f"`{here}` is not expected here" + ("" if after_value else ": a value is"))
