"""Rulesets with a scoring sheet at random, and what happens to a unit scored on it: facts, then events."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import load_facts
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import Criterion, RulesetModel
from policy_rules.scoring.entries import on_file
from policy_rules.scoring.sheet import Sheet
from policy_rules.testing.choices import Choices, Seeded
from policy_rules.testing.facts import UNIT, FactsWriter, Question, question, view_of
from policy_rules.testing.facts_files import as_file, facts_file
from policy_rules.testing.on_file import what_is_put_on_file, who_graded
from policy_rules.testing.plain import Path, Plain, paths
from policy_rules.testing.rulesets import DEFAULT, ruleset
from policy_rules.testing.sheet_amounts import ROLES
from policy_rules.testing.sheet_words import rule_on_the_score, scored_vocabulary, with_parameters, words_of
from policy_rules.testing.sheets import SheetMaker, loaded
from policy_rules.testing.steps import Step, a_step, take
from policy_rules.testing.thresholds import Thresholds, thresholds
from policy_rules.testing.truth.amounts import constant
from policy_rules.testing.truth.sheet_texts import texts_in

RULES = 7
RANKED = (
    (),
    (),
    (Criterion(moderated=True),),
    (Criterion(graders=ROLES),),
    (Criterion(moderated=True), Criterion(graders=ROLES)),
)
"""How gradings of several persons may be ranked."""
TRIES = 100
"""How many sheets may have faults before one has none; about one in ten has."""


@frozen
class Scheme:
    """A ruleset with a sheet; `data` is the sheet as its file has it."""

    seed: str
    model: RulesetModel
    program: Program
    data: Mapping[str, Any]
    sheet: Sheet
    asked: Question
    near: Thresholds
    gaps: int


@frozen
class State:
    """What is told of the unit after a step (None: at first), by the paths of facts.

    `refused`: what the step would have led to can't be told; then all is as it was before.
    """

    told: Mapping[Path, Plain]
    facts: Facts
    step: Step | None = None
    refused: bool = False

    def file(self) -> str:
        """The facts as a file."""
        return as_file(facts_file(UNIT, self.told))


def scheme(seed: int | str) -> Scheme:
    """The scheme of a seed."""
    choices = Seeded(f"scheme {seed}")
    own = scored_vocabulary(choices), (rule_on_the_score(choices),)
    ranked = Seeded(f"graders {seed}").pick(RANKED)
    model, program = ruleset(choices, RULES, *own, precedence=ranked)
    asked = question(choices, model.vocabulary.year)
    words = words_of(choices, model, asked.year)
    for _ in range(TRIES):
        data = SheetMaker(choices, with_parameters(choices, words)).sheet()
        sheet, faults = loaded(data, model)
        if sheet is not None:
            near = _near(data, thresholds(program))
            gaps = choices.pick((10, 25, 0, 0, 45))
            return Scheme(str(seed), model, program, data, sheet, asked, near, gaps)
    raise AssertionError(f"no sheet of {TRIES} is free of faults; the last one: {faults}")


_NUMBER = re.compile(r"(?<![\w@\"-])(?<!\d\.)-?\d+(?:\.\d+)?%?(?![\w\"-])")
_DAY = re.compile(r'@"(\d{4}-\d\d-\d\d)"')


def _near(data: Any, near: Thresholds) -> Thresholds:
    """The constants with which rules and the sheet, as it is written, compare."""
    texts = list(texts_in(data))
    ends = (constant(number) for text in texts for number in _NUMBER.findall(text))
    numbers = [end.numerator if end.denominator == 1 else end for end in ends if end is not None]
    days = [datetime.date.fromisoformat(day).toordinal() for text in texts for day in _DAY.findall(text)]
    return evolve(
        near,
        numbers=tuple(dict.fromkeys((*near.numbers, *numbers))),
        days=tuple(dict.fromkeys((*near.days, *days))),
    )


def history(made: Scheme, seed: int | str, events: int) -> Iterator[State]:
    """What comes to be told of a unit: the facts at first, then so many events, some of them refused."""
    choices = Seeded(f"history {made.seed} {seed}")
    writer = FactsWriter(choices, made.program, made.near, made.gaps)
    versions = [_facts_at_random(made, writer) for _ in range(2)]
    values = {p: [v[p] for v in versions if p in v] for v in versions for p in v}
    on_sheet = what_is_put_on_file(choices, made.sheet, made.model, made.asked, list(values))
    for path, options in on_sheet.items():
        values[path] = [*values.get(path, ()), *options]
    told = dict(versions[0])
    told |= {p: choices.pick(options) for p, options in on_sheet.items() if choices.chance(65)}
    # told one by one, an approval is refused before the exception that makes room for it
    told = dict(sorted(told.items(), key=lambda fact: fact[0].startswith("corrections[")))
    graded = [path for path in told if path.startswith("gradings[")]  # a sheet may refuse who gave them
    now = _first(made, told, [*graded, *on_sheet])
    yield now
    for _ in range(events):
        now = _next(choices, made, now, values, list(on_sheet))
        yield now


def _facts_at_random(made: Scheme, writer: FactsWriter) -> dict[Path, Plain]:
    """Facts by path, gradings with who gave them, no exceptions to the default day of what is no task."""
    tasks = [r.id for r in made.model.rules.values() if r.has_default_due]
    lifted = {f"exceptions[{DEFAULT}{task}]" for task in ("", *(f", {task}" for task in tasks))}
    told = paths(writer.unit(UNIT), made.model.vocabulary)
    return {
        p: who_graded(v, p) if p.startswith("gradings[") else v
        for p, v in told
        if not p.startswith(f"exceptions[{DEFAULT}") or p in lifted
    }


def _first(made: Scheme, told: dict[Path, Plain], loose: list[Path]) -> State:
    """The facts without what can't be told: of the paths given, the last ones go first."""
    left = [path for path in loose if path in told]
    while True:
        try:
            return State(told, _facts(made, told))
        except FactsError:
            if not left:
                raise
            del told[left.pop()]


def _next(
    choices: Choices,
    made: Scheme,
    now: State,
    values: Mapping[Path, list[Plain]],
    on_sheet: Iterable[Path],
) -> State:
    step = None
    while step is None:
        path = choices.pick(list(on_sheet) if choices.chance(45) else list(values))
        step = a_step(choices, path, values, now.told)
    told = dict(now.told)
    take(step, told)
    try:
        return State(told, _facts(made, told), step)
    except FactsError:
        return evolve(now, step=step, refused=True)


def _facts(made: Scheme, told: Mapping[Path, Plain]) -> Facts:
    """The facts bound, and looked at as the sheet looks at them; FactsError where they are refused."""
    facts = bind(load_facts(facts_file(UNIT, told)), made.model, lenient=True)
    unit = facts.units[UNIT]
    view = view_of(made.program, facts, made.asked)
    on_file(made.sheet, unit.entries, unit.corrections, made.asked.as_of, view)
    return facts


def day(asked: Question) -> datetime.date:
    """The day of assessment."""
    return datetime.date.fromordinal(asked.as_of)
