"""The file of a journal: a table of entries in SQLite."""

from __future__ import annotations

import datetime
import sqlite3
from pathlib import Path
from typing import Any

from policy_rules.errors import Fault, Place, PolicyRulesError
from policy_rules.journal.accepted import Accepted
from policy_rules.journal.as_told import told_value

FORMAT = 1
"""The form of the file, raised when an older library could not read it."""
_APPLICATION = 0x504F4C52
"""What marks a file of SQLite as a journal."""
_MARKS = ("application_id", "user_version")
_WAIT = 60.0
"""Seconds for which a writer waits for others."""
_TABLE = """
CREATE TABLE entries (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL, step TEXT NOT NULL, unit TEXT NOT NULL, path TEXT NOT NULL,
  value TEXT NOT NULL, source TEXT NOT NULL, ruleset TEXT NOT NULL
) STRICT
"""
INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
EVERY = "SELECT * FROM entries WHERE number > ? ORDER BY number"


def connect(path: Path) -> sqlite3.Connection:
    """The file, made where there is none; raises PolicyRulesError where it is no journal of this form."""
    database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")  # on the disk when COMMIT returns
        database.execute("BEGIN IMMEDIATE")
        (mark,), (form,) = (database.execute(f"PRAGMA {name}").fetchone() for name in _MARKS)
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables and not mark:
            database.execute(_TABLE)
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute(f"PRAGMA user_version = {FORMAT}")
        else:
            _check(path, mark, form)
        database.execute("COMMIT")
    except BaseException:
        database.close()
        raise
    return database


def _check(path: Path, mark: int, form: int) -> None:
    if mark != _APPLICATION:
        raise PolicyRulesError(Fault("this is no journal", Place(str(path))))
    if form != FORMAT:
        told = f"the journal is of the form {form}, and this library reads {FORMAT}"
        raise PolicyRulesError(Fault(told, Place(str(path))))


def entry_of(row: tuple[Any, ...]) -> Accepted:
    """The entry of a row."""
    number, at, step, unit, path, value, source, ruleset = row
    when = datetime.datetime.fromisoformat(at)
    return Accepted(number, when, step, unit, path, told_value(value), told_value(source), ruleset)
