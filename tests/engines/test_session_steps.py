"""Random steps against the reference; many units; many threads; and nothing of the user's in durable."""

from __future__ import annotations

import copy
import gc
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engines.test_session_rules import DAY, HOSTILE, RULES, YEAR, model, program
from policy_rules.engines.session import Session
from policy_rules.engines.session.chain_rules import KINDS, chain
from policy_rules.engines.session.chain_rules import RULES as CHAIN_RULES
from policy_rules.engines.session.durable_host import PROCESS
from policy_rules.errors import FactsError
from policy_rules.facts.bound import Facts
from policy_rules.facts.paths import quoted
from policy_rules.facts.view import UnitView
from policy_rules.testing.random_steps import RandomSteps
from policy_rules.testing.soak import Soak, findings
from thinned import heavy, thinned

MODEL = model()
PROGRAM = program(MODEL)
STEPS = int(os.environ.get("SESSION_STEPS", "500"))


@pytest.fixture
def few_states() -> Iterator[int]:
    states = chain().states
    before, states.most = states.most, 3
    yield states.most
    states.most = before


def expected(session: Session, unit: str) -> dict[str, tuple[int, int]]:
    facts = Facts({name: session.facts(name) for name in session.units})
    view = UnitView(facts, facts.units[unit], MODEL.vocabulary, DAY.toordinal(), YEAR, year_given=True)
    return findings(PROGRAM, view)


@pytest.mark.parametrize(("seed", "count"), [(1, 150), heavy(0, STEPS), heavy(1, STEPS)])
def test_random_steps_as_the_reference(seed: int, count: int, few_states: int) -> None:
    with Session(MODEL, PROGRAM, as_of=DAY, year=YEAR) as session:
        for n in range(6):
            session.add_unit(f"u{n}", parent=f"u{(n - 1) // 2}" if n else "")
        steps = RandomSteps(MODEL, random.Random(seed), 6, session.holds)
        run = Soak(MODEL, PROGRAM, session, steps, day=DAY, year=YEAR)
        for n in range(count):
            step = run.step()
            run.compare(step, whole=n % 10 == 0)
            if n % 25 == 0:
                for unit in session.units:
                    assert session.outcomes(unit) == expected(session, unit)
            assert chain().states.awake <= few_states
        assert run.differences == []
        assert run.refused < count / 4


@pytest.mark.parametrize("seed", thinned(range(3), 3))
def test_taking_everything_back_returns_to_the_start(seed: int) -> None:
    with Session(MODEL, PROGRAM, as_of=DAY, year=YEAR) as session:
        session.add_unit("u0")
        start = session.results("u0")
        told = session._units["u0"].memory.snapshot()
        boxes = copy.deepcopy(session._units["u0"].memory.boxes)
        steps = RandomSteps(MODEL, random.Random(seed), 1, session.holds)
        taken = []
        for _ in range(60):
            what, unit, path, value = steps.step()
            try:
                if what == "assert":
                    session.assert_fact(unit, path, value)
                    taken.append(path)
                elif what == "change":
                    session.change_fact(unit, path, value)
            except FactsError:
                continue
        taken.sort(key=lambda p: (p.startswith("complete"), random.Random(seed).random()), reverse=True)
        for path in taken:
            if session.holds("u0", path):
                session.retract_fact("u0", path)
        assert session.results("u0") == start
        assert session._units["u0"].memory.snapshot() == told
        assert session._units["u0"].memory.boxes == boxes


@pytest.mark.heavy
def test_2000_units_in_one_process() -> None:
    few = program(small := model(RULES[:2]))
    with Session(small, few, as_of=DAY, year=YEAR) as session:
        for n in range(2000):
            session.assert_fact(f"u{n}", "staffing.front", n % 20)
        for n in random.Random(0).sample(range(2000), 300):
            session.change_fact(f"u{n}", "staffing.front", (n + 1) % 20)
            late = 4 if (n + 1) % 20 < 10 else 2
            assert session.outcomes(f"u{n}")["late"] == (late, late)
        assert chain().states.awake <= chain().states.most
    assert chain().states.awake == 0


