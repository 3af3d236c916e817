"""Successions as files declare them: which unit stood before this one, and what passes over."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.documents import Node, Scalar
from policy_rules.errors import near_miss
from policy_rules.facts.bind_statements import bind_reported, each_of, ordinal_of
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import ALL, SuccessionRecord
from policy_rules.ruleset.shapes import Fields

NOTHING = "nothing"
"""What a succession carries, where it is known that no figure passes over."""


def bind_succession(items: Iterable[Node], scope: Binding) -> tuple[SuccessionRecord, ...]:
    """The declared successions of a unit; what they carry is brought over by `succession`."""
    found = []
    for fields in each_of(items, "a succession", scope):
        carries = _carries(fields, scope)
        source = scope.source(fields.scalar("source"))
        figures = bind_reported(fields.items("figures"), scope, source)
        on = ordinal_of(fields, "on")
        if on is not None and {"from", "kind"} <= set(fields.nodes):
            found.append(
                SuccessionRecord(
                    fields.text("from"),
                    fields.text("kind"),
                    on,
                    carries,
                    figures,
                    fields.text("by"),
                    fields.text("reason"),
                    source,
                    fields.node.place,
                )
            )
    return tuple(found)


def _carries(fields: Fields, scope: Binding) -> tuple[str, ...] | None:
    """The measures that pass over; None where it isn't said of a merger."""
    given = fields.texts("carries")
    if fields.text("kind") == "renamed":
        if given and [scalar.text for scalar in given] != [ALL]:
            hint = "leave `carries` out; `kind: merged` is for a unit that went into this one"
            scope.faults.append(
                given[0].fault("a renamed unit is the same unit: all of it passes over", hint)
            )
        return (ALL,)
    if "carries" not in fields:
        return None
    single = isinstance(fields.get("carries"), Scalar)
    if single and given[0].text in (ALL, NOTHING):
        return (ALL,) if given[0].text == ALL else ()
    known = {name for name, m in scope.vocabulary.measures.items() if m.reported}
    for scalar in given:
        if scalar.text not in known:
            hint = near_miss(scalar.text, known) or "such as: " + ", ".join(sorted(known)[:8])
            scope.faults.append(scalar.fault(f"`{scalar.text}` is no measure with published figures", hint))
    return tuple(dict.fromkeys(scalar.text for scalar in given))
