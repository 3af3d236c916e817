"""From a FEEL tree to the typed core: names are resolved, types checked, derived forms lowered.

One elaborator serves one rule. A fault stops the expression it stands in, with the place of the
words concerned; the other expressions of the rule are still looked at.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping

from attrs import frozen

from policy_rules.domain import NULL_NUM, TRUE, label, point, truth
from policy_rules.errors import ExpressionError, Fault, near_miss
from policy_rules.feel import nodes as feel
from policy_rules.feel.parse import fault_at, parse
from policy_rules.ir import nodes as ir
from policy_rules.ir.functions import FUNCTIONS
from policy_rules.ir.intervals import whole
from policy_rules.ir.meanings import (
    FindingsOf,
    Items,
    Many,
    Meaning,
    Names,
    Parameters,
    RecordOf,
    Span,
    UnitOf,
)
from policy_rules.ir.types import (
    Mismatch,
    arithmetic,
    check_labels,
    describe,
    false_guards,
    key_of,
    not_null,
    same_unit,
    true_guards,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    INTEGER,
    TEXT,
    Attribute,
    Entity,
    Expression,
    Measure,
    Type,
    Vocabulary,
)

LITERAL = Type("number")
OUTCOME = Type("label", labels=ir.OUTCOMES, name="outcome")
FINDING_ENTITY = Entity(
    "findings",
    {
        a.name: a
        for a in (
            Attribute("rule", TEXT),
            Attribute("outcome", OUTCOME),
            Attribute("due", Type("date", nullable=True), planned=True),
            Attribute("due_from", Type("text", nullable=True)),
            Attribute("kind", TEXT),
            Attribute("clause", TEXT),
        )
    },
    zh="认定",
    en="findings",
)
SPECIALS = ("as_of", "year", "day", "period", "due", "grading", "parameters", "unit", "findings")


class Slip(Exception):
    """A fault at a span of the expression being read."""

    def __init__(self, node: feel.Node, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.node, self.what, self.hint = node, what, hint


@frozen
class Definition:
    """A name that a rule defines; `rule` is set where an exception to the rule may replace it."""

    expression: Expression
    rule: str = ""


class Elaborator:
    """Elaborates the expressions of one rule (or of a sheet) against a vocabulary."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        rule: str = "",
        defines: Mapping[str, Definition] | None = None,
        rules: frozenset[str] = frozenset(),
        findings: tuple[str, ...] = (),
        steps: Mapping[str, ir.Node] | None = None,
    ) -> None:
        self.vocabulary, self.rule, self.defines = vocabulary, rule, defines or {}
        self.rules, self.all_findings, self.steps = rules, findings, steps or {}
        self.faults: list[Fault] = []
        self.after: set[str] = set()
        self.guarded: set[tuple[str, str]] = set()
        self._vars = 0
        self._open: list[str] = []

    # -- entrances ---------------------------------------------------------------------------------

    def value(self, expression: Expression, names: Names, wanted: Type | None = None) -> ir.Node | None:
        """The expression as one value of the wanted type, or None with its fault noted."""
        found = self.meaning(expression, names)
        if found is None:
            return None
        if not isinstance(found, ir.Node):
            return self._refuse(expression, f"this is {_sort(found)}, where one value is needed")
        if wanted and wanted.kind != found.type.kind and found.type.kind != "null":
            return self._refuse(
                expression, f"this is {describe(found.type)}, where {describe(wanted)} is needed"
            )
        return found

    def meaning(self, expression: Expression, names: Names) -> Meaning | None:
        """What the expression means, or None with its fault noted."""
        try:
            return self.visit(parse(expression.text, place=expression.place), names)
        except ExpressionError as error:
            self.faults += error.faults
        except Slip as slip:
            self.faults.append(
                fault_at(expression.text, slip.node.span, slip.what, slip.hint, expression.place)
            )
        return None

    def _refuse(self, expression: Expression, what: str, hint: str = "") -> None:
        whole_text = (0, len(expression.text.split("\n")[0]))
        self.faults.append(fault_at(expression.text, whole_text, what, hint, expression.place))

    def variable(self) -> str:
        """A name that no other variable of the rule has; they sort in the order they are bound."""
        self._vars += 1
        return f"v{self._vars:03}"

    # -- the tree ----------------------------------------------------------------------------------

    def visit(self, node: feel.Node, names: Names) -> Meaning:
        """What the node means; raises Slip."""
        visitor: Callable[..., Meaning] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if visitor is None:
            raise Slip(
                node, "this form is not admitted in rules", "see docs/language.md for what rules may use"
            )
        try:
            return visitor(node, names)
        except Mismatch as mismatch:
            raise Slip(node, mismatch.what, mismatch.hint) from None

    def one(self, node: feel.Node, names: Names, kind: str = "") -> ir.Node:
        """One value, of a kind where one is named."""
        found = self.visit(node, names)
        if not isinstance(found, ir.Node):
            raise Slip(node, f"this is {_sort(found)}, where one value is needed")
        if kind and found.type.kind != kind:
            raise Slip(node, f"this is {describe(found.type)}, where {describe(Type(kind))} is needed")
        return found

    def guarded_value(self, node: feel.Node, names: Names, found: ir.Node) -> ir.Node:
        """The value where an order is asked of it: a nullable fact must have been guarded."""
        if found.type.nullable:
            hint = "guard it: `x != null and …`, or say `done_by(x, day)` of a thing to be done by a day"
            raise Slip(node, "this may be null, and null has no order", hint)
        return found

    def _literal(self, node: feel.Literal, names: Names) -> ir.Node:
        value = node.value
        if value is None:
            return ir.Const(Type("null", nullable=True), NULL_NUM)
        if isinstance(value, bool):
            return ir.Const(BOOLEAN, truth(value))
        if isinstance(value, str):
            return ir.Const(Type("label", labels=(value,), name="literal"), label(value))
        places = 0 if value.denominator == 1 else None
        return ir.Const(Type("number", places=places), point(whole(value)))  # type: ignore[arg-type]

    def _percent(self, node: feel.Percent, names: Names) -> ir.Node:
        return ir.Const(Type("number", percent=True), point(whole(node.value / 100)))  # type: ignore[arg-type]

    def _at(self, node: feel.At, names: Names) -> ir.Node:
        return dated(node, node.text)

    def _name(self, node: feel.Name, names: Names) -> Meaning:
        name = node.name
        found: list[tuple[str, Callable[[], Meaning]]] = []
        if name in names.bound:
            meaning = names.bound[name]
            found.append(("a name of this rule", lambda: meaning))
        if isinstance(names.item, RecordOf):
            inner = self._member(names.item, name)
            if inner:
                found.append((f"an attribute of {names.item.entity.name}", inner))
        elif isinstance(names.item, UnitOf) and name not in ("parameters", "as_of", "year"):
            var = names.item.var
            if self._of_unit(name, var, names) is not None:
                found.append(("a fact of that unit", lambda: self._of_unit(name, var, names)))  # type: ignore[arg-type,return-value]
        if not (isinstance(names.item, UnitOf)):
            outer = self._outer(name, names)
            if outer:
                found.append(outer)
        if len(found) > 1 and found[0][1] is not found[1][1]:
            raise Slip(node, f"`{name}` could be {found[0][0]} or {found[1][0]}", "rename one of the two")
        if not found:
            raise Slip(node, f"no name `{name}` here", near_miss(name, self._known(names)))
        return self.guarded_type(found[0][1](), names)

    def guarded_type(self, meaning: Meaning, names: Names) -> Meaning:
        """The value with a type that knows the guards in force."""
        if isinstance(meaning, ir.Node) and meaning.type.nullable:
            key = key_of(meaning)
            if key and (key in names.guarded or key in self.guarded):
                return _retyped(meaning, not_null(meaning.type))
        return meaning

    def _known(self, names: Names) -> list[str]:
        own = list(names.item.entity.attributes) if isinstance(names.item, RecordOf) else []
        v = self.vocabulary
        return [
            *names.bound,
            *own,
            *v.entities,
            *v.measures,
            *self.defines,
            *self.steps,
            "parameters",
            "unit",
            "findings",
        ]

    def _outer(self, name: str, names: Names) -> tuple[str, Callable[[], Meaning]] | None:
        if name == "parameters":
            return "the parameters", Parameters
        if name == "unit":
            return "the unit", lambda: UnitOf(names.unit)
        if name == "findings":
            return "the findings", FindingsOf
        if name in self.steps:
            return "a step of the sheet", lambda: self.steps[name]
        if name in self.defines:
            return "a defined name", lambda: self._defined(name, names)
        if self._of_unit(name, names.unit, names) is not None:
            return "a fact of the unit", lambda: self._of_unit(name, names.unit, names)  # type: ignore[return-value]
        return None

    def _of_unit(self, name: str, var: str, names: Names) -> Meaning | None:
        """An entity or measure of a unit, by its name."""
        entity = self.vocabulary.entities.get(name)
        if entity is not None and not entity.of:
            if entity.one:
                return RecordOf(entity, unit=var)
            v = self.variable()
            return Many(ir.Records(ir.LIST, name, var), v, RecordOf(entity, v))
        measure = self.vocabulary.measures.get(name)
        return self.measure(measure, names, var) if measure else None

    def _defined(self, name: str, names: Names) -> Meaning:
        definition = self.defines[name]
        inner = Names(names.bound, unit=names.unit)
        found = self._inlined(f"defined name {name}", definition.expression, inner)
        if not definition.rule or not isinstance(found, ir.Node) or found.type.kind != "number":
            return found
        as_of = self._given["as_of"]  # approvals of a year's numbers come after the year's end
        assert isinstance(as_of, ir.Node)
        return ir.Replaced(found.type, definition.rule, as_of, found)

    def _inlined(self, what: str, expression: Expression, names: Names) -> Meaning:
        """A named expression in place of its name."""
        if what in self._open:
            raise ExpressionError(Fault(f"the {what} speaks of itself", expression.place))
        self._open.append(what)
        try:
            tree = parse(expression.text, place=expression.place)
            try:
                return self.visit(tree, names)
            except Slip as slip:
                fault = fault_at(expression.text, slip.node.span, slip.what, slip.hint, expression.place)
                raise ExpressionError(fault) from None
        finally:
            self._open.pop()

    def measure(self, measure: Measure, names: Names, unit: str = "") -> ir.Node:
        """A measure: its expression, its published figure, or what both allow."""
        day = names.bound["day"]
        year = names.bound.get("year")
        if measure.yearly and isinstance(year, ir.Node):
            day = names.bound.get("year_end") or ir.Op(DATE, "year end", (year,))
        assert isinstance(day, ir.Node)
        report = ir.Reported(measure.type, measure.name, day, unit)
        if measure.derived is None:
            return report
        inner = Names({k: m for k, m in names.bound.items() if k in SPECIALS}, unit=unit)
        found = self._inlined(f"measure {measure.name}", measure.derived, inner)
        if not isinstance(found, ir.Node) or found.type.kind != measure.type.kind:
            sort = describe(found.type) if isinstance(found, ir.Node) else _sort(found)
            what = f"measure `{measure.name}` is declared as {describe(measure.type)}, and its expression is {sort}"
            raise ExpressionError(Fault(what, measure.derived.place))
        if found.type.kind == "number":
            same_unit(found.type, measure.type, "the unit of the measure and of its expression at once")
        computed = _retyped(found, measure.type)
        return ir.Op(measure.type, "both", (computed, report)) if measure.reported else computed

    def _member(self, record: RecordOf, name: str) -> Callable[[], Meaning] | None:
        """An attribute of a record, derived or stored, or one of its inner lists."""
        attribute = record.entity.attributes.get(name)
        if attribute is None:
            inner = self.vocabulary.entities.get(name)
            if inner is None or record.entity.name not in inner.of or not record.var:
                return None
            v = self.variable()
            return lambda: Many(ir.Records(ir.LIST, name, record.var), v, RecordOf(inner, v))
        return lambda: self._attribute(record, attribute)

    def _attribute(self, record: RecordOf, attribute: Attribute) -> Meaning:
        if attribute.derived is not None:
            names = Names(self._given, item=record)
            what = f"attribute {record.entity.name}.{attribute.name}"
            return _typed_as(self._inlined(what, attribute.derived, names), attribute.type)
        if record.var:
            return ir.Field(attribute.type, record.var, attribute)
        day = self._given["day"]
        assert isinstance(day, ir.Node)
        return ir.Read(attribute.type, f"{record.entity.name}.{attribute.name}", day, record.unit)

    _given: Mapping[str, Meaning] = {}
    """What derived attributes may speak of beside their record: the names that the rule gives."""

    def give(self, bound: Mapping[str, Meaning]) -> None:
        """Set the names that the rule gives (`day`, `period`, …)."""
        self._given = {k: m for k, m in bound.items() if k in SPECIALS}

    def _path(self, node: feel.Path, names: Names) -> Meaning:
        source = self.visit(node.source, names)
        return self.guarded_type(self._step(node, source, node.name, names), names)

    def _step(self, node: feel.Node, source: Meaning, name: str, names: Names) -> Meaning:
        """`source.name`."""
        match source:
            case Parameters():
                return self._parameter(node, name, names)
            case RecordOf():
                found = self._member(source, name)
                if found is None:
                    hint = near_miss(name, source.entity.attributes)
                    raise Slip(node, f"{source.entity.name} has no attribute `{name}`", hint)
                return found()
            case UnitOf():
                unit = self.vocabulary.entities.get("unit")
                if unit and name in unit.attributes:
                    return self._attribute(RecordOf(unit, unit=source.var), unit.attributes[name])
                other = self._of_unit(name, source.var, names)
                if other is None:
                    known = [*(unit.attributes if unit else ()), *self.vocabulary.entities]
                    raise Slip(node, f"a unit has no fact `{name}`", near_miss(name, known))
                return other
            case Many():
                return Many(source.source, source.var, self._step(node, source.body, name, names))
            case Span() if name in ("start", "end"):
                end = source.low if name == "start" else source.high
                if end is None:
                    raise Slip(node, f"this range has no {name}")
                return end
            case ir.Node() if source.type.kind == "date" and name in ("year", "month", "day"):
                return ir.Op(INTEGER, name, (source,))
            case ir.Node() if source.type.kind == "days" and name == "days":
                return _retyped(
                    source, Type("number", unit=(("day", 1),), places=0, nullable=source.type.nullable)
                )
        raise Slip(node, f"`.{name}` does not go with {_sort(source)}")

    def _parameter(self, node: feel.Node, name: str, names: Names) -> ir.Node:
        declared = self.vocabulary.parameters.get(name)
        if declared is None:
            raise Slip(node, f"no parameter `{name}`", near_miss(name, self.vocabulary.parameters))
        if declared.type.kind == "table":
            raise Slip(node, f"parameter `{name}` is a table, which only a sheet can read")
        day = self._given["as_of"]
        assert isinstance(day, ir.Node)
        return ir.Param(declared.type, name, self.rule if declared.per_rule else "", day)

    def _filter(self, node: feel.Filter, names: Names) -> Meaning:
        source = self.visit(node.source, names)
        if isinstance(source, FindingsOf):
            source = self.findings()
        return self.filtered(node, source, node.condition, names)

    def filtered(self, node: feel.Node, source: Meaning, condition: feel.Node, names: Names) -> Meaning:
        """The records of a list for which the condition holds."""
        if not isinstance(source, Many):
            raise Slip(node, f"only a list can be filtered, and this is {_sort(source)}")
        if isinstance(source.body, Many):
            return Many(source.source, source.var, self.filtered(node, source.body, condition, names))
        if not isinstance(source.body, RecordOf | UnitOf):
            raise Slip(node, "filter the records before taking their attribute")
        test = self.one(condition, names.inside(source.body), "boolean")
        self.guarded |= true_guards(test)
        return Many(ir.Filter(ir.LIST, source.source, source.var, test), source.var, source.body)

    def findings(self) -> Many:
        """The findings of all other rules of the unit, as a list."""
        v = self.variable()
        self.after |= set(self.all_findings)
        return Many(ir.Findings(ir.LIST, tuple(self.all_findings)), v, RecordOf(FINDING_ENTITY, v))

    def _binary(self, node: feel.Binary, names: Names) -> Meaning:
        if node.op in ("and", "or"):
            left = self.one(node.left, names, "boolean")
            guards = true_guards(left) if node.op == "and" else false_guards(left)
            right = self.one(node.right, names.guard(guards), "boolean")
            parts = [
                p
                for x in (left, right)
                for p in (x.args if isinstance(x, ir.Op) and x.name == node.op else (x,))
            ]
            return ir.Op(BOOLEAN, node.op, tuple(parts))
        left, right = self.one(node.left, names), self.one(node.right, names)
        if node.op in ("=", "!="):
            return self.equality(node, left, right, node.op)
        if node.op in ("<", "<=", ">", ">="):
            return self.order(node, names, left, right, node.op)
        if node.op == "**":
            raise Slip(node, "powers are not admitted in rules")
        return self.arithmetic(node, left, right)

    def arithmetic(self, node: feel.Binary, left: ir.Node, right: ir.Node) -> ir.Node:
        """`left op right` with its type."""
        type = arithmetic(node.op, left.type, right.type)
        kinds = (left.type.kind, right.type.kind)
        if "months" in kinds and "date" in kinds:
            date, months = (left, right) if left.type.kind == "date" else (right, left)
            if node.op == "-":
                months = ir.Op(months.type, "negate", (months,))
            return ir.Op(type, "add months", (date, months))
        name = "/ integer" if node.op == "/" and right.type.places == 0 else node.op
        return ir.Op(type, name, (left, right))

    def equality(self, node: feel.Node, left: ir.Node, right: ir.Node, op: str) -> ir.Node:
        """`left = right`; with null, whether the other is null."""
        for a, b in ((left, right), (right, left)):
            if b.type.kind == "null":
                test = ir.Op(BOOLEAN, "is null", (a,)) if a.type.kind != "null" else ir.Const(BOOLEAN, TRUE)
                return test if op == "=" else ir.Op(BOOLEAN, "not", (test,))
        self.comparable(node, left, right)
        return ir.Op(BOOLEAN, op, (left, right))

    def comparable(self, node: feel.Node, left: ir.Node, right: ir.Node) -> None:
        """Raises Slip where the two cannot be compared."""
        a, b = left.type, right.type
        texts = ("label", "text")
        if a.kind != b.kind and not (a.kind in texts and b.kind in texts):
            raise Slip(node, f"{describe(a)} and {describe(b)} cannot be compared")
        for x, y in ((left, right), (right, left)):
            stranger = (
                check_labels(x, y.type) if x.type.name == "literal" and y.type.name != "literal" else None
            )
            if stranger is not None:
                hint = near_miss(stranger, y.type.labels) or f"it can be {', '.join(y.type.labels)}"
                raise Slip(node, f'"{stranger}" is none of the values this can have', hint)
            bare = isinstance(x, ir.Const) and x.type.kind == "number" and not x.type.percent
            if bare and y.type.percent and x.value.lo > 1:  # type: ignore[attr-defined,union-attr]
                raise Slip(
                    node, "a percent is compared with a bare number", "write the number with `%`: 80 % is 0.8"
                )
        if a.kind == "number":
            same_unit(a, b, "compared")

    def order(self, node: feel.Binary, names: Names, left: ir.Node, right: ir.Node, op: str) -> ir.Node:
        """`left op right` in an order: numbers, dates, durations, grades of one scale."""
        self.comparable(node, left, right)
        self.guarded_value(node.left, names, left)
        self.guarded_value(node.right, names, right)
        return self.ordered(node, left, right, op)

    def ordered(self, node: feel.Node, left: ir.Node, right: ir.Node, op: str) -> ir.Node:
        """The comparison itself, grades by their places."""
        if left.type.kind in ("label", "text"):
            scale = next((t for t in (left.type, right.type) if t.ordered), None)
            if scale is None:
                raise Slip(node, "these values have no order", "declare a scale, lowest first, to order them")
            order = tuple(ir.Const(scale, label(name)) for name in scale.labels)
            left, right = (ir.Op(INTEGER, "place", (side, *order)) for side in (left, right))
        elif left.type.kind not in ("number", "date", "days", "months"):
            raise Slip(node, f"{describe(left.type)} has no order")
        return ir.Op(BOOLEAN, op, (left, right))

    def _unary(self, node: feel.Unary, names: Names) -> Meaning:
        operand = self.one(node.operand, names)
        if operand.type.kind not in ("number", "days", "months"):
            raise Slip(node, f"`-` does not take {describe(operand.type)}")
        if isinstance(operand, ir.Const):
            return ir.Const(operand.type, point(-operand.value.lo))  # type: ignore[union-attr,arg-type]
        return ir.Op(operand.type, "negate", (operand,))

    def _if(self, node: feel.If, names: Names) -> Meaning:
        condition = self.one(node.condition, names, "boolean")
        then = self.one(node.then, names.guard(true_guards(condition)))
        otherwise = self.one(node.otherwise, names.guard(false_guards(condition)))
        return ir.Op(
            branch_type(node, then, otherwise),
            "if",
            (condition, as_kind(then, otherwise), as_kind(otherwise, then)),
        )

    def _between(self, node: feel.Between, names: Names) -> Meaning:
        low = feel.Binary(">=", node.value, node.low, span=node.span)
        high = feel.Binary("<=", node.value, node.high, span=node.span)
        return self._binary(feel.Binary("and", low, high, span=node.span), names)

    def _in(self, node: feel.In, names: Names) -> Meaning:
        value = self.one(node.value, names)
        options: list[ir.Node] = []
        tests: list[ir.Node] = []
        for test in node.tests:
            self._test(node, value, test, names, options, tests)
        if options:
            for option in options:
                if option.type.kind != "null":
                    self.comparable(node, value, option)
            tests.insert(0, ir.Op(BOOLEAN, "in", (value, *options)))
        return tests[0] if len(tests) == 1 else ir.Op(BOOLEAN, "or", tuple(tests))

    def _test(
        self,
        node: feel.In,
        value: ir.Node,
        test: feel.Node,
        names: Names,
        options: list[ir.Node],
        tests: list[ir.Node],
    ) -> None:
        """One test of `in`: a settled value joins the options, a range or comparison stands alone."""
        if isinstance(test, feel.UnaryTest):
            right = self.one(test.operand, names)
            if test.op in ("=", "!="):
                tests.append(self.equality(test, value, right, test.op))
            else:
                self.comparable(test, value, right)
                self.guarded_value(node.value, names, value)
                tests.append(self.ordered(test, value, right, test.op))
            return
        found = self.visit(test, names)
        if isinstance(found, Items):
            options += [self._option(test, item) for item in found.items]
        elif isinstance(found, Span):
            self.guarded_value(node.value, names, value)
            tests.append(self.inside(test, value, found))
        elif isinstance(found, ir.Const):
            options.append(found)
        elif isinstance(found, ir.Node):
            tests.append(self.equality(test, value, found, "="))
        else:
            raise Slip(test, f"`in` does not take {_sort(found)}")

    def _option(self, node: feel.Node, item: Meaning) -> ir.Node:
        if not isinstance(item, ir.Const):
            raise Slip(
                node, "a list after `in` holds literal values only", "compare with `=` and `or` instead"
            )
        return item

    def inside(self, node: feel.Node, value: ir.Node, span: Span) -> ir.Node:
        """Whether a value lies in a range."""
        parts = []
        for end, op in (
            (span.low, ">=" if span.low_closed else ">"),
            (span.high, "<=" if span.high_closed else "<"),
        ):
            if end is not None:
                self.comparable(node, value, end)
                parts.append(self.ordered(node, value, end, op))
        return ir.Op(BOOLEAN, "and", tuple(parts))

    def _range(self, node: feel.Range, names: Names) -> Meaning:
        low = None if node.low is None else self.one(node.low, names)
        high = None if node.high is None else self.one(node.high, names)
        return Span(low, high, node.low_closed, node.high_closed)

    def _listof(self, node: feel.ListOf, names: Names) -> Meaning:
        return Items(tuple(self.visit(item, names) for item in node.items))

    def _for(self, node: feel.For, names: Names) -> Meaning:
        return self._iterated(list(node.iterators), names, lambda inner: self.visit(node.body, inner), node)

    def _quantified(self, node: feel.Quantified, names: Names) -> Meaning:
        found = self._iterated(
            list(node.iterators), names, lambda inner: self.one(node.body, inner, "boolean"), node
        )
        return aggregate(node.kind, found, node)

    def _iterated(
        self, steps: list[feel.Iterator], names: Names, body: Callable[[Names], Meaning], node: feel.Node
    ) -> Meaning:
        if not steps:
            return body(names)
        step, rest = steps[0], steps[1:]
        if step.name in SPECIALS or step.name == "item":
            raise Slip(step, f"`{step.name}` has a meaning of its own here", "choose another name")
        source = self.visit(step.source, names) if step.stop is None else None
        if isinstance(source, FindingsOf):
            source = self.findings()
        if isinstance(source, Items):
            return Items(
                tuple(self._iterated(rest, names.bind(step.name, i), body, node) for i in source.items)
            )
        if not isinstance(source, Many):
            raise Slip(step, "this is no list of records")
        return over(source, lambda m: self._iterated(rest, names.bind(step.name, m), body, node))

    def _call(self, node: feel.Call, names: Names) -> Meaning:
        if not isinstance(node.function, feel.Name):
            raise Slip(node, "only a named function can be called")
        name = node.function.name
        function = FUNCTIONS.get(name)
        if function is None:
            hint = near_miss(name, FUNCTIONS) or "see docs/language.md for what rules may use"
            raise Slip(node, f"`{name}` is not admitted in rules", hint)
        if node.named:
            raise Slip(node, "arguments go by position in rules")
        low, high = function.arity
        if not low <= len(node.args) <= high:
            raise Slip(node, f"`{function.signature}` is not called with {len(node.args)} values")
        return function.build(self, node, names)


