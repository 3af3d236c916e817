"""What the law says otherwise for one day than for another: versions of rules, parameters with days."""

from __future__ import annotations

import datetime

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.facts.timeline import parameter_on
from policy_rules.ruleset.model import Rule, RulesetModel, Version
from policy_rules.shown import ShownAsText
from policy_rules.values.known import NEVER, Num, Value, point
from policy_rules.vocabulary import Expression, Type


@frozen
class RuleChange:
    """A rule that says something else, or perhaps does.

    Several versions: it is open which; none: not yet in force. `before_perhaps_none`, `after_perhaps_none`:
    it is open whether the rule was in force by that day.
    """

    rule: str
    before: tuple[Version, ...]
    after: tuple[Version, ...]
    before_perhaps_none: bool = False
    after_perhaps_none: bool = False


@frozen
class ParameterChange:
    """A parameter that has another value."""

    name: str
    type: Type
    before: Value
    after: Value


@frozen
class LawChanges(ShownAsText):
    """Two days side by side."""

    model: RulesetModel = field(repr=False)
    before: datetime.date
    after: datetime.date
    rules: tuple[RuleChange, ...]
    parameters: tuple[ParameterChange, ...]


def law_changes(model: RulesetModel, before: datetime.date, after: datetime.date) -> LawChanges:
    """What is read for things that count for `after`, and not for those that count for `before`."""
    rules, parameters = [], []
    asked = max(before, after)
    for rule in model.rules.values():
        (old, old_open), (new, new_open) = (in_force_on(model, rule, d, asked) for d in (before, after))
        open_ = old_open or new_open or len(old) > 1
        if old != new or (open_ and before != after):
            rules.append(RuleChange(rule.id, old, new, old_open, new_open))
    for parameter in model.vocabulary.parameters.values():
        values = tuple(
            parameter_on(parameter, point(day.toordinal()), parameter.type.missing())
            for day in (before, after)
        )
        if values[0] != values[1]:
            parameters.append(ParameterChange(parameter.name, parameter.type, *values))
    return LawChanges(model, before, after, tuple(rules), tuple(parameters))


def in_force_on(
    model: RulesetModel, rule: Rule, day: datetime.date, asked: datetime.date
) -> tuple[tuple[Version, ...], bool]:
    """The versions that may hold for what counts for a day, and whether perhaps none holds yet.

    One version; several where a day is open; none before the start of force. `asked`: the day on which a
    parameter that is such a day is read.
    """
    starts = _begun(model, model.documents[rule.document].in_force, day, asked)
    if starts is False:
        return (), False
    held: list[Version] = []
    for version in rule.versions or (Version("", None, rule),):
        begun = _begun(model, version.since, day, asked)
        if begun is False:
            break
        held = [version] if begun else [*held, version]
    return tuple(held), starts is None


def _begun(
    model: RulesetModel, since: Expression | None, day: datetime.date, asked: datetime.date
) -> bool | None:
    """Whether a day has come; None where that is open.

    A parameter says it by its value, or else by its range; of any other condition it is open.
    """
    if since is None:
        return True
    if since.day:
        return since.day <= day.isoformat()
    scope, _, name = since.text.strip().rpartition(".")
    declared = model.vocabulary.parameters.get(name) if scope == "parameters" else None
    if declared is None or declared.per_rule:
        return None
    start = parameter_on(declared, point(asked.toordinal()), declared.type.missing())
    if not isinstance(start, Num) or start.null != NEVER:
        return None
    looked_at = day.toordinal()
    return True if start.hi <= looked_at else False if start.lo > looked_at else None
