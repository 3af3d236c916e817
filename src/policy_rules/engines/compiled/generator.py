"""Where in a function the value of each node is computed; what text computes it is told by `node_text`.

A node is computed once in the outermost place that its variables allow (a loop's invariants before
the loop), or, in the lazy manner, under the test that may spare it. What several rules share is
computed before them, under the test that one of them is to be run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from policy_rules.attributes import define
from policy_rules.core import nodes as core
from policy_rules.engines.compiled.blocks import PARTS, Block, Constants, Held, Spot
from policy_rules.engines.compiled.narrowing import Narrowing
from policy_rules.engines.compiled.shapes import Shapes
from policy_rules.vocabulary import Attribute, Vocabulary


@define(eq=False)
class Counter:
    """Numbers for local names, after a letter where there are several counters."""

    letter: str = ""
    last: int = 0

    def next(self) -> str:
        """The next number."""
        self.last += 1
        return f"{self.letter}{self.last}"


class Generator:
    """Adds the text of nodes to one function; `lazy` spares what a test shows not to matter."""

    def __init__(
        self,
        text: NodeText,
        vocabulary: Vocabulary,
        shapes: Shapes,
        constants: Constants,
        *,
        lazy: bool,
        shared: tuple[Mapping[int, frozenset[int]], frozenset[int]] = ({}, frozenset()),
        narrowing: Narrowing | None = None,
        rules: Mapping[str, core.RuleProgram] | None = None,
    ) -> None:
        self._text = text
        self.vocabulary, self.shapes, self.constants = vocabulary, shapes, constants
        self.rules = rules or {}
        self.narrowing = narrowing or Narrowing(shapes)
        self.root, self.lazy = Block(), lazy
        self.base = self.root
        """The block of the rule that is being added, where each rule has its own."""
        self.shared, self._shared_nodes = shared
        self.guards: dict[frozenset[int], int] = {}
        """The numbers of the tests that one of some rules is to be run."""
        self.counter, self._shared_names = Counter(), Counter("s")
        self.needs: set[str] = set()
        """Names that the head of the function must give."""
        self.found: set[str] = set()
        """The rules whose findings are in the dictionary `found`."""
        self.level = 0
        """How deep the node that is being computed is nested."""

    # -- names and lines ---------------------------------------------------------------------------

    def fresh(self, kind: str) -> Held:
        """New local names for a value."""
        n = self.counter.next()
        return Held(kind, tuple(f"{kind[0]}{n}_{part}" for part in PARTS[kind]))

    def need(self, name: str) -> str:
        """A name that the function's head gives."""
        self.needs.add(name)
        return name

    def attribute(self, path: str) -> Attribute:
        """The attribute of a path."""
        found = self.vocabulary.attribute(path)
        assert found is not None, path
        return found

    def unboxed(self, kind: str, box: str, at: Spot) -> Held:
        """The parts of a value object as locals."""
        held = self.fresh(kind)
        at.block.add(
            "; ".join(f"{name} = {box}.{part}" for name, part in zip(held.parts, PARTS[kind], strict=True))
        )
        return Held(kind, held.parts, box)

    def fresh_box(self, call: str, kind: str, at: Spot) -> Held:
        """The value object that a call gives, with its parts."""
        box = f"x{self.counter.next()}"
        at.block.add(f"{box} = {call}")
        return self.unboxed(kind, box, at)

    def assign(self, target: Held, source: Held) -> str:
        """One line that copies a value."""
        return f"{', '.join(target.parts)} = {', '.join(source.parts)}"

    def copied(self, held: Held, at: Spot) -> Held:
        """The value under names of its own, which may be changed."""
        result = self.fresh(held.kind)
        at.block.add(self.assign(result, held))
        return result

    # -- nodes -------------------------------------------------------------------------------------

    def value(self, node: core.Node, at: Spot) -> Held:
        """The value of the node, computed now unless it is known already."""
        if isinstance(node, core.Const):
            return self.constants.held(node.value)
        return self.once(node, at, lambda inner: self._text(self, node, inner))

    def once(self, node: core.Node, at: Spot, text: Callable[[Spot], Held]) -> Held:
        """What is known of the node, or what its text, added where it belongs, gives."""
        key = self.shapes.of(node, at.env)
        users = self.shared.get(key, frozenset())
        if len(users) > 1:
            return self.for_several(key, users, at, text)
        found = at.block.find(key)
        if found is None:
            home = self.home(node, key, at)
            self.level += 1
            found = text(Spot(at.env, home))
            self.level -= 1
            home.known[key] = found
        return found

    def for_several(self, key: int, rules: frozenset[int], at: Spot, text: Callable[[Spot], Held]) -> Held:
        """The same for what several rules use: before them all, with names that outlive a rule."""
        found = at.block.find(key)
        if found is None:
            block, own = self.guarding(rules), self.counter
            self.counter = self._shared_names
            self.level += 1
            found = text(Spot({}, block))
            self.level -= 1
            self.counter = own
            block.close()
            self.root.known[key] = found
        return found

    def guarding(self, rules: frozenset[int]) -> Block:
        """A block for what is wanted where one of the rules is to be run."""
        number = self.guards.setdefault(rules, len(self.guards))
        return Block(self.root, (f"if {number} in run:",))

    def begin(self, rule: int) -> Block:
        """A block for a rule; its local names may be those of rules before it, for a small frame is quick."""
        self.counter = Counter()
        self.base = self.guarding(frozenset((rule,)))
        return self.base

    def known(self, node: core.Node, at: Spot) -> bool:
        """Whether the value costs nothing here."""
        return isinstance(node, core.Const) or at.block.find(self.shapes.of(node, at.env)) is not None

    def home(self, node: core.Node, key: int, at: Spot) -> Block:
        """The outermost block in which the node may be computed at no needless cost."""
        bound = {at.env[v] for v in self.shapes.free(node)}
        home = block = at.block
        while block.parent is not None and block is not self.base:
            if block.binds in bound:
                often = isinstance(node, core.Field) or id(node) in self._shared_nodes
                return block if often else home
            if block.binds is not None:
                home = block.parent
            block = block.parent
        return block if key in self.shared else home

    # -- conditions --------------------------------------------------------------------------------

    def guarded(self, test: str, default: Held, node: core.Node, at: Spot) -> Held:
        """The node's value under a test, else the default; without the test where that is cheaper."""
        if not self.lazy or not self.shapes.dear(node) or self.known(node, at):
            return self.value(node, at)
        result = self.fresh(default.kind)
        at.block.add(self.assign(result, default))
        inner = at.inside(f"if {test}:")
        found = self.value(node, inner)
        inner.block.add(self.assign(result, found))
        inner.block.close()
        return result

    def cheap_first(self, nodes: Iterable[core.Node], at: Spot) -> list[core.Node]:
        """The nodes, those that cost little before the others."""
        return sorted(nodes, key=lambda n: self.lazy and self.shapes.dear(n) and not self.known(n, at))


NodeText = Callable[[Generator, core.Node, Spot], Held]
"""Adds the lines that compute a node, and says where its value is."""
Form = Callable[[Generator, core.Op, Spot], Held | None]
"""The lines of one operator; None where it has none of its own and the reference's function is called."""
