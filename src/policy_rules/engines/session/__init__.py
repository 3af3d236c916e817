"""Facts asserted, changed and retracted one by one, with findings and scores that follow."""

from policy_rules.engines.session.engine import SessionEngine

__all__ = ["SessionEngine"]
