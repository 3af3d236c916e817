"""The sheets of a ruleset whose files are known to be good: each is read when a unit needs it."""

from __future__ import annotations

from functools import partial

from policy_rules.documents import Mapping
from policy_rules.errors import Fault, RulesetError
from policy_rules.memo import Memo
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet, SheetHead
from policy_rules.scoring.sheets.circles import Programs, ReadByRules
from policy_rules.scoring.sheets.sheet_file import SheetReader


class SheetsByNeed:
    """Whose sheets they are is told by their heads; what is read stays."""

    def __init__(self, model: RulesetModel, programs: Programs) -> None:
        self.model, self._read, self._made = model, ReadByRules(model, programs), Memo()

    def head(self, file: str) -> SheetHead:
        """The head of a file's sheet; raises RulesetError where the parameters do not admit it."""
        return self._made.once(file, partial(self._head, file))

    def whole(self, head: SheetHead) -> Sheet:
        """The sheet of a head; raises RulesetError with all that is wrong with it."""
        return self._made.once(head, head.whole)

    def all(self) -> tuple[dict[str, Sheet], list[Fault]]:
        """All of them by name, and what is wrong with them with the parameters as they are."""
        found, faults = dict[str, Sheet](), list[Fault]()
        for file in self.model.sheets:
            try:
                head = self.head(file)
                found[head.name] = self.whole(head)
            except RulesetError as error:
                faults += error.faults
        return found, faults

    def _head(self, file: str) -> SheetHead:
        tree = self.model.sheets[file]
        assert isinstance(tree, Mapping)
        reader = SheetReader(tree, self.model, self._read)
        if reader.faults:
            raise RulesetError(reader.told())

        def whole() -> Sheet:
            sheet = reader.sheet()
            if sheet is None or reader.faults:
                raise RulesetError(reader.told())
            return sheet

        name, illustrative = reader.fields.text("sheet"), reader.fields.flag("illustrative")
        return SheetHead(name, reader.year, illustrative, reader.applies, tree.place, whole)
