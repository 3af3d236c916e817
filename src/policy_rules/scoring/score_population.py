"""Several units scored together, step by step: a step that reads its peers finds their column finished.

A step is worked out for the other units when it is first asked for, each unit's items and steps in their
order, and once only. Source: effects, 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError, Fault, PolicyRulesError
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.scoring.charged import charged
from policy_rules.scoring.entries import on_file
from policy_rules.scoring.fitting import is_for
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.named_values import Outcomes, SheetReference
from policy_rules.scoring.others import Column, Others, Peer
from policy_rules.scoring.points import Amounted
from policy_rules.scoring.reasons import missing_in
from policy_rules.scoring.score_unit import Scoring
from policy_rules.scoring.sheet import Item, Sheet, Step
from policy_rules.scoring.tree_reads import TreeReads, reads_of
from policy_rules.scoring.unit_classes import ClassKey, equal_keys, ways
from policy_rules.values.known import ANYTHING, TRUE, UNDECIDED, F, Num, T, Truth


@frozen(eq=False)
class UnitToScore:
    """A unit of the population, with the findings that its sheet reads.

    Without a `sheet` it is not scored, but stands among the peers of every sheet that may be its own.
    `program` is needed where an item's `due` is before the day of assessment.
    """

    view: UnitView
    sheet: Sheet | None
    results: Outcomes
    program: Program | None = None

    @property
    def unit(self) -> str:
        """The unit's id."""
        return self.view.unit.id


class Together:
    """The units of a population, each with its own sheet; scores are worked out when asked for.

    Raises:
        FactsError: entries or corrections are out of bounds, or about nothing of the unit's sheet; all
            faults of all units are told at once.
    """

    def __init__(self, members: Iterable[UnitToScore]) -> None:
        self.members = tuple(members)
        self.at: list[tuple[str, Sheet, str]] = []
        """What is being worked out: unit, sheet and step, each asked for by the one before."""
        self._runs: dict[tuple[str, str], _Run | None] = {}
        self._by_unit = {m.unit: m for m in self.members}
        self._scores: dict[str, Score] = {}
        self._columns: dict[tuple[Column, ClassKey], list[Peer]] = {}
        self._keys: dict[tuple[Column, str], ClassKey] = {}
        faults: list[Fault] = []
        for member in self.members:
            try:
                self._own_run(member.unit)
            except FactsError as error:
                faults += error.faults
        if faults:
            raise FactsError(faults)

    def score(self, unit: str) -> Score | None:
        """The unit's score among its peers; None where it has no sheet.

        Raises:
            PolicyRulesError: steps of different sheets wait for each other.
        """
        run = self._own_run(unit)
        if run is not None and unit not in self._scores:
            self._scores[unit] = run.score()
        return self._scores.get(unit)

    def among(self, unit: str) -> Others | None:
        """The population as it looks to one of its units; None where that has no sheet."""
        run = self._own_run(unit)
        return None if run is None else run.population

    def class_of(self, unit: str, column: Column) -> ClassKey:
        """The unit's key of the class that the column compares; empty where it compares all of a sheet."""
        run = self._own_run(unit)
        return () if run is None or column.among is None else self._key(column, run, self._by_unit[unit])

    def _own_run(self, unit: str) -> _Run | None:
        member = self._by_unit.get(unit)
        return None if member is None or member.sheet is None else self._run(member, member.sheet)

    def _run(self, member: UnitToScore, sheet: Sheet) -> _Run:
        found = self._runs.get((member.unit, sheet.name))
        if found is None:
            found = self._runs[member.unit, sheet.name] = _Run(self, member, sheet)
        return found

    # -- columns -------------------------------------------------------------------------------------

    def peers(self, column: Column, run: _Run) -> Sequence[Peer]:
        """The units with which the run's own may be compared."""
        key = () if column.among is None else self._key(column, run, run.member)
        found = self._columns.get((column, key))
        if found is None:
            found = self._columns[column, key] = list(self._column(column, run, key))
        return [p for p in found if p.unit != run.member.unit]

    def _column(self, column: Column, run: _Run, key: ClassKey) -> Iterator[Peer]:
        for member in self.members:
            if column.among is not None:
                yield self._of_class(column, run, key, member)
            elif member.sheet is run.sheet:
                yield self._peer(column, self._run(member, run.sheet), TRUE)
            elif member.sheet is None and is_for(run.sheet, member.view).hi == T:
                yield self._unplaced(column, run.sheet, member)

    def _of_class(self, column: Column, run: _Run, key: ClassKey, member: UnitToScore) -> Peer:
        """A unit whose sheet may be another, by its key."""
        theirs = self._key(column, run, member)
        same = equal_keys(key, theirs)
        columns = {column.of, *column.keys}
        if same.hi < T:
            return Peer(member.unit, ANYTHING, same)
        if member.sheet is None or not columns <= _names(member.sheet):
            # nobody can tell what it has: it may be anywhere in the class, or not in the ranking at all
            keys = (ANYTHING,) * len(column.keys)
            return Peer(member.unit, ANYTHING, Truth(F, T), keys, frozenset((f"{member.unit}: sheet",)))
        open_ = frozenset[str]()
        if not all(k is not None and k.settled for k in theirs):
            open_ = self._open(column, run, member)
        return self._peer(column, self._run(member, member.sheet), same, open_)

    def _unplaced(self, column: Column, sheet: Sheet, member: UnitToScore) -> Peer:
        """A unit whose facts leave open whether the sheet is its own."""
        why = frozenset((f"{member.unit}: sheet",))
        try:
            return self._peer(column, self._run(member, sheet), UNDECIDED, why)
        except FactsError:  # what is on file about it does not fit the sheet, which may yet be its own
            return Peer(member.unit, ANYTHING, UNDECIDED, (ANYTHING,) * len(column.keys), why)

    def _peer(self, column: Column, theirs: _Run, same: Truth, why: frozenset[str] = frozenset()) -> Peer:
        value, *keys = (theirs.points(name) for name in (column.of, *column.keys))
        return Peer(theirs.member.unit, value, same, tuple(keys), why)

    # -- classes -------------------------------------------------------------------------------------

    def _key(self, column: Column, run: _Run, member: UnitToScore) -> ClassKey:
        """The key of a unit, read with the parameters of the run's sheet.

        An open parameter is the same for all units, whatever it is: each of its values gives a key.
        """
        at = (column, member.unit)
        if at not in self._keys:
            reference = self._reference(column, run, member)
            assert column.among is not None
            named = {*_inside(column, run.sheet).inputs}
            open_ = {n: run.reference.known[n] for n in named & {*run.sheet.parameters}}
            self._keys[at] = tuple(
                None if reference is None else reference.with_known(set_).value(column.among, {})
                for set_ in ways(open_)
            )
        return self._keys[at]

    def _reference(self, column: Column, run: _Run, member: UnitToScore) -> SheetReference | None:
        """The facts of a unit for its key, with items and steps that the key reads; None: it lacks them."""
        sheet = run.sheet
        inside = _inside(column, sheet)
        read = _names(sheet) & {*inside.inputs}
        if read and (member.sheet is None or not read <= _names(member.sheet)):
            return None
        set_ = {n: v for n, v in run.reference.known.items() if n in sheet.parameters or n in sheet.defined}
        results = charged(member.program, member.view, member.results, inside.findings)
        if not read or member.sheet is None:
            return SheetReference(member.view, set_, results)
        theirs = self._run(member, member.sheet)
        for name in read:
            theirs.up_to(name)
        known = {**set_, **{name: theirs.reference.known[name] for name in read}}
        return SheetReference(member.view, known, results)

    def _open(self, column: Column, run: _Run, member: UnitToScore) -> frozenset[str]:
        """The facts that leave the key of a unit open."""
        reference = self._reference(column, run, member)
        assert column.among is not None
        named = _names(run.sheet) & {*_inside(column, run.sheet).inputs}
        if reference is not None:
            named = frozenset(n for n in named if not reference.known[n].settled)
            named |= missing_in(column.among, reference)
        return frozenset(f"{member.unit}: {n}" for n in named if not n.startswith("parameters."))


