"""Facts asserted, changed and retracted one by one, with findings and scores that follow.

In: a ruleset with its program, a day, a year and a sheet, then facts of units by their paths. Out: the
findings of each unit, its score, grade and consequences.

From below: durable's C engine (`durable_host`, `durable_states`), the rules it is given (`chain_rules`),
one unit's facts for them (`working_memory`), findings and scores by them (`rule_truths`, `chain_findings`,
`chain_score`), what is kept from step to step (`kept_findings`, `unit`), and the steps
(`session`).
"""

from policy_rules.engines.session.engine import SessionEngine
from policy_rules.engines.session.session import Session

__all__ = ["Session", "SessionEngine"]
