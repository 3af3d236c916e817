"""A loaded ruleset, ready to assess units: the library's main entrance.

>>> henan = load_ruleset("henan")
>>> len(henan.rules) > 0
True

Each method imports what it needs: to load a ruleset takes a tenth of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_rules import cache
from policy_rules.arguments import Day, Year, asked_day, asked_year, mapping_of, names_among, names_listed
from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.errors import FactsError, Fault, RulesetError
from policy_rules.loaded_ruleset import LoadedRuleset
from policy_rules.ruleset.shipped import find_ruleset

if TYPE_CHECKING:
    from typing import Unpack

    from policy_rules.engines.columnar import FrameAssessment
    from policy_rules.engines.session import Session
    from policy_rules.facts.bound import Facts
    from policy_rules.facts.facts_file import FactsLike, RawFacts
    from policy_rules.facts.together import Several
    from policy_rules.results.assessed import About, Asked
    from policy_rules.results.assessment import Assessment
    from policy_rules.results.at_once import AtOnce
    from policy_rules.results.one_by_one import AssessedOneByOne
    from policy_rules.results.population import Population
    from policy_rules.results.questions import Questions
    from policy_rules.ruleset.decisions import Taken


def load_ruleset(name_or_path: str | Path, *, digest: str | None = None) -> Ruleset:
    """A ruleset by its name or by the path of its folder.

    Names are those of rulesets that ship with the library, then those that installed packages give
    (`ruleset.shipped`). With a `digest` (`Ruleset.digest`) its files are hashed first, and any other than
    those meant is refused unread. Loading runs no code of the ruleset.

    Raises:
        RulesetError: there is none, it is another than the digest says, or something in its files is wrong;
            all faults of all files are told at once.
    """
    return Ruleset(*cache.loaded(find_ruleset(name_or_path), digest))


@frozen(eq=False, repr=False)
class Ruleset(LoadedRuleset):
    """A ruleset whose files were found good. Immutable; may be shared between threads."""

    def with_profile(self, name: str) -> Ruleset:
        """The ruleset with the parameters of a profile, or of a file (`.yaml`, `.json`) that is like one.

        Raises RulesetError where there is none such, or with all that is wrong in the file.
        """
        if isinstance(name, str) and name in self._with_profile:
            return self._with_profile[name]
        from policy_rules.ruleset.profile import apply_profile

        model, faults = apply_profile(self.model, name)
        if faults:
            raise RulesetError(faults)
        made = Ruleset(model, self.program, self.setting)
        if name in self.model.profiles:  # a file of its own may be another the next time
            self._with_profile[name] = made
        return made

    def with_parameters(self, parameters: Mapping[str, object]) -> Ruleset:
        """The ruleset with these values of parameters at all times, as a profile file has them.

        What is made with it is labelled as what is made with a profile. Raises RulesetError with all faults.
        """
        from policy_rules.ruleset.profile import AT_CALL, set_parameters

        given = mapping_of(parameters, "parameters", "names of parameters to values")
        model, faults = set_parameters(self.model, given)
        if faults:
            raise RulesetError(faults)
        return Ruleset(model, self.program, AT_CALL)

    def _as_asked(self, profile: str | None) -> Ruleset:
        """The ruleset with the profile that a call names, itself where it names none ("" or None)."""
        none = profile is None or (isinstance(profile, str) and not profile)
        return self if none or profile is None else self.with_profile(profile)

    @cached_property
    def _with_profile(self) -> dict[str, Ruleset]:  # made so far: their sheets are read once
        return {}

    def assess(
        self,
        facts: RawFacts | Facts | FactsLike,
        unit: str | None = None,
        *,
        as_of: Day,
        year: Year | None = None,
        profile: str | None = None,
        sheet: str | None = None,
        engine: str | None = None,
        known_by: Day | None = None,
        decisions: Taken = None,
        parameters: Mapping[str, object] | None = None,
    ) -> Assessment:
        """What can be said of one unit as of a day.

        `unit` may be left out where the facts speak of one. `year` is the year for which recurring
        rules are judged and whose records count; without it recurring rules are judged for that of
        `as_of`. `profile` names parameters to try out; `sheet` a scoring sheet, else the one for the
        unit and year, where there is one (illustrative ones only with a profile). `engine` is
        `compiled` or `reference`, by default whichever is sooner done. With `known_by` only what was
        known by that day counts (`facts.known`): what would have been said then. `decisions` are
        decisions on readings, one or a list of them: the names of files that ship with the ruleset, paths
        of others, or what such a file holds; they go before a profile. `profile` may name a file like a
        profile's too; `parameters` are values of parameters to try out, over those of the profile.

        Raises:
            FactsError: the facts cannot be used, or the unit is not among them.
            RulesetError: no such profile or sheet, or faults in the decisions.
        """
        about: About = {"as_of": as_of, "year": year, "profile": profile, "sheet": sheet, "engine": engine}
        about = about | {"known_by": known_by, "decisions": decisions}
        if mapping_of(parameters, "parameters", "names of parameters to values"):
            from policy_rules.results.assessment import Assessment
            from policy_rules.results.from_facts import assess

            ruleset = self._as_asked(profile).with_parameters(parameters or {})
            ruleset, asked = ruleset._asked(facts, unit, about | {"profile": None})  # noqa: SLF001 - its own
            return assess(Assessment, ruleset.model, ruleset.program, asked)
        return self._assessed(facts, unit, about)

    def outcomes(
        self, facts: RawFacts | Facts | FactsLike, unit: str | None = None, **about: Unpack[About]
    ) -> dict[str, int]:
        """What `assess` finds, asked alike, as a code for each rule; `outcome_of` tells what it means.

        Values of parameters are given by `with_parameters`, as for `assess_many` and populations. The code
        is `5 * least + greatest`, places (0 to 4) on the chain of outcomes: 12 is surely `satisfied`.
        """
        if self._at_once is not None and (found := self._at_once.outcomes(facts, unit, about)) is not None:
            return found
        from policy_rules.results.assessed import About
        from policy_rules.results.from_facts import unit_outcomes
        from policy_rules.results.one_by_one import codes

        names_among(about, About.__annotations__, "nothing is asked by")
        ruleset, asked = self._asked(facts, unit, about)
        return codes(unit_outcomes(ruleset.model, ruleset.program, asked))

    def assess_many(
        self,
        facts: Iterable[RawFacts | Facts | FactsLike],
        *,
        progress: Callable[[int], object] | None = None,
        **about: Unpack[About],
    ) -> AssessedOneByOne:
        """Facts of one unit after another, assessed when asked for; `.errors`: what could not be used."""
        from policy_rules.results.assessed import About
        from policy_rules.results.one_by_one import AssessedOneByOne

        names_among(about, About.__annotations__, "nothing is asked by")
        about["as_of"], about["year"] = asked_day(about.get("as_of"), "as_of"), asked_year(about.get("year"))
        self._as_asked(about.get("profile"))
        about["decisions"] = self.decisions(about.get("decisions"))
        return AssessedOneByOne(facts, lambda each: self._assessed(each, None, about), progress)

    def _assessed(self, facts: RawFacts | Facts | FactsLike, unit: str | None, about: About) -> Assessment:
        if self._at_once is not None and (found := self._at_once.assessment(facts, unit, about)) is not None:
            return found
        from policy_rules.results.assessment import Assessment
        from policy_rules.results.from_facts import assess

        ruleset, asked = self._asked(facts, unit, about)
        return assess(Assessment, ruleset.model, ruleset.program, asked)

    @cached_property
    def _at_once(self) -> AtOnce | None:
        """What it answers without binding; nothing where a sheet may be the one for a unit."""
        from policy_rules.results.at_once import AtOnce
        from policy_rules.ruleset.sheet_heads import some_not_illustrative

        if self.setting or some_not_illustrative(self.model):
            return None
        return AtOnce(self.model, self.program, self.bind)

    def _asked(
        self, facts: RawFacts | Facts | FactsLike, unit: str | None, about: About
    ) -> tuple[Ruleset, Asked]:
        """What is asked of one unit, checked, and the ruleset with its profile."""
        from policy_rules.engines.by_name import engine_on
        from policy_rules.facts import known_by as known
        from policy_rules.facts.together import unit_named
        from policy_rules.results.assessed import Asked

        day, of_year = asked_day(about.get("as_of"), "as_of"), asked_year(about.get("year"))
        known_by, profile, sheet = about.get("known_by"), about.get("profile"), about.get("sheet")
        known_on = None if known_by is None else asked_day(known_by, "known_by")
        ruleset = self._as_asked(profile)
        bound = ruleset.bind(facts)
        if known_on is not None:
            bound = known.known_by(bound, known_on, self.model.vocabulary)
        name = unit_named(bound, unit)
        return ruleset, Asked(
            bound,
            name,
            day,
            of_year,
            engine_on(ruleset.program, about.get("engine")),
            profile or self.setting,
            ruleset.sheet_for(bound, name, day, of_year, sheet, profile or self.setting),
            known_on,
            self.decisions(about.get("decisions")),
        )

    def assess_population(
        self,
        units: Several,
        *,
        as_of: Day,
        year: Year | None = None,
        profile: str | None = None,
        sheets: Mapping[str, str] | None = None,
        engine: str | None = None,
        known_by: Day | None = None,
        decisions: Taken = None,
    ) -> Population:
        """All units of the facts for a year, each among its peers: totals, grades and ranks.

        `units` are facts of many units, or several such. `sheets` names the sheets of units by their ids,
        where it is not the one for the unit and year. The rest is told by `assess`.

        Raises:
            FactsError: the facts cannot be used, or a unit that `sheets` names is not among them.
            RulesetError: no such profile or sheet.
        """
        from policy_rules.engines.by_name import engine_on
        from policy_rules.facts import known_by as known
        from policy_rules.facts.together import facts_together, unit_named
        from policy_rules.results.assessed import Asked
        from policy_rules.results.population import assess_population, without_organs

        day, of_year = asked_day(as_of, "as_of"), asked_year(year)
        known_on = None if known_by is None else asked_day(known_by, "known_by")
        ruleset = self._as_asked(profile)
        with quiet():
            bound = facts_together(ruleset.bind, units)
            if known_on is not None:
                bound = known.known_by(bound, known_on, self.model.vocabulary)
            named = mapping_of(sheets, "sheets", "unit ids to names of sheets")
            chosen = {unit_named(bound, unit): sheet for unit, sheet in named.items()}
            by = engine_on(ruleset.program, engine)
            taken = self.decisions(decisions)
            asked = []
            for unit in bound.units:
                sheet = ruleset.sheet_for(
                    bound, unit, day, of_year, chosen.get(unit), profile or self.setting
                )
                about = (bound, unit, day, of_year, by, profile or self.setting, sheet, known_on)
                asked.append(Asked(*about, taken))
            asked = list(without_organs(asked, chosen))
            return assess_population(ruleset.model, ruleset.program, asked)

    def questions(
        self,
        facts: Several | None = None,
        *,
        as_of: Day | None = None,
        year: Year | None = None,
        profile: str | None = None,
        decisions: Taken = None,
        sheet: str | None = None,
        only: str | None = None,
    ) -> Questions:
        """The questions that the words leave open, those first that settle most rules.

        Of each it is told what hangs on it: every reading that can be named is put in, and the findings that
        are unknown without it are worked out anew, and the points of units with a scoring sheet (as in
        `assess`): those of every unit of the facts as of a day, by itself, or, without facts, those of the
        examples of the rules. With a profile or decisions only what they leave open is asked; with `only`,
        the question of that parameter alone.

        Raises:
            FactsError: the facts cannot be used, or lack a day, or decisions or a sheet come without them.
            RulesetError: no such profile, faults in the decisions, or `only` is no open parameter.
        """
        from policy_rules.engines.by_name import engine_on
        from policy_rules.facts.together import facts_together
        from policy_rules.results.questions import questions_in, questions_in_examples

        of_year = asked_year(year)
        ruleset = self._as_asked(profile)
        if facts is None:
            if decisions is not None or sheet is not None:
                told = "decisions and sheets are taken for units in a year, and no facts of units are given"
                raise FactsError(Fault(told, hint="give facts, or leave them out"))
            with quiet():
                return questions_in_examples(ruleset.model, ruleset.program, only)
        if as_of is None:
            raise FactsError(Fault("no day to judge the facts by", hint="give `as_of`"))
        with quiet():
            bound, taken = facts_together(ruleset.bind, facts), self.decisions(decisions)
            one = partial(self.assess, bound, as_of=as_of, year=of_year, profile=profile, decisions=taken)
            asked = [one(unit, sheet=sheet) for unit in bound.units]
            engine = engine_on(ruleset.program, None)
            return questions_in(ruleset.model, ruleset.program, asked, engine, only)

    def session(
        self,
        *,
        as_of: Day,
        year: Year | None = None,
        profile: str | None = None,
        sheet: str | None = None,
        decisions: Taken = None,
    ) -> Session:
        """A session to assert, change and retract facts one by one.

        All its units are scored by the sheet that is named. Without one nothing is scored, and a rule that
        reads what a sheet gives has the published figure alone: unlike `assess`, a session does not look for
        the sheet that is the unit's. The rest is told by `assess`.

        Raises:
            EngineError: the package durable-rules is not there, or cannot carry a rule.
            RulesetError: no such profile or sheet, or faults in the decisions.
        """
        from policy_rules.engines.session import Session

        ruleset = self._as_asked(profile)
        return Session(
            ruleset.model,
            ruleset.program,
            sheet=None if sheet is None or sheet == "" else ruleset.sheet_named(sheet),
            as_of=asked_day(as_of, "as_of"),
            year=asked_year(year),
            decisions=self.decisions(decisions),
            profile=profile or self.setting,
        )

    def assess_frame(
        self,
        frames: Mapping[str, Any],
        *,
        as_of: Day,
        year: Year | None = None,
        profile: str | None = None,
        rules: Iterable[str] | None = None,
    ) -> FrameAssessment:
        """A population in frames on all rules that the columnar engine carries (extra `frames`).

        `rules`: the ids of those that are asked for, by default all. What the frames hold is told by
        `policy_rules.engines.columnar`.

        Raises:
            FactsError: the frames cannot be used as they are.
            PolicyRulesError: no such rule.
            RulesetError: no such profile.
        """
        from policy_rules.engines.columnar import assess_frame

        ruleset = self._as_asked(profile)
        program, asked = ruleset.own_program, None if rules is None else names_listed(rules, "rules")
        names_among(asked or (), self.model.rules, "no rule")
        frames = mapping_of(frames, "frames", "`units` and names of lists to frames")
        day, of_year = asked_day(as_of, "as_of"), asked_year(year)
        return assess_frame(
            program, frames, as_of=day, year=of_year, rules=asked, illustrative=bool(profile or self.setting)
        )