def over(source: Many, body: Callable[[Meaning], Meaning]) -> Many:
    """The list with another body for each of its innermost records."""
    inner = over(source.body, body) if isinstance(source.body, Many) else body(source.body)
    return Many(source.source, source.var, inner)


def aggregate(name: str, found: Meaning, node: feel.Node) -> ir.Node:
    """One value from a list: inner lists first, written-out lists by their items."""
    kinds = {"every": "boolean", "some": "boolean"}
    if isinstance(found, Items):
        parts = tuple(aggregate(name, i, node) if isinstance(i, Items | Many) else i for i in found.items)
        return _of_items(name, [p for p in parts if isinstance(p, ir.Node)], node)
    if not isinstance(found, Many):
        raise Slip(node, f"`{name}` takes a list, and this is {_sort(found)}")
    if isinstance(found.body, Many):
        inner = aggregate(name, found.body, node)
        outer = {"count": "total"}.get(name, name)
        if outer not in ("total", "every", "some"):
            raise Slip(
                node,
                f"`{name}` over a list of lists is not admitted",
                "take it for each record, or use `total`",
            )
        return ir.Agg(inner.type, outer, found.source, found.var, inner)
    if name == "count":
        return ir.Agg(Type("number", places=0), "count", found.source, found.var, None)
    body = found.body
    wanted = kinds.get(name, "number")
    if not isinstance(body, ir.Node) or (
        body.type.kind != wanted and not (name in ("min", "max") and body.type.kind == "date")
    ):
        sort = describe(body.type) if isinstance(body, ir.Node) else _sort(body)
        raise Slip(
            node,
            f"`{name}` takes a list of {'conditions' if wanted == 'boolean' else 'numbers'}, not of {sort}",
        )
    if name == "total" and body.type.nullable:
        raise Slip(node, "some of these may be null, and null has no sum", "filter them first: `[x != null]`")
    places = body.type.places if name != "mean" else None
    type = (
        BOOLEAN
        if wanted == "boolean"
        else Type(body.type.kind, unit=body.type.unit, places=places, percent=body.type.percent)
    )
    return ir.Agg(type, name, found.source, found.var, body)


