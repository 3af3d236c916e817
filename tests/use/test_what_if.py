"""What a changed fact, parameter, sheet, day or year does; nothing is changed in place."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.facts.paths import quoted
from policy_rules.values.known import Num, point
from use.libraries import DAY, RULESET, elm, elm_without

EXAMPLES = Path(__file__).parents[2] / "examples"

FACTS = [
    # what is changed, the total and the grades after, the path as `why` tells it
    ({"rooms.heated": False}, (34, 34), {"pass"}, "rooms.heated"),
    ({"rooms.heated": pr.UNKNOWN}, (34, 44), {"pass", "good"}, "rooms.heated"),
    ({"rooms.seats": 29}, (24, 24), {"pass"}, "rooms.seats"),
    ({"rooms.seats": {"at_least": 29, "at_most": 31}}, (24, 44), {"pass", "good"}, "rooms.seats"),
    ({"fines[f1].amount": 5}, (41, 41), {"good"}, "fines[f1].amount"),
    ({"fines[f2]": {"amount": 4}}, (40, 40), {"good"}, "fines[f2]"),
    ({"fines[f1]": pr.UNKNOWN}, (46, 46), {"good"}, "fines[f1]"),
    ({"complete[fines]": pr.UNKNOWN}, (36, 44), {"pass", "good"}, "complete[fines]"),
    ({"complete(fines)": pr.UNKNOWN}, (36, 44), {"pass", "good"}, "complete[fines]"),
    ({"entries[manner_points, 2024]": 10}, (48, 48), {"good"}, "entries[manner_points, 2024]"),
    ({"manner_points": 1}, (39, 39), {"pass"}, "entries[manner_points, 2024]"),
    ({"manner_points": pr.UNKNOWN}, (38, 48), {"pass", "good"}, "entries[manner_points, 2024]"),
    ({"visits": 900}, (44, 44), {"good"}, "reported[visits, 2024]"),
    ({"grading(friendly)": "warm"}, (44, 44), {"good"}, "gradings[friendly, 2024]"),
    ({"gradings[friendly, 2024]": "rude"}, (44, 44), {"good"}, "gradings[friendly, 2024]"),
    ({"complete(complaints)": True}, (44, 44), {"good"}, "complete[complaints, 2024]"),
]


@pytest.mark.parametrize(("changes", "total", "grade", "path"), FACTS, ids=[str(f[0]) for f in FACTS])
def test_a_changed_fact(changes, total, grade, path):
    found = elm().what_if(changes)
    assert (found.after.score.lo, found.after.score.hi) == total
    assert found.after.grade == grade
    assert [(why.sort, why.name) for why in found.why] == [("fact", path)]


def test_a_change_takes_back_what_another_did():
    found = elm().what_if({"rooms.heated": False, "manner_points": 0}).after
    back = found.what_if({"rooms.heated": True, "manner_points": 6})
    assert not elm().compare(back.after).changed
    assert back.total.change == (16, 16)


def test_what_was_before_stays_as_it_was():
    before = elm()
    told = str(before)
    found = before.what_if({"rooms.heated": False})
    assert found.before is before
    assert str(before) == told
    assert before.unit.values["rooms.heated"][0].value.lo == 2


def test_null_is_not_unknown(henan):
    assert "null" in _refused({"rooms.seats": None}).faults[0].what
    assert elm().what_if({"rooms.seats": pr.UNKNOWN}).after.finding("seats").outcome == "unknown"
    unit = {"unit": {"id": "x", "name": "X", "category": 1}}
    found = henan.assess(unit, as_of=DAY).what_if({"unit.category": None}).after
    assert found.finding("as-5.7-s1").outcome == "not_applicable"


PARAMETERS = [
    ({"parameters.seats_needed": 36}, (24, 24), {"pass"}, "seats_needed"),
    ({"seats_needed": 35}, (44, 44), {"good"}, "seats_needed"),
    ({"seats_needed": pr.UNKNOWN}, (24, 44), {"pass", "good"}, "seats_needed"),
    ({"parameters.cutoffs": {">= 50": "good", "< 50": "fail"}}, (44, 44), {"fail"}, "cutoffs"),
    ({"cutoffs": pr.UNKNOWN}, (44, 44), {"fail", "pass", "good"}, "cutoffs"),
    ({"fine_weight": 3}, (40, 40), {"good"}, "fine_weight"),
    ({"fine_weight": pr.UNKNOWN}, (40, 46), {"good"}, "fine_weight"),
]


@pytest.mark.parametrize(
    ("changes", "total", "grade", "name"), PARAMETERS, ids=[str(p[0]) for p in PARAMETERS]
)
def test_a_changed_parameter(changes, total, grade, name):
    found = elm().what_if(changes)
    assert (found.after.score.lo, found.after.score.hi) == total
    assert found.after.grade == grade
    assert [(why.sort, why.name) for why in found.why] == [("parameter", name)]


def test_a_table_of_the_sheet_itself():
    before = elm(year=2025).what_if({"visits": 500}).after
    found = before.what_if({"visit_points": {"< 400": 0, ">= 400": 3}})
    assert found.total.change == (3, 3)
    assert [(why.sort, why.name) for why in found.why] == [("parameter", "visit_points")]
    opened = before.what_if({"visit_points": pr.UNKNOWN})
    assert {c.name: c.change for c in opened.items}["visit"] == (0, 5)
    assert opened.after.score.needs["visit_points"][0] == "visit"
    assert not found.before.compare(
        found.after.what_if({"visit_points": {"< 1000": 0, ">= 1000": 5}}).after
    ).changed


def test_an_entry_is_of_the_year_of_the_sheet():
    found = elm(sheet="town-2025").what_if({"manner_points": 9})
    assert [why.name for why in found.why] == ["entries[manner_points, 2025]"]
    assert {c.name: c.after for c in found.items}["manner"] == point(9)


READ_BY = [
    # what is changed, the name told, the rules that read it, whether the sheet does
    ({"parameters.pass_mark of friendly": "warm"}, "pass_mark of friendly", ("friendly",), False),
    ({"parameters.cutoffs": {">= 50": "good", "< 50": "fail"}}, "cutoffs", (), True),
    ({"rooms.heated": False}, "rooms.heated", ("heated",), False),
    ({"fines[f1].amount": 5}, "fines[f1].amount", (), True),
    ({"grading(friendly)": "rude"}, "gradings[friendly, 2024]", ("friendly",), False),
]


@pytest.mark.parametrize(("changes", "name", "rules", "sheet"), READ_BY, ids=[r[1] for r in READ_BY])
def test_who_reads_what_is_changed(changes, name, rules, sheet):
    (why,) = elm().what_if(changes).why
    assert (why.name, why.read_by.rules, why.read_by.sheet) == (name, rules, sheet)


def test_what_a_change_did_is_told_and_how_many_read_it():
    told = elm().what_if({"rooms.heated": False}).render("en")
    assert "rooms: heated yes → no (rules that read it: 1, of which came out otherwise: 1)" in told


@pytest.mark.parametrize(
    "mark", [{"parameters.pass_mark of friendly": "warm"}, {"parameters.pass_mark": {"friendly": "warm"}}]
)
def test_a_parameter_of_one_rule(mark):
    before = elm().what_if({"grading(friendly)": "plain"}).after
    found = before.what_if(mark)
    assert [(f.rule, f.outcomes) for f in found.findings] == [("friendly", ("satisfied", "violated"))]
    assert [(why.sort, why.name) for why in found.why] == [("parameter", "pass_mark of friendly")]
    opened = found.after.what_if({"parameters.pass_mark of friendly": pr.UNKNOWN}).after
    assert opened.finding("friendly").needs == ("parameters.pass_mark of friendly",)


def test_every_name_that_the_library_prints_as_missing_can_be_given():
    opened = elm_without("rooms.heated", "rooms.seats", "manner_points", "complete[fines]", profile="")
    printed = {name for finding in opened for name in (*finding.missing, *finding.needs)}
    printed |= {*opened.score.missing, *opened.score.needs} - {'outcome("heated")', 'outcome("seats")'}
    values = {
        "rooms.heated": True,
        "rooms.seats": 35,
        "manner_points": 6,
        "complete(fines)": True,
        "grading(friendly)": "warm",
        "complete(complaints)": True,
        "parameters.pass_mark of friendly": "plain",
        "parameters.seats_needed": 30,
        "cutoffs": {">= 40": "good", "< 40": "fail"},
    }
    assert printed <= {*values, "grade", "rooms.talked_to"}
    known = opened.what_if({name: values[name] for name in printed if name in values}).after
    assert known.score.settled
    assert known.score.total == point(44)
    assert known.grade == {"good"}


def test_a_profile_counts_in_place_of_the_one_before():
    found = elm().what_if(profile="strict")
    assert found.after.profile == "strict"
    assert found.after.score.total == point(24)  # 35 seats are not the 40 needed
    assert found.after.grade == {"fail"}
    assert {why.name for why in found.why if why.sort == "parameter"} == {
        "seats_needed", "cutoffs", "pass_mark of friendly",
    }  # fmt: skip
    none = elm().what_if(profile="").after
    assert none.score.total == Num(24, 44)
    assert none.grade == {"fail", "pass", "good"}


def test_another_year_brings_its_own_sheet():
    found = elm().what_if({"reported[visits, 2025]": 1000}, year=2025)
    assert (found.before.score.sheet.name, found.after.score.sheet.name) == ("town-2024", "town-2025")
    # 10 + 15 + 0..10, for what was entered is of 2024, + 8 + 5
    assert found.after.score.total == Num(38, 48)
    assert [w.sort for w in found.why] == ["year", "sheet", "fact"]
    change = {c.name: (c.before, c.after) for c in found.items}
    assert change["seating"] == (point(20), point(15))
    assert change["visit"] == (None, point(5))


def test_a_sheet_named_stays_though_it_does_not_serve():
    before = elm().what_if({"unit.level": "county"})
    assert before.after.score is None  # it served, and does no longer
    named = elm(sheet="town-2025")
    assert named.what_if({"rooms.heated": False}).after.score.sheet.name == "town-2025"
    assert elm().what_if(sheet="town-2025").after.score.sheet.name == "town-2025"
    assert elm().what_if(sheet=named.score.sheet).after.score.sheet is named.score.sheet
    assert elm().what_if(sheet="").after.score is None
    again = before.after.what_if({"unit.level": "town"}).after
    assert again.score.total == point(44)


def test_another_day():
    earlier = elm().what_if(as_of=datetime.date(2025, 1, 9)).after
    assert earlier.score.total == Num(38, 48)  # the entry is of 10 January
    assert earlier.as_of == datetime.date(2025, 1, 9)
    assert earlier.year == 2024


def _refused(changes):
    with pytest.raises(pr.FactsError) as error:
        elm().what_if(changes)
    return error.value


REFUSED = [
    ({"rooms.seets": 3}, "`seets` is no attribute of `rooms`", "did you mean `seats`?"),
    ({"rooms.seats": 99}, "99", ""),
    ({"rooms.seats": "many"}, "many", ""),
    ({"fines[f9].amount": 1}, "`fines` has no record `f9`", ""),
    ({"parameters.seets_needed": 3}, "`seets_needed` is no parameter", "did you mean `seats_needed`?"),
    ({"parameters.seats_needed": 99}, "99", ""),
    (
        {"parameters.seats_needed of heated": 20},
        "`seats_needed` is one for all rules",
        "parameters.seats_needed",
    ),
    ({"parameters.cutoffs of heated": 20}, "`cutoffs` is one for all rules", ""),
    ({'outcome("heated")': "satisfied"}, "is a finding, not a fact", "finding.missing"),
    ({"grading(friendly, *1)": "warm"}, "any record", "give the records"),
    ({"grading(heated)": "warm"}, "`heated` is not graded", ""),
    ({"manner_points": 11}, "lies outside its bounds", "between 0 and 10"),
    ({"nothing like it": 1}, "is no path of a fact", ""),
]


@pytest.mark.parametrize(("changes", "what", "hint"), REFUSED, ids=[str(r[0]) for r in REFUSED])
def test_what_cannot_be_is_refused_as_in_a_facts_file(changes, what, hint):
    (fault, *_) = _refused(changes).faults
    assert what in fault.what
    assert hint in fault.hint


def test_all_faults_at_once():
    faults = _refused(
        {"rooms.seets": 3, "parameters.nix": 1, "unit.level": "village", "rooms.heated": True}
    ).faults
    assert len(faults) == 3


@pytest.mark.parametrize(
    ("asked", "told"), [({"sheet": "town-2026"}, "town-2026"), ({"profile": "lax"}, "lax")]
)
def test_no_such_sheet_or_profile(asked, told):
    with pytest.raises(pr.RulesetError, match=told):
        elm().what_if(**asked)


def test_a_table_that_does_not_fit_the_sheet():
    with pytest.raises(pr.RulesetError, match="splendid"):
        elm().what_if({"cutoffs": {">= 0": "splendid"}})


def test_the_engine_and_what_was_known_stay():
    before = elm(engine="compiled", known_by=DAY)
    after = before.what_if({"rooms.heated": False}).after
    assert after.asked.engine is before.asked.engine
    assert after.asked.known_by == DAY
    reference = elm(engine="reference", known_by=DAY).what_if({"rooms.heated": False}).after
    assert not after.compare(reference).changed


def test_a_fact_of_a_unit_below():
    two = [
        {"unit": {"id": "elm", "name": "Elm", "level": "town"}, "rooms": {"heated": True}},
        {"unit": {"id": "branch", "name": "Branch", "parent": "elm"}},
    ]
    both = RULESET.assess(two, "elm", as_of=DAY, year=2024)
    found = both.what_if({"branch.rooms.heated": False})
    assert [(w.sort, w.name) for w in found.why] == [("fact", "branch.rooms.heated")]
    assert found.after.asked.facts.units["branch"].values["rooms.heated"]


def test_a_source_alone_is_no_difference():
    facts = {"unit": {"id": "x", "name": "X"}, "rooms": {"heated": True}}
    sourced = {**facts, "sources": {"s": {"title": "visit"}}, "source": "s"}
    before, after = (RULESET.assess(f, as_of=DAY, year=2024) for f in (facts, sourced))
    assert after.unit.values["rooms.heated"][0].source == "s"
    assert before.compare(after).why == ()


def test_what_if_of_henan(henan):
    """The eighth post in front brings the county from an exception to the eighty in a hundred."""
    facts = pr.load_facts(EXAMPLES / "constructed-county.yaml")
    before = henan.assess(facts, as_of=datetime.date(2025, 11, 30), year=2025)
    found = before.what_if({"staffing.posts_frontline": 8, "exceptions[ip-14-s8]": pr.UNKNOWN})
    change = {f.rule: f.outcomes for f in found.findings}
    assert change["ip-14-s8"] == ("excepted", "satisfied")
    assert [w.name for w in found.why] == ["staffing.posts_frontline", "exceptions[ip-14-s8]"]
    paths = ["enforcement_officers[o1].on_duty_to", "directives[d2].demands_unlawful_act"]
    inner = before.what_if({paths[0]: datetime.date(2025, 6, 30), paths[1]: True})
    assert inner.after.finding("ip-38-s28").outcome == "violated"
    assert [w.name for w in inner.why] == paths
    assert inner.why[0].after.value == point(datetime.date(2025, 6, 30).toordinal())
    (own,) = [t.id for t in before.unit.lists["enforcement_officers"][0].lists["training"] if t.id][:1]
    training = f"enforcement_officers[o1].training[{quoted(own)}].hours"
    (why,) = before.what_if({training: 12}).why
    assert (why.sort, why.name) == ("fact", training)
