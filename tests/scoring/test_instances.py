"""The instances of rules in amounts: what the rule finds is what is priced (`instances.yaml`)."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import Session
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.scoring.amounts import rule_instances
from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.score_unit import score
from policy_rules.scoring.sheets.circles import ReadByRules
from policy_rules.scoring.tree_reads import FactTrees
from policy_rules.testing.raw_facts import raw_parameters
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.testing.truth.sheet_texts import as_written
from policy_rules.testing.truth.sheets import SheetTruth
from policy_rules.testing.truth.unit_answers import UnitTold
from policy_rules.values.known import Num, point
from policy_rules.vocabulary import DATE, Attribute, Type
from scoring.world import AS_OF, YEAR, check_ledger, model, sheet_of

DATA = yaml.safe_load(Path(__file__).with_name("instances.yaml").read_text("utf-8"))
SETTLED = [c for c in DATA["cases"] if not isinstance(c["expect"], list) and "open" not in c]
BOOLEAN = {"type": "boolean"}
VOCABULARY = {
    "notes": {"zh": "n", "en": "n", "for_year": "for_year"},
    "notes.for_year": {"type": "integer", "range": "[2000..2100]", "zh": "y", "en": "y"},
    "notes.heavy": BOOLEAN | {"zh": "h", "en": "h", "nullable": True},
    "notes.late": BOOLEAN | {"zh": "l", "en": "l"},
    "notes.answered": BOOLEAN | {"zh": "a", "en": "a"},
    "notes.points": {"type": "integer", "range": "[0..9]", "zh": "p", "en": "p"},
    "bits": {"zh": "b", "en": "b"},
    "bits.ok": BOOLEAN | {"zh": "o", "en": "o"},
    "unit.level": {"type": ["city", "county"], "zh": "v", "en": "v"},
    "figure": {"type": "integer", "range": "[0..9]"},
    "parts": {"zh": "k", "en": "k", "of": "notes"},
    "parts.fine": BOOLEAN | {"zh": "f", "en": "f"},
}
COUNTED = {"question": "Q1", "zh": "计", "en": "c", "type": "choice", "one_of": ["x", "y"], "values": {}}
WHOLE = {"title": "t", "gloss": "g", "bearer": "any", "examples": []}


@pytest.fixture(scope="module")
def made():
    rules = [WHOLE | rule for rule in DATA["rules"]]
    for rule in rules:
        rule["examples"] = [{"given": {}, "expect": "unknown"}]
    return model(VOCABULARY, {"counted": COUNTED}, rules, {"language": 2})


@pytest.fixture(params=["lowered already", "lowered for the sheet"])
def read(made, request, monkeypatch):
    """What rules read: with their programs, of which none is then made again, or without."""
    if request.param == "lowered for the sheet":
        return ReadByRules(made)
    monkeypatch.setattr(rule_instances, "lower_rule", None)
    return ReadByRules(made, compile_rules(made)[0].by_id)


def facts_of(case):
    """The facts file of a case: what the records leave out is as `records` has it, but for what is open."""
    usual = {k: v for k, v in DATA["records"]["heavy"].items() if k not in case.get("open", ())}
    notes = [usual | {"id": str(n)} | record for n, record in enumerate(case["given"]["notes"], 1)]
    return {
        "unit": {"id": "u", **case["given"].get("unit", {})},
        "notes": [{k: v for k, v in n.items() if k not in case.get("open", ())} for n in notes],
        "complete": [{"list": "notes", "for": "all", "by": "x", "date": AS_OF}],
        "exceptions": case.get("exceptions", []),
    }


def written(case):
    return {"sheet": "s", "year": YEAR, "steps": {"got": case["amount"]}}


def wanted(case):
    ends = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    return Num(Fraction(min(ends)), Fraction(max(ends)))


@pytest.mark.parametrize("year_given", [True, False], ids=["for the year", "for none"])
@pytest.mark.parametrize("case", DATA["cases"], ids=lambda c: c["about"])
def test_what_is_found_is_priced(made, case, year_given, read):
    sheet, faults = sheet_of(written(case), made, read)
    assert not faults, "\n".join(map(str, faults))
    facts = bind(load_facts(facts_of(case)), made)
    program, wrong = compile_rules(made)
    assert not wrong
    view = UnitView(facts, facts.units["u"], made.vocabulary, AS_OF.toordinal(), YEAR, year_given)
    for engine in (ReferenceEngine(), CompiledEngine()):
        found = score(sheet, view, engine.outcomes(program, [view])[0], program=program)
        assert found.steps["got"] == wanted(case)
        check_ledger(found)
        assert set(case.get("missing", ())) <= set(found.missing)
    places = [each.place for root in sheet.amounts() for each in amounts_in(root)]
    assert all(place.file == "sheet.yaml" and place.line >= 5 for place in places)
    names = ("heavy", "twin", "waiting", "gated", "limbs", "beside", "stacked")
    rules = {r for r in names if re.search(f'"{r}["/]', str(case["amount"]))}
    assert rules == {rule for line in found.ledger for rule in line.because.get("findings", ())}
    with Session(made, program, as_of=AS_OF, year=YEAR, sheet=sheet) as session:
        session.load(facts)
        assert session.score("u").steps["got"] == wanted(case)


def test_a_ledger_says_the_same_where_nothing_is_remembered(made, monkeypatch):
    program, _ = compile_rules(made)
    said = []
    for case in DATA["cases"]:
        facts = bind(load_facts(facts_of(case)), made)
        sheet, _ = sheet_of(written(case), made)
        view = UnitView(facts, facts.units["u"], made.vocabulary, AS_OF.toordinal(), YEAR, True)
        found = score(sheet, view, CompiledEngine().outcomes(program, [view])[0], program=program)
        plain = score(sheet, view, CompiledEngine().outcomes(program, [view])[0], program=program)
        with monkeypatch.context() as without:
            without.setattr(SheetReference, "remember", lambda *_: None)
            lines = [(str(line), line.because) for line in plain.ledger] + [plain.missing, plain.needs]
        assert [(str(line), line.because) for line in found.ledger] + [found.missing, found.needs] == lines
        said += lines
    assert len(said) > 60


def test_trees_of_facts_alone_stand_still():
    number, day = Type("number"), core.Input(DATE, "as_of")
    read, step = core.Read(number, "s.n", day), core.Input(number, "base")
    each = core.Field(number, "v", Attribute("points", number))
    trees = FactTrees()
    assert trees.variables(core.Op(number, "+", (read, core.Const(number, point(1))))) == ()
    assert trees.variables(core.Op(number, "+", (read, each))) == ("v",)
    assert trees.variables(core.Op(number, "+", (each, step))) is None
    assert trees.variables(core.Outcome(number, "r")) is None
    assert pickle.loads(pickle.dumps(trees))._known == {}  # what is known by identity stays here


@pytest.mark.parametrize("case", SETTLED, ids=lambda c: c["about"])
def test_the_truth_prices_the_same(made, case):
    rules = RuleTruth(made)
    facts = facts_of(case)
    facts["unit"].setdefault("flag", True)
    names = rules.names | {"points", "notes"}
    told = UnitTold(rules, facts, AS_OF, YEAR, True, raw_parameters(made.vocabulary), names=names)
    assert SheetTruth(as_written(written(case)), told, facts, AS_OF).run().values["got"] == case["expect"]


@pytest.mark.parametrize("case", DATA["faults"], ids=lambda c: str(c["amount"]))
def test_what_cannot_be_priced_is_told(made, case, read):
    sheet, faults = sheet_of(written(case), made, read)
    assert sheet is None
    assert "\n".join(map(str, faults)) == case["told"].strip()


BELOW = [
    # what units below tell: a flag and a figure; what is priced
    ({"v": (True, 4)}, 0),
    ({"v": (True, 3)}, 3),
    ({"v": (False, 9)}, 3),
    ({"v": (False, 9), "w": (True, 9)}, 0),
    ({}, 3),
]


@pytest.mark.parametrize(("below", "expected"), BELOW)
def test_a_rule_that_reads_what_other_units_tell(made, below, expected, read):
    """Its instances are priced as it finds them: the unit below is another one than the record's own."""
    case = {"given": {"notes": [{}], "unit": {"flag": False, "level": "city"}}}
    case["amount"] = {"for": 'n in instances("below")', "found": "violated", "sum": "n.points"}
    sheet, faults = sheet_of(written(case), made, read)
    assert not faults
    own = facts_of(case)
    own["complete"].append({"list": "units_under", "by": "x", "date": AS_OF})
    others = [
        {
            "unit": {"id": name, "parent": "u", "level": "county", "flag": flag},
            "reported": [{"measure": "figure", "for": AS_OF.year, "value": figure}],
        }
        for name, (flag, figure) in below.items()
    ]
    facts = bind(load_facts({"units": [own, *others]}), made)
    program, _ = compile_rules(made)
    view = UnitView(facts, facts.units["u"], made.vocabulary, AS_OF.toordinal(), YEAR, True)
    for engine in (ReferenceEngine(), CompiledEngine()):
        found = score(sheet, view, engine.outcomes(program, [view])[0], program=program)
        assert found.steps["got"] == Num(expected, expected)


def test_a_session_follows_what_the_rule_finds(made):
    case = next(c for c in DATA["cases"] if c["about"] == "what the rule does not look at costs nothing")
    sheet, _ = sheet_of(written(case), made)
    program, _ = compile_rules(made)
    with Session(made, program, as_of=AS_OF, year=YEAR, sheet=sheet) as session:
        session.load(bind(load_facts(facts_of(case)), made))
        assert session.score("u").steps["got"] == Num(0, 0)
        session.change_fact("u", "notes[1].heavy", True)
        assert session.score("u").steps["got"] == Num(3, 3)
        session.change_fact("u", "notes[1].answered", True)
        assert session.score("u").steps["got"] == Num(0, 0)
