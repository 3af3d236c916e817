"""The kinds of units that a ruleset names for its readers: each by facts about the unit itself."""

from __future__ import annotations

from policy_rules.documents import Scalar
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import UnitKind
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.typed_values import read_point
from policy_rules.vocabulary import Vocabulary


def read_unit_kinds(header: Fields, vocabulary: Vocabulary, faults: list[Fault]) -> dict[str, UnitKind]:
    """What `unit_kinds` of `ruleset.yaml` says, by name; each fact must be one that a unit can have."""
    found: dict[str, UnitKind] = {}
    given = header.mapping("unit_kinds")
    for name, node in given.entries if given else ():
        fields = read_section(node, SECTIONS["a kind of unit"], faults)
        facts = fields.mapping("facts")
        told = {}
        for key, value in facts.entries if facts else ():
            if isinstance(value, Scalar) and _is_fact(key, value, vocabulary, faults):
                told[key.text] = value.text
        found[name.text] = UnitKind(name.text, told, fields.text("zh"), fields.text("en"))
    return found


def _is_fact(key: Scalar, value: Scalar, vocabulary: Vocabulary, faults: list[Fault]) -> bool:
    unit = vocabulary.entities.get("unit")
    known = {name: a for name, a in unit.attributes.items() if a.derived is None} if unit else {}
    if key.text not in known:
        hint = near_miss(key.text, known) or "name attributes of `unit`"
        faults.append(key.fault(f"a unit has no attribute `{key.text}`", hint))
        return False
    wrong = read_point(value, known[key.text].type, f"unit.{key.text}")
    if isinstance(wrong, Fault):
        faults.append(wrong)
        return False
    return True
