"""The instances of rules as records that an amount goes through: `c in instances("r1")`, and the key `found`.

A sheet that priced the list beside a rule could charge what the rule does not find. Here the rule itself,
lowered as it is written, says of each record whether it is an instance and what it comes to; a record that
several rules speak of counts once, as the worst of them finds it. `instances("r1/limb")` are those of one
limb. Instances are those of the sheet's year, whether a year was asked for or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

from attrs import evolve, fields

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.documents import Mapping as Tree
from policy_rules.documents import Scalar, Sequence
from policy_rules.errors import ExpressionError, near_miss
from policy_rules.feel.nodes import Call, Literal, Name
from policy_rules.lowering.inputs import both
from policy_rules.lowering.join import lower_rule
from policy_rules.lowering.resolve import defined_names
from policy_rules.scoring.amounts.reader import AmountReader
from policy_rules.values.known import TRUE, point
from policy_rules.vocabulary import BOOLEAN, Entity

APPLIES = "applies"
"""Every instance that the rule finds, whatever comes of it, unless an exception lifts it."""
_APPLYING = (core.SATISFIED, core.PENDING, core.VIOLATED)
_UNITS = (core.Read, core.Reported)


@frozen(eq=False)
class Instances:
    """The records of one list that are instances of rules: `var` is one, `condition` whether it counts."""

    entity: Entity
    var: str
    condition: core.Node
    rules: tuple[str, ...]


def rules_of_instances(reader: AmountReader, text: str) -> tuple[str, ...] | None:
    """The rules of `instances("r1", "r2/limb")`, "" where none is named; None for another text."""
    try:
        tree = reader.scope.model.trees.parse(text)
    except ExpressionError:
        return None  # told where lists are read
    if not isinstance(tree, Call) or tree.function != Name("instances"):
        return None
    named = (a.value if isinstance(a, Literal) and isinstance(a.value, str) else "" for a in tree.args)
    return tuple(named) or ("",)


def read_instances(reader: AmountReader, node: Tree, rules: tuple[str, ...]) -> Instances | None:
    """The instances of the rules that are found as the key `found` says, or None with the faults noted."""
    written, wanted = node.key("for"), _found(reader, node)
    ids = [rule.partition("/")[0] for rule in rules]
    unknown = [rule for rule in ids if rule not in reader.scope.model.rules]
    for rule in unknown:
        hint = near_miss(rule, reader.scope.model.rules)
        reader.faults.append(written.fault(f'`instances` needs rules in quotes: no rule "{rule}"', hint))
    if wanted is None or unknown:
        return None
    var = reader.scope.el.variable()
    parts = [part for rule in rules for part in _parts(reader, node, rule)]
    lists = [_list_of(part) for part in parts]
    if not parts or None in lists:
        if None in lists:
            told = f"the instances of `{parts[lists.index(None)].id}` are not the records of one list"
            hint = 'price what it comes to as a whole: `{table: outcome("…"), rows: {…}}`'
            reader.faults.append(written.fault(told, hint))
        return None
    if len(set(lists)) > 1:
        told = "these rules have instances of different lists: " + ", ".join(f"`{name}`" for name in lists)
        reader.faults.append(written.fault(told, "an amount goes through one list"))
        return None
    year = int(reader.scope.bound["year"].value.lo)  # type: ignore[union-attr]
    found = [_Placed(var, n, year).outcome(part) for n, part in enumerate(parts)]
    whole = found[0] if len(found) == 1 else core.Op(core.FINDING, "worst of", tuple(found))
    entity = reader.scope.model.vocabulary.entities[str(lists[0])]
    return Instances(entity, var, _is_one_of(whole, wanted), tuple(dict.fromkeys(ids)))


def _found(reader: AmountReader, node: Tree) -> tuple[int, ...] | None:
    """The outcomes that count, as places on their chain."""
    given = node.get("found")
    if given is None:
        hint = f"found: {APPLIES}, or outcomes such as `[violated]`: which instances count"
        reader.faults.append(node.key("for").fault("`instances` lacks `found`", hint))
        return None
    if isinstance(given, Scalar) and given.text == APPLIES:
        return _APPLYING
    places, known = list[int](), core.OUTCOMES[core.EXCEPTED :]
    for each in given if isinstance(given, Sequence) and len(given) else (given,):
        if not isinstance(each, Scalar) or each.text not in known:
            told = f"`{each.text}` is no outcome of an instance" if isinstance(each, Scalar) else ""
            hint = f"{APPLIES}, or of " + ", ".join(known)
            reader.faults.append(each.fault(told or "`found` needs outcomes", hint))
            return None
        places.append(core.OUTCOMES.index(each.text))
    return tuple(sorted(set(places)))


def _parts(reader: AmountReader, node: Tree, named: str) -> Iterator[core.RuleProgram]:
    """The rule as it is written, part by part; of `rule/limb` the parts of that name."""
    model, (rule, _, limb) = reader.scope.model, named.partition("/")
    own = model.rules[rule]
    limbs = {
        name for norm in (own, *(v.norm for v in own.versions)) if norm is not None for name in norm.limbs
    }
    if limb and limb not in limbs:
        hint = near_miss(limb, limbs)
        reader.faults.append(node.key("for").fault(f"`{rule}` has no limb `{limb}`", hint))
        return
    if own.read_by:
        told = f"days of `{rule}` are read in several ways, and its instances are other ones by each"
        hint = 'price what it comes to as a whole: `{table: outcome("…"), rows: {…}}`'
        reader.faults.append(node.key("for").fault(told, hint))
        return
    made = reader.scope.programs.get(rule)
    if made is None:  # of a model that is not a program yet: it may read the findings of any other rule
        others = tuple(other for other in model.rules if other != rule)
        made, faults = lower_rule(model, own, others, defined_names(model))
        reader.faults += faults
    if made is None:
        return
    if made.after:
        told = f"`{rule}` reads outcomes of other rules, and a sheet prices what rests on facts"
        reader.faults.append(node.key("for").fault(told, "price the instances of the rules that it reads"))
        return
    yield from (part for part in made.told.parts or (made.told,) if not limb or part.name == limb)


def _list_of(rule: core.RuleProgram) -> str | None:
    """The list of the unit whose records are the instances of a rule; None where they are something else."""
    if len(rule.each) != 1:
        return None
    source = rule.each[0][1]
    while isinstance(source, core.Filter):
        source = source.source
    return source.entity if isinstance(source, core.Records) and not source.var else None


def _is_one_of(outcome: core.Node, wanted: tuple[int, ...]) -> core.Node:
    """Whether an outcome is one of the places: runs of them, each by its ends; the worst ends the chain."""
    runs = list[list[int]]()
    for place in wanted:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])

    def side(op: str, place: int) -> core.Node:
        return core.Op(BOOLEAN, op, (outcome, core.Const(core.FINDING, point(place))))

    last = [[] if run[-1] == core.VIOLATED else [side("<=", run[-1])] for run in runs]
    tests = [both(side(">=", run[0]), *end) for run, end in zip(runs, last, strict=True)]
    return reduce(lambda a, b: core.Op(BOOLEAN, "or", (a, b)), tests)


class _Placed:
    """One part of a rule, of one record: its own variables told apart, and the year that of the sheet."""

    def __init__(self, var: str, number: int, year: int) -> None:
        self.var, self.prefix = var, f"{var}.{number}."
        self.year = year
        self._made: dict[int, tuple[core.Node, core.Node]] = {}
        self._same: frozenset[str] = frozenset()

    def outcome(self, rule: core.RuleProgram) -> core.Node:
        """What the record comes to; not applicable where it is no instance."""
        (own, source), nothing = rule.each[0], core.Const(core.FINDING, point(core.NOT_APPLICABLE))
        variables, tests = {own}, list[core.Node]()
        while isinstance(source, core.Filter):
            variables.add(source.var)
            tests.insert(0, source.condition)
            source = source.source
        self._same = frozenset(variables)
        assert isinstance(rule.finding, core.Op) and rule.instance is not None
        role, lifted, applies, _ = rule.finding.args
        found: core.Node = core.Op(core.FINDING, "finding", (role, lifted, applies, rule.instance))
        if tests:
            found = core.Op(core.FINDING, "if", (both(*tests), found, nothing))
        return self.node(found)

    def node(self, node: core.Node) -> core.Node:
        """The same node here, each made once."""
        known = self._made.get(id(node))
        if known is None:
            known = self._made[id(node)] = self._again(node), node
        return known[0]

    def _again(self, node: core.Node) -> core.Node:
        if isinstance(node, core.Input):
            if node.name == "year":
                return core.Const(node.type, point(self.year))
            return core.Const(node.type, TRUE) if node.name == "year_given" else node
        changed: dict[str, Any] = {}
        for each in fields(type(node)):
            old = getattr(node, each.name)
            new = self._part(node, each.name, old)
            if new is not old:
                changed[each.name] = new
        return evolve(node, **changed) if changed else node

    def _part(self, node: core.Node, name: str, old: object) -> object:
        """A field of a node: nodes and variables are made anew."""
        if isinstance(old, core.Node):
            return self.node(old)
        if name == "args" and isinstance(old, tuple):
            return tuple(self.node(arg) for arg in old)
        if name == "var" or (name == "unit" and isinstance(node, _UNITS)):
            return self._variable(str(old))
        if name == "vars" and isinstance(old, tuple):
            return tuple(map(self._variable, old))
        return old

    def _variable(self, name: str) -> str:
        if not name:
            return name
        return self.var if name in self._same else self.prefix + name
