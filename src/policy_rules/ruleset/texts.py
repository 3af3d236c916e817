"""The examples, profiles and sheets of a ruleset that is known to be good, read again when asked for.

They are read from the bytes that its files had when the ruleset was checked, by what read them then.
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import compress, decompress

from policy_rules.ruleset.deferred import Deferred
from policy_rules.ruleset.folder import ENDINGS, files_judged
from policy_rules.ruleset.model import Example, Rule, RulesetModel

if TYPE_CHECKING:
    from policy_rules.documents import Mapping, Node


class Texts:
    """The bytes of the files, compressed, by their path below the ruleset's folder."""

    def __init__(self, root: Path, data: AbstractMapping[str, bytes | memoryview]) -> None:
        self.root, self.data = root, data
        self._examples: dict[str, dict[str, tuple[Example, ...]]] = {}

    @classmethod
    def read(cls, root: Path, model: RulesetModel) -> Texts:
        """Those of the files that hold rules, profiles, decisions or sheets; raises OSError."""
        tops = {"profiles", "decisions", "sheets", *model.documents}
        files = [(name, path) for name, path in files_judged(root) if name.endswith(ENDINGS)]
        return cls(
            root, {n: compress(path.read_bytes(), 1) for n, path in files if n.partition("/")[0] in tops}
        )

    def rule(self, *parts: Any) -> Rule:
        """A rule whose examples are read when asked for; the last part says whether it has any."""
        *told, has_examples = parts
        after = RULE_FIELDS.index("_examples")
        told.insert(after, ())
        rule = Rule(*told)
        if not has_examples:
            return rule
        told[after] = Deferred(lambda: self._of_file(rule.place.file, rule.document)[rule.id])
        return Rule(*told)

    def profile(self, name: str) -> dict[str, Node]:
        """The mapping of a profile's file."""
        return {key.text: value for key, value in self._named("profiles", name).entries}

    def decisions(self, name: str) -> Mapping:
        """The tree of a file of decisions on readings."""
        return self._named("decisions", name)

    def sheet(self, name: str) -> Mapping:
        """The tree of a sheet's file."""
        return self._named("sheets", name)

    def _named(self, folder: str, name: str) -> Mapping:
        # of two files that differ in their ending only, the last one counted when the ruleset was read
        file = [n for n in self.data if n.startswith(folder + "/") and _stem(n, folder) == name][-1]
        return self._tree(file)

    def _tree(self, file: str) -> Mapping:
        from policy_rules.documents import Mapping, parse_json, parse_yaml

        text = decompress(self.data[file]).decode("utf-8").replace("\r\n", "\n")
        nodes, _ = (parse_json if file.endswith(".json") else parse_yaml)(text, str(self.root / file))
        assert isinstance(nodes[0], Mapping)
        return nodes[0]

    def _of_file(self, file: str, document: str) -> dict[str, tuple[Example, ...]]:
        """The examples of a file, by rule; asked for by deferred values alone, one thread at a time."""
        from policy_rules.ruleset.rule_file import read_clause_file

        if file not in self._examples:
            below = next(name for name in self.data if str(self.root / name) == file)
            stem = below.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            clause = read_clause_file(self._tree(below), file, document, stem, [])
            rules = clause.rules if clause else ()
            self._examples[file] = {node.rule.id: node.rule.examples for node in rules}
        return self._examples[file]


RULE_FIELDS = tuple(Rule.__annotations__)


def _stem(file: str, folder: str) -> str:
    return file.removeprefix(folder + "/").rsplit(".", 1)[0]
