"""The record of an assessment: what was asked, of which ruleset and facts; what came out of them.

Plain data for JSON. The facts are in it whole, so that it can be computed again without their files; the
ruleset is not, but its digest is. A digest is SHA-256: of the files (ruleset), the text of the file
(sheet), the days (calendar), or the data as JSON without blanks, its keys sorted (parameters, facts).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from collections.abc import Set as AbstractSet
from typing import Any

from policy_rules.core.nodes import OUTCOMES
from policy_rules.documents import Mapping, Scalar
from policy_rules.errors import Fault, PolicyRulesError, printed
from policy_rules.facts.bound import Facts, RecordFacts
from policy_rules.facts.parameter_data import parameter_data
from policy_rules.facts.plain_data import facts_data
from policy_rules.report.output_head import LABELS, labels_data
from policy_rules.report.score_data import amount_data, consequences_data, line_data
from policy_rules.results.assessment import Assessment
from policy_rules.ruleset.decisions import Decisions
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import AT_CALL
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.points import Amounted
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.calendar import Calendar
from policy_rules.version import __version__
from policy_rules.vocabulary import Vocabulary

FORMAT = 1
"""The form of the record, raised when an older library could not read it."""


def record_of(assessment: Assessment) -> dict[str, Any]:
    """The record of an assessment.

    Keys: the labels that hold, format, library, ruleset {name, version, digest}, sheet {name, digest} or
    None, calendar {name, source, digest} or None, parameters {profile, digest}, decisions {digest,
    written} or None, facts {digest, data}, unit, among (the units of its population with the names of their
    sheets), as_of, year, known_by, engine, result, seals (the digest of each of the others but `facts`).
    Where values are not told (`redact`), the data of the facts is None and `withheld` names these.

    Raises:
        PolicyRulesError: the score rests on other units whose facts were bound apart, or parameters were
            given by the call or by a what-if.
    """
    if not isinstance(assessment, Assessment):
        told = f"`{printed(assessment)}` is no assessment"
        raise PolicyRulesError(Fault(told, hint="record what `ruleset.assess` gives"))
    model, asked = assessment.model, assessment.asked
    if asked.profile == AT_CALL or asked.set_here:
        told = "parameters were given by the call, and a record names them by their profile or file"
        raise PolicyRulesError(Fault(told, hint="write them into a file, and name it as `profile`"))
    if asked.facts.handed_to:
        told = f"what is handed to `{asked.facts.handed_to}` lacks what the score rests on: the other units"
        raise PolicyRulesError(Fault(told, hint="record the assessment itself, for whoever may know of all"))
    among = dict(assessment.peers.sheets)
    apart = sorted(among.keys() - asked.facts.units.keys())
    if apart:
        told = f"the score of `{asked.unit}` rests on units whose facts are elsewhere: {', '.join(apart)}"
        raise PolicyRulesError(Fault(told, hint="give the facts of all units at once"))
    facts = facts_data(asked.facts)
    record = {
        **labels_data(illustrative=assessment.illustrative, constructed=assessment.unit.constructed),
        "format": FORMAT,
        "library": __version__,
        "ruleset": {"name": model.name, "version": model.version or None, "digest": model.digest},
        "sheet": None if asked.sheet is None else sheet_data(model, asked.sheet),
        "calendar": calendar_data(model.vocabulary.calendar),
        "parameters": {"profile": asked.profile or None, "digest": parameters_digest(model.vocabulary)},
        "decisions": decisions_data(asked.decisions),
        "facts": {"digest": digest(facts), **_kept(facts, told_in(asked.facts) & model.vocabulary.redacted)},
        "unit": asked.unit,
        "among": among,
        "as_of": asked.as_of.isoformat(),
        "year": asked.year,
        "known_by": None if asked.known_by is None else asked.known_by.isoformat(),
        "engine": asked.engine.name,
        "result": result_of(assessment),
    }
    return {**record, "seals": seals_of(record)}


_PARTS: AbstractMapping[str, tuple[str, ...]] = {
    "ruleset": ("name", "version", "digest"),
    "sheet": ("name", "digest"),
    "calendar": ("name", "source", "digest"),
    "parameters": ("profile", "digest"),
    "decisions": ("digest", "written"),
    "facts": ("digest", "data", "withheld"),
    "result": ("rules", "score", "consequences"),
}
"""The parts of a record that have keys of their own, with these."""
_WHOLE = ("format", "form", "library", "unit", "among", "as_of", "year", "known_by", "engine", "seals")
"""Its other keys; `form` is what `format` was called."""


def keys_added(record: AbstractMapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The keys that no record has, each with the part that it stands in: "" for the record itself."""
    yield from (("", key) for key in record if key not in (*LABELS, *_WHOLE, *_PARTS))
    for part, keys in _PARTS.items():
        held = record.get(part)
        if isinstance(held, AbstractMapping):
            yield from ((part, key) for key in sorted(map(str, held)) if key not in keys)


