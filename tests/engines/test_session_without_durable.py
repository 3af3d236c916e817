"""Where durable-rules cannot be imported a session says what to do, and everything else works."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run(code: str) -> str:
    """What a fresh process says in which the C part of durable-rules was never compiled."""
    before = """
        import sys

        class NotCompiled:
            def find_spec(self, name, path=None, target=None):
                if name == "durable_rules_engine":
                    raise ImportError("no module named durable_rules_engine")

        sys.meta_path.insert(0, NotCompiled())
    """
    told = textwrap.dedent(before) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", told], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_session_says_what_to_do() -> None:
    told = run("""
        import datetime
        import policy_rules as pr

        henan = pr.load_ruleset("henan")
        unit = {"id": "x", "level": "county", "kind": "department", "holds_enforcement_power": True}
        facts = {"unit": unit,
                 "staffing": {"posts_total": 100, "posts_frontline": 79}}
        day = datetime.date(2026, 1, 1)
        print(henan.assess(facts, as_of=day).finding("ip-14-s8").outcome)
        for _ in range(2):
            try:
                henan.session(as_of=day)
            except pr.EngineError as error:
                print(error)
    """)
    outcome, *twice = told.splitlines()
    assert outcome == "violated"
    once = twice[: len(twice) // 2]
    assert twice == [*once, *once]
    assert "durable-rules, which cannot be imported: no module named durable_rules_engine" in once[0]
    assert "C compiler" in once[1] and "pip install --force-reinstall durable-rules==2.0.28" in once[1]


def test_the_engine_says_so_too_and_only_when_it_is_made() -> None:
    told = run("""
        from policy_rules.engines.session import SessionEngine
        import policy_rules.testing.conformance
        from policy_rules.errors import EngineError

        try:
            SessionEngine()
        except EngineError as error:
            print(error.faults[0].hint)
    """)
    assert "C compiler" in told
