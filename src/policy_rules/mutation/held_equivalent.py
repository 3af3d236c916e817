"""The mutants that a ruleset holds equivalent, each with its reason: its `readings/mutants.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

from policy_rules.documents import RULESET_LIMIT, Scalar, read_file
from policy_rules.documents import Mapping as Tree
from policy_rules.errors import Fault, RulesetError, near_miss
from policy_rules.ruleset.folder import ENDINGS, MUTANTS, READINGS
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.shapes import read_section

Held = Mapping[str, Mapping[str, str]]
"""By the id of a rule, the digests of mutants with the reason why each is equivalent."""


def held_equivalent(model: RulesetModel) -> Held:
    """What the ruleset holds equivalent; raises RulesetError with all faults of the file."""
    faults, found = list[Fault](), dict[str, Mapping[str, str]]()
    for path in sorted((model.root / READINGS).glob(f"{MUTANTS}.*")):
        if path.suffix not in ENDINGS:
            continue
        nodes, wrong = read_file(path, RULESET_LIMIT)
        faults += wrong
        for node in nodes:
            fields = read_section(node, SECTIONS["the mutants held equivalent"], faults)
            for rule in fields.nodes:
                told = fields.mapping(rule)
                if rule not in model.rules and isinstance(node, Tree):
                    hint = near_miss(rule, model.rules) or "write the id of a rule"
                    what = f"`{rule}` is no rule of the ruleset `{model.name}`"
                    faults.append(node.key(rule).fault(what, hint))
                entries = told.entries if told is not None else ()
                found[rule] = {key.text: why.text for key, why in entries if isinstance(why, Scalar)}
    if faults:
        raise RulesetError(faults)
    return found
