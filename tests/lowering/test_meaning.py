"""What whole rules mean: periods, due days, guards, exceptions, trends."""

import pytest

from lowering.small import outcome, results, rule

NOT_DONE = {"work": {"begun_on": "2025-03-01", "done_on": None}}


def test_a_period_that_the_words_leave_open_is_no_calendar_year():
    trend = rule("t", "open_cases <= prior(open_cases, 1)", period="open")
    facts = {"reported": [{"measure": "open_cases", "for": y, "value": v} for y, v in ((2024, 5), (2025, 9))]}
    assert outcome([trend], facts) == "satisfied..violated"
    assert "parameters.period of t" in results([trend], facts)["t"].missing
    assert outcome([trend], facts, parameters={"period": {"default": "year"}}) == "violated"
    assert outcome([trend], facts, parameters={"period": {"default": "other"}}) == "satisfied..violated"


@pytest.mark.parametrize(
    "requires",
    [
        'done_by(work.begun_on, work.done_on) and done_by(work.done_on, @"2025-12-31")',
        'done_by(work.done_on, @"2025-12-31") and done_by(work.begun_on, work.done_on)',
    ],
)
def test_what_was_never_done_is_not_met_in_whatever_order_it_is_asked(requires):
    assert outcome([rule("r", requires)], NOT_DONE) == "violated"


@pytest.mark.parametrize(
    ("closed", "as_of", "found"),
    [
        ("2025-03-11", "2025-12-31", "satisfied"),
        ("2025-03-12", "2025-12-31", "violated"),
        (None, "2025-03-11", "pending"),
        (None, "2025-03-12", "violated"),
    ],
)
def test_a_window_of_days_is_a_number_of_days_from_the_record(closed, as_of, found):
    window = rule(
        "w", "done_by(c.closed_on, due)", [("c", "cases")], due='c.opened_on + @"P1D" * parameters.window'
    )
    cases = [{"id": "c", "opened_on": "2025-03-01", "closed_on": closed}]
    facts = {"cases": cases, "complete": [{"list": "cases", "for": 2025}]}
    assert outcome([window], facts, as_of=as_of, parameters={"window": {"default": 10}}) == found


def test_a_record_that_closed_on_its_first_day_is_in_time_whatever_the_window():
    window = rule(
        "w", "done_by(c.closed_on, due)", [("c", "cases")], due='c.opened_on + @"P1D" * parameters.window'
    )
    cases = [{"id": "c", "opened_on": "2025-03-01", "closed_on": "2025-03-01"}]
    facts = {"cases": cases, "complete": [{"list": "cases", "for": 2025}]}
    assert outcome([window], facts) == "satisfied"


def test_a_due_day_that_is_null_has_not_begun_to_run():
    waits = rule("n", "work.ok", due="work.begun_on")
    assert outcome([waits], {"work": {"begun_on": None, "ok": True}}) == "pending"
    assert outcome([waits], {"work": {"begun_on": "2025-03-01", "ok": True}}) == "satisfied"
    assert outcome([waits], {"work": {"ok": True}}) == "satisfied..pending"


def test_a_rule_without_a_due_day_is_violated_at_once_and_a_prohibition_always():
    assert outcome([rule("r", "work.ok")], {"work": {"ok": False}}, as_of="2025-01-01") == "violated"
    ban = rule("b", "work.ok", kind="prohibition", due='@"2030-01-01"')
    assert outcome([ban], {"work": {"ok": False}}, as_of="2025-01-01") == "violated"


def test_the_least_of_a_whole_and_a_broken_number_may_divide():
    mixed = rule("m", "open_cases / min(open_cases, open_cases / 2) >= 2")
    facts = {"reported": [{"measure": "open_cases", "for": 2025, "value": 1}]}
    assert outcome([mixed], facts, as_of="2025-12-31") == "satisfied"


def test_before_its_due_day_an_unknown_requirement_is_met_or_pending_and_not_violated():
    later = rule("l", "work.ok", due='@"2030-01-01"')
    assert outcome([later], {}) == "satisfied..pending"
    assert outcome([later], {"work": {"ok": False}}) == "pending"


@pytest.mark.parametrize(
    ("requires", "before"),
    [
        ("work.done_on != null", "satisfied..pending"),
        ("work.done_on != null and work.done_on <= as_of", "satisfied..pending"),
        ("work.done_on = null or work.done_on <= as_of", "satisfied"),
        ("if work.done_on = null then work.ok else work.done_on <= as_of", "satisfied..pending"),
        ("every c in cases satisfies c.days <= 20", "satisfied..pending"),
        ("count(cases) / 2 >= 3", "satisfied..pending"),
        ("6 / count(cases) >= 3", "satisfied..pending"),
        ("max(cases.days) <= 20", "satisfied..pending"),
        ("work.ok or max(cases.days) <= 20", "satisfied..pending"),
    ],
)
def test_nothing_is_violated_before_its_due_day(requires, before):
    assert outcome([rule("l", requires, due='@"2030-01-01"')], {}, language=2) == before


def test_what_is_undefined_is_met_or_pending_before_its_due_day_and_met_or_violated_after_it():
    share = rule("s", "6 / count(cases) >= 3", due='@"2025-06-30"')
    none = {"complete": [{"list": "cases", "for": "all", "by": "b", "date": "2025-06-30"}]}
    assert outcome([share], none, as_of="2025-06-30", language=2) == "satisfied..pending"
    assert outcome([share], none, as_of="2025-06-30", language=1) == "satisfied..violated"
    for language in (1, 2):
        assert outcome([share], none, as_of="2025-07-01", language=language) == "satisfied..violated"


def test_in_language_1_only_what_may_be_undefined_may_be_violated_before_its_due_day():
    for requires, most in (("work.ok", "pending"), ("max(cases.days) <= 20", "violated")):
        assert outcome([rule("l", requires, due='@"2030-01-01"')], {}) == f"satisfied..{most}"


def test_a_guard_on_this_years_figure_is_none_on_last_years():
    from lowering.small import VOCABULARY
    from policy_rules.core.meanings import Names
    from policy_rules.lowering.elaborate import Elaborator
    from policy_rules.lowering.inputs import AS_OF, YEAR
    from policy_rules.vocabulary import BOOLEAN, Expression

    def faults(condition):
        elaborator = Elaborator(VOCABULARY)
        bound = {"as_of": AS_OF, "year": YEAR, "day": AS_OF}
        elaborator.give(bound)
        elaborator.value(Expression(condition), Names(bound), BOOLEAN)
        return [f.what for f in elaborator.faults]

    assert faults("rank != null and prior(rank, 1) >= 1") == ["this may be null, and null has no order"]
    assert faults("rank != null and prior(rank, 1) != null and rank - prior(rank, 1) >= 1") == []


def test_a_list_of_lists_is_refused_and_the_remedy_counts_all(henan):
    from policy_rules.core.meanings import Names
    from policy_rules.lowering.elaborate import Elaborator
    from policy_rules.lowering.inputs import AS_OF, YEAR
    from policy_rules.vocabulary import BOOLEAN, Expression

    def faults(condition):
        elaborator = Elaborator(henan.model.vocabulary)
        bound = {"as_of": AS_OF, "year": YEAR, "day": AS_OF}
        elaborator.give(bound)
        elaborator.value(Expression(condition), Names(bound), BOOLEAN)
        return [f.what for f in elaborator.faults]

    assert faults("total(enforcement_officers.training.hours) > 1") == ["this is a list of lists"]
    assert faults("total(for o in enforcement_officers, t in o.training return t.hours) > 1") == []
