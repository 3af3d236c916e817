"""Clause files: the rules of one clause, as data; their words are looked up by `citation`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, Place, near_miss
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import (
    ROLLING,
    UNBREAKABLE,
    Degree,
    Example,
    Iteration,
    ListedReadings,
    Rule,
)
from policy_rules.ruleset.shapes import DAY, YEAR, Fields, read_day, read_section
from policy_rules.ruleset.tensions import read_see
from policy_rules.ruleset.told_texts import text_by_language
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.vocabulary import Expression

OUTCOMES = ("satisfied", "violated", "pending", "unknown", "not_applicable", "excepted")
FILE_NAME = re.compile(r"([0-9A-Za-z.]+)(?:-[^/]*)?")
_RULE_ID = re.compile(r"[^\W_][\w.-]*")
_TEXTS = ("applies", "due", "requires")
_LENGTH = re.compile(r"P[1-9]\d{0,2}Y|P[1-9]\d{0,3}M|P[1-9]\d{0,4}D")
_OPENING, _CLOSING = "([{（［｛", ")]}）］｝"


@frozen
class ClauseFile:
    """A clause file as read: its keys, and the rules whose form is right."""

    file: str
    document: str
    number: str
    clause: Scalar
    title: str
    rules: tuple[RuleNode, ...]


@frozen
class RuleNode:
    """A rule with the checked values of its keys, for faults found later."""

    rule: Rule
    fields: Fields = field(repr=False)


def read_clause_file(
    node: Node, file: str, document: str, stem: str, faults: list[Fault]
) -> ClauseFile | None:
    """The clause of a file named `<number>-<slug>.yaml`; None where it has no number or rules."""
    name = FILE_NAME.fullmatch(stem)
    if name is None:
        told = "the file's name does not begin with the clause's number"
        faults.append(Fault(told, Place(file), "name it `<clause number>-<slug>.yaml`"))
        return None
    fields = read_section(node, SECTIONS["a clause file"], faults)
    clause = fields.scalar("clause")
    rules = [_read_rule(item, document, name[1], faults) for item in _rule_nodes(node)]
    if clause is None:
        return None
    made = tuple(rule for rule in rules if rule is not None)
    return ClauseFile(file, document, name[1], clause, fields.text("title"), made)


def _rule_nodes(node: Node) -> Iterator[Mapping]:
    """The rules of a file, also where another rule of it is no mapping at all."""
    rules = node.get("rules") if isinstance(node, Mapping) else None
    for item in rules if isinstance(rules, Sequence) else ():
        if isinstance(item, Mapping):
            yield item


def _read_rule(node: Mapping, document: str, clause: str, faults: list[Fault]) -> RuleNode | None:
    fields = read_section(node, SECTIONS["a rule"], faults)
    identity = fields.scalar("id")
    if identity is None:
        return None
    if not _RULE_ID.fullmatch(identity.text):
        faults.append(identity.fault(f"`{identity.text}` is no id", "use letters, digits, `-`, `_` and `.`"))
    kind = fields.text("kind") or "duty"
    seen = tuple(read_see(fields, faults))
    rule = Rule(
        id=identity.text,
        text=fields.text("text"),
        title=fields.text("title"),
        gloss=fields.text("gloss"),
        document=document,
        clause=clause,
        bearer=fields.text("bearer"),
        about=fields.text("about") or fields.text("bearer"),
        kind=kind,
        governed_by=fields.text("governed_by"),
        addressee=fields.text("addressee"),
        applies=_expression(fields, "applies", faults),
        for_each=iterations(fields, faults),
        period=period_told(fields, faults),
        due=_expression(fields, "due", faults),
        requires=_expression(fields, "requires", faults),
        grading=fields.text("grading"),
        force=fields.text("force"),
        version_on=_expression(fields, "version_on", faults),
        applies_to=_expression(fields, "applies_to", faults),
        readings=readings_of_days(fields, faults),
        doubt=text_by_language(fields.mapping("doubt"), faults) if "doubt" in fields else {},
        defines=_defines(fields, faults),
        degrees=tuple(_degrees(fields, faults)),
        see={other: told.get("") or told.get("en") or told.get("zh", "") for other, told, _ in seen},
        see_in={other: told for other, told, _ in seen if told and "" not in told},
        tensions=tuple(other for other, _, collides in seen if collides),
        examples=tuple(_examples(fields, faults)),
        place=identity.place,
        places={name: _begin(value) for name, value in fields.nodes.items()},
    )
    rule = _with_limbs(rule, fields, faults)
    _check_condition(rule, node, fields, faults)
    return RuleNode(rule, fields)


def _with_limbs(rule: Rule, fields: Fields, faults: list[Fault]) -> Rule:
    """The rule with its limbs; a key that a limb does not give is the rule's."""
    node, limbs = fields.mapping("limbs"), dict[str, Rule]()
    if node is None:
        return rule
    unread = [key.name for key in SECTIONS["a limb"].keys if key.name in fields]
    for key, value in node.entries:
        own = read_section(value, SECTIONS["a limb"], faults)
        unread = [name for name in unread if name in own]
        given: dict[str, Any] = {k: _expression(own, k, faults) for k in _TEXTS if k in own}
        given |= {"period": period_told(own, faults)} if "period" in own else {}
        given["readings"] = {k: r for k, r in rule.readings.items() if k not in own}
        given["readings"] |= readings_of_days(own, faults)
        given |= {k: own.text(k) for k in ("kind", "grading") if k in own}
        given |= {"for_each": iterations(own, faults)} if "for each" in own else {}
        places = {**rule.places, **{name: _begin(each) for name, each in own.nodes.items()}}
        limbs[key.text] = limb = evolve(rule, **given, places=places, place=key.place)
        _check_limb(limb, key, faults)
    assert isinstance(fields.node, Mapping)
    if "versions" in fields:
        unread = []  # it is told that limbs have none
    for key in (key for key, _ in fields.node.entries if len(limbs) > 1 and key.text in unread):
        told = f"each limb of `{rule.id}` gives `{key.text}`, so that of the rule is not read"
        faults.append(key.fault(told, "remove it, or leave the key out of a limb that is to have it"))
    if len(limbs) < 2:
        hint = "give at least two limbs, or write the keys of the one into the rule"
        faults.append(node.fault(f"`limbs` of `{rule.id}` holds no two norms", hint))
    scales = sorted({limb.grading for limb in limbs.values() if limb.grading})
    if len(scales) > 1:
        told = f"the limbs of `{rule.id}` are graded on several scales: {', '.join(scales)}"
        faults.append(node.fault(told, "an assessor gives a rule one grading: use one scale"))
    return evolve(rule, limbs=limbs, grading=scales[0] if scales else rule.grading)


