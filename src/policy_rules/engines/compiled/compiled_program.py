"""The generated module of a program: one function for the outcomes, one for each rule's full result.

What writes the text is imported when there is text to write: one unit alone is answered without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.answers import known_answers
from policy_rules.reference.protocol import carried, unknown
from policy_rules.reference.trace import RuleResult, Tracer

if TYPE_CHECKING:
    from policy_rules.engines.compiled.outcomes_function import Outcomes

Spans = Mapping[str, tuple[int, int]]


@frozen(eq=False, slots=False)
class CompiledProgram:
    """A program as generated code; immutable, so any number of threads may run it.

    The text of the outcomes and that of the full results are made apart, each when first asked for.
    """

    program: Program = field(repr=False)
    when_hot: bool = False
    _calls: Iterator[int] = field(factory=count, init=False, repr=False)
    _first: list[tuple[UnitView, Spans]] = field(factory=list, init=False, repr=False)
    """The first unit, until the second comes: what silent rules came to need not be found again."""

    @property
    def source(self) -> str:
        """The whole text: readable, the same for the same program, with rule ids in comments."""
        return self._outcomes.text + "\n\n" + self._results[0]

    def outcomes(self, view: UnitView) -> Spans:
        """The findings of every rule. Only findings that other rules read are left on the view."""
        alone = self.when_hot and next(self._calls) == 0  # not worth finding out what rules read
        if not self.reads(view):
            return Tracer(self.program, view).outcomes()
        if alone:
            with quiet(old=True):  # the trees that are looked at stay
                found = Tracer(self.program, view).outcomes(known_answers(self.program, view))
            self._first.append((view, found))
            return found
        if self._first:
            with suppress(IndexError):  # another thread was sooner
                self._outcomes.learn(*self._first.pop())
        return self._outcomes(view)

    def results(self, view: UnitView) -> Mapping[str, RuleResult]:
        """The full results of every rule, as the reference gives them."""
        if not self.reads(view):
            return Tracer(self.program, view).results()
        return {rule: result(view) for rule, result in self._results[1]}

    def reads(self, view: UnitView) -> bool:
        """Whether the text may read the facts of the view; one with ways of its own is the reference's."""
        own, known = self.program.model.vocabulary, view.vocabulary
        return type(view) is UnitView and own.entities is known.entities and own.measures is known.measures

    @cached_property
    def _outcomes(self) -> Outcomes:
        from policy_rules.engines.compiled.outcomes_function import Outcomes

        return Outcomes(self.program, when_hot=self.when_hot)

    @cached_property
    def _results(self) -> tuple[str, tuple[tuple[str, Callable[[UnitView], RuleResult]], ...]]:
        from policy_rules.engines.compiled.results_functions import results_functions

        return results_functions(self.program)


def compile_program(program: Program, *, when_hot: bool = False) -> CompiledProgram:
    """The generated code of the program, one for each; `when_hot`: made while it is used, group by group."""
    key = "compiled when hot" if when_hot else "compiled"
    return program.kept.once(key, lambda: CompiledProgram(carried(program, unknown), when_hot))


def source(program: Program) -> str:
    """The generated text of the program."""
    return compile_program(program).source
