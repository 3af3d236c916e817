"""What is set on the command line: `NAME=VALUE`."""

from __future__ import annotations

from policy_rules.documents import Node, parse_yaml
from policy_rules.errors import Fault, PolicyRulesError


def setting(text: str) -> tuple[str, Node | None]:
    """A name, and its value as a tree: `NAME=VALUE` with the value as a facts file would have it."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise PolicyRulesError(Fault(f"`{text}` sets nothing", hint="write NAME=VALUE"))
    trees, faults = parse_yaml(value, f"--set {name}")
    if faults:
        raise PolicyRulesError(faults)
    return name.strip(), trees[0] if trees else None
