"""Outcomes alone, units one after the other, less than all as plain data: the answers of `assess`."""

from __future__ import annotations

from itertools import islice

import pytest

import policy_rules as pr
from policy_rules.core.nodes import OUTCOMES
from policy_rules.results.assessment import PARTS
from use.libraries import HERE, RULESET

ELM = pr.load_facts(HERE / "elm-library.yaml")
DAY = "2025-03-01"
SPOILT = {"units": [{"id": "oak", "nothing": 1}]}


def assessed(**about):
    return RULESET.assess(ELM, as_of=DAY, **about)


@pytest.mark.parametrize("engine", [None, "reference", "compiled"])
@pytest.mark.parametrize("year", [None, 2024, 2025])
def test_outcomes_are_what_assess_finds(engine, year):
    found = RULESET.outcomes(ELM, as_of=DAY, year=year, engine=engine)
    findings = assessed(year=year).findings
    assert {rule: divmod(code, len(OUTCOMES)) for rule, code in found.items()} == {
        f.rule.id: (f.lo, f.hi) for f in findings
    }
    assert {rule: pr.outcome_of(code) for rule, code in found.items()} == {
        f.rule.id: f.outcome for f in findings
    }


@pytest.mark.parametrize("code", [-1, 25, 5, 10, True, None, "12", 12.0])
def test_what_is_no_code(code):
    with pytest.raises(pr.PolicyRulesError, match="no code of an outcome"):
        pr.outcome_of(code)


def test_one_after_the_other():
    told = []
    many = RULESET.assess_many([ELM, SPOILT, {"units": 7}, ELM], as_of=DAY, progress=told.append)
    assert [a.unit.id for a in many] == ["elm", "elm"]
    assert sorted(many.errors) == [1, 2]
    assert all(isinstance(error, pr.FactsError) for error in many.errors.values())
    assert told == [1, 2, 3, 4]


def test_a_stream_is_read_no_further_than_it_is_asked():
    read = []

    def units():
        while True:
            read.append(1)
            yield ELM

    assert [a.unit.id for a in islice(RULESET.assess_many(units(), as_of=DAY), 3)] == ["elm"] * 3
    assert len(read) == 3


@pytest.mark.parametrize("about", [{"as_of": "soon"}, {"as_of": DAY, "profile": "none such"}])
def test_what_is_wrong_for_every_unit_is_told_at_once(about):
    with pytest.raises(pr.PolicyRulesError):
        RULESET.assess_many([ELM], **about)


def test_only_what_is_asked_is_told():
    whole = assessed().to_dict()
    rules = [f["rule"] for f in whole["findings"]][:2]
    assert assessed().to_dict(rules=rules)["findings"] == whole["findings"][:2]
    for outcome in {f["outcome"] for f in whole["findings"]}:
        chosen = assessed().to_dict(outcomes=[outcome], parts=["findings"])
        assert chosen["findings"] == [f for f in whole["findings"] if f["outcome"] == outcome]
    head = assessed().to_dict(parts=())
    assert head == {k: v for k, v in whole.items() if k in head} and not set(head) & set(PARTS)
    for part in PARTS:
        told = assessed().to_dict(parts=[part])
        assert told == {k: v for k, v in whole.items() if k in head or k == part}
    assert list(whole) == list(head) + [part for part in PARTS if part in whole]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reasons_are_told_where_their_language_is_given(language):
    told = assessed().to_dict(why=language)["findings"]
    assert [{k: v for k, v in one.items() if k != "why"} for one in told] == assessed().to_dict()["findings"]
    for data, finding in zip(told, assessed().findings, strict=True):
        assert data["why"] == list(finding.why(language)) == finding.to_dict(why=language)["why"]
        assert data["why"]


@pytest.mark.parametrize(
    "asked",
    [{"rules": ["no-such"]}, {"outcomes": ["fine"]}, {"parts": ["finding"]}, {"why": "latin"}],
    ids=str,
)
def test_names_that_are_not_there(asked):
    with pytest.raises(pr.PolicyRulesError) as caught:
        assessed().to_dict(**asked)
    assert caught.value.faults[0].hint
