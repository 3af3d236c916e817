"""Shapes of which the schemas of outputs are made: JSON Schema, written short.

An object has the keys that are named and no others; those behind `maybe` may be left out.
"""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
TRUTH: Shape = {"type": "boolean"}
WHOLE: Shape = {"type": "integer"}
DAY: Shape = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DIGEST: Shape = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NUMBER: Shape = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?$"}
ANYTHING: Shape = {}
FORMAT: Shape = {"const": 1}


def or_null(shape: Shape) -> Shape:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def one_word_of(*words: str | None) -> Shape:
    """One of these texts."""
    return {"enum": list(words)}


def many(shape: Shape) -> Shape:
    """A list of what has the shape."""
    return {"type": "array", "items": shape}


def any_names(shape: Shape) -> Shape:
    """A mapping from any name to what has the shape."""
    return {"type": "object", "additionalProperties": shape}


def both_ends(shape: Shape) -> Shape:
    """Two ends, the least and the greatest; null for one that is open."""
    return {"type": "array", "items": or_null(shape), "minItems": 2, "maxItems": 2}


def part(name: str) -> Shape:
    """What is defined under a name."""
    return {"$ref": f"#/$defs/{name}"}


def either(*shapes: Shape) -> Shape:
    """What has one of several shapes."""
    return {"anyOf": list(shapes)}


def keys(given: dict[str, Shape], maybe: dict[str, Shape] | None = None) -> Shape:
    """An object with these keys."""
    return {
        "type": "object",
        "properties": {**given, **(maybe or {})},
        "required": list(given),
        "additionalProperties": False,
    }