def test_awake_units_hold_so_many_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    states = chain().states
    with Session(MODEL, PROGRAM, as_of=DAY, year=YEAR) as session:
        session.add_unit("u0")
        session.outcomes("u0")
        size = session._units["u0"].memory.size
        monkeypatch.setattr(states, "most_facts", 3 * size)
        for n in range(1, 9):
            session.assert_fact(f"u{n}", "staffing.front", n)
            assert states.awake <= 3
        for n in range(1, 9):
            assert session.outcomes(f"u{n}") == expected(session, f"u{n}")
            session.change_fact(f"u{n}", "staffing.front", n + 5)
            assert session.outcomes(f"u{n}")["late"] == ((2, 2) if n >= 5 else (4, 4))
            assert states.awake <= 3


@pytest.mark.heavy
@pytest.mark.parametrize("shared", [True, False], ids=["one session", "a session each"])
def test_8_threads_on_one_ruleset(shared: bool, few_states: int) -> None:
    one = Session(MODEL, PROGRAM, as_of=DAY, year=YEAR)
    faults: list[object] = []

    def work(n: int) -> None:
        session = one if shared else Session(MODEL, PROGRAM, as_of=DAY, year=YEAR)
        try:
            for step in range(40):
                unit = f"u{n}" if step % 2 or not shared else "u0"
                path = f"officers[o{n}-{step}]"
                session.assert_fact(unit, path, {"duty": step % 3 == 0})
                if step % 5 == 0:
                    session.retract_fact(unit, path)
            assert session.outcomes(f"u{n}") == expected(session, f"u{n}")
        except BaseException as error:  # noqa: BLE001 - told in the main thread
            faults.append(error)
        finally:
            if not shared:
                session.close()

    before = threading.active_count()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    if shared:
        assert all(one.outcomes(unit) == expected(one, unit) for unit in one.units)
    one.close()
    assert threading.active_count() == before


def test_nothing_of_the_users_reaches_durable(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    host = PROCESS.host
    for name in ("assert_fact", "retract_fact"):
        original = getattr(host, name)

        def noting(ruleset: str, fact: dict[str, Any], original: Any = original) -> object:
            seen.append(fact)
            return original(ruleset, fact)

        monkeypatch.setattr(host, name, noting)
    with Session(MODEL, PROGRAM, as_of=DAY, year=YEAR) as session:
        officer = f"officers[{quoted(HOSTILE.replace('/', ''))}]"
        session.assert_fact(HOSTILE, "unit.power", True, source=HOSTILE)
        session.assert_fact(HOSTILE, officer, {"note": HOSTILE, "duty": True})
        session.assert_fact(HOSTILE, "lectures[sid]", {"held_on": "2025-01-01"})
        session.retract_fact(HOSTILE, "lectures[sid]")
        assert session.outcomes(HOSTILE)[HOSTILE] == (2, 2)
    assert seen
    for fact in seen:
        kind = fact["k"]
        assert kind == "boot" or kind in KINDS
        fields = {k: v for k, v in fact.items() if k not in ("k", "id", "sid")}
        assert set(fields) == set(KINDS.get(kind, ()))
        assert all(type(v) is int and 0 <= v <= 4 for v in fields.values())
        assert fact["sid"][0] == "s" and fact["sid"][1:].isdigit()
        assert fact["id"] == "boot" or (fact["id"][0] == "f" and fact["id"][1:].isdigit())


def test_close_and_forgetting_free_the_states() -> None:
    before = chain().states.awake
    session = Session(MODEL, PROGRAM, as_of=DAY, year=YEAR)
    session.assert_fact("u", "staffing.total", 1)
    assert chain().states.awake == before + 1
    session.close()
    assert chain().states.awake == before
    session = Session(MODEL, PROGRAM, as_of=DAY, year=YEAR)
    session.assert_fact("u", "staffing.total", 1)
    del session
    gc.collect()
    assert chain().states.awake == before


def test_a_fresh_process_with_every_warning_an_error() -> None:
    code = (
        "import sys, threading\n"
        "from policy_rules.engines.session import SessionEngine\n"
        "assert 'durable' not in sys.modules\n"
        "flags = sys.getdlopenflags()\n"
        "SessionEngine()\n"
        "assert 'durable' in sys.modules and sys.getdlopenflags() == flags\n"
        "assert threading.active_count() == 1\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_the_chain_stays_within_what_durable_can_do() -> None:
    by_kind = [sum(r.kind == kind for r in CHAIN_RULES) for kind in KINDS]
    assert max(by_kind) < 64
    assert len({r.name for r in CHAIN_RULES}) == len(CHAIN_RULES)
