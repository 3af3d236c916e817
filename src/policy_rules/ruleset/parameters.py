"""Parameters: declared in `parameters.yaml`, set by date there, or by a profile or an example."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as AbstractMapping

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.cells import cell_parameters, cell_type, each_parameter, read_cells
from policy_rules.ruleset.declared_type import read_type
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.ruleset.told_texts import main_text
from policy_rules.ruleset.typed_values import read_value
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.values.known import Labels, Num, Value, label
from policy_rules.vocabulary import DATE, Cells, Parameter, Type

PERIOD = Type("label", ("year", "other"), name="period", zh=(("year", "年度"), ("other", "其他周期")))
"""A calendar year, or another period, of which conditions then know nothing."""
PASS_MARK = Type("label", name="pass_mark")
BUILT_IN = {
    "due": Parameter("due", DATE, per_rule=True, zh="完成期限", en="day by which it is owed"),
    "period": Parameter("period", PERIOD, per_rule=True, zh="周期", en="period in which it is owed"),
    "pass_mark": Parameter(
        "pass_mark", PASS_MARK, per_rule=True, zh="达标等级", en="lowest grading that is enough"
    ),
}
"""Parameters that every ruleset has, one value for each rule; a ruleset may declare them itself.

The type of `pass_mark` is the scale of the rule's `grading`.
"""


def read_parameters(
    node: Mapping, scales: AbstractMapping[str, tuple[str, ...]], rules: Collection[str], faults: list[Fault]
) -> tuple[dict[str, Parameter], dict[str, Cells]]:
    """The parameters of a file by name, with the values that it sets; and its sets and tables."""
    found: dict[str, Parameter] = {}
    tables: dict[str, Cells] = {}
    for key, value in node.entries:
        if not NAME.fullmatch(key.text):
            faults.append(
                key.fault(f"`{key.text}` cannot be written in a condition", "use letters, digits and `_`")
            )
        fields = read_section(value, SECTIONS["a parameter"], faults)
        cells = read_cells(fields, key, scales, faults)
        if cells is None:
            kind = read_type(fields, key.text, scales, faults, table=True)
        else:
            kind = cell_type(fields, cells, scales, faults)
        means, means_in = main_text(fields, "means", faults)
        question, question_in = main_text(fields, "question", faults)
        parameter = Parameter(
            key.text,
            kind,
            question=question,
            question_in=question_in,
            zh=fields.text("zh"),
            en=fields.text("en"),
            means=means,
            means_in=means_in,
            per_rule=fields.text("per") == "rule" or key.text in BUILT_IN,
            one_of=_one_of(fields, kind, key.text, faults),
            left=fields.by_language("left_to_people"),
            place=key.place,
        )
        values = fields.mapping("values")
        if parameter.left and values:
            faults.append(left_to_people(parameter, key))
        if cells is not None:
            tables[key.text] = cells
            found |= _with_cells(cells, parameter, values, faults)
            continue
        found[key.text] = _with_dated(parameter, values, rules, faults) if values else parameter
    return found, tables


def _with_cells(
    cells: Cells, parameter: Parameter, values: Mapping | None, faults: list[Fault]
) -> dict[str, Parameter]:
    """The parameters of the labels of a set or a table, with their values by first day."""
    found = cell_parameters(cells, parameter)
    for day_key, node in values.entries if values else ():
        day = read_day(day_key.text)
        if day is None:
            faults.append(_no_day(parameter, day_key, ()))
            continue
        for name, value in each_parameter(
            {cells.name: cells}, [(evolve(day_key, text=cells.name), node)], faults
        ):
            known = value_for(found[name.text], value, parameter.type)
            if isinstance(known, Fault):
                faults.append(known)
            else:
                dated = (*found[name.text].values, (day.toordinal(), known))
                found[name.text] = evolve(found[name.text], values=tuple(sorted(dated, key=lambda d: d[0])))
    return found


def _one_of(fields: Fields, kind: Type, name: str, faults: list[Fault]) -> tuple[Value, ...]:
    """The values possible of a number or date; those of labels are in the type."""
    if kind.kind not in ("number", "date"):
        return ()
    found = []
    for item in fields.items("one_of"):
        value = read_value(item, kind, name)
        if isinstance(value, Fault):
            faults.append(value)
        else:
            found.append(value)
    return tuple(found)


def _with_dated(
    parameter: Parameter, values: Mapping, rules: Collection[str], faults: list[Fault]
) -> Parameter:
    """The parameter with values by first day (or, `per: rule`, by rule)."""
    if parameter.type.kind == "table":
        return evolve(parameter, table=values)
    dated: list[tuple[int, Value]] = []
    by_rule: dict[str, Value] = {}
    for key, node in values.entries:
        day = read_day(key.text)
        if (key.text not in rules) if parameter.per_rule else day is None:
            faults.append(_no_day(parameter, key, rules))
            continue
        value = value_for(parameter, node, parameter.type)
        if isinstance(value, Fault):
            faults.append(value)
        elif parameter.per_rule:
            by_rule[key.text] = value
        elif day is not None:
            dated.append((day.toordinal(), value))
    return evolve(parameter, values=tuple(sorted(dated, key=lambda pair: pair[0])), rule_values=by_rule)


def _no_day(parameter: Parameter, key: Scalar, rules: Collection[str]) -> Fault:
    wanted = "a first day of force such as `2024-01-01`"
    if parameter.per_rule:
        hint = near_miss(key.text, rules) or "each rule has a value of its own: name the rule"
        return key.fault(f"`{key.text}` is no rule", hint)
    return key.fault(f"`values` of `{parameter.name}` needs {wanted}, not `{key.text}`")


def left_to_people(parameter: Parameter, key: Scalar) -> Fault:
    """That a parameter which nothing reads takes no value, and why nothing reads it."""
    why = parameter.left.get("en") or next(iter(parameter.left.values()), "")
    return key.fault(
        f"`{key.text}` is left to people: no rule and no sheet reads it, and it takes no value", why
    )


def value_for(parameter: Parameter, node: Node, kind: Type) -> Value | Fault:
    """The value that a node gives to a parameter, checked against what is possible."""
    if parameter.name == "pass_mark" and not kind.labels:
        if isinstance(node, Scalar) and not node.null:
            return label(node.text)
        return node.fault(f"`pass_mark` needs a label of the rule's scale, not {describe(node)}")
    value = read_value(node, kind, parameter.name)
    if isinstance(value, Fault) or not parameter.one_of or value in parameter.one_of:
        return value
    if isinstance(value, Num | Labels) and not value.settled:
        return value
    return node.fault(
        f"{describe(node)} is none of the values possible for `{parameter.name}`", "see its `one_of`"
    )


def set_parameter(
    parameter: Parameter,
    node: Node,
    gradings: AbstractMapping[str, Type],
    faults: list[Fault],
    rule: str | None,
) -> Parameter:
    """The parameter with the value that a profile or an example gives it, at all times.

    `gradings` maps each rule to the type of its grading (for `pass_mark`). With a `rule`, a bare
    value of a parameter that each rule has its own of is that rule's, else that of every rule.
    """
    if parameter.type.kind == "table":
        return evolve(parameter, table=node)
    if not parameter.per_rule:
        value = value_for(parameter, node, parameter.type)
        if isinstance(value, Fault):
            faults.append(value)
            return parameter
        return evolve(parameter, values=((0, value),))
    given: dict[str, Node] = {rule or "default": node}
    if isinstance(node, Mapping) and not {"at_least", "at_most", "one_of"} & set(node.keys()):
        given = {key.text: value for key, value in node.entries}
        for key, _ in node.entries:
            if key.text != "default" and key.text not in gradings:
                hint = near_miss(key.text, gradings) or "name a rule, or `default`"
                faults.append(key.fault(f"`{key.text}` is no rule", hint))
    found = dict(parameter.rule_values)
    if (default := given.pop("default", None)) is not None:
        found = _for_every_rule(parameter, default, gradings, faults)
    for name, item in given.items():
        own = _for_rule(parameter, name, item, gradings)
        if isinstance(own, Fault):
            faults.append(own)
        elif own is not None:
            found[name] = own
    return evolve(parameter, rule_values=found)


def _for_every_rule(
    parameter: Parameter, node: Node, gradings: AbstractMapping[str, Type], faults: list[Fault]
) -> dict[str, Value]:
    """The default value of a `per: rule` parameter; a pass mark serves the rules with its label."""
    value = value_for(parameter, node, parameter.type)
    if isinstance(value, Fault):
        faults.append(value)
        return {}
    mark = node.text if isinstance(node, Scalar) and parameter.name == "pass_mark" else ""
    serves = {name: value for name, kind in gradings.items() if not mark or mark in kind.labels}
    if not serves:
        told = f"no rule is graded on a scale with the label `{mark}` above its lowest"
        faults.append(node.fault(told, "a pass mark that every grading meets is none"))
    return serves


def _for_rule(
    parameter: Parameter, rule: str, node: Node, gradings: AbstractMapping[str, Type]
) -> Value | Fault | None:
    """The value of one rule; None where there is no such rule."""
    kind = gradings.get(rule)
    if kind is None:
        return None
    if parameter.name != "pass_mark":
        return value_for(parameter, node, parameter.type)
    if kind.kind != "label":
        return node.fault(f"`{rule}` has no `grading`, so it takes no pass mark")
    return value_for(parameter, node, kind)
