"""JSON Schemas (2020-12) of what is put out as JSON: each key, and what it may hold.

Numbers are texts, exact: `65.2`, `43/60`. Within one `format` keys are added; none is lost, and none changes
its meaning.
"""

from __future__ import annotations

from policy_rules.report.office_schemas import LABELS as _LABELS
from policy_rules.report.office_schemas import OFFICE_OUTPUTS
from policy_rules.report.office_schemas import RULESET as _RULESET
from policy_rules.report.office_schemas import UNIT as _UNIT
from policy_rules.report.output_parts import (
    AMOUNT,
    NAME,
    OUTCOME,
    PARTS,
    POSSIBLE_OUTCOMES,
    TEXTS,
)
from policy_rules.report.output_shapes import (
    ANYTHING,
    DAY,
    DIGEST,
    FORMAT,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Shape,
    any_names,
    both_ends,
    either,
    keys,
    many,
    one_word_of,
    or_null,
    part,
)
from policy_rules.ruleset.schema import DIALECT, FILES, json_schema, schema_of_section
from policy_rules.scoring.sheets.sheet_keys import SECTIONS

_HEAD = {**_RULESET, "unit": _UNIT, "as_of": DAY, "year": WHOLE, "profile": NAME}

_ASSESSMENT = keys(
    {
        **_HEAD,
        "decisions": many(part("decision taken")),
        "counts": any_names(WHOLE),
        "findings": many(part("finding")),
        "score": or_null(part("score")),
        "consequences": many(part("consequence")),
        "next_facts": many(part("next fact")),
        "differing": many(part("differing")),
        "notes": TEXTS,
    },
    {
        **_LABELS,
        "other_years": keys(
            {
                "left_out": WHOLE,
                "rules": WHOLE,
                "carried_over": many(
                    keys(
                        {"rule": TEXT, "instance": TEXT, "due": or_null(DAY), "certain": TRUTH},
                        {"organ": TEXT},
                    )
                ),
            }
        ),
    },
)
_LEFT_OUT = {"other_years": keys({"left_out": WHOLE})}
_POINTS = or_null(keys({"at_least": or_null(NUMBER), "at_most": or_null(NUMBER), "undefined": TEXT}))
_PUBLISHED = keys(
    {
        **dict.fromkeys(("unit", "name"), TEXT),
        **dict.fromkeys(("list", "grade"), NAME),
        **dict.fromkeys(("rank", "total"), _POINTS),
        "cites": TEXTS,
    }
)
_STANDING = {
    **dict.fromkeys(("unit", "name"), TEXT),
    **dict.fromkeys(("sheet", "list"), NAME),
    "ranked": TRUTH,
    **dict.fromkeys(("rank", "total"), _POINTS),
    "grades": TEXTS,
}
_POPULATION = keys(
    {
        **_RULESET,
        "constructed_units": TEXTS,
        "year": WHOLE,
        "as_of": DAY,
        "profile": NAME,
        "places": many(
            keys(
                {
                    **_STANDING,
                    "consequences": many(keys({"rule": TEXT, "status": TEXT, "carried_out": NAME})),
                    "differing": many(part("differing")),
                    "decisions": many(part("score decision")),
                },
                {
                    "no_sheet": TEXT,
                    "before_approval": AMOUNT,
                    "undecided": many(part("correction")),
                    "missing": TEXTS,
                    "needs": TEXTS,
                },
            )
        ),
    },
    {**_LABELS, **_LEFT_OUT, "handed_to": TEXT, "published": many(_PUBLISHED)},
)
_SCORE_PAGE = keys(
    {**_HEAD, "score": or_null(part("score")), "differing": many(part("differing"))}, {**_LABELS, **_LEFT_OUT}
)
_NEXT_PAGE = keys({**_HEAD, "by": TEXT, "next_facts": many(part("next fact")), "more": WHOLE}, _LABELS)
_SIDE = keys({**{key: shape for key, shape in _HEAD.items() if key != "format"}, "sheet": NAME})
_CHANGE = keys(
    {"name": TEXT, "before": AMOUNT, "after": AMOUNT, "change": or_null(both_ends(NUMBER)), "changed": TRUTH}
)
_COMPARISON = keys(
    {
        **_RULESET,
        **dict.fromkeys(("before", "after"), _SIDE),
        "changed": TRUTH,
        "why": many(
            keys(
                {
                    "sort": TEXT,
                    **dict.fromkeys(("name", "before", "after"), NAME),
                    "read_by": or_null(keys({"rules": WHOLE, "changed": TEXTS, "sheet": TRUTH})),
                }
            )
        ),
        "findings": many(
            keys(
                {
                    "rule": TEXT,
                    **dict.fromkeys(
                        ("before", "after"),
                        or_null(keys({"outcome": OUTCOME, "possible": POSSIBLE_OUTCOMES})),
                    ),
                    "by": many(keys({"sort": TEXT, "name": NAME})),
                }
            )
        ),
        **dict.fromkeys(("items", "steps"), many(_CHANGE)),
        "lines": many(keys({"status": TEXT, **dict.fromkeys(("before", "after"), or_null(part("line")))})),
        "total": _CHANGE,
        "grade": keys(dict.fromkeys(("before", "after"), or_null(TEXTS))),
        "consequences": many(keys({"rule": TEXT, **dict.fromkeys(("before", "after"), NAME)})),
    },
    _LABELS,
)
_POPULATION_SIDE = keys({"year": WHOLE, "as_of": DAY, "profile": NAME})
_POPULATIONS = keys(
    {
        **_RULESET,
        **dict.fromkeys(("before", "after"), _POPULATION_SIDE),
        "changed": TRUTH,
        "places": many(
            keys(
                {
                    **dict.fromkeys(("unit", "name"), TEXT),
                    "changed": TRUTH,
                    **dict.fromkeys(("before", "after"), or_null(keys(_STANDING))),
                }
            )
        ),
    },
    _LABELS,
)
_QUESTIONS = keys(
    {
        **_RULESET,
        "asked_of": one_word_of("units", "examples"),
        "as_of": or_null(DAY),
        "year": or_null(WHOLE),
        "units": TEXTS,
        "questions": many(part("question")),
    },
    _LABELS,
)
_GAINED = keys({**dict.fromkeys(("at_least", "at_most"), or_null(NUMBER)), "grades": TEXTS})
_QUESTION = keys(
    {
        **dict.fromkeys(("parameter", "zh", "en"), TEXT),
        **dict.fromkeys(("question", "means"), NAME),
        **dict.fromkeys(("per_rule", "joins_places", "listed"), TRUTH),
        **dict.fromkeys(("rules", "settles", "together"), TEXTS),
        "readings": many(keys({"value": part("value"), "outcomes": any_names(WHOLE)})),
        "cases": many(
            keys(
                {
                    **dict.fromkeys(("unit", "rule"), TEXT),
                    "settled": TRUTH,
                    "now": POSSIBLE_OUTCOMES,
                    "by_reading": many(or_null(POSSIBLE_OUTCOMES)),
                }
            )
        ),
        "points": many(
            keys(
                {
                    **dict.fromkeys(("unit", "sheet"), TEXT),
                    "now": _GAINED,
                    "by_reading": many(or_null(_GAINED)),
                }
            )
        ),
    }
)
_VERSION = keys(dict.fromkeys(("version", "by", "status"), NAME))
_LAW = keys(
    {
        **_RULESET,
        **dict.fromkeys(("before", "after"), DAY),
        "rules": many(
            keys(
                {
                    "rule": TEXT,
                    **dict.fromkeys(("before", "after"), many(_VERSION)),
                    **dict.fromkeys(("before_perhaps_none", "after_perhaps_none"), TRUTH),
                }
            )
        ),
        "parameters": many(keys({"parameter": TEXT, **dict.fromkeys(("before", "after"), TEXT)})),
    },
    {"findings": _COMPARISON},
)
_REPLAY = keys(
    {
        **_RULESET,
        "unit": TEXT,
        "as_of": DAY,
        "identical": TRUTH,
        **dict.fromkeys(("differences", "notes"), TEXTS),
    },
    _LABELS,
)
_RECORDED = keys(
    {
        "rules": any_names({"type": "array", "items": OUTCOME, "minItems": 2, "maxItems": 2}),
        "score": or_null(
            keys(
                {
                    "ledger": many(part("line")),
                    **dict.fromkeys(("items", "steps"), any_names(ANYTHING)),
                    "grade": TEXTS,
                    "before_approval": ANYTHING,
                    "undecided": TEXTS,
                }
            )
        ),
        "consequences": any_names(part("consequence")),
    }
)
_NAMED = {"name": TEXT, "digest": or_null(DIGEST)}
_RECORD = keys(
    {
        "format": FORMAT,
        "library": TEXT,
        "ruleset": keys({"name": TEXT, "version": NAME, "digest": DIGEST}),
        "sheet": or_null(keys(_NAMED)),
        "calendar": or_null(keys({**dict.fromkeys(("name", "source"), TEXT), "digest": TEXT})),
        "parameters": keys({"profile": NAME, "digest": DIGEST}),
        "decisions": or_null(keys({"digest": TEXT, "written": many(TEXTS)})),
        "facts": keys(
            {"digest": DIGEST, "data": or_null({"type": "object", "required": ["units"]})},
            {"withheld": TEXTS},
        ),
        "unit": TEXT,
        "among": any_names(TEXT),
        "as_of": DAY,
        "year": or_null(WHOLE),
        "known_by": or_null(DAY),
        "engine": TEXT,
        "result": _RECORDED,
        "seals": any_names(TEXT),
    },
    _LABELS,
)
_READINGS = keys({**_RULESET, "readings": many({"type": "object", "required": ["rule", "stands", "why"]})})
_CHARACTERS = dict.fromkeys(("ruled", "no_norm", "left_over"), WHOLE)
_COVERAGE = keys(
    {
        **_RULESET,
        "whole": TRUTH,
        "characters": keys(_CHARACTERS),
        "clauses": many(keys({"document": TEXT, "heading": NAME, **_CHARACTERS, "pieces": TEXTS})),
        "no_norm": any_names(WHOLE),
        **dict.fromkeys(("unruled", "uncatalogued", "stray", "faults"), TEXTS),
        "readings": or_null(
            keys(
                {
                    **dict.fromkeys(("standing", "of", "first", "second", "unsettled"), WHOLE),
                    "required": ANYTHING,
                    "why": any_names(TEXTS),
                }
            )
        ),
    }
)
_MUTANT = dict.fromkeys(("rule", "mutant", "key", "fault", "old", "new"), TEXT)
_WITNESS = keys({"line": TEXT, **dict.fromkeys(("expect", "mutant"), either(TEXT, any_names(TEXT)))})
_MUTANTS = keys(
    {
        **_RULESET,
        **dict.fromkeys(("mutants", "killed", "equivalent", "stillborn"), WHOLE),
        "rate": or_null({"type": "number"}),
        "survivors": many(keys(_MUTANT, {"witness": or_null(_WITNESS)})),
        "held": many(keys({**_MUTANT, "why": TEXT})),
        "stale": many(keys(dict.fromkeys(("rule", "mutant", "why"), TEXT))),
    }
)
_RULESET_PAGE = keys(
    {
        **_RULESET,
        "documents": any_names(keys(dict.fromkeys(("title", "source"), TEXT))),
        "clauses": many(
            keys({**dict.fromkeys(("document", "clause", "heading", "title"), TEXT), "rules": TEXTS})
        ),
        "rules": many({"type": "object", "required": ["rule", "document", "clause", "words", "kind"]}),
        "tensions": many(keys(dict.fromkeys(("first", "second", "first_says", "second_says"), TEXT))),
        **dict.fromkeys(("measures", "parameters", "profiles", "sheets"), TEXTS),
    }
)
_OUTPUTS: dict[str, tuple[str, Shape]] = {
    "assessment": ("an assessment: `assess --json`, `Assessment.to_dict()`", _ASSESSMENT),
    "score": ("the score of a unit: `score --json`", _SCORE_PAGE),
    "population": ("the ranks of many units: `rank --json`, `Population.to_dict()`", _POPULATION),
    **OFFICE_OUTPUTS,
    "record": ("a record, to be computed again: `--record FILE`", _RECORD),
    "next": ("what to find out next: `next --json`", _NEXT_PAGE),
    "comparison": ("two assessments: `compare --json`, `whatif --json`, `Comparison.to_dict()`", _COMPARISON),
    "populations": ("two populations: `compare --json`, `PopulationsCompared.to_dict()`", _POPULATIONS),
    "law": ("what the law says otherwise: `diff --json`, `LawChanges.to_dict()`", _LAW),
    "questions": ("what the words leave open: `questions --json`, `Questions.to_dict()`", _QUESTIONS),
    "replay": ("a record computed again: `replay --json`, `Replay.to_dict()`", _REPLAY),
    "double-readings": ("how rules were read: `readings --json`", _READINGS),
    "words-carried": ("the words that rules carry: `coverage --json`", _COVERAGE),
    "mutants": ("what the examples do not notice: `mutate --json`", _MUTANTS),
    "rules": ("what a ruleset holds: `Ruleset.to_dict()`", _RULESET_PAGE),
}
KINDS = (*FILES, "sheet", *_OUTPUTS)
"""What a schema is made for: files of rulesets and of facts, sheets, outputs."""


def schema(kind: str) -> Shape:
    """The schema of a kind of file or output, one of `KINDS`."""
    if kind in FILES:
        return json_schema(kind)
    if kind == "sheet":
        return schema_of_section("sheets/<name>.yaml", "a sheet", SECTIONS)
    title, shape = _OUTPUTS[kind]
    return {
        "$schema": DIALECT,
        "title": title,
        **shape,
        "$defs": {**PARTS, "question": _QUESTION},
    }
