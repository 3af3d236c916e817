"""JSON Schemas of what an office puts out, and of the heads that all outputs have."""

from __future__ import annotations

from policy_rules.report.output_parts import NAME, TEXTS
from policy_rules.report.output_shapes import (
    DAY,
    DIGEST,
    FORMAT,
    TEXT,
    TRUTH,
    WHOLE,
    Shape,
    any_names,
    either,
    keys,
    many,
    one_word_of,
    or_null,
    part,
)

LABELS = {"illustrative": TEXT, "constructed": TEXT}
RULESET = {"format": FORMAT, "ruleset": TEXT, "ruleset_version": NAME, "ruleset_digest": DIGEST}
UNIT = keys({"id": TEXT, "name": TEXT})
_PLAIN_CELL: Shape = {"type": ["string", "integer", "boolean", "null"]}
_OPEN_CELL: Shape = {**keys({}, dict.fromkeys(("missing", "possible"), TEXT)), "minProperties": 1}
_ONE_CELL = either(_PLAIN_CELL, _OPEN_CELL, keys({}, dict.fromkeys(("supersedes", "decided_by"), TEXTS)))
_CELL = either(_ONE_CELL, many(_ONE_CELL), keys({"withheld": TRUTH}))
"""What stands in a cell of a document: `missing` names the fact that nobody told."""
_OFFICE_DOCUMENT = keys(
    {
        **RULESET,
        "document": TEXT,
        "title": any_names(TEXT),
        "year": WHOLE,
        "as_of": DAY,
        "profile": NAME,
        "office": or_null(UNIT),
        "cites": TEXTS,
        "decisions": many(part("decision taken")),
        "letters": many(
            keys(
                {
                    "unit": or_null(UNIT),
                    "state": or_null(one_word_of("certain", "possible")),
                    "parts": many(
                        keys(
                            {
                                "show": TEXT,
                                "cites": TEXTS,
                                "columns": TEXTS,
                                "rows": many(any_names(_CELL)),
                                "notes": TEXTS,
                            }
                        )
                    ),
                }
            )
        ),
    },
    LABELS,
)
_OFFICE_LIST = keys(
    {
        **RULESET,
        "documents": many(keys({"document": TEXT, "stage": TEXT, "title": any_names(TEXT), "each": NAME})),
    }
)
_SNAPSHOT = keys(
    {
        "format": FORMAT,
        "library": TEXT,
        "ruleset": keys({"name": TEXT, "version": NAME, "digest": DIGEST}),
        "sheets": many(keys({"name": TEXT, "digest": or_null(DIGEST)})),
        "calendar": or_null(keys({**dict.fromkeys(("name", "source"), TEXT), "digest": TEXT})),
        "parameters": keys({"profile": NAME, "digest": DIGEST}),
        "decisions": or_null(keys({"digest": TEXT, "written": many(TEXTS)})),
        "as_of": DAY,
        "year": WHOLE,
        "known_by": or_null(DAY),
        "files": many(keys({"file": TEXT, "digest": or_null(DIGEST)})),
        "facts": keys(
            {"digest": DIGEST, "data": {"type": "object", "required": ["units"]}},
            {"withheld": any_names(any_names(DIGEST))},
        ),
        "results": any_names({"type": "object", "required": ["unit", "rank", "total", "grades"]}),
        "seal": DIGEST,
    },
    LABELS,
)
_VERIFIED = keys(
    {
        **RULESET,
        "sealed_as_of": DAY,
        "as_of": DAY,
        "seal": DIGEST,
        "stands": TRUTH,
        **dict.fromkeys(("parts", "files", "results"), TEXTS),
        "facts": many(
            keys(
                {
                    **dict.fromkeys(("unit", "path"), TEXT),
                    "how": one_word_of("added", "changed", "removed"),
                    "let_in": NAME,
                    "apart": TRUTH,
                }
            )
        ),
    },
    LABELS,
)
OFFICE_OUTPUTS: dict[str, tuple[str, Shape]] = {
    "office-document": ("a document: `office --json`, `MadeDocument.to_dict()`", _OFFICE_DOCUMENT),
    "office-list": ("what an office makes: `office RULESET --json`", _OFFICE_LIST),
    "office-snapshot": ("a sealed snapshot: `office --seal FILE`", _SNAPSHOT),
    "office-verification": ("what differs from one: `office --verify FILE --json`", _VERIFIED),
}
"""The outputs by name, each with what it is."""
