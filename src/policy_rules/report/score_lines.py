"""Score, grade and consequences as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from policy_rules.domain import INF, NEVER, End
from policy_rules.ir.words import OUTCOMES, Language, Speaker, decimal_text
from policy_rules.report.facts import FactNames
from policy_rules.report.words import phrase
from policy_rules.scoring.ledger import Line, Score
from policy_rules.scoring.values import Grade
from policy_rules.vocabulary import Type

if TYPE_CHECKING:
    from policy_rules.assessment import Assessment

MOST_LISTED = 8


def score_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """The score with its ledger, the grade, what is missing and what the text leaves open."""
    yield ""
    score = assessment.score
    if score is None:
        yield f"== {phrase('score', language)} =="
        yield phrase("no sheet", language)
        return
    yield f"== {phrase('score', language)}: {score.sheet.name} =="
    yield f"{phrase('score', language)} {points(score.lo, score.hi, language)}"
    yield f"{phrase('grade', language)} {grades(score, score.grade, assessment, language)}"
    yield from steps(score, assessment, language)
    for line in score.ledger:
        yield f"  {ledger_line(line, assessment, language)}"
    names = FactNames(assessment.model, language)
    for key, open_ in (("missing", score.missing), ("needs", score.needs)):
        if open_:
            said = [names.say(name if key == "missing" else f"parameters.{name}") for name in open_]
            more = len(said) - MOST_LISTED
            tail = f" … {more}" if more > 0 else ""
            yield f"{phrase(key, language)}: {'; '.join(said[:MOST_LISTED])}{tail}"


def points(lo: End, hi: End, language: Language) -> str:
    """A number of points, or the interval in which it lies."""
    unit = phrase("points", language)
    if -INF in (lo, hi) or INF in (lo, hi):
        known = [f"≥ {decimal_text(Fraction(lo))}"] if lo != -INF else []
        known += [f"≤ {decimal_text(Fraction(hi))}"] if hi != INF else []
        return ", ".join([*known, phrase("undetermined", language)])
    low, high = decimal_text(Fraction(lo)), decimal_text(Fraction(hi))
    return f"{low} {unit}" if lo == hi else f"{low}..{high} {unit}"


def grades(score: Score, possible: frozenset[str], assessment: Assessment, language: Language) -> str:
    """The grades possible, best first, with those that are excluded."""
    speaker = Speaker(assessment.model.vocabulary, language)
    kind = grade_type(assessment)
    order = [g for g in reversed(score.sheet.scale) if g in possible]
    word = "或" if language == "zh" else " or "
    told = word.join(speaker.label(g, kind) for g in order)
    shut = [speaker.label(g, kind) for g in reversed(score.sheet.scale) if g not in possible]
    return told + (f" ({phrase('excluded', language)}: {', '.join(shut)})" if shut and len(order) > 1 else "")


def grade_type(assessment: Assessment) -> Type | None:
    """The type of the measure that bears the name of the sheet's grade step."""
    score = assessment.score
    measure = assessment.model.vocabulary.measures.get(score.sheet.grade) if score else None
    return measure.type if measure else None


def steps(score: Score, assessment: Assessment, language: Language) -> Iterator[str]:
    """The value of each step, in the declared order."""
    told = []
    for name, value in score.steps.items():
        if isinstance(value, Grade):
            possible = frozenset(score.sheet.scale[p] for p in value.places)
            told.append(f"{name} {grades(score, possible, assessment, language)}")
        else:
            told.append(f"{name} {points(value.lo, value.hi, language)}{'' if value.null == NEVER else ' ?'}")
    yield "; ".join(told)


def ledger_line(line: Line, assessment: Assessment, language: Language) -> str:
    """One line of the ledger."""
    where = " · ".join(x for x in (line.step, line.item, line.effect) if x)
    speaker = Speaker(assessment.model.vocabulary, language)
    reasons = ", ".join(x for names in line.because.values() for x in names[:4])
    because = f" ({reasons})" if reasons else ""
    kept = f" [{line.kept}]" if line.kept else ""
    if isinstance(line.after, frozenset) or isinstance(line.before, frozenset) or line.change is None:
        kind = grade_type(assessment)
        after = line.after if isinstance(line.after, frozenset) else frozenset()
        return (
            f"{line.seq}. {where}: {', '.join(speaker.label(g, kind) for g in sorted(after))}{kept}{because}"
        )
    change = points(*line.change, language)
    return f"{line.seq}. {where}: {change} → {points(*line.after, language)}{kept}{because}"


def _addressee(name: str, assessment: Assessment, language: Language) -> str:
    """Who receives it, in words."""
    role = assessment.model.vocabulary.roles.get(name)
    if role is not None:
        return (role.zh if language == "zh" else role.en) or name
    return FactNames(assessment.model, language).say(name) if name else "—"


def consequence_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """What follows: certain, possible or excluded, and whether it was carried out."""
    shown = [c for c in assessment.consequences if c.status != "excluded"]
    shut = [c.rule for c in assessment.consequences if c.status == "excluded"]
    if not assessment.consequences:
        return
    yield ""
    yield f"== {phrase('consequences', language)} =="
    for c in sorted(shown, key=lambda c: c.status):
        carried = OUTCOMES[c.carried_out][language == "zh"]
        to = _addressee(c.addressee, assessment, language)
        yield f"[{phrase(c.status, language)}] {c.rule} “{c.words}” → {to}: {carried}"
    if shut:
        yield f"{phrase('excluded', language)}: {', '.join(shut)}"
