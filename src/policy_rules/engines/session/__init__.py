"""Facts asserted, changed and retracted one by one, with findings and scores that follow."""

from policy_rules.engines.session.engine import SessionEngine
from policy_rules.engines.session.session import Session

__all__ = ["Session", "SessionEngine"]
