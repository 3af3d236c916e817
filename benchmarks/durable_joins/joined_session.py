"""Sessions by joining rules, in the place of the library's chain for as long as `joined()` holds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from unittest import mock

from joined_memory import JoinedMemory, joined_chain

from policy_rules.core import nodes as core
from policy_rules.engines.session import chain_score, engine, session, unit
from policy_rules.engines.session.chain_findings import Instances, Outcomes, RuleFacts
from policy_rules.engines.session.chain_score import ChainAmounts, reads_a_finding
from policy_rules.engines.session.engine import SessionEngine
from policy_rules.engines.session.rule_truths import KINDS, InstanceTruths, RuleTruths, unlike_the_chain
from policy_rules.engines.session.unit import Unit
from policy_rules.engines.session.working_memory import Key, Values
from policy_rules.errors import EngineError
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount
from policy_rules.scoring.amounts.by_label import ByLabel
from policy_rules.scoring.named_values import SheetReference
from policy_rules.values.known import F, Labels, T, Truth


def unlike_the_joins(rule: core.RuleProgram) -> str | None:
    """What is in the rule that the joins have no rules for; None where there is nothing."""
    if rule.parts:
        return "readings" if rule.by_reading else "several norms or versions"
    if rule.instance is not None and KINDS.get(rule.instance.name) == "part":
        return "instances that are asked whether the rule applies"
    return unlike_the_chain(rule)


def lacks(own: SessionEngine, program: Program, rule: core.RuleProgram) -> str | None:
    """What the joins lack of a rule, or of one whose finding it reads."""
    read = [node for node in core.walk(rule.finding) if isinstance(node, core.Outcome | core.Findings)]
    if any(isinstance(node, core.Findings) for node in read):
        return "the findings on other rules as a list"
    others = (program.by_id[node.rule] for node in read if isinstance(node, core.Outcome))
    return unlike_the_joins(rule) or next((why for one in others if (why := lacks(own, program, one))), None)


class JoinedRuleFacts(RuleFacts):
    """From the truths of a rule to its finding, each truth a fact of its own."""

    memory: JoinedMemory

    def conclude(self, rule: int, truths: RuleTruths) -> Outcomes:
        """Tell the truths of the rule in place of those before; the finding that follows."""
        memory = self.memory
        now = dict(told for one in truths.instances for told in self._facts(rule, one))
        for key, _ in (told for one in self.instances.get(rule, ()) for told in self._facts(rule, one)):
            if key not in now:
                memory.put(key, None)
        for key, values in now.items():
            memory.put(key, values)
        self.instances = {**self.instances, rule: truths.instances}
        for n, kind in enumerate(("role", "waiver", "trigger")):
            memory.put((kind, rule), (rule, *truths.values[2 * n : 2 * n + 2]))
        memory.follow(rule)
        return self._of("finding", rule)

    def _facts(self, rule: int, one: InstanceTruths) -> Iterator[tuple[Key, Values]]:
        about = (rule, one.name, one.nth)
        i = self.memory.number(*about)
        yield ("member", *about), (i, rule, int(one.sure))
        if one.kind == "use":
            yield ("use", *about), (i, *one.values)
            return
        for n, kind in enumerate(_PARTS):
            yield (kind, *about), (i, *one.values[2 * n : 2 * n + 2])

    def instance_outcomes(self, rule: int) -> Instances:
        """The instances of the rule: name, least and greatest outcome, whether it is surely there."""
        return tuple(
            (one.name, *self._of("outcome", self.memory.number(rule, one.name, one.nth)), one.sure)
            for one in self.instances.get(rule, ())
        )

    def _of(self, kind: str, about: int) -> Outcomes:
        if (kind, about) not in self.memory.facts:
            raise EngineError(f"no rule of the chain admits anything for {kind} {about}")
        _, low, high = self.memory.facts[(kind, about)].values
        return low, high


_PARTS = ("exception", "requirement", "lateness", "waiting")


class JoinedAmounts(ChainAmounts):
    """Amounts whose prices join the findings, and whose bars join the grades that stand."""

    memory: JoinedMemory

    def _admitted(self, into: str, key: Key, values: Values) -> Mapping[int, int]:
        if key[0] == "bar":
            _, amount, n, grade, most = key
            joined = self.memory.number("grade", amount, n, grade)
            self._put(("stands", amount, n, grade), (joined,))
            e = self.memory.number(*key)
            self._put(key, (joined, e, min(grade, most)))  # type: ignore[type-var, arg-type]
            return self.memory.admitted(into, e)
        e = self.memory.number(*key)
        self._put(key, (e, *values))
        return self.memory.admitted("row" if into == "priced" else into, e)

    def _put(self, key: Key, values: Values) -> None:
        self.memory.put(key, values)
        self.told.add(key)

    def _rows(self, priced: Hashable, outcome: core.Outcome, rows: Iterable[int]) -> Mapping[int, int] | None:
        """The rows of what is priced by the outcome of a rule; None where that is not its finding today."""
        r, read = self.memory.rules[outcome.rule], self.read(outcome, {})
        assert isinstance(read, Labels) and read.members
        places = [n for n, name in enumerate(core.OUTCOMES) if name in read.members]
        if self.memory.facts[("finding", r)].values != (r, min(places), max(places)):
            return None
        e = self.memory.number("price", priced)
        for place, row in enumerate(rows):
            self._put(("price", priced, place), (r, place, e, row))
        return self.memory.admitted("row", e)

    def _of_outcomes(self, amount: ByLabel, of: core.Outcome) -> list[Amount]:
        """The rows of a table of outcomes that count."""
        rows = self._rows(amount, of, range(len(core.OUTCOMES)))
        if rows is None:
            return super()._of_outcomes(amount, of)
        return [row for name, row in amount.rows.items() if core.OUTCOMES.index(name) in rows]

    def truth(self, condition: core.Node | None, scope: Scope) -> Truth:
        """Whether a condition holds; where it is one of a finding alone, by what each outcome makes of it."""
        read = None if scope or condition is None else only_outcome(condition)
        if read is None or not reads_a_finding(condition):
            return super().truth(condition, scope)
        if condition not in self.memory.prices:
            view = self.reference.view
            found = (SheetReference(view, {}, {read.rule: (n, n)}).value(condition, {}) for n in range(5))
            self.memory.prices[condition] = tuple(T if one.lo == T else F for one in found)
        rows = self._rows(condition, read, self.memory.prices[condition])
        if rows is None:
            return super().truth(condition, scope)
        return Truth(min(rows), max(rows))


def only_outcome(condition: core.Node) -> core.Outcome | None:
    """The one reading of a finding, where the condition reads nothing else, and it but once."""
    found, ahead = [], [condition]
    while ahead:
        node = ahead.pop()
        if not isinstance(node, core.Op | core.Const):
            found.append(node)
        else:
            ahead += core.children(node)
    return found[0] if len(found) == 1 and isinstance(found[0], core.Outcome) else None


class JoinedUnit(Unit):
    """A unit whose consequences join role, trigger and records."""

    memory: JoinedMemory

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.memory.rules = {rule.id: n for n, rule in enumerate(self.frame.program.rules)}

    def _look_at_triggers(self, numbers: Iterable[int]) -> None:
        """Tell which rules are consequences, and whether there is any record at all."""
        for number in numbers:
            one, put = self.frame.program.rules[number], self.memory.put
            if one.kind == "consequence":
                again = number in self.second.truths
                truths = (self.second if again else self.first).truths[number]
                r = self.second.base + number if again else number
                sure = [each.sure for each in truths.instances]
                occurs = (T if any(sure) else F, T if sure else F) if one.each else (T, T)
                put(("occurs", number), (r, *occurs))
                put(("consequence", number), (r, number))


@contextmanager
def joined() -> Iterator[None]:
    """As long as this holds, sessions and their engine go by joining rules."""
    with ExitStack() as stack:
        for module, name, other in (
            (unit, "chain", joined_chain),
            (unit, "Memory", JoinedMemory),
            (unit, "RuleFacts", JoinedRuleFacts),
            (session, "Unit", JoinedUnit),
            (engine, "chain", lambda _: joined_chain()),
            (engine, "Memory", JoinedMemory),
            (SessionEngine, "lacks", lacks),
            (session, "unlike_the_chain", unlike_the_joins),
            (engine, "RuleFacts", JoinedRuleFacts),
            (chain_score, "ChainAmounts", JoinedAmounts),
            (chain_score, "KINDS", frozenset({"effect", "condition", "band", "stands", "bar", "price"})),
        ):
            stack.enter_context(mock.patch.object(module, name, other))
        yield
