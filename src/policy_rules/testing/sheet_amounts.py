"""Amounts of a sheet at random, over all words that a sheet knows for them, as its file has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from policy_rules.core.nodes import OUTCOMES
from policy_rules.scoring.amounts.amount_words import TAILS
from policy_rules.testing.choices import Choices, Seeded
from policy_rules.testing.sheet_words import ListWords, SheetWords

Written = Any
"""An amount as a sheet's file has it: a text, a number or a mapping."""
ROWS: tuple[dict[str, Written], ...] = (
    {"< 3": 0, "[3..7)": 4, ">= 7": 1},
    {"<= 0": 2, "(0..5]": -1, "> 5": 3},
    {"< 60%": 0, "[60%..100)": "1/3", ">= 100": -2.5},
)
MODES = ("half up", "half even", "floor", "ceiling", "up", "down")
POINTS = ((1, 4, 10, 6, 0), (0, 0, 0, 2, 5), (3, 3, 3, 0, 0))
"""Points by outcome, from not applicable to violated."""
ENTRY = (0, 4)
"""The bounds of every generated entry."""
ROLES = ("chief", "clerk")
"""Of persons who make entries, the higher one first."""


class AmountMaker:
    """Makes amounts; `names` are the steps and items so far, `entries` the entries asked for.

    `plain`: without what needs a program or a procedure (due days, approval, entries for records).
    """

    def __init__(self, choices: Choices, words: SheetWords, *, plain: bool = False) -> None:
        self.choices, self.words, self.plain = choices, words, plain
        self.names: list[str] = []
        self.entries: list[str] = []
        self.of_records: dict[str, str] = {}
        """The entries that are made for each record, with their list."""

    def condition(self) -> str:
        """A condition on facts, outcomes or earlier steps."""
        c = self.choices
        if self.names and c.chance(20):
            return f"{c.pick(self.names)} {c.pick(('> 6', '>= 0', '< 20', '= 10'))}"
        return c.pick(self.words.conditions)

    def leaf(self) -> Written:
        """What is not made of other amounts."""
        c = self.choices
        kind = c.integer(0, 9)
        if kind in (0, 9):
            return self.given()
        if kind == 1:
            return c.pick((0, 1, 2.5, -3, "50%", "1/3", 1000000000000))
        if kind == 2 and self.words.defined:
            return c.pick(self.words.defined)
        if kind == 3:
            return c.pick(self.words.weights)
        return c.pick((*self.words.numbers, *self.names, *self.names))

    def given(self) -> Written:
        """An entry of a person."""
        self.entries.append(f"g{len(self.entries)}")
        apart = Seeded(f"several {self.entries} {self.words.conditions}")
        how = apart.pick(("mean", "moderated", [*ROLES]))
        several = {"several": how} if self.choices.chance(25) else {}
        return {"given": self.entries[-1], "between": list(ENTRY), "by": 0.5, **several}

    def amount(self, depth: int) -> Written:
        """An amount of at most so many levels."""
        c = self.choices
        if depth == 0 or c.chance(15):
            return self.leaf()
        made = c.pick(self._words)(self, depth - 1)
        for tail in TAILS[:3]:
            if c.chance(12):
                made = {**mapping(made), tail: self.leaf()}
        return {**mapping(made), TAILS[3]: self.leaf()} if c.chance(30) else made

    def some(self, sort: str, depth: int) -> Written:
        """An amount that begins with the word."""
        return getattr(self, f"_{sort}")(depth)

    # -- curves ------------------------------------------------------------------------------------

    def _each(self, depth: int) -> Written:
        c = self.choices
        part, step = c.pick(("whole", "started", "exact", "half up")), c.pick((2, 1, "10%"))
        if "part_counts" in self.words.parameters and c.chance(30):
            part, step = c.pick((part, "part_counts")), c.pick((step, "step_of"))
        side = c.pick(("over", "under"))
        return {
            "each": c.pick((0.5, 2)),
            "of": self.amount(depth),
            side: self.leaf(),
            "step": step,
            "part": part,
        }

    def _table(self, depth: int) -> Written:
        return {"table": self.amount(depth), "rows": self.choices.pick(ROWS)}

    def _label(self, depth: int) -> Written:
        of = self.choices.pick(list(self.words.labels))
        return {"table": of, "rows": {name: self.amount(depth) for name in self.words.labels[of]}}

    def _outcome(self, depth: int) -> Written:
        rule = self.choices.pick(self.words.rules)
        return {"table": f'outcome("{rule}")', "rows": {name: self.amount(depth) for name in OUTCOMES}}

    def by_outcome(self) -> Written:
        """Points for each outcome of a rule."""
        rule, points = self.choices.pick(self.words.rules), self.choices.pick(POINTS)
        return {"table": f'outcome("{rule}")', "rows": dict(zip(OUTCOMES, points, strict=True))}

    def _tiers(self, depth: int) -> Written:
        rows = {"< 0": 0.5, "[0..4)": 1, "[4..8)": -2, ">= 8": 3}
        open_ = "part_counts" in self.words.parameters and self.choices.chance(30)
        return {"tiers": self.amount(depth), "rows": rows, "part": "part_counts" if open_ else "exact"}

    def _round(self, depth: int) -> Written:
        c = self.choices
        of = self.given() if c.chance(35) else self.amount(depth)
        places: Written = c.pick((0, 1))
        mode: Written = c.pick(MODES)
        if "rounded" in self.words.parameters and c.chance(40):
            places, mode = c.pick((places, "places")), c.pick((mode, "rounded"))
        return {"round": of, "places": places, "mode": mode}

    def _ratio(self, depth: int) -> Written:
        return {"ratio": self.amount(depth), "to": self.weight(), "points": 10}

    def weight(self) -> Written:
        """A number of at least 0, which may be 0."""
        c = self.choices
        if c.chance(30):
            return c.pick((1, 2, 4, 0.5))
        if c.chance(20) and self.words.defined:
            return {"limit": c.pick(self.words.defined), "at_least": 0}
        return c.pick(self.words.weights)

    # -- combinations ------------------------------------------------------------------------------

    def _cases(self, depth: int) -> Written:
        rows = [[self.condition(), self.amount(depth)] for _ in range(self.choices.integer(1, 2))]
        return {"cases": rows, "else": self.amount(depth)}

    def _sum(self, depth: int) -> Written:
        return {"sum": self._parts(depth, [1, -1, 0.5, self.choices.pick(self.words.weights)])}

    def _mean(self, depth: int) -> Written:
        return {"mean": self._parts(depth, [self.weight(), self.weight()])}

    def _best(self, depth: int) -> Written:
        return {self.choices.pick(("best", "least")): self._parts(depth, None)}

    def _parts(self, depth: int, weights: Sequence[Written] | None) -> list[Written]:
        c = self.choices
        found = []
        for _ in range(c.integer(1, 3)):
            part = {"of": self.amount(depth)}
            if weights and c.chance(60):
                part["weight"] = c.pick(weights)
            if c.chance(50):
                part["if"] = self.condition()
            found.append(part)
        return found

    def _limit(self, depth: int) -> Written:
        most = self.choices.pick((10, *self.words.defined))
        return {"limit": self.amount(depth), "at_least": 0, "at_most": most}

    # -- records -----------------------------------------------------------------------------------

    def _records(self, depth: int) -> Written:
        c = self.choices
        source = c.pick([l for l in self.words.lists if l.numbers])
        how = c.pick(("sum", "mean", "best", "least"))
        through: dict[str, Written] = {"for": f"{source.name} in {source.list}"}
        if source.rules and c.chance(50):
            through = self._instances(source)
        made = {**through, how: self._of_record(source), "undefined": 0}
        return {**made, "if": c.pick(source.conditions)} if source.conditions and c.chance(50) else made

    def _instances(self, source: ListWords) -> dict[str, Written]:
        """The instances of a rule, or of two, whose records are of the list."""
        c = self.choices
        rules = dict.fromkeys((c.pick(source.rules), *([c.pick(source.rules)] if c.chance(30) else [])))
        named = ", ".join(f'"{rule}"' for rule in rules)
        found = c.pick(
            ("applies", "violated", ["satisfied", "violated"], ["excepted", "pending"], "satisfied")
        )
        return {"for": f"{source.name} in instances({named})", "found": found}

    def _of_record(self, source: ListWords) -> Written:
        c = self.choices
        if not self.plain and c.chance(15):
            entry = f"each{len(self.of_records)}"
            self.of_records[entry] = source.list
            return {"given": entry, "between": list(ENTRY)}
        number = c.pick(source.numbers)
        forms: list[Written] = [number, {"each": 1, "of": number, "over": 2, "part": "exact"}]
        if source.conditions:
            forms.append({"cases": [[c.pick(source.conditions), 3]], "else": 1})
        return c.pick(forms)

    def _per(self, depth: int) -> Written:
        c = self.choices
        lists = [l for l in self.words.lists if l.points and l.keys]
        if not lists:
            return self._records(depth)
        source = c.pick(lists)
        made: dict[str, Written] = {"for": f"{source.name} in {source.list}", "per": c.pick(source.keys)}
        made |= {"best": c.pick(source.points), "at_most": c.pick((9, *self.words.defined))}
        return {**made, "if": c.pick(source.conditions)} if source.conditions and c.chance(40) else made

    _words: tuple[Callable[[AmountMaker, int], Written], ...] = (
        *(_each, _table, _label, _outcome, _tiers, _round, _ratio),
        *(_cases, _sum, _mean, _best, _records, _per, _limit),
    )


def mapping(made: Written) -> dict[str, Written]:
    """The amount as a mapping, to which words can be added."""
    return made if isinstance(made, dict) else {"read": made}


def grade_rows(choices: Choices, scale: Sequence[str]) -> dict[str, Written]:
    """Bands of a grade that cover all numbers."""
    at = choices.pick(((5, 20, 60), (-3, 0, 10), (60, 80, 90)))
    cuts = ("< {0}", "[{0}..{1})", "[{1}..{2})", ">= {2}")
    return dict(zip((cut.format(*at) for cut in cuts), scale, strict=True))
