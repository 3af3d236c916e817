"""Engines that assess one unit at a time, by their names.

In: a program, a name or none. Out: the engine, which carries all rules of the program.
"""

from __future__ import annotations

from policy_rules.errors import EngineError, Fault, PolicyRulesError, printed
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import Engine, ReferenceEngine, declined

ENGINES = ("compiled", "reference")
"""The engines that assess one unit at a time."""


def engine_on(program: Program, name: str | None) -> Engine:
    """The engine of that name; raises EngineError for one that cannot carry all rules of the program.

    Without a name it is the compiled engine, which then makes its code while it is used.
    """
    engine = engine_named(name or "compiled", when_hot=name is None)
    if faults := program.kept.once(("declined", engine.name), lambda: declined(engine, program)):
        raise EngineError(faults)
    return engine


def engine_named(name: str, *, when_hot: bool = False) -> Engine:
    """The engine of that name; raises PolicyRulesError for a name that is none."""
    if name == "reference":
        return ReferenceEngine()
    if name == "compiled":
        from policy_rules.engines.compiled import CompiledEngine

        return CompiledEngine(when_hot=when_hot)
    raise PolicyRulesError(Fault(f"no engine `{printed(name)}`", hint=f"engines: {', '.join(ENGINES)}"))
