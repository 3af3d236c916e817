"""Tensions: pairs of rules that collide, each with what either says of the other."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Scalar
from policy_rules.errors import Fault
from policy_rules.messages import LANGUAGES
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.told_texts import text_by_language


@frozen
class Tension:
    """Two rules in the order of the ruleset, and what each says that collides with the other."""

    first: str
    second: str
    first_says: str
    second_says: str


def read_see(fields: Fields, faults: list[Fault]) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Each rule that a rule sees, what it says of it by language, and whether that is a tension.

    What is told in one language alone stands under "".
    """
    node = fields.mapping("see")
    for key, value in node.entries if node else ():
        collides = isinstance(value, Mapping) and not {*LANGUAGES} & {name.text for name, _ in value.entries}
        if collides:
            said = read_section(value, SECTIONS["a tension"], faults).get("tension")
            yield key.text, text_by_language(said, faults), said is not None
        else:
            yield key.text, text_by_language(value, faults), False


def check_tension(model: RulesetModel, rule: Rule, other: Scalar, faults: list[Fault]) -> None:
    """What collides is said from both sides: a reader meets it at whichever rule is read first."""
    met = model.rules.get(other.text)
    if other.text in rule.tensions and met is not None and rule.id not in met.tensions:
        told = f"`{met.id}` does not say what collides with `{rule.id}`"
        hint = f"write `see: {{{rule.id}: {{tension: …}}}}` in `{met.id}` too"
        faults.append(other.fault(told, hint))


def tensions(model: RulesetModel) -> tuple[Tension, ...]:
    """All pairs, each once, in the order of the rules."""
    place = {id_: number for number, id_ in enumerate(model.rules)}
    return tuple(
        Tension(rule.id, other, rule.see[other], model.rules[other].see[rule.id])
        for rule in model.rules.values()
        for other in sorted(rule.tensions, key=place.__getitem__)
        if place[rule.id] < place[other]
    )
