"""The rules of a ruleset as programs, each after those it reads (`lowering.compile` makes them)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core.nodes import RuleProgram
from policy_rules.memo import Memo
from policy_rules.ruleset.deferred import Deferred, made
from policy_rules.ruleset.model import RulesetModel


@frozen(eq=False)
class Program:
    """The rules in order of evaluation, and by id."""

    model: RulesetModel = field(repr=False)
    _rules: tuple[RuleProgram, ...] | Deferred[tuple[RuleProgram, ...]] = field(repr=False)
    _by_id: Mapping[str, RuleProgram] | Deferred[Mapping[str, RuleProgram]] = field(repr=False)
    kept: Memo = field(factory=Memo, init=False, repr=False)
    """What engines have made of it."""

    def __deepcopy__(self, memo: object) -> Program:
        return self  # nothing in it changes

    @property
    def rules(self) -> tuple[RuleProgram, ...]:
        """The rules, each after those it reads."""
        return made(self._rules)

    @property
    def by_id(self) -> Mapping[str, RuleProgram]:
        """The rules by their id."""
        return made(self._by_id)


def part_of(program: Program, rules: Iterable[str]) -> Program:
    """The program of these rules and of those that they read, one for each set of rules."""
    found, waiting = set[str](), list(rules)
    while waiting:
        rule = waiting.pop()
        if rule not in found and rule in program.by_id:
            found.add(rule)
            waiting += program.by_id[rule].after

    def part() -> Program:
        kept = tuple(r for r in program.rules if r.id in found)
        return Program(program.model, kept, {r.id: r for r in kept})

    return program.kept.once(("part", frozenset(found)), part)
