"""Decisions on readings: what an office has settled of what the words leave open, by whom and since when.

A decision narrows parameters within their listed readings; it never adds one. Which decisions count for a
unit and a year is told by `reference.decided`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from pathlib import Path

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.documents import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    from_data,
    parse_json,
    parse_yaml,
    read_text,
)
from policy_rules.errors import Fault, Place, RulesetError, near_miss, printed
from policy_rules.ruleset.cells import each_parameter
from policy_rules.ruleset.declared_gone import gone_parameter
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.left_open import Days, leaves_open, open_filled, part_left, values_between
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.parameters import left_to_people, set_parameter
from policy_rules.ruleset.profile import MarkTypes
from policy_rules.ruleset.shapes import YEAR, Fields, read_day, read_section
from policy_rules.ruleset.superseding import superseded
from policy_rules.values.known import INF, Value
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import Expression, Parameter

LIMIT = 1024 * 1024
"""The largest file of decisions read, in bytes."""
DecisionsLike = str | Path | AbstractMapping[str, object]
"""The name of a file of the ruleset's `decisions/`, the path of another, or a mapping of the same form."""


@frozen
class Decision:
    """One decision: what it settles, for which years and units, and what it rests on.

    `years` is None where it counts for every year. `settles` holds the parameters with the values decided
    alone; `named` are the (parameter, rule) for which it says something of a rule of its own. `digest`: that
    of the decision as written, SHA-256.
    """

    id: str
    document: str
    decided_by: str
    decided_on: datetime.date
    published_on: datetime.date | None
    years: frozenset[int] | None
    units: Expression | None
    ground: str
    supersedes: tuple[str, ...]
    settles: AbstractMapping[str, Parameter]
    named: frozenset[tuple[str, str]]
    illustrative: bool = False
    place: Place = field(default=Place(), eq=False)
    digest: str = ""

    @property
    def known_on(self) -> datetime.date:
        """Since when it could be known."""
        return self.published_on or self.decided_on

    def counts_for(self, year: int | None) -> bool:
        """Whether it counts for the year; where no year is asked for, only one for all years does."""
        return self.years is None or year in self.years

    def is_late(self, year: int, years: Periods) -> bool:
        """Whether it was published after the year had begun that it is about; `years`: what a year is."""
        return self.known_on.toordinal() > years.first_day(year)


@frozen(eq=False)
class Decisions:
    """The decisions that an assessment takes; `written` is their files as JSON, by name."""

    decisions: tuple[Decision, ...]
    written: tuple[tuple[str, str], ...]

    @property
    def illustrative(self) -> bool:
        """Whether one of them is invented to try the rules out."""
        return any(d.illustrative for d in self.decisions)

    @property
    def digest(self) -> str:
        """SHA-256 of the files as written."""
        return hashlib.sha256(json.dumps(self.written, ensure_ascii=False).encode()).hexdigest()


Taken = Decisions | DecisionsLike | list[DecisionsLike] | tuple[DecisionsLike, ...] | None
"""Decisions on readings that an assessment takes."""


def read_decisions(model: RulesetModel, *given: DecisionsLike) -> Decisions:
    """The decisions of the files; raises RulesetError with all faults of all of them."""
    faults: list[Fault] = []
    found: list[Decision] = []
    written: list[tuple[str, str]] = []
    for one in given:
        node, name = _tree(model, one, faults)
        if node is not None:
            written.append((name, json_text(node)))
            found += _decisions(model, node, faults)
    _check_together(found, faults)
    if faults:
        raise RulesetError(faults)
    return Decisions(tuple(found), tuple(written))


def decisions_again(model: RulesetModel, written: tuple[tuple[str, str], ...]) -> Decisions:
    """The decisions that a record holds; raises RulesetError where they do not fit the ruleset any more."""
    faults: list[Fault] = []
    found: list[Decision] = []
    for name, text in written:
        nodes, wrong = parse_json(text, name)
        faults += wrong
        for node in nodes:
            found += _decisions(model, node, faults)
    if faults:
        raise RulesetError(faults)
    return Decisions(tuple(found), written)


