"""Findings and next facts in rows: searched by column, sliced, made into frames of the user's own library."""

from __future__ import annotations

import copy
import pickle
from importlib import import_module

import pytest

import policy_rules as pr
from policy_rules.results.rows import FRAMES
from use.libraries import elm, elm_without

FOUND = elm_without("rooms.heated", "rooms.seats")


def test_where_keeps_the_rows_that_say_so_in_their_order() -> None:
    for outcome in {f.outcome for f in FOUND.findings}:
        kept = FOUND.findings.where(outcome=outcome)
        assert list(kept) == [f for f in FOUND.findings if f.outcome == outcome]
    both = FOUND.findings.where(outcome=["satisfied", "unknown"], clause="1")
    assert [f.rule.id for f in both] == [
        f.rule.id for f in FOUND.findings if f.outcome in ("satisfied", "unknown") and f.rule.clause == "1"
    ]
    assert list(both.where(outcome="pending")) == []


def test_a_column_that_is_none_is_told_with_the_near_one() -> None:
    with pytest.raises(pr.PolicyRulesError, match=r"(?s)no column `outcom`.*outcome"):
        FOUND.findings.where(outcom="unknown")
    with pytest.raises(pr.PolicyRulesError, match="no column"):
        FOUND.next_facts().where(outcome="unknown")


@pytest.mark.parametrize(
    ("column", "value", "near"), [("outcome", "violatd", "violated"), ("kind", ["duty", "dutty"], "duty")]
)
def test_a_value_that_a_column_cannot_have_is_told_with_the_near_one(
    column: str, value: object, near: str
) -> None:
    with pytest.raises(pr.PolicyRulesError, match=rf"(?s)no {column} `.*{near}"):
        FOUND.findings.where(**{column: value})


def test_rows_are_a_tuple_still() -> None:
    findings = FOUND.findings
    assert findings == tuple(findings)
    assert type(findings[1:]) is type(findings)
    assert findings[1:] == tuple(findings)[1:]
    assert findings[0] is next(iter(findings))
    assert hash(findings[:0]) == hash(())
    facts = FOUND.next_facts()
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert copy.copy(facts) == facts


@pytest.mark.parametrize("library", FRAMES)
def test_a_frame_has_a_row_for_each_and_the_columns_of_where(library) -> None:
    module = import_module(library)
    findings = FOUND.findings
    frame = findings.to_frame(library)
    assert type(frame).__module__.split(".")[0] == module.__name__
    told = {name: list(frame[name]) for name in ("rule", "outcome", "missing")}
    assert [str(x) for x in told["rule"]] == [f.rule.id for f in findings]
    assert [str(x) for x in told["outcome"]] == [f.outcome for f in findings]
    assert len(FOUND.next_facts().to_frame(library)) == len(FOUND.next_facts())


def test_points_in_a_frame_are_exact_texts() -> None:
    pytest.importorskip("polars")
    facts = FOUND.next_facts()
    column = facts.to_frame("polars")["at_stake"].to_list()
    assert column == [fact["at_stake"] for fact in (f.to_dict() for f in facts)]


def test_without_a_name_the_first_library_that_is_installed_makes_the_frame() -> None:
    polars = pytest.importorskip("polars")
    assert isinstance(elm().findings.to_frame(), polars.DataFrame)


def test_an_unknown_library_is_told() -> None:
    with pytest.raises(pr.PolicyRulesError, match="no library of frames"):
        elm().findings.to_frame("excel")


def test_a_notebook_folds_findings_by_outcome_worst_first() -> None:
    found = elm().what_if({"rooms.heated": False, "rooms.seats": 10}).after
    page = found.findings._repr_html_()
    worst_first = ("violated", "unknown", "satisfied")
    at = [page.find(f">{outcome}<") for outcome in worst_first if found.counts[outcome]]
    assert len(at) > 1
    assert at == sorted(at)
    assert min(at) >= 0
    for finding in found.findings:
        assert f"<code>{finding.rule.id}</code>" in page
    assert [*found.next_facts().to_dict()] == ["next_facts"]
    assert found.findings.where(outcome="violated").to_dict()["findings"][0]["outcome"] == "violated"
    assert "at stake" in FOUND.next_facts()._repr_html_()
