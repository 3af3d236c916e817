"""Loaded rulesets kept as data, so that the next process need not read and lower them again.

In: a ruleset's folder, and what was read from it. Out: the model and the program as they were, or nothing
where the folder, the library or Python is another.

A cache file belongs to one folder, one version of the library and one Python; it is used only while
the folder's files are those it was made from (`stamp` tells what may be trusted of that) and where it
is the user's own, by owner, permissions and seal (`seal`). It is data: it is decoded into the library's own
classes, and nothing in it is run. Whatever is wrong with a cache file or its folder, the ruleset is read
from its own files instead. `POLICY_RULES_CACHE=0` turns the cache off.
"""

from policy_rules.cache.answers import answers_of, keep_answers
from policy_rules.cache.loaded import loaded
from policy_rules.cache.seal import folder, refusal
from policy_rules.cache.stamp import Stamp, stamp
from policy_rules.cache.store import recall, remember

__all__ = [
    "Stamp",
    "answers_of",
    "folder",
    "keep_answers",
    "loaded",
    "recall",
    "refusal",
    "remember",
    "stamp",
]
