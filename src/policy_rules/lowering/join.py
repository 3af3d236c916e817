"""A rule to its program, joined at the root where it has several parts.

Each part is lowered by itself, as a rule is, and has a finding. An operator above the findings joins them,
so that every engine carries what it carries of each part: `worst of` limbs, and `case`, the hull over the
readings of listed parameters, each value being put in everywhere at once. The rule reads the outcomes that
any part reads. Source: docs/decisions/0011-open-readings.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.joins import with_parts
from policy_rules.errors import ExpressionError, Fault
from policy_rules.lowering.inputs import AS_OF, YEAR, YES
from policy_rules.lowering.lower import RuleLowering
from policy_rules.lowering.resolve import Definition
from policy_rules.lowering.sharing import Sharing
from policy_rules.operators.periods import year_span
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.parameters import BUILT_IN
from policy_rules.values.known import FALSE, NULL_NUM, TRUE, Labels, Truth, Value, label
from policy_rules.vocabulary import Parameter, Type

_NO_DAY = Type("date", nullable=True)
SEVERAL = "several"
"""The class of time of a rule whose parts are of different classes."""
MOST_READINGS = 16
"""Combinations of listed values that one rule may be read by."""


def lower_rule(
    model: RulesetModel,
    rule: Rule,
    findings: tuple[str, ...],
    defines: Mapping[str, Definition] | None = None,
) -> tuple[core.RuleProgram | None, list[Fault]]:
    """The program of a rule, and all that is wrong with its expressions; None where nothing can be made."""
    lowering = _Lowering(model, rule, findings, defines)
    known = model.vocabulary.parameters
    by = tuple(name for name in rule.read_by if name in known and known[name].type.labels)
    if len(by) < len(rule.read_by) or not _all_read(rule, known):
        return None, []  # told where names are checked
    plain, faults = lowering.norms(lowering.first_labels())
    if plain is None or faults:
        return plain, faults
    if rule.kind != "consequence":
        by += tuple(n for n in _several_times(_asked_who_once(plain, model), model) if n not in by)
    if not by:
        return plain, faults
    count = 1
    for name in by:
        count *= len(_listed(known[name]))
    if count > MOST_READINGS:
        named = ", ".join(f"`{name}`" for name in by)
        told = f"`{rule.id}` can be read in {count} ways ({named}), and {MOST_READINGS} are looked at"
        hint = "join parameters whose values go together into one, or cut the rule into two"
        return None, [Fault(told, rule.place, hint)]
    return lowering.read(plain, by)


Reading = tuple[tuple[core.Param, core.Const], ...]
"""Parameters with the values that are put in; nothing: the rule as it is written."""


def lower_by(
    model: RulesetModel,
    rule: Rule,
    findings: tuple[str, ...],
    defines: Mapping[str, Definition] | None,
    reading: Reading,
) -> tuple[core.RuleProgram | None, list[Fault]]:
    """The program of a rule by one reading alone: what it comes to where no other is left."""
    put_in = {param.name: const.value for param, const in reading}
    chosen = {name: _told(value) for name, value in put_in.items() if isinstance(value, Labels)}
    whole, faults = _Lowering(model, rule, findings, defines).norms(chosen)
    return whole and Sharing().program(whole, put_in), faults


@frozen
class _Lowering:
    model: RulesetModel
    rule: Rule
    findings: tuple[str, ...]
    defines: Mapping[str, Definition] | None

    def norms(self, chosen: Mapping[str, str]) -> tuple[core.RuleProgram | None, list[Fault]]:
        """The parts of the rule by one reading, joined where they are several."""
        rule, faults, variables = self.rule.read_as(chosen), list[Fault](), 0
        parts: list[core.RuleProgram] = []
        for part in rule.parts:
            span = (part.since, part.until)
            lowering = RuleLowering(self.model, part.norm, self.findings, self.defines, span)
            lowering.el.variables = variables
            try:
                made, holds = lowering.lower(), lowering.governs
                parts.append(evolve(made, name=part.name, holds=None if core.free_vars(holds) else holds))
            except ExpressionError as error:
                faults += error.faults
            faults += lowering.el.faults
            variables = lowering.el.variables
        if len(parts) < len(rule.parts):
            return None, faults
        if rule.in_versions:
            return evolve(worst_of(rule, tuple(parts)), due=_due_of_versions(parts)), faults
        return (worst_of(rule, tuple(parts)) if rule.limbs else parts[0]), faults

    def read(self, plain: core.RuleProgram, by: Sequence[str]) -> tuple[core.RuleProgram | None, list[Fault]]:
        """The program by every combination of the values of listed parameters."""
        known, parts, faults = self.model.vocabulary.parameters, list[core.RuleProgram](), list[Fault]()
        asked, sharing = [self._param(known[name]) for name in by], Sharing()
        whole: dict[tuple[str, ...], core.RuleProgram | None] = {tuple(self.first_labels().values()): plain}
        for values in product(*(_listed(known[name]) for name in by)):
            put_in = dict(zip(by, values, strict=True))
            chosen = {name: _told(put_in[name]) for name in self.rule.read_by}
            labels = tuple(chosen.values())
            if labels not in whole:
                whole[labels], wrong = self.norms(chosen)
                faults += wrong
            part = whole[labels]
            if part is None:
                continue
            reading = tuple((p, core.Const(p.type, v)) for p, v in zip(asked, values, strict=True))
            told = ", ".join(f"{p.name}: {_told(c.value)}" for p, c in reading)
            parts.append(evolve(sharing.program(part, put_in), name=told, reading=reading))
        if faults:
            return None, list(dict.fromkeys(faults))
        finding = _case([part.finding for part in parts], parts, 0)
        found = joined(self.rule, tuple(parts), finding)
        return evolve(found, plain=plain, due=_due(parts), due_from=plain.due_from), faults

    def first_labels(self) -> dict[str, str]:
        """The labels by which the rule is read as it is written."""
        known = self.model.vocabulary.parameters
        return {name: known[name].type.labels[0] for name in self.rule.read_by}

    def _param(self, parameter: Parameter) -> core.Param:
        own = self.rule.id if parameter.per_rule else ""
        return core.Param(parameter.type, parameter.name, own, self._chosen_on(parameter))

    def _chosen_on(self, parameter: Parameter) -> core.Node:
        """The day on which a parameter chooses a reading: a period at the end of the year."""
        read = [norm.readings["period"].by for norm in self.rule.norms if "period" in norm.readings]
        end = year_span(self.model.vocabulary.year, YEAR).high
        return end if parameter.dated and parameter.name in read and end is not None else AS_OF


def _all_read(rule: Rule, known: Mapping[str, Parameter]) -> bool:
    """Whether each value of the parameters has a reading."""
    readings = [r for norm in rule.norms for r in norm.readings.values()]
    return all(set(known[r.by].type.labels) == set(r.options) for r in readings)


def _listed(parameter: Parameter) -> tuple[Value, ...]:
    """The values that a parameter may have, where they are listed."""
    if parameter.type.nullable or parameter.name in BUILT_IN or "[" in parameter.name:
        return ()
    if parameter.type.kind == "boolean":
        return (TRUE, FALSE)
    if parameter.type.kind == "label":
        return tuple(map(label, parameter.type.labels))
    return parameter.one_of


def _told(value: Value) -> str:
    if isinstance(value, Labels):
        return "|".join(sorted(value.members or ()))
    if isinstance(value, Truth):
        return "true" if value == TRUE else "false"
    return str(value.lo)


def _asked_who_once(plain: core.RuleProgram, model: RulesetModel) -> core.Node:
    """The finding, where parts that ask the same of the unit before all else ask it once.

    Where that is open the worst of the parts is anything from not applicable to what it is: as if asked once.
    Parts ask the same, but for a parameter with values by day, which each reads on its own.
    """
    known, freed = model.vocabulary.parameters, dict[int, core.Node]()
    for part in plain.parts[1:]:
        root = part.finding
        assert isinstance(root, core.Op)
        read = [n.name for n in core.walk(root.args[0]) if isinstance(n, core.Param)]
        if not any(name in known and known[name].dated for name in read):
            freed[id(root)] = evolve(root, args=(YES, *root.args[1:]))
    return with_parts(plain.finding, freed)


def _several_times(root: core.Node, model: RulesetModel) -> Iterator[str]:
    """The listed parameters that stand in several places of a tree."""
    order = list(core.walk(root))
    ways = Counter({id(root): 1})
    for node in _parents_first(root):
        for child in core.children(node):
            ways[id(child)] += ways[id(node)]
    read = Counter[str]()
    for node in order:
        if isinstance(node, core.Param):
            read[node.name] += ways[id(node)]
    known = model.vocabulary.parameters
    joined = (name for name, n in read.items() if n > 1 and name in known and not known[name].dated)
    return (name for name in joined if len(_listed(known[name])) > 1)


def _parents_first(root: core.Node) -> list[core.Node]:
    """Every node after all above it."""
    done: list[core.Node] = []
    seen: set[int] = set()

    def visit(node: core.Node) -> None:
        if id(node) not in seen:
            seen.add(id(node))
            for child in core.children(node):
                visit(child)
            done.append(node)

    visit(root)
    return done[::-1]


def _case(results: Sequence[core.Node], parts: Sequence[core.RuleProgram], depth: int) -> core.Node:
    """The results of the parts, by the parameters from the given one on."""
    if depth == len(parts[0].reading):
        return results[0]
    groups: dict[Value, list[int]] = {}
    for n, part in enumerate(parts):
        groups.setdefault(part.reading[depth][1].value, []).append(n)
    param = parts[0].reading[depth][0]
    inner = [_case([results[n] for n in g], [parts[n] for n in g], depth + 1) for g in groups.values()]
    if depth and all(found is inner[0] for found in inner):  # the root stays, for engines go by it
        return inner[0]
    listed = [core.Const(param.type, value) for value in groups]
    return core.Op(inner[0].type, "case", (param, *listed, *inner))


def _due(parts: Sequence[core.RuleProgram]) -> core.Node | None:
    """The due day as rules about rules read it, where any reading has one for the whole unit."""
    none = core.Const(_NO_DAY, NULL_NUM)
    days = [none if p.due is None or core.free_vars(p.due) else p.due for p in parts]
    return None if all(day is none for day in days) else _case(days, parts, 0)


def _due_of_versions(parts: Sequence[core.RuleProgram]) -> core.Node | None:
    """The due day of the version that governs; None where a version has none for the whole unit.

    Where records say whether the only version governs them, it has its day whatever they say.
    """
    if len(parts) == 1 and parts[0].holds is None:
        return parts[0].due_of_all
    found: core.Node = core.Const(_NO_DAY, NULL_NUM)
    for part in reversed(parts):
        due = part.due_of_all
        if due is None or part.holds is None:
            return None
        found = core.Op(_NO_DAY, "if", (part.holds, due, found))
    return found


def worst_of(rule: Rule, parts: tuple[core.RuleProgram, ...]) -> core.RuleProgram:
    """The program whose finding is the worst of those of its parts, each on what it governs."""
    return joined(rule, parts, core.Op(core.FINDING, "worst of", tuple(part.finding for part in parts)))


def joined(rule: Rule, parts: tuple[core.RuleProgram, ...], finding: core.Node) -> core.RuleProgram:
    """The program of a rule with parts, `finding` being made of theirs.

    Its due day, as rules about rules read it, is that of the one part that has one for the whole unit.
    """
    dated = [part for part in parts if part.due is not None]
    alone = dated[0] if len(dated) == 1 and dated[0].due and not core.free_vars(dated[0].due) else None
    classes = {part.time_class for part in parts}
    return core.RuleProgram(
        id=rule.id,
        kind=rule.kind,
        clause=rule.clause,
        finding=finding,
        instance=None,
        each=(),
        due=alone.due if alone else None,
        due_from=alone.due_from if alone else "",
        default_from=next((part.default_from for part in parts if part.default_from), ""),
        default_whole=all(part.default_whole for part in parts),
        day=AS_OF,
        time_class=classes.pop() if len(classes) == 1 else SEVERAL,
        after=frozenset().union(*(part.after for part in parts)),
        parts=parts,
    )
