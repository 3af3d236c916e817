"""Answers kept by what rules read are those that the reference gives, whatever else of a unit changes."""

from __future__ import annotations

import datetime
import marshal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import policy_rules as pr
from policy_rules.engines.by_name import engine_on
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import MAYBE_THERE, NO, Facts, UnitFacts
from policy_rules.facts.facts_file import load_facts
from policy_rules.lowering import static_facts as static
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANSWERS
from policy_rules.reference import answers
from policy_rules.reference.answers import KEY, known_answers
from policy_rules.results.answered_before import answers_with
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.from_facts import assess
from policy_rules.ruleset.deferred import Deferred
from policy_rules.testing.batches import Batch, batch
from policy_rules.testing.facts import UNIT, Question
from policy_rules.testing.places import GRADED_RULE
from thinned import thinned

PARK = Path(__file__).parents[1] / "readings" / "park"
BATCHES = [f"answers {n}" for n in range(4)]


def assessed(program: Program, facts: Facts, asked: Question) -> Assessment:
    day = datetime.date.fromordinal(asked.as_of)
    return assess(
        Assessment, program.model, program, Asked(facts, UNIT, day, asked.year, engine_on(program, None))
    )


def with_kept(program: Program, kept: Any) -> Program:
    """The program in another process, which finds these answers."""
    found = Program(program.model, program.rules, program.by_id)
    found.kept.once(ANSWERS, lambda: Deferred(lambda: kept))
    return found


NOT_SO_WHOLE: list[dict[str, Any]] = [{"void": True}, {"years": ()}, {"since": None}, {"date": None}]
"""What may be missing of what is said of lists being whole."""


def told(assessment: Assessment) -> list[tuple[object, ...]]:
    return [
        (f.rule.id, f.possible, f.missing, f.needs, f.due, f.sent_away_by)
        if f.outcome == "unknown"
        else (f.rule.id, f.possible, f.due)
        for f in assessment.findings
    ]


def changed(facts: Facts) -> Iterator[Facts]:
    """The facts with one thing less, and with the values of another day."""
    unit = facts.units[UNIT]
    changes: list[UnitFacts] = [
        evolve(unit, values={p: t for p, t in unit.values.items() if p != path}) for path in unit.values
    ]
    changes += [evolve(unit, lists={n: r for n, r in unit.lists.items() if n != name}) for name in unit.lists]
    changes += [evolve(unit, complete=()), evolve(unit, reported=())]
    changes += [evolve(unit, exceptions=()), evolve(unit, gradings=())]
    changes.append(evolve(unit, values={}))
    for name, records in unit.lists.items():
        for n, record in enumerate(records):
            others = [
                evolve(record, values={k: v for k, v in record.values.items() if k != key})
                for key in record.values
            ]
            others += [evolve(record, there=there) for there in (MAYBE_THERE, NO)]
            others += [evolve(record, lists={**record.lists, inner: ()}) for inner in record.lists]
            for other in others:
                changes.append(
                    evolve(unit, lists={**unit.lists, name: (*records[:n], other, *records[n + 1 :])})
                )
    for kind in ("complete", "reported", "exceptions", "gradings"):
        told = getattr(unit, kind)
        changes += [evolve(unit, **{kind: told[:n] + told[n + 1 :]}) for n in range(len(told))]
    changes += [evolve(unit, complete=tuple(evolve(c, **how) for c in unit.complete)) for how in NOT_SO_WHOLE]
    for one in changes:
        yield evolve(facts, units={**facts.units, UNIT: one})


def compared(made: Batch) -> Iterator[tuple[bool, int]]:
    """Of each assessment whether it differs from what it is without kept answers, and how many served."""
    for facts, asked in made.facts[:4]:
        first = assessed(with_kept(made.program, {}), facts, asked)
        told(first)
        kept = answers_with(first)
        for other in (facts, *changed(facts)):
            found = assessed(with_kept(made.program, kept), other, asked)
            served = len(known_answers(found.program, found.view))
            yield told(found) != told(assessed(with_kept(made.program, {}), other, asked)), served


@pytest.mark.parametrize("seed", thinned(BATCHES, 4))
def test_kept_answers_are_those_of_the_reference(seed: str) -> None:
    found = list(compared(batch(seed, 20, 4)))
    assert not any(differs for differs, _ in found)
    assert sum(served for _, served in found) > 100


def no_values(kept: Callable[..., Any]) -> Callable[..., Any]:
    def told(program: Program, view: Any) -> Iterator[tuple[str, bytes]]:
        return ((rule, b"") for rule, _ in kept(program, view))

    return told


