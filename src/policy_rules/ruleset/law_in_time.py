"""The law in time: versions of a rule, documents that go out of force, and what goes on after them.

A rule says what it says for a day; which version is read is chosen by the day that counts for what is judged
(docs/versions.md). Here it is only written down, and checked as far as the days are written out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from attrs import evolve

from policy_rules.documents import Mapping as Tree
from policy_rules.documents import Scalar, Sequence, shorten
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import Document, Rule, Version
from policy_rules.ruleset.rule_file import RuleNode, day_expression, iterations, period_told, readings_of_days
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.source_text import squeeze
from policy_rules.vocabulary import Expression

FIRST = "first"
"""The name of what a rule said before its first change."""
_EXPRESSIONS = ("applies", "due", "requires", "version_on")
_SAYING = ("text", "gloss", "for each", "period", "grading", *_EXPRESSIONS)


def rules_in_time(
    nodes: Collection[RuleNode],
    rules: Mapping[str, Rule],
    documents: Mapping[str, Document],
    faults: list[Fault],
) -> dict[str, Rule]:
    """The rules with their versions, and with the end of their documents."""
    found = dict(rules)
    for node in nodes:
        versions = _versions(node, rules, documents, faults)
        end = _end(node.rule, documents)
        if versions or end is not None:
            versions = versions or [Version(FIRST, None, node.rule)]
            grading = _scale(node, versions, faults)
            _check_days(node.rule, versions, faults)
            if end is not None:
                _check_end(node.rule, versions[-1], end, faults)
                versions.append(end)
            found[node.rule.id] = evolve(node.rule, versions=tuple(versions), grading=grading)
    for node in nodes:
        _check_default_day(node, found, documents, faults)
    return found


def _check_default_day(
    node: RuleNode, rules: Mapping[str, Rule], documents: Mapping[str, Document], faults: list[Fault]
) -> None:
    """A task takes one day from the rule that gives it, not one that changes with its versions."""
    document, due = documents.get(node.rule.document), node.fields.scalar("due")
    default = rules.get(document.default_due) if document is not None else None
    if default is None or not rules[node.rule.id].has_default_due:
        return
    if len({norm.due.text for norm in default.norms if norm.due is not None}) > 1:
        told = f"the default day changes with the versions of `{default.id}`, and a task takes one day"
        hint = "write the task's days out, each in a version of its own"
        faults.append(due.fault(told, hint) if due is not None else Fault(told, node.rule.place, hint))


def check_succession(given: Tree | None, documents: Mapping[str, Document], faults: list[Fault]) -> None:
    """Tell documents that end on no day, and take the place of none."""
    for key, node in given.entries if given else ():
        after = node.get("superseded_by") if isinstance(node, Tree) else None
        if not isinstance(after, Scalar):
            continue
        other = documents.get(after.text)
        if other is None:
            hint = near_miss(after.text, documents) or "name a document of this ruleset"
            faults.append(after.fault(f"`{after.text}` is no document", hint))
        elif other.name == key.text:
            faults.append(after.fault(f"`{key.text}` takes the place of itself", "name the later document"))
        elif other.in_force is None and documents[key.text].out_of_force is None:
            told = f"nothing says from which day `{after.text}` takes the place of `{key.text}`"
            faults.append(
                after.fault(told, f"give `{after.text}` an `in_force`, or this one an `out_of_force`")
            )


def check_continued(
    given: Tree | None, rules: Mapping[str, Rule], documents: Mapping[str, Document], faults: list[Fault]
) -> None:
    """Tell rules that cannot go on: those of documents whose place the document does not take."""
    for key, node in given.entries if given else ():
        listed = node.get("continues") if isinstance(node, Tree) else None
        ended = [name for name, document in documents.items() if document.superseded_by == key.text]
        items = listed.items if isinstance(listed, Sequence) else (listed,)
        for item in (each for each in items if isinstance(each, Scalar)):
            rule = rules.get(item.text)
            if rule is None:
                hint = near_miss(item.text, rules) or "name a rule by its id"
                faults.append(item.fault(f"`{item.text}` is no rule", hint))
            elif rule.document not in ended:
                told = f"`{rule.id}` is no rule of a document whose place `{key.text}` takes"
                faults.append(item.fault(told, f"write `superseded_by: {key.text}` at `{rule.document}`"))


def _end(rule: Rule, documents: Mapping[str, Document]) -> Version | None:
    """That the rule's document is out of force, unless the rule goes on."""
    own = documents.get(rule.document)
    after = documents.get(own.superseded_by) if own is not None else None
    since = None if own is None else own.out_of_force or (after.in_force if after is not None else None)
    if own is None or since is None or (after is not None and rule.id in after.continues):
        return None
    return Version(
        _name(since), since, None, own.superseded_by, "superseded" if after is not None else "ended"
    )


