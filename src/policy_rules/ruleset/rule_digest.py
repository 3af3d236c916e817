"""Digests of what a reading was made of: the words of a rule, and the rule with everything that it reads.

They are made of what the files say, and of nothing that the library makes of it, so that they stay while the
files do. What moves them, and what does not, is told in docs/double-reading.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policy_rules.feel.nodes import Name, Node, Path, children
from policy_rules.feel.parse import parse
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.values.known import Labels, Num, Value
from policy_rules.vocabulary import Entity, Expression, Parameter

LENGTH = 12
"""How many hexadecimal digits of SHA-256 a digest keeps."""
_PARAMETERS = "parameters"


def words_digest(rule: Rule) -> str:
    """The digest of the rule's words."""
    return _digest(rule.text)


class RuleDigests:
    """The digests of the rules of a ruleset, each with everything that the rule reads."""

    def __init__(self, model: RulesetModel) -> None:
        self.model, self.words = model, model.vocabulary
        self._names: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._defined = {
            name: (told, rule) for rule in model.rules.values() for name, told in rule.defines.items()
        }

    def of(self, rule: Rule) -> str:
        """The digest of a rule: of its keys, and of all that they name, and that these name."""
        told = {"rule": _norm(rule), **self._read(rule)}
        return _digest(json.dumps(_full(told), ensure_ascii=False, sort_keys=True))

    def _read(self, rule: Rule) -> dict[str, Any]:
        document = self.model.documents[rule.document]
        default = self.model.rules.get(document.default_due) if rule.has_default_due else None
        roles = {
            name: role.when
            for name in (rule.bearer, rule.about, rule.addressee)
            if (role := self.words.roles.get(name)) is not None
        }
        around = {
            "in_force": document.in_force,
            "default": default.due if default else None,
            "applies_to": self.model.spoken_to(rule),
        }
        texts = [*_expressions(rule), *roles.values(), *around.values()]
        names, parameters, computed = self._closure(rule, [t for t in texts if t is not None])
        lists = {name: _years(self.words.entities[name]) for name in names if name in self.words.entities}
        kinds = {"year": self.words.year, **self.words.periods}
        periods = {name: kinds[name] for name in names if name in kinds}
        return {
            "roles": {name: _text(when) for name, when in roles.items()},
            "document": {key: _text(told) for key, told in around.items()},
            "default force": default.force if default else "",
            "computed": computed,
            "lists": lists,
            "periods": {name: [p.first, p.length, p.named_by] for name, p in periods.items()},
            "scales": {s: self.words.scales[s] for n in rule.norms if (s := n.grading) in self.words.scales},
            _PARAMETERS: {
                name: _parameter(self.words.parameters[name], rule)
                for name in self._cells(parameters)
                if name in self.words.parameters
            },
        }

    def _closure(
        self, rule: Rule, texts: list[Expression]
    ) -> tuple[set[str], set[str], dict[str, list[str]]]:
        """All names and parameters that the texts name, and the texts behind those that are computed."""
        names, parameters = _named(rule)
        computed: dict[str, list[str]] = {}
        ahead = texts
        while ahead:
            for text in ahead:
                own = self._names_in(text)
                names |= own[0]
                parameters |= own[1]
            for entity in [self.words.entities[n] for n in names if n in self.words.entities]:
                names |= {*entity.dated_by, entity.for_year} - {""}
                if entity.counted.startswith(f"{_PARAMETERS}."):
                    parameters.add(entity.counted.partition(".")[2])
            found = {key: told for key, told in self._behind(names) if key not in computed}
            computed |= {key: [_text(told), softened] for key, (told, softened) in found.items()}
            ahead = [told for told, _ in found.values()]
        return names, parameters, computed

    def _behind(self, names: set[str]) -> Iterator[tuple[str, tuple[Expression, str]]]:
        """What computes the names, each by its name; of a name that a rule defines its `force` too."""
        for name in names:
            measure, entity = self.words.measures.get(name), self.words.entities.get(name)
            if measure is not None and measure.derived is not None:
                yield name, (measure.derived, "")
            if name in self._defined:
                told, by = self._defined[name]
                yield name, (told, by.force)
            for attribute in entity.attributes.values() if entity is not None else ():
                if attribute.name in names and attribute.derived is not None:
                    yield f"{name}.{attribute.name}", (attribute.derived, "")

    def _names_in(self, told: Expression) -> tuple[frozenset[str], frozenset[str]]:
        """The names in a text, and the parameters in it."""
        if told.text not in self._names:
            named = [n for n in _walk(parse(told.text, place=told.place)) if isinstance(n, Name | Path)]
            of_parameters = [n for n in named if isinstance(n, Path) and n.source == Name(_PARAMETERS)]
            names = {n.name for n in named if n not in of_parameters}
            self._names[told.text] = frozenset(names), frozenset(n.name for n in of_parameters)
        return self._names[told.text]

    def _cells(self, parameters: Iterable[str]) -> Iterator[str]:
        """The parameters, and of sets and tables those of their labels."""
        for name in parameters:
            cells = self.words.cells.get(name)
            yield from [name] if cells is None else map(cells.cell, cells.labels)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _full(value: Any) -> Any:
    """The data without what is empty: a key that comes to be known moves no digest of a rule without it."""
    if isinstance(value, Mapping):
        full = {key: _full(each) for key, each in value.items()}
        return {key: each for key, each in full.items() if each not in (None, "", [], {})}
    return [_full(each) for each in value] if isinstance(value, list | tuple) else value


