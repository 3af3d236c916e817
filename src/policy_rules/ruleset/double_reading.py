"""The double readings of a ruleset: each rule read from its words, then its condition held against them.

They stand in `readings/` of its folder, and are read only when asked for: nothing that is judged reads them.
How they are written is told in docs/double-reading.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from typing import Any

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.documents import RULESET_LIMIT, Mapping, Node, Scalar, describe, read_file
from policy_rules.errors import Fault, Place, RulesetError, near_miss
from policy_rules.messages import LANGUAGES
from policy_rules.ruleset.cross_check import check_example
from policy_rules.ruleset.folder import ENDINGS, MUTANTS, READINGS, files_below
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import Example, RulesetModel
from policy_rules.ruleset.reading_keys import FAITHFUL
from policy_rules.ruleset.rule_file import outcomes, read_example
from policy_rules.ruleset.shapes import Fields, read_section

ABOUT = "about"
"""The name, without its ending, of the file that says what is asked of the readings."""


@frozen
class Family:
    """Norms whose operative verb is of one sort."""

    name: str
    zh: str = ""
    en: str = ""
    means: str = ""


@frozen
class LeftOpen:
    """A question that the words do not settle, with all its answers.

    `shared_as` is the question that is asked of many rules, or `own`.
    """

    asks: str
    readings: tuple[str, ...]
    shared_as: str = "own"


@frozen
class FirstReading:
    """What the words oblige, read with the condition covered. `words` is the digest of what was read.

    `satisfied`, `violated` and `unknown` are "" where nothing can be said to be so: a definition.
    `dropped` pairs words that are no test with the reason.
    """

    words: str
    family: str
    who: str
    satisfied: str
    violated: str
    unknown: str
    when: str
    left_open: tuple[LeftOpen, ...]
    dropped: tuple[tuple[str, str], ...]


@frozen
class ReadingWitness:
    """Facts on which a rule departs from its words.

    The `case` tells as expected what the rule gives, and `words` what the words give.
    """

    case: Example
    words: str | AbstractMapping[str, str]
    why: str = ""


@frozen
class SecondReading:
    """What the condition makes of the words. `rule` is the digest of the rule and of all that it reads."""

    rule: str
    verdict: str
    witness: ReadingWitness | None = None
    note: str = ""


@frozen
class ToldAgain:
    """Both readings in another language: `first` with the keys that are told, of the rest the texts."""

    first: AbstractMapping[str, Any]
    note: str = ""
    why: str = ""
    settled: tuple[str, str] | None = None


@frozen
class DoubleReading:
    """The readings of one rule; `settled` says how a disagreement of the two ended, and on what ground.

    `again` has them by another language, where they are told in it (`in_language`).
    """

    first: FirstReading
    second: SecondReading | None = None
    settled: tuple[str, str] | None = None
    place: Place = field(default=Place(), eq=False)
    again: AbstractMapping[str, ToldAgain] = field(factory=dict)

    def in_language(self, language: str) -> DoubleReading:
        """The readings in a language where they are told in it, else as they are written."""
        told = self.again.get(language)
        if told is None:
            return self
        second = self.second
        if second is not None:
            witness = second.witness and evolve(second.witness, why=told.why)
            second = evolve(second, note=told.note, witness=witness)
        return evolve(self, first=evolve(self.first, **told.first), second=second, settled=told.settled)


@frozen
class DoubleReadings:
    """The readings of a ruleset by rule, in the order of its rules.

    `required` is what `coverage` asks of every rule: "", `first` or `second`. `families` is empty where any
    text is a family. `there`: whether the ruleset has the folder.
    """

    there: bool
    required: str = ""
    families: AbstractMapping[str, Family] = field(factory=dict)
    by_rule: AbstractMapping[str, DoubleReading] = field(factory=dict)


def double_readings(model: RulesetModel) -> DoubleReadings:
    """The double readings of a ruleset; raises RulesetError with all faults of all files."""
    folder = model.root / READINGS
    files = files_below(folder) if folder.is_dir() else []
    files = [(n, path) for n, path in files if n.endswith(ENDINGS) and n.rsplit(".", 1)[0] != MUTANTS]
    faults: list[Fault] = []
    required, families = "", dict[str, Family]()
    trees = []
    for name, path in files:
        nodes, wrong = read_file(path, RULESET_LIMIT)
        faults += wrong
        for node in nodes:
            if name.rsplit(".", 1)[0] == ABOUT:
                required, families = _about(node, faults)
            else:
                trees.append(node)
    found: dict[str, DoubleReading] = {}
    for node in trees:
        for key, value in _entries(node, faults):
            _take(model, key, value, families, found, faults)
    if faults:
        raise RulesetError(sorted(faults, key=lambda f: (f.place.file, f.place.line, f.place.column)))
    in_order = {rule: found[rule] for rule in model.rules if rule in found}
    return DoubleReadings(bool(files), required, families, in_order)


def _about(node: Node, faults: list[Fault]) -> tuple[str, dict[str, Family]]:
    fields = read_section(node, SECTIONS["the double readings"], faults)
    told = fields.mapping("families")
    families = {}
    for key, value in told.entries if told else ():
        own = read_section(value, SECTIONS["a family"], faults)
        families[key.text] = Family(key.text, own.text("zh"), own.text("en"), own.text("means"))
    return fields.text("required"), families


def _entries(node: Node, faults: list[Fault]) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Mapping):
        yield from node.entries
    else:
        told = f"a file of readings needs ids of rules with their readings, not {describe(node)}"
        faults.append(node.fault(told, "write `<rule>: {first: …}`"))


def _take(
    model: RulesetModel,
    key: Scalar,
    node: Node,
    families: AbstractMapping[str, Family],
    found: dict[str, DoubleReading],
    faults: list[Fault],
) -> None:
    """Take the readings of one rule."""
    if key.text not in model.rules:
        hint = near_miss(key.text, model.rules) or "write the id of a rule"
        faults.append(key.fault(f"`{key.text}` is no rule of the ruleset `{model.name}`", hint))
    fields = read_section(node, SECTIONS["a double reading"], faults)
    first = _first(fields.get("first"), families, faults)
    second = _second(model, fields.get("second"), faults)
    again: dict[str, ToldAgain] = {
        language: _again(fields.nodes[language], faults) for language in LANGUAGES if language in fields
    }
    if key.text in found:
        told = f"`{key.text}` is read twice over"
        faults.append(key.fault(told, f"the other reading is at {found[key.text].place}"))
    elif first is not None:
        found[key.text] = DoubleReading(first, second, _settled(fields, faults), key.place, again)


def _first(
    node: Node | None, families: AbstractMapping[str, Family], faults: list[Fault]
) -> FirstReading | None:
    if node is None:
        return None
    fields = read_section(node, SECTIONS["a first reading"], faults)
    family = fields.scalar("family")
    for name in family.text.split("+") if family is not None and families else ():
        if name.strip() not in families:
            assert family is not None
            hint = near_miss(name.strip(), families) or "families: " + ", ".join(families)
            faults.append(family.fault(f"`{name.strip()}` is no family of the readings", hint))
    return FirstReading(words=fields.text("words"), family=fields.text("family"), **_told(fields, faults))


def _told(fields: Fields, faults: list[Fault]) -> dict[str, Any]:
    """What a first reading tells in a language."""
    dropped = [read_section(item, SECTIONS["a dropped piece"], faults) for item in fields.items("dropped")]
    return {
        "who": fields.text("who"),
        **{key: _text(fields, key) for key in ("satisfied", "violated", "unknown")},
        "when": fields.text("when"),
        "left_open": tuple(_left_open(item, faults) for item in fields.items("open")),
        "dropped": tuple((one.text("words"), one.text("why")) for one in dropped),
    }


def _again(node: Node, faults: list[Fault]) -> ToldAgain:
    fields = read_section(node, SECTIONS["a reading told again"], faults)
    told = _told(fields, faults)
    return ToldAgain(told, fields.text("note"), fields.text("why"), _settled(fields, faults))


def _settled(fields: Fields, faults: list[Fault]) -> tuple[str, str] | None:
    node = fields.get("settled")
    if node is None:
        return None
    own = read_section(node, SECTIONS["a settlement"], faults)
    return own.text("how"), own.text("note")


def _text(fields: Fields, key: str) -> str:
    """The text of a key whose value may be null."""
    value = fields.scalar(key)
    return "" if value is None or value.null else value.text


def _left_open(node: Node, faults: list[Fault]) -> LeftOpen:
    fields = read_section(node, SECTIONS["a question left open"], faults)
    readings = fields.texts("readings")
    if "readings" in fields and not readings:
        hint = "give all that a careful lawyer could sign: each in plain words, or a range"
        faults.append(node.fault("a question left open has no readings", hint))
    return LeftOpen(fields.text("asks"), tuple(r.text for r in readings), fields.text("as") or "own")


def _second(model: RulesetModel, node: Node | None, faults: list[Fault]) -> SecondReading | None:
    if node is None:
        return None
    fields = read_section(node, SECTIONS["a second reading"], faults)
    verdict, witness = fields.scalar("verdict"), fields.get("witness")
    if verdict is not None and witness is None and verdict.text != FAITHFUL and _lacks(node, "witness"):
        hint = (
            "witness: {given: …, landed: …, words: …}: the smallest facts on which it departs from the words"
        )
        faults.append(verdict.fault(f"`{verdict.text}` needs a witness", hint))
    if verdict is not None and witness is not None and verdict.text == FAITHFUL:
        hint = "a witness against the rule as it was is an example of the rule now"
        faults.append(witness.fault("a faithful rule has no witness against it", hint))
    shown = _witness(model, witness, faults) if witness is not None else None
    return SecondReading(fields.text("rule"), fields.text("verdict"), shown, fields.text("note"))


def _lacks(node: Node, key: str) -> bool:
    return isinstance(node, Mapping) and key not in node


def _witness(model: RulesetModel, node: Node, faults: list[Fault]) -> ReadingWitness | None:
    fields = read_section(node, SECTIONS["a witness"], faults)
    check_example(model, node, faults)
    landed, words = (outcomes(fields, key, faults) if key in fields else "" for key in ("landed", "words"))
    if landed and landed == words:
        hint = "a witness shows where the two differ"
        faults.append(node.fault("the rule gives what the words give", hint))
    found = read_example(fields, landed)
    return None if found is None else ReadingWitness(found, words, fields.text("why"))
