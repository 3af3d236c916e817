"""What cannot leave its process says so in words of its own."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex

from policy_rules.errors import EngineError, Fault


class StaysHere:
    """A session is neither copied nor sent to another process: what durable-rules holds of it stays there."""

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        hint = "send the facts and what is asked, and open a session there"
        raise EngineError(Fault("a session can be neither copied nor sent to another process", hint=hint))
