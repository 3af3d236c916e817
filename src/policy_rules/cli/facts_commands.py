"""Commands on facts files: merge, migrate."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from policy_rules.cli.options import ruleset_of, write_text
from policy_rules.errors import no_lines
from policy_rules.facts.merge import facts_text, merge_facts
from policy_rules.report.differing_lines import differing_part
from policy_rules.report.phrases import counted
from policy_rules.whole_files import check_output


def _merge(arguments: argparse.Namespace) -> int:
    """Write the joined facts, and tell what differs: behind a file that is written, else as comments."""
    if arguments.output:
        check_output(arguments.output, arguments.facts)
    ruleset = ruleset_of(arguments)
    vocabulary = ruleset.model.vocabulary
    with no_lines(when=bool(vocabulary.redacted)):
        facts = merge_facts(*arguments.facts, precedence=arguments.precedence, vocabulary=vocabulary)
    told = [line for line in differing_part(ruleset.differing(facts), ruleset.model, arguments.lang) if line]
    text = facts_text(facts)
    if arguments.output:
        write_text(Path(arguments.output), text, arguments.facts)
        print(f"{arguments.output}: {counted(len(facts.units), 'units', arguments.lang)}")
        print("\n".join(told), end="\n" if told else "")
    else:
        print("".join(f"# {line}\n" for line in told) + text, end="")
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    """Write the facts by today's names, and tell what is lost, as `merge` tells what differs."""
    ruleset = ruleset_of(arguments)
    with no_lines(when=bool(ruleset.model.vocabulary.redacted)):
        facts, lost = ruleset.migrate(*arguments.facts, language=arguments.lang)
    text = facts_text(facts)
    if arguments.output:
        write_text(Path(arguments.output), text, arguments.facts)
        print("".join(f"{line}\n" for line in lost), end="")
    else:
        print("".join(f"# {line}\n" for line in lost) + text, end="")
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"merge": _merge, "migrate": _migrate}