def no(part: str) -> Callable[..., Any]:
    """A key in which one kind of what a unit tells is left out."""

    def fault(kept: Callable[..., Any]) -> Callable[..., Any]:
        def told(program: Program, view: Any) -> Iterator[tuple[str, bytes]]:
            bare = evolve(view.unit, **{part: type(getattr(view.unit, part))()})
            seen = type(view)(view.facts, bare, view.vocabulary, view.as_of, view.year, view.year_given)
            return kept(program, seen)

        return told

    return fault


LEFT_OUT = ("lists", "complete", "reported", "exceptions", "gradings")


@pytest.mark.parametrize("fault", [no_values, *map(no, LEFT_OUT)], ids=["values", *LEFT_OUT])
def test_a_key_that_leaves_something_out_is_noticed(
    fault: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one of these batches; the first that sees it is the last that is drawn."""
    monkeypatch.setattr(answers, "what_is_told", fault(answers.what_is_told))
    batches = (batch(f"left out {seed}", 12, 4, more=(GRADED_RULE,)) for seed in range(40))
    assert any(differs for made in batches for differs, _ in compared(made))


def test_the_due_days_of_parts_are_looked_through() -> None:
    """What the due days of parts read is among what a rule reads."""
    made = batch(BATCHES[0], 20, 1)
    for rule, reads in zip(made.program.rules, static.static_facts(made.program).rules, strict=True):
        for part in rule.parts:
            if part.due is not None and reads.names is not None:
                paths = {n.path for n in static.core.walk(part.due) if isinstance(n, static.core.Read)}
                assert paths <= reads.names | reads.kind or static.core.free_vars(part.due)


def test_what_is_kept_shows_no_id_of_a_record() -> None:
    """What a finding waits for of records is read by who knows what was told of them, and by none else."""
    made, named, veiled = batch(BATCHES[1], 20, 4), set[str](), 0
    for facts, asked in made.facts:
        found = assessed(with_kept(made.program, {}), facts, asked)
        told(found)
        kept = answers_with(found) or {}
        answered = [of_rule for of_day in kept.values() for of_rule in of_day.values()]
        rows = [row for of_rule in answered for row in of_rule.values()]
        names = {name for row in rows if len(row) > 4 for name in row[3]}
        ids = {record.id for records in facts.units[UNIT].lists.values() for record in records}
        assert not any(f"[{i}]" in name for i in ids for name in names)
        assert not any(f"[{i}]".encode() in row[3] for i in ids for row in rows if len(row) == 4)
        named |= names
        again = assessed(with_kept(made.program, kept), facts, asked)
        whole = known_answers(again.program, again.view)
        veiled += sum(len(row) == 4 for row in rows)
        assert all(len(row) != 4 for row in whole.values())
        assert told(again) == told(found)
        assert answers_with(again) is None  # kept alike, nothing is written anew
        secrets = {one[KEY:] for one in dict(answers.what_is_told(again.program, again.view)).values()}
        assert not any(secret and secret in marshal.dumps(kept) for secret in secrets)
    assert named
    assert veiled


def test_what_takes_the_default_day_is_kept_beside_the_outcome() -> None:
    park = pr.load_ruleset(PARK)
    bench = {"id": "a", "sold": True, "painted_on": "2024-12-31"}
    facts = bind(
        load_facts(
            {
                "unit": {"id": UNIT, "kind": "keeper"},
                "benches": [bench],
                "complete": [{"list": "benches", "by": "clerk", "date": "2025-02-01"}],
            }
        ),
        park.model,
    )
    asked = Question(datetime.date(2025, 2, 1).toordinal(), 2025, False)
    first = assessed(with_kept(park.program, {}), facts, asked)
    told(first)
    kept = answers_with(first)
    assert kept is not None
    rows = {rule: row for of_day in kept.values() for rule, told in of_day.items() for row in told.values()}
    assert rows["benches"][:3] == (4, 4, (2, 2))  # the ban is broken, and the day was kept
    again = assessed(with_kept(park.program, kept), facts, asked)
    assert [i.outcome for i in again.finding("all-done").instances if i.id == "benches"] == ["satisfied"]
    for row in ((4, 4, (4, 4)), (4, 4, None)):
        changed_rows = {
            day: {**of_day, "benches": dict.fromkeys(of_day["benches"], row)} for day, of_day in kept.items()
        }
        found = assessed(with_kept(park.program, changed_rows), facts, asked).finding("all-done")
        outcome = "violated" if row[2] else "satisfied"
        assert [i.outcome for i in found.instances if i.id == "benches"] == [outcome]
