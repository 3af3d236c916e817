"""Facts bound to a vocabulary: every name known, every value of its type, or a fault with its place."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Node, Scalar, Untold, wide_colon
from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.facts.bind_exceptions import bind_exceptions, told_of_exceptions
from policy_rules.facts.bind_on_file import bind_corrections, bind_entries
from policy_rules.facts.bind_places import bind_samples, faults_of_places
from policy_rules.facts.bind_records import (
    bind_lists,
    bind_single,
    bind_unit_attributes,
    check_id,
)
from policy_rules.facts.bind_statements import (
    bind_complete,
    bind_gradings,
    bind_reported,
)
from policy_rules.facts.bind_succession import bind_succession
from policy_rules.facts.bind_told import faults_of_lists
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import Entry, Facts, Source, UnitFacts
from policy_rules.facts.facts_file import RawFacts, RawUnit
from policy_rules.facts.lines_told import with_lines_told
from policy_rules.facts.renamed import refused, renamed, with_old_names
from policy_rules.facts.sources_that_differ import settle
from policy_rules.facts.succession import with_succession
from policy_rules.ruleset.declared_precedence import read_precedence
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.label_names import label_names
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.shapes import Fields, read_day, read_section
from policy_rules.vocabulary import Vocabulary

EXAMPLE = "example"
"""The id of the unit of an example that names none."""


def bind(
    raw: RawFacts,
    model: RulesetModel | Vocabulary,
    rules: AbstractMapping[str, Rule] | None = None,
    *,
    lenient: bool = False,
) -> Facts:
    """The facts with every value typed against the vocabulary.

    `rules` are those that exceptions and gradings may name; they are the model's where it is one.
    `lenient` is for the examples of rules: `unit`, sources, and `by` and `date` of a completeness
    may be left out; a list without a date is then complete at all times.

    Raises:
        FactsError: names that nothing declares, values of a wrong type or out of their range, and
            whatever else cannot be used; all of it is told at once.
    """
    defaults: dict[str, str] = {}
    speaks_of_places = True
    if isinstance(model, RulesetModel):
        speaks_of_places = model.places is not None
        vocabulary, rules = model.vocabulary, model.rules if rules is None else rules
        defaults = {name: d.default_due for name, d in model.documents.items() if d.default_due}
    else:
        vocabulary = model
    faults: list[Fault] = []
    precedence = model.precedence if isinstance(model, RulesetModel) else ()
    if raw.precedence is not None:
        precedence = read_precedence(raw.precedence, vocabulary.registers, faults)
    units: dict[str, UnitFacts] = {}
    nodes: dict[str, Node] = {}
    notes: list[str] = []
    for item in raw.units:
        scope = Binding(
            with_old_names(vocabulary), rules, defaults, lenient, faults, labels=label_names(vocabulary)
        )
        unit, node = _bind_unit(item, scope)
        unit, read, wrong = renamed(unit, vocabulary)
        faults += wrong
        if read:
            told = ", ".join(f"`{old}` → `{new}`" for old, new in read.items())
            notes.append(f"`{unit.id}`: read by its old name: {told}")
        notes += told_of_exceptions(unit, scope)
        faults += faults_of_lists(unit, lenient=lenient)
        unit = settle(evolve(unit, precedence=precedence), vocabulary)
        if unit.id in units:
            hint = f"merge them first: `policy-rules merge`; the other is at {nodes[unit.id].place}"
            faults.append(node.fault(f"the unit `{unit.id}` is given twice", hint))
            continue
        units[unit.id], nodes[unit.id] = unit, node
    faults += _circles(units, nodes)
    faults += faults_of_places(units, nodes, declared=speaks_of_places)
    facts, more = with_succession(units, tuple(notes), years=vocabulary.year)
    faults += more
    if faults:
        faults = with_lines_told(faults, raw.units, vocabulary)
        raise FactsError(sorted(faults, key=lambda f: (f.place.file, f.place.line, f.place.column)))
    return evolve(facts, ruleset=model.digest) if isinstance(model, RulesetModel) else facts


def check_bound(facts: Facts, model: RulesetModel) -> Facts:
    """The same facts; raises FactsError where they were bound to another ruleset, or to other files of it."""
    if facts.ruleset and model.digest and facts.ruleset != model.digest:
        told = f"the facts are bound to another ruleset than `{model.name}`, or to an earlier state of it"
        raise FactsError(Fault(told, hint="give them as they were read (`load_facts`), or bind them anew"))
    return facts


def _by_names(node: Mapping, scope: Binding) -> Mapping:
    """The facts of a unit with the names of what they call by labels."""
    known, labels = scope.vocabulary.entities, scope.labels
    called = [k for k in node.table if k not in known and k in labels.entities]
    if not called:
        return node
    table = dict(node.table)
    for label in called:
        key, value = table.pop(label)
        name = labels.entities[label]
        if name in table:
            scope.faults.append(key.fault(f"`{label}` is `{name}`, which is given too", "keep one of them"))
        table.setdefault(name, (evolve(key, text=name), value))
    return evolve(node, table=table)


@frozen
class _Header:
    """What the key `unit` says."""

    id: str
    name: str
    parent: str
    constructed: bool
    place: bool
    organ_of: str
    values: dict[str, tuple[Entry, ...]]
    node: Node


def _bind_unit(raw: RawUnit, scope: Binding) -> tuple[UnitFacts, Node]:
    node = _by_names(raw.node, scope)
    fields = read_section(node, SECTIONS["facts"], scope.faults)
    _bind_sources(raw, fields, scope)
    header = _bind_header(node, fields, scope)
    values = dict(header.values)
    lists = {}
    for key, value in node.entries:
        if key.text in SECTIONS["facts"].by_name:
            continue
        entity = scope.vocabulary.entities.get(key.text)
        if entity is None or entity.of:
            scope.faults.append(_unknown(key, scope.vocabulary))
        elif isinstance(value, Untold):
            continue
        elif entity.one:
            values.update(bind_single(entity, value, scope))
        else:
            lists[key.text] = bind_lists(entity, value, scope)
    unit = UnitFacts(
        header.id,
        header.name,
        header.parent,
        header.constructed,
        values,
        lists,
        complete=bind_complete(fields.items("complete"), lists, scope),
        reported=bind_reported(fields.items("reported"), scope),
        exceptions=bind_exceptions(fields.items("exceptions"), scope),
        gradings=bind_gradings(fields.items("gradings"), scope),
        entries=bind_entries(fields.items("entries"), scope),
        corrections=bind_corrections(fields.items("corrections"), scope),
        succession=bind_succession(fields.items("succession"), scope),
        is_place=header.place,
        organ_of=header.organ_of,
        samples=bind_samples(fields.items("samples"), scope),
        sources=scope.sources,
        file=raw.file,
    )
    return unit, header.node


def _bind_header(node: Mapping, fields: Fields, scope: Binding) -> _Header:
    given = fields.get("unit")
    if given is None:
        if not scope.lenient and "unit" not in node:
            scope.faults.append(node.fault("the facts name no unit", "begin with `unit: {id: …}`"))
        return _Header(EXAMPLE, EXAMPLE, "", False, False, "", {}, node)
    given = scope.with_own_names(given, "unit") if isinstance(given, Mapping) else given
    section = SECTIONS["the unit of an example" if scope.lenient else "a unit"]
    unit = read_section(given, section, scope.faults)
    values = bind_unit_attributes(given, section.by_name, scope)
    identity = unit.scalar("id")
    if identity is not None:
        check_id(identity, scope)
    name = unit.text("id") or EXAMPLE
    return _Header(
        name,
        unit.text("name") or name,
        _named(unit, "parent"),
        unit.flag("constructed"),
        unit.flag("place"),
        _named(unit, "organ_of"),
        values,
        identity or given,
    )


def _named(unit: Fields, key: str) -> str:
    """The id of another unit under a key; "" where there is none."""
    other = unit.scalar(key)
    return "" if other is None or other.null else other.text


def _bind_sources(raw: RawUnit, fields: Fields, scope: Binding) -> None:
    """Put the sources of the file (and of the file around it) into the scope."""
    for outer in (raw.shared, raw.node):
        given = outer.get("sources") if outer is not None else None
        for key, value in given.entries if isinstance(given, Mapping) else ():
            check_id(key, scope)
            source = read_section(value, SECTIONS["a source"], scope.faults)
            scope.sources[key.text] = Source(
                key.text,
                source.text("title"),
                source.text("url"),
                source.text("quote"),
                read_day(source.text("known_on")),
                register=_register(source, scope),
                date=read_day(source.text("date")),
                by=source.text("by"),
            )
    shared = raw.shared.get("source") if raw.shared is not None else None
    default = fields.scalar("source") or (shared if isinstance(shared, Scalar) else None)
    if default is not None:
        scope.default = scope.source(default)


def _register(source: Fields, scope: Binding) -> str:
    """The register of a source, which the vocabulary declares."""
    given, known = source.scalar("register"), scope.vocabulary.registers
    if given is not None and given.text not in known:
        hint = near_miss(given.text, known) or "registers: " + (", ".join(known) or "none is declared")
        scope.faults.append(given.fault(f"`{given.text}` is no declared register", hint))
    return source.text("register")


def _unknown(key: Scalar, vocabulary: Vocabulary) -> Fault:
    """The fault of a key that names no entity of the unit."""
    word = key.text
    if (old := refused(word, vocabulary)) is not None:
        return key.fault(*old)
    entity = vocabulary.entities.get(word)
    if entity is not None and entity.of:
        told = f"the list `{word}` stands inside records"
        return key.fault(told, "write it inside a record of " + " or ".join(f"`{o}`" for o in entity.of))
    if word in vocabulary.measures:
        return key.fault(
            f"`{word}` is a measure", f"write `reported: [{{measure: {word}, for: …, value: …}}]`"
        )
    outer, _, inner = word.partition(".")
    if outer in vocabulary.entities:
        return key.fault(f"`{word}` is not a key", f"write `{inner}` below `{outer}`")
    known = [*SECTIONS["facts"].by_name, *(e.name for e in vocabulary.entities.values() if not e.of)]
    known += label_names(vocabulary).entities
    hint = (
        wide_colon(key.page, key.line)
        if "：" in word
        else near_miss(word, known) or "what can be given is declared in the vocabulary"
    )
    return key.fault(f"`{word}` is not declared", hint)


def _circles(units: AbstractMapping[str, UnitFacts], nodes: AbstractMapping[str, Node]) -> Iterable[Fault]:
    """Units that stand above themselves."""
    settled: set[str] = set()
    for start in units:
        path: list[str] = []
        at = start
        while at in units and at not in settled and at not in path:
            path.append(at)
            at = units[at].parent
        if at in path:
            told = "the units " + " → ".join([*path[path.index(at) :], at]) + " stand above each other"
            yield nodes[at].fault(told, "`parent` names the unit directly above")
        settled.update(path)
