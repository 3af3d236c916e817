"""What the law says otherwise for one day than for another, as text, data and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import STYLE, table, tag
from policy_rules.report.output_head import ruleset_head
from policy_rules.report.part_names import version_name
from policy_rules.report.phrases import phrase
from policy_rules.results.law_changes import LawChanges
from policy_rules.ruleset.model import Version
from policy_rules.wording import Language, Speaker


def law_changes_text(changes: LawChanges, language: Language = "zh") -> str:
    """A block for each rule that says something else, then the parameters."""
    lines = [f"{changes.model.name}: {changes.before} → {changes.after}"]
    for rule, before, after in _rules(changes, language):
        lines += [f"{rule}: {before} → {after}"]
        lines += [f"    “{words}”" for words in _words(changes, rule)]
    lines += [f"{name}: {before} → {after}" for name, before, after in _parameters(changes, language)]
    if len(lines) == 1:
        lines.append(phrase("no other law", language))
    return "\n".join(lines) + "\n"


def law_changes_data(changes: LawChanges) -> dict[str, Any]:
    """Names of versions on both sides; values as texts."""
    return {
        **ruleset_head(changes.model),
        "before": changes.before.isoformat(),
        "after": changes.after.isoformat(),
        "rules": [
            {
                "rule": c.rule,
                "before": [_version(v) for v in c.before],
                "after": [_version(v) for v in c.after],
                "before_perhaps_none": c.before_perhaps_none,
                "after_perhaps_none": c.after_perhaps_none,
            }
            for c in changes.rules
        ],
        "parameters": [
            {"parameter": name, "before": before, "after": after}
            for name, before, after in _parameters(changes, "en")
        ],
    }


def law_changes_html(changes: LawChanges, language: Language = "zh") -> str:
    """A table of what is otherwise."""
    head = tag("h3", escape(f"{changes.model.name}: {changes.before} → {changes.after}"))
    rows = [tuple(map(escape, row)) for row in (*_rules(changes, language), *_parameters(changes, language))]
    names = ["", str(changes.before), str(changes.after)]
    told = table(names, rows) if rows else tag("p", escape(phrase("no other law", language)))
    return tag("div", head + told, STYLE, lang=language)


def _rules(changes: LawChanges, language: Language) -> Iterator[tuple[str, str, str]]:
    names = FactNames(changes.model, language)
    for change in changes.rules:
        sides = ((change.before, change.before_perhaps_none), (change.after, change.after_perhaps_none))
        before, after = (_named(versions, perhaps_none, names) for versions, perhaps_none in sides)
        yield change.rule, before, after


def _named(versions: tuple[Version, ...], perhaps_none: bool, names: FactNames) -> str:
    language = names.language
    told = " / ".join(version_name(v, language, names) for v in versions)
    begun = phrase("perhaps not begun", language) if perhaps_none else ""
    return (told or phrase("not yet in force", language)) + begun


def _words(changes: LawChanges, rule: str) -> Iterator[str]:
    """The words that were not read before, where the version has words of its own."""
    change = next(c for c in changes.rules if c.rule == rule)
    yield from (v.norm.text for v in change.after if v.norm is not None and v not in change.before)


def _parameters(changes: LawChanges, language: Language) -> Iterator[tuple[str, str, str]]:
    speaker = Speaker(changes.model.vocabulary, language)
    for c in changes.parameters:
        yield f"parameters.{c.name}", speaker.show(c.before, c.type), speaker.show(c.after, c.type)


def _version(version: Version) -> dict[str, str | None]:
    return {"version": version.name or None, "by": version.by or None, "status": version.status or None}
