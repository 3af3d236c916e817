"""Files as trees with positions: YAML, JSON, and Python data taken as if it were a file.

In: the bytes of a file, or data of Python. Out: a tree in which each node knows its file, line and column, or
the faults.
"""

from policy_rules.documents.data import from_data
from policy_rules.documents.read import (
    FACTS_LIMIT,
    RULESET_LIMIT,
    parse_json,
    parse_yaml,
    read_file,
    read_text,
    wide_colon,
)
from policy_rules.documents.tree import Mapping, Node, Page, Scalar, Sequence, Untold, describe
from policy_rules.errors import shorten

__all__ = [
    "FACTS_LIMIT",
    "RULESET_LIMIT",
    "Mapping",
    "Node",
    "Page",
    "Scalar",
    "Sequence",
    "Untold",
    "describe",
    "from_data",
    "parse_json",
    "parse_yaml",
    "read_file",
    "read_text",
    "shorten",
    "wide_colon",
]
