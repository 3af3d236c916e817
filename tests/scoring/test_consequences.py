"""What follows from facts: by which rule, whether surely, to whom, why, and whether it was carried out."""

from __future__ import annotations

import datetime
import json
import pickle
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.report.score_lines import consequence_lines
from policy_rules.scoring.consequences import consequences_of
from policy_rules.values.exact import plain
from scoring.world import RULES, write_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("consequences.yaml").read_text("utf-8"))
LAST_DAY, YEAR = datetime.date(2024, 12, 31), 2024
VOCABULARY = {
    "n": {"type": "integer", "range": "[0..20]"},
    "unit.done": {"type": "boolean", "zh": "d", "en": "d"},
    "unit.size": {"type": "integer", "range": "[0..9]", "zh": "s", "en": "s"},
    "unit.kind": {"type": ["keeper", "other"], "zh": "k", "en": "k"},
    "events": {"zh": "e", "en": "e"},
    "events.change": {"type": "integer", "zh": "c", "en": "c"},
    "events.seen": {"type": "boolean", "zh": "s", "en": "s"},
}
CHOICE = {"zh": "w", "en": "w", "type": "choice", "one_of": ["council", "court"], "values": {}}
PARAMETERS = {
    "who": {"question": "P1", **CHOICE},
    "receiver": {"question": "P2", "per": "rule", **CHOICE},
    "limit": {"question": "P3", "zh": "l", "en": "l", "type": "integer", "range": "[0..20]", "values": {}},
}
FOLLOWS = {
    "talk": {"text": "甲应当谈。", "applies": "n > 5 and n < 19"},
    "told": {"text": "乙应当告。", "applies": "n > parameters.limit", "addressee": "parameters.who"},
    "kept": {"text": "丙应当管。", "bearer": "keeper", "applies": "unit.size > 3"},
    "looked": {
        "text": "丁应当查。",
        "for each": "e in events[change > 0]",
        "applies": "n > 5",
        "requires": "e.seen",
    },
    "fell": {"text": "戊应当升。", "applies": "prior(n, 1) - n > 2", "addressee": "parameters.receiver"},
}


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory):
    root = tmp_path_factory.mktemp("follows")
    plain_rule = {**RULES["rules"][0], "kind": "consequence", "addressee": "any", "requires": "unit.done"}
    none = {"reported": [{"measure": "n", "for": 2024, "value": 0}]}
    examples = [{"given": none, "as_of": str(LAST_DAY), "expect": "not_applicable"}]
    rules = [{**plain_rule, "id": name, "examples": examples, **rule} for name, rule in FOLLOWS.items()]
    write_ruleset(root, VOCABULARY, PARAMETERS, rules)
    roles = {"any": {"zh": "a", "en": "a"}, "keeper": {"zh": "k", "en": "k", "when": 'unit.kind = "keeper"'}}
    (root / "vocabulary/roles.yaml").write_text(json.dumps(roles), "utf-8")
    return pr.load_ruleset(root)


def facts_of(case):
    told = {YEAR: case.get("n"), YEAR - 1: case.get("before")}
    return {
        "unit": {"id": "u", **case.get("unit", {})},
        "reported": [{"measure": "n", "for": y, "value": v} for y, v in told.items() if v is not None],
        "events": [{"id": str(n), **e} for n, e in enumerate(case.get("events", ()), 1)],
        "complete": [] if case.get("open") else [{"list": "events", "by": "x", "date": str(LAST_DAY)}],
    }


def assessed(ruleset, case):
    found = ruleset.assess(facts_of(case), as_of=LAST_DAY, year=YEAR)
    return found.what_if(case["set"]).after if "set" in case else found


def in_words(value):
    ends = dict.fromkeys(plain(Fraction(end)) for end in (value.lo, value.hi))
    return "..".join(ends)


def told_of(consequence):
    because = {name: in_words(value) for name, value in consequence.because}
    return consequence.status, consequence.carried_out, because, list(consequence.missing)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_follows(ruleset, case):
    found = assessed(ruleset, case)
    assert [c.rule for c in found.consequences if c.rule != "kept"] == ["talk", "told", "looked", "fell"]
    several = [c for c in found.consequences if c.rule == case["rule"]]
    if case["status"] == "none":
        assert not several
        return
    (consequence,) = several
    because = {name: str(value) for name, value in case.get("because", {}).items()}
    missing = sorted(set(case.get("missing", [])))
    assert told_of(consequence) == (case["status"], case["done"], because, missing)
    assert consequence.addressee == case.get("addressee", consequence.addressee)
    assert (consequence.words, consequence.clause) == (FOLLOWS[case["rule"]]["text"], "1")
    assert consequence.model is not None
    assert consequence.model.name == found.model.name
    # what has travelled tells the same
    back = pickle.loads(pickle.dumps(consequence))
    assert back == consequence
    assert told_of(back) == told_of(consequence)
    assert back.model is not None


@pytest.mark.parametrize("case", [c for c in CASES if "set" not in c], ids=str)
def test_it_follows_without_findings_and_in_a_session(ruleset, case):
    """A rule that has no result is evaluated; a session gives the ends of its findings."""
    made, facts = ruleset.model, bind(load_facts(facts_of(case)), ruleset.model)
    view = UnitView(facts, facts.units["u"], made.vocabulary, LAST_DAY.toordinal(), YEAR, True)
    expected = [(c.rule, *told_of(c)) for c in assessed(ruleset, case).consequences]
    assert [(c.rule, *told_of(c)) for c in consequences_of(made, ruleset.program, view, {})] == expected
    with ruleset.session(as_of=LAST_DAY, year=YEAR) as session:
        session.load(facts_of(case))
        assert {**session.consequences("u")} == {rule: status for rule, status, *_ in expected}


def test_whether_a_consequence_was_carried_out_is_said_and_nobody_where_nobody_is_named(ruleset):
    lines = [*consequence_lines(assessed(ruleset, CASES[0]), "en")]
    told = [line for line in lines if line.startswith("[")]
    assert told and all("; carried out: " in line and "→ —" not in line for line in told)
    assert any("→ " in line for line in told)
    assert any("；落实情况：" in line for line in consequence_lines(assessed(ruleset, CASES[0]), "zh"))