def _of_items(name: str, parts: list[ir.Node], node: feel.Node) -> ir.Node:
    if name in ("every", "some"):
        return (
            ir.Op(BOOLEAN, "and" if name == "every" else "or", tuple(parts))
            if parts
            else ir.Const(BOOLEAN, truth(name == "every"))
        )
    if name == "count":
        return ir.Const(Type("number", places=0), point(len(parts)))
    if not parts:
        raise Slip(node, f"`{name}` of an empty list")
    if name in ("min", "max"):
        return ir.Op(parts[0].type, "least" if name == "min" else "greatest", tuple(parts))
    if name != "total":
        raise Slip(node, f"`{name}` of a list written out is not admitted")
    result = parts[0]
    for part in parts[1:]:
        result = ir.Op(arithmetic("+", result.type, part.type), "+", (result, part))
    return result


def branch_type(node: feel.Node, a: ir.Node, b: ir.Node) -> Type:
    """The common type of two branches."""
    if "null" in (a.type.kind, b.type.kind):
        kept = b.type if a.type.kind == "null" else a.type
        return Type(**{**_fields(kept), "nullable": True})
    if a.type.kind != b.type.kind:
        raise Slip(node, f"the branches are {describe(a.type)} and {describe(b.type)}")
    merged = _fields(a.type)
    if a.type.kind == "number":
        merged["unit"] = same_unit(a.type, b.type, "branches of one `if`")
        merged["places"] = 0 if a.type.places == 0 and b.type.places == 0 else None
    merged.update(low=None, high=None, nullable=a.type.nullable or b.type.nullable)
    if a.type.kind == "label" and a.type.labels != b.type.labels:
        merged.update(
            labels=(*a.type.labels, *(x for x in b.type.labels if x not in a.type.labels)), ordered=False
        )
    return Type(**merged)


