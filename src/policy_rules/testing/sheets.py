"""Scoring sheets at random: items with groups, floors, caps and due days; steps to a total and a grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policy_rules.documents import from_data
from policy_rules.errors import Fault
from policy_rules.feel.parse import Trees
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.names_in_sheets import names_in
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.sheet_file import load_sheet
from policy_rules.testing.choices import Seeded, some_of
from policy_rules.testing.sheet_amounts import ROLES, AmountMaker, Written, grade_rows, mapping
from policy_rules.testing.sheet_words import SCORED

SCALE = ("fail", "pass", "good", "excellent")


class SheetMaker(AmountMaker):
    """Makes the data of a sheet."""

    def sheet(self) -> dict[str, Written]:
        """A sheet as its file has it; a few have faults, which the loader tells."""
        c = self.choices
        items = [self.item(n) for n in range(1, c.integer(2, 4))]
        items += self.family(len(items) + 1) if c.chance(40) else []
        for item in items:
            if reads := self.reads(item):
                item["reads"] = reads
        made: dict[str, Written] = {
            "sheet": "s",
            "year": self.words.year,
            "scale": list(SCALE),
            "parameters": dict(self.words.parameters),
            "items": items,
            "steps": self.steps(items),
            "cites": {item["id"]: [c.pick(self.words.rules)] for item in items if c.chance(30)},
        }
        made |= asked(str(made), items, self.words.rules)
        made["result"] = {"total": self.names[-1], "grade": "barred"}
        if not self.plain and c.chance(75):
            made["review"] = {"may_worsen": c.pick(("may_change", "true", "false"))} if c.chance(60) else {}
            made["approval"] = c.pick(("may_change", "may_change", "true", "false", self.condition()))
        made |= in_time(made)
        made |= whose(str(made), items)
        return {key: value for key, value in made.items() if value != {}}

    # -- items -------------------------------------------------------------------------------------

    def item(self, number: int, *, points: int = 10) -> dict[str, Written]:
        """An item with one to three effects."""
        c = self.choices
        item: dict[str, Written] = {
            "id": f"i{number}",
            "points": points,
            "component": c.pick(("one", "two")) if number > 1 else "one",
            "start": c.pick(("full", "zero")),
            "effects": [self.effect() for _ in range(c.integer(1, 3))],
            "groups": {"g_add": {"at_most": self.cap(4)}, "g_deduct": {"at_most": self.cap(3)}},
        }
        if c.chance(40):
            item["applies"] = c.pick(self.words.conditions)
        if c.chance(30):
            item["within"] = c.pick(([-3, 12], "open", [0, 5]))
        if not self.plain and c.chance(35):
            year = self.words.year
            item["due"] = c.pick((f"{year}-06-30", f"{year}-12-31", f"{year}-03-01", f"{year}-06-15"))
        return item

    def cap(self, usual: int) -> Written:
        """The cap of a group: a number, one that a rule defines, an open one."""
        c = self.choices
        if c.chance(50):
            return usual
        options: list[Written] = [
            *self.words.defined,
            *(["weight"] if "weight" in self.words.parameters else []),
        ]
        options.append({"cases": [[c.pick(self.words.conditions), 2]], "else": 6})
        return c.pick(options)

    def effect(self) -> dict[str, Written]:
        """A deduction or an addition."""
        c = self.choices
        word = c.pick(("deduct", "add"))
        amount = self.by_outcome() if c.chance(35) else self.amount(1)
        made: dict[str, Written] = {word: {**mapping(amount), "undefined": 0}}
        if c.chance(50):
            made[c.pick(("if", "unless"))] = self.condition()
        if c.chance(40):
            made["group"] = f"g_{word}"
        return made

    def family(self, number: int) -> list[dict[str, Written]]:
        """Two items and the one whose children they are, with a cap of their sum or without."""
        c = self.choices
        children = [self.item(n, points=6) for n in (number, number + 1)]
        parent: dict[str, Written] = {
            "id": f"i{number + 2}",
            "points": 12,
            "component": "two",
            "children": [child["id"] for child in children],
        }
        if c.chance(50):
            parent["at_most"] = 8
        for child in children:
            del child["component"]
            if "at_most" in parent:
                child.pop("applies", None)
        return [*children, parent]

    def reads(self, item: dict[str, Written]) -> list[str]:
        """The measures and rules that the item reads, which it must declare."""
        found: set[str] = set()
        for key in ("effects", "applies", "groups"):
            for text in _texts(item.get(key)):
                names, rules = names_in(text, Trees())
                found |= names | rules
        return [name for name in self.words.measured if name in found]

    # -- steps -------------------------------------------------------------------------------------

    def steps(self, items: list[dict[str, Written]]) -> dict[str, Written]:
        """Shares, a few steps of any kind, the total in its usual form, and the grade."""
        c = self.choices
        made: dict[str, Written] = {"share": {"share_of": "one", "undefined": 0}}
        made["possible"] = {"possible_of": ["one"]}
        self.names = ["share", "possible", *(item["id"] for item in items if c.chance(30))]
        for n in range(c.integer(1, 3)):
            self._add(made, f"s{n}", {**mapping(self.amount(c.integer(1, 3))), "undefined": 0})
        if c.chance(70):
            self._total(made)
        made["grade"] = {"table": self.names[-1], "rows": self.bands()}
        made["shifted"] = {"sum": ["grade", c.pick((1, -1))], "at_most": "excellent", "at_least": "fail"}
        bar = {"cases": [[self.condition(), "good"]], "else": "excellent"}
        made["barred"] = {"least": [{"cases": [[self.condition(), "shifted"]], "else": "grade"}, bar]}
        return made

    def _total(self, made: dict[str, Written]) -> None:
        """Composite, bonus, deduction, rescaled and rounded, as schemes have it."""
        c = self.choices
        weights = [self.weight(), self.weight()]
        parts = [{"of": "share", "weight": weights[0]}, {"of": c.pick(self.names), "weight": weights[1]}]
        self._add(made, "composite", {"mean": parts, "times": 100, "undefined": 0})
        self._add(made, "bonus", {**self.some("per", 0), "undefined": 0})
        deduction = {**self.some("records", 0), "at_least": 0, "at_most": c.pick((20, *self.words.defined))}
        self._add(made, "deduction", deduction)
        adjusted = ["composite", "bonus", {"of": "deduction", "weight": -1}]
        self._add(made, "adjusted", {"sum": adjusted, "undefined": 0})
        if c.chance(50):
            clamped = {"limit": "adjusted", "at_least": 0, "at_most": 100}
            self._add(made, "clamped", clamped)
        name = SCORED if SCORED in self.words.measured and c.chance(50) else "total"
        last = self.names[-1]
        self._add(
            made, name, {"round": last, "places": c.pick((0, 1)), "mode": c.pick(("half up", "half even"))}
        )

    def _add(self, made: dict[str, Written], name: str, amount: Written) -> None:
        made[name] = amount
        self.names.append(name)

    def bands(self) -> Written:
        """The rows of the grade, or a table parameter that the sheet leaves open or sets."""
        if "cutoffs" in self.words.parameters and self.choices.chance(40):
            return "cutoffs"
        return grade_rows(self.choices, SCALE)


def asked(seed: str, items: list[dict[str, Written]], rules: Sequence[str]) -> dict[str, Written]:
    """Rules that items carry besides those that they read; half of the sheets are whole lists.

    Drawn apart, so that no other draw moves.
    """
    c = Seeded(f"asked {seed}")
    for item in items:
        if "children" not in item and c.chance(50):
            item["carries"] = [c.pick(rules) for _ in range(c.integer(1, 2))]
    return {"whole_list": True} if c.chance(50) else {}


def in_time(made: dict[str, Written]) -> dict[str, Written]:
    """For half of the sheets on which decisions are made, when an objection is late; drawn apart, too."""
    c = Seeded(f"in time {made}")
    if "approval" not in made or c.chance(50):
        return {}
    first = c.pick(("sent_on", "delivered_on", "(if may_change then sent_on else delivered_on)"))
    last = c.pick((f"working_days_after({first}, {c.pick((3, 5))})", f'{first} + duration("P7D")'))
    told = {"in_time": f"objected_on <= {last}", "late_counts": c.pick(("may_change", "true", "false"))}
    return {"review": {**made.get("review", {}), **told}}


def whose(seed: str, items: list[dict[str, Written]]) -> dict[str, Written]:
    """Who assesses some items, and which entries the sheet refuses; drawn apart, too."""
    c = Seeded(f"whose {seed}")
    for item in items:
        if "children" not in item and c.chance(40):
            item["assessor"] = c.pick(ROLES)
    kinds = some_of(c, ("own_unit", "nobody", "before_year", "other_assessor"), 20)
    return {"refuses": kinds} if kinds else {}


def _texts(made: Any) -> list[str]:
    if isinstance(made, dict):
        return [t for value in made.values() for t in _texts(value)]
    if isinstance(made, list):
        return [t for value in made for t in _texts(value)]
    return [made] if isinstance(made, str) else []


def loaded(data: dict[str, Written], model: RulesetModel) -> tuple[Sheet | None, list[Fault]]:
    """The sheet of the data, as if it were a file."""
    tree, faults = from_data(data, "sheet.yaml")
    assert not faults, faults
    return load_sheet(tree, model)