def _kept(facts: Any, withheld: AbstractSet[str]) -> dict[str, Any]:
    """The facts, or that they are not kept, with the names of those whose values are not told."""
    return {"data": None, "withheld": sorted(withheld)} if withheld else {"data": facts}


def told_in(facts: Facts) -> set[str]:
    """The attributes of which facts tell, as `entity.attribute`."""

    def of_lists(lists: AbstractMapping[str, tuple[RecordFacts, ...]]) -> Iterator[str]:
        for entity, records in lists.items():
            for record in records:
                yield from (f"{entity}.{name}" for name in record.values)
                yield from of_lists(record.lists)

    units = facts.units.values()
    return {path for u in units for path in u.values} | {path for u in units for path in of_lists(u.lists)}


def seals_of(record: AbstractMapping[str, Any]) -> dict[str, str]:
    """The digest of each part of a record; its facts have one of their own."""
    return {key: digest(value) for key, value in record.items() if key not in ("facts", "seals")}


def digest(data: Any) -> str:
    """SHA-256 of plain data: as JSON without blanks, keys sorted, in UTF-8."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sheet_data(model: RulesetModel, sheet: Sheet) -> dict[str, str | None]:
    """The name of a sheet and the digest of its file's text; None where it stands in no file."""
    for tree in model.sheets.values():
        name = tree.get("sheet") if isinstance(tree, Mapping) else None
        if isinstance(tree, Mapping) and isinstance(name, Scalar) and name.text == sheet.name:
            text = tree.page.text.encode("utf-8", "surrogatepass")
            return {"name": sheet.name, "digest": hashlib.sha256(text).hexdigest()}
    return {"name": sheet.name, "digest": None}


def calendar_data(calendar: Calendar | None) -> dict[str, str] | None:
    """The name of a calendar, what it was made from, and the digest of its days; None where there is none."""
    if calendar is None:
        return None
    return {"name": calendar.name, "source": calendar.source, "digest": calendar.digest}


def decisions_data(decisions: Decisions | None) -> dict[str, Any] | None:
    """The decisions on readings that were taken, whole: name and text (JSON) of each file."""
    if decisions is None:
        return None
    return {"digest": decisions.digest, "written": [list(file) for file in decisions.written]}


def parameters_digest(vocabulary: Vocabulary) -> str:
    """The digest of all values that parameters are set to, those of a profile and of decisions too."""
    return digest({name: parameter_data(p) for name, p in vocabulary.parameters.items()})


# What came out -----------------------------------------------------------------------------------


def result_of(assessment: Assessment) -> dict[str, Any]:
    """The outcome of each rule (least and greatest), the score with its ledger, the consequences."""
    score = assessment.score
    return {
        "rules": {f.rule.id: [OUTCOMES[f.lo], OUTCOMES[f.hi]] for f in assessment.findings},
        "score": None if score is None else _score(score),
        "consequences": {c["rule"]: c for c in consequences_data(assessment)},
    }


def _score(score: Score) -> dict[str, Any]:
    before = score.before_approval
    return {
        "ledger": [line_data(line) for line in score.ledger],
        "items": {name: _amount(value, score) for name, value in score.items.items()},
        "steps": {name: _amount(value, score) for name, value in score.steps.items()},
        "grade": [name for name in score.sheet.scale if name in score.grade],
        "before_approval": None if before is None else _amount(before, score),
        "undecided": [c.id for c in score.undecided],
    }


def _amount(value: Amounted, score: Score) -> Any:
    """An amount, with whether there may be none (0 never, 1 maybe, 2 surely)."""
    return {**(amount_data(value, score) or {}), "none": value.null}