def readings_of_days(fields: Fields, faults: list[Fault]) -> dict[str, ListedReadings]:
    """The due day and the period as far as they are open among readings."""
    found = {}
    for name in ("due", "period"):
        if (node := fields.mapping(name)) is None or "rolling" in node:
            continue
        own = read_section(node, SECTIONS["readings"], faults)
        by, told = own.scalar("by"), own.mapping("readings")
        if by is None or told is None:
            continue
        if not by.text.startswith("parameters."):
            faults.append(by.fault(f"`{by.text}` is no parameter", "write `parameters.` and its name"))
        for _, value in told.entries:
            if isinstance(value, Scalar) and value.text in ("open", "default"):
                hint = "write the day or the period itself"
                faults.append(value.fault(f"`{value.text}` is no reading", hint))
        options = {k.text: day_expression(v, faults) for k, v in told.entries if isinstance(v, Scalar)}
        found[name] = ListedReadings(by.text.removeprefix("parameters."), options)
    return found


def _check_limb(limb: Rule, key: Scalar, faults: list[Fault]) -> None:
    if not _RULE_ID.fullmatch(key.text):
        faults.append(key.fault(f"`{key.text}` is no name", "use letters, digits, `-`, `_` and `.`"))
    if limb.kind == "consequence":
        told = f"the limb `{key.text}` of `{limb.id}` is a consequence, which has a trigger of its own"
        faults.append(key.fault(told, "write a rule of its own for it"))
    if limb.kind not in UNBREAKABLE and limb.requires is None and not limb.grading:
        told = f"nothing says when the limb `{key.text}` of `{limb.id}`, a {limb.kind}, is satisfied"
        faults.append(key.fault(told, "write `requires`, `grading`, or another `kind`"))


