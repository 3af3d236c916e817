"""A small vocabulary with every kind of attribute, and random facts for it.

Everything is drawn from a `random.Random`, so that Hypothesis can drive (and shrink) it as well as a
seed can.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

from policy_rules.facts.bound import (
    Completeness,
    Entry,
    ExceptionRecord,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.values.known import (
    FALSE,
    MAYBE,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Value,
    point,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    Attribute,
    Entity,
    Expression,
    Measure,
    Type,
)

GRADES = ("poor", "fair", "good", "excellent")
KINDS = ("law", "skill", "other")
LEVELS = ("province", "city", "county")
NUMBER = Type("number", unit=())
COUNT = Type("number", unit=(), places=0, low=Fraction(0), high=Fraction(100))
HOURS = Type("number", unit=(), places=1, low=Fraction(0), high=Fraction(20))
SIGNED = Type("number", unit=(), places=2, low=Fraction(-5), high=Fraction(5))
GRADE = Type("label", labels=GRADES, ordered=True, name="grades", nullable=True)
KIND = Type("label", labels=KINDS, name="kinds")
SUBJECT = Type("label", labels=tuple(f"subject {n}" for n in range(140)), name="subjects")
"""An enumeration of more labels than one whole number has bits."""
TEXT = Type("text", nullable=True)
DAY = datetime.date(2025, 7, 1).toordinal()


def _entity(name: str, types: Mapping[str, Type], planned: tuple[str, ...] = (), **how: object) -> Entity:
    attributes = {n: Attribute(n, t, planned=n in planned) for n, t in types.items()}
    return Entity(name, attributes, **how)  # type: ignore[arg-type]


NULLABLE_DATE = Type("date", nullable=True)
ENTITIES = {
    e.name: e
    for e in (
        _entity("unit", {"level": Type("label", labels=LEVELS), "power": BOOLEAN}, one=True),
        _entity(
            "office",
            {
                "total": COUNT,
                "front": COUNT,
                "rate": SIGNED,
                "free": Type("number", unit=(), nullable=True),
                "open": NULLABLE_DATE,
                "founded": DATE,
                "target": NULLABLE_DATE,
                "grade": GRADE,
                "subject": SUBJECT,
                "note": TEXT,
                "lit": Type("boolean", nullable=True),
            },
            planned=("target",),
            one=True,
        ),
        _entity(
            "talks",
            {
                "held": DATE,
                "law": BOOLEAN,
                "hours": HOURS,
                "kind": KIND,
                "subject": SUBJECT,
                "closed": NULLABLE_DATE,
            },
            dated_by=("held",),
        ),
        _entity("posts", {"since": DATE, "until": NULLABLE_DATE, "rank": COUNT}, dated_by=("since", "until")),
        _entity(
            "staff", {"age": COUNT, "active": Type("boolean", nullable=True), "grade": GRADE, "pay": SIGNED}
        ),
        _entity("courses", {"hours": COUNT, "done": BOOLEAN, "taken": NULLABLE_DATE}, of=("staff",)),
    )
}
MEASURES = {
    "seen": Measure("seen", COUNT, reported=True),
    "taught": Measure("taught", COUNT, Expression("1"), reported=True),
}
LISTS = ("talks", "posts", "staff")
SCALE = Type("label", labels=GRADES, ordered=True, name="grades")


class FactsDrawn:
    """Draws facts of a small tree of units: missing, half known, dated, null, near each other."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def value(self, type: Type) -> Value:
        """Something that a fact of the type may be."""
        r = self.random
        null = type.nullable and r.random() < 0.3
        if type.kind == "boolean":
            return NULL_TRUTH if null else r.choice((TRUE, TRUE, FALSE, FALSE, UNDECIDED))
        if type.kind in ("label", "text"):
            if null:
                return NULL_LABEL
            some = frozenset(r.sample(type.labels or GRADES, r.choice((1, 1, 1, 2))))
            return Labels(some, MAYBE if type.nullable and r.random() < 0.2 else NEVER)
        if null:
            return NULL_NUM
        if type.kind == "date":
            lo = DAY + r.choice((-400, -200, -31, -1, 0, 0, 1, 30, 200))
            return Num(
                lo, lo + r.choice((0, 0, 0, 1, 40)), MAYBE if type.nullable and r.random() < 0.2 else NEVER
            )
        step = 10 ** (type.places or 0)
        numbers = (0, 1, 2, 3, 79, 80, 100, 10**30, -(10**30), -1, Fraction(1, 3))
        low, high = type.low, type.high
        allowed = [n for n in numbers if (low is None or n >= low) and (high is None or n <= high)]
        if type.places is not None:
            allowed = [n for n in allowed if (n * step).denominator == 1]
        ends = sorted((r.choice(allowed), r.choice(allowed))) if r.random() < 0.3 else [r.choice(allowed)] * 2
        most = None if high is None and r.random() < 0.05 else ends[1]
        return Num(ends[0], most, MAYBE if type.nullable and r.random() < 0.2 else NEVER)

    def entries(self, type: Type) -> tuple[Entry, ...]:
        """Values of an attribute: one, by year, by day."""
        form = self.random.randrange(8)
        if form < 5:
            return (Entry(self.value(type)),) * self.random.choice((0, 1, 1, 1, 1))
        if form == 5:
            return tuple(
                Entry(self.value(type), year=y) for y in self.random.sample((2024, 2025, 2025, 2026), 2)
            )
        starts = self.random.sample((DAY - 400, DAY - 20, DAY, DAY + 5), 2)
        return tuple(Entry(self.value(type), start=s) for s in starts)

    def records(self, entity: Entity, most: int = 3) -> tuple[RecordFacts, ...]:
        """Up to `most` records."""
        found = []
        for n in range(self.random.randint(0, most)):
            known = {
                a.name: Entry(self.value(a.type))
                for a in entity.attributes.values()
                if self.random.random() < 0.8
            }
            lists = {}
            if entity.name == "staff" and self.random.random() < 0.8:
                lists["courses"] = self.records(ENTITIES["courses"], 2)
            found.append(RecordFacts(f"{entity.name}-{n}", known, lists))
        return tuple(found)

    def unit(self, id: str, parent: str = "") -> UnitFacts:
        """One unit."""
        r = self.random
        values = {
            f"{e.name}.{a.name}": self.entries(a.type)
            for e in ENTITIES.values()
            if e.one
            for a in e.attributes.values()
            if r.random() < 0.75
        }
        complete = [
            Completeness(n, years=y, date=r.choice((None, None, DAY - 3)))
            for n in LISTS
            if (y := self._years())
        ]
        complete += [Completeness("staff")] * (r.random() < 0.5)
        complete += [Completeness("courses", of=r.choice(("", "staff-0")))] * (r.random() < 0.6)
        complete += [Completeness("units_under")] * (r.random() < 0.5)
        return UnitFacts(
            id,
            id,
            parent,
            values=values,
            lists={n: self.records(ENTITIES[n]) for n in LISTS if r.random() < 0.8},
            complete=tuple(complete),
            reported=tuple(
                ReportedFigure(r.choice(("seen", "taught")), r.choice((2024, 2025)), self.value(COUNT))
                for _ in range(r.choice((0, 1, 2)))
            ),
            exceptions=tuple(self._exception() for _ in range(r.choice((0, 0, 1, 2)))),
            gradings=tuple(
                GradingRecord(
                    r.choice(("r0", "r1")), r.choice((2024, 2025)), self.value(SCALE), self._instance()
                )
                for _ in range(r.choice((0, 1, 2)))
            ),
        )

    def _years(self) -> tuple[int, ...]:
        return self.random.choice(((), (2025,), (2024, 2025), (2023, 2024, 2025, 2026)))

    def _instance(self) -> str:
        return self.random.choice(("", "", "talks-0", "staff-0", "staff-1/courses-0", "talks-1"))

    def _exception(self) -> ExceptionRecord:
        start = DAY + self.random.choice((-50, 0, 5))
        until = self.random.choice((None, start + 20))
        value = point(7) if self.random.random() < 0.3 else None
        rule = self.random.choice(("r0", "r1"))
        return ExceptionRecord(rule, "", "", start, self._instance(), value=value, until=until)

    def view(self, program: Program) -> Callable[[], UnitView]:
        """Views of a unit with two units below it; each call gives a new one of the same facts."""
        units = {u.id: u for u in (self.unit("u"), self.unit("a", "u"), self.unit("b", "a"))}
        given = self.random.random() < 0.5
        scored = {"seen": point(3)} if self.random.random() < 0.1 else None
        facts, vocabulary = Facts(units), program.model.vocabulary
        as_of = DAY + self.random.choice((0, 0, 0, -150, 300))
        return lambda: UnitView(facts, units["u"], vocabulary, as_of, 2025, given, scored)
