"""Python data as a tree, as if it were a file; places are paths such as `facts: staffing.posts_total`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Any

from policy_rules.documents.read import DEPTH_LIMIT, UNSEEN
from policy_rules.documents.tree import Mapping, Node, Page, Scalar, Sequence, Untold
from policy_rules.errors import Fault, Place, printed
from policy_rules.values.python_scalars import UNKNOWN, own_day, own_scalar

NODE_LIMIT = 4_000_000
"""How many values Python data may hold, each shared one counted as often as it is met."""
LONGEST = 1000
"""So many decimals, or zeros, a `Decimal` may not have."""
_PLAIN_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def from_data(data: object, name: str, *, facts: bool = False) -> tuple[Node | None, list[Fault]]:
    """Python data as a tree; places are paths such as `facts: staffing.posts_total`.

    Takes mappings, lists, text, bool, int, Decimal, Fraction, date and None, and floats whose
    shortest form has at most 15 digits, thus means one decimal; scalars of NumPy and pandas for what they
    are; a node is taken as it is. In `facts` a value may be missing (`UNKNOWN`, `pandas.NA`, `NaT`).
    """
    if isinstance(data, Scalar | Sequence | Mapping):
        return data, []
    faults: list[Fault] = []
    return _Data(name, faults, facts=facts).node(data, "", 0), faults


class _Data:
    def __init__(self, name: str, faults: list[Fault], *, facts: bool) -> None:
        self.name, self.facts = name, facts
        self.faults = faults
        self.left = NODE_LIMIT

    def node(self, data: object, path: str, depth: int) -> Node | None:
        page = Page(f"{self.name}: {path}" if path else self.name)
        self.left -= 1
        if depth > DEPTH_LIMIT or self.left < 0:
            told = f"nested deeper than {DEPTH_LIMIT}" if depth > DEPTH_LIMIT else f"more than {NODE_LIMIT:,}"
            self.faults.append(Fault(f"values are {told}", Place(page.file)))
            return None
        usual = _USUAL.get(type(data))
        if usual is not None and (text := usual(data)) is not None:
            return Scalar(text, quoted=type(data) is str, page=page)
        if type(data) is dict:  # what is usual
            return self._mapping(data, page, path, depth)
        if isinstance(data, Scalar | Sequence | Mapping):
            return data
        if isinstance(data, str):
            return self._scalar(data, page)
        if isinstance(data, AbstractMapping):
            return self._mapping(data, page, path, depth)
        if isinstance(data, AbstractSequence) and not isinstance(data, bytes | bytearray | memoryview):
            items = [self.node(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(data, 1)]
            return Sequence(tuple(i for i in items if i is not None), page=page)
        return self._scalar(data, page)

    def _mapping(self, data: AbstractMapping[Any, Any], page: Page, path: str, depth: int) -> Node:
        table: dict[str, tuple[Scalar, Node]] = {}
        broken = set()
        for key, value in data.items():
            usual = type(key) is str and key and key.isprintable()
            word = key if usual else _key_text(key)
            if word is None or word in table:
                told = "is not a word" if word is None else "stands twice"
                self.faults.append(Fault(f"the key `{printed(key, 40)}` {told}", Place(page.file)))
                continue
            node = self.node(value, f"{path}.{word}" if path else word, depth + 1)
            if node is None:
                broken.add(word)
            else:
                page_of = Page(node.page.file) if node is value else node.page
                table[word] = (Scalar(word, page=page_of), node)
        return Mapping(table, frozenset(broken), page=page)

    def _scalar(self, data: object, page: Page) -> Scalar | None:
        data = own_day(own_scalar(data))
        if isinstance(data, str):
            if UNSEEN.search(data):
                self.faults.append(Fault("a control character stands in this text", Place(page.file)))
                return None
            return Scalar(str.__str__(data), quoted=True, page=page)
        if data is UNKNOWN and self.facts:
            return Untold("", null=True, page=page)
        text, hint = _plain_text(data)
        if text is None:
            told = f"`{printed(data, 40)}` cannot be taken as it is"
            self.faults.append(Fault(told, Place(page.file), hint))
            return None
        return Scalar(text, null=data is None, page=page)


_USUAL: AbstractMapping[type, Callable[[Any], str | None]] = {
    str: lambda text: text if text.isprintable() else None,
    bool: ("false", "true").__getitem__,
    int: lambda number: int.__repr__(number) if number.bit_length() < 64 else None,
    datetime.date: datetime.date.isoformat,
}
"""The texts of most of what is told, by its very type; None for what is to be looked at closely."""


def _without_zeros(number: Decimal) -> tuple[Decimal, int]:
    """The same number without zeros at the end of its decimals, and its exponent: equal numbers are one."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if not any(digits):
        return Decimal(0), 0
    zeros = min(len(digits) - len("".join(map(str, digits)).rstrip("0")), -exponent)
    return Decimal((sign, digits[: len(digits) - zeros], exponent + zeros)), exponent + zeros


def _key_text(key: object) -> str | None:
    key = own_scalar(key)
    if isinstance(key, str):
        return key if key and not UNSEEN.search(key) else None
    if isinstance(key, bool) or not isinstance(key, int | datetime.date):
        return None
    return _plain_text(key)[0]


def _plain_text(data: object) -> tuple[str | None, str]:
    """The text of a plain value, or None and what to do."""
    if data is None or isinstance(data, bool):
        return ("null" if data is None else str(data).lower()), ""
    if isinstance(data, datetime.datetime):
        return None, "give a date without a time of day and a time zone"
    if isinstance(data, datetime.date):
        return data.isoformat(), ""
    if isinstance(data, int):
        return (int.__repr__(data), "") if data.bit_length() < 4096 else (None, "give a shorter number")
    if isinstance(data, Decimal):
        exponent = data.as_tuple().exponent
        if isinstance(exponent, int) and exponent <= -LONGEST:
            data, exponent = _without_zeros(data)
        usable = isinstance(exponent, int) and abs(exponent) < LONGEST
        return (f"{data:f}", "") if usable else (None, "give a finite number")
    if isinstance(data, Fraction):
        usable = max(data.numerator.bit_length(), data.denominator.bit_length()) < 4096
        return (str(data), "") if usable else (None, "give a shorter number")
    if isinstance(data, float):
        if data != data:
            return None, "leave out what is missing, or give `UNKNOWN`; None says that there is none"
        text = float.__repr__(data)
        if _PLAIN_DECIMAL.fullmatch(text) and len(re.sub(r"[-.]", "", text).strip("0")) <= 15:
            return text.removesuffix(".0"), ""
        return None, "give a text or a Decimal, which are exact"
    if isinstance(data, AbstractSet):
        return None, "give a list: a set has no order"
    if data is UNKNOWN:
        return None, "leave it out: only facts can be missing"
    if type(data).__name__ == "datetime64":  # of NumPy, which is not imported for it
        return None, "give a date without a time of day and a time zone"
    if hasattr(data, "__array__"):
        return None, "give its values as a list: `.tolist()`, or `.to_dict('records')` of a frame"
    return None, "give text, a number, a date, true or false, None, a list or a mapping"
