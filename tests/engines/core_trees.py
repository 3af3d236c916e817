"""Random programs of the typed core over the vocabulary of `core_facts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

from engines.core_facts import (
    COUNT,
    DAY,
    ENTITIES,
    GRADE,
    GRADES,
    KINDS,
    LEVELS,
    LISTS,
    MEASURES,
    NUMBER,
    SCALE,
    FactsDrawn,
)
from policy_rules.core import nodes as core
from policy_rules.lowering.finding_entity import FINDING_ENTITY
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import RulesetModel
from policy_rules.testing.calendars import MOVED
from policy_rules.values.known import (
    ANYTHING,
    FALSE,
    MAYBE,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    Exact,
    Labels,
    Num,
    label,
    point,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    INTEGER,
    Parameter,
    Type,
    Vocabulary,
)


class Trees:
    """Draws trees; `scope` maps variables to the entity (or `unit`) whose records they stand for."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.vars = 0
        self.rules: list[str] = []
        self.kept: dict[str, list[tuple[frozenset[str], core.Node]]] = {}

    def one(self, *options: Callable[[], core.Node]) -> core.Node:
        return self.random.choice(options)()

    def node(self, kind: str, scope: Mapping[str, str], depth: int) -> core.Node:
        """A node of a kind: truth, number, date or labels; sometimes one that was drawn before."""
        kept = [n for free, n in self.kept.get(kind, ()) if free <= set(scope)]
        if kept and self.random.random() < 0.2:
            return self.random.choice(kept)
        found = getattr(self, f"_{kind}")(scope, depth)
        self.kept.setdefault(kind, []).append((core.free_vars(found), found))
        return found

    # -- truth -------------------------------------------------------------------------------------

    def _truth(self, scope: Mapping[str, str], depth: int) -> core.Node:
        if depth <= 0:
            return self.one(
                lambda: core.Const(BOOLEAN, self.random.choice((TRUE, FALSE, NULL_TRUTH))),
                lambda: self.leaf("boolean", scope),
                lambda: self.leaf("boolean", scope),
                lambda: core.Input(BOOLEAN, "year_given"),
            )
        form = self.random.randrange(10)
        if form < 2 and self.random.random() < 0.3:
            few = core.Const(INTEGER, point(self.random.randint(-1, 4)))
            number = few if self.random.random() < 0.6 else self.node("number", scope, 0)
            parts = tuple(self.node("truth", scope, depth - 1) for _ in range(self.random.randint(1, 4)))
            return core.Op(BOOLEAN, "holds of", (number, *parts))
        if form < 2:
            args = tuple(self.node("truth", scope, depth - 1) for _ in range(self.random.randint(2, 4)))
            return core.Op(BOOLEAN, ("and", "or")[form], args)
        if form == 2:
            return core.Op(BOOLEAN, "not", (self.node("truth", scope, depth - 1),))
        if form < 6:
            kind = self.random.choice(("number", "number", "date"))
            op = self.random.choice(("<", "<=", ">", ">=", "=", "!="))
            return core.Op(BOOLEAN, op, tuple(self.node(kind, scope, depth - 1) for _ in "ab"))
        if form == 6:
            return self._labels_test(scope, depth)
        if form == 7:
            kind = self.random.choice(("number", "date", "labels", "truth"))
            return core.Op(BOOLEAN, "is null", (self.node(kind, scope, depth - 1),))
        if form == 8:
            return self.chosen(BOOLEAN, "truth", scope, depth)
        return self.aggregate(self.random.choice(("every", "some")), BOOLEAN, "truth", scope, depth)

    def _labels_test(self, scope: Mapping[str, str], depth: int) -> core.Node:
        value = self.node("labels", scope, depth - 1)
        names = self.random.sample(GRADES + KINDS, self.random.randint(1, 3))
        options: list[core.Node] = [core.Const(Type("label", labels=(n,)), label(n)) for n in names]
        if self.random.random() < 0.1:
            options.append(core.Const(Type("label", nullable=True), NULL_LABEL))
        op = self.random.choice(("=", "!=", "in", "place", "truth", "numbers"))
        if op == "place":
            scale = tuple(core.Const(SCALE, label(n)) for n in GRADES)
            placed = (core.Op(INTEGER, "place", (v, *scale)) for v in (value, self.node("labels", scope, 0)))
            return core.Op(BOOLEAN, ">=", tuple(placed))
        if op == "truth":
            sides = tuple(self.node("truth", scope, depth - 1) for _ in "ab")
            return core.Op(BOOLEAN, self.random.choice(("=", "!=")), sides)
        if op == "numbers":
            wanted = tuple(core.Const(NUMBER, point(self.random.randint(-1, 4))) for _ in range(3))
            return core.Op(BOOLEAN, "in", (self.node("number", scope, depth - 1), *wanted))
        if op == "in":
            return core.Op(BOOLEAN, "in", (value, *options))
        other = options[0] if self.random.random() < 0.7 else self.node("labels", scope, depth - 1)
        return core.Op(BOOLEAN, op, (value, other) if self.random.random() < 0.8 else (other, value))

    # -- numbers and dates -------------------------------------------------------------------------

    def _number(self, scope: Mapping[str, str], depth: int) -> core.Node:
        if depth <= 0:
            return self.one(
                lambda: core.Const(NUMBER, self._constant()),
                lambda: self.leaf("number", scope),
                lambda: self.leaf("number", scope),
                lambda: core.Input(INTEGER, "year"),
            )
        form = self.random.randrange(11)
        if form < 3:
            op = self.random.choice(("+", "-", "*", "/", "/", "least", "greatest", "cap", "both"))
            return core.Op(NUMBER, op, tuple(self.node("number", scope, depth - 1) for _ in "ab"))
        if form == 3:
            divisor = self.one(
                lambda: self.aggregate("count", INTEGER, "", scope, depth),
                lambda: core.Read(COUNT, "office.total", core.Input(DATE, "as_of")),
                lambda: core.Const(INTEGER, point(self.random.randint(-2, 3))),
            )
            return core.Op(NUMBER, "/ integer", (self.node("number", scope, depth - 1), divisor))
        if form == 4:
            op = self.random.choice(("negate", "abs", "not null"))
            return core.Op(NUMBER, op, (self.node("number", scope, depth - 1),))
        if form == 5:
            ways = (
                "floor",
                "ceiling",
                "round up",
                "round down",
                "round half up",
                "round half down",
                "decimal",
            )
            places = core.Const(INTEGER, point(self.random.randint(-1, 2)))
            return core.Op(NUMBER, self.random.choice(ways), (self.node("number", scope, depth - 1), places))
        if form == 6:
            return core.Op(
                INTEGER, self.random.choice(("year", "month", "day", "weekday")), (self.simple_date(scope),)
            )
        if form == 7:
            return self.chosen(NUMBER, "number", scope, depth)
        if form == 8:
            sides = self.simple_date(scope), self.simple_date(scope)
            name = self.random.choice(("-", "working days between"))
            return core.Op(NUMBER, name, sides, () if name == "-" else (MOVED,))
        name = self.random.choice(("count", "total", "min", "max", "mean", "median", "share"))
        body = {"count": "", "share": "truth"}.get(name, "number")
        return self.aggregate(name, NUMBER, body, scope, depth)

    def _constant(self) -> Num:
        ready: tuple[Exact, ...] = (0, 1, 2, -3, Fraction(1, 2), Fraction(4, 5), 10**40, Fraction(-7, 3))
        return self.random.choice((*map(point, ready), NULL_NUM, Num(1, 3, MAYBE), Num(None, 5), ANYTHING))

    def simple_date(self, scope: Mapping[str, str]) -> core.Node:
        """A date that lies within the calendar."""
        return self.leaf("date", scope) if self.random.random() < 0.8 else core.Input(DATE, "as_of")

    def _date(self, scope: Mapping[str, str], depth: int) -> core.Node:
        if depth <= 0:
            return self.simple_date(scope)
        form = self.random.randrange(7)
        date = self.simple_date(scope)
        few = core.Const(NUMBER, point(self.random.randint(-9, 9)))
        if form == 0:
            return core.Op(
                DATE, self.random.choice(("add months", "period start", "period end")), (date, few)
            )
        if form == 1:
            return core.Op(DATE, self.random.choice(("+", "-")), (date, few))
        if form == 2:
            return core.Op(DATE, "working days after", (date, few), (MOVED,))
        if form == 3:
            year = (
                core.Op(INTEGER, "year", (date,))
                if self.random.random() < 0.6
                else core.Input(INTEGER, "year")
            )
            return core.Op(DATE, self.random.choice(("year start", "year end")), (year,))
        if form == 4:
            return core.Op(DATE, "cap", (date, self.simple_date(scope)))
        if form == 5:
            return self.chosen(DATE, "date", scope, depth)
        body = self.random.choice(("min", "max"))
        return self.aggregate(body, DATE, "date", scope, depth)

    def _labels(self, scope: Mapping[str, str], depth: int) -> core.Node:
        if depth > 0 and self.random.random() < 0.3:
            return self.chosen(GRADE, "labels", scope, depth)
        if self.random.random() < 0.2:
            return core.Const(GRADE, self.random.choice((label("good"), NULL_LABEL, Labels(None, MAYBE))))
        return self.leaf("label", scope)

    def chosen(self, type: Type, kind: str, scope: Mapping[str, str], depth: int) -> core.Node:
        """An `if`."""
        test = self.node("truth", scope, depth - 1)
        return core.Op(type, "if", (test, *(self.node(kind, scope, depth - 1) for _ in "ab")))

    # -- leaves ------------------------------------------------------------------------------------

    def day(self, scope: Mapping[str, str]) -> core.Node:
        """A day to look at: mostly the day of assessment."""
        as_of = core.Input(DATE, "as_of")
        if self.random.random() < 0.7:
            return as_of
        return core.Op(DATE, "cap", (as_of, self.leaf("date", scope, dated=False)))

    def leaf(self, kind: str, scope: Mapping[str, str], *, dated: bool = True) -> core.Node:
        """A fact of a kind: of a record in scope, of the unit, of another unit, of the rule."""
        kinds = ("label", "text") if kind == "label" else (kind,)
        fields: list[core.Node] = []
        for var, entity in scope.items():
            known = {"findings": FINDING_ENTITY}.get(entity) or ENTITIES.get(entity)
            if entity != "under" and known:
                fields += [
                    core.Field(a.type, var, a) for a in known.attributes.values() if a.type.kind in kinds
                ]
        if fields and self.random.random() < 0.6:
            return self.random.choice(fields)
        day = self.day(scope) if dated else core.Input(DATE, "as_of")
        units = ["", "", *(v for v, e in scope.items() if e == "under")]
        found = self._rule_leaf(kind, scope, day)
        if found is not None and self.random.random() < 0.3:
            return found
        at = [
            (f"{e.name}.{a.name}", a.type)
            for e in ENTITIES.values()
            if e.one
            for a in e.attributes.values()
            if a.type.kind in kinds
        ]
        path, type = self.random.choice(at)
        return core.Read(type, path, day, self.random.choice(units))

    def _rule_leaf(self, kind: str, scope: Mapping[str, str], day: core.Node) -> core.Node | None:
        vars_ = tuple(sorted(v for v in scope if self.random.random() < 0.7))
        rule = self.random.choice(("r0", "r1"))
        if kind == "boolean":
            named = "talks-1" if self.random.random() < 0.2 else ""
            return core.Excepted(BOOLEAN, rule, day, () if named else vars_, named)
        if kind == "label":
            if self.rules and self.random.random() < 0.5:
                return core.Outcome(core.OUTCOME, self.random.choice(self.rules))
            return core.Graded(SCALE, rule, day, vars_)
        if kind == "number":
            units = ["", *(v for v, e in scope.items() if e == "under")]
            measure = self.random.choice(("seen", "taught"))
            own = self.random.choice(("limit", "own", "unset"))
            report = core.Reported(COUNT, measure, day, self.random.choice(units))
            if self.random.random() < 0.3:
                return core.Op(COUNT, "both", (core.Read(COUNT, "office.front", day), report))
            param = core.Param(NUMBER, own, rule if own == "own" else "", day)
            if self.random.random() < 0.3:
                return core.Replaced(NUMBER, rule, day, param)
            return report if self.random.random() < 0.5 else param
        return None

    # -- lists -------------------------------------------------------------------------------------

    def aggregate(self, name: str, type: Type, body: str, scope: Mapping[str, str], depth: int) -> core.Node:
        """An aggregate over a list; `body` is the kind of what it takes of each record."""
        source, var, inner = self.list_(scope, depth)
        taken = self.node(body, inner, depth - 1) if body else None
        return core.Agg(type, name, source, var, taken)

    def list_(self, scope: Mapping[str, str], depth: int) -> tuple[core.Node, str, Mapping[str, str]]:
        """A list, often filtered, with its variable and the scope inside."""
        self.vars += 1
        var = f"v{self.vars:03}"
        staff = [v for v, e in scope.items() if e == "staff"]
        units = ["", *(v for v, e in scope.items() if e == "under")]
        form = self.random.randrange(8)
        if form == 0:
            levels = tuple(self.random.sample(LEVELS, 2))
            source: core.Node = core.Under(core.LIST, levels, self.random.choice(units))
            entity = "under"
        elif form == 1 and self.rules:
            source, entity = core.Findings(core.LIST, tuple(self.rules)), "findings"
        elif form == 2:
            source, entity = core.Listed(core.LIST, ("a", "b")), "listed"
        elif staff and form < 6:
            source, entity = core.Records(core.LIST, "courses", self.random.choice(staff)), "courses"
        else:
            entity = self.random.choice(LISTS)
            source = core.Records(core.LIST, entity, self.random.choice(units))
        inner = {**scope, var: entity}
        while depth > 0 and self.random.random() < 0.5:
            source = core.Filter(core.LIST, source, var, self.node("truth", inner, depth - 2))
        return source, var, inner

    # -- rules -------------------------------------------------------------------------------------

    def rule(self, id: str, depth: int) -> core.RuleProgram:
        """A rule with up to two steps of `for each`."""
        self.kept.clear()
        each: list[tuple[str, core.Node]] = []
        scope: Mapping[str, str] = {}
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            source, var, scope = self.list_(scope, depth - 1)
            each.append((var, source))
        due = self.node("date", scope if self.random.random() < 0.5 else {}, 1)
        late = self.one(
            lambda: core.Const(BOOLEAN, TRUE), lambda: core.Op(BOOLEAN, ">", (core.Input(DATE, "as_of"), due))
        )
        no = core.Const(BOOLEAN, FALSE)
        lifted = self.one(lambda: no, lambda: core.Excepted(BOOLEAN, id, due, tuple(v for v, _ in each)))
        waiting = core.Op(BOOLEAN, "is null", (due,)) if self.random.random() < 0.4 else no
        requires = self.node("truth", scope, depth)
        instance = core.Op(core.FINDING, "outcome", (lifted, requires, late, waiting))
        worst: core.Node = instance
        for var, source in reversed(each):
            worst = core.Agg(core.FINDING, "worst", source, var, worst)
        role, applies = (
            self.one(lambda: core.Const(BOOLEAN, TRUE), lambda: self.node("truth", {}, depth - 2))
            for _ in "ra"
        )
        whole = self.one(lambda: no, lambda: core.Excepted(BOOLEAN, id, core.Input(DATE, "as_of")))
        finding: core.Node = core.Op(core.FINDING, "finding", (role, whole, applies, worst))
        if self.random.random() < 0.1:  # several findings in one, as of a rule with parts or readings
            other = core.Const(core.FINDING, point(self.random.randrange(5)))
            yes_or_no = (self.node("truth", {}, 0), core.Const(BOOLEAN, TRUE), no)
            finding = self.one(
                lambda: core.Op(core.FINDING, "worst of", (finding, other)),
                lambda: core.Op(core.FINDING, "case", (*yes_or_no, finding, other)),
            )
        program = core.RuleProgram(
            id=id,
            kind="duty",
            clause="c",
            finding=finding,
            instance=instance,
            each=tuple(each),
            due=due,
            due_from="",
            day=core.Input(DATE, "as_of"),
            time_class="",
            after=frozenset(self.rules),
        )
        self.rules.append(id)
        return program


def program_of(rules: tuple[core.RuleProgram, ...], vocabulary: Vocabulary) -> Program:
    """A program from rules made by hand."""
    model = RulesetModel("trees", 1, Path(), {}, (), {}, vocabulary, {}, {})
    return Program(model, rules, {r.id: r for r in rules})


def random_program(random: Random, depth: int = 3) -> Program:
    """Two rules, of which the second may read the first."""
    trees = Trees(random)
    values = FactsDrawn(random)
    own = {r: values.value(NUMBER) for r in ("r0", "r1") if random.random() < 0.5}
    starts = random.choice(((), (0,), (DAY,), (0, DAY + 9), (DAY - 9, DAY + 9)))
    parameters = {
        "limit": Parameter("limit", NUMBER, values=tuple((s, values.value(NUMBER)) for s in starts)),
        "own": Parameter("own", NUMBER, per_rule=True, rule_values=own),
    }
    rules = tuple(trees.rule(f"r{n}", depth) for n in range(2))
    return program_of(rules, Vocabulary(entities=ENTITIES, measures=MEASURES, parameters=parameters))
