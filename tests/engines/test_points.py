"""The point tier: it says what the reference says, and takes no fact that binding would refuse."""

from __future__ import annotations

import datetime
import pickle
import re
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
from policy_rules.testing.public_api import single_values
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
    Decimal("7." + 1200 * "0"),
    Decimal("7." + 1200 * "0" + "1"),
    Decimal("50E-1"),
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


ENDS = [
    *({"at_least": value} for value in ODD),
    *({"at_most": value} for value in ODD),
    *(
        {"at_least": low, "at_most": high}
        for low, high in ((0, 7), (7, 7), (8, 7), (Decimal("0.5"), 3), ("1", 2))
    ),
    {"at_least": datetime.date(2024, 1, 1), "at_most": "2024-12-31"},
    {"one_of": []},
    {"one_of": 3},
    {"one_of": [3]},
    {"one_of": [1, 50]},
    {"one_of": [1, None]},
    {"one_of": [True, False]},
    {"one_of": ["small", "large"]},
    {"one_of": ["small", "smal"]},
    {"one_of": ["small"], "at_least": "small"},
    {"at_leest": 3},
    {"value": {"at_least": 3}},
    {3: 4},
]


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


def partly(random, values):
    """The values, of which some are only partly known."""
    found = dict(values)
    for name in random.sample(sorted(values), min(len(values), random.randint(1, 6))):
        value = values[name]
        if isinstance(value, bool):
            found[name] = {"one_of": [True, False]}
        elif isinstance(value, str):
            found[name] = {"one_of": random.sample(small_rules.LABELS[name], 2)}
        elif isinstance(value, datetime.date):
            found[name] = {"at_least": value, "at_most": value + datetime.timedelta(random.randint(0, 400))}
        else:
            found[name] = random.choice(
                [
                    {"at_most": value},
                    {"at_least": value},
                    {"at_least": 0, "at_most": value},
                    {"one_of": [0, value]},
                ]
            )
    return found


def test_partly_known_values_come_to_what_the_reference_says_and_are_carried(ruleset):
    random, tier, carried = Random(5), PointTier(ruleset.program, ruleset.model.vocabulary), 0
    for number in range(60):
        facts = small_rules.facts(partly(random, small_rules.unit(random)), number)
        expected = otherwise(ruleset, facts, engine="reference")
        assert told(lambda: ruleset.outcomes(facts, **ASKED)) == expected  # noqa: B023
        found = tier.outcomes(facts, (small_rules.AS_OF, small_rules.YEAR))
        carried += found is not None
        assert found in (None, expected)
    assert carried == 60


RECKONED = [
    "data.n0 + data.n1 >= 90",
    "data.n0 - data.n1 < 10",
    "data.n0 - data.n1 >= data.n0",
    "3 * data.n2 - 2 * data.n3 > 10",
    "-2 * data.n0 <= -30",
    "0 * data.n0 >= 0",
    "data.n0 * data.n1 > 2000",
    "data.n0 >= data.n1",
    "data.n0 = data.n1",
    "data.n0 != data.n0",
    "data.n9 + data.n0 > 20.5",
    "data.d0 < data.d1",
    "data.n0 / data.n4 >= 1",
    "data.n0 / data.n4 >= 0",
    "data.n0 / data.n4 > -1",
    "(data.n0 - data.n1) / data.n4 <= 2",
    "data.n4 / data.n4 >= 1",
    "not(data.n0 / data.n4 < 0.5)",
    "data.s0 = data.s0",
    "if data.b0 then data.n0 > 3 else data.n1 > 3",
]


