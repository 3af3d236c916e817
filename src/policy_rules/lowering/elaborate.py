"""From a FEEL tree to the typed core: names are resolved, types checked, derived forms lowered.

One elaborator serves one rule. A fault stops the expression it stands in, with the place of the
words concerned; the other expressions of the rule are still looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.core import nodes as core
from policy_rules.core.meanings import (
    FindingsOf,
    Items,
    Many,
    Meaning,
    Names,
    RecordOf,
    Slip,
    Span,
    UnitOf,
    sort_of,
)
from policy_rules.core.types import Mismatch, as_kind, branch_type, describe, false_guards, true_guards
from policy_rules.errors import ExpressionError, near_miss
from policy_rules.feel import nodes as feel
from policy_rules.feel.parse import fault_at
from policy_rules.lowering.comparisons import (
    combined,
    comparable,
    dated,
    equality,
    inside,
    not_nullable,
    order,
    ordered,
)
from policy_rules.lowering.functions import FUNCTIONS
from policy_rules.lowering.lists import aggregate, over
from policy_rules.lowering.resolve import SPECIALS, Resolver
from policy_rules.values.intervals import whole
from policy_rules.values.known import NULL_NUM, label, point, truth
from policy_rules.vocabulary import BOOLEAN, Expression, Type


class Elaborator(Resolver):
    """Elaborates the expressions of one rule (or of a sheet) against a vocabulary."""

    # -- entrances ---------------------------------------------------------------------------------

    def value(self, expression: Expression, names: Names, wanted: Type | None = None) -> core.Node | None:
        """The expression as one value of the wanted type, or None with its fault noted."""
        found = self.meaning(expression, names)
        if found is None:
            return None
        if not isinstance(found, core.Node):
            self._refuse(expression, f"this is {sort_of(found)}, where one value is needed")
            return None
        if wanted and wanted.kind != found.type.kind and found.type.kind != "null":
            self._refuse(expression, f"this is {describe(found.type)}, where {describe(wanted)} is needed")
            return None
        return found

    def meaning(self, expression: Expression, names: Names) -> Meaning | None:
        """What the expression means, or None with its fault noted."""
        try:
            return self.visit(self.trees.parse(expression.text, place=expression.place), names)
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

    def one(self, node: feel.Node, names: Names, kind: str = "") -> core.Node:
        """One value, of a kind where one is named."""
        found = self.visit(node, names)
        if not isinstance(found, core.Node):
            raise Slip(node, f"this is {sort_of(found)}, where one value is needed")
        if kind and found.type.kind != kind:
            raise Slip(node, f"this is {describe(found.type)}, where {describe(Type(kind))} is needed")
        return found

    def _literal(self, node: feel.Literal, names: Names) -> core.Node:
        value = node.value
        if value is None:
            return core.Const(Type("null", nullable=True), NULL_NUM)
        if isinstance(value, bool):
            return core.Const(BOOLEAN, truth(value))
        if isinstance(value, str):
            return core.Const(Type("label", labels=(value,), name="literal"), label(value))
        places = 0 if value.denominator == 1 else None
        return core.Const(Type("number", places=places), point(whole(value)))  # type: ignore[arg-type]

    def _percent(self, node: feel.Percent, names: Names) -> core.Node:
        return core.Const(Type("number", percent=True), point(whole(node.value / 100)))  # type: ignore[arg-type]

    def _at(self, node: feel.At, names: Names) -> core.Node:
        return dated(node, node.text)

    def _filter(self, node: feel.Filter, names: Names) -> Meaning:
        source = self.visit(node.source, names)
        if isinstance(source, FindingsOf):
            source = self.findings()
        return self.filtered(node, source, node.condition, names)

    def filtered(self, node: feel.Node, source: Meaning, condition: feel.Node, names: Names) -> Meaning:
        """The records of a list for which the condition holds."""
        if not isinstance(source, Many):
            raise Slip(node, f"only a list can be filtered, and this is {sort_of(source)}")
        if isinstance(source.body, Many):
            return Many(source.source, source.var, self.filtered(node, source.body, condition, names))
        if not isinstance(source.body, RecordOf | UnitOf):
            raise Slip(node, "filter the records before taking their attribute")
        test = self.one(condition, names.inside(source.body), "boolean")
        self.guarded |= true_guards(test)
        return Many(core.Filter(core.LIST, source.source, source.var, test), source.var, source.body)

    def _binary(self, node: feel.Binary, names: Names) -> Meaning:
        if node.op in ("and", "or"):
            left = self.one(node.left, names, "boolean")
            guards = true_guards(left) if node.op == "and" else false_guards(left)
            right = self.one(node.right, names.guard(guards), "boolean")
            parts = [
                p
                for x in (left, right)
                for p in (x.args if isinstance(x, core.Op) and x.name == node.op else (x,))
            ]
            return core.Op(BOOLEAN, node.op, tuple(parts))
        left, right = self.one(node.left, names), self.one(node.right, names)
        if node.op in ("=", "!="):
            return equality(node, left, right, node.op)
        if node.op in ("<", "<=", ">", ">="):
            return order(node, left, right, node.op)
        if node.op == "**":
            raise Slip(node, "powers are not admitted in rules")
        return combined(node, left, right)

    def _unary(self, node: feel.Unary, names: Names) -> Meaning:
        operand = self.one(node.operand, names)
        if operand.type.kind not in ("number", "days", "months"):
            raise Slip(node, f"`-` does not take {describe(operand.type)}")
        if isinstance(operand, core.Const):
            return core.Const(operand.type, point(-operand.value.lo))  # type: ignore[union-attr,arg-type]
        return core.Op(operand.type, "negate", (operand,))

    def _if(self, node: feel.If, names: Names) -> Meaning:
        condition = self.one(node.condition, names, "boolean")
        then = self.one(node.then, names.guard(true_guards(condition)))
        otherwise = self.one(node.otherwise, names.guard(false_guards(condition)))
        return core.Op(
            branch_type(then, otherwise),
            "if",
            (condition, as_kind(then, otherwise), as_kind(otherwise, then)),
        )

    def _between(self, node: feel.Between, names: Names) -> Meaning:
        low = feel.Binary(">=", node.value, node.low, span=node.span)
        high = feel.Binary("<=", node.value, node.high, span=node.span)
        return self._binary(feel.Binary("and", low, high, span=node.span), names)

    def _in(self, node: feel.In, names: Names) -> Meaning:
        value = self.one(node.value, names)
        options: list[core.Node] = []
        tests: list[core.Node] = []
        for test in node.tests:
            self._test(node, value, test, names, options, tests)
        if options:
            for option in options:
                if option.type.kind != "null":
                    comparable(node, value, option)
            kinds = [as_kind(option, value) for option in options]
            tests.insert(0, core.Op(BOOLEAN, "in", (value, *kinds)))
        return tests[0] if len(tests) == 1 else core.Op(BOOLEAN, "or", tuple(tests))

    def _test(
        self,
        node: feel.In,
        value: core.Node,
        test: feel.Node,
        names: Names,
        options: list[core.Node],
        tests: list[core.Node],
    ) -> None:
        """One test of `in`: a settled value joins the options, a range or comparison stands alone."""
        if isinstance(test, feel.UnaryTest):
            right = self.one(test.operand, names)
            if test.op in ("=", "!="):
                tests.append(equality(test, value, right, test.op))
            else:
                comparable(test, value, right)
                not_nullable(node.value, value)
                tests.append(ordered(test, value, right, test.op))
            return
        found = self.visit(test, names)
        if isinstance(found, Items):
            options += [self._option(test, item) for item in found.items]
        elif isinstance(found, Span):
            not_nullable(node.value, value)
            tests.append(inside(test, value, found))
        elif isinstance(found, core.Const):
            options.append(found)
        elif isinstance(found, core.Node):
            tests.append(equality(test, value, found, "="))
        else:
            raise Slip(test, f"`in` does not take {sort_of(found)}")

    def _option(self, node: feel.Node, item: Meaning) -> core.Node:
        if not isinstance(item, core.Const):
            raise Slip(
                node, "a list after `in` holds literal values only", "compare with `=` and `or` instead"
            )
        return item

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
