"""Decisions on readings in words and as data: who decided what, for which years and units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from policy_rules.attributes import frozen
from policy_rules.report.fact_names import FactNames
from policy_rules.report.phrases import in_a_row, phrase
from policy_rules.report.value_data import shown_value
from policy_rules.results.decided_readings import DecidedReading, DecisionTaken
from policy_rules.ruleset.decisions import Decision
from policy_rules.ruleset.model import RulesetModel
from policy_rules.wording import Language, Speaker

if TYPE_CHECKING:
    from policy_rules.results.score_decisions import DecidedInScore

_SHORT = 12
"""As many characters of a digest are told to people."""


@frozen
class DecisionWords:
    """Tells decisions in one language."""

    model: RulesetModel
    language: Language

    def told(self, reading: DecidedReading, *, whole: bool = False) -> str:
        """A parameter as a decision reads it; where it stays open, why; `whole`: all that is known of it."""
        decision = reading.decision
        speaker = Speaker(self.model.vocabulary, self.language)
        name = FactNames(self.model, self.language).say(f"parameters.{reading.parameter}")
        remarks = [self._say("invented")] if decision.illustrative else []
        if reading.late:
            remarks.append(f"{decision.known_on} {self._say('after the year began')}")
        if reading.otherwise:
            others = in_a_row((d.document for d in reading.otherwise), self.language)
            remarks.append(self._say("decided otherwise").format(others))
        if not reading.certain:
            remarks.append(self._say("perhaps meant"))
        if (reading.otherwise or not reading.certain) and not reading.value.settled:
            remarks.append(self._say("stays open").format(speaker.show(reading.value, reading.type)))
        remarks += self.about(decision, handed=reading.handed) if whole else ()
        shown = speaker.show(reading.says, reading.type)
        return f"{self.by(decision)}: {name} = {shown}" + (f" ({'; '.join(remarks)})" if remarks else "")

    def taken(self, taken: Sequence[DecisionTaken]) -> str:
        """Which decisions are taken, on a line; nothing where there are none."""
        told = in_a_row(map(self._one_taken, taken), self.language)
        colon = "：" if self.language == "zh" else ": "
        return f"{self._say('decisions taken')}{colon}{told}" if told else ""

    def _one_taken(self, taken: DecisionTaken) -> str:
        decision = taken.decision
        remarks = [decision.decided_by]
        remarks += [self._say("invented")] if decision.illustrative else []
        remarks += [] if taken.certain else [self._say("perhaps taken")]
        return f"{decision.document} ({'; '.join(remarks)})"

    def by(self, decision: Decision) -> str:
        """By which document of which office."""
        return self._say("by decision").format(document=decision.document, by=decision.decided_by)

    def about(self, decision: Decision, *, handed: bool = False) -> Iterator[str]:
        """When it was decided, for which years and units, on what ground, in the place of which others."""
        yield self._say("decided on").format(decision.decided_on)
        if decision.published_on is not None:
            yield self._say("published on").format(decision.published_on)
        years = in_a_row(map(str, sorted(decision.years or ())), self.language)
        yield self._say("for years").format(years) if years else self._say("for every year")
        if decision.units is not None and not handed:
            yield self._say("for units").format(decision.units.text)
        if decision.ground and not handed:
            yield self._say("on the ground").format(decision.ground)
        if decision.supersedes:
            yield self._say("takes the place of").format(in_a_row(decision.supersedes, self.language))
        yield self._say("digest").format(decision.digest[:_SHORT])

    def _say(self, key: str) -> str:
        return phrase(key, self.language)


def decision_data(reading: DecidedReading) -> dict[str, Any]:
    """A parameter read as decided, with the decision; `says` is what it says by itself."""
    return {
        "parameter": reading.parameter,
        "value": shown_value(reading.value, reading.type),
        "says": shown_value(reading.says, reading.type),
        "differs_from": [d.id for d in reading.otherwise],
        "certain": reading.certain,
        **decision_alone_data(reading.decision, handed=reading.handed),
        "after_the_year_began": reading.late,
    }


def score_decision_data(found: DecidedInScore) -> dict[str, Any]:
    """A decision that a score rests on, with the items and steps that do, and by which rules."""
    places = {"items": found.items, "steps": found.steps, "rules": found.rules}
    return {**decision_data(found.reading), **{name: list(told) for name, told in places.items()}}


def decision_taken_data(taken: DecisionTaken) -> dict[str, Any]:
    """A decision that counts for the unit, or may, with what it settles."""
    return {
        **decision_alone_data(taken.decision, handed=taken.handed),
        "settles": list(taken.settles),
        "certain": taken.certain,
    }


def decision_alone_data(decision: Decision, *, handed: bool = False) -> dict[str, Any]:
    """A decision as it was written; what others it means, and its ground, is not told to one unit alone."""
    seen = {
        "units": None if decision.units is None else decision.units.text,
        "ground": decision.ground or None,
    }
    withheld = [name for name, told in seen.items() if told is not None] if handed else []
    return {
        "decision": decision.id,
        "document": decision.document,
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on.isoformat(),
        "published_on": None if decision.published_on is None else decision.published_on.isoformat(),
        "years": None if decision.years is None else sorted(decision.years),
        **{name: None if name in withheld else told for name, told in seen.items()},
        **({"withheld": withheld} if withheld else {}),
        "supersedes": list(decision.supersedes),
        "digest": decision.digest,
        "illustrative": decision.illustrative,
    }
