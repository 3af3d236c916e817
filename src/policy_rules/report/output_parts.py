"""The parts of which outputs are made, as JSON Schema: values, findings, ledger lines, records on file."""

from __future__ import annotations

from policy_rules.core.nodes import OUTCOMES
from policy_rules.report.output_shapes import (
    DAY,
    DIGEST,
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
from policy_rules.scoring.consequences import CERTAIN, EXCLUDED, POSSIBLE

TEXTS, NAME = many(TEXT), or_null(TEXT)
OUTCOME = one_word_of(*OUTCOMES, "unknown")
POSSIBLE_OUTCOMES = many(one_word_of(*OUTCOMES))
NUMBERS_OR_LABELS = either(both_ends(NUMBER), TEXTS, {"type": "null"})
"""Both ends of a number, or the labels that are possible."""
AMOUNT = or_null(
    either(keys({"at_least": or_null(NUMBER), "at_most": or_null(NUMBER)}), keys({"grades": TEXTS}))
)
_ON_FILE = or_null(either(NUMBER, both_ends(NUMBER)))
_PERIOD = {"period": {"type": "array", "items": DAY, "minItems": 2, "maxItems": 2}}
_DEGREE = {"degree": many(NAME)}
_DIFFERING = many(part("differing"))

_VALUE = either(
    *(TEXT, TRUTH, {"type": "null"}, keys({"any_of": many(or_null(TRUTH))})),
    keys({}, {"at_least": TEXT, "at_most": TEXT, "one_of": TEXTS, "any": TRUTH, "or_null": TRUTH}),
    keys({"withheld": TRUTH}),
)
"""A value: itself where it is settled, null for none, else what it may be, or that it is not told."""
_INSTANCE = keys(
    {
        "id": TEXT,
        "outcome": OUTCOME,
        "possible": POSSIBLE_OUTCOMES,
        "certain": TRUTH,
        "due": or_null(DAY),
        "days_left": or_null(WHOLE),
        "undefined": TRUTH,
        "measured": many(part("measured")),
    },
    {"name": TEXT, **_PERIOD, **_DEGREE},
)
_MEASURED = keys(
    {
        "operator": TEXT,
        "left": part("value"),
        "right": part("value"),
        "records": TEXTS,
        "margin": or_null(NUMBER),
        "shortfall": or_null(NUMBER),
        "unit": NAME,
    }
)
_NORM = {
    "kind": TEXT,
    "time_class": TEXT,
    "outcome": OUTCOME,
    "possible": POSSIBLE_OUTCOMES,
    "due": or_null(DAY),
    "days_left": or_null(WHOLE),
    "measured": many(part("measured")),
    "instances": many(part("instance")),
}
_PARTS = {f"{kind}s": many(part("part")) for kind in ("limb", "version", "reading")}
_PART = keys(
    _NORM, {**dict.fromkeys(("limb", "version", "reading"), TEXT), "by": NAME, **_PERIOD, **_DEGREE, **_PARTS}
)
_FINDING = keys(
    {
        **dict.fromkeys(("rule", "document", "clause", "words", "title", "bearer", "about"), TEXT),
        **_NORM,
        "undefined": TRUTH,
        "instance_counts": any_names(WHOLE),
        "facts": many(keys({"fact": TEXT, "value": part("value"), "sources": TEXTS})),
        "missing": TEXTS,
        "needs": TEXTS,
        "asked": NAME,
        "asked_by": TEXTS,
        "points_lost": NUMBERS_OR_LABELS,
        "decisions": many(part("decision")),
        "differing": _DIFFERING,
        "effects": many(part("line")),
    },
    {**_PERIOD, **_DEGREE, **_PARTS, "doubt": any_names(TEXT), "why": many(TEXT)},
)
_WRITTEN_DECISION = {
    **dict.fromkeys(("decision", "document", "decided_by"), TEXT),
    "digest": DIGEST,
    "decided_on": DAY,
    "published_on": or_null(DAY),
    "years": or_null(many(WHOLE)),
    **dict.fromkeys(("units", "ground"), NAME),
    "supersedes": TEXTS,
    "illustrative": TRUTH,
}
_UNSEEN = {"withheld": TEXTS}
_DECIDED = {
    "parameter": TEXT,
    **dict.fromkeys(("value", "says"), part("value")),
    "differs_from": TEXTS,
    **dict.fromkeys(("certain", "after_the_year_began"), TRUTH),
    **_WRITTEN_DECISION,
}
_DECISION = keys(_DECIDED, _UNSEEN)
_SCORE_DECISION = keys({**_DECIDED, **dict.fromkeys(("items", "steps", "rules"), TEXTS)}, _UNSEEN)
_TAKEN = keys({**_WRITTEN_DECISION, "settles": TEXTS, "certain": TRUTH}, _UNSEEN)
_DIFFERING_FACT = keys(
    {
        "fact": TEXT,
        "when": NAME,
        "value": part("value"),
        "ranked": TRUTH,
        "said": many(
            keys(
                {
                    **dict.fromkeys(("source", "title", "register", "by", "place"), NAME),
                    "date": or_null(DAY),
                    "value": part("value"),
                    "counts": TRUTH,
                }
            )
        ),
    }
)
_LINE = keys(
    {
        "seq": WHOLE,
        **dict.fromkeys(("step", "item", "effect", "kept"), NAME),
        **dict.fromkeys(("before", "change", "after", "amount"), NUMBERS_OR_LABELS),
        "undefined": one_word_of("never", "maybe", "only"),
        "because": any_names(TEXTS),
        **dict.fromkeys(("facts", "missing", "needs", "clause"), TEXTS),
    },
    {
        "on_file": keys(
            {
                "entries": many(part("entry")),
                "exceptions": many(part("exception")),
                "corrections": many(part("correction")),
                "assessed": many(keys({"name": TEXT, "stood_back": TRUTH})),
            }
        )
    },
)
_ENTRY = keys(
    {
        "entry": TEXT,
        **dict.fromkeys(("instance", "scorer", "role", "evidence", "reason", "source"), NAME),
        "value": _ON_FILE,
        "date": or_null(DAY),
        "replaces": TRUTH,
        "order": or_null(WHOLE),
    }
)
_EXCEPTION = keys(
    {
        **dict.fromkeys(("rule", "reason", "approved_by"), TEXT),
        **dict.fromkeys(("instance", "source"), NAME),
        "value": _ON_FILE,
        "lifted": TRUTH,
        "date": DAY,
        "until": or_null(DAY),
        "order": or_null(WHOLE),
    }
)
_CORRECTION = keys(
    {
        **dict.fromkeys(("id", "kind"), TEXT),
        **dict.fromkeys(("item", "about", "grade", "by", "role", "reason", "evidence", "source"), NAME),
        **dict.fromkeys(("change", "value"), _ON_FILE),
        **dict.fromkeys(("date", "until"), or_null(DAY)),
        "order": or_null(WHOLE),
        "supersedes": TEXTS,
    }
)
_ITEM = keys(
    {
        "id": TEXT,
        "title": any_names(TEXT),
        "possible": NUMBER,
        "applies": one_word_of("no", "maybe", "yes"),
        **dict.fromkeys(("got", "lost"), NUMBERS_OR_LABELS),
        **dict.fromkeys(("component", "content", "method", "assessor"), NAME),
        "arrangement": or_null(any_names(TEXT)),
        **dict.fromkeys(("informs", "parts"), TEXTS),
        "due": or_null(DAY),
        "lines": many(WHOLE),
    }
)
_SCORE = keys(
    {
        "sheet": TEXT,
        **dict.fromkeys(("illustrative", "settled", "provisional"), TRUTH),
        **dict.fromkeys(("at_least", "at_most"), or_null(NUMBER)),
        "grades": TEXTS,
        "before_approval": AMOUNT,
        "remarks": many(
            keys({"says": any_names(TEXT), "question": NAME, "sure": TRUTH, "shows": any_names(AMOUNT)})
        ),
        "undecided": many(part("correction")),
        "total": either({"type": "number"}, NUMBER, {"type": "null"}),
        **dict.fromkeys(("grade", "total_step", "grade_step"), NAME),
        "items": many(part("item")),
        "steps": any_names(AMOUNT),
        "ledger": many(part("line")),
        **dict.fromkeys(("missing", "needs", "behind"), any_names(TEXTS)),
        "decisions": many(part("score decision")),
    }
)
_CONSEQUENCE = keys(
    {
        "rule": TEXT,
        "status": one_word_of(CERTAIN, POSSIBLE, EXCLUDED),
        "addressee": NAME,
        "carried_out": NAME,
        "words": TEXT,
        "missing": TEXTS,
    }
)
_NEXT_FACT = keys(
    {
        "fact": TEXT,
        **dict.fromkeys(("settles", "rules", "items"), TEXTS),
        "register": NAME,
        **dict.fromkeys(("points", "at_stake"), or_null(NUMBER)),
        **dict.fromkeys(("settles_grade", "exact"), TRUTH),
        "excludes": TEXTS,
        "due": or_null(DAY),
        "write": {"type": "object"},
    }
)
PARTS: dict[str, Shape] = {
    "value": _VALUE,
    "measured": _MEASURED,
    "instance": _INSTANCE,
    "part": _PART,
    "finding": _FINDING,
    "decision": _DECISION,
    "score decision": _SCORE_DECISION,
    "decision taken": _TAKEN,
    "differing": _DIFFERING_FACT,
    "line": _LINE,
    "entry": _ENTRY,
    "exception": _EXCEPTION,
    "correction": _CORRECTION,
    "item": _ITEM,
    "score": _SCORE,
    "consequence": _CONSEQUENCE,
    "next fact": _NEXT_FACT,
}
"""What outputs are made of, by name."""
