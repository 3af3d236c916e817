"""Facts on which a rule and its mutant come out differently: looked for from the rule's own examples on.

One thing is turned (`turned_facts`), then a second, first where the first made something of the rule come
out as it never had. Where a difference reaches further up than before (`difference_path`), more is turned
from there. The search is bounded, and finds the same each time.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.examples import NO_INSTANCE, told_outcome
from policy_rules.mutation.asked_facts import AskedFacts, as_read, asked_facts_of, in_one_line
from policy_rules.mutation.cases import Lowered, RuleCases, Stillborn, ToldExample, rule_readings
from policy_rules.mutation.difference_path import Path, difference_path, reach
from policy_rules.mutation.same_meaning import TreeKeys
from policy_rules.mutation.turned_facts import TurnedFacts, smaller
from policy_rules.reference.trace import RuleResult
from policy_rules.ruleset.model import Example, RulesetModel
from policy_rules.ruleset.profile import grading_type, set_parameters
from policy_rules.values.known import Num

TRIED = 4000
"""Of how many facts the search for one rule makes sure, at most."""
_AT_LEAST = 100
"""Of how many, where the rule reads what others find, each of which is worked out as well."""
TURNS = 2
"""How many things are turned, at most."""
_UNKNOWN = "unknown"
_AROUND = (0, 1, -1)
Told = str | Mapping[str, str]


@frozen
class Witness:
    """Facts that tell a mutant from its rule: what the rule makes of them, and what the mutant does."""

    asked: AskedFacts
    expect: Told
    otherwise: Told

    @property
    def line(self) -> str:
        """It as a line among the `examples` of the rule, which expects what the rule makes of it now."""
        return f"- {{{self.asked.line}, expect: {in_one_line(self.expect)}}}"


@frozen
class _Tried:
    """Facts that were tried, and how the rule came out."""

    asked: AskedFacts
    case: ToldExample
    result: RuleResult


class WitnessSearch:
    """Looks for witnesses against mutants of one rule."""

    def __init__(self, cases: RuleCases, examples: Sequence[Example], tried: int = TRIED) -> None:
        self.cases, self.limit = cases, max(tried // len(cases.program.rules), _AT_LEAST)
        self.own = cases.own
        self.bases = [asked_facts_of(one) for one in examples]
        parts = self.own.parts or (self.own,)
        self._whole = any(one.each or one.parts for one in rule_readings(self.own))
        grades = grading_type(cases.model, cases.rule) if cases.rule.grading else None
        read = [rule.finding for rule in cases.program.rules]
        self.turned = TurnedFacts(cases.model, cases.rule.id, grades, read, self.bases)
        self._days = [
            node
            for part in (self.own, *parts)
            for node in (part.due_of_all, *(part.period if part.one_period else ()))
            if node is not None
        ]
        self._keys = TreeKeys()
        self._paths: dict[tuple[int, int], Path] = {}
        self._models: dict[str, tuple[RulesetModel, bool]] = {}

    def found(self, mutants: Mapping[str, Lowered]) -> dict[str, Witness]:
        """The best witness that was found against each mutant, by what names it."""
        best: dict[str, tuple[tuple[int, ...], _Tried, Told, Told]] = {}
        left, far = dict(mutants), dict[str, int]()
        known, seen, count = set[str](), set[Any](), 0
        queue = [(False, 0, False, len(base.line), at, base) for at, base in enumerate(self.bases)]
        heapq.heapify(queue)
        number = len(queue)
        while queue and left and count < self.limit:
            _, turns, _, _, _, base = heapq.heappop(queue)
            for other in [base] if base.line not in known else self._turned(base):
                if other.line in known:
                    continue
                known.add(other.line)
                tried = self._try(other)
                if tried is None:
                    continue
                count, number, nearer = count + 1, number + 1, False
                for name, lowered in left.items():
                    pair = self._told_apart(tried, lowered)
                    if pair is not None:
                        rank = sum(map(_unknowns, pair)), turns, len(other.line)
                        if name not in best or rank < best[name][0]:
                            best[name] = rank, tried, *pair
                    elif (now := self._reach(tried, lowered)) > far.get(name, 0):
                        far[name], nearer = now, True
                truths = frozenset([tried.result.finding, *tried.case.reference.truths()])
                if other is base:
                    heapq.heappush(queue, (False, 1, False, len(other.line), number, other))
                elif nearer or turns < TURNS:
                    heapq.heappush(
                        queue, (not nearer, turns + 1, truths <= seen, len(other.line), number, other)
                    )
                seen |= truths
                if count >= self.limit:
                    break
            for name in [name for name in left if name in best and not best[name][0][0]]:
                del left[name]
        return {name: self._shrunk(tried, pair, mutants[name]) for name, (_, tried, *pair) in best.items()}

    def _reach(self, tried: _Tried, lowered: Lowered) -> int:
        """How far up the difference of the mutant reaches, by the first reading that the facts leave."""
        at = tried.case.left[0]
        key = id(lowered), at
        if key not in self._paths:
            own = rule_readings(self.own)[at]
            self._paths[key] = difference_path(own.finding, lowered.by(at).finding, self._keys)
        return reach(self._paths[key], tried.case.reference)

    def _shrunk(self, tried: _Tried, pair: Sequence[Told], lowered: Lowered) -> Witness:
        """The same without what can be left out of it; what tells of the unit itself stays."""
        again = True
        while again:
            again = False
            for other in smaller(tried.asked):
                fewer = self._try(other)
                if fewer is not None and self._told_apart(fewer, lowered) == tuple(pair):
                    tried, again = fewer, True
                    break
        expect, otherwise = pair
        return Witness(tried.asked, expect, otherwise)

    def _turned(self, base: AskedFacts) -> Iterator[AskedFacts]:
        tried = self._try(base)
        if tried is not None:
            days = self._days_of(tried)
            around = [tried.case.reference.view.as_of, *days]
            asked = [day + by for day in around for by in _AROUND]
            yield from self.turned.of(base, [*days, tried.case.reference.view.as_of], asked)

    def _days_of(self, tried: _Tried) -> list[int]:
        """The days that count for the facts as a whole: due, first and last of the period, of the year."""
        view = tried.case.reference.view
        years = self.cases.model.vocabulary.year
        found = [tried.case.reference.value(node, {}) for node in self._days]
        told = [int(one.lo) for one in found if isinstance(one, Num) and one.settled and _is_number(one.lo)]
        return list(dict.fromkeys([*told, years.first_day(view.year), years.last_day(view.year)]))

    def _try(self, asked: AskedFacts) -> _Tried | None:
        model, good = self._model(asked)
        if not good:
            return None
        faults = list[Fault]()
        try:
            case = self.cases.taken(asked.facts(), faults, model)
            if case is None or faults:
                return None
            result = self.cases.as_it_is(case, whole=self._whole)
        except (ArithmeticError, PolicyRulesError, ValueError):
            return None
        return _Tried(asked, case, result)

    def _model(self, asked: AskedFacts) -> tuple[RulesetModel, bool]:
        """The ruleset with the parameters of an example, and whether they can be set so."""
        key = in_one_line(asked.settings)
        if key not in self._models:
            settings = {name: as_read(value) for name, value in asked.settings.items()}
            model, wrong = set_parameters(self.cases.model, settings, self.cases.rule.id)
            self._models[key] = model, not wrong
        return self._models[key]

    def _told_apart(self, tried: _Tried, lowered: Lowered) -> tuple[Told, Told] | None:
        """What an example would tell, of the rule and of its mutant; None where it tells the same."""
        whole = self._whole and len(tried.case.left) == 1
        try:
            other = lowered.made_of(tried.case, whole=whole)
        except (ArithmeticError, PolicyRulesError, Stillborn):
            return None
        was, now = told_outcome(*tried.result.finding), told_outcome(*other.finding)
        if was != now and (not whole or _UNKNOWN not in (was, now)):
            return was, now
        if not whole:
            return None
        before, after = _instances(tried.result), _instances(other)
        apart = _innermost({id_: one for id_, one in before.items() if after.get(id_) != one})
        if apart:
            return apart, {id_: after.get(id_, NO_INSTANCE) for id_ in apart}
        return (was, now) if was != now else None


def _innermost(apart: dict[str, str]) -> dict[str, str]:
    """Records in place of the parts that look at them, by the shortest of their names."""
    longer = {id_ for id_ in apart if any(id_.endswith(f"/{other}") for other in apart)}
    parts = {id_ for id_ in apart if any(other.startswith(f"{id_}/") for other in apart)}
    return {id_: one for id_, one in apart.items() if id_ not in longer | parts}


def _instances(result: RuleResult) -> dict[str, str]:
    return {id_: told_outcome(lo, hi) for id_, lo, hi, sure in result.instances if sure}


def _unknowns(told: Told) -> int:
    return (told,).count(_UNKNOWN) if isinstance(told, str) else list(told.values()).count(_UNKNOWN)


def _is_number(end: Any) -> bool:
    return isinstance(end, int | Fraction)
