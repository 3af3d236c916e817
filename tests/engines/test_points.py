"""The point tier: it says what the reference says, and takes no fact that binding would refuse."""

from __future__ import annotations

import datetime
import pickle
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import MappingProxyType

import pytest

import policy_rules as pr
from bench import small_rules
from policy_rules.engines.points import PointTier
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.testing.batches import batch
from policy_rules.testing.door import single_values
from policy_rules.testing.raw_facts import bound, raw_facts

ASKED = {"as_of": small_rules.AS_OF, "year": small_rules.YEAR}
ODD = [
    None,
    True,
    0,
    1,
    -1,
    101,
    10**20,
    1.0,
    0.1,
    0.15,
    1e-5,
    -0.0,
    float("nan"),
    float("inf"),
    Decimal("1.50"),
    Decimal("1.55"),
    Decimal("-0.0"),
    Decimal("0E-5000"),
    Decimal("1E+999999"),
    Decimal("1E-999999"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal(7),
    Fraction(3, 2),
    "",
    "x",
    "7",
    "7.5",
    "true",
    "small",
    "2024-02-29",
    "2023-02-29",
    "2021-W01-1",
    datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 12),  # noqa: DTZ001
    datetime.datetime(2024, 2, 29),  # noqa: DTZ001
    [],
    {},
    {"at_least": 3},
    {"2024": 3},
    {"value": 3, "source": "s"},
    pr.UNKNOWN,
    object(),
]


@pytest.fixture(scope="module")
def drawn():
    return small_rules.rules(Random(7))


@pytest.fixture(scope="module")
def ruleset(drawn, tmp_path_factory):
    return pr.load_ruleset(small_rules.written(tmp_path_factory.mktemp("points") / "bench", drawn))


def told(call):
    """What a call gives, or what it refuses."""
    try:
        return call()
    except pr.PolicyRulesError as error:
        return str(error)


def otherwise(ruleset, facts, **about):
    """The outcomes of a mapping that is no dictionary, which is bound."""
    return told(lambda: ruleset.outcomes(MappingProxyType(facts), **{**ASKED, **about}))


def test_small_rules_are_carried_and_come_to_what_the_reference_and_the_function_say(ruleset, drawn):
    assert PointTier(ruleset.program, ruleset.model.vocabulary).declined is None
    random, evaluate = Random(1), small_rules.function(drawn)
    for number in range(40):
        values = small_rules.unit(random)
        facts = small_rules.facts(values, number)
        found = ruleset.outcomes(facts, **ASKED)
        assert found == otherwise(ruleset, facts, engine="reference")
        meant = [small_rules.MEANT[pr.outcome_of(code)] for code in found.values()]
        assert meant == list(evaluate(values))


@pytest.mark.parametrize("name", ["n0", "n9", "b0", "d0", "s1"])
@pytest.mark.parametrize("value", ODD, ids=lambda v: "object" if type(v) is object else repr(v))
def test_odd_values_are_taken_or_refused_as_binding_does(ruleset, name, value):
    facts = small_rules.facts({**small_rules.unit(Random(2), 0), name: value})
    if isinstance(value, object) and type(value) is object:
        facts["data"][name] = "an object"
    assert told(lambda: ruleset.outcomes(facts, **ASKED)) == otherwise(ruleset, facts)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"data": {}},
        {"unit": {}},
        {"unit": {"id": None}},
        {"unit": {"id": " "}},
        {"unit": {"id": "a\u200bb"}},
        {"unit": {"id": "a\nb"}},
        {"unit": {"id": 7}},
        {"unit": {"id": "u"}},
        {"unit": {"id": "u", "in_scope": None}},
        {"unit": {"id": "u", "name": "  "}},
        {"unit": {"id": "u", "name": "N"}, "data": {}},
        {"unit": {"id": "u", "parent": "v"}},
        {"unit": {"id": "u", "parent": None}},
        {"unit": {"id": "u", "in_scope": False}, "data": {"n0": 1}},
        {"unit": {"id": "u", "in_scop": False}},
        {"unit": {"id": "u"}, "data": None},
        {"unit": {"id": "u"}, "data": []},
        {"unit": {"id": "u"}, "date": {}},
        {"unit": {"id": "u"}, "sources": {"s": {}}, "source": "s", "data": {"n0": 1}},
        {"unit": {"id": "u"}, "data": {"n0": 1, "source": "s"}},
        {"unit": {"id": "u"}, 7: {}},
        {"unit": {"id": "u"}, "gradings": []},
    ],
    ids=repr,
)
def test_odd_mappings_are_taken_or_refused_as_binding_does(ruleset, facts):
    assert told(lambda: ruleset.outcomes(facts, **ASKED)) == otherwise(ruleset, facts)


@pytest.mark.parametrize(
    "about",
    [{"year": True}, {"year": 0}, {"as_of": "2025-13-01"}, {"as_of": None}, {"profile": "x"}, {"x": 1}],
)
def test_odd_questions_are_refused_as_before(ruleset, about):
    facts = small_rules.facts({})
    assert told(lambda: ruleset.outcomes(facts, **{**ASKED, **about})) == otherwise(ruleset, facts, **about)


def test_an_assessment_made_at_once_is_the_one_of_bound_facts(ruleset):
    facts = small_rules.facts(small_rules.unit(Random(3)))
    quick = ruleset.assess(facts, **ASKED)
    facts["data"].clear()  # the caller's
    facts["data"].update(small_rules.unit(Random(3)))
    other = ruleset.assess(MappingProxyType(facts), **ASKED)
    assert [f.outcome for f in quick.findings] == [f.outcome for f in other.findings]
    assert quick.to_dict() == other.to_dict()
    assert pickle.loads(pickle.dumps(ruleset.assess(facts, **ASKED))).to_dict() == other.to_dict()
    assert str(ruleset.assess(facts, **ASKED).findings[3]) == str(other.findings[3])
    assert quick.compare(other).findings == ()
    with pytest.raises(AttributeError):
        quick.nothing  # noqa: B018


def test_generated_rules_that_it_carries_come_to_what_the_reference_says():
    carried, cases = Counter(), 0
    for seed in range(6):
        made = batch(f"points {seed}")
        model = made.program.model
        one = {r.id: Program(model, (r,), {r.id: r}) for r in made.program.rules}
        points = {id_: PointTier(program, model.vocabulary) for id_, program in one.items()}
        of = {id_: tier for id_, tier in points.items() if tier.declined is None}
        carried.update(n is not None for n in map(of.get, points))
        for facts, asked in made.facts:
            raw = single_values(raw_facts(facts, model.vocabulary)[0], model.vocabulary)
            unit = next(iter(bound([raw], model).units.values()))
            view = UnitView(
                bound([raw], model), unit, model.vocabulary, asked.as_of, asked.year, asked.year_given
            )
            day = datetime.date.fromordinal(asked.as_of), asked.year if asked.year_given else None
            for id_, tier in of.items():
                found = tier.outcomes(raw, day)
                if found is not None:
                    cases += 1
                    low, high = Tracer(one[id_], view).outcomes()[id_]
                    assert found == {id_: 5 * low + high}, (seed, id_, raw)
    assert carried[True] > 20, carried
    assert cases > 60, cases
