"""The rules of a ruleset as programs: their order, parts, what is said alike, names of instances."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from lowering.core_text import in_text
from lowering.town import VOCABULARY, model, rule
from policy_rules.core import nodes as core
from policy_rules.core.joins import with_parts
from policy_rules.core.nodes import Const, Node, Op, Read
from policy_rules.errors import Place
from policy_rules.lowering.alike import alike
from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.inputs import AS_OF, NO, YES, both
from policy_rules.lowering.instance_labels import parts_of_instance, program_of_rule
from policy_rules.lowering.join import lower_by, lower_rule
from policy_rules.lowering.period_terms import listed_entity, texts_type
from policy_rules.lowering.program import Program, part_of
from policy_rules.values.known import TRUE, label
from policy_rules.vocabulary import BOOLEAN, INTEGER

ASKS = 'outcome("{}") = "satisfied"'


def program(rules: dict[str, Any]) -> Program:
    made, faults = compile_rules(model(rules))
    assert faults == []
    return made


CHAIN = {
    "c": {"requires": ASKS.format("b")},
    "b": {"requires": ASKS.format("a")},
    "e": {"requires": f"{ASKS.format('d')} or {ASKS.format('b')}"},
    "a": {"requires": "work.ok"},
    "d": {"requires": "work.ok"},
}


# -- the order


def test_each_rule_comes_after_those_it_reads_else_as_the_text_has_them() -> None:
    of = program(CHAIN)
    assert [r.id for r in of.rules] == ["a", "d", "b", "c", "e"]
    assert [of.by_id[r.id] is r for r in of.rules] == [True] * 5
    assert of.by_id.keys() == CHAIN.keys()


def test_rules_that_speak_of_findings_are_among_no_findings() -> None:
    speaks = {
        "by_what_applies": {"applies": "count(findings) = 0", "requires": "work.ok"},
        "by_its_list": {"for_each": ["f in findings"], "requires": "work.ok"},
        "by_its_words": {"requires": "count(findings) = 0"},
    }
    of = program({**speaks, "plain": {"requires": "work.ok"}, "asks_nothing": {"kind": "principle"}})
    for name in speaks:
        assert of.by_id[name].after == {"plain", "asks_nothing"}


def test_where_one_text_cannot_be_read_the_others_are() -> None:
    bad = {"applies": "1 +", "requires": "count(findings) = 0"}
    made, faults = compile_rules(
        model({"bad": bad, "plain": {"requires": "work.ok"}, "all": {"requires": "count(findings) = 0"}})
    )
    assert [f.what for f in faults] == ["the expression ends where a value is expected"]
    assert made.by_id["all"].after == {"plain"}


def test_a_fault_that_several_rules_share_is_told_once() -> None:
    rules = {"a": {"requires": "work.staff >= enough"}, "b": {"requires": "work.staff >= enough"}}
    _, faults = compile_rules(
        model({**rules, "s": {"kind": "definition", "defines": {"enough": "work.stuff"}}})
    )
    assert [f.what for f in faults] == ["work has no attribute `stuff`"]


def test_rules_that_read_each_other_are_programs_all_the_same() -> None:
    places = {"a": Place("rule.yaml", 1, 3), "b": Place("rule.yaml", 9, 3)}
    rules = {id: {"requires": ASKS.format(other), "place": places[id]} for id, other in ("ab", "ba")}
    made, faults = compile_rules(model(rules))
    assert [f.what for f in faults] == ["these rules read each other's outcomes: `a` → `b` → `a`"]
    assert faults[0].place == places["a"]
    assert sorted(r.id for r in made.rules) == ["a", "b"]


# -- a part of it


def test_a_part_has_what_its_rules_read() -> None:
    of = program(CHAIN)
    for asked, ids in (
        (["b"], ["a", "b"]),
        (["d"], ["d"]),
        (["c", "d"], ["a", "d", "b", "c"]),
        (["nowhere"], []),
    ):
        part = part_of(of, asked)
        assert [r.id for r in part.rules] == ids
        assert part.by_id == {id: of.by_id[id] for id in ids}
        assert part.model is of.model


def test_a_part_is_made_once_for_the_same_rules() -> None:
    of = program(CHAIN)
    assert part_of(of, ["b"]) is part_of(of, ["a", "b"])
    assert part_of(of, ["b"]) is not part_of(of, ["d"])


# -- what is said alike


def test_trees_that_say_the_same_have_one_number() -> None:
    of = program(
        {
            "a": {
                "requires": "work.staff >= 3",
                "due": '@"2025-06-30"',
                "degrees": {"high": "work.staff >= 9"},
            },
            "b": {"applies": "work.staff >= 3", "requires": "work.staff >= 4"},
            "c": {"for_each": ["t in tasks"], "requires": "t.ok"},
            "d": {"period": "season", "requires": "work.ok"},
        }
    )
    a, b, c, d = (of.by_id[id] for id in "abcd")
    kept = alike(of)
    assert alike(of) is kept
    kept.learn(b)
    said = dict(kept.said)
    kept.learn(b)
    assert kept.said == said  # once
    kept.learn(a)
    assert {**kept.said, **said} == kept.said

    def number(node: Node) -> int:
        return kept.said[id(node)][0]

    assert isinstance(a.finding, Op)
    assert isinstance(b.finding, Op)
    assert a.instance
    assert b.instance
    assert a.due
    applies, asks, looks = b.finding.args[2], b.instance.args[1], a.instance.args[1]
    assert number(applies) != number(asks)
    assert number(looks) not in (number(applies), number(asks))  # it looks at another day
    assert isinstance(applies, Op)
    assert isinstance(asks, Op)
    assert isinstance(looks, Op)
    assert number(applies.args[0]) == number(asks.args[0]) != number(looks.args[0])  # work.staff
    assert number(applies.args[1]) == number(looks.args[1]) != number(asks.args[1])  # 3
    kept.learn(c)
    kept.learn(d)
    roots: list[Node | None] = [a.due, *a.degrees, c.instance, c.each[0][1], *d.period]
    for root in filter(None, roots):
        for node in core.walk(root):
            _, free, held = kept.said[id(node)]
            assert held is node
            assert free == tuple(sorted(core.free_vars(node)))
    assert c.instance
    assert kept.said[id(c.instance)][1] == (c.each[0][0],)
    assert len({number for number, _, _ in kept.said.values()}) < len(kept.said)


def test_each_field_tells_trees_apart_and_its_absence_too() -> None:
    x = Read(INTEGER, "x", AS_OF)
    trees: list[Node] = [
        x,
        Read(BOOLEAN, "x", AS_OF),
        Read(INTEGER, "y", AS_OF),
        Read(INTEGER, "x", AS_OF, "v1"),
        core.Reported(INTEGER, "x", AS_OF),
        Op(BOOLEAN, "and", (YES, NO)),
        Op(BOOLEAN, "and", (NO, YES)),
        Op(BOOLEAN, "or", (YES, NO)),
        core.Agg(INTEGER, "count", core.Records(core.LIST, "cases"), "v1", None),
        core.Agg(INTEGER, "count", core.Records(core.LIST, "cases"), "v1", x),
    ]
    parts = tuple(
        core.RuleProgram(f"r{n}", "duty", "1", YES, None, (), None, "", AS_OF, "", holds=tree)
        for n, tree in enumerate(trees)
    )
    again = tuple(evolve(part, holds=evolve(part.holds)) for part in parts if part.holds)
    whole = core.RuleProgram("r", "duty", "1", YES, None, (), None, "", AS_OF, "", parts=(*parts, *again))
    kept = alike(program({}))
    kept.learn(whole)
    numbers = [kept.said[id(part.holds)][0] for part in whole.parts]
    assert len(set(numbers[: len(trees)])) == len(trees)
    assert numbers[: len(trees)] == numbers[len(trees) :]


# -- parts and joins


def test_a_root_with_other_findings_of_its_parts() -> None:
    first, second, other = (Op(core.FINDING, "outcome", (YES,)) for _ in range(3))
    way = Const(VOCABULARY.parameters["pace"].type, label("slow"))
    inner = Op(core.FINDING, "case", (way, way, way, first, second))
    root = Op(core.FINDING, "worst of", (inner, second))
    found = with_parts(root, {id(second): other})
    assert isinstance(found, Op)
    assert (found.type, found.name, found.args[1]) == (core.FINDING, "worst of", other)
    case = found.args[0]
    assert isinstance(case, Op)
    assert (case.name, case.args) == ("case", (way, way, way, first, other))
    assert with_parts(first, {id(first): other}) is other
    assert with_parts(first, {}) is first
    whole = with_parts(root, {id(root): other})
    assert whole is other
    nested = Op(core.FINDING, "if", (YES, second, first))  # no join: what is in it is no part
    assert with_parts(nested, {id(second): other}) is nested


def test_a_rule_by_one_reading_alone() -> None:
    of = model(
        {
            "r": {
                "requires": "parameters.strict or work.ok",
                "readings": {
                    "due": {"by": "pace", "options": {"slow": '@"2025-06-30"', "quick": '@"2025-03-31"'}}
                },
            }
        }
    )

    def by(**values: Any) -> tuple[core.RuleProgram | None, list[Any]]:
        known = VOCABULARY.parameters
        reading = tuple(
            (core.Param(known[n].type, n, "", AS_OF), Const(known[n].type, v)) for n, v in values.items()
        )
        return lower_by(of, of.rules["r"], (), None, reading)

    quick, faults = by(pace=label("quick"))
    assert faults == []
    assert quick
    assert in_text(quick.finding) == (
        "(finding true false true "
        "(outcome false (or strict[]@as_of work.ok@(cap as_of 2025-03-31)) (> as_of 2025-03-31) false))"
    )
    strict, faults = by(pace=label("slow"), strict=TRUE)
    assert strict
    assert (
        in_text(strict.finding) == "(finding true false true (outcome false true (> as_of 2025-06-30) false))"
    )
    wrong = model({"r": {"requires": "work.stuff"}})
    _, faults = lower_by(wrong, wrong.rules["r"], (), None, ())
    assert [f.what for f in faults] == ["work has no attribute `stuff`"]


def test_readings_that_the_check_of_names_tells_of_make_no_program() -> None:
    for by, options in (
        ("nowhere", {"a": "as_of"}),
        ("fee", {"a": "as_of"}),
        ("pace", {"slow": "as_of"}),
        ("pace", {}),
    ):
        of = model({"r": {"requires": "work.ok", "readings": {"due": {"by": by, "options": options}}}})
        assert lower_rule(of, of.rules["r"], ()) == (None, [])


def test_all_of_conditions_without_those_that_are_always_true() -> None:
    ok = Read(BOOLEAN, "work.ok", AS_OF)
    assert both() is YES
    assert both(YES, YES) is YES
    assert both(YES, ok, YES) is ok
    found = both(ok, YES, NO)
    assert isinstance(found, Op)
    assert (found.type, found.name, found.args) == (BOOLEAN, "and", (ok, NO))


def test_a_default_day_that_is_none_is_told_of_each_rule_that_takes_it() -> None:
    of = model(
        {"r": {"document": "dated", "period": "open"}, "usual": {"due": "work.staff", "requires": "work.ok"}}
    )
    assert [f.what for f in lower_rule(of, of.rules["r"], ())[1]] == [
        "this is a number (person), where a date is needed"
    ]


# -- gradings


def test_where_a_scale_that_is_none_is_told() -> None:
    of = model({"r": {"grading": "qualty"}})
    graded = evolve(of.rules["r"], places={"grading": Place("rule.yaml", 8, 2)})
    (fault,) = lower_rule(of, graded, ())[1]
    assert fault.place == Place("rule.yaml", 8, 2)


def test_the_pass_mark_is_one_of_the_scale_and_from_language_2_on_not_its_lowest() -> None:
    for language, labels in ((1, ("bad", "fair", "good")), (2, ("fair", "good"))):
        of = model({"r": {"grading": "quality"}}, language)
        made, faults = lower_rule(of, of.rules["r"], ())
        assert faults == []
        assert made
        marks = {n.type.labels for n in core.walk(made.finding) if isinstance(n, core.Param)}
        grades = {n.type.labels for n in core.walk(made.finding) if isinstance(n, core.Graded)}
        assert (marks, grades) == ({labels}, {("bad", "fair", "good")})


# -- instances


def test_texts_written_out_are_called_as_the_scale_that_has_them_all() -> None:
    zh = {"bad": "差", "fair": "中", "good": "好"}
    vocabulary = evolve(VOCABULARY, scale_labels={"quality": zh})
    assert texts_type(vocabulary, ("good", "bad")).zh == (("good", "好"), ("bad", "差"))
    assert texts_type(vocabulary, ("good", "city")).zh == ()


def test_what_the_texts_that_a_rule_goes_through_are_called() -> None:
    (value,) = listed_entity(BOOLEAN).attributes.values()
    assert (value.name, value.type, value.zh, value.en) == ("value", BOOLEAN, "所列之一", "the listed one")


@pytest.mark.parametrize(
    ("id", "labels"),
    [
        ("city/t1", [("city", ("city", "county")), ("t1", ())]),
        ("city", []),
        ("city/t1/x", []),
    ],
)
def test_the_parts_of_an_instance(id: str, labels: list[Any]) -> None:
    keys = {"for_each": ['x in ["city", "county"]', "t in tasks[ok]"], "requires": "t.ok"}
    of = program({"r": keys})
    found = parts_of_instance(of.by_id["r"], id)
    assert [(part, type.labels) for part, type in found] == labels


def test_the_parts_of_an_instance_of_a_limb() -> None:
    limbs = {
        "none": {"requires": "work.ok"},
        "one": {"for_each": ["t in tasks"], "requires": "t.ok"},
        "two": {"document": "dated", "period": "quarter", "for_each": ["t in tasks"], "requires": "t.ok"},
    }
    of = program({"r": {"limbs": limbs}}).by_id["r"]
    (task,) = parts_of_instance(of, "t1")
    assert task == ("t1", core.LIST)
    quarter, task = parts_of_instance(of, "quarter_2/t1")
    assert (quarter[0], task) == ("quarter_2", ("t1", core.LIST))
    assert quarter[1].zh[1] == ("quarter_2", "第2个季度")
    assert quarter[1].labels == ("quarter_1", "quarter_2", "quarter_3", "quarter_4")


def test_the_program_of_one_rule() -> None:
    of = model(CHAIN)
    assert program_of_rule(of, "nowhere") is None
    found = program_of_rule(of, "a")
    assert found
    assert found.id == "a"
    assert program_of_rule(of, "a") is found
    assert rule("a", CHAIN["a"]) == of.rules["a"]