def _begin(node: Node) -> Place:
    return node.begin if isinstance(node, Scalar) else node.place


def _check_condition(rule: Rule, node: Mapping, fields: Fields, faults: list[Fault]) -> None:
    """A rule that can be broken says what is required; a rule with a condition has examples."""
    identity = fields.scalar("id") or node
    conditioned = "requires" in node or "grading" in node or bool(rule.limbs)
    if rule.kind not in UNBREAKABLE and not conditioned:
        hint = "write `requires`, `grading`, or another `kind`"
        faults.append(identity.fault(f"nothing says when `{rule.id}`, a {rule.kind}, is satisfied", hint))
    given = fields.get("examples")
    if conditioned and "examples" not in node:
        faults.append(
            identity.fault(f"`{rule.id}` has a condition and no `examples`", "give at least one case")
        )
    elif isinstance(given, Sequence) and not given.items and conditioned:
        faults.append(given.fault("`examples` is empty", "give at least one case"))


def _expression(fields: Fields, key: str, faults: list[Fault]) -> Expression | None:
    """The FEEL text of a key; a bare day such as `2024-12-31` becomes `@"2024-12-31"`."""
    node = fields.scalar(key)
    return None if node is None else day_expression(node, faults)


def period_told(fields: Fields, faults: list[Fault]) -> Expression | None:
    """What stands under `period`; a rolling window as the words `rolling P12M`."""
    node = fields.mapping("period")
    if node is None:
        return _expression(fields, "period", faults)
    if "by" in node or "readings" in node:
        return None
    length = read_section(node, SECTIONS["a rolling window"], faults).scalar("rolling")
    if length is None:
        return None
    if not _LENGTH.fullmatch(length.text):
        told = f"`{length.text}` is no length of a rolling window"
        faults.append(length.fault(told, "write months, years or days: `P12M`, `P1Y`, `P90D`"))
    return Expression(f"{ROLLING} {length.text}", length.begin)


def day_expression(node: Scalar, faults: list[Fault]) -> Expression:
    """The FEEL text of a scalar, in which a bare day is written as FEEL writes it."""
    if DAY.fullmatch(node.text):
        if read_day(node.text) is None:
            faults.append(node.fault(f"the calendar has no day `{node.text}`"))
            return Expression('@"0001-01-01"', node.begin)  # told once
        return Expression(f'@"{node.text}"', node.begin)
    return Expression(node.text, node.begin)


def iterations(fields: Fields, faults: list[Fault]) -> tuple[Iteration, ...]:
    """The steps of `for each`."""
    node = fields.scalar("for each")
    if node is None:
        return ()
    steps: list[Iteration] = []
    for start, end in _pieces(node.text):
        piece = node.text[start:end]
        match = re.match(r"\s*(\S+)\s+in\s+(?=\S)", piece)
        if match is None:
            faults.append(
                node.fault_at(
                    start,
                    max(1, end - start),
                    f"`{piece.strip()}` is not `name in list`",
                    "write `x in list`",
                )
            )
            continue
        at = start + match.end()
        name, name_at = match[1], start + match.start(1)
        if not NAME.fullmatch(name) or name == "item":
            told = "is refused as a name" if name == "item" else "is not a name"
            faults.append(node.fault_at(name_at, len(name), f"`{name}` {told}", "use a letter or a word"))
        elif name in [step.name for step in steps]:
            faults.append(node.fault_at(name_at, len(name), f"the name `{name}` stands twice in `for each`"))
        steps.append(Iteration(name, Expression(node.text[at:end].rstrip(), _shifted(node, at))))
    return tuple(steps)