def test_what_is_reckoned_of_partly_known_values_is_what_the_reference_says(drawn, tmp_path):
    folder = small_rules.written(tmp_path / "bench", drawn)
    (file,) = folder.glob("reg/*.yaml")
    lines = file.read_text("utf-8").splitlines()
    for number, condition in zip(
        (n for n, line in enumerate(lines, 1) if line.strip().startswith("requires:")), RECKONED, strict=False
    ):
        lines[number] = f"      {condition}"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    ruleset, random = pr.load_ruleset(folder), Random(9)
    tier = PointTier(ruleset.program, ruleset.model.vocabulary)
    assert tier.declined is None
    for number in range(150):
        facts = small_rules.facts(partly(random, small_rules.unit(random)), number)
        found = tier.outcomes(facts, (small_rules.AS_OF, small_rules.YEAR))
        assert found == otherwise(ruleset, facts, engine="reference")


@pytest.mark.parametrize("name", ["n0", "n9", "b0", "d0", "s1"])
@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: re.sub(" at 0x[0-9a-f]+", "", repr(ends)))
def test_odd_ends_are_taken_or_refused_as_binding_does(ruleset, name, ends):
    facts = small_rules.facts({**small_rules.unit(Random(2), 0), name: ends})
    assert told(lambda: ruleset.outcomes(facts, **ASKED)) == otherwise(ruleset, facts)


@pytest.mark.parametrize("name", ["n0", "n9", "b0", "d0", "s1"])
@pytest.mark.parametrize("value", ODD, ids=lambda v: "object" if type(v) is object else repr(v))
def test_odd_values_are_taken_or_refused_as_binding_does(ruleset, name, value):
    facts = small_rules.facts({**small_rules.unit(Random(2), 0), name: value})
    if isinstance(value, object) and type(value) is object:
        facts["data"][name] = "an object"
    assert told(lambda: ruleset.outcomes(facts, **ASKED)) == otherwise(ruleset, facts)


@pytest.mark.parametrize("name", ["n0", "n9"])
def test_a_decimal_is_taken_alike_however_equal_ones_were_written_before(ruleset, name):
    random = Random(3)
    for _ in range(300):
        number = random.choice([Decimal(0), Decimal(7), Decimal("7.5"), Decimal("-0.0"), Decimal("1E+1")])
        written = number + Decimal((0, (0,), -random.choice([0, 1, 2, 20])))
        odd = random.choice([written, Decimal("0E-5000"), Decimal("7." + 1200 * "0"), Decimal("7.05")])
        facts = small_rules.facts({**small_rules.unit(random), name: odd}, 0)
        assert told(lambda facts=facts: ruleset.outcomes(facts, **ASKED)) == otherwise(ruleset, facts), odd


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
    carried, cases, all_at_once = Counter(), 0, 0
    for seed in range(6):
        made = batch(f"points {seed}")
        model = made.program.model
        one = {r.id: Program(model, (r,), {r.id: r}) for r in made.program.rules}
        points = {id_: PointTier(program, model.vocabulary) for id_, program in one.items()}
        of = {id_: tier for id_, tier in points.items() if tier.declined is None}
        carried.update(n is not None for n in map(of.get, points))
        rules = tuple(one[id_].rules[0] for id_ in of)
        together = PointTier(Program(model, rules, {r.id: r for r in rules}), model.vocabulary)
        for facts, asked in made.facts:
            raw = single_values(raw_facts(facts, model.vocabulary)[0], model.vocabulary)
            unit = next(iter(bound([raw], model).units.values()))
            view = UnitView(
                bound([raw], model), unit, model.vocabulary, asked.as_of, asked.year, asked.year_given
            )
            day = datetime.date.fromordinal(asked.as_of), asked.year if asked.year_given else None
            each = [tier.outcomes(raw, day) for tier in of.values()]
            if None not in each:  # whatever their roles, in the order of the text
                all_at_once += 1
                assert list(together.outcomes(raw, day).items()) == [pair for c in each for pair in c.items()]
            for id_, found in zip(of, each, strict=True):
                if found is not None:
                    cases += 1
                    low, high = Tracer(one[id_], view).outcomes()[id_]
                    assert found == {id_: 5 * low + high}, (seed, id_, raw)
    assert carried[True] > 20, carried
    assert cases > 60, cases
    assert all_at_once > 20, all_at_once
