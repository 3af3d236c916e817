"""Rulesets loaded from many threads at once: each is what one thread alone loads, with nothing of another.

The library ruleset beside this file, and the same with other words, are loaded, kept and assessed at once.
"""

from __future__ import annotations

import datetime
import marshal
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from policy_rules import cache, load_facts, load_ruleset
from policy_rules.core.nodes import walk

HERE = Path(__file__).parent
DAY = datetime.date(2025, 3, 1)
THREADS = 16
OTHER_WORDS = {"fines": "dues", "heated": "warmed", "seats": "benches", "manner_points": "tone_points"}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, ...]:
    """The two rulesets, each with the facts of a unit beside it."""
    found = tuple(tmp_path / name for name in ("library", "museum"))
    for folder in found:
        shutil.copytree(HERE / "library", folder)
        shutil.copy(HERE / "elm-library.yaml", folder.with_suffix(".yaml"))
    for file in (*found[1].rglob("*.*"), found[1].with_suffix(".yaml")):
        text = file.read_text("utf-8")
        for word, other in OTHER_WORDS.items():
            text = text.replace(word, other)
        file.write_text(text, "utf-8")
    return found


@pytest.fixture
def impatient() -> Iterator[None]:
    """Threads that make way for one another all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """What the jobs give, run in threads that begin together."""
    found: list[Any] = [None] * len(jobs)
    together = threading.Barrier(len(jobs))

    def work(n: int) -> None:
        try:
            together.wait(60)
            found[n] = jobs[n]()
        except BaseException as error:  # noqa: BLE001 - told in the main thread
            found[n] = error

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def assessed(folder: Path) -> str:
    """The whole report on the folder's unit, by the ruleset loaded anew."""
    facts = load_facts(folder.with_suffix(".yaml"))
    return str(load_ruleset(folder).assess(facts, as_of=DAY, year=2024, profile="usual").to_dict())


def kept_trees() -> dict[str, Any]:
    """What each file of trees holds, by its name: whose sheets were good, and trees by their texts."""
    folder = cache.folder()
    assert folder is not None
    return {file.name: marshal.loads(file.read_bytes()[64:]) for file in folder.glob("*.trees")}


def cold(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet."""
    patch.setenv("XDG_CACHE_HOME", str(folder))
    patch.setenv("POLICY_RULES_CACHE", "1")


@pytest.mark.usefixtures("impatient")
def test_sixteen_threads_load_two_rulesets(
    folders: tuple[Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold(tmp_path / "alone", monkeypatch)
    alone = [assessed(folder) for folder in folders]
    assert alone[0] != alone[1]
    trees = kept_trees()
    assert len(trees) == len(folders)
    assert all(good for good, _ in trees.values())
    texts = [set(found) for _, found in trees.values()]
    assert texts[0] - texts[1]
    assert texts[1] - texts[0]
    cold(tmp_path / "together", monkeypatch)
    for _ in ("from the files", "from the cache"):
        found = at_once([lambda folder=folders[n % 2]: assessed(folder) for n in range(THREADS)])  # type: ignore[misc]
        assert found == alone * (THREADS // 2)
        assert kept_trees() == trees


def drawn() -> list[tuple[str, list[str]]]:
    """Every tenth rule of Henan's as loaded anew, by what its program is made of."""
    rules = load_ruleset("henan").program.rules
    return [
        (r.id, [f"{type(n).__name__} {getattr(n, 'name', '')}" for n in walk(r.finding)]) for r in rules[::10]
    ]


def test_eight_threads_load_henan_from_its_cache() -> None:
    alone = drawn()
    assert len(alone) > 10
    assert at_once([drawn] * 8) == [alone] * 8
