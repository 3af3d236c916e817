"""What is told while readings are open is the hull of what each comes to: a law over all values.

For each rule and the facts of each of its examples every combination of the listed values (of ranges that
nobody can list, the ends) is put in. None may come to what is shut out while they are open; and nothing is
left open that none comes to, where no number is open, of which not all that it may be can be put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations as pairs
from itertools import product
from math import prod
from typing import Any

import pytest
from attrs import evolve

from henan.open_readings import left_open, parameters_of
from policy_rules.core import nodes as core
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.policy import Ruleset
from policy_rules.ruleset.model import Rule
from policy_rules.values.known import FALSE, TRUE, Value, label, point

pytestmark = pytest.mark.heavy
PARTS = 24
"""In how many parts all rules are asked, so that several processes may."""
MOST = 512
"""Where there are more combinations, those that differ from the first in two values at most are put in."""
Key = tuple[str, str]


def values_of(model: Any, node: core.Param) -> tuple[Value, ...]:
    """The values of a parameter that can be named; of one that has no bounds there is none."""
    declared, kind = model.vocabulary.parameters[node.name], node.type
    if kind.kind == "boolean":
        return (TRUE, FALSE)
    if kind.kind == "label":
        return tuple(label(name) for name in kind.labels)
    if declared.one_of:
        return tuple(declared.one_of)
    return tuple(
        point(int(end)) if end == int(end) else point(end) for end in (kind.low, kind.high) if end is not None
    )


def is_listed(model: Any, node: core.Param) -> bool:
    """Whether all that it may be is put in: of a number the ends are, between which others may lie.

    Of days the ends are put in too: few records lie between them.
    """
    one_of = model.vocabulary.parameters[node.name].one_of
    return node.type.kind in ("boolean", "label", "date") or bool(one_of)


def combinations(listed: dict[Key, tuple[Value, ...]]) -> Iterator[dict[Key, Value]]:
    keys, values = list(listed), list(listed.values())
    if prod(map(len, values)) <= MOST:
        yield from (dict(zip(keys, chosen, strict=True)) for chosen in product(*values))
        return
    first = {key: several[0] for key, several in listed.items()}
    for a, b in pairs(keys, 2):
        yield from (first | {a: x, b: y} for x, y in product(listed[a], listed[b]))


def put_in(view: UnitView, chosen: dict[Key, Value]) -> UnitView:
    """The unit where each parameter has the value."""
    found = dict(view.vocabulary.parameters)
    for (name, rule), value in chosen.items():
        p = found[name]
        own = {"rule_values": {**p.rule_values, rule: value}} if rule else {"values": ((0, value),)}
        found[name] = evolve(p, **own)
    vocabulary = view.vocabulary.with_parameters(found)
    return UnitView(view.facts, view.unit, vocabulary, view.as_of, view.year, view.year_given)


def departures(ruleset: Ruleset, rule: Rule) -> Iterator[tuple[str, int]]:
    """`shut out`: a reading comes to what was shut out; `wider`: none to what was left; and which example."""
    if rule.id == RULES:
        return
    engine = CompiledEngine()
    for number, (program, view) in enumerate(left_open(ruleset, rule), 1):
        listed = {(n.name, n.rule): values_of(ruleset.model, n) for n in read_by(program)}
        every = all(is_listed(ruleset.model, n) for n in read_by(program))
        low, high = engine.outcomes(program, [view])[0][rule.id]
        chosen = [put_in(view, c) for c in combinations({k: v for k, v in listed.items() if v})]
        ends = [engine.outcomes(program, [one])[0][rule.id] for one in chosen]
        least, most = min(lo for lo, _ in ends), max(hi for _, hi in ends)
        if least < low or most > high:
            yield "shut out", number
        elif every and (least, most) != (low, high):
            yield "wider", number


def read_by(program: Program) -> Iterator[core.Param]:
    for rule in program.rules:
        yield from parameters_of(rule)


RULES = "ip-end-s3"
"""It reads the outcomes of all that it gives a day, whose readings are put in by their own rules."""


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_left_open_is_what_the_readings_come_to(henan: Ruleset, part: int) -> None:
    """No reading comes to what was shut out, and nothing is left open that none comes to."""
    told = {r.id: {kind for kind, _ in departures(henan, r)} for r in list(henan)[part::PARTS]}
    assert {rule: kinds for rule, kinds in told.items() if kinds} == {}
