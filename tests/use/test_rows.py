"""Findings and next facts in rows: searched by column, sliced, made into frames of the user's own library."""

from __future__ import annotations

import copy
import pickle
from importlib import import_module
from typing import Any

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


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"rule": "12"}, "no rule `12`"),
        ({"rule": ["1", 1]}, "no rule"),
        ({"clause": 1}, "(?s)no clause `1`.*give a text"),
        ({"document": "laws"}, "no document `laws`"),
        ({"possible": "violatd"}, "(?s)no possible `violatd`.*violated"),
        ({"missing": "rooms.seat"}, "(?s)`rooms` has no attribute `seat`.*seats"),
        ({"missing": "room.seats"}, "(?s)no entity `room`.*rooms"),
        ({"missing": "complete(nothing)"}, "no entity `nothing`"),
        ({"days_left": "3"}, "`days_left` needs a whole number"),
        ({"days_left": True}, "`days_left` needs a whole number"),
        ({"due": "soon"}, "`due` needs a day"),
        ({"title": 3}, "`title` needs a text"),
    ],
)
def test_what_no_row_can_have_is_told_and_is_no_empty_answer(wanted: dict[str, Any], told: str) -> None:
    with pytest.raises(pr.PolicyRulesError, match=told):
        FOUND.findings.where(**wanted)


def test_a_fact_that_there_is_not_is_told_of_next_facts_too() -> None:
    with pytest.raises(pr.PolicyRulesError, match="`rooms` has no attribute `seat`"):
        FOUND.next_facts().where(fact="rooms.seat")
    assert [f.name for f in FOUND.next_facts().where(fact="rooms.seats")] == ["rooms.seats"]


def test_a_column_of_several_has_each_and_all_joined() -> None:
    findings = FOUND.findings
    for name in {name for f in findings for name in f.missing}:
        assert list(findings.where(missing=name)) == [f for f in findings if name in f.missing]
    for f in findings:
        assert f in findings.where(missing="; ".join(f.missing))
        assert f in findings.where(possible="; ".join(f.possible))
    may = findings.where(possible="violated")
    assert list(may) == [f for f in findings if "violated" in f.possible]
    rules = FOUND.next_facts().where(rules=FOUND.next_facts()[0].rules[0])
    assert FOUND.next_facts()[0] in rules


def test_days_are_asked_for_as_in_any_call() -> None:
    findings = elm().findings
    due = next(f.due for f in findings if f.due is not None)
    kept = findings.where(due=due)
    assert kept
    assert findings.where(due=due.isoformat()) == kept
    assert findings.where(due=None) == tuple(f for f in findings if f.due is None)


@pytest.mark.parametrize("library", FRAMES)
@pytest.mark.parametrize("rows", [None, 0, 1])
def test_columns_are_of_one_kind_whatever_the_rows_tell(library: str, rows: int | None) -> None:
    frame = elm().findings[:rows].to_frame(library)
    if library == "pandas":
        kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
        assert kinds["days_left"] == "Int64"
        assert kinds["due"] == "object"
        assert kinds["rule"] == kinds["missing"] in ("str", "object")
    else:
        types = frame.schema.types if library == "pyarrow" else frame.dtypes
        names = frame.column_names if library == "pyarrow" else frame.columns
        kinds = {name: str(kind).lower() for name, kind in zip(names, types, strict=True)}
        assert kinds["days_left"] == "int64"
        assert kinds["due"].startswith("date")
        assert kinds["rule"] == kinds["missing"] == "string"


def test_counts_that_are_changed_change_nothing() -> None:
    found = elm()
    before = dict(found.counts)
    found.counts["violated"] += 5  # type: ignore[index]
    assert found.counts == before
    for finding in found.findings:
        own = dict(finding.counts)
        finding.counts["violated"] = 9  # type: ignore[index]
        assert finding.counts == own


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
