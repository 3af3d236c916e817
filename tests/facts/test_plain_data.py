"""Facts as plain data: nothing is lost on the way to JSON and back."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from facts.town import read_town
from policy_rules.errors import FactsError
from policy_rules.facts import bound as model
from policy_rules.facts import plain_data
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.plain_data import facts_data, facts_from, value_data, value_from
from policy_rules.testing import strategies
from policy_rules.values.known import INF, MAYBE, NEVER, NULL_NUM, NULL_TRUTH, Labels, Num, Truth, Value
from thinned import examples

HERE = Path(__file__).parent


def again(facts: Facts) -> Facts:
    """The facts as JSON and back."""
    return facts_from(json.loads(json.dumps(facts_data(facts), ensure_ascii=False)))


@examples(20, 60)
@given(st.data())
def test_facts_at_random_come_back_as_they_were(data: st.DataObject) -> None:
    facts = data.draw(strategies.facts(data.draw(strategies.programs(4))))
    assert again(facts) == facts
    assert list(again(facts).units) == list(facts.units)


def test_every_kind_of_statement_comes_back_with_all_its_fields() -> None:
    """The file holds everything that facts can say; where it lay is left out."""
    town = read_town()
    facts = bind(load_facts(HERE / "good" / "north.yaml"), town)
    units = {id: evolve(unit, file="") for id, unit in facts.units.items()}
    facts = evolve(facts, units=units, notes=("a note",))
    assert again(facts) == facts
    kinds = (model.EntryRecord, model.CorrectionRecord, model.SuccessionRecord, model.ExceptionRecord)
    for kind, name in zip(kinds, ("entries", "corrections", "succession", "exceptions"), strict=True):
        told = {key for record in facts_data(facts)["units"][0][name] for key in record}
        assert told == {f.name for f in fields(kind)} - {"place"}, name


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Num(Fraction(1, 3), Fraction(1, 3)), {"number": "1/3"}),
        (Num(-(10**40), Fraction(5, 2), MAYBE), {"number": [str(-(10**40)), "5/2"], "null": "maybe"}),
        (Num(2, INF), {"number": ["2", None]}),
        (Num(None, None), {"number": [None, None]}),
        (NULL_NUM, {"number": [None, None], "null": "only"}),
        (Truth(0, 1), {"truth": ["false", "null"]}),
        (Labels(frozenset({"b", "a"}), NEVER), {"text": ["a", "b"]}),
        (Labels(frozenset({"a"}), MAYBE), {"text": "a", "null": "maybe"}),
        (Labels(None), {"text": None}),
    ],
)
def test_values_are_exact(value: Value, data: object) -> None:
    assert value_data(value) == data
    assert value_from(json.loads(json.dumps(data))) == value


def test_values_that_are_compared_by_identity_are_the_same_objects() -> None:
    assert value_from(value_data(NULL_NUM)) is NULL_NUM
    assert value_from(value_data(NULL_TRUTH)) is NULL_TRUTH


GOOD: Any = {"units": [{"id": "a", "name": "a", "values": {"s.x": [{"value": {"number": "1"}}]}}]}


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"units": None},
        {"units": [{"id": "a"}]},
        {"units": [{"id": "a", "name": "a", "size": 3}]},
        {"units": [{"id": "a", "name": 7}]},
        {"units": [{"id": "a", "name": "a", "constructed": 1}]},
        {"units": [{"id": "a", "name": "a", "values": {"s.x": [{"value": {"number": 1.5}}]}}]},
        {"units": [{"id": "a", "name": "a", "values": {"s.x": [{"value": {"number": "1e9"}}]}}]},
        {"units": [{"id": "a", "name": "a", "values": {"s.x": [{"value": {"number": "1", "text": "b"}}]}}]},
        {"units": [{"id": "a", "name": "a", "values": {"s.x": [{"value": {"truth": ["yes", "yes"]}}]}}]},
        {"units": [{"id": "a", "name": "a", "sources": {"s": {"id": "s", "known_on": "2024-13-01"}}}]},
    ],
)
def test_what_is_not_such_data_is_refused(change: dict[str, object]) -> None:
    assert facts_from(GOOD).units["a"].values["s.x"][0].value == Num(1, 1)
    with pytest.raises(FactsError, match="cannot be read"):
        facts_from({**GOOD, **change})


def test_days_are_days() -> None:
    source = model.Source("s", known_on=datetime.date(2024, 2, 29))
    facts = Facts({"a": model.UnitFacts("a", "a", sources={"s": source})})
    assert facts_data(facts)["units"][0]["sources"] == {"s": {"id": "s", "known_on": "2024-02-29"}}
    assert again(facts) == facts


UNREAD: list[tuple[Any, str]] = [
    ({"id": "a", "name": "a", "size": 3}, "`size` is no key of a UnitFacts"),
    ({"id": "a", "name": 7}, "7 is no text"),
    ({"id": "a", "name": "a", "constructed": 1}, "1 is neither true nor false"),
    ({"id": "a", "name": "a", "samples": [{"year": True, "organs": []}]}, "True is no whole number"),
    ({"id": "a", "name": "a", "samples": [{"year": "24", "organs": []}]}, "'24' is no whole number"),
    ({"id": "a", "name": "a", "sources": {7: {}}}, "7 is no text"),
    ({"id": "a", "name": "a", "values": {"x": [{"value": {"number": "1e9"}}]}}, "`1e9` is no exact number"),
    (
        {"id": "a", "name": "a", "values": {"x": [{"value": {"number": ["1/0", "2"]}}]}},
        "`1/0` is no exact number",
    ),
    ({"id": "a", "name": "a", "values": {"x": [{"value": {"text": ["a", 3]}}]}}, "3 is no text"),
    ({"id": "a", "name": "a", "values": {"x": [{"value": {"word": "a"}}]}}, "`word` is no kind of value"),
]


@pytest.mark.parametrize(("unit", "told"), UNREAD)
def test_what_cannot_be_read_is_told(unit: Any, told: str) -> None:
    with pytest.raises(FactsError) as caught:
        facts_from({"units": [unit]})
    (fault,) = caught.value.faults
    assert fault.what == f"the facts of the record cannot be read: {told}"
    assert fault.hint == "they are as `facts_data` writes them"


def test_a_form_has_every_field_and_leaves_out_what_is_not_told() -> None:
    told = {"by": plain_data._TEXT, "date": plain_data._DAY, "source": plain_data._TEXT}
    organs = plain_data._listing(plain_data._TEXT)
    form = plain_data._record(model.SampleRecord, year=plain_data._WHOLE, organs=organs, **told)
    sample = model.SampleRecord(2024, ("a", "b"), by="c", date=datetime.date(2024, 2, 29).toordinal())
    written = {"year": 2024, "organs": ["a", "b"], "by": "c", "date": "2024-02-29"}
    assert form.write(sample) == written
    assert form.read(written) == sample
    assert form.write(model.SampleRecord(2024, ())) == {"year": 2024, "organs": []}
    with pytest.raises(ValueError, match="`more` is no key of a SampleRecord"):
        form.read({**written, "size": 3, "more": 4})
    with pytest.raises(AssertionError):
        plain_data._record(model.SampleRecord, year=plain_data._WHOLE, organs=organs)
    # a default that is made anew for each is one too
    names = dict.fromkeys(("id", "source", "there"), plain_data._TEXT)
    lists = dict.fromkeys(("said_in", "not_in"), organs)
    table = plain_data._table(plain_data._listing(plain_data._ENTRY))
    record = plain_data._record(model.RecordFacts, values=table, lists=table, **names, **lists)
    assert record.write(model.RecordFacts("r", {})) == {"id": "r", "values": {}}
    assert record.write(model.RecordFacts("r", {}, not_in=("s",))) == {
        "id": "r",
        "values": {},
        "not_in": ["s"],
    }
    by_name = plain_data._table(organs)
    assert by_name.write({"x": ("a",), "y": ()}) == {"x": ["a"], "y": []}
    assert by_name.read({"x": ["a"], "y": []}) == {"x": ("a",), "y": ()}
    later = plain_data._told(lambda: plain_data._TEXT)
    assert (later.write(("a", "b")), later.read(["a", "b"])) == (["a", "b"], ("a", "b"))
