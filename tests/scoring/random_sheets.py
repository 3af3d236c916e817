"""Random sheets over all words, and worlds with facts hidden one by one, from a seed."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from policy_rules.domain import label, point, truth
from policy_rules.facts.model import Completeness, Entry, Facts, RecordFacts, ReportedFigure, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.ir.nodes import VIOLATED
from policy_rules.scoring.entries import EntryRecord
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
SCALE = ["fail", "pass", "good", "top"]
BANDS = {"< 5": "fail", "[5..20)": "pass", "[20..60)": "good", ">= 60": "top"}
ROWS = ({"< 3": 0, "[3..7)": 4, ">= 7": 1}, {"<= 0": 2, "(0..5]": -1, "> 5": 3})


class Maker:
    """Makes the data of a sheet."""

    def __init__(self, rng):
        self.rng, self.names, self.entries = rng, [], {}

    def condition(self):
        rng = self.rng
        some = ["flag", "gate", "a >= 3", "a > b", "p < 20", 'status = "good"', 'status in ("none", "poor")']
        some += ["not(flag)", "flag and gate", "a = 4 or gate", 'order = "first"', "q != null and q > 40"]
        some += ['outcome("r1") = "violated"', "some e in events satisfies e.bad", "count(events[bad]) >= 2"]
        some += [f"{n} > 6" for n in self.names]
        return rng.choice(some)

    def leaf(self):
        rng = self.rng
        given = f"g{len(self.entries)}"
        kind = rng.randrange(8)
        if kind == 0:
            self.entries[given] = (0, 4)
            return {"given": given, "between": [0, 4], "by": 0.5}
        if kind == 1:
            return rng.choice([0, 1, 2.5, -3, "50%", "1/3"])
        return rng.choice(["a", "b", "p", "weight", *self.names, *self.names])

    def amount(self, depth):
        rng = self.rng
        if depth == 0 or rng.random() < 0.15:
            return self.leaf()
        word = getattr(self, "_" + rng.choice(WORDS))
        made = word(depth - 1)
        for tail in ("times", "at_least", "at_most"):
            if rng.random() < 0.12:
                made = {**(made if isinstance(made, dict) else {"read": made}), tail: self.leaf()}
        return {**made, "undefined": self.leaf()} if rng.random() < 0.3 else made

    def _each(self, depth):
        side = self.rng.choice(["over", "under"])
        part = self.rng.choice(["whole", "started", "exact", "half up"])
        return {"each": 0.5, "of": self.amount(depth), side: self.leaf(), "step": 2, "part": part}

    def _table(self, depth):
        return {"table": self.amount(depth), "rows": self.rng.choice(ROWS)}

    def _label(self, depth):
        return {"table": "status", "rows": {n: self.amount(depth) for n in ("none", "poor", "good")}}

    def _tiers(self, depth):
        return {"tiers": self.amount(depth), "rows": {"< 0": 0.5, "[0..4)": 1, "[4..8)": -2, ">= 8": 3}}

    def _round(self, depth):
        mode = self.rng.choice(["half up", "half even", "floor", "ceiling", "up", "down"])
        return {"round": self.amount(depth), "places": self.rng.choice([0, 1]), "mode": mode}

    def _ratio(self, depth):
        return {"ratio": self.amount(depth), "to": self.rng.choice(["a", "b", "weight", 4]), "points": 10}

    def _cases(self, depth):
        rows = [[self.condition(), self.amount(depth)] for _ in range(self.rng.randint(1, 2))]
        return {"cases": rows, "else": self.amount(depth)}

    def _sum(self, depth):
        return {"sum": self._parts(depth, [1, -1, 0.5, "weight"])}

    def _mean(self, depth):
        return {"mean": self._parts(depth, [1, 2, "weight", "a"])}

    def _best(self, depth):
        return {self.rng.choice(["best", "least"]): self._parts(depth, None)}

    def _parts(self, depth, weights):
        found = []
        for _ in range(self.rng.randint(1, 3)):
            part = {"of": self.amount(depth)}
            if weights and self.rng.random() < 0.6:
                part["weight"] = self.rng.choice(weights)
            if self.rng.random() < 0.5:
                part["if"] = self.condition()
            found.append(part)
        return found

    def _for(self, depth):
        how = self.rng.choice(["sum", "mean", "best", "least"])
        each = self.rng.choice(
            ["e.points", {"cases": [["e.bad", 3]], "else": 1}, {"each": 1, "of": "e.points", "over": 2}]
        )
        made = {"for": "e in events", how: each, "undefined": 0}
        return (
            {**made, "if": self.rng.choice(["e.bad", 'e.matter = "x"'])} if self.rng.random() < 0.5 else made
        )

    def _per(self, depth):
        return {"for": "e in events", "per": "e.matter", "best": "e.points", "at_most": 9}

    def _limit(self, depth):
        return {"limit": self.amount(depth), "at_least": 0, "at_most": 10}

    def item(self, n):
        rng = self.rng
        effects = []
        for _ in range(rng.randint(1, 3)):
            amount = self.amount(1)
            amount = amount if isinstance(amount, dict) else {"read": amount}
            word = rng.choice(["deduct", "add"])
            effect = {word: {**amount, "undefined": 0}}
            if rng.random() < 0.5:
                effect[rng.choice(["if", "unless"])] = self.condition()
            if rng.random() < 0.4:
                effect["group"] = f"g_{word}"
            effects.append(effect)
        item = {"id": f"i{n}", "points": 10, "component": rng.choice(["one", "two"]) if n > 1 else "one"}
        item |= {
            "start": rng.choice(["full", "zero"]),
            "effects": effects,
            "groups": {"g_add": {"at_most": 4}, "g_deduct": {"at_most": 3}},
        }
        if rng.random() < 0.4:
            item["applies"] = rng.choice(["flag", "gate", 'outcome("r1") != "not_applicable"'])
        if rng.random() < 0.3:
            item["within"] = rng.choice([[-3, 12], "open"])
        return item

    def sheet(self):
        rng = self.rng
        items = [self.item(n) for n in range(1, rng.randint(2, 4))]
        for item in items:
            text = repr(item)
            read = [n for n in ("flag", "gate", "status", "a", "b", "p", "q") if _word(n, text)]
            item["reads"] = [*read, *(["r1"] if "r1" in text else [])]
        steps = {"share": {"share_of": "one", "undefined": 0}, "possible": {"possible_of": ["one"]}}
        self.names = ["share", "possible"]
        for n in range(rng.randint(1, 4)):
            steps[f"s{n}"] = {**_mapping(self.amount(rng.randint(1, 3))), "undefined": 0}
            self.names.append(f"s{n}")
        last = self.names[-1]
        steps["grade"] = {"table": last, "rows": BANDS}
        steps["shifted"] = {"sum": ["grade", 1], "at_most": "top"}
        bar = {"cases": [[self.condition(), "good"]], "else": "top"}
        steps["barred"] = {"least": [{"cases": [[self.condition(), "shifted"]], "else": "grade"}, bar]}
        return {
            "sheet": "s",
            "year": YEAR,
            "scale": SCALE,
            "parameters": {"weight": {}, "order": {}},
            "items": items,
            "steps": steps,
        }


WORDS = [
    "each",
    "table",
    "label",
    "tiers",
    "round",
    "ratio",
    "cases",
    "sum",
    "mean",
    "best",
    "for",
    "per",
    "limit",
]


def _word(name, text):
    import re

    return re.search(rf"(?<![\w.\"]){name}(?![\w\"])", text.replace("'", " ")) is not None


def _mapping(made):
    return made if isinstance(made, dict) else {"read": made}


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
        self.records = [
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
        facts = [("value", n) for n in self.values] + [("parameter", n) for n in self.parameters]
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
        entries = [EntryRecord(n, v) for n, v in self.entries.items() if ("entry", n) not in hidden]
        return view, {"r1": ends}, entries
