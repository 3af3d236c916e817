"""Examples as text: what is given, compactly, in the notation of the rule files."""

from __future__ import annotations

import json
from collections.abc import Mapping as AbstractMapping
from html import escape

from policy_rules.documents import Mapping, Scalar, Sequence
from policy_rules.report.html_elements import tag
from policy_rules.report.listed_names import told_by_labels
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.part_names import part_name
from policy_rules.ruleset.model import Example, Rule
from policy_rules.wording import OUTCOMES


def given_text(given: object) -> str:
    """A facts mapping, a line for each of its keys."""
    if isinstance(given, Mapping) and given.entries:
        return "\n".join(f"{key.text}: {flow(value)}" for key, value in given.entries)
    return flow(given)


def flow(node: object) -> str:
    """A value on one line.

    >>> flow({"a": [1, "x"]})
    '{a: [1, x]}'
    """
    if isinstance(node, Scalar):
        return (
            "null" if node.null else json.dumps(node.text, ensure_ascii=False) if node.quoted else node.text
        )
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key.text}: {flow(value)}" for key, value in node.entries) + "}"
    if isinstance(node, AbstractMapping):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, Sequence | list | tuple):
        return "[" + ", ".join(flow(item) for item in node) + "]"
    return "null" if node is None else str(node)


def example_html(catalogue: Catalogue, example: Example, rule: Rule) -> str:
    """An example: the outcome expected, of limbs of the rule each by its name, the day, parameters, facts."""
    if isinstance(example.expect, str):
        head = outcome_html(catalogue, example.expect)
    else:
        head = " · ".join(
            f"{escape(named_part(catalogue, rule, name))}: {outcome_html(catalogue, outcome)}"
            for name, outcome in example.expect.items()
        )
    if example.as_of is not None:
        head += f" · {catalogue.told('as of')} {example.as_of}"
    if example.year is not None:
        head += f" · {catalogue.told('for year')} {example.year}"
    if example.no_year:
        head += f" · {catalogue.told('for no year')}"
    if example.parameters:
        head += f" · {catalogue.told('set')} " + tag("code", escape(flow(example.parameters)))
    return head + tag("pre", escape(given_text(example.given)))


def named_part(catalogue: Catalogue, rule: Rule, name: str) -> str:
    """A limb as pages call it, or an instance by its labels."""
    if name in rule.limbs:
        return part_name(rule, name, catalogue.language)
    return told_by_labels(catalogue.of(rule), name, catalogue.speaker)


def outcome_html(catalogue: Catalogue, name: str) -> str:
    """An outcome in the page's language."""
    told = OUTCOMES.get(name, (name, name))[catalogue.language == "zh"]
    return tag("span", escape(told), class_="outcome")
