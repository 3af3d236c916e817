"""For whoever builds an engine or a ruleset: generated cases, and an engine held to the reference.

In: an engine, or a ruleset. Out: generated rulesets, facts, sheets and steps, and every difference from the
truth or from the reference.

`check_engine` runs an engine on generated cases; `strategies` holds the same generators for
Hypothesis; `plugin` collects the examples of rulesets as tests.
"""

from policy_rules.testing.batches import Batch, batch
from policy_rules.testing.comparing import Difference
from policy_rules.testing.conformance import Drawn, check_batch, check_drawn, check_engine, check_engines
from policy_rules.testing.conformance_report import Report

__all__ = [
    "Batch",
    "Difference",
    "Drawn",
    "Report",
    "batch",
    "check_batch",
    "check_drawn",
    "check_engine",
    "check_engines",
]