def _norm(rule: Rule) -> dict[str, Any]:
    """A rule without what only helps to read it: id, title, gloss, doubt, see, examples."""
    return {
        "text": rule.text,
        "governed_by": rule.governed_by,
        "kind": rule.kind,
        "who": [rule.bearer, rule.about, rule.addressee],
        "applies": _text(rule.applies),
        "for each": [[step.name, _text(step.source)] for step in rule.for_each],
        "period": _text(rule.period),
        "due": _text(rule.due),
        "readings": {
            key: [r.by, {value: _text(told) for value, told in r.options.items()}]
            for key, r in rule.readings.items()
        },
        "requires": _text(rule.requires),
        "grading": rule.grading,
        "force": rule.force,
        "defines": {name: _text(told) for name, told in rule.defines.items()},
        "degree": [[d.name, _text(d.when)] for d in rule.degrees],
        "limbs": {name: _norm(limb) for name, limb in rule.limbs.items()},
        "versions": [
            [_text(v.since), v.by, v.status, None if v.norm is None else _norm(v.norm)] for v in rule.versions
        ],
        "version_on": _text(rule.version_on),
    }


def _text(told: Expression | None) -> str:
    """A condition, however it is broken into lines."""
    return "" if told is None else " ".join(told.text.split())


def _expressions(rule: Rule) -> Iterator[Expression]:
    """All conditions and days of a rule, its limbs and versions among them; no keywords."""
    for norm in (rule, *rule.norms):
        days = (norm.period, norm.due, *(t for r in norm.readings.values() for t in r.options.values()))
        yield from (d for d in days if d is not None and _is_condition(d))
        said = (norm.applies, norm.requires, norm.version_on, *norm.defines.values())
        yield from (e for e in said if e is not None)
        yield from (step.source for step in norm.for_each)
        yield from (degree.when for degree in norm.degrees)
    yield from (version.since for version in rule.versions if version.since is not None)


def _is_condition(day: Expression) -> bool:
    return day.text not in ("default", "open", "year") and not day.text.startswith("rolling ")


def _named(rule: Rule) -> tuple[set[str], set[str]]:
    """The names, and the parameters, that a rule names otherwise than in a condition."""
    names, parameters = set[str](), {*rule.read_by}
    for norm in (rule, *rule.norms):
        listed = norm.readings.get("period")
        periods = (norm.period, *(listed.options.values() if listed else ()))
        names |= {period.text for period in periods if period is not None}
        parameters |= {key for key in ("due", "period") if _is_open(getattr(norm, key))}
        if norm.grading and norm.requires is None:
            parameters.add("pass_mark")
    if rule.addressee.startswith(f"{_PARAMETERS}."):
        parameters.add(rule.addressee.partition(".")[2])
    return names, parameters


def _is_open(day: Expression | None) -> bool:
    return day is not None and day.text == "open"


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _walk(child)


def _years(entity: Entity) -> list[Any]:
    """By what the records of a list belong to a year."""
    told = [list(entity.dated_by), entity.for_year, entity.counted]
    return told if any(told) else []


def _parameter(parameter: Parameter, rule: Rule) -> dict[str, Any]:
    """What a parameter may be, and what it is where the ruleset sets it, for this rule."""
    kind = parameter.type
    ends = {"from": kind.low, "to": kind.high}
    own = parameter.rule_values.get(rule.id)
    return {
        "type": kind.kind,
        "labels": list(kind.labels),
        "unit": [list(factor) for factor in kind.unit or ()],
        **{key: None if end is None else str(end) for key, end in ends.items()},
        "places": None if kind.places is None else str(kind.places),
        "nullable": "null" if kind.nullable else "",
        "one_of": [_value(v) for v in parameter.one_of],
        "values": [[day, _value(v)] for day, v in parameter.values],
        "own": None if own is None else _value(own),
    }


def _value(value: Value) -> list[Any]:
    """A value as data."""
    if isinstance(value, Labels):
        return ["any" if value.members is None else sorted(value.members), value.null]
    if isinstance(value, Num):
        return [str(value.lo), str(value.hi), value.null]
    return [value.lo, value.hi]
