"""What must hold of every ledger, and where two scores differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_rules.scoring.ledger import Line, Score
from policy_rules.scoring.points import Grade
from policy_rules.values.known import INF, ONLY


def broken_laws(found: Score, *, contradicting: bool = False) -> Iterator[str]:
    """The laws of a ledger that a score breaks; facts `contradicting` each other leave open what is known.

    On both ends of every line after = before + change, each line of an item or step begins where the
    one before ended, and the last one gives its value: every total follows from the lines. Of what is
    open something is said to be missing.
    """
    running: dict[str, object] = {}
    for number, line in enumerate(found.ledger, 1):
        name = line.item or line.step
        if line.seq != number:
            yield f"line {number} has the number {line.seq}"
        if line.change is None:
            if line.before != running.get(name, frozenset()):
                yield f"line {number} of `{name}` begins at {line.before}, after {running.get(name)}"
        else:
            yield from _points(line, running.get(name, (0, 0)))
        running[name] = line.after
    for name, value in {**found.items, **found.steps}.items():
        if isinstance(value, Grade):
            ends: object = frozenset(found.sheet.scale[p] for p in value.places)
        else:
            ends = (value.lo, value.hi)
        if (value.null != ONLY or isinstance(value, Grade)) and running.get(name, (0, 0)) != ends:
            yield f"the lines of `{name}` come to {running.get(name)}, and its value is {ends}"
        if not (value.settled or contradicting) and name not in _touched(found):
            yield f"`{name}` is open, and nothing is said to be missing for it"


def _points(line: Line, before: object) -> Iterator[str]:
    assert isinstance(line.before, tuple)
    assert isinstance(line.after, tuple)
    assert line.change is not None
    if line.before != before:
        yield f"line {line.seq} begins at {line.before}, after {before}"
    for end in (0, 1):
        if line.before[end] in (INF, -INF):
            if line.after[end] == line.before[end] and line.change[end] != 0:
                yield f"line {line.seq} moves an end that stays where it is"
        elif line.after[end] != line.before[end] + line.change[end]:
            yield f"line {line.seq}: {line.before} and {line.change} do not come to {line.after}"


def _touched(found: Score) -> set[str]:
    return {name for names in (*found.missing.values(), *found.needs.values()) for name in names}


def differing_scores(expected: Score, given: Score, *, missing: bool = True) -> Iterator[tuple[str, str]]:
    """The parts of two scores that differ, each with both sides; without `missing`, but for those sets."""
    for what in ("items", "steps"):
        yield from _values(what, getattr(expected, what), getattr(given, what))
    for what in ("before_approval", "undecided", *(("missing", "needs") if missing else ())):
        a, b = getattr(expected, what), getattr(given, what)
        if a != b:
            yield what, f"reference: {a}\nengine:    {b}"
    lines, others = expected.ledger, given.ledger
    for a, b in zip(lines, others, strict=False):
        told = list(_lines(a, b, missing=missing))
        if told:
            yield "ledger", f"line {a.seq}: {line_text(a)}\n" + "\n".join(told)
            break
    else:
        if len(lines) != len(others):
            longer = max((lines, others), key=len)[min(len(lines), len(others))]
            whose = "the reference" if len(lines) > len(others) else "the engine"
            yield "ledger", f"only {whose} goes on with line {longer.seq}: {line_text(longer)}"


def _values(
    what: str, expected: Mapping[str, object], given: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys((*expected, *given)):
        if expected.get(name) != given.get(name):
            yield what, f"`{name}`: reference: {expected.get(name)}; engine: {given.get(name)}"


def _lines(a: Line, b: Line, *, missing: bool) -> Iterator[str]:
    for what in (
        "seq",
        "step",
        "item",
        "effect",
        "before",
        "change",
        "after",
        "amount",
        "clause",
        "kept",
        "undefined",
    ):
        if getattr(a, what) != getattr(b, what):
            yield f"  {what}: reference: {getattr(a, what)}; engine: {getattr(b, what)}"
    for what in ("facts", "missing", "needs", "findings", "records", "entries", "parameters", "rules"):
        mine, other = getattr(a.basis, what), getattr(b.basis, what)
        if mine != other and (missing or what not in ("missing", "needs", "facts")):
            only, besides = sorted(mine - other), sorted(other - mine)
            yield f"  {what}: only in the reference: {only}; only in the engine: {besides}"


def line_text(line: Line) -> str:
    """A line in words."""
    name = line.item or line.step
    return f"{name} {line.effect}: {_ends(line.before)} -> {_ends(line.after)}" + (
        f" ({line.kept})" if line.kept else ""
    )


def _ends(value: object) -> str:
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(value)) + "}"
    assert isinstance(value, tuple)
    return "..".join(map(str, dict.fromkeys(value)))
