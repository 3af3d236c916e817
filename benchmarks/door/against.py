"""Two libraries side by side in one run: a slow-down of more than a tenth fails.

    python benchmarks/door/against.py [COMMIT]        (the last tag, or the first parent, where none is named)

Each library answers in a process of its own, in turns; what counts is the least of its times, in seconds of the processor.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SLOWER = 1.10
ROUNDS = 15
Timed = Callable[[str], float | None]
"""A round of a bench: the seconds that it took, None where the library cannot answer it."""


def compared(old: Timed, new: Timed, names: list[str], rounds: int = ROUNDS) -> dict[str, float]:
    """How long each bench takes, as a ratio of new to old; in turns, so that both meet the same weather."""
    least: dict[tuple[str, int], float] = {}
    for turn in range(rounds):
        for name in names:
            for which, timed in ((0, old), (1, new)) if turn % 2 else ((1, new), (0, old)):
                took = timed(name)
                if took is not None:
                    least[name, which] = min(took, least.get((name, which), took))
    return {n: least[n, 1] / least[n, 0] for n in names if (n, 0) in least and (n, 1) in least}


def slower(ratios: Mapping[str, float]) -> list[str]:
    """The benches that have become slower than is borne."""
    return [name for name, ratio in ratios.items() if ratio > SLOWER]


def worker() -> None:
    """Answer the names of benches on the standard input with their seconds."""
    from measured import benches, seconds

    made = benches()
    print(json.dumps(list(made)), flush=True)
    for line in sys.stdin:
        try:
            print(seconds(made[json.loads(line)]), flush=True)
        except (AttributeError, KeyError, TypeError):
            print("null", flush=True)


class Library:
    """A process with the library of a tree."""

    def __init__(self, tree: Path) -> None:
        paths = [str(tree / "src"), str(ROOT / "tests"), str(HERE)]
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "against.py"), "--worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            cwd=tree,
        )
        self.names: list[str] = json.loads(self._line())

    def __call__(self, name: str) -> float | None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(name) + "\n")
        self._process.stdin.flush()
        took: float | None = json.loads(self._line())
        return took

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        """End the process."""
        self._process.communicate("")


def main(words: list[str]) -> int:
    """Compare, print, and say by the exit code whether something has become slower."""
    if words == ["--worker"]:
        worker()
        return 0
    commit = words[0] if words else _before()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "before"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", str(tree), commit], cwd=ROOT, check=True)
        try:
            old, new = Library(tree), Library(ROOT)
            ratios = compared(old, new, new.names)
            old.close()
            new.close()
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=False)
    for name, ratio in ratios.items():
        print(f"{ratio:6.2f} x  {name}{'   SLOWER' if ratio > SLOWER else ''}")
    return 1 if slower(ratios) else 0


def _before() -> str:
    found = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0"], cwd=ROOT, capture_output=True, text=True
    )
    return found.stdout.strip() or "HEAD~1"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
