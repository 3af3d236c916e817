"""Random sheets over a small vocabulary, and worlds with facts hidden one by one, from a seed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import evolve

from policy_rules.core.nodes import VIOLATED
from policy_rules.facts.bound import Completeness, Entry, Facts, RecordFacts, ReportedFigure, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.scoring.entries import EntryRecord
from policy_rules.testing.sheet_words import ListWords, SheetWords
from policy_rules.testing.sheets import SheetMaker
from policy_rules.values.known import Value, label, point, truth
from scoring.world import AS_OF, YEAR

VOCABULARY = {
    "a": {"type": "integer", "range": "[0..12]"},
    "b": {"type": "integer", "range": "[0..12]"},
    "p": {"type": "decimal", "places": 1, "range": "[-10..100]"},
    "q": {"type": "decimal", "places": 1, "range": "[0..100]", "nullable": True},
    "flag": {"type": "boolean"},
    "gate": {"type": "boolean"},
    "status": {"type": ["none", "poor", "good"]},
    "events": {"zh": "e", "en": "e"},
    "events.matter": {"type": ["x", "y", "z"], "zh": "m", "en": "m"},
    "events.points": {"type": "integer", "range": "[0..5]", "zh": "p", "en": "p"},
    "events.bad": {"type": "boolean", "zh": "b", "en": "b"},
}
PARAMETERS = {
    "weight": {"question": "P1", "zh": "w", "en": "w", "type": "integer", "range": "[1..9]", "values": {}},
    "order": {
        "question": "P8",
        "zh": "o",
        "en": "o",
        "type": "choice",
        "one_of": ["first", "second"],
        "values": {},
    },
}
CONDITIONS = (
    *("flag", "gate", "a >= 3", "a > b", "p < 20", 'status = "good"', 'status in ("none", "poor")'),
    *("not(flag)", "flag and gate", "a = 4 or gate", 'order = "first"', "q != null and q > 40"),
    *('outcome("r1") = "violated"', "some e in events satisfies e.bad", "count(events[bad]) >= 2"),
    'outcome("r1") != "not_applicable"',
)
EVENTS = ListWords("events", "e", ("e.points",), ("e.bad", 'e.matter = "x"'), ("e.matter",), ("e.points",))
WORDS = SheetWords(
    YEAR,
    numbers=("a", "b", "p", "q", "weight"),
    labels={"status": ("none", "poor", "good"), "flag": ("false", "true"), "order": ("first", "second")},
    conditions=CONDITIONS,
    lists=(EVENTS,),
    weights=("a", "b", "weight"),
    rules=("r1",),
    defined=("deduction_cap",),
    measured=("flag", "gate", "status", "a", "b", "p", "q", "r1"),
    parameters={"weight": {}, "order": {}},
)
"""What the sheets may read: measures of `VOCABULARY`, the rules and the number of `world.RULES`."""


def random_sheet(choices):
    """The data of a sheet without what needs a program or a procedure."""
    return SheetMaker(choices, WORDS, plain=True).sheet()


class World:
    """All facts of one unit, each of which may be hidden."""

    def __init__(self, rng, entries):
        pick = rng.choice
        self.values = {
            "a": point(rng.randint(0, 12)),
            "b": point(rng.randint(0, 12)),
            "p": point(Fraction(rng.randint(-100, 1000), 10)),
            "q": pick([point(None), point(Fraction(rng.randint(0, 1000), 10))]),
            "flag": truth(rng.random() < 0.5),
            "gate": truth(rng.random() < 0.5),
            "status": label(pick(["none", "poor", "good"])),
        }
        self.records: list[dict[str, Value]] = [
            {
                "matter": label(pick("xyz")),
                "points": point(rng.randint(0, 5)),
                "bad": truth(rng.random() < 0.5),
            }
            for _ in range(rng.randint(0, 3))
        ]
        self.outcome = rng.randint(0, VIOLATED)
        self.parameters = {"weight": point(rng.randint(1, 9)), "order": label(pick(["first", "second"]))}
        self.entries = {name: point(Fraction(rng.randint(0, 2 * hi), 2)) for name, (_, hi) in entries.items()}
        facts: list[tuple[str, Any]] = [("value", n) for n in self.values]
        facts += [("parameter", n) for n in self.parameters]
        facts += [("entry", n) for n in self.entries] + [("outcome", ""), ("whole", "")]
        facts += [("record", n) for n in range(len(self.records))]
        facts += [("attribute", (n, k)) for n, r in enumerate(self.records) for k in r]
        rng.shuffle(facts)
        self.facts = facts

    def view(self, made, hidden):
        """The unit with these facts hidden, the rules' findings, and the entries made."""
        hidden = set(hidden)
        reported = [ReportedFigure(n, YEAR, v) for n, v in self.values.items() if ("value", n) not in hidden]
        incomplete = ("whole", "") in hidden
        records = tuple(
            RecordFacts(str(n), {k: Entry(v) for k, v in r.items() if ("attribute", (n, k)) not in hidden})
            for n, r in enumerate(self.records)
            if not (incomplete and ("record", n) in hidden)
        )
        day = AS_OF.toordinal()
        complete = () if incomplete else (Completeness("events", date=day),)
        unit = UnitFacts("u", "u", lists={"events": records}, complete=complete, reported=tuple(reported))
        parameters = {
            n: evolve(p, values=((0, self.parameters[n]),))
            if n in self.parameters and ("parameter", n) not in hidden
            else p
            for n, p in made.vocabulary.parameters.items()
        }
        vocabulary = evolve(made.vocabulary, parameters=parameters)
        view = UnitView(Facts({"u": unit}), unit, vocabulary, day, YEAR, True)
        ends = (0, VIOLATED) if ("outcome", "") in hidden else (self.outcome, self.outcome)
        entries = [
            EntryRecord(n, v, scorer="assessor")
            for n, v in self.entries.items()
            if ("entry", n) not in hidden
        ]
        return view, {"r1": ends}, entries
