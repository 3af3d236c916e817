"""What a form asks: the facts that the rules and the sheet of this kind of unit still read, and those given.

Questions about the unit come first, then what can still be done before a due day, then what settles most.
What a superior decides (`control: parent`) is asked too, with a mark: its decision stands in a register, and
whoever keeps that gets the form. Gradings are told and not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import FactsError, Fault
from policy_rules.facts.facts_file import RawFacts, RawUnit
from policy_rules.facts.merge import STATEMENTS
from policy_rules.facts.named_trees import by_names
from policy_rules.facts.paths import read_path
from policy_rules.facts.raw_trees import Tree, tree_of
from policy_rules.facts.renamed import MIGRATE
from policy_rules.report.pages.readings import readings
from policy_rules.results.assessment import Assessment
from policy_rules.results.fragments import fragment
from policy_rules.results.next_facts import NextFact
from policy_rules.results.role_questions import of_single_record
from policy_rules.results.years_asked import YearsAsked, years_asked
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.vocabulary import Attribute, Entity, Vocabulary

OF_UNITS = ("units_under", "organs")
"""The lists whose records are units of their own."""


@frozen
class FormFact:
    """One thing that a form asks, or that was given: its path, the rules that read it, what it is worth.

    `path` is `entity.attribute`, the path of a list, or a measure.
    """

    path: str
    fact: NextFact | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that ask for it."""
        return () if self.fact is None else self.fact.rules


@frozen
class FormList:
    """A list that a form asks for: its entity, the columns, and whether it is whole."""

    path: str
    entity: Entity
    columns: tuple[Attribute, ...]
    asked: FormFact


@frozen(eq=False, slots=False)
class UnitForm:
    """A form for one unit: what is asked, in its order, and what is told already (`tree`).

    `left_out`: how many facts and lists are not asked, where the form is to ask so many at most.
    """

    assessment: Assessment = field(repr=False)
    tree: Mapping[str, Tree] = field(repr=False)
    values: tuple[FormFact, ...] = ()
    lists: tuple[FormList, ...] = ()
    figures: tuple[FormFact, ...] = ()
    gradings: tuple[FormFact, ...] = ()
    left_out: int = 0

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of its ruleset."""
        return self.assessment.model.vocabulary

    @cached_property
    def default_source(self) -> str:
        """The source of all that names none; "" where there is none."""
        given = self.tree.get("source")
        return "" if given is None else str(given.text)

    def of_department(self, name: str) -> UnitForm:
        """The part of the form that one department fills in; the unit itself is told in each.

        What is stated already is told in one part alone: that a list is whole by whoever has its records,
        what stands in no register (figures, gradings, what persons put on file) by nobody by name.
        """
        told = {section: [s for s in found if self._teller(s) == name] for section, found in self._stated()}
        return evolve(
            self,
            tree={key: told.get(key, found) for key, found in self.tree.items() if told.get(key, True)},
            values=tuple(f for f in self.values if self.department(f.path) == name),
            lists=tuple(one for one in self.lists if self.department(one.path) == name),
            figures=tuple(f for f in self.figures if self.department(f.path) == name),
            gradings=(),
        )

    def departments(self) -> tuple[str, ...]:
        """The departments that have something to fill in, "" for what is nobody's."""
        asked = (*self.values, *(one.asked for one in self.lists), *self.figures)
        told = (self._teller(statement) for _, found in self._stated() for statement in found)
        return tuple(dict.fromkeys((*(self.department(f.path) for f in asked), *told)))

    def _stated(self) -> Iterator[tuple[str, list[dict[str, Tree]]]]:
        """The statements that are given, by section."""
        yield from ((section, self.tree[section]) for section in STATEMENTS if section in self.tree)

    def _teller(self, statement: Mapping[str, Tree]) -> str:
        """The department whose part tells a statement."""
        return self.department(statement["list"].text) if "list" in statement else ""

    def department(self, path: str) -> str:
        """The department that answers for a fact: that of its register, else who keeps that; "" is nobody."""
        register = self.vocabulary.registers.get(self.register(path))
        if register is None or register.department is None:
            return ""
        return register.department or register.kept_by

    def register(self, path: str) -> str:
        """The register from which a fact is read; "" where none is named."""
        outer, _, last = path.rpartition(".")
        attribute = self.vocabulary.attribute(path)
        entity = self.vocabulary.entities.get(outer if attribute else last)
        return (attribute.register if attribute else "") or (entity.register if entity else "")


