"""How amounts are read from a sheet: by the word that each begins with, and the words that it ends with.

What a word means is said in the file of its kind; the reader is given all words as its `Language`.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from policy_rules.attributes import frozen
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar, Sequence, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.scoring.amounts.amount import Amount, Stage
from policy_rules.scoring.amounts.scored_lines import ScoredLine
from policy_rules.scoring.names_in_sheets import SheetScope
from policy_rules.scoring.number_intervals import read_constant

Join: TypeAlias = "Callable[[AmountReader, Mapping, Amount, Amount], Amount | None]"


@frozen
class WordKey:
    """A key beside a word: what stands under it, whether it must be there, how a missing one is asked for."""

    name: str
    doc: str
    required: bool = False
    ask: str = ""


@frozen
class Word:
    """A word that an amount begins with: how it is read, what it means, what stands under it, an example.

    `kind` is the number of the kind of effects whose data the example is taken from; 0 where no kind
    needs the word. `keys` may stand beside it, `values` are the words known under a key, with their
    meaning.
    """

    name: str
    read: Callable[[AmountReader, Mapping, Names], Amount | None]
    doc: str
    takes: str
    example: str
    kind: int
    keys: tuple[WordKey, ...] = ()
    values: AbstractMapping[str, AbstractMapping[str, str]] = MappingProxyType({})


@frozen
class Ending:
    """A word that any amount may end with: how it joins its amount to what stands before it."""

    name: str
    join: Join
    doc: str


@frozen
class Language:
    """All that an amount may be written with: a text, or a mapping that begins and ends with these words."""

    text: Callable[[AmountReader, Scalar, Names], Amount | None]
    words: AbstractMapping[str, Word]
    endings: AbstractMapping[str, Ending]


class AmountReader:
    """Reads amounts; what is wrong is noted, and None stands for what could not be read.

    `in_steps`: the amounts are those of steps, which may read other units and the `lines` of the sheet.
    """

    def __init__(
        self,
        language: Language,
        scope: SheetScope,
        lines: AbstractMapping[str, ScoredLine] = MappingProxyType({}),
        *,
        in_steps: bool = False,
    ) -> None:
        self.language, self.scope, self.lines, self.in_steps = language, scope, lines, in_steps
        self.faults = scope.faults

    def read(self, node: Node, names: Names) -> Amount | None:
        """The amount that a node writes."""
        if isinstance(node, Scalar):
            return self.language.text(self, node, names)
        if isinstance(node, Sequence):
            self.faults.append(node.fault("an amount is needed here, not a list", "write `{sum: […]}`"))
            return None
        stages = self.stages(node, names)
        return stages[-1].amount if stages else None

    def stages(self, node: Node, names: Names) -> tuple[Stage, ...]:
        """The amount word by word, as the ledger shows it; empty where it could not be read."""
        if not isinstance(node, Mapping):
            amount = self.read(node, names)
            return () if amount is None else amount.stages("read")
        word = self._word_of(node)
        if word is None:
            return ()
        base = word.read(self, node, names)
        ends = [(e, self.at(node, e.name, names)) for e in self.language.endings.values() if e.name in node]
        if base is None or any(amount is None for _, amount in ends):
            return ()
        stages = list(base.stages(word.name))
        for end, amount in ends:
            assert amount is not None
            so_far = end.join(self, node, stages[-1].amount, amount)
            if so_far is None:
                return ()
            stages.append(Stage(end.name, so_far, amount))
        return tuple(stages)

    def at(self, node: Mapping, key: str, names: Names) -> Amount | None:
        """The amount under a key."""
        inner = node.get(key)
        return None if inner is None else self.read(inner, names)

    def points_at(self, node: Mapping, key: str, names: Names) -> Amount | None:
        """The amount under a key, which must be one of points."""
        found = self.at(node, key, names)
        if found is not None and found.graded:
            self.faults.append(node.key(key).fault(f"`{key}` needs points, not a grade"))
            return None
        return found

    def constant(self, node: Node | None, what: str, default: Fraction | None = None) -> Fraction | None:
        """A number written out, or that a rule defines."""
        if node is None:
            return default
        if isinstance(node, Scalar) and not node.null:
            found = read_constant(node.text)
            if found is not None:
                return found
            if (defined := self.scope.defined.get(node.text)) is not None:
                return Fraction(defined.value.lo)
        self.faults.append(node.fault(f"`{what}` needs a number, not {describe(node)}"))
        return None

    # -- the word that an amount begins with -----------------------------------------------------------

    def _word_of(self, node: Mapping) -> Word | None:
        """The word, or None with the fault noted."""
        words = self.language.words
        found = [word for word in words if word in node]
        for outer in ("for", "each"):  # other words are keys of these
            found = [outer] if outer in found else found
        if not found:
            self.faults.append(self._no_word(node))
            return None
        if len(found) > 1:
            told = f"`{found[0]}` and `{found[1]}` stand in one amount"
            self.faults.append(node.key(found[1]).fault(told, "put one of them inside the other"))
            return None
        faults = self._misfits(node, words[found[0]])
        self.faults += faults
        return None if faults else words[found[0]]

    def _no_word(self, node: Mapping) -> Fault:
        words, endings = self.language.words, self.language.endings
        first = next((key for key, _ in node.entries if key.text not in endings), None)
        if first is None:
            return node.fault("an amount begins with a word such as `sum`", "words: " + ", ".join(words))
        hint = near_miss(first.text, [*words, *endings]) or "words: " + ", ".join(words)
        return first.fault(f"`{first.text}` is no word of amounts", hint)

    def _misfits(self, node: Mapping, word: Word) -> list[Fault]:
        """Keys that do not go with the word, and those that are missing."""
        known = (word.name, *(key.name for key in word.keys), *self.language.endings)
        faults = []
        for key, _ in node.entries:
            if key.text not in known:
                hint = near_miss(key.text, known) or "keys: " + ", ".join(known)
                faults.append(key.fault(f"`{key.text}` does not go with `{word.name}`", hint))
        lacking = [key for key in word.keys if key.required and key.name not in node]
        return faults + [node.fault(f"`{word.name}` lacks `{key.name}`", key.ask) for key in lacking]
