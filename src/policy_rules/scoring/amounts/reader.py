"""Amounts as sheets write them, lowered to the few that engines carry."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Many, Names, RecordOf
from policy_rules.documents import Mapping, Node, Scalar, Sequence, describe
from policy_rules.errors import ExpressionError, Place, near_miss
from policy_rules.feel.nodes import Call, Name, Path
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.scoring.amounts.amount_words import COMBINATIONS, TAILS, head_of
from policy_rules.scoring.amounts.component_shares import possible_of, share_of
from policy_rules.scoring.amounts.curve_reader import CurveReader, is_whole, number
from policy_rules.scoring.amounts.kinds import (
    Amount,
    Cases,
    Combine,
    Constant,
    Curve,
    Entered,
    Named,
    OverRecords,
    Quotient,
    WeightedAmount,
    graded,
)
from policy_rules.scoring.amounts.number_intervals import read_constant
from policy_rules.scoring.amounts.peers_reader import PeersReader
from policy_rules.scoring.amounts.table_reader import TableReader
from policy_rules.scoring.names_in_sheets import SheetScope
from policy_rules.scoring.points import Grade
from policy_rules.scoring.sheet import Item, Stage

_FOR = re.compile(r"\s*(\S+)\s+in\s+(.*)", re.DOTALL)


class AmountReader:
    """Reads amounts; what is wrong is noted, and None stands for what could not be read.

    `in_steps`: the amounts are those of steps, which may read other units.
    """

    def __init__(
        self, scope: SheetScope, items: AbstractMapping[str, Item], *, in_steps: bool = False
    ) -> None:
        self.scope, self.items, self.in_steps = scope, items, in_steps
        self.faults = scope.faults
        self.tables, self.curves, self.compared = TableReader(self), CurveReader(self), PeersReader(self)

    def read(self, node: Node, names: Names) -> Amount | None:
        """The amount that a node writes."""
        if isinstance(node, Scalar):
            return self._text(node, names)
        if isinstance(node, Sequence):
            self.faults.append(node.fault("an amount is needed here, not a list", "write `{sum: […]}`"))
            return None
        stages = self.stages(node, names)
        return stages[-1].amount if stages else None

    def stages(self, node: Node, names: Names) -> tuple[Stage, ...]:
        """The amount word by word, as the ledger shows it; empty where it could not be read."""
        if not isinstance(node, Mapping):
            amount = self.read(node, names)
            return () if amount is None else (Stage("read", amount, amount),)
        head = head_of(node, self.faults)
        if not head:
            return ()
        base = self._head(head, node, names)
        tails = [(word, self._tail(node, word, names)) for word in TAILS if word in node]
        if base is None or any(amount is None for _, amount in tails):
            return ()
        stages = list(self._first(head, base))
        for word, amount in tails:
            assert amount is not None
            so_far = self._ended(stages[-1].amount, word, amount, node)
            if so_far is None:
                return ()
            stages.append(Stage(word, so_far, amount))
        return tuple(stages)

    @staticmethod
    def _first(head: str, base: Amount) -> tuple[Stage, ...]:
        """A sum part by part; anything else at once."""
        if head != "sum" or not isinstance(base, Combine) or graded(base):
            return (Stage(head, base, base),)
        partial = [evolve(base, parts=base.parts[:n]) for n in range(1, len(base.parts))]
        alone = [evolve(base, parts=(part,)) for part in base.parts]
        return tuple(Stage("sum", a, b) for a, b in zip([*partial, base], alone, strict=True))

    def _head(self, head: str, node: Mapping, names: Names) -> Amount | None:
        word = "combined" if head in COMBINATIONS else {"for": "over_records"}.get(head, head)
        reader: Callable[[Mapping, Names], Amount | None] = getattr(self, f"_{word}")
        return reader(node, names)

    def _tail(self, node: Mapping, word: str, names: Names) -> Amount | None:
        inner = node.get(word)
        return None if inner is None else self.read(inner, names)

    def _ended(self, base: Amount, word: str, amount: Amount, node: Mapping) -> Amount | None:
        """The amount with one of the words that it may end with."""
        if word == "times":
            if graded(base) or graded(amount):
                self.faults.append(node.key(word).fault("a grade is not multiplied"))
                return None
            return Combine(
                how="sum", parts=(WeightedAmount(base, weight=amount),), strict=True, place=base.place
            )
        if graded(base) != graded(amount):
            self.faults.append(node.key(word).fault(f"`{word}` mixes points and a grade"))
            return None
        if word == "undefined":
            return evolve(base, undefined=amount)
        how = "best" if word == "at_least" else "least"
        return Combine(
            how=how, parts=(WeightedAmount(base), WeightedAmount(amount)), strict=True, place=base.place
        )

    # -- texts ---------------------------------------------------------------------------------------

    def _text(self, node: Scalar, names: Names) -> Amount | None:
        if node.null:
            self.faults.append(node.fault("an amount is needed here, not null"))
            return None
        if (fixed := read_constant(node.text)) is not None:
            return number(fixed, node.place)
        if node.text in self.scope.scale:
            if node.text in self.scope.steps:
                told = f"`{node.text}` is a grade of the scale and a name of the sheet"
                self.faults.append(node.fault(told, "rename the item or step"))
                return None
            return Constant(value=Grade(frozenset((self.scope.scale.index(node.text),))), place=node.place)
        return self._named(node, names)

    def _named(self, node: Scalar, names: Names) -> Amount | None:
        if not self._plain(node):
            return None
        found = self.scope.value(node, names)
        if found is None:
            return None
        if found.type.kind == "number":
            return Named(node=found, place=node.place)
        if found.type.kind == "label" and set(found.type.labels) <= set(self.scope.scale):
            return Named(node=found, place=node.place)
        told = f"`{node.text}` is neither a number nor a grade of the scale"
        hint = "say what it is worth: `{table: …, rows: {…}}` or `{cases: [[condition, points]], else: 0}`"
        self.faults.append(node.fault(told, hint))
        return None

    def _plain(self, node: Scalar) -> bool:
        """Whether the text only names what it reads."""
        try:
            tree = self.scope.model.trees.parse(node.text, place=node.begin)
        except ExpressionError as error:
            if self.scope.scale and (hint := near_miss(node.text, self.scope.scale)):
                self.faults.append(node.fault(f"`{node.text}` is no grade of the scale", hint))
            else:
                self.faults += error.faults
            return False
        call = isinstance(tree, Call) and tree.function in (Name("outcome"), Name("prior"))
        if call or isinstance(tree, Name | Path):
            return True
        told = f"`{node.text}` is a formula, and an amount names what it reads"
        self.faults.append(node.fault(told, "use the words of amounts, or declare a measure or a step"))
        return False

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

    # -- the words -------------------------------------------------------------------------------------

    def _inner(self, node: Mapping, key: str, names: Names) -> Amount | None:
        inner = node.get(key)
        return None if inner is None else self.read(inner, names)

    def points_at(self, node: Mapping, key: str, names: Names) -> Amount | None:
        """The amount under a key, which must be one of points."""
        found = self._inner(node, key, names)
        if found is not None and graded(found):
            self.faults.append(node.key(key).fault(f"`{key}` needs points, not a grade"))
            return None
        return found

    def _read(self, node: Mapping, names: Names) -> Amount | None:
        return self._inner(node, "read", names)

    def _limit(self, node: Mapping, names: Names) -> Amount | None:
        return self._inner(node, "limit", names)

    def _given(self, node: Mapping, names: Names) -> Amount | None:
        entry, bounds = node.get("given"), node.get("between")
        if not isinstance(entry, Scalar) or not NAME.fullmatch(entry.text):
            self.faults.append(node.fault("`given` needs a name for the entry"))
            return None
        if not isinstance(bounds, Sequence) or len(bounds) != 2:
            self.faults.append(node.key("between").fault("`between` needs two numbers: `[0, 2]`"))
            return None
        low, high = (self.constant(end, "between") for end in bounds)
        by = self.constant(node.get("by"), "by")
        if low is None or high is None:
            return None
        if low > high or (by is not None and by <= 0):
            self.faults.append(node.fault("the bounds of the entry are empty, or its steps not positive"))
            return None
        return Entered(entry=entry.text, low=low, high=high, by=by, place=node.place)

    def _each(self, node: Mapping, names: Names) -> Amount | None:
        return self.curves.each(node, names)

    def _round(self, node: Mapping, names: Names) -> Amount | None:
        return self.curves.round(node, names)

    def _table(self, node: Mapping, names: Names) -> Amount | None:
        return self.tables.table(node, names)

    def _peers(self, node: Mapping, names: Names) -> Amount | None:
        return self.compared.peers(node)

    def _tiers(self, node: Mapping, names: Names) -> Amount | None:
        x = self.curves.stepped(self.points_at(node, "tiers", names), node)
        pieces = self.tables.tiers(node)
        return Curve(of=x, pieces=pieces, place=node.place) if x is not None and pieces else None

    def _ratio(self, node: Mapping, names: Names) -> Amount | None:
        top, bottom = self.points_at(node, "ratio", names), self.points_at(node, "to", names)
        full = self.points_at(node, "points", names) if "points" in node else number(1)
        if top is None or bottom is None or full is None:
            return None
        found = Quotient(of=top, to=bottom, whole=is_whole(bottom), place=node.place)
        return Combine(how="sum", parts=(WeightedAmount(found, weight=full),), strict=True, place=node.place)

    def _cases(self, node: Mapping, names: Names) -> Amount | None:
        listed, otherwise = node.get("cases"), self._inner(node, "else", names)
        rows: list[tuple[core.Node, Amount]] = []
        if not isinstance(listed, Sequence):
            self.faults.append(node.key("cases").fault("`cases` needs a list: `[[condition, amount], …]`"))
            return None
        for row in listed:
            if not isinstance(row, Sequence) or len(row) != 2:
                self.faults.append(row.fault("a case is `[condition, amount]`"))
                return None
            condition, amount = self.scope.condition(row.items[0], names), self.read(row.items[1], names)
            if condition is None or amount is None:
                return None
            rows.append((condition, amount))
        if otherwise is None:
            return None
        if len({graded(a) for a in (otherwise, *(a for _, a in rows))}) > 1:
            self.faults.append(node.key("cases").fault("the cases mix points and grades"))
            return None
        return Cases(rows=tuple(rows), otherwise=otherwise, place=node.place)

    def _combined(self, node: Mapping, names: Names) -> Amount | None:
        how = next(word for word in COMBINATIONS if word in node)
        listed = node.get(how)
        if not isinstance(listed, Sequence) or not len(listed):
            self.faults.append(node.key(how).fault(f"`{how}` needs a list of amounts"))
            return None
        parts = [self._one_part(item, how, names) for item in listed]
        if any(part is None for part in parts):
            return None
        found = Combine(how=how, parts=tuple(p for p in parts if p is not None), place=node.place)
        return found if self._unmixed(found, node.key(how)) else None

    def _unmixed(self, found: Combine, key: Scalar) -> bool:
        kinds = [graded(p.of) for p in found.parts]
        one_grade = found.how == "sum" and kinds.count(True) <= 1
        if found.how == "mean" and any(kinds):
            self.faults.append(key.fault("grades have no mean", "take the mean of points, then a table"))
            return False
        if len(set(kinds)) > 1 and not one_grade:
            self.faults.append(key.fault(f"`{found.how}` mixes points and grades"))
            return False
        return True

    def _one_part(self, node: Node, how: str, names: Names) -> WeightedAmount | None:
        if isinstance(node, Mapping) and "of" in node and not {"each", "peers"} & set(node.keys()):
            for key, _ in node.entries:
                if key.text not in ("of", "weight", "if"):
                    hint = near_miss(key.text, ("of", "weight", "if")) or "keys: of, weight, if"
                    self.faults.append(key.fault(f"a part has no key `{key.text}`", hint))
                    return None
            of, weight = self._inner(node, "of", names), self._inner(node, "weight", names)
            test = node.get("if")
            condition = None if test is None else self.scope.condition(test, names)
            if of is None or ("weight" in node and weight is None) or (test and condition is None):
                return None
            if weight is not None and how in ("best", "least"):
                self.faults.append(node.key("weight").fault(f"`{how}` takes no weights"))
                return None
            return WeightedAmount(of, weight, condition)
        found = self.read(node, names)
        return None if found is None else WeightedAmount(found)

    def _over_records(self, node: Mapping, names: Names) -> Amount | None:
        written = node.get("for")
        how = [word for word in COMBINATIONS if word in node]
        match = _FOR.fullmatch(written.text) if isinstance(written, Scalar) else None
        if match is None or not isinstance(written, Scalar) or not NAME.fullmatch(match[1]):
            self.faults.append(node.key("for").fault("`for` needs `name in list`"))
            return None
        if len(how) != 1:
            told = "`for` needs one of `sum`, `best`, `least`, `mean`"
            self.faults.append(node.key("for").fault(told))
            return None
        start = written.begin
        place = Place(start.file, start.line, start.column + match.start(2)) if start.line else start
        found = self.scope.many(match[2], place, names)
        if found is None:
            return None
        if not isinstance(found, Many) or not isinstance(found.body, RecordOf):
            self.faults.append(written.fault("`for` goes through a list of records"))
            return None
        inner = names.bind(match[1], found.body)
        return self._of_each(node, how[0], found, inner)

    def _of_each(self, node: Mapping, how: str, found: Many, inner: Names) -> Amount | None:
        of, test, per = self.points_at(node, how, inner), node.get("if"), node.get("per")
        condition = None if test is None else self.scope.condition(test, inner)
        key = self.scope.value(per, inner) if isinstance(per, Scalar) else None
        if of is None or (test is not None and condition is None) or (per is not None and key is None):
            return None
        if per is not None and how != "best":
            told = f"`per` goes with `best`, not with `{how}`"
            self.faults.append(node.key("per").fault(told, "one matter counts once, with its best points"))
            return None
        part = WeightedAmount(of, condition=condition)
        return OverRecords(how=how, source=found.source, var=found.var, part=part, key=key, place=node.place)

    def _share_of(self, node: Mapping, names: Names) -> Amount | None:
        written = node.get("share_of")
        parts = share_of(self.items, written, self.faults)
        return Combine(how="mean", parts=parts, place=node.place) if parts else None

    def _possible_of(self, node: Mapping, names: Names) -> Amount | None:
        written = node.get("possible_of")
        parts = possible_of(self.items, written, self.faults)
        return Combine(how="sum", parts=parts, place=node.place) if parts else None
