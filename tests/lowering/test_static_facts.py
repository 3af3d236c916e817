"""What is known of a program before any unit is: which facts and rules it reads, what words it uses."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from lowering.town import VOCABULARY, model
from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.fact_readers import fact_readers, facts_named
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANY, RuleReads, static_facts, used_words
from policy_rules.vocabulary import Expression, Role

RULES: dict[str, Any] = {
    "role": {"about": "cities", "requires": "work.ok"},
    "yearly": {"force": "should", "period": "year", "requires": "open_cases >= 3"},
    "after": {"requires": 'outcome("role") = "satisfied"', "due": "work.done_on"},
    "ban": {"kind": "prohibition", "requires": 'outcome("role") = "satisfied"', "due": "work.done_on"},
    "lists": {"for_each": ["c in cases"], "requires": "c.long"},
    "inner": {"for_each": ["c in cases", "s in c.steps"], "requires": "s.ok"},
    "below": {"requires": 'every u in units_under(unit, ["county"]) satisfies u.work.ok'},
    "through": {"requires": 'outcome("below") = "satisfied"'},
    "graded": {"grading": "quality"},
    "softened": {"requires": "work.staff >= enough"},
    "defining": {"kind": "definition", "force": "should", "defines": {"enough": "work.staff * 2"}},
    "texts": {"for_each": ['t in ["city", "county"]'], "requires": "unit.level = t"},
}


def program(rules: dict[str, Any], **more: Any) -> Program:
    of = model(rules)
    made, faults = compile_rules(evolve(of, vocabulary=evolve(VOCABULARY, **more)))
    assert faults == []
    return made


def reads(of: Program) -> dict[str, RuleReads]:
    return dict(zip((r.id for r in of.rules), static_facts(of).rules, strict=True))


def names(of: Program) -> dict[str, set[str] | None]:
    return {rule: None if found.names is ANY else {*found.names} for rule, found in reads(of).items()}


def test_the_names_of_facts_that_a_rule_may_read() -> None:
    assert names(program(RULES)) == {
        "role": {"work.ok"},
        "yearly": {"open_cases", "yearly"},  # an exception may lift it
        "after": {"work.ok", "work.done_on"},
        "ban": {"work.ok", "work.done_on"},
        "lists": {"cases"},
        "inner": {"cases", "steps"},
        "below": None,
        "through": None,
        "graded": {"graded"},
        "softened": {"work.staff", "defining"},  # an exception may replace the number
        "defining": {"defining"},
        "texts": set(),
    }


def test_what_the_roles_look_at_is_told_apart() -> None:
    of = program(RULES)
    assert static_facts(of).kind == ("unit.level",)
    level = {rule for rule, found in reads(of).items() if found.kind == {"unit.level"}}
    assert level == {"role", "after", "ban", "texts"}
    assert {found.kind for rule, found in reads(of).items() if rule not in level} == {frozenset()}


def test_of_what_roles_look_at_only_what_has_few_values_and_is_of_the_unit_itself() -> None:
    when = (
        'work.ok and posts.kind = "city" and work.staff >= 3 and work.begun_on <= as_of '
        'and (every u in units_under(unit, ["county"]) satisfies u.posts.perhaps = "city")'
    )
    roles = {**VOCABULARY.roles, "some": Role("some", when=Expression(when))}
    of = program({"a": {"about": "some", "requires": "work.ok"}, "b": {"about": "cities"}}, roles=roles)
    assert static_facts(of).kind == ("posts.kind", "unit.level", "work.ok")


def test_the_roles_of_rules_that_are_joined_from_parts_are_not_looked_at() -> None:
    limbs = {"a": {"about": "cities", "requires": "work.ok"}, "b": {"requires": "work.ok"}}
    assert static_facts(program({"r": {"limbs": limbs}})).kind == ()


def test_the_rules_whose_findings_a_rule_reads() -> None:
    found = {rule: {*r.rules} for rule, r in reads(program(RULES)).items() if r.rules}
    assert found == {"after": {"role"}, "ban": {"role"}, "through": {"below"}}


def test_what_is_read_through_all_findings() -> None:
    all_ = {"requires": "count(findings) = 0"}
    two = {"a": {"requires": "work.ok"}, "b": {"requires": "open_cases > 3"}}
    of = program({**two, "all": all_})
    assert names(of)["all"] == {"work.ok", "open_cases"}
    assert reads(of)["all"].rules == {"a", "b"}
    assert names(program({**two, "below": RULES["below"], "all": all_}))["all"] is None


def test_how_many_nodes_a_rule_has_each_once() -> None:
    of = reads(program(RULES))
    # finding, =, unit.level, as_of, "city", false, true, outcome, work.ok
    assert of["role"].nodes == 9
    # finding, true, false, outcome, =, outcome[role], "satisfied"; of the due day work.done_on, as_of
    assert of["ban"].nodes == 9


def test_due_days_that_stand_nowhere_else_are_looked_at() -> None:
    asks = 'outcome("role") = "satisfied"'
    by = {"due": {"by": "pace", "options": {"slow": "work.done_on", "quick": "work.begun_on"}}}
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"due": "work.done_on"}, {"work.done_on"}),
        ({"readings": by}, {"work.done_on", "work.begun_on"}),
        (
            {"limbs": {"a": {"due": "work.done_on"}, "b": {"due": "work.begun_on"}}},
            {"work.done_on", "work.begun_on"},
        ),
        ({"for_each": ["t in tasks"], "due": "t.due_on"}, {"tasks"}),
    ]
    for keys, days in cases:
        ban = {"kind": "prohibition", "requires": asks, **keys}
        assert names(program({"role": RULES["role"], "ban": ban}))["ban"] == {"work.ok", *days}


def test_the_words_that_rules_use() -> None:
    of = program({"r": {"kind": "prohibition", "requires": "count(cases) > 3", "due": "work.done_on"}})
    assert used_words(of) == {
        "Op finding",
        "Op outcome",
        "Op >",
        "Agg count",
        "Records",
        "Const",
        "Read",
        "Input",
    }
    assert used_words(program({"r": {"requires": "count(cases) > 3"}})) == {
        "Op finding", "Op outcome", "Op >", "Agg count", "Records", "Const",
    }  # fmt: skip


def test_who_reads_a_fact() -> None:
    of = program(RULES)
    assert {name: {*rules} for name, rules in fact_readers(of).items()} == {
        "unit.level": {"role", "texts"},
        "work.ok": {"role", "below"},
        "open_cases": {"yearly"},
        "work.done_on": {"after", "ban"},
        "cases": {"lists", "inner"},
        "cases.days": {"lists"},
        "cases.opened_on": {"lists", "inner"},
        "steps": {"inner"},
        "steps.ok": {"inner"},
        "grading": {"graded"},
        "work.staff": {"softened"},
    }
    assert fact_readers(of) is fact_readers(of)


def test_what_is_read_of_findings_and_of_texts_is_no_fact() -> None:
    of = program({"a": {"requires": "work.ok"}, "f": {"requires": 'count(findings[kind = "duty"]) = 0'}})
    assert list(facts_named(of.by_id["f"].finding)) == []
