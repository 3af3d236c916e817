"""Sequences of steps of a session at random: facts asserted, changed and retracted one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from policy_rules.attributes import frozen
from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.facts import UNIT, FactsWriter
from policy_rules.testing.plain import Path, Plain, paths

Action = Literal["assert", "change", "retract"]
STATEMENTS = ("reported[", "exceptions[", "gradings[", "entries[", "corrections[")
"""How paths of statements begin; they stand on no record."""


@frozen
class Step:
    """One step: what is done to the fact of a unit at a path; `value` as a facts file has it.

    `action` is assert (nothing stands there), change (something does) or retract (`value` is None).
    """

    action: Action
    unit: str
    path: Path
    value: Plain = None


def session_steps(choices: Choices, writer: FactsWriter, length: int = 40) -> list[Step]:
    """Steps that can be taken in this order by a session that starts empty.

    Values come from two sets of facts of one unit, so that most changes change something; a record
    is asserted before what is inside it, and changed or retracted only while nothing stands inside.
    """
    versions = [dict(paths(writer.unit(UNIT), writer.program.model.vocabulary)) for _ in range(2)]
    values = {p: [v[p] for v in versions if p in v] for v in versions for p in v}
    there: dict[Path, Plain] = {}
    steps: list[Step] = []
    while len(steps) < length:
        step = a_step(choices, choices.pick(list(values)), values, there)
        if step is not None:
            take(step, there)
            steps.append(step)
    return steps


def a_step(
    choices: Choices, path: Path, values: Mapping[Path, Sequence[Plain]], there: Mapping[Path, Plain]
) -> Step | None:
    """A step at a path with one of its values, where facts are `there`; None where none can be taken."""
    if path not in there:
        around = _around(path) <= set(there)
        return Step("assert", UNIT, path, choices.pick(values[path])) if around else None
    if any(path in _around(other) for other in there):
        return None
    if weighted(choices, (2, True), (1, False)):
        return Step("change", UNIT, path, choices.pick(values[path]))
    return Step("retract", UNIT, path)


def take(step: Step, there: dict[Path, Plain]) -> None:
    """What is there after the step; a statement that is changed comes last, a record keeps its place."""
    if step.action == "retract" or (step.action == "change" and step.path.startswith(STATEMENTS)):
        del there[step.path]
    if step.action != "retract":
        there[step.path] = step.value


def _around(path: Path) -> set[Path]:
    """The records in which the fact of a path stands, or of which a statement speaks."""
    if path.startswith("complete["):
        path = path[len("complete[") :]
        return {path[: path.index("].") + 1]} if "]." in path else set()
    if path.startswith(STATEMENTS):
        return set()
    parts = path.split("].")
    return {"].".join(parts[:n]) + "]" for n in range(1, len(parts))}
