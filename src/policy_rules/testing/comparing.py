"""Two answers on one rule and one set of facts: where they differ, told so that it can be run again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from policy_rules.attributes import frozen
from policy_rules.core.nodes import OUTCOMES
from policy_rules.facts.bound import Entry, Facts, RecordFacts, UnitFacts
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import RuleResult
from policy_rules.ruleset.model import Rule
from policy_rules.testing.facts import Question
from policy_rules.values.known import NEVER, ONLY, Labels, Truth, Value


@frozen
class Difference:
    """One answer of an engine that is not the reference's."""

    engine: str
    seed: str
    rule: str
    what: str
    """The part of the answer: finding, instances, comparisons, missing, or a raised error."""
    text: str
    """Everything needed to see it: the rule, the facts, both answers."""

    def __str__(self) -> str:
        return f"{self.engine} differs in {self.what} of `{self.rule}` (seed {self.seed})\n{self.text}"


def differing(expected: RuleResult, given: RuleResult) -> Iterator[tuple[str, str]]:
    """The parts of two answers that differ, each with both sides."""
    if expected.finding != given.finding:
        yield "finding", f"reference: {outcomes(*expected.finding)}; engine: {outcomes(*given.finding)}"
    if expected.instances != given.instances:
        yield "instances", f"reference: {expected.instances}\nengine:    {given.instances}"
    if expected.comparisons != given.comparisons:
        yield "comparisons", "\n".join(_sides(expected, given))
    if expected.missing != given.missing:
        only, besides = expected.missing - given.missing, given.missing - expected.missing
        yield "missing", f"only in the reference: {sorted(only)}; only in the engine: {sorted(besides)}"


def _sides(expected: RuleResult, given: RuleResult) -> Iterator[str]:
    for key in dict.fromkeys((*expected.comparisons, *given.comparisons)):
        a, b = expected.comparisons.get(key), given.comparisons.get(key)
        if a != b:
            yield f"comparison {key}: reference: {a}; engine: {b}"


def outcomes(low: int, high: int) -> str:
    """A finding in words."""
    return OUTCOMES[low] if low == high else f"{OUTCOMES[low]}..{OUTCOMES[high]}"


# -- the case in words -----------------------------------------------------------------------------


def case_text(program: Program, rule: str, facts: Facts, asked: Question) -> str:
    """The rule and the facts of a case."""
    made = program.model.rules[rule]
    day = datetime.date.fromordinal(asked.as_of)
    lines = [*rule_lines(made), f"as_of: {day}, year: {asked.year}{' (given)' if asked.year_given else ''}"]
    lines += [f"parameter {p.name}: {dict(p.values)}" for p in program.model.vocabulary.parameters.values()]
    for unit in facts.units.values():
        lines += unit_lines(unit)
    return "\n".join(lines)


def rule_lines(rule: Rule) -> Iterator[str]:
    """A rule as its file would say it."""
    yield f"- id: {rule.id}  # {rule.kind}, about {rule.about}{', softened' if rule.force else ''}"
    for part in rule.parts:
        if part.name:
            days = " ".join(
                f"{word} {day.text}" for word, day in (("from", part.since), ("until", part.until)) if day
            )
            yield f"  part {part.name}, a {part.norm.kind}: {days}"
        yield from (f"{'  ' if part.name else ''}{line}" for line in _norm_lines(part.norm))
    for name, expression in rule.defines.items():
        yield f"  defines: {name} = {expression.text}"


def _norm_lines(rule: Rule) -> Iterator[str]:
    """What a rule, or a limb of one, says of itself."""
    if rule.for_each:
        yield "  for each: " + ", ".join(f"{i.name} in {i.source.text}" for i in rule.for_each)
    for key in ("applies", "period", "due", "requires", "version_on"):
        expression = getattr(rule, key)
        if expression is not None:
            yield f"  {key}: {expression.text}"
    for key, readings in rule.readings.items():
        told = ", ".join(f"{name}: {text.text}" for name, text in readings.options.items())
        yield f"  {key}: by {readings.by}: {told}"
    if rule.grading:
        yield f"  grading: {rule.grading}"


def unit_lines(unit: UnitFacts) -> Iterator[str]:
    """The facts of a unit, a line each."""
    yield f"unit {unit.id}" + (f" below {unit.parent}" if unit.parent else "")
    for path, entries in unit.values.items():
        yield f"  {path}: " + ", ".join(map(_entry, entries))
    for name, records in unit.lists.items():
        yield from _records(name, records, "  ")
    for statement in (*unit.complete, *unit.reported, *unit.exceptions, *unit.gradings):
        yield f"  {_statement(statement)}"


def _records(name: str, records: Iterable[RecordFacts], indent: str) -> Iterator[str]:
    for record in records:
        told = ", ".join(f"{key}: {_entry(entry)}" for key, entry in record.values.items())
        yield f"{indent}{name}[{record.id}]: {told}"
        for inner, others in record.lists.items():
            yield from _records(inner, others, indent + "  ")


def _statement(statement: object) -> str:
    fields: Mapping[str, object] = {
        a.name: getattr(statement, a.name)
        for a in type(statement).__attrs_attrs__  # type: ignore[attr-defined]
    }
    told = (
        f"{name}={value}" for name, value in fields.items() if value not in ("", None, ()) and name != "place"
    )
    return f"{type(statement).__name__}({', '.join(told)})"


def _entry(entry: Entry) -> str:
    since = f" from {datetime.date.fromordinal(entry.start)}" if entry.start is not None else ""
    return value_text(entry.value) + since + (f" for {entry.year}" if entry.year is not None else "")


def value_text(value: Value) -> str:
    """A value in short; dates are shown beside their ordinals."""
    if isinstance(value, Truth):
        return "FNT"[value.lo] if value.settled else f"{'FNT'[value.lo]}..{'FNT'[value.hi]}"
    null = "" if value.null == NEVER else " or null"
    if value.null == ONLY:
        return "null"
    if isinstance(value, Labels):
        return ("any text" if value.members is None else "|".join(sorted(value.members))) + null
    low, high = _end(value.lo), _end(value.hi)
    return (low if value.lo == value.hi else f"[{low}..{high}]") + null


def _end(end: object) -> str:
    if isinstance(end, int) and 700_000 < end < 780_000:
        return f"{end}={datetime.date.fromordinal(end)}"
    return str(end)
