"""What cannot leave its process says so in words of its own."""

from __future__ import annotations

from typing import NoReturn, SupportsIndex

from policy_rules.errors import EngineError, Fault


class StaysHere:
    """A session, which is neither copied nor pickled: what durable-rules holds of it stays where it is."""

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        hint = "send the facts and what is asked, and open a session there"
        raise EngineError(Fault("a session can be neither copied nor pickled", hint=hint))
