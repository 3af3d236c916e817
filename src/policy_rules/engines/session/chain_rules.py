"""The durable rules of a session: from truths to outcomes, findings, grades and consequences.

Every rule looks at one small fact and admits one thing that follows from it. A fact is its kind and
whole numbers from 0 to 4: ends of truths (0 false, 1 null, 2 true) and of outcomes (0 not
applicable, 1 excepted, 2 satisfied, 3 pending, 4 violated). What is possible is what some rule admits,
so an interval arises from several rules. The rules are the same for every policy: ids, names and
amounts stay outside, and the C parser reads nothing but what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy_rules.attributes import frozen
from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, PENDING, SATISFIED, VIOLATED
from policy_rules.engines.session.durable_host import PROCESS, Condition, Rulebook
from policy_rules.engines.session.durable_states import States
from policy_rules.scoring.consequences import CERTAIN, EXCLUDED, POSSIBLE

_FALSE, _TRUE = 0, 2

KINDS: Mapping[str, tuple[str, ...]] = {
    "instance": (
        *("lifted_lo", "lifted_hi", "met_lo", "met_hi"),
        *("late_lo", "late_hi", "waiting_lo", "waiting_hi"),
    ),
    "use": ("used_lo", "used_hi"),
    "part": ("lo", "hi"),
    "reading": ("lo", "hi", "possible"),
    "outcome": ("lo", "hi", "sure"),
    "rule": (
        "role_lo",
        "role_hi",
        "lifted_lo",
        "lifted_hi",
        "applies_lo",
        "applies_hi",
        "worst_lo",
        "worst_hi",
    ),
    "effect": ("lo", "hi"),
    "condition": ("holds_lo", "holds_hi"),
    "band": ("reached_lo", "reached_hi", "passed_lo", "passed_hi"),
    "bar": ("grade", "most", "above"),
    "trigger": ("on_lo", "on_hi"),
}
"""The kinds of facts with their fields, each a whole number."""


@frozen
class ChainRule:
    """One durable rule: a fact of `kind` with fields `where` admits `then` in the box `into`.

    `where` holds (field, comparison, number), all of which must hold; `then` is what is admitted, or
    the name of the field that holds it.
    """

    name: str
    kind: str
    where: tuple[tuple[str, str, int], ...]
    into: str
    then: int | str

    @property
    def of_whole_rule(self) -> bool:
        """Whether the box is that of the whole rule, though the fact is about one instance."""
        return self.into in ("worst at least", "worst at most") or self.kind == "reading"

    @property
    def condition(self) -> Condition:
        """The condition as durable reads it, what tells facts apart first."""
        tests = [{_OPERATORS[op]: {name: number}} for name, op, number in self.where]
        return {"$and": [{"k": self.kind}, *tests]} if tests else {"k": self.kind}

    def admits(self, values: tuple[int, ...]) -> int:
        """What the rule admits for a fact with these values."""
        return self.then if isinstance(self.then, int) else values[KINDS[self.kind].index(self.then)]


_OPERATORS = {"<": "$lt", "<=": "$lte", "=": "$eq", ">=": "$gte", ">": "$gt"}


def _rule(name: str, kind: str, where: str, into: str, then: int | str) -> ChainRule:
    """A rule whose conditions are written as `field op number, …`."""
    tests = (test.split() for test in where.split(",") if test)
    return ChainRule(name, kind, tuple((f, op, int(n)) for f, op, n in tests), into, then)


_RUNNING = "lifted_lo < 2, waiting_lo < 2"
_UNMET = f"{_RUNNING}, met_lo <= 1"
_ONE_INSTANCE = (
    _rule("a true exception excepts", "instance", "lifted_hi = 2", "outcome", EXCEPTED),
    _rule("a clock not started is pending", "instance", "lifted_lo < 2, waiting_hi = 2", "outcome", PENDING),
    _rule("not met in time is pending", "instance", f"{_UNMET}, late_lo = 0", "outcome", PENDING),
    _rule("not met too late is violated", "instance", f"{_UNMET}, late_hi >= 1", "outcome", VIOLATED),
    _rule("met, or undefined, is satisfied", "instance", f"{_RUNNING}, met_hi >= 1", "outcome", SATISFIED),
    _rule("a power used is satisfied", "use", "used_hi = 2", "outcome", SATISFIED),
    _rule("a power not used does not apply", "use", "used_lo < 2", "outcome", NOT_APPLICABLE),
    _rule("a part of a rule is at least what it comes to", "part", "", "outcome", "lo"),
    _rule("a part of a rule is at most what it comes to", "part", "", "outcome", "hi"),
)

_ROLL_UP = (
    _rule("an instance that is there bounds the worst below", "outcome", "sure = 1", "worst at least", "lo"),
    _rule("an instance that may be there bounds the worst above", "outcome", "", "worst at most", "hi"),
)

_IN_ROLE = "role_hi >= 1, lifted_lo < 2"
_ONE_RULE = (
    _rule("another role does not apply", "rule", "role_lo < 2", "finding", NOT_APPLICABLE),
    _rule("a true exception to the rule excepts", "rule", "role_hi >= 1, lifted_hi = 2", "finding", EXCEPTED),
    _rule(
        "without a trigger it does not apply",
        "rule",
        f"{_IN_ROLE}, applies_lo < 2",
        "finding",
        NOT_APPLICABLE,
    ),
    _rule(
        "triggered, it is at least the worst", "rule", f"{_IN_ROLE}, applies_hi >= 1", "finding", "worst_lo"
    ),
    _rule(
        "triggered, it is at most the worst", "rule", f"{_IN_ROLE}, applies_hi >= 1", "finding", "worst_hi"
    ),
)

_BY_READING = (
    _rule("a reading that is left comes to its least", "reading", "possible = 1", "finding", "lo"),
    _rule("a reading that is left comes to its greatest", "reading", "possible = 1", "finding", "hi"),
)

_SCORE = (
    *(
        _rule(f"the row of {word} counts", "effect", f"lo <= {outcome}, hi >= {outcome}", "row", outcome)
        for outcome, word in enumerate(("not applicable", "excepted", "satisfied", "pending", "violated"))
    ),
    _rule("a condition that may hold is priced", "condition", "holds_hi = 2", "priced", _TRUE),
    _rule("a condition that may not hold is not priced", "condition", "holds_lo < 2", "priced", _FALSE),
    _rule(
        "a band reached and not passed gives its grade",
        "band",
        "reached_hi = 2, passed_lo < 2",
        "grade",
        _TRUE,
    ),
    _rule("a grade below the bar stands", "bar", "above = 0", "barred grade", "grade"),
    _rule("a grade above the bar falls to it", "bar", "above = 1", "barred grade", "most"),
)

_CONSEQUENCES = (
    _rule("a true trigger makes it certain", "trigger", "on_lo = 2", CERTAIN, _TRUE),
    _rule("an open trigger makes it possible", "trigger", "on_lo < 2, on_hi = 2", POSSIBLE, _TRUE),
    _rule("a trigger never true excludes it", "trigger", "on_hi < 2", EXCLUDED, _TRUE),
)

RULES: tuple[ChainRule, ...] = (*_ONE_INSTANCE, *_ROLL_UP, *_ONE_RULE, *_BY_READING, *_SCORE, *_CONSEQUENCES)
"""All durable rules of a session."""


@frozen(eq=False)
class Chain:
    """The rules as durable holds them, and the states of durable for them."""

    rules: Mapping[str, ChainRule]
    states: States


def chain(without: str = "") -> Chain:
    """The chain of the process; `without` leaves one rule out, to test that it is needed."""
    name = f"chain without {without}" if without else "chain"
    return PROCESS.once(name, lambda: _registered(name, without))


def _registered(name: str, without: str) -> Chain:
    rules = {f"r{n}": rule for n, rule in enumerate(RULES) if rule.name != without}
    book = Rulebook(name, ((key, [{"m": rule.condition}]) for key, rule in rules.items()))
    return Chain(rules, States(book))
