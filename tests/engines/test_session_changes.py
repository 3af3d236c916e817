"""Day, year and parameters of a session change; findings and score follow, equal to a fresh assessment."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import Phase, given
from hypothesis import strategies as st

import policy_rules as pr
from engines.test_session_rules import COUNT, DAY, YEAR, model, program
from policy_rules.engines.session import Session
from policy_rules.engines.session import unit as units
from policy_rules.errors import FactsError, PolicyRulesError, RulesetError
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import set_parameters
from policy_rules.testing.choices import Seeded
from policy_rules.testing.facts import UNIT, FactsWriter
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.thresholds import thresholds
from policy_rules.vocabulary import Parameter
from thinned import examples

pytestmark = pytest.mark.heavy
"""Henan as a whole takes long: a suite of its own."""

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = tuple(
    datetime.date(y, m, d) for y, m, d in ((2024, 6, 30), (2025, 1, 1), (2025, 12, 31), (2026, 3, 1))
)
VALUES: dict[str, tuple[object, ...]] = {
    "timely_days": (0, 10, {"at_least": 3}),
    "quota": (1, 3, {"at_least": 1, "at_most": 2}),
    "in_force": ("2024-03-01", "2025-07-01"),
    "counts": (True, False),
    "least_grade": ("good", "pass", {"one_of": ["good", "pass"]}),
    "due": ({"r1": "2025-02-01"}, {"default": "2025-12-31"}, {"r1": "2025-05-01", "r2": "2024-12-31"}),
}
"""Values that parameters of generated rulesets may have, as profiles write them."""


class Asked:
    """What a session was last asked for, to be assessed afresh."""

    def __init__(self, model: RulesetModel) -> None:
        self.model, self.day = model, DAYS[0]
        self.year: int | None = None

    def outcomes(self, program: Program, facts: Facts) -> dict[str, tuple[int, int]]:
        year = self.model.vocabulary.year.year(self.day.toordinal()) if self.year is None else self.year
        about = (self.model.vocabulary, self.day.toordinal(), year, self.year is not None)
        found = Tracer(program, UnitView(facts, facts.units[UNIT], *about)).results()
        return {rule: result.finding for rule, result in found.items()}


def opened(model: RulesetModel, name: str) -> RulesetModel:
    declared = model.vocabulary.parameters
    bare = evolve(declared[name], values=(), rule_values={}, table=None)
    return evolve(model, vocabulary=model.vocabulary.with_parameters({**declared, name: bare}))


def change(data: st.DataObject, session: Session, asked: Asked) -> bool:
    """Whether the change was taken; one that the ruleset refuses leaves all as it was."""
    what = data.draw(st.sampled_from(("day", "year", *VALUES)))
    if what == "day":
        asked.day = data.draw(st.sampled_from(DAYS))
        session.set_day(asked.day)
    elif what == "year":
        asked.year = data.draw(st.sampled_from((None, 2024, 2025)))
        session.set_year(asked.year)
    elif data.draw(st.integers(0, 4)) == 0:
        asked.model = opened(asked.model, what)
        session.set_parameter(what, pr.UNKNOWN)
    else:
        value = data.draw(st.sampled_from(VALUES[what]))
        found, faults = set_parameters(asked.model, {what: value})
        try:
            session.set_parameter(what, value)
        except RulesetError:
            assert faults
            return False
        assert not faults
        asked.model = found
    return True


@pytest.mark.heavy
@examples(20, 60, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.integers(0, 10**6), st.data())
def test_findings_follow_as_in_a_fresh_assessment(seed: int, data: st.DataObject) -> None:
    """The ruleset and its facts are those of a seed: drawn one by one they would be too small to tell, and a
    smaller seed is no simpler case."""
    choices = Seeded(f"changes {seed}")
    model, program = ruleset(choices, 12)
    facts, asked = FactsWriter(choices, program, thresholds(program), 10).facts(), Asked(model)
    with Session(model, program, as_of=asked.day) as session:
        session.load(facts)
        for _ in range(data.draw(st.integers(3, 8))):
            before, told = session.outcomes(UNIT), session.changed(UNIT)
            taken = change(data, session, asked)
            assert (session.as_of, session.year) == (asked.day, asked.year)
            now = session.outcomes(UNIT)
            assert now == asked.outcomes(program, facts)
            changed = {rule: (before[rule], now[rule]) for rule in now if before[rule] != now[rule]}
            assert session.changed(UNIT) == (changed if taken else told)


CHANGES: list[tuple[str, Callable[[Session], object], dict[str, Any], dict[str, object]]] = [
    ("day", lambda s: s.set_day(datetime.date(2024, 6, 30)), {"as_of": datetime.date(2024, 6, 30)}, {}),
    ("year", lambda s: s.set_year(2023), {"year": 2023}, {}),
    (
        "one of the ruleset",
        lambda s: s.set_parameter("effective_date", "2021-06-01"),
        {},
        {"parameters.effective_date": "2021-06-01"},
    ),
    (
        "one rule's own",
        lambda s: s.set_parameter("period", "year", rule="ip-28-s10"),
        {},
        {"parameters.period of ip-28-s10": "year"},
    ),
    (
        "one that the sheet names",
        lambda s: s.set_parameter("component_max_daily_work", 40),
        {},
        {"parameters.component_max_daily_work": 40},
    ),
    (
        "opened",
        lambda s: s.set_parameter("grade_cutoffs", pr.UNKNOWN),
        {},
        {"parameters.grade_cutoffs": pr.UNKNOWN},
    ),
]


@pytest.mark.heavy
def test_findings_and_score_follow_in_henan(henan: pr.Ruleset) -> None:
    name = next(iter(henan.with_profile("illustrative").sheets))
    asked: dict[str, Any] = {"as_of": datetime.date(2025, 3, 1), "year": 2024}
    about: dict[str, Any] = {"profile": "illustrative", "sheet": name}
    raw, told = load_facts(EXAMPLES / "nanyang.yaml"), dict[str, object]()
    assessed = henan.assess(raw, **asked, **about)
    with henan.session(**asked, **about) as session:
        session.load(raw)
        (one,) = session.units
        session.outcomes(one)
        for _, step, other, parameters in CHANGES:
            step(session)
            asked |= other
            told |= parameters
            fresh = assessed.what_if(told, **asked, sheet=name).after
            assert session.outcomes(one) == {f.rule.id: (f.lo, f.hi) for f in fresh}
            mine = session.score(one)
            assert (mine.steps, mine.items, mine.ledger) == (
                fresh.score.steps,
                fresh.score.items,
                fresh.score.ledger,
            )
            assert session.grade(one) == fresh.grade
            assert session.consequences(one) == {c.rule: c.status for c in fresh.consequences}


WRONG: list[tuple[str, Callable[[Session], object], type[PolicyRulesError], str]] = [
    ("no day", lambda s: s.set_day("2025-1-1"), PolicyRulesError, "needs a day"),
    ("no year", lambda s: s.set_year("25"), PolicyRulesError, "needs a year"),
    ("no such year", lambda s: s.set_year(0), PolicyRulesError, "needs a year"),
    ("a truth for a year", lambda s: s.set_year(True), PolicyRulesError, "needs a year"),
    ("no parameter", lambda s: s.set_parameter("quotas", 1), RulesetError, "did you mean `quota`"),
    ("no value for it", lambda s: s.set_parameter("quota", "many"), RulesetError, "needs a whole number"),
    ("one for all", lambda s: s.set_parameter("quota", 1, rule="r1"), RulesetError, "one for all rules"),
]


@pytest.mark.parametrize(("step", "kind", "told"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_change_changes_nothing(
    step: Callable[[Session], object], kind: type[PolicyRulesError], told: str
) -> None:

    small = model()
    declared = {"quota": Parameter("quota", COUNT)}
    small = evolve(small, vocabulary=small.vocabulary.with_parameters(declared))
    with Session(small, program(small), as_of=DAY, year=YEAR) as session:
        session.assert_fact("u", "staffing.front", 9)
        before = session.outcomes("u"), session.as_of, session.year, session.changed()
        with pytest.raises(kind, match=told):
            step(session)
        assert (session.outcomes("u"), session.as_of, session.year, session.changed()) == before


def test_a_change_that_fails_in_the_middle_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    small = model()
    with Session(small, program(small), as_of=DAY, year=YEAR) as session:
        for name in ("a", "b"):
            session.assert_fact(name, "staffing.front", 9)
        before = session.results("a"), session.results("b")
        conclude, calls = units.Unit.conclude, []

        def failing(self: units.Unit, reads: object) -> object:
            calls.append(self)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return conclude(self, reads)  # type: ignore[arg-type]

        monkeypatch.setattr(units.Unit, "conclude", failing)
        with pytest.raises(KeyboardInterrupt):
            session.set_day(datetime.date(2025, 1, 1))
        monkeypatch.undo()
        assert (session.results("a"), session.results("b"), session.as_of) == (*before, DAY)


def test_loads_what_load_facts_returns_and_what_it_takes(tmp_path: Path) -> None:
    small = model()
    raw = {"unit": {"id": "u"}, "staffing": {"front": 9}}
    file = tmp_path / "u.yaml"
    file.write_text("unit: {id: u}\nstaffing: {front: 9}\n", encoding="utf-8")
    for facts in (raw, load_facts(raw), file, str(file)):
        with Session(small, program(small), as_of=DAY, year=YEAR) as session:
            session.load(facts)
            assert session.units == ("u",)
            assert session.outcomes("u")["late"] == (4, 4)
            with pytest.raises(FactsError, match="did you mean `front`"):
                session.load({"unit": {"id": "v"}, "staffing": {"frnt": 9}})
            assert session.units == ("u",)
