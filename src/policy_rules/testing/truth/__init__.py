"""What rules say of units of which everything is known: the truth that engines are held to.

In: a ruleset's rules as written, and raw facts as a facts file has them. Out: the outcome of each rule.
Everything is FEEL on plain data (`feel.evaluate`): no view, no binding, no lowering, no operator table and
no interval is imported, so that a fault in any of them shows. What this does not speak of it declines by
name.
"""

from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.testing.truth.world import OUTCOMES, Asked, Outcome

__all__ = ["OUTCOMES", "Asked", "Declined", "Outcome", "RuleTruth"]
