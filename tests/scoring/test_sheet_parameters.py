"""Parameters of a sheet: its own, and those of the ruleset, of which it admits some values."""

from __future__ import annotations

from fractions import Fraction

import pytest
import yaml

from policy_rules.errors import RulesetError
from policy_rules.scoring.parameter_values import parameter_value
from policy_rules.scoring.sheets.changed_parameters import with_parameter
from policy_rules.values.known import Labels, Num, label, point
from policy_rules.values.python_scalars import UNKNOWN
from scoring.test_any_sheet import OF_THE_RULESET
from scoring.world import model, sheet_of, view_of

SHARE = {"zh": "s", "en": "s", "type": "integer", "range": "[0..100]", "per": "rule", "values": {}}
DECLARED = {
    **OF_THE_RULESET,
    "marks": {"zh": "m", "en": "m", "type": "table", "values": {}},
    "words": {"question": "P10", "zh": "w", "en": "w", "type": "text", "values": {}},
    "share": {"question": "P9", **SHARE},
}


@pytest.fixture(scope="module")
def made():
    return model({"n": {"type": "integer", "range": "[0..20]"}}, DECLARED)


def read(made, written):
    data = {"sheet": "s", "year": 2024, "parameters": yaml.safe_load(written), "steps": {"a": {"read": "n"}}}
    return sheet_of(data, made)


def told_of(found):
    kind = found.type
    numbers = tuple(None if end is None else Fraction(end) for end in (kind.low, kind.high))
    return kind.kind, kind.labels or numbers, kind.places, found.value, found.table


NUMBER, LABEL = "number", "label"
OWN = [
    ("p: {range: 1..9}", (NUMBER, (1, 9), None, None, True)),
    ("p: {range: '[1..9]'}", (NUMBER, (1, 9), None, None, True)),
    ("p: {range: null..9}", (NUMBER, (None, 9), None, None, True)),
    ("p: {range: 1..null}", (NUMBER, (1, None), None, None, True)),
    ("p: {range: 5..5, places: 0}", (NUMBER, (5, 5), 0, None, True)),
    ("p: {places: 1}", (NUMBER, (None, None), 1, None, True)),
    ("p: {range: 1..9, value: 5}", (NUMBER, (1, 9), None, point(5), True)),
    ("p: {range: 1..9, value: 1}", (NUMBER, (1, 9), None, point(1), True)),
    ("p: {range: 1..9, value: 0.5}", None),
    ("p: {range: 1..9, value: 10}", None),
    ("p: {range: 1..9, value: {at_least: 2, at_most: 4}}", (NUMBER, (1, 9), None, Num(2, 4), True)),
    ("p: {range: 1..9, value: {at_least: 2}}", (NUMBER, (1, 9), None, Num(2, 9), True)),
    ("p: {range: 1..9, value: {at_most: 4}}", (NUMBER, (1, 9), None, Num(1, 4), True)),
    ("p: {range: 1..9, value: {one_of: [2, 4]}}", (NUMBER, (1, 9), None, Num(2, 4), True)),
    ("p: {value: {'< 5': 1, '>= 5': 2}}", (NUMBER, (None, None), None, None, True)),
    ("p: {one_of: [a, b]}", (LABEL, ("a", "b"), None, None, False)),
    ("p: {one_of: [a, b], value: b}", (LABEL, ("a", "b"), None, label("b"), False)),
    ("p: {one_of: [a, b], value: c}", None),
    (
        "p: {one_of: [a, b, c], value: {one_of: [a, b]}}",
        (LABEL, ("a", "b", "c"), None, Labels(frozenset("ab")), False),
    ),
]
OF_RULESET = [
    ("weight: {}", (NUMBER, (1, 9), 0, None, False)),
    ("weight: {range: 2..5}", (NUMBER, (2, 5), 0, None, False)),
    ("weight: {range: 0..5}", (NUMBER, (1, 5), 0, None, False)),
    ("weight: {range: 3..20}", (NUMBER, (3, 9), 0, None, False)),
    ("weight: {range: null..5}", (NUMBER, (1, 5), 0, None, False)),
    ("weight: {range: 3..null}", (NUMBER, (3, 9), 0, None, False)),
    ("weight: {range: 9..20}", (NUMBER, (9, 9), 0, None, False)),
    ("weight: {range: 10..20}", None),
    ("weight: {value: 3}", None),
    ("cap: {range: 5..9}", (NUMBER, (5, 9), 0, None, False)),
    ("cap: {range: 6..9}", None),
    ("order: {}", (LABEL, ("first", "second"), None, None, False)),
    ("order: {one_of: [first]}", (LABEL, ("first",), None, None, False)),
    ("order: {one_of: [first, third]}", None),
    ("route: {one_of: [x, y]}", (LABEL, ("x", "y"), None, None, False)),
    ("route: {one_of: [x, z]}", None),
    ("words: {}", ("text", (None, None), None, None, False)),
    ("words: {one_of: [a, b]}", (LABEL, ("a", "b"), None, None, False)),
    ("marks: {}", (NUMBER, (None, None), None, None, True)),
]


