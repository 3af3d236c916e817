"""Replay: an assessment as a record that can be computed again from itself alone, and what differs then.

In: an assessment, or the record of one. Out: a record as data for JSON; computed again, every difference by
its name.
"""

from policy_rules.replay.again import assessment_again, read_record, replay, ruleset_again
from policy_rules.replay.record import record_of
from policy_rules.replay.replayed import Replay

__all__ = ["Replay", "assessment_again", "read_record", "record_of", "replay", "ruleset_again"]