def unit_form(assessment: Assessment, facts: RawFacts, most: int | None = None) -> UnitForm:
    """The form of an assessed unit; `facts` are those that it was assessed by, as they were read.

    `most`: how many facts and lists it asks at most, those of its order that come first.

    Raises:
        FactsError: the facts bear names of an earlier vocabulary.
    """
    tree = _tree(assessment, facts)
    every = sorted(assessment.next_facts(), key=lambda f: (not f.about_unit, f.due is None))
    asked = dict.fromkeys(filter(None, (_asked_as(fact, assessment) for fact in every)))
    first = frozenset(list(asked)[:most])
    ranked = [fact for fact in every if most is None or _asked_as(fact, assessment) in first]
    values: dict[str, FormFact] = {}
    figures: dict[str, FormFact] = {}
    gradings: dict[str, FormFact] = {}
    lists: dict[str, NextFact] = {}
    whole = {fact.name for fact in ranked if fact.name.startswith("complete(")}
    vocabulary, model = assessment.model.vocabulary, assessment.model
    for fact in ranked:
        if of_single_record(fact.name, model):
            values[fact.name] = FormFact(fact.name, fact)
        elif fact.name in vocabulary.measures:
            figures[fact.name] = FormFact(fact.name, fact)
        elif fact.name.startswith("grading("):
            gradings[fact.name] = FormFact(fact.name, fact)
        elif path := _list_path(fact.name, vocabulary):
            lists.setdefault(path, fact)
    for path in _given_values(tree, vocabulary):
        values.setdefault(path, FormFact(path))
    order = sorted(values.values(), key=lambda f: not (f.fact is not None and f.fact.about_unit))
    return UnitForm(
        assessment,
        tree,
        tuple(order),
        tuple(_lists(assessment, lists, whole, tree)),
        tuple(figures.values()),
        tuple(gradings.values()),
        len(asked) - len(first),
    )


def _asked_as(fact: NextFact, assessment: Assessment) -> str:
    """What a form asks to learn a fact: itself, or the list that tells it; "" where it asks nothing."""
    alone = of_single_record(fact.name, assessment.model) or fact.name in assessment.model.vocabulary.measures
    return fact.name if alone else _list_path(fact.name, assessment.model.vocabulary)


def _tree(assessment: Assessment, facts: RawFacts) -> Mapping[str, Tree]:
    """All that the facts say of the unit, with the sources of the file around it."""
    vocabulary = assessment.model.vocabulary
    raw = next(unit for unit in facts.units if told_id(unit, vocabulary) == assessment.unit.id)
    tree: dict[str, Tree] = by_names(tree_of(raw.node), vocabulary)
    shared: dict[str, Tree] = {} if raw.shared is None else tree_of(raw.shared)
    if sources := {**shared.get("sources", {}), **tree.get("sources", {})}:
        tree["sources"] = sources
    if "source" in shared:
        tree.setdefault("source", shared["source"])
    known = {*SECTIONS["facts"].by_name, *vocabulary.entities}
    if old := next((key for key in tree if key not in known), None):
        raise FactsError(Fault(f"`{old}` is a name of an earlier vocabulary", raw.node.place, MIGRATE))
    return tree


def told_id(unit: RawUnit, vocabulary: Vocabulary) -> str:
    """The id that the facts give a unit, by whatever name they call it; "" where they give none."""
    header: Any = by_names(tree_of(unit.node), vocabulary).get("unit")
    return str(header["id"].text) if isinstance(header, dict) and "id" in header else ""


def _given_values(tree: Mapping[str, Tree], vocabulary: Vocabulary) -> Iterable[str]:
    """The attributes of single records of which something is told."""
    for name, entity in vocabulary.entities.items():
        told = tree.get(name)
        if entity.one and isinstance(told, dict):
            yield from (f"{name}.{key}" for key in told if key in entity.attributes)


def _list_path(name: str, vocabulary: Vocabulary) -> str:
    """The path of the list of which the fact tells, without ids; "" where it is of no list of the unit."""
    bare = name.removeprefix("complete(").removesuffix(")") if name.startswith("complete(") else name
    try:
        steps = [step.name for step in read_path(bare)]
    except FactsError:
        return ""
    if len(steps) == 1 and steps[0] in OF_UNITS and name != bare:
        return steps[0]
    found: list[str] = []
    for step in steps:
        entity = vocabulary.entities.get(step)
        if entity is None or entity.one or bool(entity.of) != bool(found):
            break
        found.append(step)
    return ".".join(found)


