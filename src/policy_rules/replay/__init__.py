"""Replay: an assessment as a record that can be computed again from itself alone, and what differs then."""

from policy_rules.replay.again import Replay, read_record, replay
from policy_rules.replay.record import record_of

__all__ = ["Replay", "read_record", "record_of", "replay"]
