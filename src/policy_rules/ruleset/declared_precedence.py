"""By what sources that differ are ranked, as `ruleset.yaml` or a user says it."""

from __future__ import annotations

from collections.abc import Collection

from policy_rules.documents import Mapping, Node, Scalar, Sequence, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.model import EARLIER, LATER, Criterion

_DAYS = (LATER, EARLIER)
_MODERATED = "moderated"
_FORM = "write `[[staff-register, yearbook], later]`: registers, the first before the next; then by day"


def read_precedence(
    node: Node | None, registers: Collection[str], faults: list[Fault]
) -> tuple[Criterion, ...]:
    """The steps of a precedence: lists of registers, `later` or `earlier`; () where there is none.

    Of gradings alone also `moderated`, and `{graders: …}`: roles of who graded.
    """
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        faults.append(node.fault(f"`precedence` is a list of steps, not {describe(node)}", _FORM))
        return ()
    found: list[Criterion] = []
    ranked: set[str] = set()
    for item in node:
        if isinstance(item, Scalar):
            if item.text == _MODERATED:
                found.append(Criterion(moderated=True))
            elif item.text not in _DAYS:
                hint = near_miss(item.text, (*_DAYS, _MODERATED)) or _FORM
                faults.append(item.fault(f"`{item.text}` is no step of `precedence`", hint))
            elif any(step.day for step in found):
                faults.append(item.fault("`precedence` ranks by day twice", "keep one of the two"))
            else:
                found.append(Criterion(day=item.text))
        elif isinstance(item, Sequence):
            found.append(Criterion(tuple(_registers(item, registers, ranked, faults))))
        elif isinstance(item, Mapping) and item.keys() == ("graders",):
            found.append(Criterion(graders=_graders(item.entries[0][1], faults)))
        else:
            faults.append(item.fault(f"a step of `precedence` cannot be {describe(item)}", _FORM))
    return tuple(found)


def _graders(node: Node, faults: list[Fault]) -> tuple[str, ...]:
    """The roles of those who grade, the first before the next."""
    given = list(node) if isinstance(node, Sequence) else []
    names = tuple(dict.fromkeys(n.text for n in given if isinstance(n, Scalar) and not n.null))
    if len(names) < len(given) or len(names) < 2:
        hint = "write `graders: [province, city]`: roles, the first before the next"
        faults.append(node.fault("`graders` ranks roles: two or more, each once", hint))
    return names


def _registers(step: Sequence, known: Collection[str], ranked: set[str], faults: list[Fault]) -> list[str]:
    """The registers of one step; each stands in one step only, once."""
    if len(step) < 2:
        faults.append(step.fault("one register alone ranks nothing", _FORM))
    found = []
    for item in step:
        if not isinstance(item, Scalar) or item.null:
            faults.append(item.fault(f"a register is a word, not {describe(item)}", _FORM))
        elif item.text not in known:
            hint = near_miss(item.text, known) or "declare it in vocabulary/registers.yaml"
            faults.append(item.fault(f"`{item.text}` is no declared register", hint))
        elif item.text in ranked:
            faults.append(item.fault(f"`precedence` ranks `{item.text}` twice", "keep one of the two"))
        else:
            ranked.add(item.text)
            found.append(item.text)
    return found
