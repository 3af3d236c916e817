"""Two assessments side by side: what was asked otherwise, and what came out otherwise, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core.nodes import OUTCOMES
from policy_rules.results.asked_otherwise import Why, asked_otherwise, side_by_side
from policy_rules.results.assessed import Assessed
from policy_rules.results.shown_as_page import ShownAsPage, language_of_reports
from policy_rules.results.turned_by import turned_by
from policy_rules.scoring.points import Amounted, ends
from policy_rules.shown import form_of
from policy_rules.values.known import INF, End, Num
from policy_rules.wording import Language

if TYPE_CHECKING:
    from policy_rules.scoring.ledger import Both, Line, Score

Made = TypeVar("Made", bound=Assessed)

UNCHANGED, CHANGED, ADDED, GONE = "unchanged", "changed", "added", "gone"


@frozen
class FindingChange:
    """A rule whose finding is another: least and greatest outcome; None where there was no finding."""

    rule: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None

    @property
    def outcomes(self) -> tuple[str, str]:
        """Both outcomes as findings tell them, `unknown` while several are possible; "" = no finding."""
        return _outcome(self.before), _outcome(self.after)


@frozen
class AmountChange:
    """An item, a step or the total; None where the sheet has none such.

    `change` is the move of both ends, None where there is no such number (a grade, an end without a
    number before or after that moved, nothing on one side).
    """

    name: str
    before: Amounted | None
    after: Amounted | None

    @property
    def changed(self) -> bool:
        """Whether it is another."""
        return self.before != self.after

    @property
    def change(self) -> Both | None:
        """The move of each end."""
        if not isinstance(self.before, Num) or not isinstance(self.after, Num):
            return None
        moves = [_move(a, b) for a, b in zip(ends(self.before), ends(self.after), strict=True)]
        return None if None in moves else (moves[0], moves[1])  # type: ignore[return-value]


@frozen
class LineChange:
    """A line of the ledger, before and after: `unchanged`, `changed`, `added` or `gone`.

    Lines are the same by item or step, by effect, and by which of several such it is. A line is
    changed where it moves or holds something else; what earlier lines do to its running value is theirs.
    """

    status: str
    before: Line | None
    after: Line | None

    @property
    def line(self) -> Line:
        """The line after, or the one that is gone."""
        found = self.after or self.before
        assert found is not None
        return found


@frozen
class ConsequenceChange:
    """A consequence whose status is another: certain, possible, excluded, or "" where it was none."""

    rule: str
    before: str
    after: str


@frozen(eq=False, slots=False)
class Compared(ShownAsPage, Generic[Made]):
    """What differs between two assessments; `findings` and `consequences` list only what changed.

    `items`, `steps` and `lines` list all that either sheet has, changed or not. The two may be of
    different units, sheets, years or rulesets, which `why` tells first.
    """

    before: Made = field(repr=False)
    after: Made = field(repr=False)

    @cached_property
    def why(self) -> tuple[Why, ...]:
        """What was asked otherwise."""
        return tuple(asked_otherwise(self.before, self.after))

    @cached_property
    def findings(self) -> tuple[FindingChange, ...]:
        """The rules whose finding changed, in the order of the text."""
        before, after = ({f.rule.id: (f.lo, f.hi) for f in a} for a in (self.before, self.after))
        return tuple(FindingChange(r, a, b) for r, a, b in side_by_side(before, after) if a != b)

    def by(self, rule: str) -> tuple[Why, ...]:
        """By what the finding on a rule turned: the facts and parameters told otherwise that it reads.

        Where none is, what else was asked otherwise: day, year, sheet, ruleset, unit.
        """
        return turned_by(rule, self.why, self.after.program)

    @cached_property
    def items(self) -> tuple[AmountChange, ...]:
        """The items of both sheets."""
        before, after = (s.items if s else {} for s in self._scores)
        return tuple(AmountChange(*pair) for pair in side_by_side(before, after))

    @cached_property
    def steps(self) -> tuple[AmountChange, ...]:
        """The steps of both sheets."""
        before, after = (s.steps if s else {} for s in self._scores)
        return tuple(AmountChange(*pair) for pair in side_by_side(before, after))

    @cached_property
    def lines(self) -> tuple[LineChange, ...]:
        """The ledgers line by line; what is gone stands where it stood."""
        before, after = (s.ledger if s else () for s in self._scores)
        return tuple(_lines(before, after))

    @property
    def total(self) -> AmountChange:
        """The total; its name is that of the step after (before, where there is no sheet after)."""
        before, after = self._scores
        name = next((s.sheet.total for s in (after, before) if s and s.sheet.total), "")
        return AmountChange(name, before.total if before else None, after.total if after else None)

    @property
    def grade(self) -> tuple[frozenset[str] | None, frozenset[str] | None]:
        """The grades possible before and after; None without a sheet."""
        return self.before.grade, self.after.grade

    @cached_property
    def consequences(self) -> tuple[ConsequenceChange, ...]:
        """The consequences whose status changed."""
        before, after = ({c.rule: c.status for c in a.consequences} for a in (self.before, self.after))
        pairs = side_by_side(before, after)
        return tuple(ConsequenceChange(r, a or "", b or "") for r, a, b in pairs if a != b)

    @property
    def _scores(self) -> tuple[Score | None, Score | None]:
        return self.before.score, self.after.score

    @property
    def changed(self) -> bool:
        """Whether anything came out otherwise."""
        amounts = any(c.changed for c in (*self.items, *self.steps))
        lines = any(c.status != UNCHANGED for c in self.lines)
        return bool(self.findings or self.consequences or amounts or lines or len(set(self.grade)) > 1)

    def render(self, language: Language | None = None, *, full: bool = False) -> str:
        """The comparison as plain text; `full` tells the lines that did not change too."""
        return str(form_of(self, "text")(self, language_of_reports(self, language), full=full))


def _outcome(found: tuple[int, int] | None) -> str:
    if found is None:
        return ""
    return OUTCOMES[found[0]] if found[0] == found[1] else "unknown"


def _move(before: End, after: End) -> End | None:
    if before == after:
        return 0
    return None if INF in (abs(before), abs(after)) else after - before


# -- the ledger -------------------------------------------------------------------------------------


def _lines(before: Iterable[Line], after: Iterable[Line]) -> Iterator[LineChange]:
    """Lines that bear the same name beside each other; those gone after the one that they followed."""
    old, new = _named(before), _named(after)
    left = list(old)
    for key, line in new.items():
        if key not in old:
            yield LineChange(ADDED, None, line)
            continue
        while key in left and (first := left.pop(0)) != key:
            if first not in new:
                yield LineChange(GONE, old[first], None)
        same = _moved(old[key]) == _moved(line)
        yield LineChange(UNCHANGED if same else CHANGED, old[key], line)
    yield from (LineChange(GONE, old[key], None) for key in left if key not in new)


def _named(lines: Iterable[Line]) -> dict[tuple[str, str, str, int], Line]:
    found: dict[tuple[str, str, str, int], Line] = {}
    for line in lines:
        nth = 0
        while (key := (line.item, line.step, line.effect, nth)) in found:
            nth += 1
        found[key] = line
    return found


def _moved(line: Line) -> tuple[object, ...]:
    """What a line does. The amount of a step's line is all so far, and so what earlier lines did."""
    own = line.after if line.change is None else line.amount if line.item else None
    return line.change, own, line.kept, line.undefined
