"""What may be put on file about a sheet, at random: entries, corrections, exceptions to its numbers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet
from policy_rules.testing.choices import Choices, Seeded, some_of, weighted
from policy_rules.testing.facts import UNIT, Question
from policy_rules.testing.plain import Path, Plain
from policy_rules.testing.sheet_amounts import ENTRY, ROLES
from policy_rules.testing.vocabularies import GRADES

_DAYS = {
    "feedback": (-40,),
    "delivery": (-40, -37, -33, -30),
    "objection": (-40, -30, -30, 1),
    "decision": (-20, -20, -20, -10, 0),
    "approval": (-20, -10, 0, 1),
    "recusal": (-40, -10),
}
"""When a thing is done, in days from that of assessment."""
OPTIONS = 4
"""How many values each path may have."""


def what_is_put_on_file(
    choices: Choices, sheet: Sheet, model: RulesetModel, asked: Question, known: Iterable[Path]
) -> dict[Path, list[Plain]]:
    """By path, values of entries, of corrections, and of exceptions that replace a number."""
    made = _OnFile(choices, sheet, asked)
    found: dict[Path, list[Plain]] = {}
    for path in made.entries(known):
        found[path] = [by_whom(made.entry(), path) for _ in range(OPTIONS)]
    found |= {path: [make() for _ in range(OPTIONS)] for path, make in made.corrections().items()}
    for rule in model.rules.values():
        if rule.defines and rule.force:
            found[f"exceptions[{rule.id}]"] = [made.exception() for _ in range(OPTIONS)]
    return found


def by_whom(made: Plain, path: Path) -> Plain:
    """The entries with roles, some by two, by nobody or the assessed unit, long before; drawn apart."""
    c = Seeded(f"by whom {path} {made}")
    if isinstance(made, dict) and c.chance(30):
        other = {"value": f"{c.integer(0, 8) / 2}", "scorer": "another"}
        made = [{**made, "scorer": "one"}, other]
    entries = made if isinstance(made, list) else [made]
    two = isinstance(made, list) and not any("replaces" in e for e in entries if isinstance(e, dict))
    first, second = c.pick((ROLES, ROLES[::-1]))
    roles: dict[Plain, str] = {"one": first, "another": second} if two else {}
    for entry in entries:
        assert isinstance(entry, dict)
        if c.chance(8):
            entry["scorer"] = UNIT
        if c.chance(80 if two else 50):
            entry["role"] = roles.setdefault(entry["scorer"], c.pick(ROLES))
        if c.chance(8):
            del entry["scorer"]
        if len(entries) == 1 and c.chance(8):
            entry["date"] = datetime.date(int(path.rpartition(", ")[2][:-1]) - 2, 6, 30)
    for scorer in some_of(c, ("third", "one"), 35) if two else ():
        role = {"role": roles[scorer]} if scorer in roles else {}
        entries.append({"value": f"{c.integer(0, 8) / 2}", "scorer": scorer, "replaces": True, **role})
    return made


def who_graded(made: Plain, path: Path) -> Plain:
    """A grading with who gave it: some by two, with roles and a third's, by nobody or the assessed unit.

    Drawn apart, as who entered what is.
    """
    c = Seeded(f"who graded {path} {made}")
    told: dict[str, Plain] = {**made} if isinstance(made, dict) else {"value": made}
    told["grader"] = UNIT if c.chance(6) else "one"
    if c.chance(40):
        told["date"] = datetime.date(int(path.rpartition(", ")[2][:-1]) - c.pick((0, 0, 0, 1)), 6, 30)
    if c.chance(4):
        del told["grader"]
    if "grader" not in told or not c.chance(40):
        return told
    roles = c.pick((ROLES, ROLES[::-1]))
    given: list[Plain] = [told, {"value": c.pick(GRADES), "grader": "another"}]
    for one, role in zip(given, roles, strict=True):
        if isinstance(one, dict) and c.chance(75):
            one["role"] = role
    later = some_of(c, ("third", "another"), 35)
    given += [{"value": c.pick(GRADES), "grader": g, "replaces": True, "role": c.pick(ROLES)} for g in later]
    return given


class _OnFile:
    def __init__(self, choices: Choices, sheet: Sheet, asked: Question) -> None:
        self.choices, self.sheet = choices, sheet
        self.today = datetime.date.fromordinal(asked.as_of)

    def date(self, kind: str = "") -> datetime.date:
        """A day, seldom one after the day of assessment; the same ones again and again, mostly in turn."""
        c = self.choices
        days = weighted(c, (4, -40), (3, -10), (2, 0), (1, 1))
        if kind and not c.chance(8):
            days = c.pick(_DAYS[kind])
        return self.today + datetime.timedelta(days=days)

    # -- entries -----------------------------------------------------------------------------------

    def entries(self, known: Iterable[Path]) -> Iterator[Path]:
        """The entries of the sheet; some of those made for each record bear the id of one."""
        records = [p.partition("[")[2][:-1] for p in known if p.endswith("]") and p.count("[") == 1]
        ids = list(dict.fromkeys(r for r in records if "," not in r)) or ["none"]
        for name in self.sheet.entries():
            if name.startswith("each"):
                for own in dict.fromkeys((self.choices.pick(ids), self.choices.pick(ids))):
                    yield f"entries[{name}, {own}, {self.sheet.year}]"
            else:
                yield f"entries[{name}, {self.sheet.year}]"

    def entry(self) -> Plain:
        """An entry, alone or with one or two that replace it."""
        c = self.choices
        if c.chance(15):
            return [{**self._one("feedback"), "scorer": scorer} for scorer in ("one", "another")]
        if not c.chance(45):
            return self._one("")
        later: list[Plain] = []
        for _ in range(c.pick((1, 1, 2, 2, 3))):
            order: dict[str, Plain] = {"order": c.pick((1, 2))} if c.chance(25) else {}
            later.append({**self._one("approval"), "replaces": True, **order})
        return [self._one("feedback"), *later]

    def _one(self, when: str) -> dict[str, Plain]:
        low, high = (2 * end for end in ENTRY)
        first, second = sorted((self.choices.integer(low, high), self.choices.integer(low, high)))
        value = weighted(
            self.choices,
            (24, f"{first / 2}"),
            (4, {"at_least": f"{first / 2}", "at_most": f"{second / 2}"}),
            (1, f"{high}"),
            (1, "0.3"),
        )
        dated = {"date": self.date(when)} if self.choices.chance(70) else {}
        return {"value": value, **dated, "scorer": "assessor"}

    # -- corrections -------------------------------------------------------------------------------

    def corrections(self) -> dict[Path, Callable[[], Plain]]:
        """By path what makes a correction: feedback, objection and decision on it, decision, approvals."""
        delivered = {"corrections[delivery]": lambda: self._told("delivery", about="feedback")}
        return {
            "corrections[feedback]": lambda: self._told("feedback", item=self._item()),
            **(delivered if self.sheet.in_time is not None else {}),
            "corrections[objection]": lambda: self._told("objection", **self._answer("feedback")),
            "corrections[contested]": lambda: self._told("objection", item=self._item()),
            "corrections[decision]": lambda: self._decision(**self._answer("objection")),
            "corrections[other]": lambda: self._decision(**self._answer("contested")),
            "corrections[later]": self._later,
            "corrections[approval]": self._approval,
            "corrections[second]": self._approval,
            "corrections[recusal]": lambda: {**self._told("recusal", item=self._item()), "by": "assessor"},
        }

    def _later(self) -> dict[str, Plain]:
        """A decision that may stand in the place of another one."""
        if self.choices.chance(50):
            return self._decision(item=self._item())
        about = self.choices.pick(({"about": "objection"}, {"item": self._item()}))
        return {**self._decision(**about), "supersedes": "decision"}

    def _item(self) -> str:
        return self.choices.pick((*self.sheet.items, *self.sheet.items, "other"))

    def _answer(self, to: str) -> dict[str, Plain]:
        return weighted(
            self.choices,
            (4, {"about": to}),
            (1, {"about": to, "item": self._item()}),
            (1, {"item": self._item()}),
        )

    def _told(self, kind: str, **about: Plain) -> dict[str, Plain]:
        date = self.date(kind)
        told: dict[str, Plain] = {"kind": kind, **about, "date": date, "reason": "reason"}
        told |= {"order": self.choices.pick((1, 2, 3))} if self.choices.chance(25) else {}
        if self.choices.chance(10):
            until = self.today + datetime.timedelta(days=self.choices.pick((-1, 0, 30)))
            told |= {"until": until, "date": min(date, until)}
        if self.choices.chance(20):
            told["for"] = self.sheet.year - self.choices.pick((0, 0, 0, 1))
        return told

    def _decision(self, **about: Plain) -> dict[str, Plain]:
        c = self.choices
        points: dict[str, Plain] = weighted(
            c,
            (3, {"change": c.pick(("2", "-1.5", "0", "5", "20"))}),
            (2, {"value": c.pick(("0", "4", "10"))}),
        )
        if c.chance(20):
            points = {next(iter(points)): {"at_least": "1", "at_most": "3"}}
        return {**self._told("decision", **about), **points}

    def _approval(self) -> dict[str, Plain]:
        c = self.choices
        given: dict[str, Plain] = {"grade": c.pick((*self.sheet.scale, *self.sheet.scale, "none"))}
        if c.chance(40):
            given = {"value": c.pick(("0", "60", "89.5"))} | (given if c.chance(40) else {})
        about: dict[str, Plain] = {"about": c.pick(("decision", "later", "other"))} if c.chance(25) else {}
        return {**self._told("approval", **about), **given}

    def exception(self) -> Plain:
        """Exceptions with a number in place of the one that the rule defines: one, or two."""
        day = self.date()
        if not self.choices.chance(30):
            return self._exception(day)
        one, other = self._exception(day), self._exception(day if self.choices.chance(60) else self.date())
        if self.choices.chance(40):
            one["order"], other["order"] = self.choices.pick(((1, 2), (2, 1), (1, 1)))
        return [one, other]

    def _exception(self, day: datetime.date) -> dict[str, Plain]:
        c = self.choices
        told: dict[str, Plain] = {"reason": "reason", "approved_by": "office", "date": day}
        told |= {"value": f"{c.integer(-1, 12)}"} if c.chance(85) else {"lifted": True}
        return {**told, "until": self.today + datetime.timedelta(days=9)} if c.chance(20) else told
