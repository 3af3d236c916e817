"""A journal for services: facts kept as they were accepted, with who said them and when, in a file of SQLite.

In: steps as a session takes them, each checked against all that was accepted before. Out: the facts as they
stood at any time, a session on them, an assessment of them.

What has been accepted stays: an entry is on the disk when the call returns, whole or not at all, and none is
changed or taken away; what is wrong is corrected by a further entry.
"""

from policy_rules.journal.accepted import Accepted
from policy_rules.journal.journal import Journal

__all__ = ["Accepted", "Journal"]
