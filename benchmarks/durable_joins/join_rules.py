"""Durable rules that join the facts of an instance, of a rule, of a price and of a grade.

The chain of the library (`engines/session/chain_rules.py`) tells durable one fact for each instance and one
for each rule, and each of its rules looks at one fact. Here every truth is a fact of its own, and rules join
them by whole numbers: of the instance (`i`), the rule (`r`), what is priced (`e`), the grade (`g`).
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, OUTCOMES, PENDING, SATISFIED, VIOLATED
from policy_rules.engines.session.durable_host import Condition
from policy_rules.scoring.consequences import CERTAIN, EXCLUDED, POSSIBLE
from policy_rules.values.known import F, T

KINDS: Mapping[str, tuple[str, ...]] = {
    "exception": ("i", "lo", "hi"),
    "requirement": ("i", "lo", "hi"),
    "lateness": ("i", "lo", "hi"),
    "waiting": ("i", "lo", "hi"),
    "use": ("i", "lo", "hi"),
    "member": ("i", "r", "sure"),
    "outcome": ("i", "lo", "hi"),
    "role": ("r", "lo", "hi"),
    "waiver": ("r", "lo", "hi"),
    "trigger": ("r", "lo", "hi"),
    "worst": ("r", "lo", "hi"),
    "finding": ("r", "lo", "hi"),
    "price": ("r", "outcome", "e", "row"),
    "effect": ("e", "lo", "hi"),
    "condition": ("e", "lo", "hi"),
    "band": ("e", "reached_lo", "reached_hi", "passed_lo", "passed_hi"),
    "stands": ("g",),
    "bar": ("g", "e", "falls"),
    "consequence": ("r", "n"),
    "occurs": ("r", "lo", "hi"),
}
"""The kinds of facts with their fields: whole numbers that join (one letter), and small ones."""

_OPERATORS = {"<": "$lt", "<=": "$lte", "=": "$eq", ">=": "$gte", ">": "$gt"}


@frozen
class JoinRule:
    """Facts of these kinds, whose field `on` is one number, admit `then` in the box `into` of `of`.

    `of` and `then` name a field of one of the facts (`member.r`), or `then` is a number.
    """

    name: str
    conditions: tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]
    on: str
    into: str
    of: str
    then: int | str

    def as_durable_reads_it(self) -> list[Mapping[str, Condition]]:
        """One condition for each kind; what joins it to the first comes last."""
        found: list[Mapping[str, Condition]] = []
        first = self.conditions[0][0]
        for kind, tests in self.conditions:
            told = [{"k": kind}, *({_OPERATORS[op]: {name: number}} for name, op, number in tests)]
            if kind != first:
                told.append({self.on: {first: self.on}})
            found.append({kind: {"$and": told} if told[1:] else told[0]})
        return found


def rule(name: str, where: str, on: str, into: str, then: int | str, of: str = "") -> JoinRule:
    """A rule whose conditions are written as `kind: field op number, …; kind: …`."""
    conditions = []
    for part in where.split(";"):
        kind, _, tests = part.strip().partition(":")
        words = (test.split() for test in tests.split(",") if test.strip())
        conditions.append((kind, tuple((f, op, int(n)) for f, op, n in words)))
    return JoinRule(name, tuple(conditions), on, into, of or f"{conditions[0][0]}.{on}", then)


_RUNNING = "exception: lo < 2; waiting: lo < 2"
_UNMET = f"{_RUNNING}; requirement: lo <= 1"
_IN_ROLE = "role: hi >= 1; waiver: lo < 2"
_FOLLOWS = "consequence; role: {}; trigger: {}; occurs: {}"
_SPANS = "lo <= {0}, hi >= {0}"
_HOLDS, _OPEN, _MAY = "lo = 2", "lo < 2, hi = 2", "hi = 2"
RULES = (
    rule("a true exception excepts", "exception: hi = 2", "i", "outcome", EXCEPTED),
    rule("a clock not started", "exception: lo < 2; waiting: hi = 2", "i", "outcome", PENDING),
    rule("not met in time", f"{_UNMET}; lateness: lo = 0", "i", "outcome", PENDING),
    rule("not met too late", f"{_UNMET}; lateness: hi >= 1", "i", "outcome", VIOLATED),
    rule("met or undefined", f"{_RUNNING}; requirement: hi >= 1", "i", "outcome", SATISFIED),
    rule("a power used", "use: hi = 2", "i", "outcome", SATISFIED),
    rule("a power not used", "use: lo < 2", "i", "outcome", NOT_APPLICABLE),
    rule("there for sure", "member: sure = 1; outcome", "i", "worst at least", "outcome.lo", "member.r"),
    rule("perhaps there", "member; outcome", "i", "worst at most", "outcome.hi", "member.r"),
    rule("another role", "role: lo < 2", "r", "finding", NOT_APPLICABLE),
    rule("excepted as a whole", "role: hi >= 1; waiver: hi = 2", "r", "finding", EXCEPTED),
    rule("not triggered", f"{_IN_ROLE}; trigger: lo < 2", "r", "finding", NOT_APPLICABLE),
    rule("triggered, at least", f"{_IN_ROLE}; trigger: hi >= 1; worst", "r", "finding", "worst.lo"),
    rule("triggered, at most", f"{_IN_ROLE}; trigger: hi >= 1; worst", "r", "finding", "worst.hi"),
    *(
        rule(
            f"priced {o}",
            f"finding: lo <= {o}, hi >= {o}; price: outcome = {o}",
            "r",
            "row",
            "price.row",
            "price.e",
        )
        for o in range(len(OUTCOMES))
    ),
    *(rule(f"row {o}", f"effect: {_SPANS.format(o)}", "e", "row", o) for o in range(len(OUTCOMES))),
    rule("may hold", "condition: hi = 2", "e", "row", T),
    rule("may not hold", "condition: lo < 2", "e", "row", F),
    rule("a band gives its grade", "band: reached_hi = 2, passed_lo < 2", "e", "grade", T),
    rule("a bar lowers a grade", "stands; bar", "g", "barred grade", "bar.falls", "bar.e"),
    rule("certain", _FOLLOWS.format(_HOLDS, _HOLDS, _HOLDS), "r", CERTAIN, T, "consequence.n"),
    rule("role open", _FOLLOWS.format(_OPEN, _MAY, _MAY), "r", POSSIBLE, T, "consequence.n"),
    rule("trigger open", _FOLLOWS.format(_MAY, _OPEN, _MAY), "r", POSSIBLE, T, "consequence.n"),
    rule("record open", _FOLLOWS.format(_MAY, _MAY, _OPEN), "r", POSSIBLE, T, "consequence.n"),
    rule("role null", "consequence; role: hi = 1", "r", EXCLUDED, T, "consequence.n"),
    rule("no trigger", "consequence; role: hi >= 1; trigger: hi < 2", "r", EXCLUDED, T, "consequence.n"),
    rule("no record", "consequence; role: hi >= 1; occurs: hi < 2", "r", EXCLUDED, T, "consequence.n"),
)
