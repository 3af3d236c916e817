"""Answers from a mapping at once: the codes by the point tier, all else when it is looked at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field

from policy_rules.arguments import asked_day, asked_year
from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.by_name import engine_on
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.memo import with_later
from policy_rules.reference.trace import Tracer, recorded
from policy_rules.results.assessed import About, Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import Finding
from policy_rules.results.finding_rows import FindingRows
from policy_rules.results.limbs_finding import finding_class
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.scoring.others import ALONE

if TYPE_CHECKING:
    from policy_rules.engines.points import PointTier

Codes = Mapping[str, int]
WIDTH = len(core.OUTCOMES)
DAY = frozenset(("as_of", "year"))
"""All that may be asked besides the facts."""


@frozen(eq=False, slots=False)
class AtOnce:
    """What a ruleset answers to mappings that the point tier carries; None to all others.

    `bind` reads facts as the ruleset does, with all its checks.
    """

    model: RulesetModel
    program: Program
    bind: Callable[[Any], Facts]

    @cached_property
    def points(self) -> PointTier:
        """The point tier of its rules."""
        from policy_rules.engines.points import PointTier

        return PointTier(self.program, self.model.vocabulary)

    def outcomes(self, facts: Any, unit: str | None, about: About) -> dict[str, int] | None:
        """The codes of the findings."""
        if type(facts) is not dict or unit is not None:
            return None
        if len(about) != ("as_of" in about) + ("year" in about):  # something else is asked
            return None
        return self.points.outcomes(facts, day_asked(about.get("as_of"), about.get("year")))

    def assessment(self, facts: Any, unit: str | None, about: About) -> Assessment | None:
        """The assessment, of which only the codes are made."""
        if type(facts) is not dict or unit is not None:
            return None
        for name, value in about.items():
            if value is not None and name not in DAY:
                return None
        as_of, given = day = day_asked(about.get("as_of"), about.get("year"))
        codes = self.points.outcomes(facts, day)
        if codes is None:
            return None
        year = self.model.vocabulary.year.year(as_of.toordinal()) if given is None else given
        kept = {name: dict(told) for name, told in facts.items()}  # the caller's may change
        return with_later(
            Assessment,
            Later(self, kept, as_of, given, year, codes),
            {**self._all_alike, "as_of": as_of, "year": year},
        )

    @cached_property
    def _all_alike(self) -> Mapping[str, Any]:
        """What all these assessments have."""
        alike = {"model": self.model, "program": self.program, "profile": ""}
        return {**alike, "score": None, "peers": ALONE, "decided": None}

    @cached_property
    def rules(self) -> tuple[tuple[Rule, core.RuleProgram, Callable[..., Finding]], ...]:
        """The rules in the order of the text, with their programs and the classes of their findings."""
        of = self.program.by_id
        return tuple((rule, of[rule.id], finding_class(of[rule.id])) for rule in self.model.rules.values())


def day_asked(as_of: Any, year: Any) -> tuple[datetime.date, int | None]:
    """The day and the year; raises PolicyRulesError for what are none."""
    if type(as_of) is not datetime.date:
        as_of = asked_day(as_of, "as_of")
    if year is not None and (type(year) is not int or not datetime.MINYEAR <= year <= datetime.MAXYEAR):
        year = asked_year(year)
    return as_of, year


@frozen(eq=False, slots=False)
class Later:
    """What of an assessment is made when it is looked at."""

    makes = frozenset({"asked", "view", "findings", "own", "tracer"})

    at_once: AtOnce
    facts: dict[str, Any] = field(repr=False)
    as_of: datetime.date
    given: int | None
    year: int
    codes: Codes

    @cached_property
    def asked(self) -> Asked:
        """What was asked, its facts bound."""
        engine = engine_on(self.at_once.program, None)
        return Asked(self.at_once.bind(self.facts), self.facts["unit"]["id"], self.as_of, self.given, engine)

    @cached_property
    def tracer(self) -> Tracer:
        """The tracer of the unit, with the findings on its view."""
        view = self.asked.view(self.at_once.model.vocabulary)
        return recorded(self.at_once.program, view, self.own)

    @property
    def view(self) -> UnitView:
        """The view of the unit."""
        return self.tracer.view

    @cached_property
    def own(self) -> Mapping[str, tuple[int, int]]:
        """What the rules come to."""
        return {rule: divmod(code, WIDTH) for rule, code in self.codes.items()}

    @cached_property
    def findings(self) -> FindingRows:
        """The findings in the order of the text."""
        known = {
            "unit": self.facts["unit"]["id"],
            "as_of": self.as_of,
            "year": self.year,
            "score": None,
            "decided": None,
            "year_list": None,
        }
        codes = self.codes
        found = []
        for rule, program, kind in self.at_once.rules:
            lo, hi = divmod(codes[rule.id], WIDTH)
            about = {"rule": rule, "program": program, **known, "lo": lo, "hi": hi}
            found.append(with_later(kind, self, about))
        return FindingRows(found)
