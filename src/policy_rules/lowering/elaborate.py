"""From a FEEL tree to the typed core: names are resolved, types checked, derived forms lowered.

One elaborator serves one rule. A fault stops the expression it stands in, with the place of the
words concerned; the other expressions of the rule are still looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from policy_rules.core import nodes as core
from policy_rules.core.guards import TRUE, not_null_where
from policy_rules.core.meanings import (
    CellsOf,
    Extent,
    FindingsOf,
    Items,
    Many,
    Meaning,
    Misuse,
    Names,
    RecordOf,
    UnitOf,
    sort_of,
)
from policy_rules.core.types import DAY_WRITTEN, Mismatch, as_kind, describe, true_guards
from policy_rules.errors import ExpressionError, near_miss
from policy_rules.feel import nodes as feel
from policy_rules.feel.parse import fault_at
from policy_rules.lowering.resolve import SPECIALS, Resolver
from policy_rules.lowering.versions import by_the_day_of
from policy_rules.operators.lists import over
from policy_rules.operators.model import Operator
from policy_rules.operators.table import FUNCTIONS, WRITTEN, written
from policy_rules.values.intervals import whole
from policy_rules.values.known import ANY_NUM, NULL_NUM, label, point, truth
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
            told = f"this is {describe(found.type)}, where {describe(wanted)} is needed"
            self._refuse(expression, told, _day_hint(found.type, wanted))
            return None
        return found

    def meaning(self, expression: Expression, names: Names) -> Meaning | None:
        """What the expression means, or None with its fault noted."""
        try:
            return self.visit(self.trees.parse(expression.text, place=expression.place), names)
        except ExpressionError as error:
            self.faults += error.faults
        except Misuse as slip:
            self.faults.append(
                fault_at(expression.text, slip.node.span, slip.what, slip.hint, expression.place)
            )
        return None

    def _refuse(self, expression: Expression, what: str, hint: str = "") -> None:
        whole_text = (0, len(expression.text.split("\n")[0]))
        self.faults.append(fault_at(expression.text, whole_text, what, hint, expression.place))

    stepping = False
    """Whether what `for each` goes through is read: what is asked of its records is of their day."""

    # -- the tree ----------------------------------------------------------------------------------

    def visit(self, node: feel.Node, names: Names) -> Meaning:
        """What the node means; raises Slip."""
        operator = written(node)
        own: Callable[..., Meaning] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        visitor = partial(operator.build, self) if operator and operator.build else own
        if visitor is None:
            raise Misuse(
                node, "this form is not admitted in rules", "see docs/language.md for what rules may use"
            )
        try:
            return self.guarded_type(visitor(node, names), names)
        except Mismatch as mismatch:
            raise Misuse(node, mismatch.what, mismatch.hint) from None

    def one(self, node: feel.Node, names: Names, kind: str = "") -> core.Node:
        """One value, of a kind where one is named."""
        found = self.visit(node, names)
        if not isinstance(found, core.Node):
            raise Misuse(node, f"this is {sort_of(found)}, where one value is needed")
        if kind and found.type.kind != kind:
            told = f"this is {describe(found.type)}, where {describe(Type(kind))} is needed"
            raise Misuse(node, told, _day_hint(found.type, Type(kind)))
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

    def filter(self, node: feel.Filter, names: Names) -> Meaning:
        """`list[condition]`."""
        source = self.visit(node.source, names)
        if isinstance(source, CellsOf):
            if source.cells.is_set:
                raise Misuse(node, "a set has no cells", f"say `x in parameters.{source.cells.name}`")
            return self.cell(node.condition, source.cells, self.one(node.condition, names))
        if isinstance(source, FindingsOf):
            source = self.findings()
        return self.filtered(node, source, node.condition, names)

    def filtered(self, node: feel.Node, source: Meaning, condition: feel.Node, names: Names) -> Meaning:
        """The records of a list for which the condition holds."""
        if not isinstance(source, Many):
            raise Misuse(node, f"only a list can be filtered, and this is {sort_of(source)}")
        if isinstance(source.body, Many):
            return Many(source.source, source.var, self.filtered(node, source.body, condition, names))
        if not isinstance(source.body, RecordOf | UnitOf):
            raise Misuse(node, "filter the records before taking their attribute")
        with by_the_day_of(self, source.body if self.stepping else None):
            stepping, self.stepping = self.stepping, False
            test = self.one(condition, names.inside(source.body), "boolean")
            self.stepping = stepping
        self.guarded |= true_guards(test)
        self.narrowed |= {key for key in not_null_where(test, TRUE) if key[0] == source.var}
        return Many(core.Filter(core.LIST, source.source, source.var, test), source.var, source.body)

    def _range(self, node: feel.Range, names: Names) -> Meaning:
        low = None if node.low is None else self.one(node.low, names)
        high = None if node.high is None else self.one(node.high, names)
        return Extent(low, high, node.low_closed, node.high_closed)

    def _listof(self, node: feel.ListOf, names: Names) -> Meaning:
        return Items(tuple(self.visit(item, names) for item in node.items))

    def iterated(
        self, steps: tuple[feel.Iterator, ...], names: Names, body: Callable[[Names], Meaning]
    ) -> Meaning:
        """A body for every combination of the records that the steps run through."""
        if not steps:
            return body(names)
        step, rest = steps[0], steps[1:]
        if step.name in SPECIALS or step.name == "item":
            raise Misuse(step, f"`{step.name}` has a meaning of its own here", "choose another name")
        source = self.visit(step.source, names) if step.stop is None else None
        if isinstance(source, FindingsOf):
            source = self.findings()
        if isinstance(source, Items):
            return Items(tuple(self.iterated(rest, names.bind(step.name, i), body) for i in source.items))
        if not isinstance(source, Many):
            raise Misuse(step, "this is no list of records")
        return over(source, lambda m: self.iterated(rest, names.bind(step.name, m), body))

    # -- operators ---------------------------------------------------------------------------------

    def _binary(self, node: feel.Binary, names: Names) -> Meaning:
        raise Misuse(node, "powers are not admitted in rules")  # the one that is no operator of rules

    def _call(self, node: feel.Call, names: Names) -> Meaning:
        if not isinstance(node.function, feel.Name):
            raise Misuse(node, "only a named function can be called")
        name = node.function.name
        operator = WRITTEN.get(name)
        if operator is None or operator.form != "function":
            hint = near_miss(name, FUNCTIONS) or "see docs/language.md for what rules may use"
            raise Misuse(node, f"`{name}` is not admitted in rules", hint)
        if node.named:
            raise Misuse(node, "arguments go by position in rules")
        low, high = operator.arity
        if not low <= len(node.args) <= high:
            raise Misuse(node, f"`{operator.signature}` is not called with {len(node.args)} values")
        return operator.build(self, node, names) if operator.build else self._derived(operator, node, names)

    def _derived(self, operator: Operator, node: feel.Call, names: Names) -> core.Node:
        """A call of a derived operator: what its text says, its arguments being of the kinds it takes."""
        kinds, bound = operator.takes, dict[str, core.Node]()
        for name, kind, argument in zip(operator.overloads[0], kinds, node.args, strict=True):
            found = self.one(argument, names)
            if found.type.kind not in (kind, "null"):
                taken = f"two {kind}s" if kinds == (kind, kind) else f"for `{name}` {describe(Type(kind))}"
                told = f"`{operator.feel}` takes {taken}, and this is {describe(found.type)}"
                raise Misuse(argument, told, _day_hint(found.type, Type(kind)))
            bound[name] = as_kind(found, core.Const(Type(kind), ANY_NUM))
        return self.stands_for(operator.means, bound, node)

    def stands_for(self, text: str, bound: Mapping[str, core.Node], at: feel.Node) -> core.Node:
        """What a derived operator stands for: its text, with the arguments under their names."""
        self.standing = True
        try:
            return self.one(self.trees.parse(text), Names(bound))
        except Misuse as slip:
            raise Misuse(at, slip.what, slip.hint) from None
        finally:
            self.standing = False


def _day_hint(found: Type, wanted: Type) -> str:
    return DAY_WRITTEN if (found.kind, wanted.kind, found.unit) == ("number", "date", None) else ""