def _fields(type: Type) -> dict[str, object]:
    return {
        name: getattr(type, name) for name in type.__attrs_attrs__ and [a.name for a in type.__attrs_attrs__]
    }


def as_kind(a: ir.Node, other: ir.Node) -> ir.Node:
    """A null literal as a null of the other branch's kind."""
    if a.type.kind != "null":
        return a
    from policy_rules.domain import NULL_LABEL, NULL_TRUTH

    nulls = {"boolean": NULL_TRUTH, "label": NULL_LABEL, "text": NULL_LABEL}
    return ir.Const(Type(**{**_fields(other.type), "nullable": True}), nulls.get(other.type.kind, NULL_NUM))


def _retyped(node: ir.Node, type: Type) -> ir.Node:
    from attrs import evolve

    return node if node.type == type else evolve(node, type=type)


def _typed_as(meaning: Meaning, type: Type) -> Meaning:
    return (
        _retyped(meaning, type)
        if isinstance(meaning, ir.Node) and meaning.type.kind == type.kind
        else meaning
    )


def _sort(meaning: Meaning) -> str:
    match meaning:
        case ir.Node():
            return describe(meaning.type)
        case RecordOf():
            return f"a record of {meaning.entity.name}"
        case UnitOf():
            return "a unit"
        case Span():
            return "a range"
        case Parameters():
            return "the parameters"
        case _:
            return "a list"


def dated(node: feel.Node, text: str) -> ir.Const:
    """The constant of a date or duration literal."""
    try:
        return ir.Const(DATE, point(datetime.date.fromisoformat(text).toordinal()))
    except ValueError:
        pass
    match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", text)
    if match and any(match.groups()[1:]):
        sign = -1 if match[1] else 1
        years, months, days = (int(g or 0) for g in match.groups()[1:])
        if match[4] is None:
            return ir.Const(Type("months"), point(sign * (12 * years + months)))
        if match[2] is None and match[3] is None:
            return ir.Const(Type("days"), point(sign * days))
    raise Slip(
        node,
        f'`@"{text}"` is no date or number of whole days or months',
        'write `@"2024-12-31"` or `@"P30D"`',
    )
