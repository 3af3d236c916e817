"""Sequences of steps of a session at random: facts asserted, changed and retracted one by one."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from policy_rules.testing.choices import Choices, weighted
from policy_rules.testing.facts import UNIT, FactsWriter
from policy_rules.testing.plain import Path, Plain, paths

Action = Literal["assert", "change", "retract"]


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
    wanted = list(dict.fromkeys((*versions[0], *versions[1])))
    there: dict[Path, Plain] = {}
    steps: list[Step] = []
    while len(steps) < length:
        path = choices.pick(wanted)
        values = [v[path] for v in versions if path in v]
        if path not in there:
            if _around(path) <= set(there):
                value = choices.pick(values)
                there[path] = value
                steps.append(Step("assert", UNIT, path, value))
            continue
        if any(path in _around(other) for other in there):
            continue
        if weighted(choices, (2, True), (1, False)):
            there[path] = choices.pick(values)
            steps.append(Step("change", UNIT, path, there[path]))
        else:
            del there[path]
            steps.append(Step("retract", UNIT, path))
    return steps


def _around(path: Path) -> set[Path]:
    """The records in which the fact of a path stands, or of which a statement speaks."""
    if path.startswith("complete["):
        path = path[len("complete[") :]
        return {path[: path.index("].") + 1]} if "]." in path else set()
    if path.startswith(("reported[", "exceptions[", "gradings[")):
        return set()
    parts = path.split("].")
    return {"].".join(parts[:n]) + "]" for n in range(1, len(parts))}
