"""A service that accepts facts and says so, one number a line: what stands on its output was accepted.

python writer.py JOURNAL RULESET FIRST: seats of rooms of units, one after the other, from FIRST on.
"""

import os
import sys

import policy_rules as pr
from policy_rules.journal import Journal


def serve(path: str, ruleset: str, first: str) -> None:
    journal = Journal(path, pr.load_ruleset(ruleset))
    os.write(1, b"ready\n")
    for number in range(int(first), 1_000_000):
        journal.assert_fact(f"u{number}", "rooms.seats", number % 60, source=f"clerk {number}")
        os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    serve(*sys.argv[1:])
