"""What the law says otherwise for one day than for another: versions of rules, parameters with days."""

from __future__ import annotations

import datetime

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.facts.timeline import parameter_on
from policy_rules.ruleset.model import Rule, RulesetModel, Version
from policy_rules.shown import ShownAsText
from policy_rules.values.known import Value, point
from policy_rules.vocabulary import Expression, Type


@frozen
class RuleChange:
    """A rule that says something else. Several versions: it is open which; none: not yet in force."""

    rule: str
    before: tuple[Version, ...]
    after: tuple[Version, ...]


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
    for rule in model.rules.values():
        found = RuleChange(rule.id, *(versions_on(model, rule, day) for day in (before, after)))
        if found.before != found.after:
            rules.append(found)
    for parameter in model.vocabulary.parameters.values():
        values = tuple(
            parameter_on(parameter, point(day.toordinal()), parameter.type.missing())
            for day in (before, after)
        )
        if values[0] != values[1]:
            parameters.append(ParameterChange(parameter.name, parameter.type, *values))
    return LawChanges(model, before, after, tuple(rules), tuple(parameters))


def versions_on(model: RulesetModel, rule: Rule, day: datetime.date) -> tuple[Version, ...]:
    """The versions that may hold for what counts for a day: one, several where a day is open, none."""
    if _begun(model.documents[rule.document].in_force, day) is False:
        return ()
    held: list[Version] = []
    for version in rule.versions or (Version("", None, rule),):
        begun = _begun(version.since, day)
        if begun is False:
            break
        held = [version] if begun else [*held, version]
    return tuple(held)


def _begun(since: Expression | None, day: datetime.date) -> bool | None:
    """Whether a day has come; None where it is not written out."""
    if since is None:
        return True
    return since.day <= day.isoformat() if since.day else None
