"""The items of a sheet: points, start, effects, groups, floor and cap, children."""

from __future__ import annotations

import datetime
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from policy_rules.core import nodes as core
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.model import RulesetModel, SheetWord
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.scoring.amounts.amount import Amount, amounts_in
from policy_rules.scoring.amounts.amount_words import LANGUAGE
from policy_rules.scoring.amounts.over_records import OverRecords
from policy_rules.scoring.amounts.reader import AmountReader
from policy_rules.scoring.names_in_sheets import SheetScope, mentions, names_in
from policy_rules.scoring.sheet import Effect, Item
from policy_rules.scoring.sheets.item_groups import with_parents
from policy_rules.scoring.sheets.sheet_keys import SECTIONS
from policy_rules.values.exact import plain

SET_YEARLY = "set yearly"
"""Points of an item that are what its children come to."""


class ItemReader:
    """Reads the items of one sheet; children come before the items whose sum they are."""

    def __init__(self, scope: SheetScope, model: RulesetModel) -> None:
        self.scope, self.model, self.faults = scope, model, scope.faults
        self.amounts = AmountReader(LANGUAGE, scope)

    def items(self, nodes: list[Node]) -> dict[str, Item]:
        """The items by id, in the order of evaluation."""
        found: dict[str, Item] = {}
        set_yearly: set[str] = set()
        for node in nodes:
            fields = read_section(node, SECTIONS["an item"], self.faults)
            item = self._item(fields)
            if item is not None:
                found.setdefault(item.id, item)
                if fields.text("points") == SET_YEARLY:
                    set_yearly.add(item.id)
        found = with_parents(found, set_yearly, self.faults)
        for item in found.values():
            if item.counts == bool(item.component):
                continue
            told = f"`{item.id}` belongs to no component"
            hint = "component: the part of the total, or `counts: false`"
            if item.component:
                told = f"`{item.id}` does not count, and belongs to the component `{item.component}`"
                hint = "take out `component`, or `counts: false`"
            self.faults.append(Fault(told, item.place, hint))
        return found

    def _item(self, fields: Fields) -> Item | None:
        children = tuple(s.text for s in fields.texts("children"))
        points = self._points(fields, bool(children))
        if points is None or not fields.text("id"):
            return None
        self._check_start(fields, bool(children))
        low, high = self._within(fields, points)
        caps = self._groups(fields)
        effects = tuple(
            e for n in fields.items("effects") if (e := self._effect(n, caps, fields)) is not None
        )
        self._check_groups(effects)
        self._check_instances(effects, fields)
        applies = fields.get("applies")
        return Item(
            id=fields.text("id"),
            points=points,
            titles=fields.by_language("title"),
            component=fields.text("component"),
            content=self._word(fields, "content", self.model.sheet_content),
            arrangement=fields.by_language("arrangement"),
            method=self._word(fields, "method", self.model.sheet_methods),
            assessors=tuple(each.text for each in fields.texts("assessor")),
            reads=self._reads(fields),
            informs=self._informs(fields),
            carries=self._carries(fields, bool(children)),
            counts=fields.text("counts") != "false",
            due=self._due(fields),
            applies=None if applies is None else self.scope.condition(applies, self.scope.names()),
            full=fields.text("start") == "full",
            effects=effects,
            groups=caps,
            low=low,
            high=high,
            children=children,
            at_most=self.amounts.constant(fields.get("at_most"), "at_most"),
            place=fields.node.place,
        )

    def _points(self, fields: Fields, summed: bool) -> Fraction | None:
        node = fields.get("points")
        if isinstance(node, Scalar) and node.text == SET_YEARLY:
            if not summed:
                told = f"`{SET_YEARLY}` means what the children come to, and there are none"
                self.faults.append(node.fault(told, "write the points"))
            return Fraction(0)
        points = self.amounts.constant(node, "points")
        if points is not None and points < 0 and node is not None:
            told = f"`points: {plain(points)}`: points possible are never negative"
            hint = "an item that only takes points has `start: full`, or `points: 0` and `within: [-5, 0]`"
            self.faults.append(node.fault(told, hint))
            return None
        return points

    def _word(self, fields: Fields, key: str, known: AbstractMapping[str, SheetWord]) -> str:
        """A content or a method of the ruleset; where it declares no methods, any text will do."""
        node = fields.scalar(key)
        if node is None or node.text in known or (key == "method" and not known):
            return "" if node is None else node.text
        told = f"no {key} `{node.text}`"
        hint = near_miss(node.text, known) or f"declared: {', '.join(known)}"
        if not known:
            hint = f"declare it in ruleset.yaml under `sheet_{key}`"
        self.faults.append(node.fault(told, hint))
        return ""

    def _check_start(self, fields: Fields, summed: bool) -> None:
        node = fields.node
        if summed and fields.items("effects"):
            self.faults.append(node.fault("an item with children has no effects of its own"))
        if summed and (own := fields.get("applies")) is not None:
            told = "an item with children applies where they do"
            self.faults.append(own.fault(told, "write `applies` on the children"))
        if not summed and isinstance(node, Mapping) and "start" not in node:
            hint = "start: full (effects deduct from it) or zero (they earn it)"
            self.faults.append(node.fault(f"`{fields.text('id')}` lacks `start`", hint))
        if not summed and (cap := fields.get("at_most")) is not None:
            told = "`at_most` caps the sum of children, and there are none"
            self.faults.append(cap.fault(told, "the cap of an item is `within: [0, cap]`"))

    def _within(self, fields: Fields, points: Fraction) -> tuple[Fraction | None, Fraction | None]:
        node = fields.get("within")
        if node is None:
            return Fraction(0), points
        if isinstance(node, Scalar) and node.text == "open":
            return None, None
        if not isinstance(node, Sequence) or len(node) != 2:
            self.faults.append(node.fault("`within` is `[floor, cap]` or `open`"))
            return None, None
        low, high = (self.amounts.constant(end, "within") for end in node)
        if low is not None and high is not None and low > high:
            self.faults.append(node.fault("the floor lies above the cap"))
        return low, high

    def _groups(self, fields: Fields) -> dict[str, Amount]:
        found: dict[str, Amount] = {}
        given = fields.mapping("groups")
        for key, node in given.entries if given else ():
            cap = node.get("at_most") if isinstance(node, Mapping) and len(node) == 1 else None
            if cap is None:
                self.faults.append(node.fault(f"the group `{key.text}` needs `{{at_most: …}}`"))
                continue
            amount = self.amounts.read(cap, self.scope.names())
            if amount is not None:
                found[key.text] = amount
        return found

    def _effect(self, node: Node, groups: AbstractMapping[str, Amount], fields: Fields) -> Effect | None:
        own = read_section(node, SECTIONS["an effect"], self.faults)
        words = [word for word in ("deduct", "add") if word in own]
        if len(words) != 1 or ("if" in own and "unless" in own):
            told = (
                "an effect needs `deduct` or `add`"
                if len(words) != 1
                else "`if` and `unless` exclude each other"
            )
            self.faults.append(node.fault(told))
            return None
        group = own.scalar("group")
        if group is not None and group.text not in groups:
            given = fields.mapping("groups")
            if given is None or group.text not in given:
                hint = near_miss(group.text, groups) or "declare it under `groups`"
                self.faults.append(group.fault(f"no group `{group.text}`", hint))
        names = self.scope.names()
        amount = self.amounts.read(own.nodes[words[0]], names)
        test = own.get("if") or own.get("unless")
        condition = None if test is None else self.scope.condition(test, names)
        if amount is None or (test is not None and condition is None):
            return None
        if amount.graded:
            self.faults.append(own.nodes[words[0]].fault("an effect moves points, not a grade"))
            return None
        return Effect(words[0], amount, condition, "unless" in own, own.text("group"), node.place)

    def _check_groups(self, effects: tuple[Effect, ...]) -> None:
        first: dict[str, Effect] = {}
        for effect in effects:
            other = first.setdefault(effect.group, effect)
            if effect.group and other.word != effect.word:
                told = f"the group `{effect.group}` holds deductions and additions, and its cap is of one sum"
                self.faults.append(Fault(told, effect.place, "divide the group"))

    def _check_instances(self, effects: tuple[Effect, ...], fields: Fields) -> None:
        every = (a for e in effects for a in amounts_in(e.amount) if isinstance(a, OverRecords) and a.rules)
        first = next(every, None)
        if first is not None and (due := fields.get("due")) is not None:
            told = "instances are read as of the day of assessment, and the item has a day of its own"
            hint = 'take out `due`, or read `outcome("…")`, which goes by the day'
            self.faults.append(due.fault(told, hint))

    def _reads(self, fields: Fields) -> tuple[str, ...]:
        """The rules and measures that the item says it reads; what it reads besides is told."""
        declared = {s.text: s for s in fields.texts("reads")}
        measures, rules = self.model.vocabulary.measures, self.model.rules
        for name, scalar in declared.items():
            if name not in measures and name not in rules:
                hint = near_miss(name, [*measures, *rules])
                self.faults.append(scalar.fault(f"`{name}` is neither a rule nor a measure", hint))
        used: dict[str, Scalar] = {}
        for key in ("effects", "applies", "groups"):
            for scalar in _scalars(fields.get(key)):
                if not mentions(scalar.text, measures):
                    continue
                names, outcomes = names_in(scalar.text, self.model.trees)
                used.update(dict.fromkeys([*(names & set(measures)), *(outcomes & set(rules))], scalar))
        for name, scalar in used.items():
            if name not in declared and name not in self.scope.steps:
                told = f"`{name}` is read here, and `reads` does not list it"
                self.faults.append(scalar.fault(told, f"add `{name}` to `reads`"))
        for name, scalar in declared.items():
            if name not in used and (name in measures or name in rules):
                told = f"`reads` lists `{name}`, and no effect reads it"
                self.faults.append(scalar.fault(told, "take it out, or read it"))
        return tuple(declared)

    def _informs(self, fields: Fields) -> tuple[str, ...]:
        """What is shown beside the item: rules, measures and lists that none of its effects reads."""
        vocabulary = self.model.vocabulary
        known = {**self.model.rules, **vocabulary.measures, **vocabulary.entities}
        moving = {s.text for s in fields.texts("reads")}
        for scalar in fields.texts("informs"):
            if scalar.text not in known:
                told = f"`{scalar.text}` is no rule, measure or list"
                self.faults.append(scalar.fault(told, near_miss(scalar.text, known)))
            elif scalar.text in moving:
                told = f"`{scalar.text}` stands under `reads` and under `informs`"
                self.faults.append(scalar.fault(told, "what moves points is read, what does not informs"))
        return tuple(s.text for s in fields.texts("informs"))

    def _carries(self, fields: Fields, summed: bool) -> tuple[str, ...]:
        """The rules that the item asks for: those named, and those of the clauses named."""
        found: list[str] = []
        for scalar in fields.texts("carries"):
            clauses = [c for c in self.model.clauses if c.number == scalar.text]
            if scalar.text in self.model.rules:
                found.append(scalar.text)
            elif len(clauses) == 1:
                found += clauses[0].rules
            elif clauses:
                told = f"`{scalar.text}` is a clause of {' and of '.join(c.document for c in clauses)}"
                self.faults.append(scalar.fault(told, "name the rules"))
            else:
                known = [*self.model.rules, *(c.number for c in self.model.clauses)]
                told = f"`{scalar.text}` is neither a rule nor a clause"
                self.faults.append(scalar.fault(told, near_miss(scalar.text, known)))
        if summed and found:
            told = "an item with children carries what they carry"
            self.faults.append(fields.node.fault(told, "write `carries` on the children"))
        return tuple(dict.fromkeys(found))

    def _due(self, fields: Fields) -> datetime.date | None:
        node = fields.scalar("due")
        day = None if node is None else read_day(node.text)
        year = self.scope.bound["year"]
        if day is not None and node is not None and isinstance(year, core.Const):
            asked = int(year.value.lo)  # type: ignore[union-attr]
            own = self.model.vocabulary.year.year(day.toordinal())
            if own > asked:
                told = f"`due` lies after the sheet's year {asked}"
                self.faults.append(node.fault(told, "a sheet may set an earlier day, never a later one"))
            elif own < asked:
                told = f"`due` lies before the sheet's year {asked}"
                self.faults.append(node.fault(told, f"the sheet of {own} would have asked for it"))
        return day


def _scalars(node: Node | None) -> list[Scalar]:
    if node is None or isinstance(node, Scalar):
        return [] if node is None else [node]
    inner = list(node) if isinstance(node, Sequence) else [value for _, value in node.entries]
    return [s for value in inner for s in _scalars(value)]
