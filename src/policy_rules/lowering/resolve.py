"""What names mean in a rule: facts of the unit, attributes of records, parameters, defined names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.guards import fact_of, narrowed
from policy_rules.core.meanings import (
    IN_FORCE_ON,
    CellsOf,
    Extent,
    FindingsOf,
    Many,
    Meaning,
    Misuse,
    Names,
    Parameters,
    RecordOf,
    UnitOf,
    sort_of,
)
from policy_rules.core.types import Key, declared_as, describe, key_of, not_null, retyped, same_unit
from policy_rules.errors import ExpressionError, Fault, near_miss
from policy_rules.feel import nodes as feel
from policy_rules.feel.parse import Trees, fault_at
from policy_rules.lowering.finding_entity import FINDING_ENTITY
from policy_rules.lowering.told_names import circle_of_definitions, meant
from policy_rules.lowering.versions import by_the_day_of
from policy_rules.operators.days import DATE_PROPERTIES
from policy_rules.operators.periods import Span, year_ends
from policy_rules.ruleset.declared_gone import gone_parameter
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.parameters import PASS_MARK
from policy_rules.values.known import FALSE
from policy_rules.values.known import label as text
from policy_rules.vocabulary import (
    BOOLEAN,
    INTEGER,
    Attribute,
    Cells,
    Expression,
    Measure,
    Type,
    Vocabulary,
)

SPECIALS = ("as_of", "year", "day", "period", "due", "grading", "parameters", "unit", "findings", IN_FORCE_ON)


@frozen
class Definition:
    """A name that a rule defines; `rule` is set where an exception to the rule may replace it."""

    expression: Expression
    rule: str = ""


def defined_names(model: RulesetModel) -> dict[str, Definition]:
    """The names that rules define; a number of a rule that softens its words may be replaced."""
    return {
        name: Definition(expression, rule.id if rule.force else "")
        for rule in model.rules.values()
        for name, expression in rule.defines.items()
    }


def _given(bound: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """What a definition may speak of beside facts: no variable of the words that it stands in."""
    return {name: meaning for name, meaning in bound.items() if name in SPECIALS}


class Resolver:
    """Resolves the names of one rule (or of a sheet) against a vocabulary."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        rule: str = "",
        defines: Mapping[str, Definition] | None = None,
        rules: Collection[str] = (),
        findings: tuple[str, ...] = (),
        steps: Mapping[str, core.Node] | None = None,
        numbers: Mapping[str, core.Node] | None = None,
        trees: Trees | None = None,
    ) -> None:
        self.trees = trees or Trees()
        self.vocabulary, self.rule, self.defines = vocabulary, rule, defines or {}
        self.rules, self.all_findings, self.steps = rules, findings, {} if steps is None else steps
        self.numbers = {} if numbers is None else numbers
        """What a sheet reads for numbers that rules define; no definition reads another step of it."""
        self.faults: list[Fault] = []
        self.after: set[str] = set()
        self.guarded: set[Key] = set()
        self.narrowed: set[Key] = set()
        """What the filters of lists leave no record without."""
        self.standing = False
        self.variables = 0
        self.mark = PASS_MARK
        self._open: list[str] = []

    def variable(self) -> str:
        """A name that no other variable of the rule has; they sort in the order they are bound."""
        self.variables += 1
        return f"v{self.variables:03}"

    def visit(self, node: feel.Node, names: Names) -> Meaning:
        """What the node means; raises Slip."""
        raise NotImplementedError

    def findings(self) -> Many:
        """The findings of all other rules of the unit, as a list."""
        v = self.variable()
        self.after |= set(self.all_findings)
        return Many(core.Findings(core.LIST, tuple(self.all_findings)), v, RecordOf(FINDING_ENTITY, v))

    def _name(self, node: feel.Name, names: Names) -> Meaning:
        name = node.name
        if self.standing:
            return names.bound[name]
        if name == "item" and names.item is not None:
            return names.item
        found: list[tuple[str, Callable[[], Meaning]]] = []
        if name in names.bound:
            meaning = names.bound[name]
            found.append(("a name of this rule", lambda: meaning))
        if isinstance(names.item, RecordOf):
            inner = self._member(names.item, name)
            if inner:
                found.append((f"an attribute of {names.item.entity.name}", inner))
        elif isinstance(names.item, UnitOf):
            var = names.item.var
            if self._of_unit(name, var, names) is not None:
                found.append(("a fact of that unit", lambda: self._of_unit(name, var, names)))  # type: ignore[arg-type,return-value]
        if not isinstance(names.item, UnitOf) or name == "parameters":
            outer = self._outer(name, names)
            if outer:
                found.append(outer)
        if len(found) > 1:
            raise Misuse(node, f"`{name}` could be {found[0][0]} or {found[1][0]}", "rename one of the two")
        if not found:
            if name in SPECIALS:
                raise Misuse(node, f"the rule gives no `{name}`", f"add the key `{name}` to the rule")
            raise Misuse(node, f"no name `{name}` here", meant(name, self._known(names), self.vocabulary))
        return found[0][1]()

    def guarded_type(self, meaning: Meaning, names: Names) -> Meaning:
        """The value as the guards in force leave it: without null, or at least not null by its type."""
        if isinstance(meaning, core.Node) and meaning.type.nullable:
            held = names.narrowed | self.narrowed
            if held and fact_of(meaning) in held:
                return narrowed(meaning)
            key = key_of(meaning)
            if key and (key in names.guarded or key in self.guarded):
                return retyped(meaning, not_null(meaning.type))
        return meaning

    def may_be_null(self, node: core.Node) -> bool:
        """Whether the value may be null, whatever guards say: a guard need not hold where it is undecided."""
        match node:
            case core.Field():
                return node.attribute.type.nullable
            case core.Read():
                attribute = self.vocabulary.attribute(node.path)
                return attribute is None or attribute.type.nullable
            case core.Reported():
                return self.vocabulary.measures[node.measure].type.nullable
            case _:
                return node.type.nullable

    def _known(self, names: Names) -> list[str]:
        own = list(names.item.entity.attributes) if isinstance(names.item, RecordOf) else []
        v = self.vocabulary
        known = (names.bound, own, v.entities, v.measures, v.periods, self.defines, self.steps)
        return [*chain.from_iterable(known), "parameters", "unit", "findings"]

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
            return Many(core.Records(core.LIST, name, var), v, RecordOf(entity, v))
        measure = self.vocabulary.measures.get(name)
        return self.measure(measure, names, var) if measure else None

    def _defined(self, name: str, names: Names) -> Meaning:
        definition = self.defines[name]
        inner = Names(_given(names.bound), unit=names.unit)
        found = self._inlined(f"defined name {name}", definition.expression, inner)
        if not definition.rule or not isinstance(found, core.Node) or found.type.kind != "number":
            return found
        as_of = self.given["as_of"]  # approvals of a year's numbers come after the year's end
        assert isinstance(as_of, core.Node)
        return core.Replaced(found.type, definition.rule, as_of, found)

    def _inlined(self, what: str, expression: Expression, names: Names) -> Meaning:
        """A named expression in place of its name."""
        if what in self._open:
            raise ExpressionError(circle_of_definitions([*self._open, what], expression))
        self._open.append(what)
        steps, self.steps = self.steps, self.numbers
        try:
            tree = self.trees.parse(expression.text, place=expression.place)
            try:
                return self.visit(tree, names)
            except Misuse as slip:
                fault = fault_at(expression.text, slip.node.span, slip.what, slip.hint, expression.place)
                raise ExpressionError(fault) from None
        finally:
            self.steps = steps
            self._open.pop()

    def measure(self, measure: Measure, names: Names, unit: str = "") -> core.Node:
        """A measure: its expression, its published figure, or what both allow."""
        day = names.bound["day"]
        year = names.bound.get("year")
        if measure.yearly and isinstance(year, core.Node):
            day = year_ends(self.vocabulary.year, year)[1]
        assert isinstance(day, core.Node)
        report = core.Reported(measure.type, measure.name, day, unit)
        if measure.derived is None:
            return report
        inner = Names(_given(names.bound), unit=unit)
        found = self._inlined(f"measure {measure.name}", measure.derived, inner)
        if not isinstance(found, core.Node) or found.type.kind != measure.type.kind:
            declared = describe(measure.type)
            what = (
                f"measure `{measure.name}` is declared as {declared}, and its expression is {sort_of(found)}"
            )
            raise ExpressionError(Fault(what, measure.derived.place))
        if found.type.kind == "number":
            same_unit(found.type, measure.type, "the unit of the measure and of its expression at once")
        computed = declared_as(found, measure.type)
        tells = measure.reported and not self._is_of_another_period(measure.derived, names)
        return core.Op(computed.type, "both", (computed, report)) if tells else computed

    def _is_of_another_period(self, derived: Expression, names: Names) -> bool:
        """Whether a figure published for a year is not about the period of which the measure speaks."""
        period = names.bound.get("period")
        if not isinstance(period, Span) or period.is_year:
            return False
        return "period" in feel.names_of(self.trees.parse(derived.text, place=derived.place))

    def _member(self, record: RecordOf, name: str) -> Callable[[], Meaning] | None:
        """An attribute of a record, derived or stored, or one of its inner lists."""
        attribute = record.entity.attributes.get(name)
        if attribute is None:
            inner = self.vocabulary.entities.get(name)
            if inner is None or record.entity.name not in inner.of or not record.var:
                return None
            v = self.variable()
            return lambda: Many(core.Records(core.LIST, name, record.var), v, RecordOf(inner, v))
        return lambda: self._attribute(record, attribute)

    def _attribute(self, record: RecordOf, attribute: Attribute) -> Meaning:
        if attribute.derived is not None:
            what = f"attribute {record.entity.name}.{attribute.name}"
            with by_the_day_of(self, record):
                found = self._inlined(what, attribute.derived, Names(self.given, item=record))
            same = isinstance(found, core.Node) and found.type.kind == attribute.type.kind
            return declared_as(found, attribute.type) if same else found  # type: ignore[arg-type]
        if record.var:
            return core.Field(attribute.type, record.var, attribute)
        day = self.given["day"]
        assert isinstance(day, core.Node)
        return core.Read(attribute.type, f"{record.entity.name}.{attribute.name}", day, record.unit)

    given: Mapping[str, Meaning] = {}
    """What derived attributes may speak of beside their record: the names that the rule gives."""

    def give(self, bound: Mapping[str, Meaning]) -> None:
        """Set the names that the rule gives (`day`, `period`, …)."""
        self.given = _given(bound)

    def path(self, node: feel.Path, names: Names) -> Meaning:
        """`source.name`."""
        source = self.visit(node.source, names)
        return self._step(node, source, node.name, names)

    def _step(self, node: feel.Node, source: Meaning, name: str, names: Names) -> Meaning:
        """`source.name`."""
        match source:
            case Parameters():
                return self._parameter(node, name)
            case RecordOf():
                found = self._member(source, name)
                if found is None:
                    hint = near_miss(name, source.entity.attributes)
                    raise Misuse(node, f"{source.entity.name} has no attribute `{name}`", hint)
                return found()
            case UnitOf():
                unit = self.vocabulary.entities.get("unit")
                if unit and name in unit.attributes:
                    return self._attribute(RecordOf(unit, unit=source.var), unit.attributes[name])
                other = self._of_unit(name, source.var, names)
                if other is None:
                    known = [*(unit.attributes if unit else ()), *self.vocabulary.entities]
                    raise Misuse(node, f"a unit has no fact `{name}`", near_miss(name, known))
                return other
            case Many():
                inner = self.guarded_type(self._step(node, source.body, name, names), names)
                if isinstance(inner, Many):
                    hint = f"say `for x in …, y in x.{name} return …`, or take it for each record"
                    raise Misuse(node, "this is a list of lists", hint)
                return Many(source.source, source.var, inner)
            case Extent() if name in ("start", "end"):
                end = source.low if name == "start" else source.high
                if end is None:
                    raise Misuse(node, f"this range has no {name}")
                return end
            case Extent() if name == "year":
                if isinstance(source, Span) and source.year is not None:
                    return source.year
                raise Misuse(
                    node, "no year names this range", "write `period.end.year`, or another day's year"
                )
            case core.Node() if source.type.kind == "date" and name in DATE_PROPERTIES:
                return core.Op(INTEGER, name, (source,))
            case core.Node() if source.type.kind == "days" and name == "days":
                return retyped(
                    source, Type("number", unit=(("day", 1),), places=0, nullable=source.type.nullable)
                )
        raise Misuse(node, f"`.{name}` does not go with {sort_of(source)}")

    def cell(self, node: feel.Node, cells: Cells, key: core.Node) -> core.Node:
        """What a set or a table says of a label, which need not be settled."""
        if key.type.kind != "label" or not key.type.labels:
            raise Misuse(node, f"`parameters.{cells.name}` goes by labels, and this is {describe(key.type)}")
        if key.type.nullable:
            raise Misuse(node, "this may be null, which is no label", "guard it: `x != null and …`")
        stranger = next((label for label in key.type.labels if label not in cells.labels), None)
        if stranger is not None and not (cells.is_set and key.type.name != "literal"):
            hint = near_miss(stranger, cells.labels) or "labels: " + ", ".join(cells.labels)
            raise Misuse(node, f'`parameters.{cells.name}` says nothing of "{stranger}"', hint)
        found = [
            self._one_parameter(node, cells.cell(label))
            if label in cells.labels
            else core.Const(BOOLEAN, FALSE)
            for label in key.type.labels
        ]
        if len(found) == 1:
            return found[0]
        listed = [core.Const(key.type, text(label)) for label in key.type.labels]
        return core.Op(found[0].type, "case", (key, *listed, *found))

    def _parameter(self, node: feel.Node, name: str) -> core.Node | CellsOf:
        if name in self.vocabulary.cells:
            return CellsOf(self.vocabulary.cells[name])
        return self._one_parameter(node, name)

    def _one_parameter(self, node: feel.Node, name: str) -> core.Node:
        declared = self.vocabulary.parameters.get(name)
        if declared is None:
            known = [*self.vocabulary.parameters, *self.vocabulary.cells]
            told = f"no parameter `{name}`", near_miss(name, known)
            raise Misuse(node, *(gone_parameter(name, self.vocabulary) or told))
        if declared.type.kind == "table":
            raise Misuse(node, f"parameter `{name}` is a table, which only a sheet can read")
        day = self.given.get(IN_FORCE_ON if declared.dated else "as_of", self.given["as_of"])
        assert isinstance(day, core.Node)
        if declared.type == PASS_MARK and "grading" in self.given:
            return core.Param(self.mark, name, self.rule, day)  # a label of the scale of the rule
        return core.Param(declared.type, name, self.rule if declared.per_rule else "", day)
