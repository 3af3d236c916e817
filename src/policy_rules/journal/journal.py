"""The journal's file: entries written one after the other, and read again up to any time."""

from __future__ import annotations

import datetime
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attrs import evolve

from policy_rules.arguments import asked_day
from policy_rules.errors import FactsError, Fault, Place, PolicyRulesError, printed
from policy_rules.facts.bound import Facts, Source
from policy_rules.facts.facts_file import FactsLike
from policy_rules.journal.accepted import ADD, ASSERT, CHANGE, LOAD, RETRACT, Accepted, FactsSoFar
from policy_rules.journal.as_told import told_text, told_value
from policy_rules.journal.file import EVERY, INSERT, connect, entry_of
from policy_rules.policy import Ruleset
from policy_rules.results.assessment import Assessment

Instant = datetime.datetime | None
Known = datetime.date | str | None
"""A day (all that was accepted on it counts), an instant with its time zone, or None: all."""


class Journal:
    """Facts of units as they were accepted, in one file, by a ruleset.

    The steps are those of a session (`docs/sessions.md`): a step that cannot be taken raises FactsError and
    leaves no entry. A step returns the number of its entry, which is then on the disk. `at` is when it was
    accepted, with its time zone: now, where it is not said; never before the entry before.

    Several threads and processes may write to one file; they take turns. After a fork each process opens the
    file for itself. Entries that another ruleset accepted are read by this one, or refused by their number.
    """

    def __init__(self, path: str | Path, ruleset: Ruleset) -> None:
        """Open a journal, made where there is none.

        Raises:
            PolicyRulesError: the file is no journal, is of a later form, or cannot be opened.
        """
        self.path, self.ruleset = Path(path), ruleset
        self._lock = threading.RLock()
        self._so_far, self._last, self._at = FactsSoFar(ruleset.model), 0, ""
        self._database: sqlite3.Connection | None = None
        self._process = 0
        with self._telling():
            self._opened()

    # -- steps -------------------------------------------------------------------------------------

    def assert_fact(
        self,
        unit: str,
        path: str,
        value: object,
        source: str | Source = "",
        *,
        at: Instant = None,
    ) -> int:
        """Accept a fact where none stands; the first one takes the unit in."""
        return self._accept(ASSERT, unit, path, value, source, at)

    def change_fact(
        self,
        unit: str,
        path: str,
        value: object,
        source: str | Source = "",
        *,
        at: Instant = None,
    ) -> int:
        """Accept another value in the place of a fact."""
        return self._accept(CHANGE, unit, path, value, source, at)

    def retract_fact(self, unit: str, path: str, *, at: Instant = None) -> int:
        """Accept that a fact is taken back."""
        return self._accept(RETRACT, unit, path, None, "", at)

    def add_unit(
        self,
        unit: str,
        *,
        name: str = "",
        parent: str = "",
        place: bool = False,
        organ_of: str = "",
        constructed: bool = False,
        at: Instant = None,
    ) -> int:
        """Accept a unit without facts."""
        said = {
            "name": name,
            "parent": parent,
            "is_place": place,
            "organ_of": organ_of,
            "constructed": constructed,
        }
        return self._accept(ADD, unit, "", said, "", at)

    def load(self, facts: FactsLike, *, at: Instant = None) -> int:
        """Accept the facts of new units, all or none: as a facts file holds them, or one such file."""
        if isinstance(facts, str | Path):
            try:
                text = Path(facts).read_text("utf-8")
            except (OSError, ValueError) as error:
                raise FactsError(Fault(f"the file cannot be read: {error}", Place(str(facts)))) from error
            return self._accept(LOAD, "", str(facts), text, "", at)
        if not isinstance(facts, Mapping):
            hint = "give a mapping as a facts file holds it, or the path of one file"
            raise FactsError(Fault(f"`{printed(facts)}` is no facts that a journal takes", hint=hint))
        return self._accept(LOAD, "", "", facts, "", at)

    # -- what was accepted -------------------------------------------------------------------------

    def entries(self, known_by: Known = None) -> tuple[Accepted, ...]:
        """The entries accepted by a day or an instant, in their order."""
        with self._lock, self._telling():
            found = map(entry_of, self._opened().execute(EVERY, (0,)))
            return tuple(_until(_limit(known_by), found))

    def facts(self, known_by: Known = None) -> Facts:
        """The facts as they stood by then; raises FactsError where an entry cannot stand by this ruleset."""
        if known_by is None:
            with self._lock, self._telling():
                self._catch_up(self._opened())
                return self._so_far.facts()
        so_far = FactsSoFar(self.ruleset.model)
        for entry in self.entries(known_by):
            _take(so_far, entry)
        return so_far.facts()

    def assess(self, unit: str | None = None, *, known_by: Known = None, **asked: Any) -> Assessment:
        """`Ruleset.assess` on the facts that were accepted by then."""
        return self.ruleset.assess(self.facts(known_by), unit, **asked)

    def session(self, *, known_by: Known = None, **asked: Any) -> Any:
        """`Ruleset.session` with the facts that were accepted by then: a `Session`."""
        session = self.ruleset.session(**asked)
        try:
            session.load(self.facts(known_by))
        except BaseException:
            session.close()
            raise
        return session

    # -- the file ----------------------------------------------------------------------------------

    def _accept(
        self,
        step: str,
        unit: str,
        path: str,
        value: object,
        source: str | Source,
        at: datetime.datetime | None,
    ) -> int:
        if not isinstance(source, str | Source):
            told = f"`{printed(source)}` is no source"
            raise FactsError(Fault(told, hint="give its id, or a `policy_rules.facts.bound.Source`"))
        entry = Accepted(0, _instant(at), step, unit, path, value, source, self.ruleset.digest)
        texts = (told_text(value), told_text(source))
        as_kept = evolve(entry, value=told_value(texts[0]), source=told_value(texts[1]))
        with self._lock, self._telling(), self._writing() as database:
            self._catch_up(database)
            when = self._in_order(as_kept.at, said=at is not None)
            changed = self._so_far.taken(as_kept)
            number = self._last + 1
            row = (number, when.isoformat(), step, unit, path, *texts, self.ruleset.digest)
            database.execute(INSERT, row)
            database.execute("COMMIT")
            self._so_far.units.update(changed)
            self._last, self._at = number, when.isoformat()
            return number

    def _in_order(self, at: datetime.datetime, *, said: bool) -> datetime.datetime:
        """When the next entry is accepted: not before the last one, whatever the clock says."""
        last = datetime.datetime.fromisoformat(self._at) if self._at else at
        if said and at < last:
            told = f"an entry was accepted at {last.isoformat()} already, after {at.isoformat()}"
            raise FactsError(Fault(told, hint="entries are accepted in the order of their times"))
        return max(at, last)

    def _catch_up(self, database: sqlite3.Connection) -> None:
        """Take in what others have written since."""
        for row in database.execute(EVERY, (self._last,)).fetchall():
            entry = entry_of(row)
            _take(self._so_far, entry)
            self._last, self._at = entry.number, row[1]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file for one writer; what is not committed when this ends has not been."""
        database = self._opened()
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")

    def _opened(self) -> sqlite3.Connection:
        """The connection of this process; one from before a fork is left alone."""
        if self._database is None or self._process != os.getpid():
            self._database, self._process = connect(self.path), os.getpid()
        return self._database

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell what SQLite tells in the library's way."""
        try:
            yield
        except sqlite3.Error as error:
            raise PolicyRulesError(
                Fault(f"the journal cannot be used: {error}", Place(str(self.path)))
            ) from error

    def close(self) -> None:
        """Close the file; a further step opens it again."""
        with self._lock:
            if self._database is not None and self._process == os.getpid():
                self._database.close()
            self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _take(so_far: FactsSoFar, entry: Accepted) -> None:
    try:
        so_far.units.update(so_far.taken(entry))
    except PolicyRulesError as error:
        told = f"entry {entry.number}, accepted at {entry.at.isoformat()}, cannot stand by this ruleset"
        raise FactsError([Fault(told), *error.faults]) from error


def _instant(at: Instant) -> datetime.datetime:
    if at is None:
        return datetime.datetime.now().astimezone()
    if not isinstance(at, datetime.datetime) or at.tzinfo is None or at.utcoffset() is None:
        hint = "give a datetime with a time zone: `datetime.now().astimezone()`"
        raise FactsError(Fault(f"`at` needs an instant, not `{printed(at)}`", hint=hint))
    return at


def _limit(known_by: Known) -> Callable[[Accepted], bool]:
    """Whether an entry was accepted by then."""
    if known_by is None:
        return lambda _: True
    if isinstance(known_by, datetime.datetime) and known_by.tzinfo is not None:
        return lambda entry: entry.at <= known_by
    day = asked_day(known_by, "known_by")
    return lambda entry: entry.at.date() <= day


def _until(known: Callable[[Accepted], bool], entries: Iterator[Accepted]) -> Iterator[Accepted]:
    """Entries up to the first that was not known: they rest on one another in their order."""
    for entry in entries:
        if not known(entry):
            return
        yield entry
