"""For whoever builds an engine or a ruleset: generated cases, and an engine held to the reference.

`check_engine` runs an engine on generated cases; `strategies` holds the same generators for
Hypothesis; `plugin` collects the examples of rulesets as tests.
"""

from policy_rules.testing.comparing import Difference
from policy_rules.testing.conformance import Batch, Report, batch, check_batch, check_engine, check_engines

__all__ = ["Batch", "Difference", "Report", "batch", "check_batch", "check_engine", "check_engines"]
