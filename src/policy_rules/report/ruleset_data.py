"""Rules and rulesets as plain data for JSON: expressions as they are written, days as texts."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from policy_rules.report.output_head import ruleset_head
from policy_rules.ruleset.model import Degree, Rule, RulesetModel
from policy_rules.ruleset.tensions import tensions
from policy_rules.vocabulary import Expression


def rule_data(rule: Rule) -> dict[str, Any]:
    """A rule as its file says it, without its examples; None where it says nothing."""
    return {
        "rule": rule.id,
        "document": rule.document,
        "clause": rule.clause,
        "words": rule.text,
        "title": rule.title or None,
        "gloss": rule.gloss or None,
        "kind": rule.kind,
        "limbs": {name: {"kind": limb.kind, **_norm_data(limb)} for name, limb in rule.limbs.items()},
        "versions": [
            {
                "version": version.name,
                "by": version.by or None,
                "status": version.status or None,
                **({"words": version.norm.text, **_norm_data(version.norm)} if version.norm else {}),
            }
            for version in rule.versions
        ],
        "version_on": _text(rule.version_on),
        "governed_by": rule.governed_by or None,
        "bearer": rule.bearer,
        "about": rule.about,
        "addressee": rule.addressee or None,
        **_norm_data(rule),
        "force": rule.force or None,
        **({"degree": [_degree(d) for d in rule.degrees]} if rule.degrees else {}),
        "defines": {name: told.text for name, told in rule.defines.items()},
        "doubt": dict(rule.doubt),
        "see": dict(rule.see),
        "see_in": {other: dict(told) for other, told in rule.see_in.items()},
        "tensions": list(rule.tensions),
        "examples": len(rule.examples),
    }


def _degree(degree: Degree) -> dict[str, str]:
    return {"name": degree.name, "zh": degree.zh, "en": degree.en, "when": degree.when.text}


def _norm_data(rule: Rule) -> dict[str, Any]:
    """When a norm applies and what it requires."""
    return {
        "applies": _text(rule.applies),
        "for_each": [{"name": step.name, "in": step.source.text} for step in rule.for_each],
        "period": _text(rule.period),
        "due": _text(rule.due),
        "readings": {
            key: {"by": r.by, "readings": {name: text.text for name, text in r.options.items()}}
            for key, r in rule.readings.items()
        },
        "requires": _text(rule.requires),
        "grading": rule.grading or None,
    }


def ruleset_data(model: RulesetModel) -> dict[str, Any]:
    """A ruleset: its documents, clauses and rules; of vocabulary, profiles and sheets the names."""
    words = model.vocabulary
    return {
        **ruleset_head(model),
        "documents": {name: {"title": d.title, "source": d.source} for name, d in model.documents.items()},
        "clauses": [
            {
                "document": clause.document,
                "clause": clause.number,
                "heading": clause.heading,
                "title": clause.title,
                "rules": list(clause.rules),
            }
            for clause in model.clauses
        ],
        "rules": [rule_data(rule) for rule in model.rules.values()],
        "tensions": [asdict(pair) for pair in tensions(model)],
        "measures": list(words.measures),
        "parameters": list(words.parameters),
        "profiles": list(model.profiles),
        "sheets": list(model.sheets),
    }


def _text(told: Expression | None) -> str | None:
    return None if told is None else told.text
