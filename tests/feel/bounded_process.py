"""Evaluates expressions, each in a child that can have so many bytes more, and says what became of it."""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from pathlib import Path

from policy_rules import feel
from policy_rules.errors import ExpressionError


def size() -> int:
    return int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024  # type: ignore[index]


def outcome(text: str, budget: int, most: int) -> str:
    begin = time.process_time()
    resource.setrlimit(resource.RLIMIT_AS, (size() + most, resource.RLIM_INFINITY))
    try:
        feel.evaluate(text, budget=budget)
        told = "a value"
    except ExpressionError as error:
        told = "refused" if "memory" not in error.faults[0].what else "out of memory"
    except MemoryError:
        told = "out of memory"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{told:14} {time.process_time() - begin:6.1f} s {peak:5} MB  {text}"


def main() -> None:
    texts, budget, most = json.load(sys.stdin)
    for text in ["1 + 1", 'matches("a", "a")', 'range("[1..2]")', 'string(sqrt(2)) + "a"']:
        feel.evaluate(text)  # what the library loads is no part of what they hold
    for text in texts:
        sys.stdout.flush()
        if os.fork() == 0:
            sys.stdout.write(outcome(text, budget, most) + "\n")
            sys.stdout.flush()
            os._exit(0)
        if os.wait()[1] != 0:
            sys.stdout.write(f"died {text}\n")


if __name__ == "__main__":
    main()
