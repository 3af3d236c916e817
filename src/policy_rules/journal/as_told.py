"""Values exactly as a caller told them, as JSON text and back.

JSON's own values stand for themselves; what it does not have is an object with the one key `$`, its kind:
`{"$": "decimal", "of": "0.80"}`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import asdict

from policy_rules.errors import FactsError, Fault, printed
from policy_rules.facts.bound import Source
from policy_rules.values.python_scalars import UNKNOWN, own_day, own_scalar

MOST_DEEP = 100
"""How deep values may be nested."""
WIDEST = 10_000
"""Bits of the widest whole number that is written in decimals, which Python does for so long only."""


def told_text(value: object) -> str:
    """The value as JSON text; raises FactsError where it is of a kind that no facts are told in."""
    return json.dumps(_out(value, 0), ensure_ascii=False, separators=(",", ":"))


def told_value(text: str) -> Any:
    """The value that was told."""
    return _in(json.loads(text))


def _out(value: object, depth: int) -> Any:
    value = own_day(own_scalar(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= WIDEST else {"$": "hex", "of": hex(value)}
    if isinstance(value, str):
        return str(value)
    if depth > MOST_DEEP:
        raise FactsError(Fault(f"values are nested deeper than {MOST_DEEP}"))
    match value:
        case Source():
            return {"$": "source", "of": _out(asdict(value), depth + 1)}
        case Mapping():
            return {"$": "table", "of": [[_out(k, depth + 1), _out(v, depth + 1)] for k, v in value.items()]}
        case Decimal() | Fraction() | float():
            return {"$": type(value).__name__.lower(), "of": str(value)}
        case datetime.date() if not isinstance(value, datetime.datetime):
            return {"$": "date", "of": value.isoformat()}
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [_out(part, depth + 1) for part in value]
        case _ if value is UNKNOWN:
            return {"$": "unknown", "of": None}
    hint = "tell texts, numbers, truths, days, lists and mappings of these"
    raise FactsError(Fault(f"`{printed(value)}` is no value of facts", hint=hint))


def _in(data: Any) -> Any:
    if isinstance(data, list):
        return [_in(part) for part in data]
    if not isinstance(data, dict):
        return data
    of = data["of"]
    match data["$"]:
        case "source":
            return Source(**_in(of))
        case "table":
            return {_in(key): _in(value) for key, value in of}
        case "decimal":
            return Decimal(of)
        case "fraction":
            return Fraction(of)
        case "float":
            return float(of)
        case "hex":
            return int(of, 16)
        case "date":
            return datetime.date.fromisoformat(of)
        case "unknown":
            return UNKNOWN
    raise ValueError(f"`{data['$']}` is no kind of value")
