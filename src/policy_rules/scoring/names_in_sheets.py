"""The names that a sheet's amounts and conditions may use, and the trees of the core they become."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import IN_FORCE_ON, Meaning, Names
from policy_rules.documents import Node, Scalar, describe
from policy_rules.errors import ExpressionError, Fault, Place
from policy_rules.feel.nodes import Call, Literal, Name
from policy_rules.feel.nodes import Node as FeelNode
from policy_rules.feel.parse import Trees
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.lowering.inputs import AS_OF
from policy_rules.lowering.resolve import defined_names
from policy_rules.operators.periods import year_span
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.number_intervals import read_constant
from policy_rules.values.intervals import whole
from policy_rules.values.known import Num, Value, point
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Expression, Type

POINTS, WHOLE_POINTS = Type("number"), Type("number", places=0)


@frozen(eq=False)
class SheetParameter:
    """A parameter that the sheet reads by its name.

    `declared`: the ruleset has a parameter of this name, whose value counts. `value` is what the
    sheet itself sets. Without either it may be anything of its `type`. A `table` may hold the rows of a
    table instead; its type then bounds what they give. `read_on` is the last day of the sheet's year,
    on which a value of the ruleset is read. `zh`, `en` and `question` are what the sheet calls it and asks.
    """

    name: str
    type: Type
    declared: bool = False
    value: Value | None = None
    table: bool = False
    read_on: int = 0
    zh: str = ""
    en: str = ""
    question: str = ""
    place: Place = field(default=Place(), repr=False)

    def called(self, language: str) -> str:
        """Its name in the language, with what is asked; that of the sheet where it has no other."""
        name = (self.zh if language == "zh" else self.en) or self.en or self.zh or self.name
        return f"{name} [{self.question}]" if self.question else name


@frozen(eq=False)
class DefinedNumber:
    """A number that a rule defines; an exception recorded on the rule may replace it."""

    name: str
    rule: str
    value: Num


@define
class Reach:
    """What stands where a name is read: the place of each name, and whether its value is known yet."""

    places: dict[str, Place] = field(factory=dict)
    ready: set[str] = field(factory=set)


class SheetScope:
    """Resolves the names of one sheet; `programs` are those of rules that are lowered already, by id."""

    def __init__(
        self,
        model: RulesetModel,
        year: int,
        scale: tuple[str, ...],
        parameters: Mapping[str, SheetParameter],
        faults: list[Fault],
        programs: Mapping[str, core.RuleProgram] = MappingProxyType({}),
    ) -> None:
        self.model, self.scale, self.faults = model, scale, faults
        self.last_day = model.vocabulary.year.last_day(year)
        self.programs = programs
        self.grade = Type("label", labels=scale, ordered=True, name="grade of the sheet")
        self.reach = Reach()
        self.defined = defined_numbers(model)
        self.parameters = parameters
        self.table_values: dict[str, Node] = {}
        self.steps: dict[str, core.Node] = {n: core.Input(p.type, n) for n, p in parameters.items()}
        numbers = {name: core.Input(POINTS, name) for name in self.defined}
        self.steps |= {name: number for name, number in numbers.items() if name not in parameters}
        defines = {n: d for n, d in defined_names(model).items() if n not in self.defined}
        rules = frozenset(model.rules)
        self.el = Elaborator(
            model.vocabulary,
            defines=defines,
            rules=rules,
            steps=self.steps,
            numbers=numbers,
            trees=model.trees,
        )
        asked = core.Const(INTEGER, point(year))
        period = year_span(model.vocabulary.year, asked)
        assert period.high is not None
        self.bound: dict[str, Meaning] = {
            "as_of": AS_OF,
            "year": asked,
            "day": core.Op(DATE, "cap", (AS_OF, period.high)),
            "period": period,
            IN_FORCE_ON: period.high,
        }
        self.el.give(self.bound)

    @property
    def tables(self) -> Mapping[str, SheetParameter]:
        """The parameters that may hold the rows of a table."""
        return {n: p for n, p in self.parameters.items() if p.table}

    def announce(self, name: Scalar, *, graded: bool = False) -> None:
        """A name that an item or step will bear: it can be told apart from one that is not declared."""
        self.reach.places[name.text] = name.place
        self.steps[name.text] = core.Input(self.grade if graded else POINTS, name.text)

    def graded(self, name: str) -> None:
        """The step turned out to be a grade."""
        self.steps[name] = core.Input(self.grade, name)

    def whole(self, name: str) -> None:
        """The step turned out to be a whole number."""
        self.steps[name] = core.Input(WHOLE_POINTS, name)

    def names(self) -> Names:
        """The names outside any record."""
        return Names(self.bound)

    def condition(self, node: Node, names: Names) -> core.Node | None:
        """A condition, or None with its fault noted."""
        return self._expression(node, names, BOOLEAN)

    def value(self, node: Scalar, names: Names) -> core.Node | None:
        """One value that is read by a name or a path."""
        return self._expression(node, names, None)

    def many(self, text: str, place: Place, names: Names) -> Meaning | None:
        """A list of records."""
        found = self.el.meaning(Expression(text, place), names)
        self._collect()
        return found

    def _expression(self, node: Node, names: Names, wanted: Type | None) -> core.Node | None:
        if not isinstance(node, Scalar) or node.null:
            self.faults.append(node.fault(f"a condition is needed here, not {describe(node)}"))
            return None
        found = self.el.value(Expression(node.text, node.begin), names, wanted)
        self._collect()
        if found is not None:
            self._early(node, found)
        return found

    def _collect(self) -> None:
        self.faults += self.el.faults
        self.el.faults.clear()

    def _early(self, node: Scalar, found: core.Node) -> None:
        """Tell names of items and steps that are not known yet where they are read."""
        for inner in core.walk(found):
            name = inner.name if isinstance(inner, core.Input) else ""
            if name in self.reach.places and name not in self.reach.ready:
                place = self.reach.places[name]
                hint = f"it is worked out at {place}; a step reads items and earlier steps only"
                self.faults.append(node.fault(f"`{name}` is read before it is known", hint))


def defined_numbers(model: RulesetModel) -> dict[str, DefinedNumber]:
    """The names that rules define as a plain number."""
    found = {}
    for rule in model.rules.values():
        for name, expression in rule.defines.items():
            number = read_constant(expression.text)
            if number is not None:
                found[name] = DefinedNumber(name, rule.id, point(whole(number)))  # type: ignore[arg-type]
    return found


_WORD = re.compile(r"\w+")


def mentions(text: str, names: Collection[str]) -> bool:
    """Whether an expression may read one of the names, or an outcome; parsing tells for sure."""
    return "outcome" in text or "instances" in text or any(word in names for word in _WORD.findall(text))


def names_in(text: str, trees: Trees) -> tuple[set[str], set[str]]:
    """The bare names of an expression, and the rules whose outcomes or instances it reads."""
    try:
        tree = trees.parse(text)
    except ExpressionError:
        return set(), set()
    names: set[str] = set()
    rules: set[str] = set()
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
        elif isinstance(node, FeelNode):
            if isinstance(node, Name):
                names.add(node.name)
            if isinstance(node, Call) and node.function in (Name("outcome"), Name("instances")):
                told = (a.value for a in node.args if isinstance(a, Literal))
                rules.update(text.partition("/")[0] for text in told if isinstance(text, str))
            waiting += [getattr(node, a.name) for a in type(node).__attrs_attrs__ if a.name != "span"]
    return names, rules
