"""Findings in rows, which can be searched by column and made into frames."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from policy_rules.results.finding import OUTCOMES, Finding
from policy_rules.results.rows import Rows
from policy_rules.ruleset.model import KINDS


class FindingRows(Rows[Finding]):
    """Findings, in the order of the text."""

    __slots__ = ()
    COLUMNS: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "rule": lambda f: f.rule.id,
        "document": lambda f: f.rule.document,
        "clause": lambda f: f.rule.clause,
        "kind": lambda f: f.rule.kind,
        "outcome": lambda f: f.outcome,
        "possible": lambda f: f.possible,
        "due": lambda f: f.due,
        "days_left": lambda f: f.days,
        "missing": lambda f: f.missing,
        "needs": lambda f: f.needs,
        "title": lambda f: f.rule.title,
        "text": lambda f: f.rule.text,
    }
    CLOSED: ClassVar[Mapping[str, Collection[str]]] = {
        "outcome": OUTCOMES,
        "possible": [outcome for outcome in OUTCOMES if outcome != "unknown"],
        "kind": KINDS,
    }
    NAMES: ClassVar[Mapping[str, Callable[[Any], Collection[str]]]] = {
        "rule": lambda f: f.model.rules,
        "document": lambda f: f.model.documents,
        "clause": lambda f: {rule.clause for rule in f.model.rules.values()},
    }
    DAYS = ("due",)
    NUMBERS = ("days_left",)
    FACTS = ("missing",)
