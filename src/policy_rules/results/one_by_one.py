"""Units one after the other, and outcomes as codes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from policy_rules.core.nodes import OUTCOMES
from policy_rules.errors import FactsError, Fault, PolicyRulesError, printed
from policy_rules.results.assessment import Assessment

WIDTH = len(OUTCOMES)


def codes(outcomes: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """The outcomes, least and greatest, as one number for each rule."""
    return {rule: WIDTH * low + high for rule, (low, high) in outcomes.items()}


def outcome_of(code: int) -> str:
    """The outcome that a code of `Ruleset.outcomes` means; `unknown` where several are possible.

    Raises:
        PolicyRulesError: it is no such code.
    """
    if isinstance(code, int) and not isinstance(code, bool) and 0 <= code < WIDTH * WIDTH:
        low, high = divmod(code, WIDTH)
        if low <= high:
            return OUTCOMES[low] if low == high else "unknown"
    raise PolicyRulesError(
        Fault(f"`{printed(code)}` is no code of an outcome", hint="`Ruleset.outcomes` gives them")
    )


class AssessedOneByOne(Iterator[Assessment]):
    """Assessments as they are asked for; what cannot be assessed is left out, and told in `errors`."""

    def __init__(
        self,
        facts: Iterable[Any],
        assess: Callable[[Any], Assessment],
        progress: Callable[[int], object] | None,
    ) -> None:
        if isinstance(facts, str | os.PathLike | Mapping) or not isinstance(facts, Iterable):
            told = f"facts of one unit after another are needed, not `{printed(facts)}`"
            raise FactsError(Fault(told, hint="give them in a list, those of a single unit too"))
        self.errors: dict[int, PolicyRulesError] = {}
        """What was wrong with facts that are left out, by their index."""
        self.done = 0
        """How many units have been looked at."""
        self._facts, self._assess, self._progress = iter(facts), assess, progress

    def __next__(self) -> Assessment:
        for facts in self._facts:
            index, found = self.done, None
            try:
                found = self._assess(facts)
            except PolicyRulesError as error:
                self.errors[index] = error
            self.done += 1
            if self._progress is not None:
                self._progress(self.done)
            if found is not None:
                return found
        raise StopIteration