def _tree(model: RulesetModel, given: DecisionsLike, faults: list[Fault]) -> tuple[Node | None, str]:
    """The tree of a file, or of what is given in its place, and its name."""
    if isinstance(given, AbstractMapping):
        node, wrong = from_data(given, "decisions")
        faults += wrong
        return node, "decisions"
    if not isinstance(given, str | os.PathLike):
        hint = "give the name of a file of decisions, its path, or what it holds"
        faults.append(Fault(f"`{printed(given)}` holds no decisions", hint=hint))
        return None, ""
    name = os.fsdecode(given)
    if name in model.decisions:
        found = model.decisions[name]
        assert isinstance(found, Mapping)
        return found, name
    path = Path(name)
    if not _is_file(path):
        hint = near_miss(name, model.decisions) or "decisions of the ruleset: " + (
            ", ".join(model.decisions) or "none"
        )
        faults.append(
            Fault(f"no decisions `{name}`: no file, and the ruleset has none of that name", hint=hint)
        )
        return None, name
    text, wrong = read_text(path, LIMIT, name)
    faults += wrong
    if text is None:
        return None, path.stem
    nodes, wrong = (parse_json if path.suffix == ".json" else parse_yaml)(text, name)
    faults += wrong
    return (nodes[0] if nodes else None), path.stem


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that the system takes for none
        return False


def _decisions(model: RulesetModel, node: Node, faults: list[Fault]) -> Iterator[Decision]:
    fields = read_section(node, SECTIONS["decisions on readings"], faults)
    for item in fields.items("decisions"):
        found = _decision(model, item, illustrative=fields.flag("illustrative"), faults=faults)
        if found is not None:
            yield found


def _decision(model: RulesetModel, node: Node, *, illustrative: bool, faults: list[Fault]) -> Decision | None:
    before = len(faults)
    fields = read_section(node, SECTIONS["a decision"], faults)
    years = _years(fields, faults)
    settles, named = _settles(model, fields, faults, _days_of(model, years))
    decided_on = read_day(fields.text("decided_on"))
    published_on = read_day(fields.text("published_on"))
    if decided_on and published_on and published_on < decided_on:
        scalar = fields.scalar("published_on")
        assert scalar is not None
        faults.append(scalar.fault("published before it was decided", f"it was decided on {decided_on}"))
    units = fields.scalar("units")
    if len(faults) > before or decided_on is None:
        return None
    return Decision(
        fields.text("id"),
        fields.text("document"),
        fields.text("decided_by"),
        decided_on,
        published_on,
        years,
        Expression(units.text, units.begin) if units else None,
        fields.text("ground"),
        tuple(s.text for s in fields.texts("supersedes")),
        settles,
        named,
        illustrative,
        node.begin if isinstance(node, Scalar) else node.place,
        hashlib.sha256(json_text(node).encode()).hexdigest(),
    )


def _years(fields: Fields, faults: list[Fault]) -> frozenset[int] | None:
    """The years that a decision counts for; None for `all`."""
    texts = fields.texts("years")
    if [t.text for t in texts] == ["all"]:
        return None
    hint = "write years such as `2024`, or `all`"
    given = fields.get("years")
    if isinstance(given, Sequence) and not given.items:
        faults.append(given.fault("a decision for no year", hint))
    faults += [t.fault(f"`{t.text}` is no year", hint) for t in texts if not YEAR.fullmatch(t.text)]
    return frozenset(int(t.text) for t in texts if YEAR.fullmatch(t.text))


def _days_of(model: RulesetModel, years: frozenset[int] | None) -> Days:
    """The days of the years that a decision is for."""
    if not years:
        return -INF, INF
    return model.vocabulary.year.first_day(min(years)), model.vocabulary.year.last_day(max(years))


def _settles(
    model: RulesetModel, fields: Fields, faults: list[Fault], days: Days
) -> tuple[dict[str, Parameter], frozenset[tuple[str, str]]]:
    settled: dict[str, Parameter] = {}
    named: set[tuple[str, str]] = set()
    given = fields.mapping("settles")
    entries = list(given.entries) if given else []
    if given is not None and not entries:
        faults.append(
            given.fault("a decision that settles nothing", "write the parameters with their values")
        )
    for key, value in each_parameter(model.vocabulary.cells, entries, faults):
        declared = model.vocabulary.parameters.get(key.text)
        if declared is None:
            hint = near_miss(key.text, model.vocabulary.parameters)
            unknown = f"`{key.text}` is no parameter of the ruleset `{model.name}`", hint
            faults.append(key.fault(*(gone_parameter(key.text, model.vocabulary) or unknown)))
            continue
        if declared.left:
            faults.append(left_to_people(declared, key))
            continue
        if declared.type.kind == "table":
            no_reading = f"`{key.text}` is a table of sheets, and no reading of the words"
            faults.append(key.fault(no_reading, "set it in parameters.yaml or in a profile"))
            continue
        if isinstance(value, Scalar) and value.null:
            faults.append(value.fault(f"nothing is decided on `{key.text}`", "leave the line out"))
            continue
        rules = value.entries if declared.per_rule and isinstance(value, Mapping) else ()
        own = frozenset(rule.text for rule, _ in rules if rule.text in model.rules)
        told = set_parameter(evolve(declared, rule_values={}), value, MarkTypes(model), faults, None)
        left = _of_what_is_left(declared, told, own, days)
        if (
            left is None
            and "[" in key.text
            and [v for _, v in declared.values] == [v for _, v in told.values]
        ):
            continue  # a set or a table is written whole, with what stands already
        if left is None:
            faults.append(_set_already(key, declared, own, days))
            continue
        settled[key.text] = left
        named |= {(key.text, rule) for rule in own}
    return settled, frozenset(named)