def _versions(
    node: RuleNode, rules: Mapping[str, Rule], documents: Mapping[str, Document], faults: list[Fault]
) -> list[Version]:
    items = node.fields.items("versions")
    if items and node.rule.limbs:
        told = f"`{node.rule.id}` has limbs and versions"
        faults.append(items[0].fault(told, "write each limb as a rule of its own, with its versions"))
        return []
    found = [Version(FIRST, None, node.rule)]
    saying = node.rule
    for item in items:
        fields = read_section(item, SECTIONS["a version"], faults)
        by = fields.scalar("by")
        amending = rules.get(by.text) if by is not None else None
        if by is not None and amending is None:
            hint = near_miss(by.text, rules) or "carry the amending words in a rule, and name it"
            faults.append(by.fault(f"`{by.text}` is no rule", hint))
        since = _since(fields, amending, documents, faults)
        if since is None:
            continue
        status, norm = fields.text("status"), None
        if status:
            for key in _SAYING:
                if (said := fields.get(key)) is not None:
                    told = f"a version that is {status} says nothing"
                    faults.append(said.fault(told, f"remove `{key}`, or `status`"))
        else:
            _check_text(fields, amending, faults)
            norm = saying = _saying(saying, fields, faults)
        found.append(Version(_name(since), since, norm, by.text if by is not None else "", status))
    return found if len(found) > 1 else []


def _scale(node: RuleNode, versions: Collection[Version], faults: list[Fault]) -> str:
    """The scale on which the rule is graded, whichever version holds; "" where none is."""
    scales = sorted({v.norm.grading for v in versions if v.norm is not None and v.norm.grading})
    if len(scales) > 1:
        told = f"the versions of `{node.rule.id}` are graded on several scales: {', '.join(scales)}"
        hint = "an assessor gives a rule one grading: end this rule, and write another for the new scale"
        faults.append(node.fields.items("versions")[0].fault(told, hint))
    return scales[0] if scales else node.rule.grading


def _saying(before: Rule, fields: Fields, faults: list[Fault]) -> Rule:
    """What the rule says from a version on."""
    given: dict[str, Any] = {key: fields.text(key) for key in ("text", "gloss", "grading") if key in fields}
    for key in _EXPRESSIONS:
        if key in fields:
            text = fields.scalar(key)
            given[key] = None if text is None else day_expression(text, faults)
    if "period" in fields:
        given["period"] = period_told(fields, faults)
    if "for each" in fields:
        given["for_each"] = iterations(fields, faults)
    given["readings"] = {key: read for key, read in before.readings.items() if key not in given}
    given["readings"] |= readings_of_days(fields, faults)
    places = {
        name: node.begin if isinstance(node, Scalar) else node.place for name, node in fields.nodes.items()
    }
    return evolve(before, **given, places={**before.places, **places})


def _since(
    fields: Fields, amending: Rule | None, documents: Mapping[str, Document], faults: list[Fault]
) -> Expression | None:
    given = fields.scalar("from")
    if given is not None:
        return day_expression(given, faults)
    document = documents.get(amending.document) if amending is not None else None
    if document is not None and document.in_force is not None:
        return document.in_force
    if amending is not None:
        told = f"nothing says from which day the version of `{amending.id}` holds"
        hint = f"write `from`, or give `{amending.document}` an `in_force` in ruleset.yaml"
        faults.append(fields.node.fault(told, hint))
    return None


def _check_text(fields: Fields, amending: Rule | None, faults: list[Fault]) -> None:
    text = fields.scalar("text")
    if text is not None and amending is not None and squeeze(text.text) not in squeeze(amending.text):
        told = f"`{shorten(text.text)}` does not stand in the words of `{amending.id}`"
        faults.append(text.fault(told, "write the new words as the amending ones have them"))


def _check_end(rule: Rule, last: Version, end: Version, faults: list[Fault]) -> None:
    """No version begins when the rule's document has ended; told where the version stands."""
    begun, ended = (version.since.day if version.since else "" for version in (last, end))
    if last.since is not None and begun and ended and begun >= ended:
        told = (
            f"the version of {last.name} of `{rule.id}` begins when `{rule.document}` is out of force "
            f"({ended})"
        )
        hint = "leave the version out"
        if end.by:
            hint = f"leave the version out, or name `{rule.id}` under `continues` of `{end.by}`"
        faults.append(Fault(told, last.since.place, hint))


def _check_days(rule: Rule, versions: list[Version], faults: list[Fault]) -> None:
    """Days that are written out come one after the other, and no duty is due before its words began."""
    last = ""
    for version in versions[1:]:
        since = version.since
        assert since is not None
        if since.day:
            if since.day <= last:
                told = f"the version of {version.name} of `{rule.id}` begins no later than the one before"
                faults.append(Fault(told, since.place, "write the versions in the order of their days"))
            last = since.day
        norm = version.norm
        if norm is None or norm.version_on is not None or norm.for_each:
            continue
        read = norm.readings.get("due")
        days = [norm.due] if norm.due is not None else [*read.options.values()] if read is not None else []
        if any(due.day and due.day < since.day for due in days):
            told = f"the version of {version.name} of `{rule.id}` is due on a day before it began"
            hint = "give the version its `due`, or say by `version_on` on which day it is chosen"
            faults.append(Fault(told, since.place, hint))


def _name(since: Expression) -> str:
    return since.day or since.text