class _Run(Scoring):
    """The run of one unit, which goes on only as far as it is asked."""

    def __init__(self, together: Together, member: UnitToScore, sheet: Sheet) -> None:
        view, peers = member.view, _Others(together, self)
        told = on_file(sheet, view.unit.entries, view.unit.corrections, view.as_of, view)
        super().__init__(sheet, view, member.results, told, program=member.program, peers=peers)
        self.together, self.member = together, member
        self._left: list[Item | Step] = [*sheet.items.values(), *sheet.steps]
        self._left.reverse()
        self._busy = False

    def run(self) -> None:
        """Whatever is left."""
        while self._left:
            self._next("")

    def up_to(self, name: str) -> Amounted:
        """The value of an item or step, all before it being worked out first."""
        while name not in self.values:
            self._next(name)
        return self.values[name]

    def points(self, name: str) -> Num:
        """The same, which is one of points."""
        found = self.up_to(name)
        return found if isinstance(found, Num) else ANYTHING

    def _next(self, wanted: str) -> None:
        if self._busy:
            raise PolicyRulesError(self._circle(wanted))
        part = self._left.pop()
        name = part.id if isinstance(part, Item) else part.name
        self._busy = True
        self.together.at.append((self.member.unit, self.sheet, name))
        try:
            if isinstance(part, Item):
                self.item(part)
            else:
                self.step(part)
        finally:
            self.together.at.pop()
            self._busy = False

    def _circle(self, wanted: str) -> Fault:
        at = self.together.at
        start = next(
            n for n, (unit, sheet, _) in enumerate(at) if (unit, sheet) == (self.member.unit, self.sheet)
        )
        chain = list(dict.fromkeys((sheet.name, step) for _, sheet, step in at[start:]))
        told = " → ".join(f"`{step}` of `{sheet}`" for sheet, step in (*chain, (self.sheet.name, wanted)))
        hint = "let every sheet work out what others compare before it reads its own peers"
        return Fault(f"these steps wait for each other: {told}", self.sheet.place, hint)


class _Others:
    """The population as one of its units sees it."""

    def __init__(self, together: Together, run: _Run) -> None:
        self._together, self._run = together, run

    @property
    def sheets(self) -> Mapping[str, str]:
        """Every unit of the population with the name of its sheet, "" where it has none."""
        return {m.unit: "" if m.sheet is None else m.sheet.name for m in self._together.members}

    def peers(self, column: Column) -> Sequence[Peer]:
        """The other units' values of the step that is read."""
        return self._together.peers(column, self._run)


def _inside(column: Column, sheet: Sheet) -> TreeReads:
    """What stands in the key of the column's classes; of another reading of the sheet it is worked out."""
    assert column.among is not None
    return sheet.reads.get(column.among) or reads_of(column.among)


def _names(sheet: Sheet) -> frozenset[str]:
    """The items and steps of a sheet."""
    return frozenset((*sheet.items, *(s.name for s in sheet.steps)))