def _of_what_is_left(
    declared: Parameter, told: Parameter, own: frozenset[str], days: Days
) -> Parameter | None:
    """What a decision on some days says, where the ruleset leaves it open then; None where it does not.

    A value for every rule is for those of which the ruleset says nothing; `own` are the rules that it names.
    """
    if not declared.per_rule:
        value = told.values[-1][1] if told.values else None
        if value is None or not declared.values:
            return told
        return open_filled(declared, value) if leaves_open(declared, value, days) else None
    found: dict[str, Value] = {}
    for rule, value in told.rule_values.items():
        now = declared.rule_values.get(rule)
        if now is not None and rule not in own:
            continue
        left = value if now is None else None if now.settled else part_left(now, value)
        if left is None:
            return None
        found[rule] = left
    return None if told.rule_values and not found else evolve(told, rule_values=found)


def _set_already(key: Scalar, declared: Parameter, own: frozenset[str], days: Days) -> Fault:
    """That the ruleset has set what a decision is to settle, or a part of it."""
    named = [rule for rule in sorted(own) if rule in declared.rule_values]
    name = f"{declared.name} of {named[0]}" if named else declared.name
    now = [declared.rule_values[rule] for rule in named] or values_between(declared, days)
    if any(value is not None and not value.settled for value in now):
        return key.fault(
            f"`{name}` is set by the ruleset in part, and the value lies outside of what it leaves open"
        )
    told = f"`{name}` is set by the ruleset: nothing is left open that could be decided"
    return key.fault(told, "a decision narrows what the words leave open")


def _check_together(found: list[Decision], faults: list[Fault]) -> None:
    """Every id stands once, and what is superseded is there."""
    seen: dict[str, Decision] = {}
    for decision in found:
        first = seen.setdefault(decision.id, decision)
        if first is not decision:
            faults.append(
                Fault(
                    f"two decisions are called `{decision.id}`",
                    decision.place,
                    f"the other is at {first.place}",
                )
            )
    for decision in found:
        for id_ in decision.supersedes:
            if id_ not in seen:
                hint = near_miss(id_, seen) or "give the decision that is superseded too"
                faults.append(
                    Fault(f"`{decision.id}` supersedes `{id_}`, which is not given", decision.place, hint)
                )
            elif id_ == decision.id:
                faults.append(Fault(f"`{id_}` supersedes itself", decision.place))
            elif decision.id in superseded(seen[id_], seen):
                told = f"`{decision.id}` supersedes `{id_}`, by which it is superseded itself"
                faults.append(Fault(told, decision.place, "leave out that of the earlier one"))


def json_text(node: Node) -> str:
    """A tree as JSON that is read as the same tree."""
    if isinstance(node, Scalar):
        plain = not node.quoted and (node.null or node.text in ("true", "false") or _is_number(node.text))
        return ("null" if node.null else node.text) if plain else json.dumps(node.text, ensure_ascii=False)
    if isinstance(node, Sequence):
        return "[" + ", ".join(json_text(item) for item in node.items) + "]"
    entries = (
        f"{json.dumps(key.text, ensure_ascii=False)}: {json_text(value)}" for key, value in node.entries
    )
    return "{" + ", ".join(entries) + "}"


def _is_number(text: str) -> bool:
    try:
        return isinstance(json.loads(text), int | float)
    except ValueError:
        return False


def without(decisions: Decisions, parameters: frozenset[str]) -> Decisions:
    """The decisions without what they say of some parameters."""
    return Decisions(
        tuple(
            evolve(d, settles={name: p for name, p in d.settles.items() if name not in parameters})
            for d in decisions.decisions
        ),
        decisions.written,
    )