def _lists(
    assessment: Assessment, asked: Mapping[str, NextFact], whole: Collection[str], tree: Mapping[str, Tree]
) -> Iterable[FormList]:
    """The lists asked for, with those inside them that the same rules read, then those that are given.

    Those of which it is asked whether they are `whole`, and all inside others, say how that is told.
    """
    model, program = assessment.model, assessment.program
    vocabulary = model.vocabulary
    reads = {
        rule.id: frozenset(readings(model, rule, program.by_id[rule.id]).facts)
        for rule in model.rules.values()
    }
    facts: dict[str, FormFact] = {}
    read: dict[str, set[str]] = {}
    for path, fact in asked.items():
        names = frozenset().union(*(reads[rule] for rule in fact.rules))
        around = path.split(".")
        outer = [".".join(around[:n]) for n in range(1, len(around))]
        for each in (*outer, *_with_inner(path, names, vocabulary)):
            if each not in facts:
                says = each != path or f"complete({each})" in whole
                facts[each] = FormFact(each, _whole(each, fact, assessment) if says else fact)
            read.setdefault(each, set()).update(names)
    given = dict(_given_lists(tree, vocabulary, ""))
    scored = {path for path, fact in asked.items() if fact.items}
    by_sheet = _fields(assessment)
    for path in given:
        facts.setdefault(path, FormFact(path))
    for path, found in facts.items():
        last = path.rpartition(".")[2]
        entity = vocabulary.entities.get(last) or Entity(last, {})
        wanted = {*entity.dated_by, entity.told_year, *given.get(path, ())}
        known = read.get(path, set())
        columns = (
            a
            for a in entity.attributes.values()
            if a.derived is None
            and (a.name in wanted or f"{last}.{a.name}" in known or (path in scored and a in by_sheet))
        )
        yield FormList(path, entity, tuple(columns), found)


def _whole(path: str, fact: NextFact, assessment: Assessment) -> NextFact:
    """The fact, told by what says that the list is whole."""
    name, findings = f"complete({path})", [assessment.finding(rule) for rule in fact.rules]
    years = years_asked(name, findings, assessment, scored=False)
    return evolve(fact, write=partial(_told_whole, name, assessment, years, fact))


def _told_whole(name: str, assessment: Assessment, years: YearsAsked, fact: NextFact) -> Mapping[str, Any]:
    return fragment(name, assessment, years) or fact.written


def _fields(assessment: Assessment) -> frozenset[Attribute]:
    """The attributes of records that the scoring sheet reads."""
    sheet = assessment.asked.sheet
    nodes = (n for root in (sheet.trees if sheet is not None else ()) for n in core.walk(root))
    return frozenset(n.attribute for n in nodes if isinstance(n, core.Field))


def _with_inner(path: str, names: frozenset[str], vocabulary: Vocabulary) -> Iterable[str]:
    """The list with those inside its records that are read too."""
    yield path
    last = path.rpartition(".")[2]
    for entity in vocabulary.entities.values():
        if last in entity.of and entity.name in names:
            yield from _with_inner(f"{path}.{entity.name}", names, vocabulary)


def _given_lists(
    tree: Mapping[str, Tree], vocabulary: Vocabulary, around: str
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The lists of which records are given, with the attributes that these tell; inner ones too."""
    outer = around.rpartition(".")[2]
    found: dict[str, dict[str, None]] = {}
    for name, records in tree.items():
        entity = vocabulary.entities.get(name)
        inside = entity is not None and (outer in entity.of if outer else not entity.of)
        if entity is None or entity.one or not inside or not isinstance(records, list):
            continue
        path = f"{around}.{name}" if around else name
        told = found.setdefault(path, {})
        for record in (r for r in records if isinstance(r, dict)):
            told.update(dict.fromkeys(key for key in record if key in entity.attributes))
            for inner, keys in _given_lists(record, vocabulary, path):
                found.setdefault(inner, {}).update(dict.fromkeys(keys))
    yield from ((path, tuple(keys)) for path, keys in found.items())


def records_at(
    tree: Any, path: list[str], ids: tuple[str, ...], source: str
) -> Iterable[tuple[tuple[str, ...], dict[str, Tree], str]]:
    """The records of a list with the ids of those around them, and the source that they take over."""
    first, *inner = path
    for number, record in enumerate(tree.get(first, []), 1):
        own = record["id"].text if "id" in record else f"#{number}"
        if not inner:
            yield ids, record, source
            continue
        around = record["source"].text if "source" in record else source
        yield from records_at(record, inner, (*ids, own), around)
