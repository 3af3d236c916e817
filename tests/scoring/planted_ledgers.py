"""Wrong sessions and compiled engines: one fault each on the way to the ledger, which must be caught."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from attrs import evolve, frozen

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import chain_score
from policy_rules.engines.session import unit as units
from policy_rules.engines.session.chain_rules import chain
from policy_rules.engines.session.kept_findings import Frame
from policy_rules.facts.slots import StatementSlot
from policy_rules.scoring import entries
from policy_rules.scoring import score_unit as evaluate
from policy_rules.scoring.amounts import curves
from policy_rules.scoring.amounts import sums_and_means as combine
from policy_rules.scoring.earlier_outcomes import Earlier
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.item_points import Running
from policy_rules.scoring.ledger import Ledger
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.points import add
from policy_rules.scoring.reasons import BasisFinder
from policy_rules.scoring.score_unit import Scoring


@frozen
class Planted:
    """A fault in the way of an engine: what is replaced while the engine works."""

    name: str
    engine: str
    patches: tuple[tuple[Any, str, Any], ...]

    @contextmanager
    def in_place(self):
        with ExitStack() as stack:
            for target, key, wrong in self.patches:
                if isinstance(target, dict):
                    stack.enter_context(mock.patch.dict(target, {key: wrong}))
                else:
                    stack.enter_context(mock.patch.object(target, key, wrong))
            yield


def session(name: str, *patches: tuple[Any, str, Any]) -> Planted:
    return Planted(name, "session", patches)


def compiled(name: str, wrong: Callable[[dict[str, tuple[int, int]]], dict[str, tuple[int, int]]]) -> Planted:
    right = CompiledEngine.outcomes

    def outcomes(self, program, views):
        return [wrong(dict(found)) for found in right(self, program, views)]

    return Planted(name, "compiled", ((CompiledEngine, "outcomes", outcomes),))


def without(rule: str) -> Planted:
    return session(f"chain without: {rule}", (units, "chain", lambda: chain(rule)))


def no_group_cap(self, effect, before, move, sign):
    return add(before, move)


def no_override(self, read):
    return ((effect, basis) for effect, basis in TOLD_LATER(self, read) if effect != "override")


def on_file_changed(**changes):
    def wrong(*args):
        found = entries.on_file(*args)
        return evolve(found, **{key: change(getattr(found, key)) for key, change in changes.items()})

    return wrong


def reversed_of_item(told):
    return {item: tuple(reversed(records)) for item, records in told.items()}


def approval_always(self, step, before, value):
    right, self.sheet = self.sheet, evolve(self.sheet, approval=None)
    try:
        return APPROVED(self, step, before, value)
    finally:
        self.sheet = right


def due_is_ignored(self, node):
    self.due = None
    return OUTCOME(self, node)


def floor_only(self, low, high, floor, cap):
    return WITHIN(self, low, None, floor, cap)


def nothing_missing(self, root, scope):
    return NODE(self, root, scope).settled()


def no_entries_named(self, amount_, scope):
    found = OF(self, amount_, scope)
    return Basis(*(getattr(found, n) for n in ("facts", "missing", "needs", "findings", "records")))


def all_of_each_key(parts):
    return BEST_OF_EACH([(f"{n}", *rest) for n, (_, *rest) in enumerate(parts)])


def certain(outcomes):
    return {rule: (low, low) for rule, (low, _) in outcomes.items()}


def without_clause(self, where, before, change, after, amount_, basis, kept, undefined):
    WRITE(self, where, before, change, after, amount_, basis, kept, undefined)
    self.lines[-1] = evolve(self.lines[-1], clause=())


def added_to(self, unit, piece):
    return evolve(unit, **{self.section: (*getattr(unit, self.section), *(piece or ()))})


def touched_by_entries(self, reads, _):
    return self.score is None or reads is None or ("entry", "") in reads


def first_stage_only(self, step):
    return STAGES(self, evolve(step, stages=step.stages[:1]))


def late(ends):
    return tuple(core.VIOLATED if end == core.PENDING else end for end in ends)


TOLD_LATER, APPROVED, STAGES = Scoring._told_later, Scoring._approved, Scoring._stages
OUTCOME, WITHIN, NODE, OF = SheetReference._outcome, Running._within, BasisFinder.node, BasisFinder.of
BEST_OF_EACH, WRITE = combine.best_of_each_key, Ledger._write
ON_FILE = entries.on_file

PLANTED = (
    without("the row of violated counts"),
    without("the row of pending counts"),
    without("a band reached and not passed gives its grade"),
    without("a grade above the bar falls to it"),
    without("a grade below the bar stands"),
    session("group caps are ignored", (Running, "_capped", no_group_cap)),
    session("item caps are ignored", (Running, "_within", floor_only)),
    session("exceptions to numbers leave no line", (Scoring, "_told_later", no_override)),
    session("a replaced entry is forgotten", (chain_score, "on_file", on_file_changed(first=lambda _: {}))),
    session(
        "corrections in the wrong order", (chain_score, "on_file", on_file_changed(of_item=reversed_of_item))
    ),
    session("objections are all decided", (chain_score, "on_file", on_file_changed(undecided=lambda _: ()))),
    session("only the last approval", (chain_score, "on_file", on_file_changed(approvals=lambda a: a[-1:]))),
    session(
        "what is dated later counts already",
        (chain_score, "on_file", lambda s, e, c, day, view: ON_FILE(s, e, c, day + 1, view)),
    ),
    session("approval always changes the result", (Scoring, "_approved", approval_always)),
    session("the due day of an item is ignored", (SheetReference, "_outcome", due_is_ignored)),
    session(
        "what was pending on the due day still is",
        (Earlier, "overdue", lambda self, rule, due: self._on(rule, due)),
    ),
    session("steps without their caps", (Scoring, "_stages", first_stage_only)),
    session("what is missing is not told", (BasisFinder, "node", nothing_missing)),
    session("entries, parameters and rules are not named", (BasisFinder, "of", no_entries_named)),
    session("clauses are not named", (Ledger, "_write", without_clause)),
    session("every record counts, whatever its key", (combine, "best_of_each_key", all_of_each_key)),
    session("half is rounded down", (curves.ROUNDINGS, "half up", curves.ROUNDINGS["half down"])),
    session(
        "open parameters of the sheet only", (evaluate, "parameter_value", lambda p, _: p.type.missing())
    ),
    session("entries and corrections don't move the score", (units, "ENTRIES", ("none", ""))),
    session(
        "other facts don't move the score",
        (units.Unit, "_score_is_touched", touched_by_entries),
    ),
    session("rules that read the score stay", (Frame, "after_score", frozenset())),
    session("a changed statement stands beside the old one", (StatementSlot, "put", added_to)),
    compiled("pending is violated", lambda found: {r: late(ends) for r, ends in found.items()}),
    compiled("what is open is as good as can be", certain),
    compiled("findings are not told", lambda found: dict(list(found.items())[:-1])),
)
