"""What a rule reads, node by node; which rules a changed fact moves; which values a reader is not told."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.lowering.program import Program
from policy_rules.reference.rule_reads import BELOW, downstream, readers, reads_in, reads_of
from policy_rules.reference.withheld import value_told
from policy_rules.values.known import TRUE, WITHHELD, point
from policy_rules.vocabulary import BOOLEAN, DATE, NUMBER, Attribute
from reference.garden import garden, seen

PROGRAM, VIEW = garden()
ON = core.Const(DATE, point(738900))
YES = core.Const(BOOLEAN, TRUE)
TREES = core.Read(NUMBER, "grounds.trees", ON)
SHARE = core.Reported(NUMBER, "visitor_share", ON)
BENCHES = core.Records(NUMBER, "benches", "b")
WIDE = core.Field(NUMBER, "b", Attribute("width", NUMBER))
SMALLER = core.Under(NUMBER, ("town",), "u")

READS: list[tuple[core.Node, set[tuple[str, str]]]] = [
    (TREES, {("value", "grounds.trees")}),
    (SHARE, {("figure", "visitor_share")}),
    (BENCHES, {("list", "benches")}),
    (core.Graded(NUMBER, "tidy", ON), {("grading", "tidy")}),
    (core.Excepted(BOOLEAN, "watered", ON), {("exception", "watered")}),
    (core.Replaced(NUMBER, "watered", ON, YES), {("exception", "watered")}),
    (core.Outcome(NUMBER, "trees"), {("finding", "trees")}),
    (core.Findings(NUMBER, ("trees", "tidy")), {("finding", "trees"), ("finding", "tidy")}),
    (core.Param(NUMBER, "pass_mark", "", ON), {("parameter", "pass_mark")}),
    (SMALLER, {("below", ""), ("value", "unit.level")}),
    (YES, set()),
    (core.Op(BOOLEAN, ">=", (TREES, SHARE)), {("value", "grounds.trees"), ("figure", "visitor_share")}),
    (
        core.Filter(NUMBER, BENCHES, "b", core.Op(BOOLEAN, ">=", (WIDE, TREES))),
        {("list", "benches"), ("value", "grounds.trees")},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("node", "reads"), READS, ids=[type(node).__name__ for node, _ in READS])
def test_what_a_tree_reads(node: core.Node, reads: set[tuple[str, str]]) -> None:
    assert set(reads_in(node)) == reads


def rule(name: str, finding: core.Node, **more: Any) -> core.RuleProgram:
    about: dict[str, Any] = {"id": name, "finding": finding, "due": None, "parts": ()} | more
    return evolve(PROGRAM.rules[0], **about)


def program(*rules: core.RuleProgram) -> Program:
    return Program(PROGRAM.model, rules, {r.id: r for r in rules})


def test_a_rule_reads_what_its_finding_its_day_and_the_days_of_its_parts_do() -> None:
    inner = rule("c", SHARE, due=core.Read(DATE, "grounds.closed_on", ON))
    part = rule("b", BENCHES, due=core.Read(DATE, "grounds.opened_on", ON), parts=(inner,))
    whole = rule("a", TREES, due=core.Param(DATE, "day", "", ON), parts=(part,))
    days = {("value", "grounds.opened_on"), ("value", "grounds.closed_on")}
    assert reads_of(whole) == {("value", "grounds.trees"), ("parameter", "day"), *days}
    assert reads_of(rule("a", TREES)) == {("value", "grounds.trees")}


def test_who_reads_a_fact_in_the_order_of_the_program() -> None:
    found = readers(program(rule("a", TREES), rule("b", core.Outcome(NUMBER, "a")), rule("c", TREES)))
    assert found == {("value", "grounds.trees"): (0, 2), ("finding", "a"): (1,)}


def test_a_finding_that_changes_moves_those_that_read_it_in_turn() -> None:
    a, b = rule("a", TREES), rule("b", core.Outcome(NUMBER, "a"))
    c, d, e = (
        rule("c", core.Outcome(NUMBER, "b")),
        rule("d", SHARE),
        rule("e", core.Findings(NUMBER, ("d", "b"))),
    )
    made = program(a, b, c, d, e)
    found = readers(made)
    assert downstream(made, found, [0]) == {0, 1, 2, 4}
    assert downstream(made, found, [2]) == {2}
    assert downstream(made, found, [3, 2]) == {2, 3, 4}
    assert downstream(made, found, []) == frozenset()
    round_ = program(rule("a", core.Outcome(NUMBER, "b")), rule("b", core.Outcome(NUMBER, "a")))
    assert downstream(round_, readers(round_), [1]) == {0, 1}


def test_the_units_below_have_a_name_of_their_own() -> None:
    assert BELOW == ("below", "")


# -- what is not told ------------------------------------------------------------------------------

SECRET = core.Field(NUMBER, "b", Attribute("cost", NUMBER, redact=True))
AT_LEAST = core.Op(BOOLEAN, ">=", (SECRET, TREES))
SUM = core.Op(NUMBER, "+", (TREES, SECRET))


def told_of(node: core.Node, redacted: tuple[str, ...] = (), **facts: Any) -> bool:
    """Whether the value of a tree is told."""
    view = seen(VIEW.unit, VIEW)
    view.facts = evolve(view.facts, **facts)
    entities = dict(view.vocabulary.entities)
    for path in redacted:
        entity, _, name = path.partition(".")
        attributes = entities[entity].attributes
        changed = {**attributes, name: evolve(attributes[name], redact=True)}
        entities[entity] = evolve(entities[entity], attributes=changed)
    view.vocabulary = evolve(view.vocabulary, entities=entities)
    value = point(7)
    found = value_told(value, node, view)
    assert found is value or found is WITHHELD
    return found is value


HIDDEN = ("grounds.trees",)
HIDDEN_TRUTH = Attribute("broken", BOOLEAN, redact=True)
TOLD: list[tuple[core.Node, bool]] = [
    (TREES, False),
    (core.Read(NUMBER, "grounds.watered", ON), True),
    (WIDE, True),
    (SECRET, False),
    (SHARE, True),
    (AT_LEAST, True),
    (SUM, False),
    (core.Op(NUMBER, "+", (WIDE, WIDE)), True),
    (core.Agg(NUMBER, "count", BENCHES, "b", None), True),
    (core.Agg(NUMBER, "sum", BENCHES, "b", SECRET), False),
    (core.Agg(NUMBER, "sum", BENCHES, "b", WIDE), True),
    (core.Agg(NUMBER, "sum", BENCHES, "b", TREES), False),
    (core.Agg(BOOLEAN, "every", BENCHES, "b", core.Field(BOOLEAN, "b", HIDDEN_TRUTH)), True),
    (core.Agg(BOOLEAN, "every", BENCHES, "b", AT_LEAST), True),
    (core.Agg(NUMBER, "count", core.Filter(NUMBER, BENCHES, "b", AT_LEAST), "b", None), True),
    (core.Agg(NUMBER, "sum", SMALLER, "u", WIDE), True),
]  # fmt: skip


@pytest.mark.parametrize(("node", "told"), TOLD)
def test_a_value_that_is_redacted_and_what_is_reckoned_from_it_is_not_told(
    node: core.Node, told: bool
) -> None:
    assert told_of(node, HIDDEN) is told


def test_what_tells_of_others_is_not_told() -> None:
    assert told_of(SHARE) and not told_of(SHARE, withheld=frozenset({"visitor_share"}))
    assert told_of(core.Reported(NUMBER, "rate", ON), withheld=frozenset({"visitor_share"}))
    of_units = core.Agg(NUMBER, "sum", SMALLER, "u", WIDE)
    some = core.Filter(NUMBER, core.Filter(NUMBER, SMALLER, "u", YES), "u", YES)
    mine = core.Agg(NUMBER, "sum", core.Filter(NUMBER, BENCHES, "b", YES), "b", WIDE)
    for handed_to, told in (("north", False), ("", True)):
        for node in (of_units, evolve(of_units, source=some)):
            assert told_of(node, HIDDEN, handed_to=handed_to) is told
        assert told_of(mine, HIDDEN, handed_to=handed_to)
        assert told_of(evolve(of_units, body=None), HIDDEN, handed_to=handed_to)


def test_where_nothing_is_redacted_everything_is_told() -> None:
    assert told_of(SECRET)  # a field of no declared list
