"""How a ruleset joins the findings of a place's organs: words, or parameters that may be open."""

from __future__ import annotations

from policy_rules.documents import Scalar
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import PLACE_WORDS, Places
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.vocabulary import Vocabulary

_PARAMETER = "parameters."


def read_places(header: Fields, vocabulary: Vocabulary, faults: list[Fault]) -> Places | None:
    """What `places` of `ruleset.yaml` says; None where the ruleset knows no places."""
    node = header.mapping("places")
    if node is None:
        return None
    if "organs" in vocabulary.entities:
        told = "`organs` is the list of a place's organs, and the vocabulary declares an entity of that name"
        faults.append(node.fault(told, "name the entity otherwise"))
    fields = read_section(node, SECTIONS["places"], faults)
    for key, words in PLACE_WORDS.items():
        given = fields.scalar(key)
        if given is not None:
            _check(given, key, words, vocabulary, faults)
    return Places(fields.text("counted"), fields.text("gradings"))


def _check(
    given: Scalar, key: str, words: tuple[str, ...], vocabulary: Vocabulary, faults: list[Fault]
) -> None:
    """One of the words, or a parameter whose labels are such words."""
    listed = ", ".join(f"`{word}`" for word in words)
    name = given.text.removeprefix(_PARAMETER)
    if given.text == name:
        if name not in words:
            hint = near_miss(name, words) or f"possible: {listed}, or `parameters.x`"
            faults.append(given.fault(f"`{key}` of places is none of its readings: `{name}`", hint))
        return
    declared = vocabulary.parameters.get(name)
    if declared is None:
        known = vocabulary.parameters
        hint = near_miss(name, known) or f"declare it in parameters.yaml: `type: [{', '.join(words)}]`"
        faults.append(given.fault(f"`{name}` is no parameter of this ruleset", hint))
        return
    type = declared.type
    if type.kind != "label" or type.nullable or not set(type.labels) <= set(words) or declared.per_rule:
        told = f"the parameter `{name}` cannot say it: `{key}` of places is {' or '.join(words)}"
        faults.append(given.fault(told, f"type: [{', '.join(words)}], one value for all rules"))
