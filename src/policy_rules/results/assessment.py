"""An assessment and what can be asked of it: compared, asked again otherwise, what to find out next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policy_rules.arguments import Day, Year, name_among, names_listed
from policy_rules.attributes import frozen
from policy_rules.errors import Fault, PolicyRulesError, printed
from policy_rules.results.assessed import Assessed
from policy_rules.results.comparison import Compared
from policy_rules.results.finding import OUTCOMES
from policy_rules.results.next_facts import By, NextFactRows
from policy_rules.results.shown_as_page import language_of_reports
from policy_rules.shown import ShownAsChart, form_of
from policy_rules.values.known import INF
from policy_rules.wording import Language, decimal_text

if TYPE_CHECKING:
    from policy_rules.results.sheet_choice import SheetReason
    from policy_rules.scoring.sheet import Sheet

PARTS = (
    "counts",
    "findings",
    "other_years",
    "score",
    "consequences",
    "next_facts",
    "differing",
    "notes",
)
"""What an assessment as plain data has, besides what it is of."""


class Comparison(Compared["Assessment"]):
    """What differs between two assessments, of whichever unit, sheet, year or ruleset."""


def compare(before: Assessment, after: Assessment) -> Comparison:
    """What differs between two assessments, of whichever unit, sheet, year or ruleset.

    Raises:
        PolicyRulesError: one of them is no assessment.
    """
    for given in (before, after):
        if not isinstance(given, Assessed):
            hint = "compare what `ruleset.assess` gives"
            raise PolicyRulesError(Fault(f"`{printed(given)}` is no assessment", hint=hint))
    return Comparison(before, after)


def _chosen(given: Iterable[str] | None, argument: str, known: Collection[str], what: str) -> frozenset[str]:
    """The names that an argument gives, all of those known where it is None."""
    if given is None:
        return frozenset(known)
    return frozenset(name_among(name, known, what) for name in names_listed(given, argument))


@frozen(eq=False, slots=False)
class Assessment(Assessed, ShownAsChart):
    """Everything that can be said of one unit as of a day, for a year.

    Immutable; what explains a finding, and all that is asked of it, is computed when asked for.
    """

    def __repr__(self) -> str:
        """Short: the unit, how many findings came to what, the score."""
        counts = ", ".join(f"{outcome} {number}" for outcome, number in self.counts.items() if number)
        ends = () if self.score is None else (self.score.lo, self.score.hi)
        told = "..".join(dict.fromkeys("∞" if abs(e) == INF else decimal_text(Fraction(e)) for e in ends))
        about = f"{self.unit.name} {self.year} as of {self.as_of}"
        return f"<assessment of {about}: {counts}{'; score ' + told if told else ''}>"

    def to_dict(
        self,
        *,
        rules: Iterable[str] | None = None,
        outcomes: Iterable[str] | None = None,
        parts: Iterable[str] | None = None,
        why: Language | None = None,
    ) -> dict[str, Any]:
        """It as plain data for JSON, or what is asked of it: only that is made.

        `rules` and `outcomes` choose the findings, by the ids of rules and by what came out. `parts` are
        names of PARTS, by default all; what it is of (unit, days, ruleset, labels) is always told. `why` is
        the language in which each finding tells its reasons (`Finding.why`); by default it tells none.

        Raises:
            PolicyRulesError: there is no such rule, outcome, part or language.
        """
        asked = {
            "rules": _chosen(rules, "rules", self.model.rules, "no rule"),
            "outcomes": _chosen(outcomes, "outcomes", OUTCOMES, "no outcome"),
            "parts": _chosen(parts, "parts", PARTS, "no part of an assessment"),
        }
        spoken = None if why is None else language_of_reports(self, why)
        return dict(form_of(self, "data")(self, **asked, why=spoken))

    def to_html(self, language: Language | None = None, *, brief: bool = False) -> str:
        """It as a whole page to hand on; `brief`: what matters most, on three pages of paper at most.

        Without `language` it is in the first of the ruleset's. Raises NoSuchName.
        """
        return str(form_of(self, "brief" if brief else "page")(self, language_of_reports(self, language)))

    def compare(self, other: Assessment) -> Comparison:
        """What differs in another assessment (this one is before), of whichever unit, sheet or year."""
        return compare(self, other)

    def what_if(
        self,
        changes: Mapping[str, object] | None = None,
        *,
        as_of: Day | None = None,
        year: Year | None = None,
        sheet: str | Sheet | None = None,
        profile: str | None = None,
    ) -> Comparison:
        """The same asked again with changes: `.after` is the new assessment, `.before` this one.

        `changes` maps names of facts and parameters, as the library prints them, to values as facts
        files write them; None is null, `UNKNOWN` takes away. All is told by `results.what_if`.

        Raises:
            FactsError: names that nothing declares, values that cannot be.
            RulesetError: no such sheet or profile.
        """
        from policy_rules.results.what_if import what_if

        return compare(self, what_if(self, changes, as_of=as_of, year=year, sheet=sheet, profile=profile))

    def why_no_sheet(self) -> tuple[SheetReason, ...]:
        """Of each sheet of the ruleset why it is not the unit's; () where the assessment has a sheet."""
        if self.asked.sheet is not None:
            return ()
        from policy_rules.results.sheet_choice import reasons_for_sheets
        from policy_rules.scoring.sheets.changed_parameters import read_sheet, sheet_names

        programs = self.program.by_id
        sheets = [read_sheet(self.model, name, programs) for name in sheet_names(self.model)]
        about = (self.asked.facts, self.asked.unit, self.as_of, self.asked.year)
        return reasons_for_sheets(sheets, self.model, *about, illustrative=bool(self.profile))

    def next_facts(self, by: By | None = None) -> NextFactRows:
        """The missing facts, those first that matter most.

        by: `points`: those that settle the grade, then by points, then as by findings. `findings`: by
        the number of rules that one answer settles or sends away, then of those that it helps. None: by
        points where some are at stake, else by findings.

        Raises:
            PolicyRulesError: there is no such order.
        """
        from policy_rules.results.next_facts import as_asked

        return as_asked(self._next_facts, by)

    @cached_property
    def _next_facts(self) -> NextFactRows:
        from policy_rules.results.next_facts import next_facts

        return next_facts(self)
