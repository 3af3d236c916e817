"""A small ruleset and facts made from a test's data, and a score on them."""

from __future__ import annotations

import datetime
import json
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from policy_rules.documents import parse_yaml
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import EntryRecord
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.ruleset.load import read_ruleset
from policy_rules.scoring.points import Grade
from policy_rules.scoring.score_population import Together, UnitToScore
from policy_rules.scoring.score_unit import score
from policy_rules.scoring.sheets.sheet_file import load_sheet
from policy_rules.testing.ledger_laws import broken_laws
from policy_rules.values.known import NEVER, ONLY, point

YEAR, AS_OF = 2024, datetime.date(2025, 3, 1)
RULES: dict[str, Any] = {
    "clause": "一",
    "title": "t",
    "rules": [
        {
            "id": f"r{n}",
            "text": text,
            "title": "t",
            "gloss": "g",
            "bearer": "any",
            "requires": "unit.flag",
            "examples": [{"given": {"unit": {"flag": True}}, "expect": "satisfied"}],
            **more,
        }
        for n, (text, more) in enumerate(
            [
                ("甲应当做。", {}),
                ("乙应当做。", {}),
                ("不超过10分。", {"defines": {"deduction_cap": "10"}, "force": "不超过"}),
            ],
            1,
        )
    ],
}


def model(vocabulary, parameters=None, rules=(), header=None):
    """The ruleset of a vocabulary, given as its file would have it; `rules` stand beside the three."""
    with tempfile.TemporaryDirectory() as folder:
        write_ruleset(folder, vocabulary, parameters, rules, header)
        found, faults = read_ruleset(folder)
    assert not faults, "\n".join(map(str, faults))
    return found


def write_ruleset(folder, vocabulary, parameters=None, rules=(), header=None, sheets=()):
    """The files of such a ruleset, with its sheets."""
    clause = RULES | {"rules": [*RULES["rules"], *rules]}
    vocabulary = {
        "unit": {"zh": "单位", "en": "unit", "one": True},
        "unit.flag": {"type": "boolean", "zh": "f", "en": "f"},
    } | vocabulary
    entities = {k: v for k, v in vocabulary.items() if "." in k or "type" not in v}
    measures = {k: v for k, v in vocabulary.items() if "." not in k and "type" in v}
    files = {
        "ruleset.yaml": {"name": "t", "language": 1, "documents": {"d": {"source": "sources/d.md"}}}
        | (header or {}),
        "d/1-one.yaml": clause,
        "vocabulary/entities.yaml": entities,
        "vocabulary/measures.yaml": {
            k: {"reported": True, "zh": k, "en": k} | v for k, v in measures.items()
        },
        "vocabulary/roles.yaml": {"any": {"zh": "a", "en": "a"}},
        "parameters.yaml": parameters or {},
        **{f"sheets/{sheet['sheet']}.yaml": sheet for sheet in sheets},
    }
    for name, data in files.items():
        if data:
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    Path(folder, "sources").mkdir()
    words = "".join(r["text"] for r in clause["rules"])
    Path(folder, "sources/d.md").write_text(f"# 文\n\n## 一、节\n\n{words}\n", "utf-8")


class _Plain(yaml.SafeDumper):
    """Writes what stands twice twice."""

    def ignore_aliases(self, data):
        return True


def sheet_of(data, made, read=None):
    """The sheet of a mapping (or text), as if it were a file; `read`: what its rules read, as programs."""
    dumped = (
        None if isinstance(data, str) else yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    )
    text = dumped or data
    (tree,), faults = parse_yaml(text, "sheet.yaml")
    assert not faults, faults
    return load_sheet(tree, made, read)


def view_of(made, given, as_of=AS_OF, unit="u", year=YEAR):
    """A unit with the measures and records given; `complete` names lists that are whole."""
    lists = {k: v for k, v in given.items() if isinstance(v, list)}
    whole = given.get("complete", list(lists))
    data = {
        "unit": {"id": unit},
        "reported": [
            {"measure": k, "for": year, "value": v} for k, v in given.items() if k in made.vocabulary.measures
        ],
        **{k: [{"id": str(n), **r} for n, r in enumerate(v, 1)] for k, v in lists.items() if k != "complete"},
        "complete": [{"list": name, "by": "x", "date": as_of} for name in whole],
    }
    facts = bind(load_facts(data), made)
    return UnitView(facts, facts.units[unit], made.vocabulary, as_of.toordinal(), year, True)


def scored(sheet, made, given, entries=None, results=None):
    """The score for a unit of the facts given."""
    records = [EntryRecord(name, point(Fraction(str(value)))) for name, value in (entries or {}).items()]
    return score(sheet, view_of(made, given), results or {}, records)


def together(sheet, made, units):
    """The units scored together: facts by unit; `sheet` is that of all, or a mapping from unit to sheet."""
    sheets = sheet if isinstance(sheet, dict) else dict.fromkeys(units, sheet)
    return Together(UnitToScore(view_of(made, given, unit=u), sheets[u], {}) for u, given in units.items())


def inside(inner, outer):
    """Whether an amount is at least as well known as another."""
    if isinstance(inner, Grade):
        return inner.places <= outer.places and null_inside(inner, outer)
    if inner.null == ONLY:
        return outer.null != NEVER
    return outer.null != ONLY and outer.lo <= inner.lo and inner.hi <= outer.hi and null_inside(inner, outer)


def null_inside(inner, outer):
    return inner.null == outer.null or outer.null == 1


def check_ledger(found):
    """Every total follows from the lines, and what is open says what is missing."""
    assert not list(broken_laws(found))
