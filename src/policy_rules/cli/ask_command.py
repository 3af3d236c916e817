"""The command that asks: `next --ask`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from policy_rules.cli.dialogue import Dialogue
from policy_rules.cli.options import assessed, ruleset_of, write_text
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.facts_file import RawFacts
from policy_rules.facts.merge import facts_text
from policy_rules.results.assessment import Assessment
from policy_rules.whole_files import check_output


def _ask(arguments: argparse.Namespace) -> int:
    """Ask fact after fact, and write all that is told then as one facts file."""
    path = Path(arguments.output or "")
    if path.suffix not in (".yaml", ".yml") or arguments.json or "-" in arguments.facts:
        hint = "write `next FACTS --ask -o answers.yaml`, with facts from files"
        raise PolicyRulesError(Fault("`--ask` writes a facts file of what is answered", hint=hint))
    check_output(path, arguments.facts)
    ruleset = ruleset_of(arguments)

    def told(facts: RawFacts) -> Assessment:
        return assessed(arguments, ruleset, facts, arguments.sheet, among=True)

    found = Dialogue(arguments.facts, told, ruleset.model.vocabulary, arguments.lang, arguments.by).run()
    write_text(path, facts_text(found), arguments.facts)
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"next": _ask}
