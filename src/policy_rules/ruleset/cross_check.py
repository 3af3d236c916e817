"""What the files of a ruleset say about each other: roles, scales, rules and parameters by name."""

from __future__ import annotations

from collections.abc import Collection

from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import Fault, Place, near_miss
from policy_rules.ruleset.declared_gone import check_gone
from policy_rules.ruleset.declared_type import read_unit
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.rule_file import RuleNode
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.tensions import check_tension
from policy_rules.ruleset.vocabulary_file import Declarations

RESERVED = frozenset(
    {"unit", "parameters", "as_of", "year", "day", "period", "due", "grading", "prior", "outcome", "findings"}
    | {"units_under", "item"}
)
"""Names that conditions give a meaning of their own."""


def check_references(
    model: RulesetModel, nodes: list[RuleNode], header: Fields, declared: Declarations, faults: list[Fault]
) -> None:
    """Tell every name that a file uses and no file declares."""
    for node in nodes:
        _check_rule(model, node, faults)
    _check_defines(nodes, declared, faults)
    _check_units(model, declared, faults)
    check_gone(model, (node for _, node in declared.entries["gone"].values()), faults)
    documents = header.mapping("documents")
    for _, document in documents.entries if documents else ():
        default = document.get("default_due") if isinstance(document, Mapping) else None
        if isinstance(default, Scalar):
            _known(default, model.rules, "rule", faults)
            _check_default(default, model, faults)


def _check_default(default: Scalar, model: RulesetModel, faults: list[Fault]) -> None:
    rule = model.rules.get(default.text)
    if rule is not None and (rule.due is None or rule.due.text in ("default", "open")):
        told = f"the rule `{rule.id}` has no day of its own (`due`)"
        faults.append(default.fault(told, "its day is the default day of the document"))


def _check_units(model: RulesetModel, declared: Declarations, faults: list[Fault]) -> None:
    """One unit of measure written in two ways, `post` and `posts`, would be two units."""
    seen: dict[str, tuple[Place, Scalar | None]] = {}
    for kind in ("attributes", "measures"):
        for _, node in declared.entries[kind].values():
            unit = node.get("unit") if isinstance(node, Mapping) else None
            if isinstance(unit, Scalar):
                for word, _ in read_unit(unit.text) or ():
                    seen.setdefault(word, (unit.place, unit))
    for parameter in model.vocabulary.parameters.values():
        for word, _ in parameter.type.unit or ():
            seen.setdefault(word, (parameter.place, None))
    for key, _ in declared.entries["units"].values():
        seen.setdefault(key.text, (key.place, key))
    for name, (place, said) in seen.items():
        if name.endswith("s") and name[:-1] in seen:
            told = f"the unit `{name}` is elsewhere `{name[:-1]}`"
            hint = f"write `{name[:-1]}`; it stands first at {seen[name[:-1]][0]}"
            faults.append(Fault(told, place, hint) if said is None else said.fault(told, hint))


def _check_rule(model: RulesetModel, node: RuleNode, faults: list[Fault]) -> None:
    rule, fields, vocabulary = node.rule, node.fields, model.vocabulary
    for key in ("bearer", "about", "addressee"):
        role = fields.scalar(key)
        if role is None:
            continue
        if key == "addressee" and role.text.startswith("parameters."):
            _known(role, [f"parameters.{name}" for name in vocabulary.parameters], "parameter", faults)
        else:
            _known(role, vocabulary.roles, "role", faults)
    limbs = fields.mapping("limbs")
    parts = [limb for _, limb in limbs.entries] if limbs else fields.items("versions")
    for norm in (fields.node, *parts):
        _check_norm(model, rule, norm, faults)
    see = fields.mapping("see")
    for other, _ in see.entries if see else ():
        _known(other, model.rules, "rule", faults)
        if other.text == rule.id:
            faults.append(other.fault(f"`{rule.id}` sees itself", "name another rule"))
        check_tension(model, rule, other, faults)
    for example in fields.items("examples"):
        check_example(model, example, faults)


