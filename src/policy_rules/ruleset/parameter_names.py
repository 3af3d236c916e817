"""How a parameter is named where each rule may have its own: `NAME of RULE`, for all rules alike `NAME`."""

from __future__ import annotations


def name_for(name: str, rule: str) -> str:
    """The name of a parameter of a rule; of all rules where `rule` is empty."""
    return f"{name} of {rule}" if rule else name


def name_and_rule(told: str) -> tuple[str, str]:
    """The parameter and the rule ("" for all) of such a name, with or without `parameters.` before it."""
    name, _, rule = told.removeprefix("parameters.").partition(" of ")
    return name, rule
