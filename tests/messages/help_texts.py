"""Every text of the help of commands, found by a walk of their parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from policy_rules.cli.arguments import parser
from policy_rules.cli.output import EXIT_CODES

ARGPARSE = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "error",
    "exit codes:",
)
"""The words of argparse, and those around the exit codes."""


def help_texts(of: argparse.ArgumentParser | None = None) -> Iterator[str]:
    """The texts of a parser, of its options and of its commands."""
    if of is None:
        yield from (*ARGPARSE, *EXIT_CODES.values())
    found = parser() if of is None else of
    yield from filter(None, (found.description,))
    for action in found._actions:
        if action.help:
            yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (choice.help for choice in action._choices_actions if choice.help)
            for below in action.choices.values():
                yield from help_texts(below)
