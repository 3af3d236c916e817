"""The point tier: from a mapping of single values to the codes of findings, as fast as a function by hand.

In: a program, then mappings as facts files have them, of which values may be partly known. Out: the codes of
all rules; or None, where the mapping or the program is not carried and the facts are to be bound and given to
an engine.

Whatever it does not take exactly, it does not take: faults and their messages are those of `facts.bind`.
"""

from policy_rules.engines.points.tier import PointTier

__all__ = ["PointTier"]