def _pieces(text: str) -> list[tuple[int, int]]:
    """The spans between commas that stand outside brackets and quotes."""
    spans, depth, start, quoted = [], 0, 0, False
    for index, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character in ",，" and depth == 0:
            spans.append((start, index))
            start = index + 1
    return [*spans, (start, len(text))]


def _shifted(node: Scalar, offset: int) -> Place:
    """The place of a character of a scalar's text."""
    begin = node.begin
    if not begin.line:
        return begin
    before = node.text[:offset]
    return Place(begin.file, begin.line + before.count("\n"), begin.column + len(before.split("\n")[-1]))


def _defines(fields: Fields, faults: list[Fault]) -> dict[str, Expression]:
    found = {}
    node = fields.mapping("defines")
    for key, value in node.entries if node else ():
        if not NAME.fullmatch(key.text):
            faults.append(
                key.fault(f"`{key.text}` cannot be written in a condition", "use letters, digits and `_`")
            )
        if isinstance(value, Scalar):
            found[key.text] = day_expression(value, faults)
    return found


def _degrees(fields: Fields, faults: list[Fault]) -> Iterator[Degree]:
    """The places of the rule's own scale, each name once."""
    seen: set[str] = set()
    for item in fields.items("degree"):
        own = read_section(item, SECTIONS["a degree"], faults)
        name, when = own.scalar("name"), _expression(own, "when", faults)
        if name is None or when is None:
            continue
        if name.text in seen:
            faults.append(name.fault(f"the degree `{name.text}` stands twice", "give each its own name"))
        seen.add(name.text)
        yield Degree(name.text, when, own.text("zh"), own.text("en"), own.text("means"))
    if fields.get("degree") is not None and fields.text("kind") in UNBREAKABLE:
        told = "nothing is satisfied more or less under a rule that nobody can break"
        hint = "leave `degree` out, or give the rule another `kind`"
        faults.append(fields.nodes["degree"].fault(told, hint))


def _examples(fields: Fields, faults: list[Fault]) -> Iterator[Example]:
    for item in fields.items("examples"):
        case = read_section(item, SECTIONS["an example"], faults)
        if "expect" in case and (made := read_example(case, outcomes(case, "expect", faults))) is not None:
            yield made


def read_example(case: Fields, expect: str | dict[str, str]) -> Example | None:
    """The example of a section that gives facts, and perhaps parameters, a day and a year."""
    given, settings = case.get("given"), case.mapping("set")
    if given is None:
        return None
    return Example(
        given,
        expect,
        {key.text: value for key, value in settings.entries} if settings else {},
        as_of=read_day(case.text("as_of")),
        year=int(case.text("year")) if YEAR.fullmatch(case.text("year")) else None,
        no_year=case.text("year") == "none",
        place=case.node.place,
    )


def outcomes(case: Fields, key: str, faults: list[Fault]) -> str | dict[str, str]:
    """The outcome that a key tells, or that of each instance."""
    node = case.get(key)
    if isinstance(node, Scalar):
        _check_outcome(node, faults)
        return node.text
    found = {}
    for name, value in node.entries if isinstance(node, Mapping) else ():
        if isinstance(value, Scalar):
            _check_outcome(value, faults)
            found[name.text] = value.text
    return found


def _check_outcome(node: Scalar, faults: list[Fault]) -> None:
    if node.text not in OUTCOMES:
        hint = near_miss(node.text, OUTCOMES) or "outcomes: " + ", ".join(OUTCOMES)
        faults.append(node.fault(f"`{node.text}` is no outcome", hint))