@pytest.mark.parametrize(("written", "expected"), [*OWN, *OF_RULESET])
def test_what_a_parameter_may_be(made, written, expected):
    sheet, faults = read(made, "{" + written + "}")
    if expected is None:
        assert sheet is None
        return
    assert not faults, "\n".join(map(str, faults))
    (found,) = sheet.parameters.values()
    assert told_of(found) == expected
    assert found.name == written.partition(":")[0]
    assert found.declared is (written in dict(OF_RULESET))
    assert found.place.line == 4


@pytest.mark.parametrize(
    ("kind", "told", "of_sheet", "expected"),
    [
        ({"type": "integer", "range": "[1..9]"}, {"at_least": 2, "at_most": 4}, "{}", Num(2, 4)),
        ({"type": "integer", "range": "[1..9]"}, {"at_least": 2, "at_most": 4}, "{range: 3..8}", Num(3, 4)),
        ({"type": "integer", "range": "[1..9]"}, {"at_least": 6}, "{range: 3..8}", Num(6, 8)),
        ({"type": ["a", "b", "c"]}, {"one_of": ["a", "b"]}, "{}", Labels(frozenset("ab"))),
        ({"type": ["a", "b", "c"]}, {"one_of": ["a", "b"]}, "{one_of: [b, c]}", label("b")),
        ({"type": ["a", "b", "c"]}, {"one_of": ["a", "b"]}, "{one_of: [a, b]}", Labels(frozenset("ab"))),
        ({"type": ["a", "b", "c"]}, None, "{one_of: [b, c]}", Labels(frozenset("bc"))),
    ],
)
def test_what_ruleset_and_sheet_leave_of_a_parameter(kind, told, of_sheet, expected):
    values = {} if told is None else {"2020-01-01": told}
    declared = {"p": {"question": "P1", "zh": "p", "en": "p", **kind, "values": values}}
    made = model({"n": {"type": "integer", "range": "[0..20]"}}, declared)
    sheet, faults = read(made, "{p: " + of_sheet + "}")
    assert not faults, "\n".join(map(str, faults))
    assert parameter_value(sheet.parameters["p"], view_of(made, {})) == expected


# -- set anew ---------------------------------------------------------------------------------------


def values_of(changed, name):
    declared = changed.vocabulary.parameters[name]
    return [v for _, v in declared.values], {**declared.rule_values}


def test_a_parameter_set_anew_or_opened(made):
    assert values_of(made, "cap") == ([point(5)], {})
    assert values_of(with_parameter(made, None, "cap", 7), "cap") == ([point(7)], {})
    assert values_of(with_parameter(made, None, "cap", UNKNOWN), "cap") == ([], {})
    assert values_of(with_parameter(made, None, "weight", 7), "weight") == ([point(7)], {})
    of_one = with_parameter(made, None, "share", 30, "r1")
    assert values_of(of_one, "share") == ([], {"r1": point(30)})
    of_two = with_parameter(of_one, None, "share", 40, "r2")
    assert values_of(of_two, "share")[1] == {"r1": point(30), "r2": point(40)}
    assert values_of(with_parameter(of_two, None, "share", UNKNOWN, "r1"), "share") == (
        [],
        {"r2": point(40)},
    )
    assert values_of(with_parameter(of_two, None, "share", UNKNOWN), "share") == ([], {})


def refused(*asked):
    with pytest.raises(RulesetError) as caught:
        with_parameter(*asked)
    return [(f.what, f.hint) for f in caught.value.faults]


def test_what_cannot_be_set(made):
    assert refused(made, None, "cap", 7, "r1") == [
        ("`cap` is one for all rules", "write `parameters.cap`"),
    ]
    assert refused(made, None, "cap", 70)
    assert refused(made, None, "nothing", 7)