def _check_norm(model: RulesetModel, rule: Rule, node: Node, faults: list[Fault]) -> None:
    """The scale and the due day of a rule, or of one limb or version of it."""
    grading, due = (node.get(key) if isinstance(node, Mapping) else None for key in ("grading", "due"))
    if isinstance(grading, Scalar):
        _known(grading, model.vocabulary.scales, "scale", faults)
    for key in ("due", "period"):
        value = node.get(key) if isinstance(node, Mapping) else None
        if isinstance(value, Mapping):
            _check_readings(model, value, faults)
    document = model.documents.get(rule.document)
    if (
        isinstance(due, Scalar)
        and due.text == "default"
        and document is not None
        and not document.default_due
    ):
        hint = f"give `{rule.document}` a `default_due` in ruleset.yaml"
        faults.append(due.fault(f"the document `{rule.document}` has no default day", hint))


def _check_readings(model: RulesetModel, node: Mapping, faults: list[Fault]) -> None:
    """The parameter is listed, and each of its values has a reading, and nothing else has."""
    by, told = node.get("by"), node.get("readings")
    if not isinstance(by, Scalar) or not isinstance(told, Mapping):
        return
    parameter = model.vocabulary.parameters.get(by.text.removeprefix("parameters."))
    if parameter is None or parameter.type.kind != "label" or parameter.type.nullable:
        known = [f"parameters.{n}" for n, p in model.vocabulary.parameters.items() if p.type.kind == "label"]
        hint = near_miss(by.text, known) or "declare it with `type: [a, b]`"
        faults.append(by.fault(f"`{by.text}` is no parameter with listed values", hint))
        return
    labels = parameter.type.labels
    for key, _ in told.entries:
        if key.text not in labels:
            hint = near_miss(key.text, labels) or "values: " + ", ".join(labels)
            faults.append(key.fault(f"`{key.text}` is no value of `{by.text}`", hint))
    lacking = [f"`{label}`" for label in labels if label not in told]
    if lacking:
        missing = f"no reading for {', '.join(lacking)} of `{by.text}`"
        faults.append(told.fault(missing, "give one for each value"))


def check_example(model: RulesetModel, node: Node, faults: list[Fault]) -> None:
    """Names in what an example (or a witness) gives; the values are bound when it runs."""
    if not isinstance(node, Mapping):
        return
    given, settings = node.get("given"), node.get("set")
    if isinstance(given, Mapping):
        known = [*SECTIONS["facts"].by_name, *model.vocabulary.entities]
        read_section(given, SECTIONS["the facts of an example"], faults)
        for key, _ in given.entries:
            _known(key, known, "entity", faults)
    for key, _ in settings.entries if isinstance(settings, Mapping) else ():
        _known(key, [*model.vocabulary.parameters, *model.vocabulary.cells], "parameter", faults)


def _check_defines(nodes: list[RuleNode], declared: Declarations, faults: list[Fault]) -> None:
    """Entities, measures and defined names share one name space."""
    taken = {
        key: entry[0].place
        for kind in ("entities", "measures")
        for key, entry in declared.entries[kind].items()
    }
    for kind in ("entities", "measures"):
        for name, (key, _) in declared.entries[kind].items():
            if name in RESERVED and name != "unit":
                faults.append(
                    key.fault(f"`{name}` has a meaning of its own in conditions", "choose another name")
                )
    for node in nodes:
        defines = node.fields.mapping("defines")
        for key, _ in defines.entries if defines else ():
            if key.text in RESERVED:
                faults.append(
                    key.fault(f"`{key.text}` has a meaning of its own in conditions", "choose another name")
                )
            elif key.text in taken:
                faults.append(
                    key.fault(f"`{key.text}` is declared twice", f"it is declared first at {taken[key.text]}")
                )
            else:
                taken[key.text] = key.place
    for name, (key, _) in declared.entries["attributes"].items():
        attribute = name.partition(".")[2]
        if attribute in RESERVED - {"unit", "item"}:
            faults.append(key.fault(f"the attribute `{attribute}` bears a name of the condition language"))


def _known(node: Scalar, names: Collection[str], what: str, faults: list[Fault]) -> None:
    if node.text not in names:
        hint = near_miss(node.text, names) or _listed(names, what)
        faults.append(node.fault(f"`{node.text}` is no {what} of this ruleset", hint))


def _listed(names: Collection[str], what: str) -> str:
    few = 12
    if not names or len(names) > few:
        return "declare it, or name one that is declared"
    return f"known as {what}: " + ", ".join(names)
