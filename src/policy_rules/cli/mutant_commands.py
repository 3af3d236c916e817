"""Commands that plant faults in rules: mutate."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from policy_rules.cli.options import print_json, ruleset_of
from policy_rules.mutation.told_mutants import mutants_data, mutants_text
from policy_rules.mutation.whole import judge_mutants, tell
from policy_rules.report.output_head import ruleset_head


def _mutate(arguments: argparse.Namespace) -> int:
    """Tell what the rules' own examples notice; 1 below the floor, or where lines on mutants are stale."""
    ruleset = ruleset_of(arguments)
    asked = {"jobs": arguments.jobs, "progress": tell, "witness": arguments.witness}
    found = judge_mutants(ruleset, arguments.rules, **asked)
    if arguments.json:
        print_json({**ruleset_head(ruleset.model), **mutants_data(found, witness=arguments.witness)})
    else:
        print(mutants_text(found, arguments.lang, witness=arguments.witness), end="")
    below = arguments.floor is not None and found.rate is not None and found.rate * 100 < arguments.floor
    return 1 if below or found.stale else 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"mutate": _mutate}
