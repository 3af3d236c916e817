"""Which decisions on readings a score rests on: those on what its sheet reads, or a rule that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.results.decided_readings import (
    DecidedReading,
    decided_readings,
    parameters_read,
    readings_on,
)
from policy_rules.scoring.amounts.amount import Amount, amounts_in
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.sheet import Sheet, rules_in_amounts
from policy_rules.values.known import T, point

if TYPE_CHECKING:
    from policy_rules.reference.decided import Decided


@frozen
class DecidedInScore:
    """A parameter as an office decided to read it, with the items and steps of a score that rest on it.

    `rules` are those by which items and steps do; those that read it themselves name none. Where neither
    names it, a condition of the sheet as a whole reads it.
    """

    reading: DecidedReading
    items: tuple[str, ...]
    steps: tuple[str, ...]
    rules: tuple[str, ...]


@frozen(eq=False)
class _Line:
    """An item or a step, or the sheet as a whole (""): its trees, and the rules that it reads."""

    name: str
    trees: tuple[core.Node, ...]
    rules: tuple[str, ...]


def decided_in_score(
    score: Score, decided: Decided | None, view: UnitView, program: Program
) -> tuple[DecidedInScore, ...]:
    """The decisions that the score rests on: first those that the sheet reads itself, in its order."""
    if decided is None:
        return ()
    found: dict[tuple[object, ...], tuple[DecidedReading, dict[str, None], dict[str, None]]] = {}
    lines = list(_lines(score))
    told = [(line, "", reading) for line in lines for reading in _directly(line, score.sheet, decided, view)]
    told += ((line, *by) for line in lines for by in _by_rules(line, program, decided, view))
    for line, rule, reading in told:
        key = (reading.decision.id, reading.parameter, reading.says, reading.value)
        _, names, rules = found.setdefault(key, (reading, {}, {}))
        names[line.name] = None
        rules.update({rule: None} if rule else {})
    return tuple(
        DecidedInScore(
            reading,
            tuple(name for name in score.sheet.items if name in names),
            tuple(step.name for step in score.sheet.steps if step.name in names),
            tuple(rules),
        )
        for reading, names, rules in found.values()
    )


def _directly(line: _Line, sheet: Sheet, decided: Decided, view: UnitView) -> Iterator[DecidedReading]:
    """What the line reads itself; rows of tables are those of the ruleset."""
    inputs = dict.fromkeys(n.name for t in line.trees for n in core.walk(t) if isinstance(n, core.Input))
    own = (sheet.parameters[name] for name in inputs if name in sheet.parameters)
    for p in own:
        if p.declared and p.value is None and not p.table:
            yield from readings_on(decided, p.name, "", p.type, point(p.read_on), view)
    for node in parameters_read(*line.trees):
        yield from decided_readings(decided, node, view)


def _by_rules(
    line: _Line, program: Program, decided: Decided, view: UnitView
) -> Iterator[tuple[str, DecidedReading]]:
    """What the rules read whose findings the line counts, each with its rule."""
    for rule in line.rules:
        for node in parameters_read(program.by_id[rule].finding):
            for reading in decided_readings(decided, node, view):
                yield rule, reading


def _lines(score: Score) -> Iterator[_Line]:
    """The sheet as a whole, its items that may apply, its steps."""
    sheet = score.sheet
    whole = (sheet.applies, sheet.approval, sheet.worsens, sheet.in_time, sheet.late_counts)
    yield _line("", (), (*whole, *(remark.condition for remark in sheet.remarks)))
    for item in sheet.items.values():
        if score.applies[item.id].hi == T:
            amounts = (*(e.amount for e in item.effects), *item.groups.values())
            yield _line(item.id, amounts, (item.applies, *(e.condition for e in item.effects)))
    for step in sheet.steps:
        yield _line(step.name, (step.amount,), ())


def _line(name: str, amounts: tuple[Amount, ...], conditions: Iterable[core.Node | None]) -> _Line:
    inside = (n for root in amounts for a in amounts_in(root) for n in a.trees)
    trees = (*inside, *(c for c in conditions if c is not None))
    return _Line(name, trees, tuple(dict.fromkeys(rules_in_amounts(trees, amounts))))
