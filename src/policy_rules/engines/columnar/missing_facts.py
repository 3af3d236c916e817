"""Which facts are missing, in columns: the undecided leaves below undecided nodes, row by row.

Each node of a rule gets the flag that it is *reached*: it is unsettled, and so is some node above it
on the way to the finding. A leaf that is reached names a fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.columnar.aggregates import Members
from policy_rules.engines.columnar.columns import is_unsettled
from policy_rules.engines.columnar.flags import NO, YES, Flag, all_of, any_of, no
from policy_rules.engines.columnar.logic import taken
from policy_rules.engines.columnar.plan import UNITS
from policy_rules.engines.columnar.translation import Frames, Translation, frame_of
from policy_rules.ruleset.parameter_names import name_for


@frozen
class Leaf:
    """A fact that may be missing.

    kind: `fact` (of the unit, by name), `attribute` (of a record), `grading` (of a record's
    instance) or `why` (what leaves open whether a record is there).
    """

    frame: str
    kind: str
    name: str = ""


class Missing:
    """The leaves of one rule, each with the flag of the rows where it is missing."""

    def __init__(self, translation: Translation, root: core.Node) -> None:
        self._t, self._plan = translation, translation.plan
        # readings share nodes whose variable may go through another list in each: a node is met by frame
        self._reached: dict[tuple[int, str], list[Flag]] = defaultdict(list)
        self._found: dict[Leaf, list[Flag]] = defaultdict(list)
        self._reached[id(root), UNITS].append(YES)
        for node, scope, home in self._parents_first(root):
            self._visit(node, scope, home)

    @property
    def leaves(self) -> Mapping[Leaf, Flag]:
        """The facts that may be missing in some row."""
        joined = {leaf: any_of(*flags) for leaf, flags in self._found.items()}
        return {
            leaf: self._plan.keep_flag(leaf.frame, flag) for leaf, flag in joined.items() if not flag.never
        }

    def _parents_first(self, root: core.Node) -> list[tuple[core.Node, Frames, str]]:
        order: list[tuple[core.Node, Frames, str]] = []
        seen: set[tuple[int, str]] = set()

        def visit(node: core.Node, scope: Frames) -> None:
            home = self._t.home(node, scope)
            if (id(node), home) in seen:
                return
            seen.add((id(node), home))
            for child in core.children(node):
                visit(child, self._t.inner(node, child, scope))
            order.append((node, scope, home))

        visit(root, {})
        return order[::-1]

    def _visit(self, node: core.Node, scope: Frames, home: str) -> None:
        if isinstance(node, core.Filter | core.Records | core.Listed):
            return
        above = any_of(*self._reached[id(node), home])
        reached = all_of(above, is_unsettled(self._t.value(node, scope)))
        if reached.never:
            return
        reached = self._plan.keep_flag(home, reached)
        self._note(node, scope, home, reached)
        if isinstance(node, core.Agg):
            self._into_list(node, scope, reached)
            return
        if isinstance(node, core.Field | core.Outcome):
            return
        if isinstance(node, core.Op) and node.name == "case":
            self._by_case(node, scope, home, reached)
            return
        for child in core.children(node):
            self._pass_on(child, scope, home, reached)

    def _by_case(self, node: core.Op, scope: Frames, home: str, reached: Flag) -> None:
        """The key, and what goes with the listed values that it may be."""
        key, half = node.args[0], 1 + len(node.args) // 2
        self._pass_on(key, scope, home, reached)
        values = [self._t.value_in(home, x, scope) for x in node.args[:half]]
        for result, flag in zip(node.args[half:], taken(values[0], values[1:]), strict=True):
            self._pass_on(result, scope, home, self._plan.keep_flag(home, all_of(reached, flag)))

    def _note(self, node: core.Node, scope: Frames, home: str, reached: Flag) -> None:
        """The fact that the node itself is."""
        leaf = None
        match node:
            case core.Field():
                leaf = Leaf(home, "attribute", node.attribute.name)
            case core.Outcome():
                leaf = Leaf(home, "fact", f'outcome("{node.rule}")')
            case core.Param():
                leaf = Leaf(home, "fact", f"parameters.{name_for(node.name, node.rule)}")
                reached = all_of(reached, no(is_unsettled(self._t.value_in(home, node.day, scope))))
            case core.Read():
                leaf = Leaf(home, "fact", node.path)
            case core.Reported():
                leaf = Leaf(home, "fact", node.measure)
            case core.Graded(vars=()):
                leaf = Leaf(home, "fact", f"grading({node.rule})")
            case core.Graded():
                leaf = Leaf(home, "grading", node.rule)
        if leaf is not None:
            self._found[leaf].append(reached)

    def _pass_on(self, child: core.Node, scope: Frames, frame: str, reached: Flag) -> None:
        """From a node of a frame to one of its own frame, or of its unit."""
        home = self._t.home(child, scope)
        if home == frame:
            self._reached[id(child), home].append(reached)
        elif frame != UNITS:
            self._reached[id(child), home].append(self._plan.some_row(frame, reached))
        else:
            raise AssertionError("a record's node below one of the unit without a list between")

    def _into_list(self, node: core.Agg, scope: Frames, reached: Flag) -> None:
        """The records that may be in an undecided list: why they may not be, and what is open of each."""
        of = self._t.members(node.source, scope)
        here = self._plan.keep_flag(of.frame, all_of(self._plan.lift_flag(of.frame, reached), of.kept))
        self._open_members(node.source, scope, of, here)
        if node.body is not None:
            self._below(node.body, {**scope, node.var: of.frame}, of.frame, here)

    def _open_members(self, source: core.Node, scope: Frames, of: Members, here: Flag) -> None:
        while isinstance(source, core.Filter):
            self._below(source.condition, {**scope, source.var: frame_of(source)}, of.frame, here)
            source = source.source
        base = self._t.members(source, scope)
        doubtful = all_of(here, any_of(no(base.sure), base.unbounded))
        if not doubtful.never:
            self._found[Leaf(of.frame, "why")].append(doubtful)

    def _below(self, node: core.Node, scope: Frames, frame: str, here: Flag) -> None:
        if here is not NO and not here.never:
            self._pass_on(node, scope, frame, here)
